"""The outline of Markdown, by markdown-it's line maps; the text itself keeps all its marks.

>>> [(s.level, s.heading) for s in markdown_sections("# 會議協調\\n\\n## 步驟\\n一、會前\\n先定議題。\\n")]
[(1, '會議協調'), (2, '步驟'), (3, '一、會前')]
"""

import re
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt

from corpus.lines import iter_lines
from corpus.outline import close_sections, find_sections, merge_sections
from corpus.records import Section

_FENCE = re.compile(r"-{3}[ \t]*(?:\r\n|\n|\r)")
_KEY = re.compile(r"(?:[A-Za-z_][\w-]*[ \t]*:|[ \t]|-[ \t]|#|\]|\}|$)")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def front_matter_end(text: str) -> int:
    """The offset behind the YAML between a leading `---` and the next; 0 without one."""
    if not _FENCE.match(text):
        return 0
    for i, line in enumerate(iter_lines(text)):
        if i == 0:
            continue
        content = text[line.start : line.end]
        if content.rstrip() in ("---", "..."):
            found = re.compile(r"\r\n|\n|\r").match(text, line.end)
            return found.end() if found else line.end
        if not _KEY.match(content):
            return 0
    return 0


def markdown_sections(text: str) -> tuple[Section, ...]:
    """The sections that the headings (# and underlined) make, inline marks left as written, and between them the
    numbered lines (一、 (一) 1、) of plain paragraphs; what Markdown calls a list stays one. A text without
    any Markdown heading is read as plain Chinese text."""
    begin = front_matter_end(text)
    body = text[begin:]
    # markdown-it counts lines by \n after it has turned \r\n and lone \r into it, as iter_lines does
    lines = list(iter_lines(text, begin))
    masked = list(text)
    masked[:begin] = _mask(text[:begin])
    headings = []
    plain: set[int] = set()
    tokens = _parser().parse(body)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.map and token.level == 0 and inline.content.strip():
            headings.append((inline.content.strip(), int(token.tag[1]), lines[token.map[0]].start))
        elif token.type == "paragraph_open" and token.map and token.level == 0:
            plain.update(range(*token.map))
    if not headings and begin == 0:
        return find_sections(text)
    for number, line in enumerate(lines):
        if number not in plain:
            masked[line.start : line.end] = _mask(text[line.start : line.end])
    return close_sections(merge_sections("".join(masked), headings), len(text))


def _mask(stretch: str) -> str:
    """The stretch with other words in place of its marks and numbers, line breaks and blanks kept."""
    return re.sub(r"\S", "文", stretch)
