"""True or false: a card's sentence as it stands, with a sibling's name in the place of its own, or with one word turned
into its contrary."""

from collections.abc import Iterator, Sequence

from app.study.contraries import turned
from app.study.making.choice import may_hold, telling
from app.study.making.material import Line, Material, make, whole_number
from app.study.records import Item
from app.study.rivals import shares_a_word
from corpus.records import Concept


def true_false(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        definition = material.definition(concept.id)
        lines = [*([definition] if definition and definition.said else []), *telling(material, concept)]
        for place, line in enumerate(lines[:4]):
            # every other sentence is made false; where to begin is fixed by the concept
            if (place + whole_number(concept.id)) % 2:
                yield from _false(material, concept, line)
            else:
                yield _true(concept, line)
        yield from _turned(concept, [*lines, *material.lines(concept.id, "要點")])
        yield from _classification(material, concept)


def _true(concept: Concept, line: Line) -> Item:
    stem = f"{concept.name}{line.said}。"
    return make("true_false", concept.id, "true", stem, ["正確", "錯誤"], True, f"正確。{line.text}", [line.quote])


def _turned(concept: Concept, lines: Sequence[Line]) -> Iterator[Item]:
    """Of the sentences that can be turned, one, fixed by the concept."""
    names = "、".join(concept.names)
    found = {line.text: (line, made) for line in lines if not line.is_meta and (made := turned(line.said, names))}
    if found:
        line, (said, word, contrary) = list(found.values())[whole_number(concept.id, "turned") % len(found)]
        explanation = f"錯誤。不是「{contrary}」，是「{word}」：{line.text}"
        stem = f"{concept.name}{said}。"
        yield make("true_false", concept.id, "turned", stem, ["正確", "錯誤"], False, explanation, [line.quote])


def _false(material: Material, concept: Concept, line: Line) -> Iterator[Item]:
    if not material.parallel(concept):
        return
    chance = material.chance("false", concept.id, line.text)
    for other in material.others(concept, chance)[:4]:
        if other.group != concept.group or any(name in line.said for name in other.names):
            continue
        if may_hold(material, other, line.said) or shares_a_word(line.said, concept.name, beside=[other.name]):
            continue
        stem = f"{other.name}{line.said}。"
        explanation = f"錯誤。這說的是「{concept.name}」，不是「{other.name}」。"
        # the form does not name the sibling: with another seed it may be another, and still the same question
        yield make("true_false", concept.id, "false", stem, ["正確", "錯誤"], False, explanation, [line.quote])
        return


def _classification(material: Material, concept: Concept) -> Iterator[Item]:
    """Of which classification a type is a member; false ones name another criterion."""
    group = material.group_of(concept)
    if group is None or concept.kind != "type" or not material.lead(concept).startswith("按"):
        return
    line = material.definition(group.id)
    if line is None:
        return
    stem, criterion = "{}行政協調包括{}。", material.lead(concept)
    if whole_number(concept.id, "class") % 2:
        yield make(
            "true_false",
            concept.id,
            "class true",
            stem.format(criterion, concept.name),
            ["正確", "錯誤"],
            True,
            f"正確。{line.text}",
            [line.quote],
        )
        return
    candidates = []
    for other, members in material.groups():
        clear = other.id != group.id and material.lead(members[0]).startswith("按")
        if clear and not any(material.rivals.between(concept.id, m.id) for m in members):
            candidates.append(material.lead(members[0]))
    if candidates:
        wrong = material.chance("class", concept.id).choice(candidates)
        explanation = f"錯誤。「{concept.name}」是{criterion.removesuffix('，')}出來的。"
        yield make(
            "true_false",
            concept.id,
            "class false",
            stem.format(wrong, concept.name),
            ["正確", "錯誤"],
            False,
            explanation,
            [line.quote],
        )
