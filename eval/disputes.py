"""`python -m eval disputes`: does the desk name the types, principles and methods that apply?

Beside it BM25 over the cards, and the most frequent labels (of the tuning half and the cases). `--fit` fits the weights
of `app/disputes/weights.json` on the tuning half, and on the worked examples and cases left out one by one.
"""

import argparse
import json
import math
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answering.gate import is_verbatim
from app.disputes.desk import FACETS, THRESHOLD, Desk
from app.disputes.examples import shipped
from app.disputes.features import NAMES
from app.disputes.model import Models
from app.store.library import Library
from corpus.records import Corpus
from eval.gold_sets import rows
from eval.hardware import hardware
from eval.measures import paired_bootstrap
from indexer.logistic import Logistic
from indexer.search import Index
from indexer.segment import terms
from indexer.train.split import Half

RESULTS = Path(__file__).parent / "results"
Ranker = Callable[[str, str], Sequence[str]]  # (facet, description) -> ids, best first


@dataclass(frozen=True, slots=True)
class Labelled:
    """A description with graded labels a facet: 2 first to be named, 1 also applies.

    `weight`: what it counts in fitting; a case's labels are fewer than apply. `held_out`: it is one of the desk's
    precedents, which does not vote when it is itself judged."""

    id: str
    text: str
    grades: Mapping[str, Mapping[str, int]]
    weight: float = 1.0
    held_out: bool = False


def read_labelled(which: Half) -> list[Labelled]:
    return [Labelled(r["id"], r["text"], {facet: r[facet] for facet in FACETS}) for r in rows("disputes", which)]


def case_labels(corpus: Corpus) -> list[Labelled]:
    """The corpus's own cases; each is judged with itself left out."""
    found = []
    for case in corpus.cases.values():
        grades: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for number, concept_id in enumerate(case.concepts):
            for facet, kinds in FACETS.items():
                if concept_id in corpus.concepts and corpus.concepts[concept_id].kind in kinds:
                    grades[facet][concept_id] = 2 if number < 6 else 1
        found.append(Labelled(case.id, case.text, grades, 0.5, held_out=True))
    return found


def example_labels() -> list[Labelled]:
    """The worked examples; each is judged with itself left out."""
    found = []
    for number, example in enumerate(each for each in shipped() if each.is_dispute):
        listed = {"types": example.types, "principles": example.principles, "methods": example.methods}
        grades = {facet: {c: 1 if place else 2 for place, c in enumerate(ids)} for facet, ids in listed.items()}
        found.append(Labelled(f"example.{number}", example.text, grades, held_out=True))
    return found


def hit(ranking: Sequence[str], grades: Mapping[str, int], k: int = 3, least: int = 1) -> float:
    """Whether one of the first `k` has at least that grade."""
    return float(any(grades.get(each, 0) >= least for each in ranking[:k]))


def graded_ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int = 5) -> float:
    """Gains 2^grade - 1 over log2(rank + 1) (Burges et al. 2005)."""
    gains = [2 ** grades.get(each, 0) - 1 for each in ranking[:k]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:k]
    best = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(ideal, 1))
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1)) / best if best else 0.0


def macro_recall(rankings: Sequence[Sequence[str]], golds: Sequence[Mapping[str, int]], k: int = 5) -> float:
    """Of each concept, the share of its descriptions that name it among the first `k`; the mean over concepts."""
    found: dict[str, list[float]] = defaultdict(list)
    for ranking, grades in zip(rankings, golds, strict=True):
        for concept_id in grades:
            found[concept_id].append(float(concept_id in ranking[:k]))
    return _mean([_mean(each) for each in found.values()])


def criterion_accuracy(
    rankings: Sequence[Sequence[str]], golds: Sequence[Mapping[str, int]], group_of: Mapping[str, str]
) -> dict[str, tuple[float, int]]:
    """Of each classification, how often its first-ranked member is a best labelled one; with the number judged."""
    right: dict[str, list[float]] = defaultdict(list)
    for ranking, grades in zip(rankings, golds, strict=True):
        by_group: dict[str, dict[str, int]] = defaultdict(dict)
        for concept_id, grade in grades.items():
            by_group[group_of[concept_id]][concept_id] = grade
        for group, members in by_group.items():
            first = next((each for each in ranking if group_of[each] == group), "")
            right[group].append(float(members.get(first, 0) == max(members.values())))
    return {group: (_mean(each), len(each)) for group, each in sorted(right.items())}


def desk_ranker(desk: Desk, held_out: Collection[str]) -> tuple[Ranker, Callable[[str, str], Sequence[float]]]:
    """The desk's ranking of all concepts of a facet, and their probabilities; `held_out`: texts of precedents."""
    known: dict[tuple[str, str], tuple[list[str], list[float]]] = {}

    def ranked(facet: str, text: str) -> tuple[list[str], list[float]]:
        if (facet, text) not in known:
            evidence = desk.features[facet].of(text, held_out=text in held_out)
            scores = desk.models[facet].probabilities(evidence.values).tolist()
            order = desk.ranked(facet, scores)
            known[facet, text] = [evidence.ids[i] for i, _ in order], [score for _, score in order]
        return known[facet, text]

    return (lambda facet, text: ranked(facet, text)[0]), (lambda facet, text: ranked(facet, text)[1])


def bm25_ranker(index: Index, corpus: Corpus) -> Ranker:
    """BM25 of the description over the cards, each as long as it is, the best passage counting."""

    def rank(facet: str, text: str) -> Sequence[str]:
        scores = index.lexical.score(terms(index.query(text).key))
        best: dict[str, float] = {}
        for row in range(len(index.passages)):
            concept_id = index.passages.concept(row)
            if concept_id in corpus.concepts and corpus.concepts[concept_id].kind in FACETS[facet]:
                best[concept_id] = max(best.get(concept_id, 0.0), float(scores[row]))
        return sorted(best, key=lambda c: (-best[c], c))

    return rank


def frequent_ranker(labelled: Sequence[Labelled]) -> Ranker:
    counts = {facet: Counter(c for one in labelled for c in one.grades[facet]) for facet in FACETS}
    return lambda facet, text: [concept_id for concept_id, _ in counts[facet].most_common()]


def measure(rank: Ranker, labelled: Sequence[Labelled], corpus: Corpus) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    group_of = {c.id: c.group for c in corpus.concepts.values()}
    for facet in FACETS:
        judged = [one for one in labelled if one.grades[facet]]
        rankings = [list(rank(facet, one.text)) for one in judged]
        golds = [one.grades[facet] for one in judged]
        figures[facet] = {
            "n": len(judged),
            "hit@3": [hit(r, g) for r, g in zip(rankings, golds, strict=True)],
            "hit@3 of grade 2": [hit(r, g, least=2) for r, g in zip(rankings, golds, strict=True)],
            "ndcg@5": [graded_ndcg(r, g) for r, g in zip(rankings, golds, strict=True)],
            "macro recall@5": macro_recall(rankings, golds),
        }
        if facet == "types":
            figures["criteria"] = criterion_accuracy(rankings, golds, group_of)
    return figures


def at_threshold(
    rank: Ranker, score: Callable[[str, str], Sequence[float]], labelled: Sequence[Labelled]
) -> dict[str, dict[str, float]]:
    """Coverage, the share of descriptions with anything shown, and precision, the share of it that applies."""
    figures = {}
    for facet in FACETS:
        shown = []
        for one in labelled:
            pairs = list(zip(rank(facet, one.text), score(facet, one.text), strict=True))[:5]
            shown.append([c in one.grades[facet] for c, p in pairs if p >= THRESHOLD[facet]])
        flat = [each for own in shown for each in own]
        figures[facet] = {
            "coverage": _mean([float(bool(own)) for own in shown]),
            "precision": _mean([*map(float, flat)]),
        }
    return figures


def fit(index: Index, corpus: Corpus) -> Models:
    """Weights from the tuning half, the worked examples and the cases, and of the recognition also from their other
    texts."""
    labelled = [*read_labelled("tune"), *example_labels(), *case_labels(corpus)]
    counts = Counter(c for one in labelled for grades in one.grades.values() for c in grades)
    n = len(labelled)
    priors = {c: round(math.log((count + 0.5) / (n + 1)), 4) for c, count in sorted(counts.items())}
    never = round(math.log(0.5 / (n + 1)), 4)
    priors |= {c: never for c in corpus.concepts if c not in priors}
    desk = Desk(index, corpus, Models({}, priors))
    facets = {}
    for facet in FACETS:
        xs, ys, weights = [], [], []
        for one in labelled:
            evidence = desk.features[facet].of(one.text, held_out=one.held_out)
            grades = [one.grades[facet].get(c, 0) for c in evidence.ids]
            # the prior as it would be without this very description
            own = [math.log((counts[c] - (g > 0) + 0.5) / n) for c, g in zip(evidence.ids, grades, strict=True)]
            values = evidence.values.copy()
            values[:, NAMES.index("prior")] = own
            xs.append(values)
            ys += [float(g > 0) for g in grades]
            # what an expert names first counts twice
            weights += [one.weight * (2.0 if g == 2 else 1.0) for g in grades]
        facets[facet] = Logistic.fit(np.vstack(xs), np.array(ys), counts=np.array(weights))
    others = [(row["text"], False) for row in rows("not_disputes", "tune")]
    others += [(each.text, True) for each in shipped() if not each.is_dispute]
    texts = [(one.text, one.held_out, one.weight, 1.0) for one in labelled]
    texts += [(text, held_out, 1.0, 0.0) for text, held_out in others]
    xs = []
    for text, held_out, _, _ in texts:
        evidence_of = {facet: desk.features[facet].of(text, held_out=held_out) for facet in FACETS}
        xs.append(desk.recognition(text, evidence_of, held_out=held_out))
    y = np.array([label for _, _, _, label in texts])
    weigh: NDArray[np.float64] = np.array([weight for _, _, weight, _ in texts])
    weigh = weigh * np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    facets["dispute"] = Logistic.fit(np.vstack(xs), y, counts=weigh)
    return Models(facets, priors)


def recognised(desk: Desk, which: Half) -> dict[str, float]:
    """Disputes taken for disputes, and other texts sent away."""
    yes = [desk.brief(one.text).is_dispute for one in read_labelled(which)]
    no = [not desk.brief(row["text"]).is_dispute for row in rows("not_disputes", which)]
    return {"disputes recognised": _mean([*map(float, yes)]), "others sent away": _mean([*map(float, no)])}


def timings(desk: Desk, labelled: Sequence[Labelled]) -> dict[str, float]:
    desk.brief(labelled[0].text)
    times = []
    for one in labelled:
        started = time.perf_counter()
        desk.brief(one.text)
        times.append(1000 * (time.perf_counter() - started))
    return {"ms_p50": float(np.percentile(times, 50)), "ms_p99": float(np.percentile(times, 99))}


def quotes_verified(desk: Desk, corpus: Corpus, labelled: Sequence[Labelled]) -> float:
    quotes = [quote for one in labelled for quote in desk.brief(one.text).quotes]
    return _mean([float(is_verbatim(quote, corpus.documents[quote.document_id])) for quote in quotes])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/disputes.{json,md} for the reporting half and the cases; `--half tune` only prints."""
    parser = argparse.ArgumentParser(prog="python -m eval disputes", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument(
        "--fit", action="store_true", help="fit app/disputes/weights.json, then measure the tuning half"
    )
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as home:
        library = Library.open(Path(home))
        index, corpus = library.ensure_index(), library.corpus
        if args.fit:
            args.half = "tune"
            fit(index, corpus).save()
        desk = Desk.of(index, corpus)
        figures = _figures(desk, index, corpus, args.half)
    page = as_page(figures)
    if args.half == "report":
        (RESULTS / "disputes.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (RESULTS / "disputes.md").write_text(page, "utf-8")
    print(json.dumps(figures, ensure_ascii=False) if args.json else page)
    return 0


def _figures(desk: Desk, index: Index, corpus: Corpus, which: Half) -> dict[str, Any]:
    cases = case_labels(corpus)
    frequent = frequent_ranker([*read_labelled("tune"), *cases])
    rank, score = desk_ranker(desk, {one.text for one in cases})
    sets = {"gold": read_labelled(which), "cases left out": cases}
    figures: dict[str, Any] = {"half": which, "hardware": hardware(), "model": index.encoder.name, "sets": {}}
    for name, labelled in sets.items():
        if not labelled:
            continue
        systems = {"desk": rank, "bm25": bm25_ranker(index, corpus), "most frequent": frequent}
        measured = {system: measure(each, labelled, corpus) for system, each in systems.items()}
        table: dict[str, Any] = {}
        for system, found in measured.items():
            table[system] = {"criteria": {g: list(v) for g, v in found["criteria"].items()}}
            for facet in FACETS:
                own = found[facet]
                table[system][facet] = {m: _mean(v) if isinstance(v, list) else v for m, v in own.items()}
                if system == "desk":
                    for measure_name in ("hit@3", "ndcg@5"):
                        other = measured["most frequent"][facet][measure_name]
                        interval = paired_bootstrap(own[measure_name], other)
                        margin = [interval.difference, interval.low, interval.high]
                        table[system][facet][f"{measure_name} - most frequent"] = margin
        figures["sets"][name] = {"systems": table, "displayed": at_threshold(rank, score, labelled)}
    figures["recognised"] = recognised(desk, which)
    figures["time"] = timings(desk, sets["gold"])
    figures["quotes_verified"] = quotes_verified(desk, corpus, sets["gold"])
    figures["weights"] = {
        f: dict(zip(NAMES, m.weights.round(3).tolist(), strict=False)) for f, m in desk.models.items()
    }
    return figures


def _margin(interval: Sequence[float] | None) -> str:
    return f"{interval[0]:+.3f} ({interval[1]:+.3f} … {interval[2]:+.3f})" if interval else ""


def as_page(figures: Mapping[str, Any]) -> str:
    lines = ["# Disputes", "", f"Model `{figures['model']}`. {figures['hardware']}. Half: {figures['half']}.", ""]
    for name, one in figures["sets"].items():
        lines += [
            f"## {name}",
            "",
            "| facet | system | n | hit@3 | hit@3 of grade 2 | nDCG@5 | macro recall@5 | hit@3 - most frequent "
            "| nDCG@5 - most frequent |",
        ]
        lines.append("|---|---|---|---|---|---|---|---|---|")
        for facet in FACETS:
            for system, found in one["systems"].items():
                own = found[facet]
                against = " | ".join(_margin(own.get(f"{m} - most frequent")) for m in ("hit@3", "ndcg@5"))
                values = " | ".join(f"{own[m]:.3f}" for m in ("hit@3", "hit@3 of grade 2", "ndcg@5", "macro recall@5"))
                lines.append(f"| {facet} | {system} | {own['n']} | {values} | {against} |")
        lines += ["", "| displayed | coverage | precision |", "|---|---|---|"]
        lines += [f"| {f} | {d['coverage']:.3f} | {d['precision']:.3f} |" for f, d in one["displayed"].items()]
        lines += ["", "| classification | right | of |", "|---|---|---|"]
        lines += [f"| {g} | {right:.3f} | {n} |" for g, (right, n) in one["systems"]["desk"]["criteria"].items()]
        lines.append("")
    known, times = figures["recognised"], figures["time"]
    lines.append("; ".join(f"{name} {value:.3f}" for name, value in known.items()) + ".")
    lines.append(f"Time p50 {times['ms_p50']:.1f} ms, p99 {times['ms_p99']:.1f} ms. ")
    lines.append(f"Quotations verified: {figures['quotes_verified']:.3f}.")
    return "\n".join(lines) + "\n"
