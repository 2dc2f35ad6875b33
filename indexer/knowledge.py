"""What a question is about: its likeness to the names, signals and sentences of the concept cards, and to the cases.

Passages answer "where does it stand"; this answers "which concept is meant", also where the asker has only everyday
words. Each piece of a card is a row of its own, so that what matched can be shown.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.cues import Cue
from corpus.key import search_key
from corpus.records import Case, Concept, Corpus
from corpus.sentences import split_sentences
from indexer.dense import DenseIndex
from indexer.lexical import LexicalIndex
from indexer.segment import terms

FOLDER, EVIDENCE = "knowledge", "evidence.json"
# How much a row of each kind says of its concept; names and signals are written to be matched.
FIELD_WEIGHT = {
    "name": 1.0,
    "signal": 1.0,
    "ask": 1.0,
    "定義": 0.9,
    "要點": 0.9,
    "適用": 0.9,
    "成員": 0.8,
    "例子": 0.8,
    "常見錯誤": 0.8,
    "說明": 0.8,
    "case": 0.7,
}


# Of a row's likeness, what the cosine counts; the rest is BM25.
DENSE = 0.5
# What the best seven rows of a concept count, each.
SHARES = (0.15,) * 7
# A trainer's card may have fewer: each row that is missing counts as so much of the mean of those there are.
MISSING = 0.8
# What is said nearly word for word counts more: this times what the best row has above the bar.
VERBATIM, BAR = 2.0, 0.8
# What the cues add: this times ln(1 + votes).
CUED = 0.08


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text that speaks for a concept.

    `field` is "name", "signal", "ask", "case" or the heading of the card's section; `source_id` the card or case."""

    concept_id: str
    field: str
    text: str
    source_id: str


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """`score` is about 0..1, higher is likelier; `because` is the row that spoke most for it."""

    concept_id: str
    score: float
    because: Evidence


def evidence_of(corpus: Corpus, asks: Iterable[Cue] = ()) -> list[Evidence]:
    """All rows of a corpus, in a fixed order. `asks`: everyday questions and the concepts whose cards answer them."""
    rows = [row for concept in corpus.concepts.values() for row in _of_card(concept)]
    rows += [Evidence(c, "ask", ask.text, c) for ask in asks for c in ask.concepts if c in corpus.concepts]
    rows += [row for case in corpus.cases.values() for row in _of_case(case) if row.concept_id in corpus.concepts]
    return rows


def _of_card(concept: Concept) -> Iterator[Evidence]:
    for name in concept.names:
        yield Evidence(concept.id, "name", name, concept.id)
    for signal in concept.signals:
        yield Evidence(concept.id, "signal", signal, concept.id)
    for field, text in concept.body.items():
        if field in FIELD_WEIGHT:
            for start, end in split_sentences(text, 0, len(text)):
                yield Evidence(concept.id, field, text[start:end], concept.id)


def _of_case(case: Case) -> Iterator[Evidence]:
    for concept_id in case.concepts:
        yield Evidence(concept_id, "case", case.text, case.id)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a card calls its concept and says it is: the sum of its rows' vectors (1-normed) and their terms."""

    vector: NDArray[np.float32]
    words: list[str]


class Knowledge:
    """The evidence rows of a build with their vectors and BM25 scores. Read only, safe to share among threads."""

    def __init__(self, rows: Sequence[Evidence], dense: DenseIndex, lexical: LexicalIndex) -> None:
        self.rows, self.dense, self.lexical = rows, dense, lexical
        self._weights = np.array([FIELD_WEIGHT[row.field] for row in rows], np.float32)
        places: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            places.setdefault(row.concept_id, []).append(number)
        most = max(map(len, places.values()), default=0)
        self._ids = list(places)
        self._places = places
        self.wording = lru_cache(maxsize=None)(self._wording)
        here = np.array([min(len(own), len(SHARES)) for own in places.values()])
        self._scale = 1 + MISSING * (len(SHARES) - here) / np.maximum(here, 1)
        # (concepts, most rows of one): the rows of each, filled up with the number of rows, which is none's
        self._rows_of = np.array([own + [len(rows)] * (most - len(own)) for own in places.values()], np.int64)

    @classmethod
    def open(cls, folder: Path) -> "Knowledge":
        rows = [Evidence(*row) for row in json.loads((folder / EVIDENCE).read_text("utf-8"))]
        return cls(rows, DenseIndex.open(folder), LexicalIndex.open(folder))

    def _wording(self, concept_id: str) -> Wording:
        rows = [row for row in self._places[concept_id] if self.rows[row].field in ("name", "定義")]
        vector = np.asarray(self.dense.vectors[rows].sum(axis=0), np.float32)
        text = " ".join(self.rows[row].text for row in rows)
        return Wording(vector / max(float(np.linalg.norm(vector)), 1e-9), terms(search_key(text)))

    def likeness(
        self, vector: NDArray[np.float32], words: Sequence[str]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n,) cosines and (n,) BM25 scores relative to the best, of all rows."""
        if not self.rows:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        cosines = np.asarray(self.dense.vectors @ vector, np.float32)
        bm25 = self.lexical.score(words)
        best = float(bm25.max(initial=0.0))
        return cosines, bm25 / best if best > 0 else bm25

    def nearest(self, concept_id: str, vector: NDArray[np.float32], most: int) -> list[str]:
        """The texts of a concept's rows that are nearest to a vector, at most so many; none of an unknown concept."""
        own = np.array(self._places.get(concept_id, []), np.int64)
        order = np.argsort(-(self.dense.vectors[own] @ vector), kind="stable")[:most]
        return [self.rows[int(row)].text for row in own[order]]

    def match(
        self, vector: NDArray[np.float32], words: Sequence[str], votes: Mapping[str, float] | None = None
    ) -> list[ConceptMatch]:
        """The concepts by falling score: the best rows count by `SHARES`, one that is nearly verbatim counts more.

        `votes`: what cues add, by concept.
        """
        if not self.rows:
            return []
        cosines, bm25 = self.likeness(vector, words)
        scores = self._weights * (DENSE * np.maximum(cosines, 0) + (1 - DENSE) * bm25)
        own = np.append(scores, 0.0)[self._rows_of]  # (concepts, most rows of one), the filling scores 0
        best = -np.sort(-own, axis=1)[:, : len(SHARES)]
        totals = best @ np.array(SHARES[: best.shape[1]]) * self._scale
        totals += VERBATIM * np.maximum(0.0, best[:, 0] - BAR)
        first = self._rows_of[np.arange(len(own)), own.argmax(axis=1)]
        found = [
            ConceptMatch(
                concept_id, float(total) + CUED * math.log1p((votes or {}).get(concept_id, 0.0)), self.rows[row]
            )
            for concept_id, total, row in zip(self._ids, totals, first.tolist(), strict=True)
        ]
        return sorted(found, key=lambda match: -match.score)


def write_rows(folder: Path, rows: Sequence[Evidence]) -> None:
    listed = [[row.concept_id, row.field, row.text, row.source_id] for row in rows]
    (folder / EVIDENCE).write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
