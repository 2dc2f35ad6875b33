"""Study pages with a configured endpoint: nothing is sent before the learner chooses so, and a failure is said."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.store.library import Library
from app.store.study import LearnerRecords, Study
from app.study.bank import make_bank
from app.study.records import Item
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
def item(home: Path) -> Item:
    return next(i for i in make_bank(Library.open(home).corpus).items if i.kind == "short" and len(i.key) == 3)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    reply = json.dumps({"points": [{"number": n, "words": ANSWER} for n in (1, 3)]}, ensure_ascii=False)
    with scripted(reply) as state:
        monkeypatch.setenv("XIETIAO_LLM_URL", state.url)
        monkeypatch.setenv("XIETIAO_LLM_MODEL", "tiny")
        yield state


def quiz(item: Item) -> AppTest:
    pages = AppTest.from_file(MAIN, default_timeout=60)
    pages.query_params["learner"] = "林"
    pages.session_state["quiz"] = Run([item])
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
