"""The project's own gold sets (`eval/gold`), read into records, with their halves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.train.split import Half, half

GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a complete answer holds. `facts`: each a set of wordings, any one of which states it;
    `members`: the names that a complete list holds; `concepts`: ids, or `group:` and a group's id."""

    id: str
    text: str
    register: str
    ask: str
    concepts: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldRefusal:
    """A question that the corpus does not answer; `kind` is far, near or word-sharing."""

    id: str
    text: str
    kind: str


def read_questions(which: Half) -> list[GoldQuestion]:
    return [
        GoldQuestion(
            row["id"],
            row["q"],
            row["register"],
            row["ask"],
            tuple(row["concepts"]),
            tuple(tuple(fact) for fact in row["facts"]),
            tuple(row["members"]),
        )
        for row in rows("answers", which)
    ]


def read_refusals(which: Half) -> list[GoldRefusal]:
    return [GoldRefusal(row["id"], row["q"], row["kind"]) for row in rows("unanswerable", which)]


def rows(name: str, which: Half) -> Iterator[dict[str, Any]]:
    """The records of one half of `eval/gold/NAME.jsonl`."""
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if half(row["id"]) == which:
            yield row
