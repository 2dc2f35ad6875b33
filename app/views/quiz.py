"""測驗: questions by choice, answered by keyboard or touch; every answer is on the disk before its outcome shows."""

import random

import streamlit as st

from app.store.study import KeyReused, LearnerGone, LearnerRecords
from app.study.grading import ResponseError
from app.study.history import Submission, judged
from app.study.notebook import LEAVE_AFTER
from app.study.quiz import Progress
from app.study.records import OPEN_KINDS, Attempt, Item
from app.study.schedule import rate
from app.study.wording import FAMILY_NAMES, KIND_NAMES, letter
from app.study_html import outcome_html
from app.views.components import ui
from app.views.studying import (
    Run,
    answer_boxes,
    family_of,
    grades,
    items,
    judge_choice,
    judge_failure,
    keyboard,
    learner,
    now,
    order_holds,
    page,
    show_question,
)

MOST = 100


def go_on(progress: Progress) -> None:
    st.session_state["quiz"] = Run.of(progress)


def choose(records: LearnerRecords) -> None:
    """What to be asked: families, kinds, how many; or the quiz that was left in the middle."""
    if begun := records.quizzes.unfinished():
        with st.container(horizontal=True, vertical_alignment="center", key="xt-begun"):
            st.text((f"{begun.quiz.title}　" if begun.quiz.title else "") + ui(f"上次的測驗還有 {begun.left} 題。"))
            st.button(ui("接著做"), key="go-on", on_click=go_on, args=(begun,))
            st.button(ui("不做了"), key="drop", type="tertiary", on_click=records.quizzes.end, args=(begun.quiz.key,))
    lead = "按字母或數字選答案，Enter 送出（成段的答案用 Ctrl+Enter）；每題作答後立刻看到解析與原文。"
    st.html(f'<p class="xt-lead">{ui(lead)}</p>')
    pool, family = items(), family_of()
    present = {family(item.concept_id) for item in pool}
    with st.container(key="xt-keys-start"):
        families = st.multiselect(
            ui("範圍（不選就是全部）"),
            [name for name in FAMILY_NAMES if name in present],
            format_func=lambda name: ui(FAMILY_NAMES[name]),
            placeholder=ui("全部"),
            key="quiz-families",
        )
        kinds = st.multiselect(
            ui("題型（不選就是全部）"),
            list(KIND_NAMES),
            format_func=lambda kind: ui(KIND_NAMES[kind]),
            placeholder=ui("全部"),
            key="quiz-kinds",
        )
        count = st.number_input(ui("題數"), 1, MOST, 10, key="quiz-count")
        chosen = [
            item
            for item in pool
            if (not families or family(item.concept_id) in families) and (not kinds or item.kind in kinds)
        ]
        st.caption(ui(f"符合的題目有 {len(chosen)} 題。"))
        if st.button(ui("開始"), type="primary", disabled=not chosen, key="quiz-start"):
            st.session_state["quiz"] = Run(draw(chosen, int(count)))
            st.rerun()


def draw(pool: list[Item], count: int) -> list[Item]:
    """At random; no concept twice before every concept has had its turn."""
    left = list(pool)
    random.shuffle(left)
    turns: dict[str, int] = {}
    order: list[tuple[int, int, Item]] = []
    for item in left:
        turns[item.concept_id] = turns.get(item.concept_id, 0) + 1
        order.append((turns[item.concept_id], len(order), item))
    return [item for _, _, item in sorted(order, key=lambda row: row[:2])][:count]


def key_hint(item: Item) -> str:
    """How the question is answered without a mouse."""
    options = item.options["right"] if item.kind == "matching" else item.options
    letters = f"A–{letter(len(options) - 1)}" if options else ""
    if item.kind in ("single", "multiple"):
        return f"鍵盤：按 {letters} 或 1–{len(options)}，Enter 送出。"
    if item.kind == "true_false":
        return "鍵盤：1 正確，2 錯誤，Enter 送出。"
    if item.kind in ("matching", "ordering"):
        return f"鍵盤：從上到下按 {letters}；要改哪一列，先按它的數字。Enter 送出。"
    if item.kind == "blank":
        return "鍵盤：Enter 送出。" if len(item.key) == 1 else "鍵盤：Enter 到下一格，填完送出。"
    return "鍵盤：Ctrl+Enter 送出。"


def ask(run: Run, records: LearnerRecords) -> None:
    item, key = run.item, f"answer-{run.id}-{run.at}"
    run.asked = run.asked or now()
    show_question(item, f"{run.at + 1} / {len(run.items)}", lettered=True)
    with st.container(key=f"xt-keys-{run.at}"), st.form(key=f"form-{key}", border=False):
        read = answer_boxes(item, key)
        st.html(f'<p class="xt-where xt-keys-hint">{ui(key_hint(item))}</p>')
        with st.container(horizontal=True):
            sent = st.form_submit_button(ui("送出"), type="primary")
            unknown = st.form_submit_button(ui("不知道"))
    if item.kind in OPEN_KINDS:
        judge_choice()
    if not (sent or unknown):
        return
    given = None if unknown else read()
    if given is None and not unknown:
        st.warning(ui("還沒有作答；不會的題按「不知道」。"))
        return
    if item.kind == "ordering" and given is not None and not order_holds(given, whole=True):
        st.warning(ui("每一步選一個，不要重複。"))
        return
    record(run, records, given)
    st.rerun()


def record(run: Run, records: LearnerRecords, given: object) -> None:
    """Grades and writes the answer; a repeat of the same press changes nothing."""
    item, at = run.item, now()
    try:
        (result,) = grades([(item, given)])
    except ResponseError:
        st.warning(ui("這個答案不完整，請再看一次。"))
        st.stop()
    seconds = min(max(0.0, (at - (run.asked or at)).total_seconds()), 86_400.0)
    attempt = Attempt(records.name, item.id, given, result.score, result.correct, False, at, seconds)
    submission = Submission(item, attempt, rate(item.kind, result.score, result.correct, seconds))
    try:
        records.submit(run.quiz.submission(run.at), [submission])
    except KeyReused:
        pass  # pressed twice with another answer in between: the first one stands
    except LearnerGone:
        st.error(ui("這位學員的紀錄已經刪除。"))
        st.stop()
    run.outcome = (result, submission, False)
    run.done, run.score, run.rights = run.done + 1, run.score + result.score, run.rights + result.correct


def overrule(run: Run, records: LearnerRecords) -> None:
    """The learner's own word goes before the grading; it is recorded beside it."""
    result, submission, overruled = run.outcome
    if overruled:
        return
    own = judged(submission)
    records.submit(run.quiz.judgement(run.at), [own])
    run.outcome = (result, submission, True)
    run.rights += 1 if own.attempt.correct else -1
    run.score += own.attempt.score - result.score


def outcome(run: Run, records: LearnerRecords) -> None:
    result, submission, overruled = run.outcome
    judge_failure()
    show_question(run.item, f"{run.at + 1} / {len(run.items)}")
    st.html(outcome_html(run.item, submission.attempt.response, result, page(), overruled=overruled))
    last = run.at + 1 == len(run.items)
    with st.container(key=f"xt-keys-next-{run.at}", horizontal=True):
        st.button(ui("看結果" if last else "下一題"), type="primary", on_click=forward, args=(run,), key="next")
        if not overruled:
            own = "我其實答錯" if result.correct else "我其實答對"
            st.button(ui(own), on_click=overrule, args=(run, records), key="overrule")


def forward(run: Run) -> None:
    run.at, run.outcome, run.asked = run.at + 1, None, None


def finish(run: Run, records: LearnerRecords) -> None:
    records.quizzes.end(run.id)
    st.session_state.pop("quiz", None)
    st.query_params.pop("quiz", None)


def current(records: LearnerRecords) -> Run | None:
    """The quiz of this tab. The address keeps its key, so that a reload finds it on the disk and goes on."""
    run: Run | None = st.session_state.get("quiz")
    if run is None and (key := st.query_params.get("quiz")):
        if begun := records.quizzes.progress(key):
            run = st.session_state["quiz"] = Run.of(begun)
        else:
            st.query_params.pop("quiz")
    if run is not None:
        if not run.kept:
            records.quizzes.begin(run.quiz, now())
            run.kept = True
        if st.query_params.get("quiz") != run.id:
            st.query_params["quiz"] = run.id
    return run


def summary(run: Run, records: LearnerRecords) -> None:
    st.subheader(ui("完成"))
    st.html(
        f'<div class="xt-figures"><div><b>{run.rights} / {run.done}</b><span>{ui("答對")}</span></div>'
        f"<div><b>{run.score:.1f}</b><span>{ui('得分（每題 1 分）')}</span></div></div>"
    )
    if run.rights < run.done:
        st.caption(ui(f"答錯的題目在錯題本裡，連續答對 {LEAVE_AFTER} 次就離開。"))
    with st.container(key="xt-keys-end", horizontal=True):
        st.button(ui("再來一次"), type="primary", on_click=finish, args=(run, records), key="again")
        st.page_link("views/notebook.py", label=ui("看錯題本"))


def main() -> None:
    st.title(ui("測驗"))
    records = learner()
    run = current(records)
    if run is None:
        choose(records)
    elif run.over:
        summary(run, records)
    else:
        if run.title:
            st.caption(run.title)
        st.progress((run.at + (run.outcome is not None)) / len(run.items))
        if run.outcome:
            outcome(run, records)
        else:
            ask(run, records)
        st.button(ui("結束測驗"), type="tertiary", on_click=finish, args=(run, records), key="stop")
    keyboard()


main()
