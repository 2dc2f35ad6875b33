"""How much of a question's own words the texts hold."""

import pytest

from app.answering.question import Names, understand
from app.answering.support import support
from corpus.cards import load_corpus
from indexer.encoder import StaticEncoder

TEXT = "協調會議由主辦單位召集，會前把議程和資料寄給各單位。"


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.of(load_corpus().concepts)


def held(question: str, names: Names, texts: list[str]) -> float:
    return support(StaticEncoder.open(), understand(question, names), texts)


def test_words_that_stand_in_the_texts_are_supported_wholly(names: Names) -> None:
    assert held("議程和資料怎麼寄？", names, [TEXT]) == pytest.approx(1.0, abs=1e-5)


def test_a_word_alike_supports_more_than_a_strange_one(names: Names) -> None:
    assert held("開會的文件怎麼送", names, [TEXT]) > held("基因怎麼突變", names, [TEXT])


def test_names_and_asking_words_are_not_asked_for(names: Names) -> None:
    assert held("何謂事務協調？請簡要說明其意涵。", names, ["無關"]) == 1.0
    assert held("事務協調的股價", names, ["無關"]) < 0.5


def test_nothing_supports_what_has_no_text(names: Names) -> None:
    assert held("議程", names, []) == 0.0
