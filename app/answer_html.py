"""An answer as HTML, laid out by what was asked: paragraphs, numbered lists, a table, a yes or no."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.answering.contrast import ASPECTS
from app.answering.records import Answer, Quote, Statement
from app.display import Shown, is_converted, shown, text_html, unwrapped
from corpus.records import Script

ORIGINS = {"shipped": "內建", "imported": "匯入"}
# How a reader knows what a card is about; by the kind of its concept.
KINDS = {
    "definition": "定義",
    "trait": "特性",
    "conflict": "矛盾",
    "type": "類型",
    "principle": "原則",
    "method": "方法",
    "procedure": "程序",
    "competence": "素養",
    "practice": "實務",
    "theory": "理論",
    "institution": "制度",
    "group": "清單",
    "handbook": "手冊",
    "case": "案例",
}
# What a comparison sets side by side.
COMPARED = ("定義", "成員", "辨析", "要點", "適用", "不適用", *(a for a in ASPECTS if a != "適用"))
# Aspects that need no heading of their own under the name of what they speak of.
_PLAIN = ("定義", "說明", "原文", "清單", "")
_NUMBERED = ("步驟", "成員")
_NUMBERING = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]+|[①-⑳])\s*")
_OWN_NUMBER = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳]|第[一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class Page:
    """Where an answer is shown: the reader's script, the script of each document and its kind ("" for none), the
    address of a quotation."""

    to: Shown
    script_of: Callable[[str], Script]
    kind_of: Callable[[str], str]
    link: Callable[[Quote], str]

    def text(self, text: str, source: Script = "trad") -> str:
        return text_html(unwrapped(text), self.to, source)

    def quoted(self, quote: Quote) -> str:
        return self.text(quote.text, self.script_of(quote.document_id))

    def converts(self, quote: Quote) -> bool:
        return is_converted(quote.text, self.to, self.script_of(quote.document_id))

    @property
    def lang(self) -> str:
        return "zh-Hans" if self.to == "simp" else "zh-Hant"


def answer_html(answer: Answer, page: Page) -> str:
    """The statements with their numbered markers; every marker opens its quotation in the source."""
    if answer.mode == "generated":
        return f'<div class="xt-answer" lang="{page.lang}">{_worded(answer, page)}</div>'
    table, rest = _compared(answer) if answer.ask == "comparison" else ([], list(answer.statements))
    parts = [_verdict(answer, page)]
    # what is said before the table's first words (how the two differ, in a sentence) stands above it
    above = answer.statements.index(table[0]) if table else 0
    parts += _blocks([s for s in answer.statements[:above] if s not in table], answer, page)
    if table:
        parts.append(_table(table, answer, page))
    parts += _blocks([s for s in rest if s not in answer.statements[:above]], answer, page)
    parts.append(originals_html(dict(enumerate(answer.quotes)), page))
    return f'<div class="xt-answer" lang="{page.lang}">{"".join(parts)}</div>'


def _blocks(statements: Sequence[Statement], answer: Answer, page: Page) -> list[str]:
    blocks: dict[tuple[str, str], list[Statement]] = {}
    for s in statements:
        blocks.setdefault((s.label, _document_of(s, answer)), []).append(s)
    return [_block(each, answer, page) for each in blocks.values()]


def _worded(answer: Answer, page: Page) -> str:
    """A generated answer: its sentences in their order, whatever the documents they rest on; nobody knows in which
    script a model writes."""
    said = "".join(f"<p>{_said(s, answer, page, 'mixed')}</p>" for s in answer.statements)
    return f'<section class="xt-block">{said}</section>{originals_html(dict(enumerate(answer.quotes)), page)}'


def cards_html(answer: Answer, page: Page) -> str:
    """The quotations as cards: number, origin, where it stands, the words, the original where they were converted."""
    cards = "".join(_card(number, quote, page) for number, quote in enumerate(answer.quotes))
    return f'<div class="xt-cards" lang="{page.lang}">{cards}</div>'


def place(quote: Quote) -> tuple[str, ...]:
    """Title and headings, a heading that repeats the title left out."""
    return (quote.title, *(h for h in quote.headings if h != quote.title))


def _document_of(statement: Statement, answer: Answer) -> str:
    return answer.quotes[statement.quotes[0]].document_id if statement.quotes else ""


def _compared(answer: Answer) -> tuple[list[Statement], list[Statement]]:
    """The statements that go into the table, and the others: an aspect belongs there if two things share it."""
    labels: dict[str, set[str]] = {}
    for s in answer.statements:
        if s.aspect in COMPARED and s.label:
            labels.setdefault(s.aspect, set()).add(_column(s))
    shared = {aspect for aspect, names in labels.items() if len(names) > 1}
    table = [s for s in answer.statements if s.aspect in shared and s.label]
    return table, [s for s in answer.statements if s not in table]


def _column(statement: Statement) -> str:
    """What the statement is about without its number in its source: 1、事務協調 -> 事務協調."""
    return _NUMBERING.sub("", statement.label, count=1)


def _table(statements: Sequence[Statement], answer: Answer, page: Page) -> str:
    """Labels across, aspects down; on a narrow screen the style sheet stacks the cells under their labels."""
    labels = list(dict.fromkeys(_column(s) for s in statements))
    called = {label: _heading(label, statements, answer, page) for label in labels}
    mixed = len({q.origin for s in statements for n in s.quotes for q in [answer.quotes[n]]}) > 1
    aspects = [a for a in COMPARED if any(s.aspect == a for s in statements)]
    head = "".join(f'<th scope="col">{called[label]}</th>' for label in labels)
    rows = []
    for aspect in aspects:
        cells = []
        for label in labels:
            said = [s for s in statements if _column(s) == label and s.aspect == aspect]
            body = (
                "".join(f"<p>{_tag(s, answer, page) if mixed else ''}{_said(s, answer, page)}</p>" for s in said)
                or '<p class="xt-none">—</p>'
            )
            cells.append(f'<td><span class="xt-cell-label">{called[label]}</span>{body}</td>')
        rows.append(f'<tr><th scope="row">{page.text(aspect)}</th>{"".join(cells)}</tr>')
    head = f"<thead><tr><td></td>{head}</tr></thead>"
    return f'<div class="xt-table"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _heading(label: str, statements: Sequence[Statement], answer: Answer, page: Page) -> str:
    """A column's label, which is in the script of the document that it is quoted from."""
    first = next((answer.quotes[n] for s in statements if _column(s) == label for n in s.quotes), None)
    return page.text(label, _label_script(first, page))


def _tag(statement: Statement, answer: Answer, page: Page) -> str:
    """The origin of an imported statement in a cell, where the others are of our own corpus."""
    first = answer.quotes[statement.quotes[0]] if statement.quotes else None
    return _origin(first, page) if first and first.origin == "imported" else ""


def _block(statements: Sequence[Statement], answer: Answer, page: Page) -> str:
    """What one document says of one thing."""
    first = next((answer.quotes[n] for s in statements for n in s.quotes), None)
    label = statements[0].label
    # A card's title is the label: its origin stands beside it instead of on a line of its own.
    own_title = first is not None and label == first.title
    badge = f" {_origin(first, page)}" if first and own_title else ""
    head = f"<h4>{page.text(label, _label_script(first, page))}{badge}</h4>" if label else ""
    body = []
    for aspect in dict.fromkeys(s.aspect for s in statements):
        said = [s for s in statements if s.aspect == aspect]
        if aspect not in _PLAIN and not (aspect == "成員" and answer.ask == "list"):
            body.append(f"<h5>{page.text(aspect)}</h5>")
        body.append(_said_all(aspect, said, answer, page))
    inner = head + ("" if own_title else _origin_line(first, page)) + "".join(body)
    return f'<section class="xt-block">{inner}</section>'


def _label_script(quote: Quote | None, page: Page) -> Script:
    return page.script_of(quote.document_id) if quote else "trad"


def _said_all(aspect: str, statements: Sequence[Statement], answer: Answer, page: Page) -> str:
    items = [_said(s, answer, page) for s in statements]
    if aspect in _NUMBERED and len(items) > 1:
        own = ' class="xt-own-number"' if all(_OWN_NUMBER.match(s.text) for s in statements) else ""
        return f"<ol{own}>{''.join(f'<li>{item}</li>' for item in items)}</ol>"
    if aspect not in _PLAIN and len(items) > 1:
        return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    return "".join(f"<p>{item}</p>" for item in items)


def _said(statement: Statement, answer: Answer, page: Page, script: Script | None = None) -> str:
    quotes = [answer.quotes[n] for n in statement.quotes]
    source = script or (page.script_of(quotes[0].document_id) if quotes else "trad")
    if statement.own_words:
        text = page.text(statement.text, source)
        return f'<span class="xt-own">{text}</span><span class="xt-tag">{page.text("未經引句證實")}</span>'
    # The last characters hold on to the markers, so that no marker begins a line.
    text = shown(unwrapped(statement.text), page.to, source)
    markers = "".join(_marker(n, answer.quotes[n], page) for n in statement.quotes)
    return f'{html.escape(text[:-2])}<span class="xt-end">{html.escape(text[-2:])}{markers}</span>'


def _marker(number: int, quote: Quote, page: Page) -> str:
    where = page.text(" › ".join(place(quote)), page.script_of(quote.document_id))
    return f'<a class="xt-ref" href="{html.escape(page.link(quote))}" title="{where}">[{number + 1}]</a>'


def _origin_line(quote: Quote | None, page: Page) -> str:
    if quote is None:
        return ""
    where = page.text(" › ".join(place(quote)[:-1] or place(quote)), page.script_of(quote.document_id))
    return f'<p class="xt-where">{_origin(quote, page)}{where}</p>'


def _origin(quote: Quote, page: Page) -> str:
    kind = KINDS.get(page.kind_of(quote.document_id), "")
    words = "・".join(word for word in (ORIGINS[quote.origin], kind) if word)
    return f'<span class="xt-origin xt-{quote.origin}">{page.text(words)}</span>'


def originals_html(quotes: Mapping[int, Quote], page: Page) -> str:
    """The tag of converted text; the source's own characters unfold from it, by the numbers of the quotations."""
    converted = {number: quote for number, quote in quotes.items() if page.converts(quote)}
    if not converted:
        return ""
    lines = "".join(
        f"<p>{_marker(number, quote, page)} {html.escape(unwrapped(quote.text))}</p>"
        for number, quote in converted.items()
    )
    tag = page.text("已轉換字形")
    return f'<details class="xt-original"><summary>{tag}</summary><div lang="zh">{lines}</div></details>'


def _card(number: int, quote: Quote, page: Page) -> str:
    where = page.text(" › ".join(place(quote)), page.script_of(quote.document_id))
    return (
        f'<section class="xt-card"><p class="xt-where">{_marker(number, quote, page)}{_origin(quote, page)}{where}</p>'
        f"<blockquote>{page.quoted(quote)}</blockquote>{originals_html({number: quote}, page)}</section>"
    )


def _verdict(answer: Answer, page: Page) -> str:
    """Yes or no, with the number of the sentence that says so."""
    decides = next((s for s in answer.statements if s.verdict and s.quotes), None)
    if decides is None:
        return ""
    marker = _marker(decides.quotes[0], answer.quotes[decides.quotes[0]], page)
    said = f"<strong>{page.text(decides.verdict)}</strong><span>{page.text('依資料中的這一句')}{marker}</span>"
    return f'<p class="xt-verdict">{said}</p>'
