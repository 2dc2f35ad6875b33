"""Backup and restore: the whole home, verified, exchanged whole or not at all, killed at any moment."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.store import backup
from app.store.backup import BackupError, make_backup, recover, restore_backup
from app.store.lock import Busy, write_lock
from app.store.study import FILE, Study
from tests.app.study_samples import START, item, submission

SKIPPED = ("write.lock", f"{FILE}-wal", f"{FILE}-shm")


def fill(home: Path, learner: str) -> Path:
    """A home with sources, cards, an old and a current build, a cache and a learner's records."""
    texts = {
        f"library/u-{learner}/source.txt": f"{learner}的講義",
        "corpus/cards/自編.md": f"{learner}的卡片",
        "index/CURRENT": "b2",
        "index/b1/vectors.bin": "old",
        "index/b2/vectors.bin": f"{learner}的索引",
        "cache/jieba": "cache",
        f"library/只有{learner}有.txt": "x" * 5000,
    }
    for name, text in texts.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    records = Study.open(home).enrol(learner, START)
    records.submit("k", [submission(learner, item(1))])
    return home


def state(home: Path) -> dict[str, bytes]:
    """Every file that counts, by name; of the database, what is in it."""
    files = {}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and name not in SKIPPED and not name.startswith(("cache/", "index/b1/")):
            files[name] = dump(path) if name == FILE else path.read_bytes()
    return files


def dump(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A backup of one home, that home, and another with other contents."""
    one, other = fill(tmp_path / "one", "林"), fill(tmp_path / "other", "陳")
    make_backup(one, tmp_path / "backup.zip")
    return tmp_path / "backup.zip", one, other


def test_a_home_comes_back_whole(homes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    archive, one, other = homes
    report = restore_backup(other, archive)
    assert state(other) == state(one)
    assert report.files == len(state(one))
    assert Study.open(other).names() == ("林",)
    assert not (other / ".restore").exists()
    assert (other / "cache/jieba").exists()
    restore_backup(tmp_path / "new", archive)
    assert state(tmp_path / "new") == state(one)


def test_what_can_be_made_anew_is_left_out(homes: tuple[Path, Path, Path]) -> None:
    with zipfile.ZipFile(homes[0]) as archive:
        names = set(archive.namelist())
    assert "index/b2/vectors.bin" in names
    assert not {"index/b1/vectors.bin", "cache/jieba", "write.lock", f"{FILE}-wal"} & names


def test_a_backup_while_the_records_are_in_use(homes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A writer in the middle of a transaction: the backup holds what was committed."""
    _, one, _ = homes
    connection = sqlite3.connect(one / FILE, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM learners")
    make_backup(one, tmp_path / "second.zip")
    connection.execute("ROLLBACK")
    connection.close()
    restore_backup(tmp_path / "new", tmp_path / "second.zip")
    assert Study.open(tmp_path / "new").names() == ("林",)


def rewrite(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(archive) as source:
        files = {name: source.read(name) for name in source.namelist()}
    change(files)
    with zipfile.ZipFile(archive, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)


def put(files: dict[str, bytes], name: str, data: bytes) -> None:
    """With a manifest that agrees."""
    files[name] = data
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    files["manifest.json"] = json.dumps(manifest).encode()


def later_database(files: dict[str, bytes], folder: Path) -> None:
    path = folder / "later.sqlite3"
    path.write_bytes(files[FILE])
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    put(files, FILE, path.read_bytes())


DAMAGES: dict[str, tuple[Callable[[dict[str, bytes], Path], None], str]] = {
    "changed": (lambda files, _: files.update({"library/u-林/source.txt": b"x"}), "校驗碼不符"),
    "longer": (lambda files, _: files.update({"library/u-林/source.txt": b"x" * 10**6}), "校驗碼不符"),
    "missing": (lambda files, _: files.pop("library/u-林/source.txt") and None, "多出或缺少"),
    "added": (lambda files, _: files.update({"more.txt": b"x"}), "多出或缺少"),
    "no manifest": (lambda files, _: files.pop("manifest.json") and None, "沒有可讀的清單"),
    "odd manifest": (lambda files, _: files.update({"manifest.json": b"[1]"}), "沒有可讀的清單"),
    "later format": (
        lambda files, _: files.update(
            {"manifest.json": files["manifest.json"].replace(b'"format": 1', b'"format": 9')}
        ),
        "第 9 版",
    ),
    "outside": (lambda files, _: put(files, "../evil.txt", b"x"), "不該有的檔名"),
    "absolute": (lambda files, _: put(files, "/tmp/evil.txt", b"x"), "不該有的檔名"),
    "drive": (lambda files, _: put(files, "C:/evil.txt", b"x"), "不該有的檔名"),
    "work folder": (lambda files, _: put(files, ".restore/phase", b"in"), "不該有的檔名"),
    "database": (lambda files, _: put(files, FILE, b"SQLite format 3\0" + b"x" * 5000), "學習紀錄已損壞"),
    "later database": (later_database, "較新版本"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_backup_that_is_not_sound_changes_nothing(
    homes: tuple[Path, Path, Path], tmp_path: Path, damage: str
) -> None:
    archive, _, other = homes
    change, problem = DAMAGES[damage]
    rewrite(archive, lambda files: change(files, tmp_path))
    before = state(other)
    with pytest.raises(BackupError, match=problem):
        restore_backup(other, archive)
    assert state(other) == before
    assert not (tmp_path / "evil.txt").exists()
    assert not (other / ".restore").exists()


def test_a_cut_file_is_noticed(homes: tuple[Path, Path, Path]) -> None:
    archive, _, other = homes
    data, before = archive.read_bytes(), state(other)
    for cut in (0, 10, len(data) // 2, len(data) - 10):
        archive.write_bytes(data[:cut])
        with pytest.raises(BackupError):
            restore_backup(other, archive)
    assert state(other) == before


def test_flipped_bytes_are_noticed_or_harmless(homes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    archive, one, _ = homes
    data, whole, noticed = archive.read_bytes(), state(one), 0
    for number, at in enumerate(range(3, len(data), len(data) // 60)):
        archive.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        home = tmp_path / f"flipped{number}"
        try:
            restore_backup(home, archive)
        except BackupError:
            noticed += 1
            assert state(home) == {}
        else:
            assert state(home) == whole  # a byte that says nothing, such as a file's date
    assert noticed > 40


def test_places_that_will_not_do(homes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    archive, one, _ = homes
    with pytest.raises(BackupError, match="找不到資料夾"):
        make_backup(one, tmp_path / "no" / "b.zip")
    with pytest.raises(BackupError, match="是資料夾"):
        make_backup(one, tmp_path)
    with pytest.raises(BackupError, match="之外"):
        make_backup(one, one / "b.zip")
    inside = Path(shutil.copy(archive, one / "b.zip"))
    with pytest.raises(BackupError, match="之外"):
        restore_backup(one, inside)
    with pytest.raises(BackupError, match="找不到備份檔"):
        restore_backup(one, tmp_path / "no.zip")


def test_while_another_process_writes(homes: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    archive, _, other = homes
    with write_lock(other), pytest.raises(Busy):
        restore_backup(other, archive)
    monkeypatch.setattr(backup, "DATABASE_PATIENCE", 0.2)
    connection = sqlite3.connect(other / FILE, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    before = Study.open(other).names()
    with pytest.raises(BackupError, match="正在使用中"):
        restore_backup(other, archive)
    connection.execute("ROLLBACK")
    connection.close()
    assert Study.open(other).names() == before


def test_a_damaged_database_can_be_restored_over(homes: tuple[Path, Path, Path]) -> None:
    archive, one, other = homes
    (other / FILE).write_bytes(b"broken")
    restore_backup(other, archive)
    assert state(other) == state(one)


KILLED = """
import os, sys
from pathlib import Path
from app.store import backup

left = int(sys.argv[3])
replace = os.replace

def counted(source, target):
    global left
    if "/.restore/" in f"{source}/" or "/.restore/" in f"{target}/":
        if left == 0:
            os._exit(9)  # as a power cut: nothing is tidied up
        left -= 1
    replace(source, target)

os.replace = counted
backup.restore_backup(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_kill_at_any_step_leaves_the_old_home_or_the_new_one(homes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    archive, one, other = homes
    old, new = state(other), state(one)
    outcomes = []
    for step in range(40):
        home = Path(shutil.copytree(other, tmp_path / f"killed{step}"))
        run = subprocess.run(
            [sys.executable, "-c", KILLED, str(home), str(archive), str(step)], cwd=Path(backup.__file__).parents[2]
        )
        recover(home)
        outcomes.append(state(home) == new)
        assert state(home) in (old, new)
        assert Study.open(home).problems() == []
        if run.returncode == 0:
            break
        assert run.returncode == 9
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}
    assert len(outcomes) > 8


def test_recovery_of_a_home_without_a_restore_is_nothing(tmp_path: Path) -> None:
    recover(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert os.listdir(tmp_path) == []
