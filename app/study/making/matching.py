"""Matching: the members of a group with their meanings."""

from collections.abc import Iterator

from app.study.making.material import Material, make
from app.study.records import Item
from corpus.records import Concept

FEWEST, MOST = 3, 6


def matching(material: Material) -> Iterator[Item]:
    for group, members in material.groups():
        for number, part in enumerate(_parts(members)):
            lines = [material.definition(m.id) for m in part]
            rights = [material.wording(m) for m in part]
            if not all(rights):
                continue
            chance = material.chance("matching", group.id, str(number))
            order = list(range(len(part)))
            while order == sorted(order):  # each meaning beside its name would ask nothing
                chance.shuffle(order)
            options = {"left": [m.name for m in part], "right": [rights[i] for i in order]}
            key = [order.index(i) for i in range(len(part))]
            stem = f"將「{group.name}」中的各項與其含義配對。"
            explanation = "".join(line.text for line in lines if line)
            quotes = [line.quote for line in lines if line]
            yield make("matching", group.id, "meanings", stem, options, key, explanation, quotes)


def _parts(members: list[Concept]) -> list[list[Concept]]:
    """At most `MOST` pairs an item; none of fewer than `FEWEST`, which would be a choice between two.

    Seven members make four and three.
    """
    if len(members) < FEWEST:
        return []
    count = -(-len(members) // MOST)
    size = -(-len(members) // count)
    parts = [members[i : i + size] for i in range(0, len(members), size)]
    return [part for part in parts if len(part) >= FEWEST]
