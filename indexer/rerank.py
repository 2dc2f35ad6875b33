"""A second look at the best hits by a cross-encoder, which reads query and passage together; off unless one is named.

>>> open_reranker({}) is None
True
"""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import ModelError
from indexer.records import Hit

SETTING = "XIETIAO_RERANKER"
# How many hits are looked at again; what stands below them stays where it is.
FIRST = 30


@dataclass(frozen=True, slots=True)
class Reranker:
    """Any model that sentence-transformers' CrossEncoder loads. Threads may share it: they take turns."""

    name: str
    model: Any
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def open(cls, name_or_path: str) -> "Reranker":
        """Raises `ModelError` when the extra `models` is not installed or the model cannot be loaded."""
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            reason = "sentence-transformers is not installed (extra: models)"
            raise ModelError(name_or_path, reason, SETTING) from error
        try:
            model = CrossEncoder(name_or_path)
        except Exception as error:  # a hub, a file system and a model's own code can each fail in their own way
            raise ModelError(name_or_path, str(error), SETTING) from error
        if model.num_labels != 1:
            raise ModelError(name_or_path, f"gives {model.num_labels} numbers for a pair, not one", SETTING)
        return cls(name_or_path, model)

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts),), higher is nearer; on the model's own scale."""
        if not texts:
            return np.zeros(0, np.float32)
        with self._turn:  # a fast tokeniser cannot be used by two threads at once
            rows = self.model.predict([(query, text) for text in texts], batch_size=FIRST, show_progress_bar=False)
        return np.asarray(rows, np.float32).reshape(len(texts))

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first hits in the model's order, ties as they were. Ranks and fused scores stay with the places, so that
        scores still fall and mean what they mean without a reranker."""
        first = hits[:FIRST]
        order = np.argsort(-self.scores(query, [hit.passage.text for hit in first]), kind="stable")
        moved = [replace(first[i], rank=at.rank, score=at.score) for i, at in zip(order.tolist(), first, strict=True)]
        return [*moved, *hits[FIRST:]]


def open_reranker(environ: Mapping[str, str] = os.environ) -> Reranker | None:
    """The model named by XIETIAO_RERANKER, loaded once; None where nothing is set. Raises `ModelError`."""
    chosen = environ.get(SETTING, "").strip()
    return _opened(chosen) if chosen else None


@lru_cache(maxsize=1)
def _opened(name: str) -> Reranker:
    return Reranker.open(name)
