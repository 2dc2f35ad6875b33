"""Key points in an answer in words: which wording of a point the answer makes, and whether it says the opposite.

A wording is made when it stands there, or when enough of it does, within two neighbouring sentences, in stretches of at
least two characters, synonyms taken as one word. Words that are denied in the one and affirmed in the other, or that
have their opposite beside them, do not make it.

>>> find("針對違反行政規範", ["糾正違規"], "对违反行政规范的做法").words
'对违反行政规范'
>>> find("不直接指派該部門的人員", [], "應直接指派該部門的人員")
Found(words='直接指派該部門的人員', opposed=True)
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from app.study.nearness import Near, nearest
from app.study.polarity import denied, dropped, opposite
from app.study.reading import Found, Reading, common_start, read

# Of a wording's telling characters so much must stand in the answer: less in long stretches, more in short ones.
LONG, SHORT = 0.5, 0.6
STRETCH = 2
# A stretch of so many telling characters that is denied instead of affirmed makes the opposite of the point.
OPPOSED = 4
# A wording of fewer characters must stand there as it is, or all of it in stretches.
WHOLE = 6
_GRAMMAR = frozenset("的之是在和与对而以及其于为被把由所等各有要并使将到从可能会就也都则须应让给了着这那该个些一项种时")
# A part of an answer this near to a wording in meaning makes it; of so many neighbouring clauses at most.
NEAR = 0.38
NEAR_REASON = 0.5
# Clauses that give a reason are longer, on the average, than the entries of a list of names.
SAID = 7
# A point of fewer characters than `WHOLE` has too few words for its vector to be sure.
BRIEF = 0.5
# What is denied must be nearer than this to be the opposite of a point rather than about something else.
DENIED = 0.5
# Of two stretches that lie in one another by more than this only the nearer makes its point.
SHARED = 0.5
# What several lines begin with is at most so long.
OPENING = 6
CLAUSES = 4


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A point as it is looked for."""

    whole: Reading
    wordings: tuple[Reading, ...]
    unlike: tuple[Reading, ...]

    @classmethod
    def of(cls, point: Mapping[str, Any], masked: Sequence[str]) -> "_Wanted":
        texts = dict.fromkeys([*point["accept"], point["point"]])
        wordings = tuple(read(text, masked) for text in texts)
        return cls(
            read(point["point"], masked), wordings, tuple(read(text, masked) for text in point.get("unlike", ()))
        )

    def standing(self, given: Reading) -> list[tuple[int, int]]:
        """Where one of the wordings stands as it is."""
        keys = [wording.key for wording in self.wordings if wording.key]
        return [match.span() for key in keys for match in re.finditer(re.escape(key), given.key)]


@dataclass(frozen=True, slots=True)
class _Match:
    """What a wording and a part of an answer share: telling characters, and the stretches of the answer."""

    agreed: int
    stretches: tuple[tuple[int, int], ...]
    longest: int
    opposed: tuple[tuple[int, int], ...]


def find_all(
    points: Sequence[Mapping[str, Any]],
    answer: str,
    masked: Sequence[str] = (),
    hidden: Sequence[str] = (),
    *,
    together: bool = False,
    listed: bool = False,
) -> list[Found]:
    """What of the answer makes each of the points, by words or else by meaning. A point is {"point", "accept"} and
    perhaps "unlike": what siblings of the subject say, to which nothing may be nearer.

    The names in `masked` are left out everywhere, what is `hidden` of the answer; in a list of lines (`listed`) also
    what several of them begin with, as steps do with who takes them. With `together` (reasons) words stand within
    neighbouring clauses, which no list of names brings together.
    """
    masked = [*masked, *(_openings([point["point"] for point in points]) if listed else ())]
    given = read(answer, masked, hidden)
    wanted = [_Wanted.of(point, masked) for point in points]
    found = [_by_words(point, given, together) for point in wanted]
    doubtful = [n for n, point in enumerate(wanted) if not (found[n].opposed or point.standing(given))]
    least = NEAR_REASON if together else NEAR
    windows = [w for count in range(1, CLAUSES + 1) for w in _windows(given.clauses, len(given.key), count)]
    if together:
        windows = [window for window in windows if _says(given, window)]
    for n in [n for n in doubtful if found[n].made]:
        near = _nearest(wanted[n], given, windows)
        if near and (near.contrary or _nearer(wanted[n].unlike, near, given)):
            found[n] = Found() if together else _denial(near, given)
            doubtful.remove(n)
    told = [span for point in wanted for span in point.standing(given)]
    windows = [w for w in windows if not any(_overlap(w, span) > SHARED for span in told)]
    left = {n: wanted[n] for n in doubtful if not found[n].made}
    meant = _by_meaning(left, given, windows, least)
    if together:  # what a case tells of is often denied, and a card says in many ways why something applies
        meant = {n: f for n, f in meant.items() if not f.opposed}
    return [meant.get(n, f) for n, f in enumerate(found)]


def _by_meaning(
    left: dict[int, _Wanted], given: Reading, windows: Sequence[tuple[int, int]], least: float
) -> dict[int, Found]:
    """Gives the points that are left, the nearest first, the windows that are near them; one stretch of an answer is
    near only one point."""
    found: dict[int, Found] = {}
    while left:
        nears = {n: near for n, point in left.items() if (near := _nearest(point, given, windows))}
        n = max(nears, key=lambda n: nears[n].score, default=-1)
        if n < 0 or nears[n].score < least:
            break
        near, point = nears[n], left.pop(n)
        if near.contrary or _nearer(point.unlike, near, given):
            found[n] = _denial(near, given)
        elif len(point.whole.key) >= WHOLE or near.score >= BRIEF:
            span = near.start, near.end
            found[n] = given.found(span)
            windows = [window for window in windows if _overlap(window, span) <= SHARED]
    return found


def _says(given: Reading, window: tuple[int, int]) -> bool:
    """Whether it is long for so many clauses: a list of names gives no reason."""
    start, end = window
    return end - start >= SAID * sum(start <= place < end for place in given.clauses)


def _denial(near: Near, given: Reading) -> Found:
    """What is near enough to be the point but for a denial says the opposite."""
    opposed = near.denied and near.score >= DENIED
    return Found(given.words(near.start, near.end), opposed=True) if opposed else Found()


def _openings(points: Sequence[str]) -> list[str]:
    shared = {common_start(a, b) for a, b in combinations(points, 2)}
    return [opening for opening in shared if STRETCH <= len(opening) <= OPENING]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The part of the shorter that lies in the longer."""
    return (min(one[1], other[1]) - max(one[0], other[0])) / min(one[1] - one[0], other[1] - other[0])


def find(point: str, accept: Sequence[str], answer: str) -> Found:
    """What of the answer makes one point."""
    return find_all([{"point": point, "accept": accept}], answer)[0]


def _by_words(point: _Wanted, given: Reading, together: bool) -> Found:
    denial, whole = Found(), point.whole
    for wanted in point.wordings:
        found = _verbatim(wanted, whole, given)
        if not found.made:
            found = max((found, _shared(wanted, given, together)), key=lambda f: (f.made, f.opposed))
        if found.made:  # by one half of the point, while the other may be turned round
            rest = Found() if wanted.key == whole.key else _shared(whole, given, together)
            return rest if rest.opposed else found
        denial = max((denial, found), key=lambda f: f.opposed)
    return denial


def _nearest(point: _Wanted, given: Reading, windows: Sequence[tuple[int, int]]) -> Near | None:
    """The part of the answer that is nearest to any of the wordings."""
    found = [near for wording in point.wordings if (near := nearest(wording, given, windows))]
    return max(found, key=lambda near: near.score, default=None)


def _nearer(others: Sequence[Reading], near: Near, given: Reading) -> bool:
    """Whether what is near the point is nearer to one of the others."""
    inner = [place for place in given.clauses if near.start <= place < near.end] or [near.start]
    windows = [(a, b) for a in inner for b in [*inner, near.end] if a < b]
    found = [other for wanted in others if (other := nearest(wanted, given, windows))]
    return any(other.score > near.score for other in found)


def _verbatim(wanted: Reading, point: Reading, given: Reading) -> Found:
    if not wanted.key:
        return Found()
    at = point.key.find(wanted.key)
    usual = at >= 0 and denied(point.key, at, at + len(wanted.key), point.clauses)
    found = Found()
    for match in re.finditer(re.escape(wanted.key), given.key):
        if denied(given.key, match.start(), match.end(), given.clauses) == usual:
            return given.found(match.span())
        found = Found(given.words(*match.span()), opposed=True)
    return found


def _shared(wanted: Reading, given: Reading, together: bool) -> Found:
    telling = _telling(wanted.key)
    if not telling:
        return Found()
    denial = Found()
    for start, end in _windows(given.clauses if together else given.sentences, len(given.key), 3 if together else 2):
        if together and not _says(given, (start, end)):
            continue
        match = _match(wanted, given, start, end)
        share = LONG if match.longest >= 3 and not together else SHORT
        enough = telling if telling < WHOLE else share * telling
        if match.opposed and match.agreed + sum(b - a for a, b in match.opposed) >= SHORT * telling:
            denial = Found("……".join(given.words(a, b) for a, b in match.opposed), opposed=True)
        elif not match.opposed and match.agreed >= max(enough, 2):
            return given.found(*match.stretches)
    return denial


def _windows(starts: Sequence[int], length: int, count: int) -> Iterator[tuple[int, int]]:
    """Each clause or sentence with those behind it, `count` in all."""
    ends = [*starts[count:], *[length] * count]
    return ((start, ends[n]) for n, start in enumerate(starts) if start < length)


def _match(wanted: Reading, given: Reading, start: int, end: int) -> _Match:
    part, point = given.key[start:end], wanted.key
    agreed, longest, stretches, opposed = 0, 0, [], []
    at = 0
    while at < len(point):
        size = next((n for n in range(len(point) - at, STRETCH - 1, -1) if point[at : at + n] in part), 0)
        telling = _telling(point[at : at + size])
        if not size or not telling:
            at += 1
            continue
        places = [start + m.start() for m in re.finditer(f"(?={re.escape(point[at : at + size])})", part)]
        turned = {p: _turned(wanted, at, size, given, p, part) for p in places}
        right = next((p for p in places if not turned[p]), None)
        if right is not None:
            agreed += telling
            longest = max(longest, size)
            stretches.append((right, right + size))
        elif telling >= min(turned.values()):
            opposed.append((places[0], places[0] + size))
        at += size
    return _Match(agreed, tuple(stretches), longest, tuple(opposed))


def _turned(wanted: Reading, at: int, size: int, given: Reading, place: int, part: str) -> int:
    """0 where the stretch means the same in both; else from how many telling characters on it is the opposite: few
    where a negating word or an opposite stands right beside it, more where it only is denied somewhere before."""
    point, end, until = wanted.key, at + size, place + size
    if dropped(point, end, given.key, until):
        return 2
    pair = opposite(point, at, end, given.key, place, until)
    if pair:
        plain = len(pair[0]) > 1 or (pair[0] not in part and pair[1] not in point)
        return 2 if plain or size >= OPPOSED else 3
    denials = denied(point, at, end, wanted.clauses)
    return OPPOSED if denied(given.key, place, until, given.clauses) != denials else 0


def _telling(key: str) -> int:
    return sum(char not in _GRAMMAR for char in key)
