"""Blanks: a concept's name before its definition, a member of a closed series, an expression learnt word for word."""

import re
from collections.abc import Iterator

from app.study.making.material import Line, Material, make, whole_number
from app.study.records import Item
from corpus.records import Concept

BLANK = "______"
# Expressions that exams ask for, each followed by what fills the same blank as rightly: without its usual variants
# a blank would refuse what every office says.
_WORDS = """
齊抓共管 共同管理 齊抓並管
去粗取精
去偽存真
一碗水端平 端平一碗水 不偏不倚
一刀切
參謀助手
承上啟下 承上啓下
聯繫內外
溝通左右
集思廣益 集思廣議 博採眾議
以柔克剛
剛柔並濟 剛柔相濟
支持先進 扶持先進 鼓勵先進
鞭策後進 督促後進 激勵後進
是非分明 明辨是非 分清是非 分明是非
果斷糾偏 果斷糾正
異中求同
因循守舊 墨守成規
主觀主義
平衡術 平衡的藝術
準繩 標準 準則
尺度 標準 準繩
出發點 立足點 着眼點
歸宿 落腳點
首要環節 首要的環節 第一環節 第一個環節
先天不足 先天缺陷
層級節制 層層節制 逐級節制
彼此貫通 互相貫通 相互貫通
穿針引線 牽線搭橋
具體問題具體分析
感情用事 意氣用事
兼聽 兼聽則明
出以公心 出於公心
妥協讓步 讓步妥協 妥協和讓步 妥協與讓步 讓步
對上負責
對下負責
授權範圍 授權的範圍
求同存異
顧全大局 顧全全局
幽默感
隨機 隨機性 帶有隨機性
超前 前瞻
反覆商榷 反覆商量 反覆磋商 反覆商討 反覆協商 反覆溝通
調查研究 調研
口頭表達 口語表達 語言表達
知識儲備 知識積累
座談會 座談
匯報會 匯報
共同簽字 共同簽署 共同簽名 聯合簽字 聯名簽字
新聞媒介 新聞媒體
個別交談 個別談話 個別談心 單獨交談 單獨談話
善後 善後工作 善後處理
防患 防患未然 防患於未然 防患於先
"""
# A remark on the sources at a sentence's end is no part of what is learnt; a sentence about them is no question.
_OF_SOURCES = re.compile("源文|本手冊")
_ASIDE = re.compile("[，；][^，；。]*(?:源文|本手冊)[^；。]*。$")
_ALSO = {line.split()[0]: line.split()[1:] for line in _WORDS.strip().splitlines()}
FIXED = tuple(_ALSO)


def blanks(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        yield from _name(material, concept)
        yield from _expressions(material, concept)
    for group, members in material.groups():
        yield from _member(material, group, members)


def _name(material: Material, concept: Concept) -> Iterator[Item]:
    line = material.definition(concept.id)
    if line is None or not line.said:
        return
    stem = f"填空：{BLANK}{line.said}。"
    yield make("blank", concept.id, "name", stem, [], [list(concept.names)], line.text, [line.quote])


def _expressions(material: Material, concept: Concept) -> Iterator[Item]:
    asked: set[str] = set()
    for heading in ("定義", "三種說法", "要點"):
        for line in material.lines(concept.id, heading):
            found = next((e for e in FIXED if line.text.count(e) == 1 and e not in asked), None)
            if found and not line.is_meta and len(asked) < 2:
                asked.add(found)
                yield _blanked(concept, line, found)


def _blanked(concept: Concept, line: Line, expression: str) -> Item:
    stem = f"填空：{line.text.replace(expression, BLANK)}"
    if concept.name not in stem:
        stem = f"填空（{concept.name}）：{line.text.replace(expression, BLANK)}"
    accepted = [expression, *(other for other in _ALSO[expression] if other not in stem)]
    return make("blank", concept.id, f"fixed {expression}", stem, [], [accepted], line.text, [line.quote])


def _member(material: Material, group: Concept, members: list[Concept]) -> Iterator[Item]:
    """One member of the list is left out, so that the others fix what is missing; an open list fixes nothing."""
    line = material.definition(group.id)
    inside = [m for m in members if line and line.text.count(m.name) == 1]
    if line is None or len(inside) < len(members):
        return
    left_out = [members[whole_number(group.id) % len(members)]]
    if len(members) > 3:
        left_out.append(members[(whole_number(group.id) + 2) % len(members)])
    for member in left_out:
        text = _ASIDE.sub("。", line.text)
        if _OF_SOURCES.search(text) or text.count(member.name) != 1:
            continue
        stem = f"填空：{text.replace(member.name, BLANK)}"
        if re.search(re.escape(BLANK) + r"[^，、。與和等兩三四五六七]", stem):
            continue
        yield make("blank", member.id, f"member of {group.id}", stem, [], [list(member.names)], line.text, [line.quote])
