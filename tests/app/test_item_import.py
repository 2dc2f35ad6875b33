"""Items from spreadsheets and GIFT of other hands: good rows, bad rows, files that are none."""

import io
import random
import zipfile

import pytest
from openpyxl import Workbook

from app.study.exporting.gift import gift as items_gift
from app.study.importing.gift import read_gift
from app.study.importing.rows import COLUMNS, ImportReport, Shelf, new_item, read_row, write_row
from app.study.importing.tabular import read_table
from app.study.records import sentence_hash
from corpus.cards import SHIPPED, load_corpus
from corpus.records import Document

HEAD = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(load_corpus(SHIPPED), {})


def table(shelf: Shelf, *rows: str) -> ImportReport:
    return read_table("\n".join([HEAD, *rows]).encode(), "題目.csv", shelf)


def test_a_row_of_each_kind_is_read(shelf: Shelf) -> None:
    report = table(
        shelf,
        ',單選,纠偏式协调,何者對？,"A. 甲\nB. 乙\nC. 丙",B,說明,',
        ',多選題,糾偏式協調,何者對呢？,"甲\n乙\n丙",AC,,',
        ",判斷,糾偏式協調,這是對的。,,錯,,",
        ",填空,糾偏式協調,由______主持。,,上級｜上級機關,,",
        ',配對,糾偏式協調,配對。,"甲 → 1\n乙 -> 2\n丙 → 3",,,',
        ',排序,糾偏式協調,排序。,"先\n中\n後",,,',
        ',簡答,糾偏式協調,簡述。,,"要點一｜同義\n要點二",,',
    )
    assert report.bad == ()
    single, multiple, true_false, blank, matching, ordering, short = report.items
    assert (single.options, single.key, single.concept_id) == (["甲", "乙", "丙"], 1, "type.nature.corrective")
    assert multiple.key == [0, 2]
    assert true_false.key is False
    assert blank.key == [["上級", "上級機關"]]
    right = matching.options["right"]
    assert [right[n] for n in matching.key] == ["1", "2", "3"]
    assert [ordering.options[n] for n in ordering.key] == ["先", "中", "後"]
    assert short.key[0] == {"point": "要點一", "accept": ["要點一", "同義"]}
    assert all(item.quotes and len(item.quotes) == len(item.sentence_hashes) for item in report.items)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",單選,糾偏式協調,,甲,A,,", "缺「題幹」"),
        (",猜謎,糾偏式協調,何？,甲,A,,", "題型「猜謎」"),
        (",單選,量子協調,何？,甲,A,,", "概念「量子協調」不在資料裡"),
        (',單選,糾偏式協調,何？,"甲\n乙\n丙",D,,', "答案「D」"),
        (',單選,糾偏式協調,何？,"甲\n乙",A,,', "三個以上"),
        (",判斷,糾偏式協調,對嗎。,,也許,,", "「對」或「錯」"),
        (",填空,糾偏式協調,沒有空格。,,甲,,", "空格"),
        (',配對,糾偏式協調,配。,"甲\n乙\n丙",,,', "左 → 右"),
        (",簡答,糾偏式協調,簡述。,,,,", "要點"),
        (",判斷,糾偏式協調,對嗎。,,對,,世上沒有這樣一句原文。", "找不到"),
    ],
)
def test_a_bad_row_is_named_with_its_line(shelf: Shelf, row: str, said: str) -> None:
    report = table(shelf, ",判斷,糾偏式協調,這是對的。,,對,,", row)
    (bad,) = report.bad
    assert bad.row == 3
    assert said in bad.problem
    assert not report.complete


def test_rows_are_counted_as_a_spreadsheet_counts(shelf: Shelf) -> None:
    """A cell of several lines is one row, and so is an empty one."""
    good = ',單選,糾偏式協調,何者對？,"甲\n乙\n丙",B,說明,'
    assert [bad.row for bad in table(shelf, good, "", ',單選,糾偏式協調,何者？,"甲\n乙\n丙",D,,').bad] == [4]


@pytest.mark.parametrize(("answer", "key"), [("Ｂ", 1), ("（Ｃ）", 2), ("b.", 1)])
def test_an_answer_in_full_width(shelf: Shelf, answer: str, key: int) -> None:
    report = table(shelf, f',單選,糾偏式協調,何者對？,"Ａ．甲\nＢ．乙\nＣ．丙",{answer},,')
    assert [(item.options, item.key) for item in report.items] == [(["甲", "乙", "丙"], key)]
    (several,) = table(shelf, ',多選,糾偏式協調,何者對？,"甲\n乙\n丙",Ａ、Ｃ,,').items
    assert several.key == [0, 2]


@pytest.mark.parametrize("options", ["B. 乙\nA. 甲\nC. 丙", "（B）乙\n（A）甲\n（C）丙", "ｂ：乙\nａ：甲\nｃ：丙"])
def test_an_answer_means_the_option_that_bears_the_letter(shelf: Shelf, options: str) -> None:
    (single,) = table(shelf, f',單選,糾偏式協調,何者對？,"{options}",B,,').items
    assert single.options[single.key] == "乙"
    (multiple,) = table(shelf, f',多選,糾偏式協調,何者對？,"{options}",BC,,').items
    assert [multiple.options[n] for n in multiple.key] == ["乙", "丙"]


@pytest.mark.parametrize(
    "options",
    ["A. 甲\nA. 乙\nB. 丙", "A. 甲\nB. 乙\nD. 丙", "甲\nA. 乙\nC. 丙", "A、B 兩科\n丙科\n丁科", "A. 甲\nB.\nC. 丙"],
)
@pytest.mark.parametrize("kind", ["單選", "多選", "排序"])
def test_letters_that_do_not_name_each_option_once_are_a_bad_row(shelf: Shelf, kind: str, options: str) -> None:
    answer = {"單選": "A", "多選": "AB", "排序": ""}[kind]
    (bad,) = table(shelf, f',{kind},糾偏式協調,何者對？,"{options}",{answer},,').bad
    assert "字母" in bad.problem


def test_an_option_that_begins_with_a_letter_is_written_and_read_back(shelf: Shelf) -> None:
    quotes = shelf.definition("type.nature.corrective")
    for kind, key in (("single", 1), ("multiple", [0, 2]), ("ordering", [2, 0, 1])):
        options = ["丙科", "A、B 兩科", "B. 丁科"]
        item = new_item(kind, "type.nature.corrective", "何者對？", options, key, "", quotes)
        back = read_row(write_row(item), shelf)
        keys = [key] if kind == "single" else key
        assert [back.options[n] for n in ([back.key] if kind == "single" else back.key)] == [options[n] for n in keys]
        assert sorted(back.options) == sorted(options)


@pytest.mark.parametrize(
    ("options", "answer", "steps"),
    [
        ("A. 甲\nB. 乙\nC. 丙", "BCA", ["乙", "丙", "甲"]),
        ("B. 乙\nC. 丙\nA. 甲", "B→A→C", ["乙", "甲", "丙"]),
        ("A. 甲\nB. 乙\nC. 丙", "", ["甲", "乙", "丙"]),
        ("甲\n乙\n丙", "ABC", ["甲", "乙", "丙"]),
    ],
)
def test_steps_with_letters_are_in_the_order_of_the_answer(
    shelf: Shelf, options: str, answer: str, steps: list[str]
) -> None:
    (item,) = table(shelf, f',排序,糾偏式協調,排序。,"{options}",{answer},,').items
    assert [item.options[n] for n in item.key] == steps


@pytest.mark.parametrize(
    ("kind", "options", "answer"),
    [
        ("排序", "甲\n乙\n丙", "BAC"),
        ("排序", "A. 甲\nB. 乙\nC. 丙", "BA"),
        ("排序", "A. 甲\nB. 乙\nC. 丙", "BAA"),
        ("排序", "甲\n乙\n丙", "乙甲丙"),
        ("排序", "B. 乙\nA. 甲\nC. 丙", ""),
        ("配對", "甲 → 1\n乙 → 2\n丙 → 3", "1B 2A 3C"),
    ],
)
def test_an_order_or_pairs_that_are_told_twice_are_a_bad_row(
    shelf: Shelf, kind: str, options: str, answer: str
) -> None:
    (bad,) = table(shelf, f',{kind},糾偏式協調,排好。,"{options}",{answer},,').bad
    assert "答案" in bad.problem


@pytest.mark.parametrize(
    ("options", "answer", "key"), [("A. 錯\nB. 對", "A", False), ("A. ×\nB. √", "B", True), ("對\n錯", "B", False)]
)
def test_a_letter_judges_as_the_option_says(shelf: Shelf, options: str, answer: str, key: bool) -> None:
    (item,) = table(shelf, f',判斷,糾偏式協調,這是對的。,"{options}",{answer},,').items
    assert item.key is key


@pytest.mark.parametrize("concept", ["u-1", "值班須知"])
def test_a_row_without_a_sentence_to_rest_on_is_a_bad_row(shelf: Shelf, concept: str) -> None:
    """An imported document defines nothing that could stand for it."""
    document = Document("u-1", "值班須知", "trad", "imported", "值班人員應按時交接。")
    two = Shelf(shelf.corpus, {"u-1": document})
    (bad,) = table(two, f",判斷,{concept},這是對的。,,對,,").bad
    assert "原文" in bad.problem
    (bad,) = read_gift("這是對的。{T}".encode(), two, concept).bad
    assert "原文" in bad.problem
    (item,) = table(two, f",判斷,{concept},這是對的。,,對,,值班人員應按時交接。").items
    assert item.sentence_hashes == (sentence_hash(document.text),)


@pytest.mark.parametrize(
    ("answer", "key"),
    [("√", True), ("✓", True), ("（√）", True), ("○", True), ("×", False), ("✗", False), ("Ｘ", False)],
)
def test_a_tick_or_a_cross_answers_a_judgement(shelf: Shelf, answer: str, key: bool) -> None:
    report = table(shelf, f",判斷,糾偏式協調,這是對的。,,{answer},,")
    assert [item.key for item in report.items] == [key]


@pytest.mark.parametrize("answer", ["√×", "√錯"])
def test_a_tick_beside_a_cross_says_nothing(shelf: Shelf, answer: str) -> None:
    assert "「對」或「錯」" in table(shelf, f",判斷,糾偏式協調,這是對的。,,{answer},,").bad[0].problem


@pytest.mark.parametrize("gap", ["（　）", "（　　）", "( )", "（）", "（____）", "______"])
def test_a_blank_is_a_line_or_empty_brackets(shelf: Shelf, gap: str) -> None:
    (item,) = table(shelf, f',填空,糾偏式協調,"由{gap}主持（見規定），由{gap}記錄。",,"上級\n承辦人",,').items
    assert (item.stem, item.key) == ("由______主持（見規定），由______記錄。", [["上級"], ["承辦人"]])
    # what a candidate marks in brackets stays as it is
    (single,) = table(shelf, f',單選,糾偏式協調,何者對？{gap},"甲\n乙\n丙",B,,').items
    assert single.stem == f"何者對？{gap}"


def test_a_sentence_is_found_in_the_document_that_is_named(shelf: Shelf) -> None:
    """Also where it is broken into lines there."""
    sentence = "領用人填單，\n單位主管核可後發給。"
    other = Document("u-1", "甲", "trad", "imported", f"領用。\n{sentence}")
    named = Document("u-2", "乙", "trad", "imported", f"說明。\n{sentence}")
    two = Shelf(shelf.corpus, {"u-1": other, "u-2": named})
    (item,) = table(two, ",判斷,u-1,這是對的。,,對,,〔u-2〕領用人填單， 單位主管核可後發給。").items
    assert [(q.document_id, q.text) for q in item.quotes] == [("u-2", sentence)]
    (bad,) = table(two, ",判斷,u-1,這是對的。,,對,,〔u-3〕領用人填單，").bad
    assert "u-3" in bad.problem


def test_the_same_item_twice_is_a_bad_row(shelf: Shelf) -> None:
    row = ",判斷,糾偏式協調,這是對的。,,對,,"
    assert [bad.row for bad in table(shelf, row, row).bad] == [3]


def test_xlsx_is_read_as_text(shelf: Shelf) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["题干", "题型", "概念", "选项", "答案"])
    sheet.append(["一年有幾季？", "單選", "糾偏式協調", "3\n4\n5", "B"])
    buffer = io.BytesIO()
    book.save(buffer)
    report = read_table(buffer.getvalue(), "題目.XLSX", shelf)
    assert report.bad == ()
    assert report.items[0].options == ["3", "4", "5"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.csv"), (b"\x00\x01\x02\xff" * 50, "a.csv"), (b"PK nothing", "a.xlsx"), ("甲,乙\n1,2".encode(), "a.csv")],
)
def test_what_is_no_table_is_one_bad_row(shelf: Shelf, data: bytes, name: str) -> None:
    report = read_table(data, name, shelf)
    assert len(report.bad) == 1
    assert report.items == ()


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        # never closed
        ((',判斷,糾偏式協調,第一題。,,對,"見定義,', ",判斷,糾偏式協調,第二題。,,錯,,"), 2),
        # closed by the first mark of the next cell
        ((',判斷,糾偏式協調,第一題。,,對,"見定義,', ',判斷,糾偏式協調,"第二題。",,錯,,'), 2),
        # closed at the end of a later row, which makes a cell of several lines
        (
            (",判斷,糾偏式協調,第零題。,,對,,", ',判斷,糾偏式協調,第一題。,,對,,"', ',判斷,糾偏式協調,第二題。,,錯,,"'),
            3,
        ),
        ((',判斷,糾偏式協調,第一題。,,對,"見定義', ',判斷,糾偏式協調,第二題。,,錯,見定義"'), 2),
    ],
)
def test_a_stray_quotation_mark_swallows_no_rows(shelf: Shelf, rows: tuple[str, ...], row: int) -> None:
    report = table(shelf, *rows)
    assert report.items == ()
    (bad,) = report.bad
    assert bad.row == row
    assert "引號" in bad.problem


def test_quotation_marks_that_are_doubled_or_within_a_cell_are_text(shelf: Shelf) -> None:
    (item,) = table(shelf, ',判斷,糾偏式協調,"所謂""糾偏""，\n單選,判斷",,對,見"定義",').items
    assert (item.stem, item.explanation) == ('所謂"糾偏"，\n單選,判斷', '見"定義"')


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["題型", "概念", "題幹", "答案"])
    for number in range(20):
        sheet.append(["判斷", "糾偏式協調", f"這是第 {number} 題。", "對"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_damaged_xlsx_is_one_bad_row_and_never_an_exception(shelf: Shelf) -> None:
    """Bytes changed anywhere, and files cut short; a change that is without effect leaves every item."""
    good = workbook()
    whole = read_table(good, "題目.xlsx", shelf)
    assert len(whole.items) == 20
    chance = random.Random(7)
    damaged = [good[: len(good) * part // 9] for part in range(9)]
    for _ in range(300):
        data = bytearray(good)
        for _ in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.append(bytes(data))
    refused = 0
    for data in damaged:
        report = read_table(data, "題目.xlsx", shelf)
        if report != whole:
            (bad,) = report.bad
            assert (report.items, bad.row) == ((), 1)
            assert "xlsx" in bad.problem
            refused += 1
    assert refused > 200


@pytest.mark.parametrize(
    "part", ["sheet1.xml", "workbook.xml", "styles.xml", "sharedStrings.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("kept", [None, 0, 0.5])
def test_a_part_of_an_xlsx_that_is_missing_or_broken_is_one_bad_row(
    shelf: Shelf, part: str, kept: float | None
) -> None:
    good, buffer = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as changed:
        for name in good.namelist():
            text = good.read(name)
            if not name.endswith(part):
                changed.writestr(name, text)
            elif kept is not None:
                changed.writestr(name, text[: int(len(text) * kept)])
    report = read_table(buffer.getvalue(), "題目.xlsx", shelf)
    if report.bad:
        assert (report.items, [bad.row for bad in report.bad]) == ((), [1])
        assert "xlsx" in report.bad[0].problem
    else:  # the look of the cells says nothing about their text, and this writer keeps the text in the sheet
        assert part in ("styles.xml", "sharedStrings.xml")
        assert len(report.items) == 20


FOREIGN = r"""
// a comment of somebody else's
$CATEGORY: x

::甲:: 促進的主持者是 {
=上級\: 一
~下級#不對
~旁人
}

Grant was {~%50%甲 ~%50%乙 ~%-100%丙} there.

對不對？{T#不對#對了####一般}

配 {=a -> 1 =b -> 2 =c -> 3}

填 {=甲 =乙} 完

寫 {}

寫明 {####要點：
一
二}

數 {#3:1}

沒有答案
"""


def test_foreign_gift_is_read_question_by_question(shelf: Shelf) -> None:
    report = read_gift(FOREIGN.encode(), shelf, "糾偏式協調")
    kinds = [item.kind for item in report.items]
    assert kinds == ["single", "multiple", "true_false", "matching", "blank", "short"]
    assert report.items[0].options == ["上級: 一", "下級", "旁人"]
    assert report.items[2].explanation == "一般"
    assert report.items[4].stem == "填______完"
    assert [point["point"] for point in report.items[5].key] == ["一", "二"]
    assert report.items[5].explanation == ""
    problems = [bad.problem for bad in report.bad]
    assert len(problems) == 3
    assert "要點" in problems[0]
    assert "數值題" in problems[1]
    assert "{ }" in problems[2]


def test_gift_without_a_concept_is_bad(shelf: Shelf) -> None:
    assert "概念" in read_gift("對。{T}".encode(), shelf).bad[0].problem


def gift(shelf: Shelf, text: str) -> ImportReport:
    return read_gift(text.encode(), shelf, "糾偏式協調")


@pytest.mark.parametrize(
    ("text", "kind", "options", "key"),
    [
        ("q {~甲 ~%25%乙 ~%50%丙 =丁}", "single", ["甲", "乙", "丙", "丁"], 3),
        ("q {=甲 ~%50%乙 ~丙}", "single", ["甲", "乙", "丙"], 0),
        ("q {~%100%甲 ~%50%乙 ~丙}", "single", ["甲", "乙", "丙"], 0),
        ("q {~%50%甲 ~%50%乙 ~%-100%丙}", "multiple", ["甲", "乙", "丙"], [0, 1]),
        ("q {=%100%甲 =乙 =%30%丙}", "blank", [], [["甲", "乙"]]),
    ],
)
def test_what_earns_a_part_of_the_credit_is_no_key(
    shelf: Shelf, text: str, kind: str, options: list[str], key: object
) -> None:
    (item,) = gift(shelf, text).items
    assert (item.kind, item.options, item.key) == (kind, options, key)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q {=%50%甲 =%50%乙}", "全對"),
        ("q {=%50%甲 ~乙 ~丙}", "全對"),
        ("甲{=b}乙{=c}丙", "一組"),
        ("q1 {=甲 ~乙 ~丙}\nq2 {T}", "一組"),
        ("q1 {=甲 ~乙 ~丙\nq2 {T}", "一組"),
        ("q {=甲->乙 ~丙->丁 ~戊->己}", "->"),
        ("q {=甲->乙 =丙->丁 =戊}", "->"),
        ("q {=甲->乙 =丙->丁 =戊->己 ~庚}", "->"),
        ("q {=甲 ~ ~丙 ~丁}", "空"),
        ("q {=甲 =}", "空"),
        ("q {=甲->乙 =丙->丁 =戊->己 = -> 庚}", "空"),
        ("q {甲 =乙 ~丙 ~丁}", "甲"),
        ('[html]<p>看圖<img src\\="a.png"></p> {=乙 ~丙 ~丁}', "圖片"),
    ],
)
def test_what_cannot_be_taken_over_as_it_is_meant_is_a_bad_row(shelf: Shelf, text: str, said: str) -> None:
    report = gift(shelf, f"對。{{T}}\n\n{text}")
    (bad,) = report.bad
    assert bad.row == 3
    assert said in bad.problem


def test_markup_leaves_its_words(shelf: Shelf) -> None:
    answers = "=<i>是</i>#<p>對</p> ~[html]<p>否 1 < 2</p> ~[plain]<三> ####<p>見定義</p>"
    (item,) = gift(shelf, f"::一::[html]<p>甲&nbsp;<b>乙</b><br>丙</p> {{{answers}}}").items
    assert (item.stem, item.options, item.explanation) == ("甲 乙\n丙", ["是", "否 1 < 2", "<三>"], "見定義")
    (plain,) = gift(shelf, "甲<b>乙</b> {T}").items
    assert plain.stem == "甲<b>乙</b>"
    (several,) = gift(shelf, "[html]q {=<p>甲</p><p>乙</p> ~丙 ~丁}").items
    assert several.options == ["甲 乙", "丙", "丁"]  # a line each in a table
    (gap,) = gift(shelf, "[html]<p>由{=上級}<b>主持</b></p>").items
    assert gap.stem == "由______主持"


def test_our_own_question_with_arrows_in_its_options_is_read_back(shelf: Shelf) -> None:
    quotes = shelf.definition("type.nature.corrective")
    options = ["甲 -> 乙", "乙 -> 甲", "甲 -> 丙"]
    item = new_item("single", "type.nature.corrective", "何者對？", options, 1, "", quotes)
    blank = new_item("blank", "type.nature.corrective", "寫成______。", [], [["甲 -> 乙"]], "", quotes)
    assert [(i.kind, i.options, i.key) for i in read_gift(items_gift([item, blank], ()).encode(), shelf).items] == [
        ("single", options, 1),
        ("blank", [], [["甲 -> 乙"]]),
    ]
