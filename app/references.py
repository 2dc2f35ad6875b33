"""A card's reference to the source text, such as ①二(三), found in an imported document by its numbering.

>>> [(step.kind, step.number) for step in parse_reference("①二(三)")]
[('circled', 1), ('cn', 2), ('cn_paren', 3)]
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.numbering import Kind, Marker, find_marker
from corpus.records import Document

# The words before the first numbered part of a section.
PREFACE = "引言"
# A document counts as the source text when it has the places of at least this share of the references.
ENOUGH = 0.8

_STEP = re.compile(r"[①-⑳]|[(（][^()（）]{1,5}[)）]|[一二三四五六七八九十]{1,3}|\d{1,2}|引言")
_LEAD = re.compile(r"[ \t\u3000]*(?:#{1,6}[ \t]+)?")


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a reference; `kind` None is the preface."""

    kind: Kind | None
    number: int


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` of a document."""

    document_id: str
    start: int
    end: int


def parse_reference(reference: str) -> tuple[Step, ...]:
    """The steps from the outermost in; empty for what is no such reference (a book, a law)."""
    steps: list[Step] = []
    at = 0
    while at < len(reference):
        match = _STEP.match(reference, at)
        if not match:
            return ()
        at = match.end()
        if match[0] == PREFACE:
            steps.append(Step(None, 0))
            continue
        bare = (match[0].isdigit() and match[0].isascii()) or match[0][0] in "一二三四五六七八九十"
        marker = find_marker(match[0] + "、" if bare else match[0])
        if marker is None:
            return ()
        steps.append(Step(marker.kind, marker.number))
    return tuple(steps) if steps and steps[0].kind == "circled" else ()


def find_place(document: Document, reference: str) -> Place | None:
    """Where the reference points in this document, or None."""
    steps = parse_reference(reference)
    if not steps:
        return None
    top = min((section.level for section in document.sections), default=1)
    stretch: tuple[int, int] | None = None
    for section in document.sections:
        if section.level == top and _opens(document.text, section.start, steps[0]):
            stretch = (section.start, section.end)
            break
    for step in steps[1:]:
        if stretch is None:
            return None
        stretch = _inside(document, *stretch, step)
    return Place(document.id, *stretch) if stretch else None


def source_document(documents: Iterable[Document], references: Iterable[str]) -> Document | None:
    """The document that the cards' references are about: it has the places of most of them, and of nearly all."""
    wanted = [reference for reference in dict.fromkeys(references) if parse_reference(reference)]
    best, most = None, 0
    for document in documents:
        found = sum(find_place(document, reference) is not None for reference in wanted)
        if found > most and found >= ENOUGH * len(wanted):
            best, most = document, found
    return best


def _inside(document: Document, start: int, end: int, step: Step) -> tuple[int, int] | None:
    """The part of a stretch that opens with the step's number: a section's own extent, else to the next number of
    the same kind."""
    starts = list(_lines(document.text, start, end))[1:]
    if step.kind is None:
        inner = [s.start for s in document.sections if start < s.start < end]
        return start, min(inner, default=end)
    for place, at in enumerate(starts):
        if not _opens(document.text, at, step):
            continue
        for section in document.sections:
            if section.start == at:
                return at, min(section.end, end)
        following = (other for other in starts[place + 1 :] if _kind(document.text, other) == step.kind)
        return at, next(following, end)
    return None


def _lines(text: str, start: int, end: int) -> Iterator[int]:
    while 0 <= start < end:
        yield start
        start = text.find("\n", start, end) + 1 or end


def _opens(text: str, at: int, step: Step) -> bool:
    marker = _marker(text, at)
    return marker is not None and (marker.kind, marker.number) == (step.kind, step.number)


def _kind(text: str, at: int) -> Kind | None:
    marker = _marker(text, at)
    return marker.kind if marker else None


def _marker(text: str, at: int) -> Marker | None:
    """The number that opens the line, behind white space and Markdown's own marks."""
    lead = _LEAD.match(text, at)
    return find_marker(text, lead.end() if lead else at)
