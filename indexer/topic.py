"""Is a text about working together in an office at all? Asked before anything is answered.

A logistic regression over the embedded model's vector, trained with that model (`indexer.train.topic`) and kept beside
it. It always uses the embedded model, also where another one searches.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import MODEL_DIR, ModelError, StaticEncoder
from indexer.logistic import Logistic

FILE = "topic.json"


@dataclass(frozen=True, slots=True)
class Topic:
    encoder: StaticEncoder
    model: Logistic

    @classmethod
    def open(cls, path: Path = MODEL_DIR, encoder: StaticEncoder | None = None) -> "Topic":
        """`encoder`: one that is open already, used if the file was trained with it. Raises `ModelError` where the file
        is missing, damaged or of another model than the one beside it."""
        try:
            record = json.loads((path / FILE).read_text("utf-8"))
            model, trained_with = Logistic.from_record(record), record["encoder"]
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(str(path / FILE), str(error)) from error
        if encoder is None or encoder.name != trained_with:
            encoder = StaticEncoder.open(path)
        if encoder.name != trained_with:
            raise ModelError(str(path / FILE), f"trained with {trained_with}, not {encoder.name}")
        return cls(encoder, model)

    def save(self, path: Path = MODEL_DIR) -> None:
        record = self.model.to_record() | {"encoder": self.encoder.name}
        (path / FILE).write_text(json.dumps(record) + "\n", "utf-8")

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(len(texts),) in 0..1."""
        return self.model.probabilities(self.encoder.encode_queries(texts).astype(np.float64))
