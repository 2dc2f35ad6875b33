"""今日: what is due, the streak, and the plan to the exam day."""

from collections import defaultdict
from datetime import timedelta

import streamlit as st

from app.store.study import LearnerRecords
from app.study.plan import PlannedDay, make_plan, today
from app.study.records import SKILL_OF, Item, Skill
from app.study.schedule import CardKey, Goals, local_day
from app.study.statistics import heat_map, streak
from app.study.wording import KIND_NAMES, SKILL_NAMES
from app.views.components import ui
from app.views.studying import Run, concept_name, items, learner, now, zone

# From the kinds of an item to the order in which new cards are begun: recognising before recalling before applying.
SKILLS: tuple[Skill, ...] = ("recognise", "recall", "apply")
SHOWN_DAYS = 14


def cards(pool: list[Item]) -> dict[CardKey, list[Item]]:
    """The items of every card, cards in the order in which they are begun."""
    found: dict[CardKey, list[Item]] = defaultdict(list)
    for item in pool:
        found[CardKey(item.concept_id, SKILL_OF[item.kind])].append(item)
    return dict(sorted(found.items(), key=lambda row: (SKILLS.index(row[0].skill), row[0].concept_id)))


def pick(day: PlannedDay, of_card: dict[CardKey, list[Item]], seen: dict[str, int]) -> list[Item]:
    """For each card the item that was answered least often."""
    kinds = list(KIND_NAMES)
    return [
        min(of_card[key], key=lambda item: (seen.get(item.id, 0), kinds.index(item.kind), item.id))
        for key in (*day.reviews, *day.new)
    ]


def start(chosen: list[Item]) -> None:
    st.session_state["quiz"] = Run(chosen, title=ui("今日的複習"))


def figures(rows: list[tuple[str, str]]) -> None:
    cells = "".join(f"<div><b>{value}</b><span>{ui(label)}</span></div>" for value, label in rows)
    st.html(f'<div class="xt-figures">{cells}</div>')


def show_plan(records: LearnerRecords, universe: list[CardKey], done: int) -> None:
    goals = records.goals()
    first = local_day(now(), zone())
    if goals.exam_day is None:
        st.caption(ui("在下面的設定裡填考試日期，就會排出到考前的計畫。"))
        return
    if goals.exam_day <= first:
        st.caption(ui(f"考試日期 {goals.exam_day} 已經到了；有下一次考試時請改日期。"))
        return
    plan = make_plan(records.reviews(), universe, now(), zone(), goals, done)
    left = (goals.exam_day - first).days
    st.subheader(ui(f"到 {goals.exam_day} 考試還有 {left} 天"))
    rows = "".join(
        f"<tr><td>{day.day:%m-%d}</td><td>{len(day.reviews)}</td><td>{len(day.new)}</td></tr>"
        for day in plan.days[:SHOWN_DAYS]
    )
    head = f"<tr><th>{ui('日期')}</th><th>{ui('複習')}</th><th>{ui('新開始')}</th></tr>"
    st.html(f'<table class="xt-days">{head}{rows}</table>')
    if len(plan.days) > SHOWN_DAYS:
        st.caption(ui(f"這裡只列接下來的 {SHOWN_DAYS} 天。"))
    if plan.short:
        name = concept_name()
        some = "、".join(dict.fromkeys(name(key.concept_id) for key in plan.short[:40]))
        st.warning(
            ui(f"每日上限 {goals.daily_cap} 題，到考試那天有 {len(plan.short)} 項達不到 {goals.target:.0%} 的記憶率。")
            + ui("可以提高每日上限，或先顧重要的範圍。")
        )
        with st.expander(ui("哪些概念")):
            st.text(some)
    else:
        st.success(ui(f"照計畫做，每個概念到考試那天的記憶率都達到 {goals.target:.0%}。"))


def settings(records: LearnerRecords) -> None:
    goals = records.goals()
    with st.expander(ui("設定：考試日期、每日上限")), st.form("goals", border=False):
        exam_day = st.date_input(ui("考試日期（沒有就留空）"), goals.exam_day, format="YYYY-MM-DD", key="exam-day")
        cap = st.number_input(ui("每日上限（題）"), 1, 1000, goals.daily_cap, key="cap")
        target = st.slider(ui("考試那天要記得多少（%）"), 50, 97, round(goals.target * 100), key="target")
        retention = st.slider(
            ui("平時記憶率降到多少就複習（%）"), 70, 97, round(goals.retention * 100), key="retention"
        )
        if st.form_submit_button(ui("儲存"), type="primary"):
            day = exam_day if exam_day and not isinstance(exam_day, tuple) else None
            records.set_goals(Goals(retention / 100, int(cap), day, target / 100))
            st.rerun()


def main() -> None:
    st.title(ui("今日"))
    records = learner()
    of_card = cards(items())
    universe = list(of_card)
    history, reviews = records.history(), records.reviews()
    first = local_day(now(), zone())
    days = heat_map(history, zone())
    done = days.get(first, 0)
    day = today(reviews, universe, now(), zone(), records.goals(), done)
    due = sum(local_day(r.due, zone()) <= first for key, r in reviews.items() if key in of_card)
    coming = sum(local_day(r.due, zone()) == first + timedelta(days=1) for r in reviews.values())
    figures([(str(day.load), "今天要做"), (str(due), "到期"), (str(done), "今天已答"), (str(coming), "明天到期")])
    length = streak(days, first)
    st.caption(ui(f"已連續學習 {length} 天。" if length else "今天答一題，就開始連續學習的紀錄。"))
    if day.load:
        seen: dict[str, int] = defaultdict(int)
        for answered in history:
            seen[answered.attempt.item_id] += 1
        skills = "、".join(
            f"{SKILL_NAMES[s]} {n}" for s in SKILLS if (n := sum(k.skill == s for k in (*day.reviews, *day.new)))
        )
        st.caption(ui(f"複習 {len(day.reviews)} 項，新開始 {len(day.new)} 項；{skills}。"))
        if st.button(ui("開始今天的複習"), type="primary", key="start-today"):
            start(pick(day, of_card, seen))
            st.switch_page("views/quiz.py")
    else:
        st.success(ui("今天的份量做完了。想多練可以到「測驗」。"))
    show_plan(records, universe, done)
    settings(records)


main()
