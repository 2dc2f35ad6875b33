"""The dossiers kept on this computer: favourites first, then the last used.

>>> store = Dossiers.open(home)                                              # doctest: +SKIP
>>> store.save(dossier)                                                      # doctest: +SKIP
>>> [row.title for row in store.find("路灯")]                                 # doctest: +SKIP
['路燈壞了兩週，兩邊都說不歸自己修']
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.disputes.dossier import Dossier
from app.disputes.snapshot import from_record, to_record
from corpus.key import search_key

_SCHEMA = """
CREATE TABLE IF NOT EXISTS dossier (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    used_at TEXT NOT NULL,
    favourite INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A line of the list."""

    id: str
    title: str
    used_at: datetime
    favourite: bool


class Dossiers:
    """One small SQLite file. Every call opens its own connection, so threads may share the object; a save is one
    transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, home: Path) -> "Dossiers":
        home.mkdir(parents=True, exist_ok=True)
        store = cls(home / "dossiers.sqlite3")
        with store._connect() as connection:
            connection.executescript(_SCHEMA)
        return store

    def save(self, dossier: Dossier) -> None:
        """Keeps a new dossier, or this state of a known one; its favourite mark stays."""
        sides = (dossier.side_a, dossier.side_b)
        words = [dossier.title, dossier.description, dossier.situation, dossier.notes]
        words += [word for side in sides for word in (side.name, side.position)]
        words += [f.name for f in (*dossier.brief.types, *dossier.brief.principles, *dossier.brief.methods)]
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO dossier (id, title, description, key, record, used_at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET title = excluded.title, description = excluded.description,"
                " key = excluded.key, record = excluded.record, used_at = excluded.used_at",
                (
                    dossier.id,
                    dossier.title,
                    dossier.description,
                    search_key("\n".join(words)),
                    json.dumps(to_record(dossier), ensure_ascii=False),
                    _stamp(dossier.updated_at),
                ),
            )

    def get(self, dossier_id: str) -> Dossier:
        """Raises `KeyError` for an unknown id."""
        with self._connect() as connection:
            row = connection.execute("SELECT record FROM dossier WHERE id = ?", (dossier_id,)).fetchone()
        if row is None:
            raise KeyError(dossier_id)
        return from_record(json.loads(row[0]))

    def of_description(self, description: str) -> str | None:
        """The id of the last used dossier with exactly this description."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT id FROM dossier WHERE description = ? ORDER BY used_at DESC LIMIT 1", (description,)
            ).fetchone()
        return str(row[0]) if row else None

    def used(self, dossier_id: str, at: datetime) -> None:
        """Notes that it was opened; an unknown id changes nothing."""
        with self._connect() as connection:
            connection.execute("UPDATE dossier SET used_at = ? WHERE id = ?", (_stamp(at), dossier_id))

    def mark_favourite(self, dossier_id: str, favourite: bool) -> None:
        with self._connect() as connection:
            connection.execute("UPDATE dossier SET favourite = ? WHERE id = ?", (int(favourite), dossier_id))

    def find(self, words: str = "", most: int = 50) -> list[DossierRow]:
        """Those that hold every word, in either script: favourites first, then the last used."""
        wanted = [f"%{_escaped(word)}%" for word in search_key(words).split()]
        where = " AND ".join(["key LIKE ? ESCAPE '\\'"] * len(wanted)) or "1"
        with self._connect() as connection:
            rows = connection.execute(
                f"SELECT id, title, used_at, favourite FROM dossier WHERE {where}"
                " ORDER BY favourite DESC, used_at DESC, id LIMIT ?",
                (*wanted, most),
            ).fetchall()
        return [DossierRow(i, title, datetime.fromisoformat(at), bool(own)) for i, title, at, own in rows]

    def delete(self, dossier_id: str) -> None:
        """An unknown id changes nothing."""
        with self._connect() as connection:
            connection.execute("DELETE FROM dossier WHERE id = ?", (dossier_id,))

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            with connection:
                yield connection
        finally:
            connection.close()


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
