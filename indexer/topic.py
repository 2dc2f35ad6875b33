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

from indexer.checksums import write_checksums
from indexer.encoder import MODEL_DIR, UNREADABLE, ModelDamaged, StaticEncoder, read_model_file
from indexer.logistic import Logistic

FILE = "topic.json"


@dataclass(frozen=True, slots=True)
class Topic:
    encoder: StaticEncoder
    model: Logistic

    @classmethod
    def open(cls, path: Path | None = None, encoder: StaticEncoder | None = None) -> "Topic":
        """`encoder`: one that is open already, used if the file was trained with it. Raises `ModelDamaged` where the
        file is missing, damaged or of another model than the one beside it."""
        file = (path or MODEL_DIR) / FILE
        data = read_model_file(file)
        try:
            record = json.loads(data)
            model, trained_with = Logistic.from_record(record), record["encoder"]
        except (ValueError, KeyError, TypeError) as error:
            raise ModelDamaged(file, UNREADABLE) from error
        if encoder is None or encoder.name != trained_with:
            encoder = StaticEncoder.open(file.parent)
        if encoder.name != trained_with:
            raise ModelDamaged(file, f"是和另一個模型（{trained_with}）一起訓練的，不是旁邊的 {encoder.name}")
        return cls(encoder, model)

    def save(self, path: Path | None = None) -> None:
        path = path or MODEL_DIR
        record = self.model.to_record() | {"encoder": self.encoder.name}
        (path / FILE).write_text(json.dumps(record) + "\n", "utf-8")
        write_checksums(path, [FILE], keep=True)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(len(texts),) in 0..1."""
        return self.model.probabilities(self.encoder.encode_queries(texts).astype(np.float64))
