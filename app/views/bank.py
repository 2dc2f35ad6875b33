"""題庫: the trainer's page. Items with their standing and figures, import and export, what the staff know."""

from dataclasses import replace
from typing import Any

import streamlit as st

from app.resources import conversations, library
from app.store import item_bank
from app.store.home import home
from app.study.blueprint import EASY, HARD
from app.study.checker import Checker
from app.study.decisions import Listed, decide
from app.study.exporting import ITEM_ENDINGS, export_items
from app.study.importing.gift import read_gift
from app.study.importing.rows import COLUMNS, ImportReport, RowError, read_row, write_row
from app.study.importing.tabular import read_table
from app.study.item_order import LITTLE, ORDERS, TRAITS, Order, Trait, has_trait, ordered
from app.study.records import Item
from app.study.statistics import MINIMUM_DISCRIMINATION, MINIMUM_FACILITY, Estimate, ItemFigures, item_figures
from app.study.wording import FAMILY_NAMES, KIND_NAMES
from app.study_html import whole_html
from app.views.components import sentences, ui
from app.views.staff import show_results
from app.views.studying import concept_name, family_of, keyboard, listed, literal, now, page, study, zone
from corpus.key import words_only

PARTS = {"items": "題目", "new": "新題", "import": "匯入", "results": "學員", "remarks": "回饋"}
STATUS = {"approved": "可用", "retired": "停用", "stale": "待確認"}
ORIGIN = {"generated": "自動產生", "edited": "改過", "own": "自編"}
EACH = 20
# Characters of a stem in the list.
LABEL = 40
ORDER_NAMES: dict[Order, str] = {
    "bank": "題庫的次序",
    "hardest": "答對率低的在前",
    "easiest": "答對率高的在前",
    "least_telling": "鑑別度低的在前",
    "most_answered": "答過的人多的在前",
}
TRAIT_NAMES: dict[Trait, str] = {
    "hard": f"答對率低於 {HARD:.0%}",
    "easy": f"答對率 {EASY:.0%} 以上",
    "little_telling": f"鑑別度低於 {LITTLE}",
    "too_few": f"答過的不到 {MINIMUM_FACILITY} 人",
}


def figure(value: Estimate | None, least: int) -> str:
    if value is None:
        return f"人數不到 {least}，不顯示"
    return f"{value.value:.2f}（95% 區間 {value.low:.2f}–{value.high:.2f}，n = {value.n}）"


def figures() -> dict[str, ItemFigures]:
    """Of all items answered, computed anew when there are more answers."""
    histories = study().trainer().histories()
    latest = max((history[-1].number for history in histories.values() if history), default=0)
    return _figures(str(home()), latest, sum(map(len, histories.values())), list(histories.values()))


@st.cache_data(show_spinner=False, max_entries=2)
def _figures(folder: str, latest: int, answers: int, _histories: list[Any]) -> dict[str, ItemFigures]:
    return item_figures(_histories)


def choose(rows: tuple[Listed, ...], known: dict[str, ItemFigures]) -> list[Listed]:
    family = family_of()
    words = st.text_input(ui("搜尋題幹、編號"), key="bank-words")
    with st.container(horizontal=True, gap="small"):
        kinds = pick("題型", KIND_NAMES)
        families = pick("範圍", FAMILY_NAMES)
        states = pick("狀態", STATUS)
        origins = pick("來源", ORIGIN)
        traits: Any = pick("統計", {trait: TRAIT_NAMES[trait] for trait in TRAITS})
    order = st.selectbox(ui("排列"), ORDERS, format_func=lambda o: ui(ORDER_NAMES[o]), key="bank-order")
    wanted = words_only(words)
    found = [
        row
        for row in rows
        if (not kinds or row.item.kind in kinds)
        and (not families or family(row.item.concept_id) in families)
        and (not states or row.status in states)
        and (not origins or row.origin in origins)
        and (not traits or any(has_trait(known.get(row.item.id), trait) for trait in traits))
        and (not wanted or wanted in words_only(row.item.stem + row.item.id))
    ]
    return ordered(found, known, order)


def pick(label: str, names: Any) -> list[str]:
    return st.multiselect(
        ui(label), list(names), format_func=lambda n: ui(names[n]), placeholder=ui("全部"), key=f"bank-{label}"
    )


def show_items() -> None:
    rows, known = listed(), figures()
    chosen = choose(rows, known)
    stale = sum(row.status == "stale" for row in rows)
    if stale:
        st.warning(ui(f"有 {stale} 題所根據的原文改了，已停止出題；用「狀態：待確認」找出來，確認或重寫。"))
    st.caption(ui(f"共 {len(rows):,} 題，符合 {len(chosen):,} 題。"))
    export(chosen)
    show_figures(chosen, known)
    pages = max(1, -(-len(chosen) // EACH))
    at = int(st.number_input(ui(f"頁（共 {pages}）"), 1, pages, 1, key="bank-page")) if pages > 1 else 1
    name = concept_name()
    for row in chosen[(at - 1) * EACH : at * EACH]:
        item = row.item
        stem = item.stem if len(item.stem) <= LABEL else f"{item.stem[:LABEL]}……"
        marks = "｜".join([KIND_NAMES[item.kind], STATUS[row.status], *brief(known.get(item.id))])
        label = literal(ui(f"［{marks}］{stem}"))
        if st.toggle(label, key=f"open-{item.id}"):
            with st.container(border=True):
                st.html(whole_html(item, page()))
                found = known.get(item.id)
                st.caption(ui(f"{item.id}　{name(item.concept_id)}　{ORIGIN[row.origin]}"))
                st.caption(
                    ui(f"難度（答對率）：{figure(found.facility if found else None, MINIMUM_FACILITY)}　")
                    + ui(f"鑑別度：{figure(found.discrimination if found else None, MINIMUM_DISCRIMINATION)}")
                )
                actions(row)
                with st.expander(ui("修改")):
                    editor(item, row)


def brief(found: ItemFigures | None) -> list[str]:
    """The figures of an item in its line of the list, where there are any."""
    if found is None or found.facility is None:
        return []
    telling = [f"鑑別度 {found.discrimination.value:.2f}"] if found.discrimination else []
    return [f"答對率 {found.facility.value:.0%}", *telling]


def show_figures(chosen: list[Listed], known: dict[str, ItemFigures]) -> None:
    """All figures that are shown at all, as a table that sorts by a click on a column's name."""
    rows = [(row.item, found) for row in chosen if (found := known.get(row.item.id)) and found.facility]
    with st.expander(ui(f"難度與鑑別度一覽（{len(rows):,} 題）")):
        least = f"答對率不到 {MINIMUM_FACILITY} 人、鑑別度不到 {MINIMUM_DISCRIMINATION} 人不顯示"
        st.caption(ui(f"點欄名排序。只算每個人第一次的作答，沒有作答的不算；{least}。"))
        if rows:
            cells = [figure_cells(item, found) for item, found in rows]
            st.dataframe(cells, hide_index=True, width="stretch", placeholder="—")


def figure_cells(item: Item, found: ItemFigures) -> dict[str, Any]:
    cells: dict[str, Any] = {ui("題型"): ui(KIND_NAMES[item.kind]), ui("人數"): found.n}
    for label, value in (("答對率", found.facility), ("鑑別度", found.discrimination)):
        cells[ui(label)] = round(value.value, 2) if value else None
        cells[ui(f"{label} 95% 區間")] = f"{value.low:.2f}–{value.high:.2f}" if value else ""
    return cells | {ui("題幹"): ui(item.stem), ui("編號"): item.id}


def actions(row: Listed) -> None:
    with st.container(horizontal=True, gap="small"):
        if row.status != "approved":
            st.button(ui("確認可用"), key=f"ok-{row.item.id}", on_click=put, args=(row, "approved"))
        if row.status != "retired":
            st.button(ui("停用"), key=f"retire-{row.item.id}", on_click=put, args=(row, "retired"))
        if row.origin != "generated":
            back = "刪除" if row.origin == "own" else "還原成自動產生"
            st.button(ui(back), key=f"back-{row.item.id}", on_click=withdraw, args=(row.item.id,))


def put(row: Listed, state: Any) -> None:
    study().trainer().put([decide(row.item, state, row.origin, now())])


def withdraw(item_id: str) -> None:
    study().trainer().withdraw([item_id])


def editor(item: Item | None, row: Listed | None) -> None:
    """The cells of a row as boxes; what the import reads is what is written here."""
    cells = write_row(item) if item else dict.fromkeys(COLUMNS, "")
    key = item.id if item else f"new-{st.session_state.setdefault('bank-new', 0)}"
    with st.form(f"edit-{key}", border=False):
        names = list(KIND_NAMES.values())
        at = names.index(cells["題型"]) if cells["題型"] else 0
        kind = st.selectbox(ui("題型"), names, at, format_func=ui, key=f"kind-{key}", disabled=item is not None)
        concept = st.text_input(ui("概念（名稱或代碼）"), cells["概念"], key=f"concept-{key}")
        stem = st.text_area(ui("題幹（填空寫 ______）"), cells["題幹"], key=f"stem-{key}")
        options = st.text_area(
            ui("選項（一行一個；配對寫「左 → 右」；排序按正確的先後）"), cells["選項"], key=f"options-{key}", height=140
        )
        answer = st.text_area(
            ui("答案（單選、多選寫字母；判斷寫對或錯；填空一格一行，同義用｜分開；問答寫要點，一行一個）"),
            cells["答案"],
            key=f"answer-{key}",
        )
        why = st.text_area(ui("解析"), cells["解析"], key=f"why-{key}")
        quote = st.text_area(ui("原文（一行一句；留空就用概念的定義）"), cells["原文"], key=f"quote-{key}")
        sent = st.form_submit_button(ui("儲存"), type="primary")
    if not sent:
        return
    written = dict(zip(COLUMNS, (cells["編號"], kind, concept, stem, options, answer, why, quote), strict=True))
    try:
        made = read_row(written, item_bank.shelf(library()))
    except RowError as error:
        st.error(ui(f"{error}。"))
        return
    origin: Any = "own" if row is None or row.origin == "own" else "edited"
    study().trainer().put([decide(replace(made, id=item.id) if item else made, "approved", origin, now())])
    if item is None:
        st.session_state["bank-new"] += 1  # an empty form for the next one
    said = remark(made)
    st.session_state["bank-done"] = ui("已儲存。")
    st.session_state["bank-said"] = ui(f"請再看一次：{said}") if said else ""
    st.rerun()


def remark(item: Item) -> str:
    """What the checker would say of it; the trainer decides."""
    problems = Checker(library().corpus.concepts).check(item)
    return "；".join(f"{NAMES.get(p.rule, p.rule)}：{p.detail}" for p in problems)


NAMES = {
    "second_right": "可能有第二個對的選項",
    "giveaway": "選項露出答案",
    "near_duplicate": "選項太像",
    "stem_answers": "題幹含有答案",
    "several_fillings": "空格可能有別的填法",
}


def show_import() -> None:
    st.caption(ui("CSV 或 XLSX 的第一列寫欄名：" + "、".join(COLUMNS) + "。GIFT 是 Moodle 的文字格式。"))
    st.caption(ui("判斷的答案寫 對、錯 或 √、×；填空的空格寫 ______ 或空的括號（　）。"))
    st.caption(ui("有一列不對，整個檔案都不匯入。"))
    concept = st.text_input(ui("GIFT 裡沒寫概念的題目，歸到這個概念"), key="import-concept")
    file = st.file_uploader(ui("檔案：.csv .xlsx .gift .txt"), type=["csv", "xlsx", "gift", "txt"], key="import-file")
    if file is None:
        return
    shelf, name, data = item_bank.shelf(library()), file.name, file.getvalue()
    table = name.lower().endswith((".csv", ".xlsx"))
    report = read_table(data, name, shelf, remark) if table else read_gift(data, shelf, concept, remark)
    show_report(report)
    if report.complete and st.button(ui(f"匯入 {len(report.items)} 題"), type="primary", key="import-now"):
        generated = {row.item.id for row in listed() if row.origin != "own"}
        study().trainer().put(
            decide(item, "approved", "edited" if item.id in generated else "own", now()) for item in report.items
        )
        st.session_state["bank-done"] = ui(f"已匯入 {len(report.items)} 題。")
        st.rerun()


def show_report(report: ImportReport) -> None:
    if report.bad:
        st.error(ui(f"有 {len(report.bad)} 列不對，沒有匯入任何題目："))
        st.text("\n".join(ui(f"第 {bad.row} 列：{bad.problem}") for bad in report.bad[:200]))
    if report.notes:
        st.warning(ui("這些題目可以匯入，但請再看一次："))
        st.text("\n".join(ui(f"第 {note.row} 列：{note.problem}") for note in report.notes[:200]))


def export(chosen: list[Listed]) -> None:
    items = [row.item for row in chosen if row.status == "approved"]
    with st.popover(ui(f"匯出這 {len(items):,} 題"), disabled=not items):
        for ending in ITEM_ENDINGS:
            for number in range(2 if ending == ".docx" else 1):
                name = f"{ui('題庫' if not number else '題庫答案')}{ending}"
                st.download_button(
                    name,
                    data=lambda e=ending, n=number: export_items(items, e, library().corpus.concepts)[n],  # type: ignore[misc]
                    file_name=name,
                    key=f"export-{ending}-{number}",
                    on_click="ignore",
                    type="tertiary",
                )


def show_remarks() -> None:
    marked = conversations().unhelpful()
    st.caption(ui("讀者標為「沒有幫助」的回答："))
    if not marked:
        st.info(ui("目前沒有。"))
    for one in marked:
        with st.expander(literal(f"{one.at.astimezone(zone()):%Y-%m-%d}　{one.question[:60]}")):
            st.text(one.answer)
    for feedback in study().trainer().feedback():
        st.text(f"{feedback.at.astimezone(zone()):%Y-%m-%d}　{feedback.learner}　{feedback.subject}：{feedback.text}")


def main() -> None:
    st.title(ui("題庫"))
    if done := st.session_state.pop("bank-done", ""):
        st.success(done)
    if said := st.session_state.pop("bank-said", ""):
        st.warning(said)
    part = st.segmented_control(
        ui("部分"), list(PARTS), format_func=lambda p: ui(PARTS[p]), default="items", key="bank-part", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    with sentences():
        if part == "new":
            editor(None, None)
        elif part == "import":
            show_import()
        elif part == "results":
            show_results()
        elif part == "remarks":
            show_remarks()
        else:
            show_items()
    keyboard()


main()
