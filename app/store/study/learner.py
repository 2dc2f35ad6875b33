"""One learner's records. Every query here asks for that learner's rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.study.database import Database
from app.store.study.exams import ExamRecords
from app.store.study.models import AttemptRow, FeedbackRow, ItemVersionRow, LearnerRow, RemovalRow, SubmissionRow
from app.store.study.quizzes import QuizRecords
from app.store.study.rows import digest, read_answered, read_goals, read_history, read_reviews, record, reschedule
from app.study.history import Answered, Submission, item_from_record
from app.study.records import Item, Review
from app.study.schedule import CardKey, Goals


class LearnerGone(Exception):
    """The learner has been deleted meanwhile."""


class KeyReused(Exception):
    """Another submission came under the same key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} belongs to another submission")
        self.key = key


@dataclass(frozen=True, slots=True)
class Remark:
    """A learner's feedback on something: `about` says what kind of thing (an item, an answer), `subject` which."""

    about: str
    subject: str
    text: str
    at: datetime


class LearnerRecords:
    """What one learner did and where she stands."""

    def __init__(self, database: Database, learner_id: int, name: str) -> None:
        self._database, self._id, self.name = database, learner_id, name

    @property
    def exams(self) -> ExamRecords:
        return ExamRecords(self._database, self._id, self.name)

    @property
    def quizzes(self) -> QuizRecords:
        return QuizRecords(self._database, self._id, self.name)

    def submit(self, key: str, submissions: Sequence[Submission]) -> tuple[Answered, ...]:
        """Records answers and brings the schedule forward, in one transaction.

        `key` names this press of the button: a repeat changes nothing and gives what was recorded. Raises `KeyReused`
        if other answers came under it, `LearnerGone`, and `ValueError` for an attempt that is not this learner's.
        """
        for given in submissions:
            attempt = given.attempt
            if attempt.learner != self.name or attempt.item_id != given.item.id:
                raise ValueError(f"attempt of {attempt.learner} at {attempt.item_id} submitted by {self.name}")
            if attempt.at.tzinfo is None or not 0 <= attempt.score <= 1 or attempt.duration < 0:
                raise ValueError(f"at = {attempt.at}, score = {attempt.score}, duration = {attempt.duration}")
        with self._database.write() as session:
            known = self._submission(session, key)
            if known is None:
                record(session, self._row(session), key, submissions)
                known = self._submission(session, key)
            elif known.digest != digest(submissions):
                raise KeyReused(key)
            return self._of_submission(session, known.id) if known else ()

    def history(self) -> tuple[Answered, ...]:
        """All attempts, in the order in which they were recorded."""
        with self._database.read() as session:
            return read_history(session, self._id, self.name)

    def reviews(self) -> dict[CardKey, Review]:
        with self._database.read() as session:
            return read_reviews(session, self._id, self.name)

    def items_shown(self) -> dict[str, Item]:
        """The items that this learner answered, as they were then, by version."""
        own = select(AttemptRow.version).where(AttemptRow.learner_id == self._id)
        with self._database.read() as session:
            rows = session.scalars(select(ItemVersionRow).where(ItemVersionRow.version.in_(own)))
            return {row.version: item_from_record(row.item) for row in rows}

    def goals(self) -> Goals:
        """Raises `LearnerGone`."""
        with self._database.read() as session:
            return read_goals(self._row(session))

    def set_goals(self, goals: Goals) -> None:
        """Changes the goals; another retention moves every due date. Raises `LearnerGone`."""
        with self._database.write() as session:
            row = self._row(session)
            moved = row.retention != goals.retention
            row.retention, row.daily_cap = goals.retention, goals.daily_cap
            row.exam_day, row.target = goals.exam_day, goals.target
            if moved:
                reschedule(session, self._id, self.name, goals.retention)

    def removed(self) -> dict[str, int]:
        """The items taken out of the 錯題本, with the number of the last wrong answer that is done with."""
        with self._database.read() as session:
            rows = session.scalars(select(RemovalRow).where(RemovalRow.learner_id == self._id))
            return {row.item_id: row.through for row in rows}

    def remove(self, item_id: str, through: int) -> None:
        """Takes an item out of the 錯題本 with the wrong answers up to that number. Raises `LearnerGone`."""
        with self._database.write() as session:
            row = {"learner_id": self._row(session).id, "item_id": item_id}
            session.execute(
                insert(RemovalRow)
                .values(**row, through=through)
                .on_conflict_do_update(index_elements=list(row), set_={"through": through})
            )

    def remark(self, remark: Remark) -> None:
        """Leaves feedback. Raises `LearnerGone`."""
        with self._database.write() as session:
            values = {"about": remark.about, "subject": remark.subject, "text": remark.text, "at": remark.at}
            session.add(FeedbackRow(learner_id=self._row(session).id, **values))

    def remarks(self) -> tuple[Remark, ...]:
        with self._database.read() as session:
            rows = session.scalars(
                select(FeedbackRow).where(FeedbackRow.learner_id == self._id).order_by(FeedbackRow.id)
            )
            return tuple(Remark(row.about, row.subject, row.text, row.at) for row in rows)

    def export(self) -> dict[str, Any]:
        """All that is kept of this learner, as one JSON object. Raises `LearnerGone`."""
        from app.store.study.export import export_learner

        with self._database.read() as session:
            return export_learner(session, self._row(session))

    def delete(self) -> None:
        """Deletes the learner and all that is kept of her, from the disk as well. Raises `LearnerGone`."""
        with self._database.write() as session:
            self._row(session)
            session.execute(delete(LearnerRow).where(LearnerRow.id == self._id))
        self._database.forget()

    def _row(self, session: Session) -> LearnerRow:
        row = session.scalar(select(LearnerRow).where(LearnerRow.id == self._id))
        if row is None:
            raise LearnerGone(self.name)
        return row

    def _submission(self, session: Session, key: str) -> SubmissionRow | None:
        return session.scalar(
            select(SubmissionRow).where(SubmissionRow.learner_id == self._id, SubmissionRow.key == key)
        )

    def _of_submission(self, session: Session, submission_id: int) -> tuple[Answered, ...]:
        rows = session.scalars(
            select(AttemptRow)
            .where(AttemptRow.learner_id == self._id, AttemptRow.submission_id == submission_id)
            .order_by(AttemptRow.id)
        )
        return tuple(read_answered(row, self.name) for row in rows)
