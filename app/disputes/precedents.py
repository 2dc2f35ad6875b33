"""What a description is like among the cases and the worked examples, and what those speak for.

What applies is learned from all of them by kernel ridge regression on their likeness (Saunders, Gammerman and Vovk,
"Ridge Regression Learning Algorithm in Dual Variables", 1998): each counts for or against a concept by how well that
explains the others. Whether a text is a dispute at all is told by the few that are alike (Nadaraya and Watson 1964).
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.disputes.examples import Example
from corpus.records import Corpus
from indexer.search import Index
from indexer.segment import terms

# The likeness by which a weight falls to a third; chosen with the tuning half, where .07 to .12 do as well.
WIDTH = 0.1
# Keeps the logarithm of a share finite.
LEAST = 0.01
# How much the regression shrinks, as a share of a precedent's likeness to itself; see eval/results/experiments.md.
RIDGE = 0.3


@dataclass(frozen=True, slots=True)
class Precedent:
    """`id` of a case, "" for an example; no concepts: a text that describes no dispute."""

    id: str
    text: str
    concepts: tuple[str, ...]


def precedents_of(corpus: Corpus, examples: Sequence[Example]) -> list[Precedent]:
    cases = [Precedent(case.id, case.text, tuple(case.concepts)) for case in corpus.cases.values()]
    return cases + [Precedent("", example.text, example.concepts) for example in examples]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the precedents teach about m concepts: predictions are `kernel @ weights + mean`.

    `weights` (n, m), 0 in the rows that have no vote; `left_out` (n, m): what each precedent would be told by the
    others alone; `mean` (m,) how often each concept applies."""

    weights: NDArray[np.float64]
    left_out: NDArray[np.float64]
    mean: NDArray[np.float64]


class Precedents:
    """Read only over one build of the index; safe to share among threads."""

    def __init__(self, index: Index, precedents: Sequence[Precedent]) -> None:
        self.all = tuple(precedents)
        self._index = index
        self._places = {p.text: i for i, p in enumerate(self.all)}
        listed = [set(self._words(p.text)) for p in self.all]
        counts = Counter(word for words in listed for word in words)
        self._rarity = {word: math.log((len(listed) + 1) / (n + 0.5)) for word, n in counts.items()}
        self._column = {word: i for i, word in enumerate(self._rarity)}
        self._vectors = np.array([index.query(p.text).vector for p in self.all], np.float64)
        self._mean = self._vectors.mean(axis=0) if self.all else 0.0
        self._vectors = _unit(self._vectors - self._mean)
        # (words, n): a description reads the rows of its own words only
        self._weighed = np.zeros((len(self._column), len(self.all)), np.float32)
        for i, words in enumerate(listed):
            columns, weights = self._weigh(words)
            self._weighed[columns, i] = weights
        self._disputes = np.array([bool(p.concepts) for p in self.all], bool)

    def likeness(self, text: str) -> NDArray[np.float64]:
        """(n,) -1..2: the cosine of the meaning, taken from the mean of all, and that of the words by their rarity."""
        if not self.all:
            return np.zeros(0)
        vector = _unit(np.asarray(self._index.query(text).vector, np.float64) - self._mean)
        columns, weights = self._weigh(set(self._words(text)))
        return np.asarray(self._vectors @ vector + weights @ self._weighed[columns], np.float64)

    def learn(self, labels: NDArray[np.float64]) -> Lessons:
        """`labels` (n, m): which precedent has which concept. What is no dispute teaches nothing."""
        own = np.flatnonzero(self._disputes)
        weights, left_out = np.zeros(labels.shape), np.zeros(labels.shape)
        if not len(own):
            return Lessons(weights, left_out, np.zeros(labels.shape[1]))
        mean = labels[own].mean(axis=0)
        alphas = self._inverse @ (labels[own] - mean)
        weights[own] = alphas
        # the prediction without one example, in closed form (Rasmussen and Williams 2006, section 5.4.2)
        left_out[own] = labels[own] - alphas / np.diag(self._inverse)[:, None]
        return Lessons(weights, left_out, mean)

    @cached_property
    def _inverse(self) -> NDArray[np.float64]:
        """Of the disputes' kernel with the ridge on its diagonal."""
        own = np.flatnonzero(self._disputes)
        weighed = self._weighed[:, own]
        kernel = _kernel(self._vectors[own] @ self._vectors[own].T + weighed.T @ weighed)
        return np.asarray(np.linalg.inv(kernel + RIDGE * np.diag(kernel).mean() * np.eye(len(own))), np.float64)

    def votes(self, likeness: NDArray[np.float64], lessons: Lessons, without: str = "") -> NDArray[np.float64]:
        """(m,) log-odds that each concept applies; `without` is a text that is left out."""
        if without in self._places:
            return _log_odds(lessons.left_out[self._places[without]])
        return _log_odds(_kernel(likeness) @ lessons.weights + lessons.mean)

    def is_dispute(self, likeness: NDArray[np.float64], without: str = "") -> float:
        """Log-odds that the text is a dispute; both kinds of precedents have the same vote in all."""
        if self._disputes.all() or not self._disputes.any():
            return 0.0
        weights = self._weights(likeness, np.ones(len(self.all), bool), without)
        yes, no = weights @ self._disputes / self._disputes.mean(), weights @ ~self._disputes / (~self._disputes).mean()
        return float(_log_odds(np.asarray(yes / (yes + no))))

    def cases(self, likeness: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        """The cases by falling likeness, here 0..1."""
        order = np.argsort(-likeness, kind="stable").tolist()
        return tuple((self.all[i].id, max(0.0, float(likeness[i]) / 2)) for i in order if self.all[i].id)

    def labels(self, place: Mapping[str, int]) -> NDArray[np.float64]:
        """(n, m): which precedent has which concept; `place` maps the ids to columns."""
        table = np.zeros((len(self.all), len(place)))
        for i, precedent in enumerate(self.all):
            table[i, [place[c] for c in precedent.concepts if c in place]] = 1.0
        return table

    def _weights(self, likeness: NDArray[np.float64], voters: NDArray[np.bool_], without: str) -> NDArray[np.float64]:
        able = voters.copy()
        if without in self._places:
            able[self._places[without]] = False
        if not able.any():
            return np.zeros(len(self.all))
        weights = np.where(able, np.exp((likeness - likeness[able].max()) / WIDTH), 0.0)
        return np.asarray(weights / weights.sum(), np.float64)

    def _words(self, text: str) -> list[str]:
        return terms(self._index.query(text).key)

    def _weigh(self, words: Collection[str]) -> tuple[list[int], NDArray[np.float32]]:
        """The places of the known ones among the words, and their weights; the unknown make the others count less."""
        rarest = math.log((len(self.all) + 1) / 0.5)
        length = math.sqrt(sum(self._rarity.get(word, rarest) ** 2 for word in words))
        known = [word for word in words if word in self._column]
        weights = np.array([self._rarity[word] / length for word in known], np.float32)
        return [self._column[word] for word in known], weights


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float64)


def _kernel(likeness: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """What two texts have in common counts, and that a pair of things is common to both."""
    return np.asarray((0.5 + 0.5 * likeness) ** 2, np.float64)


def _log_odds(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.clip(shares, 0.0, 1.0)
    return np.asarray(np.log((shares + LEAST) / (1 - shares + LEAST)), np.float64)
