from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from corpus.key import key_table, search_key, words_only
from corpus.script import to_simplified


@given(st.text())
def test_key_has_the_length_of_the_text(text: str) -> None:
    assert len(search_key(text)) == len(text)


@given(st.text())
def test_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_every_traditional_character_and_phrase_meets_its_conversion() -> None:
    phrases = files("opencc").joinpath("dictionary/TSPhrases.txt").read_text("utf-8").splitlines()
    texts = [*map(chr, key_table()), *(line.split("\t")[0] for line in phrases)]
    assert [text for text in texts if search_key(to_simplified(text)) != search_key(text)] == []


def test_named_pairs_width_and_case() -> None:
    assert search_key("著覆瞭藉ＡＢ１２，（　）Ａbc") == "着复了借ab12,( )abc"


def test_words_only() -> None:
    assert words_only("客觀公允,秉公 協調_") == "客观公允秉公协调"
