"""The library: what goes in, what is skipped, what replaces, and that a running reader sees it."""

import errno
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from app.store.catalog import LibraryDamaged
from app.store.home import home, max_bytes
from app.store.library import Library, SourceDamaged
from app.store.lock import Busy, write_lock
from tests.small_encoder import PairEncoder

CLEANING = "颱風過後的清淤工作由工務單位統籌，環保單位負責路面，農業單位負責排水溝，每天下午五點在應變中心開會。\n"
MARKET = "夜市攤商的音量在晚上十點以後要降低，環保單位會同派出所稽查，第一次勸導，第二次開罰，罰鍰標準貼在入口。\n"
PARKING = "停車位由學校和里民輪流使用，平日給里民，假日給家長，由里辦公室登記並且公布在佈告欄上，大家都看得到。\n"
CARD = """---
id: trainer.market
kind: practice
group: practice
name: 夜市協調會
---
# 夜市協調會

## 定義
夜市協調會由市場管理單位每季召開一次，請攤商、住戶和派出所坐在一起，把上一季的投訴逐件說清楚，並且約定改善的期限。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped corpus indexed, to copy from."""
    folder = tmp_path_factory.mktemp("base")
    Library.open(folder, PairEncoder()).ensure_index()
    return folder


@pytest.fixture
def library(base: Path, tmp_path: Path) -> Library:
    shutil.copytree(base, tmp_path / "home")
    return Library.open(tmp_path / "home", PairEncoder())


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    (folder / "more").mkdir(parents=True)
    (folder / "清淤.txt").write_text(CLEANING, "utf-8")
    (folder / "more" / "夜市.txt").write_text(MARKET, "utf-8")
    return folder


def imported(library: Library) -> dict[str, str]:
    """Title -> id of what was imported."""
    return {row.title: row.id for row in library.sources() if row.origin == "imported"}


def first(library: Library, query: str) -> str:
    return library.ensure_index().search(query, k=1, scope="imported")[0].passage.text


def test_add_makes_findable_at_once(library: Library, texts: Path) -> None:
    report = library.add([texts])
    assert [(a.title, a.passages, a.format) for a in report.added] == [("清淤", 1, "txt"), ("夜市", 1, "txt")]
    assert report.skipped == ()
    assert "攤商" in first(library, "夜市太吵")
    for row in report.added:
        assert row.id.startswith("u-")
        assert len(row.id) == 12
        assert library.document(row.id).origin == "imported"


def test_one_bad_file_among_good_ones(library: Library, texts: Path) -> None:
    (texts / "空的.txt").write_bytes(b"")
    (texts / "舊.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    report = library.add([texts, Path("沒有這個檔")])
    assert len(report.added) == 2
    assert sorted(Path(s.path).name for s in report.skipped) == ["沒有這個檔", "空的.txt", "舊.doc"]
    assert all(s.failed and s.reason and "\n" not in s.reason for s in report.skipped)
    assert all(Path(s.path).is_absolute() for s in report.skipped)


def test_equal_content_is_skipped_once_in_the_library_and_within_one_import(library: Library, texts: Path) -> None:
    (texts / "清淤副本.txt").write_text(CLEANING, "utf-8")
    report = library.add([texts])
    assert len(report.added) == 2
    (copy,) = report.skipped
    assert not copy.failed
    assert "清淤" in copy.reason
    again = library.add([texts])
    assert again.added == ()
    assert len(again.skipped) == 3
    assert len(imported(library)) == 2


def test_the_same_path_with_other_content_replaces(library: Library, texts: Path) -> None:
    path = texts / "清淤.txt"
    before = library.add([path]).added[0]
    path.write_text(PARKING, "utf-8")
    after = library.add([path]).added[0]
    assert after.id == before.id
    assert imported(library) == {"清淤": before.id}
    assert library.document(before.id).text == PARKING
    assert first(library, "清淤 停車位") == PARKING.strip()
    assert len(list((library.home / "library" / before.id).iterdir())) == 1


def test_uploads_go_by_name(library: Library) -> None:
    one = library.add_bytes("C:/fakepath/筆記.txt", CLEANING.encode()).added[0]
    two = library.add_bytes("筆記.txt", MARKET.encode()).added[0]
    assert len(imported(library)) == 1
    assert library.document(two.id).text == MARKET
    assert one.id == two.id
    bad = library.add_uploads([("壞.pdf", b"%PDF-1.4 nothing"), ("好.txt", PARKING.encode())])
    assert [a.title for a in bad.added] == ["好"]
    assert [s.path for s in bad.skipped] == ["壞.pdf"]


def test_remove(library: Library, texts: Path) -> None:
    library.add([texts])
    ids = imported(library)
    library.remove(ids["夜市"])
    assert imported(library) == {"清淤": ids["清淤"]}
    assert all("攤商" not in hit.passage.text for hit in library.ensure_index().search("夜市攤商", scope="imported"))
    with pytest.raises(KeyError):
        library.remove(ids["夜市"])
    with pytest.raises(KeyError):
        library.remove("type.nature")
    with pytest.raises(KeyError):
        library.document(ids["夜市"])
    assert not (library.home / "library" / ids["夜市"]).exists()


def test_adding_one_document_encodes_only_its_passages(library: Library, texts: Path) -> None:
    encoder = library.encoder
    assert isinstance(encoder, PairEncoder)
    library.add([texts / "清淤.txt"])
    (text,) = encoder.encoded
    assert "清淤" in text


def test_sources_and_documents(library: Library, texts: Path) -> None:
    library.add([texts])
    rows = library.sources()
    index = library.ensure_index()
    assert sum(row.passages for row in rows) == len(index.passages)
    for row in rows:
        assert library.document(row.id) == index.document(row.id)
        assert (row.added_at is None) == (row.origin == "shipped")


def test_a_running_reader_notices_a_new_build(library: Library, texts: Path) -> None:
    reader = Library.open(library.home, PairEncoder())
    before = reader.ensure_index()
    assert reader.ensure_index() is before
    assert before.build == reader.current_build()
    library.add([texts])
    assert before.search("夜市攤商")  # the old one still answers
    assert reader.current_build() != before.build
    assert "攤商" in first(reader, "夜市攤商")


def test_trainers_card_is_searched_and_overrides(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    folder = library.home / "corpus" / "cards"
    folder.mkdir(parents=True)
    (folder / "market.md").write_text(CARD, "utf-8")
    hit = library.ensure_index().search("夜市協調會由誰召開", k=1)[0]
    assert (hit.passage.document_id, hit.concept) == ("trainer.market", "trainer.market")
    assert "過時" in capsys.readouterr().err
    (folder / "market.md").write_text(CARD.replace("trainer.market", "type.nature"), "utf-8")
    assert library.ensure_index().document("type.nature").title == "夜市協調會"


def test_a_damaged_index_is_mended_and_said(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    build = library.current_build()
    assert build
    (library.index_root / build / "vectors.npy").write_bytes(b"nothing")
    assert library.problems()
    assert library.ensure_index().search("糾偏式協調")
    assert "損壞" in capsys.readouterr().err
    assert library.problems() == []


def test_a_missing_index_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = Library.open(tmp_path / "new", PairEncoder())
    assert library.current_build() is None
    assert library.ensure_index().search("糾偏式協調")
    assert "建立索引" in capsys.readouterr().err


def test_another_encoder_rebuilds(library: Library) -> None:
    assert Library.open(library.home, PairEncoder("pairs:2")).ensure_index().manifest.encoder == "pairs:2"


def test_one_writer_at_a_time(library: Library, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.lock.PATIENCE", 0.05)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with write_lock(library.home):
            held.set()
            release.wait(30)

    writer = threading.Thread(target=hold)
    writer.start()
    held.wait(30)
    try:
        with pytest.raises(Busy, match="正在寫入"), write_lock(library.home, 0.05):
            pass
        # an index that is merely old answers while another process writes
        (library.home / "corpus" / "cards").mkdir(parents=True)
        (library.home / "corpus" / "cards" / "market.md").write_text(CARD, "utf-8")
        monkeypatch.setattr("app.store.library.PATIENCE", 0.05)
        assert "trainer.market" not in library.ensure_index().passages.marks
    finally:
        release.set()
        writer.join()
    assert "trainer.market" in library.ensure_index().passages.marks


def test_damaged_catalog_and_source_are_named(library: Library, texts: Path) -> None:
    library.add([texts])
    source = next((library.home / "library").glob("u-*/*/source.txt"))
    source.write_bytes(b"other")
    assert any("校驗碼" in problem for problem in library.problems())
    (library.home / "library" / "catalog.json").write_text("{")
    with pytest.raises(LibraryDamaged, match=r"catalog\.json"):
        library.sources()


def stored(library: Library, title: str) -> Path:
    """The folder with an imported source's two files."""
    return next((library.home / "library" / imported(library)[title]).iterdir())


def test_a_damaged_document_is_read_again_from_the_kept_file(library: Library, texts: Path) -> None:
    library.add([texts])
    (stored(library, "夜市") / "document.json").write_text('{"id": ')
    assert library.document(imported(library)["夜市"]).text == MARKET
    assert any("夜市" in p and "xietiao index" in p for p in library.problems())
    before = library.current_build()
    library.build()
    assert library.problems() == []
    assert library.current_build() != before  # the readers may have learnt something since
    assert "攤商" in first(library, "夜市攤商")


@pytest.mark.parametrize("damaged", ["gone", "cut"])
def test_one_source_that_is_lost_keeps_nothing_else_from_working(
    library: Library, texts: Path, damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    library.add([texts])
    folder = stored(library, "夜市")
    if damaged == "gone":
        shutil.rmtree(folder)
    else:
        (folder / "document.json").unlink()
        (folder / "source.txt").write_bytes(MARKET.encode()[:40])
    (texts / "停車.txt").write_text(PARKING, "utf-8")
    assert [a.title for a in library.add([texts / "停車.txt"]).added] == ["停車"]
    assert "夜市" in capsys.readouterr().err
    assert "停車位" in first(library, "停車位")
    assert all("攤商" not in hit.passage.text for hit in library.ensure_index().search("夜市攤商", scope="imported"))
    lost = imported(library)["夜市"]
    assert set(library.imported()) == set(imported(library).values()) - {lost}
    with pytest.raises(SourceDamaged, match="夜市"):
        library.document(lost)
    (row,) = (row for row in library.sources() if row.id == lost)
    assert "重新匯入" in row.warnings[0]
    (problem,) = library.problems()
    assert "重新匯入" in problem
    # … which is possible, from any place
    (texts / "別處.txt").write_text(MARKET, "utf-8")
    assert [a.id for a in library.add([texts / "別處.txt"]).added] == [lost]
    assert library.problems() == []
    assert library.document(lost).title == "夜市"
    assert "攤商" in first(library, "夜市攤商")


def test_a_lost_source_can_be_removed(library: Library, texts: Path) -> None:
    library.add([texts])
    shutil.rmtree(stored(library, "夜市"))
    library.remove(imported(library)["夜市"])
    assert set(imported(library)) == {"清淤"}
    assert library.problems() == []


def test_a_damaged_original_is_mended_by_importing_it_again(library: Library, texts: Path) -> None:
    library.add([texts])
    (stored(library, "夜市") / "source.txt").unlink()
    assert any("夜市" in p and "重新匯入" in p for p in library.problems())
    assert [a.title for a in library.add([texts / "more"]).added] == ["夜市"]
    assert library.problems() == []


def test_an_import_whose_build_fails_changes_nothing(
    library: Library, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([texts / "清淤.txt"])
    before = library.sources(), library.current_build()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("indexer.build.publish", full)
    with pytest.raises(OSError, match="no space"):
        library.add([texts])
    with pytest.raises(OSError, match="no space"):
        library.remove(imported(library)["清淤"])
    monkeypatch.undo()
    assert (library.sources(), library.current_build()) == before
    assert "清淤" in first(library, "清淤")
    assert [a.title for a in library.add([texts]).added] == ["夜市"]


def test_where_things_are_kept(tmp_path: Path) -> None:
    assert home({"XIETIAO_HOME": str(tmp_path)}) == tmp_path
    assert home({}).is_absolute()
    assert max_bytes({}) == 50_000_000
    assert max_bytes({"XIETIAO_MAX_MB": "0.5"}) == 500_000
    for wrong in ("-1", "fifty", "nan"):
        with pytest.raises(ValueError, match="XIETIAO_MAX_MB"):
            max_bytes({"XIETIAO_MAX_MB": wrong})


def test_the_size_limit_is_a_setting(library: Library, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_MAX_MB", "0.0001")
    report = library.add([texts / "清淤.txt"])
    assert report.added == ()
    assert "上限" in report.skipped[0].reason


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems only take names that are Unicode")
def test_a_name_that_is_no_utf8_keeps_nothing_from_being_imported(library: Library, texts: Path) -> None:
    raw = os.fsencode(texts) + "/车位轮流使用.txt".encode("gbk")
    Path(os.fsdecode(raw)).write_text(PARKING, "utf-8")
    Path(os.fsdecode(os.fsencode(texts) + b"/\xff\xfe.doc")).write_bytes(b"old")
    report = library.add([texts])
    assert {a.title for a in report.added} == {"清淤", "夜市", "车位轮流使用"}
    assert [Path(s.path).name for s in report.skipped] == ["\ufffd\ufffd.doc"]
    assert "停車位" in first(library, "停車位輪流使用")
    source = next(row for row in library.sources() if row.title == "车位轮流使用")
    assert source.came_from == f"{texts}/车位轮流使用.txt"
    Path(os.fsdecode(raw)).write_text(PARKING + MARKET, "utf-8")
    assert [a.id for a in library.add([Path(os.fsdecode(raw))]).added] == [source.id]
