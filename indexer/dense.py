"""Nearest vectors, exactly: FAISS's brute force over the rows of a memory-mapped array.

Exact search stands until `python -m eval bench` shows more than 20 ms; nothing is trained, so rows come and go freely.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import open_array

FILE = "vectors.npy"


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """`vectors` (n, dimension), float32, rows of length 1: the inner product is the cosine."""

    vectors: NDArray[np.float32]

    @classmethod
    def open(cls, folder: Path) -> "DenseIndex":
        return cls(open_array(folder / FILE))

    def nearest(self, vector: NDArray[np.float32], k: int, rows: slice) -> NDArray[np.int64]:
        """The numbers of the `k` nearest rows inside `rows` (a slice with both ends), nearest first."""
        start, stop, _ = rows.indices(len(self.vectors))
        k = min(k, stop - start)
        if k <= 0:
            return np.empty(0, np.int64)
        import faiss  # 0.1 s; whoever only lists the sources does without

        # A second thread costs more (waking it, 16 ms on a busy machine) than it saves (1 ms at 100,000 rows).
        faiss.omp_set_num_threads(1)
        query = np.ascontiguousarray(vector[None, :], np.float32)
        _, found = faiss.knn(query, self.vectors[start:stop], k, metric=faiss.METRIC_INNER_PRODUCT)
        return np.asarray(found[0] + start, np.int64)

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows),) cosines of some rows with the vector. One row's value never depends on the other rows."""
        return np.asarray(np.einsum("ij,j->i", self.vectors[rows], vector), np.float32)
