"""Measures of ranked retrieval, as in ir_measures: R@k, RR@k, nDCG@k, and paired bootstrap intervals.

A run is one ranking (ids, best first) a question; a question without any answer scores 0 and stays in the mean.
"""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

Ranking = Sequence[str]
Gold = Set[str]


def recall(ranking: Ranking, gold: Gold, k: int) -> float:
    """The share of the gold ids among the first `k`.

    >>> recall(["a", "b", "c"], {"b", "x"}, 2)
    0.5
    """
    return len(gold & set(ranking[:k])) / len(gold) if gold else 0.0


def reciprocal_rank(ranking: Ranking, gold: Gold, k: int) -> float:
    """1 / rank of the first gold id among the first `k`, or 0.

    >>> reciprocal_rank(["a", "b", "c"], {"b", "c"}, 10)
    0.5
    """
    return next((1 / rank for rank, id_ in enumerate(ranking[:k], 1) if id_ in gold), 0.0)


def ndcg(ranking: Ranking, gold: Gold, k: int) -> float:
    """Gains of 1, discounts 1 / log2(rank + 1) (Järvelin & Kekäläinen 2002).

    >>> round(ndcg(["a", "b"], {"b"}, 10), 4)
    0.6309
    """
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(gold), k) + 1))
    got = sum(1 / math.log2(rank + 1) for rank, id_ in enumerate(ranking[:k], 1) if id_ in gold)
    return got / ideal if ideal else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """One value a question of each measure, in the order of the questions."""

    recall_1: tuple[float, ...]
    recall_5: tuple[float, ...]
    recall_10: tuple[float, ...]
    mrr_10: tuple[float, ...]
    ndcg_10: tuple[float, ...]

    @classmethod
    def of(cls, run: Sequence[Ranking], gold: Sequence[Gold]) -> "Scores":
        pairs = list(zip(run, gold, strict=True))
        return cls(
            tuple(recall(ranking, wanted, 1) for ranking, wanted in pairs),
            tuple(recall(ranking, wanted, 5) for ranking, wanted in pairs),
            tuple(recall(ranking, wanted, 10) for ranking, wanted in pairs),
            tuple(reciprocal_rank(ranking, wanted, 10) for ranking, wanted in pairs),
            tuple(ndcg(ranking, wanted, 10) for ranking, wanted in pairs),
        )

    def means(self) -> dict[str, float]:
        """By the names of the JSON contract, in 0..1."""
        return {
            "recall@1": _mean(self.recall_1),
            "recall@5": _mean(self.recall_5),
            "recall@10": _mean(self.recall_10),
            "mrr@10": _mean(self.mrr_10),
            "ndcg@10": _mean(self.ndcg_10),
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean difference and its 95 % percentile interval, in the measure's own unit (0..1)."""

    difference: float
    low: float
    high: float


def paired_bootstrap(a: Sequence[float], b: Sequence[float], samples: int = 2_000, seed: int = 0) -> Interval:
    """How much `a` is above `b`, resampling questions (Efron 1979; for retrieval Sakai 2006).

    >>> paired_bootstrap([1.0, 1.0], [0.0, 0.0])
    Interval(difference=1.0, low=1.0, high=1.0)
    """
    if len(a) != len(b):
        raise ValueError(f"{len(a)} values against {len(b)}")
    if not a:
        return Interval(0.0, 0.0, 0.0)
    differences = np.asarray(a, np.float64) - np.asarray(b, np.float64)
    random = np.random.default_rng(seed)
    means = np.array([differences[random.integers(0, len(a), len(a))].mean() for _ in range(samples)])
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(differences.mean()), float(low), float(high))
