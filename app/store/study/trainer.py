"""What the trainer sees: all learners' records, their feedback, and the item bank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from app.store.study.database import Database
from app.store.study.exams import SatExam, read_exam
from app.store.study.models import BankRow, ExamRow, FeedbackRow, LearnerRow
from app.store.study.rows import read_history, read_reviews
from app.study.decisions import Decision
from app.study.history import Answered, item_from_record, item_record
from app.study.records import Review
from app.study.schedule import CardKey


@dataclass(frozen=True, slots=True)
class Feedback:
    learner: str
    about: str
    subject: str
    text: str
    at: datetime


class TrainerRecords:
    """Across learners. Only the trainer's pages and exports use it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def histories(self) -> dict[str, tuple[Answered, ...]]:
        """By learner's name; learners without any attempt included."""
        with self._database.read() as session:
            rows = session.scalars(select(LearnerRow).order_by(LearnerRow.name_key)).all()
            return {row.name: read_history(session, row.id, row.name) for row in rows}

    def reviews(self) -> dict[str, dict[CardKey, Review]]:
        with self._database.read() as session:
            rows = session.scalars(select(LearnerRow).order_by(LearnerRow.name_key)).all()
            return {row.name: read_reviews(session, row.id, row.name) for row in rows}

    def exams(self) -> tuple[tuple[str, SatExam], ...]:
        """With the learner's name, latest first."""
        query = select(ExamRow, LearnerRow.name).join(LearnerRow, LearnerRow.id == ExamRow.learner_id)
        with self._database.read() as session:
            rows = session.execute(query.order_by(ExamRow.id.desc())).all()
            return tuple((name, read_exam(session, row)) for row, name in rows)

    def feedback(self) -> tuple[Feedback, ...]:
        """Latest first."""
        query = select(FeedbackRow, LearnerRow.name).join(LearnerRow, LearnerRow.id == FeedbackRow.learner_id)
        with self._database.read() as session:
            rows = session.execute(query.order_by(FeedbackRow.id.desc())).all()
            return tuple(Feedback(name, row.about, row.subject, row.text, row.at) for row, name in rows)

    def decisions(self) -> dict[str, Decision]:
        with self._database.read() as session:
            rows = session.scalars(select(BankRow).order_by(BankRow.item_id)).all()
            return {row.item_id: _decision(row) for row in rows}

    def put(self, decisions: Iterable[Decision]) -> None:
        """Writes decisions, own and imported items: all of them or none."""
        with self._database.write() as session:
            for decision in decisions:
                values = {
                    "state": decision.state,
                    "origin": decision.origin,
                    "item": item_record(decision.item) if decision.item else None,
                    "confirmed": list(decision.confirmed),
                    "changed": decision.changed,
                }
                session.execute(
                    insert(BankRow)
                    .values(item_id=decision.item_id, **values)
                    .on_conflict_do_update(index_elements=["item_id"], set_=values)
                )

    def withdraw(self, item_ids: Iterable[str]) -> None:
        """Takes decisions back: a generated item stands as generated again, an own one is gone."""
        with self._database.write() as session:
            session.execute(delete(BankRow).where(BankRow.item_id.in_(list(item_ids))))


def _decision(row: BankRow) -> Decision:
    item = item_from_record(row.item) if row.item else None
    return Decision(row.item_id, row.state, row.origin, item, tuple(row.confirmed), row.changed)  # type: ignore[arg-type]
