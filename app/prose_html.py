"""Our own corpus's Markdown as HTML: paragraphs, lists, tables, headings, and links from card to card.

What a card or chapter may hold is little (docs/編寫指南.md); everything else in it is shown as written.
"""

import re
from collections.abc import Callable
from itertools import groupby

from app.display import Shown, text_html
from corpus.records import Script

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([A-Za-z0-9._-]+)\)")
_NUMBERED = re.compile(r"\d{1,2}\.[ \t]+")
_BULLET = re.compile(r"[-*+][ \t]+")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_RULE = re.compile(r"\|[\s:|-]+\|?\s*$")

# id of a card, case or chapter -> its address, None for an unknown one
Address = Callable[[str], str | None]


def inline_html(text: str, to: Shown, source: Script, address: Address) -> str:
    """A line with its links; a link to nothing is its bare words."""
    pieces, last = [], 0
    for match in _LINK.finditer(text):
        pieces.append(text_html(text[last : match.start()], to, source))
        name, target = text_html(match[1], to, source), address(match[2])
        pieces.append(f'<a href="{target}">{name}</a>' if target else name)
        last = match.end()
    return "".join(pieces) + text_html(text[last:], to, source)


def prose_html(text: str, to: Shown, source: Script, address: Address) -> str:
    """The blocks of a section or chapter, front matter taken off by the caller."""

    def said(line: str) -> str:
        return inline_html(line, to, source, address)

    parts: list[str] = []
    for kind, group in groupby((line.strip() for line in text.splitlines()), key=_kind):
        lines = list(group)
        if kind == "numbered":
            items = "".join(f"<li>{said(_NUMBERED.sub('', line, count=1))}</li>" for line in lines)
            parts.append(f"<ol>{items}</ol>")
        elif kind == "bullet":
            items = "".join(f"<li>{said(_BULLET.sub('', line, count=1))}</li>" for line in lines)
            parts.append(f"<ul>{items}</ul>")
        elif kind == "table":
            parts.append(_table(lines, said))
        elif kind == "heading":
            for line in lines:
                match = _HEADING.match(line)
                if match:
                    level = min(len(match[1]) + 1, 5)
                    parts.append(f"<h{level}>{said(match[2])}</h{level}>")
        elif kind == "related":
            parts += [f'<p class="xt-related">{said(line)}</p>' for line in lines]
        elif kind == "text":
            parts += [f"<p>{said(line)}</p>" for line in lines]
    return "".join(parts)


def _kind(line: str) -> str:
    if not line:
        return "blank"
    if line.startswith("|"):
        return "table"
    if line.startswith("相關："):
        return "related"
    for kind, pattern in (("numbered", _NUMBERED), ("bullet", _BULLET), ("heading", _HEADING)):
        if pattern.match(line):
            return kind
    return "text"


def _table(lines: list[str], said: Callable[[str], str]) -> str:
    """The first row is the head; each cell also names its column, for screens on which cells stack."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not _RULE.match(line)]
    head, *body = rows
    top = "".join(f'<th scope="col">{said(cell)}</th>' for cell in head)
    cells = []
    for row in body:
        first, *rest = row
        named = zip([*head[1:], *[""] * len(rest)], rest, strict=False)
        tds = "".join(
            f'<td><span class="xt-cell-label">{said(label)}</span><p>{said(cell)}</p></td>' for label, cell in named
        )
        cells.append(f'<tr><th scope="row">{said(first)}</th>{tds}</tr>')
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(cells)}</tbody></table>"
    return f'<div class="xt-table xt-rows">{table}</div>'
