"""The tables. Times are ISO 8601 in UTC, to the microsecond, so that they sort as text."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, Float, ForeignKey, Index, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """An aware datetime as ISO text in UTC; SQLite has no type that keeps the zone."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


class Base(DeclarativeBase):
    type_annotation_map = {datetime: Moment, float: Float, Any: JSON}  # noqa: RUF012


def _learner() -> Mapped[int]:
    return mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))


class LearnerRow(Base):
    """`name_key` is the name in search form: 林 and its full-width or simplified spelling are one learner."""

    __tablename__ = "learners"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    retention: Mapped[float] = mapped_column(server_default="0.9")
    daily_cap: Mapped[int] = mapped_column(server_default="40")
    exam_day: Mapped[date | None]
    target: Mapped[float] = mapped_column(server_default="0.9")


class ItemVersionRow(Base):
    """An item's words as they were shown, so that old answers can be read after the item has changed."""

    __tablename__ = "item_versions"

    version: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    item: Mapped[Any]


class SubmissionRow(Base):
    """One press of the button. `key` comes from the page: a repeat of it is the same submission."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = _learner()
    key: Mapped[str]
    digest: Mapped[str]


class AttemptRow(Base):
    """Append-only: triggers refuse an update; a row goes only with its learner."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_learner_id", "learner_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = _learner()
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str] = mapped_column(ForeignKey("item_versions.version"))
    concept_id: Mapped[str]
    kind: Mapped[str]
    response: Mapped[Any]
    score: Mapped[float]
    correct: Mapped[bool]
    overruled: Mapped[bool]
    rating: Mapped[int]
    at: Mapped[datetime]
    duration: Mapped[float]
    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exams.id", ondelete="CASCADE"), index=True)


class ReviewRow(Base):
    """The schedule's state; what `app.study.schedule.replay` gives for the learner's attempts."""

    __tablename__ = "reviews"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True)
    concept_id: Mapped[str] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)
    card: Mapped[str]
    due: Mapped[datetime]


class ExamRow(Base):
    """`paper` holds the items as they are set; `used` is in seconds; `scores`, by question number, come with handing
    in."""

    __tablename__ = "exams"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), index=True)
    paper: Mapped[Any]
    started: Mapped[datetime]
    last_beat: Mapped[datetime]
    used: Mapped[float]
    submitted: Mapped[datetime | None]
    scores: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)


class ExamAnswerRow(Base):
    __tablename__ = "exam_answers"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[Any]
    saved: Mapped[datetime]


class InterruptionRow(Base):
    __tablename__ = "exam_interruptions"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[datetime] = mapped_column(primary_key=True)
    end: Mapped[datetime]


class QuizRow(Base):
    """A quiz in progress; `key` names it in the page's address, `items` are as they are asked. How far it is, the
    submissions say. It goes when the learner ends it."""

    __tablename__ = "quizzes"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = _learner()
    key: Mapped[str]
    title: Mapped[str]
    items: Mapped[Any]
    started: Mapped[datetime]


class RemovalRow(Base):
    """An item that the learner took out of her 錯題本: mistakes up to the attempt numbered `through` are done with."""

    __tablename__ = "removals"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    through: Mapped[int]


class BankRow(Base):
    """What the trainer decided about an item. `item` is set for one edited, written or retired by the trainer;
    `confirmed` lists the sentence hashes that were looked at when the item was last found right."""

    __tablename__ = "bank"
    __table_args__ = (
        CheckConstraint("state IN ('approved', 'retired')", name="ck_bank_state"),
        CheckConstraint("origin IN ('generated', 'edited', 'own')", name="ck_bank_origin"),
    )

    item_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    origin: Mapped[str]
    item: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    confirmed: Mapped[Any]
    changed: Mapped[datetime]


class FeedbackRow(Base):
    """A learner's remark on an item, an answer or anything else; `subject` is its id or the question."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), index=True)
    about: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
