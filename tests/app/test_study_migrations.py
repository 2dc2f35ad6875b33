"""A database of every earlier revision comes up to date with its data; the models are what the revisions make."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from fsrs import Rating
from sqlalchemy import create_engine

from app.store.study import FILE, Study, StudyTooNew
from app.store.study.database import HEAD, MIGRATIONS, REVISIONS, integrity, revision, upgrade
from app.store.study.models import Base
from app.study.history import item_json
from app.study.schedule import CardKey, Goals, replay, review
from tests.app.study_samples import START, item, submission

ITEM = item(1, concept="a")
STATE = review(None, "林", CardKey("a", "recognise"), Rating.Again, START)[0]


def execute(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    connection = sqlite3.connect(path)
    with connection:
        for sql, values in statements:
            connection.execute(sql, values)
    connection.close()


def fill_0001(path: Path) -> None:
    """A wrong answer of 林, and two learners whose names differ only by width, as revision 1 allowed."""
    at = "2026-03-02T01:00:00.000000+00:00"
    learners = [(1, "林"), (2, "Ａ組"), (3, "A組")]
    execute(
        path,
        *(
            ("INSERT INTO learners (id, name, name_key, created_at) VALUES (?, ?, ?, ?)", (n, name, name, at))
            for n, name in learners
        ),
        ("INSERT INTO item_versions VALUES ('v1', 'i1', ?)", (item_json(ITEM),)),
        ("INSERT INTO submissions VALUES (1, 1, 'k1', 'd')", ()),
        (
            "INSERT INTO attempts (id, learner_id, submission_id, item_id, version, concept_id, kind, response, score,"
            " correct, overruled, rating, at, duration)"
            " VALUES (1, 1, 1, 'i1', 'v1', 'a', 'single', '2', 0.0, 0, 0, 1, ?, 20.0)",
            (at,),
        ),
        ("INSERT INTO reviews VALUES (1, 'a', 'recognise', ?, ?)", (STATE.card, STATE.due.isoformat())),
    )


def fill_0002(path: Path) -> None:
    fill_0001(path)
    at = "2026-03-02T02:00:00.000000+00:00"
    paper = (
        '{"blueprint": {"title": "小考", "minutes": 10, "parts": [{"kind": "single", "count": 1, "points": 5,'
        ' "mix": {}}], "shares": {}}, "seed": 1, "questions": [{"item": ' + item_json(ITEM) + ', "group": "type",'
        ' "points": 5}]}'
    )
    execute(
        path,
        ("INSERT INTO exams VALUES (1, 1, ?, ?, ?, 42.5, NULL, NULL)", (paper, at, at)),
        ("INSERT INTO exam_answers VALUES (1, 0, '3', ?)", (at,)),
        ("INSERT INTO exam_interruptions VALUES (1, ?, ?)", (at, at)),
    )


def fill_0003(path: Path) -> None:
    """As revision 2, with names as revision 3 keeps them."""
    fill_0002(path)
    execute(path, ("UPDATE learners SET name = 'A組 2', name_key = 'a组 2' WHERE id = 2", ()))
    execute(path, ("UPDATE learners SET name_key = 'a组' WHERE id = 3", ()))


FILLED: dict[str, Callable[[Path], None]] = {
    "0001": fill_0001,
    "0002": fill_0002,
    "0003": fill_0003,
    "0004": fill_0003,
}


def test_every_revision_is_filled_here() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(s.revision for s in reversed(list(script.walk_revisions()))) == REVISIONS == tuple(FILLED)
    assert script.get_current_head() == HEAD


@pytest.mark.parametrize("old", REVISIONS[:-1])
def test_an_old_database_comes_up_to_date_with_its_data(tmp_path: Path, old: str) -> None:
    path = tmp_path / FILE
    upgrade(path, old)
    assert revision(path) == old
    FILLED[old](path)
    study = Study.open(tmp_path)
    assert revision(path) == HEAD
    assert study.problems() == []
    assert study.names() == ("A組", "A組 2", "林")
    lin = study.learner("林")
    (answered,) = lin.history()
    expected = submission("林", ITEM, right=False, response=2).attempt
    assert (answered.attempt, answered.exam, answered.rating) == (expected, None, Rating.Again)
    assert lin.reviews() == replay(lin.history()) == {CardKey("a", "recognise"): STATE}
    assert lin.items_shown() == {"v1": ITEM}
    assert lin.goals() == Goals()
    if old >= "0002":
        exam = lin.exams.unfinished()
        assert exam
        assert (exam.state.answers, exam.state.used.total_seconds()) == ({0: 3}, 42.5)
        assert len(exam.state.interruptions) == 1
    assert len(lin.submit("k2", [submission("林", ITEM)])) == 1
    assert (lin.removed(), lin.quizzes.unfinished()) == ({}, None)


def schema(path: Path) -> dict[str, Any]:
    """Columns, references and indexes of every table, as SQLite has them."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, Any] = {}
    for table in set(tables) - {"alembic_version", "sqlite_sequence"}:
        columns = {
            (name, kind, bool(null), key) for _, name, kind, null, _, key in pragma(connection, "table_info", table)
        }
        references = {tuple(row[2:7]) for row in pragma(connection, "foreign_key_list", table)}
        indexes = {
            (bool(unique), *(row[2] for row in pragma(connection, "index_info", name)))
            for _, name, unique, *_ in pragma(connection, "index_list", table)
        }
        found[table] = (columns, references, indexes)
    connection.close()
    return found


def pragma(connection: sqlite3.Connection, what: str, of: str) -> list[Any]:
    return connection.execute(f"PRAGMA {what}({of})").fetchall()


def test_the_models_are_what_the_revisions_make(tmp_path: Path) -> None:
    upgrade(tmp_path / "revised.sqlite3")
    engine = create_engine(f"sqlite:///{tmp_path / 'models.sqlite3'}")
    Base.metadata.create_all(engine)
    engine.dispose()
    revised, modelled = schema(tmp_path / "revised.sqlite3"), schema(tmp_path / "models.sqlite3")
    assert revised.keys() == modelled.keys()
    for table in revised:
        assert revised[table] == modelled[table]


def test_a_revision_that_fails_leaves_the_old_database(tmp_path: Path) -> None:
    path = tmp_path / FILE
    upgrade(path, "0002")
    fill_0002(path)
    execute(path, ("CREATE TABLE feedback (x)", ()))  # in the way of revision 3, after it has made `bank`
    with pytest.raises(Exception, match="feedback"):
        upgrade(path)
    assert revision(path) == "0002"
    execute(path, ("DROP TABLE feedback", ()))
    assert Study.open(tmp_path).learner("林").exams.unfinished()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    Study.open(tmp_path)
    execute(tmp_path / FILE, ("UPDATE alembic_version SET version_num = '0999'", ()))
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StudyTooNew, match="0999"):
        Study.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_broken_references_are_found(tmp_path: Path) -> None:
    Study.open(tmp_path)
    assert integrity(tmp_path / FILE) == []
    execute(tmp_path / FILE, ("INSERT INTO submissions VALUES (1, 99, 'k', 'd')", ()))
    assert len(integrity(tmp_path / FILE)) == 1
