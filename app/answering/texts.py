"""Answering from texts as they come: definitions and lists are found in the documents' own outline and sentences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.key import search_key, words_only
from corpus.lines import trim
from corpus.numbering import LEGAL, find_marker
from corpus.records import Document, Passage, Section
from corpus.sentences import Block, split_blocks, split_sentences

Span = tuple[int, int]

# What may stand between a term and what it is said to be (search keys). {} is the term.
_DEFINING = (
    '(本.{{1,10}}所称|所谓|所称)?[「『“"]?{}[」』”"]?[,:]?(就)?(是指|系指|指的是|是为|即是|即指|即|,是|:是|。是|:|是)',
    '(本.{{1,10}}所称|所称|称)[「『“"]?{}[」』”"]?,?(谓|指|系)',
    '所谓[「『“"]?{}',
    '(称为|叫做|称作|称之为)[「『“"]?{}',
)
_ENUMERATES = re.compile("分为|划分|包括|包含|有.{1,8}之分|主要(有|是|通过)|等方式|如下|以及|大致")


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list in a document: the line or heading that introduces it, and its members in the source's order."""

    document_id: str
    intro: Span
    members: tuple[Span, ...]


@lru_cache(maxsize=16)
def key_of(text: str) -> str:
    """The search key of a whole document's text; an answer asks for it again and again."""
    return search_key(text)


@lru_cache(maxsize=16)
def sentences_in(text: str) -> tuple[Span, ...]:
    """All sentences of a document's text."""
    return tuple(split_sentences(text, 0, len(text)))


def defining_sentences(document: Document, terms: Sequence[str]) -> list[Span]:
    """The sentences of a document that say what one of the terms (search keys) is, in the document's order."""
    key = key_of(document.text)
    patterns = [re.compile(pattern.format(re.escape(term))) for term in terms for pattern in _DEFINING]
    found: dict[Span, None] = {}
    for match in (m for pattern in patterns for m in pattern.finditer(key)):
        around = innermost(document, match.start())
        start, end = (around.start, around.end) if around else (0, len(document.text))
        # the sentence that begins with the definition; split only the neighbourhood of the match
        left, right = max(start, match.start() - 200), min(end, match.end() + 600)
        left = max(left, key.rfind("\n", left, match.start()) + 1)
        for a, b in split_sentences(document.text, left, right):
            if a <= match.start() <= a + 6:
                found.setdefault((a, b))
    return sorted(found)


def headed_definitions(document: Document, terms: Sequence[str]) -> list[Span]:
    """The first sentences of the sections whose heading promises to say what a term (search key) is."""
    promises = re.compile(
        "|".join(f"(什么是|何谓){term}|{term}(是什么|的(概念|含义|涵义|定义))" for term in map(re.escape, terms))
    )
    found = []
    for section in document.sections:
        if promises.search(search_key(section.heading)):
            body = split_sentences(document.text, section.start, section.end)
            heading = words_only(section.heading)
            first = next((span for span in body if words_only(document.text[slice(*span)]) not in heading), None)
            found += [first] if first else []
    return found


def section_named(document: Document, terms: Sequence[str]) -> Iterable[Section]:
    """The sections whose heading contains one of the terms, punctuation aside, nearest in length first."""
    wanted = [words_only(term) for term in terms]
    named = [s for s in document.sections if any(w and w in words_only(s.heading) for w in wanted)]
    return sorted(named, key=lambda s: (len(s.heading), s.start))


def innermost(document: Document, start: int, end: int | None = None) -> Section | None:
    """The innermost section that holds an offset, or all of `start:end`."""
    around = [s for s in document.sections if s.start <= start < s.end and (end is None or end <= s.end)]
    return max(around, key=lambda s: (s.level, s.start)) if around else None


def heading_span(document: Document, section: Section) -> Span:
    """Where the heading's words stand in the text, its number left out."""
    start = document.text.index(section.heading.strip(), section.start)
    end = start + len(section.heading.strip())
    marker = find_marker(document.text, start, end)
    first, last = trim(document.text, marker.end if marker else start, end)
    return first, last


def children(document: Document, section: Section) -> list[Section]:
    """The sections directly inside another."""
    inner = [
        s for s in document.sections if section.start <= s.start and s.end <= section.end and s.level > section.level
    ]
    level = min((s.level for s in inner), default=0)
    return [s for s in inner if s.level == level]


def lists_near(document: Document, passage: Passage, members: Sequence[str] = ()) -> list[ListFound]:
    """The lists that a passage belongs to: its section's items, its sections' subsections, sentences that enumerate or
    that hold at least two of the `members` expected."""
    wanted = [words_only(member) for member in members]
    found: list[ListFound] = []
    around = sorted((s for s in document.sections if s.start <= passage.start < s.end), key=lambda s: -s.level)
    # a passage may go on behind the section in which it begins
    stretch = (around[0].start, max(around[0].end, passage.end)) if around else _outside(document, passage)
    found += _item_lists(document, *stretch)
    for section in around:
        found += _subsections(document, section)
    for a, b in split_sentences(document.text, passage.start, passage.end):
        sentence = document.text[a:b]
        held = sum(member in words_only(sentence) for member in wanted)
        if held > 1 or _ENUMERATES.search(search_key(sentence)):
            found.append(ListFound(document.id, (a, b), ()))
    return found


def _outside(document: Document, passage: Passage) -> Span:
    """The stretch between two sections that a passage lies in."""
    before = max((s.end for s in document.sections if s.end <= passage.start), default=0)
    behind = min((s.start for s in document.sections if s.start >= passage.end), default=len(document.text))
    return before, behind


def lists_in(document: Document, section: Section) -> list[ListFound]:
    """The lists of a section: its items, its subsections."""
    return [*_item_lists(document, heading_span(document, section)[1], section.end), *_subsections(document, section)]


def _subsections(document: Document, section: Section) -> list[ListFound]:
    inside = children(document, section)
    if len(inside) < 2:
        return []
    headings = tuple(heading_span(document, s) for s in inside)
    return [ListFound(document.id, heading_span(document, section), headings)]


@dataclass(slots=True)
class _Open:
    """A list that is being read: how its items are marked, what stands above them, the last one's number."""

    kind: str
    intro: Span | None
    items: list[Span]
    number: int


def _item_lists(document: Document, start: int, end: int) -> list[ListFound]:
    """The lists of items between two offsets, inner ones beside the outer, in the order in which they begin."""
    text, found = document.text, list[ListFound]()
    reading: list[_Open] = []  # outermost first
    colon: Span | None = None  # the block before, where it introduces what follows

    def close(keep: int) -> None:
        for done in reading[keep:]:
            if len(done.items) > 1:
                section = innermost(document, done.items[0][0], done.items[-1][1])
                above = heading_span(document, section) if section else done.items[0]
                found.append(ListFound(document.id, done.intro or above, tuple(done.items)))
        del reading[keep:]

    for block in split_blocks(text, start, end):
        kind, number = _item_marker(text, block)
        if kind:
            same = next((i for i, each in enumerate(reading) if each.kind == kind), None)
            close(len(reading) if same is None else same + 1)
            if same is not None and number and number <= reading[same].number:
                close(same)  # counted anew: another list
                same = None
            if same is None:
                reading.append(_Open(kind, colon or (reading[-1].items[-1] if reading else None), [], 0))
            reading[-1].items.append((block.body, block.end))
            reading[-1].number = number
        else:
            close(0)
        colon = (block.body, block.end) if text[block.end - 1] in "：:" else None
    close(0)
    return sorted(found, key=lambda each: each.members[0])


def _item_marker(text: str, block: Block) -> tuple[str, int]:
    """How a list item is marked, and its number (0: a bullet); "" for what is none: a paragraph, an article of law."""
    if not block.is_item:
        return "", 0
    marker = find_marker(text, block.start, block.end)
    if marker is None:
        return text[block.start], 0
    return ("", 0) if marker.kind in LEGAL else (marker.kind, marker.number)
