"""A document as HTML for reading: its lines as they stand, headings set off, the quoted span marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.display import Shown, marked_html, text_html
from corpus.cards import FRONT_MATTER
from corpus.records import Document, Section

# A document longer than this is shown around the place asked for; characters.
LONG = 12_000
AROUND = 3_000

_MARKS = re.compile(r"#{1,6}[ \t]+")
_ITEM = re.compile(r"(?:[-*+]|\d{1,2}\.)[ \t]+")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([a-z0-9.-]+)\)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the text that is shown: `text[start:end]`, whole lines."""

    start: int
    end: int


def body_start(document: Document) -> int:
    """Where a reader's text begins: behind the fields at the head of a card."""
    match = FRONT_MATTER.match(document.text) if document.origin == "shipped" else None
    return match.end() if match else 0


def stretch_around(document: Document, start: int, end: int) -> Stretch:
    """All of a short document; of a long one the innermost section around the span if that is of readable length,
    else a few screens on either side."""
    first, last = body_start(document), len(document.text)
    if last - first <= LONG:
        return Stretch(first, last)
    for section in reversed(document.sections):
        if section.start <= start and end <= section.end and AROUND <= section.end - section.start <= LONG:
            return _whole_lines(document.text, max(first, section.start), section.end)
    return _whole_lines(document.text, max(first, start - AROUND), min(last, max(end, start) + AROUND))


def _whole_lines(text: str, start: int, end: int) -> Stretch:
    line_end = text.find("\n", max(end - 1, 0))
    return Stretch(text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end + 1)


def document_html(document: Document, stretch: Stretch, start: int, end: int, to: Shown) -> str:
    """The stretch as HTML. `text[start:end]` is marked, its first piece under the id `quote`; an empty span marks
    nothing. With `to` equal to the document's script every character is the source's own."""
    headings = {section.start: section for section in document.sections}
    pieces: list[str] = []
    pending = "quote"
    for a, b in _lines(document.text, stretch):
        line = document.text[a:b]
        if not line.strip():
            continue
        level, skip = _kind(document, headings, a, line)
        inside = max(start, a + skip) < min(end, b)
        mark_from, mark_to = (max(start - a - skip, 0), min(end, b) - a - skip) if inside else (0, 0)
        body = _line_html(document, line[skip:], mark_from, mark_to, to, pending if inside else "")
        pending = "" if inside else pending
        if level and not inside and line[skip:].strip() == document.title:
            continue  # the page's own title says it
        pieces.append(_wrap(body, level, a))
    return f'<article class="xt-text" lang="{"zh-Hans" if to == "simp" else "zh-Hant"}">{"".join(pieces)}</article>'


def _kind(document: Document, headings: dict[int, Section], at: int, line: str) -> tuple[int, int]:
    """Level of the heading (0: none) and how many characters of Markdown's own marks to leave out."""
    marks = _MARKS.match(line)
    section = headings.get(at)
    if document.origin == "shipped" and marks:
        return min(marks[0].count("#"), 4), marks.end()
    # A run-in heading opens a paragraph: only a heading that fills its line is set as one.
    if section and len(line.strip()) <= len(section.heading.strip()) + 8:
        return min(section.level + 1, 4), 0
    return 0, 0


def _line_html(document: Document, line: str, start: int, end: int, to: Shown, anchor: str) -> str:
    if document.origin == "shipped" and start >= end and line.startswith("相關："):
        return _related_html(line, to)
    item = _ITEM.match(line) if document.origin == "shipped" else None
    if item and (start >= end or start >= item.end()):
        shift = item.end() if start < end else 0
        rest = marked_html(line[item.end() :], start - shift, end - shift, to, document.script, anchor=anchor)
        return f'<span class="xt-marker">{text_html(item[0], to)}</span>{rest}'
    return marked_html(line, start, end, to, document.script, anchor=anchor)


def _related_html(line: str, to: Shown) -> str:
    """The links from card to card of our own corpus."""
    pieces, last = [], 0
    for match in _LINK.finditer(line):
        pieces.append(text_html(line[last : match.start()], to))
        name, target = text_html(match[1], to), match[2]
        pieces.append(f'<a href="source?id={target}&amp;script={to}">{name}</a>')
        last = match.end()
    return "".join(pieces) + text_html(line[last:], to)


def _wrap(body: str, level: int, at: int) -> str:
    if level:
        return f'<h{level + 1} id="at-{at}">{body}</h{level + 1}>'
    name = ' class="xt-item"' if body.startswith('<span class="xt-marker">') else ""
    return f"<p{name}>{body}</p>"


def _lines(text: str, stretch: Stretch) -> Iterator[tuple[int, int]]:
    start = stretch.start
    while start < stretch.end:
        end = text.find("\n", start, stretch.end)
        if end < 0:
            end = stretch.end
        yield start, end
        start = end + 1
