"""kill -9 at many moments inside add, remove and index: what is left is the old state or the new one, and usable."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store.library import Library
from tests.small_encoder import PairEncoder

WRITER = Path(__file__).parent / "writer.py"
# Moments to kill at, as parts of the time that the whole write takes; the last when even a slow one has ended.
MOMENTS = [n / 14 for n in range(14)] + [1.2, 4]
TEXTS = {
    "清淤": "颱風過後的清淤工作由工務單位統籌，環保單位負責路面，農業單位負責排水溝，每天下午五點在應變中心開會。\n",
    "夜市": "夜市攤商的音量在晚上十點以後要降低，環保單位會同派出所稽查，第一次勸導，第二次開罰，罰鍰標準貼在入口。\n",
    "停車": "停車位由學校和里民輪流使用，平日給里民，假日給家長，由里辦公室登記並且公布在佈告欄上，大家都看得到。\n",
}
OLD = frozenset({"清淤"})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """texts/ to import, an empty shipped corpus, and a home with one of the texts in it."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "texts").mkdir()
    (folder / "corpus").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, "utf-8")
    open_library(folder, folder / "home").add([folder / "texts" / "清淤.txt"])
    return folder


def open_library(base: Path, home: Path) -> Library:
    return Library.open(home, PairEncoder(), base / "corpus")


def killed(base: Path, home: Path, action: str, argument: str, after: float) -> float:
    """Starts the writer and kills it `after` seconds into its write; gives how long it wrote."""
    command = [sys.executable, str(WRITER), str(home), str(base / "corpus"), action, argument]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        started = time.perf_counter()
        process.stdin.write("go\n")
        process.stdin.flush()
        if after:
            time.sleep(after)
            process.kill()
        else:
            assert process.stdout.readline() == "done\n"
        return time.perf_counter() - started


def titles(library: Library) -> frozenset[str]:
    """What the library holds after a kill; fails unless searching agrees with it and writing works."""
    index = library.ensure_index()
    assert library.problems() == []
    held = frozenset(row.title for row in library.sources())
    hits = index.search("環保單位、學校、里民", k=50)
    assert {index.document(hit.passage.document_id).title for hit in hits} == held
    library.build()
    return held


@pytest.mark.parametrize(("action", "new"), [("add", frozenset(TEXTS)), ("remove", frozenset()), ("index", OLD)])
def test_a_kill_leaves_the_old_or_the_new_state(base: Path, tmp_path: Path, action: str, new: frozenset[str]) -> None:
    (source,) = open_library(base, base / "home").sources()
    argument = {"add": str(base / "texts"), "remove": source.id, "index": "-"}[action]
    shutil.copytree(base / "home", tmp_path / "whole")
    whole = killed(base, tmp_path / "whole", action, argument, 0)
    assert titles(open_library(base, tmp_path / "whole")) == new
    outcomes = set()
    for number, moment in enumerate(MOMENTS):
        home = tmp_path / str(number)
        shutil.copytree(base / "home", home)
        library = open_library(base, home)
        before = library.current_build()
        killed(base, home, action, argument, max(moment * whole, 1e-4))
        rebuilt = library.current_build() != before
        state = titles(library)
        assert state in (OLD, new)
        outcomes.add(rebuilt if action == "index" else state == new)
    assert outcomes == {True, False}
