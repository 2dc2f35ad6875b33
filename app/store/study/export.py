"""All that is kept of a learner, for her to take away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.study.models import (
    AttemptRow,
    Base,
    ExamAnswerRow,
    ExamRow,
    FeedbackRow,
    InterruptionRow,
    ItemVersionRow,
    LearnerRow,
    QuizRow,
    RemovalRow,
    ReviewRow,
    SubmissionRow,
)

# The tables that name a learner, with the name under which they are exported.
OWN: dict[str, type[Base]] = {
    "submissions": SubmissionRow,
    "attempts": AttemptRow,
    "reviews": ReviewRow,
    "exams": ExamRow,
    "feedback": FeedbackRow,
    "quizzes": QuizRow,
    "removals": RemovalRow,
}
OF_EXAMS: dict[str, type[Base]] = {"exam_answers": ExamAnswerRow, "exam_interruptions": InterruptionRow}


def export_learner(session: Session, learner: LearnerRow) -> dict[str, Any]:
    """Table by table, with the items as they were answered."""
    exported: dict[str, Any] = {"learner": _plain(learner)}
    for name, table in OWN.items():
        columns = table.__table__.c
        rows = session.scalars(select(table).where(columns.learner_id == learner.id)).all()
        exported[name] = _all(rows)
    exams = [exam["id"] for exam in exported["exams"]]
    for name, table in OF_EXAMS.items():
        rows = session.scalars(select(table).where(table.__table__.c.exam_id.in_(exams))).all()
        exported[name] = _all(rows)
    versions = {attempt["version"] for attempt in exported["attempts"]}
    exported["items"] = _all(session.scalars(select(ItemVersionRow).where(ItemVersionRow.version.in_(versions))).all())
    return exported


def _all(rows: Sequence[Base]) -> list[dict[str, Any]]:
    return [_plain(row) for row in rows]


def _plain(row: Base) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {k: v.isoformat() if isinstance(v, datetime | date) else v for k, v in values.items()}
