"""The 目錄 as HTML: the tree, the map, a group's table, a card."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.answer_html import KINDS
from app.catalogue import Branch, Group, Row, is_own, plain_section
from app.display import Shown, text_html, unwrapped
from app.prose_html import prose_html
from app.references import Place
from corpus.records import Case, Concept, Corpus, Document, Passage, Script

# The order of a card's sections on the page; what else it has follows.
SECTIONS = ("三種說法", "要點", "適用", "不適用", "步驟", "用法", "例子", "常見錯誤", "辨析")
GROUP_SECTIONS = ("成員", "開放或封閉", "記法", "辨析", "來源說明")
REGIONS = {"cn": "大陸", "tw": "臺灣"}
JURISDICTIONS = {"PRC": "大陸", "Taiwan": "臺灣", "general": "通用", "company": "公司", "companies": "公司"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the pages of the 目錄 need to know: the corpus, the reader's script, where a reference leads."""

    corpus: Corpus
    to: Shown
    place_of: Callable[[str], Place | None]
    # nothing is converted: the reader wants to see the sources' own characters
    original: bool = False

    @property
    def lang(self) -> str:
        return "zh-Hans" if self.to == "simp" else "zh-Hant"

    def text(self, text: str, source: Script = "trad") -> str:
        return text_html(text, self.to, self.to if self.original else source)

    def script(self, document_id: str) -> Script:
        document = self.corpus.documents.get(document_id)
        return document.script if document else "trad"

    def address(self, target: str) -> str | None:
        """Of a card, a group, a chapter or a case; escaped for an attribute."""
        if target not in self.corpus.documents:
            return None
        concept = self.corpus.concepts.get(target)
        if concept is not None:
            return page("group" if concept.kind == "group" else "card", target, self.to)
        if target.startswith("handbook."):
            return page("chapter", target, self.to)
        return page("case", target, self.to)

    def prose(self, text: str, document_id: str) -> str:
        return prose_html(text, self.to, self.to if self.original else self.script(document_id), self.address)

    def link(self, concept: Concept) -> str:
        return f'<a href="{self.address(concept.id)}">{self.text(concept.name, self.script(concept.id))}</a>'


def page(name: str, value: str, to: Shown) -> str:
    """The address of a view of the 目錄, relative to every page."""
    return html.escape(f"catalogue?{urlencode({name: value, 'script': to})}")


def viewer(document_id: str, start: int, end: int, card: Concept, to: Shown) -> str:
    """A place in the viewer, which leads back to the card that the reader comes from."""
    span = {"start": start, "end": end} if end > start else {}
    return html.escape(f"source?{urlencode({'id': document_id, **span, 'card': card.id, 'script': to})}")


def tree_html(branches: Sequence[Branch], shelf: Shelf) -> str:
    """Kinds, their groups, and the names in each."""
    parts = []
    for branch in branches:
        kind = shelf.text(KINDS.get(branch.kind, branch.kind))
        head = f"<h3>{kind} <small>{branch.size}</small>　{_overview(branch, shelf)}</h3>"
        parts.append(f'<section class="xt-kind">{head}{_group_lines(branch, shelf)}</section>')
    return f'<div class="xt-catalogue" lang="{shelf.lang}">{"".join(parts)}</div>'


def branch_html(branch: Branch, shelf: Shelf) -> str:
    """The groups of one kind, its name left to the page."""
    overview = f"<p>{_overview(branch, shelf)}</p>" if branch.overview else ""
    return f'<div class="xt-catalogue" lang="{shelf.lang}">{overview}{_group_lines(branch, shelf)}</div>'


def _overview(branch: Branch, shelf: Shelf) -> str:
    card = branch.overview
    return f'<a href="{shelf.address(card.id)}">{shelf.text("總表")}</a>' if card else ""


def _group_lines(branch: Branch, shelf: Shelf) -> str:
    return "".join(_group_line(group, shelf) for group in branch.groups)


def _group_line(group: Group, shelf: Shelf) -> str:
    # names hold 、 themselves: spaces part them
    members = " ".join(f"<span>{shelf.link(member)}</span>" for member in group.members)
    if group.card is None:
        return f'<div class="xt-group"><p class="xt-members">{members}</p></div>'
    name = f'<a href="{shelf.address(group.id)}">{shelf.text(group.name)}</a>'
    return (
        f'<div class="xt-group"><h4>{name}{_openness(group.card, shelf)}</h4><p class="xt-members">{members}</p></div>'
    )


def _openness(card: Concept, shelf: Shelf) -> str:
    if card.open_list is None:
        return ""
    return f' <span class="xt-origin">{shelf.text("開放的清單" if card.open_list else "封閉的清單")}</span>'


def map_html(branches: Sequence[Branch], shelf: Shelf) -> str:
    """One drawing of all groups: a trunk, a branch for each kind, a box for each group with its members in order."""
    total = sum(branch.size for branch in branches)
    limbs = []
    for branch in branches:
        boxes = "".join(_box(group, shelf) for group in branch.groups)
        kind = (
            f'<span class="xt-map-kind">{shelf.text(KINDS.get(branch.kind, branch.kind))} <b>{branch.size}</b></span>'
        )
        limbs.append(f"<li>{kind}<ul>{boxes}</ul></li>")
    root = f'<p class="xt-map-root">{shelf.text("行政協調")} <b>{total}</b></p>'
    return f'<div class="xt-map" lang="{shelf.lang}">{root}<ul>{"".join(limbs)}</ul></div>'


def _box(group: Group, shelf: Shelf) -> str:
    criterion = group.card.criterion if group.card else ""
    name = f'<a class="xt-map-name" href="{shelf.address(group.id)}">{shelf.text(group.name)}</a>' if group.card else ""
    rule = (
        f'<span class="xt-map-rule">{shelf.text(criterion)}</span>' if criterion and criterion not in group.name else ""
    )
    chips = "".join(f"<li>{shelf.link(member)}</li>" for member in group.members)
    return f'<li class="xt-map-group">{name}{rule}<ol>{chips}</ol></li>'


def group_html(card: Concept, shelf: Shelf) -> str:
    """What the group's card says, above the table of its members."""
    criterion = f'<span class="xt-origin">{shelf.text("標準：" + card.criterion)}</span>' if card.criterion else ""
    parts = [f'<p class="xt-facts">{_openness(card, shelf)}{criterion}{references_html(card, shelf)}</p>']
    parts.append(f'<div class="xt-definition">{shelf.prose(plain_section(card.definition), card.id)}</div>')
    parts += [_section(card, heading, shelf) for heading in GROUP_SECTIONS]
    return f'<div class="xt-card-page" lang="{shelf.lang}">{"".join(parts)}</div>'


def comparison_html(rows: Sequence[Row], headings: Sequence[str], shelf: Shelf) -> str:
    """Members down, aspects across; on a narrow screen the style sheet stacks the cells under their headings."""
    head = "".join(f'<th scope="col">{shelf.text(heading)}</th>' for heading in ("成員", *headings))
    body = []
    for row in rows:
        cells = "".join(
            f'<td><span class="xt-cell-label">{shelf.text(heading)}</span>'
            f"{shelf.prose(row.cells[heading], row.concept.id) or '<p class=xt-none>—</p>'}</td>"
            for heading in headings
        )
        body.append(f'<tr><th scope="row">{shelf.link(row.concept)}</th>{cells}</tr>')
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f'<div class="xt-table xt-rows" lang="{shelf.lang}">{table}</div>'


def card_html(concept: Concept, shelf: Shelf) -> str:
    """A card for learning: names, the definition, its sections, its links."""
    names = [shelf.text(name) for name in concept.aliases]
    other = "、".join([*([html.escape(concept.english)] if concept.english else []), *names])
    facts = [f'<span class="xt-origin">{shelf.text(KINDS.get(concept.kind, concept.kind))}</span>']
    known = [JURISDICTIONS.get(place, place) for place in concept.jurisdiction if place != "general"]
    facts += [f'<span class="xt-origin">{shelf.text(place)}</span>' for place in known]
    facts.append(references_html(concept, shelf))
    if is_own(shelf.corpus.documents[concept.id]):
        facts.append(f'<span class="xt-tag xt-own">{shelf.text("解釋為本手冊的說明")}</span>')
    parts = [f'<p class="xt-lead">{other}</p>' if other else "", f'<p class="xt-facts">{"".join(facts)}</p>']
    parts.append(f'<div class="xt-definition">{shelf.prose(plain_section(concept.definition), concept.id)}</div>')
    known_headings = ("定義", "來源說明", *SECTIONS)
    rest = [heading for heading in concept.body if heading not in known_headings]
    parts += [_section(concept, heading, shelf) for heading in (*SECTIONS, *rest)]
    if concept.signals:
        signals = "".join(f"<li>{shelf.text(signal)}</li>" for signal in concept.signals)
        parts.append(f'<h3>{shelf.text("同事會這樣說")}</h3><ul class="xt-signals">{signals}</ul>')
    parts.append(_links("容易混淆的概念", concept.contrasts, shelf))
    parts.append(_links("相關的概念", related(concept, shelf.corpus), shelf))
    parts.append(_section(concept, "來源說明", shelf))
    return f'<div class="xt-card-page" lang="{shelf.lang}">{"".join(parts)}</div>'


def related(concept: Concept, corpus: Corpus) -> list[str]:
    """The cards that the card links, its contrasts left out."""
    text = corpus.documents[concept.id].text
    return [key for key in corpus.concepts if f"]({key})" in text and key not in (*concept.contrasts, concept.id)]


def references_html(concept: Concept, shelf: Shelf) -> str:
    """Where the facts come from; what the imported source text holds opens there."""
    said = []
    for reference in concept.sources:
        place = shelf.place_of(reference)
        if place is None:
            said.append(f"<span>{shelf.text(reference)}</span>")
        else:
            address = viewer(place.document_id, place.start, place.end, concept, shelf.to)
            said.append(f'<a class="xt-source-ref" href="{address}">{shelf.text(reference)}</a>')
    return f'<span class="xt-references">{shelf.text("出處：")}{"；".join(said)}</span>' if said else ""


def elsewhere_html(cases: Iterable[Case], chapters: Iterable[Document], shelf: Shelf) -> str:
    """Cases and chapters in which the concept occurs."""
    parts = []
    lines = [
        f'<li><a href="{shelf.address(case.id)}">{shelf.text(case.title, shelf.script(case.id))}</a></li>'
        for case in cases
    ]
    if lines:
        parts.append(f"<h3>{shelf.text(f'案例（{len(lines)}）')}</h3><ul>{''.join(lines)}</ul>")
    lines = [f'<li><a href="{shelf.address(d.id)}">{shelf.text(d.title, d.script)}</a></li>' for d in chapters]
    if lines:
        parts.append(f"<h3>{shelf.text('手冊裡講到它的章節')}</h3><ul>{''.join(lines)}</ul>")
    return f'<div class="xt-card-page" lang="{shelf.lang}">{"".join(parts)}</div>'


def passages_html(
    concept: Concept, found: Iterable[Sequence[Passage]], document_of: Callable[[str], Document], shelf: Shelf
) -> str:
    """Passages of imported sources that speak of the concept, each opening at its place; a text that stands in
    several places, once."""
    cards = []
    for passages in found:
        document = document_of(passages[0].document_id)
        plain = unwrapped(passages[0].text)
        words = shelf.text(plain, document.script)
        origin = f'<span class="xt-origin xt-imported">{shelf.text("匯入")}</span>'
        where = "；".join(_where(concept, passage, document_of(passage.document_id), shelf) for passage in passages)
        head = f'<p class="xt-where">{origin}{where}</p>'
        cards.append(
            f'<section class="xt-card">{head}<blockquote>{words}</blockquote>{_original(plain, words, shelf)}</section>'
        )
    return f'<div class="xt-cards" lang="{shelf.lang}">{"".join(cards)}</div>'


def _where(concept: Concept, passage: Passage, document: Document, shelf: Shelf) -> str:
    address = viewer(passage.document_id, passage.start, passage.end, concept, shelf.to)
    return f'<a href="{address}">{shelf.text(" › ".join([document.title, *passage.headings]), document.script)}</a>'


def _original(plain: str, words: str, shelf: Shelf) -> str:
    """The tag of a converted quotation, from which the source's own characters unfold."""
    own = html.escape(plain, quote=True)
    if own == words:
        return ""
    tag = shelf.text("已轉換字形")
    return f'<details class="xt-original"><summary>{tag}</summary><div lang="zh"><p>{own}</p></div></details>'


def chapter_html(document: Document, start: int, shelf: Shelf) -> str:
    """A chapter from `start`, behind its fields, its own title left to the page."""
    lines = document.text[start:].splitlines()
    body = "\n".join(line for line in lines if not line.startswith("# "))
    return f'<article class="xt-text xt-chapter" lang="{shelf.lang}">{shelf.prose(body, document.id)}</article>'


def case_html(case: Case, start: int, shelf: Shelf) -> str:
    """A case from `start`, behind its fields; below it the concepts that apply, each with the reason."""
    lines = shelf.corpus.documents[case.id].text[start:].splitlines()
    body = plain_section("\n".join(line for line in lines if not line.startswith("# ")))
    applies = "".join(
        f"<li>{shelf.link(shelf.corpus.concepts[key])}　{shelf.text(why, shelf.script(case.id))}</li>"
        for key, why in case.concepts.items()
        if key in shelf.corpus.concepts
    )
    return (
        f'<article class="xt-text xt-chapter" lang="{shelf.lang}">{_region(case, shelf)}{shelf.prose(body, case.id)}'
        f"<h3>{shelf.text('適用的概念')}</h3><ul>{applies}</ul></article>"
    )


def cases_html(cases: Iterable[Case], shelf: Shelf) -> str:
    """All cases: title, region, the names of the concepts that apply."""
    rows = "".join(
        f'<li><a href="{shelf.address(case.id)}">{shelf.text(case.title, shelf.script(case.id))}</a> '
        f"{_region(case, shelf)}<p>{_applying(case, shelf)}</p></li>"
        for case in cases
    )
    return f'<ol class="xt-found xt-chapters" lang="{shelf.lang}">{rows}</ol>'


def _region(case: Case, shelf: Shelf) -> str:
    known = REGIONS.get(case.region)
    return f'<span class="xt-origin">{shelf.text(known)}</span>' if known else ""


def _applying(case: Case, shelf: Shelf) -> str:
    # names hold 、 themselves
    known = [shelf.corpus.concepts[key] for key in case.concepts if key in shelf.corpus.concepts]
    return "；".join(shelf.text(concept.name, shelf.script(concept.id)) for concept in known)


def found_html(concepts: Iterable[Concept], shelf: Shelf) -> str:
    """Cards that a search found: name, kind, definition."""
    rows = "".join(
        f'<li>{shelf.link(c)} <span class="xt-origin">{shelf.text(KINDS.get(c.kind, c.kind))}</span>'
        f"<p>{shelf.text(plain_section(c.definition), shelf.script(c.id))}</p></li>"
        for c in concepts
    )
    return f'<ul class="xt-found" lang="{shelf.lang}">{rows}</ul>'


def _section(concept: Concept, heading: str, shelf: Shelf) -> str:
    text = plain_section(concept.body.get(heading, ""))
    return f"<h3>{shelf.text(heading)}</h3>{shelf.prose(text, concept.id)}" if text else ""


def _links(title: str, ids: Iterable[str], shelf: Shelf) -> str:
    known = [shelf.corpus.concepts[key] for key in ids if key in shelf.corpus.concepts]
    if not known:
        return ""
    links = "".join(f"<li>{shelf.link(concept)}</li>" for concept in known)
    return f'<h3>{shelf.text(title)}</h3><ul class="xt-chips">{links}</ul>'
