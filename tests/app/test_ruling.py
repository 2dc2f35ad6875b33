"""Verdicts by rules: only where the very act that is asked about is demanded, permitted, forbidden or waived."""

import csv
from pathlib import Path

import pytest

from app.answering.engine import Answerer
from app.answering.ruling import decides, ruling
from app.store.library import Library
from corpus.script import to_simplified

with (Path(__file__).parents[1] / "data" / "rulings.tsv").open(encoding="utf-8") as file:
    CASES = [(row["question"], row["sentence"], row["verdict"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize(("question", "sentence", "verdict"), CASES)
def test_a_rule_rules_in_either_script(question: str, sentence: str, verdict: str) -> None:
    assert ruling(question, sentence) == verdict
    assert ruling(to_simplified(question), sentence) == verdict
    assert ruling(question, to_simplified(sentence)) == verdict


def test_the_sentence_behind_may_except_from_it() -> None:
    asked, said = "正印可以攜出辦公室嗎", "不得將正印攜出辦公室。"
    assert ruling(asked, said, "正印由專人保管。") == "否"
    assert ruling(asked, said, "因公需要攜出者，須經首長核准。") == ""


def test_sentences_that_contradict_each_other_decide_nothing() -> None:
    asked, no = "可以在走道堆放貨物嗎", ("禁止在走道堆放貨物。", "")
    assert decides(asked, [("走道由管理員巡查。", ""), no]) == (1, "否")
    assert decides(asked, [no, ("攤商可以在走道堆放貨物，但不得超過黃線。", "")]) is None


RULES = """宿舍規則

第一條 住戶不得留宿外人。
第二條 退宿應繳回鑰匙。
第三條 遷入不必繳納保證金。
第四條 住戶得在公用廚房烹煮食物，但不得使用明火。
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("rules"))
    library.add_bytes("宿舍.txt", RULES.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


@pytest.mark.parametrize(
    ("question", "verdict", "sentence"),
    [
        ("可以留宿外人嗎", "否", "住戶不得留宿外人。"),
        ("退宿要不要繳回鑰匙", "是", "退宿應繳回鑰匙。"),
        ("迁入是不是必须缴纳保证金", "否", "遷入不必繳納保證金。"),
        ("可以在公用廚房烹煮食物嗎", "", ""),
        ("退宿要繳納保證金嗎", "", ""),
    ],
)
def test_imported_rules_give_a_verdict(answerer: Answerer, question: str, verdict: str, sentence: str) -> None:
    answer = answerer.ask(question, "imported")
    assert answer.answered
    assert [(s.verdict, s.text) for s in answer.statements if s.verdict] == ([(verdict, sentence)] if verdict else [])


def test_a_card_that_rules_gives_a_verdict(answerer: Answerer) -> None:
    first = answerer.ask("互相溝通協調要召集嗎", "shipped").statements[0]
    assert (first.verdict, "不必召集" in first.text) == ("否", True)


def test_what_holds_in_some_cases_only_gives_none(answerer: Answerer) -> None:
    assert not any(s.verdict for s in answerer.ask("被請求的機關可以拒絕協助嗎", "shipped").statements)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("本位主義是矛盾的一種嗎", "否"),
        ("職責交叉是矛盾的一種嗎", "否"),
        ("行政督導是代替下級辦事嗎", "否"),
        ("內部協調是按範圍劃分的嗎", "是"),
        ("利益協調是按內容劃分的嗎", ""),
        ("會議協調是非會議協調嗎", ""),
        ("事前協調是事後協調嗎", ""),
        ("內部協調就是對人的協調嗎", ""),
        ("外部協調是行政自身的協調嗎", ""),
        ("推諉是矛盾的成因嗎", ""),
        ("整体利益必须服从局部利益吗", ""),
    ],
)
def test_a_card_says_what_a_thing_is_only_where_the_whole_of_what_is_asked_stands_there(
    answerer: Answerer, question: str, verdict: str
) -> None:
    given = [s.verdict for s in answerer.ask(question, "shipped").statements if s.verdict]
    assert given == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("能不能委託他人代刷卡", "員工上下班應親自刷卡，不得委託他人代刷。", "否"),
        ("可以親自刷卡嗎", "員工上下班應親自刷卡，不得委託他人代刷。", ""),
        ("印章保管人可以擅自委托他人代管吗", "印章由办公室指定专人保管，保管人不得擅自委托他人代管。", "否"),
        ("加班可以選擇補休嗎", "加班得選擇補休或支領加班費。", "是"),
        ("原件可以寄送嗎", "原件不得攜出，影本得攜出或寄送。", ""),
        ("影本可以寄送嗎", "原件不得攜出，影本得攜出或寄送。", "是"),
    ],
)
def test_a_rule_speaks_with_the_other_clauses_of_its_sentence(question: str, sentence: str, verdict: str) -> None:
    assert ruling(question, sentence) == verdict
