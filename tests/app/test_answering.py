"""Answers of the shipped corpus and of an imported text, through the real index and the committed model."""

from pathlib import Path

import pytest

from app.answering.engine import Answerer
from app.answering.gate import MisquoteError, is_verbatim, verify
from app.answering.records import Answer, Quote
from app.store.library import Library
from corpus.cards import load_corpus
from corpus.script import to_simplified
from eval.gold_sets import read_questions

TRAPS = Path(__file__).parents[1] / "data" / "outline" / "traps.txt"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library.open(tmp_path_factory.mktemp("answers"))
    library.add([TRAPS])
    return library


@pytest.fixture(scope="module")
def answerer(library: Library) -> Answerer:
    return Answerer.of(library.ensure_index(), library.corpus)


def text(answer: Answer) -> str:
    return "\n".join(statement.text for statement in answer.statements)


def test_every_quotation_is_verbatim_and_every_statement_has_one(library: Library, answerer: Answerer) -> None:
    for question in read_questions("tune")[:25]:
        answer = answerer.ask(question.text)
        for statement in answer.statements:
            assert statement.quotes
            assert all(0 <= number < len(answer.quotes) for number in statement.quotes)
        assert all(is_verbatim(quote, library.document(quote.document_id)) for quote in answer.quotes)


def test_both_scripts_give_the_same_answer(answerer: Answerer) -> None:
    for question in ("什麼是行政協調？", "糾偏式協調和促進式協調有什麼不同", "協調的一般程序是什麼"):
        assert answerer.ask(question).statements == answerer.ask(to_simplified(question)).statements


def test_a_definition_gives_all_wordings(answerer: Answerer) -> None:
    answer = answerer.ask("什麼是行政協調")
    assert answer.ask == "definition"
    wordings = [s for s in answer.statements if s.aspect == "三種說法"]
    assert len(wordings) >= 3


@pytest.mark.parametrize("group", ["principle.six", "principle.four", "method.seven", "type.problem", "method.timing"])
def test_a_list_is_complete_and_in_order(answerer: Answerer, group: str) -> None:
    concepts = load_corpus().concepts
    answer = answerer.ask(f"{concepts[group].name}有哪些")
    shown = text(answer)
    places = [shown.find(concepts[member].name) for member in concepts[group].members]
    assert -1 not in places
    listed = [s.text for s in answer.statements if s.aspect == "成員" and s.label == concepts[group].name]
    assert len(listed) == len(concepts[group].members)
    assert any(s.aspect == "開放或封閉" for s in answer.statements)


def test_classifications_stand_one_under_the_other(answerer: Answerer) -> None:
    labels = [s.label for s in answerer.ask("行政協調有哪些類型").statements]
    firsts = [label for label, before in zip(labels, [None, *labels], strict=False) if label != before]
    assert len(firsts) == len(set(firsts)) >= 12


def test_a_comparison_speaks_of_both_under_the_same_aspects(answerer: Answerer) -> None:
    answer = answerer.ask("內部協調和外部協調有什麼區別")
    aspects = {label: {s.aspect for s in answer.statements if s.label == label} for label in ("內部協調", "外部協調")}
    assert "定義" in aspects["內部協調"] & aspects["外部協調"]


def test_a_procedure_keeps_the_order_of_its_steps(answerer: Answerer) -> None:
    answer = answerer.ask("協調的一般程序是什麼")
    steps = [answer.quotes[s.quotes[0]].start for s in answer.statements if s.aspect == "步驟"]
    assert len(steps) == 5
    assert steps == sorted(steps)


def test_a_judgement_says_no_where_the_sentence_does(answerer: Answerer) -> None:
    answer = answerer.ask("可以越過部門負責人直接指派他的人嗎")
    assert answer.statements[0].verdict == "否"


def test_a_follow_up_by_pronoun_alone(answerer: Answerer) -> None:
    first = answerer.ask("什麼是糾偏式協調")
    second = answerer.ask("什麼是促進式協調", history=[first.concepts])
    third = answerer.ask("那它和前一種有什麼區別", history=[first.concepts, second.concepts])
    assert third.ask == "comparison"
    assert set(third.concepts) == {"type.nature.corrective", "type.nature.promotive"}


@pytest.mark.parametrize("question", ["今天天氣如何", "紅燒肉怎麼做", "身体协调性训练怎么做", "Python 怎麼讀檔"])
def test_what_the_sources_do_not_cover_is_refused(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert answer.mode == "refused"
    assert not answer.statements
    assert not answer.quotes
    assert answer.note


@pytest.mark.parametrize(
    ("beyond", "within"),
    [
        ("行政協調軟體哪一套好用", "行政協調有哪幾種"),
        ("日本的行政協調制度", "行政協調的制度"),
        ("做行政協調的人平均年齡是多少", "做行政協調的人要有哪些素養"),
        ("行政協調對GDP的影響", "何謂戰略協調？請簡要說明其內涵。"),
    ],
)
def test_what_is_asked_of_the_subject_has_to_be_in_the_sources(answerer: Answerer, beyond: str, within: str) -> None:
    assert not answerer.ask(beyond).answered
    assert answerer.ask(within).answered


def test_an_imported_text_alone_answers_from_its_own_outline(answerer: Answerer) -> None:
    answer = answerer.ask("召集科室通知各科室有哪些方式", scope="imported")
    assert answer.answered
    shown = text(answer)
    for member in ("寄送電子公文", "打電話給承辦人", "共用行事曆", "簡訊提醒", "當面告知"):
        assert member in shown
    assert {quote.origin for quote in answer.quotes} == {"imported"}


def test_the_scope_holds(answerer: Answerer) -> None:
    for scope in ("shipped", "imported"):
        answer = answerer.ask("聯合巡查為什麼要由召集科室先寄資料", scope=scope)  # type: ignore[arg-type]
        assert {quote.origin for quote in answer.quotes} <= {scope}


def test_the_gate_refuses_what_is_not_in_the_source(library: Library) -> None:
    document = library.document("type.nature.corrective")
    good = Quote.cut(document, 10, 30)
    verify([good], library.document)
    for start, end, words in (
        (10, 30, "改過的字"),
        (10, 10, ""),
        (-5, 3, document.text[:8]),
        (0, 10**9, document.text),
    ):
        bad = Quote(document.id, document.title, (), start, end, words, "shipped")
        with pytest.raises(MisquoteError):
            verify([good, bad], library.document)


def test_a_member_is_told_by_its_number(answerer: Answerer) -> None:
    members = load_corpus().concepts["principle.six"].members
    assert answerer.ask("六項原則的第三項是什麼").concepts == (members[2],)
    first = answerer.ask("六項原則有哪些")
    assert answerer.ask("第二項是什麼", history=[first.concepts]).concepts == (members[1],)


def test_a_list_asked_of_one_concept_is_not_that_of_its_siblings(answerer: Answerer) -> None:
    answer = answerer.ask("心理素養包括哪三項", "shipped")
    assert {statement.label for statement in answer.statements} == {"心理素養"}


def test_a_text_of_another_subject_is_answered_from_alone(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.add_bytes(
        "借用.txt", "公園借用辦法\n\n借用人應繳保證金三千元，場地復原後退還。\n場地七日前申請。\n".encode()
    )
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    answer = answerer.ask("公園的保證金要多少元")
    assert answer.answered
    assert {quote.origin for quote in answer.quotes} == {"imported"}
    assert not answerer.ask("公園的停車費多少元").answered
    assert not answerer.ask("什麼是糾偏式協調", "imported").answered


LEAVE = """請假規則

第一條 本規則所稱事假，是指因私人事務必須親自處理而請的假。
第二條 本規則所稱病假，是指因疾病必須休養而請的假。
第三條 請假分為下列三種：
一、事假；
二、病假；
三、公假。
第四條 請假依下列程序辦理：
一、填寫請假單；
二、送單位主管核准；
三、送人事單位登記。
"""


@pytest.fixture(scope="module")
def leave(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("leave"))
    library.add_bytes("請假規則.txt", LEAVE.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def test_a_text_of_any_subject_defines_by_its_own_term(leave: Answerer) -> None:
    answer = leave.ask("什麼是事假", "imported")
    assert answer.statements[0].text == "本規則所稱事假，是指因私人事務必須親自處理而請的假。"
    assert answer.statements[0].aspect == "定義"


@pytest.mark.parametrize(
    ("question", "aspect", "members"),
    [
        ("請假分為哪幾種", "成員", ["事假；", "病假；", "公假。"]),
        ("请假的程序是什么", "步驟", ["填寫請假單；", "送單位主管核准；", "送人事單位登記。"]),
    ],
)
def test_a_text_of_any_subject_lists_its_own_items(
    leave: Answerer, question: str, aspect: str, members: list[str]
) -> None:
    answer = leave.ask(question, "imported")
    assert [s.text for s in answer.statements if s.aspect == aspect] == members


def test_a_question_with_words_of_its_own_is_no_follow_up(answerer: Answerer) -> None:
    earlier = [answerer.ask("什麼是促進式協調").concepts]
    assert not answerer.ask("身體協調性怎麼練", history=earlier).answered
    assert answerer.ask("有哪些步驟", history=earlier).concepts == earlier[0]


@pytest.mark.parametrize(
    ("question", "group", "others"),
    [
        ("行政协调按性质可分为哪几种", "type.nature", "動態性"),
        ("從範圍來看，行政協調有哪幾種", "type.scope", "糾偏式"),
        ("行政協調依協調對象分哪幾類", "type.object", "對事的協調"),
        ("行政協調按對象分哪幾類", "type.target", "結構協調"),
    ],
)
def test_the_types_by_the_criterion_asked_for(answerer: Answerer, question: str, group: str, others: str) -> None:
    answer = answerer.ask(question)
    assert answer.concepts == (group,)
    assert others not in text(answer)


@pytest.mark.parametrize("question", ["行政協調的種類有哪些", "行政协调有哪些类型", "行政協調分為哪幾種"])
def test_the_types_in_whichever_word(answerer: Answerer, question: str) -> None:
    assert answerer.ask(question).concepts[0] == "type"


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("七种协调方式有哪些", "method.seven"),
        ("七種實現協調的方式是什麼", "method.seven"),
        ("四種協調方式有哪些", "method.form"),
        ("四种协调种类是哪些", "type.business"),
        ("矛盾有哪七種", "conflict"),
        ("按協調的主客體怎麼分", "type.parties"),
        ("按時間可以怎麼分", "method.timing"),
    ],
)
def test_the_list_with_as_many_members_as_asked_for(answerer: Answerer, question: str, group: str) -> None:
    """The one list that is meant, and no other beside it."""
    answer = answerer.ask(question, "shipped")
    assert (answer.ask, answer.concepts) == ("list", (group,))
    assert [s.label for s in answer.statements if s.aspect == "成員"] == [
        load_corpus().concepts[group].name for _ in load_corpus().concepts[group].members
    ]
