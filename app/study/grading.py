"""Grading: exact where there is one answer, by key points found, in words or in meaning, where it is given in words.

| kind | credit |
|---|---|
| `single`, `true_false` | all or nothing |
| `multiple` | right options chosen / right options; nothing if a wrong one is chosen |
| `matching` | right pairs / pairs |
| `ordering` | neighbours kept next to each other in the right order / neighbours |
| `blank` | blanks filled rightly / blanks; scripts, widths, punctuation, aliases, words around them do not matter |
| `term`, `short`, `case` | points found / points, a genus a quarter; right from `PASS`, unless an opposite is said |
| `short` that asks for steps | of the steps found those of the longest run that is in their order |
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.study.balance import BLANK
from app.study.disregarded import TOO_MANY, disregarded, rejected, series
from app.study.key_points import find_all
from app.study.named import find_names
from app.study.records import Item, ItemKind
from app.study.sequence import asks_steps, longest_run, placed
from corpus.key import words_only

PASS = 0.6
# What a point counts that only says of which kind the thing is, and that holds of its siblings as well.
GENUS = 0.25
# So many characters of the stem beside a blank may be written again in it: 超前性 where 性 stands after the blank.
REPEATED = 4
_BRACKETS = re.compile("[（(](..+?)[）)]")
# What a question in words is about, without the classification or the document that it names.
_ASKED = re.compile("(?<=(?<!就)「)[^」]+|(?<=^名詞解釋：).+?(?=（[就按據]|$)")

CREDIT: dict[ItemKind, str] = {
    "single": "選對得分。",
    "true_false": "判斷正確得分。",
    "multiple": "全部選對得滿分；少選按比例得分，選了錯的不得分。",
    "matching": "按配對正確的比例得分。",
    "ordering": "順序全對得滿分；否則按前後相接正確的比例得分。",
    "blank": "按填對的空格比例得分；繁簡、全形半形、別名都算對。",
    "term": "按寫出的要點比例得分，六成算通過；只說屬於哪一類的要點算四分之一分；把要點說成相反的意思就不算通過；"
    "只是一長串名目、自己否定的說法不算。",
    "short": "按寫出的要點比例得分，六成算通過；只說屬於哪一類的要點算四分之一分；把要點說成相反的意思就不算通過；"
    "問步驟的要按先後寫，次序不對的步驟不算；只是一長串名目、自己否定的說法不算。",
    "case": "按寫出的要點比例得分，六成算通過；把要點說成相反的意思就不算通過；照抄題目的字句不算理由。",
}

# An endpoint's opinion: (item, answer) -> for each key point the words of the answer that make it, "" where none do.
Judge = Callable[[Item, str], Sequence[str]]


class ResponseError(ValueError):
    """A response that is no answer to this kind of item."""

    def __init__(self, item: Item, response: object) -> None:
        super().__init__(f"{item.id} ({item.kind}) cannot be answered with {response!r}")
        self.item, self.response = item, response


@dataclass(frozen=True, slots=True)
class Part:
    """One option, pair, blank or key point: what was wanted, what of the learner's stands for it, whether it is right.

    `by` is "words"; "judge" where only an endpoint found the point; "opposite" where the words deny it; "order" where
    they make a step that is not in its place."""

    wanted: str
    given: str
    right: bool
    by: str = "words"


@dataclass(frozen=True, slots=True)
class Grade:
    """`score` is 0..1; `credit` is the rule by which it was given, for the learner."""

    kind: ItemKind
    score: float
    correct: bool
    parts: tuple[Part, ...]

    @property
    def credit(self) -> str:
        return CREDIT[self.kind]

    @property
    def found(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.right)

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.right)


def grade(item: Item, response: Any, judge: Judge | None = None) -> Grade:
    """Grades a response: an index, a list of indices, true or false, a list of strings, or a text, by kind; None and ""
    are no answer and score 0. Raises `ResponseError` for a response of another shape.

    >>> item = Item("q-1", "multiple", "type.nature", "…", ["甲", "乙", "丙"], [0, 2], "", ())
    >>> grade(item, [0]).score, grade(item, [0, 1]).score
    (0.5, 0.0)
    """
    if response is None or response == "":
        return Grade(item.kind, 0.0, False, tuple(Part(wanted, "", False) for wanted in _wanted(item)))
    try:
        if item.kind in ("term", "short", "case"):
            return _points(item, _text(response), judge)
        score, parts = _EXACT[item.kind](item, response)
    except (TypeError, IndexError, KeyError) as error:
        raise ResponseError(item, response) from error
    return Grade(item.kind, score, score == 1.0, parts)


def _text(response: object) -> str:
    if not isinstance(response, str):
        raise TypeError(response)
    return response


def _index(value: object, options: Sequence[str]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(options):
        raise IndexError(value)
    return value


def _single(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    chosen = _index(response, item.options)
    right = chosen == item.key
    return float(right), (Part(item.options[item.key], item.options[chosen], right),)


def _true_false(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    if not isinstance(response, bool):
        raise TypeError(response)
    right = response == item.key
    return float(right), (Part(_yes_no(item.key), _yes_no(response), right),)


def _yes_no(value: bool) -> str:
    return "正確" if value else "錯誤"


def _multiple(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    chosen, wanted = {_index(value, item.options) for value in response}, set(item.key)
    parts = [Part(item.options[i], item.options[i] if i in chosen else "", i in chosen) for i in sorted(wanted)]
    parts += [Part("", item.options[i], False) for i in sorted(chosen - wanted)]
    return (0.0 if chosen - wanted else len(chosen) / len(wanted)), tuple(parts)


def _matching(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    right = item.options["right"]
    chosen = [None if value is None else _index(value, right) for value in _of_length(response, item.key)]
    parts = [
        Part(right[wanted], "" if got is None else right[got], got == wanted)
        for got, wanted in zip(chosen, item.key, strict=True)
    ]
    return _share(parts), tuple(parts)


def _ordering(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    """None stands at a place that was left open, as an exam handed in early may have some."""
    order = [None if value is None else _index(value, item.options) for value in _of_length(response, item.key)]
    chosen = [place for place in order if place is not None]
    if len(set(chosen)) < len(chosen):
        raise IndexError(order)
    parts = [
        Part(item.options[wanted], "" if got is None else item.options[got], got == wanted)
        for wanted, got in zip(item.key, order, strict=True)
    ]
    neighbours: set[tuple[int | None, int | None]] = set(pairwise(item.key))
    return len(neighbours & set(pairwise(order))) / len(neighbours), tuple(parts)


def _blank(item: Item, response: Any) -> tuple[float, tuple[Part, ...]]:
    given = [
        _text(value or "") for value in _of_length([response] if isinstance(response, str) else response, item.key)
    ]
    around = [words_only(text) for text in BLANK.split(item.stem)]
    parts = [
        Part(accepted[0], text, _fills(words_only(text), _wordings(accepted), around[n : n + 2]))
        for n, (accepted, text) in enumerate(zip(item.key, given, strict=True))
    ]
    return _share(parts), tuple(parts)


def _fills(given: str, wordings: set[str], around: Sequence[str]) -> bool:
    """Whether it is one of the wordings, also with some words of the stem beside the blank written once more."""
    before, after = around if len(around) == 2 else ("", "")
    fits = (
        given in (wording, before[len(before) - n :] + wording, wording + after[:n])
        for wording in wordings
        for n in range(REPEATED + 1)
    )
    return bool(given) and any(fits)


def _wordings(accepted: Sequence[str]) -> set[str]:
    """As keys; of a name with another in brackets each alone as well.

    >>> sorted(_wordings(["會簽（會辦）"]))
    ['会办', '会签', '会签会办']
    """
    found = set()
    for text in accepted:
        inside = _BRACKETS.findall(text)
        found |= {words_only(text), words_only(_BRACKETS.sub("", text)), *map(words_only, inside)}
    return found - {""}


def _of_length(response: Any, key: Sequence[object]) -> Sequence[Any]:
    if isinstance(response, str) or len(response) != len(key):
        raise IndexError(response)
    return list(response)


def _share(parts: Sequence[Part]) -> float:
    return sum(part.right for part in parts) / len(parts)


_EXACT: dict[ItemKind, Callable[[Item, Any], tuple[float, tuple[Part, ...]]]] = {
    "single": _single,
    "true_false": _true_false,
    "multiple": _multiple,
    "matching": _matching,
    "ordering": _ordering,
    "blank": _blank,
}


def _points(item: Item, answer: str, judge: Judge | None) -> Grade:
    judged = list(judge(item, answer)) if judge else [""] * len(item.key)
    case = item.kind == "case"
    accepted = [point["accept"] for point in item.key if point.get("exact")]
    unnamed = [*rejected(answer), *([] if case else series(answer, TOO_MANY * len(accepted) + 1))]
    named = iter(find_names(accepted, answer, unnamed, listed=not case))
    # a case quotes whom it tells of; its reasons stand beside names whose own words give no reason
    masked = [name for names in accepted for name in names] if case else _ASKED.findall(item.stem)
    others = [point for point in item.key if not point.get("exact")]
    wordings = [text for point in item.key for text in (point["point"], *point["accept"])]
    hidden = disregarded(answer, item.stem, wordings, reasons=case)
    said = iter(find_all(others, answer, masked, hidden, together=case, listed=item.kind == "short"))
    parts, places = [], []
    for point, opinion in zip(item.key, judged, strict=True):
        found = next(named if point.get("exact") else said)
        if found.made or not opinion:
            by = "opposite" if found.opposed else "words"
            parts.append(Part(point["point"], found.words, found.made, by))
            places.append(found.place)
        else:
            parts.append(Part(point["point"], opinion, True, "judge"))
            places.append(answer.find(opinion))
    if asks_steps(item.stem):
        parts = _in_order(parts, places)
    weights = [GENUS if point.get("genus") else 1.0 for point in item.key]
    score = sum(weight for weight, part in zip(weights, parts, strict=True) if part.right) / sum(weights)
    return Grade(item.kind, score, score >= PASS and not any(part.by == "opposite" for part in parts), tuple(parts))


def _in_order(parts: Sequence[Part], places: Sequence[int]) -> list[Part]:
    """Of the steps found, `places` being where they stand in the answer, only the longest run in their order is right;
    a step that has no one place among the others is right anywhere, and so is what an endpoint found in no place."""
    found = [n for n in placed([part.wanted for part in parts]) if parts[n].right and places[n] >= 0]
    run = {found[n] for n in longest_run([places[n] for n in found])}
    return [
        replace(part, right=False, by="order") if n in found and n not in run else part for n, part in enumerate(parts)
    ]


def _wanted(item: Item) -> list[str]:
    """What was asked for, by part, for an item that was left out."""
    if item.kind == "single":
        return [item.options[item.key]]
    if item.kind == "true_false":
        return [_yes_no(item.key)]
    if item.kind == "blank":
        return [accepted[0] for accepted in item.key]
    if item.kind == "matching":
        return [item.options["right"][i] for i in item.key]
    if item.kind in ("multiple", "ordering"):
        return [item.options[i] for i in item.key]
    return [point["point"] for point in item.key]
