"""GIFT, the text format of Moodle (https://docs.moodle.org/en/GIFT_format).

What GIFT has no form for goes the nearest way: an ordering item as matching of places with steps, several blanks as one
short-answer question for each, open answers as essays. A comment line before each question, which Moodle skips, holds
what our own import needs to read the very item back.

>>> print(question(Item("q-1", "true_false", "type", "甲=乙", ["正確", "錯誤"], True, "見定義", ())))
// xietiao {"concept": "type", "id": "q-1", "kind": "true_false"}
::q-1::甲\\=乙 {TRUE####見定義}
"""

import json
import re
from collections.abc import Collection, Iterable
from typing import Any

from app.study.balance import BLANK
from app.study.records import OPEN_KINDS, Item
from app.study.wording import family, family_name, key_lines

NOTE = "// xietiao "
# Lines of an essay's feedback: what follows them are its key points, then its explanation.
POINTS, REASON = "要點：", "解析："


def gift(items: Iterable[Item], concepts: Collection[str]) -> str:
    """All questions, under a category for each family of concepts."""
    blocks, category = [], ""
    ordered = sorted(items, key=lambda item: family(item.concept_id, concepts))
    for item in ordered:
        name = f"$CATEGORY: 協調通/{family_name(family(item.concept_id, concepts))}"
        if name != category:
            blocks.append(name)
            category = name
        blocks.append(question(item))
    return "\n\n".join(blocks) + "\n"


def question(item: Item) -> str:
    known: dict[str, Any] = {"id": item.id, "kind": item.kind, "concept": item.concept_id}
    if item.quotes:
        known["quotes"] = [{"document": q.document_id, "start": q.start, "text": q.text} for q in item.quotes]
    if item.kind in OPEN_KINDS:
        known["key"] = item.key
    elif item.kind == "blank" and len(item.key) > 1:
        known |= {"key": item.key, "stem": item.stem}
    elif item.kind in ("matching", "ordering"):
        known |= {"options": item.options, "key": item.key}
    comment = NOTE + json.dumps(known, ensure_ascii=False, sort_keys=True)
    if item.kind == "blank" and len(item.key) > 1:
        rows = [_row(f"{item.id}-{n}", _blank(item, n), item) for n in range(len(item.key))]
        return "\n\n".join([f"{comment}\n{rows[0]}", *(f"{NOTE}\n{row}" for row in rows[1:])])
    body = _blank(item, 0) if item.kind == "blank" else f"{escape(item.stem)} {{{_answers(item)}{_general(item)}}}"
    return f"{comment}\n{_row(item.id, body, item)}"


def _row(name: str, body: str, item: Item) -> str:
    return f"::{escape(name)}::{body}"


def _answers(item: Item) -> str:
    if item.kind == "single":
        return "".join(f"{'=' if n == item.key else '~'}{escape(text)} " for n, text in enumerate(item.options))
    if item.kind == "true_false":
        return "TRUE" if item.key else "FALSE"
    if item.kind == "multiple":
        share = weight(len(item.key))
        return "".join(f"~%{share if n in item.key else -100}%{escape(text)} " for n, text in enumerate(item.options))
    if item.kind == "matching":
        pairs = zip(item.options["left"], item.key, strict=True)
        return "".join(f"={escape(left)} -> {escape(item.options['right'][place])} " for left, place in pairs)
    if item.kind == "ordering":
        return "".join(f"=第 {n} 步 -> {escape(item.options[place])} " for n, place in enumerate(item.key, 1))
    return ""


def weight(rights: int) -> str:
    """The share of one right answer in per cent, as Moodle lists them (33.33333, not 33).

    >>> weight(2), weight(3)
    ('50', '33.33333')
    """
    return f"{100 / rights:.5f}".rstrip("0").rstrip(".")


def _blank(item: Item, wanted: int) -> str:
    """The short answer stands in the place of its blank; other blanks stay lines."""
    gaps = list(BLANK.finditer(item.stem))
    gap = gaps[wanted]
    answers = "".join(f"={escape(accepted)} " for accepted in item.key[wanted])
    before, after = item.stem[: gap.start()], item.stem[gap.end() :]
    return f"{escape(before)}{{{answers}{_general(item)}}}{escape(after)}"


def _general(item: Item) -> str:
    said = item.explanation
    if item.kind in OPEN_KINDS:
        reason = f"\n{REASON}\n{said}" if said else ""
        said = f"{POINTS}\n" + "\n".join(key_lines(item)) + reason
    return f"####{escape(said)}" if said else ""


def escape(text: str) -> str:
    """GIFT's control characters, and line breaks as it writes them."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text.strip()).replace("\r\n", "\n").replace("\n", "\\n")
