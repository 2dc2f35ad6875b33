"""One learner's mock exams: each answer and each heartbeat is on the disk before the page goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.study.database import Database
from app.store.study.models import AttemptRow, ExamAnswerRow, ExamRow, InterruptionRow, LearnerRow
from app.store.study.rows import read_answered, record
from app.study.exam import ExamResult, ExamState, Interruption, Paper, beat, left_open, result, save, start, submit
from app.study.history import Submission, judged


class AnswersChanged(Exception):
    """Answers were saved after those that were graded for handing in."""


@dataclass(frozen=True, slots=True)
class SatExam:
    """An exam on the disk. `scores` (0..1 by question number) are set once it is handed in; the learner's own
    judgement takes the place of a grading in them."""

    id: int
    state: ExamState
    scores: Mapping[int, float] | None

    @property
    def result(self) -> ExamResult | None:
        return None if self.scores is None else result(self.state, self.scores)


class ExamRecords:
    """Raises `KeyError` for the id of an exam that is not this learner's."""

    def __init__(self, database: Database, learner_id: int, name: str) -> None:
        self._database, self._learner_id, self._name = database, learner_id, name

    def start(self, paper: Paper, now: datetime) -> SatExam:
        """Raises `KeyError` if the learner is gone."""
        state = start(paper, now)
        with self._database.write() as session:
            row = ExamRow(
                learner_id=self._learner(session).id,
                paper=paper.record(),
                started=state.started,
                last_beat=state.last_beat,
                used=0.0,
            )
            session.add(row)
            session.flush()
            return read_exam(session, row)

    def all(self) -> tuple[SatExam, ...]:
        """Latest first."""
        with self._database.read() as session:
            rows = session.scalars(
                select(ExamRow).where(ExamRow.learner_id == self._learner_id).order_by(ExamRow.id.desc())
            ).all()
            return tuple(read_exam(session, row) for row in rows)

    def unfinished(self) -> SatExam | None:
        """The latest exam that was not handed in, to be resumed."""
        return next((exam for exam in self.all() if not exam.state.submitted), None)

    def get(self, exam_id: int) -> SatExam:
        with self._database.read() as session:
            return read_exam(session, self._row(session, exam_id))

    def beat(self, exam_id: int, now: datetime) -> SatExam:
        """The page is open; also the way to resume."""
        return self._change(exam_id, now, lambda state: beat(state, now))

    def save(self, exam_id: int, number: int, response: Any, now: datetime) -> SatExam:
        """Raises `ExamOver`, and `IndexError` for a number that the paper has not."""
        return self._change(exam_id, now, lambda state: save(state, number, response, now))

    def submit(self, exam_id: int, graded: Mapping[int, Submission], now: datetime) -> SatExam:
        """Hands in, with every answer graded; attempts, schedule and result in one transaction.

        Questions left open become wrong attempts without a response, which no `scores` hold. A second time changes
        nothing. Raises `AnswersChanged` if `graded` is not what was last saved.
        """
        with self._database.write() as session:
            row = self._row(session, exam_id)
            before = read_exam(session, row)
            if before.state.submitted:
                return before
            if {n: given.attempt.response for n, given in graded.items()} != before.state.answers:
                raise AnswersChanged(exam_id)
            self._store(session, row, submit(before.state, now), now)
            row.scores = {str(n): given.attempt.score for n, given in graded.items()}
            session.flush()
            whole = {**graded, **left_open(before.state, self._name, now)}
            record(session, self._learner(session), f"exam {exam_id}", [whole[n] for n in sorted(whole)], exam_id)
            return read_exam(session, row)

    def overrule(self, exam_id: int, number: int) -> SatExam:
        """The learner's own judgement of an answer that was handed in: recorded beside the grading, and the result
        counts it. A second time changes nothing. Raises `KeyError` for a question without a graded answer.
        """
        with self._database.write() as session:
            row, learner = self._row(session, exam_id), self._learner(session)
            before = read_exam(session, row)
            if number not in (before.scores or {}):
                raise KeyError(number)
            item = before.state.paper.questions[number].item
            held = self._attempts(session, exam_id, item.id)
            if len(held) == 1:
                answer = read_answered(held[0], self._name)
                own = judged(Submission(item, answer.attempt, answer.rating))
                row.scores = {**(row.scores or {}), str(number): own.attempt.score}
                record(session, learner, f"exam {exam_id} {number} judged", [own], exam_id)
            return read_exam(session, row)

    def overruled(self, exam_id: int) -> frozenset[str]:
        """The ids of the items whose grading the learner overruled."""
        with self._database.read() as session:
            self._row(session, exam_id)
            return frozenset(row.item_id for row in self._attempts(session, exam_id) if row.overruled)

    def _attempts(self, session: Session, exam_id: int, item_id: str | None = None) -> list[AttemptRow]:
        query = select(AttemptRow).where(AttemptRow.exam_id == exam_id, AttemptRow.learner_id == self._learner_id)
        if item_id is not None:
            query = query.where(AttemptRow.item_id == item_id)
        return list(session.scalars(query.order_by(AttemptRow.id)))

    def _change(self, exam_id: int, now: datetime, change: Callable[[ExamState], ExamState]) -> SatExam:
        with self._database.write() as session:
            row = self._row(session, exam_id)
            self._store(session, row, change(read_exam(session, row).state), now)
            return read_exam(session, row)

    def _store(self, session: Session, row: ExamRow, state: ExamState, now: datetime) -> None:
        row.last_beat, row.used, row.submitted = state.last_beat, state.used.total_seconds(), state.submitted
        session.flush()
        for pause in state.interruptions:
            session.execute(
                insert(InterruptionRow)
                .values(exam_id=row.id, start=pause.start, end=pause.end)
                .on_conflict_do_nothing()
            )
        held = {answer.number: answer for answer in _answers(session, row.id)}
        for number, response in state.answers.items():
            if number not in held:
                session.add(ExamAnswerRow(exam_id=row.id, number=number, response=response, saved=now))
            elif held[number].response != response:
                held[number].response, held[number].saved = response, now
        gone = held.keys() - state.answers.keys()
        session.flush()
        if gone:
            session.execute(
                delete(ExamAnswerRow).where(ExamAnswerRow.exam_id == row.id, ExamAnswerRow.number.in_(gone))
            )

    def _row(self, session: Session, exam_id: int) -> ExamRow:
        row = session.scalar(select(ExamRow).where(ExamRow.id == exam_id, ExamRow.learner_id == self._learner_id))
        if row is None:
            raise KeyError(exam_id)
        return row

    def _learner(self, session: Session) -> LearnerRow:
        row = session.scalar(select(LearnerRow).where(LearnerRow.id == self._learner_id))
        if row is None:
            raise KeyError(self._name)
        return row


def read_exam(session: Session, row: ExamRow) -> SatExam:
    pauses = session.scalars(
        select(InterruptionRow).where(InterruptionRow.exam_id == row.id).order_by(InterruptionRow.start)
    )
    state = ExamState(
        paper=Paper.from_record(row.paper),
        started=row.started,
        last_beat=row.last_beat,
        used=timedelta(seconds=row.used),
        answers={answer.number: answer.response for answer in _answers(session, row.id)},
        interruptions=tuple(Interruption(pause.start, pause.end) for pause in pauses),
        submitted=row.submitted,
    )
    scores = None if row.scores is None else {int(n): score for n, score in row.scores.items()}
    return SatExam(row.id, state, scores)


def _answers(session: Session, exam_id: int) -> list[ExamAnswerRow]:
    return list(
        session.scalars(select(ExamAnswerRow).where(ExamAnswerRow.exam_id == exam_id).order_by(ExamAnswerRow.number))
    )
