"""What the study pages share: the learner, the items, a question with its answer boxes, the keyboard."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import streamlit as st

from app.answer_html import Page
from app.answering.endpoint import Endpoint, EndpointError
from app.display import shown
from app.resources import library
from app.store import item_bank
from app.store.home import home
from app.store.study import LearnerRecords, Study, StudyDamaged, StudyTooNew
from app.study.bank import Bank
from app.study.decisions import Listed
from app.study.grading import Grade, grade
from app.study.judging import judge_with
from app.study.quiz import Progress, Quiz
from app.study.records import OPEN_KINDS, Item
from app.study.wording import distinct_names, family, letter
from app.study_html import question_html
from app.views.components import kind_of, script, script_of, sentences, ui, viewer_link

KEYS = Path(__file__).with_name("keys.js")


def study() -> Study:
    """A sentence and the end of the page where the records cannot be read."""
    try:
        return _study(str(home()))
    except (StudyDamaged, StudyTooNew) as error:
        st.error(ui(str(error)))
        st.stop()


@st.cache_resource(show_spinner=False)
def _study(folder: str) -> Study:
    return Study.open(Path(folder))


def now() -> datetime:
    return datetime.now(UTC)


def zone() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC


def listed() -> tuple[Listed, ...]:
    """All items with their standing; made anew when corpus, library or decisions change."""
    with sentences(), st.spinner(ui("正在整理題庫……")):
        decisions = study().trainer().decisions()
        mark = hash(tuple((d.item_id, d.state, d.changed) for d in decisions.values()))
        print_ = library().fingerprint()
        return _listed(str(home()), print_, mark)


@st.cache_resource(show_spinner=False, max_entries=2)
def _bank(folder: str, fingerprint: str) -> Bank:
    return item_bank.generated(library())


@st.cache_resource(show_spinner=False, max_entries=2)
def _listed(folder: str, fingerprint: str, decisions: int) -> tuple[Listed, ...]:
    return item_bank.listed(library(), study(), _bank(folder, fingerprint))


def items() -> list[Item]:
    """Those that may be set."""
    return [row.item for row in listed() if row.status == "approved"]


def family_of() -> Callable[[str], str]:
    concepts = library().corpus.concepts
    return lambda concept_id: family(concept_id, concepts)


def concept_name() -> Callable[[str], str]:
    """Concept or document id -> its name, in the reader's script; no two concepts have the same."""
    names = distinct_names({concept.id: concept.name for concept in library().corpus.concepts.values()})

    def find(concept_id: str) -> str:
        if concept_id in names:
            return ui(names[concept_id])
        try:
            return shown(library().document(concept_id).title, script(), "mixed")
        except KeyError:
            return concept_id

    return find


def page() -> Page:
    with sentences():
        return Page(script(), script_of(), kind_of(), viewer_link)


def setter() -> Callable[[str], str]:
    """`ui` for what runs after the page, as the making of a download does, where the reader's script is not known."""
    to = script()
    return lambda text: shown(text, to)


def literal(text: str) -> str:
    """A label that Streamlit will not read as Markdown."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!$:<>|~" else c for c in text)
    return escaped.replace("\n", " ")


def learner() -> LearnerRecords:
    """The learner chosen by name; asks and ends the page where nobody is chosen yet. The address keeps the name, so
    that a reload or the way back from a quotation does not ask again."""
    name = st.query_params.get("learner") or st.session_state.get("learner", "")
    if name:
        try:
            records = study().learner(name)
        except KeyError:
            st.query_params.pop("learner", None)
            st.session_state.pop("learner", None)
        else:
            st.session_state["learner"] = records.name
            if st.query_params.get("learner") != records.name:
                st.query_params["learner"] = records.name
            _show_learner(records.name)
            return records
    _choose_learner()
    st.stop()


def _show_learner(name: str) -> None:
    with st.sidebar.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(ui("學員：") + name)
        st.button(ui("換人"), key="other-learner", type="tertiary", on_click=_forget_learner)


def _forget_learner() -> None:
    for key in ("learner", "quiz", "exam", "drill"):
        st.session_state.pop(key, None)
    for name in ("learner", "quiz"):
        st.query_params.pop(name, None)


def _choose_learner() -> None:
    names = study().names()
    if names:
        st.caption(ui("選自己的名字："))
        with st.container(horizontal=True, gap="small"):
            for number, name in enumerate(names):
                st.button(literal(name), key=f"learner-{number}", on_click=_be, args=(name,))
    with st.form("enrol", border=False):
        new = st.text_input(ui("新學員的名字"), max_chars=40)
        if st.form_submit_button(ui("開始"), type="primary"):
            try:
                _be(study().enrol(new, now()).name)
            except ValueError:
                st.warning(ui("請寫一個名字（四十字以內）。"))
            else:
                st.rerun()


def _be(name: str) -> None:
    st.session_state["learner"] = name
    st.query_params["learner"] = name


def show_question(item: Item, heading: str = "", *, lettered: bool = False) -> None:
    st.html(question_html(item, heading, page(), lettered=lettered))


def answer_boxes(item: Item, key: str, on_change: Callable[[], None] | None = None) -> Callable[[], Any]:
    """The boxes for an answer; the function given reads the response, None where nothing was given.

    The keyboard script finds them in a container whose key begins with `xt-keys`.
    """
    change: Any = {"on_change": on_change} if on_change else {}
    if item.kind in ("single", "true_false"):
        options = [_lettered(n, option, item) for n, option in enumerate(item.options or [])]
        if item.kind == "true_false":
            options = [ui("正確"), ui("錯誤")]
        st.radio(
            ui("選一個"),
            range(len(options)),
            format_func=options.__getitem__,
            index=None,
            key=key,
            label_visibility="collapsed",
            **change,
        )
    elif item.kind == "multiple":
        for number, option in enumerate(item.options):
            st.checkbox(_lettered(number, option, item), key=f"{key}-{number}", **change)
    elif item.kind == "blank":
        for number in range(len(item.key)):
            label = ui("填空" if len(item.key) == 1 else f"第 {number + 1} 格")
            st.text_input(label, key=f"{key}-{number}", **change)
    elif item.kind == "matching":
        right = item.options["right"]
        for number, left in enumerate(item.options["left"]):
            _letters(f"{number + 1}. {_option(left, item)}", len(right), f"{key}-{number}", change)
    elif item.kind == "ordering":
        for number in range(len(item.options)):
            _letters(ui(f"第 {number + 1} 步"), len(item.options), f"{key}-{number}", change)
    else:
        st.text_area(ui("寫下要點"), key=key, height=200, max_chars=20_000, **change)
    return lambda: response(item, key)


def _letters(label: str, count: int, key: str, change: Any) -> None:
    """One of the options that stand with their letters above (`show_question`, lettered)."""
    st.radio(label, range(count), format_func=letter, index=None, horizontal=True, key=key, **change)


def _script(item: Item) -> Any:
    return script_of()(item.quotes[0].document_id) if item.quotes else "trad"


def _lettered(place: int, text: str, item: Item) -> str:
    """With the letter that the outcome and the paper give it too."""
    return f"{letter(place)}. {_option(text, item)}"


def _option(text: str, item: Item) -> str:
    return literal(shown(text, script(), _script(item)))


def response(item: Item, key: str) -> Any:
    """What stands in the boxes as `app.study.grading` takes it; None where nothing stands there."""
    held = st.session_state
    if item.kind == "single":
        return held.get(key)
    if item.kind == "true_false":
        return None if held.get(key) is None else held[key] == 0
    if item.kind == "multiple":
        return [n for n in range(len(item.options)) if held.get(f"{key}-{n}")] or None
    if item.kind == "blank":
        texts = [held.get(f"{key}-{n}") or "" for n in range(len(item.key))]
        return texts if any(text.strip() for text in texts) else None
    if item.kind == "matching":
        chosen = [held.get(f"{key}-{n}") for n in range(len(item.key))]
        return None if all(n is None for n in chosen) else chosen
    if item.kind == "ordering":
        chosen = [held.get(f"{key}-{n}") for n in range(len(item.options))]
        return None if all(n is None for n in chosen) else chosen
    return (held.get(key) or "").strip() or None


def order_holds(order: Sequence[int | None], *, whole: bool) -> bool:
    """Whether no step was chosen twice and, if `whole`, every place has one."""
    chosen = [n for n in order if n is not None]
    return len(set(chosen)) == len(chosen) and (len(chosen) == len(order) or not whole)


def put_response(item: Item, key: str, given: Any) -> None:
    """Fills the boxes with an earlier answer, where they are not on the page yet."""
    held = st.session_state
    if given is None:
        return
    if item.kind in ("single", *OPEN_KINDS):
        held.setdefault(key, given)
    elif item.kind == "true_false":
        held.setdefault(key, 0 if given else 1)
    elif item.kind == "multiple":
        for n in range(len(item.options)):
            held.setdefault(f"{key}-{n}", n in given)
    else:
        for n, value in enumerate(given):
            held.setdefault(f"{key}-{n}", value)


def judge_choice() -> None:
    """Where an endpoint is configured: whether answers in words are sent there to be graded. Off until it is chosen."""
    endpoint = Endpoint.from_environ()
    if endpoint is None:
        return
    st.toggle(
        ui(f"請 {endpoint.host} 一起評簡答：送出題目、要點和我的答案"),
        value=_judged_by(endpoint),
        key=f"judge-{_judged_by(endpoint)}",
        on_change=_choose_judge,
        args=(endpoint.host, not _judged_by(endpoint)),
    )


def _judged_by(endpoint: Endpoint) -> bool:
    return bool(st.session_state.get("judged") == (endpoint.host, True))


def _choose_judge(host: str, agreed: bool) -> None:
    st.session_state["judged"] = (host, agreed)


def grades(pairs: Sequence[tuple[Item, Any]]) -> list[Grade]:
    """Grades responses; those in words with the endpoint where the learner chose so. Where it fails, the words alone
    count, and the page says so after its next run. Raises `ResponseError`."""
    endpoint = Endpoint.from_environ()
    judge = judge_with(endpoint) if endpoint and _judged_by(endpoint) else None
    found = []
    with st.spinner(ui("正在評分……")):
        for item, response in pairs:
            try:
                found.append(grade(item, response, judge))
            except EndpointError:
                judge = None  # one wait is enough
                st.session_state["judge-failed"] = True
                found.append(grade(item, response))
    return found


def judge_failure() -> None:
    """What became of the endpoint in the last grading, if it failed."""
    if st.session_state.pop("judge-failed", False):
        st.warning(ui("文字生成服務沒有評分，這次只按寫出的字句給分。服務的狀態可以用 xietiao doctor 檢查。"))


def keyboard() -> None:
    """Letters or digits choose, Enter submits and goes on, a box for words has the focus; quotations open in a tab of
    their own, so that the quiz stays; what is typed in an exam is saved while it is typed."""
    st.html(f"<script>{KEYS.read_text(encoding='utf-8')}</script>", unsafe_allow_javascript=True)


@dataclass
class Run:
    """A quiz in progress in this tab. The quiz and every answer are on the disk; this is only where it stands."""

    items: list[Item]
    id: str = ""
    at: int = 0
    asked: datetime | None = None
    outcome: Any = None
    rights: int = 0
    score: float = 0.0
    done: int = 0
    title: str = ""

    # on the disk, so that a reload can go on
    kept: bool = False

    def __post_init__(self) -> None:
        self.id = self.id or uuid.uuid4().hex[:12]

    @classmethod
    def of(cls, progress: Progress) -> "Run":
        """Where a quiz on the disk stands: at its first question without an answer."""
        quiz = progress.quiz
        return cls(list(quiz.items), quiz.key, progress.at, rights=progress.rights, score=progress.score,
                   done=len(progress.answers), title=quiz.title, kept=True)  # fmt: skip

    @property
    def quiz(self) -> Quiz:
        return Quiz(self.id, self.title, tuple(self.items))

    @property
    def item(self) -> Item:
        return self.items[self.at]

    @property
    def over(self) -> bool:
        return self.at >= len(self.items)
