"""Word files: an exam paper with a separate key, a list of items, a notebook of errors, what the staff know."""

import copy
import io
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from tqdm import tqdm

from app.study.blueprint import Paper
from app.study.history import Answered
from app.study.records import Item, ItemKind
from app.study.staff import by_concept, by_learner
from app.study.statistics import Estimate
from app.study.wording import KIND_NAMES, key_lines, shown_options, sources

_FONT = "Microsoft JhengHei"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMERALS = "一二三四五六七八九十"
# Lines left for writing, by kind.
ROOM: dict[ItemKind, int] = {"term": 4, "short": 8, "case": 14}
# Sets a text in the reader's script; quotations are handed over whole, as they are printed.
Set = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry of the notebook as it is printed."""

    item: Item
    answer: str
    times: int


def _as_is(text: str) -> str:
    return text


def paper_docx(paper: Paper, to: Set = _as_is) -> bytes:
    """What is handed to the candidates: sections, points, lines to write on; no answers."""
    print_ = _new(to(paper.blueprint.title))
    print_(
        to(f"時間：{paper.blueprint.minutes} 分鐘　滿分：{paper.blueprint.points:g} 分　姓名：＿＿＿＿＿　得分：＿＿＿")
    )
    for heading, rows in _sections(paper):
        print_(to(heading), style="Heading 2")
        for number, item in rows:
            _question(print_, number, item, to)
            for _ in range(ROOM.get(item.kind, 0)):
                print_("＿" * 36)
    return print_.bytes()


def key_docx(paper: Paper, to: Set = _as_is) -> bytes:
    """Answers, explanations and the sentences that they rest on, by the paper's numbers."""
    print_ = _new(to(f"{paper.blueprint.title}　答案"))
    for heading, rows in _sections(paper):
        print_(to(heading), style="Heading 2")
        for number, item in rows:
            _key(print_, f"{number}. ", item, to)
    return print_.bytes()


def items_docx(items: Iterable[Item], title: str, to: Set = _as_is, *, key: bool, progress: bool = False) -> bytes:
    """A list of items by kind, without answers, or only their answers (`key`); with `progress` a bar on standard error
    where it takes longer."""
    print_ = _new(to(title))
    ordered = sorted(items, key=lambda item: list(KIND_NAMES).index(item.kind))
    name = "答案" if key else "題目"
    bar = tqdm(ordered, name, delay=1, unit="題", disable=not progress, file=sys.stderr, leave=False)
    for kind, rows in groupby(enumerate(bar, 1), key=lambda row: row[1].kind):
        print_(to(KIND_NAMES[kind]), style="Heading 2")
        for number, item in rows:
            if key:
                _key(print_, f"{number}. ", item, to)
            else:
                _question(print_, number, item, to)
    return print_.bytes()


def notebook_docx(entries: Sequence[Wrong], title: str, to: Set = _as_is) -> bytes:
    """Each wrong item with the learner's answer, the right one, the reason and its sentence."""
    print_ = _new(to(title))
    for number, entry in enumerate(entries, 1):
        _question(print_, number, entry.item, to)
        print_(to(f"我的答案：{entry.answer or '（未作答）'}　答錯 {entry.times} 次"))
        _key(print_, "", entry.item, to)
    return print_.bytes()


def results_docx(
    histories: Mapping[str, Sequence[Answered]], zone: tzinfo, name: Callable[[str], str], to: Set = _as_is
) -> bytes:
    """What the staff know, by person and by concept, in two tables; `name` takes a concept's id. The single answers
    are in the CSV."""
    print_ = _new(to("學員成績摘要"))
    print_(to("沒有作答的題不算對也不算錯；「會的」是最近一次答對的人數／答過的人數。"))
    print_(to("各學員"), style="Heading 2")
    people = [
        [row.learner, row.answers, _share(row.share), row.left_open, row.concepts, row.last or ""]
        for row in by_learner(histories, zone)
    ]
    print_.table(
        [to(cell) for cell in ("學員", "答題數", "答對率（95% 區間）", "未作答", "概念數", "最近作答")], people
    )
    print_(to("各概念，最不熟的在前"), style="Heading 2")
    concepts = [
        [name(row.concept_id), f"{row.knowing} / {row.learners}", _share(row.share), row.left_open, row.last or ""]
        for row in by_concept(histories, zone)
    ]
    print_.table([to(cell) for cell in ("概念", "會的", "比例（95% 區間）", "未作答", "最近作答")], concepts)
    return print_.bytes()


def _share(share: Estimate | None) -> str:
    return f"{share.value:.0%}（{share.low:.0%}–{share.high:.0%}）" if share else ""


def _sections(paper: Paper) -> list[tuple[str, list[tuple[int, Item]]]]:
    """Questions numbered through the paper, under the blueprint's sections."""
    sections, at = [], 0
    for place, part in enumerate(paper.blueprint.parts):
        rows = [(at + n + 1, paper.questions[at + n].item) for n in range(part.count)]
        at += part.count
        name = _NUMERALS[place] if place < len(_NUMERALS) else str(place + 1)
        heading = f"{name}、{KIND_NAMES[part.kind]}題（每題 {part.points:g} 分，共 {part.count * part.points:g} 分）"
        sections.append((heading, rows))
    return sections


class _Printer:
    def __init__(self, title: str) -> None:
        self._document: Any = Document()
        style: Any = self._document.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(11)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        for name in ("Heading 1", "Heading 2"):
            fonts = self._document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn("w:eastAsia"), _FONT)
        self._end = self._document.element.body.sectPr
        # paragraphs without words, by their form: copying one is faster than making one
        self._blank: dict[tuple[str | None, float, bool], Any] = {}
        self._document.core_properties.title, self._document.core_properties.author = _clean(title), ""
        self(title, style="Heading 1")

    def __call__(self, text: str, style: str | None = None, indent: float = 0, *, keep: bool = False) -> None:
        form = (style, indent, keep)
        if form not in self._blank:
            paragraph = self._document.add_paragraph(style=style)
            if style is None:
                paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.left_indent = Pt(indent)
            paragraph.paragraph_format.keep_with_next = keep or style is not None
            self._blank[form] = paragraph._p
            paragraph._p.getparent().remove(paragraph._p)
        element = copy.deepcopy(self._blank[form])
        self._end.addprevious(element)  # adding to the body would look for its end each time
        Paragraph(element, self._document._body).add_run(_clean(text))

    def table(self, head: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
        """Before the end of the document; the head is repeated on every page."""
        table = self._document.add_table(rows=0, cols=len(head), style="Table Grid")
        for cells in (head, *rows):
            for cell, value in zip(table.add_row().cells, cells, strict=True):
                cell.paragraphs[0].add_run(_clean(str(value)))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()


def _new(title: str) -> _Printer:
    return _Printer(title)


def _question(print_: _Printer, number: int, item: Item, to: Set) -> None:
    options = shown_options(item)
    print_(to(f"{number}. {_with_room(item)}"), keep=bool(options))
    for place, option in enumerate(options, 1):
        print_(to(option), indent=18, keep=place < len(options))


def _with_room(item: Item) -> str:
    """The place where the answer is written."""
    if item.kind in ("single", "true_false", "multiple", "ordering") and "（　　）" not in item.stem:
        return f"（　　）{item.stem}"
    return item.stem


def _key(print_: _Printer, label: str, item: Item, to: Set) -> None:
    lines = key_lines(item)
    print_(to(f"{label}答案：{'；'.join(lines)}"), keep=True)
    if item.explanation:
        print_(to(f"解析：{item.explanation}"), indent=18)
    for source in sources(item):
        print_(to(f"原文：{source}"), indent=18)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
