"""`python -m eval answers`: do answers hold the key facts, are quotations verbatim, is refused what is not covered?

Beside it a baseline: the best three passages of the same search, shown whole. With `--source FILE` the same questions
are put to that imported text alone as well (`ask --scope imported`).
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.answering.engine import Answerer
from app.answering.gate import is_verbatim
from app.answering.records import Answer, Quote
from app.store.library import Library
from corpus.key import words_only
from eval.gold_sets import GoldQuestion, GoldRefusal, read_questions, read_refusals
from eval.hardware import hardware
from indexer.search import Index, Scope
from indexer.train.split import Half

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answerable question's answer, judged; shares are 0..1."""

    question: GoldQuestion
    answered: bool
    facts: float
    members: float | None
    concept: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    outcomes: tuple[Outcome, ...]
    refused: dict[str, tuple[int, int]]  # kind -> (refused, of how many)
    quotes: int
    verbatim: int

    def figures(self) -> dict[str, Any]:
        lists = [o.members for o in self.outcomes if o.members is not None]
        refused = sum(r for r, _ in self.refused.values())
        of = sum(n for _, n in self.refused.values())
        times = np.array([o.seconds for o in self.outcomes]) * 1000
        return {
            "questions": len(self.outcomes),
            "quotes_verified": self.verbatim / self.quotes if self.quotes else 1.0,
            "quotes": self.quotes,
            "key_facts": _mean([o.facts for o in self.outcomes]),
            "key_facts_official": _mean([o.facts for o in self.outcomes if o.question.register == "official"]),
            "key_facts_everyday": _mean([o.facts for o in self.outcomes if o.question.register == "everyday"]),
            "list_completeness": _mean(lists),
            "concept_correct": _mean([float(o.concept) for o in self.outcomes]),
            "refusal_recall": refused / of if of else 0.0,
            "refusal_recall_by_kind": {kind: r / n for kind, (r, n) in self.refused.items()},
            "false_refusals": _mean([float(not o.answered) for o in self.outcomes]),
            "ms_p50": float(np.percentile(times, 50)),
            "ms_p99": float(np.percentile(times, 99)),
        }


def judge(question: GoldQuestion, answer: Answer, concepts: Sequence[str], seconds: float) -> Outcome:
    shown = words_only(" ".join([s.text for s in answer.statements] + [q.text for q in answer.quotes]))
    facts = [any(words_only(wording) in shown for wording in fact) for fact in question.facts]
    members = [words_only(member) in shown for member in question.members]
    wanted = {c.removeprefix("group:") for c in question.concepts}
    return Outcome(
        question,
        answer.answered,
        _mean([float(f) for f in facts]),
        _mean([float(m) for m in members]) if members else None,
        bool(wanted & set(concepts)),
        seconds,
    )


def measure(
    ask: Callable[[str], tuple[Answer, Sequence[str]]],
    index: Index,
    questions: Sequence[GoldQuestion],
    refusals: Sequence[GoldRefusal],
) -> Report:
    """`ask` gives an answer and the ids of the concepts that it speaks of."""
    outcomes: list[Outcome] = []
    quotes: list[Quote] = []
    for question in questions:
        started = time.perf_counter()
        answer, concepts = ask(question.text)
        outcomes.append(judge(question, answer, concepts, time.perf_counter() - started))
        quotes += answer.quotes
    refused: dict[str, tuple[int, int]] = {}
    for refusal in refusals:
        answer, _ = ask(refusal.text)
        r, n = refused.get(refusal.kind, (0, 0))
        refused[refusal.kind] = (r + (not answer.answered), n + 1)
        quotes += answer.quotes
    verbatim = sum(is_verbatim(quote, index.document(quote.document_id)) for quote in quotes)
    return Report(tuple(outcomes), refused, len(quotes), verbatim)


def baseline(index: Index, scope: Scope) -> Callable[[str], tuple[Answer, Sequence[str]]]:
    """The best three passages, whatever was asked."""

    def ask(question: str) -> tuple[Answer, Sequence[str]]:
        hits = index.search(question, 3, scope)
        quotes = [Quote.cut(index.document(h.passage.document_id), h.passage.start, h.passage.end) for h in hits]
        concepts = [h.concept for h in hits if h.concept]
        return Answer(question, "composed" if hits else "refused", quotes=tuple(quotes)), concepts

    return ask


def spoken_of(answerer: Answerer, scope: Scope) -> Callable[[str], tuple[Answer, Sequence[str]]]:
    """The program's answers; the concepts are those understood and the groups whose cards are quoted."""

    def ask(question: str) -> tuple[Answer, Sequence[str]]:
        answer = answerer.ask(question, scope)
        return answer, [*answer.concepts, *(quote.document_id for quote in answer.quotes)]

    return ask


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/answers.{json,md} for the reporting half; `--half tune` only prints."""
    parser = argparse.ArgumentParser(prog="python -m eval answers", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--source", type=Path, help="a text to be asked alone, too")
    parser.add_argument("--misses", action="store_true", help="list what went wrong (tuning half only)")
    args = parser.parse_args(argv)
    which: Half = args.half
    if args.misses and which == "report":
        parser.error("the reporting half is not looked into: use --half tune")
    questions, refusals = read_questions(which), read_refusals(which)
    reports: dict[str, Report] = {}
    scopes: list[tuple[Scope, str]] = [("shipped", "")]
    if args.source:
        scopes.append(("imported", ", imported text alone"))
    with tempfile.TemporaryDirectory() as home:
        library = Library.open(Path(home))
        for scope, called in scopes:
            if scope == "imported":
                library.add([args.source])
            index = library.ensure_index()
            answerer = Answerer.of(index, library.corpus)
            answerer.ask("什麼是行政協調")  # warm up
            systems = {"composed": spoken_of(answerer, scope), "best three passages": baseline(index, scope)}
            for name, ask in systems.items():
                reports[name + called] = measure(ask, index, questions, refusals)
            if args.misses:
                _print_misses(reports["composed" + called], answerer, scope, refusals)
    figures = {
        "half": which,
        "hardware": hardware(),
        "source": args.source.name if args.source else None,
        "systems": {name: report.figures() for name, report in reports.items()},
    }
    page = as_page(figures)
    if which == "report":
        (RESULTS / "answers.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        (RESULTS / "answers.md").write_text(page, "utf-8")
    print(json.dumps(figures) if args.json else page)
    return 0


def as_page(figures: dict[str, Any]) -> str:
    lines = ["# Answers", "", f"Half `{figures['half']}` of the gold set. {figures['hardware']}.", ""]
    names = list(figures["systems"])
    lines += [f"| measure | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for measure_name, value in figures["systems"][names[0]].items():
        if isinstance(value, dict):
            for kind in value:
                cells = [f"{figures['systems'][n][measure_name].get(kind, 0.0):.3f}" for n in names]
                lines.append(f"| {measure_name}: {kind} | {' | '.join(cells)} |")
        else:
            cells = [f"{figures['systems'][n][measure_name]:.3f}".removesuffix(".000") for n in names]
            lines.append(f"| {measure_name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _print_misses(report: Report, answerer: Answerer, scope: Scope, refusals: Sequence[GoldRefusal]) -> None:
    for o in report.outcomes:
        if o.facts < 1 or not o.concept or not o.answered:
            answer = answerer.ask(o.question.text, scope)
            print(
                f"{o.question.id} facts={o.facts:.2f} concept={o.concept} {answer.mode} {answer.ask}/{o.question.ask} "
                f"{o.question.text} | want {' '.join(o.question.concepts)} | got {' '.join(answer.concepts)}",
                file=sys.stderr,
            )
    for refusal in refusals:
        if answerer.ask(refusal.text, scope).answered:
            print(f"{refusal.id} {refusal.kind} answered: {refusal.text}", file=sys.stderr)
