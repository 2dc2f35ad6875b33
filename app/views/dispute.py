"""爭議台: two sentences of a quarrel in, a brief out; each of its lines with why and from where."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from app.answer_html import Page
from app.answering.endpoint import Endpoint
from app.answering.gate import MisquoteError, verify
from app.display import label_text, shown
from app.dispute_html import cases_html, methods_html, principles_html, types_html
from app.disputes.dossier import FORMS, GENERAL, TIMINGS, Dossier
from app.disputes.records import NOT_A_DISPUTE, Brief
from app.resources import desk, dossiers, library
from app.views.components import documents, kind_of, script, script_of, sentences, ui, viewer_link
from app.views.dispute_rereading import show_second_reading
from app.views.dossier_form import show_compare, show_fields, show_take_along

STYLE = Path(__file__).with_name("dispute.css")
# With the key that shows it; the box keeps the keys while one types in it.
FACETS = (
    ("all", "全部", "0"),
    ("principles", "原則", "1"),
    ("types", "類型", "2"),
    ("methods", "方式", "3"),
    ("steps", "步驟", "4"),
)
SHORT = {
    "method.timing.before": "事前",
    "method.timing.during": "事中",
    "method.timing.after": "事後",
    "method.form.meeting": "會議",
    "method.form.on-site": "現場",
    "method.form.superior-document": "行文",
    "method.form.mutual-communication": "溝通",
}
STRIP = 5
# A keyboard's reader types at once; on a phone the keyboard would cover the page.
FOCUS = """<script>
if (matchMedia("(pointer: fine)").matches) {
  let tries = 40;
  const wait = setInterval(() => {
    const box = document.querySelector('.st-key-description textarea');
    if (box && !["INPUT", "TEXTAREA"].includes(document.activeElement.tagName)) box.focus();
    if (box || !--tries) clearInterval(wait);
  }, 50);
}
</script>"""
# A phone shows the findings, not the box, after the tap.
SEE = """<script>
const found = document.querySelector(".st-key-facets");
if (found && innerWidth < 700) setTimeout(() => found.scrollIntoView({block: "start"}), 150);
</script>"""


def describe() -> None:
    """The box and its button; Ctrl+Enter sends too."""
    with st.form("describe", border=False):
        st.text_area(
            ui("爭議的經過"),
            key="description",
            height=110,
            max_chars=4000,
            placeholder=ui("用兩三句話說：誰和誰、為了什麼事、各自怎麼說。"),
            label_visibility="collapsed",
        )
        st.form_submit_button(ui("看怎麼協調"), type="primary", icon=":material/balance:", on_click=submit)


def submit() -> None:
    """The same words open the dossier that they have; what is no dispute is not kept."""
    st.session_state["submitted"] = str(st.session_state.get("description", "")).strip()


def work_out(description: str) -> None:
    st.query_params.pop("d", None)
    if not any(char.isalnum() for char in description):
        st.info(ui("還沒有文字。請用兩三句話說明是誰和誰、為了什麼事意見不合。"))
        return
    now = datetime.now(UTC)
    with sentences():
        table, planner = desk()
        brief = table.brief(description)
    if not brief.is_dispute:
        st.info(ui(NOT_A_DISPUTE))
        return
    known = dossiers().of_description(description)
    if known and stands(dossiers().get(known), brief):
        dossiers().used(known, now)
    else:
        known = uuid.uuid4().hex[:12]
        dossiers().save(planner.open(brief, known, now))
    st.query_params["d"] = known
    st.session_state["just-found"] = True


def stands(kept: Dossier, brief: Brief) -> bool:
    """Whether what was found then would be found now; a second reading does as long as its quotations hold."""
    if not kept.brief.read_by:
        return kept.brief == brief
    try:
        verify(kept.quotes, documents())
    except (MisquoteError, KeyError):
        return False
    return True


def show_brief(dossier: Dossier) -> None:
    brief, corpus = dossier.brief, library().corpus
    page = Page(script(), script_of(), kind_of(), viewer_link)
    show_facets()
    facet = st.session_state.get("facet", "all")
    with st.container(key="found"):
        if facet in ("all", "types"):
            st.html(types_html(brief, corpus, page) or nothing("類型"))
        if facet in ("all", "principles"):
            st.html(principles_html(brief, page) or nothing("原則"))
        if facet in ("all", "methods"):
            st.html(methods_html(brief, page) or nothing("方法"))
        if facet in ("all", "steps"):
            show_steps(dossier)
        if facet == "all" and brief.cases:
            st.html(cases_html(brief, page))


def nothing(name: str) -> str:
    return f'<p class="xt-lead">{ui(f"這段話裡沒有足夠的線索判斷{name}；多寫一句各方怎麼說，會更準。")}</p>'


def show_facets() -> None:
    chosen = st.session_state.setdefault("facet", "all")
    with st.container(horizontal=True, gap="small", key="facets"):
        for facet, name, key in FACETS:
            st.button(
                ui(name),
                key=f"facet-{facet}",
                type="primary" if facet == chosen else "secondary",
                shortcut=key,
                on_click=choose_facet,
                args=(facet,),
            )


def choose_facet(facet: str) -> None:
    st.session_state["facet"] = facet


def show_steps(dossier: Dossier) -> None:
    """Timing and form to choose, and the steps that follow from them to tick; each change is kept at once."""
    st.html(f'<div class="xd-facet"><h3>{ui("步驟")}</h3></div>')
    for name, options, current in (("時機", TIMINGS, dossier.timing), ("方式", FORMS, dossier.form)):
        st.session_state.setdefault(f"{name}-{dossier.id}", current or None)
        st.segmented_control(
            ui(name),
            options,
            format_func=lambda option: ui(SHORT[option]),
            key=f"{name}-{dossier.id}",
            on_change=choose_methods,
            args=(dossier.id,),
        )
    st.html(f'<p class="xd-step">{ui(f"完成 {dossier.done} / {len(dossier.tasks)}")}</p>')
    for number, task in enumerate(dossier.tasks):
        kind = "g" if task.concept_id == GENERAL else "m"
        key = f"task-{kind}-{dossier.id}-{task.concept_id}-{task.quote.start}"
        st.session_state.setdefault(key, task.done)
        words = shown(task.quote.text, script(), library().corpus.documents[task.concept_id].script)
        said = f"**{label_text(words)}**" if kind == "g" else label_text(words)
        st.checkbox(
            f"{said} [{label_text(ui(task.name))}]({viewer_link(task.quote)})",
            key=key,
            on_change=tick,
            args=(dossier.id, number, key),
        )


def choose_methods(dossier_id: str) -> None:
    timing, form = (st.session_state.get(f"{name}-{dossier_id}") or "" for name in ("時機", "方式"))
    with sentences():
        changed = desk()[1].choose(dossiers().get(dossier_id), timing, form)
    dossiers().save(replace(changed, updated_at=datetime.now(UTC)))


def tick(dossier_id: str, number: int, key: str) -> None:
    dossier = dossiers().get(dossier_id)
    tasks = list(dossier.tasks)
    tasks[number] = replace(tasks[number], done=bool(st.session_state[key]))
    dossiers().save(replace(dossier, tasks=tuple(tasks), updated_at=datetime.now(UTC)))


def open_dossier(dossier_id: str) -> None:
    try:
        st.session_state["description"] = dossiers().get(dossier_id).description
    except KeyError:
        return
    dossiers().used(dossier_id, datetime.now(UTC))
    st.query_params["d"] = dossier_id


def new() -> None:
    st.session_state["description"] = ""
    st.query_params.pop("d", None)


def show_strip(current: str | None) -> None:
    """Favourites and what was last used, one tap away."""
    rows = [row for row in dossiers().find(most=STRIP + 1) if row.id != current][:STRIP]
    if not rows:
        return
    with st.container(horizontal=True, gap="small", key="strip"):
        for row in rows:
            star = ":material/star:" if row.favourite else ":material/history:"
            title = label_text(shown(row.title, script(), "mixed"))
            st.button(title, key=f"strip-{row.id}", icon=star, on_click=open_dossier, args=(row.id,))


def show_all(current: str | None) -> None:
    """All that are kept, in the sidebar: search and open."""
    with st.sidebar:
        st.button(ui("新爭議"), icon=":material/add:", on_click=new, width="stretch")
        words = st.text_input(
            ui("搜尋簡報"), placeholder=ui("搜尋簡報"), label_visibility="collapsed", icon=":material/search:"
        )
        rows = dossiers().find(words)
        if not rows:
            st.caption(ui("找不到這樣的簡報。" if words else "做過的簡報會留在這台電腦上。"))
        with st.container(key="all-dossiers", gap=None):
            for row in rows:
                st.button(
                    label_text(shown(row.title, script(), "mixed")),
                    key=f"open-{row.id}",
                    icon=":material/star:" if row.favourite else None,
                    type="secondary" if row.id == current else "tertiary",
                    on_click=open_dossier,
                    args=(row.id,),
                    width="stretch",
                )


def current_dossier() -> Dossier | None:
    """The one that the address names, if it is still there."""
    asked = st.query_params.get("d")
    if not asked:
        return None
    try:
        return dossiers().get(asked)
    except KeyError:
        st.info(ui("這份簡報已經刪除。"))
        return None


def main() -> None:
    st.html(STYLE)
    st.title(ui("爭議台"))
    if "description" not in st.session_state and "d" in st.query_params:
        open_dossier(st.query_params["d"])
    strip = st.container()
    describe()
    submitted = st.session_state.pop("submitted", None)
    if submitted is not None:
        work_out(submitted)
    dossier = current_dossier()
    with strip:
        show_strip(dossier.id if dossier else None)
    show_all(dossier.id if dossier else None)
    st.html(FOCUS, unsafe_allow_javascript=True)
    if dossier is None:
        if submitted is None:
            sent = "，除非你另外按下送往文字生成服務" if Endpoint.from_environ() else ""
            lead = ui(f"每一行都附出處；描述和簡報只留在這台電腦上{sent}。按 Ctrl+Enter 也能送出。")
            st.html(f'<p class="xt-lead">{lead}</p>')
        return
    try:
        verify(dossier.quotes, documents())
    except (MisquoteError, KeyError):
        st.info(ui("這份簡報引用的資料後來改動了，引句已不能對上原文。請按「看怎麼協調」重新整理。"))
        return
    show_brief(dossier)
    show_second_reading(dossier)
    show_fields(dossier)
    show_take_along(dossier)
    show_compare(dossier)
    if st.session_state.pop("just-found", False):
        st.html(SEE, unsafe_allow_javascript=True)


main()
