"""The second reading by an endpoint, against a real server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.answering.endpoint import Endpoint
from app.answering.gate import verify
from app.cli import run
from app.disputes.desk import Desk
from app.disputes.parties import sides
from app.disputes.positions import Opinion, opinion, second_reading
from app.disputes.records import Brief
from app.store.dossiers import Dossiers
from app.store.library import Library
from corpus.script import to_simplified
from tests.scripted_endpoint import Scripted, scripted

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
TEXT = "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，里長打了三次電話，兩邊推來推去。"
MEETING = {"會議協調": "method.form.meeting"}
GOOD = {
    "sides": [
        {"name": "工務課", "said": ["那是落葉不歸他們", "預算已經用完"]},  # the second was never said
        {"name": "里長", "said": ["打了三次電話"]},
    ],
    "apply": ["会议协调", "天下太平", 3],
}
REPLY = json.dumps(GOOD, ensure_ascii=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("positions")
    Library.open(folder).ensure_index()
    return folder


@pytest.fixture(scope="module")
def desk(home: Path) -> Desk:
    library = Library.open(home)
    return Desk.of(library.ensure_index(), library.corpus)


def read(reply: str, description: str = TEXT) -> Opinion:
    with scripted(reply) as server:
        found = opinion(description, Endpoint(server.url, "tiny"), MEETING)
    for side in found.sides:
        for why in (side.name, *side.said):
            assert description[why.start : why.end] == why.text
    return found


def words(found: Opinion) -> list[tuple[str, list[str]]]:
    return [(side.name.text, [why.text for why in side.said]) for side in found.sides]


def test_only_words_of_the_description_and_names_that_were_given_are_taken() -> None:
    expected = [("工務課", ["那是落葉不歸他們"]), ("里長", ["打了三次電話"])]
    for reply in (REPLY, f"<think>{{想}}</think>好的：\n```json\n{json.dumps(GOOD)}\n```"):
        found = read(reply)
        assert words(found) == expected
        assert found.chosen == ("method.form.meeting",)
        assert found.note == ""


def test_words_in_the_other_script_are_found() -> None:
    found = read(REPLY, to_simplified(TEXT))
    assert [name for name, _ in words(found)] == [to_simplified("工務課"), to_simplified("里長")]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "我不知道",
        "{" * 5000,
        '{"sides": 3}',
        '{"sides": ["甲", null], "apply": "會議協調"}',
        '{"sides": [{"name": 1, "said": 2}, {"name": "工務課", "said": ["不歸他們"]}]}',
        '{"sides": [{"name": "財政局", "said": ["路面歸工務課掃"]}, {"name": "工務課", "said": []}]}',
        '{"sides": [{"name": "工務課", "said": ["不歸他們"]}, {"name": "工務課", "said": ["不歸他們"]}]}',
        '{"sides": [{"name": "工務課", "said": []}, {"name": "環保課", "said": ["預算已經用完"]}]}',
    ],
)
def test_anything_else_leaves_our_own_reading_and_says_so(reply: str, desk: Desk) -> None:
    brief = desk.brief(TEXT)
    with scripted(reply) as server:
        again, note = second_reading(desk, brief, Endpoint(server.url, "tiny"))
    assert again == brief
    assert "沒有採用" in note
    assert again.sides == sides(TEXT)


def test_an_endpoint_that_fails_leaves_our_own_reading_and_says_so(desk: Desk) -> None:
    brief = desk.brief(TEXT)
    with scripted("", status=500) as server:
        again, note = second_reading(desk, brief, Endpoint(server.url, "tiny"))
    assert again == brief
    assert "拒絕" in note
    assert note.endswith("以下仍是這台電腦自己的判讀。")


def test_what_it_finds_to_apply_ranks_higher_and_passes_the_gate(home: Path, desk: Desk) -> None:
    brief = desk.brief(TEXT)
    names = desk.candidates(TEXT)
    last = next(name for name, i in names.items() if i == brief.methods[-1].id)
    with scripted(json.dumps({"sides": [], "apply": [last]})) as server:
        again, note = second_reading(desk, brief, Endpoint(server.url, "tiny"))
        assert last in server.requests[0]["messages"][1]["content"]
    before, after = ({f.id: f.score for f in each.methods} for each in (brief, again))
    assert after[names[last]] > before[names[last]]
    assert list(after.values()) == sorted(after.values(), reverse=True)
    assert again.sides == brief.sides
    assert again.read_by == "tiny"
    assert "tiny" in note
    library = Library.open(home)
    verify(again.quotes, lambda i: library.corpus.documents[i])


def test_nothing_is_sent_for_what_is_no_dispute(desk: Desk) -> None:
    def never(request: dict[str, Any]) -> Any:
        raise AssertionError(request)

    with scripted(never) as server:
        brief = Brief("今天天氣很好", False, 0.01)
        assert second_reading(desk, brief, Endpoint(server.url, "tiny")) == (brief, "")
    assert server.requests == []


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    with scripted(REPLY) as server:
        monkeypatch.setenv("XIETIAO_HOME", str(home))
        monkeypatch.setenv("XIETIAO_LLM_URL", server.url)
        monkeypatch.setenv("XIETIAO_LLM_MODEL", "tiny")
        monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
        yield server
    store = Dossiers.open(home)
    for row in store.find():
        store.delete(row.id)


def test_the_command_says_where_the_text_goes(server: Scripted, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispute", TEXT, "--json"]) == 0
    out, err = capsys.readouterr()
    record = json.loads(out)
    assert server.url.split("/")[2] in err
    assert [side["name"]["text"] for side in record["sides"]] == ["工務課", "里長"]
    assert record["read_by"] == "tiny"
    assert TEXT in server.requests[0]["messages"][1]["content"]
    assert run(["dispute", "今天天氣很好，適合去海邊", "--json"]) == 0
    assert server.url.split("/")[2] not in capsys.readouterr().err
    assert len(server.requests) == 1


def described() -> AppTest:
    pages = AppTest.from_file(MAIN, default_timeout=60).run().switch_page("views/dispute.py").run()
    pages.text_area(key="description").set_value(TEXT)
    next(b for b in pages.button if b.label == "看怎麼協調").click()
    pages.run()
    assert not pages.exception
    return pages


def test_the_page_says_where_the_text_goes_and_sends_it_on_a_press(server: Scripted, home: Path) -> None:
    pages = described()
    assert any(server.url.split("/")[2] in text.value for text in pages.text)
    assert server.requests == []
    (row,) = Dossiers.open(home).find()
    pages.button(key="reread-send").click().run()
    assert not pages.exception
    assert len(server.requests) == 1
    assert any("tiny" in info.value for info in pages.info)
    kept = Dossiers.open(home).get(row.id)
    assert kept.brief.read_by == "tiny"
    assert (kept.side_a.name, kept.side_a.position) == ("工務課", "那是落葉不歸他們")
    assert (kept.side_b.name, kept.side_b.position) == ("里長", "打了三次電話")
    assert pages.text_input(key=f"乙方-{row.id}").value == "里長"
    next(b for b in pages.button if b.label == "看怎麼協調").click()
    pages.run()
    assert len(Dossiers.open(home).find()) == 1


def test_sides_that_the_officer_wrote_stay(server: Scripted, home: Path) -> None:
    pages = described()
    (row,) = Dossiers.open(home).find()
    pages.text_area(key=f"甲方-said-{row.id}").set_value("我們問過了：不歸工務")
    next(b for b in pages.button if b.label == "儲存").click()
    pages.run()
    pages.button(key="reread-send").click().run()
    assert not pages.exception
    kept = Dossiers.open(home).get(row.id)
    assert kept.brief.read_by == "tiny"
    assert kept.side_a.position == "我們問過了：不歸工務"
    assert kept.side_b.name == "工務課"


def test_the_page_says_what_failed_and_keeps_its_own_reading(server: Scripted, home: Path) -> None:
    server.status = 500
    pages = described()
    (row,) = Dossiers.open(home).find()
    before = Dossiers.open(home).get(row.id)
    pages.button(key="reread-send").click().run()
    assert not pages.exception
    assert any("拒絕" in info.value for info in pages.info)
    assert Dossiers.open(home).get(row.id).brief == before.brief


def test_without_an_endpoint_the_page_offers_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.delenv("XIETIAO_LLM_URL", raising=False)
    monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
    pages = described()
    assert all(b.key != "reread-send" for b in pages.button)
    for row in Dossiers.open(home).find():
        Dossiers.open(home).delete(row.id)
