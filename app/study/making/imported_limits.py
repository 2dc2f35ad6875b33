"""Figures that an imported document sets: within how many days, of how many persons at least, for how many years.

>>> (found,) = limits_in("承辦人收到公文後，應在二小時內分送有關單位。")
>>> found.figure, found.unit, found.value
('二', '小時內', 2)
>>> others(found, 3, 0)
['三', '四', '一']
"""

import re
from dataclasses import dataclass, replace

from app.answering.records import Quote
from app.study.making.imported_definitions import one_line
from corpus.numerals import chinese_number, chinese_numeral
from corpus.records import Document
from corpus.sentences import split_sentences

_FIGURE = re.compile(
    r"(?<![\d一二兩两三四五六七八九十百零〇第])(?P<figure>[一二兩两三四五六七八九十百]{1,4}|\d{1,4})"
    r"(?P<unit>\s*(?:個?(?:小時|工作日|工作天|月|星期|週|禮拜)|个?(?:小时|工作日|工作天|月|星期|周)|日|天|年|分鐘|分钟|人|份|次|件|%|％)"
    r"(?:以?內|之內|以?内|之内|以?前|以上|以下|為限|为限))"
)
# A sentence that tells what happened sets nothing.
_BINDS = re.compile("[應应須须得限不]|至少|最多|最遲|最迟|逾|以[上下內内前]")
SHORTEST, LONGEST = 8, 90
MOST_OF_A_SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Limit:
    """`before` and `after` are what stands around the figure in its sentence, the unit being the start of `after`."""

    before: str
    figure: str
    after: str
    unit: str
    quote: Quote | None = None

    @property
    def value(self) -> int:
        return int(self.figure) if self.figure.isdecimal() else chinese_number(self.figure)

    @property
    def accepted(self) -> list[str]:
        """The figure as it stands, and in the other numerals."""
        other = written(self.value, not self.figure.isdecimal())
        return list(dict.fromkeys([self.figure, other, *(["兩", "二"] if self.value == 2 else [])]))


def limits_of(document: Document) -> list[Limit]:
    found: dict[tuple[str, str], Limit] = {}
    for a, b in split_sentences(document.text, 0, len(document.text)):
        for limit in limits_in(one_line(document.text[a:b])):
            found.setdefault((limit.before, limit.after), replace(limit, quote=Quote.cut(document, a, b)))
    return list(found.values())


def limits_in(sentence: str) -> list[Limit]:
    """The figures of one sentence, at most `MOST_OF_A_SENTENCE`."""
    if not SHORTEST <= len(sentence) <= LONGEST or not _BINDS.search(sentence) or sentence[-1] in "：:？?":
        return []
    return [
        Limit(sentence[: m.start()], m["figure"], sentence[m.end("figure") :], m["unit"].strip())
        for m in _FIGURE.finditer(sentence)
    ][:MOST_OF_A_SENTENCE]


def others(limit: Limit, most: int, number: int) -> list[str]:
    """`most` other figures that could stand there, in the same numerals, the right one at times the least and at times
    the greatest: `number` decides."""
    value, step = limit.value, 5 if limit.value >= 10 and limit.value % 5 == 0 else 1
    near = [value + step * n for n in range(-3, 4) if n and value + step * n > 0]
    below, above = sorted((n for n in near if n < value), reverse=True), sorted(n for n in near if n > value)
    under = min(len(below), (number + 1) % (most + 1))
    taken = [*above[: most - under], *below[:under]]
    taken += [n for n in [*above, *below] if n not in taken]
    return [written(n, limit.figure.isdecimal()) for n in taken[:most]]


def written(value: int, digits: bool) -> str:
    """A whole number in digits or in Chinese numerals."""
    return str(value) if digits else chinese_numeral(value)
