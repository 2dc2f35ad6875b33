"""Items from an office's own texts, written as these are: series in a sentence, glossaries, steps, figures."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.study.bank import make_bank
from app.study.checker import Checker
from app.study.decisions import decide, list_items
from app.study.making.imported_definitions import definitions_of, glossaries_of
from app.study.making.imported_limits import limits_in, limits_of, others
from app.study.making.imported_lists import lists_of, series_in
from corpus.cards import load_corpus
from corpus.key import words_only
from corpus.readers import read_bytes

RULES = """# 機關值班辦法

## 一、總則
本辦法所稱值班，指於辦公時間以外留守機關處理事務的工作。
代理人是指值班人員因故不能到班時，經主管同意代為執勤的同仁。

## 二、值班人員
職責包括：接聽電話、登記公文、巡視門窗、通報緊急事件、交接物品。

## 三、處理原則
值班處理公務的原則有四項：迅速、確實、簡化、統一。

## 四、緊急事件的處理程序
處理緊急事件，依下列步驟辦理：
一、值班人員記錄事件的時間和地點。
二、值班人員通報主管。
三、主管指派人員到場。
四、值班人員填寫報告送秘書室備查。

## 五、交接
值班人員應於三日內補登紀錄。
"""
LESSON = """# 公文處理講義

## 公文的種類
函：機關之間商洽公務、答復詢問時使用的公文。
令：公布法律、任免官員時使用的公文。
公告：向公眾或特定對象宣布事項時使用的公文。
簽呈：承辦人員向長官陳述意見、請求裁示時使用的公文。

## 公文的別名
公文包括函、令、電報。

## 辦理的環節
- 登記
- 分文
- 送達
- 歸檔
"""


ARTICLES = """會議室借用要點

一、為有效管理本處會議室，特訂定本要點。
二、借用會議室，應於使用三日前填具申請單，送秘書室登記。
三、有下列情形之一者，不得借用：
（一）與公務無關的活動。
（二）可能損壞設備的活動。
（三）營利性質的活動。
四、借用單位應遵守下列事項：
（一）準時開始和結束。
（二）維護場地整潔。
（三）離開前關閉電源。
五、借用時間每次以四小時為限，但經秘書室同意者，不在此限。
"""


def read(text, title):
    return read_bytes(text.encode(), f"{title}.md", document_id="u-1").document


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def rules(corpus):
    return own(corpus, RULES, "機關值班辦法")


@pytest.fixture(scope="module")
def lesson(corpus):
    return own(corpus, LESSON, "公文處理講義")


def own(corpus, text, title):
    return [item for item in make_bank(corpus, [read(text, title)]).items if item.concept_id == "u-1"]


def of_kind(items, kind, said=""):
    return [item for item in items if item.kind == kind and said in item.stem]


def right(item):
    return [item.options[n] for n in item.key]


def test_an_ordinary_text_gives_most_kinds_and_every_item_passes(corpus, rules, lesson):
    assert {i.kind for i in rules} >= {"single", "true_false", "blank", "ordering", "term", "short"}
    assert {i.kind for i in lesson} >= {"single", "multiple", "true_false", "blank", "matching", "short"}
    checker = Checker(corpus.concepts)
    assert [(item.stem, checker.check(item)) for item in rules + lesson if checker.check(item)] == []


def test_a_line_that_introduces_steps_leaves_them_steps(rules):
    (order,) = of_kind(rules, "ordering")
    assert "「處理緊急事件的步驟」" in order.stem
    assert right(order)[0] == "值班人員記錄事件的時間和地點"
    (after,) = of_kind(rules, "single", "緊接在")
    asked = after.stem.split("「")[2].split("」")[0]
    steps = right(order)
    assert after.options[after.key] == steps[steps.index(asked) + 1]


def test_a_series_in_a_sentence_is_a_list_and_a_general_noun_is_told_whose(rules):
    (duties,) = of_kind(rules, "short", "職責")
    assert "「值班人員的職責」包括哪幾項" in duties.stem
    assert [p["point"] for p in duties.key] == ["接聽電話", "登記公文", "巡視門窗", "通報緊急事件", "交接物品"]
    assert of_kind(rules, "short", "「值班處理公務的原則」")


def test_a_term_of_the_title_is_asked_for_without_the_title(rules):
    (blank,) = [item for item in of_kind(rules, "blank") if item.key == [["值班"]]]
    assert blank.stem == "填空：______是指於辦公時間以外留守機關處理事務的工作。"


def test_a_glossary_is_matched_and_listed(lesson):
    (pairs,) = of_kind(lesson, "matching")
    meanings = dict(zip(pairs.options["left"], (pairs.options["right"][n] for n in pairs.key), strict=True))
    assert meanings["令"] == "公布法律、任免官員時使用的公文"
    (kinds,) = of_kind(lesson, "short", "公文的種類")
    assert [p["point"] for p in kinds.key] == ["函", "令", "公告", "簽呈"]


def test_no_wrong_option_belongs_to_a_list_of_the_same_things(lesson):
    """公文包括函、令、電報 says that a telegram is one as well."""
    for item in of_kind(lesson, "multiple", "公文的種類") + of_kind(lesson, "single", "不屬於「公文的種類」"):
        assert "電報" not in item.options
        assert set(item.options) & {"登記", "分文", "送達", "歸檔"}
    assert of_kind(lesson, "multiple", "公文的種類")


def test_what_shares_its_words_with_the_title_is_no_stranger(rules):
    """值班人員通報主管 is a step, and a duty of 值班人員 as well."""
    asked = [i for i in rules if "「值班人員的職責」" in i.stem and i.kind in ("single", "multiple", "true_false")]
    assert not [i.stem for i in asked if "值班人員通報主管" in [*i.options, i.stem]]


def test_a_sentence_over_two_lines_is_one():
    pdf = Path(__file__).parents[1] / "data" / "handbook.pdf"
    (limit,) = limits_of(read_bytes(pdf.read_bytes(), pdf.name, document_id="u-1").document)
    assert limit.quote
    assert "\n" in limit.quote.text
    assert "並請各科室指定" in limit.after


def test_rows_of_a_table_are_no_list():
    table = (
        "# 時限\n\n## 三種時限\n\n| 件別 | 期限 |\n|---|---|\n| 最速件 | 一日 |\n| 速件 | 三日 |\n| 普通件 | 六日 |\n"
    )
    assert lists_of(read(table, "時限")) == []


def test_the_items_of_each_article_are_a_list_of_its_own(corpus):
    listed = lists_of(read_bytes(ARTICLES.encode(), "要點.txt", document_id="u-1").document)
    assert {entry.title.text: entry.members for entry in listed} == {
        "不得借用的情形": ("與公務無關的活動", "可能損壞設備的活動", "營利性質的活動"),
        "借用單位應遵守的事項": ("準時開始和結束", "維護場地整潔", "離開前關閉電源"),
    }


def test_a_figure_is_filled_in_chosen_and_judged(rules):
    (blank,) = of_kind(rules, "blank", "補登紀錄")
    assert blank.key == [["三", "3"]]
    (choice,) = of_kind(rules, "single", "補登紀錄")
    assert choice.options[choice.key] == "三日內"
    assert len(set(choice.options)) == 4
    (judged,) = of_kind(rules, "true_false", "補登紀錄")
    assert ("三日內" in judged.stem) is judged.key


@pytest.mark.parametrize(
    ("sentence", "members"),
    [
        ("職責包括：接聽電話、登記公文、通報事件。", ("接聽電話", "登記公文", "通報事件")),
        ("公文分为令、函和公告三种。", ("令", "函", "公告")),
        ("附件包括清冊、照片、收據等。", ("清冊", "照片", "收據")),
        ("他說：明天來。", None),
        ("應備文件包括申請書和收據。", None),
        ("電話：02-1234、5678、9012。", None),
        ("法約爾把管理分為計劃、組織、指揮。", None),
    ],
)
def test_series_in_a_sentence(sentence, members):
    found = series_in(sentence)
    assert (found and found[1]) == members


def test_an_open_series_is_not_to_be_listed_in_full(corpus):
    items = own(corpus, "# 申請須知\n\n申請的附件包括清冊、照片、收據等。\n", "申請須知")
    assert of_kind(items, "short") == []
    document = read("# 申請須知\n\n申請的附件包括清冊、照片、收據等。\n", "申請須知")
    assert [entry.more for entry in lists_of(document)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "主旨：請依說明辦理。\n說明：依本府來函辦理本案。\n正本：各單位各位同仁收。\n",
        "王科長：我們人手實在不足。\n李科長：我們的預算也不夠用。\n主席：請兩科會後再行協商。\n",
        "函：商洽公務時使用的公文。\n令：公布法律時使用的公文。\n",
        "素養有三部分：知識、思維與表達。\n知識可以這樣積累：每天讀一頁規章。\n思維怎樣訓練：先列出事實再下結論。\n",
    ],
)
def test_a_letters_head_and_minutes_are_no_glossary(text):
    assert glossaries_of(read(f"# 資料\n\n{text}", "資料")) == []


@pytest.mark.parametrize("number", range(4))
def test_other_figures_are_in_the_same_numerals_and_no_figure_stands_out(number):
    (limit,) = limits_in("會議通知應於開會 10 日前送達。")
    wrong = others(limit, 3, number)
    assert len(set(wrong) - {"10"}) == 3
    assert all(figure.isdigit() for figure in wrong)
    assert sum(int(figure) < 10 for figure in wrong) == (number + 1) % 4 if (number + 1) % 4 < 2 else True


def test_a_past_event_sets_no_figure():
    assert limits_in("第三天有十二人到場。") == []
    assert limits_in("出席須達二分之一，第三日內不計。") == []


@pytest.mark.parametrize(
    "opening",
    [
        "本辦法所稱值班，是指",
        "本办法所称值班，是指",
        "本條例所稱值班是指",
        "本辦法所稱值班，指",
        "本辦法所稱值班，係指",
        "本辦法所稱「值班」，謂",
        "本辦法所稱值班，指的是",
        "前項所稱值班，是指",
        "第三條所稱值班，是指",
        "二、本要點所稱值班，是指",
        "所謂值班，是指",
    ],
)
def test_a_legal_definition_is_of_the_term_alone(opening):
    meaning = "於辦公時間以外留守機關處理事務的工作"
    (defined,) = definitions_of(read(f"# 辦事須知\n\n{opening}{meaning}。\n", "辦事須知"))
    assert (defined.term, defined.meaning) == ("值班", meaning)


def test_an_article_with_two_figures_is_judged_once_as_it_stands(corpus):
    """Whichever of its figures an item asks for, the true sentence is the same."""
    article = "借用單位應於使用{0}日前填具申請單，並於使用後{1}日內歸還{2}。"
    pairs = [(first, second, thing) for thing in ("鑰匙", "器材", "證件") for first in "三四五" for second in "六七八"]
    for first, second, thing in pairs:
        items = own(corpus, f"# 借用須知\n\n{article.format(first, second, thing)}\n", "借用須知")
        judged = [item.stem for item in of_kind(items, "true_false")]
        assert judged
        assert len(set(judged)) == len(judged)


def test_what_was_retired_stays_so_after_its_sentence_changed(corpus):
    """By what is asked, which in one document no two items share."""
    before, changed = read(RULES, "機關值班辦法"), read(RULES.replace("補登紀錄。", "補登紀錄！"), "機關值班辦法")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    old = [item for item in make_bank(corpus, [before]).items if item.concept_id == "u-1"]
    new = [item for item in make_bank(corpus, [changed]).items if item.concept_id == "u-1"]
    assert len({(item.kind, words_only(item.stem)) for item in old}) == len(old)
    decided = {item.id: decide(item, "retired", "generated", at) for item in old}
    assert {item.id for item in new} - set(decided)
    texts = {"u-1": changed}
    assert {row.status for row in list_items(new, decided, texts.__getitem__)} == {"retired"}
