import pytest

from corpus.script import detect_script, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("各機關應先徵詢意見", "trad"),
        ("各机关应先征询意见", "simp"),
        ("各機關應先徵詢意見，各机关应先征询意见", "mixed"),
        ("一二三", "trad"),
        ("", "trad"),
        # 范 and 准 are regular traditional characters too: one slip does not make a text mixed
        ("協調工作的性質和范疇,是各機關的准繩", "trad"),
    ],
)
def test_detect_script(text, script):
    assert detect_script(text) == script


def test_words_are_left_alone():
    assert to_simplified("效能、程序、全局、類型") == "效能、程序、全局、类型"
    assert to_traditional("软件、程序、这里、行政协调") == "軟件、程序、這裡、行政協調"
