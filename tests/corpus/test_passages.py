from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.markdown import markdown_sections
from corpus.outline import find_sections
from corpus.passages import MAX_LIST, MAX_PASSAGE, MIN_PASSAGE, split_passages
from corpus.records import Document, Passage
from corpus.sentences import split_sentences

TRAPS = (Path(__file__).parents[1] / "data" / "outline" / "traps.txt").read_text("utf-8")

# Pieces that make trouble: numbers, stops, brackets, breaks of every kind, and unbroken runs
_NUMBERS = [
    "壹、",
    "貳、",
    "甲、",
    "乙、",
    "一　",
    "二　",
    "二、",
    "一、",
    "(一)",
    "（二）",
    "1、",
    "2. ",
    "(1)",
    "①",
    "第一條 ",
    "第二章",
    "- ",
    "# ",
    "---\n",
    "相關：x\n",
]
_MARKS = [
    "。",
    "；",
    ";",
    "，",
    "：",
    ":",
    "？」",
    "「",
    "」",
    "（",
    "）",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "　",
    "\u2028",
]
_WORDS = ["協調會議", "各機關應先徵詢意見", "abc.", "主辦單位負責彙整協辦單位負責提供資料" * 12, "甲" * 310]
_PIECES = st.sampled_from([*_NUMBERS, *_MARKS, *_WORDS])
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=60).map("".join)


def document(text: str, title: str = "無", markdown: bool = False, origin: str = "imported") -> Document:
    sections = markdown_sections(text) if markdown else find_sections(text)
    return Document("d", title, "trad", origin, text, sections)  # type: ignore[arg-type]


def passages(text: str, **options) -> list[Passage]:
    return split_passages(document(text, **options))


@settings(max_examples=400, deadline=None)
@given(_TEXTS, st.booleans())
def test_a_passage_is_its_slice(text, markdown):
    found = passages(text, markdown=markdown)
    at = 0
    for n, p in enumerate(found):
        assert text[p.start : p.end] == p.text
        assert p.id == f"d#{n}"
        assert p.start >= at
        assert p.text == p.text.strip()
        assert p.text
        assert len(p.text) <= MAX_LIST
        at = p.end


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_nothing_but_headings_is_lost(text):
    found = document(text)
    covered = set()
    for p in split_passages(found):
        covered.update(range(p.start, p.end))
    headings = "".join(s.heading for s in found.sections)
    lost = "".join(c for i, c in enumerate(text) if i not in covered and c.isalnum())
    allowed = "".join(c for c in headings if c.isalnum())
    assert all(c in allowed for c in lost)


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_sentences_are_in_order_and_within(text):
    at = 0
    for start, end in split_sentences(text, 0, len(text)):
        assert at <= start < end <= len(text)
        at = end


def test_list_stays_with_its_introduction():
    found = next(p for p in passages(TRAPS) if "張貼在共用行事曆" in p.text)
    assert found.text.startswith("召集科室通知各科室")
    assert found.text.endswith("⑦當面告知等。")


def test_long_list_is_cut_at_its_items_only():
    items = "".join(f"({n}){'各單位先說明自己的依據與期限' * 3};\n" for n in range(1, 13))
    found = passages("開會時依序處理下列事項:\n" + items)
    assert found[0].text.startswith("開會時依序處理下列事項:\n(1)")
    assert all(p.text.startswith("(") for p in found[1:])
    assert all(MIN_PASSAGE <= len(p.text) <= MAX_PASSAGE for p in found)


def test_hard_wrapped_sentence_is_one_sentence():
    start = TRAPS.index("1、權責分歧")
    end = TRAPS.index("2、時程分歧")
    sentences = [TRAPS[a:b] for a, b in split_sentences(TRAPS, start, end)]
    assert sentences[0] == "權責分歧。指兩個科室都認為某一段路肩不歸自己\n養護的情形,多半出在道路拓寬之後。"
    assert len(sentences) == 2


def test_an_unfinished_item_is_not_joined_with_the_paragraph_below_it():
    start = TRAPS.index("5、 向科長")
    sentences = [TRAPS[a:b] for a, b in split_sentences(TRAPS, start, len(TRAPS))]
    assert sentences[:2] == ["向科長報告經費來源與後續維護的安排。", "結案歸檔等"]
    assert sentences[2].startswith("其他不屬於")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他問:「怎麼辦?」的時候,沒人回答。下一句。", ["他問:「怎麼辦?」的時候,沒人回答。", "下一句。"]),
        ("會後說:「照辦。」然後散會。", ["會後說:「照辦。」", "然後散會。"]),
        ("先看依據(見附件。共三頁)再談。", ["先看依據(見附件。共三頁)再談。"]),
        ("- 一項\n- 兩項\n1. 三項\n> 引文", ["一項", "兩項", "三項", "引文"]),
        ("真的嗎？！真的。", ["真的嗎？！", "真的。"]),
        ("---\n***", []),
    ],
)
def test_sentences(text, expected):
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == expected


def test_long_sentence_is_cut_at_a_semicolon():
    text = "甲" * 200 + "；" + "乙" * 90 + "，" + "丙" * 60 + "。"
    assert [p.text[-1] for p in passages(text)] == ["；", "。"]


def test_title_and_headings_alone_are_no_passages():
    text = "工作須知\n一、總則\n二、辦法\n本須知自今日起試行,試行三個月後檢討。\n"
    assert [p.text for p in passages(text, title="工作須知")][-1].endswith("檢討。")
    assert all("工作須知" not in p.text for p in passages(text, title="工作須知"))


def test_card_front_matter_and_related_line_are_left_out():
    front = "---\nid: meeting\nnames: [會議協調]\n---\n"
    body = "# 會議協調\n\n## 定義\n召集各方當面談。\n\n相關：依法協調\n\n## 步驟\n1. 定議題\n2. 發通知\n"
    card = front + body
    found = passages(card, title="會議協調", markdown=True, origin="shipped")
    assert [(p.headings, p.text) for p in found] == [
        (("定義",), "召集各方當面談。"),
        (("步驟",), "1. 定議題\n2. 發通知"),
    ]


def test_underlined_markdown_heading():
    text = "分工\n====\n主辦單位彙整。\n\n期限\n----\n三天。\n"
    assert [(p.headings, p.text) for p in passages(text, markdown=True)] == [
        (("分工",), "主辦單位彙整。"),
        (("分工", "期限"), "三天。"),
    ]


def test_hash_inside_a_code_fence_is_no_heading():
    text = "# 甲\n文字。\n```\n# 不是標題\n```\n## 乙\n文字。\n"
    assert [(s.level, s.heading) for s in markdown_sections(text)] == [(1, "甲"), (2, "乙")]


def test_numbered_lines_below_a_markdown_heading():
    text = (
        "# 會稿須知\n\n前面的話。\n\n## 通則\n一、期限\n一般公文兩天。\n（一）急件\n"
        "半天內回覆。\n\n二、方式\n線上會稿。\n"
        "## 附則\n一、檢討\n每年一次。\n"
    )
    chains = {p.text: p.headings for p in passages(text, title="會稿須知", markdown=True)}
    assert chains == {
        "前面的話。": (),
        "一般公文兩天。": ("通則", "一、期限"),
        "半天內回覆。": ("通則", "一、期限", "（一）急件"),
        "線上會稿。": ("通則", "二、方式"),
        "每年一次。": ("附則", "一、檢討"),
    }


def test_what_markdown_sets_apart_is_no_numbered_heading():
    text = (
        "---\nnote: 一、欄位\n---\n# 會稿須知\n1. 期限\n   一般公文兩天。\n2. 方式\n   線上會稿。\n\n"
        "> 一、引文\n> 引自去年的簽。\n\n"
        "```\n一、範例\n照抄即可。\n```\n\n- 一、項目\n  項目的說明。\n"
    )
    assert [(s.level, s.heading) for s in markdown_sections(text)] == [(1, "會稿須知")]
    unheaded = "---\nnote: 一、欄位\n---\n一、期限\n一般公文兩天。\n"
    assert [(s.level, s.heading) for s in markdown_sections(unheaded)] == [(1, "一、期限")]


def test_only_a_run_in_heading_joins_the_sentence_behind_it():
    text = "- 先問依據。再問職責。\n1. 逾期的要催收。我們會在例會上說明原因與補交的日期。\n"
    sentences = [text[a:b] for a, b in split_sentences(text, 0, len(text))]
    assert sentences == ["先問依據。", "再問職責。", "逾期的要催收。", "我們會在例會上說明原因與補交的日期。"]
