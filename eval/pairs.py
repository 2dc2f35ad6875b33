"""`python -m eval pairs`: how varied the project's own training pairs are: how many there are, how long, and how many
are near-duplicates, that is share most of their pairs of characters with another of the same side."""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from corpus.key import search_key
from indexer.train.data import PAIRS_DIR, read_lines

RESULTS = Path(__file__).parent / "results"
# Two sentences are near-duplicates from this share of common pairs of characters on (Jaccard).
NEAR = 0.6
SIDES = {"q": "everyday", "d": "official"}


def bigrams(text: str) -> frozenset[str]:
    key = "".join(char for char in search_key(text) if char.isalnum())
    return frozenset(key[i : i + 2] for i in range(len(key) - 1))


def near_duplicates(texts: Sequence[str], least: float = NEAR) -> list[tuple[int, int, float]]:
    """(i, j, likeness) with i < j for all pairs of texts that share at least `least` of their pairs of characters.

    >>> [(i, j) for i, j, _ in near_duplicates(["單位推來推去", "單位推來推去的", "今天開會"])]
    [(0, 1)]
    """
    sets = [bigrams(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    found = []
    for j, own in enumerate(sets):
        shared: dict[int, int] = defaultdict(int)
        for pair in own:
            for i in holders[pair]:
                shared[i] += 1
            holders[pair].append(j)
        for i, common in shared.items():
            likeness = common / len(own | sets[i])
            if likeness >= least:
                found.append((i, j, likeness))
    return sorted(found, key=lambda each: -each[2])


def measure() -> dict[str, Any]:
    files = {path.stem: list(read_lines(path)) for path in sorted(PAIRS_DIR.glob("*.jsonl"))}
    rows = [row for each in files.values() for row in each]
    sides: dict[str, Any] = {}
    for side, name in SIDES.items():
        texts = [row[side] for row in rows]
        near = near_duplicates(texts)
        sides[name] = {
            "distinct": len({search_key(text) for text in texts}),
            "characters, median": median(map(len, texts)),
            "near_duplicates": len({j for _, j, _ in near}),
            "nearest": [[texts[i], texts[j], round(likeness, 2)] for i, j, likeness in near[:10]],
        }
    return {"files": {name: len(each) for name, each in files.items()}, "pairs": len(rows), "sides": sides}


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/pairs.{json,md}."""
    parser = argparse.ArgumentParser(prog="python -m eval pairs", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    figures = measure()
    page = as_page(figures)
    (RESULTS / "pairs.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "pairs.md").write_text(page, "utf-8")
    print(json.dumps(figures, ensure_ascii=False) if args.json else page)
    return 0


def as_page(figures: dict[str, Any]) -> str:
    files = ", ".join(f"{name} {number:,}" for name, number in figures["files"].items())
    lines = [
        "# The project's own training pairs",
        "",
        f"{figures['pairs']:,} pairs ({files}). A near-duplicate shares {NEAR:.0%} or more of its pairs of characters",
        "(Jaccard, on search keys) with an earlier one of the same side.",
        "",
        "| side | distinct | characters, median | near-duplicates |",
        "|---|---|---|---|",
    ]
    for name, side in figures["sides"].items():
        lines.append(
            f"| {name} | {side['distinct']:,} | {side['characters, median']:g} | {side['near_duplicates']:,} |"
        )
    for name, side in figures["sides"].items():
        lines += ["", f"The nearest of the {name} side:", ""]
        lines += [f"- {likeness:.2f} {one} / {other}" for one, other, likeness in side["nearest"]]
    return "\n".join(lines) + "\n"
