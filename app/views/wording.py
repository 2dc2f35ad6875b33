"""Whether answers are worded by the configured endpoint: asked before the first text is sent, once a session."""

import streamlit as st

from app.answering.endpoint import Endpoint
from app.answering.generate import GeneratingAnswerer
from app.resources import answerer, library
from app.views.components import ui

_CHOICE = "worded"  # in the session: (where the text goes, whether the reader agreed)


def must_ask() -> bool:
    """An endpoint is configured and the reader has not said yet whether to send text there."""
    endpoint = Endpoint.from_environ()
    return endpoint is not None and st.session_state.get(_CHOICE, ("", False))[0] != endpoint.host


def show_question() -> None:
    """Says where the text goes; with either button the question that waits is asked."""
    endpoint = Endpoint.from_environ()
    if endpoint is None:
        return
    with st.container(border=True, key="xt-consent"):
        st.text(
            ui(
                f"這台電腦設定了文字生成服務：{endpoint.host}（模型 {endpoint.model}）。"
                "用它撰寫回答時，你的問題和資料裡找到的引文（包括匯入的資料）會送到那裡。"
                "不送出也能問，回答直接列出資料的原文。"
            )
        )
        with st.container(horizontal=True):
            for label, agreed in (("同意送出", True), ("不送出", False)):
                st.button(ui(label), key=f"consent-{agreed}", on_click=_choose, args=(endpoint.host, agreed))


def show_choice() -> None:
    """What the reader chose, to be changed at any time."""
    endpoint = Endpoint.from_environ()
    if endpoint is None or must_ask():
        return
    agreed = st.session_state[_CHOICE][1]
    st.toggle(
        ui(f"由 {endpoint.host} 撰寫回答"),
        value=agreed,
        key=f"worded-{agreed}",
        on_change=_choose,
        args=(endpoint.host, not agreed),
    )


def generating() -> GeneratingAnswerer:
    """The answerer, with the endpoint where the reader agreed. Raises what `answerer` raises."""
    endpoint = Endpoint.from_environ()
    chosen = endpoint if endpoint and st.session_state.get(_CHOICE) == (endpoint.host, True) else None
    return GeneratingAnswerer(answerer(), chosen, library().ensure_index().document)


def _choose(host: str, agreed: bool) -> None:
    st.session_state[_CHOICE] = (host, agreed)
