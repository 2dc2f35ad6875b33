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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.study.polarity import denied, dropped, lists_on, opposite, turns
from app.study.synonyms import replaced
from corpus.key import search_key, words_only

# Of a wording's telling characters so much must stand in the answer: less in long stretches, more in short ones.
LONG, SHORT = 0.5, 0.6
STRETCH = 2
# A stretch of so many telling characters that is denied instead of affirmed makes the opposite of the point.
OPPOSED = 4
# A wording of fewer characters must stand there as it is, or all of it in stretches.
WHOLE = 6
_GRAMMAR = frozenset("的之是在和与对而以及其于为被把由所等各有要并使将到从可能会就也都则须应让给了着这那该个些一项种时")
_SENTENCE, _CLAUSE = re.compile("[。！？；;!?\n]"), re.compile(r"[，,：:、。！？；;!?\s（）()「」]")


@dataclass(frozen=True, slots=True)
class Found:
    """`words` are the learner's, "" where the point is not touched; `opposed` if they say the opposite."""

    words: str = ""
    opposed: bool = False

    @property
    def made(self) -> bool:
        return bool(self.words) and not self.opposed


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared: `key` has synonyms put in, `places` are where each of its characters stands in `text`,
    `clauses` where clauses of it begin, `sentences` where sentences do."""

    text: str
    key: str
    places: tuple[tuple[int, int], ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        return self.text[self.places[start][0] : self.places[end - 1][1]]


@dataclass(frozen=True, slots=True)
class _Match:
    """What a wording and a part of an answer share: telling characters, and the stretches of the answer."""

    agreed: int
    stretches: tuple[tuple[int, int], ...]
    longest: int
    opposed: tuple[tuple[int, int], ...]


def read(text: str, subjects: Sequence[str] = ()) -> Reading:
    """`subjects` are what is asked about: what is said of 分工不清 is not denied by the 不 in this name."""
    kept = [i for i, char in enumerate(text) if words_only(char)]
    whole = search_key(text)
    chars = replaced("".join(whole[i] for i in kept))
    key = "".join(char for char, _, _ in chars)
    places = tuple((kept[a], kept[b - 1] + 1) for _, a, b in chars)
    sentences, clauses = {0}, {0, *turns(key)}
    for subject in map(read, subjects):
        clauses |= {match.end() for match in re.finditer(re.escape(subject.key), key)} if subject.key else set()
    for n in range(1, len(places)):
        between = text[places[n - 1][1] : places[n][0]] if places[n][0] >= places[n - 1][1] else ""
        if _SENTENCE.search(between):
            sentences.add(n)
        if _CLAUSE.search(between) and not ("、" in between and lists_on(key[max(c for c in clauses if c <= n) : n])):
            clauses.add(n)
    return Reading(text, key, places, tuple(sorted(clauses)), tuple(sorted(sentences)))


def find(
    point: str, accept: Sequence[str], answer: str | Reading, *, exact: bool = False, together: bool = False
) -> Found:
    """What of the answer makes the point; with `exact` (a name) only one of the wordings as it stands; with `together`
    (a reason) within neighbouring clauses, which no list of names brings together."""
    given, whole = read(answer) if isinstance(answer, str) else answer, read(point)
    denial = Found()
    for wording in dict.fromkeys([*accept, point]):
        wanted = read(wording)
        found = _verbatim(wanted, whole, given)
        if not found.made and not exact:
            found = max((found, _shared(wanted, given, together)), key=lambda f: (f.made, f.opposed))
        if found.made:  # by one half of the point, while the other may be turned round
            rest = Found() if exact or wanted.key == whole.key else _shared(whole, given, together)
            return rest if rest.opposed else found
        denial = max((denial, found), key=lambda f: f.opposed)
    return denial


def _verbatim(wanted: Reading, point: Reading, given: Reading) -> Found:
    if not wanted.key:
        return Found()
    at = point.key.find(wanted.key)
    usual = at >= 0 and denied(point.key, at, at + len(wanted.key), point.clauses)
    found = Found()
    for match in re.finditer(re.escape(wanted.key), given.key):
        words = given.words(match.start(), match.end())
        if denied(given.key, match.start(), match.end(), given.clauses) == usual:
            return Found(words)
        found = Found(words, opposed=True)
    return found


def _shared(wanted: Reading, given: Reading, together: bool) -> Found:
    telling = _telling(wanted.key)
    if not telling:
        return Found()
    denial = Found()
    for start, end in _windows(given.clauses if together else given.sentences, len(given.key), 3 if together else 2):
        match = _match(wanted, given, start, end)
        share = LONG if match.longest >= 3 and not together else SHORT
        enough = telling if telling < WHOLE else share * telling
        if match.opposed and match.agreed + sum(b - a for a, b in match.opposed) >= SHORT * telling:
            denial = Found("……".join(given.words(a, b) for a, b in match.opposed), opposed=True)
        elif not match.opposed and match.agreed >= max(enough, 2):
            return Found("……".join(given.words(a, b) for a, b in match.stretches))
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
        denials = denied(point, at, at + size, wanted.clauses)
        places = [start + m.start() for m in re.finditer(f"(?={re.escape(point[at : at + size])})", part)]
        turned = {p: _turned(wanted, at, size, given, p, denials) for p in places}
        right = next((p for p in places if not turned[p]), None)
        if right is not None:
            agreed += telling
            longest = max(longest, size)
            stretches.append((right, right + size))
        elif telling >= min(turned.values()):
            opposed.append((places[0], places[0] + size))
        at += size
    return _Match(agreed, tuple(stretches), longest, tuple(opposed))


def _turned(wanted: Reading, at: int, size: int, given: Reading, place: int, denials: bool) -> int:
    """0 where the stretch means the same in both; else from how many telling characters on it is the opposite: few
    where a negating word or an opposite stands right beside it, more where it only is denied somewhere before."""
    point, end, until = wanted.key, at + size, place + size
    if dropped(point, end, given.key, until):
        return 2
    if opposite(point, at, end, given.key, place, until):
        return 2 if size >= OPPOSED else 3
    return OPPOSED if denied(given.key, place, until, given.clauses) != denials else 0


def _telling(key: str) -> int:
    return sum(char not in _GRAMMAR for char in key)
