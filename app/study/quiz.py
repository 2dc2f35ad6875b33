"""A quiz as it is asked, and how far it is: what a reloaded page goes on with."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.study.records import Attempt, Item


@dataclass(frozen=True, slots=True)
class Quiz:
    """`key` names the quiz in the page's address and, with a number, each of its submissions."""

    key: str
    title: str
    items: tuple[Item, ...]

    def submission(self, number: int) -> str:
        """The key under which the answer to a question (numbered from 0) is recorded.

        >>> Quiz("7f3a", "", ()).submission(2)
        'quiz 7f3a 2'
        """
        return f"quiz {self.key} {number}"

    def judgement(self, number: int) -> str:
        """The key under which the learner's own word on that answer is recorded."""
        return f"{self.submission(number)} judged"


@dataclass(frozen=True, slots=True)
class Progress:
    """A quiz with the answers that count, by question's number: the learner's own judgement where there is one."""

    quiz: Quiz
    answers: Mapping[int, Attempt]

    @property
    def at(self) -> int:
        """The number of the first question without an answer."""
        return next((n for n in range(len(self.quiz.items)) if n not in self.answers), len(self.quiz.items))

    @property
    def left(self) -> int:
        return len(self.quiz.items) - len(self.answers)

    @property
    def rights(self) -> int:
        return sum(attempt.correct for attempt in self.answers.values())

    @property
    def score(self) -> float:
        return sum(attempt.score for attempt in self.answers.values())
