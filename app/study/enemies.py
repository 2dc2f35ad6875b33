"""Enemy items: two of which one answers the other, so that they do not belong on one paper.

Enemies rest on a common sentence, for a right option or a stem that shows it tells whose it is; or one shows the names
that the other asks to be listed or filled in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.study.records import Item
from corpus.key import words_only

# From this part of the names asked for, a list of them is an answer.
MOST_OF_THE_NAMES = 0.5
SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What an item rests on, shows and asks for: `sentences` are hashes, the rest search keys. `beside` are the names
    around a blank; a text that holds two of them and the filling is the list that the blank was left out of."""

    sentences: frozenset[str]
    shown: str
    listed: tuple[tuple[str, ...], ...] = ()
    filling: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @classmethod
    def of(cls, item: Item) -> "Told":
        shown = words_only("\n".join([item.stem, *_options(item)]))
        listed: tuple[tuple[str, ...], ...] = ()
        filling: tuple[str, ...] = ()
        beside: tuple[str, ...] = ()
        if item.kind == "short" and all(point.get("exact") for point in item.key):
            listed = tuple(tuple(words_only(name) for name in point["accept"]) for point in item.key)
        if item.kind == "blank":
            filling = tuple(words_only(text) for accepted in item.key for text in accepted)
            parts = (words_only(part) for part in re.split("[、，。：和與]|_{2,}", item.stem))
            beside = tuple(part for part in parts if len(part) >= SHORTEST_NAME)
        return cls(frozenset(item.sentence_hashes), shown, listed, filling, beside)

    def answers(self, other: "Told") -> bool:
        """Whether this item's words give the names that the other asks for."""
        found = sum(any(name in self.shown for name in names) for names in other.listed)
        if other.listed and found >= MOST_OF_THE_NAMES * len(other.listed):
            return True
        filled = any(len(text) >= SHORTEST_NAME and text in self.shown for text in other.filling)
        return filled and sum(part in self.shown for part in other.beside) >= 2


def enemies(one: Told, other: Told) -> bool:
    return bool(one.sentences & other.sentences) or one.answers(other) or other.answers(one)


def enemies_among(told: Told, others: Iterable[Told]) -> int:
    return sum(enemies(told, other) for other in others)


def _options(item: Item) -> Iterator[str]:
    if item.kind == "matching":
        yield from item.options["left"]
        yield from item.options["right"]
    elif item.kind not in ("blank", "term", "short", "case"):
        yield from item.options
