"""An answer to take along: as text with numbered citations, and as a Word memo with footnotes.

>>> cited_text(answer)                                       # doctest: +SKIP
'什麼是協調\\n\\n協調是……。[1]\\n\\n出處\\n[1] 匯入・講義 › 第一章：「協調是……。」'
"""

import io
import re
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from docx import Document as new_docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.answering.records import Answer, Quote, Statement
from app.display import unwrapped
from corpus.records import Origin

# (text, document id or "" for our own words) -> the text as the reader sees it
Show = Callable[[str, str], str]
ORIGINS: dict[Origin, str] = {"shipped": "內建", "imported": "匯入"}
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT = "Microsoft JhengHei"


def as_is(text: str, document_id: str) -> str:
    return text


def citation(quote: Quote) -> str:
    """Where it stands and its words as the source writes them: `匯入・講義 › 第一章：「……」`."""
    where = " › ".join((quote.title, *(h for h in quote.headings if h != quote.title)))
    return f"{ORIGINS[quote.origin]}・{where}：「{unwrapped(quote.text)}」"


def cited_text(answer: Answer, show: Show = as_is) -> str:
    """Question, statements with numbers, and the quotations that the numbers stand for."""
    lines = [show(answer.question, "")]
    for label, statements in groupby(answer.statements, key=lambda s: s.label):
        lines.append("")
        if label:
            lines.append(show(label, ""))
        for s in statements:
            source = answer.quotes[s.quotes[0]].document_id if s.quotes else ""
            lines.append(show(_said(s), source) + "".join(f"[{n + 1}]" for n in s.quotes))
    lines += ["", show("出處", "")]
    lines += [f"[{number}] {show(citation(q), q.document_id)}" for number, q in enumerate(answer.quotes, 1)]
    return "\n".join(lines)


def memo(answer: Answer, at: datetime, show: Show = as_is) -> bytes:
    """A .docx: the question as title, the statements, and for each a footnote with its quotation in the source's own
    characters. `at` is the local time that the memo bears."""
    document = new_docx()
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.core_properties.title = _clean(answer.question)
    document.core_properties.author = ""
    document.add_heading(_clean(show(answer.question, "")), level=1)
    made = answer.note if answer.mode == "generated" else "由協調通自資料摘錄；"
    document.add_paragraph(show(f"{at:%Y-%m-%d %H:%M}　{made}每句的出處見註腳。", ""))
    notes: list[str] = []
    for label, statements in groupby(answer.statements, key=lambda s: s.label):
        if label:
            document.add_heading(_clean(show(label, "")), level=2)
        for s in statements:
            source = answer.quotes[s.quotes[0]].document_id if s.quotes else ""
            listed = s.aspect in ("成員", "步驟")
            paragraph = document.add_paragraph(style="List Bullet" if listed else None)
            paragraph.add_run(_clean(show(_said(s), source)))
            for number in s.quotes:
                notes.append(citation(answer.quotes[number]))
                paragraph._p.append(_reference(len(notes)))
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, _footnotes_xml(notes), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _said(statement: Statement) -> str:
    """The text; what a model says without a quotation is told apart."""
    return unwrapped(statement.text) + ("（未經引句證實）" if statement.own_words else "")


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _reference(number: int) -> Any:
    run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    raised = OxmlElement("w:vertAlign")
    raised.set(qn("w:val"), "superscript")
    properties.append(raised)
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), str(number))
    run.append(properties)
    run.append(mark)
    return run


def _footnotes_xml(notes: list[str]) -> bytes:
    """The part that python-docx does not write (ECMA-376, 17.11): two separators, then the notes from 1."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for kind, number, mark in (
            ("separator", -1, "separator"),
            ("continuationSeparator", 0, "continuationSeparator"),
        )
    )
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    body = "".join(
        f'<w:footnote w:id="{number}"><w:p>{raised}<w:r><w:rPr><w:sz w:val="18"/></w:rPr>'
        f'<w:t xml:space="preserve"> {escape(_clean(note))}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{_W}">'
        f"{separators}{body}</w:footnotes>"
    ).encode()
