"""Between the tables and the records."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

from fsrs import Rating
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.study.models import AttemptRow, ItemVersionRow, LearnerRow, ReviewRow, SubmissionRow
from app.study.history import Answered, Submission, item_record, item_version
from app.study.records import SKILL_OF, Attempt, Review
from app.study.schedule import CardKey, Goals, replay, review


def read_goals(row: LearnerRow) -> Goals:
    return Goals(row.retention, row.daily_cap, row.exam_day, row.target)


def read_answered(row: AttemptRow, learner: str) -> Answered:
    attempt = Attempt(learner, row.item_id, row.response, row.score, row.correct, row.overruled, row.at, row.duration)
    # the kinds were checked when they were written
    return Answered(row.id, attempt, row.concept_id, row.kind, Rating(row.rating), row.version, row.exam_id)  # type: ignore[arg-type]


def read_review(row: ReviewRow, learner: str) -> Review:
    return Review(learner, row.concept_id, row.skill, row.card, row.due)  # type: ignore[arg-type]


def read_history(session: Session, learner_id: int, learner: str) -> tuple[Answered, ...]:
    rows = session.scalars(select(AttemptRow).where(AttemptRow.learner_id == learner_id).order_by(AttemptRow.id))
    return tuple(read_answered(row, learner) for row in rows)


def read_reviews(session: Session, learner_id: int, learner: str) -> dict[CardKey, Review]:
    rows = session.scalars(select(ReviewRow).where(ReviewRow.learner_id == learner_id))
    reviews = [read_review(row, learner) for row in rows]
    return {CardKey(r.concept_id, r.skill): r for r in sorted(reviews, key=lambda r: (r.concept_id, r.skill))}


def write_reviews(session: Session, learner_id: int, reviews: Iterable[Review]) -> None:
    for state in reviews:
        values = {"card": state.card, "due": state.due}
        key = {"learner_id": learner_id, "concept_id": state.concept_id, "skill": state.skill}
        session.execute(
            insert(ReviewRow).values(**key, **values).on_conflict_do_update(index_elements=list(key), set_=values)
        )


def reschedule(session: Session, learner_id: int, learner: str, retention: float) -> None:
    """Replays the attempts under another retention, so that a replay always gives what is stored."""
    write_reviews(session, learner_id, replay(read_history(session, learner_id, learner), retention).values())


def digest(submissions: Sequence[Submission]) -> str:
    """Of what was answered; not of when, since the repeat of a submission comes later."""
    content = [
        [item_version(s.item), s.attempt.response, s.attempt.score, s.attempt.correct, s.attempt.overruled, s.rating]
        for s in submissions
    ]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def record(
    session: Session, learner: LearnerRow, key: str, submissions: Sequence[Submission], exam_id: int | None = None
) -> None:
    """Adds a submission with its attempts and brings the reviews forward."""
    submission = SubmissionRow(learner_id=learner.id, key=key, digest=digest(submissions))
    session.add(submission)
    session.flush()
    reviews = read_reviews(session, learner.id, learner.name)
    changed: dict[CardKey, Review] = {}
    for given in submissions:
        item, attempt = given.item, given.attempt
        version = item_version(item)
        session.execute(
            insert(ItemVersionRow)
            .values(version=version, item_id=item.id, item=item_record(item))
            .on_conflict_do_nothing()
        )
        session.add(
            AttemptRow(
                learner_id=learner.id,
                submission_id=submission.id,
                item_id=item.id,
                version=version,
                concept_id=item.concept_id,
                kind=item.kind,
                response=attempt.response,
                score=attempt.score,
                correct=attempt.correct,
                overruled=attempt.overruled,
                rating=int(given.rating),
                at=attempt.at,
                duration=attempt.duration,
                exam_id=exam_id,
            )
        )
        session.flush()  # one by one: the order of ids is the order of replay
        card = CardKey(item.concept_id, SKILL_OF[item.kind])
        reviews[card], _ = review(reviews.get(card), learner.name, card, given.rating, attempt.at, learner.retention)
        changed[card] = reviews[card]
    write_reviews(session, learner.id, changed.values())
    if any(given.attempt.overruled for given in submissions):
        # a judgement takes the place of an answer that was scheduled already
        reschedule(session, learner.id, learner.name, learner.retention)
