"""The layouts of answers, on answers small enough to read."""

from dataclasses import replace

from app.answer_html import Page, answer_html, cards_html
from app.answering.records import Answer, Quote, Statement
from app.display import Shown
from corpus.records import Origin


def page(to: Shown = "trad") -> Page:
    return Page(to, lambda _: "trad", lambda _: "method", lambda q: f"source?id={q.document_id}&start={q.start}")


def quote(text: str, document_id: str = "d", origin: Origin = "shipped", headings: tuple[str, ...] = ()) -> Quote:
    return Quote(document_id, "會議協調", headings, 0, len(text), text, origin)


def answer(ask: str, *said: tuple[str, str, str], quotes: tuple[Quote, ...] | None = None, verdict: str = "") -> Answer:
    statements = tuple(
        Statement(text, (n,), label, aspect, verdict if n == 0 else "") for n, (text, label, aspect) in enumerate(said)
    )
    return Answer("問", "composed", statements, quotes or tuple(quote(text) for text, _, _ in said), ask=ask)


def test_steps_are_numbered_and_every_statement_opens_its_source() -> None:
    laid = answer_html(
        answer("procedure", ("先發通知。", "會議協調", "步驟"), ("再開會。", "會議協調", "步驟")), page()
    )
    assert "<ol><li>先發通" in laid
    assert laid.count('href="source?id=d&amp;start=0"') == 2
    assert ">[2]</a>" in laid


def test_a_source_that_numbers_its_items_is_not_numbered_twice() -> None:
    laid = answer_html(answer("list", ("1、甲。", "原則", "成員"), ("2、乙。", "原則", "成員")), page())
    assert '<ol class="xt-own-number">' in laid


def test_a_comparison_is_a_table_of_things_by_aspects() -> None:
    said = (
        ("甲是一。", "甲", "定義"),
        ("乙是二。", "1、乙", "定義"),
        ("甲宜於急事。", "甲", "適用"),
        ("別的話。", "丙", "原文"),
    )
    laid = answer_html(answer("comparison", *said), page())
    table = laid.split("</table>")[0]
    assert table.count("<tr>") == 2  # the head and 定義; 適用 has only one side
    assert '<th scope="col">甲</th><th scope="col">乙</th>' in table
    assert "別的" not in table
    assert "別的" in laid


def test_how_two_things_differ_in_a_sentence_stands_above_the_table() -> None:
    said = (
        ("甲乙不同，前者是一。", "甲／乙", "辨析"),
        ("甲的期限是三日。", "甲", "期限"),
        ("乙的期限是五日。", "乙", "期限"),
        ("還有別的話。", "丙", "原文"),
    )
    laid = answer_html(answer("comparison", *said), page())
    assert (
        laid.index("甲乙不同")
        < laid.index("<table>")
        < laid.index("甲的期限")
        < laid.index("</table>")
        < laid.index("還有")
    )


def test_a_column_is_called_in_the_script_of_its_document() -> None:
    said = (("婚假三日。", "婚假", "期限"), ("产假五日。", "产假", "期限"))
    laid = answer_html(answer("comparison", *said), replace(page(), script_of=lambda _: "simp"))
    assert '<th scope="col">產假</th>' in laid


def test_a_verdict_names_the_sentence_that_gives_it() -> None:
    laid = answer_html(answer("judgement", ("不可直接指派。", "甲", "要點"), verdict="否"), page())
    assert "<strong>否</strong>" in laid
    assert laid.index("xt-verdict") < laid.index("不可直接")


def test_converted_text_unfolds_to_the_original() -> None:
    composed = answer("definition", ("會議協調是方法。", "會議協調", "定義"))
    laid = answer_html(composed, page("simp"))
    assert "会议协调是方" in laid
    assert "<summary>已转换字形</summary>" in laid
    assert "會議協調是方法。" in laid
    assert "<summary>" not in answer_html(composed, page("trad"))


def test_cards_show_origin_place_and_words() -> None:
    imported = quote("甲是一。", "u-1", "imported", ("第一章", "一、概說"))
    cards = cards_html(answer("definition", ("甲是一。", "甲", "定義"), quotes=(imported,)), page())
    assert "匯入" in cards
    assert "會議協調 › 第一章 › 一、概說" in cards
    assert "<blockquote>甲是一。</blockquote>" in cards


def test_markup_in_a_source_stays_text_everywhere() -> None:
    bad = '<img src=x onerror="alert(1)">"\'甲'
    hostile = Quote(bad, bad, (bad,), 0, len(bad), bad, "imported")
    composed = answer("definition", (bad, bad, "定義"), quotes=(hostile,))
    for laid in (answer_html(composed, page()), cards_html(composed, page())):
        assert "<img" not in laid
        assert "onerror=&quot;" in laid
