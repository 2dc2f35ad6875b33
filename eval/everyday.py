"""`python -m eval everyday`: do everyday questions reach the card that answers them, without its words?

Systems: `bm25` (the lexical half alone), `dense`, `hybrid` (both, without knowledge), `search` (what ships: with the
lexicon's official terms and the likeliest concepts). What is ranked are the concepts of the passages found.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.store.library import Library
from eval.gold_sets import rows
from eval.hardware import hardware
from eval.measures import paired_bootstrap, recall
from indexer.fusion import fuse
from indexer.search import Index
from indexer.segment import terms
from indexer.train.split import Half

RESULTS = Path(__file__).parent / "results"
DEPTH = 10


def systems(index: Index) -> dict[str, Callable[[str], list[str | None]]]:
    """Each gives the concepts of its first passages, one a passage, None where a passage has none."""
    lexical, dense = index.lexical, index.dense
    everything = np.arange(len(index.passages))

    def best(scores: np.ndarray[Any, Any]) -> list[str | None]:
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [index.passages.concept(int(row)) for row in order]

    def cosines(question: str) -> np.ndarray[Any, Any]:
        return dense.cosines(index.encoder.encode_queries([question])[0], everything)

    def bm25(question: str) -> np.ndarray[Any, Any]:
        from corpus.key import search_key

        return lexical.score(terms(search_key(question)))

    return {
        "bm25": lambda q: best(bm25(q)),
        "dense": lambda q: best(cosines(q)),
        "hybrid": lambda q: best(fuse(cosines(q), bm25(q), 0.5)),
        "search": lambda q: [hit.concept for hit in index.search(q, DEPTH)],
    }


def first_hit(found: Sequence[str | None], gold: frozenset[str]) -> float:
    return float(bool(found) and found[0] in gold)


def any_of_five(found: Sequence[str | None], gold: frozenset[str]) -> float:
    """Whether one of the first five passages is of a gold concept."""
    return float(any(concept in gold for concept in found[:5]))


def measure(index: Index, which: Half) -> dict[str, dict[str, list[float]]]:
    questions = [(row["q"], frozenset(row["gold"])) for row in rows("everyday", which)]
    results: dict[str, dict[str, list[float]]] = {}
    for name, find in systems(index).items():
        found = [(find(question), gold) for question, gold in questions]
        results[name] = {
            "first_hit": [first_hit(concepts, gold) for concepts, gold in found],
            "hit@5": [any_of_five(concepts, gold) for concepts, gold in found],
            "recall@5": [recall([c for c in concepts if c], gold, 5) for concepts, gold in found],
        }
    return results


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/everyday.{json,md} for the reporting half; `--half tune` only prints."""
    parser = argparse.ArgumentParser(prog="python -m eval everyday", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--misses", action="store_true", help="list the questions missed (tuning half only)")
    args = parser.parse_args(argv)
    if args.misses and args.half == "report":
        parser.error("the reporting half is not looked into: use --half tune")
    with tempfile.TemporaryDirectory() as home:
        index = Library.open(Path(home)).ensure_index()
        results = measure(index, args.half)
        if args.misses:
            for row in rows("everyday", "tune"):
                found = [hit.concept for hit in index.search(row["q"], 5)]
                if not found or found[0] not in row["gold"]:
                    print(row["id"], row["q"], "| want", *row["gold"], "| got", *map(str, found))
    figures: dict[str, Any] = {"half": args.half, "hardware": hardware(), "model": index.encoder.name, "systems": {}}
    for name, measures in results.items():
        means: dict[str, Any] = {m: sum(values) / len(values) for m, values in measures.items()}
        against = paired_bootstrap(measures["first_hit"], results["bm25"]["first_hit"])
        means["first_hit - bm25"] = [against.difference, against.low, against.high]
        figures["systems"][name] = means
    page = as_page(figures, len(results["search"]["first_hit"]))
    if args.half == "report":
        (RESULTS / "everyday.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        (RESULTS / "everyday.md").write_text(page, "utf-8")
    print(json.dumps(figures) if args.json else page)
    return 0


def as_page(figures: dict[str, Any], questions: int) -> str:
    lines = [
        "# Everyday questions on the shipped corpus",
        "",
        f"{questions} questions of the {figures['half']} half. Model `{figures['model']}`. {figures['hardware']}.",
        "`first_hit`: the first passage is of a gold concept; `hit@5`: one of five is; `recall@5`: share of them.",
        "",
        "| system | first_hit | hit@5 | recall@5 | first_hit - BM25 (95 %) |",
        "|---|---|---|---|---|",
    ]
    for name, m in figures["systems"].items():
        difference, low, high = m["first_hit - bm25"]
        against = f"{difference:+.3f} ({low:+.3f} … {high:+.3f})"
        lines.append(f"| {name} | {m['first_hit']:.3f} | {m['hit@5']:.3f} | {m['recall@5']:.3f} | {against} |")
    return "\n".join(lines) + "\n"
