"""HTML: its visible text, block by block. Scripts, styles and the like are left out."""

import re
import warnings

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import Comment, NavigableString, Tag

from corpus.numbering import find_marker
from corpus.readers.result import Builder, Extract
from corpus.readers.text import damage_warnings, decode_file

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "audio",
        "video",
        "form",
        "button",
        "select",
        "input",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "caption",
    ]
)
_HEADING = re.compile(r"h[1-6]$")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MAX_DEPTH = 200


def read_html(data: bytes) -> Extract:
    """An .html file. The title is <title>, else its first outermost heading element; a numbered one (一、總則) is a
    section's, whatever element it stands in."""
    found = _CHARSET.search(data[:4096])
    decoded = decode_file(data, found[1].decode("ascii") if found else None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(decoded.text, "lxml")
    builder = Builder()
    _walk(soup.body or soup, builder, 0)
    text, sections = builder.build()
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    own = {start for _, _, start in builder.headings}
    first = next((s.heading for s in sections if s.level == 1 and s.start in own and not find_marker(s.heading)), None)
    return Extract(text, sections, title or first, damage_warnings(decoded))


def _walk(node: Tag, builder: Builder, depth: int, prefix: str = "") -> None:
    """Adds the blocks below `node`; text between blocks makes a block of its own."""
    run: list[str] = [prefix]

    def flush() -> None:
        block = "".join(run)
        if block.strip() and block.strip() != prefix.strip():
            builder.add(block, item=bool(prefix) and run[0] == prefix)
            run[:] = [""]
        elif run[0] != prefix:
            run[:] = [""]

    number = 0
    for child in node.children:
        if isinstance(child, Comment) or (isinstance(child, Tag) and child.name in _DROPPED):
            continue
        if isinstance(child, NavigableString):
            run.append(re.sub(r"\s+", " ", child) if node.name != "pre" else str(child))
            continue
        if not isinstance(child, Tag):
            continue
        if child.name == "br":
            run.append("\n")
        elif child.name not in _BLOCKS and not child.find(_is_block):
            run.append(_inline(child))
        else:
            carried = run[0] if len(run) == 1 and run[0] else ""
            if not carried:
                flush()
            if _HEADING.match(child.name):
                builder.add(_inline(child), level=int(child.name[1]))
            elif child.name == "tr":
                cells = [_inline(c) for c in child.find_all(["td", "th"], recursive=False)]
                builder.add(" | ".join(" ".join(c.split()) for c in cells), item=True)
            elif child.name == "li":
                number += 1
                _walk(child, builder, depth + 1, f"{number}. " if node.name == "ol" else "- ")
            elif depth >= _MAX_DEPTH:
                builder.add(_inline(child))
            else:
                _walk(child, builder, depth + 1, carried)
                if carried:
                    run[:] = [""]
    flush()


def _is_block(tag: Tag) -> bool:
    return tag.name in _BLOCKS


def _inline(tag: Tag) -> str:
    """The text of an element without blocks of interest; <br> is a line break."""
    if tag.name in _DROPPED:
        return ""
    out = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                out.append("\n")
            elif node.name in ("p", "div", "li"):
                out.append(" ")
        elif type(node) is NavigableString and not any(p.name in _DROPPED for p in node.parents):
            out.append(re.sub(r"\s+", " ", node))
    return "".join(out)
