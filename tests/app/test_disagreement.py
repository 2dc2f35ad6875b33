"""Sources that contradict each other: shown side by side, and only where they speak of the same thing."""

import csv
from pathlib import Path

import pytest

from app.answering.disagreement import disagree
from app.answering.engine import Answerer
from app.answering.records import Answer
from app.store.library import Library
from corpus.script import to_simplified

with (Path(__file__).parents[1] / "data" / "disagreements.tsv").open(encoding="utf-8") as file:
    CASES = [(row["one"], row["other"], row["disagree"] == "1") for row in csv.DictReader(file, delimiter="\t")]

OLD = """會議室借用須知（舊）

借用會議室應於三日前提出申請。
會議室內禁止飲食。
會議室借用程序：
1. 填寫申請單。
2. 送秘書室核准。
會議室設備由總務科管理。
"""
NEW = """會議室借用須知（新）

借用會議室應於五日前提出申請。
會議室內可以飲食。
貴賓室應於十日前提出申請。
"""


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_sentences_disagree_only_of_the_same_thing(one: str, other: str, expected: bool) -> None:
    assert disagree(one, other) == disagree(other, one) == expected
    assert disagree(to_simplified(one), other) == expected


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("two"))
    library.add_bytes("舊.txt", OLD.encode())
    library.add_bytes("新.txt", NEW.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def firsts(answer: Answer) -> set[str]:
    """What stands at the head of an answer, one statement after the other, as said differently."""
    assert [s.label for s in answer.statements].count("資料的說法不同") == 2
    return {s.text for s in answer.statements[:2] if s.label == "資料的說法不同"}


def test_two_deadlines_stand_next_to_each_other(answerer: Answerer) -> None:
    answer = answerer.ask("借用會議室要幾日前申請", "imported")
    assert firsts(answer) == {"借用會議室應於三日前提出申請。", "借用會議室應於五日前提出申請。"}
    assert len({answer.quotes[s.quotes[0]].document_id for s in answer.statements[:2]}) == 2
    assert "說法不同" in answer.note
    assert "（舊）" in answer.note
    assert "（新）" in answer.note


def test_where_sources_disagree_there_is_no_verdict(answerer: Answerer) -> None:
    answer = answerer.ask("會議室內可以飲食嗎", "imported")
    assert firsts(answer) == {"會議室內禁止飲食。", "會議室內可以飲食。"}
    assert not any(s.verdict for s in answer.statements)


@pytest.mark.parametrize("question", ["會議室借用程序是什麼", "貴賓室要幾日前申請", "會議室設備由誰管理"])
def test_a_contradiction_beside_the_question_is_left_out(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question, "imported")
    assert answer.answered
    assert answer.statements[0].label != "資料的說法不同"
