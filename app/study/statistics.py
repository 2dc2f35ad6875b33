"""What the records say, honest for small offices: every figure with its n and its interval, or hidden.

Item figures use each learner's first answer to an item: later ones are no longer independent of it. What an exam left
open is no answer in them, nor in the days: whether the learner knew it or the time was up is not known.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256
from statistics import fmean

import numpy as np

from app.study.history import Answered, standing
from app.study.records import Review
from app.study.schedule import CardKey, local_day, recall

# Below so many learners a figure is hidden: it would say more about persons than about the item.
MINIMUM_FACILITY = 5
MINIMUM_DISCRIMINATION = 10
# A learner's standing on the rest needs at least so many other items.
MINIMUM_REST = 3
RESAMPLES = 500
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """`n` learners have answered. `facility` is the share of right answers, `discrimination` the correlation of the
    score with the learner's mean score on the other items; None where hidden or without a meaning (all the same)."""

    item_id: str
    n: int
    facility: Estimate | None
    discrimination: Estimate | None


def wilson(right: int, n: int) -> Estimate:
    """The share with Wilson's score interval (Wilson 1927). Raises `ValueError` unless 0 <= right <= n and n > 0.

    >>> e = wilson(8, 10); f"{e.value:.2f} {e.low:.4f} {e.high:.4f}"
    '0.80 0.4902 0.9433'
    """
    if n <= 0 or not 0 <= right <= n:
        raise ValueError(f"{right} of {n}")
    share, z2 = right / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half), n)


def item_figures(histories: Iterable[Sequence[Answered]], seed: int = 0) -> dict[str, ItemFigures]:
    """Facility and discrimination of every item answered, from one history a learner.

    Discrimination is the item-rest correlation with a percentile bootstrap over learners (Efron & Tibshirani 1993,
    chapter 13), the same for the same seed.
    """
    firsts = [_first_answers(history) for history in histories]
    answers: dict[str, list[tuple[Answered, float | None]]] = {}
    for first in firsts:
        total = sum(a.attempt.score for a in first.values())
        for item_id, answered in first.items():
            others = len(first) - 1
            rest = (total - answered.attempt.score) / others if others >= MINIMUM_REST else None
            answers.setdefault(item_id, []).append((answered, rest))
    return {item_id: _figures(item_id, answers[item_id], seed) for item_id in sorted(answers)}


def _first_answers(history: Sequence[Answered]) -> dict[str, Answered]:
    first: dict[str, Answered] = {}
    for answered in standing(history):
        if not answered.left_open:
            first.setdefault(answered.attempt.item_id, answered)
    return first


def _figures(item_id: str, given: Sequence[tuple[Answered, float | None]], seed: int) -> ItemFigures:
    n = len(given)
    right = sum(answered.attempt.correct for answered, _ in given)
    facility = wilson(right, n) if n >= MINIMUM_FACILITY else None
    pairs = [(answered.attempt.score, rest) for answered, rest in given if rest is not None]
    return ItemFigures(item_id, n, facility, _discrimination(pairs, f"{seed} {item_id}"))


def _discrimination(pairs: Sequence[tuple[float, float]], name: str) -> Estimate | None:
    """The same interval for the same name."""
    value = correlation(pairs) if len(pairs) >= MINIMUM_DISCRIMINATION else None
    if value is None:
        return None
    chance = np.random.default_rng(int.from_bytes(sha256(name.encode()).digest()[:8]))
    drawn = np.asarray(pairs, dtype=float)[chance.integers(len(pairs), size=(RESAMPLES, len(pairs)))]
    # a resample in which all are the same has no correlation and is left out
    drawn = drawn[(np.ptp(drawn, axis=1) > 0).all(axis=1)]
    apart = drawn - drawn.mean(axis=1, keepdims=True)
    product, spread = apart.prod(axis=2).sum(axis=1), (apart**2).sum(axis=1)
    sample = np.sort(np.clip(product / np.sqrt(spread.prod(axis=1)), -1.0, 1.0))
    low, high = sample[int(0.025 * len(sample))], sample[int(0.975 * (len(sample) - 1))]
    return Estimate(value, float(low), float(high), len(pairs))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's; None if either side is all the same.

    >>> correlation([(0, 1), (1, 2), (2, 3)])
    1.0
    """
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        return None
    x_mean, y_mean = fmean(xs), fmean(ys)
    product = sum((x - x_mean) * (y - y_mean) for x, y in pairs)
    spread = math.sqrt(sum((x - x_mean) ** 2 for x in xs) * sum((y - y_mean) ** 2 for y in ys))
    return max(-1.0, min(1.0, product / spread)) if spread else None


@dataclass(frozen=True, slots=True)
class GroupRecall:
    """Of what was studied (`studied` of `cards`): the share whose last answer was `right`, which is what happened, and
    the mean `recall` at the time asked for, which FSRS projects from there; what was wrong last counts as not known.
    None where nothing was studied."""

    group: str
    right: float | None
    recall: float | None
    studied: int
    cards: int


def recall_by_group(
    reviews: Mapping[CardKey, Review],
    history: Iterable[Answered],
    universe: Sequence[CardKey],
    group_of: Mapping[str, str],
    at: datetime,
) -> tuple[GroupRecall, ...]:
    """In the order of the universe. `at` should lie ahead: right after an answer recall is always 1.

    FSRS takes a wrong answer for learnt as well, since the learner has just read what is right; until she has shown it,
    it is counted as not known, so that `recall` is never above `right`."""
    last = {CardKey(a.concept_id, a.skill): a.attempt.correct for a in standing(history)}
    groups: dict[str, list[CardKey]] = {}
    for key in universe:
        groups.setdefault(group_of.get(key.concept_id, ""), []).append(key)
    rows = []
    for group, keys in groups.items():
        studied = [key for key in keys if key in reviews]
        right = fmean(last.get(key, False) for key in studied) if studied else None
        recalled = fmean(recall(reviews[key], at) * last.get(key, False) for key in studied) if studied else None
        rows.append(GroupRecall(group, right, recalled, len(studied), len(keys)))
    return tuple(rows)


def forecast(reviews: Iterable[Review], now: datetime, zone: tzinfo, days: int = 14) -> tuple[tuple[date, int], ...]:
    """How many reviews come due on each day; what is overdue counts today."""
    first = local_day(now, zone)
    counts = Counter(max(first, local_day(review.due, zone)) for review in reviews)
    return tuple((day, counts[day]) for day in (first + timedelta(days=n) for n in range(days)))


def heat_map(history: Iterable[Answered], zone: tzinfo) -> dict[date, int]:
    """Answers by the learner's calendar day; days without any are left out."""
    given = (answered for answered in standing(history) if not answered.left_open)
    counts = Counter(local_day(answered.attempt.at, zone) for answered in given)
    return dict(sorted(counts.items()))


def streak(days: Iterable[date], today: date) -> int:
    """Days studied in a row up to today; a day not yet begun does not break it.

    >>> streak([date(2026, 1, 1), date(2026, 1, 2)], date(2026, 1, 3))
    2
    """
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    length = 0
    while day in studied:
        length, day = length + 1, day - timedelta(days=1)
    return length
