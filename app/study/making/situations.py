"""Items from situations: what is said in an office, when something applies, an example -> which concept. A
classification in two gives no choice, but a statement to be judged."""

from collections.abc import Iterator
from itertools import pairwise

from app.answering.records import Quote
from app.study.making.material import Line, Material, arranged, make, whole_number
from app.study.records import Item
from app.study.rivals import shares_a_word

_SPOKEN = (
    "辦公室裡有人說：「{a}。」又有人說：「{b}。」",
    "承辦人員聽到這樣的反映：「{a}」「{b}」。",
    "某單位同仁說「{a}」「{b}」，",
)
# kind -> what is asked of a situation, and what is stated of it
_ASK = {
    "conflict": "這最符合{}",
    "type": "這時最適合的是{}",
    "principle": "處理這件事最應依循{}",
    "method": "這時最適合採用{}",
    "practice": "這時應當依據{}",
    "competence": "這件事最需要{}",
}
_EXAMPLE = "這件事體現的是{}"


def situations(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        definition = material.definition(concept.id)
        if concept.kind not in _ASK or definition is None:
            continue
        ask = _ASK[concept.kind]
        for a, b in list(pairwise(concept.signals))[::2][:3]:
            said = _SPOKEN[whole_number(concept.id, a) % len(_SPOKEN)].format(a=a, b=b)
            applies = [line.quote for line in material.lines(concept.id, "適用")[:1]]
            # what is said is no quotation for the learner to check: it stands in the card's fields
            yield from _item(material, definition, f"signals {a} {b}", said, ask, applies)
        for line in material.lines(concept.id, "適用")[:2]:
            yield from _item(material, definition, "applies", f"{line.text.rstrip('。')}。", ask, [line.quote])
        example = material.lines(concept.id, "例子")
        if example:
            said = "".join(line.text for line in example)
            yield from _item(material, definition, "example", said, _EXAMPLE, [line.quote for line in example])


def _item(material: Material, definition: Line, form: str, said: str, ask: str, quotes: list[Quote]) -> Iterator[Item]:
    concept = material.corpus.concepts[definition.concept_id]
    lead = material.lead(concept)
    stem = f"{said}{lead}{ask.format(material.asked(concept))}？"
    chance = material.chance(form, concept.id, stem)
    beside = material.beside(concept, chance, said, used=True)
    difference = [line.quote for line in material.lines(concept.id, "辨析")[:1]]
    quotes = [*quotes, definition.quote, *difference]
    if beside.within or beside.sibling is None:
        if not beside.within:  # of a kind of its own: others must answer what is asked as well
            stem = f"{said}{ask.format(material.asked(concept, within=False))}？"
        options, right = arranged([concept.name, *beside.names], 1, chance)
        explanation = f"應選「{concept.name}」。{definition.text}"
        yield make("single", concept.id, form, stem, options, right[0], explanation, quotes)
    else:
        true = whole_number(concept.id, "true", said) % 2 == 0
        other = beside.sibling.name
        if true and shares_a_word(said, concept.name, beside=[other]):
            return
        stem = f"{said}{lead}{ask.format(concept.name if true else other)}。"
        explanation = f"{'正確。' if true else f'錯誤。應為「{concept.name}」。'}{definition.text}"
        yield make("true_false", concept.id, form, stem, ["正確", "錯誤"], true, explanation, quotes)
