"""A learner's own judgement of an answer takes its place, everywhere and at once; both stay recorded."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.store.study import LearnerRecords, SatExam, Study
from app.study.exam import Blueprint, Paper, Part, Question
from app.study.history import judged, standing
from app.study.notebook import notebook
from app.study.schedule import replay
from tests.app.study_samples import START, day, item, submission


def test_a_judgement_takes_the_place_of_the_answer(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    wrong = submission("林", item(1), right=False)
    records.submit("a", [wrong])
    assert len(notebook(records.history())) == 1
    records.submit("a-judged", [judged(wrong)])
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
    records.submit("a-judged", [judged(right)])
    assert [entry.item_id for entry in notebook(records.history())] == ["i1"]


def test_a_judgement_of_another_answer_stands_for_itself(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    records.submit("a", [submission("林", item(1), right=False)])
    records.submit("b", [judged(submission("林", item(1), day(1), right=False))])
    assert len(standing(records.history())) == 2


def test_a_judgement_after_later_answers_still_takes_the_place_of_its_own(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    wrong = submission("林", item(1), right=False)
    records.submit("a", [wrong])
    records.submit("b", [submission("林", item(1), day(1), right=True)])
    records.submit("a-judged", [judged(wrong)])
    assert [(a.attempt.correct, a.attempt.at) for a in standing(records.history())] == [(True, START), (True, day(1))]
    assert records.reviews() == replay(records.history())


def handed_in(records: LearnerRecords) -> SatExam:
    """Two questions answered, the first of them wrong, and one left open."""
    items = [item(n) for n in range(3)]
    paper = Paper(Blueprint("期中", 30, (Part("single", 3, 2.0),)), 0, tuple(Question(i, "type", 2.0) for i in items))
    exam = records.exams.start(paper, START)
    at = START + timedelta(seconds=10)
    for number, response in ((0, 3), (1, 0)):
        records.exams.save(exam.id, number, response, at)
    graded = {
        0: submission("林", items[0], at, right=False, response=3),
        1: submission("林", items[1], at, right=True, response=0),
    }
    return records.exams.submit(exam.id, graded, at)


def test_an_exam_counts_the_learners_judgement(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    exam = handed_in(records)
    assert exam.result is not None
    assert exam.result.points == 2
    after = records.exams.overrule(exam.id, 0)
    assert after.result is not None
    assert after.result.points == 4
    assert records.exams.get(exam.id) == after
    assert records.exams.overruled(exam.id) == {"i0"}
    assert [e.item_id for e in notebook(records.history())] == ["i2"]
    assert [a.attempt.overruled for a in records.history()] == [False, False, False, True]
    assert records.reviews() == replay(records.history())
    assert records.exams.overrule(exam.id, 0) == after
    assert len(records.history()) == 4


def test_only_what_was_graded_and_is_ones_own_can_be_overruled(tmp_path: Path) -> None:
    records = Study.open(tmp_path).enrol("林", START)
    exam = handed_in(records)
    with pytest.raises(KeyError):
        records.exams.overrule(exam.id, 2)
    other = Study.open(tmp_path).enrol("陳", START)
    for ask in (lambda: other.exams.overrule(exam.id, 0), lambda: other.exams.overruled(exam.id)):
        with pytest.raises(KeyError):
            ask()
    assert records.exams.get(exam.id) == exam
