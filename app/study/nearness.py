"""How near in meaning a key point is to a part of an answer, by the vectors of the committed static model: "請大家說說
看法" and "表達意見" share no word. The vectors of opposites are near as well, so what is near counts only where nothing
in it is denied, or turned into its opposite, that the point affirms.

The same for every learner, whatever model the search is set to, so that a grade does not depend on a computer.

>>> from app.study.reading import read
>>> found = nearest(read("讓受影響的公民表達意見"), read("聽取受影響民眾的看法"), [(0, 10)])
>>> found.score > 0.3, found.contrary
(True, False)
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.study.polarity import contrary, denied
from app.study.reading import Reading
from indexer.encoder import ModelDamaged, StaticEncoder

# Two tokens of at least this cosine stand for one another, so that both must be affirmed or both denied.
ALIGNED = 0.6
# So much of what stands for one another, by weight, may differ in that before the whole is contrary.
DIFFERING = 0.25
# A longer window must be nearer by so much.
LONGER = 0.03
# So many windows, those of the highest cosine, are looked at token by token.
LOOKED_AT = 12
# A window is at least this part of the point's length.
PART = 0.35
# The model answers "what is it about": a wording of fewer tokens says too little for that.
TOKENS = 2


@dataclass(frozen=True, slots=True)
class Near:
    """`score` is at most 1, higher is nearer: the mean of the cosine of the two texts and of how much of the point,
    token by token, has something near it; of the characters `start:end` of the answer's key. `denied`: what one
    affirms the other denies; `contrary`: that, or a word of the one has only its opposite in the other."""

    score: float
    start: int
    end: int
    denied: bool = False
    contrary: bool = False


@dataclass(frozen=True, slots=True)
class _Tokens:
    """`vectors` are (tokens, dimension); their lengths, the `weights`, are greater for more telling tokens; `spans` are
    the places in the key."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    directions: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]


def nearest(wanted: Reading, given: Reading, windows: Sequence[tuple[int, int]]) -> Near | None:
    """The nearest of the windows of the answer's key; None where there is nothing to compare, or the model is damaged,
    which `doctor` reports."""
    point, answer = _tokens(wanted.key), _tokens(given.key)
    windows = [(start, end) for start, end in windows if end - start >= PART * len(wanted.key)]
    if len(point.spans) < TOKENS or not answer.spans or not windows:
        return None
    between = point.directions @ answer.directions.T
    inside = _inside(answer, windows)
    cosines = _cosines(point, answer, inside)
    best: Near | None = None
    chosen: Sequence[int] = ()
    for n in np.argsort(-cosines)[:LOOKED_AT]:
        (start, end), (first, last) = windows[n], inside[n]
        if first >= last:
            continue
        covered = float(point.weights @ between[:, first:last].max(axis=1) / point.weights.sum())
        score = (float(cosines[n]) + covered) / 2
        longer = LONGER * (end - start > best.end - best.start) if best else 0.0
        if best is None or score > best.score + longer:
            best, chosen = Near(score, start, end), range(first, last)
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


def _inside(answer: _Tokens, windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which tokens lie in each window: from the first to before the last."""
    starts, ends = [start for start, _ in answer.spans], [end for _, end in answer.spans]
    return [(bisect_left(starts, start), bisect_right(ends, end)) for start, end in windows]


def _cosines(point: _Tokens, answer: _Tokens, inside: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """(windows,): of the point with each window as a whole; 0 for a window without tokens."""
    sums = np.concatenate([np.zeros_like(answer.vectors[:1]), np.cumsum(answer.vectors, axis=0)])
    firsts, lasts = np.array([first for first, _ in inside]), np.array([last for _, last in inside])
    whole, parts = point.vectors.sum(axis=0), sums[np.maximum(lasts, firsts)] - sums[firsts]
    lengths = np.linalg.norm(parts, axis=1) * float(np.linalg.norm(whole))
    return np.asarray(parts @ whole / np.maximum(lengths, 1e-9), np.float32)


@lru_cache(maxsize=4096)
def _tokens(key: str) -> _Tokens:
    encoder = _encoder()
    tokens = encoder.tokens(key) if encoder else []
    if encoder is None or not tokens:
        return _Tokens(np.zeros((0, 1), np.float32), np.zeros(0, np.float32), np.zeros((0, 1), np.float32), ())
    weights, directions = encoder.directions([row for row, _, _ in tokens])
    spans = tuple((start, end) for _, start, end in tokens)
    return _Tokens(weights[:, None] * directions, weights, directions, spans)


@cache
def _encoder() -> StaticEncoder | None:
    try:
        return StaticEncoder.open()
    except ModelDamaged:
        return None
