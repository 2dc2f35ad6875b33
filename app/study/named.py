"""Names in an answer: each as it stands, a 的 or 性 more or less, or, in a list, without what all of its members share.

>>> find_names([["高層次協調"], ["利益協調"]], "高層次、利益的協調")
[Found(words='高層次', opposed=False), Found(words='利益的協調', opposed=False)]
"""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from app.study.polarity import denied
from app.study.reading import Found, Reading, common_start, read
from corpus.key import words_only

Span = tuple[int, int]
# What only joins the words of a name, in search keys.
_JOINING = re.compile("之间|[式性的之与和]")
# Of a name of fewer telling characters every character counts: 目的性 is not 目.
_LOOSE = 4
# What may stand before an entry of a list.
_COUNTING = re.compile(
    "^(?:[一二三四五六七八九十]是|第?[一二三四五六七八九十0-9]+[.．]?|分别是|分为|包括|以及|还有|有|是)"
)
_AND = re.compile("[和与及跟]")
SHORTEST = 2


def find_names(
    names: Sequence[Sequence[str]], answer: str, hidden: Sequence[str] = (), *, listed: bool = True
) -> list[Found]:
    """For each point, of which any name will do, what of the answer names it: no part of the longer name of another
    point, nor what has named another already, and with `listed` also an entry without the ending that all names share.
    """
    given = read(answer, hidden=hidden, alike=False)
    spans = [[span for name in accepted for span in _standing(name, given)] for accepted in names]
    entries = list(_entries(given)) if listed else []
    found: list[Found] = []
    used: set[Span] = set()
    for n in range(len(names)):
        others = [span for m, of in enumerate(spans) if m != n for span in of]
        own = [span for span in spans[n] if not any(_inside(span, other) for other in others)]
        forms = _short(names, n) if listed and len(names) > 1 else set()
        own += [span for text, span in entries if _bare(text) in forms]
        own = [span for span in own if span not in used]
        found.append(_first(own, given))
        used |= set(own[:1])
    return found


def _first(spans: Sequence[Span], given: Reading) -> Found:
    """The first that is affirmed; else, if any, one that is denied."""
    denial = Found()
    for start, end in spans:
        if not denied(given.key, start, end, given.clauses):
            return given.found((start, end))
        denial = Found(given.words(start, end), opposed=True)
    return denial


def _standing(name: str, given: Reading) -> Iterator[Span]:
    key = words_only(name)
    bare = _bare(key)
    if not key:
        return
    loose = f"(?:{_JOINING.pattern}){{0,3}}".join(map(re.escape, bare))
    for match in re.finditer(loose if len(bare) >= _LOOSE else re.escape(key), given.key):
        yield match.span()


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _short(names: Sequence[Sequence[str]], n: int) -> set[str]:
    """The names of the point without a part of the ending that the first names of all points have."""
    keys = [words_only(accepted[0]) for accepted in names]
    ending = reduce(common_start, [key[::-1] for key in keys])[::-1]
    own = [words_only(name) for name in names[n]]
    cut = {key[:-size] for key in own for size in range(1, len(ending) + 1) if key.endswith(ending[-size:])}
    return {_bare(form) for form in cut if len(form) >= SHORTEST}


def _entries(given: Reading) -> Iterator[tuple[str, Span]]:
    """The entries of the answer's lists, as keys with their places; "甲與乙" is one entry and also two."""
    bounds = [*given.clauses, len(given.key)]
    for start, end in pairwise(bounds):
        start += len(match[0]) if (match := _COUNTING.match(given.key[start:end])) else 0
        pieces = [start - 1, *(start + m.start() for m in _AND.finditer(given.key[start:end])), end]
        spans = {(start, end), *((a + 1, b) for a, b in pairwise(pieces))}
        yield from ((given.key[a:b], (a, b)) for a, b in sorted(spans) if b - a >= SHORTEST)


def _bare(key: str) -> str:
    return _JOINING.sub("", key)
