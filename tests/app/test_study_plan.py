"""The plan to the exam day: followed by simulated learners, it comes to what it said; what it cannot do, it says."""

import random
from collections import Counter
from datetime import timedelta, timezone

import numpy as np
import pytest
from fsrs import Card, Rating

from app.study import forgetting
from app.study.cards import cards
from app.study.history import Answered
from app.study.plan import Plan, make_plan
from app.study.rates import SKILLS, USUAL, WEIGHT, RightRates, right_rates
from app.study.records import SKILL_OF, ItemKind, Review
from app.study.schedule import CardKey, Goals, local_day, recall, review, scheduler
from tests.app.study_samples import START, answered, day, history, item, submission

TAIPEI = timezone(timedelta(hours=8))
FIRST = local_day(START, TAIPEI)
EXAM = FIRST + timedelta(days=30)
KIND: dict[str, ItemKind] = {"recognise": "single", "recall": "blank", "apply": "case"}
DECK = [CardKey(f"c{n // 3:03}", SKILLS[n % 3]) for n in range(240)]


class Learner:
    """Answers right at a rate, whatever the plan believes; follows the plan, made anew each day from her records."""

    def __init__(self, right: float, seed: int, exam_in: int = 30, cap: int = 25) -> None:
        self.right, self.chance = right, random.Random(seed)
        self.goals = Goals(exam_day=FIRST + timedelta(days=exam_in), daily_cap=cap)
        self.days, self.reviews, self.history = exam_in, dict[CardKey, Review](), list[Answered]()
        self.plans: list[Plan] = []

    def study(self) -> None:
        for n in range(self.days):
            at = day(n + self.chance.random() / 3)  # between nine and five
            plan = make_plan(self.reviews, DECK, at, TAIPEI, self.goals, 0, right_rates(self.history))
            self.plans.append(plan)
            for key in (*plan.today.reviews, *plan.today.new):
                asked = item(len(self.history), KIND[key.skill], key.concept_id)
                given = submission("林", asked, at, right=self.chance.random() < self.right)
                self.reviews[key] = review(self.reviews.get(key), "林", key, given.rating, at)[0]
                self.history.append(answered(len(self.history), given))

    def reached(self) -> int:
        exam = day(self.days)
        return sum(recall(self.reviews.get(key), exam) >= self.goals.target for key in DECK)


@pytest.mark.parametrize("seed", range(3))
def test_a_learner_with_ordinary_lapses_reaches_what_the_plan_says(seed: int) -> None:
    learner = Learner(0.8, seed)
    learner.study()
    first, reached = learner.plans[0], learner.reached()
    assert first.holds
    assert reached >= 0.95 * len(DECK)
    assert abs(reached - first.reached) <= 0.05 * len(DECK)
    loads = [plan.today.load for plan in learner.plans]
    assert max(loads) <= 25
    # from the first day on as much as on the others, and nothing new is left for the end
    assert sum(loads[:5]) / 5 >= 0.8 * sum(loads) / len(loads)
    assert not any(plan.today.new for plan in learner.plans[-3:])


@pytest.mark.parametrize("seed", range(3))
def test_a_weak_learner_is_told_in_time_what_falls_short(seed: int) -> None:
    learner = Learner(0.55, seed)
    learner.study()
    third, reached = learner.plans[10], learner.reached()
    assert reached < 0.9 * len(DECK)
    assert abs(reached - third.reached) <= 0.12 * len(DECK)
    # what cannot all be done takes the whole cap, every day
    assert {plan.today.load for plan in learner.plans[5:20]} == {25}


def test_a_plan_that_cannot_hold_names_groups_and_skills() -> None:
    plan = make_plan({}, DECK, START, TAIPEI, Goals(exam_day=FIRST + timedelta(days=8), daily_cap=20))
    assert plan.short
    assert not plan.holds
    assert all(plan.outlook[key].reached < 0.5 for key in plan.short)
    means = [plan.outlook[key].recall for key in plan.short]
    assert means == sorted(means)
    rows = plan.shortfalls(lambda concept_id: "first" if concept_id < "c040" else "last")
    assert {(row.group, row.skill) for row in rows} == {(g, s) for g in ("first", "last") for s in SKILLS}
    assert sum(row.cards for row in rows) == len(DECK)
    assert sum(row.short for row in rows) == pytest.approx(len(DECK) - plan.reached)
    assert [row.short for row in rows] == sorted((row.short for row in rows), reverse=True)
    # what is begun late falls short most
    assert {row.group for row in rows[:3]} == {"last"}
    assert sum(plan.outlook[key].recall == 0 for key in plan.short) > 0  # and some is not begun at all
    assert all(d.reviews + d.new <= 20 for d in plan.days)


def test_a_better_learner_needs_less_a_day() -> None:
    goals = Goals(exam_day=EXAM, daily_cap=60)
    loads = [make_plan({}, DECK, START, TAIPEI, goals, rates=RightRates.of(r)).load for r in (0.95, 0.8, 0.65)]
    assert loads == sorted(loads)
    assert loads[0] < loads[-1] <= 60


def test_the_same_records_give_the_same_plan() -> None:
    goals = Goals(exam_day=EXAM, daily_cap=20)
    learner = Learner(0.8, 1, exam_in=4)
    learner.study()
    one, other = (make_plan(learner.reviews, DECK, day(5), TAIPEI, goals) for _ in range(2))
    assert one == other
    assert [d.day for d in one.days] == [FIRST + timedelta(days=n) for n in range(5, 30)]
    assert one.days[0].reviews + one.days[0].new == one.today.load


def test_what_was_reviewed_today_waits_and_counts() -> None:
    goals = Goals(exam_day=EXAM, daily_cap=20)
    before = make_plan({}, DECK, START, TAIPEI, goals)
    wrong = {key: review(None, "林", key, Rating.Again, START)[0] for key in before.today.new[:5]}
    after = make_plan(wrong, DECK, START, TAIPEI, goals, done_today=5)
    assert not set(wrong) & {*after.today.reviews, *after.today.new}
    assert after.today.load == after.load - 5
    tomorrow = make_plan(wrong, DECK, day(1), TAIPEI, goals)
    assert set(wrong) <= set(tomorrow.today.reviews)


def test_rates_are_the_learners_own_by_skill_and_by_first_or_later() -> None:
    single, blank = item(1, "single", "a"), item(2, "blank", "a")
    # met first and wrong, then right nine times; recalled first and right
    given = history("林", (single, False, 0), *((single, True, n) for n in range(1, 10)), (blank, True, 10))
    rates = right_rates(given)
    own_first = (1 + WEIGHT * USUAL) / (2 + WEIGHT)
    assert rates.first["recognise"] == pytest.approx((0 + WEIGHT * own_first) / (1 + WEIGHT))
    assert rates.first["recall"] == pytest.approx((1 + WEIGHT * own_first) / (1 + WEIGHT))
    own_later = (9 + WEIGHT * USUAL) / (9 + WEIGHT)
    assert rates.later["recognise"] == pytest.approx((9 + WEIGHT * own_later) / (9 + WEIGHT))
    assert rates.later["apply"] == pytest.approx(own_later)
    assert rates.answers == 11


def test_the_projection_forgets_as_the_scheduler_does() -> None:
    """Our arrays against `fsrs` itself, over random histories."""
    chance, real = random.Random(3), scheduler(0.9)
    for _ in range(50):
        at, right = START, chance.random() < 0.7
        card, _log = real.review_card(Card(card_id=0, due=at), Rating.Good if right else Rating.Again, at)
        s, d = forgetting.first(np.array([right]))
        for _ in range(6):
            days, right = chance.randint(1, 40), chance.random() < 0.7
            at += timedelta(days=days)
            assert real.get_card_retrievability(card, at) == pytest.approx(float(forgetting.recall(s, days)[0]))
            card, _log = real.review_card(card, Rating.Good if right else Rating.Again, at)
            s, d = forgetting.after(s, d, days, np.array([right]))
            assert (card.stability, card.difficulty) == pytest.approx((float(s[0]), float(d[0])))
            assert (card.due - at).days == int(forgetting.interval(s, 0.9)[0])


def test_skills_are_interleaved_concept_by_concept() -> None:
    pool = [item(n, kind, f"{family}.{c:02}") for n, (c, family, kind) in enumerate(
        (c, family, kind) for family in ("type", "definition") for c in range(20) for kind in KIND.values()
    )]  # fmt: skip
    order = list(cards(pool, lambda concept_id: concept_id.split(".")[0]))
    assert len(order) == len(set(order)) == len(pool)
    assert order[0] == CardKey("definition.00", "recognise")  # as the course begins
    places = {key: n for n, key in enumerate(order)}
    for concept in {key.concept_id for key in order}:
        assert [places[CardKey(concept, skill)] for skill in SKILLS] == sorted(
            places[CardKey(concept, skill)] for skill in SKILLS
        )
    middle = Counter(key.skill for key in order[len(order) // 3 : 2 * len(order) // 3])
    assert min(middle[skill] for skill in SKILLS) >= len(order) // 3 / 4
    assert {SKILL_OF[one.kind] for one in pool} == set(SKILLS)
