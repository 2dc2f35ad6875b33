"""The raw sets as training pairs: read, cleared of the dev questions, and put on the search key."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.cards import SHIPPED, load_corpus
from corpus.cues import FILE as CUES
from corpus.cues import Cue, read_asks, read_cues
from corpus.key import search_key
from corpus.lexicon import FILE, read_entries
from corpus.records import Concept
from corpus.sentences import split_sentences

PAIRS_DIR = Path(__file__).parent / "pairs"
# The file of lay legal questions among them.
LAW = "law"

# A set's share of each batch. Sets in everyday words are small and would drown by their size alone.
SHARES = {
    "tw_gazette": 0.14,
    "tw_city_news": 0.10,
    "tw_law": 0.14,
    "cn_law": 0.16,
    "tw_president": 0.04,
    "cn_gov_reports": 0.04,
    "product_docs_zh_tw": 0.05,
    "wiki_questions_tw": 0.05,
    "lay_law_questions": 0.22,
    "synonyms": 0.05,
    "sentence_pairs": 0.05,
    "pairs": 0.10,
    "lexicon": 0.04,
    "spoken": 0.06,
    "corpus": 0.06,
    "asks": 0.06,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a text that belongs to it, both as search keys; `source` is the set's name."""

    query: str
    passage: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A dev question and the ids of the passages that answer it."""

    id: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class DevSet:
    """A retrieval set: `passages` maps an id to (title or "", text)."""

    name: str
    passages: dict[str, tuple[str, str]]
    questions: tuple[Question, ...]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl or .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_dev(folder: Path) -> list[DevSet]:
    """Every NAME.passages.jsonl.gz with its NAME.questions.jsonl.gz, by name."""
    sets = []
    for path in sorted(folder.glob("*.questions.jsonl.gz")):
        name = path.name.removesuffix(".questions.jsonl.gz")
        passages = {p["id"]: (p.get("title", ""), p["text"]) for p in read_lines(folder / f"{name}.passages.jsonl.gz")}
        questions = tuple(Question(q["id"], q["q"].strip(), frozenset(q["gold"])) for q in read_lines(path))
        sets.append(DevSet(name, passages, questions))
    return sets


def read_pairs(folder: Path, dev: Iterable[DevSet] = ()) -> list[Pair]:
    """All training pairs of `folder` and of this project, without those that a dev question gives away."""
    known = DevQuestions(dev)
    return [pair for pair in _raw_pairs(folder) if pair.query and pair.passage and not known.gives_away(pair)]


def _raw_pairs(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        source = path.name.removesuffix(".jsonl.gz")
        for row in read_lines(path):
            if row.get("label", 1) == 1:  # other labels mark sentences of different meaning
                query, passage = (row["q"], row["d"]) if "q" in row else (row["a"], row["b"])
                yield Pair(search_key(query), search_key(passage), source)
    for path in sorted(PAIRS_DIR.glob("*.jsonl")):
        source = "lay_law_questions" if path.stem == LAW else "pairs"  # the two say the same kind of thing
        for row in read_lines(path):
            yield Pair(search_key(row["q"]), search_key(row["d"]), source)
    for everyday, official in read_lexicon():
        yield Pair(search_key(everyday), search_key(official), "lexicon")
    for text, said in read_corpus():
        yield Pair(search_key(text), search_key(said), "corpus")
    for text, asked in read_everyday_questions():
        yield Pair(search_key(text), search_key(asked), "asks")


def read_lexicon() -> list[tuple[str, str]]:
    """(everyday, official) expressions of the shipped lexicon, a pair for each official one."""
    entries = read_entries(SHIPPED / FILE)
    return [(entry.everyday, official) for entry in entries for official in entry.official]


def read_corpus() -> Iterator[tuple[str, str]]:
    """(what a card says, how staff say it): its definition with each signal, its name with each sentence and cue.

    The card's text is the query, of which a batch holds one, so that two signals of a card are no negatives.
    """
    concepts = load_corpus().concepts
    for concept in concepts.values():
        for signal in concept.signals:
            yield concept.definition, signal
        for heading in ("定義", "要點", "適用", "例子", "常見錯誤"):
            text = concept.body.get(heading, "")
            for start, end in split_sentences(text, 0, len(text)):
                yield concept.name, text[start:end]
    yield from _told(read_cues(SHIPPED / CUES), concepts)


def read_everyday_questions() -> Iterator[tuple[str, str]]:
    """(what a card says, an everyday question that it answers)."""
    yield from _told(read_asks(SHIPPED), load_corpus().concepts)


def _told(cues: Iterable[Cue], concepts: Mapping[str, Concept]) -> Iterator[tuple[str, str]]:
    for cue in cues:
        for concept_id in cue.concepts[:2]:
            if concept_id in concepts:
                yield f"{concepts[concept_id].name}：{concepts[concept_id].definition}", cue.text


class DevQuestions:
    """Tells which training pairs would give a dev question away."""

    def __init__(self, dev: Iterable[DevSet]) -> None:
        self._questions: set[str] = set()
        self._near: dict[str, list[frozenset[str]]] = {}
        self._gold: set[str] = set()
        for one in dev:
            for question in one.questions:
                bare = _bare(search_key(question.text))
                self._questions.add(bare)
                for end in (bare[:8], bare[-8:]):
                    self._near.setdefault(end, []).append(_bigrams(bare))
            if one.name != "lay_law":  # statutes are what is searched there, public and the same for everybody
                answers = {gold for question in one.questions for gold in question.gold}
                self._gold.update(_bare(search_key(one.passages[a][1])) for a in answers if a in one.passages)

    def gives_away(self, pair: Pair) -> bool:
        """The same question, one that begins or ends alike and shares four fifths of its bigrams, or its answer."""
        query = _bare(pair.query)
        if query in self._questions or _bare(pair.passage) in self._gold:
            return True
        near = self._near.get(query[:8], []) + self._near.get(query[-8:], [])
        if not near:
            return False
        mine = _bigrams(query)
        return any(len(mine & other) >= 0.8 * len(mine | other) for other in near)


def _bare(key: str) -> str:
    return "".join(char for char in key if char.isalnum())


def _bigrams(bare: str) -> frozenset[str]:
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))
