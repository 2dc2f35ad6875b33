"""From evidence to probabilities: a logistic regression for each facet.

The weights are fitted by `python -m eval disputes --fit` on the tuning half of the gold set, and on the worked examples
and the cases (each left out in turn), and kept in `weights.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from indexer.logistic import Logistic

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Models:
    """`facets`: types, principles, methods and dispute, a model each; `priors`: concept id -> log frequency."""

    facets: dict[str, Logistic]
    priors: dict[str, float]

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Models":
        record = json.loads(path.read_text("utf-8"))
        return cls({name: Logistic.from_record(own) for name, own in record["facets"].items()}, record["priors"])

    def save(self, path: Path = WEIGHTS) -> None:
        record = {"facets": {name: model.to_record() for name, model in self.facets.items()}, "priors": self.priors}
        path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
