"""Follow-ups on what cards and imported texts have told: pronouns, numbers, the other of a pair."""

from pathlib import Path

import pytest

from app.answering.engine import Answerer
from app.answering.followup import Earlier, Told, listed_inside, standalone
from app.answering.gate import is_verbatim
from app.answering.records import Answer, Quote
from app.store.library import Library
from corpus.cards import load_corpus

LIBRARY = """圖書室借閱須知

一、借期
圖書借期為三十日，由管理員登記。期刊借期為七日，由值班人員登記。

二、辦證流程
首先填寫申請表。其次繳交照片。然後由館員審核。最後領取借書證。

三、資料分為下列四種：
1. 圖書
2. 期刊
3. 報紙
4. 光碟
"""
PRINCIPLES = """圖書室管理辦法

一、圖書室管理的原則
（一）讀者優先而兼顧管理的原則
先滿足讀者的需要。再求管理的方便。
（二）公開透明而人人平等的原則
規則一律公開。不因身分而不同。

二、附則
本辦法自公布日施行。
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("followup"))
    library.add_bytes("借閱.txt", LIBRARY.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def told(answerer: Answerer, *questions: str, scope: str = "imported") -> Answer:
    """The answer to the last of the questions of a conversation."""
    history: list[Earlier] = []
    for question in questions:
        history.append(answerer.ask(question, scope, history))  # type: ignore[arg-type]
    last = history[-1]
    assert isinstance(last, Answer)
    return last


def text(answer: Answer) -> str:
    return "\n".join(statement.text for statement in answer.statements)


def test_what_was_spoken_of_is_carried_on(answerer: Answerer) -> None:
    first = told(answerer, "圖書借期有幾天")
    assert first.subjects == ("圖書借期",)
    assert "由管理員登記" in text(told(answerer, "圖書借期有幾天", "那由誰登記"))


@pytest.mark.parametrize(
    ("follow_up", "step"),
    [
        ("第二步呢", "其次繳交照片。"),
        ("最後一步呢", "最後領取借書證。"),
        ("倒數第二步是什麼", "然後由館員審核。"),
        ("第３步", "然後由館員審核。"),
    ],
)
def test_a_step_by_its_number(answerer: Answerer, follow_up: str, step: str) -> None:
    assert text(told(answerer, "怎麼辦借書證", follow_up)) == step


def test_from_step_to_step(answerer: Answerer) -> None:
    assert text(told(answerer, "怎麼辦借書證", "第一步呢", "下一步呢")) == "其次繳交照片。"
    assert text(told(answerer, "怎麼辦借書證", "第三步呢", "上一步呢")) == "其次繳交照片。"


@pytest.mark.parametrize(
    ("follow_up", "note"), [("第五種呢", "這份清單只有四種。"), ("倒數第五項呢", "這份清單只有四項。")]
)
def test_a_number_beyond_the_list_is_said_to_be(answerer: Answerer, follow_up: str, note: str) -> None:
    answer = told(answerer, "資料分為哪幾種", follow_up)
    assert (answer.mode, answer.note) == ("refused", note)
    assert told(answerer, "資料分為哪幾種", follow_up, "最後一種呢").statements[0].text == "光碟"


def test_a_member_that_is_a_name_is_asked_about(answerer: Answerer) -> None:
    answer = told(answerer, "資料分為哪幾種", "第二種的借期多久")
    assert "期刊借期為七日" in text(answer)


def test_shipped_lists_and_steps_by_number(answerer: Answerer) -> None:
    members = load_corpus().concepts["principle.six"].members
    asked = ("六項原則有哪些", "最後一項呢")
    assert told(answerer, *asked, scope="all").concepts == (members[-1],)
    assert told(answerer, "六項原則有哪些", "第三項呢", "下一項呢", scope="all").concepts == (members[3],)
    assert told(answerer, "六項原則有哪些", "第八項呢", scope="all").note == "這份清單只有六項。"
    for asked_of_all in ("六項原則的第九項是什麼", "六項原則的倒數第七項是什麼"):
        assert told(answerer, asked_of_all, scope="shipped").note == "這份清單只有六項。"
    whole = told(answerer, "協調的一般程序是什麼", scope="shipped")
    steps = [s.text for s in whole.statements if s.aspect == "步驟"]
    assert text(told(answerer, "協調的一般程序是什麼", "第四步呢", scope="shipped")) == steps[3]


def test_single_steps_told_are_no_list(answerer: Answerer) -> None:
    answer = told(answerer, "促進式協調和糾偏式協調有什麼區別", "前者要注意什麼", scope="shipped")
    assert any(s.aspect == "步驟" for s in answer.statements)
    assert answer.members == ()


def test_the_former_and_the_latter_of_a_shipped_pair(answerer: Answerer) -> None:
    first = ("促進式協調和糾偏式協調有什麼區別", "前者適用什麼情況")
    assert told(answerer, *first, scope="shipped").concepts == ("type.nature.promotive",)
    assert told(answerer, *first, "後者呢", scope="shipped").concepts == ("type.nature.corrective",)


def test_what_was_asked_of_the_one_is_asked_of_the_other(answerer: Answerer) -> None:
    pair = "促進式協調和糾偏式協調有什麼區別"
    latter = told(answerer, pair, "前者適用什麼情況", "後者呢", scope="shipped")
    assert latter.statements == answerer.ask("糾偏式協調適用什麼情況", "shipped").statements
    assert latter.question == "後者呢"
    former = told(answerer, pair, "前者適用什麼情況", "後者呢", "前者呢", scope="shipped")
    assert former.statements == answerer.ask("促進式協調適用什麼情況", "shipped").statements
    steps = told(answerer, "事務協調的步驟", "那政策協調呢", scope="shipped")
    assert steps.statements == answerer.ask("政策協調的步驟", "shipped").statements
    # what was asked of a single one is not asked of a list, and no comparison of one with itself
    assert told(answerer, "事務協調的步驟", "六項原則呢", scope="shipped").concepts == ("principle.six",)
    assert told(answerer, pair, "後者呢", scope="shipped").ask == "definition"


def test_a_follow_up_is_answered_as_if_it_said_the_name(answerer: Answerer) -> None:
    answer = told(answerer, "會議協調", "優點有哪些", scope="shipped")
    assert answer.concepts == ("method.form.meeting",)
    assert {s.label for s in answer.statements} == {"會議協調"}
    assert told(answerer, "會議協調", "還有哪幾種", scope="shipped").statements[0].label == "協調方式"
    assert not told(answerer, "會議協調", "它的電話號碼是多少", scope="shipped").answered


def test_the_one_before(answerer: Answerer) -> None:
    alone = told(answerer, "什麼是會議協調", "它和前一種有什麼區別", scope="shipped")
    assert (alone.mode, alone.note) == ("refused", "這段對話裡還沒有談到前一種，請說出要和哪一種比較。")
    assert "會議協調和現場辦公協調有什麼區別" in alone.suggestions
    pair = {"method.form.meeting", "method.form.on-site"}
    for asked in (
        ("什麼是會議協調", "什麼是現場辦公協調", "它有哪些步驟", "它和前一種有什麼區別"),
        ("什麼是會議協調", "現場辦公協調和前一種有什麼區別"),
    ):
        assert set(told(answerer, *asked, scope="shipped").concepts) == pair
    both = ("type.nature.promotive", "type.nature.corrective")
    asked = ("促進式協調和糾偏式協調有什麼區別", "兩者的步驟呢")
    assert told(answerer, *asked, scope="shipped").concepts == both


def test_a_member_that_is_a_heading_is_told_with_its_sentences(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.add_bytes("管理.txt", PRINCIPLES.encode())
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    asked = ("圖書室管理的原則有哪些", "第二個原則呢")
    assert text(told(answerer, *asked)) == "公開透明而人人平等的原則\n規則一律公開。\n不因身分而不同。"


def test_two_members_by_their_numbers(answerer: Answerer) -> None:
    members = load_corpus().concepts["principle.six"].members
    asked = ("六項原則有哪些", "第二項和第一項有什麼區別")
    answer = told(answerer, *asked, scope="shipped")
    assert (answer.ask, answer.concepts) == ("comparison", (members[1], members[0]))
    assert told(answerer, *asked, "第三項呢", scope="shipped").concepts == (members[2],)
    assert told(answerer, *asked, "第三項呢", "它和前一項有什麼區別", scope="shipped").concepts == members[2:0:-1]
    assert told(answerer, "六項原則有哪些", "第九項和第一項有什麼區別", scope="shipped").note == "這份清單只有六項。"
    compared = told(answerer, "資料分為哪幾種", "第二種和第一種有什麼區別")
    assert "期刊借期為七日" in text(compared)
    assert "圖書借期為三十日" in text(compared)


FILES = """檔案管理辦法

一、總則
檔案按載體分為紙質檔案、電子檔案和聲像檔案。紙質檔案由庫房保管，電子檔案由資訊室保管，聲像檔案由影音室保管。
電子檔案保存十年。紙質檔案保存三十年。
"""


def test_a_list_inside_one_sentence_has_its_numbers(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.add_bytes("檔案.txt", FILES.encode())
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    listed = told(answerer, "檔案按載體分為哪幾類")
    assert [quote.text for quote in listed.members] == ["紙質檔案", "電子檔案", "聲像檔案"]
    assert all(is_verbatim(quote, library.document(quote.document_id)) for quote in listed.members)
    compared = told(answerer, "檔案按載體分為哪幾類", "第二類和第一類有什麼區別")
    assert compared.subjects == ("電子檔案", "紙質檔案")
    assert "電子檔案保存十年。" in text(compared)
    assert "由影音室保管" in text(told(answerer, "檔案按載體分為哪幾類", "第三類由誰保管"))
    assert told(answerer, "檔案按載體分為哪幾類", "第四類呢").note == "這份清單只有三類。"


@pytest.mark.parametrize(
    ("sentence", "members"),
    [
        ("假別分為事假和病假。", ["事假", "病假"]),
        ("文書包括三種：令、函、公告及其他公文等。", []),
        ("資料分為三類：圖書資料、期刊資料以及光碟資料等。", ["圖書資料", "期刊資料", "光碟資料"]),
        ("經費分為人事和業務的支出以及其他支出。", []),
        ("辦法自公布日施行。", []),
    ],
)
def test_only_a_plain_sentence_is_taken_for_a_list(sentence: str, members: list[str]) -> None:
    quote = Quote("甲", "甲", (), 3, 3 + len(sentence), sentence, "imported")
    found = listed_inside(quote)
    assert [each.text for each in found] == members
    assert all(sentence[each.start - 3 : each.end - 3] == each.text for each in found)


PAIR = Told("圖書和期刊有什麼區別", subjects=("圖書", "期刊"))
ONE = Told("圖書借期有幾天", subjects=("圖書",))


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ([ONE], "它和期刊有什麼區別", "圖書和期刊有什麼區別"),
        ([ONE], "那期刊呢", "期刊借期有幾天"),
        ([ONE], "那期限呢", "圖書期限呢"),
        ([ONE], "那要準備哪些證件", "圖書要準備哪些證件"),
        ([PAIR], "後者由誰登記", "期刊由誰登記"),
        ([PAIR, ONE], "後一種呢", "期刊呢"),
        ([PAIR], "前一種的期限多久", "圖書的期限多久"),
        ([ONE, Told("期刊呢", subjects=("期刊",))], "它和前一種有什麼區別", "期刊和圖書有什麼區別"),
        ([ONE], "公園場地要怎麼借用", "公園場地要怎麼借用"),
        ([ONE], "這個系統怎麼登入", "這個系統怎麼登入"),
        ([Told("甲", concepts=("type",))], "它怎麼做", "它怎麼做"),
        ([], "它怎麼做", "它怎麼做"),
    ],
)
def test_a_question_that_stands_alone(earlier: list[Told], question: str, whole: str) -> None:
    assert standalone(question, earlier) == whole
