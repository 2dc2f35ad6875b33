"""Everyday expressions and the official terms that say the same, as data that a trainer can extend.

A line of `lexicon.tsv`: everyday, official (several parted by ；), region (cn, tw, both), field.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from corpus.cards import SHIPPED
from corpus.key import search_key

FILE = "lexicon.tsv"


@dataclass(frozen=True, slots=True)
class Entry:
    everyday: str
    official: tuple[str, ...]
    region: str
    field: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """An everyday expression found at `start:end` of a text, and the official terms for it."""

    entry: Entry
    start: int
    end: int


class LexiconError(ValueError):
    """A line that cannot be read: `path`, `line`, and `problem`, a sentence for the trainer."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}：第 {line} 行：{problem}")
        self.path, self.line, self.problem = path, line, problem


class Lexicon:
    """Finds everyday expressions in a text, the longest first, without overlap.

    >>> lexicon = Lexicon.of([Entry("踢皮球", ("推諉扯皮",), "both", "conflict")])
    >>> [e.entry.official for e in lexicon.expansions("他们互相踢皮球")]
    [('推諉扯皮',)]
    """

    def __init__(self, by_key: Mapping[str, Entry]) -> None:
        self._by_key = by_key
        self._longest = max(map(len, by_key), default=0)

    def __len__(self) -> int:
        return len(self._by_key)

    @classmethod
    def of(cls, entries: Iterator[Entry] | list[Entry]) -> "Lexicon":
        """A later entry of the same expression takes the place of an earlier one."""
        return cls({search_key(entry.everyday): entry for entry in entries})

    @classmethod
    def load(cls, *roots: Path) -> "Lexicon":
        """The lexicons of the roots (default: the shipped one), later ones first in rank. Raises `LexiconError`."""
        return cls.of([entry for root in roots or (SHIPPED,) for entry in read_entries(root / FILE)])

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """One file. Raises `LexiconError`."""
        return cls.of(list(read_entries(path)))

    def to_tsv(self) -> str:
        """As `read_entries` reads it."""
        entries = self._by_key.values()
        lines = (f"{e.everyday}\t{'；'.join(e.official)}\t{e.region}\t{e.field}\n" for e in entries)
        return "everyday\tofficial\tregion\tfield\n" + "".join(lines)

    def expansions(self, text: str) -> list[Expansion]:
        key = search_key(text)
        found: list[Expansion] = []
        position = 0
        while position < len(key):
            for length in range(min(self._longest, len(key) - position), 1, -1):
                entry = self._by_key.get(key[position : position + length])
                if entry:
                    found.append(Expansion(entry, position, position + length))
                    position += length
                    break
            else:
                position += 1
        return found


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a file; none if there is no file. Raises `LexiconError` for a line that is not one."""
    if not path.is_file():
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(path, 1, "不是 UTF-8 編碼；請在編輯器另存為 UTF-8") from error
    reader = csv.reader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    next(reader, None)
    for line, row in enumerate(reader, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise LexiconError(path, line, "每行要有口語詞與正式用語兩欄，中間用定位字元（Tab）隔開")
        official = tuple(term.strip() for term in row[1].split("；") if term.strip())
        region, field = [*row[2:], "both", ""][:2]
        yield Entry(row[0].strip(), official, region.strip(), field.strip())
