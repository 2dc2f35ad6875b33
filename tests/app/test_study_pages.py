"""Study pages: with a configured endpoint nothing is sent before the learner chooses so, and a failure is said; a quiz
survives a reload; what is no longer asked can leave the notebook."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Rating
from streamlit.testing.v1 import AppTest

from app.store.library import Library
from app.store.study import LearnerRecords, Study
from app.study.bank import make_bank
from app.study.history import Submission
from app.study.rates import USUAL
from app.study.records import Attempt, Item
from app.study.schedule import Goals, local_day
from app.study.wording import SKILL_NAMES
from app.views.studying import Run
from tests.scripted_endpoint import Scripted, scripted

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
ANSWER = "先問清楚是誰的錯，該改的當場改"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study-pages")


@pytest.fixture
def learner(home: Path, monkeypatch: pytest.MonkeyPatch) -> LearnerRecords:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
    return Study.open(home).enrol("林", datetime.now(UTC))


@pytest.fixture(scope="module")
def bank(home: Path) -> list[Item]:
    return list(make_bank(Library.open(home).corpus).items)


@pytest.fixture(scope="module")
def item(bank: list[Item]) -> Item:
    return next(i for i in bank if i.kind == "short" and len(i.key) == 3)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    reply = json.dumps({"points": [{"number": n, "words": ANSWER} for n in (1, 3)]}, ensure_ascii=False)
    with scripted(reply) as state:
        monkeypatch.setenv("XIETIAO_LLM_URL", state.url)
        monkeypatch.setenv("XIETIAO_LLM_MODEL", "tiny")
        yield state


def quiz(*items: Item) -> AppTest:
    pages = AppTest.from_file(MAIN, default_timeout=60)
    pages.query_params["learner"] = "林"
    pages.session_state["quiz"] = Run(list(items))
    return pages.switch_page("views/quiz.py").run()


def send(pages: AppTest) -> str:
    """Answers, and gives what our own HTML shows."""
    pages.text_area[0].set_value(ANSWER)
    next(b for b in pages.button if b.label == "送出").click().run()
    assert not pages.exception
    return "".join(element.proto.body for element in pages.get("html"))


def test_without_consent_only_the_words_count(learner: LearnerRecords, item: Item, server: Scripted) -> None:
    assert "文字生成服務認定" not in send(quiz(item))
    assert server.requests == []


def test_with_consent_the_endpoint_judges_and_the_score_is_recorded(
    learner: LearnerRecords, item: Item, server: Scripted
) -> None:
    pages = quiz(item)
    pages.toggle[0].set_value(True).run()
    shown = send(pages)
    assert shown.count("文字生成服務認定") == 2
    assert len(server.requests) == 1
    assert learner.history()[-1].attempt.score == pytest.approx(2 / 3)


def test_an_endpoint_that_fails_is_said_and_the_words_count(
    learner: LearnerRecords, item: Item, server: Scripted
) -> None:
    server.status = 500
    pages = quiz(item)
    pages.toggle[0].set_value(True).run()
    send(pages)
    assert "文字生成服務沒有評分" in pages.warning[0].value
    assert learner.history()[-1].attempt.score == 0


def test_without_an_endpoint_there_is_no_choice(learner: LearnerRecords, item: Item) -> None:
    assert len(quiz(item).toggle) == 0


def text_of(pages: AppTest) -> str:
    """All that the page says in our own HTML, texts and warnings."""
    html = [element.proto.body for element in pages.get("html")]
    return "\n".join([*html, *(e.value for e in [*pages.text, *pages.warning, *pages.caption, *pages.success])])


def press(pages: AppTest, label: str) -> AppTest:
    return next(b for b in pages.button if b.label == label).click().run()


def test_a_reloaded_quiz_goes_on_with_its_next_question(learner: LearnerRecords, bank: list[Item]) -> None:
    items = [i for i in bank if i.kind == "true_false"][:3]
    pages = quiz(*items)
    pages.radio[0].set_value(0 if items[0].key else 1)
    press(pages, "送出")
    key = pages.query_params["quiz"]
    again = AppTest.from_file(MAIN, default_timeout=60)  # as a reloaded tab: nothing but the address
    again.query_params["learner"], again.query_params["quiz"] = "林", key
    again = again.switch_page("views/quiz.py").run()
    assert not again.exception
    assert "2 / 3" in text_of(again)
    for number in (1, 2):
        press(again, "不知道")
        press(again, "下一題" if number == 1 else "看結果")
    assert "<b>1 / 3</b>" in text_of(again)
    press(again, "再來一次")
    assert "quiz" not in again.query_params
    assert learner.quizzes.progress(str(key)) is None


def test_a_quiz_left_in_the_middle_is_offered(learner: LearnerRecords, bank: list[Item]) -> None:
    items = [i for i in bank if i.kind == "true_false"][:2]
    press(quiz(*items), "不知道")
    later = AppTest.from_file(MAIN, default_timeout=60)
    later.query_params["learner"] = "林"
    later = later.switch_page("views/quiz.py").run()
    assert "上次的測驗還有 1 題" in text_of(later)
    press(later, "接著做")
    assert "2 / 2" in text_of(later)
    press(later, "結束測驗")
    assert "上次的測驗" not in text_of(later)


def test_what_is_no_longer_asked_says_so_and_leaves_the_notebook(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    source = home / "值班須知.md"
    text = "# 值班須知\n\n展期是指案件不能如期辦結時，向{}申請延長期限的程序。\n"
    library = Library.open(home)
    source.write_text(text.format("主管"), encoding="utf-8")
    library.add([source])
    document = next(s.id for s in library.sources() if s.origin == "imported")
    made = [i for i in make_bank(library.corpus, [library.document(document)]).items if i.concept_id == document]
    assert made
    records = Study.open(home).enrol("王", datetime.now(UTC))
    for one in made:
        attempt = Attempt("王", one.id, None, 0.0, False, False, datetime.now(UTC), 5.0)
        records.submit(one.id, [Submission(one, attempt, Rating.Again)])
    source.write_text(text.format("交辦的單位"), encoding="utf-8")
    library.add([source])
    pages = AppTest.from_file(MAIN, default_timeout=60)
    pages.query_params["learner"] = "王"
    pages = pages.switch_page("views/notebook.py").run()
    assert not pages.exception
    assert any("不再出" in w.value for w in pages.warning), text_of(pages)
    assert "就離開</p>" not in text_of(pages)
    assert not [b for b in pages.button if b.label.startswith("全部（")]
    press(pages, "全部移出")
    assert "錯題本是空的" in text_of(pages)


def test_the_trainer_sees_what_the_staff_know_by_concept(
    tmp_path_factory: pytest.TempPathFactory, bank: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("staff")
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    easy, hard = (next(i for i in bank if i.kind == "single" and i.concept_id == c) for c in (
        "type.nature.corrective", "method.form.meeting"))  # fmt: skip
    at = datetime.now(UTC) - timedelta(days=3)
    for number in range(6):
        records = Study.open(home).enrol(f"學員{number}", at)
        for item, right in ((easy, True), (hard, number == 0)):
            attempt = Attempt(records.name, item.id, 0, float(right), right, False, at, 9.0)
            records.submit(item.id, [Submission(item, attempt, Rating.Good if right else Rating.Again)])
    pages = AppTest.from_file(MAIN, default_timeout=60).switch_page("views/bank.py").run()
    figures = pages.dataframe[0].value
    assert sorted(figures["答對率"]) == [0.17, 1.0]
    listed = [toggle.label for toggle in pages.toggle]
    pages.selectbox(key="bank-order").set_value("hardest").run()
    assert "答對率 17%" in pages.toggle[0].label
    assert "答對率 100%" in pages.toggle[1].label
    assert [toggle.label for toggle in pages.toggle] != listed
    pages.multiselect(key="bank-統計").set_value(["hard"]).run()
    assert "符合 1 題" in text_of(pages)
    pages.session_state["bank-part"] = "results"
    pages.run()
    assert not pages.exception
    assert "能開啟這個程式的人都看得到" in text_of(pages)
    concepts, people, _one = (table.value for table in pages.dataframe)
    row = concepts.iloc[0]
    assert (row["概念"], row["會的"], row["比例"], row["最近作答"]) == (
        "會議協調（方法）",
        "1 / 6",
        17,
        local_day(at, datetime.now().astimezone().tzinfo or UTC),
    )
    assert list(people["學員"]) == [f"學員{number}" for number in range(6)]


def test_the_plan_says_what_it_rests_on_and_what_falls_short(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    records = Study.open(home).enrol("趙", datetime.now(UTC))
    records.set_goals(Goals(daily_cap=10, exam_day=local_day(datetime.now(UTC), UTC) + timedelta(days=9)))
    pages = AppTest.from_file(MAIN, default_timeout=60)
    pages.query_params["learner"] = "趙"
    pages = pages.switch_page("views/today.py").run()
    assert not pages.exception
    shown = text_of(pages)
    assert "每天做約 10 題（上限 10）" in pages.warning[0].value
    assert f"先假定答對率是辨認 {USUAL:.0%}" in shown
    assert "不是保證" in shown
    assert "都達到" not in shown
    assert all(f"<th>{skill}</th>" in shown for skill in SKILL_NAMES.values())
    assert "（辨認、回想" in shown  # the concepts, each with its skills
    records.set_goals(Goals(daily_cap=1000, exam_day=local_day(datetime.now(UTC), UTC) + timedelta(days=60)))
    assert not pages.run().warning
    assert "預計約" in pages.success[0].value
