"""原文: a document's text with the quoted sentence marked and in view."""

import html
from urllib.parse import urlencode

import streamlit as st

from app.answering.citing import ORIGINS
from app.display import label_text, text_html
from app.resources import library
from app.store.library import SourceDamaged
from app.viewer_html import LONG, Stretch, body_start, document_html, stretch_around
from app.views.components import script, sentences, ui
from corpus.records import Document

# A fixed script of ours; sources never reach a place where scripts run.
SCROLL = """<script>
const quote = document.getElementById("quote");
if (quote) quote.scrollIntoView({block: "center"});
</script>"""


def number(name: str) -> int:
    """A whole number from the address, -1 where it is missing or no number."""
    value = st.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else -1


def came_from() -> dict[str, str]:
    """The part of the address that says where the reader comes from: a conversation, a dossier or a card."""
    return {name: st.query_params[name] for name in ("c", "d", "card") if name in st.query_params}


def show_document(document: Document) -> None:
    to = script()
    start, end = number("start"), number("end")
    if not 0 <= start < end <= len(document.text):
        start = end = 0
    st.html(f'<h1 class="xt-title">{text_html(document.title, to, document.script)}</h1>')
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<span class="xt-origin xt-{document.origin}">{ui(ORIGINS[document.origin])}</span>', width="content")
        shown_as = to
        if document.script != to:
            original = st.toggle(ui("看原字形"), key="original", help=ui("現在顯示的是轉換過的字形"))
            st.html(f'<span class="xt-tag">{ui("原字形" if original else "已轉換字形")}</span>', width="content")
            # with its own script as the target nothing is converted
            if original:
                document = Document(document.id, document.title, to, document.origin, document.text, document.sections)
    stretch = stretch_around(document, start, end)
    whole = Stretch(body_start(document), len(document.text))
    if stretch != whole:
        share = f"{stretch.end - stretch.start:,} / {whole.end - whole.start:,}"
        st.caption(ui(f"文件很長，這裡是引句前後的部分（{share} 字）。"))
        if len(document.text) <= 40 * LONG and st.toggle(ui("顯示全文"), key="whole"):
            stretch = whole
    show_outline(document, to)
    st.html(document_html(document, stretch, start, end, shown_as))
    if start < end:
        st.html(SCROLL + f"<!-- {start}-{end} -->", unsafe_allow_javascript=True)


def show_outline(document: Document, to: str) -> None:
    """The headings as links; each opens the viewer at its section."""
    headings = [s for s in document.sections if s.heading.strip() != document.title][:300]
    if len(headings) < 2:
        return
    with st.expander(ui(f"目錄（{len(headings)}）")):
        rows = []
        for s in headings:
            title = text_html(s.heading.strip(), script(), document.script)
            line_end = document.text.find("\n", s.start, s.end)
            end = line_end if line_end > 0 else s.end
            query = {"id": document.id, "start": s.start, "end": end, **came_from(), "script": script()}
            address = html.escape(f"source?{urlencode(query)}")
            rows.append(f'<li class="xt-level-{min(s.level, 4)}"><a href="{address}">{title}</a></li>')
        st.html(f'<ul class="xt-outline">{"".join(rows)}</ul>')


def way_back() -> tuple[str, str, dict[str, str]]:
    """(label, page, its query) of the link to where the reader comes from; 問答 where the address does not say."""
    origin = came_from()
    card = library().corpus.concepts.get(origin.get("card", ""))
    if card is not None:
        return f"回到「{label_text(card.name)}」", "views/catalogue.py", {"card": card.id}
    if "d" in origin:
        return "回到爭議台", "views/dispute.py", {"d": origin["d"]}
    return "回到問答", "views/ask.py", {"c": origin["c"]} if "c" in origin else {}


def main() -> None:
    with sentences():
        label, page, way = way_back()
    with st.container(horizontal=True, gap="medium"):
        query = {"script": script(), **way}
        st.page_link(page, label=ui(label), icon=":material/arrow_back:", query_params=query)
        st.page_link("views/sources.py", label=ui("全部資料"), icon=":material/folder_open:")
    asked = st.query_params.get("id", "")
    with sentences():
        try:
            document = library().document(asked)
        except SourceDamaged:
            raise  # there is such a source: what to do with it is said
        except KeyError:
            st.info(ui("沒有這份資料；它可能已被移除。請從「資料」選一份。" if asked else "請從「資料」選一份來看。"))
            return
    show_document(document)


main()
