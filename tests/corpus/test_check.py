"""Each rule of the checker finds a bad example, and lets the good one pass."""

from pathlib import Path

import pytest

from corpus.check import Problem, check_corpus
from corpus.copying import copied_runs, fingerprint, hash_run, source_hashes, without_names, write_hashes
from corpus.script import to_simplified

SECTIONS = "\n\n".join(
    f"## {heading}\n{body}"
    for heading, body in [
        ("定義", "試辦協調是在一個單位先做、看過結果再請其他單位照做的協調，用來減少大家對新做法的疑慮。"),
        ("要點", "- 先做的單位要自願。"),
        ("適用", "- 新做法的結果還說不準。"),
        ("不適用", "- 時間緊急。"),
        ("步驟", "1. 選定單位。\n2. 看結果。"),
        ("例子", "某局先在一個窗口試用新表單。"),
        ("常見錯誤", "- 沒看結果就推廣。"),
        ("辨析", "- 與會議協調：一個靠做，一個靠談。"),
    ]
)
GOOD = f"""---
id: type.own.trial
kind: type
group: type.own
name: 試辦協調
signals: [先做給大家看, 誰先試水溫, 先找一個科試試, 沒人敢先做, 怕做了出事, 先跑一輪再說]
---
# 試辦協調

{SECTIONS}
"""
CASE = f"""---
id: case.own
title: 誰先試
concepts:
  type.own.trial: 大家都怕出事，所以先請一個科試做。
---
# 誰先試

## 情境
{"新的登記辦法要各科一起換，可是沒有一科願意先換，怕出了差錯要自己擔。" * 4}

## 甲方立場
先緩一緩。

## 乙方立場
馬上就換。

## 處理
請一個科先試。

## 分析
先試後推。
"""


def problems(tmp_path: Path, *texts: str, folder: str = "cards") -> list[Problem]:
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (tmp_path / folder / f"{number}.md").write_text(text, encoding="utf-8")
    return check_corpus(tmp_path)


def test_a_good_card_and_case_have_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    assert problems(tmp_path, CASE, folder="cases") == []


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (GOOD.replace("## 例子\n某局先在一個窗口試用新表單。\n\n", ""), "缺少「例子」"),
        (GOOD.replace("- 時間緊急。", ""), "「不適用」一節，或該節是空的"),
        (GOOD.replace("，用來減少大家對新做法的疑慮", "").replace("、看過結果", ""), "定義有"),
        (GOOD.replace(", 怕做了出事, 先跑一輪再說", ""), "signals 有 4 句"),
        (GOOD.replace("name: 試辦", "contrasts: [type.channel.meeting]\nname: 試辦"), "沒有反過來列出"),
        (GOOD.replace("name: 試辦", "contrasts: [type.nothing]\nname: 試辦"), "type.nothing 不存在"),
        (GOOD + "\n相關：[某卡](type.nowhere)\n", "連結 type.nowhere"),
        (GOOD.replace("先做的單位", "先做的单位"), "簡體字「单」"),
        (GOOD.replace("大家對新做法", "大家对新做法的单"), "簡體字「对」「单」"),
        (to_simplified(GOOD), "整份是簡體字"),
        (GOOD.replace("kind: type", "kind: trait"), "不用 signals"),
        (GOOD.replace("kind: type", "kind: group"), "members 清單"),
        (GOOD.replace("kind: type", "kind: group\nopen: true\nmembers: [type.no]"), "members 裡的 type.no 不存在"),
        (GOOD.replace("name: 試辦", "own: true\nname: 試辦"), "「來源說明」"),
        ("沒有欄位區的卡片", "--- 起訖"),
    ],
)
def test_each_rule_finds_its_bad_example(tmp_path: Path, bad: str, says: str) -> None:
    assert any(says in problem.problem for problem in problems(tmp_path, bad))


def test_a_problem_names_file_and_line(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD.replace("先做的單位", "先做的单位"))
    assert found.path.endswith("0.md")
    assert found.line == GOOD[: GOOD.index("先做的單位")].count("\n") + 1


def test_two_cards_that_say_the_same(tmp_path: Path) -> None:
    other = GOOD.replace("type.own.trial", "type.own.other").replace("試辦協調", "先行協調")
    assert any("同一回事" in problem.problem for problem in problems(tmp_path, GOOD, other))


def test_one_id_twice(tmp_path: Path) -> None:
    assert any("已用於" in problem.problem for problem in problems(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (CASE.replace("## 處理\n請一個科先試。\n\n", ""), "缺少「處理」"),
        (CASE.replace("新的登記辦法要各科一起換，", "換。", 3), "情境有"),
        (
            CASE.replace(
                "type.own.trial: 大家都怕出事，所以先請一個科試做。", "type.none: 大家都怕出事，所以先請一個科試做。"
            ),
            "type.none",
        ),
        (CASE.replace("大家都怕出事，所以先請一個科試做。", "怕。"), "一句話說明"),
    ],
)
def test_each_rule_for_cases_finds_its_bad_example(tmp_path: Path, bad: str, says: str) -> None:
    problems(tmp_path, GOOD)
    assert any(says in problem.problem for problem in problems(tmp_path, bad, folder="cases"))


def test_a_missing_concept_and_a_changed_name_of_the_shipped_corpus(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "a.md").write_text(GOOD, encoding="utf-8")
    found = [problem.problem for problem in check_corpus(shipped=tmp_path)]
    assert sum("還沒有卡片" in problem for problem in found) == 110
    assert any("names.golden.tsv" in problem for problem in found)


def test_copied_runs_are_found_over_changed_punctuation_of_names_and_script() -> None:
    key, _ = without_names("調整機構之間的關係以提高行政效能，進而實現目標")
    hashes = frozenset(hash_run(key[i : i + 12]) for i in range(len(key) - 11))
    text = "他說：调整机构之间的关系以提高行政效能。另起一句"
    ((start, end),) = copied_runs(text, hashes)
    assert text[start:end] == "调整机构之间的关系以提高行政效能"
    assert copied_runs("調整機構之間的分工以提高效能", hashes) == []


def test_a_card_that_copies_the_source_text(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("凡是新的做法，都要先在一個單位先做、看過結果，再談別的。", encoding="utf-8")
    hashes = tmp_path / "hashes.bin"
    write_hashes([source], hashes)
    (tmp_path / "own" / "cards").mkdir(parents=True)
    (tmp_path / "own" / "cards" / "a.md").write_text(GOOD, encoding="utf-8")
    (found,) = check_corpus(tmp_path / "own", hashes=hashes)
    assert "「在一個單位先做、看過結果" in found.problem
    assert found.line == GOOD[: GOOD.index("在一個單位先做")].count("\n") + 1


def test_the_hashes_of_the_source_text_were_made_with_this_key_and_these_names() -> None:
    assert fingerprint() in source_hashes()


def test_the_shipped_corpus_has_no_problem() -> None:
    assert check_corpus() == []
