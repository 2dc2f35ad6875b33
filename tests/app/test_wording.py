"""The page and the command with an endpoint: told before anything is sent, and free to say no."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.answer_html import Page, answer_html
from app.answering.citing import Reader, cited_text
from app.answering.records import Answer, Quote, Statement
from app.cli import run
from app.store.conversations import Conversations
from app.store.library import Library
from corpus.script import to_simplified
from tests.scripted_endpoint import Scripted, scripted

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
SENTENCE = "夜市攤商的音量在晚上十點以後要降低。"
SOURCE = f"夜市噪音協調紀要\n\n一、約定\n{SENTENCE}環保單位會同派出所稽查，第一次勸導。\n"
QUESTION = "夜市攤商的音量幾點以後要降低"
REPLY = f"{SENTENCE}[1]溝通時語氣要和緩，先聽再說。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wording")
    Library.open(folder).add_bytes("紀要.txt", SOURCE.encode())
    return folder


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    with scripted(REPLY) as server:
        monkeypatch.setenv("XIETIAO_HOME", str(home))
        monkeypatch.setenv("XIETIAO_LLM_URL", server.url)
        monkeypatch.setenv("XIETIAO_LLM_MODEL", "tiny")
        monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
        yield server


def html(pages: AppTest) -> str:
    return "".join(element.proto.body for element in pages.get("html"))


def asked(server: Scripted) -> AppTest:
    pages = AppTest.from_file(MAIN, default_timeout=60).run()
    pages.segmented_control(key="scope").set_value("imported")
    pages.chat_input(key="question").set_value(QUESTION).run()
    assert not pages.exception
    host = server.url.split("/")[2]
    assert any(host in text.value for text in pages.text)
    assert server.requests == []
    assert 'class="xt-answer"' not in html(pages)
    return pages


def test_the_page_says_where_the_text_goes_before_it_goes(server: Scripted) -> None:
    pages = asked(server)
    pages.button(key="consent-True").click().run()
    assert not pages.exception
    assert len(server.requests) == 1
    assert 'class="xt-own"' in html(pages)
    assert SENTENCE[:-2] in html(pages)
    assert any("tiny" in info.value for info in pages.info)
    pages.chat_input(key="question").set_value(QUESTION).run()
    assert len(server.requests) == 2  # asked once a session


def test_the_turn_is_kept_before_the_endpoint_answers(server: Scripted, home: Path) -> None:
    """The server looks into the records while the page waits for its words."""
    store, kept = Conversations.open(home), []

    def reply(request: dict[str, Any]) -> Iterator[str]:
        kept.extend(turn for each in store.find() for turn in store.turns(each.id))
        yield REPLY

    store.delete_all()
    server.reply = reply
    asked(server).button(key="consent-True").click().run()
    (before,) = kept
    assert (before.question, before.answer.mode) == (QUESTION, "composed")
    assert before.answer.statements[0].text == SENTENCE
    (after,) = store.turns(before.conversation_id)
    assert (after.answer.mode, after.at) == ("generated", before.at)


def test_a_failing_endpoint_leaves_the_quotations_and_says_so(server: Scripted, home: Path) -> None:
    server.status = 500
    store = Conversations.open(home)
    store.delete_all()
    pages = asked(server).button(key="consent-True").click().run()
    assert not pages.exception
    assert any("HTTP 500" in info.value for info in pages.info)
    (turn,) = store.turns(store.find()[0].id)
    assert turn.answer.mode == "composed"
    assert "HTTP 500" in turn.answer.note
    assert html(pages).count('class="xt-question') == 1


def test_whoever_says_no_gets_the_quotations_and_can_change_it(server: Scripted) -> None:
    pages = asked(server)
    pages.button(key="consent-False").click().run()
    assert server.requests == []
    assert 'class="xt-answer"' in html(pages)
    pages.toggle(key="worded-False").set_value(True).run()
    pages.chat_input(key="question").set_value(QUESTION).run()
    assert not pages.exception
    assert len(server.requests) == 1


def test_the_command_words_its_answer(server: Scripted, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION, "--scope", "imported", "--json"]) == 0
    out = capsys.readouterr()
    record = json.loads(out.out)
    assert record["mode"] == "generated"
    assert [(s["text"], s["quotes"], s["own_words"]) for s in record["statements"]] == [
        (SENTENCE, [0], False),
        ("溝通時語氣要和緩，先聽再說。", [], True),
    ]
    (quote,) = record["quotes"]
    assert quote["text"] == SOURCE[quote["start"] : quote["end"]] == SENTENCE
    assert server.url.split("/")[2] in out.err


def test_a_worded_answer_keeps_its_order_and_marks_what_is_its_own() -> None:
    quotes = tuple(Quote(i, "講義", (), 0, 3, "甲乙丙", "imported") for i in "ab")
    said = (Statement("先說乙。", (1,)), Statement("<b>再想。", (), own_words=True), Statement("後說甲。", (0,)))
    answer = Answer("問", "generated", said, quotes, ask="comparison", note="由模型寫成。")
    laid = answer_html(answer, Page("simp", lambda _: "trad", lambda _: "", lambda q: q.document_id))
    places = [laid.index(word) for word in (to_simplified("先說"), "&lt;b&gt;再想", to_simplified("後說"))]
    assert places == sorted(places)
    assert to_simplified("未經引句證實") in laid
    assert "<b>再想。（未經引句證實）" in cited_text(answer, Reader())
