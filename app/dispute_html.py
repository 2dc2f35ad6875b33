"""A brief as HTML: what was found, why, and the quotation that each line rests on."""

import html
from collections.abc import Sequence

from app.answer_html import Page, originals_html, place
from app.answering.records import Quote
from app.display import marked_html, text_html
from app.disputes.dossier import Dossier
from app.disputes.exporting.sheet import by_criterion, criterion, likelihood
from app.disputes.records import Brief, Counter, Finding, Why
from corpus.records import Corpus

# Characters of the description that are shown on either side of the words that count, and how many such places.
AROUND, PLACES = 10, 3
# Of a longer description, words that are nearly all of it are folded away.
LONG, NEARLY_ALL = 40, 0.8


def types_html(brief: Brief, corpus: Corpus, page: Page) -> str:
    parts = []
    for number, (group, findings) in enumerate(by_criterion(brief.types)):
        most = "" if number else f'<span class="xd-most">{page.text("最能說明這件事")}</span>'
        name = page.text(criterion(corpus, group))
        found = "".join(_finding(f, brief, page) for f in findings)
        parts.append(f'<section class="xd-group"><h4>{name}{most}</h4>{found}</section>')
    return _facet("類型", "".join(parts), [n for f in brief.types for n in f.quotes], brief, page)


def principles_html(brief: Brief, page: Page) -> str:
    """Each principle, and beneath it the one that pulls the other way."""
    parts = []
    for finding in brief.principles:
        against = [c for c in brief.counters if c.against == finding.id]
        parts.append(_finding(finding, brief, page) + "".join(_counter(c, brief, page) for c in against))
    numbers = [n for f in brief.principles for n in f.quotes] + [n for c in brief.counters for n in c.quotes]
    return _facet("原則", "".join(parts), numbers, brief, page)


def methods_html(brief: Brief, page: Page) -> str:
    found = "".join(_finding(f, brief, page) for f in brief.methods)
    return _facet("方式", found, [n for f in brief.methods for n in f.quotes], brief, page)


def cases_html(brief: Brief, page: Page) -> str:
    """The nearest cases, each with what was done there."""
    parts = []
    for case in brief.cases:
        said = "".join(f"<p>{page.quoted(brief.quotes[n])}{_marker(n, brief.quotes[n], page)}</p>" for n in case.quotes)
        parts.append(f'<section class="xd-case"><h4>{page.text(case.title)}</h4>{said}</section>')
    return _facet("相近的案例", "".join(parts), [n for c in brief.cases for n in c.quotes], brief, page)


def compared_html(one: Dossier, other: Dossier, corpus: Corpus, page: Page) -> str:
    """Two dossiers side by side; what only one of them has is set off."""

    def names(findings: Sequence[Finding], others: Sequence[Finding]) -> str:
        shared = {f.id for f in others}
        lines = "".join(
            f"<li>{page.text(f.name)}</li>" if f.id in shared else f'<li class="xd-only">{page.text(f.name)}</li>'
            for f in findings
        )
        return f"<ul>{lines}</ul>" if lines else "—"

    def chosen(dossier: Dossier) -> str:
        ids = [i for i in (dossier.timing, dossier.form) if i in corpus.concepts]
        return "、".join(page.text(corpus.concepts[i].name) for i in ids) or "—"

    def own(text: str) -> str:
        return page.text(text, "mixed") or "—"

    def done(dossier: Dossier) -> str:
        return f"{dossier.done} / {len(dossier.tasks)}"

    rows = [
        ("情況", own(one.situation), own(other.situation)),
        ("甲方", *(own(f"{d.side_a.name} {d.side_a.position}".strip()) for d in (one, other))),
        ("乙方", *(own(f"{d.side_b.name} {d.side_b.position}".strip()) for d in (one, other))),
        ("類型", names(one.brief.types, other.brief.types), names(other.brief.types, one.brief.types)),
        (
            "原則",
            names(one.brief.principles, other.brief.principles),
            names(other.brief.principles, one.brief.principles),
        ),
        ("方式", names(one.brief.methods, other.brief.methods), names(other.brief.methods, one.brief.methods)),
        ("選定", chosen(one), chosen(other)),
        ("進度", done(one), done(other)),
    ]
    titles = (own(one.title), own(other.title))
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(
        f'<tr><th scope="row">{page.text(name)}</th>'
        + "".join(
            f'<td><span class="xt-cell-label">{title}</span>{cell}</td>'
            for title, cell in zip(titles, cells, strict=True)
        )
        + "</tr>"
        for name, *cells in rows
    )
    table = f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="xt-table xd-compared" lang="{page.lang}">{table}</div>'


def why_html(why: Sequence[Why], description: str, page: Page) -> str:
    """The words of the description that led to a finding, marked among their neighbours."""
    spans = merged([(w.start, w.end) for w in why])
    if not spans:
        return ""
    label = page.text("為什麼")
    if len(description) > LONG and sum(b - a for a, b in spans) >= NEARLY_ALL * len(description):
        marked = marked_html(description, spans[0][0], spans[-1][1], page.to, "mixed")
        return f'<details class="xd-why"><summary>{label}：{page.text("整段描述")}</summary><p>{marked}</p></details>'
    places = []
    for start, end in spans[:PLACES]:
        left, right = max(0, start - AROUND), min(len(description), end + AROUND)
        before, after = "…" if left else "", "…" if right < len(description) else ""
        inside = marked_html(description[left:right], start - left, end - left, page.to, "mixed")
        places.append(f"<q>{before}{inside}{after}</q>")
    return f'<p class="xd-why"><span>{label}</span>{"".join(places)}</p>'


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping stretches as one, in the order of the text.

    >>> merged([(5, 9), (0, 2), (1, 3)])
    [(0, 3), (5, 9)]
    """
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _facet(name: str, inner: str, numbers: Sequence[int], brief: Brief, page: Page) -> str:
    """Nothing where nothing was found."""
    if not inner:
        return ""
    originals = originals_html({n: brief.quotes[n] for n in dict.fromkeys(numbers)}, page)
    return f'<div class="xd-facet" lang="{page.lang}"><h3>{page.text(name)}</h3>{inner}{originals}</div>'


def _finding(finding: Finding, brief: Brief, page: Page) -> str:
    word = page.text(likelihood(finding.score))
    tenths = max(1, min(10, round(finding.score * 10)))
    bar = f'<span class="xd-score" title="{finding.score:.0%}"><i class="xd-bar xd-{tenths}"></i>{word}</span>'
    why = why_html(finding.why, brief.description, page)
    quotes = _quotes(finding.quotes, brief, page)
    return f'<section class="xd-finding"><h5>{page.text(finding.name)}{bar}</h5>{why}{quotes}</section>'


def _counter(counter: Counter, brief: Brief, page: Page) -> str:
    label = f'<span class="xd-also">{page.text("也要顧到")}</span>'
    quotes = _quotes(counter.quotes, brief, page)
    return f'<section class="xd-finding xd-counter"><h5>{label}{page.text(counter.name)}</h5>{quotes}</section>'


def _quotes(numbers: Sequence[int], brief: Brief, page: Page) -> str:
    """The first as a card; the others unfold from it."""
    cards = [_card(n, brief.quotes[n], page) for n in numbers]
    if len(cards) < 2:
        return "".join(cards)
    more = f'<details class="xd-more"><summary>{page.text("要點")}</summary>{"".join(cards[1:])}</details>'
    return cards[0] + more


def _card(number: int, quote: Quote, page: Page) -> str:
    where = page.text(" › ".join(place(quote)), page.script_of(quote.document_id))
    source = f'<a class="xd-source" href="{html.escape(page.link(quote))}">{where}</a>'
    return f"<blockquote>{page.quoted(quote)}<cite>[{number + 1}] {source}</cite></blockquote>"


def _marker(number: int, quote: Quote, page: Page) -> str:
    where = text_html(" › ".join(place(quote)), page.to, page.script_of(quote.document_id))
    return f'<a class="xt-ref" href="{html.escape(page.link(quote))}" title="{where}">[{number + 1}]</a>'
