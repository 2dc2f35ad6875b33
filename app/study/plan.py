"""What to study today, and the plan to the exam day: each concept at the target recall on that day, within the cap.

The plan is a projection in which every planned review goes well (`Good`); it is made anew each day from what happened.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from fsrs import Card, Rating

from app.study.records import Review
from app.study.schedule import CardKey, Goals, days_between, local_day, new_card, recall, scheduler

# The part of the time to the exam in which new concepts are begun; the rest is for bringing them back.
INTRODUCTION = 2 / 3


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """Reviews first, most forgotten first; then what is begun."""

    day: date
    reviews: tuple[CardKey, ...]
    new: tuple[CardKey, ...]

    @property
    def load(self) -> int:
        return len(self.reviews) + len(self.new)


@dataclass(frozen=True, slots=True)
class Plan:
    """`recall` is each card's projected recall on the exam day."""

    days: tuple[PlannedDay, ...]
    recall: Mapping[CardKey, float]
    target: float

    @property
    def short(self) -> tuple[CardKey, ...]:
        """What the daily cap or the time left does not bring to the target; lowest first."""
        below = [key for key, value in self.recall.items() if value < self.target]
        return tuple(sorted(below, key=lambda key: (self.recall[key], key)))


def today(
    reviews: Mapping[CardKey, Review],
    universe: Sequence[CardKey],
    now: datetime,
    zone: tzinfo,
    goals: Goals,
    done_today: int = 0,
) -> PlannedDay:
    """What to study now: the plan's first day if there is an exam ahead, otherwise what is due, then what is new.

    `universe` is every card there is, in the order in which new ones are begun; `done_today` counts towards the cap.
    """
    day = local_day(now, zone)
    if goals.exam_day and goals.exam_day > day:
        return make_plan(reviews, universe, now, zone, goals, done_today).days[0]
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
) -> Plan:
    """The days from today to the day before the exam. Raises `ValueError` unless the exam lies ahead."""
    first = local_day(now, zone)
    if goals.exam_day is None or goals.exam_day <= first:
        raise ValueError(f"exam_day = {goals.exam_day}, not after {first}")
    projection = _Projection(reviews, universe, zone, goals.exam_day, goals)
    days = days_between(first, goals.exam_day)[:-1]
    planned = [
        projection.step(day, len(days) - n, goals.daily_cap - (done_today if n == 0 else 0), len(days))
        for n, day in enumerate(days)
    ]
    return Plan(tuple(planned), projection.recall_then(), goals.target)


class _Projection:
    """The cards as they would stand, day after day."""

    def __init__(
        self,
        reviews: Mapping[CardKey, Review],
        universe: Sequence[CardKey],
        zone: tzinfo,
        exam_day: date,
        goals: Goals,
    ) -> None:
        self._zone, self._goals, self._scheduler = zone, goals, scheduler(goals.retention)
        self._cards = {key: Card.from_json(reviews[key].card) for key in universe if key in reviews}
        self._new = [key for key in universe if key not in reviews]
        # FSRS counts whole days: with the exam at the day's end, elapsed time is never underestimated
        self._exam = datetime.combine(exam_day, time(23, 59, 59), zone).astimezone(UTC)

    def step(self, day: date, days_left: int, cap: int, days_in_all: int) -> PlannedDay:
        """Chooses the day's work and takes it as done. `days_left` counts this day."""
        cap = max(0, cap)
        start = datetime.combine(day, time(), self._zone).astimezone(UTC)
        pending = [key for key, card in self._cards.items() if self._at_exam(card) < self._goals.target]
        # what was reviewed today waits until tomorrow
        ready = [key for key in pending if not self._reviewed_on(key, day)]
        due = [key for key in ready if local_day(self._cards[key].due, self._zone) <= day]
        later = [key for key in ready if key not in set(due) and self._suffices(key, start)]
        chosen = self._most_forgotten(due, start)[:cap]
        new = self._new[: min(self._to_begin(days_left, days_in_all), cap - len(chosen))]
        # evenly over the days left, or more where the cap would not hold the rest
        overflow = len(pending) + len(self._new) - self._goals.daily_cap * (days_left - 1) - len(chosen) - len(new)
        wanted = max(math.ceil(len(later) / days_left), overflow)
        room = min(wanted, cap - len(chosen) - len(new))
        chosen += self._most_forgotten(later, start)[: max(0, room)]
        for key in [*chosen, *new]:
            card = self._cards.get(key) or new_card(start)
            self._cards[key], _ = self._scheduler.review_card(card, Rating.Good, self._moment(card, start))
        self._new = self._new[len(new) :]
        return PlannedDay(day, tuple(chosen), tuple(new))

    def recall_then(self) -> dict[CardKey, float]:
        return {key: self._at_exam(card) for key, card in self._cards.items()} | dict.fromkeys(self._new, 0.0)

    def _to_begin(self, days_left: int, days_in_all: int) -> int:
        """How many new cards a day: evenly over the introduction; after it, whatever is left over."""
        window = max(1, math.ceil(days_in_all * INTRODUCTION))
        return math.ceil(len(self._new) / max(1, window - (days_in_all - days_left)))

    def _at_exam(self, card: Card) -> float:
        return float(self._scheduler.get_card_retrievability(card, self._exam))

    def _reviewed_on(self, key: CardKey, day: date) -> bool:
        last = self._cards[key].last_review
        return last is not None and local_day(last, self._zone) >= day

    def _suffices(self, key: CardKey, start: datetime) -> bool:
        """Whether one review on this day carries the card to the exam."""
        card = self._cards[key]
        after, _ = self._scheduler.review_card(card, Rating.Good, self._moment(card, start))
        return self._at_exam(after) >= self._goals.target

    def _most_forgotten(self, keys: Collection[CardKey], start: datetime) -> list[CardKey]:
        value = {key: float(self._scheduler.get_card_retrievability(self._cards[key], start)) for key in keys}
        return sorted(keys, key=lambda key: (value[key], key))

    @staticmethod
    def _moment(card: Card, start: datetime) -> datetime:
        return max(start, card.last_review) if card.last_review else start
