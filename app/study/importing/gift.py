"""Items from GIFT (https://docs.moodle.org/en/GIFT_format), our own export's and others'.

A question without our comment line takes its concept from a `concept` line of the category or from the one chosen for
the whole file. What GIFT cannot say of an item and no comment says either, as the key points of an essay, makes the
question a bad row; so do numerical questions, and what would not be marked here as it is there. What earns only a part
of the credit is a wrong option or no accepted answer.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.answering.records import Quote
from app.study.exporting.gift import NOTE, POINTS, REASON
from app.study.importing.rows import BadRow, ImportReport, RowError, Shelf, gather, new_item, shuffled
from app.study.records import OPEN_KINDS, Item
from corpus.encoding import NotText, decode
from corpus.readers.html import read_html

_GAP = "______"
_TITLE = re.compile(r"^::(?:\\.|[^:\\]|:(?!:))*::", re.DOTALL)
_FORM = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
_SHOWN = re.compile("<(?:img|video|audio|object|embed|iframe|svg|math)[ />]", re.IGNORECASE)
_BRACE = re.compile(r"(?<!\\)(?:\\\\)*[{}]")
_CHOICE = re.compile(r"([=~])((?:\\.|[^\\=~])*)", re.DOTALL)
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}


@dataclass(frozen=True, slots=True)
class _Question:
    """`note` is our comment's record, {} without one, None for a part of the question before."""

    line: int
    text: str
    note: dict[str, Any] | None


def read_gift(
    data: bytes, shelf: Shelf, concept: str = "", remark: Callable[[Item], str] = lambda item: ""
) -> ImportReport:
    """`concept` (id or name) is for questions that name none. Nothing is raised."""
    try:
        text = decode(data).text
    except NotText as error:
        return ImportReport((), (BadRow(1, f"認不出文字編碼（{error}）"),))
    questions = [q for q in _split(text) if q.note is not None]
    if not questions:
        return ImportReport((), (BadRow(1, "檔案裡沒有題目"),))
    return gather([(q.line, partial(_item, q, shelf, concept)) for q in questions], remark)


def _split(text: str) -> list[_Question]:
    """Questions are parted by empty lines; comments and categories are no part of them."""
    questions: list[_Question] = []
    held: list[str] = []
    note: dict[str, Any] | None = {}
    first = 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.startswith("//"):
            if line.startswith(NOTE.rstrip()):
                note = _note(line[len(NOTE.rstrip()) :])
        elif line.startswith("$CATEGORY:"):
            continue
        elif line.strip():
            first = first or number
            held.append(line)
        elif held:
            questions.append(_Question(first, "\n".join(held), note))
            held, note, first = [], {}, 0
    return questions


def _note(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _item(question: _Question, shelf: Shelf, concept: str) -> Item:
    note = question.note or {}
    text = _TITLE.sub("", question.text.strip())
    form, text = _form(text)
    before, answers, after = _parts(text)
    answers, explanation = _general(answers, form)
    wanted = str(note.get("concept") or concept)
    if not wanted:
        raise RowError("沒有概念；請選一個給整個檔案")
    concept_id = shelf.concept_id(wanted)
    kind, stem, options, key = _read(before, answers, after, form, note.get("kind"))
    if note.get("kind"):
        kind = note["kind"]
        stem, options, key = note.get("stem", stem), note.get("options", options), note.get("key", key)
    said = explanation
    if kind == "essay" or kind in OPEN_KINDS:
        points, said = _feedback(explanation)
        if kind == "essay" and not points:
            raise RowError("簡答題沒有要點；請寫在一般回饋（####）裡，一行一個")
        if kind == "essay":
            kind, key, options = "short", [{"point": p, "accept": [p]} for p in points], []
    try:
        quotes = _quotes(note, shelf, concept_id)
        return new_item(kind, concept_id, stem, options, key, said, quotes, note.get("id", ""))
    except (TypeError, KeyError, AttributeError) as error:
        raise RowError(f"註解行與題目不合（{error}）") from error


def _feedback(text: str) -> tuple[list[str], str]:
    """The key points that the general feedback of an essay lists, and the explanation after them.

    >>> _feedback("要點：\\n先談\\n再定\\n解析：\\n見定義")
    (['先談', '再定'], '見定義')
    """
    listed, _, said = text.partition(f"\n{REASON}\n")
    points = [line.strip() for line in listed.strip().removeprefix(POINTS).splitlines()]
    return [point for point in points if point], said


def _quotes(note: dict[str, Any], shelf: Shelf, concept_id: str) -> tuple[Quote, ...]:
    """The sentences of our own note; of a question of another hand the concept's definition. Raises `RowError`."""
    rows = note.get("quotes")
    if rows is None:
        return shelf.definition(concept_id)
    return tuple(shelf.quote(f"〔{row['document']}〕{row['text']}", concept_id, int(row["start"])) for row in rows)


def _form(text: str, form: str = "") -> tuple[str, str]:
    """In which form a text is written, and the text; `form` where it does not say."""
    found = _FORM.match(text)
    return (found[1], text[found.end() :]) if found else (form, text)


def _words(text: str, form: str) -> str:
    """A text as it is read: without GIFT's escapes, of HTML only the words. Raises `RowError`."""
    form, text = _form(text, form)
    words = unescape(text)
    if form != "html" or not re.search("[<&]", words):
        return words
    if _SHOWN.search(words):
        raise RowError("題目有圖片或影音，這裡放不下；請改成文字")
    return read_html(words.encode()).text.strip()


def _parts(text: str) -> tuple[str, str, str]:
    """Before, inside and after the braces that are not escaped. Raises `RowError`."""
    found = re.search(r"(?<!\\)((?:\\\\)*)\{((?:\\.|[^\\{}])*)\}", text, re.DOTALL)
    if not found:
        raise RowError("沒有用 { } 寫出的答案")
    before, after = text[: found.start()] + found[1], text[found.end() :]
    if _BRACE.search(before) or _BRACE.search(after):
        raise RowError("一題只能有一組用 { } 寫出的答案；題與題之間要空一行，文字裡的括號寫成 \\{ \\}")
    return before, found[2].strip(), after


def _general(answers: str, form: str) -> tuple[str, str]:
    parts = re.split(r"(?<!\\)####", answers, maxsplit=1)
    return parts[0].strip(), _words(parts[1], form) if len(parts) > 1 else ""


def _read(before: str, answers: str, after: str, form: str, told: str | None) -> tuple[Any, str, Any, Any]:
    """Kind ("essay" still without points), stem, options, key; `told` is our own note's kind. Raises `RowError`."""
    stem, tail = _words(before, form), _words(after, form)
    if not answers:
        return "essay", stem + tail, [], []
    if answers.startswith("#"):
        raise RowError("數值題在這裡沒有對應的題型")
    word = re.split(r"(?<!\\)#", answers)[0].strip().upper()
    if word in _TRUE | _FALSE:
        return "true_false", stem + tail, ["正確", "錯誤"], word in _TRUE
    choices = [(m[1], *_weight(m[2])) for m in _CHOICE.finditer(answers)]
    if not choices or answers[0] not in "=~":
        raise RowError(f"看不懂答案「{answers[:30]}」")
    texts = [" ".join(_words(re.split(r"(?<!\\)#", text)[0], form).split("\n")) for _, text, _ in choices]
    marks = {mark for mark, _, _ in choices}
    pairs = [re.split(r"\s*->\s*", text, maxsplit=1) for text in texts]
    if told in (None, "matching", "ordering") and any(len(pair) == 2 for pair in pairs):
        return _matching(stem + tail, marks, pairs)
    if not all(texts):
        raise RowError("有一個選項或答案是空的")
    full = [n for n, (mark, _, share) in enumerate(choices) if (mark == "=" and share is None) or (share or 0) >= 100]
    if "=" in marks and not full:
        raise RowError("沒有全對的答案；只得一部分分數的（%50%）在這裡不算答案")
    if marks == {"="}:
        return "blank", f"{stem}{_GAP}{tail}", [], [[texts[n] for n in full]]
    gapped = f"{stem}{'（　　）' if tail else ''}{tail}"
    rights = full or [n for n, (_, _, share) in enumerate(choices) if (share or 0) > 0]
    if len(rights) == 1:
        return "single", gapped, texts, rights[0]
    return "multiple", gapped, texts, rights


def _matching(stem: str, marks: set[str], pairs: list[list[str]]) -> tuple[Any, str, Any, Any]:
    if marks != {"="} or any(len(pair) != 2 for pair in pairs):
        raise RowError("有 -> 的題目是配對，每一項都要寫成「=左 -> 右」；選項文字裡的箭頭請改用 →")
    if not all(left and right for left, right in pairs):
        raise RowError("有一個選項或答案是空的")
    order = shuffled(len(pairs), stem)
    options = {"left": [p[0] for p in pairs], "right": [pairs[n][1] for n in order]}
    return "matching", stem, options, [order.index(n) for n in range(len(pairs))]


def _weight(text: str) -> tuple[str, float | None]:
    found = re.match(r"\s*%(-?\d+(?:\.\d+)?)%", text)
    return (text[found.end() :], float(found[1])) if found else (text, None)


def unescape(text: str) -> str:
    r"""
    >>> unescape(r"甲\=乙\n丙")
    '甲=乙\n丙'
    """
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text, flags=re.DOTALL).strip()
