"""問答: a question, its answer with numbered quotations, and the conversations before."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.answer_html import Page, answer_html, cards_html
from app.answering.citing import Reader, cited_text
from app.answering.gate import MisquoteError, verify
from app.answering.generate import GeneratingAnswerer
from app.answering.memo import memo
from app.answering.records import Answer
from app.display import label_text, shown
from app.resources import conversations
from app.store.conversations import Turn
from app.views import wording
from app.views.components import documents, kind_of, script, script_of, sentences, ui, viewer_link
from corpus.records import Document
from indexer.search import Scope

SUGGESTED = (
    "什麼是行政協調？",
    "行政協調有哪些類型？",
    "促進式協調和糾偏式協調有什麼區別？",
    "會議協調的步驟是什麼？",
    "可以越過部門負責人直接派他的人嗎？",
    "為什麼協調要客觀公允？",
)
SCOPES: dict[Scope, str] = {"all": "全部資料", "shipped": "內建", "imported": "匯入"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A keyboard's reader types at once; on a phone the keyboard would cover the page. RUN tells one script from the next:
# the browser runs one that it knows no second time. A dialog that closes gives the focus back to its button, so the box
# takes it again until it stays.
FOCUS = """<script>
if (matchMedia("(pointer: fine)").matches) {
  let tries = 40, held = 0;
  const wait = setInterval(() => {  // RUN
    const box = document.querySelector('[data-testid="stChatInputTextArea"]');
    const active = document.activeElement;
    const taken = ["INPUT", "TEXTAREA"].includes(active.tagName) || active.closest('[role="dialog"]');
    held = box && active === box ? held + 1 : 0;
    if (box && !held && !taken) box.focus();
    if (held > 8 || !--tries) clearInterval(wait);
  }, 50);
}
</script>"""
UNKNOWN = "連結所指的對話已刪除，或不在這台電腦上；這裡是新的對話。"


# A new answer is read from its question on.
# In a block of its own: the script runs again for each turn, and a name may be declared once only.
READ = """<script>
{
  const asked = document.querySelectorAll(".xt-question")[NUMBER];
  if (asked) {
    asked.style.scrollMarginTop = "4rem";  // below the bar at the top
    setTimeout(() => asked.scrollIntoView({block: "start"}), 150);
  }
}
</script>"""


def waiting() -> list[str]:
    """The questions that this session has still to answer, oldest first.

    Streamlit gives a run up when the reader does something else, at the next thing that the run draws. So a question is
    put here before its run draws anything, and leaves when its turn is kept: asking on while another is being answered
    loses neither.
    """
    questions: list[str] = st.session_state.setdefault("waiting", [])
    return questions


def answer_waiting(scope: Scope, turns: list[Turn], page: Page, slot: DeltaGenerator) -> Turn:
    """Answers the first of `waiting` in `slot`, keeps the turn, and puts the conversation's id into the address.

    The turn is kept before an endpoint is asked to word its answer, and again when it has: whatever becomes of the
    endpoint or of the browser's tab, question and quotations are there.
    """
    conversation, number = turns[0].conversation_id if turns else uuid.uuid4().hex[:12], len(turns)
    question = waiting()[0]
    # One element, which leaves nothing of the page before; a container would keep what stood in the slot until the end.
    slot.html(asked_html(question, number, page))
    with sentences(), st.spinner(ui("正在查找資料……")):
        try:
            answering = wording.generating()
            composed = answering.compose(question, scope, [t.answer for t in turns])
            turn = conversations().record(conversation, number, question, scope, composed, datetime.now(UTC))
        except Exception:
            waiting().pop(0)  # asking again would fail again
            raise
        # Before anything is drawn, where the run may be given up.
        waiting().pop(0)
        st.session_state["conversation"] = conversation
    st.query_params["c"] = conversation
    if answering.words(composed):
        with slot.container():
            turn = conversations().revise(turn, word(turn, answering, page))
    slot.empty()
    return turn


def word(turn: Turn, answering: GeneratingAnswerer, page: Page) -> Answer:
    """The answer in the endpoint's words, seen as it grows, each sentence when it has been checked, above the
    quotations that can be read meanwhile."""
    st.html(asked_html(turn.question, turn.number, page))
    if turn.number:
        bring_into_view(turn.number)
    model = answering.endpoint.model if answering.endpoint else ""
    with st.spinner(ui(f"模型 {model} 正在撰寫回答，寫好就換上；以下先列出資料的原文。")):
        growing = st.empty()
        st.html(answer_html(turn.answer, page))
        answer = turn.answer
        for answer in answering.word(turn.answer):
            if answer.mode == "generated":
                growing.html(answer_html(answer, page))
    return answer


def asked_html(question: str, number: int, page: Page) -> str:
    return f'<p class="xt-question{"" if number else " xt-first"}">{page.text(question, "mixed")}</p>'


def bring_into_view(number: int) -> None:
    st.html(READ.replace("NUMBER", str(number)), unsafe_allow_javascript=True)


def show_turn(turn: Turn, page: Page, document_of: Callable[[str], Document]) -> None:
    key = f"{turn.conversation_id}-{turn.number}"
    with st.container(key=f"xt-turn-{key}"):
        st.html(asked_html(turn.question, turn.number, page))
        if not turn.answer.answered:
            show_refusal(turn, page, key)
            return
        try:
            verify(turn.answer.quotes, document_of)
        except (MisquoteError, KeyError):
            st.info(ui("這個回答引用的資料後來改動或移除了，原來的引句已不能對上原文。請重新提問。"))
            st.button(ui("重新提問"), key=f"again-{key}", on_click=suggest, args=(turn.question,))
            return
        if turn.answer.note:
            st.info(ui(turn.answer.note))
        st.html(answer_html(turn.answer, page))
        if turn.answer.expansions:
            st.caption(ui(f"也用這些說法查過：{'；'.join(turn.answer.expansions)}"))
        show_actions(turn, page, key)
        with st.expander(ui(f"引文與出處（{len(turn.answer.quotes)}）")):
            st.html(cards_html(turn.answer, page))


def show_refusal(turn: Turn, page: Page, key: str) -> None:
    st.html(f'<div class="xt-refusal">{page.text(turn.answer.note)}</div>')
    if turn.answer.suggestions:
        st.caption(ui("資料裡最接近的主題："))
        with st.container(horizontal=True, gap="small"):
            for number, topic in enumerate(turn.answer.suggestions):
                st.button(ui(topic), key=f"topic-{key}-{number}", on_click=suggest, args=(topic,))
    show_unhelpful(turn, key)


def show_actions(turn: Turn, page: Page, key: str) -> None:
    reader = Reader(page.to, page.script_of)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"xt-actions-{key}"):
        with st.popover(ui("複製"), icon=":material/content_copy:", type="tertiary"):
            st.code(cited_text(turn.answer, reader), language=None, wrap_lines=True, height=260)
        st.download_button(
            ui("存成 Word"),
            data=lambda: memo(turn.answer, datetime.now().astimezone(), reader),
            file_name=f"{ui('協調通')}-{turn.at.astimezone():%Y%m%d-%H%M}.docx",
            mime=WORD,
            key=f"docx-{key}",
            icon=":material/description:",
            type="tertiary",
            on_click="ignore",
        )
        show_unhelpful(turn, key)


def show_unhelpful(turn: Turn, key: str) -> None:
    with st.container(key=f"xt-bad-{key}", horizontal=True, vertical_alignment="center", width="content"):
        if conversations().is_unhelpful(turn):
            st.caption(ui("已記下：沒有幫助"))
            return
        st.button(
            ui("沒有幫助"),
            key=f"bad-{key}",
            icon=":material/thumb_down:",
            type="tertiary",
            on_click=lambda: conversations().mark_unhelpful(turn, datetime.now(UTC)),
            help=ui("把這一問一答放進給培訓人員的清單"),
        )


def take() -> None:
    """What was typed, before the run draws anything."""
    if question := (st.session_state["question"] or "").strip():
        suggest(question)


def suggest(question: str) -> None:
    waiting().append(question)


def refocus() -> None:
    """The question box has the focus after this run."""
    st.session_state["focused"] = st.session_state.get("focused", 0) + 1


def open_conversation(conversation_id: str | None) -> None:
    refocus()
    waiting().clear()
    st.session_state.pop("conversation", None)
    if conversation_id:
        st.query_params["c"] = conversation_id
    else:
        st.query_params.pop("c", None)


def show_history(current: str | None) -> None:
    """The earlier conversations in the sidebar: search, open, delete."""
    with st.sidebar:
        st.button(ui("新對話"), icon=":material/add:", on_click=open_conversation, args=(None,), width="stretch")
        words = st.text_input(
            ui("搜尋對話"), placeholder=ui("搜尋對話"), label_visibility="collapsed", icon=":material/search:"
        )
        found = conversations().find(words)
        if not found:
            st.caption(ui("找不到這樣的對話。" if words else "問過的問題會留在這台電腦上。"))
        for one in found:
            row = st.container(horizontal=True, gap=None, key=f"xt-past-{one.id}", wrap=False)
            title = shown(one.title, script(), "mixed")
            row.button(
                label_text(title if len(title) <= 16 else title[:15] + "…"),
                key=f"open-{one.id}",
                type="secondary" if one.id == current else "tertiary",
                on_click=open_conversation,
                args=(one.id,),
                width="stretch",
            )
            if row.button(":material/delete:", key=f"delete-{one.id}", type="tertiary", help=ui("刪除這個對話")):
                confirm_delete(one.id, title)


def delete(conversation_id: str) -> None:
    refocus()
    conversations().delete(conversation_id)
    st.session_state.pop("conversation", None)
    if st.query_params.get("c") == conversation_id:
        st.query_params.pop("c")


@st.dialog(" ")
def confirm_delete(conversation_id: str, title: str) -> None:
    st.text(ui(f"刪除對話「{title}」？刪除後不能復原。"))
    with st.container(horizontal=True):
        if st.button(ui("刪除"), type="primary", on_click=delete, args=(conversation_id,)):
            st.rerun()
        if st.button(ui("取消"), on_click=refocus):
            st.rerun()


def choose_scope() -> Scope:
    chosen = st.segmented_control(
        ui("查找範圍"),
        list(SCOPES),
        format_func=lambda scope: ui(SCOPES[scope]),
        default="all",
        key="scope",
        required=True,
        label_visibility="collapsed",
    )
    return chosen or "all"


def current_conversation() -> str | None:
    """The address's; or the one just begun, where the browser asked on before it had the new address."""
    if "c" in st.query_params:
        st.session_state.pop("conversation", None)
    elif begun := st.session_state.get("conversation"):
        st.query_params["c"] = begun
    return st.query_params.get("c")


def main() -> None:
    current = current_conversation()
    turns = conversations().turns(current) if current else []
    if current and not turns:
        st.query_params.pop("c")
        st.info(ui(UNKNOWN))
    with sentences():
        page = Page(script(), script_of(), kind_of(), viewer_link)
    with st.bottom:
        st.chat_input(ui("用自己的話問，按 Enter 送出"), key="question", max_chars=2000, on_submit=take)
        with st.container(horizontal=True):
            scope = choose_scope()
            wording.show_choice()
    with st.container():
        document_of, before = documents(), len(turns)
        for turn in turns:
            show_turn(turn, page, document_of)
        slot = st.empty()
        if waiting() and wording.must_ask():
            with slot.container():
                st.html(asked_html(waiting()[0], len(turns), page))
                wording.show_question()
        elif not waiting() and not turns:
            with slot.container():
                show_empty()
        while waiting() and not wording.must_ask():
            turns.append(answer_waiting(scope, turns, page, slot))
            show_turn(turns[-1], page, documents())
            slot = st.empty()
    show_history(st.query_params.get("c"))
    if before and len(turns) > before:
        bring_into_view(len(turns) - 1)
    st.html(FOCUS.replace("RUN", str(st.session_state.get("focused", 0))), unsafe_allow_javascript=True)


def show_empty() -> None:
    st.title(ui("問答"))
    st.html(f'<p class="xt-lead">{ui("每一句回答都出自資料，點句末的號碼就能看到它在原文裡的位置。")}</p>')
    st.caption(ui("可以從這些問題開始："))
    with st.container(horizontal=True, gap="small", key="xt-suggested"):
        for number, question in enumerate(SUGGESTED):
            st.button(ui(question), key=f"suggested-{number}", on_click=suggest, args=(question,))


main()
