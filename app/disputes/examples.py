"""Worked examples: short descriptions, each with what applies to it, and texts that describe no dispute.

They stand beside the cases as what a new description is compared with. A line of `examples.tsv`: description, ids of
types, of principles, of methods, parted by ；, the most telling first; none at all for a text that is no dispute.
"""

import csv
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

FILE = Path(__file__).with_name("examples.tsv")


@dataclass(frozen=True, slots=True)
class Example:
    """`types`, `principles` and `methods` are concept ids; all three are empty for what is no dispute."""

    text: str
    types: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.types, *self.principles, *self.methods)

    @property
    def is_dispute(self) -> bool:
        return bool(self.concepts)


@cache
def shipped() -> tuple[Example, ...]:
    return read_examples(FILE)


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of a file. Raises `ValueError` for a line that is none."""
    examples = []
    rows = csv.reader(StringIO(path.read_text("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE)
    for line, row in enumerate(rows, 1):
        if line == 1:
            continue
        if len(row) != 4 or not row[0].strip():
            raise ValueError(f"{path.name}: line {line}: a description and three lists of ids are needed")
        examples.append(Example(row[0], *(tuple(filter(None, ids.split("；"))) for ids in row[1:])))
    return tuple(examples)
