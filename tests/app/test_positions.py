"""The positions that an endpoint reads, against a real server on loopback."""

import json
from typing import Any

import pytest

from app.answering.endpoint import Endpoint
from app.disputes.positions import positions, with_positions
from app.disputes.parties import sides
from app.disputes.records import Brief
from corpus.script import to_simplified
from tests.scripted_endpoint import scripted

TEXT = "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，里長打了三次電話，兩邊推來推去。"
GOOD = {
    "sides": [
        {"name": "工務課", "said": ["那是落葉不歸他們", "預算已經用完"]},  # the second was never said
        {"name": "環保課", "said": ["路面歸工務課掃"]},
    ]
}


def read(reply: str, description: str = TEXT) -> list[tuple[str, list[str]]]:
    with scripted(reply) as server:
        found = positions(description, Endpoint(server.url, "tiny"))
    for side in found:
        for why in (side.name, *side.said):
            assert description[why.start : why.end] == why.text
    return [(side.name.text, [why.text for why in side.said]) for side in found]


def fallback() -> list[tuple[str, list[str]]]:
    return [(side.name.text, [why.text for why in side.said]) for side in sides(TEXT)]


def test_only_words_of_the_description_are_taken() -> None:
    expected = [("工務課", ["那是落葉不歸他們"]), ("環保課", ["路面歸工務課掃"])]
    assert read(json.dumps(GOOD, ensure_ascii=False)) == expected
    assert read(f"<think>{{想}}</think>好的：\n```json\n{json.dumps(GOOD)}\n```") == expected


def test_words_in_the_other_script_are_found() -> None:
    found = read(json.dumps(GOOD, ensure_ascii=False), to_simplified(TEXT))
    assert [name for name, _ in found] == [to_simplified("工務課"), to_simplified("環保課")]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "我不知道",
        "{" * 5000,
        '{"sides": 3}',
        '{"sides": ["甲", null]}',
        '{"sides": [{"name": 1, "said": 2}, {"name": "工務課", "said": ["不歸他們"]}]}',
        '{"sides": [{"name": "財政局", "said": ["路面歸工務課掃"]}, {"name": "工務課", "said": []}]}',
        '{"sides": [{"name": "工務課", "said": ["不歸他們"]}, {"name": "工務課", "said": ["不歸他們"]}]}',
        '{"sides": [{"name": "工務課", "said": []}, {"name": "環保課", "said": ["預算已經用完"]}]}',
    ],
)
def test_anything_else_leaves_our_own_reading(reply: str) -> None:
    assert read(reply) == fallback()


def test_an_endpoint_that_fails_leaves_our_own_reading() -> None:
    assert positions(TEXT, None) == sides(TEXT)
    with scripted("", status=500) as server:
        assert positions(TEXT, Endpoint(server.url, "tiny")) == sides(TEXT)


def test_nothing_is_sent_for_what_is_no_dispute() -> None:
    def never(request: dict[str, Any]) -> Any:
        raise AssertionError(request)

    with scripted(never) as server:
        brief = Brief("今天天氣很好", False, 0.01)
        assert with_positions(brief, Endpoint(server.url, "tiny")) == brief
    assert server.requests == []
