"""Single and multiple choice from definitions, key points and the members of groups."""

import re
from collections.abc import Iterator
from random import Random

from app.study.checker import pairs
from app.study.making.material import (
    WRONG,
    Line,
    Material,
    arranged,
    make,
    of_like_length,
    shares,
    unlike,
    whole_number,
)
from app.study.records import Item
from corpus.records import Concept

_WHO = (
    "{lead}「{text}」說的是{asked}？",
    "「{text}」，這是{asked}的含義？",
    "{lead}含義為「{text}」的是（　　）。",
)
# Items of a group in which its members' lines stand under right and wrong names.
MOST_STATEMENTS = 3
_WHAT = ("關於「{name}」的含義，下列表述正確的是（　　）。", "「{name}」指的是下列哪一項？")


def choice(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        yield from _definition_to_name(material, concept)
        yield from _name_to_definition(material, concept)
        yield from _points(material, concept)
    for group, members in material.groups():
        for member in members:
            yield from _member_to_name(material, group, member)
        yield from _membership(material, group, members)
        yield from _outsider(material, group, members)
        yield from _statements(material, group, members)


def _definition_to_name(material: Material, concept: Concept) -> Iterator[Item]:
    line, text = material.definition(concept.id), material.meaning(concept.id)
    if line is None or not text:
        return
    chance = material.chance("who", concept.id)
    beside = material.beside(concept, chance, text)
    if not beside.within:  # the wrong ones are of other classifications
        text = re.sub("^按[^，。]*劃分，", "", text)
    options, right = arranged([concept.name, *beside.names], 1, chance)
    stem = _WHO[whole_number(concept.id) % len(_WHO)].format(
        lead=material.lead(concept, within=beside.within),
        text=text,
        asked=material.asked(concept, within=beside.within),
    )
    explanation = f"這是「{concept.name}」的定義：{line.text}"
    yield make("single", concept.id, "who", stem, options, right[0], explanation, [line.quote])


def _member_to_name(material: Material, group: Concept, member: Concept) -> Iterator[Item]:
    """From the one line that the group's card gives to each member."""
    line = next((x for x in material.lines(group.id, "成員") if x.text.startswith(f"{member.name}：")), None)
    if line is None:
        return
    text = line.text.removeprefix(f"{member.name}：").rstrip("。")
    chance = material.chance("member", member.id)
    beside = material.beside(member, chance, text)
    options, right = arranged([member.name, *beside.names], 1, chance)
    lead, asked = material.lead(member, within=beside.within), material.asked(member, within=beside.within)
    stem = f"{lead}下列{asked}可以概括為「{text}」？"
    explanation = f"「{group.name}」中，這是「{member.name}」。"
    definition = material.definition(member.id)
    quotes = [line.quote, *([definition.quote] if definition else [])]
    yield make("single", member.id, "member", stem, options, right[0], explanation, quotes)


def _name_to_definition(material: Material, concept: Concept) -> Iterator[Item]:
    line = material.definition(concept.id)
    if line is None or not material.wording(concept):
        return
    chance = material.chance("what", concept.id)
    siblings = [c for c in material.others(concept, chance, defined=True) if c.group == concept.group]
    if len(siblings) >= WRONG:
        answer, wrong = material.wording(concept), [material.wording(c) for c in siblings]
    else:  # beside other classifications only the own one makes a meaning right
        others = material.others(concept, chance)[:8]
        answer, wrong = material.predicate(concept.id), [material.predicate(c.id) for c in others]
    wrong = unlike([text for text in wrong if text])
    options, right = arranged([answer, *of_like_length(answer, wrong, WRONG, chance)], 1, chance)
    stem = _WHAT[whole_number(concept.id, "what") % len(_WHAT)].format(name=concept.name)
    yield make("single", concept.id, "what", stem, options, right[0], line.text, [line.quote])


def telling(material: Material, concept: Concept) -> list[Line]:
    """The key points that are likely to hold for this concept and not for its siblings."""
    return [line for line in material.lines(concept.id, "要點") if line.tells_apart]


def _swapped(material: Material, concept: Concept) -> list[tuple[str, Line]]:
    """Key points of siblings under this concept's name, with where they come from, the first of each sibling first.

    Not of concepts of other classifications: what is said of those may well hold of this one. Not their definitions
    either: beside key points these show by their form that they are not the key.
    """
    if not material.parallel(concept):
        return []
    chance = material.chance("swapped", concept.id)
    siblings = [c for c in material.others(concept, chance) if c.group == concept.group]
    names = [name for other in [concept, *siblings] for name in other.names]
    lines = [telling(material, c)[:WRONG] for c in siblings]
    ranked = [of_one[i] for i in range(WRONG) for of_one in lines if i < len(of_one)]
    fit = [x for x in ranked if x.said and not x.is_meta and not any(name in x.said for name in names)]
    return [(f"{concept.name}{line.said}。", line) for line in fit if not may_hold(material, concept, line.said)]


def may_hold(material: Material, concept: Concept, said: str) -> bool:
    """Whether the concept's own card says much the same as what is said of another."""
    wanted = pairs(said)
    lines = [x for heading in ("定義", "要點", "適用") for x in material.lines(concept.id, heading)]
    return any(len(wanted & pairs(line.text)) >= 0.5 * len(wanted) for line in lines)


def _points(material: Material, concept: Concept) -> Iterator[Item]:
    """Right and wrong options are lines of the same sort, so that no form of words belongs to one of the two alone."""
    own, swapped = telling(material, concept), _swapped(material, concept)
    source = dict(swapped)
    first = [text for text, _ in swapped][: 2 * WRONG]
    for line in own[: 2 if len(source) >= 2 else 0]:
        chance = material.chance("point", concept.id, line.text)
        wrong = of_like_length(f"{concept.name}{line.said}。", first, WRONG, chance)
        options, right = arranged([f"{concept.name}{line.said}。", *wrong], 1, chance)
        stem = f"下列關於「{concept.name}」的說法，正確的是（　　）。"
        explanation = "其餘各項說的是：" + "、".join(dict.fromkeys(_whose(material, source, options))) + "。"
        yield make("single", concept.id, "point", stem, options, right[0], explanation, [line.quote])
    own = [line for line in material.lines(concept.id, "要點") if line.is_statement]
    if len(own) >= 2 and len(source) >= 2:
        chance = material.chance("points", concept.id)
        number, most = shares(concept.id, len(own), len(first))
        if not number:
            return
        rights = [f"{concept.name}{line.said}。" for line in own[:number]]
        wrong = of_like_length(rights[0], first, most, chance)
        options, right = arranged([*rights, *wrong], number, chance)
        stem = f"下列關於「{concept.name}」的說法，正確的有（　　）。"
        explanation = "不選的各項說的是：" + "、".join(dict.fromkeys(_whose(material, source, options))) + "。"
        yield make("multiple", concept.id, "points", stem, options, right, explanation, [x.quote for x in own[:number]])


def _statements(material: Material, group: Concept, members: list[Concept]) -> Iterator[Item]:
    """True lines of some members beside false ones of others; definitions stand among both."""
    if not all(map(material.parallel, members)):
        return
    lines = [
        line
        for member in members
        for line in [*material.lines(member.id, "定義")[:1], *telling(material, member)]
        if line.said and not line.is_meta and not line.names_itself
    ]
    lines.sort(key=lambda line: whole_number(group.id, line.text))
    names = {member.id: member.name for member in members}
    for part in range(min(MOST_STATEMENTS, len(lines) // 2)):
        chance = material.chance("statements", group.id, str(part))
        own = lines[part::MOST_STATEMENTS]
        number, most = shares(f"{group.id} {part}", len(own), len(members))
        rights = [f"{names[line.concept_id]}{line.said}。" for line in own[:number]]
        wrong = _false_statements(material, members, [x for x in lines if x not in own[:number]], chance)[:most]
        if not number or len(wrong) < most:
            continue
        options, right = arranged([*rights, *[text for text, _ in wrong]], number, chance)
        stem = f"就「{group.name}」而言，下列說法正確的有（　　）。"
        told = "".join(f"「{text.rstrip('。')}」說的是{names[line.concept_id]}。" for text, line in wrong)
        quotes = [line.quote for line in own[:number]]
        yield make("multiple", group.id, "statements", stem, options, right, f"不選的各項：{told}", quotes)


def _false_statements(
    material: Material, members: list[Concept], lines: list[Line], chance: Random
) -> list[tuple[str, Line]]:
    """Lines under the name of a member that is not theirs, each line and each member once."""
    found: dict[str, tuple[str, Line]] = {}
    for line in chance.sample(lines, len(lines)):
        own = material.corpus.concepts[line.concept_id]
        for other in chance.sample(members, len(members)):
            named = any(name in line.said for name in other.names)
            if other is own or other.id in found or named or material.rivals.between(own.id, other.id):
                continue
            if not may_hold(material, other, line.said):
                found[other.id] = (f"{other.name}{line.said}。", line)
                break
    return list(found.values())


def _whose(material: Material, source: dict[str, Line], options: list[str]) -> list[str]:
    return [material.corpus.concepts[source[o].concept_id].name for o in options if o in source]


def _strangers(material: Material, group: Concept, members: list[Concept]) -> list[Concept]:
    """Concepts of the members' kind that are in no way among them, in a chance order."""
    inside = {m.id for m in members}
    chance = material.chance("strangers", group.id)
    pool = [
        c
        for c in material.others(members[0], chance)
        if c.id not in inside and not any(material.rivals.between(m.id, c.id) for m in members)
    ]
    lengths = sorted(len(m.name) for m in members)
    pool.sort(key=lambda c: not lengths[0] - 1 <= len(c.name) <= lengths[-1] + 1)
    return pool


def _membership(material: Material, group: Concept, members: list[Concept]) -> Iterator[Item]:
    line, strangers = material.definition(group.id), _strangers(material, group, members)
    if line is None or len(strangers) < 2:
        return
    chance = material.chance("membership", group.id)
    number, most = shares(group.id, len(members), len(strangers))
    if not number:
        return
    rights = [m.name for m in chance.sample(members, number)]
    options, right = arranged([*rights, *[c.name for c in strangers[:most]]], number, chance)
    stem = f"下列屬於「{group.name}」的有（　　）。"
    yield make("multiple", group.id, "membership", stem, options, right, line.text, [line.quote])


def _outsider(material: Material, group: Concept, members: list[Concept]) -> Iterator[Item]:
    line, strangers = material.definition(group.id), _strangers(material, group, members)
    if line is None or not strangers or len(members) < 3:
        return
    chance = material.chance("outsider", group.id)
    odd = strangers[0]
    options, right = arranged([odd.name, *[m.name for m in chance.sample(members, 3)]], 1, chance)
    home = material.group_of(odd)
    explanation = line.text + (f"「{odd.name}」屬於「{home.name}」。" if home else "")
    stem = f"下列各項中，不屬於「{group.name}」的是（　　）。"
    yield make("single", group.id, "outsider", stem, options, right[0], explanation, [line.quote])
