"""What to study today, and the plan to the exam day: as many concepts as can be at the target recall, within the cap.

The plan expects lapses at the learner's own rate (`app.study.rates`) and says what will probably fall short. It is a
projection, made anew each day from what happened, and no promise for any one card.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import numpy as np
from fsrs import Card

from app.study.projection import Aim, Deck, Projection, project
from app.study.rates import USUAL, RightRates
from app.study.records import Review, Skill
from app.study.schedule import CardKey, Goals, local_day, recall

# A day's load is as small as can be without costing more than this part of the cards.
SPARED = 0.01
# A plan holds that will probably bring this part of the cards to the target: a lapse in the last days cannot be mended.
ENOUGH = 0.95
# Below this probability of reaching the target a card falls short.
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """Reviews first, most pressing first; then what is begun."""

    day: date
    reviews: tuple[CardKey, ...]
    new: tuple[CardKey, ...]

    @property
    def load(self) -> int:
        return len(self.reviews) + len(self.new)


@dataclass(frozen=True, slots=True)
class ExpectedDay:
    """How many reviews and new cards a day will probably ask: means over the futures."""

    day: date
    reviews: float
    new: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of a card on the exam day: its mean recall, and the probability that this is the target or more."""

    recall: float
    reached: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Of the `cards` of a group and skill so many (a mean) will not have the target."""

    group: str
    skill: Skill
    short: float
    cards: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`today` is what to study now; `days` begins with today; `load` is the answers a day, at most the cap."""

    today: PlannedDay
    days: tuple[ExpectedDay, ...]
    outlook: Mapping[CardKey, Outlook]
    target: float
    load: int
    rates: RightRates

    @property
    def reached(self) -> float:
        """How many cards will probably have the target."""
        return sum(card.reached for card in self.outlook.values())

    @property
    def holds(self) -> bool:
        return self.reached >= ENOUGH * len(self.outlook)

    @property
    def short(self) -> tuple[CardKey, ...]:
        """The cards that will more probably miss the target than not; lowest recall first."""
        below = [key for key, card in self.outlook.items() if card.reached < LIKELY]
        return tuple(sorted(below, key=lambda key: (self.outlook[key].recall, key)))

    def shortfalls(self, group_of: Callable[[str], str]) -> tuple[Shortfall, ...]:
        """By group and skill, what falls short most first; `group_of` takes a concept's id."""
        held: dict[tuple[str, Skill], list[float]] = {}
        for key, card in self.outlook.items():
            held.setdefault((group_of(key.concept_id), key.skill), []).append(1 - card.reached)
        rows = [Shortfall(group, skill, sum(missing), len(missing)) for (group, skill), missing in held.items()]
        return tuple(sorted(rows, key=lambda row: -row.short))


def today(
    reviews: Mapping[CardKey, Review],
    universe: Sequence[CardKey],
    now: datetime,
    zone: tzinfo,
    goals: Goals,
    done_today: int = 0,
) -> PlannedDay:
    """What to study where no exam lies ahead: what is due, most forgotten first, then what is new.

    `universe` is every card there is, in the order in which new ones are begun; `done_today` counts towards the cap.
    """
    day = local_day(now, zone)
    left = max(0, goals.daily_cap - done_today)
    known = set(universe)
    due = [key for key, state in reviews.items() if key in known and local_day(state.due, zone) <= day]
    chosen = sorted(due, key=lambda key: (recall(reviews[key], now), key))[:left]
    new = [key for key in universe if key not in reviews][: left - len(chosen)]
    return PlannedDay(day, tuple(chosen), tuple(new))


def make_plan(
    reviews: Mapping[CardKey, Review],
    universe: Sequence[CardKey],
    now: datetime,
    zone: tzinfo,
    goals: Goals,
    done_today: int = 0,
    rates: RightRates | None = None,
) -> Plan:
    """The days from today to the day before the exam. Raises `ValueError` unless the exam lies ahead."""
    first = local_day(now, zone)
    if goals.exam_day is None or goals.exam_day <= first:
        raise ValueError(f"exam_day = {goals.exam_day}, not after {first}")
    rates = rates or RightRates.of(USUAL)
    aim = Aim((goals.exam_day - first).days, goals.target, goals.retention)
    deck = _deck(reviews, universe, first, zone, rates)
    load, projection = _least_load(deck, aim, goals.daily_cap, done_today)
    reached, mean = projection.reached(goals.target), projection.recall.mean(axis=0)
    days = zip(projection.reviews, projection.new, strict=True)
    return Plan(
        _opening(projection, universe, first),
        tuple(ExpectedDay(first + timedelta(days=n), float(old), float(new)) for n, (old, new) in enumerate(days)),
        {key: Outlook(float(mean[n]), float(reached[n])) for n, key in enumerate(universe)},
        goals.target,
        load,
        rates,
    )


def _deck(
    reviews: Mapping[CardKey, Review], universe: Iterable[CardKey], first: date, zone: tzinfo, rates: RightRates
) -> Deck:
    """Days are the learner's: what was answered yesterday evening is a day old this morning."""
    rows: list[tuple[bool, float, float, int]] = []
    keys = tuple(universe)
    for key in keys:
        card = Card.from_json(reviews[key].card) if key in reviews else None
        if card and card.last_review and card.stability and card.difficulty:
            last = min(0, (local_day(card.last_review, zone) - first).days)
            rows.append((True, card.stability, card.difficulty, last))
        else:
            rows.append((False, 1.0, 5.0, 0))  # any values: a first answer sets them
    return Deck(
        np.array([row[0] for row in rows], dtype=bool),
        np.array([row[1] for row in rows], dtype=float),
        np.array([row[2] for row in rows], dtype=float),
        np.array([row[3] for row in rows], dtype=np.int64),
        np.array([rates.first[key.skill] for key in keys], dtype=float),
        np.array([rates.later[key.skill] for key in keys], dtype=float),
    )


def _least_load(deck: Deck, aim: Aim, cap: int, done: int) -> tuple[int, Projection]:
    """The smallest even load that does nearly as well as the whole cap every day, by bisection; the cap where even that
    is not enough."""
    best = project(deck, aim, cap, done)
    reached, cards = best.reached(aim.target).sum(), len(deck.begun)
    if reached < ENOUGH * cards:
        return cap, best
    wanted = max(reached - SPARED * cards, ENOUGH * cards)
    low, high = 0, cap
    while high - low > 1:
        middle = (low + high) // 2
        tried = project(deck, aim, middle, done)
        if tried.reached(aim.target).sum() >= wanted:
            high, best = middle, tried
        else:
            low = middle
    return high, best


def _opening(projection: Projection, universe: Sequence[CardKey], first: date) -> PlannedDay:
    """The first day is the same in all futures."""
    day = projection.opening
    reviews = tuple(universe[int(n)] for n in day.order[0] if day.reviews[0][n])
    return PlannedDay(first, reviews, tuple(universe[int(n)] for n in np.flatnonzero(day.new[0])))
