"""The generated bank over the shipped corpus, a case and an imported document."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.answering.gate import verify
from app.cli import run
from app.store import item_bank
from app.store.library import Library
from app.store.study import Study
from app.study.bank import make_bank, moved, stale
from app.study.checker import Checker
from app.study.contraries import contradicts
from app.study.decisions import decide
from app.study.grading import grade
from app.study.making.list_titles import list_title
from app.study.making.material import Material
from app.study.records import SKILL_OF, sentence_hash
from app.study.wording import family
from corpus.cards import SHIPPED, load_corpus, required_concepts
from corpus.key import words_only
from corpus.readers import read_bytes

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CASE = """---
id: case.901
title: 兩科爭一個窗口
concepts:
  type.nature.corrective: 一方違反核定的規定，損害整體
  method.hierarchical.supervision: 由上級督促改正並檢查
---
# 兩科爭一個窗口

## 情境
甲科未照核定的時段開放窗口，乙科的案件因此積壓。

## 甲方立場
人手不足。

## 乙方立場
應照規定開放。

## 處理
主管要求甲科當日恢復核定的時段。

## 分析
甲科違反的是已經核定的規定，所以先分清是非。
"""
HANDOUT = """# 收發手冊

## 公文的種類
- 簽呈
- 書函
- 公告
- 開會通知單

## 收發的環節
- 登記
- 分文
- 送達
- 歸檔

## 名詞
會簽是指公文在定稿以前，送請有關單位表示意見並簽名的程序。
分文是指收文以後，依照內容把公文交給承辦單位的工作。
歸檔是指辦結的案件連同附件移交檔案室保存的工作。
展期是指案件不能如期辦結時，向主管申請延長期限的程序。
"""

DUTIES = """# 總務手冊

## 值班
值班分為以下四種：
- 平日值班
- 假日值班
- 颱風值班
- 防汛值班

值班人員的職責包括：
1. 接聽電話，並登記來電的時間。
2. 巡視辦公場所，發現異狀立即通報。
3. 收受公文，急件當場轉交。

本要點所稱值班，指於辦公時間以外留守機關的工作。

## 領用程序
1. 領用人填單。
2. 單位主管核可。
3. 保管人員發給。
4. 最後，領用人簽收。

## 行政協調的種類
- 事務協調
- 計劃協調
- 政策協調

## 提高素養的辦法
- 自覺加強學習,提高政治素養
- 多看多問,提高業務素養
- 反省自己,提高心理素養

## 公物的種類
- 消耗品
- 非消耗品
- 財產
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    (own / "cases").mkdir()
    (own / "cases" / "901.md").write_text(CASE, "utf-8")
    return load_corpus(SHIPPED, own)


@pytest.fixture(scope="module")
def handout():
    return read_bytes(HANDOUT.encode(), "收發手冊.md", document_id="u-0123456789").document


@pytest.fixture(scope="module")
def bank(corpus, handout):
    return make_bank(corpus, [handout])


def test_every_concept_and_every_kind_has_items(bank):
    asked = {(item.concept_id, SKILL_OF[item.kind]) for item in bank.items}
    assert {(row.id, skill) for row in required_concepts() for skill in ("recognise", "recall")} <= asked
    assert {item.kind for item in bank.items} == set(SKILL_OF)


def test_the_whole_bank_passes_the_checker(bank, corpus):
    checker = Checker(corpus.concepts)
    assert [(item.stem, checker.check(item)) for item in bank.items if checker.check(item)] == []
    assert checker.check_bank(bank.items) == []
    assert bank.problems == ()
    assert len(bank.rejected) < 0.15 * len(bank.items)


def test_every_item_rests_on_verified_quotations(bank, corpus, handout):
    documents = {**corpus.documents, handout.id: handout}
    for item in bank.items:
        assert item.stem
        assert item.explanation
        assert item.quotes
        verify(item.quotes, documents.__getitem__)
        assert item.sentence_hashes == tuple(sentence_hash(q.text) for q in item.quotes)
        assert not stale(item, documents.__getitem__)


def test_no_question_is_about_the_sources_wording_and_no_condition_is_a_key_point(bank):
    shipped = [item for item in bank.items if not item.concept_id.startswith("u-")]
    assert not [item.stem for item in shipped if "源文" in item.stem or "本手冊" in item.stem]
    points = [point for item in shipped if item.kind in ("term", "short") for point in item.key]
    assert not [a for point in points for a in point["accept"] if a.endswith("時") and a != point["point"]]


def test_ids_are_unique_and_of_what_is_asked_not_of_the_seed(bank, corpus, handout):
    assert make_bank(corpus, [handout]).items == bank.items
    other = make_bank(corpus, [handout], seed=7)
    assert other.items != bank.items
    assert len({item.id for item in bank.items}) == len(bank.items)
    for seed in (3, 4, 7):
        assert {i.id for i in make_bank(corpus, [handout], seed=seed).items} == {i.id for i in bank.items}
    stems = {item.id: item.stem for item in bank.items}
    assert all(stems[item.id] == item.stem for item in other.items if item.kind != "true_false")


def states_a_card(item):
    """Whether a sentence of a card is to be judged, rather than what fits a situation."""
    return item.kind == "true_false" and not re.search("這時|這件事|這最符合", item.stem)


def test_no_statement_is_called_wrong_that_its_card_only_does_not_make(bank):
    """Where a method is used, what a quality demands, what becomes of a neglect: true of more than one concept."""
    wrong = [item.stem for item in bank.items if states_a_card(item) and not item.key]
    for item in bank.items:
        if item.kind in ("single", "multiple"):
            places = [item.key] if item.kind == "single" else item.key
            wrong += [o for n, o in enumerate(item.options) if n not in places and o.endswith("。")]
    shared = "用於|適合|重要，是因為|會造成|減少事後|性要求協調者|的「柔」"
    assert len(wrong) > 100
    assert [text for text in wrong if re.search(shared, text)] == []


def test_neither_form_nor_number_of_options_tells_the_key(bank):
    multiple = [item for item in bank.items if item.kind == "multiple"]
    assert len({(len(item.options), len(item.key)) for item in multiple}) > 3
    matching = [item for item in bank.items if item.kind in ("matching", "ordering")]
    assert not [item.stem for item in matching if item.key == list(range(len(item.key)))]


def test_wrong_options_for_an_imported_document_come_from_its_own_lists(bank):
    own = [item for item in bank.items if item.concept_id == "u-0123456789"]
    names = {"簽呈", "書函", "公告", "開會通知單", "登記", "分文", "送達", "歸檔", "會簽", "展期"}
    assert {item.kind for item in own} == {"single", "multiple", "true_false", "blank", "term", "short"}
    for item in own:
        assert set(item.options) <= names | {"正確", "錯誤"}
        assert all(quote.document_id == "u-0123456789" for quote in item.quotes)
    blank = next(i for i in own if i.kind == "blank" and i.key == [["展期"]])
    assert blank.stem == "填空：據《收發手冊》，______是指案件不能如期辦結時，向主管申請延長期限的程序。"


def test_what_an_imported_list_is_a_list_of(corpus):
    """The line before a list is no name: 「值班分為以下四種」 does not contain four things, 值班 does."""
    document = read_bytes(DUTIES.encode(), "總務手冊.md", document_id="u-1").document
    own = [item for item in make_bank(corpus, [document]).items if item.concept_id == "u-1"]
    asked = {item.stem.removeprefix("據《總務手冊》，") for item in own}
    assert {
        "「值班」分為哪幾種？",
        "「值班人員的職責」包括哪幾項？",
        "「領用程序」依序有哪幾步？",
        "______是指於辦公時間以外留守機關的工作。",
    } <= {stem.removeprefix("填空：據《總務手冊》，") for stem in asked}
    (steps,) = [item for item in own if item.kind == "ordering"]
    assert [steps.options[n] for n in steps.key] == ["領用人填單", "單位主管核可", "保管人員發給", "領用人簽收"]
    kinds = next(item for item in own if item.kind == "multiple" and "協調的種類" in item.stem)
    assert all(len(option) <= 6 and "," not in option for option in kinds.options)


@pytest.mark.parametrize(
    ("intro", "title"),
    [
        ("申請人應備下列文件：", "申請人應備的文件"),
        ("行政协调有以下几种类型：", "行政协调"),
        ("保管人員職責如下", "保管人員職責"),
        ("橫向協調有三種方法：", "橫向協調的方法"),
        ("其步驟如下：", None),
        ("有下列情形之一者，不得領用：", "不得領用的情形"),
        ("為什麼要協調？", None),
    ],
)
def test_titles_of_lists(intro, title):
    found = list_title(intro)
    assert (found.text if found else None) == title


@pytest.mark.parametrize(
    ("concept", "expression", "typed"),
    [
        ("method.timing.before", "防患", "防患于未然"),
        ("type.channel.non-meeting", "個別交談", "个别谈话"),
        ("institution.countersign", "會簽（會辦）", "會辦"),
    ],
)
def test_a_blank_takes_the_usual_variants(bank, concept, expression, typed):
    (blank,) = [i for i in bank.items if i.kind == "blank" and i.concept_id == concept and i.key[0][0] == expression]
    assert grade(blank, [typed]).correct


def test_only_steps_with_one_place_are_put_in_order(bank):
    """Habits have no order among each other, and what is done in some event has no place of its own."""
    ordered = {item.concept_id: [item.options[n] for n in item.key] for item in bank.items if item.kind == "ordering"}
    assert "competence.professional" not in ordered
    assert [step[:8] for step in ordered["practice.belongs-elsewhere"]] == [
        "行政人員先判斷這",
        "行政人員查制度與",
        "行政人員把負責的",
        "行政部門把常被誤",
    ]
    assert not [step for steps in ordered.values() for step in steps if "不成時，" in step]
    assert len(ordered) > 80


def test_a_case_asks_for_what_it_is_an_example_of(bank):
    of_case = [item for item in bank.items if item.kind == "case" and "甲科未照核定的時段" in item.stem]
    assert [[point["point"] for point in item.key] for item in of_case] == [
        [
            "糾偏式協調",
            "含義：針對違反行政規範、損害整體利益的行為，分清是非並果斷糾正，以恢復正常秩序",
            "理由：一方違反核定的規定，損害整體",
        ],
        [
            "行政督導",
            "含義：上級對下級的執行情形加以督促、檢查與指導，使上下步調一致",
            "理由：由上級督促改正並檢查",
        ],
    ]
    assert [re.search("哪一|哪些", item.stem).group() for item in of_case] == ["哪一", "哪一"]
    assert [item.concept_id for item in of_case] == ["type.nature.corrective", "method.hierarchical.supervision"]
    for item in of_case:
        assert "甲方：人手不足。" in item.stem
        assert "已經核定的規定" in " ".join(quote.text for quote in item.quotes)


def test_open_answers_pass_with_the_sources_words_and_not_without_their_denials(bank):
    """The explanation passes; with every 不 left out, hardly an answer that needed one does."""
    asked = [item for item in bank.items if item.kind in ("term", "short")]
    assert [item.stem for item in asked if not grade(item, item.explanation).correct] == []
    denying = re.compile("不(?![同但僅斷])")
    turned = [item for item in asked if any(denying.search(point["point"]) for point in item.key)]
    passed = [item.stem for item in turned if grade(item, item.explanation.replace("不", "")).correct]
    assert len(turned) > 60
    assert len(passed) < 0.2 * len(turned)


def test_the_stem_tells_which_of_two_namesakes_is_meant(bank):
    meant = {"method.form.meeting": "就「協調方式」而言", "type.channel.meeting": "按途徑劃分"}
    asked = [i for i in bank.items if i.concept_id in meant and i.kind in ("term", "short", "ordering")]
    assert len(asked) == 8
    assert [item.stem for item in asked if meant[item.concept_id] not in item.stem] == []


def test_steps_told_from_the_last_to_the_first_hardly_pass(bank):
    """Only where the card's steps have no place among each other."""
    asked = [item for item in bank.items if item.kind == "short" and item.stem.endswith("步驟。")]
    told = [(item, [point["point"] for point in item.key]) for item in asked]
    assert [item.stem for item, points in told if grade(item, "；".join(points)).score < 1] == []
    passed = [item.stem for item, points in told if grade(item, "；".join(reversed(points))).correct]
    assert len(asked) > 80
    assert len(passed) <= 0.05 * len(asked)


def test_a_case_is_asked_in_the_number_of_its_concepts_and_no_name_counts_twice(bank):
    cases = [item for item in bank.items if item.kind == "case"]
    for item in cases:
        names = [point["accept"] for point in item.key if point.get("exact")]
        question = item.stem.rsplit("問：", 1)[1]
        assert ("哪些" in question) is (len(names) > 1), item.stem
        assert len(item.key) == (3 if len(names) == 1 else 2 * len(names))
        accepted = [name for of_one in names for name in of_one]
        assert len(accepted) == len(set(accepted)), item.id


def test_no_key_point_begins_within_a_word_or_says_another_again(bank):
    starts = re.compile("^(?:心問題|間[是要]|所以|之所以|裡)")
    points = [point["point"] for item in bank.items if item.kind in ("term", "short") for point in item.key]
    assert len(points) > 1000
    assert [point for point in points if starts.search(point)] == []
    terms = {item.concept_id: item for item in bank.items if item.kind == "term"}
    told = [point["point"] for point in terms["type.problem.adaptation"].key]
    assert sum("外部環境" in point for point in told) == 1


def test_no_definition_of_a_sibling_passes(bank, corpus):
    material = Material(corpus, 0)
    passed, tried = [], 0
    for item in (i for i in bank.items if i.kind == "term" and i.concept_id in corpus.concepts):
        own = corpus.concepts[item.concept_id]
        for other in material.siblings(own):
            line = material.definition(other.id)
            if line and line.said:
                tried += 1
                if grade(item, own.name + line.said).correct:
                    passed.append((own.name, other.name))
    assert tried > 400
    assert passed == []


def test_no_definition_passes_with_its_points_denied(bank):
    terms = [item for item in bank.items if item.kind == "term"]
    for denial in ("{}是不對的", "無法{}", "缺乏{}", "不應{}"):
        answers = {item.stem: "，".join(denial.format(point["point"]) for point in item.key) for item in terms}
        assert [item.stem for item in terms if grade(item, answers[item.stem]).correct] == []


def test_no_list_of_names_passes_a_case(bank, corpus):
    names = "、".join(concept.name for concept in corpus.concepts.values())
    cases = [item for item in bank.items if item.kind == "case"]
    assert all(len(item.key) >= 2 for item in cases)
    assert [item.stem for item in cases if not grade(item, item.explanation).correct] == []
    assert sum(grade(item, names).correct for item in cases) <= 0.02 * len(cases)


def test_no_copied_case_passes_with_names(bank, corpus):
    """All that a concept of the case's family is called, or the very names that are asked for."""
    cases = [item for item in bank.items if item.kind == "case"]
    for item in cases:
        known = corpus.concepts
        kin = [c.name for c in known.values() if family(c.id, known) == family(item.concept_id, known)]
        asked = [point["accept"][0] for point in item.key if point.get("exact")]
        for names in (kin, asked):
            assert not grade(item, f"{item.stem}屬於{'、'.join(names)}。").correct, item.stem
            assert not grade(item, f"{'、'.join(names)}。{item.stem}").correct, item.stem


def test_no_list_of_all_names_passes(bank, corpus):
    names = "、".join(concept.name for concept in corpus.concepts.values())
    asked = [item for item in bank.items if item.kind in ("term", "short")]
    assert len(asked) > 300
    assert [item.stem for item in asked if grade(item, names).correct] == []


def test_nothing_passes_that_is_rejected(bank):
    asked = [item for item in bank.items if item.kind in ("term", "short")]
    for item in asked:
        points = [point["point"] for point in item.key]
        assert grade(item, f"我不同意「{'」「'.join(points)}」這些說法。").score == 0, item.stem
        assert not grade(item, "；".join(f"並不是{point}" for point in points)).correct, item.stem


def test_what_is_said_in_a_stem_is_not_called_a_complaint(bank):
    """A proposal and praise are said as well."""
    spoken = [item.stem for item in bank.items if re.search("有人說：|這樣的反映：|同仁說「", item.stem)]
    assert len(spoken) > 100
    assert not [stem for stem in spoken if re.search("抱怨|埋怨|投訴", re.sub("「[^」]*」", "", stem))]


def test_wrong_names_are_of_the_classification_that_the_stem_names(bank, corpus):
    """Others would be ruled out by the stem; where there are not two of it, what fits is judged true or false."""
    groups = {}
    for concept in corpus.concepts.values():
        groups.setdefault(concept.name, set()).add(concept.group)
    asked = [i for i in bank.items if i.kind == "single" and re.search("就「[^」]*」而言|劃分，|這時|這件事", i.stem)]
    asked = [i for i in asked if set(i.options) <= groups.keys()]
    assert len(asked) > 300
    for item in asked:
        own = corpus.concepts[item.concept_id].group
        assert all(own in groups[name] for name in item.options), item.stem
    alone = [i for i in bank.items if i.kind == "single" and i.concept_id == "conflict.buck-passing"]
    assert alone
    assert not [i.stem for i in alone if "哪一種現象" in i.stem]  # the only one of its kind: the others are none
    judged = [i for i in bank.items if i.kind == "true_false" and not states_a_card(i)]
    assert {corpus.concepts[i.concept_id].group for i in judged} >= {"type.nature", "type.channel", "conflict"}
    assert 0.35 < sum(i.key for i in judged) / len(judged) < 0.65


def test_no_option_fits_a_situation_as_well_as_the_key(bank, corpus):
    """Who splits a function may set up an agency: neither stands beside the other where it is asked what to use."""
    both = {"建立或撤銷機構", "政府職能分化"}
    singles = [i for i in bank.items if i.kind == "single" and both <= set(i.options) and i.options[i.key] in both]
    assert not [i.stem for i in singles if "這時" in i.stem or "這件事" in i.stem]
    assert [i for i in bank.items if i.kind == "single" and i.concept_id == "method.environment.differentiation"]


def test_false_statements_could_be_believed(bank, corpus):
    """Some differ from the card by one word; none puts what one sort of thing is under the name of another."""
    false = [i for i in bank.items if states_a_card(i) and not i.key and i.concept_id in corpus.concepts]
    turned = [i for i in false if any(contradicts(i.stem, quote.text) for quote in i.quotes)]
    assert len(turned) >= 20
    assert not [i.stem for i in false if corpus.concepts[i.concept_id].kind == "definition" and i not in turned]
    assert not [
        i.stem for i in bank.items if i.kind == "multiple" and "就「行政協調的基本概念」而言，下列說法" in i.stem
    ]


def test_true_statements_are_the_cards_words(bank, corpus):
    for item in (item for item in bank.items if item.concept_id in corpus.concepts):
        if states_a_card(item) and item.key and "劃分，行政協調包括" not in item.stem:
            said = words_only(item.quotes[0].text)
            assert any(
                words_only(item.stem) == said.replace(words_only(name), words_only(concept.name), 1)
                for concept in [corpus.concepts[item.concept_id]]
                for name in concept.names
            )


def test_a_changed_sentence_makes_the_item_stale_and_a_moved_one_does_not(bank, corpus):
    item = next(i for i in bank.items if i.concept_id == "type.nature.corrective" and len(i.quotes) == 1)
    document = corpus.documents["type.nature.corrective"]
    quote = item.quotes[0]
    changed = replace(document, text=document.text.replace(quote.text, quote.text.replace("協調", "調解")))
    assert stale(item, {document.id: changed}.__getitem__)
    assert stale(item, {}.__getitem__)
    later = replace(document, text="新的一行。\n" + document.text)
    assert not stale(item, {document.id: later}.__getitem__)
    again = moved(item, {document.id: later}.__getitem__)
    assert again.quotes[0].start == quote.start + len("新的一行。\n")
    verify(again.quotes, {document.id: later}.__getitem__)
    with pytest.raises(ValueError, match=item.id):
        moved(item, {document.id: changed}.__getitem__)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path))
    return tmp_path


def test_items_command_keeps_the_contract(home, capsys):
    assert run(["items", "--concept", "纠偏式协调", "-n", "5", "--seed", "3", "--json"]) == 0
    first = capsys.readouterr().out
    rows = json.loads(first)["items"]
    assert len(rows) == 5
    fields = {"id", "kind", "concept", "stem", "options", "key", "explanation", "quotes"}
    assert all(fields <= set(row) and row["concept"] == "type.nature.corrective" for row in rows)
    assert set(rows[0]["quotes"][0]) == {"document_id", "title", "headings", "text", "start", "end", "origin"}
    run(["items", "--concept", "type.nature.corrective", "-n", "5", "--seed", "3", "--json"])
    assert capsys.readouterr().out == first


def test_items_of_an_unknown_concept(home, capsys):
    assert run(["items", "--concept", "type.none", "--json"]) == 1
    assert "type.none" in json.loads(capsys.readouterr().out)["error"]


def test_quiz_in_the_terminal(home, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("abc\n错\n"))
    assert run(["quiz", "-n", "1", "--kind", "true_false", "--seed", "1", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["answered"] == 1
    assert "看不懂「abc」" in captured.err
    assert "原文：" in captured.err


def test_a_quiz_in_the_terminal_is_recorded_for_the_learner_that_is_named(home, capsys, monkeypatch):
    learner = Study.open(home).enrol("林", NOW)
    monkeypatch.setattr("sys.stdin", io.StringIO("錯\n\n"))
    assert run(["quiz", "-n", "2", "--kind", "true_false", "--seed", "1", "--learner", "林"]) == 0
    assert [a.attempt.response for a in learner.history()] == [False, None]
    assert run(["quiz", "--learner", "王"]) == 1
    assert "沒有「王」這位學員；現有：林" in capsys.readouterr().err


def test_a_quiz_in_the_terminal_leaves_out_what_was_retired(home, capsys, monkeypatch):
    library = Library.open(home)
    words = [
        i for i in item_bank.generated(library).items if i.kind == "case" and i.concept_id == "type.content.interest"
    ]
    Study.open(home).trainer().put(decide(item, "retired", "generated", NOW) for item in words)
    assert run(["quiz", "--kind", "case", "--concept", "type.content.interest"]) == 1
    assert words
    assert "沒有符合條件的題目" in capsys.readouterr().err


def test_an_export_that_fails_leaves_both_earlier_files(home, tmp_path, capsys):
    paper, key = tmp_path / "卷.docx", tmp_path / "卷-答案.docx"
    paper.write_bytes(b"earlier")
    key.mkdir()  # in the way of the second file
    assert run(["export", "items", str(paper), "--concept", "糾偏式協調"]) == 1
    assert capsys.readouterr().err
    assert paper.read_bytes() == b"earlier"
    assert {p.name for p in tmp_path.glob("*卷*")} == {"卷.docx", "卷-答案.docx"}
