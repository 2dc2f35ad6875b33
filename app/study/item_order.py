"""The items of the bank by what the answers say of them: sorted and picked out by facility and discrimination."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from app.study.blueprint import EASY, HARD
from app.study.decisions import Listed
from app.study.statistics import ItemFigures

Order = Literal["bank", "hardest", "easiest", "least_telling", "most_answered"]
ORDERS: tuple[Order, ...] = get_args(Order)
Trait = Literal["hard", "easy", "little_telling", "too_few"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
# An item below this hardly tells who knows the subject from who does not (after Ebel & Frisbie 1991).
LITTLE = 0.2


def ordered(rows: Iterable[Listed], figures: Mapping[str, ItemFigures], order: Order) -> list[Listed]:
    """Items whose figure is hidden come last, in the bank's own order."""
    if order == "bank":
        return list(rows)
    value = _VALUES[order]

    def place(row: Listed) -> tuple[bool, float]:
        known = value(figures[row.item.id]) if row.item.id in figures else None
        return known is None, known or 0.0

    return sorted(rows, key=place)


_VALUES: dict[Order, Callable[[ItemFigures], float | None]] = {
    "hardest": lambda f: f.facility.value if f.facility else None,
    "easiest": lambda f: -f.facility.value if f.facility else None,
    "least_telling": lambda f: f.discrimination.value if f.discrimination else None,
    "most_answered": lambda f: -float(f.n),
}


def has_trait(figures: ItemFigures | None, trait: Trait) -> bool:
    """Whether an item stands out so; one whose figure is hidden has only `too_few`."""
    facility = figures.facility if figures else None
    if facility is None:
        return trait == "too_few"
    if trait == "little_telling":
        found = figures.discrimination if figures else None
        return found is not None and found.value < LITTLE
    return facility.value < HARD if trait == "hard" else trait == "easy" and facility.value >= EASY
