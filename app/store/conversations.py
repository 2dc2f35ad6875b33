"""Conversations kept on this computer, and the answers that readers found unhelpful, for the trainer.

>>> store = Conversations(Path("conversations.sqlite3"))                  # doctest: +SKIP
>>> store.record("c1", 0, "什麼是行政協調", "all", answer, at=now)         # doctest: +SKIP
>>> [c.title for c in store.find("协调")]                                # doctest: +SKIP
['什麼是行政協調']
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.answering.records import Answer, Quote, Statement
from corpus.key import search_key
from indexer.search import Scope

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, title TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turn (
    conversation_id TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    scope TEXT NOT NULL,
    answer TEXT NOT NULL,
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (conversation_id, number)
);
CREATE TABLE IF NOT EXISTS feedback (
    conversation_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (conversation_id, number)
);
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """`title` is the first question."""

    id: str
    title: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; `number` counts from 0 within the conversation."""

    conversation_id: str
    number: int
    question: str
    scope: Scope
    answer: Answer
    at: datetime


@dataclass(frozen=True, slots=True)
class Unhelpful:
    """An answer that a reader marked; it stays when the conversation is deleted."""

    question: str
    answer: str
    at: datetime


class Conversations:
    """One small SQLite file. Every call opens its own connection, so threads may share the object."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, home: Path) -> "Conversations":
        home.mkdir(parents=True, exist_ok=True)
        store = cls(home / "conversations.sqlite3")
        with store._connect() as connection:
            connection.executescript(_SCHEMA)
        return store

    def record(
        self, conversation_id: str, number: int, question: str, scope: Scope, answer: Answer, at: datetime
    ) -> Turn:
        """Keeps a turn; a repeat with the same number changes nothing."""
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO conversation VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at",
                (conversation_id, question, _stamp(at)),
            )
            connection.execute(
                "INSERT OR IGNORE INTO turn VALUES (?, ?, ?, ?, ?, ?, ?)",
                (conversation_id, number, question, scope, _dump(answer), _key(question, answer), _stamp(at)),
            )
        return Turn(conversation_id, number, question, scope, answer, at)

    def revise(self, turn: Turn, answer: Answer) -> Turn:
        """The turn with another answer in place of its own; one that has been deleted meanwhile stays deleted."""
        with self._connect() as connection:
            connection.execute(
                "UPDATE turn SET answer = ?, key = ? WHERE conversation_id = ? AND number = ?",
                (_dump(answer), _key(turn.question, answer), turn.conversation_id, turn.number),
            )
        return replace(turn, answer=answer)

    def turns(self, conversation_id: str) -> list[Turn]:
        """The turns in order; none for an unknown id."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT number, question, scope, answer, at FROM turn WHERE conversation_id = ? ORDER BY number",
                (conversation_id,),
            ).fetchall()
        return [Turn(conversation_id, n, q, scope, _load(answer), _time(at)) for n, q, scope, answer, at in rows]

    def find(self, words: str = "", most: int = 30) -> list[Conversation]:
        """Conversations whose questions or answers hold every word, in either script, newest first."""
        wanted = [f"%{_escaped(word)}%" for word in search_key(words).split()]
        has_word = "EXISTS (SELECT 1 FROM turn WHERE conversation_id = c.id AND key LIKE ? ESCAPE '\\')"
        where = " AND ".join([has_word] * len(wanted)) or "1"
        with self._connect() as connection:
            rows = connection.execute(
                f"SELECT id, title, updated_at FROM conversation c WHERE {where} ORDER BY updated_at DESC, id LIMIT ?",
                (*wanted, most),
            ).fetchall()
        return [Conversation(i, title, _time(at)) for i, title, at in rows]

    def delete(self, conversation_id: str) -> None:
        """Deletes a conversation with its turns; an unknown id changes nothing."""
        with self._connect() as connection:
            connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))

    def delete_all(self) -> None:
        with self._connect() as connection:
            connection.execute("DELETE FROM conversation")

    def mark_unhelpful(self, turn: Turn, at: datetime) -> None:
        """Puts question and answer on the trainer's list, once for each turn."""
        text = "\n".join(s.text for s in turn.answer.statements) or turn.answer.note
        with self._connect() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO feedback VALUES (?, ?, ?, ?, ?)",
                (turn.conversation_id, turn.number, turn.question, text, _stamp(at)),
            )

    def is_unhelpful(self, turn: Turn) -> bool:
        with self._connect() as connection:
            found = connection.execute(
                "SELECT 1 FROM feedback WHERE conversation_id = ? AND number = ?", (turn.conversation_id, turn.number)
            ).fetchone()
        return found is not None

    def unhelpful(self) -> list[Unhelpful]:
        """The trainer's list, newest first."""
        with self._connect() as connection:
            rows = connection.execute("SELECT question, answer, at FROM feedback ORDER BY at DESC").fetchall()
        return [Unhelpful(question, answer, _time(at)) for question, answer, at in rows]

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            with connection:
                yield connection
        finally:
            connection.close()


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _key(question: str, answer: Answer) -> str:
    return search_key(" ".join([question, *(s.text for s in answer.statements)]))


def _dump(answer: Answer) -> str:
    return json.dumps(asdict(answer), ensure_ascii=False)


def _load(record: str) -> Answer:
    fields: dict[str, Any] = json.loads(record)
    fields["statements"] = tuple(Statement(**{**s, "quotes": tuple(s["quotes"])}) for s in fields["statements"])
    fields["quotes"] = tuple(Quote(**{**q, "headings": tuple(q["headings"])}) for q in fields["quotes"])
    fields["suggestions"], fields["concepts"] = tuple(fields["suggestions"]), tuple(fields["concepts"])
    # conversations of earlier versions have none of these
    fields["expansions"], fields["subjects"] = tuple(fields.get("expansions", ())), tuple(fields.get("subjects", ()))
    fields["members"] = tuple(Quote(**{**q, "headings": tuple(q["headings"])}) for q in fields.get("members", ()))
    return Answer(**fields)
