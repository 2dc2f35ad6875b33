"""The way in: a learner's records by her name, or the trainer's view."""

import unicodedata
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.store.study.database import Database, integrity
from app.store.study.learner import LearnerRecords
from app.store.study.models import LearnerRow
from app.store.study.trainer import TrainerRecords
from corpus.key import search_key

FILE = "study.sqlite3"
LONGEST_NAME = 40


class Study:
    """The records under one home. Threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, home: Path) -> "Study":
        """Opens the records, making or upgrading the file. Raises `StudyDamaged` and `StudyTooNew`."""
        from app.store.backup import recover

        recover(home)
        return cls(Database.open(home / FILE))

    def names(self) -> tuple[str, ...]:
        """Of the learners, to choose from."""
        with self._database.read() as session:
            return tuple(session.scalars(select(LearnerRow.name).order_by(LearnerRow.name_key)))

    def learner(self, name: str) -> LearnerRecords:
        """Raises `KeyError` if there is no such learner. Scripts and widths make no difference: 陈 finds 陳."""
        with self._database.read() as session:
            row = session.scalar(select(LearnerRow).where(LearnerRow.name_key == name_key(name)))
            if row is None:
                raise KeyError(name)
            return LearnerRecords(self._database, row.id, row.name)

    def enrol(self, name: str, now: datetime) -> LearnerRecords:
        """The learner of that name, made if need be. Raises `ValueError` for an empty or overlong name."""
        plain = plain_name(name)
        if not plain or len(plain) > LONGEST_NAME:
            raise ValueError(f"name = {name!r}")
        with self._database.write() as session:
            key = name_key(plain)
            row = session.scalar(select(LearnerRow).where(LearnerRow.name_key == key))
            if row is None:
                row = LearnerRow(name=plain, name_key=key, created_at=now)
                session.add(row)
                session.flush()
            return LearnerRecords(self._database, row.id, row.name)

    def trainer(self) -> TrainerRecords:
        return TrainerRecords(self._database)

    def problems(self) -> list[str]:
        """What is wrong with the file; for `doctor`."""
        return integrity(self._database.path)


def plain_name(name: str) -> str:
    """Full width to half width, runs of white space to one blank."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def name_key(name: str) -> str:
    return search_key(plain_name(name))
