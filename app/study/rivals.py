"""Which concepts could both be right where one of them is asked for: namesakes, aliases, wider and narrower ones.

>>> same_or_inside("利益協調", "利益性協調"), same_or_inside("會議協調", "非會議協調")
(True, False)
"""

import re
from collections.abc import Mapping
from itertools import combinations, product

from corpus.key import words_only
from corpus.records import Concept

# What only joins the words of a name (search keys): without it 纠偏协调 and 纠偏式协调 are one name.
_JOINING = re.compile("[式性的之与和]")
# What most names of this field share: with it taken off, what is left tells a concept from its siblings.
_GENERAL = re.compile("行政|协调|原则|矛盾|部门|方式|组织|之间|利益$|[式性的之与和]")
# One group, several criteria: what is fought over, between whom, for which part of the whole. A quarrel of two sections
# over one room is a conflict by each of them, and only those of one criterion exclude each other.
_CRITERIA = (
    ("conflict.interest", "conflict.authority"),
    ("conflict.hierarchical", "conflict.interdepartmental", "conflict.interregional"),
    ("conflict.part-whole", "conflict.part-part"),
)
# Pairs of which each card, rightly, says much the same.
_NEAR = (("definition.administrative-coordination", "definition.leader-as-balancer"),)
_ACROSS = {frozenset((a, b)) for one, other in combinations(_CRITERIA, 2) for a, b in product(one, other)}
_OVERLAPPING = _ACROSS | {frozenset(pair) for pair in _NEAR}


def across(a: str, b: str) -> bool:
    """Whether both may hold of one thing although their definitions differ: siblings by different criteria."""
    return frozenset((a, b)) in _ACROSS


def bare(name: str) -> str:
    """The name's key without joining characters."""
    return _JOINING.sub("", words_only(name))


def core(name: str) -> str:
    """What distinguishes a name; empty where nothing of two characters is left.

    >>> core("糾偏式協調")
    '纠偏'
    """
    left = _GENERAL.sub("", words_only(name))
    return left if len(left) >= 2 else ""


def same_or_inside(a: str, b: str) -> bool:
    """Whether two names are one, or all characters of one stand in the other (a narrower concept), negation aside."""
    short, long = sorted((bare(a), bare(b)), key=len)
    if short == long:
        return True
    if len(short) < 3 or long in (f"非{short}", f"不{short}"):
        return False
    return set(short) <= set(long)


class Rivals:
    """Decides between the concepts of one corpus."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = concepts
        self._known: dict[tuple[str, str], bool] = {}

    def between(self, a: str, b: str) -> bool:
        """Whether `b` could be right where `a` is; a concept is its own rival."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self._known:
            self._known[pair] = a == b or self._decide(a, b)
        return self._known[pair]

    def _decide(self, a: str, b: str) -> bool:
        first, second = self._concepts.get(a), self._concepts.get(b)
        if first is None or second is None:
            return False
        if frozenset((a, b)) in _OVERLAPPING:
            return True
        if first.group == b or second.group == a or b in first.members or a in second.members:
            return True
        # Cards name siblings in `contrasts`, and beside them only namesakes from other classifications.
        if first.group != second.group and (b in first.contrasts or a in second.contrasts):
            return True
        if {bare(n) for n in first.names} & {bare(n) for n in second.names}:
            return True
        return same_or_inside(first.name, second.name)
