"""`python -m eval retrieval` on a set of four passages, through the real index and the committed model."""

import gzip
import json
from pathlib import Path

import pytest

from eval.__main__ import main, names
from eval.datasets import digest, read_reported
from eval.retrieval import SYSTEMS, words
from indexer.train.data import Question

PASSAGES = {
    "a": "會議紀錄應於會後三日內送各與會單位確認。",
    "b": "公務車輛之調派，由秘書單位統籌辦理。",
    "c": "訪客進入辦公區域應先登記，並由受訪人員陪同。",
    "d": "採購案件逾一定金額者，應公開招標。",
}
QUESTIONS = [("1", "會議紀錄幾天內要送出去", "a"), ("2", "公务车怎么派", "b"), ("3", "魑魅魍魎", "d")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "passages": [{"id": i, "text": text} for i, text in PASSAGES.items()],
        "questions": [{"id": i, "q": q, "gold": [gold]} for i, q, gold in QUESTIONS],
    }
    for kind, rows in files.items():
        with gzip.open(tmp_path / f"tiny.{kind}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return tmp_path


def test_the_json_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval", "--data", str(folder), "--json"]) == 0
    sets = json.loads(capsys.readouterr().out)["sets"]
    assert [row["system"] for row in sets] == list(SYSTEMS)
    for row in sets:
        assert row["name"] == "tiny"
        assert {"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"} <= row.keys()
    lexical = next(row for row in sets if row["system"] == "bm25")
    # Two of three are found at once, in either script; the third has no word of any passage and stays in the mean.
    assert lexical["recall@1"] == lexical["mrr@10"] == pytest.approx(2 / 3)


def test_a_foreign_set_is_reported_whole(folder: Path) -> None:
    (one,) = read_reported(folder)
    assert len(one.questions) == 3


def test_the_digest_ignores_order() -> None:
    a, b = Question("a", "", frozenset()), Question("b", "", frozenset())
    assert digest([a, b]) == digest([b, a]) != digest([a])


def test_an_empty_folder_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval", "--data", str(tmp_path), "--json"]) == 1
    assert "error" in json.loads(capsys.readouterr().out)


def test_words_are_terms_without_grams() -> None:
    assert words("会议协调,abc") == ["会议", "协调", "会议协调", "abc"]


def test_an_unknown_measure(capsys: pytest.CaptureFixture[str]) -> None:
    assert "retrieval" in names()
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
