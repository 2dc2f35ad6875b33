import pytest

from app.answering.records import Quote
from app.answering.verification import MisquoteInText, check, sentences
from corpus.script import to_simplified


def quote(text: str, title: str = "講義") -> Quote:
    return Quote("u-1", title, (), 0, len(text), text, "imported")


SOURCES = [
    quote("不得越過部門負責人直接指派他的下屬。"),
    quote("會簽意見應在三個工作天內送回，\n逾期視為同意。"),
    quote("主辦單位先查明法源，再確認各單位的職責。"),
]
REPLY = (
    "<think>先看引文。</think>- 主辦單位要先查明法源。[3]\n2. **會簽意見**在三個工作天內送回[2]。"
    "紀錄說「先查明。再確認」很清楚。[1, 3]結尾！"
)


def test_sentences_keep_the_marks_behind_them() -> None:
    assert list(sentences(REPLY)) == [
        "- 主辦單位要先查明法源[3]。",
        "2. 會簽意見在三個工作天內送回[2]。",
        "紀錄說「先查明。再確認」很清楚[1, 3]。",
        "結尾！",
    ]


def test_what_was_said_to_be_complete_stays_as_it_was() -> None:
    whole = list(sentences(REPLY))
    for end in range(len(REPLY) + 1):
        so_far = list(sentences(REPLY[:end], final=False))
        assert so_far == whole[: len(so_far)]


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("主辦單位先查明法源，再確認職責[3]。", (2,)),
        ("主办单位先查明法源，再确认各单位职责［3］。", (2,)),
        ("1. 會簽意見要在三個工作天內送回，逾期視為同意【2】。", (1,)),
        ("不得越過負責人指派下屬，主辦單位先查明法源[1-1][3]。", (0, 2)),
        ("主辦單位先查明法源。", ()),  # names nothing
        ("協調要兼顧公平與效率，讓大家都滿意[3]。", ()),  # not in there
        ("可以越過部門負責人直接指派他的下屬[1]。", ()),  # the contrary
        ("不得先查明法源再確認各單位的職責[3]。", ()),  # the contrary, the other way
        ("會簽意見應在 3 個工作天內送回，逾期視為同意[2]。", (1,)),
        ("會簽意見應在五個工作天內送回，逾期視為同意[2]。", ()),
        ("會簽意見應在 5 個工作天內送回，逾期視為同意[2]。", ()),  # a number of its own
    ],
)
def test_a_sentence_holds_only_by_its_quotations(sentence: str, sources: tuple[int, ...]) -> None:
    assert check(sentence, SOURCES, "怎麼協調").sources == sources


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("常見錯誤是以上級交辦為由直接指揮[1]。", (0,)),
        ("常见的错误有：以上级交办为由直接指挥[1]。", (0,)),
        ("以上級交辦為由直接指揮[1]。", ()),
        ("應以上級交辦為由直接指揮[1]。", ()),
    ],
)
def test_a_mistake_is_no_advice(sentence: str, sources: tuple[int, ...]) -> None:
    text = "以上級交辦為由直接指揮。"
    mistake = Quote("c-1", "不越過部門負責人", ("常見錯誤",), 0, len(text), text, "shipped")
    assert check(sentence, [mistake], "").sources == sources


def test_quotation_marks_get_the_sources_own_characters() -> None:
    checked = check("講義說「" + to_simplified("會簽意見應在三個工作天內送回，逾期視為同意") + "」[2]。", SOURCES, "")
    assert checked.text == f"講義說「{SOURCES[1].text[:-1]}」。"


@pytest.mark.parametrize(
    "sentence",
    [
        "講義說「會簽意見應在五個工作天內送回」[2]。",  # words that are not there
        "講義說「主辦單位先查明法源」[2]。",  # there, but in another source
        "講義說“各單位的職責由上級決定”[3]。",
        "沒有標號的「原話」。",
        "主辦單位先查明法源[4]。",  # no such source
        "主辦單位先查明法源[0]。",
    ],
)
def test_a_wrong_quotation_is_an_error(sentence: str) -> None:
    with pytest.raises(MisquoteInText):
        check(sentence, SOURCES, "怎麼協調")


def test_marks_around_a_word_of_the_question_are_taken_away() -> None:
    checked = check("遇到「踢皮球」時，主辦單位先查明法源，再確認各單位的職責[3]。", SOURCES, "踢皮球怎麼辦")
    assert checked.text.startswith("遇到踢皮球時")
    assert checked.sources == (2,)
