"""Small items and answers for the tests of study."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fsrs import Rating

from app.answering.records import Quote
from app.study.history import Answered, Submission, item_version
from app.study.records import OPEN_KINDS, Attempt, Item, ItemKind, sentence_hash

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning in Taipei, a Monday
SENTENCE = "下級之間爭執不下時，由共同的上級裁定。"


def day(n: float) -> datetime:
    return START + timedelta(days=n)


def item(number: int, kind: ItemKind = "single", concept: str = "type.internal", stem: str = "") -> Item:
    quote = Quote("doc", "文件", ("一、裁定",), number * 100, number * 100 + len(SENTENCE), SENTENCE, "shipped")
    options: Any = ["甲", "乙", "丙", "丁"]
    key: Any = [{"point": "甲", "accept": ["甲"]}] if kind in OPEN_KINDS else [["甲"]] if kind == "blank" else 0
    hashes = (sentence_hash(SENTENCE),)
    return Item(f"i{number}", kind, concept, stem or f"第 {number} 題", options, key, "說明", (quote,), hashes)


def submission(
    learner: str,
    given: Item,
    at: datetime = START,
    *,
    right: bool = True,
    rating: Rating | None = None,
    response: Any = 0,
    score: float | None = None,
) -> Submission:
    value = float(right) if score is None else score
    attempt = Attempt(learner, given.id, response, value, right, False, at, 20.0)
    return Submission(given, attempt, rating or (Rating.Good if right else Rating.Again))


def answered(number: int, given: Submission) -> Answered:
    return Answered(
        number, given.attempt, given.item.concept_id, given.item.kind, given.rating, item_version(given.item)
    )


def history(learner: str, *given: tuple[Item, bool, float]) -> list[Answered]:
    """(item, right, day) each, in order."""
    return [answered(n, submission(learner, it, day(at), right=right)) for n, (it, right, at) in enumerate(given)]
