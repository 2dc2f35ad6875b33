"""A trainer's own cards, cases, lexicon and cues are checked, indexed and shown like shipped ones."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.disputes.desk import Desk
from app.store.library import Library
from corpus.check import check_corpus
from corpus.cues import CueError, Cues
from corpus.lexicon import LexiconError
from tests.small_encoder import PairEncoder

GUIDE = (Path(__file__).parents[2] / "docs" / "編寫指南.md").read_text("utf-8")
CARD, GROUP, CASE = re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
LEXICON, CUES = re.findall(r"```tsv\n(.*?)```", GUIDE, re.DOTALL)


def write(home: Path) -> Path:
    """The guide's examples, saved where the guide says."""
    own = home / "corpus"
    for name, text in {
        "cards/交接單.md": CARD,
        "cards/自編實務.md": GROUP,
        "cases/週末鑰匙.md": CASE,
        "lexicon.tsv": LEXICON,
        "cues.tsv": CUES,
    }.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, "utf-8")
    return own


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert run([*argv, "--json"]) == 0
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path))
    return tmp_path


def test_the_guides_examples_pass_the_checker(tmp_path: Path) -> None:
    assert check_corpus(write(tmp_path)) == []


def test_a_trainers_card_is_found_answered_and_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home)
    found = answer(capsys, "search", "換了人就沒人知道做到哪裡", "-k", "5")
    assert "own.handover-slip" in [hit["concept"] for hit in found["hits"]]
    said = answer(capsys, "ask", "什么是交接单协调")
    assert said["answered"]
    assert any(q["document_id"] == "own.handover-slip" for q in said["quotes"])
    listed = answer(capsys, "concepts")
    assert any(c["id"] == "own.handover-slip" for c in listed["concepts"])
    items = answer(capsys, "items", "--concept", "交接單協調")
    assert items["items"]


def test_the_guides_dispute_shows_the_trainers_method_and_case(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home)
    text = re.search(r"xietiao dispute (.+)", GUIDE)
    assert text
    found = answer(capsys, "dispute", text[1])
    assert "own.handover-slip" in [method["id"] for method in found["methods"]]
    assert found["cases"][0]["id"] == "case.own-001"
    assert answer(capsys, "search", "換了人就沒人知道做到哪裡")["hits"][0]["concept"] == "own.handover-slip"


def test_a_changed_card_shows_at_once_and_a_shipped_one_can_be_corrected(home: Path) -> None:
    library = Library.open(home, PairEncoder())
    shipped = library.corpus.documents["method.form.meeting"].text
    own = home / "corpus" / "cards"
    own.mkdir(parents=True)
    (own / "meeting.md").write_text(shipped.replace("## 例子\n", "## 例子\n水庫調度會每逢枯水期召開。"), "utf-8")
    index = library.ensure_index()
    assert "水庫調度會" in library.corpus.concepts["method.form.meeting"].body["例子"]
    assert index.search("水庫調度會枯水期", k=1)[0].concept == "method.form.meeting"
    (own / "meeting.md").unlink()
    library.ensure_index()
    assert "水庫" not in library.corpus.concepts["method.form.meeting"].body["例子"]


def test_a_bad_card_and_bad_lines_are_reported_by_the_command(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = write(home)
    (own / "cards" / "交接單.md").write_text(
        CARD.replace("  - 你說有講我說沒聽到\n", "").replace("與會議", "与會議"), "utf-8"
    )
    (own / "cues.tsv").write_text(CUES + "沒人交班\town.nothing\n", "utf-8")
    problems = answer(capsys, "check")["problems"]
    said = {(Path(p["path"]).name, p["line"]): p["problem"] for p in problems}
    assert "signals 有 5 句" in said["交接單.md", 8]
    assert said["cues.tsv", 3] == "概念 own.nothing 不存在；用 xietiao concepts 看代碼"
    assert any("簡體字「与」" in problem for problem in said.values())


def test_a_trainers_cues_and_lexicon_reach_the_desk_and_the_search(home: Path) -> None:
    write(home)
    library = Library.open(home, PairEncoder())
    index = library.ensure_index()
    assert index.cues.votes("他说上一班没交代清楚")["own.handover-slip"] == 1.0
    assert [e.entry.official for e in index.lexicon.expansions("又打马虎眼")] == [("敷衍應付", "迴避責任")]
    desk = Desk.of(index, library.corpus)
    methods = desk.features["methods"]
    with_cue = methods.of("兩課換班，上一班沒交代，鑰匙不見了")
    without = methods.of("兩課換班，前頭沒講清，鑰匙不見了")
    place = with_cue.ids.index("own.handover-slip")
    assert with_cue.values[place].tolist() != without.values[place].tolist()
    assert any("沒交代" in "兩課換班，上一班沒交代，鑰匙不見了"[a:b] for a, b in with_cue.where[place])


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("cues.tsv", "cue\tconcepts\n沒人接手\town.nothing\n", 2, "概念 own.nothing 不存在"),
        ("cues.tsv", "cue\tconcepts\n\n沒人接手\n", 3, "至少要有 cue 與 concepts 兩欄"),
        ("cues.tsv", "cue\tconcepts\n沒人接手 method.form.meeting\n", 2, "定位字元"),
        ("cues.tsv", "cue\tconcepts\n推\tconflict.buck-passing\n", 2, "太短"),
        ("cues.tsv", "cue\tconcepts\n沒人接手\tconflict.buck-passing,type.channel.meeting\n", 2, "全形分號"),
        ("cues.tsv", "cue\tconcepts\n沒人接\ttrait\n没人接\ttrait\n", 3, "已在第 2 行"),
        ("cues.tsv", "沒人接手\tconflict.buck-passing\n", 1, "第一行要是欄名"),
        ("cues.tsv", "cue\tconcepts\n沒人接手\ttrait\t多\n", 2, "有 3 欄"),
        ("lexicon.tsv", "everyday\tofficial\tregion\tfield\n打馬虎眼\n", 2, "至少要有 everyday 與 official 兩欄"),
        ("lexicon.tsv", "everyday\tofficial\tregion\tfield\n打馬虎眼\t敷衍\thk\n", 2, "region「hk」"),
        ("lexicon.tsv", "打馬虎眼\t敷衍\tboth\t\n", 1, "第一行要是欄名"),
    ],
)
def test_each_rule_for_the_tables(tmp_path: Path, name: str, text: str, line: int, says: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    [problem] = check_corpus(tmp_path)
    assert (Path(problem.path).name, problem.line) == (name, line)
    assert says in problem.problem


@pytest.mark.parametrize("name", ["cues.tsv", "lexicon.tsv"])
def test_a_table_in_another_encoding_is_named(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes("cue\tconcepts\n沒人接手\ttrait\n".encode("big5"))
    [problem] = check_corpus(tmp_path)
    assert "UTF-8" in problem.problem


def test_a_line_that_cannot_be_read_is_a_sentence_not_a_crash(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = write(home)
    (own / "cues.tsv").write_text("cue\tconcepts\n沒有代碼\n", "utf-8")
    assert run(["search", "交接"]) == 1
    said = capsys.readouterr().err
    assert "cues.tsv" in said
    assert "第 2 行" in said
    with pytest.raises(CueError):
        Cues.load(own)
    (own / "cues.tsv").unlink()
    (own / "lexicon.tsv").write_text("everyday\tofficial\n打馬虎眼\n", "utf-8")
    with pytest.raises(LexiconError):
        Library.open(home, PairEncoder()).ensure_index()
