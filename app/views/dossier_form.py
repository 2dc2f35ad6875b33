"""A dossier under the findings of the page 爭議台: what the officer writes, takes along, compares, deletes."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from app.answer_html import Page
from app.display import label_text, shown
from app.dispute_html import compared_html
from app.disputes.dossier import Dossier, Party
from app.disputes.exporting.markdown import markdown
from app.disputes.exporting.sheet import Sheet, sheet
from app.disputes.exporting.web import sheet_html, web_page
from app.disputes.exporting.word import fitting_size, word
from app.resources import dossiers, library
from app.views.components import kind_of, script, script_of, ui, viewer_link

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PRINT = "<script>setTimeout(() => window.print(), 200)</script><!-- {} -->"


def show_fields(dossier: Dossier) -> None:
    """Prefilled with the description's own words; what is not in it stays empty."""
    with (
        st.expander(ui("簡報：情況、雙方立場、上報途徑")),
        st.form(f"fields-{dossier.id}"),
    ):
        title = st.text_input(ui("標題"), dossier.title, max_chars=80)
        situation = st.text_area(ui("一行說明情況"), dossier.situation, height=68, max_chars=300)
        sides = [
            _party(side, party, dossier.id) for side, party in (("甲方", dossier.side_a), ("乙方", dossier.side_b))
        ]
        st.markdown(f"**{ui('談不成時逐級上報')}**")
        rungs = []
        for number, rung in enumerate(dossier.rungs):
            source = library().corpus.documents[rung.quote.document_id].script
            st.caption(f"{number + 1}\\. {label_text(shown(rung.quote.text, script(), source))}")
            who = st.text_input(
                ui(f"{rung.name}：由誰、何時以前"),
                rung.who,
                key=f"rung-{dossier.id}-{number}",
                placeholder=ui("由誰、何時以前"),
                label_visibility="collapsed",
                max_chars=200,
            )
            rungs.append(replace(rung, who=who))
        notes = st.text_area(ui("備註"), dossier.notes, height=100, max_chars=4000)
        if st.form_submit_button(ui("儲存"), type="primary", icon=":material/save:"):
            edited = replace(
                dossier,
                title=title.strip() or dossier.title,
                situation=situation.strip(),
                side_a=sides[0],
                side_b=sides[1],
                rungs=tuple(rungs),
                notes=notes,
                updated_at=datetime.now(UTC),
            )
            dossiers().save(edited)
            st.session_state["saved"] = dossier.id
            st.rerun()
        if st.session_state.pop("saved", None) == dossier.id:
            st.success(ui("已儲存。"))


def _party(side: str, party: Party, dossier_id: str) -> Party:
    name = st.text_input(ui(side), party.name, max_chars=80, placeholder=ui("單位或人"), key=f"{side}-{dossier_id}")
    position = st.text_area(
        ui(f"{side}怎麼說"),
        party.position,
        height=68,
        max_chars=1000,
        placeholder=ui("描述裡沒有說到，請問清楚再填"),
        key=f"{side}-said-{dossier_id}",
    )
    return Party(name.strip(), position.strip())


def forget_sides(dossier_id: str) -> None:
    """The boxes of the sides show what is kept, not what they held."""
    for side in ("甲方", "乙方"):
        for key in (f"{side}-{dossier_id}", f"{side}-said-{dossier_id}"):
            st.session_state.pop(key, None)


def show_take_along(dossier: Dossier) -> None:
    """Word, Markdown, HTML, print; favourite and delete."""
    own = sheet(dossier, library().corpus, script())
    name = f"{ui('協調簡報')}-{dossier.created_at.astimezone():%Y%m%d-%H%M}"
    favourite = any(row.id == dossier.id and row.favourite for row in dossiers().find(most=10_000))
    with st.container(horizontal=True, gap="small", key="take-along"):
        for label, ending, mime, data in (
            ("Word", "docx", WORD, word),
            ("網頁", "html", "text/html", _html),
            ("Markdown", "md", "text/markdown", _markdown),
        ):
            st.download_button(
                ui(label),
                data=partial(data, own),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"export-{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
        printing = st.button(ui("列印"), key="print", icon=":material/print:")
        st.button(
            ui("取消收藏" if favourite else "收藏"),
            key="favourite",
            icon=":material/star:",
            on_click=dossiers().mark_favourite,
            args=(dossier.id, not favourite),
        )
        if st.button(ui("刪除"), key="delete", icon=":material/delete:", type="tertiary"):
            confirm_delete(dossier.id, dossier.title)
    st.html(f'<div class="xd-print xd-pt-{fitting_size(own) * 10:.0f}" lang="{own.lang}">{sheet_html(own)}</div>')
    if printing:
        st.html(PRINT.format(datetime.now(UTC).timestamp()), unsafe_allow_javascript=True)


def _html(own: Sheet) -> bytes:
    return web_page(own).encode()


def _markdown(own: Sheet) -> bytes:
    return markdown(own).encode()


@st.dialog(" ")
def confirm_delete(dossier_id: str, title: str) -> None:
    st.text(ui("刪除簡報「") + shown(title, script(), "mixed") + ui("」？刪除後不能復原。"))
    with st.container(horizontal=True):
        if st.button(ui("刪除"), type="primary", key="delete-really", on_click=delete, args=(dossier_id,)):
            st.rerun()
        if st.button(ui("取消")):
            st.rerun()


def delete(dossier_id: str) -> None:
    dossiers().delete(dossier_id)
    st.session_state["description"] = ""
    st.query_params.pop("d", None)


def show_compare(dossier: Dossier) -> None:
    others = {row.id: row.title for row in dossiers().find() if row.id != dossier.id}
    if not others:
        return
    with st.expander(ui("和另一份簡報比較")):
        chosen = st.selectbox(
            ui("另一份簡報"),
            list(others),
            index=None,
            format_func=lambda i: shown(others[i], script(), "mixed"),
            placeholder=ui("選一份"),
            label_visibility="collapsed",
            key=f"compare-{dossier.id}",
        )
        if chosen:
            page = Page(script(), script_of(), kind_of(), viewer_link)
            st.html(compared_html(dossier, dossiers().get(chosen), library().corpus, page))
