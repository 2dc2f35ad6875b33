"""A quiz in the terminal: letters as on the pages, what is missing said, a new learner made after a question."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from app.cli import run
from app.commands.study import item_lines, key_text
from app.commands.typed import NotUnderstood, how, response_of
from app.store.study import Study
from app.study.grading import grade
from app.study.records import Item, ItemKind
from app.study.wording import letter
from tests.app.study_samples import day, item, submission

PAIRS = {"left": ["甲", "乙", "丙"], "right": ["一", "二", "三"]}
STEPS = ["甲", "乙", "丙", "丁", "戊"]


def made(kind: ItemKind, options: Any, key: Any) -> Item:
    return Item("q", kind, "type", "題幹______，______。" if kind == "blank" else "題幹", options, key, "", ())


ORDER, MATCH = made("ordering", STEPS, [4, 3, 2, 1, 0]), made("matching", PAIRS, [2, 0, 1])
SINGLE, SEVERAL = made("single", STEPS, 1), made("multiple", STEPS, [0, 2])
BLANKS, JUDGE = made("blank", [], [["上級"], ["下級"]]), made("true_false", ["正確", "錯誤"], True)


@pytest.mark.parametrize(
    "typed", ["EDCBA", "edcba", "E D C B A", "e、d、c、b、a", "ＥＤＣＢＡ", "54321", "5 4 3 2 1", "５,４,３,２,１"]
)
def test_an_order_is_typed_in_letters_or_numbers(typed: str) -> None:
    assert grade(ORDER, response_of(ORDER, typed)).score == 1.0


@pytest.mark.parametrize(
    ("given", "typed", "said"),
    [
        (ORDER, "1 2 3 4", "需要 5 個，這裡有 4 個"),
        (ORDER, "ABCD", "需要 5 個，這裡有 4 個"),
        (ORDER, "11234", "每一步只用一次，A 用了兩次"),
        (ORDER, "ABCDZ", "沒有「Z」這個選項"),
        (ORDER, "1 2 3 4 6", "沒有「6」這個選項"),
        (ORDER, "先甲後乙", "沒有「先」這個選項"),
        (MATCH, "AB", "需要 3 個，這裡有 2 個"),
        (SINGLE, "AB", "只選一個，這裡有 2 個"),
        (SINGLE, "[", "沒有「[」這個選項"),
        (SINGLE, "、", "看不懂「、」"),
        (BLANKS, "上級", "需要 2 格，這裡有 1 格"),
        (JUDGE, "也許", "看不懂「也許」"),
        (JUDGE, "√×", "看不懂「√×」"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(given: Item, typed: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match="^" + said.replace("[", r"\[")):
        response_of(given, typed)


@pytest.mark.parametrize(
    ("given", "typed", "response"),
    [
        (MATCH, "cab", [2, 0, 1]),
        (MATCH, "3 1 2", [2, 0, 1]),
        (MATCH, "aaa", [0, 0, 0]),  # one right side for all is wrong, and an answer
        (SINGLE, "b", 1),
        (SINGLE, "2", 1),
        (SEVERAL, "CA", [0, 2]),
        (SEVERAL, "1 3", [0, 2]),
        (BLANKS, "上級；下級", ["上級", "下級"]),
        (JUDGE, "√", True),
        (JUDGE, "×", False),
        (JUDGE, "错", False),
        (ORDER, " ", ""),
    ],
)
def test_answers(given: Item, typed: str, response: Any) -> None:
    assert response_of(given, typed) == response


@pytest.mark.parametrize("given", [ORDER, MATCH, SINGLE, SEVERAL])
def test_the_key_as_it_is_printed_is_the_answer_that_is_typed(given: Item) -> None:
    typed = "".join(char for char in key_text(given).replace("–", "") if not char.isdecimal())
    assert grade(given, response_of(given, typed)).score == 1.0
    shown = "\n".join(item_lines(given, 1))
    options = given.options["right"] if given.kind == "matching" else given.options
    assert all(f"{letter(n)}. {text}" in shown for n, text in enumerate(options))


def test_twelve_steps_are_not_read_as_single_digits() -> None:
    many = made("ordering", [f"第 {n} 項" for n in range(12)], list(range(12)))
    assert "12 個" in how(many)
    assert response_of(many, " ".join(str(n) for n in range(1, 13))) == list(range(12))
    assert response_of(many, "ABCDEFGHIJKL") == list(range(12))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def quiz(name: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return run(["quiz", "-n", "1", "--kind", "true_false", "--seed", "1", "--learner", name])


def test_a_new_name_is_made_where_it_is_meant(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quiz("林", "對\n", monkeypatch) == 0  # nobody there yet
    assert "新增了學員「林」" in capsys.readouterr().err
    assert quiz("琳", "否\n", monkeypatch) == 1
    assert "現有：林" in capsys.readouterr().err
    assert Study.open(home).names() == ("林",)
    assert quiz("陳", "是\n對\n", monkeypatch) == 0
    assert set(Study.open(home).names()) == {"林", "陳"}
    assert len(Study.open(home).learner("陳").history()) == 1
    assert quiz("字" * 41, "是\n對\n", monkeypatch) == 1
    assert "四十字" in capsys.readouterr().err


def test_results_are_exported_as_a_summary_in_word(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    learner = Study.open(home).enrol("林", datetime.now(UTC))
    learner.submit("a", [submission("林", item(1, concept="type.nature.corrective"), day(0), right=True)])
    file = tmp_path / "成績.docx"
    assert run(["export", "results", str(file)]) == 0
    people, concepts = docx.Document(str(file)).tables
    assert [cell.text for cell in people.rows[1].cells][:2] == ["林", "1"]
    assert [cell.text for cell in concepts.rows[1].cells][:2] == ["糾偏式協調", "1 / 1"]
    assert "100%（" in people.rows[1].cells[2].text
