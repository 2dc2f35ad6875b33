"""Each rule of the item checker, on a bad item written for it and on the good item beside it."""

from dataclasses import replace

import pytest

from app.study.checker import Checker
from app.study.records import Item
from corpus.cards import load_corpus


@pytest.fixture(scope="module")
def checker():
    return Checker(load_corpus().concepts)


def single(stem, options, key=0, concept="type.nature.corrective"):
    return Item("q-test", "single", concept, stem, options, key, "解析", ())


def rules(checker, item):
    return {problem.rule for problem in checker.check(item)}


GOOD = single(
    "對違反規定、損害整體的行為分清是非、果斷糾正，按性質劃分是哪一種協調？",
    ["糾偏式協調", "促進式協調", "合作式協調", "應變式協調"],
)


def test_a_good_item_passes(checker):
    assert checker.check(GOOD) == []


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (replace(GOOD, options=["糾偏式協調", "糾偏協調", "合作式協調", "應變式協調"]), "an alias"),
        (
            single(
                "兩個科都要同一間辦公室，這最符合哪一種矛盾？",
                ["不同局部利益之間的矛盾", "部門之間的矛盾", "局部利益與整體利益的矛盾"],
                concept="conflict.part-part",
            ),
            "a sibling by another criterion",
        ),
        (
            single("以分配、補償為手段的是哪一種協調？", ["利益協調", "利益性協調", "心理協調", "規制協調"]),
            "the same name under another classification",
        ),
        (
            single(
                "一處受益而全局受損，這是哪一種矛盾？",
                ["利益矛盾", "局部利益與整體利益的矛盾", "權責矛盾", "地區之間的矛盾"],
            ),
            "a narrower concept",
        ),
        (
            single("督促並檢查下級的是哪一種方法？", ["行政督導", "行政監督", "授權", "權力委任"]),
            "a namesake that the cards contrast",
        ),
    ],
)
def test_second_right_option(checker, item, why):
    assert "second_right" in rules(checker, item), why


def test_a_situation_that_calls_for_two(checker):
    options = ["政府職能分化", "轉變政府職能", "建立或撤銷機構"]
    asked = single(
        "新業務太專了要獨立出來，這時最適合採用哪一種方法？", options, concept="method.environment.differentiation"
    )
    assert "second_right" in rules(checker, asked)
    defined = replace(asked, stem="把合在一起的事分開，由專門的單位承擔，這是哪一種方法的含義？")
    assert "second_right" not in rules(checker, defined)


def test_a_false_statement_that_holds_after_all(checker):
    item = Item(
        "q-test",
        "true_false",
        "type.nature.promotive",
        "糾偏式協調要求領導是非分明、認真負責、果斷糾偏。",
        ["正確", "錯誤"],
        False,
        "解析",
        (),
    )
    assert rules(checker, item) == {"second_right"}
    assert rules(checker, replace(item, key=True)) == set()


def test_a_member_among_what_does_not_belong(checker):
    item = Item(
        "q-test",
        "multiple",
        "type.nature",
        "下列屬於這一類的有（　　）。",
        ["促進式協調", "糾偏式協調", "糾偏協調"],
        [0, 1],
        "",
        (),
    )
    assert "second_right" in rules(checker, item)


@pytest.mark.parametrize(
    "options",
    [
        ["在查明事實以後分清是非，並對違反規定的單位作出果斷的糾正", "支持先進", "齊抓共管", "集思廣益"],
        ["糾正", "在各部門進展拉開差距時支持先進", "就跨部門的綜合事項齊抓共管", "在座談會上集思廣益防止獨斷"],
    ],
)
def test_giveaway_by_length(checker, options):
    assert "giveaway" in rules(checker, single("這種協調的做法是（　　）。", options))


@pytest.mark.parametrize(
    "options",
    [
        ["糾正違規的做法。", "支持先進的單位", "召集各方開會談", "調整各方的利益"],
        ["分清是非，果斷糾正", "支持先進的各個單位", "召集各方來開會商談", "調整各方的利益關係"],
    ],
)
def test_giveaway_by_grammar(checker, options):
    assert rules(checker, single("這種協調的做法是（　　）。", options)) == {"giveaway"}


def test_giveaway_in_an_ordering(checker):
    item = Item(
        "q-test", "ordering", "procedure.general", "排列先後。", ["最後落實", "調查情況", "徵求意見"], [1, 2, 0], "", ()
    )
    assert rules(checker, item) == {"giveaway"}


def test_near_duplicate_options(checker):
    options = ["分清是非並且果斷糾正", "支持先進、鞭策後進單位", "支持先進、鞭策後進的單位", "跨部門齊抓共管地辦"]
    assert rules(checker, single("這種協調的做法是（　　）。", options)) == {"near_duplicate"}


@pytest.mark.parametrize(
    "stem", ["糾偏式協調屬於哪一種協調？", "纠偏协调属于哪一种？", "要糾偏的時候，最適合的是哪一種協調？"]
)
def test_stem_contains_its_answer(checker, stem):
    assert rules(checker, replace(GOOD, stem=stem)) == {"stem_answers"}


@pytest.mark.parametrize(
    ("stem", "options"),
    [
        ("由幾個部門的首長組成委員會來商議的是（　　）。", ["部際委員會", "行政分工", "有效溝通", "諮詢機構"]),
        ("把某項權力託付給下級代行的是（　　）。", ["權力委任", "行政督導", "有效溝通", "行政計劃"]),
        (
            "基層問題影響領導決策，應依循哪一項原則？",
            ["為領導服務與為基層服務相一致", "依法協調", "客觀公允、秉公協調"],
        ),
    ],
)
def test_a_word_that_only_the_key_shares_with_the_stem(checker, stem, options):
    assert rules(checker, single(stem, options, concept="x")) == {"stem_answers"}
    beside = replace(single(stem, [*options, "權力委員會服務"], concept="x"), stem=f"委員、權力、服務：{stem}")
    assert "stem_answers" not in rules(checker, beside)


@pytest.mark.parametrize(
    ("concept", "stem", "options"),
    [
        (
            "conflict.interdepartmental",
            "含義為「發生在同一行政系統內沒有隸屬關係的部門之間，因目標、職責或作業方式不合而起」的是（　　）。",
            ["部門之間的矛盾", "地區之間的矛盾", "上下級之間的矛盾"],
        ),
        (
            "practice.application-form",
            "「其他部門照流程填單向行政部提出要求」，這是哪一項的含義？",
            ["憑申請單提出要求", "不越過部門負責人", "形成制度、書面通知"],
        ),
    ],
)
def test_three_characters_in_a_row_that_only_the_key_shares_with_the_stem(checker, concept, stem, options):
    assert rules(checker, single(stem, options, concept=concept)) == {"stem_answers"}
    shared = "部門之間提出要求的會商"
    assert rules(checker, single(stem, [options[0], *options[2:], shared], concept=concept)) == set()


@pytest.mark.parametrize(
    ("odd", "others"),
    [
        ("內部縱橫向的行政協調", ["行政組織結構協調", "行政組織與環境的協調", "行政組織人員協調"]),
        ("權責體制協調", ["動態性行政協調", "適應性行政協調", "溝通性行政協調"]),
    ],
)
def test_what_does_not_belong_is_not_shown_by_its_name(checker, odd, others):
    stem = "下列各項中，不屬於這一類的是（　　）。"
    assert rules(checker, single(stem, [odd, *others], concept="x")) == {"giveaway"}
    assert rules(checker, single(stem, [odd, *others[:2], "利益協調"], concept="x")) == set()


def test_a_word_that_wrong_options_share_is_no_answer(checker):
    item = single("協調的性質不同，下列哪一種最適合制止違規？", GOOD.options)
    assert checker.check(item) == []


def test_blank_whose_stem_fills_it(checker):
    item = Item("q-test", "blank", "x", "填空：______就是______的糾偏式協調。", [], [["糾偏式協調"], ["性質"]], "", ())
    assert rules(checker, item) == {"stem_answers"}


def test_short_question_that_lists_its_points(checker):
    points = [{"point": "行政督導", "accept": ["行政督導"]}, {"point": "授權", "accept": ["授權"]}]
    item = Item("q-test", "short", "x", "授權以外，層級協調還有哪些方法？", [], points, "", ())
    assert rules(checker, item) == {"stem_answers"}


def test_matching_whose_meanings_name_their_terms(checker):
    options = {"left": ["授權", "權力委任", "行政督導"], "right": ["以行政督導來督促", "交出決定權", "託付一項權力"]}
    item = Item("q-test", "matching", "method.hierarchical", "配對。", options, [1, 2, 0], "", ())
    assert rules(checker, item) == {"stem_answers"}


def test_blanks_that_could_change_places(checker):
    stem = "填空：按性質，行政協調分為______與______兩種。"
    item = Item("q-test", "blank", "type.nature", stem, [], [["促進式協調"], ["糾偏式協調"]], "", ())
    assert rules(checker, item) == {"several_fillings"}


def test_a_blank_that_accepts_two_concepts(checker):
    item = Item("q-test", "blank", "x", "填空：______是一種協調。", [], [["促進式協調", "糾偏式協調"]], "", ())
    assert rules(checker, item) == {"several_fillings"}


@pytest.mark.parametrize(
    ("kind", "options", "keys"),
    [
        ("term", [], ([{"point": "甲", "accept": ["甲"]}], [{"point": "乙", "accept": ["乙"]}])),
        ("short", [], ([{"point": "甲", "accept": ["甲"]}], [{"point": "乙", "accept": ["乙"]}])),
        ("ordering", ["甲", "乙", "丙"], ([0, 2, 1], [1, 0, 2])),
        ("true_false", ["正確", "錯誤"], (True, False)),
    ],
)
def test_one_stem_with_two_keys(checker, kind, options, keys):
    one, other = (Item("q-1", kind, "type.channel.meeting", "會議協調", options, key, "", ()) for key in keys)
    assert [p.rule for p in checker.check_bank([one, other])] == ["same_stem"]
    assert checker.check_bank([one, replace(one, id="q-2")]) == []
    assert checker.check_bank([one, replace(other, stem="就「協調方式」而言，會議協調")]) == []


def test_two_blanks_with_the_same_words_around_them(checker):
    first = Item("q-1", "blank", "x", "填空：______是一項特性。", [], [["目的性"]], "", ())
    second = Item("q-2", "blank", "y", "填空：______是一項特性。", [], [["綜合性"]], "", ())
    assert [p.rule for p in checker.check_bank([first, second])] == ["several_fillings"]


@pytest.mark.parametrize(
    ("kind", "options", "key"),
    [
        ("single", ["甲", "乙", "丙"], 3),
        ("multiple", ["甲", "乙", "丙"], [1]),
        ("multiple", ["甲", "乙", "丙"], [0, 1, 2]),
        ("blank", [], [["甲"], ["乙"]]),
        ("matching", {"left": ["甲", "乙", "丙"], "right": ["1", "2", "3"]}, [0, 0, 1]),
        ("ordering", ["甲", "乙", "丙"], [0, 1]),
        ("short", [], []),
    ],
)
def test_a_key_that_does_not_fit(checker, kind, options, key):
    item = Item("q-test", kind, "x", "題幹，空格：______。", options, key, "", ())
    assert rules(checker, item) == {"form"}


def test_keys_in_one_place(checker):
    bank = [replace(GOOD, id=f"q-{n}", options=["甲", "乙", "丙", "丁"], key=0 if n % 2 else n % 4) for n in range(200)]
    assert {p.rule for p in checker.check_bank(bank)} == {"key_positions"}
    even = [replace(item, key=n % 4) for n, item in enumerate(bank)]
    assert checker.check_bank(even) == []


def test_keys_that_are_the_longest(checker):
    bank = []
    for n in range(200):
        options = ["甲", "乙", "丙", "丁"]
        options[n % 4] = "較長的選項"
        bank.append(replace(GOOD, id=f"q-{n}", options=options, key=n % 4))
    assert {p.rule for p in checker.check_bank(bank)} == {"key_positions"}


def test_too_many_true_statements(checker):
    bank = [Item(f"q-{n}", "true_false", "x", f"題幹 {n}", ["正確", "錯誤"], n % 4 > 0, "", ()) for n in range(200)]
    assert {p.rule for p in checker.check_bank(bank)} == {"key_positions"}


def test_where_a_sibling_is_used_is_not_wrong_of_a_method(checker):
    item = Item(
        "q-test",
        "true_false",
        "method.horizontal.coordinating-body",
        "明確職權劃分用於政府同級部門之間，成員互不隸屬。",
        ["正確", "錯誤"],
        False,
        "解析",
        (),
    )
    assert rules(checker, item) == {"second_right"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("授權", "權力委任"), ("中層次協調", "心理協調")],
    ids=["the card says that its sources do not tell them apart", "a level and a means"],
)
def test_concepts_that_do_not_exclude_each_other(checker, right, wrong):
    item = single("放手讓科長自己決行，這是哪一種做法？", [right, wrong, "會議協調", "聯席會議"], concept="x")
    assert "second_right" in rules(checker, item)


@pytest.mark.parametrize(
    "options",
    [
        [
            "糾偏式協調針對違規",
            "糾偏式協調損害不得",
            "糾偏式協調是一種協調，重在鼓勵",
            "糾偏式協調是一種協調，重在合作",
        ],
        [
            "糾偏式協調處理的是已經發生而且損害了整體利益的違規行為",
            "糾偏式協調由上級在查明事實以後分清是非",
            "甲",
            "乙",
        ],
    ],
    ids=["form", "length"],
)
def test_giveaway_in_a_multiple_choice(checker, options):
    item = Item("q-test", "multiple", "type.nature.corrective", "正確的有（　　）。", options, [0, 1], "", ())
    assert "giveaway" in rules(checker, item)


@pytest.mark.parametrize(
    "option",
    ["能動性的「柔」是用溝通、說明和讓步的方法，給各方留有餘地。", "能動性與柔韌性不同，要給各方留有餘地。"],
)
def test_a_wrong_statement_that_names_whose_it_is(checker, option):
    options = ["能動性要在矛盾還小的時候就發現它，並促成配合。", option, "能動性來自職責，要各方參加並且提供情況。"]
    item = single("下列關於「能動性」的說法，正確的是（　　）。", options, concept="trait.proactive")
    assert rules(checker, item) == {"giveaway"}


def test_pairs_and_steps_shown_in_their_order(checker):
    options = {"left": ["甲", "乙", "丙"], "right": ["子", "丑", "寅"]}
    item = Item("q-test", "matching", "x", "配對。", options, [0, 1, 2], "", ())
    assert rules(checker, item) == {"giveaway"}
    assert rules(checker, replace(item, key=[1, 0, 2])) == set()


def test_a_form_that_is_never_right(checker):
    options = ["甲是一種特性，重在甲", "乙", "丙", "丁"]
    bank = [replace(GOOD, id=f"q-{n}", options=options, key=1 + n % 3) for n in range(40)]
    assert {p.rule for p in checker.check_bank(bank)} == {"key_positions"}
    even = [replace(item, key=n % 4) for n, item in enumerate(bank)]
    assert checker.check_bank(even) == []


def test_a_number_of_options_that_tells_how_many_are_right(checker):
    options = ["甲", "乙", "丙", "丁"]
    bank = [Item(f"q-{n}", "multiple", "x", "題幹", options, [n % 3, 3], "", ()) for n in range(30)]
    assert [p.rule for p in checker.check_bank(bank)] == ["key_positions"]
    mixed = [replace(item, key=[0, 1, 2] if n % 2 else item.key) for n, item in enumerate(bank)]
    assert checker.check_bank(mixed) == []
