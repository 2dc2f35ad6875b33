"""Steps: which of them have one place among the others, and which of an answer's stand in their order."""

import re
from bisect import bisect_right
from collections.abc import Sequence

# What is done when something happens has its place wherever that happens.
_WHEN = re.compile("^[^，。]{2,20}時，")
# What is done again and again follows the other steps, but of two such steps neither is the first.
_STANDING = re.compile("定期|按期|按月|平時|隨時|練習|每[^，。]{0,8}完|反覆出現|重複發生|常被")
_ASKS_STEPS = re.compile("步驟。$|依序有哪幾步")


def asks_steps(stem: str) -> bool:
    """Whether what is asked for are steps, which follow one another.

    >>> asks_steps("簡述「授權」的實施步驟。"), asks_steps("簡述「授權」的要點。")
    (True, False)
    """
    return bool(_ASKS_STEPS.search(stem))


def placed(steps: Sequence[str]) -> list[int]:
    """The steps, by number, of which each has one place among the others."""
    fixed = [n for n, step in enumerate(steps) if not _WHEN.search(step)]
    standing = [n for n in fixed if _STANDING.search(steps[n])]
    return fixed if len(standing) < 2 else [n for n in fixed if n not in standing]


def longest_run(places: Sequence[int]) -> list[int]:
    """The longest part, by number, in which each place is behind the one before it, or the same.

    >>> longest_run([0, 30, 10, 20])
    [0, 2, 3]
    """
    ends: list[int] = []  # of the shortest-reaching run of each length the last number
    before: list[int] = []
    for n, place in enumerate(places):
        length = bisect_right([places[end] for end in ends], place)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [n]
    run = []
    n = ends[-1] if ends else -1
    while n >= 0:
        run.append(n)
        n = before[n]
    return run[::-1]
