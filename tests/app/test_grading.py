"""Grading by the stated rules, with hand-checked scores."""

from dataclasses import replace

import pytest

from app.study.grading import CREDIT, ResponseError, grade
from app.study.key_points import find
from app.study.records import SKILL_OF, Item


def item(kind, options, key):
    return Item("q-test", kind, "type.nature.corrective", "題幹", options, key, "解析", ())


@pytest.mark.parametrize(("response", "score"), [(1, 1.0), (0, 0.0), (None, 0.0)])
def test_single(response, score):
    assert grade(item("single", ["甲", "乙", "丙"], 1), response).score == score


@pytest.mark.parametrize(
    ("response", "score"), [([0, 2, 3], 1.0), ([3, 0, 2], 1.0), ([0, 2], 2 / 3), ([0, 1, 2, 3], 0.0), ([], 0.0)]
)
def test_multiple_gives_part_for_fewer_and_nothing_for_a_wrong_one(response, score):
    result = grade(item("multiple", ["甲", "乙", "丙", "丁"], [0, 2, 3]), response)
    assert result.score == pytest.approx(score)
    assert result.correct is (score == 1.0)


def test_true_false_takes_only_a_truth_value():
    question = item("true_false", ["正確", "錯誤"], False)
    assert grade(question, False).correct
    assert not grade(question, True).correct
    with pytest.raises(ResponseError):
        grade(question, 1)


def test_matching_by_pairs():
    question = item("matching", {"left": ["甲", "乙", "丙"], "right": ["1", "2", "3"]}, [2, 0, 1])
    result = grade(question, [2, 1, None])
    assert result.score == pytest.approx(1 / 3)
    assert [part.right for part in result.parts] == [True, False, False]
    assert [part.wanted for part in result.missing] == ["1", "2"]


@pytest.mark.parametrize(
    ("response", "score"), [([2, 0, 3, 1], 1.0), ([0, 3, 1, 2], 2 / 3), ([1, 3, 0, 2], 0.0), ([2, 0, 1, 3], 1 / 3)]
)
def test_ordering_by_neighbours(response, score):
    assert grade(item("ordering", ["一", "二", "三", "四"], [2, 0, 3, 1]), response).score == pytest.approx(score)


@pytest.mark.parametrize("typed", ["糾偏式協調", "纠偏式协调", "糾偏協調", " 「糾偏式協調」。"])
def test_blank_in_either_script_by_alias_and_with_marks(typed):
    assert grade(item("blank", [], [["糾偏式協調", "糾偏協調"]]), [typed]).correct


def test_blank_in_full_width():
    question = item("blank", [], [["ISO9001"], ["公開"]])
    assert grade(question, ["ＩＳＯ９００１", "公开"]).score == 1.0
    assert grade(question, ["ＩＳＯ９００１", ""]).score == 0.5


def test_a_blank_is_not_filled_by_a_part():
    assert grade(item("blank", [], [["糾偏式協調"]]), ["協調"]).score == 0.0


@pytest.mark.parametrize("typed", ["會簽（會辦）", "會簽", "会签", "會辦", "公文會簽"])
def test_a_blank_with_a_second_name_in_brackets(typed):
    assert grade(item("blank", [], [["會簽（會辦）", "公文會簽"]]), [typed]).correct


@pytest.mark.parametrize(("typed", "right"), [("超前", True), ("超前性", True), ("具有超前", True), ("性", False)])
def test_words_beside_the_blank_written_once_more(typed, right):
    question = replace(item("blank", [], [["超前"]]), stem="填空：計劃協調具有______性，要求主動去做。")
    assert grade(question, [typed]).correct is right


POINTS = [
    {"point": "按性質劃分的一種協調", "accept": ["按性質劃分的一種協調"]},
    {"point": "針對違反行政規範、損害整體利益的行為", "accept": ["針對違反行政規範、損害整體利益的行為"]},
    {"point": "分清是非並果斷糾正", "accept": ["分清是非並果斷糾正", "是非分明"]},
]


def test_an_order_left_half_chosen_counts_what_was_chosen():
    result = grade(item("ordering", ["甲", "乙", "丙"], [2, 0, 1]), [2, 0, None])
    assert result.score == pytest.approx(1 / 2)
    assert [(part.given, part.right) for part in result.parts] == [("丙", True), ("甲", True), ("", False)]


def test_key_points_found_and_missing_with_the_learners_words():
    result = grade(item("term", [], POINTS), "是對違反行政規範而損害整體利益的人，要是非分明。")
    assert [part.right for part in result.parts] == [False, True, True]
    assert result.parts[1].given == "對違反行政規範……損害整體利益的"
    assert result.parts[2].given == "是非分明"
    assert result.score == pytest.approx(2 / 3)
    assert result.correct
    assert [part.wanted for part in result.missing] == ["按性質劃分的一種協調"]


def test_key_points_in_the_other_script():
    result = grade(item("short", [], POINTS), "针对违反行政规范、损害整体利益的行为")
    assert result.parts[1].given == "针对违反行政规范、损害整体利益的行为"
    assert not result.correct


def test_a_judge_adds_points_and_is_named():
    result = grade(item("case", [], POINTS), "是非分明", judge=lambda item, answer: ["是非", "", ""])
    assert [(part.right, part.by) for part in result.parts] == [(True, "judge"), (False, "words"), (True, "words")]
    assert result.parts[0].given == "是非"


def test_an_answer_about_something_else_finds_nothing():
    assert find("分清是非並果斷糾正", ["分清是非並果斷糾正"], "支持先進、鞭策後進，達到新的平衡").words == ""


HEADS = [
    {"point": point, "accept": [point]}
    for point in ("行政部請其他部門協助時先經其負責人同意", "不直接指派該部門的人員", "以示尊重")
]


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("行政部請其他部門協助時先經其負責人同意，不直接指派該部門的人員，以示尊重。", [True, True, True]),
        ("行政部请别的部门帮忙前要先得到主管许可，不可以自己直接使唤人家的员工，表示尊重。", [True, True, True]),
        ("行政部請其他部門協助時先經其負責人同意，而不是直接指派該部門的人員", [True, True, False]),
        ("避免直接指派該部門的人員", [False, True, False]),
    ],
    ids=["as it stands", "in other words", "turned by a conjunction", "denied by another word"],
)
def test_key_points_in_other_words(answer, right):
    result = grade(item("term", [], HEADS), answer)
    assert [part.right for part in result.parts] == right
    assert not [part for part in result.parts if part.by == "opposite"]


def test_the_opposite_of_a_key_point_is_named_and_does_not_pass():
    answer = "行政部請其他部門協助時不必先經其負責人同意，應直接指派該部門的人員，不必以示尊重"
    result = grade(item("term", [], HEADS), answer)
    assert [(part.right, part.by) for part in result.parts] == [(False, "opposite")] * 3
    assert result.score == 0.0
    half = grade(item("term", [], HEADS), "先經其負責人同意才請其他部門協助，以示尊重，可以直接指派該部門的人員")
    assert half.score == pytest.approx(2 / 3)
    assert not half.correct


@pytest.mark.parametrize(
    ("point", "answer", "opposed"),
    [
        ("方向是由上而下", "方向是由下而上", True),
        ("成員來自同級部門，互不隸屬", "成員來自同級部門，互隸屬", True),
        ("事前協調針對還沒有發生的矛盾", "事前協調針對已經發生的矛盾", True),
        ("下級之間爭執不下時裁定", "下級之間爭執不下時裁定", False),
        ("重視不同單位的意見", "重視各單位不同的意見", False),
        ("由上級裁定", "由上級裁定是不對的", True),
    ],
)
def test_what_turns_a_point_into_its_opposite(point, answer, opposed):
    assert find(point, [point], answer).opposed is opposed


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("檢查各單位是否依法規、計劃和約定辦事", "檢查各單位有沒有依法規、計劃和約定辦事"),
        ("檢查各單位是否依法規辦事", "看各單位是不是照法規辦事"),
        ("因目標、職責或作業方式不合而起", "不隸屬的單位因為目標、職責或作業方式不合而起"),
    ],
)
def test_what_only_looks_like_a_denial(point, answer):
    assert find(point, [point], answer).made


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("在決定前讓受影響的公民表達意見並與之商議", "在決定後才讓受影響的公民表達意見並與之商議"),
        ("使兩者重新適應", "無法使兩者重新適應"),
        ("以解決行政組織與外部環境之間的矛盾衝突為中心", "解決組織內部的矛盾衝突，與外部環境無關"),
        ("具有堅強意志與自信", "缺乏堅強意志與自信"),
        ("具有堅強意志與自信", "失去了堅強意志與自信"),
        ("上級把一定範圍的決定權交給下級", "上級收回一定範圍的決定權"),
        ("不顧別的單位和整體", "顧別的單位和整體"),
    ],
)
def test_opposites_of_a_point_do_not_make_it(point, answer):
    assert find(point, [point], answer).opposed


def test_meaning_makes_a_point_where_words_do_not_and_one_stretch_only_one_point():
    points = [
        {"point": "在決定前讓受影響的公民表達意見並與之商議", "accept": []},
        {"point": "把施政後的效果與社會反應送回決定的機關", "accept": []},
    ]
    answer = "決策以前聽取有利害關係的市民的看法，並和他們討論"
    assert [part.right for part in grade(item("term", [], points), answer).parts] == [True, False]
    twice = [points[0], {"point": "決定以前先聽民眾的意見", "accept": []}]
    assert sum(part.right for part in grade(item("term", [], twice), "拍板之前請市民說說想法").parts) == 1


def test_what_is_nearer_to_a_siblings_words_makes_no_point():
    point = {"point": "以解決行政組織與外部環境之間的矛盾衝突為中心", "accept": []}
    sibling = "以解決運作過程各環節之間的矛盾衝突為中心"
    assert grade(item("term", [], [point]), sibling).correct
    assert not grade(item("term", [], [point | {"unlike": [sibling]}]), sibling).correct


def test_no_synonym_is_read_across_a_mark():
    reason = "理由：工程正在做，發現一處就要調一處"
    assert find(reason, [reason], "發現一處；理由：工程正在做，發現一處就要調一處").words == reason


def test_the_genus_counts_a_quarter():
    points = [{"point": "按性質劃分的一種協調", "accept": [], "genus": True}, *POINTS[1:]]
    result = grade(item("term", [], points), "按性質劃分的一種協調，是非分明")
    assert [part.right for part in result.parts] == [True, False, True]
    assert result.score == pytest.approx(1.25 / 2.25)
    assert not result.correct


def test_the_name_that_is_asked_about_earns_nothing():
    question = item("term", [], [{"point": "被指定召集其他部門的那一個部門", "accept": []}])
    question = replace(question, stem="名詞解釋：牽頭部門")
    assert not grade(question, "由牽頭部門、牽頭部門召集").correct


@pytest.mark.parametrize("which", ["（就「協調方式」而言）", "（按途徑劃分）", "（據《收發手冊》）"])
def test_nor_does_it_where_the_stem_tells_which_is_meant(which):
    points = [
        {"point": "協調方式之一", "accept": ["協調方式之一"]},
        {"point": "召集會簽的單位", "accept": ["召集會簽的單位"]},
    ]
    question = replace(item("term", [], points), stem=f"名詞解釋：會簽（會辦）{which}")
    result = grade(question, "會簽（會辦）是協調方式之一")
    assert [part.given for part in result.parts] == ["協調方式之一", ""]


@pytest.mark.parametrize(
    "answer",
    [
        "我不同意「{0}」「{1}」「{2}」這些說法。",
        "我并不赞成“{0}”和“{1}”，也不認為「{2}」。",
        "「{0}」「{1}」「{2}」這些說法都不對。",
        "以下說法是錯誤的：{0}。{1}。{2}",
        "{0}；{1}；{2}。以上都是錯的。",
    ],
)
def test_what_an_answer_rejects_makes_no_point(answer):
    points = [point["point"] for point in POINTS]
    result = grade(item("term", [], POINTS), answer.format(*points))
    assert (result.score, result.correct) == (0.0, False)
    names = [{"point": point, "accept": [point], "exact": True} for point in points]
    assert grade(item("short", [], names), answer.format(*points)).score == 0.0
    assert grade(item("term", [], POINTS), f"{'，'.join(points)}。我不同意「各打五十大板」。").score == 1.0
    assert grade(item("term", [], POINTS), f"下列說法錯誤：各打五十大板。正確的是{'，'.join(points)}").score == 1.0


def test_a_denial_before_what_all_points_begin_with_denies_them():
    steps = [
        {"point": f"承辦人員{step}", "accept": [f"承辦人員{step}"]}
        for step in ("登記來文並註明期限", "請主管指定單位", "彙整各方簽註的意見")
    ]
    question = item("short", [], steps)
    assert grade(question, "；".join(step["point"] for step in steps)).score == 1.0
    assert grade(question, "；".join(f"並不是{step['point']}" for step in steps)).score == 0.0


def test_what_is_copied_from_a_case_gives_no_reason():
    told = "案例：水利署說年度的工作計畫和概算都編列在前，各課課長昨天會商了分配的辦法。甲方：不服。問：屬於哪些類型？"
    question = replace(item("case", [], CASE), stem=told)
    assert grade(question, f"計劃協調、中層次協調。{told}").score == 0.5
    simplified = "水利署说年度的工作计划和概算都编列在前 各课课长昨天会商了分配的办法"
    assert grade(question, f"計劃協調、中層次協調。{simplified}").score == 0.5
    own = "計劃協調，因為年度工作計畫和概算要先編列；中層次協調，各課的課長一起商量分配"
    assert grade(question, own).score == 1.0
    assert grade(question, f"{told}{own}").score == 1.0


@pytest.mark.parametrize("between", ["、", "，", "。", "\n"])
def test_a_series_of_names_makes_no_point(between):
    names = ["行政規範", "違反規範", "損害利益", "整體利益", "損害行為", "分清是非", "果斷糾正", "性質劃分", "一種協調"]
    assert not grade(item("term", [], POINTS), between.join(names * 5)).found
    assert grade(item("term", [], POINTS), "違反行政規範、損害整體利益，要分清是非、果斷糾正").correct


MEMBERS = [
    {"point": name, "accept": [name], "exact": True}
    for name in ("高層次協調", "行政組織與環境的協調", "利益協調", "非利益協調")
]


def test_who_lists_everything_lists_no_members():
    others = [f"第{n}種協調" for n in "一二三四五六七八九十"]
    names = [point["point"] for point in MEMBERS]
    assert grade(item("short", [], MEMBERS), "、".join([*names, *others])).score == 0.0
    assert grade(item("short", [], MEMBERS), "、".join([*names, *others[:3]])).score == 1.0


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("高層次、行政組織與環境、利益", [True, True, True, False]),
        ("行政組織與環境協調、高層次的協調", [True, True, False, False]),
        ("非利益協調", [False, False, False, True]),
        ("一是高層次，二是利益和非利益", [True, False, True, True]),
        ("不包括高層次協調", [False, False, False, False]),
        ("大家的利益要顧到", [False, False, False, False]),
    ],
)
def test_members_by_their_names_or_without_what_the_names_share(answer, right):
    assert [part.right for part in grade(item("short", [], MEMBERS), answer).parts] == right


STEPS = [
    {"point": step, "accept": [step]}
    for step in ("承辦人登記來文並註明期限", "主管指定承辦的單位", "會辦單位簽註意見", "機關首長核定後發文")
]


@pytest.mark.parametrize(
    ("order", "score", "late"),
    [((0, 1, 2, 3), 1.0, []), ((3, 2, 1, 0), 0.25, [0, 1, 2]), ((1, 0, 2, 3), 0.75, [0])],
)
@pytest.mark.parametrize("stem", ["簡述「收發」的實施步驟。", "據《收發手冊》，「收文」依序有哪幾步？"])
def test_steps_count_in_their_order_only(stem, order, score, late):
    question = replace(item("short", [], STEPS), stem=stem)
    result = grade(question, "。".join(STEPS[n]["point"] for n in order))
    assert result.score == pytest.approx(score)
    assert [n for n, part in enumerate(result.parts) if part.by == "order"] == late
    assert "次序不對" in result.credit
    elsewhere = replace(question, stem="簡述「收發」的要點。")
    assert grade(elsewhere, "。".join(STEPS[n]["point"] for n in order)).score == len(order) / 4


def test_named_steps_count_in_their_order_only():
    names = [{"point": name, "accept": [name], "exact": True} for name in ("登記", "分文", "會簽", "核定")]
    question = replace(item("short", [], names), stem="據《收發手冊》，「收文程序」依序有哪幾步？")
    assert grade(question, "登記、分文、會簽、核定").score == 1.0
    assert grade(question, "核定、會簽、分文、登記").score == 0.25


def test_a_step_for_some_event_counts_anywhere():
    steps = [*STEPS[:2], {"point": "意見不一致時，召集各單位會商", "accept": ["意見不一致時，召集各單位會商"]}]
    question = replace(item("short", [], steps), stem="簡述「收發」的實施步驟。")
    assert grade(question, "。".join(steps[n]["point"] for n in (2, 0, 1))).score == 1.0


def test_one_word_names_one_point():
    names = [{"point": name, "accept": ["行政監督", "行政督導"], "exact": True} for name in ("行政監督", "行政督導")]
    reasons = [{"point": "發現偏離便促其糾正", "accept": []}, {"point": "上級對下級督促與指導", "accept": []}]
    result = grade(item("case", [], [*names, *reasons]), "行政監督")
    assert [part.right for part in result.parts] == [True, False, False, False]


def test_a_name_with_a_denial_in_it_denies_nothing():
    question = replace(item("short", [], POINTS[:1]), stem="簡述「分工不清」的特點。")
    assert grade(question, "分工不清按性質劃分的一種協調").correct


CASE = [
    {"point": "計劃協調", "accept": ["計劃協調", "計畫協調"], "exact": True},
    {"point": "理由：年度工作計畫和概算編列在前", "accept": ["年度工作計畫和概算編列在前"]},
    {"point": "中層次協調", "accept": ["中層次協調"], "exact": True},
    {"point": "理由：由各課課長會商分配", "accept": ["由各課課長會商分配"]},
]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("計劃協調、中層次協調", 0.5),
        ("不是计划协调，也不是中层次协调", 0.0),
        ("不是計劃協調、中層次協調，而是高層次協調", 0.0),
        ("計劃協調，因為年度工作計畫和概算要先編列；中層次協調，各課的課長一起商量分配", 1.0),
        ("高層次協調，由各課課長會商分配", 0.25),
    ],
)
def test_a_case_wants_names_and_reasons(answer, score):
    result = grade(item("case", [], CASE), answer)
    assert result.score == pytest.approx(score)
    assert result.correct is (score == 1.0)


@pytest.mark.parametrize(
    ("kind", "options", "key", "response"),
    [
        ("single", ["甲", "乙", "丙"], 0, 3),
        ("single", ["甲", "乙", "丙"], 0, "0"),
        ("multiple", ["甲", "乙", "丙"], [0, 1], [-1]),
        ("ordering", ["甲", "乙", "丙"], [0, 1, 2], [0, 0, 1]),
        ("ordering", ["甲", "乙", "丙"], [0, 1, 2], [0, 1]),
        ("blank", [], [["甲"], ["乙"]], "甲"),
        ("short", [], POINTS, ["甲"]),
    ],
)
def test_a_response_of_another_shape_is_named(kind, options, key, response):
    with pytest.raises(ResponseError) as caught:
        grade(item(kind, options, key), response)
    assert caught.value.response == response


def test_every_kind_states_its_credit():
    assert set(CREDIT) == set(SKILL_OF)
