"""Reading a description: its clauses, and which of them are denied."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.key import search_key

_CLAUSE = re.compile(r"[^，,。.；;！!？?：:\n]+")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]?")
# "不是不想管，是沒有權限": what is denied is no evidence, what follows is.
_DENIED = re.compile("^.{0,4}(不是|并非|并不是|不是说|没说|不是因为|谁也没|从没|从来没|没有人说)")
_BUT = re.compile("^(而是|是|只是|问题是|其实是|主要是)")


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
