import pytest

from app.answering.figures import lacks_figure
from app.answering.followup import place_asked
from app.answering.question import Names, counted, short_forms, understand, what_is_asked
from app.answering.verdict import is_mistake, verdict_of
from corpus.cards import load_corpus
from corpus.key import search_key
from corpus.script import to_simplified


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.of(load_corpus().concepts)


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("什麼是事務協調？", "definition"),
        ("糾偏式協調跟促進式協調差在哪裡", "comparison"),
        ("行政協調有哪些類型", "list"),
        ("遇到扯皮要怎麼處理，先做什麼", "procedure"),
        ("可以直接叫別科的人來幫忙嗎", "judgement"),
        ("為什麼要先調查研究", "reason"),
        ("由誰來主持", "who"),
    ],
)
def test_what_is_asked_in_either_script(question: str, ask: str) -> None:
    assert what_is_asked(search_key(question)) == ask
    assert what_is_asked(search_key(to_simplified(question))) == ask


def test_the_longest_name_is_found_in_either_script(names: Names) -> None:
    for question in ("糾偏式協調和促進式協調", "纠偏式协调和促进式协调"):
        found = understand(question, names)
        assert found.concepts == ("type.nature.corrective", "type.nature.promotive")
        assert [question[m.start : m.end] for m in found.mentions] == [question[:5], question[6:]]


def test_namesakes_are_both_meant(names: Names) -> None:
    assert set(understand("什麼是會議協調", names).concepts) == {"type.channel.meeting", "method.form.meeting"}


def test_pronouns_resolve_to_the_conversation(names: Names) -> None:
    history = [("type.nature.corrective",), ("type.nature.promotive",)]
    asked = understand("那它和前一種有什麼區別", names, history)
    assert asked.ask == "comparison"
    assert asked.concepts == ("type.nature.corrective", "type.nature.promotive")
    assert understand("它怎麼做", names, history).concepts == ("type.nature.promotive",)
    assert understand("它怎麼做", names).concepts == ()


def test_short_forms() -> None:
    assert short_forms("調查研究、實事求是") == ["調查研究", "實事求是"]
    assert short_forms("糾偏式協調") == ["糾偏式"]
    assert short_forms("授權") == []


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("可以直接指派別科的人嗎", "不可直接指派其他部門的人員。", "否"),
        ("要不要先徵得主管的同意", "請人幫忙必須先徵得主管同意。", "是"),
        ("協調是辦公室的基本職責嗎", "協調工作是辦公室的一項基本職責，不是額外的負擔。", "是"),
        ("非會議協調可以用個別交談嗎", "當事人不必同場，可以個別交談或藉文件來做。", ""),
        ("上級可以授權給下級處理嗎", "上級把權力授予下級以後不必事事過問。", ""),
        ("不可以偏袒一方嗎", "協調切忌偏袒任何一方。", ""),
        ("可以開會嗎", "會議協調適合多方的事項。", ""),
        ("調查研究是做好協調的首要環節嗎", "調查研究是做好行政協調的首要環節。", "是"),
        ("保留意見的人能不能不執行", "保留意見的一方可以依程序反映。", ""),
    ],
)
def test_a_verdict_only_where_the_sentence_gives_one(question: str, sentence: str, verdict: str) -> None:
    assert verdict_of(question, sentence) == verdict


def test_a_common_mistake_says_no_to_doing_it_and_nothing_to_a_duty() -> None:
    line = "只說「不歸我管」就掛電話，沒有告訴對方該找誰。"
    assert is_mistake("只回一句不歸我管就掛電話，這樣好嗎", line, 0.46)
    assert not is_mistake("只回一句不歸我管就掛電話，這樣好嗎", line, 0.2)
    assert not is_mistake("臨時改做法，要通知後面的人嗎", "臨時改做法，卻沒有通知下一個環節。", 0.46)
    assert not is_mistake("名額也能拿來談嗎", "只會用錢，忽略輪流、名額等其他利益。", 0.46)


def test_numbers_in_a_question() -> None:
    assert (counted(search_key("六項原則有哪些")), counted(search_key("有哪些原則"))) == (6, None)
    assert place_asked(search_key("三項是什麼"), 6) is None
    third = place_asked(search_key("第三項是什麼"), 6)
    assert third
    assert third.number == 3


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("公聽會要提前幾天通知", True),
        ("開會最多可以開幾個小時", True),
        ("協調有幾種", False),
        ("我們爭了好幾年怎麼辦", False),
        ("這個局的局長是誰", True),
    ],
)
def test_a_figure_or_a_name_has_to_be_held(question: str, lacks: bool) -> None:
    assert lacks_figure(search_key(question), [search_key("協調會由主管召集，有三種形式。")]) is lacks
    answered = search_key("開會前三天通知，最多開兩個小時；局長：王大同。")
    assert not lacks_figure(search_key(question), [answered])
