"""Checks generated text sentence by sentence against the quotations that it names. The model is never believed.

>>> check("承辦人要先查法源。[1]", [quote], question="").sources     # doctest: +SKIP
(0,)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answering.records import Quote
from corpus.key import search_key

# [1], [1][2], [1, 2], [1-3], 【1】, ［1］, [^1], [來源 1]
_MARK = r"[\[［【]\s*\^?\s*(?:來源|来源|引文|資料|资料)?\s*[0-9０-９]+(?:\s*[,，、\-–~～]\s*[0-9０-９]+)*\s*[\]］】]"
_MARKS = re.compile(_MARK)
_STOP = "。！？!?"
_CLOSE = "”’」』）)"
_BEHIND = re.compile(rf"([{_STOP}]+[{_CLOSE}]*)[ \t]*((?:{_MARK}[ \t]*)+)")
_OPEN_MARK = re.compile(r"(?:[\[［【][^\]］】\n]*|\*)$")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LEAD = re.compile(r"^\s*(?:[-*•>]+\s+|#{1,6}\s+|[(（]?\d{1,2}[)）.、]\s*)+")
_QUOTED = re.compile('「([^「」]*)」|『([^『』]*)』|“([^“”]*)”|"([^"]*)"')
_PAIRS = {"「": "」", "『": "』", "“": "”", "（": "）", "(": ")"}

# At least this share of a sentence's pairs of characters stands in the quotations that it names; see `overlap`.
ENOUGH = 0.4
# A numeral, and one that counts something ("三个", not "统一"); search-key characters as below.
_NUMERAL = re.compile("\\d+|[零〇一二三四五六七八九十百两]+")
_AMOUNT = re.compile("\\d+|[零〇一二三四五六七八九十百两]+(?=[个项天日年月周人次条种类级倍名位步点工小])")
# Words that begin like a denial and are none are taken out before denials are looked for.
_NO_DENIAL = re.compile(
    "不同|不仅|不但|不只|不论|不管|不断|不妨|不过|无论|非常|未来|不少|不久|莫非|除非|是否|能否|可否"
)
_DENIAL = re.compile("[不未无没勿非莫]|禁止|切忌")
_REACH = 4  # how many characters behind it a denial surely denies


class MisquoteInText(ValueError):
    """Generated text names a source that was not given, or puts words in quotation marks that are not in it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence without its marks; `sources` are the numbers (from 0) of the quotations that bear it out, none where
    it is the model's own. What stood in quotation marks is in the source's own characters."""

    text: str
    sources: tuple[int, ...]


def sentences(text: str, *, final: bool = True) -> Iterator[str]:
    """The sentences of generated text, each with the marks that follow it.

    Without `final` the text may go on, and what could still change is left out: the last sentence and a mark or a
    thought that is not closed. The sentences of a longer text begin with those of a shorter one.
    """
    text = _THOUGHT.sub("", text)
    if not final:
        text = _OPEN_MARK.sub("", text)
    text = _BEHIND.sub(r"\2\1", text.replace("**", ""))
    *lines, last = text.split("\n")
    found = [s for line in lines for s in _of_line(line)]
    found += _of_line(last) if final else _of_line(last, goes_on=True)[:-1]
    return (s for s in found if any(c.isalnum() for c in _MARKS.sub("", s)))


def _of_line(line: str, *, goes_on: bool = False) -> list[str]:
    """Cuts behind a stop that stands in no brackets or quotation; those of a line that goes on may yet be closed."""
    out, start, at = [], 0, 0
    closing = ""
    while at < len(line):
        char = line[at]
        if closing:
            closing = "" if char == closing else closing
        elif char in _PAIRS and (goes_on or line.find(_PAIRS[char], at) > 0):
            closing = _PAIRS[char]
        elif char in _STOP:
            while at + 1 < len(line) and line[at + 1] in _STOP + _CLOSE:
                at += 1
            out.append(line[start : at + 1])
            start = at + 1
        at += 1
    return [s for s in (*out, line[start:]) if s.strip()]


def check(sentence: str, quotes: Sequence[Quote], question: str) -> Checked:
    """What of a sentence holds. Raises `MisquoteInText`.

    The quotations named exist; words in quotation marks stand verbatim in one of them (marks around a word of the
    question only set it off, and are taken away); the sentence's numbers stand there, most of its pairs of characters
    do, and it affirms nothing that they deny, nor the other way round.
    """
    numbers = _numbers(sentence)
    if any(not 0 <= n < len(quotes) for n in numbers):
        raise MisquoteInText(sentence)
    text = _LEAD.sub("", _MARKS.sub("", sentence)).strip()
    named = [quotes[n] for n in numbers]
    text = _verbatim(text, named, question)
    if not numbers or not bears_out(text, named, question):
        return Checked(text, ())
    return Checked(text, tuple(numbers))


def bears_out(text: str, quotes: Sequence[Quote], question: str = "") -> bool:
    said = " ".join(_compact(search_key(q.text)) for q in quotes)
    around = search_key(" ".join(word for q in quotes for word in (q.title, *q.headings)))
    key = search_key(text)
    if _amounts(_AMOUNT, key) - _amounts(_NUMERAL, f"{said} {around} {search_key(question)}"):
        return False
    return overlap(key, f"{said} {around}", search_key(question)) >= ENOUGH and not _denies(key, said)


def _amounts(pattern: re.Pattern[str], key: str) -> set[int]:
    """Numbers however they are written. One is left out: "一个" is seldom a count."""
    return {_value(numeral) for numeral in pattern.findall(key)} - {1}


def _value(numeral: str) -> int:
    """
    >>> _value("二十三"), _value("十"), _value("两"), _value("一百零五"), _value("30")
    (23, 10, 2, 105, 30)
    """
    if numeral.isdecimal():
        return int(numeral)
    total = digit = 0
    for char in numeral:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = 10 * digit + max("零一二三四五六七八九".find(char), 2 if char == "两" else 0)
    return total + digit


def overlap(key: str, said: str, question: str) -> float:
    """The share of the pairs of characters in `key` that stand in `said`; pairs that are only the question's are left
    out on both sides. All are search keys.

    >>> overlap("先查法源", "先查法源和职责", "")
    1.0
    """
    wanted, held = _pairs(key), _pairs(said)
    wanted -= _pairs(question) - held
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _denies(key: str, said: str) -> bool:
    """Whether words that are only affirmed on one side are only denied on the other."""
    one, other = _polarity(key), _polarity(said)
    return any(len(one[pair]) == len(other[pair]) == 1 and one[pair] != other[pair] for pair in one.keys() & other)


def _polarity(key: str) -> dict[str, set[bool]]:
    """Each pair of characters with whether it is denied; both where that is unsure, as it is farther behind a denial
    up to the next punctuation mark."""
    key = _NO_DENIAL.sub(lambda m: "\x00" * len(m[0]), key)
    denied: list[set[bool]] = [{False}] * len(key)
    for found in _DENIAL.finditer(key):
        for i in range(found.start(), len(key)):
            if not key[i].isalnum():
                break
            denied[i] = {True} if i < found.end() + _REACH else {True, False}
    out: dict[str, set[bool]] = {}
    for i in range(len(key) - 1):
        if key[i : i + 2].isalnum():
            out.setdefault(key[i : i + 2], set()).update(denied[i] | denied[i + 1])
    return out


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1) if key[i : i + 2].isalnum()}


def _numbers(sentence: str) -> list[int]:
    """The sources that a sentence names, counted from 0, each once."""
    out: list[int] = []
    for mark in _MARKS.findall(sentence):
        for part in re.findall(r"\d+(?:\s*[-–~～]\s*\d+)?", search_key(mark)):
            first, last = (int(n) for n in (re.findall(r"\d+", part) * 2)[:2])
            out += range(first - 1, min(last, first + 99))
    return list(dict.fromkeys(out))


def _verbatim(text: str, quotes: Sequence[Quote], question: str) -> str:
    """The text with what it quotes in the characters of the source. Raises `MisquoteInText`."""

    def own(found: re.Match[str]) -> str:
        inner = next(group for group in found.groups() if group is not None)
        for quote in quotes:
            span = _find(inner, quote.text)
            if span:
                return f"{found[0][0]}{quote.text[span[0] : span[1]]}{found[0][-1]}"
        if _find(inner, question):
            return inner
        raise MisquoteInText(text)

    return _QUOTED.sub(own, text)


def _find(words: str, text: str) -> tuple[int, int] | None:
    """Where `words` stand in `text`, in either script, the line breaks and spaces of a wrapped source aside."""
    places = [i for i, char in enumerate(text) if not char.isspace()]
    key, wanted = search_key(text), _compact(search_key(words))
    at = "".join(key[i] for i in places).find(wanted)
    return (places[at], places[at + len(wanted) - 1] + 1) if wanted and at >= 0 else None


def _compact(key: str) -> str:
    return "".join(key.split())
