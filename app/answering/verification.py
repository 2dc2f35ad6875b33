"""Checks generated text sentence by sentence against the quotations that it names. The model is never believed.

>>> check("承辦人要先查法源。[1]", [quote], question="").sources     # doctest: +SKIP
(0,)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answering.faithfulness import is_faithful
from app.answering.records import Quote
from app.display import unwrapped
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

# Headings over what is not to be done, and words of a sentence that says so.
_WARNING = re.compile("错误|误区|不适用|禁忌|反例|反面|缺点|弊病")
_WARNS = re.compile("错|误|不适用|禁忌|反例|反面|缺点|弊")


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
    question only set it off, and are taken away); and it says what they say (`app.answering.faithfulness`).
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
    """Whether the quotations say what `text` says; titles, headings and the question lend it their names only.

    What stands under a heading of mistakes or exceptions is no advice: a sentence must call it what it is.
    """
    if not _WARNS.search(search_key(text)):
        quotes = [q for q in quotes if not any(_WARNING.search(search_key(h)) for h in q.headings[-1:])]
    around = "\n".join([question, *(word for q in quotes for word in (q.title, *q.headings))])
    return is_faithful(text, [unwrapped(q.text) for q in quotes], around)


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
