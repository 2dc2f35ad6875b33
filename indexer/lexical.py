"""BM25 over terms, with the scores worked out when the index is built (as in BM25S, Lù 2024, arXiv:2407.03618).

A term is the 64-bit BLAKE2b of its characters: finding one is a binary search in a memory-mapped array, whatever the
size of the vocabulary. Counts are kept beside the scores, so that a later build takes over the passages that stayed
without cutting them again (bm25s has no such merge, and brings scipy into every cold search; tests compare with it).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import open_array

K1, B = 1.2, 0.75
_FILES = ("terms", "starts", "rows", "counts", "lengths")


def term_hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Postings:
    """How often each term stands in each passage, by term.

    `terms` (t,) sorted hashes; term i's passages are `rows[starts[i]:starts[i+1]]`, rising, with their `counts`;
    `lengths` (n,) are the numbers of terms of the passages.
    """

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @classmethod
    def from_terms(cls, texts: Iterable[Sequence[str]]) -> "Postings":
        """Postings of texts already cut into terms: text i is row i."""
        vocabulary: dict[str, int] = {}
        words, rows, counts, lengths = array("i"), array("i"), array("H"), array("i")
        for row, text in enumerate(texts):
            for term, count in Counter(text).items():
                words.append(vocabulary.setdefault(term, len(vocabulary)))
                rows.append(row)
                counts.append(min(count, 65535))
            lengths.append(len(text))
        hashes = np.fromiter((term_hash(term) for term in vocabulary), np.uint64, len(vocabulary))
        word_of = np.frombuffer(words, np.int32) if words else np.empty(0, np.int32)
        return _sorted(
            hashes[word_of],
            np.array(rows, np.int32),
            np.array(counts, np.uint16),
            np.array(lengths, np.int32),
        )

    def merged(self, places: NDArray[np.int32], other: "Postings", other_places: NDArray[np.int32]) -> "Postings":
        """Both together: row i moves to `places[i]` (-1: left out), `other`'s row i to `other_places[i]`."""
        kept = places[self.rows] if len(self.rows) else self.rows
        stays = kept >= 0
        lengths = np.zeros(int((places >= 0).sum()) + len(other_places), np.int32)
        lengths[places[places >= 0]] = self.lengths[places >= 0]
        lengths[other_places] = other.lengths
        return _sorted(
            np.concatenate([self.spread()[stays], other.spread()]),
            np.concatenate([kept[stays], other_places[other.rows]]).astype(np.int32),
            np.concatenate([self.counts[stays], other.counts]),
            lengths,
        )

    def spread(self) -> NDArray[np.uint64]:
        """The term of every posting."""
        return np.repeat(self.terms, np.diff(self.starts))

    def save(self, folder: Path) -> None:
        for name in _FILES:
            np.save(folder / f"bm25.{name}.npy", getattr(self, name))
        np.save(folder / "bm25.scores.npy", self.scores())

    @classmethod
    def open(cls, folder: Path) -> "Postings":
        return cls(*(open_array(folder / f"bm25.{name}.npy") for name in _FILES))

    def scores(self, k1: float = K1, b: float = B) -> NDArray[np.float32]:
        """What each posting adds to its passage: idf · tf / (tf + k1 · (1 - b + b · length / mean length)),
        idf = ln(1 + (N - df + 0.5) / (df + 0.5)), as in Lucene (Kamphuis et al. 2020)."""
        found = np.diff(self.starts)
        idf = np.log1p((len(self.lengths) - found + 0.5) / (found + 0.5)).astype(np.float32)
        mean = float(self.lengths.mean()) if len(self.lengths) else 1.0
        norm = (k1 * (1 - b + b * self.lengths / max(mean, 1.0))).astype(np.float32)
        counts = self.counts.astype(np.float32)
        return np.repeat(idf, found) * counts / (counts + norm[self.rows])


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """BM25 scores by term, ready to be summed."""

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    size: int

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        names = ("terms", "starts", "rows", "scores", "lengths")
        terms, starts, rows, scores, lengths = (open_array(folder / f"bm25.{name}.npy") for name in names)
        return cls(terms, starts, rows, scores, len(lengths))

    @classmethod
    def from_postings(cls, postings: Postings, k1: float = K1, b: float = B) -> "LexicalIndex":
        scores = postings.scores(k1, b)
        return cls(postings.terms, postings.starts, postings.rows, scores, len(postings.lengths))

    def holds(self, term: str) -> bool:
        """Whether the term stands in any passage."""
        place = int(np.searchsorted(self.terms, np.uint64(term_hash(term))))
        return place < len(self.terms) and int(self.terms[place]) == term_hash(term)

    def score(self, query_terms: Iterable[str]) -> NDArray[np.float32]:
        """(size,) BM25 of every passage; a term that the query repeats counts as often."""
        total = np.zeros(self.size, np.float32)
        counted = Counter(query_terms)
        hashes = np.fromiter((term_hash(term) for term in counted), np.uint64, len(counted))
        places = np.searchsorted(self.terms, hashes)
        for place, wanted, times in zip(places.tolist(), hashes, counted.values(), strict=True):
            if place < len(self.terms) and self.terms[place] == wanted:
                found = slice(int(self.starts[place]), int(self.starts[place + 1]))
                total[self.rows[found]] += times * self.scores[found]
        return total


def _sorted(
    hashes: NDArray[np.uint64], rows: NDArray[np.int32], counts: NDArray[np.uint16], lengths: NDArray[np.int32]
) -> Postings:
    terms, which = np.unique(hashes, return_inverse=True)
    order = np.argsort(which.astype(np.int64) * max(len(lengths), 1) + rows, kind="stable")
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(np.bincount(which, minlength=len(terms)), out=starts[1:])
    return Postings(terms, starts, rows[order], counts[order], lengths)
