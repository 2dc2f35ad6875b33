"""A document cut into passages: sentence-aligned stretches of about 60 to 300 characters, each within one section.

A list stays with the line that introduces it; short neighbours are merged; a sentence too long for a passage is cut
at a ； or else a ，.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.lines import iter_lines, trim
from corpus.markdown import front_matter_end
from corpus.records import Document, Passage, Section
from corpus.sentences import Block, sentences_of, split_blocks

MIN_PASSAGE = 60
MAX_PASSAGE = 300
# A list that is a little longer still stays whole: a cut list answers nobody.
MAX_LIST = 360

Span = tuple[int, int]

_RELATED = re.compile(r"[相][關关][：:]")
_UNDERLINE = re.compile(r"(?:=+|-{2,})$")


def split_passages(document: Document) -> list[Passage]:
    """The passages in order, `document.text[p.start:p.end] == p.text`. Headings alone, the title line, front matter
    and (in cards) the lines 相關：… are in none; a run-in heading begins its passage."""
    text = document.text
    passages: list[Passage] = []
    for headings, start, end in _stretches(document):
        spans: list[Span] = []
        for a, b in _without_related(document, start, end):
            spans.extend(_merge(p for chunk in _chunks(text, a, b) for p in _pieces(text, chunk)))
        for a, b in spans:
            passages.append(Passage(f"{document.id}#{len(passages)}", document.id, headings, a, b, text[a:b]))
    return passages


def _stretches(document: Document) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """(chain of headings, start, end) of every stretch between two headings, heading lines left out."""
    text, sections = document.text, document.sections
    begin = _behind_title(document, sections[0].start if sections else len(text))
    yield (), begin, sections[0].start if sections else len(text)
    chain: list[Section] = []
    for section, following in pairwise([*sections, None]):
        if section is None:
            break
        chain = [s for s in chain if s.end > section.start and s.level < section.level]
        chain.append(section)
        headings = tuple(s.heading for s in chain)
        if headings[0] == document.title and chain[0].level == 1:
            headings = headings[1:]
        yield headings, _behind_heading(text, section), following.start if following else len(text)


def _behind_heading(text: str, section: Section) -> int:
    """Where the section's own text begins: behind the heading's line; a run-in heading is part of it."""
    lines = iter_lines(text, section.start, section.end)
    line = next(lines, None)
    if line is None:
        return section.end
    at = text.find(section.heading, line.first, line.last)
    rest = text[at + len(section.heading) : line.last] if at >= 0 else ""
    if rest.strip("# \t\u3000"):
        return line.first
    underline = next(lines, None)
    if underline is not None and _UNDERLINE.match(text[underline.first : underline.last]):
        return underline.end
    return line.end


def _behind_title(document: Document, end: int) -> int:
    text = document.text
    begin = front_matter_end(text)
    for line in iter_lines(text, begin, end):
        if not line.blank:
            alone = text[line.first : line.last].strip("# \t") == document.title
            only = not text[line.end :].strip()
            return line.end if alone and not only else begin
    return begin


def _without_related(document: Document, start: int, end: int) -> Iterator[Span]:
    text = document.text
    if document.origin != "shipped" and front_matter_end(text) == 0:
        yield start, end
        return
    at = start
    for line in iter_lines(text, start, end):
        if _RELATED.match(text, line.first, line.last):
            yield at, line.start
            at = line.end
    yield at, end


def _chunks(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """Runs of sentences that belong together: a paragraph, or a list with the line that introduces it. Each sentence
    is an atom; so is each item of a list."""
    blocks = split_blocks(text, start, end)
    at = 0
    while at < len(blocks):
        lead: list[Span] = []
        if not blocks[at].is_item or not _in_list(text, blocks, at):
            sentences = sentences_of(text, blocks[at])
            at += 1
            introduces = text[sentences[-1][1] - 1] in "：:" and at < len(blocks) and blocks[at].is_item
            if not introduces:
                yield sentences
                continue
            if len(sentences) > 1:
                yield sentences[:-1]
            lead = sentences[-1:]
        items = list(lead)
        while at < len(blocks) and blocks[at].is_item and (lead or _in_list(text, blocks, at)):
            items.append((blocks[at].start, blocks[at].end))
            at += 1
        yield items


def _in_list(text: str, blocks: list[Block], at: int) -> bool:
    """Whether an item without an introduction is short enough to be read with its neighbours; a numbered paragraph of
    whole sentences stands by itself."""
    block = blocks[at]
    return block.end - block.body < MIN_PASSAGE


def _pieces(text: str, atoms: list[Span]) -> list[Span]:
    """The atoms packed into stretches of nearly equal length within the bounds."""
    whole = atoms[-1][1] - atoms[0][0]
    is_list = len(atoms) > 1 and text[atoms[0][1] - 1] in "：:"
    if whole <= (MAX_LIST if is_list else MAX_PASSAGE):
        return [(atoms[0][0], atoms[-1][1])]
    small = [piece for atom in atoms for piece in _cut(text, *atom)]
    target = whole / -(-whole // (MAX_PASSAGE - MIN_PASSAGE))
    out: list[Span] = []
    for start, end in small:
        if out and end - out[-1][0] <= MAX_PASSAGE and out[-1][1] - out[-1][0] < target:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _cut(text: str, start: int, end: int) -> list[Span]:
    """A sentence that exceeds a passage, cut at a ；, a ， or, where there is none, anywhere."""
    out = []
    while end - start > MAX_PASSAGE:
        half = start + (end - start) // 2 if end - start < 2 * MAX_PASSAGE else start + MAX_PASSAGE - MIN_PASSAGE
        stop = 0
        for marks in ("；;", "，,", "、 \n"):
            near = [i + 1 for i in range(start + MIN_PASSAGE, start + MAX_PASSAGE) if text[i] in marks]
            if near:
                stop = min(near, key=lambda i: abs(i - half))
                break
        stop = stop or start + MAX_PASSAGE
        out.append(trim(text, start, stop))
        start, _ = trim(text, stop, end)
    out.append((start, end))
    return [(a, b) for a, b in out if a < b]


def _merge(spans: Iterator[Span]) -> list[Span]:
    """Short neighbours joined."""
    out: list[Span] = []
    for start, end in spans:
        short = end - start < MIN_PASSAGE or (out and out[-1][1] - out[-1][0] < MIN_PASSAGE)
        if out and short and end - out[-1][0] <= MAX_PASSAGE:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
