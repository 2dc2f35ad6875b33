"""The SQLite file: opened, brought up to date, and used in whole transactions.

WAL, so that readers never wait; `synchronous=FULL`, so that what was confirmed survives a power cut; writers take the
write lock when they begin (`BEGIN IMMEDIATE`) and so never fail half-way. There is no pool: each transaction has a
connection of its own, for each Streamlit rerun has its own thread.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).parents[1] / "migrations"
REVISIONS = ("0001", "0002", "0003", "0004")
HEAD = REVISIONS[-1]
# Seconds that a writer waits for others; fifty of them take well under one.
BUSY_SECONDS = 30.0


class StudyDamaged(Exception):
    """The file is no sound database; `path` names it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"學習紀錄讀不出來（{path}：{reason}）；請從備份還原。")
        self.path, self.reason = path, reason


class StudyTooNew(Exception):
    """The file was written by a later version of the programme."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(f"學習紀錄（{path}）是較新版本的程式寫的（版次 {revision}）；請更新程式後再開啟。")
        self.path, self.revision = path, revision


class Database:
    """Transactions on one file; threads may share it."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path, self._engine = path, engine

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Opens the file, making or upgrading it if need be. Raises `StudyDamaged` and `StudyTooNew`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if revision(path) != HEAD:
                upgrade(path)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise StudyDamaged(path, _reason(error)) from error
        return cls(path, _engine(path, foreign_keys=True))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view."""
        with self._engine.connect() as connection, connection.begin(), Session(connection) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """All of it or, if it raises or the process dies, nothing."""
        with (
            self._engine.connect().execution_options(immediate=True) as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            yield session
            session.flush()

    def forget(self) -> None:
        """Empties the log, so that what was deleted is in no file any more (deleted pages are zeroed as it is)."""
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def revision(path: Path) -> str | None:
    """The file's revision; None for a new or empty file. Raises `sqlite3.DatabaseError` and `StudyTooNew`."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if tables else []
    if rows and rows[0][0] not in REVISIONS:
        raise StudyTooNew(path, rows[0][0])
    return str(rows[0][0]) if rows else None


def upgrade(path: Path, to: str = "head") -> None:
    """Runs the revisions that are missing, in one transaction. Several processes may try at once."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # without foreign keys while tables change; they are checked before the commit
    engine = _engine(path, foreign_keys=False)
    _to_wal(path)
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise StudyDamaged(path, f"foreign keys: {broken[:3]}")


def _to_wal(path: Path) -> None:
    """The mode stays with the file. SQLite does not wait when two processes change it at once, so this does."""
    deadline = time.monotonic() + BUSY_SECONDS
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


def integrity(path: Path) -> list[str]:
    """What SQLite finds wrong with the file; `[]` for a sound or missing one."""
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [row for row in rows if row != "ok"] + [f"foreign key: {row}" for row in broken[:10]]


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a database in use, by SQLite's backup interface. Raises `sqlite3.DatabaseError`."""
    with closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _engine(path: Path, *, foreign_keys: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS}
    )

    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        for pragma in (f"foreign_keys = {'ON' if foreign_keys else 'OFF'}", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)
