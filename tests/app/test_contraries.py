"""Statements made false by one word."""

import pytest

from app.study.checker import Checker
from app.study.contraries import contradicts, turned
from app.study.records import Item
from corpus.cards import load_corpus


@pytest.mark.parametrize(
    ("said", "name", "false"),
    [
        ("是主辦單位在公文核定以前送給業務單位簽署的程序", "會簽", "是主辦單位在公文核定以後送給業務單位簽署的程序"),
        ("在廣義上體現行政與社會發生的關係", "外部協調", "在狹義上體現行政與社會發生的關係"),
        ("是四項原則的第三項", "求同存異", "是四項原則的第二項"),
        ("以組織內部機構之間的關係為對象", "行政組織結構協調", "以組織外部機構之間的關係為對象"),
    ],
)
def test_a_word_is_turned(said, name, false):
    made = turned(said, name)
    assert made
    assert made[0] == false
    assert contradicts(f"{name}{false}。", f"{name}{said}。")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("把內部的各種關係理順", "內部協調"),  # the name tells
        ("處理縱橫向之間的矛盾", "結構性行政協調"),  # half of a pair
        ("不能以內部文件代替法律依據", "依法行政原則"),  # forbidden of both
        ("第一種看時間，第二種看關係", "三種說法"),  # both stand there
        ("的優點是反應快，能在問題變大之前解決", "基層協調"),  # it would contradict itself
        ("包括日常事務、外部溝通、外聯", "六項職責"),  # one of a series
    ],
)
def test_what_shows_that_a_word_was_turned_or_leaves_it_true_is_not_turned(said, name):
    assert turned(said, name) is None


def test_only_a_turned_word_excuses_a_statement_like_the_card():
    checker = Checker(load_corpus().concepts)
    said = "會簽（會辦）是主辦單位在公文核定以{}，把稿件送給業務相關的單位表示意見並簽署的程序。"

    def rules(stem):
        item = Item("q", "true_false", "institution.countersign", stem, ["正確", "錯誤"], False, "", ())
        return {problem.rule for problem in checker.check(item)}

    assert rules(said.format("後")) == set()
    assert rules(said.format("前")) == {"second_right"}
    assert rules(said.format("後").replace("簽署", "署名")) == {"second_right"}
