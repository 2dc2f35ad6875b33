"""A small real encoder for tests: counts of character pairs, hashed to 64 numbers. It keeps what it was given."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class PairEncoder:
    dimension = 64

    def __init__(self, name: str = "pairs:1") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._row(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return self.encode_queries(texts)

    def _row(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(self.dimension, np.float32)
        for start in range(len(text) - 1):
            row[zlib.crc32(text[start : start + 2].encode()) % self.dimension] += 1
        return row / max(float(np.linalg.norm(row)), 1e-9)
