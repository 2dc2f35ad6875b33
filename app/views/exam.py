"""模擬考: a paper to a blueprint, a clock that stops when the page is gone, answers kept as they are given."""

import random
from collections.abc import Collection
from datetime import timedelta
from itertools import groupby
from typing import Any

import streamlit as st

from app.answer_html import Page
from app.display import text_html
from app.resources import library
from app.store import item_bank
from app.store.study import AnswersChanged, LearnerRecords, SatExam
from app.study.blueprint import DIFFICULTIES, DIFFICULTY_OF_KIND, Blueprint, BlueprintError, Difficulty, Paper, Part
from app.study.building import build_exam
from app.study.exam import BEAT, GAP, ExamOver
from app.study.exporting.word import key_docx, paper_docx
from app.study.grading import PASS, ResponseError, grade
from app.study.history import Submission
from app.study.papers import USUAL, lack_sentence, of_level
from app.study.records import OPEN_KINDS, Attempt, Item, ItemKind
from app.study.schedule import USUAL_SECONDS, rate
from app.study.statistics import MINIMUM_FACILITY
from app.study.wording import FAMILY_NAMES, KIND_NAMES
from app.study_html import quotes_html, sat_html
from app.views.components import script, ui
from app.views.studying import (
    answer_boxes,
    family_of,
    grades,
    judge_choice,
    judge_failure,
    keyboard,
    learner,
    listed,
    now,
    order_holds,
    page,
    put_response,
    response,
    setter,
    show_question,
    study,
    zone,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEVELS: dict[Difficulty, str] = {"easy": "容易", "medium": "適中", "hard": "困難"}


def blueprint() -> Blueprint | None:
    """The form; None where it makes no sense yet."""
    usual = {part.kind: part for part in USUAL.parts}
    title = st.text_input(ui("名稱"), ui(USUAL.title), max_chars=60, key="exam-title")
    minutes = st.number_input(ui("時間（分鐘）"), 1, 600, USUAL.minutes, key="exam-minutes")
    parts = []
    st.caption(ui("每種題型的題數與每題分數；0 題就不出。"))
    for kind, name in KIND_NAMES.items():
        with st.container(horizontal=True, gap="small"):
            count = st.number_input(ui(f"{name}　題數"), 0, 200, usual[kind].count, key=f"count-{kind}")
            points = st.number_input(ui("每題分數"), 0.5, 100.0, float(usual[kind].points), 0.5, key=f"points-{kind}")
        if count:
            parts.append((kind, int(count), float(points)))
    with st.expander(ui("範圍的比例、難度")):
        families = list(dict.fromkeys(map(family_of(), (r.item.concept_id for r in listed()))))
        ordered = [name for name in FAMILY_NAMES if name in families]
        chosen = st.multiselect(
            ui("只考這些範圍（不選就按題庫的比例考全部）"),
            ordered,
            format_func=lambda name: ui(FAMILY_NAMES[name]),
            placeholder=ui("全部"),
            key="exam-families",
        )
        shares = {
            name: int(st.number_input(ui(f"{FAMILY_NAMES[name]}　幾份"), 0, 100, 1, key=f"share-{name}"))
            for name in chosen
        }
        levels: dict[Any, str] = {"any": "不限", **LEVELS}
        level = st.radio(ui("難度"), list(levels), format_func=lambda k: ui(levels[k]), horizontal=True, key="level")
        st.caption(ui(f"一題有 {MINIMUM_FACILITY} 人以上答過，難度按答對率；在那之前只按題型估計：{estimated()}。"))
    sections = tuple(Part(kind, count, points) for kind, count, points in parts)
    none: tuple[ItemKind, ...] = ()
    if level != "any":
        pool = item_bank.bank_items(library(), study(), listed())
        sections, none = of_level(sections, level, pool)
    if none:
        names = "、".join(KIND_NAMES[kind] for kind in none)
        st.info(
            ui(
                f"{names}的題還分不夠「{levels[level]}」的（要有 {MINIMUM_FACILITY} 人以上答過才知道），"
                "這幾種先不分難度照常出，題數和滿分不變。"
            )
        )
    try:
        made = Blueprint(title.strip() or USUAL.title, int(minutes), sections, shares)
    except ValueError:
        st.warning(ui("至少要有一種題型有題數，範圍的份數也不能全是 0。"))
        return None
    st.caption(ui(f"共 {made.count} 題，滿分 {made.points:g} 分。"))
    return made


def estimated() -> str:
    """Which kinds are taken for easy, which for hard, until there are answers."""
    by_level = {level: [KIND_NAMES[k] for k, d in DIFFICULTY_OF_KIND.items() if d == level] for level in DIFFICULTIES}
    return "；".join(f"{'、'.join(by_level[level])}算{LEVELS[level]}" for level in DIFFICULTIES)


def build(plan: Blueprint, seed: int) -> Paper | None:
    pool = item_bank.bank_items(library(), study(), listed())
    try:
        return build_exam(pool, plan, seed)
    except BlueprintError as error:
        st.error(ui(lack_sentence(error.lack)))
        return None


def prepare(records: LearnerRecords) -> None:
    """A new exam: to sit it here, or to print it with a key."""
    with st.container(key="xt-blueprint"):
        plan = blueprint()
    with st.container(horizontal=True):
        sit = st.button(ui("開始考試"), type="primary", disabled=plan is None, key="sit")
        print_it = st.button(ui("出一份紙本卷"), disabled=plan is None, key="print-paper")
    if plan and sit and (paper := build(plan, random.randrange(2**31))):
        st.session_state["exam"] = records.exams.start(paper, now()).id
        st.rerun()
    if plan and print_it:
        st.session_state["paper"] = build(plan, random.randrange(2**31))
    if paper := st.session_state.get("paper"):
        to = setter()
        with st.container(horizontal=True):
            download(ui("試卷.docx"), lambda: paper_docx(paper, to), "paper")
            download(ui("答案.docx"), lambda: key_docx(paper, to), "key")


def download(name: str, data: Any, key: str) -> None:
    icon = ":material/description:"
    st.download_button(name, data, name, WORD, key=f"download-{key}", on_click="ignore", icon=icon)


def resume(records: LearnerRecords, exam: SatExam) -> None:
    state = exam.state
    answered, count = len(state.answers), len(state.paper.questions)
    at = state.last_beat.astimezone(zone())
    st.info(
        ui(f"「{state.paper.blueprint.title}」還沒有考完：答了 {answered} / {count} 題，停在 {at:%m-%d %H:%M}，")
        + ui(f"剩 {clock(state.left)}。離開的時間不算在內。")
    )
    if st.button(ui("繼續作答"), type="primary", key="resume"):
        records.exams.beat(exam.id, now())
        st.session_state["exam"] = exam.id
        st.rerun()


def clock(left: timedelta) -> str:
    seconds = int(left.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@st.fragment(run_every=BEAT)
def heartbeat(records: LearnerRecords, exam_id: int) -> None:
    exam = records.exams.beat(exam_id, now())
    st.html(f'<p class="xt-clock" role="timer">{ui("剩")} {clock(exam.state.left)}</p>')
    if exam.state.over:
        st.rerun(scope="app")


def keep(records: LearnerRecords, exam: SatExam, number: int, key: str) -> None:
    """Writes the answer to a question as it stands in its boxes."""
    try:
        records.exams.save(exam.id, number, response(exam.state.paper.questions[number].item, key), now())
    except ExamOver:
        st.session_state["exam-late"] = True


def sit(records: LearnerRecords, exam: SatExam) -> None:
    state = exam.state
    st.subheader(ui(state.paper.blueprint.title))
    with st.container(horizontal=True, vertical_alignment="center", key="xt-clock-row"):
        heartbeat(records, exam.id)
        st.caption(ui(f"已答 {len(state.answers)} / {len(state.paper.questions)} 題"))
    st.caption(ui("每一題作答後就已保存。"))
    sections = sections_of(state.paper)
    names = [f"{KIND_NAMES[kind]}（{sum(n in state.answers for n in rows)}/{len(rows)}）" for kind, rows in sections]
    control = f"section-{exam.id}"
    chosen = st.segmented_control(
        ui("部分"), range(len(sections)), format_func=lambda n: ui(names[n]), default=0, key=control,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    at = chosen or 0
    with st.container(key=f"xt-part-{at}"):  # the keyboard's script scrolls to a part that is new
        for number in sections[at][1]:
            ask(records, exam, number)
    with st.container(horizontal=True):
        if at:
            st.button(
                ui("上一部分"), icon=":material/arrow_back:", key="part-before", on_click=turn, args=(control, at - 1)
            )
        if at + 1 < len(sections):
            st.button(ui(f"下一部分：{names[at + 1]}"), type="primary", key="part-next", on_click=turn,
                      args=(control, at + 1))  # fmt: skip
        hand_in_box(records, exam, last=at + 1 == len(sections))


def turn(control: str, part: int) -> None:
    st.session_state[control] = part


def ask(records: LearnerRecords, exam: SatExam, number: int) -> None:
    question, given = exam.state.paper.questions[number], exam.state.answers.get(number)
    key = f"exam-{exam.id}-{number}"
    with st.container(border=True, key=f"xt-question-{number}"):
        show_question(question.item, f"{number + 1}.　{question.points:g} 分", lettered=True)
        put_response(question.item, key, given)
        read = answer_boxes(question.item, key, lambda: keep(records, exam, number, key))
        if question.item.kind == "ordering" and (order := read()) and not order_holds(order, whole=False):
            st.caption(ui(":material/warning: 有一步選了兩次，這樣不給分。"))


def hand_in_box(records: LearnerRecords, exam: SatExam, *, last: bool) -> None:
    open_ = len(exam.state.paper.questions) - len(exam.state.answers)
    with st.popover(ui("交卷"), type="primary" if last else "secondary"):
        st.text(ui(f"還有 {open_} 題沒有作答，交卷後算答錯，記進錯題本。確定交卷？" if open_ else "確定交卷？"))
        judge_choice()
        if st.button(ui("確定交卷"), type="primary", key="hand-in"):
            hand_in(records, exam.id)
            st.rerun()


def sections_of(paper: Paper) -> list[tuple[ItemKind, list[int]]]:
    rows = groupby(range(len(paper.questions)), key=lambda n: paper.questions[n].item.kind)
    return [(kind, list(numbers)) for kind, numbers in rows]


def hand_in(records: LearnerRecords, exam_id: int) -> None:
    """Grades what was saved and hands it in; an answer that arrives meanwhile is graded too."""
    for _ in range(3):
        exam = records.exams.get(exam_id)
        try:
            records.exams.submit(exam_id, graded(records, exam), now())
            return
        except AnswersChanged:
            continue


def is_response(item: Item, given: Any) -> bool:
    """Whether what was saved can be graded: an order may have one step twice."""
    try:
        grade(item, given)
    except ResponseError:
        return False
    return True


def graded(records: LearnerRecords, exam: SatExam) -> dict[int, Submission]:
    found = {}
    at, state = now(), exam.state
    share = state.used.total_seconds() / max(1, len(state.answers))
    answered = [(number, state.paper.questions[number].item, given) for number, given in state.answers.items()]
    results = grades([(item, given if is_response(item, given) else None) for _, item, given in answered])
    for (number, item, given), result in zip(answered, results, strict=True):
        attempt = Attempt(records.name, item.id, given, result.score, result.correct, False, at, share)
        # how long one question took is not known in an exam
        found[number] = Submission(
            item, attempt, rate(item.kind, result.score, result.correct, USUAL_SECONDS[item.kind])
        )
    return found


def show_result(records: LearnerRecords, exam: SatExam) -> None:
    done = exam.result
    if done is None:
        return
    where, to = page(), script()
    judge_failure()
    st.html(
        f'<div class="xt-figures"><div><b>{done.points:.1f}</b><span>{ui(f"總分（滿分 {done.of:g}）")}</span></div>'
        f"<div><b>{done.share:.0%}</b><span>{ui('得分率')}</span></div>"
        f"<div><b>{clock(done.used)}</b><span>{ui('用時')}</span></div></div>"
    )
    if done.unanswered:
        st.caption(ui(f"沒有作答的有 {len(done.unanswered)} 題，算答錯，已記進錯題本。"))
    if done.interruptions:
        st.caption(ui(f"頁面關閉或斷線超過 {GAP.seconds} 秒就停止計時，列在這裡；更短的空隙照常計時。"))
    for pause in done.interruptions:
        start, end = (f"{at.astimezone(zone()):%m-%d %H:%M:%S}" for at in (pause.start, pause.end))
        if pause.set_back:
            st.caption(ui(f"電腦的時鐘從 {start} 撥回到 {end}，考試從新的時間接著計時。"))
        else:
            st.caption(ui(f"中斷：{start} 到 {end}（{clock(pause.length)}），沒有計時。"))
    rows = "".join(
        f"<tr><td>{text_html(FAMILY_NAMES.get(g.group, g.group), to)}</td><td>{g.points:.1f} / {g.of:g}</td>"
        f"<td>{g.share:.0%}</td></tr>"
        for g in done.groups
    )
    head = f"<tr><th>{ui('範圍')}</th><th>{ui('得分')}</th><th>{ui('得分率')}</th></tr>"
    st.html(f'<table class="xt-days">{head}{rows}</table>')
    for group in done.groups:
        if group.reread:
            name = FAMILY_NAMES.get(group.group, group.group)
            with st.expander(ui(f"{name}：該重讀的句子（{len(group.reread)}）")):
                st.html(f'<div class="xt-study">{quotes_html(group.reread, where)}</div>')
    overruled = records.exams.overruled(exam.id)
    with st.expander(ui("逐題看、推翻評分"), key="xt-answers"):
        for number in range(len(exam.state.paper.questions)):
            show_answer(records, exam, number, where, overruled)


def show_answer(records: LearnerRecords, exam: SatExam, number: int, where: Page, overruled: Collection[str]) -> None:
    question, scores = exam.state.paper.questions[number], exam.scores or {}
    item, score = question.item, scores.get(number, 0.0)
    with st.container(border=True, key=f"xt-sat-{number}"):
        show_question(item, f"{number + 1}.　{score * question.points:.3g} / {question.points:g}")
        judged = item.id in overruled
        st.html(sat_html(item, exam.state.answers.get(number), score, where, overruled=judged))
        if number in scores and not judged:
            own = "我其實答錯" if score >= (PASS if item.kind in OPEN_KINDS else 1.0) else "我其實答對"
            st.button(ui(own), key=f"overrule-{number}", on_click=overrule, args=(records, exam.id, number))


def overrule(records: LearnerRecords, exam_id: int, number: int) -> None:
    records.exams.overrule(exam_id, number)


def earlier(exams: list[SatExam]) -> None:
    if not exams:
        return
    st.subheader(ui("考過的"))
    for exam in exams:
        done, at = exam.result, exam.state.started.astimezone(zone())
        points = f"{done.points:.1f} / {done.of:g}" if done else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{at:%Y-%m-%d %H:%M}　{ui(exam.state.paper.blueprint.title)}　{points}")
            st.button(ui("看結果"), key=f"see-{exam.id}", type="tertiary", on_click=see, args=(exam.id,))


def see(exam_id: int | None) -> None:
    st.session_state["exam"] = exam_id


def main() -> None:
    st.title(ui("模擬考"))
    records = learner()
    if st.session_state.pop("exam-late", False):
        st.warning(ui("時間到了，最後這個答案沒有收進去。"))
    chosen = st.session_state.get("exam")
    exams = list(records.exams.all())
    current = next((exam for exam in exams if exam.id == chosen), None)
    if current and current.state.submitted:
        st.button(
            ui("回到模擬考"), icon=":material/arrow_back:", type="tertiary", on_click=see, args=(None,), key="back"
        )
        show_result(records, current)
    elif current and current.state.over:
        hand_in(records, current.id)
        st.rerun()
    elif current:
        sit(records, current)
    else:
        open_ = next((exam for exam in exams if not exam.state.submitted), None)
        if open_:
            resume(records, open_)
        else:
            prepare(records)
        earlier([exam for exam in exams if exam.state.submitted])
    keyboard()


main()
