"""Text on its way to the screen: set in the reader's script, escaped, a span marked. No Streamlit here.

Whatever comes from a source goes through `text_html`, so that markup, links and formulas in it are seen as written.

>>> text_html("<b>協調</b>", "simp")
'&lt;b&gt;协调&lt;/b&gt;'
"""

import html
import re
from functools import lru_cache
from typing import Literal

from corpus.records import Script
from corpus.script import to_simplified, to_traditional

Shown = Literal["trad", "simp"]

# Between two of these a line break is only the source's wrapping, and no space belongs there.
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t]*\r?\n[ \t]*(?={_WIDE})")
_BREAK = re.compile(r"\s*\n\s*")


def shown(text: str, to: Shown, source: Script = "trad") -> str:
    """`text` as a reader of `to` sees it. What is in that script already is left alone: converting traditional text
    to traditional would turn 里民 into 裡民."""
    return text if source == to else _converted(text, to)


@lru_cache(maxsize=20_000)
def _converted(text: str, to: Shown) -> str:
    return to_simplified(text) if to == "simp" else to_traditional(text)


def is_converted(text: str, to: Shown, source: Script = "trad") -> bool:
    """Whether the reader sees other characters than the source has."""
    return shown(text, to, source) != text


def text_html(text: str, to: Shown, source: Script = "trad") -> str:
    """`text` converted and escaped, safe between tags and inside quoted attributes."""
    return html.escape(shown(text, to, source), quote=True)


def unwrapped(text: str) -> str:
    """A quotation as running text: the line breaks of a hard-wrapped source are closed.

    >>> unwrapped("日常事務中發生\\n矛盾")
    '日常事務中發生矛盾'
    """
    return _BREAK.sub(" ", _WRAPPED.sub("", text)).strip()


def marked_html(text: str, start: int, end: int, to: Shown, source: Script = "trad", *, anchor: str = "") -> str:
    """`text` with `text[start:end]` in a `<mark>`; the three stretches are converted apart, so that the words around
    a quotation never change how it is set.

    >>> marked_html("一二三", 1, 2, "trad")
    '一<mark>二</mark>三'
    """
    if start >= end:
        return text_html(text, to, source)
    opening = f'<mark id="{html.escape(anchor)}">' if anchor else "<mark>"
    before, inside, after = (text_html(part, to, source) for part in (text[:start], text[start:end], text[end:]))
    return f"{before}{opening}{inside}</mark>{after}"


def label_text(text: str) -> str:
    """A label that Streamlit will not read as Markdown.

    >>> label_text("[甲](乙)")
    '\\\\[甲\\\\]\\\\(乙\\\\)'
    """
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!$:<>|~" else c for c in text)
