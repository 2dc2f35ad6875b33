"""Cues: short everyday fragments that point to concepts wherever they stand in a text ("不歸我管" -> 推諉扯皮, …).

A line of `cues.tsv`: cue, ids of concepts parted by ； (the most telling first).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from corpus.cards import SHIPPED
from corpus.key import search_key

FILE = "cues.tsv"
ASKS = "asks"
ALSO = 0.6


@dataclass(frozen=True, slots=True)
class Cue:
    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueFound:
    """A cue standing at `start:end` of a text."""

    cue: Cue
    start: int
    end: int


class CueError(ValueError):
    """A line that cannot be read: `path`, `line`, and `problem`, a sentence for the trainer."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}：第 {line} 行：{problem}")
        self.path, self.line, self.problem = path, line, problem


class Cues:
    """Finds all cues in a text; one that stands inside a longer one is left to the longer.

    >>> cues = Cues.of([Cue("不歸我管", ("conflict.buck-passing",))])
    >>> [(found.start, found.end) for found in cues.find("他说不归我管")]
    [(2, 6)]
    """

    def __init__(self, by_key: Mapping[str, Cue]) -> None:
        self._by_key = by_key
        self._lengths = sorted({len(key) for key in by_key}, reverse=True)

    def __len__(self) -> int:
        return len(self._by_key)

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> "Cues":
        """A later cue of the same words takes the place of an earlier one."""
        return cls({search_key(cue.text): cue for cue in cues})

    @classmethod
    def load(cls, *roots: Path) -> "Cues":
        """The cues of the roots (default: the shipped ones). Raises `CueError`."""
        return cls.of(cue for root in roots or (SHIPPED,) for cue in read_cues(root / FILE))

    @classmethod
    def read(cls, path: Path) -> "Cues":
        """One file."""
        return cls.of(read_cues(path))

    def to_tsv(self) -> str:
        """As `read_cues` reads it."""
        lines = (f"{cue.text}\t{'；'.join(cue.concepts)}\n" for cue in self._by_key.values())
        return "cue\tconcepts\n" + "".join(lines)

    def votes(self, text: str) -> dict[str, float]:
        """Concept id -> how much the cues of a text speak for it; after the first, a cue's concepts count `ALSO`."""
        votes: dict[str, float] = {}
        for found in self.find(text):
            for number, concept_id in enumerate(found.cue.concepts):
                votes[concept_id] = votes.get(concept_id, 0.0) + (ALSO if number else 1.0)
        return votes

    def find(self, text: str) -> list[CueFound]:
        """In the order of the text."""
        key = search_key(text)
        found: list[CueFound] = []
        for length in self._lengths:
            for start in range(len(key) - length + 1):
                cue = self._by_key.get(key[start : start + length])
                if cue and not any(f.start <= start and start + length <= f.end for f in found):
                    found.append(CueFound(cue, start, start + length))
        return sorted(found, key=lambda each: each.start)


def read_asks(root: Path) -> Iterator[Cue]:
    """The everyday questions under `root/asks`, in the cues' format: a question, the concepts whose cards answer it."""
    for path in sorted((root / ASKS).glob("*.tsv")):
        yield from read_cues(path)


def read_cues(path: Path) -> Iterator[Cue]:
    """The cues of a file; none if there is no file. Raises `CueError` for a line that is none."""
    if not path.is_file():
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CueError(path, 1, "不是 UTF-8 編碼；請在編輯器另存為 UTF-8") from error
    for line, row in enumerate(csv.reader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if line == 1 or not any(cell.strip() for cell in row):
            continue
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise CueError(path, line, "要有口語片段與概念代碼兩欄，中間用定位字元（Tab）隔開")
        yield Cue(row[0].strip(), tuple(i.strip() for i in row[1].split("；") if i.strip()))
