"""An answer as a Word memo: laid out as on the page, each statement with a footnote that quotes its source.

>>> memo(answer, datetime(2026, 3, 1, 9, 30), Reader())[:2]     # doctest: +SKIP
b'PK'
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document as new_docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.answering.citing import Reader
from app.answering.layout import Block, Part, Table, layout, own_numbers, unnumbered
from app.answering.records import Answer, Statement

_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = {"trad": "Microsoft JhengHei", "simp": "Microsoft YaHei"}
# So many things stand side by side on an upright page; more stand below each other, their aspects side by side.
MOST_COLUMNS = 3


def memo(answer: Answer, at: datetime, reader: Reader) -> bytes:
    """A .docx: the question as title, the statements, a footnote for each of their quotations. `at` is the local time
    that the memo bears."""
    return _Memo(answer, reader).written(at)


class _Memo:
    def __init__(self, answer: Answer, reader: Reader) -> None:
        self._answer, self._reader = answer, reader
        self._document = new_docx()
        self._notes: list[str] = []

    def written(self, at: datetime) -> bytes:
        document, reader, answer = self._document, self._reader, self._answer
        style = document.styles["Normal"]
        style.font.name = _FONTS[reader.to]
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONTS[reader.to])
        title = _clean(reader.mixed(answer.question))
        document.core_properties.title, document.core_properties.author = title, ""
        document.core_properties.comments = ""
        document.core_properties.language = "zh-TW" if reader.to == "trad" else "zh-CN"
        document.add_heading(title, level=1)
        made = answer.note if answer.mode == "generated" else "由協調通自資料摘錄；"
        document.add_paragraph(_clean(reader.own(f"{at:%Y-%m-%d %H:%M}　{made}每句的出處見註腳。")))
        verdict = reader.verdict(answer)
        if verdict:
            paragraph = document.add_paragraph()
            paragraph.add_run(_clean(verdict[0])).bold = True
            self._footnote(paragraph, verdict[1])
        for item in layout(answer):
            if isinstance(item, Table):
                self._add_table(item)
            else:
                self._add_block(item)
        self._attach_footnotes()
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    def _add_table(self, table: Table) -> None:
        """Labels across and aspects down, or the other way where there are many labels."""
        labels = [self._reader.column(table, label, self._answer) for label in table.labels]
        aspects = [self._reader.own(aspect) for aspect in table.aspects]
        across, down, rows = labels, aspects, [list(row) for row in table.rows]
        if len(labels) > MOST_COLUMNS:
            across, down, rows = aspects, labels, [list(column) for column in zip(*table.rows, strict=True)]
        grid = self._document.add_table(rows=1 + len(down), cols=1 + len(across), style="Table Grid")
        _repeat_on_each_page(grid.rows[0])
        for column, name in enumerate(across, 1):
            grid.cell(0, column).paragraphs[0].add_run(_clean(name)).bold = True
        for line, (name, cells) in enumerate(zip(down, rows, strict=True), 1):
            grid.cell(line, 0).paragraphs[0].add_run(_clean(name)).bold = True
            for column, said in enumerate(cells, 1):
                cell = grid.cell(line, column)
                for number, statement in enumerate(said):
                    paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                    self._say(paragraph, statement)
                if not said:
                    cell.paragraphs[0].add_run("—")
        self._document.add_paragraph()

    def _add_block(self, block: Block) -> None:
        if block.label:
            self._document.add_heading(_clean(self._reader.label(block, self._answer)), level=2)
        for part in block.parts:
            if part.heading:
                self._document.add_heading(_clean(self._reader.own(part.heading)), level=3)
            self._add_part(part)

    def _add_part(self, part: Part) -> None:
        own = own_numbers(part.statements) if part.form == "own" else None
        if part.form == "numbered" or own is not None:
            # Word sets the numbers; those that the source wrote go with the footnote.
            numbering = self._numbering(own.start if own else 1)
            for statement in part.statements:
                paragraph = self._document.add_paragraph(style="List Number")
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
                self._say(paragraph, statement, numbered=own is not None)
            return
        for statement in part.statements:
            style = "List Bullet" if part.form == "bullets" else None
            self._say(self._document.add_paragraph(style=style), statement)

    def _numbering(self, start: int) -> int:
        """A numbering of its own, from `start`: the style's would go on from the list before."""
        styled = self._document.styles["List Number"].element.pPr.numPr.numId.val
        numberings = self._document.part.numbering_part.numbering_definitions._numbering
        abstract = numberings.num_having_numId(styled).abstractNumId.val
        added = numberings.add_num(abstract)
        added.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(added.numId)

    def _say(self, paragraph: Any, statement: Statement, *, numbered: bool = False) -> None:
        text = self._reader.statement(statement, self._answer)
        paragraph.add_run(_clean(unnumbered(text) if numbered else text))
        for number in statement.quotes:
            self._footnote(paragraph, number)

    def _footnote(self, paragraph: Any, number: int) -> None:
        self._notes.append(self._reader.citation(self._answer.quotes[number]))
        paragraph._p.append(_reference(len(self._notes)))

    def _attach_footnotes(self) -> None:
        package = self._document.part.package
        part = PackagePart(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, _footnotes_xml(self._notes), package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


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


def _footnotes_xml(notes: Sequence[str]) -> bytes:
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
