"""One learner's quizzes in progress: what is asked is on the disk, so that a closed or reloaded page can go on."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.study.database import Database
from app.store.study.models import AttemptRow, LearnerRow, QuizRow, SubmissionRow
from app.store.study.rows import read_answered
from app.study.history import item_from_record, item_record
from app.study.quiz import Progress, Quiz
from app.study.records import Attempt

# Of a learner's quizzes that were left without being ended, the latest so many are kept.
KEPT = 5


class QuizRecords:
    """Quizzes are known by their keys; another learner's are not found."""

    def __init__(self, database: Database, learner_id: int, name: str) -> None:
        self._database, self._learner_id, self._name = database, learner_id, name

    def begin(self, quiz: Quiz, now: datetime) -> None:
        """A second time changes nothing; nor does it where the learner is gone."""
        with self._database.write() as session:
            if session.scalar(select(LearnerRow.id).where(LearnerRow.id == self._learner_id)) is None:
                return
            session.execute(
                insert(QuizRow)
                .values(
                    learner_id=self._learner_id,
                    key=quiz.key,
                    title=quiz.title,
                    items=[item_record(item) for item in quiz.items],
                    started=now,
                )
                .on_conflict_do_nothing()
            )
            kept = select(QuizRow.id).where(QuizRow.learner_id == self._learner_id)
            kept = kept.order_by(QuizRow.id.desc()).limit(KEPT)
            session.execute(delete(QuizRow).where(QuizRow.learner_id == self._learner_id, QuizRow.id.not_in(kept)))

    def progress(self, key: str) -> Progress | None:
        """None for a quiz that was ended or never begun."""
        with self._database.read() as session:
            row = session.scalar(select(QuizRow).where(QuizRow.learner_id == self._learner_id, QuizRow.key == key))
            return None if row is None else self._read(session, row)

    def unfinished(self) -> Progress | None:
        """The latest that has questions left and at least one answer."""
        query = select(QuizRow).where(QuizRow.learner_id == self._learner_id).order_by(QuizRow.id.desc())
        with self._database.read() as session:
            found = (self._read(session, row) for row in session.scalars(query).all())
            return next((progress for progress in found if progress.answers and progress.left), None)

    def end(self, key: str) -> None:
        """The answers stay; only the quiz itself goes."""
        with self._database.write() as session:
            session.execute(delete(QuizRow).where(QuizRow.learner_id == self._learner_id, QuizRow.key == key))

    def _read(self, session: Session, row: QuizRow) -> Progress:
        quiz = Quiz(row.key, row.title, tuple(map(item_from_record, row.items)))
        numbers = {quiz.submission(n): n for n in range(len(quiz.items))}
        numbers |= {quiz.judgement(n): n for n in range(len(quiz.items))}
        rows = session.execute(
            select(SubmissionRow.key, AttemptRow)
            .join(AttemptRow, AttemptRow.submission_id == SubmissionRow.id)
            .where(SubmissionRow.learner_id == self._learner_id, SubmissionRow.key.in_(numbers))
            .order_by(AttemptRow.id)  # a judgement comes after the answer and takes its place
        )
        answers: dict[int, Attempt] = {
            numbers[key]: read_answered(attempt, self._name).attempt for key, attempt in rows
        }
        return Progress(quiz, dict(sorted(answers.items())))
