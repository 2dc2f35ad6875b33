"""What the staff know: persons and not answers, questions left open apart, the last day."""

from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest

from app.study.history import Answered
from app.study.staff import by_concept, by_learner
from app.study.statistics import item_figures, wilson
from tests.app.study_samples import day, history, item

TAIPEI = timezone(timedelta(hours=8))
A, OTHER_A, B = item(1, concept="a"), item(2, concept="a"), item(3, concept="b")


def left_open(answered: Answered) -> Answered:
    attempt = replace(answered.attempt, response=None, correct=False, score=0.0)
    return replace(answered, attempt=attempt, exam=1)


def office() -> dict[str, list[Answered]]:
    wrong_then_right = history("林", (A, False, 0), (OTHER_A, True, 1))
    many_wrong = history("陳", *((A, False, n) for n in range(5)))
    opened = [left_open(one) for one in history("周", (A, True, 9), (B, True, 9))]
    return {"林": wrong_then_right, "陳": many_wrong, "周": opened, "吳": []}


def test_persons_are_counted_and_not_their_answers() -> None:
    (row, never, alone) = by_concept(office(), TAIPEI, ["a", "c"])
    assert (row.concept_id, row.learners, row.knowing) == ("a", 2, 1)  # many wrong answers of one weigh as one
    assert row.share == wilson(1, 2)
    assert (row.answers, row.right) == (7, 1)
    assert {never.concept_id, alone.concept_id} == {"b", "c"}
    assert never.share is alone.share is None


def test_what_was_left_open_is_neither_right_nor_wrong_nor_a_day_of_study() -> None:
    rows = {row.concept_id: row for row in by_concept(office(), TAIPEI, ["c"])}
    assert (rows["a"].left_open, rows["b"].left_open, rows["c"].left_open) == (1, 1, 0)
    assert (rows["b"].learners, rows["b"].answers, rows["b"].last) == (0, 0, None)
    assert rows["a"].last == date(2026, 3, 6)  # the fifth of the wrong answers, not the exam's day
    people = {row.learner: row for row in by_learner(office(), TAIPEI)}
    assert list(people) == ["林", "陳", "周", "吳"]
    assert (people["林"].concepts, people["林"].answers, people["林"].right) == (1, 2, 1)
    assert people["林"].share == wilson(1, 2)
    assert (people["周"].answers, people["周"].left_open, people["周"].share, people["周"].last) == (0, 2, None, None)
    assert people["吳"].last is None
    # nor does it make an item look harder
    five = [history(str(n), (A, True, 0)) for n in range(5)] + [[left_open(one) for one in history("x", (A, True, 0))]]
    figures = item_figures(five)["i1"]
    assert figures.n == 5
    assert figures.facility == wilson(5, 5)


def test_the_least_known_comes_first() -> None:
    three = {name: history(name, (A, right, 0), (B, not right, 0), (A, right, 1)) for name, right in
             (("林", True), ("陳", True), ("周", False))}  # fmt: skip
    assert [(row.concept_id, row.knowing) for row in by_concept(three, TAIPEI)] == [("b", 1), ("a", 2)]


def test_days_are_local() -> None:
    late = history("林", (A, True, 15.5 / 24))  # half past midnight in Taipei
    (row,) = by_concept({"林": late}, TAIPEI)
    assert row.last == date(2026, 3, 3) != day(15.5 / 24).date()


@pytest.mark.parametrize("right", [True, False])
def test_a_judgement_of_her_own_counts(right: bool) -> None:
    (answer,) = history("林", (A, not right, 0))
    own = replace(answer, number=2, attempt=replace(answer.attempt, correct=right, overruled=True))
    (row,) = by_concept({"林": [answer, own]}, TAIPEI)
    assert (row.answers, row.right, row.knowing) == (1, int(right), int(right))
