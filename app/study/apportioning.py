"""Whole seats in proportion to weights, as parliaments share theirs out."""

from collections.abc import Mapping
from math import inf, sqrt
from typing import Any


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


def huntington_hill(weights: Mapping[str, float], seats: int) -> dict[str, int]:
    """Whole numbers in proportion, where nobody goes without as long as there are seats for all: by equal proportions,
    as the United States share out their House (Huntington 1928). Ties go to the heavier, then to the earlier.

    >>> huntington_hill({"type": 70, "method": 29, "procedure": 1}, 10)
    {'type': 6, 'method': 3, 'procedure': 1}
    """
    given = dict.fromkeys((name for name, weight in weights.items() if weight > 0), 0)
    for _ in range(seats if given else 0):
        name = max(given, key=lambda name: (_claim(weights[name], given[name]), weights[name]))
        given[name] += 1
    return given


def _claim(weight: float, held: int) -> float:
    return weight / sqrt(held * (held + 1)) if held else inf
