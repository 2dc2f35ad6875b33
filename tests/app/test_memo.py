"""The memo opens again with its footnotes; the copied text carries its citations."""

import io
import zipfile
from datetime import UTC, datetime

import docx
from lxml import etree

from app.answering.memo import cited_text, memo
from app.answering.records import Answer, Quote, Statement
from corpus.script import to_simplified

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TEXTS = ("會議協調要先發\n通知。", "A < B & \x0b「先聽」。")
ANSWER = Answer(
    "會議協調怎麼開",
    "composed",
    tuple(Statement(text, (n,), "會議協調", "步驟") for n, text in enumerate(TEXTS)),
    tuple(Quote("u-1", "講義", ("一、方法",), 0, len(text), text, "imported") for text in TEXTS),
    ask="procedure",
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def footnotes(data: bytes) -> dict[str, str]:
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/footnotes.xml"))
    return {note.get(f"{W}id"): "".join(note.itertext()).strip() for note in root if note.get(f"{W}type") is None}


def test_each_statement_has_a_footnote_with_its_quotation() -> None:
    data = memo(ANSWER, AT)
    opened = docx.Document(io.BytesIO(data))
    texts = [p.text for p in opened.paragraphs]
    assert texts[0] == "會議協調怎麼開"
    assert "2026-03-01 09:30" in texts[1]
    assert "會議協調要先發通知。" in texts
    references = [r.get(f"{W}id") for r in opened.element.iter(f"{W}footnoteReference")]
    assert references == ["1", "2"]
    assert footnotes(data)["1"] == "匯入・講義 › 一、方法：「會議協調要先發通知。」"
    assert footnotes(data)["2"].endswith("「A < B & 「先聽」。」")  # what XML cannot hold is left out


def test_the_body_follows_the_reader_and_the_footnotes_the_source() -> None:
    data = memo(ANSWER, AT, lambda text, _: to_simplified(text))
    opened = docx.Document(io.BytesIO(data))
    assert "会议协调要先发通知。" in [p.text for p in opened.paragraphs]
    assert "會議協調要先發通知。" in footnotes(data)["1"]


def test_copied_text_numbers_its_citations() -> None:
    lines = cited_text(ANSWER).split("\n")
    assert lines[0] == "會議協調怎麼開"
    assert "會議協調要先發通知。[1]" in lines
    assert lines[-2] == "[1] 匯入・講義 › 一、方法：「會議協調要先發通知。」"
