"""The blueprint that an exam starts from, a whole paper of one difficulty, and what is lacking in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.study.blueprint import BankItem, Blueprint, Difficulty, Lack, Part
from app.study.records import ItemKind
from app.study.wording import DIFFICULTY_NAMES, KIND_NAMES, family_name

# A hundred points in ninety minutes, in the proportions that office exams use.
USUAL = Blueprint(
    "行政協調模擬考",
    90,
    (
        Part("true_false", 10, 1),
        Part("single", 20, 1),
        Part("multiple", 10, 2),
        Part("blank", 5, 2),
        Part("matching", 1, 5),
        Part("ordering", 1, 5),
        Part("term", 2, 5),
        Part("short", 1, 5),
        Part("case", 1, 15),
    ),
)


def of_level(
    parts: Sequence[Part], level: Difficulty, items: Iterable[BankItem]
) -> tuple[tuple[Part, ...], tuple[ItemKind, ...]]:
    """The sections with items of that difficulty alone, and the kinds of which the bank has too few.

    Until enough learners have answered, a kind has one difficulty, so that most kinds have no hard items at all: these
    sections take any, and are named, so that the paper keeps its length and its points."""
    there = Counter(entry.item.kind for entry in items if entry.difficulty == level)
    set_ = tuple(replace(part, mix={level: 1}) if there[part.kind] >= part.count else part for part in parts)
    return set_, tuple(dict.fromkeys(part.kind for part in parts if there[part.kind] < part.count))


def lack_sentence(lack: Lack) -> str:
    """What an exam that cannot be built lacks."""
    kinds = "、".join(
        f"{KIND_NAMES[kind]}（{DIFFICULTY_NAMES[d]}）" if d else KIND_NAMES[kind] for kind, d in lack.kinds
    )
    where = f"「{'、'.join(family_name(group) for group in lack.groups)}」裡的" if lack.groups else ""
    return f"題庫不夠出這份卷：{where}{kinds}需要 {lack.needed} 題，只有 {lack.found} 題。"
