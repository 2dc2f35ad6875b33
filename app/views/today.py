"""今日: what is due, the streak, and the plan to the exam day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from app.store.home import home
from app.store.study import LearnerRecords
from app.study.cards import cards
from app.study.history import Answered
from app.study.plan import Plan, PlannedDay, make_plan, today
from app.study.rates import SKILLS, RightRates, right_rates
from app.study.records import Item, Review
from app.study.schedule import CardKey, Goals, local_day
from app.study.statistics import heat_map, streak
from app.study.wording import KIND_NAMES, SKILL_NAMES, family_name
from app.views.components import ui
from app.views.studying import Run, concept_name, family_of, items, learner, now, zone

SHOWN_DAYS = 14
# From so many answers on the rates are called the learner's own; they count from the first one.
OWN = 20


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


@st.cache_data(show_spinner=False, max_entries=20)
def planned(
    folder: str,
    learner_name: str,
    latest: int,
    first: date,
    goals: Goals,
    universe: list[CardKey],
    _reviews: Mapping[CardKey, Review],
    _history: Sequence[Answered],
    _done: int,
) -> Plan:
    """The plan of a day after the latest answer: the same until there is another, and seconds of work a year ahead."""
    return make_plan(_reviews, universe, now(), zone(), goals, _done, right_rates(_history))


def show_plan(goals: Goals, plan: Plan | None) -> None:
    if goals.exam_day is None:
        st.caption(ui("在下面的設定裡填考試日期，就會排出到考前的計畫。"))
        return
    if plan is None:
        st.caption(ui(f"考試日期 {goals.exam_day} 已經到了；有下一次考試時請改日期。"))
        return
    st.subheader(ui(f"到 {goals.exam_day} 考試還有 {len(plan.days)} 天"))
    show_outlook(goals, plan)
    rows = "".join(
        f"<tr><td>{day.day:%m-%d}</td><td>{day.reviews:.0f}</td><td>{day.new:.0f}</td></tr>"
        for day in plan.days[:SHOWN_DAYS]
    )
    head = f"<tr><th>{ui('日期')}</th><th>{ui('複習（約）')}</th><th>{ui('新開始（約）')}</th></tr>"
    st.html(f'<table class="xt-days">{head}{rows}</table>')
    if len(plan.days) > SHOWN_DAYS:
        st.caption(ui(f"這裡只列接下來的 {SHOWN_DAYS} 天。"))


def show_outlook(goals: Goals, plan: Plan) -> None:
    """What the plan will probably come to, what that rests on, and what falls short."""
    cards, reached = len(plan.outlook), round(plan.reached)
    said = ui(
        f"照計畫每天做約 {plan.load} 題（上限 {goals.daily_cap}），{cards} 項中預計約 {reached} 項"
        f"到考試那天的記憶率達到 {goals.target:.0%}。"
    )
    (st.success if plan.holds else st.warning)(said)
    st.caption(ui(f"這是推算，不是保證：{basis(plan.rates)}，每天按實際作答重算；少做幾天或答錯得更多，就會更少。"))
    if plan.holds:
        return
    st.caption(ui("預計達不到的項數／全部項數："))
    st.html(shortfall_table(plan))
    if plan.load >= goals.daily_cap:
        st.caption(ui("可以提高每日上限，或先顧重要的範圍。"))
    if plan.short:
        with st.expander(ui(f"多半達不到的概念（{len(plan.short)} 項）")):
            st.text("\n".join(short_lines(plan)))


def shortfall_table(plan: Plan) -> str:
    """A row a group, a column a skill; the group that falls short most on top."""
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for row in plan.shortfalls(family_of()):
        cells[row.group][row.skill] = f"{row.short:.0f} / {row.cards}"
    head = "".join(f"<th>{ui(label)}</th>" for label in ("範圍", *(SKILL_NAMES[skill] for skill in SKILLS)))
    rows = "".join(
        f"<tr><td>{ui(family_name(group))}</td>" + "".join(f"<td>{of.get(s, '—')}</td>" for s in SKILLS) + "</tr>"
        for group, of in cells.items()
    )
    return f'<table class="xt-days"><tr>{head}</tr>{rows}</table>'


def short_lines(plan: Plan) -> list[str]:
    """The concepts that fall short, each with its skills."""
    name, skills = concept_name(), defaultdict[str, list[str]](list)
    for key in plan.short:
        skills[key.concept_id].append(SKILL_NAMES[key.skill])
    order = list(SKILL_NAMES.values())
    return [f"{name(c)}（{ui('、'.join(sorted(found, key=order.index)))}）" for c, found in skills.items()]


def basis(rates: RightRates) -> str:
    """The rates of right answers that a plan expects, in words."""
    by_skill = "、".join(f"{SKILL_NAMES[skill]} {rates.later[skill]:.0%}" for skill in SKILLS)
    if rates.answers < OWN:
        return f"作答還少，先假定答對率是{by_skill}"
    return f"按自己最近 {rates.answers} 題的答對率估計，複習時{by_skill}"


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
    of_card = cards(items(), family_of())
    universe = list(of_card)
    history, reviews, goals = records.history(), records.reviews(), records.goals()
    first = local_day(now(), zone())
    days = heat_map(history, zone())
    done = days.get(first, 0)
    plan = None
    if goals.exam_day and goals.exam_day > first:
        latest = history[-1].number if history else 0
        plan = planned(str(home()), records.name, latest, first, goals, universe, reviews, history, done)
    day = plan.today if plan else today(reviews, universe, now(), zone(), goals, done)
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
    show_plan(goals, plan)
    settings(records)


main()
