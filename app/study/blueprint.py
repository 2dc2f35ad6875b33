"""A mock exam's blueprint, the paper built to it (by `app.study.building`), and the error that says what is lacking.

Each section fixes a kind, a number, the points of an item and, if wanted, a mix of difficulties; the shares by group
hold for the whole paper.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from app.study.history import item_from_record, item_record
from app.study.records import Item, ItemKind

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

# Until enough learners have answered, an item's kind stands for its difficulty: choosing, completing, producing.
DIFFICULTY_OF_KIND: dict[ItemKind, Difficulty] = {
    "true_false": "easy",
    "single": "easy",
    "multiple": "medium",
    "matching": "medium",
    "blank": "medium",
    "ordering": "medium",
    "term": "hard",
    "short": "hard",
    "case": "hard",
}
# Facility from which an item is easy, and below which it is hard.
EASY, HARD = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item that may be set, with its concept's group and its difficulty."""

    item: Item
    group: str
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the paper: `count` items of a kind, `points` each. `mix` gives whole parts by difficulty,
    as in {"easy": 3, "medium": 5, "hard": 2}; empty takes any."""

    kind: ItemKind
    count: int
    points: float
    mix: Mapping[Difficulty, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """`shares` gives whole parts by group, as in {"type": 40, "method": 60}, of the number of items; empty takes all
    groups, near their shares of the bank. Raises `ValueError` naming the value that makes no sense."""

    title: str
    minutes: int
    parts: tuple[Part, ...]
    shares: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= 600:
            raise ValueError(f"minutes = {self.minutes}, not between 1 and 600")
        if not self.parts:
            raise ValueError("parts = (), no section")
        for part in self.parts:
            if part.count < 1 or part.points <= 0:
                raise ValueError(f"{part.kind}: count = {part.count}, points = {part.points}")
        named: list[tuple[str, Mapping[Any, int]]] = [("shares", self.shares), *((p.kind, p.mix) for p in self.parts)]
        for name, parts in named:
            if parts and (min(parts.values()) < 0 or not sum(parts.values())):
                raise ValueError(f"{name} = {dict(parts)}")

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def points(self) -> float:
        return sum(part.count * part.points for part in self.parts)

    def record(self) -> dict[str, Any]:
        """As JSON stores it; `from_record` reads it back."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Blueprint":
        return cls(**{**record, "parts": tuple(Part(**part) for part in record["parts"])})


class Lack(NamedTuple):
    """`needed` items of these kinds, difficulties ("" is any) and groups; the bank has only `found`."""

    kinds: tuple[tuple[ItemKind, Difficulty | Literal[""]], ...]
    groups: tuple[str, ...]
    needed: int
    found: int


class BlueprintError(Exception):
    """The bank cannot meet the blueprint; `lack` says with what."""

    def __init__(self, lack: Lack) -> None:
        super().__init__(
            f"{' + '.join(f'{kind} {difficulty}'.strip() for kind, difficulty in lack.kinds)}"
            f" in {', '.join(lack.groups) or 'any group'}: {lack.needed} needed, {lack.found} found"
        )
        self.lack = lack


@dataclass(frozen=True, slots=True)
class Question:
    """An item in its place on the paper."""

    item: Item
    group: str
    points: float


@dataclass(frozen=True, slots=True)
class Paper:
    """A built exam: the questions in the order of the blueprint's sections."""

    blueprint: Blueprint
    seed: int
    questions: tuple[Question, ...]

    def record(self) -> dict[str, Any]:
        questions = [{"item": item_record(q.item), "group": q.group, "points": q.points} for q in self.questions]
        return {"blueprint": self.blueprint.record(), "seed": self.seed, "questions": questions}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Paper":
        questions = tuple(Question(item_from_record(q["item"]), q["group"], q["points"]) for q in record["questions"])
        return cls(Blueprint.from_record(record["blueprint"]), record["seed"], questions)


def difficulty_of(item: Item, facility: float | None = None) -> Difficulty:
    """By the share of learners who got it right, where it is known; by its kind otherwise."""
    if facility is None:
        return DIFFICULTY_OF_KIND[item.kind]
    return "easy" if facility >= EASY else "hard" if facility < HARD else "medium"
