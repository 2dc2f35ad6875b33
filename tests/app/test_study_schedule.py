"""Exact FSRS histories, ratings, what is due today. The plan to the exam day has `test_study_plan`."""

import json
import math
import random
from datetime import date, timedelta, timezone

import pytest
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS

from app.study.plan import make_plan, today
from app.study.records import SKILL_OF, ItemKind, Review
from app.study.schedule import CardKey, Goals, local_day, rate, recall, replay, review
from tests.app.study_samples import START, answered, day, item, submission

KEY = CardKey("type.internal", "recall")
TAIPEI = timezone(timedelta(hours=8))
AGAIN, HARD, GOOD, EASY = Rating.Again, Rating.Hard, Rating.Good, Rating.Easy


def run(*steps: tuple[Rating, float], retention: float = 0.9) -> list[Review]:
    """The reviews after each (rating, day)."""
    states: list[Review] = []
    for rating, at in steps:
        states.append(review(states[-1] if states else None, "林", KEY, rating, day(at), retention)[0])
    return states


def card(state: Review) -> dict[str, float]:
    return json.loads(state.card)


@pytest.mark.parametrize(
    ("rating", "stability", "days"), [(AGAIN, 0.212, 1), (HARD, 1.2931, 1), (GOOD, 2.3065, 2), (EASY, 8.2956, 8)]
)
def test_the_first_review_takes_the_published_initial_stability(rating: Rating, stability: float, days: int) -> None:
    (state,) = run((rating, 0))
    assert card(state)["stability"] == stability
    assert state.due == day(days)


def test_a_history_by_the_published_formulas() -> None:
    """Good, Good after two days, Again after the next interval: each state computed from the paper's formulas."""
    w = DEFAULT_PARAMETERS
    first, second = run((GOOD, 0), (GOOD, 2))
    difficulty = w[4] - math.exp(w[5] * 2) + 1
    assert card(first)["difficulty"] == pytest.approx(difficulty)
    factor = 0.9 ** (-1 / w[20]) - 1
    recalled = (1 + factor * 2 / w[2]) ** -w[20]
    assert recall(first, day(2)) == pytest.approx(recalled)
    grown = w[2] * (1 + math.exp(w[8]) * (11 - difficulty) * w[2] ** -w[9] * (math.exp((1 - recalled) * w[10]) - 1))
    assert card(second)["stability"] == pytest.approx(grown)
    assert second.due == day(2 + round(grown))
    third = review(second, "林", KEY, AGAIN, second.due)[0]
    assert card(third)["stability"] < grown
    assert third.due - second.due == timedelta(days=max(1, round(card(third)["stability"])))


def test_an_exact_history() -> None:
    states = run((GOOD, 0), (GOOD, 2), (GOOD, 13), (AGAIN, 60), (GOOD, 63), (EASY, 70))
    assert [(state.due - START).days for state in states] == [2, 13, 59, 63, 71, 97]
    assert [round(card(state)["stability"], 4) for state in states] == [
        2.3065,
        10.9643,
        46.2802,
        2.9397,
        7.7868,
        26.5055,
    ]


def test_a_lower_retention_waits_longer() -> None:
    (lower,), (usual,) = run((EASY, 0), retention=0.8), run((EASY, 0))
    assert lower.due > usual.due
    assert card(lower)["stability"] == card(usual)["stability"]


def test_a_clock_set_back_loses_nothing() -> None:
    first, second = run((GOOD, 10), (GOOD, 9))
    assert second.due >= first.due
    assert card(second)["last_review"] == card(first)["last_review"]


def test_replay_is_the_reviews_one_by_one() -> None:
    chance = random.Random(5)
    kinds: list[ItemKind] = ["single", "blank", "case"]
    items = [item(n, kinds[n % 3], f"c{n % 4}") for n in range(12)]
    history, state, at = [], {}, 0.0
    for number in range(200):
        at += chance.random() * 2
        given = submission("林", chance.choice(items), day(at), rating=Rating(chance.randint(1, 4)))
        history.append(answered(number, given))
        key = CardKey(given.item.concept_id, SKILL_OF[given.item.kind])
        state[key] = review(state.get(key), "林", key, given.rating, given.attempt.at)[0]
    assert replay(history) == state == replay(history)


@pytest.mark.parametrize(
    ("kind", "score", "correct", "seconds", "rating"),
    [
        ("single", 1.0, True, 30, GOOD),
        ("single", 1.0, True, 5, EASY),
        ("true_false", 1.0, True, 3, GOOD),  # perhaps a guess
        ("single", 1.0, True, 100, HARD),
        ("single", 1.0, True, 3600, GOOD),  # away from the desk
        ("short", 0.6, False, 100, HARD),
        ("short", 0.4, False, 100, AGAIN),
        ("case", 1.0, True, 300, GOOD),
    ],
)
def test_rating(kind: ItemKind, score: float, correct: bool, seconds: float, rating: Rating) -> None:
    assert rate(kind, score, correct, seconds) is rating
    assert rate(kind, score, correct, seconds, override=HARD) is HARD


def test_goals_out_of_range_are_named() -> None:
    with pytest.raises(ValueError, match=r"retention = 0\.99"):
        Goals(retention=0.99)


UNIVERSE = [CardKey(f"c{n}", skill) for n in range(20) for skill in ("recognise", "recall")]
EXAM = local_day(START, TAIPEI) + timedelta(days=30)


def some_reviews() -> dict[CardKey, Review]:
    chance = random.Random(1)
    reviews: dict[CardKey, Review] = {}
    for key in UNIVERSE[:25]:
        for at in sorted(chance.uniform(-40, 0) for _ in range(3)):
            reviews[key] = review(reviews.get(key), "林", key, chance.choice([AGAIN, HARD, GOOD, EASY]), day(at))[0]
    return reviews


def test_what_was_done_today_counts_towards_the_cap() -> None:
    goals = Goals(exam_day=EXAM, daily_cap=6)
    assert make_plan(some_reviews(), UNIVERSE, START, TAIPEI, goals, done_today=6).today.load == 0
    assert today(some_reviews(), UNIVERSE, START, TAIPEI, Goals(daily_cap=6), done_today=4).load == 2


def test_without_an_exam_what_is_due_comes_first_and_new_fills_up() -> None:
    reviews = {
        key: review(None, "林", key, GOOD, day(at))[0] for key, at in zip(UNIVERSE[:3], (-9, -5, 0), strict=True)
    }
    work = today(reviews, UNIVERSE, START, TAIPEI, Goals(daily_cap=5))
    assert work.reviews == (UNIVERSE[0], UNIVERSE[1])  # the one studied today is not due
    assert work.new == tuple(UNIVERSE[3:6])


def test_due_is_by_the_learners_day() -> None:
    reviews = {KEY: review(None, "林", KEY, GOOD, day(0))[0]}  # due on the 4th at 9:00 in Taipei
    early = START + timedelta(days=1, hours=15, minutes=30)  # the 4th, half past midnight in Taipei
    assert today(reviews, [KEY], early, TAIPEI, Goals()).reviews == (KEY,)
    assert today(reviews, [KEY], early - timedelta(hours=1), TAIPEI, Goals()).reviews == ()


def test_the_exam_must_lie_ahead() -> None:
    with pytest.raises(ValueError, match="exam_day = 2026-03-02"):
        make_plan({}, UNIVERSE, START, TAIPEI, Goals(exam_day=date(2026, 3, 2)))
