import numpy as np
import pytest

from app.disputes.reading import clauses, sides, units
from corpus.cues import Cue, Cues
from corpus.script import to_simplified
from indexer.logistic import Logistic


def test_what_is_denied_counts_less() -> None:
    text = "他們不是不想管，是沒有權限。"
    assert [(text[c.start : c.end], c.weight) for c in clauses(text)] == [("他們不是不想管", 0.25), ("是沒有權限", 1.0)]
    assert [c.weight for c in clauses("這不是小事，我們先開會。")] == [1.0, 1.0]


def test_units_lie_inside_the_description() -> None:
    text = "路燈壞了兩週，機電課說要等預算。民眾一直打電話來"
    for unit in units(text):
        assert 0 <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip()


def test_the_sides_and_their_words_come_from_the_text() -> None:
    text = "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，兩邊推來推去。"
    for each in (text, to_simplified(text)):
        first, second = sides(each)
        assert (first.name.start, second.name.start) == (0, 12)
        assert [w.text for w in first.said] == [each[0:11]]
        for side in (first, second):
            for why in (side.name, *side.said):
                assert each[why.start : why.end] == why.text
    assert sides("今天天氣很好") == ()


def test_cues_leave_what_stands_inside_a_longer_one() -> None:
    cues = Cues.of([Cue("不歸我管", ("a",)), Cue("歸我管", ("b",)), Cue("沒人管", ("c",))])
    found = cues.find("他说不归我管，结果没人管")
    assert [(f.cue.concepts, f.start, f.end) for f in found] == [(("a",), 2, 6), (("c",), 9, 12)]


def test_logistic_regression_recovers_known_weights() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(4000, 2)) * [1.0, 5.0]
    p = 1 / (1 + np.exp(-(1.5 * x[:, 0] - 0.4 * x[:, 1] + 0.5)))
    fitted = Logistic.fit(x, (random.random(4000) < p).astype(float), ridge=1e-3)
    assert fitted.weights / fitted.scale == pytest.approx([1.5, -0.4], abs=0.15)
    assert fitted.bias == pytest.approx(0.5, abs=0.15)
    assert Logistic.from_record(fitted.to_record()).probabilities(x) == pytest.approx(fitted.probabilities(x))
