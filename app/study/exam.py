"""A mock exam as it is sat: a clock that stops at the last heartbeat, answers saved as they are given, the result.

Transitions take the time and return the new state. The page beats every few seconds; where a beat is missing for longer
than `GAP`, nobody was there: the clock has stopped at the last beat, and the time between is an interruption, which the
result lists. Where the computer's clock was set back by more than that, the exam's goes on from the new time, and the
jump is listed as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from fsrs import Rating

from app.answering.records import Quote
from app.study.blueprint import (
    BankItem,
    Blueprint,
    BlueprintError,
    Paper,
    Part,
    Question,
    difficulty_of,
)
from app.study.building import build_exam
from app.study.history import Submission
from app.study.records import Attempt

__all__ = [
    "BankItem",
    "Blueprint",
    "BlueprintError",
    "ExamOver",
    "ExamResult",
    "ExamState",
    "GroupResult",
    "Interruption",
    "Paper",
    "Part",
    "Question",
    "beat",
    "build_exam",
    "difficulty_of",
    "left_open",
    "result",
    "save",
    "start",
    "submit",
]

# The page beats this often; the clock runs on where two beats are late or lost, as on a busy machine, and no further.
BEAT = timedelta(seconds=5)
GAP = 3 * BEAT
# An answer given in the last second arrives a moment later.
GRACE = timedelta(seconds=5)


class ExamOver(Exception):
    """The time is up or the paper was handed in; nothing more can be answered."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """From the last heartbeat before it to the first one after it, which is the earlier one where the computer's clock
    was set back."""

    start: datetime
    end: datetime

    @property
    def set_back(self) -> bool:
        return self.end < self.start

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class ExamState:
    """`used` is the time that counted; `answers` maps a question's number (from 0) to the response."""

    paper: Paper
    started: datetime
    last_beat: datetime
    used: timedelta = timedelta()
    answers: Mapping[int, Any] = field(default_factory=dict)
    interruptions: tuple[Interruption, ...] = ()
    submitted: datetime | None = None

    @property
    def limit(self) -> timedelta:
        return timedelta(minutes=self.paper.blueprint.minutes)

    @property
    def left(self) -> timedelta:
        return max(timedelta(), self.limit - self.used)

    @property
    def over(self) -> bool:
        return self.submitted is not None or not self.left


def start(paper: Paper, now: datetime) -> ExamState:
    return ExamState(paper, started=now, last_beat=now)


def beat(state: ExamState, now: datetime) -> ExamState:
    """The page is open at `now`. After a gap, or where the computer's clock was set back, this is the resumption."""
    if state.submitted:
        return state
    gap = now - state.last_beat
    if abs(gap) <= GAP:  # two beats may come in the wrong order
        return replace(state, last_beat=now, used=state.used + max(gap, timedelta()))
    pause = Interruption(state.last_beat, now)
    return replace(state, last_beat=now, interruptions=(*state.interruptions, pause))


def save(state: ExamState, number: int, response: Any, now: datetime) -> ExamState:
    """The answer to a question, in place of an earlier one; None takes it back.

    Raises `ExamOver`, and `IndexError` for a number that the paper has not.
    """
    if not 0 <= number < len(state.paper.questions):
        raise IndexError(f"question {number} of {len(state.paper.questions)}")
    state = beat(state, now)
    if state.submitted or state.used > state.limit + GRACE:
        raise ExamOver
    answers = {n: given for n, given in state.answers.items() if n != number}
    if response is not None:
        answers[number] = response
    return replace(state, answers=dict(sorted(answers.items())))


def submit(state: ExamState, now: datetime) -> ExamState:
    """Hands the paper in; a second time changes nothing."""
    return state if state.submitted else replace(beat(state, now), submitted=now)


def left_open(state: ExamState, learner: str, now: datetime) -> dict[int, Submission]:
    """A wrong answer without words for each question that has none, by number: who leaves a question open does not know
    it, as far as anyone can tell, and shall meet it again. It took no time."""
    return {
        number: Submission(
            question.item, Attempt(learner, question.item.id, None, 0.0, False, False, now, 0.0), Rating.Again
        )
        for number, question in enumerate(state.paper.questions)
        if number not in state.answers
    }


@dataclass(frozen=True, slots=True)
class GroupResult:
    """`reread` holds the quotations under the questions that lost points, each once, in the paper's order."""

    group: str
    points: float
    of: float
    questions: int
    reread: tuple[Quote, ...]

    @property
    def share(self) -> float:
        return self.points / self.of


@dataclass(frozen=True, slots=True)
class ExamResult:
    """`groups` weakest first; `unanswered` are the numbers (from 0) of questions left open."""

    points: float
    of: float
    groups: tuple[GroupResult, ...]
    unanswered: tuple[int, ...]
    interruptions: tuple[Interruption, ...]
    used: timedelta

    @property
    def share(self) -> float:
        return self.points / self.of


def result(state: ExamState, scores: Mapping[int, float]) -> ExamResult:
    """`scores` (0..1) by question number, as graded; a question without one gets no points."""
    rows = [(n, q, q.points * scores.get(n, 0.0)) for n, q in enumerate(state.paper.questions)]
    names = dict.fromkeys(question.group for _, question, _ in rows)
    groups = [_group(name, [(q, earned) for _, q, earned in rows if q.group == name]) for name in names]
    return ExamResult(
        points=sum(earned for _, _, earned in rows),
        of=sum(question.points for _, question, _ in rows),
        groups=tuple(sorted(groups, key=lambda group: group.share)),
        unanswered=tuple(n for n, _, _ in rows if n not in state.answers),
        interruptions=state.interruptions,
        used=state.used,
    )


def _group(name: str, rows: Sequence[tuple[Question, float]]) -> GroupResult:
    lost = [quote for question, earned in rows if earned < question.points for quote in question.item.quotes]
    return GroupResult(
        name,
        points=sum(earned for _, earned in rows),
        of=sum(question.points for question, _ in rows),
        questions=len(rows),
        reread=tuple(dict.fromkeys(lost)),
    )
