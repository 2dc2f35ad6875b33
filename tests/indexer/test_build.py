"""Builds: whole or not at all, damage noticed, only what is new encoded."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Document
from indexer.build import build_index
from indexer.lexical import Postings
from indexer.manifest import CURRENT, current_folder
from indexer.search import Index, IndexDamaged, IndexMissing, IndexOutdated, verify
from tests.small_encoder import PairEncoder

TEXTS = {
    "a": "停車位由學校和里民輪流使用，平日給里民，假日給家長，由里辦公室登記並且公布在佈告欄上，大家都看得到。\n",
    "b": "夜市攤商的音量在晚上十點以後要降低，環保單位會同派出所稽查，第一次勸導，第二次開罰，罰鍰標準貼在入口。\n",
    "c": "颱風過後的清淤工作由工務單位統籌，環保單位負責路面，農業單位負責排水溝，每天下午五點在應變中心開會。\n",
}


def documents(*ids: str) -> list[Document]:
    return [Document(i, f"文件{i}", "trad", "imported", TEXTS[i]) for i in ids]


def build(root: Path, *ids: str, encoder: PairEncoder | None = None, force: bool = False) -> list[str]:
    """Builds and gives the texts that were encoded for it."""
    encoder = encoder or PairEncoder()
    report = build_index(root, documents(*ids), {}, encoder, force=force, progress=False)
    assert report.encoded == len(encoder.encoded)
    assert report.documents == len(ids)
    return encoder.encoded


def results(root: Path) -> list[tuple[str, float]]:
    index = Index.open(root, PairEncoder())
    queries = ("停車位", "環保單位稽查", "清淤", "學校")
    return [(hit.passage.id, hit.score) for query in queries for hit in index.search(query)]


def test_adding_a_document_encodes_only_its_passages(tmp_path: Path) -> None:
    assert len(build(tmp_path, "a", "b")) == 2
    (added,) = build(tmp_path, "a", "c", "b")
    assert "清淤" in added
    assert build(tmp_path, "c", "b") == []


def test_grown_and_fresh_indexes_are_alike(tmp_path: Path) -> None:
    grown, fresh = tmp_path / "grown", tmp_path / "fresh"
    for ids in (("a",), ("a", "b"), ("b",), ("c", "b", "a")):
        build(grown, *ids)
    build(fresh, "c", "b", "a")
    assert results(grown) == results(fresh)
    one, other = Postings.open(current_folder(grown)), Postings.open(current_folder(fresh))
    for name in ("terms", "starts", "rows", "counts", "lengths"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, "a")
    before = current_folder(tmp_path)
    build(tmp_path, "a")
    assert current_folder(tmp_path) == before
    assert len(build(tmp_path, "a", force=True)) == 1
    assert current_folder(tmp_path) != before


def test_another_encoder_encodes_everything(tmp_path: Path) -> None:
    build(tmp_path, "a", "b")
    with pytest.raises(IndexOutdated, match="pairs:2") as caught:
        Index.open(tmp_path, PairEncoder("pairs:2"))
    assert not caught.value.usable
    assert len(build(tmp_path, "a", "b", encoder=PairEncoder("pairs:2"))) == 2


def test_the_current_build_and_the_one_before_are_kept(tmp_path: Path) -> None:
    kept = []
    for ids in ("a", "ab", "abc"):
        build(tmp_path, *ids)
        kept.append(current_folder(tmp_path).name)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([CURRENT, *kept[1:]])


def test_leftovers_of_a_killed_build_are_ignored_and_removed(tmp_path: Path) -> None:
    (tmp_path / ".20200101T000000-abcdef").mkdir(parents=True)
    (tmp_path / f".{CURRENT}.new").write_text("half")
    with pytest.raises(IndexMissing):
        Index.open(tmp_path, PairEncoder())
    build(tmp_path, "a")
    assert Index.open(tmp_path, PairEncoder()).search("停車位")
    assert not list(tmp_path.glob(".2020*"))


def test_outdated_by_fingerprint(tmp_path: Path) -> None:
    build_index(tmp_path, documents("a"), {}, PairEncoder(), fingerprint="one", progress=False)
    assert Index.open(tmp_path, PairEncoder(), fingerprint="one")
    with pytest.raises(IndexOutdated) as caught:
        Index.open(tmp_path, PairEncoder(), fingerprint="two")
    assert caught.value.usable


def test_every_missing_cut_or_altered_file_is_noticed_and_mended(tmp_path: Path) -> None:
    build(tmp_path, "a", "b")
    expected = results(tmp_path)
    folder = current_folder(tmp_path)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for name in names:
        for damage in ("missing", "cut", "altered"):
            path = current_folder(tmp_path) / name
            data = path.read_bytes()
            if damage == "missing":
                path.unlink()
            elif damage == "cut":
                path.write_bytes(data[: len(data) // 2])
            else:
                path.write_bytes(data[:-3] + bytes(255 - byte for byte in data[-3:]))
            with pytest.raises((IndexDamaged, IndexMissing)):
                Index.open(tmp_path, PairEncoder())
            assert list(verify(tmp_path))
            build(tmp_path, "a", "b")
            assert results(tmp_path) == expected
            assert not list(verify(tmp_path))


@pytest.mark.parametrize("content", ["", "nothing", "../..", ".", "\x00"])
def test_a_damaged_current_is_noticed_and_mended(tmp_path: Path, content: str) -> None:
    build(tmp_path, "a")
    (tmp_path / CURRENT).write_text(content)
    with pytest.raises(IndexDamaged):
        Index.open(tmp_path, PairEncoder())
    build(tmp_path, "a")
    assert Index.open(tmp_path, PairEncoder()).search("停車位")


def test_another_format_is_outdated(tmp_path: Path) -> None:
    build(tmp_path, "a")
    path = current_folder(tmp_path) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 0}))
    with pytest.raises(IndexOutdated):
        Index.open(tmp_path, PairEncoder())
    build(tmp_path, "a")
    assert Index.open(tmp_path, PairEncoder()).search("停車位")


def test_no_documents(tmp_path: Path) -> None:
    build(tmp_path)
    assert Index.open(tmp_path, PairEncoder()).search("停車位") == []
    assert len(build(tmp_path, "a")) == 1
    assert build(tmp_path) == []


def test_an_encoder_that_fails_leaves_the_old_build(tmp_path: Path) -> None:
    class Failing(PairEncoder):
        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            raise RuntimeError("no memory")

    build(tmp_path, "a")
    expected = results(tmp_path)
    with pytest.raises(RuntimeError):
        build_index(tmp_path, documents("a", "b"), {}, Failing(), progress=False)
    assert results(tmp_path) == expected
    assert not list(tmp_path.glob(".2*"))
