"""Sentences against their quotations: the table of faithful and twisted ones, in two halves."""

import csv
import hashlib
from pathlib import Path

import pytest

from app.answering.faithfulness import is_faithful
from corpus.script import to_simplified

TABLE = Path(__file__).parents[1] / "data" / "faithfulness.tsv"


def rows(half: str) -> list[dict[str, str]]:
    """The checks were tuned on the one half; the other is only counted. A row belongs where its hash says."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))

    def half_of(row: dict[str, str]) -> str:
        digest = hashlib.sha256(f"{row['quotation']}\t{row['sentence']}".encode()).digest()
        return "report" if digest[0] % 2 else "tune"

    return [row for row in table if half_of(row) == half]


@pytest.mark.parametrize(("half", "missed", "alarms"), [("tune", 0, 3), ("report", 1, 3)])
def test_twists_are_found_and_most_paraphrases_pass(half: str, missed: int, alarms: int) -> None:
    table = rows(half)
    passed = {kind: [is_faithful(r["sentence"], [r["quotation"]]) for r in table if r["kind"] == kind]
              for kind in ("faithful", "twisted")}  # fmt: skip
    assert min(map(len, passed.values())) >= 20
    assert passed["twisted"].count(True) <= missed
    assert passed["faithful"].count(False) <= alarms


def test_both_scripts_are_judged_alike() -> None:
    for row in rows("tune"):
        judged = is_faithful(row["sentence"], [row["quotation"]])
        assert is_faithful(to_simplified(row["sentence"]), [row["quotation"]]) == judged, row
        assert is_faithful(row["sentence"], [to_simplified(row["quotation"])]) == judged, row


@pytest.mark.parametrize(
    ("sentence", "around", "faithful"),
    [
        ("會議協調要先發通知。", "會議協調", True),  # the title says of what
        ("會議協調要先發通知。", "", False),
        ("會議協調不要先發通知。", "會議協調不要先發通知嗎", False),  # the question vouches for no 不
        ("會辦單位要先發通知。", "主辦單位的會議", False),
    ],
)
def test_titles_and_questions_lend_names_only(sentence: str, around: str, faithful: bool) -> None:
    assert is_faithful(sentence, ["要先發通知，附上議程。"], around) == faithful


def test_several_quotations_may_bear_out_one_sentence() -> None:
    sources = ["主辦單位先查明法源。", "會簽意見應在三個工作天內送回。"]
    assert is_faithful("主辦單位要先查明法源，會簽意見在三個工作天內送回。", sources)
    assert not is_faithful("主辦單位在三個工作天內送回會簽意見。", sources)


def test_what_a_thing_is_leads_on_to_what_it_does() -> None:
    source = ["促進式協調是按性質劃分的一種協調，在各部門進展拉開差距時支持先進，由上級派人督導。"]
    assert is_faithful("促進式協調在各部門進展拉開差距時支持先進。", source)
    assert not is_faithful("促進式協調派人督導。", source)


@pytest.mark.parametrize("sentence", ["", "。", "不", "，、", "\ue000\U000f0001", "一" * 500])
def test_nothing_is_borne_out_by_nothing(sentence: str) -> None:
    assert not is_faithful(sentence, [])
    assert not is_faithful(sentence, ["協調要先查明法源。"])
