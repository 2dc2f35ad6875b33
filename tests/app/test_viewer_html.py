"""The viewer's HTML: what is marked is the quotation, what is shown is the text."""

import html
import re

import pytest

from app.viewer_html import LONG, Stretch, document_html, stretch_around
from corpus.records import Document, Section

TEXT = "講義\n一、總則\n協調要先聽各方。\n<b>其次</b>再寫紀錄。\n二、附則\n另行公布。\n"


def document(text: str = TEXT, sections: tuple[Section, ...] = ()) -> Document:
    return Document("u-1", "講義", "trad", "imported", text, sections)


def marked(laid: str) -> str:
    return html.unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", laid)))


@pytest.mark.parametrize("words", ["協調要先聽各方。", "先聽", "<b>其次</b>", "二、附則"])
def test_the_mark_is_the_quotation(words: str) -> None:
    start = TEXT.index(words)
    laid = document_html(document(), Stretch(0, len(TEXT)), start, start + len(words), "trad")
    assert marked(laid) == words
    assert laid.count('id="quote"') == 1
    assert "<b>" not in laid


def test_a_quotation_over_two_lines_is_marked_on_both_under_one_anchor() -> None:
    start, end = TEXT.index("先聽"), TEXT.index("再寫")
    laid = document_html(document(), Stretch(0, len(TEXT)), start, end, "trad")
    assert marked(laid) == TEXT[start:end].replace("\n", "")
    assert laid.count('id="quote"') == 1


def test_headings_that_fill_their_line_are_set_as_headings() -> None:
    start = TEXT.index("一、")
    laid = document_html(
        document(sections=(Section("一、總則", 1, start, len(TEXT)),)), Stretch(0, len(TEXT)), 0, 0, "trad"
    )
    assert f'<h3 id="at-{start}">一、總則</h3>' in laid


def test_the_quotation_is_converted_apart() -> None:
    start = TEXT.index("各方")
    laid = document_html(document(), Stretch(0, len(TEXT)), start, start + 2, "simp")
    assert '协调要先听<mark id="quote">各方</mark>。' in laid


def test_a_card_is_shown_without_its_fields_and_marks() -> None:
    card = "---\nid: x\n---\n# 甲\n\n## 步驟\n1. 先問。\n2. 再答。\n\n相關：[乙](type.b)\n"
    whole = Document("x", "甲", "trad", "shipped", card)
    start = card.index("再答。")
    laid = document_html(whole, stretch_around(whole, start, start + 3), start, start + 3, "trad")
    assert "id: x" not in laid
    assert "#" not in laid
    assert marked(laid) == "再答。"
    assert '<a href="source?id=type.b&amp;script=trad">乙</a>' in laid


def test_links_in_an_imported_text_are_text() -> None:
    text = "相關：[乙](type.b)\n"
    assert "<a " not in document_html(document(text), Stretch(0, len(text)), 0, 0, "trad")


def test_a_long_document_is_shown_around_the_quotation() -> None:
    text = "協調先行。\n" * LONG
    start = 6 * 5_000
    stretch = stretch_around(document(text), start, start + 5)
    assert stretch.start < start < stretch.end
    assert stretch.end - stretch.start < LONG
    assert text[stretch.start - 1] == "\n"
    assert text[stretch.end - 1] == "\n"
    assert marked(document_html(document(text), stretch, start, start + 5, "trad")) == "協調先行。"
