"""The learners' records on a real file: whole submissions, one learner's eyes only, exams, leaving."""

import inspect
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Rating
from sqlalchemy import Engine, event

from app.store.study import (
    FILE,
    AnswersChanged,
    ExamRecords,
    KeyReused,
    LearnerGone,
    LearnerRecords,
    QuizRecords,
    Remark,
    SatExam,
    Study,
    StudyDamaged,
)
from app.store.study.export import OWN
from app.store.study.models import Base
from app.store.study.quizzes import KEPT
from app.study.decisions import decide
from app.study.exam import BankItem, Blueprint, ExamOver, Part, build_exam
from app.study.history import Submission, item_version, judged
from app.study.notebook import notebook
from app.study.quiz import Quiz
from app.study.records import SKILL_OF
from app.study.schedule import CardKey, Goals, replay
from app.study.statistics import heat_map, item_figures
from tests.app.study_samples import START, day, item, submission

ONE, TWO = item(1, concept="a"), item(2, "blank", concept="b")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.open(tmp_path)


@pytest.fixture
def lin(study: Study) -> LearnerRecords:
    return study.enrol("林", START)


def raw(study: Study, sql: str) -> list[Any]:
    connection = sqlite3.connect(study._database.path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_submission_comes_back_as_it_was(lin: LearnerRecords) -> None:
    given = [submission("林", ONE, right=False, response=2), submission("林", TWO, response=[["裁定"]], score=0.5)]
    recorded = lin.submit("k1", given)
    assert [(r.attempt, r.concept_id, r.kind, r.rating) for r in recorded] == [
        (given[0].attempt, "a", "single", Rating.Again),
        (given[1].attempt, "b", "blank", Rating.Good),
    ]
    assert lin.history() == recorded
    assert lin.items_shown() == {item_version(ONE): ONE, item_version(TWO): TWO}
    assert set(lin.reviews()) == {CardKey("a", "recognise"), CardKey("b", "recall")}
    assert notebook(lin.history())[0].last_wrong.attempt.response == 2


def test_a_repeat_changes_nothing(study: Study, lin: LearnerRecords) -> None:
    first = lin.submit("k1", [submission("林", ONE)])
    state = lin.reviews()
    later = lin.submit("k1", [submission("林", ONE, day(0.001))])  # a second press comes later
    assert later == first == lin.history()
    assert lin.reviews() == state
    with pytest.raises(KeyReused, match="k1"):
        lin.submit("k1", [submission("林", ONE, right=False)])
    # the same key of another learner is another submission
    assert len(study.enrol("陳", START).submit("k1", [submission("陳", ONE)])) == 1


def test_what_is_not_her_attempt_is_refused_whole(lin: LearnerRecords) -> None:
    with pytest.raises(ValueError, match="submitted by 林"):
        lin.submit("k", [submission("林", ONE), submission("陳", TWO)])
    with pytest.raises(ValueError, match="score"):
        lin.submit("k", [submission("林", ONE), submission("林", TWO, score=1.5)])
    assert lin.history() == ()


def test_attempts_cannot_be_rewritten(study: Study, lin: LearnerRecords) -> None:
    lin.submit("k1", [submission("林", ONE)])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(study, "UPDATE attempts SET score = 1")


def test_the_stored_schedule_is_the_replay_of_the_attempts(lin: LearnerRecords) -> None:
    chance = random.Random(2)
    items = [item(n, ("single", "blank", "case")[n % 3], f"c{n % 3}") for n in range(9)]  # type: ignore[arg-type]
    for number in range(40):
        rated = [submission("林", i, day(number), rating=Rating(chance.randint(1, 4))) for i in chance.sample(items, 3)]
        lin.submit(f"k{number}", rated)
    assert lin.reviews() == replay(lin.history())
    due = {key: review.due for key, review in lin.reviews().items()}
    lin.set_goals(Goals(retention=0.8, exam_day=START.date() + timedelta(days=90)))
    assert lin.goals().exam_day == START.date() + timedelta(days=90)
    assert lin.reviews() == replay(lin.history(), 0.8)
    assert {key: review.due for key, review in lin.reviews().items()} != due


def test_a_name_is_found_in_either_script_and_width(study: Study) -> None:
    chen = study.enrol("陳　小明", START)
    assert study.enrol(" 陈 小明 ", START).name == study.learner("陈 小明").name == chen.name == "陳 小明"
    assert study.names() == ("陳 小明",)
    with pytest.raises(KeyError, match="王"):
        study.learner("王")
    with pytest.raises(ValueError, match="name = '  '"):
        study.enrol("  ", START)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(StudyDamaged, match="請從備份還原"):
        Study.open(tmp_path)


def test_the_trainers_decisions(study: Study) -> None:
    trainer = study.trainer()
    own = decide(TWO, "approved", "own", START)
    trainer.put([decide(ONE, "approved", "generated", START), own])
    trainer.put([decide(ONE, "retired", "generated", START)])
    assert trainer.decisions() == {"i1": decide(ONE, "retired", "generated", START), "i2": own}
    trainer.withdraw(["i1"])
    assert trainer.decisions() == {"i2": own}


def a_paper(questions: int = 4) -> Any:
    entries = [BankItem(item(n, "single", f"c{n}"), "type", "easy") for n in range(questions)]
    return build_exam(entries, Blueprint("小考", 10, (Part("single", questions, 5),)), 1)


def graded(exam: SatExam, right: bool = True) -> dict[int, Submission]:
    return {
        n: submission("林", exam.state.paper.questions[n].item, exam.state.last_beat, right=right, response=response)
        for n, response in exam.state.answers.items()
    }


def test_an_exam_is_interrupted_and_resumed(tmp_path: Path) -> None:
    exams = Study.open(tmp_path).enrol("林", START).exams
    exam = exams.start(a_paper(), START)
    exams.beat(exam.id, START + timedelta(seconds=15))
    exams.save(exam.id, 0, 2, START + timedelta(seconds=20))
    # the power goes; the next morning everything is opened anew
    exams = Study.open(tmp_path).learner("林").exams
    resumed = exams.unfinished()
    assert resumed
    assert (resumed.id, resumed.state.answers, resumed.state.used) == (exam.id, {0: 2}, timedelta(seconds=20))
    assert resumed.state.paper == a_paper()
    exams.beat(exam.id, day(1))
    exams.save(exam.id, 1, 0, day(1) + timedelta(seconds=10))
    exams.save(exam.id, 0, 1, day(1) + timedelta(seconds=12))
    exams.save(exam.id, 1, None, day(1) + timedelta(seconds=14))
    done = exams.submit(exam.id, graded(exams.get(exam.id)), day(1) + timedelta(seconds=20))
    assert done.result
    assert (done.result.points, done.result.of, done.result.unanswered) == (5, 20, (1, 2, 3))
    assert [(p.start, p.end) for p in done.result.interruptions] == [(START + timedelta(seconds=20), day(1))]
    assert done.state.used == timedelta(seconds=40)
    assert exams.unfinished() is None
    assert exams.all() == (done,)
    with pytest.raises(ExamOver):
        exams.save(exam.id, 0, 3, day(1) + timedelta(seconds=21))


def test_handing_in_records_the_answers_once(lin: LearnerRecords) -> None:
    exam = lin.exams.start(a_paper(), START)
    for number in range(3):
        exam = lin.exams.save(exam.id, number, number, START + timedelta(seconds=number))
    done = lin.exams.submit(exam.id, graded(exam, right=False), day(0.001))
    assert lin.exams.submit(exam.id, {}, day(2)) == done
    assert [(a.exam, a.attempt.response) for a in lin.history()] == [(exam.id, n) for n in (0, 1, 2, None)]
    assert lin.reviews() == replay(lin.history())
    assert len(notebook(lin.history())) == 4


def test_what_was_left_open_comes_into_the_notebook_and_the_schedule(lin: LearnerRecords) -> None:
    exam = lin.exams.start(a_paper(), START)
    exam = lin.exams.save(exam.id, 2, 0, START)
    done = lin.exams.submit(exam.id, graded(exam), day(0.001))
    assert done.result
    assert (done.result.points, done.result.unanswered, done.scores) == (5, (0, 1, 3), {2: 1.0})
    items = [q.item for q in exam.state.paper.questions]
    assert {e.item_id for e in notebook(lin.history())} == {items[n].id for n in (0, 1, 3)}
    opened = [a for a in lin.history() if a.left_open]
    assert {(a.attempt.response, a.attempt.score, a.attempt.correct, a.rating) for a in opened} == {
        (None, 0.0, False, Rating.Again)
    }
    assert {key.concept_id for key in lin.reviews()} == {i.concept_id for i in items}
    assert lin.reviews() == replay(lin.history())
    # neither a day's work nor a figure of the item
    assert sum(heat_map(lin.history(), UTC).values()) == 1
    assert set(item_figures([lin.history()])) == {items[2].id}


def test_what_is_graded_must_be_what_was_saved(lin: LearnerRecords) -> None:
    exam = lin.exams.start(a_paper(), START)
    exam = lin.exams.save(exam.id, 0, 0, START)
    lin.exams.save(exam.id, 0, 3, START)  # in another tab
    with pytest.raises(AnswersChanged):
        lin.exams.submit(exam.id, graded(exam), START)
    assert lin.history() == ()
    assert lin.exams.get(exam.id).state.submitted is None


# one learner's eyes only


def fill(study: Study, name: str) -> LearnerRecords:
    """A learner with something in every table; her name is in every text of hers."""
    learner = study.enrol(name, START)
    learner.submit(f"key-{name}", [submission(name, item(9, stem=f"題幹-{name}"), response=f"response-{name}")])
    exam = learner.exams.start(a_paper(), START)
    learner.exams.save(exam.id, 0, f"exam-response-{name}", START)
    learner.exams.beat(exam.id, day(1))
    learner.remark(Remark("item", "i1", f"remark-{name}", START))
    learner.remove(f"item-{name}", 1)
    quiz = Quiz(QUIZ, f"title-{name}", (item(8), item(9, stem=f"題幹-{name}")))
    learner.quizzes.begin(quiz, START)
    learner.submit(quiz.submission(0), [submission(name, item(8), response=f"response-{name}")])
    return learner


def what_she_sees(learner: LearnerRecords) -> dict[str, Any]:
    """What every public way of asking gives."""
    names = ("history", "reviews", "items_shown", "goals", "remarks", "export", "removed")
    reading: dict[str, Any] = {name: getattr(learner, name)() for name in names}
    exams = learner.exams
    last = exams.all()[0].id
    reading |= {"all": exams.all(), "unfinished": (exams.unfinished(), learner.quizzes.unfinished())}
    return reading | {
        "get": exams.get(last),
        "overruled": exams.overruled(last),
        "progress": learner.quizzes.progress(QUIZ),
    }


QUIZ = "q1"  # two learners' quizzes may have one key
WRITING = {"submit", "set_goals", "remark", "delete", "start", "beat", "save", "overrule", "exams", "name"}
WRITING |= {"remove", "quizzes", "begin", "end"}


def test_every_way_of_asking_is_tried(study: Study) -> None:
    """A method added later must be put under this test."""
    classes = (LearnerRecords, ExamRecords, QuizRecords)
    public = {n for c in classes for n, _ in inspect.getmembers(c) if not n.startswith("_")}
    assert public == set(what_she_sees(fill(study, "甲甲"))) | WRITING - {"name"}


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


SHOWING = ("history", "items_shown", "remarks", "export", "all", "unfinished", "get", "removed", "progress")


def test_no_query_shows_one_learner_anothers_records(study: Study) -> None:
    mine, other = fill(study, "甲甲"), fill(study, "乙乙")
    with statements() as seen:
        shown = {method: repr(value) for method, value in what_she_sees(mine).items()}
    assert all("乙乙" not in text for text in shown.values())
    assert all("甲甲" in shown[m] for m in SHOWING)
    for sql in seen:
        table = sql.partition("FROM ")[2].partition(" ")[0].strip().rstrip("\n")
        where = sql.partition("WHERE")[2]
        assert not sql.startswith("SELECT") or any(
            key in where for key in ("learner_id =", "learners.id =", "exam_id =", "exam_id IN", "version IN")
        ), (table, sql)
    foreign = other.exams.all()[0].id
    for ask in (
        lambda: mine.exams.get(foreign),
        lambda: mine.exams.beat(foreign, START),
        lambda: mine.exams.save(foreign, 0, 0, START),
        lambda: mine.exams.submit(foreign, {}, START),
        lambda: mine.exams.overrule(foreign, 0),
        lambda: mine.exams.overruled(foreign),
    ):
        with pytest.raises(KeyError):
            ask()


def test_the_trainer_sees_all(study: Study) -> None:
    fill(study, "甲甲")
    fill(study, "乙乙")
    trainer = study.trainer()
    assert set(trainer.histories()) == set(trainer.reviews()) == {"甲甲", "乙乙"}
    assert {name for name, _ in trainer.exams()} == {f.learner for f in trainer.feedback()} == {"甲甲", "乙乙"}


def test_a_learner_takes_all_of_her_records_away(study: Study) -> None:
    learner = fill(study, "甲甲")
    exported = json.loads(json.dumps(learner.export()))
    assert exported["learner"]["name"] == "甲甲"
    assert all(exported[name] for name in (*OWN, "exam_answers", "exam_interruptions", "items"))
    # every table that names a learner is in it
    named = {t for t, table in Base.metadata.tables.items() if "learner_id" in table.columns}
    assert {table.__tablename__ for table in OWN.values()} == named


def test_a_deleted_learner_is_gone_from_the_disk(study: Study, tmp_path: Path) -> None:
    gone, stays = fill(study, "甲甲"), fill(study, "乙乙")
    before = what_she_sees(stays)
    gone.delete()
    assert study.names() == ("乙乙",)
    assert what_she_sees(stays) == before
    for table in ("submissions", "attempts", "reviews", "exams", "feedback", "quizzes", "removals"):
        assert raw(study, f"SELECT count(DISTINCT learner_id) FROM {table}") == [(1,)]
    assert raw(study, "SELECT count(DISTINCT exam_id) FROM exam_answers") == [(1,)]
    for path in tmp_path.iterdir():
        for mark in ("response-甲甲", "remark-甲甲", "key-甲甲"):
            assert mark.encode() not in path.read_bytes()
            assert json.dumps(mark).encode() not in path.read_bytes()
    with pytest.raises(LearnerGone):
        gone.submit("k", [submission("甲甲", ONE)])
    with pytest.raises(LearnerGone):
        gone.goals()
    assert study.enrol("甲甲", START).history() == ()


def test_a_quiz_goes_on_where_it_was(lin: LearnerRecords) -> None:
    quiz = Quiz("q1", "錯題", (ONE, TWO, item(3)))
    lin.quizzes.begin(quiz, START)
    assert lin.quizzes.unfinished() is None  # nothing answered yet
    wrong = submission("林", ONE, right=False)
    lin.submit(quiz.submission(0), [wrong])
    lin.submit(quiz.submission(1), [submission("林", TWO, score=0.5, right=False, response="甲")])
    lin.submit(quiz.judgement(0), [judged(wrong)])
    lin.quizzes.begin(Quiz("q1", "別的", ()), day(1))  # the page is drawn anew
    found = lin.quizzes.progress("q1")
    assert found
    assert found.quiz == quiz
    assert (found.at, found.left, found.rights, found.score) == (2, 1, 1, 1.5)
    assert lin.quizzes.unfinished() == found
    lin.submit(quiz.submission(2), [submission("林", item(3))])
    assert lin.quizzes.unfinished() is None
    lin.quizzes.end("q1")
    assert lin.quizzes.progress("q1") is None
    assert len(lin.history()) == 4


def test_quizzes_that_nobody_ends_do_not_pile_up(lin: LearnerRecords) -> None:
    for n in range(KEPT + 3):
        lin.quizzes.begin(Quiz(f"q{n}", "", (ONE,)), START)
    assert [n for n in range(KEPT + 3) if lin.quizzes.progress(f"q{n}")] == list(range(3, KEPT + 3))


def test_the_skills_are_those_of_the_kinds() -> None:
    assert set(SKILL_OF.values()) == {"recognise", "recall", "apply"}
