"""Sentences by their offsets.

>>> text = "- 先問依據。再問職責!\\n1、一句話寫在\\n兩行,"
>>> [text[a:b] for a, b in split_sentences(text, 0, len(text))]
['先問依據。', '再問職責!', '一句話寫在', '兩行,']
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus.lines import iter_lines, trim
from corpus.numbering import find_marker
from corpus.outline import find_sections
from corpus.wrapping import goes_on, wrap_width

_BULLET = re.compile(r"(?:[-*+>]|#{1,6})[ \t]+|[•‧●○◆◇■□▪➢][ \t\u3000]*|\|[ \t]*|>")
_STOP = re.compile(r"[。！？!?]+[”’」』）)】》〉〕\"']*|(?<=[A-Za-z])\.(?=\s)")
_GOES_ON = "，,、；;：:的等和與与及或"
_PAIRS = {"「": "」", "『": "』", "（": "）", "(": ")", "“": "”", "《": "》", "【": "】"}
# Farther than this, an opening mark is a slip of the pen rather than the start of something to keep whole.
_MAX_ENCLOSED = 80


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list item, hard-wrapped lines joined. `body` is the offset behind its list marker."""

    start: int
    body: int
    end: int

    @property
    def is_item(self) -> bool:
        return self.body > self.start


def split_blocks(text: str, start: int, end: int) -> list[Block]:
    """The paragraphs and list items of `text[start:end]`, outer white space trimmed, none empty."""
    width, headings = wrap_width(text), _headings(text)
    blocks: list[Block] = []
    open_ = False
    for line in iter_lines(text, start, end):
        if line.blank:
            open_ = False
            continue
        body = _behind_marker(text, line.first, line.last)
        indented = "\u3000" in text[line.start : line.first]
        if open_ and body == line.first and not indented:
            blocks[-1] = Block(blocks[-1].start, blocks[-1].body, line.last)
        else:
            blocks.append(Block(line.first, body, line.last))
        # a heading has no stop at its end and yet is no wrapped line
        caption = headings.get(line.first, "。") in "\r\n"
        open_ = not caption and goes_on(text, line.first, line.last, width)
    return blocks


@lru_cache(maxsize=8)
def _headings(text: str) -> dict[int, str]:
    """Where each heading begins, and the character behind it: a break, or the 。 of a run-in heading."""
    found = {}
    for section in find_sections(text):
        start, _ = trim(text, section.start, section.end)
        end = start + len(section.heading)
        found[start] = text[end : end + 1]
    return found


def _behind_marker(text: str, first: int, last: int) -> int:
    """The offset behind a list marker at the line's start, `first` if there is none (or nothing behind it)."""
    found = _BULLET.match(text, first, last)
    at = found.end() if found else first
    marker = find_marker(text, at, last)
    if marker is not None:
        at = marker.end
    at, _ = trim(text, at, last)
    return at if at < last else first


def sentences_of(text: str, block: Block) -> list[tuple[int, int]]:
    """The sentences of one block; the first begins with the block's marker. A run-in heading ("1、會辦。由…") is
    part of the sentence that follows it, of which it is the subject."""
    stops = _stops(text, block.body, block.end)
    if len(stops) > 1 and _headings(text).get(block.start) == "。":
        del stops[0]
    bounds = [block.start, *stops, block.end]
    trimmed = [trim(text, a, b) for a, b in pairwise(bounds)]
    return [(a, b) for a, b in trimmed if a < b]


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as offsets into `text`, list markers at a line's start left out."""
    out = []
    for block in split_blocks(text, start, end):
        for a, b in sentences_of(text, block):
            a = max(a, block.body)
            if any(c.isalnum() for c in text[a:b]):
                out.append((a, b))
    return out


def _stops(text: str, start: int, end: int) -> list[int]:
    """The offsets behind the stops that end a sentence, those inside brackets and quotations left out."""
    covered = _enclosed(text, start, end)
    stops = []
    for found in _STOP.finditer(text, start, end):
        at = found.end()
        # the stretches are in order and apart: only the last that begins before can hold the stop
        before = bisect_left(covered, (found.start(), 0)) - 1
        around = covered[before][1] if before >= 0 and found.start() < covered[before][1] else None
        if around is not None and at <= around:
            continue
        if around is not None and "。" not in found[0] and text[at : at + 1] in _GOES_ON and at < end:
            continue
        stops.append(at)
    return stops


def _enclosed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between an opening mark and its closing mark, the outermost only."""
    out: list[tuple[int, int]] = []
    at = start
    while at < end:
        close = _PAIRS.get(text[at])
        if close is not None:
            stop = text.find(close, at + 1, min(end, at + _MAX_ENCLOSED))
            if stop > 0:
                out.append((at, stop))
                at = stop
        at += 1
    return out
