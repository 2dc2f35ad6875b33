"""A learner's history: attempts with what was answered, in the order in which they were recorded.

Everything that the pages show (schedule, notebook, statistics) is computed from histories.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from fsrs import Rating

from app.answering.records import Quote
from app.study.records import SKILL_OF, Attempt, Item, ItemKind, Skill


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer to be recorded: the item as it was shown, the attempt, and how well it was known.

    `rating` is what the learner said of it, or what `app.study.schedule.rate` makes of score and time."""

    item: Item
    attempt: Attempt
    rating: Rating


@dataclass(frozen=True, slots=True)
class Answered:
    """A recorded attempt. `number` rises with the order of recording, which is the order of replay; `version` names the
    item's words at that time; `exam` is the mock exam's id, or None."""

    number: int
    attempt: Attempt
    concept_id: str
    kind: ItemKind
    rating: Rating
    version: str
    exam: int | None = None

    @property
    def skill(self) -> Skill:
        return SKILL_OF[self.kind]

    @property
    def left_open(self) -> bool:
        """An exam's question that was handed in without an answer. 「不知道」 in a quiz is an answer."""
        return self.exam is not None and self.attempt.response is None


def judged(given: Submission) -> Submission:
    """The learner's own word on a graded answer: right where it was wrong, wrong where it was right.

    Submitted after the answer, it takes its place in `standing`."""
    right = not given.attempt.correct
    attempt = replace(given.attempt, correct=right, score=float(right), overruled=True)
    return Submission(given.item, attempt, Rating.Good if right else Rating.Again)


def standing(history: Iterable[Answered]) -> list[Answered]:
    """The history as it stands: an answer that the learner judged otherwise afterwards gives way to her judgement.

    The judgement is an attempt of its own with `overruled` set and the same response, recorded later; both stay on
    the disk, and the judgement counts from the place and time of the answer.
    """
    kept: list[Answered] = []
    places: dict[tuple[str, datetime], int] = {}
    for answered in history:
        attempt = answered.attempt
        place = places.get((attempt.item_id, attempt.at))
        if attempt.overruled and place is not None and attempt.response == kept[place].attempt.response:
            kept[place] = answered
        else:
            places[attempt.item_id, attempt.at] = len(kept)
            kept.append(answered)
    return kept


def item_record(item: Item) -> dict[str, Any]:
    """As JSON stores it; `item_from_record` reads it back."""
    return asdict(item)


def item_from_record(record: Mapping[str, Any]) -> Item:
    """Raises `KeyError` or `TypeError` if the record is no item's."""
    quotes = tuple(Quote(**{**quote, "headings": tuple(quote["headings"])}) for quote in record["quotes"])
    hashes = tuple(record["sentence_hashes"])
    options = record["options"]
    return Item(**{**record, "options": options, "quotes": quotes, "sentence_hashes": hashes})


def item_json(item: Item) -> str:
    return json.dumps(item_record(item), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item_version(item: Item) -> str:
    """Names the item's words: other words, another version."""
    return sha256(item_json(item).encode("utf-8", "surrogatepass")).hexdigest()[:20]
