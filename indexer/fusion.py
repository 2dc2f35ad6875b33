"""One score from two: w · dense + (1 - w) · BM25, each first divided by its best hit's.

Scaling by the best (and not by the range) keeps a far second far; weighted sums of scaled scores beat rank fusion
where both systems give usable scores (Bruch, Gai & Ingber 2023, arXiv:2210.11934).
"""

import math

import numpy as np
from numpy.typing import NDArray

# Fitted on the tune halves of the dev sets for MRR@10 and recall@10, no set falling below BM25; see
# eval/results/experiments.md. What was tried beside it (coverage of the query, cosines, their gaps) added nothing.
MOST, LEVEL, STEEPNESS = 0.9, 0.33, 15.0
COMPARED = 10


def dense_weight(lexical: NDArray[np.float32]) -> float:
    """The weight of the dense half for a query, from the candidates' BM25 scores: high where no passage stands out.

    BM25 that knows the answer puts it far above the tenth passage; where ten score alike, the query's words are common
    or beside the point, and the vectors know better. The drop from the first to the tenth, 0..1, goes through a
    logistic curve: query performance prediction by score spread, as in Shtok et al., TOIS 2012.

    >>> round(dense_weight(np.float32([9, 8, 8, 8, 8, 8, 8, 8, 8, 8])), 2), round(dense_weight(np.float32([9, 1])), 2)
    (0.87, 0.0)
    """
    best = float(lexical.max(initial=0.0))
    if best <= 0:
        return 1.0
    place = min(COMPARED, len(lexical))
    tenth = float(np.partition(lexical, -place)[-place])
    drop = 1 - max(tenth, 0.0) / best
    return MOST / (1 + math.exp(STEEPNESS * (drop - LEVEL)))


def fuse(dense: NDArray[np.float32], lexical: NDArray[np.float32], weight: float) -> NDArray[np.float64]:
    """(n,) fused scores in 0..1 of n candidates from their cosines and BM25 scores.

    >>> fuse(np.float32([0.8, 0.4]), np.float32([0.0, 5.0]), 0.4).round(2).tolist()
    [0.4, 0.8]
    """
    return weight * _scaled(dense) + (1 - weight) * _scaled(lexical)


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    positive = np.maximum(scores.astype(np.float64), 0.0)
    best = positive.max(initial=0.0)
    return positive / best if best > 0 else positive
