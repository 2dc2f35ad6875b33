"""Papers to the blueprint, and the clock that stops at the last heartbeat."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.study.apportioning import apportion, huntington_hill
from app.study.blueprint import Lack
from app.study.exam import (
    GAP,
    BankItem,
    Blueprint,
    BlueprintError,
    ExamOver,
    ExamState,
    Interruption,
    Paper,
    Part,
    beat,
    build_exam,
    difficulty_of,
    result,
    save,
    start,
    submit,
)
from app.study.records import ItemKind
from tests.app.study_samples import START, item

GROUPS = ("type", "method", "principle")


def bank(**counts: int) -> list[BankItem]:
    """`type_single=5`: five single items of the group, each with a concept of its own."""
    entries = []
    for name, count in counts.items():
        group, kind = name.split("_", 1)
        for _ in range(count):
            one = item(len(entries), kind, f"{group}.{len(entries)}")  # type: ignore[arg-type]
            entries.append(BankItem(one, group, difficulty_of(one)))
    return entries


BIG = bank(**{f"{g}_{k}": 12 for g in GROUPS for k in ("single", "multiple", "true_false", "short")})
BLUEPRINT = Blueprint(
    "期中",
    60,
    (Part("single", 10, 2), Part("multiple", 5, 4), Part("short", 3, 10)),
    {"type": 50, "method": 30, "principle": 20},
)


def test_a_paper_is_exactly_to_the_blueprint() -> None:
    paper = build_exam(BIG, BLUEPRINT, seed=3)
    kinds = Counter(q.item.kind for q in paper.questions)
    assert kinds == {"single": 10, "multiple": 5, "short": 3}
    assert Counter(q.group for q in paper.questions) == {"type": 9, "method": 5, "principle": 4}
    assert [q.item.kind for q in paper.questions] == ["single"] * 10 + ["multiple"] * 5 + ["short"] * 3
    assert sum(q.points for q in paper.questions) == BLUEPRINT.points == 70
    assert len({q.item.id for q in paper.questions}) == 18


def test_the_same_seed_gives_the_same_paper_whatever_the_banks_order() -> None:
    shuffled = random.Random(1).sample(BIG, len(BIG))
    assert build_exam(BIG, BLUEPRINT, 3) == build_exam(shuffled, BLUEPRINT, 3) != build_exam(BIG, BLUEPRINT, 4)


def test_concepts_are_repeated_as_little_as_possible() -> None:
    entries = [BankItem(item(n, "single", f"c{n % 5}"), "type", "easy") for n in range(50)]
    paper = build_exam(entries, Blueprint("", 10, (Part("single", 10, 1),)), 7)
    assert set(Counter(q.item.concept_id for q in paper.questions).values()) == {2}


def test_difficulties_are_mixed_as_wanted() -> None:
    entries = [BankItem(item(n, "single", f"c{n}"), "type", ("easy", "medium", "hard")[n % 3]) for n in range(30)]
    level = {entry.item.id: entry.difficulty for entry in entries}
    part = Part("single", 10, 1, {"easy": 3, "medium": 5, "hard": 2})
    paper = build_exam(entries, Blueprint("", 10, (part,)), 1)
    assert Counter(level[q.item.id] for q in paper.questions) == {"easy": 3, "medium": 5, "hard": 2}


@pytest.mark.parametrize(
    ("entries", "blueprint", "lack"),
    [
        # a kind of which there are too few
        (
            bank(type_single=4),
            Blueprint("", 10, (Part("single", 10, 1),)),
            Lack((("single", ""),), (), 10, 4),
        ),
        # a group that has none
        (
            bank(type_single=20),
            Blueprint("", 10, (Part("single", 10, 1),), {"type": 50, "method": 50}),
            Lack((("single", ""),), ("method",), 5, 0),
        ),
        # a difficulty that the kind has not
        (
            bank(type_single=20),
            Blueprint("", 10, (Part("single", 4, 1, {"hard": 1}),)),
            Lack((("single", "hard"),), (), 4, 0),
        ),
        # each section and each group could be met alone, but not together
        (
            bank(type_single=20, method_multiple=20),
            Blueprint("", 10, (Part("single", 6, 1), Part("multiple", 4, 1)), {"type": 40, "method": 60}),
            Lack((("single", ""),), ("method",), 2, 0),
        ),
    ],
)
def test_what_is_lacking_is_said(entries: list[BankItem], blueprint: Blueprint, lack: Lack) -> None:
    with pytest.raises(BlueprintError) as caught:
        build_exam(entries, blueprint, 1)
    assert caught.value.lack == lack


def test_a_paper_that_only_one_distribution_allows_is_found() -> None:
    entries = bank(type_single=5, type_multiple=5, method_single=5)
    blueprint = Blueprint("", 10, (Part("single", 5, 1), Part("multiple", 5, 1)), {"type": 50, "method": 50})
    paper = build_exam(entries, blueprint, 1)
    assert {(q.item.kind, q.group) for q in paper.questions} == {("single", "method"), ("multiple", "type")}


def test_each_section_is_spread_over_the_groups() -> None:
    entries = bank(**{f"{g}_{k}": n for g, n in (("a", 60), ("b", 30), ("c", 10)) for k in ("single", "multiple")})
    parts = (Part("single", 10, 1), Part("multiple", 10, 1))
    for blueprint in (Blueprint("", 10, parts), Blueprint("", 10, parts, {"a": 6, "b": 3, "c": 1})):
        paper = build_exam(entries, blueprint, 1)
        for kind in ("single", "multiple"):
            assert Counter(q.group for q in paper.questions if q.item.kind == kind) == {"a": 6, "b": 3, "c": 1}


def test_a_group_with_too_few_leaves_its_part_to_the_others() -> None:
    entries = bank(a_single=5, b_single=5, c_short=1)
    paper = build_exam(entries, Blueprint("", 10, (Part("single", 10, 1), Part("short", 1, 1))), 1)
    assert Counter(q.group for q in paper.questions) == {"a": 5, "b": 5, "c": 1}


def test_half_of_what_is_to_be_judged_is_true() -> None:
    made = [replace(item(n, "true_false", f"c{n}"), key=n % 4 == 0) for n in range(40)]
    entries = [BankItem(one, ("a", "b")[n % 2], "easy") for n, one in enumerate(made)]
    paper = build_exam(entries, Blueprint("", 10, (Part("true_false", 10, 1),)), 1)
    assert Counter(q.item.key for q in paper.questions) == {True: 5, False: 5}


def test_nobody_goes_without_a_seat_where_there_are_enough() -> None:
    assert huntington_hill({"a": 97, "b": 2, "c": 1, "none": 0}, 10) == {"a": 8, "b": 1, "c": 1}
    assert huntington_hill({"a": 1, "b": 3, "c": 2}, 2) == {"a": 0, "b": 1, "c": 1}
    assert huntington_hill({}, 3) == {}


@pytest.mark.parametrize("seed", range(30))
def test_random_blueprints_are_met_or_refused_rightly(seed: int) -> None:
    """Against trying every distribution, on small banks."""
    chance = random.Random(seed)
    kinds: list[ItemKind] = ["single", "multiple"]
    stock = {(k, g): chance.randint(0, 4) for k in kinds for g in ("a", "b")}
    entries = bank(**{f"{g}_{k}": n for (k, g), n in stock.items()})
    wanted = [chance.randint(1, 4), chance.randint(1, 4)]
    shares = {"a": chance.randint(0, 3), "b": chance.randint(1, 3)}
    blueprint = Blueprint("", 10, tuple(Part(k, n, 1) for k, n in zip(kinds, wanted, strict=True)), shares)
    in_a = apportion(shares, sum(wanted))["a"]
    possible = any(
        single <= stock["single", "a"]
        and wanted[0] - single <= stock["single", "b"]
        and 0 <= in_a - single <= min(wanted[1], stock["multiple", "a"])
        and wanted[1] - (in_a - single) <= stock["multiple", "b"]
        for single in range(wanted[0] + 1)
    )
    if possible:
        paper = build_exam(entries, blueprint, seed)
        assert Counter(q.group for q in paper.questions)["a"] == in_a
    else:
        with pytest.raises(BlueprintError) as caught:
            build_exam(entries, blueprint, seed)
        assert caught.value.lack.found < caught.value.lack.needed


def test_senseless_blueprints_are_named() -> None:
    with pytest.raises(ValueError, match="minutes = 0"):
        Blueprint("", 0, (Part("single", 1, 1),))
    with pytest.raises(ValueError, match="count = 0"):
        Blueprint("", 10, (Part("single", 0, 1),))
    with pytest.raises(ValueError, match="shares = "):
        Blueprint("", 10, (Part("single", 1, 1),), {"type": 0})


def test_a_paper_goes_through_json() -> None:
    paper = build_exam(BIG, BLUEPRINT, 3)
    assert Paper.from_record(json.loads(json.dumps(paper.record()))) == paper


def sat(minutes: int = 10) -> ExamState:
    paper = build_exam(BIG, Blueprint("", minutes, (Part("single", 3, 2), Part("short", 1, 4))), 1)
    return start(paper, START)


def seconds(n: float) -> Any:
    return START + timedelta(seconds=n)


def beats(state: ExamState, first: float, last: float, step: float = 15) -> ExamState:
    at = first
    while at <= last:
        state, at = beat(state, seconds(at)), at + step
    return state


def test_the_clock_runs_with_the_heartbeats() -> None:
    state = beats(sat(), 15, 120)
    assert state.used == timedelta(seconds=120)
    assert state.left == timedelta(minutes=8)
    assert state.interruptions == ()


def test_the_clock_stops_at_the_last_heartbeat_and_the_interruption_is_listed() -> None:
    state = beats(sat(), 15, 60)
    state = beat(state, seconds(4000))  # resumed an hour later
    assert state.used == timedelta(seconds=60)
    assert state.interruptions == (Interruption(seconds(60), seconds(4000)),)
    state = beats(state, 4015, 4060)
    assert state.used == timedelta(seconds=120)
    assert len(result(submit(state, seconds(4060)), {}).interruptions) == 1


def test_a_short_gap_is_no_interruption() -> None:
    state = beat(sat(), START + GAP)
    assert (state.used, state.interruptions) == (GAP, ())


@pytest.mark.parametrize("away", [16, 25, 30])
def test_half_a_minute_away_is_listed_and_not_charged(away: int) -> None:
    state = beat(beats(sat(), 15, 60), seconds(60 + away))
    assert state.used == timedelta(seconds=60)
    assert [pause.length for pause in state.interruptions] == [timedelta(seconds=away)]


def test_where_the_clock_is_set_back_the_exams_goes_on_and_the_jump_is_listed() -> None:
    state = beats(sat(60), 5, 60, step=5)
    state = beats(state, 60 - 1800, 60 - 1800 + 1500, step=5)  # half an hour back, then 25 minutes of work
    assert state.used == timedelta(minutes=26)
    assert state.interruptions == (Interruption(seconds(60), seconds(60 - 1800)),)
    assert [pause.set_back for pause in state.interruptions] == [True]


def test_beats_in_the_wrong_order_are_no_jump() -> None:
    state = beat(beats(sat(), 15, 60), seconds(59.5))
    assert (state.used, state.interruptions) == (timedelta(seconds=60), ())


def test_whoever_sets_the_clock_back_little_by_little_has_no_more_time() -> None:
    state = sat(1)
    for _ in range(5):  # twelve seconds of work, then twelve seconds back
        state = beat(beat(state, seconds(12)), START)
    assert state.over


def test_an_answer_is_a_heartbeat_and_takes_the_place_of_the_earlier_one() -> None:
    state = save(sat(), 2, 1, seconds(10))
    state = save(state, 0, 3, seconds(20))
    state = save(state, 2, 0, seconds(30))
    assert (state.answers, state.used) == ({0: 3, 2: 0}, timedelta(seconds=30))
    assert save(state, 0, None, seconds(31)).answers == {2: 0}
    with pytest.raises(IndexError, match="question 4 of 4"):
        save(state, 4, 0, seconds(32))


def test_nothing_is_answered_after_the_end() -> None:
    state = beats(sat(1), 15, 60)
    assert state.over
    save(state, 0, 1, seconds(63))  # pressed in time, arrived a moment later
    with pytest.raises(ExamOver):
        save(state, 0, 1, seconds(70))
    handed_in = submit(sat(), seconds(5))
    with pytest.raises(ExamOver):
        save(handed_in, 0, 1, seconds(6))
    assert submit(handed_in, seconds(9)) == handed_in


def test_the_result_by_group_with_what_to_reread() -> None:
    entries = [BankItem(item(n, "single", f"c{n}"), ("type", "method")[n % 2], "easy") for n in range(4)]
    state = start(build_exam(entries, Blueprint("", 10, (Part("single", 4, 5),)), 1), START)
    by_group = {g: [n for n, q in enumerate(state.paper.questions) if q.group == g] for g in ("type", "method")}
    for number in by_group["type"]:
        state = save(state, number, 0, seconds(10))
    scores = {by_group["type"][0]: 1.0, by_group["type"][1]: 0.5}
    found = result(state, scores)
    assert (found.points, found.of) == (7.5, 20)
    assert [(g.group, g.points, g.of, g.questions) for g in found.groups] == [
        ("method", 0, 10, 2),
        ("type", 7.5, 10, 2),
    ]
    assert found.unanswered == tuple(by_group["method"])
    missed = state.paper.questions[by_group["type"][1]].item
    assert found.groups[1].reread == missed.quotes
