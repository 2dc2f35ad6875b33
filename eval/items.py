"""`python -m eval items`: how many items the shipped corpus gives, of which kinds and groups, whether every concept has
some, and what the checker rejected and why."""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from app.study.balance import right_by_length
from app.study.bank import Bank, make_bank
from app.study.checker import Checker
from app.study.records import SKILL_OF, ItemKind
from corpus.cards import load_corpus, required_concepts
from corpus.records import Corpus

RESULTS = Path(__file__).parent / "results"
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
EXAMPLES = 3


def figures_of(bank: Bank, corpus: Corpus) -> dict[str, Any]:
    """Counts of the bank; `covered` counts the concepts of `concepts.tsv` with at least one item, "both skills" those
    with an item to recognise and one to recall."""
    asked = {item.concept_id for item in bank.items}
    skills: dict[str, set[str]] = {}
    for item in bank.items:
        skills.setdefault(item.concept_id, set()).add(SKILL_OF[item.kind])
    rows = required_concepts()
    checker = Checker(corpus.concepts)
    groups: dict[str, Counter[str]] = {}
    for item in bank.items:
        concept = corpus.concepts[item.concept_id]
        group = concept.id if concept.kind == "group" else concept.group
        groups.setdefault(group, Counter())[item.kind] += 1
    singles = [item for item in bank.items if item.kind == "single"]
    rules = Counter(problem.rule for rejected in bank.rejected for problem in rejected.problems)
    return {
        "items": len(bank.items),
        "by_kind": {kind: sum(i.kind == kind for i in bank.items) for kind in KINDS},
        "by_group": {group: dict(sorted(counts.items())) for group, counts in sorted(groups.items())},
        "concepts": len(rows),
        "covered": sum(row.id in asked for row in rows),
        "not_covered": [row.id for row in rows if row.id not in asked],
        "recognise_and_recall": sum({"recognise", "recall"} <= skills.get(row.id, set()) for row in rows),
        "single_key_positions": dict(sorted(Counter(i.key for i in singles).items())),
        "single_right_by_longest": sum(right_by_length(i, max) for i in singles) / len(singles),
        "single_right_by_shortest": sum(right_by_length(i, min) for i in singles) / len(singles),
        "true_share": _share([bool(i.key) for i in bank.items if i.kind == "true_false"]),
        "left_in_the_bank": sum(len(checker.check(item)) for item in bank.items) + len(bank.problems),
        "rejected": len(bank.rejected),
        "rejected_by_rule": dict(rules.most_common()),
        "rejected_by_kind": dict(Counter(rejected.item.kind for rejected in bank.rejected).most_common()),
        "examples": _examples(bank),
    }


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _examples(bank: Bank) -> dict[str, list[list[str]]]:
    """For each rule the first few stems that it rejected, with what it saw."""
    found: dict[str, list[list[str]]] = {}
    for rejected in bank.rejected:
        for problem in rejected.problems[:1]:
            entries = found.setdefault(problem.rule, [])
            if len(entries) < EXAMPLES:
                entries.append([rejected.item.stem, problem.detail])
    return found


def as_page(figures: dict[str, Any]) -> str:
    lines = ["# Items", "", "The generated bank of the shipped corpus (seed 0), by `python -m eval items`.", ""]
    lines += ["| measure | value |", "|---|---|"]
    lines += [
        f"| items | {figures['items']} |",
        f"| concepts with items | {figures['covered']} of {figures['concepts']} |",
        f"| concepts asked for both skills | {figures['recognise_and_recall']} of {figures['concepts']} |",
        f"| problems left in the bank | {figures['left_in_the_bank']} |",
        f"| single choice: keys at places 1, 2, … | {', '.join(map(str, figures['single_key_positions'].values()))} |",
        f"| single choice: right by always taking the longest | {figures['single_right_by_longest']:.2f} |",
        f"| single choice: right by always taking the shortest | {figures['single_right_by_shortest']:.2f} |",
        f"| true or false: share of true | {figures['true_share']:.2f} |",
        f"| rejected | {figures['rejected']} |",
    ]
    if figures["not_covered"]:
        lines += ["", f"Without items: {', '.join(figures['not_covered'])}."]
    lines += [
        "",
        "## By group and kind",
        "",
        f"| group | {' | '.join(KINDS)} | all |",
        "|---|" + "---|" * (len(KINDS) + 1),
    ]
    for group, counts in figures["by_group"].items():
        cells = " | ".join(str(counts.get(kind, 0)) for kind in KINDS)
        lines.append(f"| {group} | {cells} | {sum(counts.values())} |")
    cells = " | ".join(str(figures["by_kind"][kind]) for kind in KINDS)
    lines += [
        f"| all | {cells} | {figures['items']} |",
        "",
        "## Rejected",
        "",
        "| rule | times | such as |",
        "|---|---|---|",
    ]
    for rule, times in figures["rejected_by_rule"].items():
        stem, detail = next(iter(figures["examples"].get(rule, [])), ["", ""])
        lines.append(f"| {rule} | {times} | {stem} ({detail}) |")
    return "\n".join(lines) + "\n"


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/items.{json,md}; 1 if a concept has no item or the bank has a problem."""
    parser = argparse.ArgumentParser(prog="python -m eval items", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=0, help="another seed is only printed")
    args = parser.parse_args(argv)
    corpus = load_corpus()
    figures = figures_of(make_bank(corpus, seed=args.seed), corpus)
    page = as_page(figures)
    if args.seed == 0:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "items.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (RESULTS / "items.md").write_text(page, "utf-8")
    print(json.dumps(figures, ensure_ascii=False) if args.json else page)
    return int(bool(figures["not_covered"] or figures["left_in_the_bank"]))
