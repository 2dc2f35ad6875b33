"""Running headers and footers: on pages as strings, and in a PDF."""

from itertools import pairwise

import pytest

from corpus.passages import split_passages
from corpus.readers import read_bytes
from corpus.readers.running import strip_running
from tests.corpus.printed import print_pdf

# The text of a page: the sentence that crosses to the next page is cut where the page ends.
BODY = [
    [
        "聯合巡查講義",
        "一、召集",
        "召集科室每月第一個星期發出通知，通知裡寫明集合地點、路線與結束的",
        "時間，各科室依此安排",
    ],
    ["人力和車輛。名單上的人不能到場時由同科室另派，並且先告訴召集", "科室，以免現場等候。", "二、記錄"],
    ["每項發現寫明地點、照片編號和負責科室。", "記錄在兩天內送各科室核對，有出入的附上照片"],
    ["說明，由召集科室更正後再送一次。", "三、結案", "改善完成以後雙方在記錄上簽名。"],
]


def strip(pages: list[list[str]]) -> list[list[str]]:
    return [page.split("\n") if page else [] for page in strip_running(["\n".join(page) for page in pages]).pages]


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["協調講義 內部資料"], ["第 {n} 頁，共 {all} 頁"]),
        ([], ["協調講義 內部資料", "第  {n} 頁，共  {all} 頁"]),
        (["{n}", "協調講義"], []),
        (["2024/5/1 上午 10:30", "協調講義 第{n}頁/共{all}頁"], ["- {n} -"]),
        (["{n}  協調講義"], ["秘書室　{n}"]),
        (["協調講義"], ["Page {n} of {all}", "秘書室編"]),
        (["共{all}頁，第{n}頁"], ["第{n}頁", "{n} / {all}"]),
    ],
)
def test_running_lines_go(above, below, count):
    def edge(lines: list[str], n: int) -> list[str]:
        return [line.format(n=n, all=count) for line in lines]

    pages = [[*edge(above, n), *page, *edge(below, n)] for n, page in enumerate(BODY[:count], start=1)]
    assert strip(pages) == BODY[:count]


def test_a_page_without_the_header_keeps_its_lines():
    pages = [BODY[0], *(["巡查手冊", *page] for page in BODY[1:])]
    assert strip(pages) == BODY
    assert strip_running(["\n".join(page) for page in pages]).title is None


@pytest.mark.parametrize(
    "openings",
    [
        ["案例 1", "案例 2", "案例 3", "案例 4"],
        ["附表一", "附表一", "附表二", "附表二"],
        ["以上各點請照辦。"] * 4,
        ["1. 甲項", "2. 乙項", "3. 丙項", "4. 丁項"],
    ],
)
def test_what_the_text_itself_repeats_stays(openings):
    pages = [[opening, *page] for opening, page in zip(openings, BODY, strict=True)]
    assert strip(pages) == pages


def test_copies_of_one_form_stay():
    form = ["申請書", "申請單位", "申請人", "聯絡電話", "申請事由", "希望日期", "主管核章"]
    assert strip([form, form, form]) == [form, form, form]
    assert strip([["同一句話"], ["同一句話"]]) == [["同一句話"], ["同一句話"]]


def test_a_chapter_named_only_in_headers_stays_once():
    pages = [["第二章 巡查", *page] for page in BODY]
    assert strip(pages) == [pages[0], *BODY[1:]]
    pages[0].insert(1, "第二章 巡查")
    assert strip(pages) == [["第二章 巡查", *BODY[0]], *BODY[1:]]


def test_pdf_with_header_and_footer():
    pages = [["協調講義 內部資料", *page, f"第  {n} 頁，共  4 頁"] for n, page in enumerate(BODY, start=1)]
    document = read_bytes(print_pdf(pages), "講義.pdf", document_id="d").document
    assert document.title == "聯合巡查講義"
    assert document.text == "\n".join(line for page in BODY for line in page) + "\n"
    passages = split_passages(document)
    assert [p.headings for p in passages] == [("一、召集",), ("二、記錄",), ("三、結案",)]
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert "各科室依此安排\n人力和車輛。" in passages[0].text
    assert "附上照片\n說明，由召集科室" in passages[1].text


def test_pdf_whose_title_is_its_header():
    pages = [["巡查講義", *page] for page in (BODY[0][1:], *BODY[1:])]
    document = read_bytes(print_pdf(pages), "a.pdf", document_id="d").document
    assert document.title == "巡查講義"
    assert "巡查講義" not in document.text
