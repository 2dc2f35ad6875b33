"""The shape of a numbered line: may it be a heading, by its own words alone?"""

import re
from dataclasses import dataclass

from corpus.lines import Line
from corpus.numbering import LEGAL, Marker

MAX_HEADING = 40
MAX_RUN_IN = 20

_INNER_STOP = re.compile(r"[。；;！!]|[？?](?!$)")
_LIST_END = tuple("，,、。；;！!…")
# A wrapped sentence breaks anywhere; a heading does not end with one of these.
_DANGLING = re.compile(
    r"(?:[在和與与及或把將将被由向從从使讓让並并且而但因]|發生|发生|進行|进行|通過|通过|根據|根据|按照|以及|以下|如下|下列|之一)$"
)
_LEAD_IN = re.compile(r"(?:以下|如下|下列|包括|分別是|分别是|主要有|可以為|可以为)[^：:]{0,8}[：:]$")
# A sentence rather than a caption: obligation, completed action, persons.
_SENTENCE = re.compile(
    r"應當|应当|必須|必须|不得|不應|不应|應該|应该|需要|可以|然後|然后|已經|已经|了(?!解)|我|你|他們|他们|"
    r"(?<![主重必需摘提綱纲扼簡简])要(?![點点求件素務务領领旨害聞闻義义])|(?<!必)[須须](?!知)|"
    r"(?<!實事求)(?<!实事求)(?<!什麼)(?<!什么)(?<!就)是(?![非否])"
)
_PAGE_DOTS = re.compile(r"[.…·．]{3,}\s*\d+$")
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Shape:
    """`short`: the whole line can be a heading; `run_in`: offset of the 。 that ends a heading inside the line,
    0 for none; `colon`: the line ends with a colon."""

    short: bool
    run_in: int
    colon: bool


def judge_shape(text: str, line: Line, marker: Marker, *, body_end: int, wrapped: bool) -> Shape:
    """The shape of a line whose marker is known; `body_end` is where the unnumbered text behind it ends, `wrapped`
    whether the line is as wide as a hard-wrapped text's lines are."""
    words = text[marker.end : line.last].strip()
    colon = words.endswith(("：", ":"))
    return Shape(
        short=not wrapped and _is_short(words, marker),
        run_in=_run_in(text, line, marker, body_end),
        colon=colon,
    )


def _is_short(words: str, marker: Marker) -> bool:
    if marker.kind in LEGAL and marker.kind != "article" and not words:
        return True
    if not words or len(words) > MAX_HEADING or not _WORD.search(words):
        return False
    if _INNER_STOP.search(words) or words.endswith(_LIST_END) or _PAGE_DOTS.search(words):
        return False
    if len(re.findall(r"[，,]", words)) > 2:
        return False
    return not (_DANGLING.search(words) or _LEAD_IN.search(words))


def _run_in(text: str, line: Line, marker: Marker, body_end: int) -> int:
    """ "1、事務協調。是對各部門…": the offset of the first 。, if a caption stands before it and its text behind."""
    stop = text.find("。", marker.end, line.last)
    if stop < 0:
        return 0
    words = text[marker.end : stop].strip()
    if not 2 <= len(words) <= MAX_RUN_IN or _SENTENCE.search(words) or re.search(r"[；;：:！!]", words):
        return 0
    if len(re.findall(r"[，,]", words)) > 1:
        return 0
    behind = body_end - stop - 1
    return stop if line.last - stop > 1 and behind >= max(12, 1.5 * len(words)) else 0
