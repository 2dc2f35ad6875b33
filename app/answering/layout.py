"""How an answer is laid out by what was asked: a table, numbered steps, lists under their labels. The page, the
memo and the copied text all show this one layout.

>>> table, *blocks = layout(answer)                          # doctest: +SKIP
>>> table.labels, table.aspects                              # doctest: +SKIP
(('糾偏式協調', '促進式協調'), ('定義', '適用'))
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.answering.contrast import ASPECTS
from app.answering.records import Answer, Statement
from corpus.key import search_key
from corpus.numerals import chinese_number

# "own": numbered as the source numbers them
Form = Literal["plain", "numbered", "own", "bullets"]

# What a comparison sets side by side.
COMPARED = ("定義", "成員", "辨析", "要點", "適用", "不適用", *(a for a in ASPECTS if a != "適用"))
# Aspects that need no heading of their own under the name of what they speak of.
_PLAIN = ("定義", "說明", "原文", "清單", "")
_NUMBERED = ("步驟", "成員")
_NUMBERING = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]+|[①-⑳])\s*")
_OWN_NUMBER = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳]|第[一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class Table:
    """Labels by aspects: `rows[i][j]` is what is said of `aspects[i]` for `labels[j]`, perhaps nothing."""

    labels: tuple[str, ...]
    aspects: tuple[str, ...]
    rows: tuple[tuple[tuple[Statement, ...], ...], ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for row in self.rows for cell in row for s in cell)

    def column(self, label: str) -> tuple[Statement, ...]:
        """All that is said of one label."""
        place = self.labels.index(label)
        return tuple(s for row in self.rows for s in row[place])


@dataclass(frozen=True, slots=True)
class Part:
    """Statements of one aspect; `heading` is "" where none is shown."""

    heading: str
    form: Form
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What one document says of one thing, `label`."""

    label: str
    parts: tuple[Part, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for part in self.parts for s in part.statements)


def layout(answer: Answer) -> tuple[Table | Block, ...]:
    """The blocks in the order of their statements, and the table of a comparison, if two things share an aspect, where
    its first statement stands: how the two differ, in a sentence, comes before it."""
    if answer.mode == "generated":  # its sentences in their order, whatever the documents they rest on
        return (Block("", (Part("", "plain", answer.statements),)),)
    table = _table(answer.statements) if answer.ask == "comparison" else None
    told = set(map(id, table.statements)) if table else set()
    before: dict[tuple[str, str], list[Statement]] = {}
    after: dict[tuple[str, str], list[Statement]] = {}
    groups = before
    for s in answer.statements:
        if id(s) in told:
            groups = after
        else:
            groups.setdefault((s.label, document_of(s, answer)), []).append(s)
    above, below = (
        [Block(label, _parts(said, answer.ask)) for (label, _), said in each.items()] for each in (before, after)
    )
    return (*above, table, *below) if table else tuple(above)


def deciding(answer: Answer) -> Statement | None:
    """The statement that says yes or no to a judgement."""
    return next((s for s in answer.statements if s.verdict and s.quotes), None)


def document_of(statement: Statement, answer: Answer) -> str:
    """The id of the document that a statement is from, "" for the model's own words."""
    return answer.quotes[statement.quotes[0]].document_id if statement.quotes else ""


def unnumbered(text: str) -> str:
    """Without the number in the source: 1、事務協調 -> 事務協調."""
    return _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text


def own_numbers(statements: Sequence[Statement]) -> range | None:
    """The numbers that the sources give the statements, where they count on from one to the next.

    >>> own_numbers([Statement("二、乙。", (0,)), Statement("（三）丙。", (0,))])
    range(2, 4)
    """
    found = [_NUMBERING.match(s.text) for s in statements]
    numbers = [_count(m[0]) for m in found if m]
    counted = range(numbers[0], numbers[0] + len(statements)) if numbers else range(0)
    return counted if len(numbers) == len(statements) and numbers == list(counted) else None


def _count(marker: str) -> int:
    circled = next((c for c in marker if "①" <= c <= "⑳"), "")
    return ord(circled) - ord("①") + 1 if circled else chinese_number(re.sub(r"\W", "", search_key(marker)))


def _table(statements: Sequence[Statement]) -> Table | None:
    """The aspects that two things at least share."""
    sharing: dict[str, set[str]] = {}
    for s in statements:
        if s.aspect in COMPARED and s.label:
            sharing.setdefault(s.aspect, set()).add(unnumbered(s.label))
    aspects = tuple(a for a in COMPARED if len(sharing.get(a, ())) > 1)
    said = [s for s in statements if s.aspect in aspects and s.label]
    labels = tuple(dict.fromkeys(unnumbered(s.label) for s in said))
    rows = tuple(
        tuple(tuple(s for s in said if s.aspect == aspect and unnumbered(s.label) == label) for label in labels)
        for aspect in aspects
    )
    return Table(labels, aspects, rows) if said else None


def _parts(statements: Sequence[Statement], ask: str) -> tuple[Part, ...]:
    parts = []
    for aspect in dict.fromkeys(s.aspect for s in statements):
        said = tuple(s for s in statements if s.aspect == aspect)
        named = aspect not in _PLAIN and not (aspect == "成員" and ask == "list")
        parts.append(Part(aspect if named else "", _form(aspect, said), said))
    return tuple(parts)


def _form(aspect: str, statements: Sequence[Statement]) -> Form:
    if len(statements) > 1 and aspect in _NUMBERED:
        return "own" if all(_OWN_NUMBER.match(s.text) for s in statements) else "numbered"
    return "bullets" if len(statements) > 1 and aspect not in _PLAIN else "plain"
