"""What is kept of conversations: all of an answer, found in either script, gone when deleted."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.answering.records import Answer, Quote, Statement
from app.store.conversations import Conversations

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ANSWER = Answer(
    "什麼是會議協調",
    "composed",
    (Statement("會議協調要先發通知。", (0,), "會議協調", "要點"),),
    (Quote("u-1", "講義", ("一、方法",), 3, 13, "會議協調要先發通知。", "imported"),),
    ask="definition",
    concepts=("method.meeting",),
)


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    return Conversations.open(tmp_path)


def test_a_turn_comes_back_as_it_was(store: Conversations) -> None:
    turn = store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    assert store.turns("c1") == [turn]
    assert store.turns("nothing") == []


def test_what_a_follow_up_needs_is_kept(store: Conversations) -> None:
    answer = replace(ANSWER, subjects=("婚假",), members=ANSWER.quotes, place=1)
    store.record("c1", 0, "甲", "all", answer, NOW)
    assert store.turns("c1")[0].answer == answer


def test_a_conversation_of_an_earlier_version_still_loads(store: Conversations, tmp_path: Path) -> None:
    store.record("c1", 0, "甲", "all", ANSWER, NOW)
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite3")) as connection, connection:
        (kept,) = connection.execute("SELECT answer FROM turn").fetchone()
        earlier = {k: v for k, v in json.loads(kept).items() if k not in ("subjects", "members", "place")}
        connection.execute("UPDATE turn SET answer = ?", (json.dumps(earlier),))
    assert store.turns("c1")[0].answer == ANSWER


def test_a_repeat_changes_nothing(store: Conversations) -> None:
    store.record("c1", 0, "甲", "all", ANSWER, NOW)
    store.record("c1", 0, "乙", "all", ANSWER, NOW)
    assert [t.question for t in store.turns("c1")] == ["甲"]


def test_a_revised_answer_takes_the_place_of_the_first(store: Conversations) -> None:
    turn = store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    other = replace(ANSWER, mode="generated", statements=(Statement("先問預算。", (0,)),))
    assert store.revise(turn, other) == replace(turn, answer=other)
    assert [t.answer for t in store.turns("c1")] == [other]
    assert store.find("发通知") == []
    assert len(store.find("预算")) == 1


def test_what_was_deleted_is_not_revised_into_being(store: Conversations) -> None:
    turn = store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    store.delete("c1")
    store.revise(turn, ANSWER)
    assert store.turns("c1") == []
    assert store.find() == []


@pytest.mark.parametrize("words", ["會議", "会议", "发通知", "会议 通知", ""])
def test_found_by_question_or_answer_in_either_script(store: Conversations, words: str) -> None:
    store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    assert [c.title for c in store.find(words)] == ["什麼是會議協調"]


@pytest.mark.parametrize("words", ["預算", "%", "_", "会议 預算"])
def test_what_is_not_said_is_not_found(store: Conversations, words: str) -> None:
    store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    assert store.find(words) == []


def test_newest_first_and_a_follow_up_moves_up(store: Conversations) -> None:
    store.record("c1", 0, "甲", "all", ANSWER, NOW)
    store.record("c2", 0, "乙", "all", ANSWER, NOW + timedelta(minutes=1))
    store.record("c1", 1, "丙", "all", ANSWER, NOW + timedelta(minutes=2))
    assert [c.title for c in store.find()] == ["甲", "乙"]


def test_deleting_takes_the_turns_and_leaves_the_trainers_list(store: Conversations) -> None:
    turn = store.record("c1", 0, ANSWER.question, "all", ANSWER, NOW)
    store.mark_unhelpful(turn, NOW)
    store.mark_unhelpful(turn, NOW)
    assert store.is_unhelpful(turn)
    store.delete("c1")
    assert store.turns("c1") == []
    assert store.find() == []
    (kept,) = store.unhelpful()
    assert (kept.question, kept.answer, kept.at) == (ANSWER.question, "會議協調要先發通知。", NOW)


def test_delete_all(store: Conversations) -> None:
    for name in ("c1", "c2"):
        store.record(name, 0, "甲", "all", ANSWER, NOW)
    store.delete_all()
    assert store.find() == []
