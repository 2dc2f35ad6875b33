"""What we export is opened by the programme it is for, or read back by a reader of its own."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from app.cli import run
from app.study.blueprint import Blueprint, Paper, Part, Question
from app.study.exporting import export_items, export_paper
from app.study.exporting.apkg import apkg, note_guid
from app.study.exporting.gift import gift
from app.study.exporting.moodle_xml import moodle_xml
from app.study.exporting.table import items_csv, results_csv
from app.study.exporting.word import Wrong, notebook_docx
from app.study.importing.gift import read_gift
from app.study.importing.rows import Shelf
from app.study.importing.tabular import read_table
from app.study.records import OPEN_KINDS, SKILL_OF, Item, ItemKind
from corpus.cards import SHIPPED, load_corpus
from corpus.records import Corpus
from tests.app.study_samples import START, answered, submission

CONCEPT = "type.nature.corrective"
HOSTILE = "甲=乙 {丙} ~丁 #戊: <b>己</b> & \\n"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(SHIPPED)


@pytest.fixture(scope="module")
def items(corpus: Corpus) -> dict[ItemKind, Item]:
    """One of each kind, some with what the formats' own marks are."""
    quotes = Shelf(corpus, {}).definition(CONCEPT)
    points = [{"point": "針對違規", "accept": ["針對違規", "糾正違規"]}, {"point": "損害全局", "accept": ["損害全局"]}]
    pairs = {"left": ["一", "二", "三"], "right": ["丙：c", "甲=a", "乙~b"]}
    rows: list[tuple[ItemKind, str, object, object]] = [
        ("single", f"下列何者對？{HOSTILE}", ["對 {1}", "錯 ~2", "=錯 3"], 1),
        ("multiple", "下列何者對？", ["甲", "乙", "丙", "丁", "戊"], [0, 1, 3]),
        ("true_false", "一加一等於二。", ["正確", "錯誤"], True),
        ("blank", "糾偏由______主持。", [], [["上級", "上級機關"]]),
        ("matching", "配對。", pairs, [1, 2, 0]),
        ("ordering", "排序。", ["第二個", "第一個", "第三個"], [1, 0, 2]),
        ("term", "名詞解釋：糾偏", [], points),
        ("short", "簡述。", [], points),
        ("case", "案例：兩科相爭。\n問：怎麼辦？", [], points),
    ]
    return {
        kind: Item(f"q-{kind}", kind, CONCEPT, stem, options, key, f"因為{HOSTILE}", quotes, ("x",) * len(quotes))
        for kind, stem, options, key in rows
    }


@pytest.fixture(scope="module")
def two_blanks(items: dict[ItemKind, Item]) -> Item:
    return replace(items["blank"], id="q-two", stem="先______，再______。", key=[["調查"], ["裁定", "決定"]])


def test_every_kind_is_covered(items: dict[ItemKind, Item]) -> None:
    assert set(items) == set(SKILL_OF)


def test_anki_imports_the_deck_and_a_second_import_updates_it(
    items: dict[ItemKind, Item], corpus: Corpus, tmp_path: Path
) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        for at, explanation in enumerate(("第一版", "第二版"), 1_700_000_000):
            deck = tmp_path / f"{explanation}.apkg"
            deck.write_bytes(apkg([replace(i, explanation=explanation) for i in items.values()], corpus.concepts, at))
            request = ImportAnkiPackageRequest(package_path=str(deck), options=ImportAnkiPackageOptions())
            collection.import_anki_package(request)
        assert collection.note_count() == collection.card_count() == len(items)
        (note_id,) = collection.find_notes("編號:q-single")
        note = collection.get_note(note_id)
        assert note.guid == note_guid("q-single")
        assert note["解析"] == "第二版"
        assert note["題幹"].endswith("&lt;b&gt;己&lt;/b&gt; &amp; \\n")
        assert "B. 錯 ~2" in note["答案"]
        assert [deck.name for deck in collection.decks.all_names_and_ids() if "類型" in deck.name] == ["協調通::類型"]
    finally:
        collection.close()


def read_moodle(data: bytes) -> list[dict[str, object]]:
    """Reads a question bank by the tables of https://docs.moodle.org/en/Moodle_XML_format, not by our writer."""
    found: list[dict[str, object]] = []
    for question in ElementTree.fromstring(data).iter("question"):
        kind = question.attrib["type"]
        if kind == "category":
            continue
        answers = [(a.findtext("text") or "", float(a.attrib["fraction"])) for a in question.findall("answer")]
        subs = [(s.findtext("text") or "", s.findtext("answer/text") or "") for s in question.findall("subquestion")]
        assert question.findtext("name/text")
        assert question.find("questiontext").attrib["format"] == "html"  # type: ignore[union-attr]
        row = {"type": kind, "id": question.findtext("idnumber"), "text": question.findtext("questiontext/text")}
        found.append(row | {"answers": answers, "pairs": subs, "single": question.findtext("single")})
    return found


def test_moodle_xml_says_what_the_items_say(items: dict[ItemKind, Item], two_blanks: Item, corpus: Corpus) -> None:
    read = {row["id"]: row for row in read_moodle(moodle_xml([*items.values(), two_blanks], corpus.concepts))}
    assert len(read) == len(items) + 1
    single = read["q-single"]
    assert (single["type"], single["single"]) == ("multichoice", "true")
    assert single["answers"] == [("對 {1}", 0.0), ("錯 ~2", 100.0), ("=錯 3", 0.0)]
    assert "&lt;b&gt;己&lt;/b&gt;" in str(single["text"])
    shares = [share for _, share in read["q-multiple"]["answers"]]  # type: ignore[attr-defined]
    assert shares == [33.33333, 33.33333, -100.0, 33.33333, -100.0]
    assert read["q-true_false"]["answers"] == [("true", 100.0), ("false", 0.0)]
    assert read["q-blank"]["answers"] == [("上級", 100.0), ("上級機關", 100.0)]
    assert read["q-matching"]["pairs"] == [("一", "甲=a"), ("二", "乙~b"), ("三", "丙：c")]
    assert [text for text, _ in read["q-ordering"]["answers"]] == ["第一個", "第二個", "第三個"]  # type: ignore[attr-defined]
    assert read["q-two"]["type"] == "cloze"
    assert read["q-two"]["text"] == "先{1:SHORTANSWER:=調查}，再{1:SHORTANSWER:=裁定~=決定}。"
    assert {str(read[f"q-{kind}"]["type"]) for kind in ("term", "short", "case")} == {"essay"}


def test_gift_comes_back_as_it_went(items: dict[ItemKind, Item], two_blanks: Item, corpus: Corpus) -> None:
    written = [*items.values(), two_blanks]
    report = read_gift(gift(written, corpus.concepts).encode(), Shelf(corpus, {}))
    assert report.bad == ()
    back = {item.id: item for item in report.items}
    assert set(back) == {item.id for item in written}
    for item in written:
        assert (back[item.id].kind, back[item.id].stem) == (item.kind, item.stem)
        assert (back[item.id].options, back[item.id].key) == (item.options, item.key)
        assert back[item.id].explanation == f"因為{HOSTILE}".strip()


def test_the_whole_bank_goes_through_every_format(corpus: Corpus) -> None:
    from app.study.bank import make_bank

    bank = make_bank(corpus).items
    shelf = Shelf(corpus, {})
    from_gift, from_csv = (
        read_gift(gift(bank, corpus.concepts).encode(), shelf),
        read_table(items_csv(bank), "bank.csv", shelf),
    )
    for report in (from_gift, from_csv):
        assert report.bad == ()
        assert {item.id: item.explanation for item in report.items} == {item.id: item.explanation for item in bank}
        assert {item.id: item.stem for item in report.items} == {item.id: item.stem for item in bank}
        assert {item.id: item.key for item in report.items if item.kind in OPEN_KINDS} == {
            item.id: item.key for item in bank if item.kind in OPEN_KINDS
        }
        quotes = {item.id: [(q.document_id, q.text) for q in item.quotes] for item in bank}
        assert {item.id: [(q.document_id, q.text) for q in item.quotes] for item in report.items} == quotes
    assert {item.id: item.quotes for item in from_gift.items} == {item.id: item.quotes for item in bank}
    assert len(read_moodle(moodle_xml(bank, corpus.concepts))) == len(bank)


def test_csv_opens_in_a_spreadsheet_and_computes_nothing(items: dict[ItemKind, Item]) -> None:
    data = items_csv([replace(items["single"], stem="=1+1", explanation="-2")])
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (row["題幹"], row["解析"], row["答案"]) == ("'=1+1", "'-2", "B")


def test_results_are_a_row_an_answer(items: dict[ItemKind, Item]) -> None:
    history = [answered(1, submission("林佳穎", items["single"], right=False))]
    history.append(replace(answered(2, submission("林佳穎", items["short"], right=False, response=None)), exam=7))
    data = results_csv({"林佳穎": history, "=壞": []}, START.tzinfo)  # type: ignore[arg-type]
    row, left_open = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (row["學員"], row["題型"], row["得分"], row["答對"]) == ("林佳穎", "單選", "0.00", "否")
    assert (left_open["得分"], left_open["答對"], left_open["模擬考"]) == ("", "未作答", "7")


def paragraphs(data: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]


def test_a_paper_and_its_key_are_two_files(items: dict[ItemKind, Item], corpus: Corpus) -> None:
    parts = tuple(Part(kind, 1, 2) for kind in items)
    blueprint = Blueprint("期末", 60, parts)
    paper = Paper(blueprint, 0, tuple(Question(item, "type", 2) for item in items.values()))
    questions, key = (paragraphs(data) for data in export_paper(paper, ".docx", corpus.concepts))
    assert questions[0] == "期末"
    assert "二、多選題（每題 2 分，共 2 分）" in questions
    assert any(line.startswith("1. （　　）") for line in questions)
    assert not any("答案" in line or "因為" in line for line in questions)
    assert "1. 答案：B. 錯 ~2" in key
    quote = items["single"].quotes[0].text
    assert sum(quote in line for line in key) == len(items)


def test_the_notebook_prints_answer_and_reason(items: dict[ItemKind, Item]) -> None:
    lines = paragraphs(notebook_docx([Wrong(items["single"], "A", 2)], "錯題本"))
    assert "我的答案：A　答錯 2 次" in lines
    assert any(items["single"].quotes[0].text in line for line in lines)


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\.pdf"):
        export_items([], ".pdf", ())


@pytest.mark.parametrize(("what", "name"), [("items", "a.pdf"), ("results", "r.apkg"), ("paper", "無")])
def test_the_command_names_the_endings_it_takes(
    what: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    assert run(["export", what, str(tmp_path / name)]) == 1
    assert "可以用 ." in capsys.readouterr().err
    assert list(tmp_path.glob(name)) == []


def test_the_command_writes_paper_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    assert run(["export", "paper", str(tmp_path / "卷.docx"), "--seed", "3"]) == 0
    assert {path.name for path in tmp_path.glob("*.docx")} == {"卷.docx", "卷-答案.docx"}
    assert run(["export", "results", str(tmp_path / "r.csv")]) == 0
    assert (tmp_path / "r.csv").read_bytes().startswith("\ufeff學員".encode())
