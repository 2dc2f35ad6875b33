"""學員, a part of 題庫: what the staff know by concept and by person, and their answers to take away."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.resources import library
from app.study.exporting.table import results_csv
from app.study.exporting.word import results_docx
from app.study.history import Answered
from app.study.staff import ConceptStanding, LearnerStanding, by_concept, by_learner
from app.study.statistics import Estimate
from app.study.wording import FAMILY_NAMES, family_name
from app.views.components import ui
from app.views.studying import concept_name, family_of, setter, study, zone

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show_results() -> None:
    st.caption(
        ui(
            "這裡列出所有學員的作答。選名字不用密碼，能開啟這個程式的人都看得到這一頁，也能修改題庫；"
            "不想讓人看到，就不要讓他用這台電腦或通行語。"
        )
    )
    histories = study().trainer().histories()
    if not histories:
        st.info(ui("還沒有學員。"))
        return
    download(histories)
    st.subheader(ui("全體：各概念"))
    show_concepts(histories)
    st.subheader(ui("各學員"))
    show_people(histories)


def download(histories: Mapping[str, Sequence[Answered]]) -> None:
    name, to = concept_name(), setter()
    with st.container(horizontal=True):
        st.download_button(
            ui("匯出全部作答（CSV）"),
            data=lambda: results_csv(histories, zone()),
            file_name="results.csv",
            mime="text/csv",
            on_click="ignore",
            key="export-results",
        )
        st.download_button(
            ui("匯出摘要（Word）"),
            data=lambda: results_docx(histories, zone(), name, to),
            file_name="results.docx",
            mime=WORD,
            on_click="ignore",
            key="export-summary",
        )


def show_concepts(histories: Mapping[str, Sequence[Answered]]) -> None:
    family = family_of()
    families = st.multiselect(
        ui("範圍"),
        list(FAMILY_NAMES),
        format_func=lambda f: ui(FAMILY_NAMES[f]),
        placeholder=ui("全部"),
        key="staff-of",
    )
    rows = [
        row
        for row in by_concept(histories, zone(), library().corpus.concepts)
        if not families or family(row.concept_id) in families
    ]
    met = [row for row in rows if row.learners]
    st.caption(
        ui(
            f"{len(rows)} 個概念，有人答過的 {len(met)} 個，最不熟的在前；點欄名可以排序。"
            "「會的」是最近一次答對的人數／答過的人數；沒有作答的題不算對也不算錯。"
        )
    )
    name = concept_name()
    table(
        [
            {ui("範圍"): ui(family_name(family(row.concept_id))), **concept_cells(row, name(row.concept_id))}
            for row in rows
        ]
    )


def concept_cells(row: ConceptStanding, name: str) -> dict[str, Any]:
    return {
        ui("概念"): name,
        ui("會的"): f"{row.knowing} / {row.learners}" if row.learners else "",
        **share_cells(row.share, "比例"),
        ui("答題數"): row.answers,
        ui("未作答"): row.left_open,
        ui("最近作答"): row.last,
    }


def share_cells(share: Estimate | None, label: str) -> dict[str, Any]:
    """In per cent, so that a click on the column's name sorts by it."""
    return {
        ui(label): round(share.value * 100) if share else None,
        ui("95% 區間"): f"{share.low:.0%}–{share.high:.0%}" if share else "",
    }


def show_people(histories: Mapping[str, Sequence[Answered]]) -> None:
    table([person_cells(row) for row in by_learner(histories, zone())])
    who = st.selectbox(ui("看一個人的各概念"), list(histories), key="who")
    rows = by_concept({who: histories[who]}, zone())
    if not rows:
        st.info(ui("這位學員還沒有作答。"))
        return
    name = concept_name()
    table([one_cells(row, name(row.concept_id)) for row in rows])


def person_cells(row: LearnerStanding) -> dict[str, Any]:
    return {
        ui("學員"): row.learner,
        ui("答題數"): row.answers,
        **share_cells(row.share, "答對率"),
        ui("未作答"): row.left_open,
        ui("概念數"): row.concepts,
        ui("最近作答"): row.last,
    }


def one_cells(row: ConceptStanding, name: str) -> dict[str, Any]:
    return {
        ui("概念"): name,
        ui("最近一次"): ui("對" if row.knowing else "錯") if row.answers else "",
        ui("答對"): f"{row.right} / {row.answers}",
        ui("未作答"): row.left_open,
        ui("最近作答"): row.last,
    }


def table(rows: list[dict[str, Any]]) -> None:
    """Per cents and days as what they are, so that they sort."""
    shares = {ui(label): st.column_config.NumberColumn(format="%d%%") for label in ("比例", "答對率")}
    days = {ui("最近作答"): st.column_config.DateColumn(format="YYYY-MM-DD")}
    st.dataframe(rows, hide_index=True, width="stretch", column_config={**shares, **days}, placeholder="—")
