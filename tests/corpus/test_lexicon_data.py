"""The shipped lexicon: every line whole, every everyday expression once, none of them an official term as well."""

from collections import Counter

import pytest

from corpus.cards import SHIPPED
from corpus.key import search_key
from corpus.lexicon import FILE, Entry, read_entries
from corpus.script import to_traditional

# Traditional as they stand, though OpenCC would convert them when they stand alone.
REGULAR_IN_BOTH = "台污准脣托占尸游干凶划里"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(read_entries(SHIPPED / FILE))


def test_every_line_has_four_filled_columns(entries: list[Entry]) -> None:
    header, *lines = (SHIPPED / FILE).read_text("utf-8").splitlines()
    assert header == "everyday\tofficial\tregion\tfield"
    assert len(lines) == len(entries) >= 1500
    assert [line for line in lines if len(line.split("\t")) != 4 or not all(line.split("\t"))] == []


def test_values_are_in_range(entries: list[Entry]) -> None:
    assert {entry.region for entry in entries} == {"cn", "tw", "both"}
    assert [e.everyday for e in entries if not 2 <= len(e.everyday) <= 8] == []
    assert [e.everyday for e in entries if not 1 <= len(e.official) <= 4] == []
    assert [t for e in entries for t in e.official if not 2 <= len(t) <= 8] == []
    assert [e.field for e in entries if not e.field.replace("-", "").isalpha() or not e.field.islower()] == []


def test_an_everyday_expression_stands_once() -> None:
    keys = Counter(search_key(entry.everyday) for entry in read_entries(SHIPPED / FILE))
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_everyday_expression_is_an_official_term(entries: list[Entry]) -> None:
    official = {search_key(term) for entry in entries for term in entry.official}
    assert [e.everyday for e in entries if search_key(e.everyday) in official] == []


def test_official_terms_do_not_repeat_within_a_line(entries: list[Entry]) -> None:
    assert [e.everyday for e in entries if len({search_key(t) for t in e.official}) != len(e.official)] == []


def test_the_text_is_traditional(entries: list[Entry]) -> None:
    used = {char for e in entries for part in (e.everyday, *e.official) for char in part}
    assert {char for char in used if to_traditional(char) != char} <= set(REGULAR_IN_BOTH)
