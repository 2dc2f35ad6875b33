"""A mock exam's blueprint, and the paper built to it exactly, or an error that says what is lacking.

Each section fixes a kind, a number, the points of an item and, if wanted, a mix of difficulties; the shares by group
hold for the whole paper. Whether the bank can meet all of it at once is a flow problem: sections on one side, groups on
the other, as much between them as the bank has items. A maximum flow fills the paper; where it falls short, its minimum
cut is the proof of what is lacking.
"""

import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from app.study.flow import Network
from app.study.history import item_from_record, item_record
from app.study.records import Item, ItemKind

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

# kind, difficulty, group
Cell = tuple[ItemKind, str, str]

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
    groups as they come. Raises `ValueError` naming the value that makes no sense."""

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


def apportion(parts: Mapping[Any, int], seats: int) -> dict[Any, int]:
    """Whole numbers in proportion, by largest remainder (Hamilton); ties go to the earlier.

    >>> apportion({"type": 1, "method": 1, "principle": 1}, 10)
    {'type': 4, 'method': 3, 'principle': 3}
    """
    total = sum(parts.values())
    whole = {name: seats * part // total for name, part in parts.items()}
    by_remainder = sorted(parts, key=lambda name: -(seats * parts[name] % total))
    for name in by_remainder[: seats - sum(whole.values())]:
        whole[name] += 1
    return whole


def build_exam(items: Sequence[BankItem], blueprint: Blueprint, seed: int) -> Paper:
    """A paper exactly to the blueprint, the same for the same bank, blueprint and seed; no item twice, and concepts
    repeated as little as choosing allows. Raises `BlueprintError`."""
    chance = random.Random(seed)
    rows = _rows(blueprint)
    stock: dict[Cell, list[BankItem]] = {}
    for entry in sorted(items, key=lambda entry: entry.item.id):
        stock.setdefault((entry.item.kind, entry.difficulty, entry.group), []).append(entry)
    groups = apportion(blueprint.shares, blueprint.count) if blueprint.shares else None
    flow = _fill(rows, groups, stock)
    used: Counter[str] = Counter()
    questions: list[Question] = []
    points = {number: part.points for number, part in enumerate(blueprint.parts)}
    for number in range(len(blueprint.parts)):
        chosen: list[BankItem] = []
        cells = [(cell, wanted) for (part, cell), wanted in sorted(flow.items()) if part == number]
        for cell, wanted in cells:
            pool = stock[cell]
            chance.shuffle(pool)
            for _ in range(wanted):
                entry = min(pool, key=lambda entry: used[entry.item.concept_id])
                pool.remove(entry)
                used[entry.item.concept_id] += 1
                chosen.append(entry)
        chance.shuffle(chosen)
        questions += [Question(entry.item, entry.group, points[number]) for entry in chosen]
    return Paper(blueprint, seed, tuple(questions))


class _Row(NamedTuple):
    part: int
    kind: ItemKind
    difficulty: Difficulty | Literal[""]
    wanted: int


def _rows(blueprint: Blueprint) -> list[_Row]:
    rows = []
    for number, part in enumerate(blueprint.parts):
        mix: Mapping[Any, int] = apportion(part.mix, part.count) if part.mix else {"": part.count}
        rows += [_Row(number, part.kind, difficulty, count) for difficulty, count in mix.items() if count]
    return rows


def _fill(
    rows: Sequence[_Row],
    groups: Mapping[str, int] | None,
    stock: Mapping[Cell, Sequence[BankItem]],
) -> dict[tuple[int, Cell], int]:
    """How many items of each part's cells to take. Raises `BlueprintError`."""
    network = Network()
    for row in rows:
        network.edge("source", row, row.wanted)
    for cell, entries in stock.items():
        kind, difficulty, group = cell
        network.edge(cell, ("group", group), len(entries))
        for row in rows:
            if row.kind == kind and row.difficulty in ("", difficulty):
                network.edge(row, cell, len(entries))
    for group in {cell[2] for cell in stock} | set(groups or ()):
        network.edge(
            ("group", group), "sink", sum(row.wanted for row in rows) if groups is None else groups.get(group, 0)
        )
    if network.fill() < sum(row.wanted for row in rows):
        reached = network.reachable()
        raise BlueprintError(_lack(rows, groups, stock, reached))
    taken: Counter[tuple[int, Cell]] = Counter()
    for row in rows:
        for cell in stock:
            if amount := network.flow.get((row, cell), 0):
                taken[(row.part, cell)] += amount
    return dict(taken)


def _lack(
    rows: Sequence[_Row],
    groups: Mapping[str, int] | None,
    stock: Mapping[Cell, Sequence[BankItem]],
    reached: set[Hashable],
) -> Lack:
    """Reads the minimum cut: the reached rows need their counts; the groups outside the cut can take what they want
    elsewhere; the groups that are full on the source's side take a part of the need, the rest is lacking."""
    short = [row for row in rows if row in reached]
    kinds = tuple(dict.fromkeys((row.kind, row.difficulty) for row in short))
    needed = sum(row.wanted for row in short)
    full = {name for name in (groups or {}) if ("group", name) in reached}
    wanting = tuple(name for name, count in (groups or {}).items() if count and name not in full)
    elsewhere = sum((groups or {})[name] for name in full)
    cells = [cell for cell in stock if cell in reached and ("group", cell[2]) not in reached]
    entered = [cell for cell in stock if cell not in reached and any(_serves(row, cell) for row in short)]
    found = sum(len(stock[cell]) for cell in [*cells, *entered])
    return Lack(kinds, wanting, needed - elsewhere, found)


def _serves(row: _Row, cell: Cell) -> bool:
    return row.kind == cell[0] and row.difficulty in ("", cell[1])
