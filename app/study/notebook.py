"""錯題本: what was answered wrong and has not been put right since.

An item enters with a wrong answer and leaves after `LEAVE_AFTER` right answers in a row; another wrong answer begins
the count anew. An answer counts as it stands after the learner's own judgement. An item that is no longer asked cannot
leave in this way: its entry says why (`state_of`), and the learner may take it out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, NamedTuple, get_args

from app.study.decisions import Listed
from app.study.history import Answered, standing
from app.study.records import Item, ItemKind

# Items of a drill on a confusable pair.
CONTRAST = 6
# right answers in a row after which an item leaves; the page states it
LEAVE_AFTER = 3

# Asked as it was, or in other words now; or not asked: its source changed and nobody has confirmed it, the trainer
# retired it, or the bank has it no more, as when its sentence was written anew.
State = Literal["asked", "reworded", "stale", "retired", "gone"]


class Pair(NamedTuple):
    """Two concepts that are taken for one another, in the order of their ids."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A wrong item. `last_wrong` holds the learner's answer and names the version of the item that was shown, whose
    explanation and quotations are the reason."""

    item_id: str
    concept_id: str
    last_wrong: Answered
    times_wrong: int
    right_in_a_row: int
    leave_after: int

    @property
    def right_still_needed(self) -> int:
        return self.leave_after - self.right_in_a_row


def notebook(
    history: Iterable[Answered], leave_after: int = LEAVE_AFTER, removed: Mapping[str, int] | None = None
) -> tuple[Entry, ...]:
    """The entries, latest wrong answer first. `removed` maps an item that the learner took out to the number of its
    last wrong answer then: a later one brings it back.

    `wrong, right, right, right -> ()`, `wrong, right, wrong -> (Entry(times_wrong=2, right_in_a_row=0),)`
    """
    if leave_after < 1:
        raise ValueError(f"leave_after = {leave_after}, not at least 1")
    entries: dict[str, Entry] = {}
    wrongs: dict[str, int] = {}
    for answered in standing(history):
        item_id = answered.attempt.item_id
        if not answered.attempt.correct:
            wrongs[item_id] = wrongs.get(item_id, 0) + 1
            entries[item_id] = Entry(item_id, answered.concept_id, answered, wrongs[item_id], 0, leave_after)
        elif entry := entries.pop(item_id, None):
            right = entry.right_in_a_row + 1
            if right < leave_after:
                entries[item_id] = Entry(
                    item_id, entry.concept_id, entry.last_wrong, entry.times_wrong, right, leave_after
                )
    kept = [e for e in entries.values() if e.last_wrong.number > (removed or {}).get(e.item_id, -1)]
    return tuple(sorted(kept, key=lambda entry: -entry.last_wrong.number))


def state_of(shown: Item, row: Listed | None) -> State:
    """What became of an item since it was shown; `row` is its place in the bank, None where it has none."""
    if row is None:
        return "gone"
    if row.status != "approved":
        return row.status
    return "asked" if _words(row.item) == _words(shown) else "reworded"


def _words(item: Item) -> tuple[object, ...]:
    """What the learner reads; a quotation that only moved is none of it."""
    return item.stem, item.options, item.key, [quote.text for quote in item.quotes]


def by_group(entries: Iterable[Entry], group_of: Mapping[str, str]) -> dict[str, tuple[Entry, ...]]:
    """The entries by the group of their concept; most entries first. A concept that is gone stands under ""."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(group_of.get(entry.concept_id, ""), []).append(entry)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {group: tuple(members) for group, members in ordered}


def by_pair(entries: Sequence[Entry], contrasts: Mapping[str, Sequence[str]]) -> dict[Pair, tuple[Entry, ...]]:
    """The entries by confusable pair, where both or either is in the notebook; most entries first.

    `contrasts` maps a concept to those that it is taken for (`Concept.contrasts`); either direction counts.
    """
    partners: dict[str, set[str]] = {}
    for concept, others in contrasts.items():
        for other in others:
            if other != concept:
                partners.setdefault(concept, set()).add(other)
                partners.setdefault(other, set()).add(concept)
    pairs: dict[Pair, list[Entry]] = {}
    for entry in entries:
        for other in partners.get(entry.concept_id, ()):
            pairs.setdefault(Pair(*sorted((entry.concept_id, other))), []).append(entry)
    ordered = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {pair: tuple(members) for pair, members in ordered}


def contrast(
    pair: Pair, entries: Iterable[Entry], pool: Iterable[Item], names: Mapping[str, str], size: int = CONTRAST
) -> tuple[Item, ...]:
    """A drill that sets the two concepts against one another: `size` items at most, as many of each, by turns.

    Of each the wrong ones come first, then those that name the other concept as well. () where the bank has nothing on
    one of the two, so that there is nothing to tell apart.
    """
    wrong = {entry.item_id for entry in entries}
    kinds, held = get_args(ItemKind), list(pool)

    def side(concept: str, other: str) -> list[Item]:
        def place(item: Item) -> tuple[bool, bool, int, str]:
            said = f"{item.stem} {item.options}"
            return item.id not in wrong, names[other] not in said, kinds.index(item.kind), item.id

        return sorted((item for item in held if item.concept_id == concept), key=place)[: size // 2]

    one, other = side(*pair), side(*pair[::-1])
    if not one or not other:
        return ()
    return tuple(item for turn in zip_longest(one, other) for item in turn if item is not None)
