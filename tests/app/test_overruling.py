"""A learner's own judgement of an answer takes its place, everywhere and at once; both stay recorded."""

from dataclasses import replace
from pathlib import Path

from fsrs import Rating

from app.store.study import Study
from app.study.history import Submission, standing
from app.study.notebook import notebook
from app.study.schedule import replay
from tests.app.study_samples import START, day, item, submission


def overruled(given: Submission) -> Submission:
    right = not given.attempt.correct
    attempt = replace(given.attempt, correct=right, score=float(right), overruled=True)
    return Submission(given.item, attempt, Rating.Good if right else Rating.Again)


def test_a_judgement_takes_the_place_of_the_answer(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    wrong = submission("林", item(1), right=False)
    records.submit("a", [wrong])
    assert len(notebook(records.history())) == 1
    records.submit("a-judged", [overruled(wrong)])
    history = records.history()
    assert [a.attempt.overruled for a in history] == [False, True]
    assert [a.attempt.correct for a in standing(history)] == [True]
    assert notebook(history) == ()
    assert records.reviews() == replay(history)
    other = Study.open(tmp_path).enrol("陳", START)
    other.submit("b", [submission("陳", item(1), right=True)])
    (one,), (two,) = records.reviews().values(), other.reviews().values()
    assert one.due == two.due


def test_a_right_answer_can_be_judged_wrong(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    right = submission("林", item(1), right=True)
    records.submit("a", [right])
    records.submit("a-judged", [overruled(right)])
    assert [entry.item_id for entry in notebook(records.history())] == ["i1"]


def test_a_judgement_of_another_answer_stands_for_itself(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    records.submit("a", [submission("林", item(1), right=False)])
    records.submit("b", [overruled(submission("林", item(1), day(1), right=False))])
    assert len(standing(records.history())) == 2
