"""The cut of a key into terms, and the compiled dictionary's cache."""

import subprocess
import sys
from pathlib import Path

import jieba
import pytest

from corpus.key import search_key
from indexer import segment


def test_words_then_characters_then_pairs() -> None:
    assert segment.terms("会议协调") == ["会议", "协调", "会议协调", "会", "议", "协", "调", "会议", "议协", "协调"]


def test_pairs_do_not_cross_punctuation_and_latin_words_stay_whole() -> None:
    cut = segment.terms(search_key("ＫＰＩ高，難"))
    assert "kpi" in cut
    assert "高难" not in cut
    assert "，" not in cut
    assert "," not in cut


def test_concept_names_are_words() -> None:
    names = list(segment.domain_names())
    assert "秉公协调" in names
    for name in names:
        assert name in segment.terms(name)


def test_words_that_only_exist_in_traditional_spelling_are_found_in_the_key() -> None:
    # the key turns 著名 into 着名, which jieba's own dictionary does not hold
    assert "着名" in segment.terms(search_key("著名"))


def test_table_cuts_as_jieba_does_where_keys_change_nothing() -> None:
    text = "领导在小明硕士毕业于中国科学院计算所的时候开了会"
    assert [t for t in segment.terms(text) if len(t) > 2] == [t for t in jieba.lcut_for_search(text) if len(t) > 2]


@pytest.mark.parametrize("damage", [b"", b"nothing", None])
def test_a_damaged_cache_is_compiled_anew(tmp_path: Path, damage: bytes | None) -> None:
    script = f"""
from pathlib import Path
from indexer import segment
segment.use_cache_folder(Path({str(tmp_path)!r}))
print(segment.terms("会议协调"))
"""
    run = [sys.executable, "-W", "ignore", "-c", script]
    first = subprocess.run(run, capture_output=True, text=True, check=True)
    (cache,) = tmp_path.glob("words-*.bin")
    whole = cache.read_bytes()
    cache.write_bytes(whole[:-1] + b"?" if damage is None else damage)
    second = subprocess.run(run, capture_output=True, text=True, check=True)
    assert first.stdout == second.stdout != ""
    assert first.stderr == second.stderr == ""  # jieba's log stays silent
    assert cache.read_bytes() == whole
