"""The exam that the page offers first, set from the shipped bank: spread over all families, half true."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from app.store.library import Library
from app.study.bank import make_bank
from app.study.blueprint import DIFFICULTIES, BankItem, Blueprint, Difficulty, difficulty_of
from app.study.building import build_exam
from app.study.enemies import Told, enemies_among
from app.study.papers import USUAL, of_level
from app.study.wording import family


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[BankItem]:
    corpus = Library.open(Path(tmp_path_factory.mktemp("usual"))).corpus
    return [BankItem(i, family(i.concept_id, corpus.concepts), difficulty_of(i)) for i in make_bank(corpus).items]


@pytest.mark.parametrize("seed", range(8))
def test_the_usual_exam_is_spread_as_the_bank_is(shipped: list[BankItem], seed: int) -> None:
    paper = build_exam(shipped, USUAL, seed)
    bank, found = Counter(entry.group for entry in shipped), Counter(q.group for q in paper.questions)
    assert found.keys() == bank.keys()
    for group, count in bank.items():
        assert found[group] / USUAL.count == pytest.approx(count / len(shipped), abs=0.05), group
    for kind in ("true_false", "single", "multiple", "blank"):
        of_kind = Counter(q.group for q in paper.questions if q.item.kind == kind)
        assert max(of_kind.values()) <= of_kind.total() / 2, (kind, of_kind)
    truths = Counter(q.item.key for q in paper.questions if q.item.kind == "true_false")
    assert 4 <= truths[True] <= 6
    assert len({q.item.concept_id for q in paper.questions}) >= USUAL.count - 3
    assert paper == build_exam(shipped[::-1], USUAL, seed)


@pytest.mark.parametrize("level", DIFFICULTIES)
def test_the_usual_exam_can_be_set_at_every_difficulty(shipped: list[BankItem], level: Difficulty) -> None:
    """Whole: what cannot be told apart yet is set as it is, and named."""
    parts, none = of_level(USUAL.parts, level, shipped)
    paper = build_exam(shipped, Blueprint("", 60, parts), 1)
    assert (paper.blueprint.count, paper.blueprint.points) == (USUAL.count, USUAL.points)
    levels = {entry.item.id: entry.difficulty for entry in shipped}
    told = [q.item for q in paper.questions if q.item.kind not in none]
    assert told
    assert {levels[item.id] for item in told} == {level}
    assert not any(entry.item.kind in none and entry.difficulty == level for entry in shipped)


def test_a_kind_with_too_few_hard_items_is_set_from_all(shipped: list[BankItem]) -> None:
    singles = [entry for entry in shipped if entry.item.kind == "single"]
    measured = [replace(entry, difficulty="hard") for entry in singles[:19]] + singles[19:]
    wanted = [part for part in USUAL.parts if part.kind == "single"]
    assert of_level(wanted, "hard", measured) == (tuple(wanted), ("single",))
    enough = [*measured[:19], replace(singles[19], difficulty="hard")]
    (part,), none = of_level(wanted, "hard", enough)
    assert (part.mix, none) == ({"hard": 1}, ())


def test_another_seed_sets_other_questions(shipped: list[BankItem]) -> None:
    one, other = (build_exam(shipped, USUAL, seed) for seed in (1, 2))
    assert len({q.item.id for q in one.questions} & {q.item.id for q in other.questions}) < USUAL.count / 4


def test_no_question_of_the_usual_exam_answers_another(shipped: list[BankItem]) -> None:
    for seed in range(8):
        told = [Told.of(q.item) for q in build_exam(shipped, USUAL, seed).questions]
        assert not [one for n, one in enumerate(told) if enemies_among(one, told[:n])], seed
