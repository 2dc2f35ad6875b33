"""What kinds, skills, families and keys are called where staff read them."""

from collections import Counter
from collections.abc import Collection, Mapping

from app.study.blueprint import Difficulty
from app.study.records import Item, ItemKind, Skill

KIND_NAMES: dict[ItemKind, str] = {
    "single": "單選",
    "multiple": "多選",
    "true_false": "判斷",
    "blank": "填空",
    "matching": "配對",
    "ordering": "排序",
    "term": "名詞解釋",
    "short": "簡答",
    "case": "案例分析",
}
SKILL_NAMES: dict[Skill, str] = {"recognise": "辨認", "recall": "回想", "apply": "運用"}
DIFFICULTY_NAMES: dict[Difficulty, str] = {"easy": "易", "medium": "中", "hard": "難"}
# The first part of a concept's id: what the corpus sorts its concepts by.
FAMILY_NAMES = {
    "definition": "概念",
    "trait": "特性",
    "conflict": "矛盾",
    "type": "類型",
    "principle": "原則",
    "method": "方法",
    "procedure": "程序",
    "competence": "素養",
    "practice": "實務",
    "theory": "理論",
    "institution": "制度",
    "imported": "匯入資料",
}
IMPORTED = "imported"


def family(concept_id: str, concepts: Collection[str]) -> str:
    """The family of a concept; an id that is no concept's is a document's.

    >>> family("type.nature.corrective", {"type.nature.corrective"}), family("u-12", ())
    ('type', 'imported')
    """
    return concept_id.split(".")[0] if concept_id in concepts else IMPORTED


def family_name(name: str) -> str:
    return FAMILY_NAMES.get(name, name)


def distinct_names(names: Mapping[str, str]) -> dict[str, str]:
    """Concepts' names by id; those of one name with their family, or their id where that is the same too.

    >>> distinct_names({"type.a": "會議協調", "method.b": "會議協調", "type.c": "授權"})
    {'type.a': '會議協調（類型）', 'method.b': '會議協調（方法）', 'type.c': '授權'}
    """
    with_family = {id_: f"{name}（{family_name(id_.split('.')[0])}）" for id_, name in names.items()}
    shared, alike = Counter(names.values()), Counter(with_family.values())
    return {
        id_: name if shared[name] == 1 else with_family[id_] if alike[with_family[id_]] == 1 else f"{name}（{id_}）"
        for id_, name in names.items()
    }


def letter(place: int) -> str:
    """The letter of an option, as a spreadsheet counts its columns.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    return ("" if place < 26 else letter(place // 26 - 1)) + chr(65 + place % 26)


def shown_options(item: Item) -> list[str]:
    """The options as a paper prints them, each with its letter; of a matching item first the left side, numbered."""
    if item.kind == "matching":
        left = [f"{n}. {text}" for n, text in enumerate(item.options["left"], 1)]
        return [*left, *(f"{letter(n)}. {text}" for n, text in enumerate(item.options["right"]))]
    if item.kind in ("single", "multiple", "ordering"):
        return [f"{letter(n)}. {text}" for n, text in enumerate(item.options)]
    return []


def key_lines(item: Item) -> list[str]:
    """The answer in words, a line for each part.

    >>> key_lines(Item("q", "single", "type", "…", ["甲", "乙", "丙"], 1, "", ()))
    ['B. 乙']
    """
    if item.kind == "single":
        return [f"{letter(item.key)}. {item.options[item.key]}"]
    if item.kind == "true_false":
        return ["正確" if item.key else "錯誤"]
    if item.kind == "blank":
        return ["／".join(accepted) for accepted in item.key]
    if item.kind == "matching":
        right = item.options["right"]
        return [f"{n}–{letter(place)}. {right[place]}" for n, place in enumerate(item.key, 1)]
    if item.kind in ("multiple", "ordering"):
        return [f"{letter(place)}. {item.options[place]}" for place in item.key]
    return [point["point"] for point in item.key]


def sources(item: Item) -> list[str]:
    """Where each quotation stands, and its words."""
    return [
        f"{' › '.join([q.title, *(h for h in q.headings if h != q.title)])}：「{' '.join(q.text.split())}」"
        for q in item.quotes
    ]
