"""Answers typed in a terminal: letters as on the pages, or numbers, with or without blanks between them."""

import re
import unicodedata
from typing import Any

from app.study.records import OPEN_KINDS, Item
from app.study.wording import letter
from corpus.key import words_only

TRUE, FALSE = ("对", "正确", "是", "t", "true", "y", "o"), ("错", "错误", "否", "f", "false", "n", "x")
_TICKS, _CROSSES = "√✓✔○", "×✗✘"


class NotUnderstood(ValueError):
    """What was typed is no answer to this item; the message says why and what is needed, for the learner."""


def how(item: Item) -> str:
    """What to type.

    >>> how(Item("q", "ordering", "type", "…", ["先", "中", "後"], [0, 1, 2], "", ()))
    '按先後輸入 3 個字母或號碼，例如 BAC 或 2 1 3'
    """
    match item.kind:
        case "single":
            return f"輸入選項的字母或號碼，A–{letter(len(item.options) - 1)}"
        case "multiple":
            return "輸入所有對的字母或號碼，例如 AC 或 1 3"
        case "true_false":
            return "輸入 對 或 錯"
        case "blank":
            return "輸入空格的內容" if len(item.key) == 1 else f"輸入 {len(item.key)} 格的內容，用分號分開"
        case "matching":
            return f"按左邊的次序輸入右邊的 {len(item.key)} 個字母或號碼，例如 BAC 或 2 1 3"
        case "ordering":
            return f"按先後輸入 {len(item.key)} 個字母或號碼，例如 BAC 或 2 1 3"
        case _:
            return "用一段話回答"


def response_of(item: Item, typed: str) -> Any:
    """What was typed as a response; "" for nothing. Raises `NotUnderstood`.

    >>> response_of(Item("q", "ordering", "type", "…", ["先", "中", "後"], [0, 1, 2], "", ()), "bac")
    [1, 0, 2]
    """
    text = typed.strip()
    if not text or item.kind in OPEN_KINDS:
        return text
    if item.kind == "true_false":
        return _judgement(text)
    if item.kind == "blank":
        return _blanks(text, len(item.key))
    options = item.options["right"] if item.kind == "matching" else item.options
    places = _places(text, len(options))
    if item.kind == "single":
        if len(places) != 1:
            raise NotUnderstood(f"只選一個，這裡有 {len(places)} 個")
        return places[0]
    if item.kind == "multiple":
        return sorted(set(places))
    if len(places) != len(item.key):
        raise NotUnderstood(f"需要 {len(item.key)} 個，這裡有 {len(places)} 個")
    if item.kind == "ordering" and len(set(places)) < len(places):
        twice = next(letter(n) for n in places if places.count(n) > 1)
        raise NotUnderstood(f"每一步只用一次，{twice} 用了兩次")
    return places


def _judgement(text: str) -> bool:
    word, marks = words_only(text), {char in _TICKS for char in text if char in _TICKS + _CROSSES}
    if len(marks) == 1 and not word:
        return marks.pop()
    if word not in (*TRUE, *FALSE):
        raise NotUnderstood(f"看不懂「{text}」")
    return word in TRUE


def _blanks(text: str, count: int) -> list[str]:
    parts = [text] if count == 1 else [part.strip() for part in text.replace("；", ";").split(";")]
    if len(parts) != count:
        raise NotUnderstood(f"需要 {count} 格，這裡有 {len(parts)} 格")
    return parts


def _places(text: str, count: int) -> list[int]:
    """Letters, or numbers: those of one digit may stand together where there are no more than nine options."""
    plain = unicodedata.normalize("NFKC", text)
    marks = re.findall(r"\d+|[A-Za-z]|[^\s,、.;]", plain)
    if count <= 9 and len(marks) == 1 and marks[0].isdigit():
        marks = list(marks[0])
    places = []
    for mark in marks:
        number = int(mark) - 1 if mark.isdecimal() else ord(mark.upper()) - 65 if mark.isascii() else -1
        if not 0 <= number < count or not (mark.isdecimal() or mark.isalpha()):
            raise NotUnderstood(f"沒有「{mark}」這個選項")
        places.append(number)
    if not places:
        raise NotUnderstood(f"看不懂「{text}」")
    return places
