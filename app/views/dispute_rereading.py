"""Under the findings of the page 爭議台, where an endpoint is configured: a second reading, sent only on a press."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from app.answering.endpoint import Endpoint
from app.disputes.dossier import Dossier, reread
from app.disputes.positions import second_reading
from app.resources import desk, dossiers
from app.views.components import sentences, ui
from app.views.dossier_form import forget_sides

_NOTE = "reread"  # in the session: (id of the dossier, what came of it)


def show_second_reading(dossier: Dossier) -> None:
    endpoint = Endpoint.from_environ()
    told, note = st.session_state.get(_NOTE, ("", ""))
    if note and told == dossier.id:
        st.info(ui(note))
    if endpoint is None:
        return
    with st.container(border=True, key="second-reading"):
        st.text(
            ui(
                f"這台電腦設定了文字生成服務：{endpoint.host}（模型 {endpoint.model}）。"
                "可以請它摘出雙方立場並重新排序；按下之後，這段描述和候選概念的名稱會送到那裡，其他的都不送。"
            )
        )
        if st.button(ui("送出描述，再讀一次"), key="reread-send", icon=":material/send:"):
            with sentences(), st.spinner(ui("正在等文字生成服務回覆……")):
                brief, note = second_reading(desk()[0], dossier.brief, endpoint)
            changed = replace(reread(dossier, brief), updated_at=datetime.now(UTC))
            dossiers().save(changed)
            if (changed.side_a, changed.side_b) != (dossier.side_a, dossier.side_b):
                forget_sides(dossier.id)
            st.session_state[_NOTE] = (dossier.id, note)
            st.rerun()
