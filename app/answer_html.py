"""An answer as HTML, laid out by what was asked: paragraphs, numbered lists, a table, a yes or no."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.answering.citing import ORIGINS
from app.answering.layout import Block, Part, Table, deciding, document_of, layout
from app.answering.records import Answer, Quote, Statement
from app.display import Shown, is_converted, shown, text_html, unwrapped
from corpus.records import Script

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
    parts = [_verdict(answer, page)]
    for item in layout(answer):
        parts.append(_table(item, answer, page) if isinstance(item, Table) else _block(item, answer, page))
    parts.append(originals_html(dict(enumerate(answer.quotes)), page))
    return f'<div class="xt-answer" lang="{page.lang}">{"".join(parts)}</div>'


def cards_html(answer: Answer, page: Page) -> str:
    """The quotations as cards: number, origin, where it stands, the words, the original where they were converted."""
    cards = "".join(_card(number, quote, page) for number, quote in enumerate(answer.quotes))
    return f'<div class="xt-cards" lang="{page.lang}">{cards}</div>'


def place(quote: Quote) -> tuple[str, ...]:
    """Title and headings, a heading that repeats the title left out."""
    return (quote.title, *(h for h in quote.headings if h != quote.title))


def _table(table: Table, answer: Answer, page: Page) -> str:
    """Labels across, aspects down; on a narrow screen the style sheet stacks the cells under their labels."""
    mixed = len({answer.quotes[n].origin for s in table.statements for n in s.quotes}) > 1
    called = {label: page.text(label, _column_script(table, label, answer, page)) for label in table.labels}
    head = "".join(f'<th scope="col">{called[label]}</th>' for label in table.labels)
    rows = []
    for aspect, row in zip(table.aspects, table.rows, strict=True):
        cells = []
        for label, said in zip(table.labels, row, strict=True):
            body = (
                "".join(f"<p>{_tag(s, answer, page) if mixed else ''}{_said(s, answer, page)}</p>" for s in said)
                or '<p class="xt-none">—</p>'
            )
            cells.append(f'<td><span class="xt-cell-label">{called[label]}</span>{body}</td>')
        rows.append(f'<tr><th scope="row">{page.text(aspect)}</th>{"".join(cells)}</tr>')
    head = f"<thead><tr><td></td>{head}</tr></thead>"
    return f'<div class="xt-table"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _column_script(table: Table, label: str, answer: Answer, page: Page) -> Script:
    """A column's label is in the script of the document that it is quoted from."""
    first = table.column(label)[0]
    return page.script_of(document_of(first, answer)) if first.quotes else "trad"


def _tag(statement: Statement, answer: Answer, page: Page) -> str:
    """The origin of an imported statement in a cell, where the others are of our own corpus."""
    first = answer.quotes[statement.quotes[0]] if statement.quotes else None
    return _origin(first, page) if first and first.origin == "imported" else ""


def _block(block: Block, answer: Answer, page: Page) -> str:
    """What one document says of one thing."""
    first = next((answer.quotes[n] for s in block.statements for n in s.quotes), None)
    if answer.mode == "generated":
        first = None  # its sentences rest on several documents
    # A card's title is the label: its origin stands beside it instead of on a line of its own.
    own_title = first is not None and block.label == first.title
    badge = f" {_origin(first, page)}" if first and own_title else ""
    head = f"<h4>{page.text(block.label, _label_script(first, page))}{badge}</h4>" if block.label else ""
    body = "".join(
        (f"<h5>{page.text(part.heading)}</h5>" if part.heading else "") + _part(part, answer, page)
        for part in block.parts
    )
    inner = head + ("" if own_title else _origin_line(first, page)) + body
    return f'<section class="xt-block">{inner}</section>'


def _label_script(quote: Quote | None, page: Page) -> Script:
    return page.script_of(quote.document_id) if quote else "trad"


def _part(part: Part, answer: Answer, page: Page) -> str:
    items = [_said(s, answer, page) for s in part.statements]
    if part.form == "plain":
        return "".join(f"<p>{item}</p>" for item in items)
    listed = "".join(f"<li>{item}</li>" for item in items)
    if part.form == "bullets":
        return f"<ul>{listed}</ul>"
    return f'<ol class="xt-own-number">{listed}</ol>' if part.form == "own" else f"<ol>{listed}</ol>"


def _said(statement: Statement, answer: Answer, page: Page) -> str:
    quotes = [answer.quotes[n] for n in statement.quotes]
    source = page.script_of(quotes[0].document_id) if quotes else "trad"
    if answer.mode == "generated":
        source = "mixed"  # nobody knows in which script a model writes
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
    decides = deciding(answer)
    if decides is None:
        return ""
    marker = _marker(decides.quotes[0], answer.quotes[decides.quotes[0]], page)
    said = f"<strong>{page.text(decides.verdict)}</strong><span>{page.text('依資料中的這一句')}{marker}</span>"
    return f'<p class="xt-verdict">{said}</p>'
