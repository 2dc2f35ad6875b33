"""Answers from imported texts of any subject: comparisons and procedures out of their own sentences and outline."""

from pathlib import Path

import pytest

from app.answering.engine import Answerer
from app.answering.records import Answer
from app.store.library import Library

POOL = """游泳池使用須知

一、票種
單次票是指購買當日入場一次的票。單次票的有效期限為一日。單次票由售票處核發。
月票是指在一個月內不限次數入場的票。月票的有效期限為三十日，逾期作廢。月票須檢附照片，由管理室核發。
月票與單次票不同，前者記名，後者不記名。

二、報名流程
報名游泳班，首先在櫃檯填寫報名表。其次繳交體檢證明。再次由教練安排分班。最後領取學員證。

三、退費流程
第一步，填寫退費申請單。第二步：由櫃檯核對收據。
第三步，主任核准。第四步，七日內匯入帳戶。
"""
NOTICE = """# 檔案調閱規定

## 原件調閱
原件調閱適用於訴訟舉證。
原件調閱由檔案室主任核准。

## 影本調閱
影本調閱適用於業務參考。
影本調閱由承辦科長核准。

## 調閱程序
1. 填寫調閱單。
2. 送主管簽章。
3. 檔案室調出檔案。

## 銷毀程序
1. 編造清冊。
2. 報上級核定。
"""


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("imported"))
    library.add_bytes("游泳池.txt", POOL.encode())
    library.add_bytes("檔案.md", NOTICE.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def cells(answer: Answer) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for s in answer.statements:
        found.setdefault((s.label, s.aspect), []).append(s.text)
    return found


@pytest.mark.parametrize("question", ["單次票和月票有什麼區別", "月票跟單次票差在哪", "单次票与月票有什么不同"])
def test_a_comparison_sets_the_same_aspects_side_by_side(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question, "imported")
    assert answer.statements[0].text == "月票與單次票不同，前者記名，後者不記名。"
    said = cells(answer)
    assert said["單次票", "定義"] == ["單次票是指購買當日入場一次的票。"]
    assert said["月票", "定義"] == ["月票是指在一個月內不限次數入場的票。"]
    assert said["單次票", "期限"] == ["單次票的有效期限為一日。"]
    assert said["月票", "期限"][0].startswith("月票的有效期限為三十日")
    assert said["月票", "由誰"] == ["月票須檢附照片，由管理室核發。"]
    assert ("月票", "條件") not in said  # nothing to set beside it


def test_a_comparison_of_what_sections_are_called(answerer: Answerer) -> None:
    said = cells(answerer.ask("原件調閱和影本調閱有什麼不同", "imported"))
    assert said["原件調閱", "適用"] == ["原件調閱適用於訴訟舉證。"]
    assert said["影本調閱", "適用"] == ["影本調閱適用於業務參考。"]
    assert said["影本調閱", "由誰"] == ["影本調閱由承辦科長核准。"]


@pytest.mark.parametrize(
    ("question", "first", "last", "number"),
    [
        ("怎麼報名游泳班", "報名游泳班，首先在櫃檯填寫報名表。", "最後領取學員證。", 4),
        ("退費的流程是什麼", "第一步，填寫退費申請單。", "第四步，七日內匯入帳戶。", 4),
        ("調閱檔案的步驟是什麼", "填寫調閱單。", "檔案室調出檔案。", 3),
        ("檔案銷毀的程序是什麼", "編造清冊。", "報上級核定。", 2),
    ],
)
def test_a_procedure_gives_all_its_steps_in_order_and_no_others(
    answerer: Answerer, question: str, first: str, last: str, number: int
) -> None:
    steps = [s.text for s in answerer.ask(question, "imported").statements if s.aspect == "步驟"]
    assert (steps[0], steps[-1], len(steps)) == (first, last, number)


def test_steps_of_another_matter_are_not_told(answerer: Answerer) -> None:
    answer = answerer.ask("調閱檔案的步驟是什麼", "imported")
    assert not {"編造清冊。", "報上級核定。"} & {s.text for s in answer.statements}


VOLUNTEERS = """# 志工服務與補助作業規範

## 壹、名詞
志工：指不支領薪資而參與服務的人員。
約用人員：指以契約進用並支領薪資的人員。

## 貳、志工
一、志工應年滿十八歲。
二、志工由社會課管理。

## 參、約用人員
一、約用人員應具高中以上學歷。
二、約用人員由人事室管理。

## 肆、補助申請
補助申請分三個步驟。第一，提出計畫書。第二，社會課初審。第三，簽約撥款。

## 伍、核銷步驟
（一）檢齊憑證。
（二）填寫核銷清冊。
（三）主計室審核。
"""


def test_a_title_that_holds_a_name_makes_nothing_its_own(tmp_path: Path) -> None:
    """Under 志工服務與補助作業規範 not every sentence is of 志工; a heading above its items is no step."""
    library = Library.open(tmp_path)
    library.add_bytes("志工.md", VOLUNTEERS.encode())
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    first = answerer.ask("志工和約用人員有什麼區別", "imported")
    said = cells(first)
    assert said["志工", "由誰"] == ["志工由社會課管理。"]
    assert said["約用人員", "由誰"] == ["約用人員由人事室管理。"]
    assert "檢齊憑證。" not in [text for texts in said.values() for text in texts]
    latter = answerer.ask("後者要什麼學歷", "imported", [first])
    assert latter.subjects == ("約用人員",)
    assert "約用人員應具高中以上學歷。" in [s.text for s in latter.statements]
    for question, steps in (
        ("補助核銷有哪些步驟", ["檢齊憑證。", "填寫核銷清冊。", "主計室審核。"]),
        ("怎麼申請補助", ["第一，提出計畫書。", "第二，社會課初審。", "第三，簽約撥款。"]),
    ):
        answer = answerer.ask(question, "imported")
        assert [s.text for s in answer.statements if s.aspect == "步驟"] == steps


ROOMS = """會議室借用要點

第一條 為使本機關會議室之使用有序，訂定本要點。

第二條 借用會議室，應備下列文件：
一、借用單。
二、會議通知：
（一）議程。
（二）出席名單。
三、主管簽核之簽呈影本。

第三條 使用會議室，不得有下列行為：
一、吸菸。
二、張貼標語。
三、攜帶寵物。

第四條 違反前條者，停止其借用三個月。

第五條 管理單位之職責如下：
一、受理申請。
二、維護設備。
三、統計使用情形。
"""


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("rooms"))
    library.add_bytes("會議室.txt", ROOMS.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def test_one_articles_list_does_not_run_into_the_next_and_an_inner_list_is_its_own(rooms: Answerer) -> None:
    def told(question: str, opening: str) -> list[str]:
        texts = [s.text for s in rooms.ask(question, "imported").statements]
        return texts[texts.index(opening) + 1 :]

    papers = told("借會議室要準備哪些文件", "借用會議室，應備下列文件：")
    assert papers[:3] == ["借用單。", "會議通知：", "主管簽核之簽呈影本。"]
    assert told("會議通知包括哪些", "會議通知：") == ["議程。", "出席名單。"]
    assert told("管理單位有哪些職責", "管理單位之職責如下：") == ["受理申請。", "維護設備。", "統計使用情形。"]


def test_an_item_of_what_is_forbidden_says_no_and_is_never_told_alone(rooms: Answerer) -> None:
    forbidden = "使用會議室，不得有下列行為："
    first, second = rooms.ask("會議室可以吸菸嗎", "imported").statements[:2]
    assert (first.text, first.verdict, second.text) == (forbidden, "否", "吸菸。")
    # of which place is not asked: no verdict, and yet not "攜帶寵物。" alone
    answer = rooms.ask("可以攜帶寵物嗎", "imported")
    assert [s.text for s in answer.statements[:2]] == [forbidden, "攜帶寵物。"]
    assert not any(s.verdict for s in answer.statements)
    # what is permitted is not what stands beside the list
    assert not any(s.verdict for s in rooms.ask("會議室可以拍照嗎", "imported").statements)


def test_a_question_of_one_criterion_gets_its_classification_first(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.add_bytes(
        "類型.md",
        (
            "# 行政協調的類型劃分\n\n## 促進式協調與糾偏式協調\n從性質上看，行政協調可分為促進式協調與糾偏式協調。\n\n"
            "## 對事的協調與對人的協調\n從對象上看，行政協調可分為對事的協調與對人的協調。\n\n"
            "## 會議協調與非會議協調\n從途徑上看，行政協調可分為會議協調與非會議協調。\n"
        ).encode(),
    )
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    answer = answerer.ask("按性質劃分，行政協調有哪些類型", "imported")
    assert answer.statements[0].text == "從性質上看，行政協調可分為促進式協調與糾偏式協調。"


CANTEEN = """機關食堂與會議室使用問答
一、食堂部分
問：食堂幾點開放？
答：午餐十一時三十分至十三時，晚餐不供應。
問：外來人員可以在食堂用餐嗎？
答：可以。但須由接待單位憑公函登記，並按成本價付費。
問：可不可以打包帶走？
答：不可以。剩餘飯菜一律不得帶離食堂。
二、會議室部分
問：借用會議室要走什麼程序？
答：先在內網填寫預約單，再由科室負責人簽字。
問：大會議室和小會議室有什麼不同？
答：大會議室可容納一百二十人；小會議室可容納二十人。
"""


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "外来人员可以在食堂用餐吗",
            ["問：外來人員可以在食堂用餐嗎？", "答：可以。", "但須由接待單位憑公函登記，並按成本價付費。"],
        ),
        ("外面的人能不能来食堂吃饭", ["問：外來人員可以在食堂用餐嗎？", "答：可以。"]),
        ("可以打包嗎", ["問：可不可以打包帶走？", "答：不可以。", "剩餘飯菜一律不得帶離食堂。"]),
        ("借用會議室要走什麼程序", ["問：借用會議室要走什麼程序？", "答：先在內網填寫預約單，再由科室負責人簽字。"]),
        (
            "大會議室跟小會議室差在哪",
            ["問：大會議室和小會議室有什麼不同？", "答：大會議室可容納一百二十人；小會議室可容納二十人。"],
        ),
    ],
)
def test_a_printed_question_comes_with_its_own_answer(tmp_path: Path, question: str, first: list[str]) -> None:
    library = Library.open(tmp_path)
    library.add_bytes("問答.txt", CANTEEN.encode())
    answer = Answerer.of(library.ensure_index(), library.corpus).ask(question, "imported")
    texts = [s.text for s in answer.statements]
    assert texts[: len(first)] == first
    # no question is told without its answer, nor an answer without its question
    for place, text in enumerate(texts):
        if text.startswith("問："):
            assert texts[place + 1].startswith("答：")
        assert not text.startswith("答：") or texts[place - 1].startswith("問：")


ARCHIVES = """关于规范档案和印章管理的通知

一、规范档案分类与保管
（一）档案按保管期限分为永久档案、长期档案和短期档案。长期档案保管十六年至五十年。
（二）档案按载体分为纸质档案、电子档案和声像档案。
（三）档案管理应当遵循以下原则：
1. 集中统一原则。档案由档案室集中管理。
2. 安全保密原则。涉密档案实行专人专柜管理。
（四）借阅档案应当经办公室主任批准，借期不得超过十五天。

二、加强印章管理
（一）印章是指机关单位刻有法定名称的图章，包括公章、专用章和领导人名章。
（二）印章由办公室指定专人保管。
（三）印章遗失的，应当立即报告主管领导，并登报声明作废。
"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(tmp_path_factory.mktemp("archives"))
    library.add_bytes("档案.txt", ARCHIVES.encode())
    return Answerer.of(library.ensure_index(), library.corpus)


def test_kinds_are_the_classifications_and_not_whatever_stands_below_the_heading(archives: Answerer) -> None:
    for question in ("档案有哪些种类", "檔案的分類有哪些"):
        texts = [s.text for s in archives.ask(question, "imported").statements]
        assert set(texts[:2]) == {
            "档案按保管期限分为永久档案、长期档案和短期档案。",
            "档案按载体分为纸质档案、电子档案和声像档案。",
        }
    assert "包括公章" in archives.ask("印章包括哪些", "imported").statements[0].text
    principles = [s.text for s in archives.ask("档案管理的原则有哪些", "imported").statements[:2]]
    assert principles[0] == "档案管理应当遵循以下原则："
    assert principles[1].startswith("集中统一原则")


def test_a_text_of_another_subject_answers_for_itself_among_all_texts(archives: Answerer) -> None:
    for question in ("档案有哪些种类", "印章丢了怎么办", "借档案要谁批准", "长期档案要保管几年"):
        answer = archives.ask(question)
        assert answer.answered
        assert {quote.origin for quote in answer.quotes} == {"imported"}, question
    # what the cards are about is told from the cards
    for question in ("什麼是行政協調", "開會之前要先做什麼準備", "兩個科室互相推責任怎麼辦"):
        assert answer_origin(archives.ask(question)) == "shipped", question


def answer_origin(answer: Answer) -> str:
    return answer.quotes[answer.statements[0].quotes[0]].origin


def test_an_article_is_told_by_its_number(rooms: Answerer) -> None:
    for scope in ("imported", "all"):
        texts = [s.text for s in rooms.ask("第四條規定什麼", scope).statements]
        assert texts == ["違反前條者，停止其借用三個月。"]
    assert not any("第九" in s.text for s in rooms.ask("第九條規定什麼", "imported").statements)


def test_an_inserted_article_is_another(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    articles = ("第一條 甲事由總務科辦理。", "第一條之一 乙事由人事室辦理。", "第一條之二 丙事由主計室辦理。")
    library.add_bytes("要點.txt", ("分工要點\n\n" + "\n\n".join(articles) + "\n").encode())
    answerer = Answerer.of(library.ensure_index(), library.corpus)
    for question, told in (("第一條規定什麼", "甲事"), ("第一條之二規定什麼", "丙事")):
        (statement,) = answerer.ask(question, "imported").statements
        assert statement.text.startswith(told)
