"""The pages' logic, run by Streamlit's AppTest on the shipped corpus with a small library of our own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.store.conversations import Conversations
from app.store.library import Library
from app.views.components import browser_token

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
NIGHT_MARKET = (
    "夜市噪音協調紀要\n\n一、約定\n夜市攤商的音量在晚上十點以後要降低。環保單位會同派出所稽查，第一次勸導。\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    Library.open(folder).add_bytes("紀要.txt", NIGHT_MARKET.encode())
    return folder


@pytest.fixture
def pages(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
    yield AppTest.from_file(MAIN, default_timeout=60)
    Conversations.open(home).delete_all()


def html(pages: AppTest) -> str:
    """All that the page shows through our own HTML."""
    return "".join(element.proto.body for element in pages.get("html"))


def ask(pages: AppTest, question: str) -> AppTest:
    return pages.chat_input(key="question").set_value(question).run()


def button(pages: AppTest, label: str) -> int:
    return next(n for n, b in enumerate(pages.button) if b.label == label)


def test_an_empty_page_suggests_questions_that_are_answered(pages: AppTest) -> None:
    pages.run()
    assert not pages.exception
    suggested = [b for b in pages.button if (b.key or "").startswith("suggested-")]
    assert len(suggested) >= 4
    suggested[0].click().run()
    assert not pages.exception
    assert 'class="xt-answer"' in html(pages)


def test_an_imported_source_answers_with_a_link_to_its_sentence(pages: AppTest, home: Path) -> None:
    ask(pages.run(), "夜市攤商的音量几点以后要降低")
    assert not pages.exception
    shown = html(pages)
    source = next(row for row in Library.open(home).sources() if row.origin == "imported")
    start = NIGHT_MARKET.index("夜市攤商的音量")
    assert "夜市攤商的音量在晚上十點以後要降" in shown
    assert f"source?id={source.id}&amp;start={start}&amp;" in shown
    assert "匯入" in shown


def test_the_conversation_is_kept_reopened_and_deleted(pages: AppTest, home: Path) -> None:
    ask(pages.run(), "夜市攤商的音量幾點以後要降低")
    conversation = pages.query_params["c"]
    conversation = conversation[0] if isinstance(conversation, list) else conversation
    again = AppTest.from_file(MAIN, default_timeout=60)
    again.query_params["c"] = conversation
    again.run()
    assert "夜市攤商的音量幾點以後要降低" in html(again)
    again.button(key=f"delete-{conversation}").click().run()
    next(b for b in again.button if b.label == "刪除").click().run()
    assert Conversations.open(home).find() == []


def test_a_link_to_an_unknown_conversation_says_so_and_opens_a_new_one(pages: AppTest, home: Path) -> None:
    pages.query_params["c"] = "nothing"
    pages.run()
    assert not pages.exception
    assert ["不在這台電腦上" in info.value for info in pages.info] == [True]
    assert "c" not in pages.query_params
    ask(pages, "夜市攤商的音量幾點以後要降低")
    assert not pages.info
    (conversation,) = Conversations.open(home).find()
    assert conversation.id in pages.query_params["c"]


def test_an_unhelpful_answer_lands_on_the_trainers_list(pages: AppTest, home: Path) -> None:
    ask(pages.run(), "夜市攤商的音量幾點以後要降低")
    next(b for b in pages.button if (b.key or "").startswith("bad-")).click().run()
    assert not pages.exception
    assert [u.question for u in Conversations.open(home).unhelpful()] == ["夜市攤商的音量幾點以後要降低"]


def test_what_is_not_covered_is_refused(pages: AppTest) -> None:
    ask(pages.run(), "怎麼做巧克力蛋糕")
    assert "xt-refusal" in html(pages)
    assert 'class="xt-answer"' not in html(pages)


def test_the_script_switch_changes_interface_and_answer(pages: AppTest) -> None:
    ask(pages.run(), "夜市攤商的音量幾點以後要降低")
    pages.segmented_control(key="script_choice").set_value("simp").run()
    assert not pages.exception
    assert "夜市摊商的音量在晚上十点以后要降" in html(pages)
    assert "已转换字形" in html(pages)
    assert any(b.label == "新对话" for b in pages.button)


def test_a_changed_source_is_not_quoted_from_memory(pages: AppTest, home: Path) -> None:
    ask(pages.run(), "夜市攤商的音量幾點以後要降低")
    library = Library.open(home)
    try:
        library.add_bytes("紀要.txt", NIGHT_MARKET.replace("十點", "九點").encode())
        pages.run()
        assert "十點以後要降" not in html(pages)
        assert any("不能對上原文" in info.value for info in pages.info)
    finally:
        library.add_bytes("紀要.txt", NIGHT_MARKET.encode())


def test_the_viewer_marks_the_sentence(pages: AppTest, home: Path) -> None:
    source = next(row for row in Library.open(home).sources() if row.origin == "imported")
    start = NIGHT_MARKET.index("第一次勸導")
    pages.run()
    pages.query_params["id"], pages.query_params["start"] = source.id, str(start)
    pages.query_params["end"] = str(start + 5)
    pages.switch_page("views/source.py").run()
    assert not pages.exception
    assert '<mark id="quote">第一次勸導</mark>' in html(pages)


@pytest.mark.parametrize(("start", "end"), [("-1", "5"), ("5", "2"), ("x", "y"), ("0", "99999999")])
def test_the_viewer_takes_any_address(pages: AppTest, home: Path, start: str, end: str) -> None:
    source = next(row for row in Library.open(home).sources() if row.origin == "imported")
    pages.run()
    pages.query_params["id"], pages.query_params["start"], pages.query_params["end"] = source.id, start, end
    pages.switch_page("views/source.py").run()
    assert not pages.exception
    assert "<mark" not in html(pages)


def test_an_unknown_source_is_said_to_be_unknown(pages: AppTest) -> None:
    pages.run()
    pages.query_params["id"] = "<script>"
    pages.switch_page("views/source.py").run()
    assert not pages.exception
    assert any("沒有這份資料" in info.value for info in pages.info)


def test_sources_are_listed_imported_and_removed(pages: AppTest, home: Path) -> None:
    pages.run()
    pages.switch_page("views/sources.py").run()
    pages.file_uploader[0].set_value(
        [("停車.txt", "停車位由學校和里民輪流使用，平日給里民，假日給家長。".encode(), "text/plain"),
         ("空的.txt", b"", "text/plain")]
    )  # fmt: skip
    next(b for b in pages.button if b.label == "匯入").click().run()
    assert not pages.exception
    shown = html(pages)
    assert shown.count('class="xt-ok"') == 1
    assert shown.count('class="xt-bad"') == 1
    parking = next(row for row in Library.open(home).sources() if row.title == "停車")
    pages.button(key=f"remove-{parking.id}").click().run()
    pages.button(key="confirm-remove").click().run()
    assert not pages.exception
    assert all(row.id != parking.id for row in Library.open(home).sources())


def test_a_file_over_the_limit_is_refused_in_a_sentence(pages: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_MAX_MB", "1")
    pages.run()
    pages.switch_page("views/sources.py").run()
    assert "每個最多 1 MB" in pages.file_uploader[0].label
    pages.file_uploader[0].set_value([("大.txt", "協調。".encode() * 120_000, "text/plain")])
    next(b for b in pages.button if b.label == "匯入").click().run()
    assert not pages.exception
    assert "超過上限 1 MB" in html(pages)
    monkeypatch.setenv("XIETIAO_MAX_MB", "many")
    pages.run()
    assert not pages.exception
    assert "XIETIAO_MAX_MB" in pages.error[0].value


def test_a_guarded_app_shows_nothing_before_the_passphrase(pages: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_GUARDED", "1")
    monkeypatch.setenv("XIETIAO_PASSPHRASE", "青山綠水")
    pages.run()
    assert not pages.chat_input
    pages.text_input[0].set_value("猜一猜")
    pages.button[0].click().run()
    assert [e.value for e in pages.error] == ["通行語不對。"]
    assert not pages.chat_input
    pages.text_input[0].set_value("青山綠水")
    pages.button[0].click().run()
    assert pages.chat_input


def test_a_guarded_app_without_a_passphrase_lets_nobody_in(pages: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_GUARDED", "1")
    monkeypatch.delenv("XIETIAO_PASSPHRASE", raising=False)
    pages.run()
    pages.button[0].click().run()
    assert not pages.chat_input


def test_a_browser_keeps_its_token_under_every_mask() -> None:
    first = browser_token("2|b42d86dc|df9384e6d79f159de8d26d626acdf47b|1795476640")
    assert first == browser_token("2|7e764b53|15c849691dc4d8122289a0eda09639f4|1795476640")
    assert len(first) == 16
    assert browser_token("") == browser_token("2|b42d86dc|zz|1") == b""


def test_starting_and_asking_import_no_torch(home: Path) -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"pages = AppTest.from_file({MAIN!r}, default_timeout=60).run()\n"
        "pages.chat_input(key='question').set_value('什麼是會議協調').run()\n"
        "assert not pages.exception, pages.exception\n"
        "from streamlit import net_util\n"
        "assert net_util.get_external_ip() == ''  # without a request\n"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    environment = os.environ | {"XIETIAO_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
