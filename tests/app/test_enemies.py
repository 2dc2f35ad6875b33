"""Items of which one answers the other, and papers without such."""

from dataclasses import replace

from app.study.blueprint import BankItem, Blueprint, Part
from app.study.building import build_exam
from app.study.enemies import Told, enemies
from app.study.records import Item
from tests.app.study_samples import item

HASHES = ("1" * 16,)


def told(kind, stem, options=(), key=0, hashes=()):
    return Told.of(Item("q", kind, "c", stem, list(options) if kind != "matching" else options, key, "", (), hashes))


def test_a_right_option_and_a_blank_on_one_sentence():
    blank = told("blank", "填空：______是檢查各單位是否依約定辦事。", key=[["行政監督"]], hashes=HASHES)
    listed = told("multiple", "下列正確的有", ["行政監督檢查各單位。", "乙"], [0], hashes=HASHES)
    assert enemies(blank, listed)
    assert not enemies(blank, told("multiple", "下列正確的有", ["甲", "乙"], [0], hashes=("2" * 16,)))


def test_names_to_match_answer_which_names_there_are():
    names = ["能動性", "指令性", "目的性", "時效性"]
    key = [{"point": name, "accept": [name], "exact": True} for name in names]
    asked = told("short", "「六種特性」包括哪幾項？", key=key)
    assert enemies(asked, told("matching", "配對", {"left": names, "right": ["甲", "乙", "丙", "丁"]}, [0, 1, 2, 3]))
    assert not enemies(asked, told("single", "下列哪一項", ["能動性", "甲乙", "丙丁", "戊己"]))


def test_a_list_answers_the_blank_that_is_left_in_it():
    blank = told("blank", "填空：時機有事前協調、______、事後協調。", key=[["事中協調"]])
    assert enemies(blank, told("ordering", "排列", ["時機有事前協調", "事中協調", "事後協調"], [0, 1, 2]))
    assert not enemies(blank, told("single", "說的是", ["事中協調", "會議協調", "現場協調"]))


def test_a_paper_has_no_enemies_where_it_can_be_helped():
    """Each third item rests on one sentence; of the others there are enough."""
    entries = []
    for n in range(30):
        hashes = HASHES if n % 3 == 0 else (f"{n:016d}",)
        one = replace(item(n, "single", f"c{n}", f"第{n}題"), sentence_hashes=hashes)
        entries.append(BankItem(one, "type", "easy"))
    for seed in range(10):
        paper = build_exam(entries, Blueprint("", 30, (Part("single", 20, 1),)), seed)
        assert sum(q.item.sentence_hashes == HASHES for q in paper.questions) <= 1
    whole = build_exam(entries, Blueprint("", 30, (Part("single", 30, 1),)), 1)
    assert len(whole.questions) == 30
