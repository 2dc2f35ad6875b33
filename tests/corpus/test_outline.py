"""The outline of plain Chinese text: our own fixtures always, the real source where the checkout has it beside it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.outline import find_sections
from corpus.passages import split_passages
from corpus.records import Document
from corpus.script import to_simplified

DATA = Path(__file__).parents[1] / "data" / "outline"
SOURCE = Path(__file__).parents[3] / "shared" / "sources" / "行政協調方式.txt"
NUMBERINGS = json.loads((DATA / "numberings.json").read_text("utf-8"))
TRAPS = (DATA / "traps.txt").read_text("utf-8")

TRAP_OUTLINE = [
    (1, "① 為什麼要聯合巡查,由誰召集"),
    (2, "一、巡查前的準備"),
    (3, "(一)、資料與名單"),
    (3, "(二)、常見的分歧"),
    (4, "1、權責分歧"),
    (4, "2、時程分歧"),
    (4, "3、經費分歧"),
    (2, "二、巡查中的記錄"),
    (3, "(一)、記錄的寫法"),
    (3, "(二)、照片的編號"),
    (1, "② 巡查結果的分類"),
    (2, "1、立即改善與限期改善"),
    (2, "2、單一科室與跨科室"),
    (1, "③ 召集人守則簡列"),
    (2, "(3)聯合巡查延伸說明:"),
    (1, "④ 通知的幾種方式"),
    (1, "⑤ 行程改期怎麼辦"),
    (1, "⑥ 記錄表的三種格式"),
    (1, "⑦ 收到改善通知之後"),
]

# Level and number of every heading of the real source; its words are not repeated here.
SOURCE_OUTLINE = [
    *("1①", "2一、", "3(一)", "3(二)", "41、", "42、", "43、", "44、"),
    *("2二、", "3(一)", "3(二)", "3(三)", "3(四)", "3(五)", "3(六)"),
    *("2三、", "3(一)", "3(二)", "3(三)", "3(四)"),
    *("1②", "21、", "22、", "23、", "24、", "25、", "26、"),
    *("1③", "2(3)", "1④", "1⑤", "1⑥", "1⑦", "1⑧", "1⑨", "1⑩"),
]


def outline(text: str) -> list[tuple[int, str]]:
    return [(s.level, s.heading) for s in find_sections(text)]


def chains(text: str, title: str) -> dict[str, tuple[str, ...]]:
    document = Document("d", title, "trad", "imported", text, find_sections(text))
    return {p.text: p.headings for p in split_passages(document)}


def chain_of(passages: dict[str, tuple[str, ...]], words: str) -> tuple[str, ...]:
    found = {headings for text, headings in passages.items() if words in text}
    assert len(found) == 1, words
    return found.pop()


@pytest.mark.parametrize("case", NUMBERINGS, ids=[c["name"] for c in NUMBERINGS])
def test_every_numbering(case):
    assert outline(case["text"]) == [tuple(s) for s in case["sections"]]


def test_traps():
    assert outline(TRAPS) == TRAP_OUTLINE


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.replace("\n", " \n"),
        lambda t: "　　" + t.replace("\n", "\n　　"),
        lambda t: t.replace("⑤ 請秘書室代為轉知\n⑥ 以簡訊提醒;\n⑦當面告知等。\n", ""),
        lambda t: t.replace("說明:", "說明"),
        lambda t: t.replace(";\n", "\n"),
    ],
    ids=["crlf", "blank-lines", "trailing-space", "indented", "list-ends-at-the-outer-number", "no-colon", "no-stops"],
)
def test_traps_in_other_layouts(change):
    expected = [(level, heading.rstrip(":")) for level, heading in TRAP_OUTLINE]
    assert [(level, heading.rstrip(":")) for level, heading in outline(change(TRAPS))] == expected


def test_traps_in_simplified_and_full_width():
    full = TRAPS.translate(str.maketrans(",:;()", "，：；（）"))
    assert len(outline(full)) == len(TRAP_OUTLINE)
    assert outline(to_simplified(TRAPS)) == [(level, to_simplified(heading)) for level, heading in TRAP_OUTLINE]


@pytest.mark.parametrize("width", [34, 40, 60])
def test_traps_hard_wrapped(width):
    wrapped = "\n".join(line[i : i + width] for line in TRAPS.split("\n") for i in range(0, len(line), width))
    assert outline(wrapped) == TRAP_OUTLINE


def test_chains_of_traps():
    passages = chains(TRAPS, "聯合巡查工作筆記")
    first = ("① 為什麼要聯合巡查,由誰召集", "一、巡查前的準備", "(二)、常見的分歧")
    assert chain_of(passages, "不在現場爭論") == (*first, "1、權責分歧")
    assert chain_of(passages, "從最晚的那一個往回排") == (*first, "2、時程分歧")
    assert chain_of(passages, "當天圍起來") == ("② 巡查結果的分類", "1、立即改善與限期改善")
    assert chain_of(passages, "不替別科承諾") == ("③ 召集人守則簡列",)
    assert chain_of(passages, "讀一遍就夠了") == ("③ 召集人守則簡列", "(3)聯合巡查延伸說明:")
    assert chain_of(passages, "張貼在共用行事曆") == ("④ 通知的幾種方式",)
    assert chain_of(passages, "等於取消") == ("⑤ 行程改期怎麼辦",)
    assert chain_of(passages, "各自簽名") == ("⑥ 記錄表的三種格式",)
    assert chain_of(passages, "結案歸檔") == ("⑦ 收到改善通知之後",)


def test_sections_nest_and_begin_with_their_headings():
    sections = find_sections(TRAPS)
    for section in sections:
        assert TRAPS[section.start : section.end].lstrip().startswith(section.heading)
    for before, after in pairwise(sections):
        assert before.end >= after.start if after.level > before.level else before.end == after.start


needs_source = pytest.mark.skipif(
    not SOURCE.exists(), reason=f"the real source is not beside this checkout (../shared/sources/{SOURCE.name})"
)


@needs_source
def test_outline_of_the_real_source():
    text = SOURCE.read_text("utf-8")
    assert [f"{level}{heading}"[: len(expected)] for (level, heading), expected in zip(
        outline(text), SOURCE_OUTLINE, strict=True
    )] == SOURCE_OUTLINE  # fmt: skip


@needs_source
def test_chains_of_the_real_source():
    passages = chains(SOURCE.read_text("utf-8"), "行政協調方式")
    assert chain_of(passages, "姑息遷就") == ("② 行政協調的類型劃分", "4、促進式協調與糾偏式協調")
    assert chain_of(passages, "本位主義")[3] == "1、事務協調"
    assert [h[:2] for h in chain_of(passages, "本位主義")] == ["① ", "一、", "(二", "1、"]
    assert [h[:3] for h in chain_of(passages, "部際委員會")] == ["④ 行"]
    assert [h[:3] for h in chain_of(passages, "證照年檢")] == ["⑨ 行"]
    assert [h[:3] for h in chain_of(passages, "憑申請單")] == ["⑤ 行"]
    assert [h[:3] for h in chain_of(passages, "規制協調")] == ["⑦ 行"]
    assert {h for t, h in passages.items() if "求同存異" in t} == {("③ 簡述行政協調的原則",)}
    for text, headings in passages.items():
        assert 40 <= len(text) <= 360, (headings, text[:20])


def test_a_numbered_paragraph_closes_what_stands_inside_the_one_before_it() -> None:
    text = (
        "一、办理流程\n（一）收文办理。主要包括签收、登记、初审三个环节。\n1. 签收。逐件清点。\n2. 登记。详细记载。\n"
        "（二）发文办理程序是：\n1. 复核。印发前复核。\n2. 核发。检查后分发。\n二、分类与保管\n"
        "（一）档案按载体分为三种。\n"
        "（二）档案管理应当遵循以下原则：\n1. 集中统一原则。档案由档案室集中管理，任何人不得据为己有。\n"
        "2. 便于利用原则。档案室应当编制检索目录，方便查阅。\n"
        "（三）借阅档案应当经主任批准，借期不得超过十五天。\n"
    )
    sections = {text[s.start : s.end].split("\n")[0]: text[s.start : s.end] for s in find_sections(text)}
    assert "发文" not in sections["（一）收文办理。主要包括签收、登记、初审三个环节。"]
    assert "借阅" not in sections["2. 便于利用原则。档案室应当编制检索目录，方便查阅。"]
    assert "借阅" in sections["二、分类与保管"]
