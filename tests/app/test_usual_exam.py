"""The exam that the page offers first, set from the shipped bank: spread over all families, half true."""

from collections import Counter
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
    parts, none = of_level(USUAL.parts, level, shipped)
    assert parts
    assert {part.kind for part in parts} | set(none) == {part.kind for part in USUAL.parts}
    paper = build_exam(shipped, Blueprint("", 60, parts), 1)
    levels = {entry.item.id: entry.difficulty for entry in shipped}
    assert {levels[q.item.id] for q in paper.questions} == {level}


def test_another_seed_sets_other_questions(shipped: list[BankItem]) -> None:
    one, other = (build_exam(shipped, USUAL, seed) for seed in (1, 2))
    assert len({q.item.id for q in one.questions} & {q.item.id for q in other.questions}) < USUAL.count / 4


def test_no_question_of_the_usual_exam_answers_another(shipped: list[BankItem]) -> None:
    for seed in range(8):
        told = [Told.of(q.item) for q in build_exam(shipped, USUAL, seed).questions]
        assert not [one for n, one in enumerate(told) if enemies_among(one, told[:n])], seed
