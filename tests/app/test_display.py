"""Text on its way to the screen: scripts, escaping, marks."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from app.display import is_converted, marked_html, shown, text_html, unwrapped


def test_text_in_the_readers_script_is_left_alone() -> None:
    assert shown("里民座談會", "trad", "trad") == "里民座談會"  # OpenCC alone would write 裡民
    assert shown("群众意见", "simp", "simp") == "群众意见"


def test_conversion_sets_characters_and_keeps_words() -> None:
    assert shown("會議協調的效能", "simp") == "会议协调的效能"
    assert shown("协调机制里的程序", "trad", "simp") == "協調機制裡的程序"
    assert is_converted("會議", "simp")
    assert not is_converted("方法", "simp")


def test_markup_links_and_formulas_are_text() -> None:
    source = '<script>alert("1")</script> [點我](https://example.org) $E=mc^2$'
    assert "<" not in text_html(source, "trad")
    assert html.unescape(text_html(source, "trad")) == source


def test_the_marked_span_is_converted_apart() -> None:
    assert marked_html("協調會議", 2, 4, "simp", anchor="quote") == '协调<mark id="quote">会议</mark>'


def test_an_empty_span_marks_nothing() -> None:
    assert "<mark" not in marked_html("協調", 1, 1, "trad")


def test_wrapped_lines_close() -> None:
    assert unwrapped("日常事務中發生\n  矛盾時") == "日常事務中發生矛盾時"
    assert unwrapped("see\nbelow") == "see below"


@given(st.text(), st.integers(0, 30), st.integers(0, 30))
def test_unconverted_html_reads_as_the_source(text: str, start: int, end: int) -> None:
    marked = marked_html(text, start, end, "trad")
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == html.unescape(html.escape(text))
    if start < end:
        inside = marked.split("<mark>")[1].split("</mark>")[0]
        assert inside == html.escape(text[start:end])
