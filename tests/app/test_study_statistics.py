"""Figures with n and interval, hidden for too few; recall, forecast, days."""

import random
from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest
from fsrs import Rating

from app.study.decisions import Listed
from app.study.item_order import LITTLE, TRAITS, has_trait, ordered
from app.study.schedule import CardKey, recall, replay, review
from app.study.statistics import (
    MINIMUM_DISCRIMINATION,
    MINIMUM_FACILITY,
    correlation,
    forecast,
    heat_map,
    item_figures,
    recall_by_group,
    streak,
    wilson,
)
from tests.app.study_samples import START, day, history, item

TAIPEI = timezone(timedelta(hours=8))
ITEMS = [item(n, concept=f"c{n}") for n in range(6)]


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # Newcombe 1998, table I: method 3 without continuity correction
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_the_published_table(right: int, n: int, low: float, high: float) -> None:
    found = wilson(right, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


def office(learners: int) -> list[list]:
    """The first k of six items right, by learner; item 0 separates the weakest, item 5 the strongest."""
    return [history(f"l{n}", *((it, n % 7 > k, k) for k, it in enumerate(ITEMS))) for n in range(learners)]


def test_few_learners_hide_the_figures() -> None:
    few = item_figures(office(MINIMUM_FACILITY - 1))["i0"]
    assert (few.n, few.facility, few.discrimination) == (MINIMUM_FACILITY - 1, None, None)
    more = item_figures(office(MINIMUM_DISCRIMINATION - 1))["i2"]
    assert more.facility
    assert more.discrimination is None


def test_figures_with_n_and_interval() -> None:
    figures = item_figures(office(21))
    assert figures == item_figures(office(21))
    facility = figures["i2"].facility
    assert facility
    assert (facility.value, facility.n) == (12 / 21, 21)
    assert facility.low < facility.value < facility.high
    found = figures["i2"].discrimination
    assert found
    # by hand: the rest is the number of other items right, of five
    pairs = [(float(n % 7 > 2), (n % 7 - (n % 7 > 2)) / 5) for n in range(21)]
    assert found.value == pytest.approx(correlation(pairs))
    assert found.low < found.value < found.high <= 1


def test_only_first_answers_count() -> None:
    again = [[*h, *history("x", (ITEMS[2], True, 9))] for h in office(21)]
    assert item_figures(again)["i2"].facility == item_figures(office(21))["i2"].facility


def test_an_item_that_all_get_right_discriminates_nothing() -> None:
    all_right = [history(f"l{n}", *((it, True, 0) for it in ITEMS)) for n in range(12)]
    found = item_figures(all_right)["i0"]
    assert found.facility
    assert (found.facility.value, found.discrimination) == (1.0, None)


def test_recall_by_group_and_forecast() -> None:
    keys = [CardKey(f"c{n}", "recall") for n in range(3)]
    reviews = {key: review(None, "林", key, Rating.Good, day(-n * 3))[0] for n, key in enumerate(keys[:2])}
    given = [item(n, "blank", f"c{n}") for n in range(2)]
    done = history("林", (given[0], False, 0), (given[1], True, -3), (given[0], True, 0))
    rows = recall_by_group(reviews, done, keys, {"c0": "type", "c1": "type", "c2": "method"}, START)
    assert [(r.group, r.studied, r.cards) for r in rows] == [("type", 2, 2), ("method", 0, 1)]
    assert rows[0].recall == pytest.approx((1 + recall(reviews[keys[1]], START)) / 2)  # right in the end, both
    assert (rows[0].right, rows[1].right, rows[1].recall) == (1.0, None, None)
    # c0 in two days; c1 was due yesterday and counts today
    assert [n for _, n in forecast(reviews.values(), START, TAIPEI, days=4)] == [1, 0, 1, 0]


def test_what_was_wrong_last_counts_as_not_known() -> None:
    """FSRS takes even a wrong answer for remembered, since the learner has read what is right."""
    done = history("林", *((one, n == 0, 0) for n, one in enumerate(ITEMS)))
    reviews = replay(done)
    group = {one.concept_id: "right" if n == 0 else "wrong" for n, one in enumerate(ITEMS)}
    right, wrong = recall_by_group(reviews, done, list(reviews), group, day(7))
    key = CardKey(ITEMS[0].concept_id, "recognise")
    assert (right.right, right.recall) == (1.0, recall(reviews[key], day(7)))
    assert (wrong.right, wrong.recall) == (0.0, 0.0)
    assert recall(reviews[CardKey(ITEMS[1].concept_id, "recognise")], day(7)) > 0.5
    # put right afterwards, it is projected again
    later = [*done, *history("林", (ITEMS[1], True, 1))]
    (_, mended) = recall_by_group(replay(later), later, list(reviews), group, day(7))
    assert mended.recall
    assert 0 < mended.recall <= (mended.right or 0) == pytest.approx(1 / 5)


def test_days_are_the_learners() -> None:
    late = 15.5 / 24  # half past midnight in Taipei, the day after
    days = heat_map(history("林", (ITEMS[0], True, 0), (ITEMS[1], True, 0), (ITEMS[2], True, late)), TAIPEI)
    assert days == {date(2026, 3, 2): 2, date(2026, 3, 3): 1}
    assert streak(days, date(2026, 3, 3)) == streak(days, date(2026, 3, 4)) == 2
    assert streak(days, date(2026, 3, 5)) == 0


def test_items_are_sorted_and_picked_out_by_their_figures() -> None:
    rows = [Listed(one, "approved", "generated") for one in ITEMS]
    figures = item_figures(office(21))
    values = {i: f.facility.value for i, f in figures.items() if f.facility}
    hardest = [row.item.id for row in ordered(rows, figures, "hardest")]
    assert [values[i] for i in hardest] == sorted(values.values())
    assert [row.item.id for row in ordered(rows, figures, "easiest")] == hardest[::-1]
    telling = [f.discrimination.value for row in ordered(rows, figures, "least_telling")
               if (f := figures[row.item.id]).discrimination]  # fmt: skip
    assert telling == sorted(telling)
    # without a figure, at the end
    unknown = replace(ITEMS[0], id="new")
    assert ordered([Listed(unknown, "approved", "generated"), *rows], figures, "hardest")[-1].item.id == "new"
    assert [r.item.id for r in ordered(rows, figures, "bank")] == [one.id for one in ITEMS]
    few = item_figures(office(MINIMUM_FACILITY - 1))
    assert [trait for trait in TRAITS if has_trait(few["i0"], trait)] == ["too_few"]
    assert [trait for trait in TRAITS if has_trait(None, trait)] == ["too_few"]
    assert {i for i in figures if has_trait(figures[i], "hard")} == {i for i, v in values.items() if v < 0.5}
    assert {i for i in figures if has_trait(figures[i], "easy")} == {i for i, v in values.items() if v >= 0.8}
    flat = item_figures([[*h, *history("x", (unknown, n % 2 == 0, 9))] for n, h in enumerate(office(22))])["new"]
    assert flat.discrimination
    assert has_trait(flat, "little_telling") == (flat.discrimination.value < LITTLE)


def test_the_bootstrap_covers_a_correlation_that_is_known() -> None:
    """Of 200 offices with independent scores, the interval holds zero in about 95 of 100."""
    chance, held, tried = random.Random(4), 0, 200
    for _ in range(tried):
        staff = [history(f"l{n}", *((one, chance.random() < 0.5, k) for k, one in enumerate(ITEMS))) for n in range(25)]
        found = item_figures(staff)["i0"].discrimination
        assert found
        held += found.low <= 0 <= found.high
    assert 0.85 <= held / tried <= 0.99
