"""進度: what was right last and what will be remembered, by group; the reviews to come, the days studied; the learner's
own records to take away or delete."""

import json
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import altair as alt
import streamlit as st

from app.store.study import LearnerGone, LearnerRecords
from app.study.records import SKILL_OF
from app.study.schedule import CardKey, local_day
from app.study.statistics import forecast, heat_map, recall_by_group
from app.study.wording import FAMILY_NAMES, family_name
from app.views.components import ui
from app.views.studying import family_of, items, learner, now, zone

FONT = "Noto Sans CJK TC, PingFang TC, Microsoft JhengHei, sans-serif"
WEEKS = 18
# The theme's green, light enough for the dark ground too.
GREEN, PALE = "#2a8a83", "#9cc9c5"
# How far ahead recall is projected where no exam lies ahead.
AHEAD = timedelta(days=7)
GAP = alt.Scale(paddingInner=0.15)


def data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def chart(base: Any, height: int) -> None:
    st.altair_chart(base.properties(height=height).configure(font=FONT), width="stretch")


def show_recall(records: LearnerRecords) -> None:
    """What was right last, and what is projected for the exam day or, without one ahead, for a week from now."""
    exam, first = records.goals().exam_day, local_day(now(), zone())
    day = exam if exam and exam > first else first + AHEAD
    at = datetime.combine(day, time(23, 59, 59), zone())
    st.subheader(ui("各類答對多少、推算還記得多少"))
    family = family_of()
    order = list(FAMILY_NAMES)
    found = {CardKey(item.concept_id, SKILL_OF[item.kind]) for item in items()}
    universe = sorted(found, key=lambda key: (order.index(family(key.concept_id)), key))
    families = {k.concept_id: family(k.concept_id) for k in universe}
    groups = recall_by_group(records.reviews(), records.history(), universe, families, at)
    when = f"{'考試日' if day == exam else '一週後'}（{day:%m-%d}）"
    right, projected = ui("最近一次答對"), ui(f"推算{when}還記得")
    rows = [
        {"group": f"{ui(family_name(g.group))} {g.studied}/{g.cards}", "what": what, "share": share}
        for g in groups
        for what, share in ((right, g.right), (projected, g.recall))
        if share is not None
    ]
    st.caption(
        ui(
            "只算學過的項目，名稱後是學過的項數／全部項數。「最近一次答對」是實際作答：每一項最後一次答對的比例。"
            f"「推算{when}還記得」只從答對的推算，假定到那天都不再複習；最近一次答錯或沒有作答的，當作不會。"
        )
    )
    names = list(dict.fromkeys(str(row["group"]) for row in rows))
    x = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    colours = alt.Scale(domain=[right, projected], range=[GREEN, PALE])
    colour = alt.Color(
        "what:N", scale=colours, legend=alt.Legend(title=None, orient="top", direction="vertical", labelLimit=400)
    )
    offset = alt.YOffset("what:N", sort=[right, projected])
    tip = [alt.Tooltip(f"{name}:N", title="") for name in ("group", "what")]
    base = alt.Chart(data(rows)).encode(
        x=x, y=alt.Y("group:N", title=None, sort=names, axis=alt.Axis(labelLimit=200)), yOffset=offset,
        tooltip=[*tip, alt.Tooltip("share:Q", format=".0%", title="")],
    )  # fmt: skip
    figures = base.mark_text(align="left", dx=4, color="gray", fontSize=11).encode(
        text=alt.Text("share:Q", format=".0%")
    )
    chart(base.mark_bar(height=10).encode(color=colour) + figures, 40 * len(names) + 90)
    left = [ui(family_name(g.group)) for g in groups if g.recall is None]
    if left:
        st.caption(ui("還沒開始：") + "、".join(left))


def show_forecast(records: LearnerRecords) -> None:
    st.subheader(ui("往後兩週到期的複習"))
    rows = [{"day": f"{day:%m-%d}", "n": n} for day, n in forecast(records.reviews().values(), now(), zone())]
    x = alt.X("day:N", title=None, sort=None, axis=alt.Axis(labelAngle=-45))
    y = alt.Y("n:Q", title=ui("項"), axis=alt.Axis(tickMinStep=1, format="d", titleAngle=0))
    chart(alt.Chart(data(rows)).mark_bar(color=GREEN).encode(x=x, y=y, tooltip=["day:N", "n:Q"]), 200)


def show_days(counts: dict[date, int]) -> None:
    """A square a day, a column a week, Monday on top."""
    st.subheader(ui("學習的日子"))
    last = local_day(now(), zone())
    first = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    week = "一二三四五六日"
    rows: list[dict[str, Any]] = [
        {
            "week": f"{day - timedelta(days=day.weekday()):%Y-%m-%d}",
            "weekday": week[day.weekday()],
            "n": counts.get(day, 0),
            "date": f"{day}",
        }
        for day in days
    ]
    x = alt.X(
        "week:O",
        title=None,
        axis=alt.Axis(labelExpr="slice(datum.label, 5)", labelAngle=-45, labelOverlap=True),
        scale=GAP,
    )
    y = alt.Y("weekday:O", title=None, sort=list(week), scale=GAP)
    top = max(4, *(row["n"] for row in rows))
    # by the square root, so that one long day does not make all others look empty
    shades = alt.Scale(type="sqrt", domain=[0, top], range=["#80808026", GREEN])
    colour = alt.Color("n:Q", title=ui("題"), legend=None, scale=shades)
    tip = [alt.Tooltip("date:N", title=ui("日期")), alt.Tooltip("n:Q", title=ui("題"))]
    chart(alt.Chart(data(rows)).mark_rect(cornerRadius=2).encode(
        x=x, y=y, color=colour, tooltip=tip), 190)  # fmt: skip
    st.caption(ui(f"學了 {len(counts)} 天，共 {sum(counts.values()):,} 題。"))


def own_records(records: LearnerRecords) -> None:
    st.subheader(ui("我的紀錄"))
    st.download_button(
        ui("匯出我的全部紀錄（JSON）"),
        data=lambda: json.dumps(records.export(), ensure_ascii=False, indent=1).encode(),
        file_name="xietiao-records.json",
        mime="application/json",
        on_click="ignore",
        key="export-own",
    )
    with st.expander(ui("刪除我的全部紀錄")), st.form("delete", border=False):
        st.text(ui("作答、複習、模擬考和回饋都會刪除，不能復原。寫下自己的名字確認："))
        typed = st.text_input(ui("名字"), key="delete-name")
        if st.form_submit_button(ui("刪除")):
            if typed.strip() != records.name:
                st.warning(ui("名字不對，沒有刪除。"))
            else:
                with suppress(LearnerGone):  # gone already, which is what was wanted
                    records.delete()
                for key in ("learner", "quiz", "exam"):
                    st.session_state.pop(key, None)
                for name in ("learner", "quiz"):
                    st.query_params.pop(name, None)
                st.rerun()


def main() -> None:
    st.title(ui("進度"))
    records = learner()
    history = records.history()
    if history:
        show_recall(records)
        show_forecast(records)
        show_days(heat_map(history, zone()))
    else:
        st.info(ui("還沒有作答紀錄。先到「今日」或「測驗」答幾題。"))
    own_records(records)


main()
