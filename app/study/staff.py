"""What the staff know, by concept and by person, for the trainer.

A concept's share counts persons and not answers, since the answers of one person are not independent: of those who
answered on it, how many had it right the last time. What an exam left open is neither right nor wrong and is counted
apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from app.study.history import Answered, standing
from app.study.schedule import local_day
from app.study.statistics import Estimate, wilson


@dataclass(frozen=True, slots=True)
class ConceptStanding:
    """`learners` have answered on the concept, `knowing` of them right the last time; `answers`, `right` and
    `left_open` count questions; `last` is the last day on which anybody answered."""

    concept_id: str
    learners: int
    knowing: int
    answers: int
    right: int
    left_open: int
    last: date | None

    @property
    def share(self) -> Estimate | None:
        """Of the persons, with its interval; None where nobody has answered."""
        return wilson(self.knowing, self.learners) if self.learners else None


@dataclass(frozen=True, slots=True)
class LearnerStanding:
    """`concepts` were answered on; `answers`, `right` and `left_open` count questions; `last` is the last day."""

    learner: str
    concepts: int
    answers: int
    right: int
    left_open: int
    last: date | None

    @property
    def share(self) -> Estimate | None:
        """Of the answers, with its interval; None without any."""
        return wilson(self.right, self.answers) if self.answers else None


def by_concept(
    histories: Mapping[str, Sequence[Answered]], zone: tzinfo, concepts: Iterable[str] = ()
) -> tuple[ConceptStanding, ...]:
    """Least known first; then those of `concepts` on which nobody has answered."""
    rows: dict[str, list[ConceptStanding]] = {concept_id: [] for concept_id in concepts}
    for history in histories.values():
        of_concept: dict[str, list[Answered]] = {}
        for answered in standing(history):
            of_concept.setdefault(answered.concept_id, []).append(answered)
        for concept_id, answers in of_concept.items():
            rows.setdefault(concept_id, []).append(_of_one(concept_id, answers, zone))
    found = [_together(concept_id, parts) for concept_id, parts in rows.items()]
    return tuple(sorted(found, key=_least_known))


def by_learner(histories: Mapping[str, Sequence[Answered]], zone: tzinfo) -> tuple[LearnerStanding, ...]:
    """In the order given."""
    found = []
    for learner, history in histories.items():
        parts = by_concept({learner: history}, zone)
        found.append(
            LearnerStanding(
                learner,
                sum(part.learners for part in parts),
                sum(part.answers for part in parts),
                sum(part.right for part in parts),
                sum(part.left_open for part in parts),
                max((part.last for part in parts if part.last), default=None),
            )
        )
    return tuple(found)


def _of_one(concept_id: str, answers: Sequence[Answered], zone: tzinfo) -> ConceptStanding:
    given = [answered for answered in answers if not answered.left_open]
    return ConceptStanding(
        concept_id,
        learners=int(bool(given)),
        knowing=int(bool(given) and given[-1].attempt.correct),
        answers=len(given),
        right=sum(answered.attempt.correct for answered in given),
        left_open=len(answers) - len(given),
        last=max((local_day(answered.attempt.at, zone) for answered in given), default=None),
    )


def _together(concept_id: str, parts: Sequence[ConceptStanding]) -> ConceptStanding:
    return ConceptStanding(
        concept_id,
        sum(part.learners for part in parts),
        sum(part.knowing for part in parts),
        sum(part.answers for part in parts),
        sum(part.right for part in parts),
        sum(part.left_open for part in parts),
        max((part.last for part in parts if part.last), default=None),
    )


def _least_known(row: ConceptStanding) -> tuple[bool, float, int, str]:
    share = row.share
    return share is None, share.value if share else 0.0, -row.learners, row.concept_id
