"""錯題本: what was answered wrong, why, and drills until it is put right."""

from collections.abc import Callable, Iterable

import streamlit as st

from app.resources import library
from app.store.study import LearnerRecords
from app.study.decisions import Listed
from app.study.exporting.word import Wrong, notebook_docx
from app.study.notebook import LEAVE_AFTER, Entry, State, by_group, by_pair, contrast, notebook, state_of
from app.study.records import Item
from app.study.wording import family_name
from app.study_html import given_html, options_html, reason_html, response_text
from app.views.components import ui
from app.views.studying import (
    Run,
    concept_name,
    family_of,
    keyboard,
    learner,
    listed,
    page,
    setter,
    show_question,
    zone,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN = 20
# Buttons for confusable pairs.
PAIRS = 8
# What became of the item, where it is not simply asked again.
SAID: dict[State, str] = {
    "asked": "",
    "reworded": "這一題後來改過；下面是當時的題目，重做時問改過的。",
    "stale": "這一題所根據的原文改了，題目待確認，現在不出。",
    "retired": "培訓人員停用了這一題，不再出。",
    "gone": "這一題的原文改了或移走了，題庫裡已經沒有這一題，不再出。",
}
NOT_ASKED: tuple[State, ...] = ("stale", "retired", "gone")


def drill(chosen: list[Item], title: str) -> None:
    st.session_state["quiz"] = Run(chosen, title=title)


def drills(entries: tuple[Entry, ...], current: dict[str, Item], pool: list[Item]) -> None:
    """Buttons for all, a family, a confusable pair; only what is still asked is counted. `pool` is what may be set."""
    entries = tuple(entry for entry in entries if entry.item_id in current)
    if not entries:
        return
    family, name = family_of(), concept_name()
    groups = by_group(entries, {entry.concept_id: family(entry.concept_id) for entry in entries})
    concepts = library().corpus.concepts
    pairs = by_pair(entries, {c.id: c.contrasts for c in concepts.values()})
    names = {concept.id: concept.name for concept in concepts.values()}
    rows = [("all", f"全部（{len(entries)}）", entries_items(entries, current))]
    rows += [(f"g-{g}", f"{family_name(g)}（{len(of)}）", entries_items(of, current)) for g, of in groups.items()]
    told = [(pair, contrast(pair, of, pool, names), len(of)) for pair, of in pairs.items() if {*pair} <= names.keys()]
    rows += [
        (f"p-{pair.one}-{pair.other}", f"{name(pair.one)}／{name(pair.other)}（錯 {wrong}，共 {len(of)}）", list(of))
        for pair, of, wrong in [row for row in told if row[1]][:PAIRS]
    ]
    st.caption(ui("重做：全部、一類，或容易混淆的一對（兩邊輪流出題，錯題在前）。"))
    with st.container(horizontal=True, gap="small"):
        for key, label, chosen in rows:
            if st.button(ui(label), key=f"drill-{key}"):
                drill(chosen, ui(f"錯題：{label}"))
                st.switch_page("views/quiz.py")


def entries_items(entries: Iterable[Entry], current: dict[str, Item]) -> list[Item]:
    return [current[entry.item_id] for entry in entries]


def take_out(records: LearnerRecords, entries: list[Entry]) -> None:
    for entry in entries:
        records.remove(entry.item_id, entry.last_wrong.number)


def show(records: LearnerRecords, entry: Entry, item: Item, name: str, state: State) -> None:
    at = entry.last_wrong.attempt.at.astimezone(zone())
    left = f"{name}　{at:%Y-%m-%d}　答錯 {entry.times_wrong} 次"
    if state not in NOT_ASKED:
        left += f"，再連續答對 {entry.right_still_needed} 次就離開"
    with st.container(border=True):
        if said := SAID[state]:
            st.warning(ui(said), icon=":material/edit_note:")
        show_question(item)
        where = page()
        given = given_html(item, entry.last_wrong.attempt.response, where, right=False)
        st.html(
            f'<div class="xt-study" lang="{where.lang}">{options_html(item, where)}{given}'
            f'<p class="xt-where">{where.text(left)}</p></div>'
        )
        with st.expander(ui("正確答案、理由與原文")):
            st.html(f'<div class="xt-study" lang="{where.lang}">{reason_html(item, where)}</div>')
        if state in NOT_ASKED:
            st.button(ui("移出錯題本"), key=f"out-{entry.item_id}", on_click=take_out, args=(records, [entry]))


def download(
    entries: tuple[Entry, ...], shown: dict[str, Item], records: LearnerRecords, to: Callable[[str], str]
) -> bytes:
    rows = [
        Wrong(shown[e.last_wrong.version], response_text(shown[e.last_wrong.version], e.last_wrong.attempt.response),
              e.times_wrong)
        for e in entries
    ]  # fmt: skip
    return notebook_docx(rows, f"錯題本　{records.name}", to)


def main() -> None:
    st.title(ui("錯題本"))
    records = learner()
    st.caption(ui(f"答錯的題目記在這裡，連續答對 {LEAVE_AFTER} 次就離開。"))
    entries = notebook(records.history(), removed=records.removed())
    if not entries:
        st.success(ui("錯題本是空的。"))
        return
    shown, name, to = records.items_shown(), concept_name(), setter()
    bank: dict[str, Listed] = {row.item.id: row for row in listed()}
    states = {e.item_id: state_of(shown[e.last_wrong.version], bank.get(e.item_id)) for e in entries}
    current = {id_: bank[id_].item for id_, state in states.items() if state not in NOT_ASKED}
    drills(entries, current, [row.item for row in bank.values() if row.status == "approved"])
    unasked = [entry for entry in entries if states[entry.item_id] in NOT_ASKED]
    if unasked:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(ui(f"有 {len(unasked)} 題已經不出，不能靠重做離開。"))
            st.button(ui("全部移出"), key="out-all", on_click=take_out, args=(records, unasked))
    st.download_button(
        ui("存成 Word"),
        data=lambda: download(entries, shown, records, to),
        file_name=f"{ui('錯題本')}.docx",
        mime=WORD,
        icon=":material/description:",
        type="tertiary",
        on_click="ignore",
        key="print",
    )
    more = st.session_state.get("notebook-shown", SHOWN)
    for entry in entries[:more]:
        show(records, entry, shown[entry.last_wrong.version], name(entry.concept_id), states[entry.item_id])
    if len(entries) > more and st.button(ui(f"再看 {SHOWN} 題")):
        st.session_state["notebook-shown"] = more + SHOWN
        st.rerun()
    keyboard()


main()
