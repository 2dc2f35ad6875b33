"""When a concept comes up again: FSRS, one card for each concept and skill.

The state follows from the attempts alone: `replay(history)` gives what the reviews, one by one, have left. Fuzzing
is off, and every time is an argument. Sub-day learning steps are off as well: a quiz shows different items of a
concept, so repeating one within minutes would train the item and not the concept.

Source: the FSRS algorithm as `fsrs` 6 implements it (https://github.com/open-spaced-repetition/py-fsrs).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from fsrs import Card, Rating, ReviewLog, Scheduler

from app.study.history import Answered, standing
from app.study.records import ItemKind, Review, Skill

# Seconds that an item of a kind takes someone who knows it; reading is the larger part.
USUAL_SECONDS: dict[ItemKind, float] = {
    "single": 30,
    "multiple": 45,
    "true_false": 20,
    "blank": 40,
    "matching": 60,
    "ordering": 60,
    "term": 120,
    "short": 240,
    "case": 480,
}
# Right within this part of the usual time was easy; right after more than this many times of it was hard ...
QUICK, SLOW = 0.4, 2.0
# ... unless so long that the learner was not at the desk, which says nothing.
AWAY = 10.0
# From this score on, an answer that is not right was half known.
HALF_KNOWN = 0.5


class CardKey(NamedTuple):
    concept_id: str
    skill: Skill


@dataclass(frozen=True, slots=True)
class Goals:
    """What a learner aims at. `retention` is the recall at which a concept comes due; `target` the recall wanted on
    `exam_day`; `daily_cap` the most reviews a day. Raises `ValueError` naming the value that is out of range."""

    retention: float = 0.9
    daily_cap: int = 40
    exam_day: date | None = None
    target: float = 0.9

    def __post_init__(self) -> None:
        for name, low, high in (("retention", 0.7, 0.97), ("target", 0.5, 0.97), ("daily_cap", 1, 1000)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"{name} = {value}, not between {low} and {high}")


def rate(kind: ItemKind, score: float, correct: bool, seconds: float, override: Rating | None = None) -> Rating:
    """How well it was known, from score (0..1) and time; the learner's own word goes before both.

    >>> rate("single", 1.0, True, 25.0).name, rate("single", 1.0, True, 90.0).name, rate("single", 0.0, False, 9.0).name
    ('Good', 'Hard', 'Again')
    """
    if override is not None:
        return override
    if not correct:
        return Rating.Hard if score >= HALF_KNOWN else Rating.Again
    part = seconds / USUAL_SECONDS[kind]
    if SLOW < part <= AWAY:
        return Rating.Hard
    # a quick right answer to a true-or-false item is as likely a guess
    return Rating.Easy if part <= QUICK and kind != "true_false" else Rating.Good


@lru_cache(maxsize=64)
def scheduler(retention: float) -> Scheduler:
    return Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def new_card(at: datetime) -> Card:
    """FSRS numbers cards by the clock and waits for it; ours are named by their key."""
    return Card(card_id=0, due=at)


def review(
    before: Review | None, learner: str, key: CardKey, rating: Rating, at: datetime, retention: float = 0.9
) -> tuple[Review, ReviewLog]:
    """The new state, and the record of the review. A clock that was set back counts as no time passed.

    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> review(None, "林", CardKey("type.internal", "recall"), Rating.Good, start)[0].due.isoformat()
    '2026-01-03T00:00:00+00:00'
    """
    moment = at.astimezone(UTC)
    card = Card.from_json(before.card) if before else new_card(moment)
    if card.last_review and moment < card.last_review:
        moment = card.last_review
    after, log = scheduler(retention).review_card(card, rating, moment)
    return Review(learner, key.concept_id, key.skill, after.to_json(), after.due), log


def replay(history: Iterable[Answered], retention: float = 0.9) -> dict[CardKey, Review]:
    """The state that a learner's attempts, in their order, lead to."""
    state: dict[CardKey, Review] = {}
    for answered in standing(history):
        key, attempt = CardKey(answered.concept_id, answered.skill), answered.attempt
        state[key], _ = review(state.get(key), attempt.learner, key, answered.rating, attempt.at, retention)
    return state


def recall(state: Review | None, at: datetime) -> float:
    """The probability, by FSRS, that the concept is remembered; 0 for what was never studied."""
    if state is None:
        return 0.0
    return float(scheduler(0.9).get_card_retrievability(Card.from_json(state.card), at.astimezone(UTC)))


def local_day(at: datetime, zone: tzinfo) -> date:
    """The learner's calendar day."""
    return at.astimezone(zone).date()
