"""A text as answers in words are compared: without punctuation, in simplified characters, synonyms put in, with the
places where its clauses and sentences begin; and what of a learner's text was found to say something.

>>> read("請幫忙，不然做不完。").key
'请协助不然做不完'
>>> read("督導").key, read("督導", alike=False).key
('监督', '督导')
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from app.study.polarity import lists_on, turns
from app.study.synonyms import replaced
from corpus.key import search_key, words_only

_SENTENCE, _CLAUSE = re.compile("[。！？；;!?\n]"), re.compile(r"[，,：:、。！？；;!?\s（）()「」]")


@dataclass(frozen=True, slots=True)
class Found:
    """`words` are the learner's, "" where the point is not touched; `opposed` if they say the opposite; `place` is
    where most of them stand in the answer."""

    words: str = ""
    opposed: bool = False
    place: int = field(default=0, repr=False)

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

    def found(self, *spans: tuple[int, int]) -> Found:
        """What stands there, the parts in the order given."""
        longest = max(spans, key=lambda span: span[1] - span[0])
        return Found("……".join(self.words(*span) for span in spans), place=self.places[longest[0]][0])


def read(text: str, masked: Sequence[str] = (), hidden: Sequence[str] = (), *, alike: bool = True) -> Reading:
    """Without the names in `masked`: who repeats what is asked about says nothing of it, nor does the 不 in 分工不清
    deny anything; and without what is `hidden`, where a clause ends. With `alike` synonyms are taken as one word."""
    shown, text = text, without(without(text, hidden), masked, mark="□")
    kept = [i for i, char in enumerate(text) if words_only(char)]
    whole = search_key(text)
    plain = "".join(whole[i] for i in kept)
    chars = [(char, n, n + 1) for n, char in enumerate(plain)]
    if alike:  # run by run: no synonym begins before a mark and ends behind it
        breaks = [n for n in range(1, len(kept)) if kept[n] > kept[n - 1] + 1]
        runs = pairwise([0, *breaks, len(kept)])
        chars = [(char, a + x, a + y) for a, b in runs for char, x, y in replaced(plain[a:b])]
    key = "".join(char for char, _, _ in chars)
    places = tuple((kept[a], kept[b - 1] + 1) for _, a, b in chars)
    sentences, clauses = {0}, {0, *turns(key)}
    for n in range(1, len(places)):
        between = text[places[n - 1][1] : places[n][0]] if places[n][0] >= places[n - 1][1] else ""
        if _SENTENCE.search(between):
            sentences.add(n)
        if _CLAUSE.search(between) and not ("、" in between and lists_on(key[max(c for c in clauses if c <= n) : n])):
            clauses.add(n)
    return replace(Reading(text, key, places, tuple(sorted(clauses)), tuple(sorted(sentences))), text=shown)


def without(text: str, names: Sequence[str], mark: str = "，") -> str:
    """The text with marks in the places of the names, whichever script they are written in.

    >>> without("授权是下放决定权", ["授權"])
    '，，是下放决定权'
    """
    key = search_key(text)
    for name in sorted(map(search_key, names), key=len, reverse=True):
        key = key.replace(name, mark * len(name))
    return "".join(mark if made == mark else char for char, made in zip(text, key, strict=True))


def common_start(one: str, other: str) -> str:
    """What both texts begin with.

    >>> common_start("主辦單位收集", "主辦單位核定")
    '主辦單位'
    """
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
