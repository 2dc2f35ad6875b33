"""What the trainer decided about items, and which items may be set.

An item is stale when a sentence that it rests on no longer stands in its document, or, where a trainer has looked at
it, when its sentences are not those that were looked at. A stale item is left out until it is confirmed or made anew.

An item of an imported document has another id when a sentence of it changes. A retirement holds for the one that asks
the same in its place; of one document, no two items do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from app.study.bank import moved, stale
from app.study.records import Item, sentence_hash
from corpus.key import words_only
from corpus.records import Document

Decided = Literal["approved", "retired"]
ItemOrigin = Literal["generated", "edited", "own"]
Status = Literal["approved", "retired", "stale"]
# document id -> the document; raises KeyError for one that is gone
DocumentOf = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Decision:
    """`item` is set for `edited`, `own` and what is retired; `confirmed` holds the hashes of the sentences that were
    looked at."""

    item_id: str
    state: Decided
    origin: ItemOrigin
    item: Item | None
    confirmed: tuple[str, ...]
    changed: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An item with its standing; only approved ones are set."""

    item: Item
    status: Status
    origin: ItemOrigin


def list_items(
    generated: Iterable[Item], decisions: Mapping[str, Decision], document_of: DocumentOf
) -> tuple[Listed, ...]:
    """Every item once, by id: an edited one takes the place of the generated one. Quotations of items that are not
    stale are where they stand now."""
    items: dict[str, tuple[Item, ItemOrigin]] = {item.id: (item, "generated") for item in generated}
    gone = {_asked(d.item) for d in decisions.values() if d.state == "retired" and d.item and d.item_id not in items}
    for decision in decisions.values():
        if decision.item is not None and decision.origin != "generated":
            items[decision.item_id] = (replace(decision.item, id=decision.item_id), decision.origin)
    listed = []
    for item_id, (item, origin) in sorted(items.items()):
        decided = decisions.get(item_id)
        again = decided is None and _asked(item) in gone and _is_imported(item.concept_id, document_of)
        status: Status = "retired" if again else _status(item, decided, document_of)
        listed.append(Listed(moved(item, document_of) if status == "approved" else item, status, origin))
    return tuple(listed)


def _asked(item: Item) -> tuple[str, str, str]:
    return item.kind, item.concept_id, words_only(item.stem)


def _is_imported(document_id: str, document_of: DocumentOf) -> bool:
    try:
        return document_of(document_id).origin == "imported"
    except KeyError:
        return False


def decide(item: Item, state: Decided, origin: ItemOrigin, now: datetime) -> Decision:
    """Approves or retires an item as it stands now; approving a stale one confirms it."""
    kept = None if origin == "generated" and state == "approved" else item
    return Decision(item.id, state, origin, kept, _hashes(item), now)


def _hashes(item: Item) -> tuple[str, ...]:
    return item.sentence_hashes or tuple(sentence_hash(quote.text) for quote in item.quotes)


def _status(item: Item, decision: Decision | None, document_of: DocumentOf) -> Status:
    if decision and decision.state == "retired":
        return "retired"
    others = decision is not None and set(_hashes(item)) != set(decision.confirmed)
    return "stale" if others or stale(item, document_of) else "approved"
