"""Running headers, footers and page numbers: what a printed page repeats at its edge is no part of the text.

A line is one if it stands outermost on most pages, page numbers aside. Left in, it would cut every sentence that
crosses a page and, looking like a title or a chapter, lead the chains of headings astray.

>>> pages = ["講義\\n先定議題,\\n第 1 頁，共 2 頁", "講義\\n再發通知。\\n第 2 頁，共 2 頁"]
>>> strip_running(pages)
Stripped(pages=('先定議題,', '再發通知。'), title='講義')
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import find_marker

_N = r"(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})"
_OF = r"(?:[,，、/／|｜]?共{n}[頁页]|[/／](?:共)?{n}[頁页]?)"
# Written without white space, which extraction scatters at will: "第  1 頁，共  6 頁".
_PAGE = re.compile(
    rf"第{_N}[頁页]{_OF.format(n=_N)}?|共{_N}[頁页][,，、/／|｜]?第{_N}[頁页]|"
    rf"(?<!\d)\d{{1,4}}[/／](?:共)?\d{{1,4}}[頁页]?(?![\d/／])|[Pp]age\d{{1,4}}(?:of\d{{1,4}})?|[-—–－]\d{{1,4}}[-—–－]"
)
_LONE = re.compile(rf"(?:{_PAGE.pattern}|[-—–－]?\d{{1,4}}[頁页]?[-—–－]?|[Pp]\.?\d{{1,4}}|\d{{1,4}}of\d{{1,4}})")
_EDGE_NUMBER = re.compile(r"(?:^(\d{1,4})\s+(?=\D))|(?:(?<=\D)\s+(\d{1,4})$)")
# Header and footer are a few lines each. Pages alike beyond that are copies of one form, which is all content.
_MAX_LINES = 4
_MAX_LENGTH = 60
_TOP, _BOTTOM = 0, -1


@dataclass(frozen=True, slots=True)
class Stripped:
    """The pages without their running lines; `title` is the header over the first page, if it had one."""

    pages: tuple[str, ...]
    title: str | None = None


def strip_running(pages: Sequence[str]) -> Stripped:
    """Takes the running lines and lone page numbers off the pages. If nothing else is on any page, they stay."""
    lines = [[line.rstrip() for line in re.split(r"\r\n|\n|\r", page)] for page in pages]
    for side in (_TOP, _BOTTOM):
        _strip_numbers(lines, side)
    bare = [list(page) for page in lines]
    header = _peel(lines, _TOP)
    _peel(lines, _BOTTOM)
    if not any(lines):
        return Stripped(tuple("\n".join(page) for page in bare))
    return Stripped(tuple("\n".join(page) for page in lines), header)


def _strip_numbers(pages: list[list[str]], side: int) -> None:
    """Takes blank lines and lone page numbers off one side of every page, in place."""
    for page in pages:
        while page and (not page[side].strip() or _LONE.fullmatch("".join(page[side].split()))):
            del page[side]


def _peel(pages: list[list[str]], side: int) -> str | None:
    """Takes the running lines off one side, in place; returns the outermost of the first page, page numbers aside."""
    before = [list(page) for page in pages]
    most = max(2, sum(1 for page in pages if page) // 2 + 1)
    first: str | None = None
    for depth in range(_MAX_LINES + 1):
        keys = [_keys(page[side], at, side) if page else frozenset() for at, page in enumerate(pages)]
        counts = Counter(key for each in keys for key in each)
        running = [at for at, each in enumerate(keys) if any(counts[key] >= most for key in each)]
        if side == _TOP:
            running = _without_headings(pages, running)
        if not running:
            return first
        if depth == _MAX_LINES:
            pages[:] = before
            return None
        if depth == 0 and running[0] == 0 and _PAGE.search("".join(pages[0][side].split())) is None:
            first = pages[0][side].strip()
        for at in running:
            del pages[at][side]
        _strip_numbers(pages, side)
    return first


def _keys(line: str, at: int, side: int) -> frozenset[str]:
    """What the line has in common with its like on other pages: its characters without the page number in its usual
    forms, or without a number that keeps step with the pages. A number behind the words at the top does not count
    ("案例 1", "案例 2" open the pages of a handout). Empty for a sentence."""
    squeezed = _PAGE.sub("", "".join(line.split()))
    if len(squeezed) > _MAX_LENGTH or squeezed.endswith(tuple("。！？；!?;")):
        return frozenset()
    keys = {squeezed}
    number = _EDGE_NUMBER.search(line.strip())
    if number is not None and (side == _BOTTOM or number[1]):
        rest = "".join(_EDGE_NUMBER.sub("", line.strip(), count=1).split())
        keys.add(f"{rest}\n{int(number[1] or number[2]) - at}")
    return frozenset(keys)


def _without_headings(pages: list[list[str]], running: list[int]) -> list[int]:
    """The pages whose running line may go: a chapter's heading that stands nowhere but in headers stays once."""
    kept: set[str] = set()
    out = []
    for at in running:
        line = pages[at][_TOP].strip()
        if find_marker(line) is not None and line not in kept:
            elsewhere = any(line == other.strip() for page in pages for other in page[1:])
            kept.add(line)
            if not elsewhere:
                continue
        out.append(at)
    return out
