"""How near in meaning a key point is to a part of an answer, by the vectors of the committed static model: "給決定權" and
"下放決策權" share few words. The vectors of opposites are near as well, so what is near counts only where nothing in it
is denied, or turned into its opposite, that the point affirms.

The same for every learner, whatever model the search is set to, so that a grade does not depend on a computer.

>>> found = nearest(read("讓受影響的公民表達意見"), read("先請有關係的市民說說看法"), [(0, 12)])
>>> round(found.score, 1), found.contrary
(0.5, False)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.study.polarity import contrary, denied
from app.study.reading import Reading, read
from indexer.encoder import ModelDamaged, StaticEncoder

# Two tokens of at least this cosine stand for one another, so that both must be affirmed or both denied.
ALIGNED = 0.6
# So much of what stands for one another, by weight, may differ in that before the whole is contrary.
DIFFERING = 0.25
# A longer window must be nearer by so much.
LONGER = 0.03
# A window is at least this part of the point's length.
PART = 0.35
# The model answers "what is it about": a wording of fewer tokens says too little for that.
TOKENS = 2


@dataclass(frozen=True, slots=True)
class Near:
    """`score` is at most 1, higher is nearer: the mean of the cosine of the two texts and of how much of the point, token
    by token, has something near it; of the characters `start:end` of the answer's key. `denied`: what one affirms the
    other denies; `contrary`: that, or a word of the one has only its opposite in the other."""

    score: float
    start: int
    end: int
    denied: bool = False
    contrary: bool = False


@dataclass(frozen=True, slots=True)
class _Tokens:
    """`vectors` are (tokens, dimension), as long as the tokens are telling; `spans` their places in the key."""

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]

    @property
    def weights(self) -> NDArray[np.float32]:
        lengths: NDArray[np.float32] = np.linalg.norm(self.vectors, axis=1)
        return lengths

    @property
    def directions(self) -> NDArray[np.float32]:
        return self.vectors / np.maximum(self.weights, 1e-9)[:, None]


def nearest(wanted: Reading, given: Reading, windows: Sequence[tuple[int, int]]) -> Near | None:
    """The nearest of the windows of the answer's key; None where there is nothing to compare, or the model is damaged,
    which `doctor` reports."""
    encoder = _encoder()
    if encoder is None:
        return None
    point, answer = _tokens(encoder, wanted.key), _tokens(encoder, given.key)
    if len(point.spans) < TOKENS or not answer.spans:
        return None
    between = point.directions @ answer.directions.T
    whole = _direction(point.vectors)
    best: Near | None = None
    chosen: list[int] = []
    for start, end in windows:
        inside = [n for n, (a, b) in enumerate(answer.spans) if start <= a and b <= end]
        if not inside or end - start < PART * len(wanted.key):
            continue
        cosine = float(whole @ _direction(answer.vectors[inside]))
        covered = float(point.weights @ between[:, inside].max(axis=1) / point.weights.sum())
        score = (cosine + covered) / 2
        if best is None or score > best.score + LONGER * (end - start > best.end - best.start):
            best, chosen = Near(score, start, end), inside
    if best is None:
        return None
    differing = _differing(wanted, given, point, answer, between, chosen)
    opposed = contrary(wanted.key, given.key[best.start : best.end])
    return replace(best, denied=differing > DIFFERING, contrary=differing > DIFFERING or opposed)


def _differing(
    wanted: Reading,
    given: Reading,
    point: _Tokens,
    answer: _Tokens,
    between: NDArray[np.float32],
    inside: Sequence[int],
) -> float:
    """How much of the tokens that stand for one another is denied in one of the texts only, 0..1."""
    aligned = differing = 0.0
    for n, (start, end) in enumerate(point.spans):
        nearness = max(between[n, m] for m in inside)
        if nearness < ALIGNED or end - start < 2:
            continue
        weight = float(point.weights[n])
        aligned += weight
        there = [answer.spans[m] for m in inside if between[n, m] >= nearness - 1e-4]
        sense = denied(wanted.key, start, end, wanted.clauses)
        if all(denied(given.key, a, b, given.clauses) != sense for a, b in there):
            differing += weight
    return differing / aligned if aligned else 0.0


def _tokens(encoder: StaticEncoder, key: str) -> _Tokens:
    rows = encoder.tokens(key)
    vectors = encoder.table[[row for row, _, _ in rows]] if rows else np.zeros((0, encoder.dimension), np.float32)
    return _Tokens(vectors, tuple((start, end) for _, start, end in rows))


def _direction(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    total: NDArray[np.float32] = vectors.sum(axis=0)
    return total / max(float(np.linalg.norm(total)), 1e-9)


@cache
def _encoder() -> StaticEncoder | None:
    try:
        return StaticEncoder.open()
    except ModelDamaged:
        return None
