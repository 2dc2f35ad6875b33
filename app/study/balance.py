"""What is wrong with a bank though each item is right: where keys stand, how long they are, blanks that clash."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.study.records import Item, ItemKind
from corpus.key import words_only

# A place may hold at most this many times its even share of the keys; below FEWEST items chance alone does worse.
UNEVEN, FEWEST = 1.3, 100
BLANK = re.compile("_{2,}|＿{2,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Which rule an item or a bank breaks, and what was seen."""

    rule: str
    detail: str


def bank_problems(items: Sequence[Item]) -> list[Problem]:
    return [*_positions(items), *_true_share(items), *_longest(items), *_same_stems(items)]


def _positions(items: Sequence[Item]) -> list[Problem]:
    found = []
    by_size: dict[tuple[ItemKind, int], Counter[int]] = defaultdict(Counter)
    for item in items:
        if item.kind == "single":
            by_size[item.kind, len(item.options)][item.key] += 1
        elif item.kind == "multiple":
            by_size[item.kind, len(item.options)].update(item.key)
    for (kind, size), counts in by_size.items():
        even = counts.total() / size
        if counts.total() >= FEWEST:
            found += [
                Problem("key_positions", f"{kind}：{counts.total()} 個答案裡有 {counts[p]} 個在第 {p + 1} 位")
                for p in range(size)
                if counts[p] > UNEVEN * even
            ]
    return found


def _true_share(items: Sequence[Item]) -> list[Problem]:
    keys = [bool(item.key) for item in items if item.kind == "true_false"]
    share = sum(keys) / len(keys) if keys else 0.5
    if len(keys) < FEWEST or 1 - UNEVEN / 2 <= share <= UNEVEN / 2:
        return []
    return [Problem("key_positions", f"判斷題有 {share:.0%} 是對的")]


def _longest(items: Sequence[Item]) -> list[Problem]:
    """Whoever always takes the longest option, or the shortest, must do little better than by guessing."""
    singles = [item for item in items if item.kind == "single"]
    if len(singles) < FEWEST:
        return []
    guessing = sum(1 / len(item.options) for item in singles)
    found = []
    for name, extreme in (("最長", max), ("最短", min)):
        right = sum(right_by_length(item, extreme) for item in singles)
        if right > UNEVEN * guessing:
            found.append(Problem("key_positions", f"單選題總選{name}的選項可對 {right:.0f}/{len(singles)} 題"))
    return found


def right_by_length(item: Item, extreme: Callable[[Iterable[int]], int]) -> float:
    """The chance of being right by taking the longest option (`max`) or the shortest (`min`), ties drawn by lot.

    >>> right_by_length(Item("q", "single", "", "…", ["甲", "乙乙", "丙丙"], 1, "", ()), max)
    0.5
    """
    length = extreme(map(len, item.options))
    tied = [i for i, option in enumerate(item.options) if len(option) == length]
    return (item.key in tied) / len(tied)


def _same_stems(items: Sequence[Item]) -> list[Problem]:
    """Two blanks with the same words around them and different fillings: neither can be answered."""
    seen: dict[str, set[str]] = {}
    found = []
    for item in items:
        if item.kind == "blank":
            fillings = {words_only(a) for accepted in item.key for a in accepted}
            known = seen.setdefault(words_only(BLANK.sub("", item.stem)), fillings)
            if not known & fillings:
                found.append(Problem("several_fillings", item.stem))
    return found
