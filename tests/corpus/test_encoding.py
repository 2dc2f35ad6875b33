import random

import pytest

from corpus.encoding import NotText, decode

TRADITIONAL = [
    "協調",
    "依法行政",
    "各單位",
    "說明：本府各局處應於三日內回復。\r\n一、總則\r\n",
    "巡查記錄 2024-05-06 由工務科彙整 (v2)",
    "「先徵詢，後開會」——這是本科的習慣。",
]
SIMPLIFIED = [
    "协调",
    "里面",
    "行政协调的原则是什么",
    "各处意见不一致时，由秘书长召集。",
    "车辆调度：先急后缓 ABC",
    "一、总则\n二、分工\n",
]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


@pytest.mark.parametrize("encoding", [*UNICODE, "big5", "cp950"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional(text, encoding):
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.fail(f"the fixture does not exist in {encoding}")
    assert decode(data).text == text


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified(text, encoding):
    assert decode(text.encode(encoding)).text == text


def test_ascii_and_western():
    assert decode(b"plain text, no more\n").text == "plain text, no more\n"
    text = "The café near the office is closed on Mondays."
    assert decode(text.encode("cp1252")).text == text


def test_mark_is_dropped_and_breaks_are_kept():
    assert decode("甲\r\n乙\r丙\n".encode("utf-8-sig")).text == "甲\r\n乙\r丙\n"


def test_a_few_broken_bytes_are_counted_not_fatal():
    data = ("各單位應先徵詢意見。" * 60).encode()
    decoded = decode(data[:300] + b"\xff" + data[300:])
    assert decoded.damaged == 1
    assert decoded.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("encoding", "cut"), [("utf-8", 1), ("utf-8", 2), ("utf-8-sig", 2), ("gb18030", 1), ("big5", 1)]
)
@pytest.mark.parametrize("text", ["協調會議紀錄", "各單位應先徵詢意見，後開會；由秘書長召集，三日內回復"])
def test_a_download_that_was_cut_within_a_character_is_read(text, encoding, cut):
    decoded = decode(text.encode(encoding)[:-cut])
    assert decoded.text == text[:-1] + "\ufffd"
    assert decoded.damaged == 1


def test_one_broken_place_is_forgiven_in_a_short_text():
    data = "各單位應先徵詢意見，後開會。".encode()
    assert decode(data[:12] + b"\xff" + data[12:]).text == "各單位應\ufffd先徵詢意見，後開會。"


def test_binary_is_no_text():
    chance = random.Random(5)
    for size in (20, 100, 4000):
        for _ in range(50):
            with pytest.raises(NotText):
                decode(chance.randbytes(size))


def test_a_declared_encoding_counts_only_if_it_fits():
    assert decode("協調會議".encode("big5"), "big5").text == "協調會議"
    assert decode("協調會議".encode(), "big5").text == "協調會議"
    assert decode("協調會議".encode("big5"), "no-such-encoding").text == "協調會議"
