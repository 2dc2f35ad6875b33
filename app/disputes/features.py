"""What in a description speaks for each concept: likeness to signals and sentences of the cards, precedents, cues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.disputes.precedents import Precedents
from app.disputes.reading import Clause, clauses, units
from corpus.cues import ALSO
from corpus.records import Corpus
from indexer.search import Index

SPOKEN = ("name", "signal", "ask")
SAID_OF_IT = ("定義", "要點", "適用", "成員", "說明")
TOLD = ("例子", "常見錯誤")
NAMES = ("signal_cosine", "signal_words", "card_cosine", "example_cosine", "precedents", "cues", "stands_out", "prior")
# BM25 of a signal that is said word for word.
SAID = 20.0
# What a pair of clauses or a sentence counts beside a clause when a reason is looked for.
BROAD = 0.85


@dataclass(frozen=True, slots=True)
class Evidence:
    """`values` (concepts, features) in the order of `NAMES`; `where` the stretch of the description that speaks most
    for each concept, cues first; `near` the likeness of each case, best first."""

    ids: tuple[str, ...]
    values: NDArray[np.float64]
    where: tuple[tuple[tuple[int, int], ...], ...]
    near: tuple[tuple[str, float], ...]

    def column(self, name: str) -> NDArray[np.float64]:
        """(concepts,) of one of `NAMES`."""
        return self.values[:, NAMES.index(name)]


@dataclass(frozen=True, slots=True)
class Read:
    """A description cut into `parts` (the clauses first), and how like each is to each row of the knowledge.

    `cosines` and `words` (parts, rows), weighted by what a part counts; `words` is BM25 over 20.
    `whole_cosines` (1, rows): of the description as one. `alike` (precedents,):
    how like the whole is to each."""

    clauses: tuple[Clause, ...]
    parts: tuple[Clause, ...]
    cosines: NDArray[np.float32]
    words: NDArray[np.float32]
    whole_cosines: NDArray[np.float32]
    alike: NDArray[np.float64]


class Reading:
    """Reads a description once for all facets."""

    def __init__(self, index: Index, precedents: Precedents) -> None:
        self._index, self.precedents = index, precedents
        self.of = lru_cache(maxsize=8)(self._of)

    def _of(self, description: str) -> Read:
        parts = tuple(units(description))
        whole = self._index.query(description)
        queries = [self._index.query(description[p.start : p.end]) for p in parts] or [whole]
        weights = np.array([p.weight for p in parts] or [1.0], np.float32)[:, None]
        knowledge = self._index.knowledge
        cosines = np.array([q.vector for q in queries]) @ knowledge.dense.vectors.T * weights
        words = np.array([knowledge.lexical.score([*q.words, *q.official]) for q in queries])
        words = words * weights / SAID  # a signal said word for word comes to about 1
        alike = self.precedents.likeness(description)
        whole_cosines = whole.vector[None, :] @ knowledge.dense.vectors.T
        return Read(tuple(clauses(description)), parts, cosines, words, whole_cosines, alike)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the concepts that have any, one concept after the other: `all[starts[k]:starts[k + 1]]` are those of
    `of_those[k]`, of so many `concepts`."""

    all: NDArray[np.int64]
    starts: NDArray[np.int64]
    of_those: NDArray[np.int64]
    concepts: int

    @classmethod
    def where(cls, chosen: NDArray[np.bool_], concept: NDArray[np.int64], concepts: int) -> "Rows":
        """`chosen` (n,) rows, `concept` (n,) the number of each row's concept, -1 for none of these."""
        own = np.flatnonzero(chosen & (concept >= 0))
        own = own[np.argsort(concept[own], kind="stable")]
        of_those, starts = np.unique(concept[own], return_index=True)
        return cls(own, starts, of_those, concepts)


class Features:
    """Works out the evidence over one build of the index. Read only."""

    def __init__(
        self,
        index: Index,
        corpus: Corpus,
        kinds: Sequence[str],
        reading: Reading,
        priors: Mapping[str, float] | None = None,
    ) -> None:
        self._reading, self._index = reading, index
        self.ids = tuple(c.id for c in corpus.concepts.values() if c.kind in kinds)
        place = {concept_id: i for i, concept_id in enumerate(self.ids)}
        rows = index.knowledge.rows
        concept = np.array([place.get(row.concept_id, -1) for row in rows], np.int64)

        def rows_of(fields: Sequence[str]) -> Rows:
            return Rows.where(np.array([row.field in fields for row in rows], bool), concept, len(self.ids))

        self._spoken, self._said, self._told = rows_of(SPOKEN), rows_of(SAID_OF_IT), rows_of(TOLD)
        self._lessons = reading.precedents.learn(reading.precedents.labels(place))
        self._place = place
        # the logarithm of how often each concept applies at all; 0 for one that was never seen
        self._priors = np.array([(priors or {}).get(concept_id, 0.0) for concept_id in self.ids])

    def of(self, description: str, *, held_out: bool = False) -> Evidence:
        """`held_out`: a precedent with the very same text does not vote (it is what is being judged)."""
        read = self._reading.of(description)
        parts, cosines, words = read.parts, read.cosines, read.words
        values = np.zeros((len(self.ids), len(NAMES)))
        spoken_cosines, spoken_words = _best_of(cosines, self._spoken), _best_of(words, self._spoken)
        # as a reason a clause is better than the sentence around it
        narrow = np.array([1.0 if i < len(read.clauses) else BROAD for i in range(max(len(parts), 1))])
        best_unit = ((spoken_cosines + spoken_words) * narrow[:, None]).argmax(axis=0)
        values[:, 0], values[:, 1] = spoken_cosines.max(axis=0), spoken_words.max(axis=0)
        values[:, 2] = _best_of(cosines, self._said).max(axis=0)
        values[:, 3] = _best_of(read.whole_cosines, self._told)[0]
        precedents = self._reading.precedents
        values[:, 4] = precedents.votes(read.alike, self._lessons, without=description if held_out else "")
        where = self._cued(description, values, parts, best_unit)
        likeness = values[:, 0] + values[:, 1] + 0.5 * values[:, 2]
        values[:, 6] = (likeness - likeness.mean()) / (likeness.std() or 1.0)
        values[:, 7] = self._priors
        return Evidence(self.ids, values, where, precedents.cases(read.alike))

    def _cued(
        self, description: str, values: NDArray[np.float64], parts: Sequence[object], best_unit: NDArray[np.int64]
    ) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Fills the cue feature; gives for each concept its cues' places, or the clause that is most like it."""
        places: list[list[tuple[int, int]]] = [[] for _ in self.ids]
        spans = units(description)
        for found in self._index.cues.find(description):
            around = [u.weight for u in spans if u.start <= found.start and found.end <= u.end]
            weight = min(around, default=1.0)
            for number, concept_id in enumerate(found.cue.concepts):
                i = self._place.get(concept_id)
                if i is not None:
                    values[i, 5] += weight * (1.0 if number == 0 else ALSO)
                    if weight == 1.0:
                        places[i].append((found.start, found.end))
        values[:, 5] = np.log1p(values[:, 5])
        for i, own in enumerate(places):
            if not own and spans:
                unit = spans[int(best_unit[i])]
                own.append((unit.start, unit.end))
        return tuple(tuple(own[:3]) for own in places)


def _best_of(scores: NDArray[np.float32], rows: "Rows") -> NDArray[np.float64]:
    """(units, concepts): of each concept, the best score among its rows (0 without any), from (units, rows)."""
    best = np.zeros((len(scores), rows.concepts))
    if len(rows.of_those):
        best[:, rows.of_those] = np.maximum.reduceat(scores[:, rows.all], rows.starts, axis=1)
    return best
