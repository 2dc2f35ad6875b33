"""What the pages share: the table of pages, the script switch, the gate, the style sheet, addresses of quotations."""

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from app.answering.records import Quote
from app.display import Shown, shown
from app.resources import admitted, library
from app.sentences import sentence
from corpus.records import Document, Script

STYLE = Path(__file__).with_name("style.css")
# The same fonts with the simplified glyph shapes first.
SIMPLIFIED_STYLE = Path(__file__).with_name("simplified.css")
# A file: Streamlit would fetch an emoji or a Material icon for the tab from the internet.
ICON = str(Path(__file__).with_name("icon.png"))
GUARDED, PASSPHRASE = "XIETIAO_GUARDED", "XIETIAO_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class PageRow:
    """`path` "" is the page that opens first; an unlisted page is reached from the others."""

    file: str
    title: str
    icon: str
    path: str
    listed: bool = True


PAGES = (
    PageRow("ask", "問答", ":material/forum:", ""),
    PageRow("dispute", "爭議台", ":material/balance:", "dispute"),
    PageRow("today", "今日", ":material/today:", "today"),
    PageRow("quiz", "測驗", ":material/quiz:", "quiz"),
    PageRow("exam", "模擬考", ":material/timer:", "exam"),
    PageRow("notebook", "錯題本", ":material/menu_book:", "notebook"),
    PageRow("progress", "進度", ":material/monitoring:", "progress"),
    PageRow("bank", "題庫", ":material/inventory_2:", "bank"),
    PageRow("sources", "資料", ":material/folder_open:", "sources"),
    PageRow("catalogue", "目錄", ":material/account_tree:", "catalogue"),
    PageRow("source", "原文", ":material/article:", "source", listed=False),
)


def script() -> Shown:
    """The reader's choice; the address carries it (`?script=simp`), so that a link or a reload keeps it."""
    asked = st.query_params.get("script")
    if asked in ("trad", "simp"):
        st.session_state["script"] = asked
    chosen: Shown = st.session_state.setdefault("script", "trad")
    return chosen


def ui(text: str) -> str:
    """Our own words, which are written in traditional characters, in the reader's script."""
    return shown(text, script())


def script_switch() -> None:
    """繁 / 简 in the sidebar."""
    chosen = script()
    if st.query_params.get("script") != chosen:
        st.query_params["script"] = chosen
    st.session_state["script_choice"] = chosen
    st.sidebar.segmented_control(
        ui("字形"),
        ["trad", "simp"],
        format_func={"trad": "繁體", "simp": "简体"}.__getitem__,
        key="script_choice",
        required=True,
        on_change=_switch,
        width="stretch",
        label_visibility="collapsed",
    )


def _switch() -> None:
    st.query_params["script"] = st.session_state["script_choice"]


def stylesheet() -> None:
    st.html(STYLE)
    if script() == "simp":
        st.html(SIMPLIFIED_STYLE)


def gate() -> None:
    """Where the app is open to other computers, nothing is shown before the passphrase is given.

    A browser that gave it is known by its own random XSRF cookie until the app stops, so that opening a quotation,
    which loads the page anew, does not ask again.
    """
    if os.environ.get(GUARDED) != "1" or st.session_state.get("admitted"):
        return
    token = browser_token(str(st.context.cookies.get("_streamlit_xsrf", "")))
    digest = hashlib.sha256(token).hexdigest() if len(token) >= 16 else ""
    if digest and digest in admitted():
        st.session_state["admitted"] = True
        return
    st.title(ui("協調通"))
    with st.form("gate", border=False):
        given = st.text_input(ui("通行語"), type="password", autocomplete="current-password")
        sent = st.form_submit_button(ui("進入"), type="primary")
    expected = os.environ.get(PASSPHRASE, "")
    if sent and expected and hmac.compare_digest(given.encode(), expected.encode()):
        st.session_state["admitted"] = True
        if digest:
            admitted().add(digest)
        st.rerun()
    if sent:
        st.error(ui("通行語不對。"))
    st.stop()


def browser_token(cookie: str) -> bytes:
    """The random token of an XSRF cookie, `2|mask|masked token|time` in hexadecimal; the mask changes with each page
    load, the token does not. Empty for anything else."""
    match = re.fullmatch(r"2\|([0-9a-f]{8})\|((?:[0-9a-f]{2}){16,64})\|\d+", cookie.strip('"'))
    if not match:
        return b""
    mask, masked = bytes.fromhex(match[1]), bytes.fromhex(match[2])
    return bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked))


@contextmanager
def sentences() -> Iterator[None]:
    """Turns what can go wrong with library, index or disk into a sentence, and stops the page there."""
    try:
        yield
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        st.error(ui(said))
        st.stop()


def viewer_link(quote: Quote) -> str:
    """The address of a quotation in the viewer, relative to every page; it carries the script, and the conversation or
    dossier that the reader comes from."""
    query = {"id": quote.document_id, "start": quote.start, "end": quote.end, "script": script()}
    query |= {name: st.query_params[name] for name in ("c", "d") if name in st.query_params}
    return f"source?{urlencode(query)}"


def documents() -> Callable[[str], Document]:
    """Document id -> document for one run of a page, each read once. The function raises `KeyError`."""
    known: dict[str, Document] = dict(library().corpus.documents)

    def find(document_id: str) -> Document:
        if document_id not in known:
            known[document_id] = library().document(document_id)
        return known[document_id]

    return find


def kind_of() -> Callable[[str], str]:
    """Document id -> the kind of a card's concept, `case` or `handbook`, "" for what was imported."""
    concepts = library().corpus.concepts

    def find(document_id: str) -> str:
        if document_id in concepts:
            return concepts[document_id].kind
        return document_id.split(".")[0] if "." in document_id else ""

    return find


def script_of() -> Callable[[str], Script]:
    """Document id -> its script; what is gone counts as traditional."""
    document_of = documents()

    def find(document_id: str) -> Script:
        try:
            return document_of(document_id).script
        except KeyError:
            return "trad"

    return find
