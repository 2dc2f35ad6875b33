"""The cards there are, each a concept with a skill, in the order in which new ones are begun."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from app.study.rates import SKILLS
from app.study.records import SKILL_OF, Item
from app.study.schedule import CardKey
from app.study.wording import FAMILY_NAMES

# By how much of all concepts a skill follows the one before it: a concept is recognised some days before it is
# recalled, and yet no skill waits until another is done.
LAG = 0.15


def cards(pool: Iterable[Item], family_of: Callable[[str], str]) -> dict[CardKey, list[Item]]:
    """The items of every card. Concepts come family by family as the course names them, the skills interleaved."""
    found: dict[CardKey, list[Item]] = defaultdict(list)
    for item in pool:
        found[CardKey(item.concept_id, SKILL_OF[item.kind])].append(item)
    families = list(FAMILY_NAMES)

    def course(concept_id: str) -> tuple[int, str]:
        family = family_of(concept_id)
        return families.index(family) if family in families else len(families), concept_id

    concepts = sorted({key.concept_id for key in found}, key=course)
    place = {concept_id: n for n, concept_id in enumerate(concepts)}
    step = LAG * len(concepts)

    def begun(key: CardKey) -> tuple[float, int]:
        skill = SKILLS.index(key.skill)
        return place[key.concept_id] + skill * step, skill

    return {key: found[key] for key in sorted(found, key=begun)}
