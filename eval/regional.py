"""`python -m eval regional`: one question in Taiwan's words and in the mainland's: how many of ten hits are shared.

Script never matters (the key sees to that, and tests hold it to be exact); words do (軟體, 软件). The index holds the
shipped corpus and the smaller dev sets of `--data`; the pairs are in eval/gold/regional.tsv.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.cards import SHIPPED, load_corpus
from corpus.records import Document
from corpus.script import detect_script
from eval.bench import DATA
from eval.hardware import hardware
from eval.shipping import shipping
from indexer.build import build_index
from indexer.encoder import open_encoder
from indexer.search import Index
from indexer.train.data import read_lines

RESULTS = Path(__file__).parent / "results"
PAIRS = Path(__file__).parent / "gold" / "regional.tsv"
HITS = 10
LARGEST = 5_000  # passages of a dev set that is taken in


def pairs() -> list[tuple[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        return [(row["taiwan"], row["mainland"]) for row in csv.DictReader(handle, delimiter="\t")]


def overlap(index: Index, one: str, other: str) -> int:
    """How many of the first ten passages for one query are among the first ten for the other."""
    found = [{hit.passage.id for hit in index.search(query, k=HITS)} for query in (one, other)]
    return len(found[0] & found[1])


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/regional.{json,md}; 1 for a folder without dev sets."""
    parser = argparse.ArgumentParser(prog="python -m eval regional", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="default: ../shared/data beside the checkout")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    corpus = load_corpus(SHIPPED)
    documents = list(corpus.documents.values())
    sets = sorted((args.data / "dev").glob("*.passages.jsonl.gz"))
    if not sets:
        error = f"no passages under {args.data / 'dev'}"
        print(json.dumps({"error": error}) if args.json else error, file=sys.stdout if args.json else sys.stderr)
        return 1
    for path in sets:
        lines = list(read_lines(path))
        if len(lines) <= LARGEST:
            documents += [
                Document(f"{path.name}:{line['id']}", line.get("title") or "", detect_script(line["text"]), "imported",
                         line["text"])
                for line in lines
            ]  # fmt: skip
    encoder = open_encoder(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        report = build_index(
            Path(folder),
            documents,
            corpus.concept_of,
            encoder,
            **shipping(),
        )
        index = Index.open(Path(folder), encoder)
        shared = [(one, other, overlap(index, one, other)) for one, other in pairs()]
    figures = {
        "model": encoder.name,
        "hardware": hardware(),
        "passages": report.passages,
        "pairs": len(shared),
        "mean_overlap_of_10": round(sum(count for *_, count in shared) / len(shared), 2),
        "rows": [{"taiwan": one, "mainland": other, "overlap": count} for one, other, count in shared],
    }
    page = "\n".join(
        [
            "# Regional vocabulary",
            "",
            f"Model `{encoder.name}`. {hardware()}. {report.passages:,} passages, {len(shared)} pairs of queries"
            ", none of which differ in script alone.",
            f"Of the first ten hits {figures['mean_overlap_of_10']} are shared on average.",
            "",
            "| Taiwan | mainland | shared of 10 |",
            "|---|---|---|",
            *(f"| {one} | {other} | {count} |" for one, other, count in sorted(shared, key=lambda row: row[2])),
            "",
        ]
    )
    (RESULTS / "regional.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "regional.md").write_text(page, "utf-8")
    print(json.dumps(figures, ensure_ascii=False) if args.json else page)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
