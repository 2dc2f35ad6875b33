"""Items, attempts and reviews."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from app.answering.records import Quote
from corpus.key import search_key

ItemKind = Literal["single", "multiple", "true_false", "blank", "matching", "ordering", "term", "short", "case"]
Skill = Literal["recognise", "recall", "apply"]

# Answered in words, and graded by key points.
OPEN_KINDS: tuple[ItemKind, ...] = ("term", "short", "case")
# Which skill a kind exercises: choosing among what is shown, producing it, using it on a case.
SKILL_OF: dict[ItemKind, Skill] = {
    "single": "recognise",
    "multiple": "recognise",
    "true_false": "recognise",
    "matching": "recognise",
    "ordering": "recall",
    "blank": "recall",
    "term": "recall",
    "short": "recall",
    "case": "apply",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A quiz item. `options` and `key` are as in the command line's contract, by kind:

    `single` an option's index; `multiple` sorted indices; `true_false` a bool; `blank` a list of accepted strings per
    blank; `matching` the index of the right option for each left side (options: {"left": […], "right": […]});
    `ordering` indices of `options` in the right order; `term`, `short`, `case` a list of {"point": …, "accept": […]},
    with "exact": true where the point is a name, which no part of it makes, "genus": true where it only says of which
    kind the thing is, and "unlike": […], what siblings of the thing say that sounds like the point.
    """

    id: str
    kind: ItemKind
    concept_id: str
    stem: str
    options: Any
    key: Any
    explanation: str
    quotes: tuple[Quote, ...]
    # of each quotation's words: a changed source makes the item stale
    sentence_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer as it was given. `score` is 0..1, `duration` in seconds; `overruled` is the learner's own judgement."""

    learner: str
    item_id: str
    response: Any
    score: float
    correct: bool
    overruled: bool
    at: datetime
    duration: float


@dataclass(frozen=True, slots=True)
class Review:
    """Where a learner stands with one skill of one concept; `card` is the FSRS card as JSON."""

    learner: str
    concept_id: str
    skill: Skill
    card: str
    due: datetime


def sentence_hash(text: str) -> str:
    """Of a quoted sentence's key, so that only a change of words counts.

    >>> sentence_hash("協調") == sentence_hash("协调")
    True
    """
    return sha256(search_key(text).encode()).hexdigest()[:16]
