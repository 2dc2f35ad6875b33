"""How often a learner answers right, by skill and by whether the card was met before; a usual rate before any answer.

Each rate is drawn towards the next more general one by `WEIGHT` answers' worth: a skill's towards the learner's own
over all skills, hers towards `USUAL`, so that three answers say little and three hundred say nearly all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from app.study.history import Answered, standing
from app.study.records import Skill
from app.study.schedule import CardKey

SKILLS: tuple[Skill, ...] = get_args(Skill)
# Of an office learner nothing is known yet: below the nine in ten at which FSRS lets a card come due.
USUAL = 0.8
# Answers that a more general rate counts for.
WEIGHT = 20.0
# Later answers say more of what is to come than those of the first weeks.
RECENT = 300


@dataclass(frozen=True, slots=True)
class RightRates:
    """Shares (0..1) of right answers: to a card's `first` question, and to a `later` one. `answers` is how many of the
    learner's own they rest on."""

    first: Mapping[Skill, float]
    later: Mapping[Skill, float]
    answers: int = 0

    @classmethod
    def of(cls, rate: float) -> "RightRates":
        """The same for all."""
        return cls(dict.fromkeys(SKILLS, rate), dict.fromkeys(SKILLS, rate))


def right_rates(history: Iterable[Answered]) -> RightRates:
    """From the latest answers; what an exam left open is none.

    >>> right_rates([]).later["recall"] == USUAL
    True
    """
    met: set[CardKey] = set()
    answers: list[tuple[bool, Skill, bool]] = []
    for answered in standing(history):
        key = CardKey(answered.concept_id, answered.skill)
        if not answered.left_open:
            answers.append((key in met, answered.skill, answered.attempt.correct))
        met.add(key)
    recent = answers[-RECENT:]
    return RightRates(_by_skill(recent, later=False), _by_skill(recent, later=True), len(recent))


def _by_skill(answers: Iterable[tuple[bool, Skill, bool]], *, later: bool) -> dict[Skill, float]:
    given = [(skill, right) for was_met, skill, right in answers if was_met == later]
    own = _drawn([right for _, right in given], USUAL)
    return {skill: _drawn([right for s, right in given if s == skill], own) for skill in SKILLS}


def _drawn(rights: list[bool], towards: float) -> float:
    return (sum(rights) + WEIGHT * towards) / (len(rights) + WEIGHT)
