"""FSRS-6 for many cards at once, so that a plan can look at thousands of futures; the schedule itself is `fsrs`'s.

Arrays of any one shape: `stability` in days, `difficulty` from 1 to 10, `elapsed` in whole days since the last review.
An answer is right (`Good`) or wrong (`Again`), never on the day of the review before it.

Source: the FSRS-6 formulas with the parameters that `fsrs` ships
(https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm).

>>> s, d = first(np.array([True, False])); s.tolist()
[2.3065, 0.212]
>>> recall(s, np.array([2, 2])).round(2).tolist()
[0.91, 0.7]
"""

from typing import Any, TypeAlias

import numpy as np
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS, STABILITY_MIN
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

_W = DEFAULT_PARAMETERS
_FACTOR = 0.9 ** (-1 / _W[20]) - 1


def recall(stability: Floats, elapsed: Any) -> Floats:
    """The probability that it is remembered (0..1)."""
    return np.asarray((1 + _FACTOR * np.maximum(elapsed, 0) / stability) ** -_W[20])


def interval(stability: Floats, retention: float) -> Floats:
    """Whole days after which recall has come down to `retention`; at least one."""
    return np.asarray(np.maximum(np.round(stability / _FACTOR * (retention ** (-1 / _W[20]) - 1)), 1.0))


def first(right: Bools) -> tuple[Floats, Floats]:
    """Stability and difficulty after the first answer."""
    stability = np.where(right, _W[Rating.Good - 1], _W[Rating.Again - 1])
    difficulty = np.where(right, _difficulty_at_first(Rating.Good), _difficulty_at_first(Rating.Again))
    return stability, np.clip(difficulty, 1.0, 10.0)


def after(stability: Floats, difficulty: Floats, elapsed: Any, right: Bools) -> tuple[Floats, Floats]:
    """Stability and difficulty after a later answer."""
    forgotten = 1 - recall(stability, elapsed)
    grown = stability * (1 + np.exp(_W[8]) * (11 - difficulty) * stability ** -_W[9] * np.expm1(forgotten * _W[10]))
    lapsed = _W[11] * difficulty ** -_W[12] * ((stability + 1) ** _W[13] - 1) * np.exp(forgotten * _W[14])
    lapsed = np.minimum(lapsed, stability / np.exp(_W[17] * _W[18]))
    step = np.where(right, 0.0, 2 * _W[6])
    harder = difficulty + (10 - difficulty) / 9 * step
    mean = _difficulty_at_first(Rating.Easy)
    return (
        np.maximum(np.where(right, grown, lapsed), STABILITY_MIN),
        np.clip(_W[7] * mean + (1 - _W[7]) * harder, 1.0, 10.0),
    )


def _difficulty_at_first(rating: Rating) -> float:
    return float(_W[4] - np.exp(_W[5] * (rating - 1)) + 1)
