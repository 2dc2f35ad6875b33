"""Every expected number here can be checked by hand."""

import math

import pytest

from eval.measures import Interval, Scores, ndcg, paired_bootstrap, recall, reciprocal_rank


def test_recall_counts_gold_among_the_first_k() -> None:
    assert recall(["a", "b", "c"], {"b", "x"}, 2) == 0.5
    assert recall(["a", "b", "c"], {"c"}, 2) == 0.0


def test_reciprocal_rank_stops_at_k() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"c"}, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["a", "b", "c"], {"c"}, 2) == 0.0


def test_ndcg_of_two_gold_at_one_and_three() -> None:
    ideal = 1 + 1 / math.log2(3)
    assert ndcg(["a", "x", "b"], {"a", "b"}, 10) == pytest.approx((1 + 1 / 2) / ideal)


def test_ndcg_ideal_is_cut_at_k() -> None:
    assert ndcg(["a"], {"a", "b", "c"}, 1) == 1.0


def test_an_unanswered_question_scores_zero_and_stays_in_the_mean() -> None:
    scores = Scores.of([["a"], []], [{"a"}, {"b"}])
    assert scores.means() == {"recall@1": 0.5, "recall@5": 0.5, "recall@10": 0.5, "mrr@10": 0.5, "ndcg@10": 0.5}


def test_no_questions_no_division() -> None:
    assert Scores.of([], []).means()["mrr@10"] == 0.0


def test_bootstrap_of_a_constant_difference_has_no_width() -> None:
    assert paired_bootstrap([0.75] * 8, [0.25] * 8) == Interval(0.5, 0.5, 0.5)


def test_bootstrap_encloses_the_mean_and_repeats() -> None:
    a, b = [1.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.0]
    first = paired_bootstrap(a, b)
    assert first == paired_bootstrap(a, b)
    assert first.difference == 0.5
    assert first.low <= 0.5 <= first.high


def test_bootstrap_needs_pairs() -> None:
    with pytest.raises(ValueError, match="2 values against 1"):
        paired_bootstrap([1.0, 1.0], [1.0])
