"""The sheet as a Word document of one A4 page: the type gets smaller until what is on the sheet should fit."""

import io
import math
import re
from typing import Any

from docx import Document as new_docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from app.disputes.exporting.sheet import Line, Sheet

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = {"zh-Hant": "Microsoft JhengHei", "zh-Hans": "Microsoft YaHei"}
# In points: an A4 page less its margins.
_MARGIN = Cm(1.5)
_WIDTH, _HEIGHT = 595 - 2 * _MARGIN.pt, 842 - 2 * _MARGIN.pt
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
# Of the size of the type; these fonts stand higher than others.
_LEADING = 1.2
_HEADING_SPACE = 0.55
_QUIET = RGBColor(0x66, 0x6B, 0x6C)


def word(sheet: Sheet) -> bytes:
    """A .docx; nothing is left out, so that very long notes go on to a second page at the smallest size."""
    size = fitting_size(sheet)
    document = new_docx()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONTS[sheet.lang], Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONTS[sheet.lang])
    space = normal.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing = Pt(size * _LEADING)
    part_heading = document.styles.add_style("Part", WD_STYLE_TYPE.PARAGRAPH)
    part_heading.base_style = normal
    part_heading.font.bold = True
    part_heading.paragraph_format.space_before = Pt(size * _HEADING_SPACE)
    part_heading.paragraph_format.keep_with_next = True
    document.core_properties.title, document.core_properties.author = _clean(sheet.title), ""
    document.add_paragraph().add_run(_clean(sheet.title)).bold = True
    for part in sheet.parts:
        document.add_paragraph(_clean(part.heading), style="Part")
        for line in part.lines:
            _add(document, line)
    foot = document.add_paragraph(style="Part").add_run(_clean(sheet.foot))
    foot.bold, foot.font.color.rgb = False, _QUIET
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def fitting_size(sheet: Sheet) -> float:
    """The largest type, in points, at which the sheet should fit one page; the smallest where none does."""
    texts = [sheet.title, sheet.foot, *(_text(line) for line in sheet.lines), *(part.heading for part in sheet.parts)]
    for size in _SIZES:
        # a character less than fits, since punctuation moves whole words to the next line
        across = _WIDTH / size - 1.5
        rows = sum(math.ceil(max(1.0, _ems(text) / across)) for text in texts)
        if (rows * _LEADING + (len(sheet.parts) + 1) * _HEADING_SPACE) * size <= 0.97 * _HEIGHT:
            return size
    return _SIZES[-1]


def _ems(text: str) -> float:
    """The width in characters of full width."""
    return sum(1.0 if ord(char) > 0x2000 else 0.6 for char in text)


def _text(line: Line) -> str:
    box = "" if line.done is None else "☐ "
    colon = "：" if line.said and line.quoted else ""
    return box + line.said + colon + (f"「{line.quoted}」（{line.source}）" if line.quoted else "")


def _add(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph()
    if line.done is not None:
        paragraph.add_run("☑ " if line.done else "☐ ")
    if line.said:
        paragraph.add_run(_clean(line.said)).bold = bool(line.quoted)
    if line.quoted:
        paragraph.add_run(_clean(f"{'：' if line.said else ''}「{line.quoted}」"))
        paragraph.add_run(_clean(f"（{line.source}）")).font.color.rgb = _QUIET


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
