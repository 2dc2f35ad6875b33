"""Single choice from situations: what is said in an office, when something applies, an example -> which concept."""

from collections.abc import Iterator
from itertools import pairwise

from app.answering.records import Quote
from app.study.making.material import Line, Material, arranged, make, whole_number
from app.study.records import Item

_SPOKEN = (
    "辦公室裡有人說：「{a}。」又有人說：「{b}。」{lead}{ask}",
    "承辦人員聽到這樣的反映：「{a}」「{b}」。{lead}{ask}",
    "某單位同仁說「{a}」「{b}」，{lead}{ask}",
)
# kind -> what is asked of a situation
_ASK = {
    "conflict": "這最符合{asked}？",
    "type": "這時最適合的是{asked}？",
    "principle": "處理這件事最應依循{asked}？",
    "method": "這時最適合採用{asked}？",
    "practice": "這時應當採取{asked}？",
    "competence": "這件事最需要{asked}？",
}


def situations(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        definition = material.definition(concept.id)
        if concept.kind not in _ASK or definition is None:
            continue
        ask = _ASK[concept.kind].format(asked=material.asked(concept))
        lead = material.lead(concept)
        for a, b in list(pairwise(concept.signals))[::2][:3]:
            spoken = _SPOKEN[whole_number(concept.id, a) % len(_SPOKEN)]
            stem = spoken.format(a=a, b=b, lead=lead, ask=ask)
            applies = [line.quote for line in material.lines(concept.id, "適用")[:1]]
            # what is said is no quotation for the learner to check: it stands in the card's fields
            yield _item(material, definition, f"signals {a} {b}", stem, applies)
        for line in material.lines(concept.id, "適用")[:2]:
            stem = f"{line.text.rstrip('。')}。{lead}{ask}"
            yield _item(material, definition, "applies", stem, [line.quote])
        example = material.lines(concept.id, "例子")
        if example:
            stem = f"{''.join(line.text for line in example)}{lead}這件事體現的是{material.asked(concept)}？"
            yield _item(material, definition, "example", stem, [line.quote for line in example])


def _item(material: Material, definition: Line, form: str, stem: str, quotes: list[Quote]) -> Item:
    concept = material.corpus.concepts[definition.concept_id]
    chance = material.chance(form, concept.id, stem)
    options, right = arranged([concept.name, *material.wrong_names(concept, chance)], 1, chance)
    difference = [line.quote for line in material.lines(concept.id, "辨析")[:1]]
    explanation = f"應選「{concept.name}」。{definition.text}"
    return make(
        "single", concept.id, form, stem, options, right[0], explanation, [*quotes, definition.quote, *difference]
    )
