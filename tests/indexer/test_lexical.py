"""BM25 against bm25s as the reference, and merges against building from nothing."""

from pathlib import Path

import bm25s
import numpy as np
import pytest

from indexer.lexical import LexicalIndex, Postings

TEXTS = [["協", "調", "協調"], ["會", "議"], ["協", "調", "協調", "會", "議", "會議", "會議"], [], ["法"]]


def test_scores_are_those_of_bm25s() -> None:
    reference = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index(TEXTS, show_progress=False)
    ours = LexicalIndex.from_postings(Postings.from_terms(TEXTS), k1=1.2, b=0.75)
    for query in (["協調"], ["會議", "法"], ["協", "調", "議"]):
        np.testing.assert_allclose(ours.score(query), reference.get_scores(query), rtol=1e-5)


def test_one_term_by_hand() -> None:
    # N = 5, df = 1, length 1, mean length 13 / 5
    expected = np.log(1 + 4.5 / 1.5) / (1 + 1.2 * (0.25 + 0.75 * 1 / 2.6))
    assert LexicalIndex.from_postings(Postings.from_terms(TEXTS)).score(["法"])[4] == pytest.approx(expected)


def test_repeated_and_unknown_terms() -> None:
    index = LexicalIndex.from_postings(Postings.from_terms(TEXTS))
    np.testing.assert_allclose(index.score(["法", "法"]), 2 * index.score(["法"]))
    assert not index.score(["無"]).any()
    assert not LexicalIndex.from_postings(Postings.from_terms([])).score(["無"]).any()


def test_merge_equals_building_from_nothing() -> None:
    old = Postings.from_terms(TEXTS)
    # row 1 goes, the others move back by one or two, and two new ones come in between
    merged = old.merged(
        np.array([0, -1, 3, 4, 2], np.int32), Postings.from_terms([["新", "會"], ["法"]]), np.array([1, 5], np.int32)
    )
    anew = Postings.from_terms([TEXTS[0], ["新", "會"], TEXTS[4], TEXTS[2], TEXTS[3], ["法"]])
    for name in ("terms", "starts", "rows", "counts", "lengths"):
        np.testing.assert_array_equal(getattr(merged, name), getattr(anew, name))


def test_saved_and_opened(tmp_path: Path) -> None:
    postings = Postings.from_terms(TEXTS)
    postings.save(tmp_path)
    np.testing.assert_array_equal(
        LexicalIndex.open(tmp_path).score(["協調"]), LexicalIndex.from_postings(postings).score(["協調"])
    )
    assert Postings.open(tmp_path).lengths.tolist() == [3, 2, 7, 0, 1]
