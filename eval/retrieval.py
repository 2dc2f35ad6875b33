"""`python -m eval retrieval`: does the hybrid find what BM25 misses, and does it lose what BM25 finds?

Each passage of a set is imported as a document of its own into a real index (split, cut, encoded and ranked by the code
that ships); a document's rank is that of its best passage. Systems: `bm25_words` (jieba's words), `bm25` (words and
grams, the lexical half of the index), `dense` (the vectors alone), `hybrid` (`Index.rank`: both, widened by the lexicon
and the cards that ship).
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.key import search_key
from corpus.records import Document
from corpus.script import detect_script
from eval.datasets import read_reported
from eval.hardware import hardware
from eval.measures import Scores, paired_bootstrap
from eval.shipping import shipping
from indexer.build import build_index, indexed_text
from indexer.encoder import Encoder, open_encoder
from indexer.lexical import LexicalIndex, Postings
from indexer.search import Index
from indexer.segment import HAN, terms
from indexer.train.data import DevSet

RESULTS = Path(__file__).parent / "results"
SYSTEMS = ("bm25_words", "bm25", "dense", "hybrid")
DEPTH = 10  # the measures look no further
PASSAGES = 60  # passages that surely hold ten documents


@dataclass(frozen=True, slots=True)
class SetResult:
    """One set's scores by system, over `questions` questions."""

    name: str
    passages: int
    questions: int
    scores: dict[str, Scores]

    def rows(self) -> list[dict[str, Any]]:
        """As the JSON contract wants them, with the interval of the difference to `bm25` beside them."""
        rows = []
        for system, scores in self.scores.items():
            row: dict[str, Any] = {"name": self.name, "system": system, **scores.means()}
            row["questions"], row["passages"] = self.questions, self.passages
            if system != "bm25":
                row["against_bm25"] = {
                    "recall@10": asdict(paired_bootstrap(scores.recall_10, self.scores["bm25"].recall_10)),
                    "mrr@10": asdict(paired_bootstrap(scores.mrr_10, self.scores["bm25"].mrr_10)),
                }
            rows.append(row)
        return rows


class Systems:
    """The four systems over one index; each ranks document ids for a question."""

    def __init__(self, root: Path, documents: Sequence[Document], encoder: Encoder) -> None:
        build_index(root, documents, {}, encoder, **shipping())
        self._index = Index.open(root, encoder)
        self._encoder = encoder
        passages = list(self._index.passages)
        self._document_of = [passage.document_id for passage in passages]
        texts = (search_key(indexed_text(self._index.document(p.document_id), p)) for p in passages)
        self._words = LexicalIndex.from_postings(Postings.from_terms(map(words, texts)))

    def rankings(self) -> dict[str, Callable[[str], list[str]]]:
        return {
            "bm25_words": lambda q: self._best(self._words.score(words(search_key(q)))),
            "bm25": lambda q: self._best(self._index.lexical.score(terms(search_key(q)))),
            "dense": self._nearest,
            "hybrid": lambda q: self._documents(c.row for c in self._index.rank(q, PASSAGES)),
        }

    def _nearest(self, question: str) -> list[str]:
        vector = self._encoder.encode_queries([question])[0]
        return self._documents(self._index.dense.nearest(vector, PASSAGES, slice(0, len(self._document_of))).tolist())

    def _best(self, scores: NDArray[np.float32]) -> list[str]:
        rows = np.argsort(-scores, kind="stable")[:PASSAGES]
        return self._documents(int(row) for row in rows if scores[row] > 0)

    def _documents(self, rows: Iterator[int] | Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self._document_of[row] for row in rows))[:DEPTH]


def words(key: str) -> list[str]:
    """jieba's words alone: what `terms` gives before the characters and pairs of each run of Han characters.

    >>> words("会议协调")
    ['会议', '协调', '会议协调']
    """
    grams = sum(2 * len(run) - 1 for run in HAN.findall(key))
    every = terms(key)
    return every[: len(every) - grams]


def documents(one: DevSet) -> list[Document]:
    """The passages of a set as imported documents."""
    return [Document(id_, title, detect_script(text), "imported", text) for id_, (title, text) in one.passages.items()]


def measure(one: DevSet, encoder: Encoder) -> SetResult:
    """All systems over one set, in a throw-away index."""
    with tempfile.TemporaryDirectory() as root:
        systems = Systems(Path(root), documents(one), encoder)
        gold = [question.gold for question in one.questions]
        scores = {}
        for name, rank in systems.rankings().items():
            bar = tqdm(one.questions, f"{one.name} {name}", delay=1, mininterval=1, file=sys.stderr, leave=False)
            scores[name] = Scores.of([rank(question.text) for question in bar], gold)
    return SetResult(one.name, len(one.passages), len(one.questions), scores)


def report(results: Sequence[SetResult], encoder: Encoder) -> str:
    """The results as a Markdown page."""
    lines = [
        "# Retrieval",
        "",
        f"Model `{encoder.name}`, {encoder.dimension} dimensions. {hardware()}. Of the dev sets only the report half.",
        "Differences to BM25 (words and grams) in points, with paired bootstrap intervals of 95 %.",
        "",
        "| set (passages, questions) | system | R@1 | R@5 | R@10 | MRR@10 | nDCG@10 | MRR@10 - BM25 | R@10 - BM25 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        for row in result.rows():
            values = " | ".join(f"{row[m]:.3f}" for m in ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"))
            against = row.get("against_bm25")
            differences = " | ".join(_points(against[m]) for m in ("mrr@10", "recall@10")) if against else " | "
            head = f"{result.name} ({result.passages:,}, {result.questions:,})"
            lines.append(f"| {head} | {row['system']} | {values} | {differences} |")
    return "\n".join(lines) + "\n"


def _points(interval: dict[str, float]) -> str:
    difference, low, high = (100 * interval[name] for name in ("difference", "low", "high"))
    return f"{difference:+.1f} ({low:+.1f} … {high:+.1f})"


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/retrieval.{json,md} for the dev sets, nothing for other folders; 1 for an empty folder."""
    parser = argparse.ArgumentParser(prog="python -m eval retrieval", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of sets; default: ../shared/data/dev beside the checkout")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    default = Path(__file__).parents[2] / "shared" / "data" / "dev"
    folder = args.data or default
    try:
        sets = read_reported(folder)
    except FileNotFoundError as error:
        print(
            json.dumps({"error": str(error)}) if args.json else str(error), file=sys.stdout if args.json else sys.stderr
        )
        return 1
    encoder = open_encoder(os.environ)
    results = [measure(one, encoder) for one in sets]
    rows = [row for result in results for row in result.rows()]
    figures = {"model": encoder.name, "hardware": hardware(), "sets": rows}
    page = report(results, encoder)
    if folder.resolve() == default.resolve():
        (RESULTS / "retrieval.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        (RESULTS / "retrieval.md").write_text(page, "utf-8")
    print(json.dumps(figures) if args.json else page)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
