"""Ordering: the steps of a card that follow one another, the one section whose order is the matter."""

from collections.abc import Iterator, Sequence

from app.study.making.material import Line, Material, make
from app.study.making.open import steps_of
from app.study.records import Item
from app.study.sequence import placed

FEWEST = 3


def ordering(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        steps = in_sequence(material.lines(concept.id, "步驟"))
        if len(steps) < FEWEST:
            continue
        chance = material.chance("ordering", concept.id)
        order = list(range(len(steps)))
        while order == sorted(order):  # a list shown in its right order would ask nothing
            chance.shuffle(order)
        options = [steps[i].text for i in order]
        key = [order.index(i) for i in range(len(steps))]
        stem = f"{material.which(concept)}將{steps_of(concept)}按先後排列。"
        explanation = "正確的先後：" + "".join(f"（{n}）{step.text}" for n, step in enumerate(steps, 1))
        quotes = [step.quote for step in steps]
        yield make("ordering", concept.id, "steps", stem, options, key, explanation, quotes)


def in_sequence(steps: Sequence[Line]) -> list[Line]:
    """The steps of which each has one place among the others."""
    return [steps[n] for n in placed([step.text for step in steps])]
