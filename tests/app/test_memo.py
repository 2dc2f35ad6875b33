"""The memo opens again with its table, its numbering and its footnotes; the copied text has the same order."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from app.answering.citing import Reader, cited_text
from app.answering.memo import memo
from app.answering.records import Answer, Quote, Statement
from corpus.records import Script

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TEXTS = ("會議協調要先發\n通知。", "A < B & \x0b「先聽」。")


def answer(ask: str, *said: tuple[str, str, str], question: str = "會議協調怎麼開", verdict: str = "") -> Answer:
    """Of statements as (text, label, aspect), each with a quotation of its own."""
    statements = (Statement(text, (n,), label, aspect) for n, (text, label, aspect) in enumerate(said))
    quotes = (Quote("u-1", "講義", ("一、方法",), 0, len(text), text, "imported") for text, _, _ in said)
    first, *others = statements
    first = Statement(first.text, first.quotes, first.label, first.aspect, verdict)
    return Answer(question, "composed", (first, *others), tuple(quotes), ask=ask)


ANSWER = answer("procedure", *((text, "會議協調", "步驟") for text in TEXTS))
COMPARISON = answer(
    "comparison",
    ("促進是扶持。", "促進式協調", "定義"),
    ("糾偏是糾正。", "糾偏式協調", "定義"),
    ("宜用於落後。", "促進式協調", "適用"),
    ("宜用於偏離。", "糾偏式協調", "適用"),
    ("急事適用。", "糾偏式協調", "適用"),
    ("另有一說。", "合作式協調", "原文"),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def footnotes(data: bytes) -> dict[str, str]:
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml"))
    return {note.get(f"{W}id"): "".join(note.itertext()).strip() for note in root if note.get(f"{W}type") is None}


def opened(asked: Answer, reader: Reader | None = None) -> tuple[Any, dict[str, str]]:
    data = memo(asked, AT, reader or Reader())
    return docx.Document(io.BytesIO(data)), footnotes(data)


def numbering(paragraph: Any) -> tuple[int, int] | None:
    """The id of a paragraph's own numbering and where it starts."""
    properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if properties is None or properties.numId is None:
        return None
    definitions = paragraph.part.numbering_part.numbering_definitions._numbering
    start = definitions.num_having_numId(properties.numId.val).find(f"{W}lvlOverride/{W}startOverride")
    return properties.numId.val, int(start.get(qn("w:val")))


def test_each_statement_has_a_footnote_with_its_quotation() -> None:
    document, notes = opened(ANSWER)
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "會議協調怎麼開"
    assert "2026-03-01 09:30" in texts[1]
    assert "會議協調要先發通知。" in texts
    references = [r.get(f"{W}id") for r in document.element.iter(f"{W}footnoteReference")]
    assert references == ["1", "2"]
    assert notes["1"] == "匯入・講義 › 一、方法：「會議協調要先發通知。」"
    assert notes["2"].endswith("「A < B & 「先聽」。」")  # what XML cannot hold is left out


def test_a_comparison_is_a_table_of_labels_by_aspects() -> None:
    document, notes = opened(COMPARISON)
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "促進式協調", "糾偏式協調"],
        ["定義", "促進是扶持。", "糾偏是糾正。"],
        ["適用", "宜用於落後。", "宜用於偏離。\n急事適用。"],
    ]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    marks = [[r.get(f"{W}id") for r in cell._tc.iter(f"{W}footnoteReference")] for cell in table.rows[2].cells]
    assert [[notes[m].split("：")[1] for m in each] for each in marks[1:]] == [
        ["「宜用於落後。」"],
        ["「宜用於偏離。」", "「急事適用。」"],
    ]
    assert "另有一說。" in [p.text for p in document.paragraphs]
    assert len(notes) == len(COMPARISON.statements)


def test_many_labels_stand_below_each_other() -> None:
    said = [(f"{name}是{name}。", name, "定義") for name in "甲乙丙丁"]
    (table,) = opened(answer("comparison", *said))[0].tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "定義"],
        *[[name, f"{name}是{name}。"] for name in "甲乙丙丁"],
    ]


def test_steps_are_numbered_by_word_and_each_list_from_one() -> None:
    said = [("先通知。", "會議協調", "步驟"), ("後開會。", "會議協調", "步驟"), ("擬稿。", "文書協調", "步驟")]
    said.append(("會簽。", "文書協調", "步驟"))
    document, notes = opened(answer("procedure", *said))
    steps = [p for p in document.paragraphs if p.style.name == "List Number"]
    assert [p.text for p in steps] == ["先通知。", "後開會。", "擬稿。", "會簽。"]
    numbers = [numbering(p) for p in steps]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    assert {each[1] for each in numbers if each} == {1}
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")][1:]
    assert headings == [
        ("Heading 2", "會議協調"),
        ("Heading 3", "步驟"),
        ("Heading 2", "文書協調"),
        ("Heading 3", "步驟"),
    ]
    assert len(notes) == 4


def test_the_sources_own_numbers_become_words() -> None:
    document, notes = opened(answer("list", ("二、乙。", "原則", "成員"), ("（三）丙。", "原則", "成員")))
    items = [p for p in document.paragraphs if p.style.name == "List Number"]
    assert [(p.text, (numbering(p) or (0, 0))[1]) for p in items] == [("乙。", 2), ("丙。", 2)]
    assert "「二、乙。」" in notes["1"]
    left = opened(answer("list", ("1、乙。", "原則", "成員"), ("5、丙。", "原則", "成員")))[0]
    assert [p.text for p in left.paragraphs][-2:] == ["1、乙。", "5、丙。"]


def test_a_verdict_stands_above_with_its_footnote() -> None:
    document, notes = opened(answer("judgement", ("不可直接指派。", "甲", "要點"), verdict="否"))
    assert document.paragraphs[2].text == "否，依資料中的這一句"
    assert notes["1"] == notes["2"]


def test_all_is_set_in_the_readers_script_and_the_original_kept() -> None:
    document, notes = opened(COMPARISON, Reader("simp"))
    assert document.core_properties.title == document.paragraphs[0].text == "会议协调怎么开"
    assert [c.text for c in document.tables[0].rows[1].cells] == ["定义", "促进是扶持。", "纠偏是纠正。"]
    assert "每句的出处见注脚" in document.paragraphs[1].text
    assert notes["1"] == "汇入・讲义 › 一、方法：「促进是扶持。」（已转换字形，原文：「促進是扶持。」）"


def test_what_is_in_the_readers_script_is_left_alone() -> None:
    def simplified(document_id: str) -> Script:
        return "simp"

    said = answer("definition", ("里民后悔。", "协调", "定義"), question="什么是协调")
    _, notes = opened(said, Reader("simp", simplified))
    assert notes["1"].endswith("：「里民后悔。」")
    assert notes["1"].startswith("汇入・")  # our own word, though the source is simplified
    document, notes = opened(said, Reader("trad", simplified))
    assert document.paragraphs[0].text == "什麼是協調"
    assert notes["1"].endswith("（已轉換字形，原文：「里民后悔。」）")


def in_order(text: str, words: list[str]) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_copied_text_has_the_order_of_the_page() -> None:
    lines = cited_text(ANSWER, Reader()).split("\n")
    assert lines[:5] == ["會議協調怎麼開", "", "會議協調", "步驟", "1. 會議協調要先發通知。[1]"]
    assert lines[-2] == "[1] 匯入・講義 › 一、方法：「會議協調要先發通知。」"
    compared = cited_text(COMPARISON, Reader("simp"))
    assert in_order(
        compared, ["定义", "促进式协调：促进是扶持。[1]", "纠偏式协调：纠偏是纠正。[2]", "适用", "另有一说"]
    )
    assert "纠偏式协调：宜用于偏离。[4]急事适用。[5]" in compared
    assert not re.search("[經議擬導]", compared.split("出处")[0])
