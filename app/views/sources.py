"""資料: what is in the library; import and removal."""

import html
from collections import Counter
from datetime import datetime
from urllib.parse import quote

import streamlit as st

from app.answer_html import KINDS
from app.display import text_html
from app.resources import library
from app.sentences import sentence
from app.store.home import max_bytes
from app.store.library import AddReport, SourceRow
from app.views.components import kind_of, script, sentences, ui

# How many times the limit is still uploaded, to be refused in a sentence.
BEYOND = 4


def upload() -> None:
    """The form, and below it what became of the files of the last import."""
    with sentences():
        limit = max_bytes() / 1_000_000
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            ui(f"匯入檔案（可一次選多個，每個最多 {limit:g} MB）：.txt .md .html .docx .pdf"),
            accept_multiple_files=True,
            # Streamlit refuses in English and gives no line: what is a little too large goes on to our own refusal.
            max_upload_size=max(1, int(limit)) * BEYOND,
        )
        sent = st.form_submit_button(ui("匯入"), type="primary", icon=":material/upload:")
    if sent and files:
        bar = st.progress(0.0, text=ui("正在讀取……"))

        def progress(done: int, total: int, name: str) -> None:
            bar.progress(done / max(total, 1), text=_literal(ui(f"{done} / {total}　{name}")))

        with sentences():
            report = library().add_uploads([(f.name, f.getvalue()) for f in files], progress)
            st.session_state["report"] = report
        bar.empty()
    elif sent:
        st.session_state["report"] = None
        st.warning(ui("還沒有選檔案，或選的檔案遠超過上限，無法上傳。"))
    last: AddReport | None = st.session_state.get("report")
    if last:
        show_report(last)


def show_report(report: AddReport) -> None:
    lines = []
    for a in report.added:
        lines.append(("ok", "已匯入", a.title, ui(f"{a.passages} 段")))
        lines += [("note", "注意", a.title, ui(w)) for w in a.warnings]
    lines += [("bad" if s.failed else "note", "未匯入", s.path, ui(s.reason)) for s in report.skipped]
    rows = "".join(
        f'<li class="xt-{kind}"><b>{ui(word)}</b> {text_html(name, script(), "mixed")}：{html.escape(said)}</li>'
        for kind, word, name, said in lines
    )
    st.html(f'<ul class="xt-report">{rows}</ul>')


def imported_list(rows: list[SourceRow]) -> None:
    st.subheader(ui(f"匯入的資料（{len(rows)}）"))
    if not rows:
        st.caption(ui("還沒有匯入資料。匯入之後，提問時會連同內建的資料一起查找。"))
    for row in rows:
        with st.container(horizontal=True, key=f"xt-source-{row.id}", vertical_alignment="center", gap="small"):
            added = f"{datetime.fromisoformat(row.added_at).astimezone():%Y-%m-%d %H:%M}" if row.added_at else ""
            st.html(_row_html(row, f"{row.passages} 段　{added}"))
            if st.button(ui("移除"), key=f"remove-{row.id}", type="tertiary", icon=":material/delete:"):
                confirm(row)


def _row_html(row: SourceRow, detail: str) -> str:
    title = text_html(row.title, script(), "mixed")
    address = f"source?id={quote(row.id)}&amp;script={script()}"
    notes = "".join(f'<span class="xt-note">{text_html(w, script())}</span>' for w in row.warnings)
    return f'<p class="xt-source"><a href="{address}">{title}</a><span>{text_html(detail, script())}</span>{notes}</p>'


def remove(source_id: str) -> None:
    """Removes it; what kept it from being removed is shown on the page."""
    st.session_state["report"] = None
    try:
        library().remove(source_id)
    except KeyError:
        pass  # gone already, which is what was wanted
    except Exception as error:
        if (said := sentence(error)) is None:
            raise
        st.session_state["trouble"] = said


@st.dialog(" ")
def confirm(row: SourceRow) -> None:
    st.text(ui("移除「") + row.title + ui("」？引用它的舊回答將不能再顯示；原來的檔案不受影響。"))
    with st.container(horizontal=True):
        if st.button(ui("移除"), type="primary", key="confirm-remove", on_click=remove, args=(row.id,)):
            st.rerun()
        if st.button(ui("取消")):
            st.rerun()


def shipped_list(rows: list[SourceRow]) -> None:
    """By kind, folded."""
    kind_in = kind_of()
    by_kind: dict[str, list[SourceRow]] = {}
    for row in rows:
        kind = kind_in(row.id)
        by_kind.setdefault(kind, []).append(row)
    st.subheader(ui(f"內建的資料（{len(rows)}）"))
    for kind in [*(k for k in KINDS if k in by_kind), *(k for k in by_kind if k not in KINDS)]:
        with st.expander(ui(f"{KINDS.get(kind, kind)}（{len(by_kind[kind])}）")):
            st.html("".join(_row_html(row, f"{row.passages} 段") for row in by_kind[kind]))


def _literal(text: str) -> str:
    """A progress label is Markdown; a file's name is not."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!$:<>|~" else c for c in text)


def main() -> None:
    st.title(ui("資料"))
    upload()
    if trouble := st.session_state.pop("trouble", ""):
        st.error(ui(trouble))
    with sentences():
        rows = library().sources()
    counts = Counter(row.origin for row in rows)
    if counts["imported"]:
        passages = sum(row.passages for row in rows)
        st.caption(ui(f"共 {len(rows)} 份，{passages:,} 段。"))
    imported_list([row for row in rows if row.origin == "imported"])
    shipped_list([row for row in rows if row.origin == "shipped"])


main()
