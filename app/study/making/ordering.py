"""Ordering: the steps of a card that follow one another, the one section whose order is the matter."""

import re
from collections.abc import Iterator, Sequence

from app.study.making.material import Line, Material, make
from app.study.making.open import steps_of
from app.study.records import Item

FEWEST = 3
# What is done when something happens has its place wherever that happens.
_WHEN = re.compile("^[^，。]{2,20}時，")
# What is done again and again follows the other steps, but of two such steps neither is the first.
_STANDING = re.compile("定期|按期|按月|平時|隨時|練習|每[^，。]{0,8}完|反覆出現|重複發生|常被")


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
        stem = f"將{steps_of(concept)}按先後排列。"
        explanation = "正確的先後：" + "".join(f"（{n}）{step.text}" for n, step in enumerate(steps, 1))
        quotes = [step.quote for step in steps]
        yield make("ordering", concept.id, "steps", stem, options, key, explanation, quotes)


def in_sequence(steps: Sequence[Line]) -> list[Line]:
    """The steps of which each has one place among the others."""
    fixed = [step for step in steps if not _WHEN.search(step.text)]
    standing = [step for step in fixed if _STANDING.search(step.text)]
    return fixed if len(standing) < 2 else [step for step in fixed if step not in standing]
