"""What is wrong with a bank though each item is right: where keys stand, how long they are, stems that clash."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.study.records import Item, ItemKind
from corpus.key import words_only

# A place may hold at most this many times its even share of the keys; below FEWEST items chance alone does worse.
UNEVEN, FEWEST = 1.3, 100
# Of options of one form, this many times too many or too few may be right; of many-choice items of one size, this part
# may have the same number of right options. Below SOME items either is chance.
LOPSIDED, USUAL_NUMBER, SOME = 2.0, 0.8, 20
BLANK = re.compile("_{2,}|＿{2,}")
# Forms by which options can be told apart without knowing anything.
SHAPES = {
    "句號": re.compile("。$"),
    "分句": re.compile("[，；,;]"),
    "絕對的字眼": re.compile("一律|絕對|所有|永遠|任何時候|只要.+就"),
    "定義句": re.compile("(?:是|指)[^，。；]*(?:之一|的一[種項][^，。；]*|第.{1,2}[項種])，|，是指"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Which rule an item or a bank breaks, and what was seen."""

    rule: str
    detail: str


def bank_problems(items: Sequence[Item]) -> list[Problem]:
    return [
        *_positions(items),
        *_true_share(items),
        *_longest(items),
        *_forms(items),
        *_numbers(items),
        *_same_stems(items),
    ]


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


def _forms(items: Sequence[Item]) -> list[Problem]:
    """A form that some options of an item have and others not must not tell whether they are right."""
    found = []
    for name, shape in SHAPES.items():
        right, even, count = 0, 0.0, 0
        for item in items:
            if item.kind not in ("single", "multiple"):
                continue
            places = [item.key] if item.kind == "single" else item.key
            formed = [i for i, option in enumerate(item.options) if shape.search(option)]
            if len(formed) < len(item.options):
                count += len(formed)
                right += len(set(formed) & set(places))
                even += len(formed) * len(places) / len(item.options)
        if count >= SOME and not even / LOPSIDED <= right <= even * LOPSIDED:
            found.append(Problem("key_positions", f"{count} 個「{name}」的選項裡 {right} 個對，應約 {even:.0f} 個"))
    return found


def _numbers(items: Sequence[Item]) -> list[Problem]:
    """How many options a 多選 has must not tell how many are right."""
    by_size: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        if item.kind == "multiple":
            by_size[len(item.options)][len(item.key)] += 1
    return [
        Problem("key_positions", f"{counts.total()} 道 {size} 個選項的多選有 {most} 道對 {number} 個")
        for size, counts in by_size.items()
        for number, most in counts.most_common(1)
        if counts.total() >= SOME and most > USUAL_NUMBER * counts.total()
    ]


def right_by_length(item: Item, extreme: Callable[[Iterable[int]], int]) -> float:
    """The chance of being right by taking the longest option (`max`) or the shortest (`min`), ties drawn by lot.

    >>> right_by_length(Item("q", "single", "", "…", ["甲", "乙乙", "丙丙"], 1, "", ()), max)
    0.5
    """
    length = extreme(map(len, item.options))
    tied = [i for i, option in enumerate(item.options) if len(option) == length]
    return (item.key in tied) / len(tied)


def _same_stems(items: Sequence[Item]) -> list[Problem]:
    """Two items of which the stem says all and the keys differ: neither can be answered. Of blanks, one filling in
    common is enough."""
    seen: dict[tuple[ItemKind, str], set[str]] = {}
    found = []
    for item in items:
        if item.kind in _KEYS:
            answers = _KEYS[item.kind](item)
            known = seen.setdefault((item.kind, words_only(BLANK.sub("", item.stem))), answers)
            if known.isdisjoint(answers):
                rule = "several_fillings" if item.kind == "blank" else "same_stem"
                found.append(Problem(rule, item.stem))
    return found


# Of the kinds that show no options but those to be put in order: the answers.
_KEYS: dict[ItemKind, Callable[[Item], set[str]]] = {
    "blank": lambda item: {words_only(a) for accepted in item.key for a in accepted},
    "true_false": lambda item: {str(item.key)},
    "ordering": lambda item: {words_only("".join(item.options[n] for n in item.key))},
    "term": lambda item: {words_only("".join(point["point"] for point in item.key))},
    "short": lambda item: {words_only("".join(point["point"] for point in item.key))},
    "case": lambda item: {words_only("".join(point["point"] for point in item.key))},
}
