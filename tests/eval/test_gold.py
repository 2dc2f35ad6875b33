"""What measures may not leak into what it measures: no run of six key characters is shared."""

import json
from collections.abc import Iterator

import pytest

from app.disputes.examples import shipped
from corpus.cards import SHIPPED, load_corpus, required_concepts
from corpus.cues import read_asks, read_cues
from corpus.key import search_key
from corpus.lexicon import read_entries
from eval.calibrate import FITTING, column
from eval.gold_sets import GOLD
from indexer.train import split
from indexer.train.topic import OTHERS

RUN = 6
PAIRS = SHIPPED.parent / "indexer" / "train" / "pairs"
SETS = ("answers", "unanswerable", "everyday", "disputes", "not_disputes")


def gold_texts(name: str, field: str) -> list[str]:
    return [json.loads(line)[field] for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()]


def runs(text: str) -> set[str]:
    """The runs of six letters of the key; punctuation breaks a run."""
    key = search_key(text)
    return {key[i : i + RUN] for i in range(len(key) - RUN + 1) if key[i : i + RUN].isalnum()}


def signals() -> Iterator[str]:
    for concept in load_corpus().concepts.values():
        yield from concept.signals


def case_texts() -> Iterator[str]:
    for case in load_corpus().cases.values():
        yield from (case.text, *case.positions)


def lexicon() -> Iterator[str]:
    for entry in read_entries(SHIPPED / "lexicon.tsv"):
        yield from (entry.everyday, *entry.official)


def cues() -> Iterator[str]:
    for cue in read_cues(SHIPPED / "cues.tsv"):
        yield cue.text


def examples() -> Iterator[str]:
    for example in shipped():
        yield example.text


def asks() -> Iterator[str]:
    for ask in read_asks(SHIPPED):
        yield ask.text


def pairs() -> Iterator[str]:
    for path in sorted(PAIRS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield from json.loads(line).values()


@pytest.mark.parametrize(
    ("gold", "field", "sources"),
    [
        ("everyday", "q", {"signals": signals, "lexicon": lexicon, "pairs": pairs, "cues": cues, "asks": asks}),
        (
            "disputes",
            "text",
            {
                "signals": signals,
                "lexicon": lexicon,
                "cases": case_texts,
                "cues": cues,
                "asks": asks,
                "examples": examples,
            },
        ),
        ("not_disputes", "text", {"examples": examples}),
    ],
)
def test_gold_shares_no_run_of_six_characters(gold: str, field: str, sources: dict[str, object]) -> None:
    held = set().union(*map(runs, gold_texts(gold, field)))
    shared = {
        name: sorted({run for text in texts() for run in runs(text) & held})  # type: ignore[operator]
        for name, texts in sources.items()
    }
    assert shared == {name: [] for name in sources}


@pytest.mark.parametrize("name", SETS)
def test_gold_ids_are_unique_and_both_halves_are_filled(name: str) -> None:
    ids = gold_texts(name, "id")
    assert len(ids) == len(set(ids))
    halves = [split.half(each) for each in ids]
    assert min(halves.count("tune"), halves.count("report")) >= 0.35 * len(ids)


@pytest.mark.parametrize("name", ["answers", "everyday", "unanswerable"])
def test_no_gold_question_is_among_those_for_fitting(name: str) -> None:
    fitted = set(map(search_key, [*column(FITTING / "beyond.tsv", "q"), *column(OTHERS, "q")]))
    assert fitted
    assert fitted.isdisjoint(map(search_key, gold_texts(name, "q")))


def test_gold_concepts_exist() -> None:
    known = {row.id for row in required_concepts()} | {f"group:{row.group}" for row in required_concepts()}
    for name, field in (("everyday", "gold"), ("answers", "concepts")):
        for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
            assert set(json.loads(line)[field]) <= known
