"""名詞解釋, 簡答 and 案例分析: answered in words, graded by the key points of the sources' own sentences."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.answering.records import Quote
from app.study.checker import pairs
from app.study.making.blanks import FIXED
from app.study.making.material import Line, Material, make
from app.study.records import Item
from corpus.key import words_only
from corpus.records import Case, Concept

# What is left before a key point when its sentence has lost its subject; no part of 中心, 時間, 是非, 指導.
_LEFT_OVER = re.compile(
    "^(?:規定，|的|裡|中(?![心層間央立])|以後|時(?![間機限效候])|，|是指|是(?![非否])|之所以|指(?![導定派揮示令標出明]))+"
)
# What only says of which kind a thing is, as its siblings are, or how many things follow.
_GENUS = re.compile(
    "^(?!.*(?:不是|並非))(?:按[^，]+劃分|[^，]*(?:之一|的一[種項][^，]{0,8}|原則的第.項)"
    "|[^，、]*[兩二三四五六七八九十][步點項種件](?:事|原則|機制|協調)?)$"
)
# A further sentence that shares so much of its pairs of characters with a key point says the same again.
REPEATED = 0.5
# A sibling's sentence with so much of the shorter one's pairs is like a point; with so much it says the same.
ALIKE, SAME, RIVALS = 0.15, 0.75, 5
# A clause that only says in which case, or about what.
_CONDITION = re.compile("^(?:若|如果|背後若|凡|遇到)|(?:時|以後|之後|以前)$|^對(?![象方]).*(?:分歧|問題|意見|事項)$")
# What a case is asked for, of several concepts and of one -> the kinds of concepts that answer it.
_CASE_QUESTIONS = (
    ("這件事屬於哪些類型的協調？請就不同的劃分標準", "這件事主要屬於哪一種類型的協調？", ("type",)),
    (
        "這件事反映出哪些矛盾，或矛盾的哪些表現與成因？請",
        "這件事主要反映出哪一種矛盾，或者矛盾的哪一種表現或成因？",
        ("conflict",),
    ),
    ("處理這件事應遵循哪些協調原則？請", "處理這件事主要應遵循哪一項協調原則？", ("principle",)),
    (
        "處理這件事宜採用哪些方法或做法？請",
        "處理這件事主要宜採用哪一種方法或做法？",
        ("method", "practice", "procedure"),
    ),
)
_WHY, _WHY_ONE = "說明理由。", "請說明它的含義，以及用在這件事上的理由。"
Point = dict[str, Any]


def open_items(material: Material) -> Iterator[Item]:
    for concept in material.concepts():
        yield from _term(material, concept)
        yield from _key_points(material, concept)
        yield from _steps(material, concept)
    for group, members in material.groups():
        yield from _members(material, group, members)
    for case in material.corpus.cases.values():
        yield from _case(material, case)


def point(text: str) -> Point:
    """A key point and what counts as having said it: its words, the longest of its clauses that says more than when it
    holds, a fixed expression in it. "genus" marks what only says of which kind the thing is.

    >>> point("分清是非，並且果斷糾偏")["accept"]
    ['分清是非，並且果斷糾偏', '並且果斷糾偏', '果斷糾偏']
    >>> point("涉及法律規定的權限時，要先修法")["accept"]
    ['涉及法律規定的權限時，要先修法']
    >>> point("的中心問題是矛盾")["point"], point("按內容劃分的一種協調")["genus"]
    ('中心問題是矛盾', True)
    """
    text = _LEFT_OVER.sub("", text)
    parts = re.split("[，；：]", text)
    longest = max((part for part in parts if len(parts) == 1 or not _CONDITION.search(part)), key=len, default="")
    accept = [
        text,
        *([longest] if len(longest) >= 6 else []),
        *(e for e in FIXED if e in text and 3 * len(e) >= len(text)),
    ]
    made: Point = {"point": text, "accept": list(dict.fromkeys(accept))}
    return made | {"genus": True} if _GENUS.search(text) else made


def clauses(text: str) -> list[str]:
    """The clauses of a sentence, those of fewer than four characters joined to the one behind them, those with 即 to
    the one before; a series of more than three is a point each."""
    parts: list[str] = []
    held = ""
    for clause in re.split("[，；。：](?!即)", text):
        held = f"{held}，{clause}" if held else clause
        if len(held) >= 4:
            series = held.split("、")
            parts += series if len(series) > 3 and min(map(len, series)) >= 4 else [held]
            held = ""
    if held and parts:
        parts[-1] += f"，{held}"
    return parts


def _term(material: Material, concept: Concept) -> Iterator[Item]:
    line = material.definition(concept.id)
    if line is None:
        return
    said = re.sub("^，?(?:是指|指的是|是|指)", "", line.said or line.text.rstrip("。"))
    points = [point(clause) for clause in clauses(said)]
    quotes = [line.quote]
    lines = [x for x in material.lines(concept.id, "要點") if x.tells_apart]
    further = next((x for x in lines if not _repeats(x.said, said)), None)
    if further:
        points.append(point(further.said))
        quotes.append(further.quote)
    if len(points) > 1:
        _tell_apart(points, [c for o in material.siblings(concept) for c in clauses(material.meaning(o.id))])
        explanation = "".join(quote.text for quote in quotes)
        which = material.which(concept).rstrip("，")
        stem = f"名詞解釋：{concept.name}" + (f"（{which}）" if which else "")
        yield make("term", concept.id, "term", stem, [], points, explanation, quotes)


def _tell_apart(points: Sequence[Point], others: Sequence[str]) -> None:
    """Puts beside each point, under "unlike", what of its siblings sounds most like it without saying the same: an
    answer that is nearer to that is not about this concept."""
    for made in points:
        own = pairs(made["point"])
        shared = {text: len(own & pairs(text)) / (min(len(own), len(pairs(text))) or 1) for text in others}
        alike = sorted((text for text, share in shared.items() if ALIKE <= share < SAME), key=lambda t: -shared[t])
        if alike and "genus" not in made:
            made["unlike"] = alike[:RIVALS]


def _repeats(line: str, said: str) -> bool:
    own = pairs(_LEFT_OVER.sub("", line))
    return len(own & pairs(said)) >= REPEATED * len(own)


def _key_points(material: Material, concept: Concept) -> Iterator[Item]:
    lines = [x for x in material.lines(concept.id, "要點") if not x.is_meta]
    if len(lines) < 3 or concept.kind not in ("type", "principle", "method", "practice", "competence", "conflict"):
        return
    label = "特點" if concept.kind in ("type", "conflict") else "要求" if concept.kind == "principle" else "要點"
    points = [point(x.said or x.text.rstrip("。")) for x in lines]
    _tell_apart(points, [x.said for o in material.siblings(concept) for x in material.lines(o.id, "要點")])
    yield _short(concept, "points", f"{material.which(concept)}簡述「{concept.name}」的{label}。", points, lines)


def _steps(material: Material, concept: Concept) -> Iterator[Item]:
    lines = material.lines(concept.id, "步驟")
    if len(lines) >= 3:
        points = [point(x.text.rstrip("。")) for x in lines]
        _tell_apart(points, [x.text for o in material.siblings(concept) for x in material.lines(o.id, "步驟")])
        yield _short(concept, "steps", f"{material.which(concept)}簡述{steps_of(concept)}。", points, lines)


def steps_of(concept: Concept) -> str:
    wording = {"procedure": "「{}」的各個步驟", "competence": "提高「{}」的步驟", "conflict": "處理「{}」的步驟"}
    return wording.get(concept.kind, "「{}」的實施步驟").format(concept.name)


def _members(material: Material, group: Concept, members: Sequence[Concept]) -> Iterator[Item]:
    lines = [*material.lines(group.id, "定義"), *material.lines(group.id, "成員")]
    points: list[Point] = [{"point": m.name, "accept": list(m.names), "exact": True} for m in members]
    if lines:
        stem = f"「{group.name}」包括哪幾項？請逐一列出，並簡要說明。"
        yield _short(group, "members", stem, points, lines)


def _short(concept: Concept, form: str, stem: str, points: list[Point], lines: Sequence[Line]) -> Item:
    explanation = "".join(line.text if line.text.endswith("。") else f"{line.text}。" for line in lines)
    return make("short", concept.id, form, stem, [], points, explanation, [line.quote for line in lines])


def _case(material: Material, case: Case) -> Iterator[Item]:
    """A question for each kind of concept that the case is an example of. At most half of the points are names, so that
    no list of names passes; of a single concept its meaning and the reason are a point each, so that its name with one
    of them passes."""
    told = words_only(" ".join([case.text, *case.positions]))
    sides = "".join(f"{side}：{text}" for side, text in zip(("甲方", "乙方"), case.positions, strict=False))
    for several, one, kinds in _CASE_QUESTIONS:
        known = [material.corpus.concepts[c] for c in case.concepts if c in material.corpus.concepts]
        asked = [c for c in known if c.kind in kinds and words_only(c.name) not in told]
        if asked:
            points = [p for c in asked for p in _case_points(material, case, c, asked)]
            explanation = "".join(f"{c.name}：{case.concepts[c.id].rstrip('。')}。" for c in asked)
            question = f"{several}{_WHY}" if len(asked) > 1 else f"{one}{_WHY_ONE}"
            stem = f"案例：{case.text}{sides}問：{question}"
            form = f"{case.id} {kinds[0]}"
            yield make("case", asked[0].id, form, stem, [], points, explanation, _case_quotes(material, case, asked))


def _case_points(material: Material, case: Case, concept: Concept, asked: Sequence[Concept]) -> list[Point]:
    """The name, and why it applies: what the case says of it, or what it is, of which the case is an instance."""
    name = {"point": concept.name, "accept": _names(material, concept, asked), "exact": True}
    told, means = case.concepts[concept.id].rstrip("。"), _meanings(material, concept)
    reasons = list(dict.fromkeys([f"理由：{told}", *point(told)["accept"]]))
    if len(asked) > 1 or not means:
        return [name, {"point": reasons[0], "accept": [*reasons, *means[:1]]}]
    shown = f"含義：{means[0]}"
    return [name, {"point": shown, "accept": [shown, *means]}, {"point": reasons[0], "accept": reasons}]


def _meanings(material: Material, concept: Concept) -> list[str]:
    """What the concept is, first as it is told from its siblings, then by what its card says of it."""
    lines = [x.said for x in material.lines(concept.id, "要點") if x.said and not x.is_meta]
    further = [made["point"] for made in map(point, lines) if "之一" not in made["point"]]
    return [text for text in dict.fromkeys([material.meaning(concept.id), *further]) if text]


def _names(material: Material, concept: Concept, asked: Sequence[Concept]) -> list[str]:
    """The concept's names, and those of its namesakes in other classifications: who answers a case by the one principle
    of legality is right where the other was meant. A name counts for one of the concepts that are asked only."""
    kin = [c for c in material.concepts() if c.kind == concept.kind and c.kind in ("principle", "method")]
    same = [c for c in kin if c.group != concept.group and material.rivals.between(concept.id, c.id)]
    before = asked[: [c.id for c in asked].index(concept.id)]
    others = {name for c in asked if c.id != concept.id for name in c.names}
    others |= {name for c in before for name in _names(material, c, asked)}
    accepted = [name for c in same for name in c.names if name not in others]
    return list(dict.fromkeys([*concept.names, *accepted]))


def _case_quotes(material: Material, case: Case, concepts: Sequence[Concept]) -> list[Quote]:
    lines = [x for heading in ("分析", "處理") for x in material.case_lines(case.id, heading)]
    definitions = [material.definition(c.id) for c in concepts]
    return [*lines, *(line.quote for line in definitions if line)]
