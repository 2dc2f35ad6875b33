"""目錄: the cards by kind and group, comparison tables, the map, a card, the cases, the handbook."""

from dataclasses import replace

import streamlit as st

from app.answer_html import KINDS
from app.catalogue import (
    DEFAULT_COLUMNS,
    cards_for,
    cases_about,
    chapters,
    chapters_about,
    columns,
    comparison,
    find_group,
    neighbours,
    passages_about,
    places_of,
    tree,
)
from app.catalogue_html import (
    Shelf,
    branch_html,
    card_html,
    case_html,
    cases_html,
    chapter_html,
    comparison_html,
    elsewhere_html,
    found_html,
    group_html,
    map_html,
    page,
    passages_html,
    tree_html,
)
from app.display import text_html
from app.references import Place, find_place
from app.resources import library, source_text
from app.viewer_html import body_start
from app.views.components import documents, script, sentences, ui
from corpus.records import Concept, Document

VIEWS = {"groups": "分組", "map": "地圖", "cases": "案例", "handbook": "手冊"}
# Tables need more room than running text.
WIDE = '<span class="xt-wide"></span>'


def shelf() -> Shelf:
    source = source_text()

    def place_of(reference: str) -> Place | None:
        """The first line of the place, which the viewer marks and brings into view."""
        place = find_place(source, reference) if source else None
        if source is None or place is None:
            return None
        line_end = source.text.find("\n", place.start, place.end)
        return Place(place.document_id, place.start, line_end if line_end > 0 else place.end)

    return Shelf(library().corpus, script(), place_of)


def trail(shelf: Shelf, *steps: tuple[str, str]) -> None:
    """The way back: (name, address) from the outermost; the page's own name comes in front."""
    links = [f'<a href="catalogue?script={shelf.to}">{ui("目錄")}</a>']
    links += [f'<a href="{address}">{name}</a>' for name, address in steps]
    st.html(f'<nav class="xt-trail">{" › ".join(links)}</nav>')


def title(name: str, document: Document | None, shelf: Shelf) -> Shelf:
    """The heading; below it, where characters are converted, the tag that says so and the switch to the original."""
    source = document.script if document else "trad"
    st.html(f'<h1 class="xt-title">{text_html(name, shelf.to, source)}</h1>')
    if source == shelf.to:
        return shelf
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        original = st.toggle(ui("看原字形"), key="original", help=ui("現在顯示的是轉換過的字形"))
        st.html(f'<span class="xt-tag">{ui("原字形" if original else "已轉換字形")}</span>', width="content")
    return replace(shelf, original=original)


def turn(shelf: Shelf, before: tuple[str, str] | None, after: tuple[str, str] | None) -> None:
    """Links to what stands before and after, (name, address)."""
    left = f'<a href="{before[1]}">← {before[0]}</a>' if before else "<span></span>"
    right = f'<a href="{after[1]}">{after[0]} →</a>' if after else "<span></span>"
    st.html(f'<nav class="xt-turn" lang="{shelf.lang}">{left}{right}</nav>')


def show_card(concept: Concept, shelf: Shelf) -> None:
    group = find_group(shelf.corpus, concept.group)
    steps = [(ui(KINDS.get(concept.kind, concept.kind)), page("kind", concept.kind, shelf.to))]
    if group and group.card:
        steps.append((shelf.text(group.name), page("group", group.id, shelf.to)))
    trail(shelf, *steps)
    shelf = title(concept.name, shelf.corpus.documents[concept.id], shelf)
    st.html(card_html(concept, shelf))
    cases, about = cases_about(shelf.corpus, concept.id), chapters_about(shelf.corpus, concept)
    if cases or about:
        st.html(elsewhere_html(cases, about, shelf))
    passages = passages_about(library().ensure_index(), concept, places_of(source_text(), concept))
    if passages:
        st.html(f'<h3 class="xt-heading">{ui("匯入的資料裡講到它的段落")}</h3>')
        st.html(passages_html(concept, passages, documents(), shelf))
    before, after = neighbours(shelf.corpus, concept)
    turn(shelf, *((shelf.text(c.name), shelf.address(c.id) or "") if c else None for c in (before, after)))


def show_group(group_id: str, shelf: Shelf) -> None:
    group = find_group(shelf.corpus, group_id)
    if group is None:
        missing(shelf)
        return
    kind = next((kind for kind in KINDS if group_id.split(".")[0] == kind), group.members[0].kind)
    trail(shelf, (ui(KINDS.get(kind, kind)), page("kind", kind, shelf.to)))
    shelf = title(group.name, shelf.corpus.documents.get(group_id), shelf)
    if group.card is not None:
        st.html(group_html(group.card, shelf))
    possible = columns(group)
    chosen = possible
    if len(possible) > 1:
        chosen = tuple(
            st.pills(
                ui("比較哪些方面"),
                possible,
                selection_mode="multi",
                default=[heading for heading in DEFAULT_COLUMNS if heading in possible],
                format_func=ui,
                key=f"columns-{group_id}",
            )
        )
    headings = [heading for heading in possible if heading in chosen] or list(possible[:1])
    st.html(WIDE + comparison_html(comparison(group, headings), headings, shelf))


def show_kind(kind: str, shelf: Shelf) -> None:
    branch = next((branch for branch in tree(shelf.corpus) if branch.kind == kind), None)
    if branch is None:
        missing(shelf)
        return
    trail(shelf)
    st.title(ui(KINDS.get(kind, kind)))
    st.html(branch_html(branch, shelf))


def show_chapter(chapter_id: str, shelf: Shelf) -> None:
    order = chapters(shelf.corpus)
    place = next((n for n, d in enumerate(order) if d.id == chapter_id), None)
    if place is None:
        missing(shelf)
        return
    document = order[place]
    trail(shelf, (ui("手冊"), page("view", "handbook", shelf.to)))
    shelf = title(f"{place + 1}　{document.title}", document, shelf)
    st.html(chapter_html(document, body_start(document), shelf))
    near = [order[n] if 0 <= n < len(order) else None for n in (place - 1, place + 1)]
    turn(shelf, *((shelf.text(d.title, d.script), shelf.address(d.id) or "") if d else None for d in near))


def show_case(case_id: str, shelf: Shelf) -> None:
    order = list(shelf.corpus.cases.values())
    place = next((n for n, case in enumerate(order) if case.id == case_id), None)
    if place is None:
        missing(shelf)
        return
    case, document = order[place], shelf.corpus.documents[case_id]
    trail(shelf, (ui("案例"), page("view", "cases", shelf.to)))
    shelf = title(case.title, document, shelf)
    st.html(case_html(case, body_start(document), shelf))
    near = [order[n] if 0 <= n < len(order) else None for n in (place - 1, place + 1)]
    turn(shelf, *((shelf.text(c.title, shelf.script(c.id)), shelf.address(c.id) or "") if c else None for c in near))


def show_handbook(shelf: Shelf) -> None:
    order = chapters(shelf.corpus)
    if not order:
        st.caption(ui("還沒有章節。"))
        return
    rows = "".join(
        f'<li><a href="{shelf.address(d.id)}">{shelf.text(d.title, d.script)}</a>'
        f"<p>{'、'.join(shelf.text(s.heading, d.script) for s in d.sections if s.level == 2)}</p></li>"
        for d in order
    )
    st.html(f'<ol class="xt-found xt-chapters" lang="{shelf.lang}">{rows}</ol>')


def missing(shelf: Shelf) -> None:
    trail(shelf)
    st.info(ui("沒有這一頁；它可能已改名或移除。請從目錄另選。"))


def show_all(shelf: Shelf) -> None:
    st.title(ui("目錄"))
    words = st.text_input(
        ui("查卡片"),
        placeholder=ui("名稱、英文名，或一句平常的話"),
        label_visibility="collapsed",
        icon=":material/search:",
        key="find",
        max_chars=200,
    ).strip()
    if words:
        found = cards_for(shelf.corpus, library().ensure_index(), words)
        if found.unsure:
            st.caption(ui("沒有卡片說到這些字；下面只是意思最近的，未必相干。"))
        elif not found.cards:
            st.caption(ui("找不到相近的卡片。"))
        if found.cards:
            st.html(found_html(found.cards, shelf))
        return
    asked = st.query_params.get("view", "")
    view = st.segmented_control(
        ui("看法"),
        list(VIEWS),
        format_func=lambda name: ui(VIEWS[name]),
        default=asked if asked in VIEWS else "groups",
        required=True,
        key="view",
        label_visibility="collapsed",
    )
    st.query_params["view"] = view or "groups"
    if view == "map":
        st.html(WIDE + map_html(tree(shelf.corpus), shelf))
    elif view == "cases":
        st.html(cases_html(shelf.corpus.cases.values(), shelf))
    elif view == "handbook":
        show_handbook(shelf)
    else:
        st.html(tree_html(tree(shelf.corpus), shelf))


def main() -> None:
    with sentences():
        here = shelf()
        asked = st.query_params
        if "card" in asked:
            concept = here.corpus.concepts.get(asked["card"])
            if concept is None:
                missing(here)
            elif concept.kind == "group":
                show_group(concept.id, here)
            else:
                show_card(concept, here)
        elif "group" in asked:
            show_group(asked["group"], here)
        elif "kind" in asked:
            show_kind(asked["kind"], here)
        elif "case" in asked:
            show_case(asked["case"], here)
        elif "chapter" in asked:
            show_chapter(asked["chapter"], here)
        else:
            show_all(here)


main()
