"""Retrieval sets from a folder, and which of their questions may be reported."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from indexer.train.data import DevSet, Question, read_dev
from indexer.train.split import half

# The sets that the model and the weights were tuned on, by a digest of their questions' ids. Of these the tune half
# is never reported; any other set, also one of the same name, is reported whole.
_TUNED_ON = {
    "lay_law": "bcf3c647b267cc8b",
    "tw_city_news": "2c1f4c26cd33d00d",
    "wiki_cn": "565ea896343b482e",
    "wiki_tw": "af90b6cef66dc24f",
}


def digest(questions: Iterable[Question]) -> str:
    """Identifies a set of questions, whatever their order."""
    ids = "\n".join(sorted(question.id for question in questions))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def read_reported(folder: Path) -> list[DevSet]:
    """Every NAME.passages.jsonl.gz with NAME.questions.jsonl.gz in `folder`; raises `FileNotFoundError` for none."""
    sets = read_dev(folder)
    if not sets:
        raise FileNotFoundError(f"no NAME.questions.jsonl.gz in {folder}")
    return [_reported(one) if _TUNED_ON.get(one.name) == digest(one.questions) else one for one in sets]


def _reported(one: DevSet) -> DevSet:
    return replace(one, questions=tuple(q for q in one.questions if half(q.id) == "report"))
