"""A paper exactly to its blueprint, or an error that says what is lacking.

Whether the bank can meet all of a blueprint at once is a flow problem: sections on one side, groups on the other, as
much between them as the bank has items. A maximum flow fills the paper; where it falls short, its minimum cut is the
proof of what is lacking.

A maximum flow by itself fills all of one section from one group where it can. So the network is opened in stages: each
section may first take from each group only its proportional part, rounded down, then rounded up, then what there is.
A stage adds to the earlier ones and never takes an item out of the paper, so the spread costs nothing of what can be
met.
"""

import random
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import ceil, floor
from typing import Any, Literal, NamedTuple

from app.study.apportioning import apportion, huntington_hill
from app.study.blueprint import BankItem, Blueprint, BlueprintError, Difficulty, Lack, Paper, Question
from app.study.enemies import Told, enemies_among
from app.study.flow import Network
from app.study.records import ItemKind

# kind, difficulty, group
Cell = tuple[ItemKind, str, str]
# Orders of drawing that are tried for a paper without enemies.
ATTEMPTS = 6
Stock = Mapping[Cell, Sequence[BankItem]]


class _Row(NamedTuple):
    part: int
    kind: ItemKind
    difficulty: Difficulty | Literal[""]
    wanted: int


class _Seat(NamedTuple):
    """What a row takes from a group."""

    row: _Row
    group: str


def build_exam(items: Sequence[BankItem], blueprint: Blueprint, seed: int) -> Paper:
    """A paper exactly to the blueprint, the same for the same bank, blueprint and seed; no item twice, and enemy items
    together and concepts repeated as little as choosing allows. Each section is spread over the groups in the
    blueprint's shares or, without these, in the bank's, each group with a question at least where there are enough;
    half of what is to be judged true or false is true. Raises `BlueprintError`.
    """
    told = {entry.item.id: Told.of(entry.item) for entry in items}
    best: tuple[int, tuple[Question, ...]] | None = None
    for attempt in range(ATTEMPTS):
        questions = _set(items, blueprint, random.Random(f"{seed} {attempt}" if attempt else seed), told)
        on_paper = [told[question.item.id] for question in questions]
        pairs = sum(enemies_among(one, on_paper[:n]) for n, one in enumerate(on_paper))
        if best is None or pairs < best[0]:
            best = pairs, questions
        if not pairs:
            break
    return Paper(blueprint, seed, best[1] if best else ())


def _set(
    items: Sequence[BankItem], blueprint: Blueprint, chance: random.Random, told: Mapping[str, Told]
) -> tuple[Question, ...]:
    """The questions, drawn one after the other, each with the fewest enemies among those before it."""
    stock: dict[Cell, list[BankItem]] = {}
    for entry in sorted(items, key=lambda entry: entry.item.id):
        stock.setdefault((entry.item.kind, entry.difficulty, entry.group), []).append(entry)
    flow = _fill(_rows(blueprint), blueprint, stock, chance)
    used: Counter[str] = Counter()
    questions: list[Question] = []
    on_paper: list[Told] = []
    for number, part in enumerate(blueprint.parts):
        chosen: list[BankItem] = []
        truths: Counter[bool] = Counter()
        cells = [(cell, wanted) for (of, cell), wanted in sorted(flow.items()) if of == number]
        chance.shuffle(cells)
        for cell, wanted in cells:
            pool = stock[cell]
            chance.shuffle(pool)
            for _ in range(wanted):
                ranks = {
                    entry.item.id: (
                        _surplus(entry, truths),
                        enemies_among(told[entry.item.id], on_paper),
                        used[entry.item.concept_id],
                    )
                    for entry in pool
                }
                entry = min(pool, key=lambda entry: ranks[entry.item.id])
                pool.remove(entry)
                on_paper.append(told[entry.item.id])
                used[entry.item.concept_id] += 1
                truths[entry.item.key is True] += 1
                chosen.append(entry)
        chance.shuffle(chosen)
        questions += [Question(entry.item, entry.group, part.points) for entry in chosen]
    return tuple(questions)


def _surplus(entry: BankItem, truths: Mapping[bool, int]) -> int:
    """By how many there are more with this answer already than with the other, of those to be judged true or false."""
    key = entry.item.key
    return truths[key] - truths[not key] if entry.item.kind == "true_false" else 0


def _rows(blueprint: Blueprint) -> list[_Row]:
    rows = []
    for number, part in enumerate(blueprint.parts):
        mix: Mapping[Any, int] = apportion(part.mix, part.count) if part.mix else {"": part.count}
        rows += [_Row(number, part.kind, difficulty, count) for difficulty, count in mix.items() if count]
    return rows


def _aims(rows: Sequence[_Row], stock: Stock, count: int) -> dict[str, int]:
    """How many questions each group should have where the blueprint does not say so: each row in the proportions in
    which the bank has items for it, summed."""
    weights = dict.fromkeys(sorted({cell[2] for cell in stock}), 0.0)
    for row in rows:
        serving = {cell: len(entries) for cell, entries in stock.items() if _serves(row, cell)}
        for cell, amount in serving.items():
            weights[cell[2]] += row.wanted * amount / sum(serving.values())
    return huntington_hill(weights, count)


def _fill(
    rows: Sequence[_Row], blueprint: Blueprint, stock: Stock, chance: random.Random
) -> dict[tuple[int, Cell], int]:
    """How many items of each part's cells to take. Raises `BlueprintError`."""
    shares = apportion(blueprint.shares, blueprint.count) if blueprint.shares else None
    aims = shares if shares is not None else _aims(rows, stock, blueprint.count)
    network = Network()
    ideals: dict[_Seat, float] = {}
    for row in rows:
        network.edge("source", row, row.wanted)
        groups = list(dict.fromkeys(cell[2] for cell in stock if _serves(row, cell)))
        chance.shuffle(groups)  # which of the small groups a row takes from is chance, not the alphabet
        for group in groups:
            seat = _Seat(row, group)
            ideals[seat] = row.wanted * aims.get(group, 0) / blueprint.count
            network.edge(row, seat, 0)
    for cell, entries in stock.items():
        network.edge(cell, ("group", cell[2]), len(entries))
        for row in rows:
            if _serves(row, cell):
                network.edge(_Seat(row, cell[2]), cell, len(entries))
    for group in dict.fromkeys([*(cell[2] for cell in stock), *aims]):
        network.edge(("group", group), "sink", aims.get(group, 0))
    filled = _in_stages(network, ideals)
    if shares is None:
        filled += _beyond(network, aims, blueprint.count - filled)
    if filled < blueprint.count:
        raise BlueprintError(_lack(rows, shares, stock, network.reachable()))
    taken: Counter[tuple[int, Cell]] = Counter()
    for row in rows:
        for cell in stock:
            if (amount := network.flow.get((_Seat(row, cell[2]), cell), 0)) > 0:
                taken[(row.part, cell)] += amount
    return dict(taken)


def _in_stages(network: Network, ideals: Mapping[_Seat, float]) -> int:
    """Fills the network with every seat at its part rounded down, rounded up, and open."""
    opened = dict.fromkeys(ideals, 0)
    filled = 0
    for limit in (floor, ceil, None):
        for seat, ideal in ideals.items():
            upto = limit(ideal) if limit else seat.row.wanted
            network.widen(seat.row, seat, upto - opened[seat])
            opened[seat] = upto
        filled += network.fill()
    return filled


def _beyond(network: Network, aims: Mapping[str, int], missing: int) -> int:
    """Where some group has too few items for its aim, the others take more, one question each at a time."""
    filled = 0
    for _ in range(missing):
        for group in aims:
            network.widen(("group", group), "sink", 1)
        filled += network.fill()
        if filled == missing:
            break
    return filled


def _lack(
    rows: Sequence[_Row],
    groups: Mapping[str, int] | None,
    stock: Stock,
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
