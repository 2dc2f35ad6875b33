"""Blanks: a concept's name before its definition, a member of a closed series, an expression learnt word for word."""

import re
from collections.abc import Iterator

from app.study.making.material import Line, Material, make, whole_number
from app.study.records import Item
from corpus.records import Concept

BLANK = "______"
# Expressions that exams ask for as they stand; another wording of the same would not be counted.
_WORDS = """
齊抓共管 去粗取精 去偽存真 一碗水端平 一刀切 參謀助手 承上啟下 聯繫內外 溝通左右 集思廣益
以柔克剛 剛柔並濟 支持先進 鞭策後進 是非分明 果斷糾偏 異中求同 因循守舊 主觀主義 平衡術
準繩 尺度 出發點 歸宿 首要環節 先天不足 層級節制 彼此貫通 穿針引線 具體問題具體分析
感情用事 兼聽 出以公心 妥協讓步 對上負責 對下負責 授權範圍 求同存異 顧全大局 幽默感
隨機 超前 反覆商榷 調查研究 口頭表達 知識儲備 座談會 匯報會 共同簽字 新聞媒介
個別交談 善後 防患
"""
# A remark on the sources at a sentence's end is no part of what is learnt; a sentence about them is no question.
_OF_SOURCES = re.compile("源文|本手冊")
_ASIDE = re.compile("[，；][^，；。]*(?:源文|本手冊)[^；。]*。$")
FIXED = tuple(_WORDS.split())


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
    return make("blank", concept.id, f"fixed {expression}", stem, [], [[expression]], line.text, [line.quote])


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
