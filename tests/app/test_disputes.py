from pathlib import Path

import numpy as np
import pytest

from app.disputes.desk import FACETS, Desk
from app.disputes.examples import Example, read_examples, shipped
from app.disputes.parties import sides
from app.disputes.precedents import RIDGE, Precedent, Precedents
from app.disputes.reading import clauses, units
from app.disputes.recognition import tone
from app.store.library import Library
from corpus.cards import load_corpus
from corpus.cues import Cue, Cues
from corpus.script import to_simplified
from indexer.logistic import Logistic
from indexer.search import Index


def test_what_is_denied_counts_less() -> None:
    text = "他們不是不想管，是沒有權限。"
    assert [(text[c.start : c.end], c.weight) for c in clauses(text)] == [("他們不是不想管", 0.25), ("是沒有權限", 1.0)]
    assert [c.weight for c in clauses("這不是小事，我們先開會。")] == [1.0, 1.0]


def test_units_lie_inside_the_description() -> None:
    text = "路燈壞了兩週，機電課說要等預算。民眾一直打電話來"
    for unit in units(text):
        assert 0 <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip()


def read(text: str) -> list[tuple[str, list[str]]]:
    found = sides(text)
    for side in found:
        for why in (side.name, *side.said):
            assert text[why.start : why.end] == why.text
    return [(side.name.text, [why.text for why in side.said]) for side in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，兩邊推來推去。",
            [("環保課", ["路面歸工務課掃"]), ("工務課", ["那是落葉不歸他們"])],
        ),
        (
            "環保局要停工，後來經發局說企業會跑，不能停，雙方各執一詞。",
            [("環保局", ["要停工"]), ("經發局", ["企業會跑", "不能停"])],
        ),
        ("一樓不同意，六樓天天催，里長夾在中間。", [("一樓", ["不同意"]), ("六樓", ["催"])]),
        ("他們認為要先簽約，我們主張先試辦。", [("他們", ["要先簽約"]), ("我們", ["先試辦"])]),
        ("一個說先登記的先用，一個說長官優先。", [("一個", ["先登記的先用"]), ("一個", ["長官優先"])]),
        ("會上有人說上馬有人說再等等。", [("有人", ["上馬"]), ("有人", ["再等等"])]),
        ("科長不滿人事室沒跟他說就調人。", [("科長", ["不滿人事室沒跟他說就調人"]), ("人事室", [])]),
        ("檔案室跟資訊室為了掃描的人力吵了一個月。", [("檔案室", []), ("資訊室", [])]),
        ("大家都說忙，方案要三天，兩個科都想要。", []),
        ("今天天氣很好", []),
    ],
)
def test_the_sides_and_their_words_come_from_the_text(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert read(text) == expected
    assert read(to_simplified(text)) == [(to_simplified(a), [to_simplified(w) for w in b]) for a, b in expected]


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


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.open(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def index(library: Library) -> Index:
    return library.ensure_index()


@pytest.fixture(scope="module")
def precedents(index: Index) -> Precedents:
    own = (
        Precedent("case.a", "兩個科都說路燈不歸自己修。", ("type.a", "principle.a")),
        Precedent("", "同事為了加班費吵起來。", ("type.b",)),
        Precedent("", "紅燒肉要小火慢燉。", ()),
    )
    return Precedents(index, own)


def test_precedents_vote_for_what_they_have_unless_they_are_judged_themselves(precedents: Precedents) -> None:
    text = "兩個科都說路燈不歸自己修。"
    labels = precedents.labels({"type.a": 0, "type.b": 1})
    assert labels.tolist() == [[1, 0], [0, 1], [0, 0]]
    lessons = precedents.learn(labels)
    for each in (text, to_simplified(text)):
        a, b = precedents.votes(precedents.likeness(each), lessons)
        assert a > 0.5 > -0.5 > b
    a, b = precedents.votes(precedents.likeness(text), lessons, without=text)
    assert a < 0 < b


def test_what_a_precedent_is_told_by_the_others_is_what_they_tell_without_it(index: Index) -> None:
    texts = ("路燈誰修", "加班費誰出", "公文誰簽", "會議室誰先用")
    own = [Precedent("", text, ("type.a",) if i % 2 else ("type.b",)) for i, text in enumerate(texts)]
    place = {"type.a": 0, "type.b": 1}
    all_of_them = Precedents(index, own)
    labels = all_of_them.labels(place)
    lessons = all_of_them.learn(labels)
    # ridge regression by hand over the other three, around the same mean
    kernel = np.array([(0.5 + 0.5 * all_of_them.likeness(text)) ** 2 for text in texts])
    rest = [1, 2, 3]
    ridge = RIDGE * np.diag(kernel).mean() * np.eye(3)
    alphas = np.linalg.solve(kernel[np.ix_(rest, rest)] + ridge, labels[rest] - lessons.mean)
    assert lessons.left_out[0] == pytest.approx(kernel[0, rest] @ alphas + lessons.mean, abs=1e-5)


def test_precedents_tell_disputes_from_other_texts(precedents: Precedents) -> None:
    alike = precedents.likeness("紅燒肉要小火慢燉。")
    assert precedents.is_dispute(alike) < -2
    assert precedents.is_dispute(alike, without="紅燒肉要小火慢燉。") > 2
    assert precedents.is_dispute(precedents.likeness("加班費的事，同事吵起來")) > 2


def test_only_cases_are_told_as_cases(precedents: Precedents) -> None:
    ((case_id, score),) = precedents.cases(precedents.likeness("路燈不歸自己修"))
    assert case_id == "case.a"
    assert 0 < score <= 1


def test_the_tone_of_a_text_in_both_scripts() -> None:
    quarrel = "總務跟業務科為了會議室吵起來，誰也不讓誰。"
    assert tone(quarrel) == tone(to_simplified(quarrel))
    assert tone(quarrel).quarrel >= 2
    assert tone(quarrel).office >= 2
    assert tone("我老公跟我媽吵架").private == 2
    assert tone("謝謝大家配合，活動圓滿結束").settled >= 2
    assert tone("什麼是橫向協調？").asks
    assert not tone("兩個科不知道這是什麼意思，吵了三天。").asks


def test_examples_name_concepts_of_their_facet() -> None:
    corpus = load_corpus()
    seen = set()
    for example in shipped():
        assert example.text not in seen
        seen.add(example.text)
        assert bool(example.types) == bool(example.principles) == bool(example.methods)
        for facet, ids in (
            ("types", example.types),
            ("principles", example.principles),
            ("methods", example.methods),
        ):
            assert len(ids) == len(set(ids))
            assert {corpus.concepts[i].kind for i in ids} <= set(FACETS[facet])


def test_a_line_that_is_no_example_is_named(tmp_path: Path) -> None:
    path = tmp_path / "examples.tsv"
    path.write_text("description\ttypes\tprinciples\tmethods\n早安\t\t\t\n兩科相爭\n", "utf-8")
    with pytest.raises(ValueError, match="line 3"):
        read_examples(path)
    path.write_text("description\ttypes\tprinciples\tmethods\n早安\t\t\t\n", "utf-8")
    assert read_examples(path) == (Example("早安"),)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("檔案室和資訊室為了掃描的人力互推，誰也不肯派人。", True),
        ("他們股長不滿我們沒跟他說就把鑰匙換了。", True),
        ("文书科要我们补章，我们说早盖过了，来回退了四次。", True),
        ("我老婆嫌我不做家事，吵了一個晚上。", False),
        ("滷蛋要用小火泡一個晚上才入味。", False),
        ("下週三上午十點開月會，請各科準時出席。", False),
        ("什麼是行政督導？", False),
    ],
)
def test_what_is_a_dispute_in_both_scripts(library: Library, index: Index, text: str, yes: bool) -> None:
    desk = Desk.of(index, library.corpus)
    for each in (text, to_simplified(text)):
        brief = desk.brief(each)
        assert brief.is_dispute == yes
        assert bool(brief.types and brief.principles and brief.methods and brief.steps) == yes
