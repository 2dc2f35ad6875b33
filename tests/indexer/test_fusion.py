import numpy as np

from indexer.fusion import dense_weight, fuse


def test_each_half_is_scaled_to_its_best_hit() -> None:
    scores = fuse(np.float32([0.8, 0.4]), np.float32([0, 5]), 0.4)
    np.testing.assert_allclose(scores, [0.4, 0.2 + 0.6])


def test_a_half_without_hits_adds_nothing() -> None:
    np.testing.assert_allclose(fuse(np.float32([-0.5, -0.1]), np.float32([2, 1]), 0.5), [0.5, 0.25])
    assert fuse(np.empty(0, np.float32), np.empty(0, np.float32), 0.5).shape == (0,)


def test_vectors_count_more_where_no_passage_stands_out() -> None:
    level, clear = np.full(20, 5, np.float32), np.float32([9] + [1] * 19)
    assert dense_weight(level) > 0.7
    assert dense_weight(clear) < 0.2
    assert dense_weight(np.zeros(20, np.float32)) == 1.0


def test_the_scale_of_bm25_does_not_matter() -> None:
    scores = np.float32([7, 6, 5, 5, 4, 4, 4, 3, 3, 3, 2])
    assert dense_weight(scores) == dense_weight(scores * 3)
