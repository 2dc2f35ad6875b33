"""Which concepts could both be right where one of them is asked for: namesakes, aliases, wider and narrower ones.

>>> same_or_inside("利益協調", "利益性協調"), same_or_inside("會議協調", "非會議協調")
(True, False)
"""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations, product

from corpus.key import search_key, words_only
from corpus.records import Concept

# What only joins the words of a name (search keys): without it 纠偏协调 and 纠偏式协调 are one name.
_JOINING = re.compile("[式性的之与和]")
# Words of the field and joining characters, which point to no name among others.
_FIELD = re.compile("行政|协调|原则|矛盾|部门|方式|方法|组织|之间|[式性的之与和、,:()（）]")
_QUOTED = re.compile("「(.{1,2})」")
# What most names of this field share: with it taken off, what is left tells a concept from its siblings.
_GENERAL = re.compile("行政|协调|原则|矛盾|部门|方式|组织|之间|利益$|[式性的之与和]")
# One group, several criteria: what is fought over, between whom, for which part of the whole; at which level, by which
# means. A quarrel of two sections over one room is a conflict by each of them, and section heads who persuade each
# other coordinate at the middle level and by psychological means: only those of one criterion exclude each other.
_CRITERIA = (
    (
        ("conflict.interest", "conflict.authority"),
        ("conflict.hierarchical", "conflict.interdepartmental", "conflict.interregional"),
        ("conflict.part-whole", "conflict.part-part"),
    ),
    (
        ("type.level-means.high", "type.level-means.middle", "type.level-means.grassroots"),
        (
            "type.level-means.regulatory",
            "type.level-means.interest",
            "type.level-means.psychological",
            "type.level-means.authority-system",
        ),
    ),
)
# Pairs of which each card, rightly, says much the same.
_NEAR = (("definition.administrative-coordination", "definition.leader-as-balancer"),)
# Pairs that one situation calls for although their definitions differ: who splits a function may set up an agency, who
# writes down the duties of one office makes duties clear, and an agency that society needs no longer is an organisation
# to be restructured for its environment.
_TOGETHER = {
    frozenset(pair)
    for pair in (
        ("method.environment.agency-change", "method.environment.differentiation"),
        ("practice.admin-duties", "practice.role-clarity"),
        ("type.object.environment", "type.object.structure"),
    )
}
_ACROSS = {
    frozenset(pair) for group in _CRITERIA for one, other in combinations(group, 2) for pair in product(one, other)
}
_OVERLAPPING = _ACROSS | {frozenset(pair) for pair in _NEAR}
# A card that says so: its sources do not tell the concept from the one that they name beside it.
_NOT_TOLD_APART = re.compile("(?:沒有|未)說明(.{2,20})的區別")


def across(a: str, b: str) -> bool:
    """Whether both may hold of one thing although their definitions differ: siblings by different criteria."""
    return frozenset((a, b)) in _ACROSS


def together(a: str, b: str) -> bool:
    """Whether a situation that calls for one may call for the other as well; of what a definition says, only one is
    right."""
    return frozenset((a, b)) in _TOGETHER


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


def words_of(name: str) -> set[str]:
    """The pairs of characters (search keys) by which a stem that has one of them would point to the name: those that do
    not go over a joining character, and none of the field's own words.

    >>> sorted(words_of("部際委員會")), sorted(words_of("為領導服務與為基層服務相一致"))[:3]
    (['员会', '委员', '部际', '际委'], ['一致', '为基', '为领'])
    """
    parts = _FIELD.split(words_only(name))
    return {part[i : i + 2] for part in parts for i in range(len(part) - 1)}


def shares_a_word(said: str, name: str, beside: Sequence[str] = ()) -> bool:
    """Whether what is said has a word of the name, and none of the names beside it.

    >>> shares_a_word("由中層管理者進行", "中層次協調", ["基層協調"]), shares_a_word("由中層管理者進行", "基層協調")
    (True, False)
    """
    key = words_only(said)
    return any(word in key for word in words_of(name)) and not any(shares_a_word(said, other) for other in beside)


def named_in(said: str, names: Sequence[str]) -> bool:
    """Whether what is said of a concept names it: by a name, or by a part of one in quotation marks.

    >>> named_in("的「柔」是用溝通、說明和讓步的方法", ["柔韌性"]), named_in("分出緩急", ["時效性"])
    (True, False)
    """
    parts = [part for part in _QUOTED.findall(said) if any(part in name for name in names)]
    return bool(parts) or any(name in said for name in names)


def hinted_in(said: str, names: Sequence[str]) -> bool:
    """Whether it is named, or what distinguishes it stands there.

    >>> hinted_in("以約定為標準，沒有標準就談不上監督", ["行政監督"])
    True
    """
    key = search_key(said)
    return named_in(said, names) or any(hint in key for hint in map(core, names) if hint)


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
        if _not_told_apart(first, second) or _not_told_apart(second, first):
            return True
        if {bare(n) for n in first.names} & {bare(n) for n in second.names}:
            return True
        return same_or_inside(first.name, second.name)


def _not_told_apart(concept: Concept, other: Concept) -> bool:
    found = _NOT_TOLD_APART.search(concept.body.get("來源說明", ""))
    return found is not None and other.name in found[1]
