"""The outline of plain Chinese text: which numbered lines are headings, and of what level.

A line is judged by its shape (short, not a sentence), by what follows it (a heading is followed by its text), and by
its siblings: the lines that continue its numbering. Numbered lines that stand tight one below the other are a list.

>>> text = "一、總則\\n協調應當依法。\\n二、分工\\n1、會辦。由主辦單位先徵詢各單位意見,再行彙整。\\n"
>>> [(s.level, s.heading) for s in find_sections(text)]
[(1, '一、總則'), (1, '二、分工'), (2, '1、會辦')]
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from corpus.heading import Shape, judge_shape
from corpus.lines import Line, iter_lines
from corpus.numbering import LEGAL, RANK, Kind, Marker, find_marker
from corpus.records import Section
from corpus.spaced import spaced_markers
from corpus.wrapping import wrap_width


@dataclass(slots=True)
class _Candidate:
    """A line that opens with a number. `row` counts the lines that are not blank."""

    row: int
    line: Line
    marker: Marker
    shape: Shape
    has_body: bool
    before_text: bool
    group: int = -1
    heading: str = ""


@lru_cache(maxsize=8)
def find_sections(text: str) -> tuple[Section, ...]:
    """The sections of a plain text in order, the document's title line not among them."""
    candidates = _candidates(text)
    groups = _siblings(candidates)
    for group in groups:
        _judge_group(text, group)
    headings = [c for c in candidates if c.heading]
    sections = close_sections([(c.heading, level, c.line.start) for c, level in _levels(headings)], len(text))
    return _cut(sections, groups)


def _cut(sections: tuple[Section, ...], groups: list[list[_Candidate]]) -> tuple[Section, ...]:
    """Each section up to where a numbered line that is no heading goes on with a run begun before: "1、" below (一)
    ends at (二), be that a heading or a paragraph."""
    closing = sorted((c.line.start, group[0].line.start) for group in groups for c in group if not c.heading)
    ends, open_, following = [s.end for s in sections], list[int](), 0
    for at, begun in closing:
        while following < len(sections) and sections[following].start < at:
            while open_ and ends[open_[-1]] <= sections[following].start:
                open_.pop()
            open_.append(following)
            following += 1
        while open_ and (ends[open_[-1]] <= at or sections[open_[-1]].start >= begun):
            last = open_.pop()
            ends[last] = min(ends[last], at)
    return tuple(replace(s, end=end) for s, end in zip(sections, ends, strict=True))


def close_sections(headings: list[tuple[str, int, int]], length: int) -> tuple[Section, ...]:
    """Sections from (heading, level, start) in order: each ends where one of the same or a higher level begins."""
    ends = [length] * len(headings)
    open_: list[int] = []
    for i, (_, level, start) in enumerate(headings):
        while open_ and headings[open_[-1]][1] >= level:
            ends[open_.pop()] = start
        open_.append(i)
    return tuple(Section(h, level, s, e) for (h, level, s), e in zip(headings, ends, strict=True))


def merge_sections(masked: str, headings: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """A format's own headings (heading, level, start) with the numbered lines that are found between them, one level
    or more below the heading above. `masked` is the text with whatever is no plain paragraph made unlike a number."""
    merged: list[tuple[str, int, int]] = []
    bounds = [0, *(start for _, _, start in headings), len(masked)]
    for above, (start, end) in zip([None, *headings], pairwise(bounds), strict=True):
        if above is not None:
            merged.append(above)
        base = above[1] if above else 0
        merged.extend((s.heading, base + s.level, start + s.start) for s in find_sections(masked[start:end]))
    return merged


def _candidates(text: str) -> list[_Candidate]:
    lines = [line for line in iter_lines(text) if not line.blank]
    markers = [find_marker(text, line.first, line.last) for line in lines]
    for row, spaced in spaced_markers(text, lines, markers).items():
        markers[row] = spaced
    width = wrap_width(text)
    found = []
    for row, (line, marker) in enumerate(zip(lines, markers, strict=True)):
        if marker is None or _is_reference(text, lines, row, marker):
            continue
        following = markers[row + 1] if row + 1 < len(lines) else None
        last = row + 1 == len(lines)
        body_end = line.last
        for after in range(row + 1, len(lines)):
            if markers[after] is not None or body_end - line.first > 120:
                break
            body_end = lines[after].last
        shape = judge_shape(
            text, line, marker, body_end=body_end, wrapped=width is not None and line.width >= width - 2
        )
        found.append(
            _Candidate(
                row=row,
                line=line,
                marker=marker,
                shape=shape,
                has_body=not last and (following is None or _opens_below(marker, following)),
                before_text=not last and following is None,
            )
        )
    return found


def _is_reference(text: str, lines: list[Line], row: int, marker: Marker) -> bool:
    """Whether 第三條 opens the line only because the sentence before it was wrapped there."""
    if marker.kind not in LEGAL:
        return False
    behind = text[marker.end : marker.end + 1]
    if marker.end == lines[row].last or behind.isspace() or behind in "：:（(【〔":
        return False
    before = text[lines[row - 1].last - 1] if row else "。"
    return before in "，,、" or behind in "的規规所第款項项至、，,和及與与或"


def _opens_below(marker: Marker, following: Marker) -> bool:
    """Whether the next line's number starts something inside this line's section, rather than beside or above it."""
    if following.kind in LEGAL and marker.kind in LEGAL:
        return RANK[following.kind] > RANK[marker.kind]
    return following.number == 1 and not (following.kind == marker.kind and marker.number == 1)


def _siblings(candidates: list[_Candidate]) -> list[list[_Candidate]]:
    """The runs n, n+1, … of one kind. A run may be interrupted by an inner run of the same kind (④ ①…⑦ ⑤)."""
    groups: list[list[_Candidate]] = []
    open_: dict[Kind, list[int]] = {}
    for c in candidates:
        stack = open_.setdefault(c.marker.kind, [])
        fitting = [i for i, g in enumerate(stack) if groups[g][-1].marker.number == c.marker.number - 1]
        if fitting:
            # Two runs may wait for this number: a heading continues the run of headings, an item that of items.
            alike = [i for i in fitting if _looks_heading(groups[stack[i]][-1]) == _looks_heading(c)]
            at = (alike or fitting)[-1]
            del stack[at + 1 :]
            c.group = stack[at]
            groups[c.group].append(c)
        else:
            c.group = len(groups)
            groups.append([c])
            stack.append(c.group)
            del stack[:-4]
    return groups


def _looks_heading(c: _Candidate) -> bool:
    return (c.shape.short and c.has_body) or c.shape.run_in > 0


def _judge_group(text: str, group: list[_Candidate]) -> None:
    """Sets `heading` of those members that are headings."""
    if len(group) == 1 and _is_name(group[0].marker):
        return
    with_body = sum(1 for c in group[:-1] if _looks_heading(c))
    mostly = with_body * 2 >= len(group) - 1
    run_ins = sum(1 for c in group if _looks_heading(c)) * 2 >= len(group)
    for before, c in zip([None, *group], group, strict=False):
        tight = before is not None and before.row == c.row - 1
        if c.marker.kind == "article":
            _set_article(text, c)
        elif c.shape.run_in:
            if run_ins:
                c.heading = text[c.line.first : c.shape.run_in]
        elif not (c.shape.short or _is_long_heading(c, group)) or c.line.last == len(text):
            continue
        elif c.has_body:
            # The last item of a list is followed by text too, but it stands tight below its sibling.
            after_item = tight and before is not None and not before.heading
            if not after_item or (c.shape.colon and c.before_text):
                c.heading = text[c.line.first : c.line.last]
        elif with_body and mostly:
            c.heading = text[c.line.first : c.line.last]


def _is_long_heading(c: _Candidate, group: list[_Candidate]) -> bool:
    """Whether a line too long for a heading is one by its siblings: most of the others are headings with a text."""
    others = sum(1 for other in group if other is not c and _looks_heading(other))
    return c.shape.long and c.has_body and others > 0 and others * 2 >= len(group) - 1


def _is_name(marker: Marker) -> bool:
    """Whether the number, if it stands alone, is rather somebody's: 甲、 a party of a case, 伍、 a surname."""
    return marker.kind == "stem" or (marker.kind == "formal" and marker.number != 1)


def _set_article(text: str, c: _Candidate) -> None:
    """第三條 and, where it has one, its bracketed caption: 第三條（主管機關）."""
    end = c.marker.end
    if text[end : end + 1] in tuple("（(【〔"):
        close = min((at for b in "）)】〕" if (at := text.find(b, end, c.line.last)) > 0), default=-1)
        if 0 < close - end <= 24:
            end = close + 1
    c.heading = text[c.line.first : end]


def _levels(headings: list[_Candidate]) -> list[tuple[_Candidate, int]]:
    """Each heading with its level. Numbering kinds nest by their rank, unless the document shows otherwise: a run
    that goes on later (① … ②) contains what stands between its members. 甲、 is written above 一、 as well as below
    (1) (文書處理手冊): a run of it that opens inside a 一、, (一) or 1、 lies within."""
    rank: dict[Kind, float] = {**RANK}
    if headings and headings[0].marker.kind == "circled":
        rank["circled"] = -1
    last_of_group = {c.group: i for i, c in enumerate(headings)}
    stack: list[_Candidate] = []
    out = []
    for i, c in enumerate(headings):
        groups = [s.group for s in stack]
        if c.group in groups:
            del stack[groups.index(c.group) :]
        elif not _stem_within(c, stack):
            while stack and rank[stack[-1].marker.kind] >= rank[c.marker.kind] and last_of_group[stack[-1].group] < i:
                stack.pop()
            if stack and c.marker.kind in LEGAL:
                while stack and rank[stack[-1].marker.kind] >= rank[c.marker.kind]:
                    stack.pop()
        stack.append(c)
        out.append((c, len(stack)))
    return out


def _stem_within(c: _Candidate, above: list[_Candidate]) -> bool:
    kinds = [s.marker.kind for s in above]
    return c.marker.kind == "stem" and "stem" not in kinds and bool(kinds) and RANK[kinds[-1]] >= RANK["cn"]
