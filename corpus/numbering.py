"""The number that opens a line: 壹、 甲、 一、 (一) 1、 (1) ① 第三章 1.2

>>> find_marker("(二)、客觀公允")
Marker(kind='cn_paren', number=2, end=4)
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from corpus.numerals import FORMAL_DIGITS, chinese_number

Kind = Literal[
    "part",
    "chapter",
    "section",
    "article",
    "formal",
    "stem",
    "cn",
    "cn_paren",
    "digit",
    "decimal2",
    "decimal3",
    "digit_paren",
    "circled",
]

# What usually contains what, outermost first. A document may say otherwise (see corpus.outline).
RANK: dict[Kind, int] = {
    "part": 0,
    "chapter": 1,
    "section": 2,
    "article": 3,
    "formal": 4,
    "stem": 5,
    "cn": 6,
    "cn_paren": 7,
    "digit": 8,
    "decimal2": 9,
    "decimal3": 10,
    "digit_paren": 11,
    "circled": 12,
}
LEGAL: frozenset[Kind] = frozenset({"part", "chapter", "section", "article"})

_CN = "零〇一二三四五六七八九十百兩两"
_FORMAL = "".join(FORMAL_DIGITS) + "拾"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_UNITS: dict[str, Kind] = {
    "編": "part", "编": "part", "篇": "part", "章": "chapter", "節": "section", "节": "section",
    "條": "article", "条": "article",
}  # fmt: skip
_LEGAL = re.compile(rf"第\s*([{_CN}{_FORMAL}]+|\d{{1,4}})\s*([編编篇章節节條条])(之[{_CN}]+)?")
_CN_PAREN = re.compile(rf"[(（]\s*([{_CN}]{{1,5}})\s*[)）]\s*[、.．]?")
_CN_PLAIN = re.compile(rf"([{_CN}]{{1,5}})\s*[、．.]")
# "陸、港、澳" and "甲、乙雙方" begin a sentence: what stands before the next 、, or a second stem, is no caption.
# Alone in its line neither opens anything (a column of a table, a form with the captions elsewhere).
_FORMAL_PLAIN = re.compile(rf"([{_FORMAL}]{{1,4}})\s*[、．.](?=\s*\S)(?!\s*\w、)")
_STEM = re.compile(rf"([{_STEMS}])\s*[、．](?=\s*\S)(?!\s*(?:\w、|[{_STEMS}]))")
_DIGIT_PAREN = re.compile(r"(?:[(（]\s*(\d{1,3})\s*[)）]|(\d{1,3})[)）])\s*[、.．]?")
_DECIMAL = re.compile(r"(\d{1,2}(?:[.．]\d{1,2}){1,2})[.．]?(?=[\s、]|[^\W\d])[、]?")
_DIGIT = re.compile(r"(\d{1,3})\s*(?:、|[.．](?!\d))")


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbering `kind`, its `number`, and the offset behind it and its punctuation."""

    kind: Kind
    number: int
    end: int


def find_marker(text: str, at: int = 0, end: int | None = None) -> Marker | None:
    """The marker that begins at `at`, or None. White space before it is the caller's to skip."""
    end = len(text) if end is None else end
    if at >= end:
        return None
    enclosed = _enclosed(text[at])
    if enclosed is not None:
        kind, number = enclosed
        # ⒈ and ⑴ carry their own punctuation; a 、 behind ① belongs to it
        behind = at + 1
        if behind < end and text[behind] in "、.．":
            behind += 1
        return Marker(kind, number, behind)
    if found := _LEGAL.match(text, at, end):
        return Marker(_UNITS[found[2]], chinese_number(found[1]), found.end())
    if found := _CN_PAREN.match(text, at, end):
        return Marker("cn_paren", chinese_number(found[1]), found.end())
    if found := _CN_PLAIN.match(text, at, end):
        return Marker("cn", chinese_number(found[1]), found.end())
    if found := _FORMAL_PLAIN.match(text, at, end):
        return Marker("formal", chinese_number(found[1]), found.end())
    if found := _STEM.match(text, at, end):
        return Marker("stem", _STEMS.index(found[1]) + 1, found.end())
    if found := _DIGIT_PAREN.match(text, at, end):
        return Marker("digit_paren", int(found[1] or found[2]), found.end())
    if found := _DECIMAL.match(text, at, end):
        parts = re.split(r"[.．]", found[1])
        return Marker("decimal2" if len(parts) == 2 else "decimal3", int(parts[-1]), found.end())
    if found := _DIGIT.match(text, at, end):
        return Marker("digit", int(found[1]), found.end())
    return None


def _enclosed(char: str) -> tuple[Kind, int] | None:
    code = ord(char)
    kind: Kind
    if 0x2460 <= code <= 0x2473 or 0x3251 <= code <= 0x325F or 0x32B1 <= code <= 0x32BF or 0x2776 <= code <= 0x277F:
        kind = "circled"
    elif 0x2474 <= code <= 0x2487:
        kind = "digit_paren"
    elif 0x2488 <= code <= 0x249B:
        kind = "digit"
    elif 0x3220 <= code <= 0x3229:
        kind = "cn_paren"
    else:
        return None
    return kind, int(unicodedata.numeric(char))
