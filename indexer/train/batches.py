"""Tokenised pairs, and the batches drawn from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.train.data import Pair
from indexer.train.tokenizer import token_ids

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run depends on; lengths count tokens."""

    size: int = 30_000  # tokens in the vocabulary
    dimension: int = 352
    steps: int = 2_000
    batch: int = 2_048
    rate: float = 0.02
    warm_up: int = 100
    scale: float = 20.0  # of the cosine, before the softmax
    dropout: float = 0.1  # of tokens
    query_length: int = 48
    passage_length: int = 128
    cloze: float = 0.1  # the share of pairs whose query is cut out of the passage instead
    matryoshka: tuple[int, ...] = ()
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unequal length: row i is `flat[starts[i]:starts[i + 1]]`."""

    flat: Ids
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> "Ragged":
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        flat = np.fromiter((i for row in rows for i in row), np.int32, starts[-1])
        return cls(flat, starts)

    def row(self, i: int) -> Ids:
        return self.flat[self.starts[i] : self.starts[i + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Tokenised:
    """One set: its queries' and passages' tokens, and for each distinct query the numbers of its pairs."""

    queries: Ragged
    passages: Ragged
    groups: tuple[NDArray[np.int64], ...]


def tokenise(pairs: Sequence[Pair], tokenizer: Tokenizer) -> Tokenised:
    """The pairs of one set."""
    groups: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        groups.setdefault(pair.query, []).append(i)
    queries = Ragged.of(list(token_ids(tokenizer, [p.query for p in pairs])))
    passages = Ragged.of(list(token_ids(tokenizer, [p.passage for p in pairs])))
    return Tokenised(queries, passages, tuple(np.array(g) for g in groups.values()))


class Batches:
    """Draws batches in which a query stands once: two passages of one would be each other's false negatives."""

    def __init__(self, sets: Mapping[str, Tokenised], shares: Mapping[str, float], recipe: Recipe) -> None:
        self._random = np.random.default_rng(recipe.seed)
        self._recipe = recipe
        total = sum(shares[name] for name in sets)
        self._drawn = [(one, round(recipe.batch * shares[name] / total)) for name, one in sets.items()]
        self._decks = [self._deck(one) for one, _ in self._drawn]

    def _deck(self, one: Tokenised) -> Iterator[int]:
        while True:
            for group in self._random.permutation(len(one.groups)):
                yield int(self._random.choice(one.groups[group]))

    def draw(self) -> tuple[Ragged, Ragged]:
        """The queries and the passages of one batch."""
        queries: list[Ids] = []
        passages: list[Ids] = []
        for (one, number), deck in zip(self._drawn, self._decks, strict=True):
            for _ in range(min(number, len(one.groups))):
                i = next(deck)
                query, passage = self._pair(one.queries.row(i), one.passages.row(i))
                if len(query) and len(passage):
                    queries.append(query)
                    passages.append(passage)
        return _join(queries), _join(passages)

    def _pair(self, query: Ids, passage: Ids) -> tuple[Ids, Ids]:
        if len(passage) > 40 and self._random.random() < self._recipe.cloze:
            length = int(self._random.integers(6, 20))
            start = int(self._random.integers(len(passage) - length))
            query, rest = passage[start : start + length], (passage[:start], passage[start + length :])
            passage = np.concatenate(rest)
        return self._thin(query, self._recipe.query_length), self._thin(passage, self._recipe.passage_length)

    def _thin(self, row: Ids, length: int) -> Ids:
        if len(row) > length:  # a random window, so that a long passage is learned whole over time
            start = int(self._random.integers(len(row) - length + 1))
            row = row[start : start + length]
        if len(row) < 4:
            return row
        return row[self._random.random(len(row)) >= self._recipe.dropout]


def _join(rows: Sequence[Ids]) -> Ragged:
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return Ragged(np.concatenate(rows), starts)
