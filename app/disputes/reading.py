"""Reading a description: its clauses, which of them are denied, who the parties are and what each of them says."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.disputes.records import Side, Why
from corpus.key import search_key

_CLAUSE = re.compile(r"[^，,。.；;！!？?：:\n]+")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]?")
# "不是不想管，是沒有權限": what is denied is no evidence, what follows is.
_DENIED = re.compile("^.{0,4}(不是|并非|并不是|不是说|没说|不是因为|谁也没|从没|从来没|没有人说)")
_BUT = re.compile("^(而是|是|只是|问题是|其实是|主要是)")
# Search-key characters; what an office, a post or a company is called.
_PARTY = re.compile(
    "(?:我们|咱们|他们|对方|你们|[^\\W\\d_]{1,5}?)?"
    "(?:信息中心|资讯室|办公室|秘书室|行政部|市场部|财务部|财政局|[^\\W\\d_的在跟和与给找叫让把被说都]{1,4}"
    "(?:处室|科室|课室|部门|单位|公司|中心|委员会|[处科局部室课股组所厂校院会厅署乡镇区县]))(?:长|主任|主管|领导)?"
)
_SAYS = re.compile("说|讲|认为|觉得|主张|要求|坚持|嫌|怪|表示|回|嚷|抱怨|强调|不肯|不愿|想|要")


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]`; `weight` is 1, or less for what is denied."""

    start: int
    end: int
    weight: float


def clauses(text: str) -> list[Clause]:
    """The clauses of a description; a denied one counts a quarter where the next says what is the case instead."""
    key = search_key(text)
    spans = [m.span() for m in _CLAUSE.finditer(text) if m[0].strip()]
    found = []
    for i, (start, end) in enumerate(spans):
        denied = bool(_DENIED.match(key[start:end].strip()))
        following = key[spans[i + 1][0] : spans[i + 1][1]].strip() if i + 1 < len(spans) else ""
        found.append(Clause(start, end, 0.25 if denied and _BUT.match(following) else 1.0))
    return found


def units(text: str) -> list[Clause]:
    """What is compared with the knowledge: the clauses, each pair of neighbours, and the sentences."""
    single = clauses(text)
    pairs = [Clause(a.start, b.end, min(a.weight, b.weight)) for a, b in pairwise(single)]
    sentences = [Clause(m.start(), m.end(), 1.0) for m in _SENTENCE.finditer(text) if m[0].strip()]
    return list(dict.fromkeys([*single, *pairs, *sentences]))


def sides(text: str) -> tuple[Side, ...]:
    """The first two parties that are named, each with the clauses that tell what it says or wants. Nothing is added to
    the description: a party without words of its own has none."""
    key = search_key(text)
    order: dict[str, tuple[int, int]] = {}
    said: dict[str, list[Why]] = {}
    for clause in clauses(text):
        named = list(_PARTY.finditer(key, clause.start, clause.end))
        if not named:
            continue
        party = named[0][0]
        order.setdefault(party, named[0].span())
        if _SAYS.search(key, named[0].end(), clause.end):
            said.setdefault(party, []).append(Why(text[clause.start : clause.end], clause.start, clause.end))
    first = sorted(order.items(), key=lambda each: each[1])[:2]
    return tuple(Side(Why(text[a:b], a, b), tuple(said.get(party, ()))) for party, (a, b) in first)
