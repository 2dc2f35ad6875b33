"""The whole home in one verified file, and back: whole or not at all.

A backup is a zip with `manifest.json` (the SHA-256 and size of every file in it). What can be made anew (the cache, the
lock, builds of the index that are no longer in use) stays out; the study database is copied by SQLite's backup
interface, so that a running app does not matter.

A restore unpacks into `home/.restore/new` and verifies there. Then `.restore/phase` says how far the exchange is:

    aside     what is in the home goes to .restore/old      a kill here: it all goes back
    in        .restore/new goes into the home               a kill here: the rest goes in

`recover`, which every opening calls, finishes either. The old home is deleted only when the exchange is done.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from app.store.home import make_home
from app.store.lock import Busy, write_lock
from app.store.study.database import StudyTooNew, copy_database, integrity, revision
from app.store.study.study import FILE
from corpus.refusals import refusal
from indexer.manifest import replace_file, sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
WORK = ".restore"
# What is made anew when it is missing, or is written beside the database.
LEFT_OUT = {"cache", "write.lock", WORK, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal"}
# What an exchange leaves where it is.
STAYS = {"cache", "write.lock", WORK}
# Seconds to wait for a transaction on the records to end.
DATABASE_PATIENCE = 5.0
LARGEST_MANIFEST = 1 << 26
# What `zipfile` raises over damaged files, as trying them shows.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
CHUNK = 1 << 20


class BackupError(Exception):
    """The file cannot be used as a backup, or a place for one; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Report:
    """`size` is that of the files together, in bytes; `made` the time of the backup, ISO 8601 in UTC."""

    files: int
    size: int
    made: str


def make_backup(home: Path, target: Path) -> Report:
    """Writes the home to `target`, outside of it, in place of an earlier file only once it is complete and verified.

    Raises `BackupError`, and `Busy` while another process writes.
    """
    target = Path(os.path.abspath(target))
    if not target.parent.is_dir():
        raise BackupError(f"找不到資料夾「{target.parent}」；請先建立，或換一個位置。")
    if target.is_dir():
        raise BackupError(f"「{target}」是資料夾；請給備份檔的檔名，例如 xietiao.zip。")
    _outside(home, target)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    recover(home)
    try:
        with (
            write_lock(home),
            tempfile.TemporaryDirectory(prefix="xietiao-") as scratch,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
        ):
            files = {name: _pack(archive, name, path) for name, path in _files(home, scratch)}
            record = {"format": FORMAT, "made": made, "files": files}
            archive.writestr(MANIFEST, json.dumps(record, ensure_ascii=False, indent=1))
        with zipfile.ZipFile(partial) as archive:
            _verify(archive)
        with partial.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(partial, target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"備份沒有完成（{refusal(error)}）；原有的檔案沒有改動。") from error
    except sqlite3.DatabaseError as error:
        advice = "請執行 xietiao doctor 看詳情，或先關閉協調通的視窗再試"
        raise BackupError(f"備份沒有完成（學習紀錄讀不出來）；{advice}。") from error
    finally:
        partial.unlink(missing_ok=True)
    return Report(len(files), sum(entry["size"] for entry in files.values()), made)


def restore_backup(home: Path, source: Path) -> Report:
    """Puts the backup in the place of all that is in the home. Raises `BackupError`, the home as it was, and `Busy`."""
    _outside(home, source)
    make_home(home)
    recover(home)
    work = home / WORK
    with write_lock(home):
        shutil.rmtree(work, ignore_errors=True)
        try:
            (work / "old").mkdir(parents=True)
            (work / "new").mkdir()
            report = _unpack(source, work / "new")
            _free(home / FILE)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        _phase(work, "aside")
        _finish(home)
    return report


def recover(home: Path) -> None:
    """Finishes a restore that was killed; costs one look at the disk otherwise. Raises `Busy`."""
    work = home / WORK
    if not work.exists():
        return
    if not (work / "phase").exists():
        # unpacked but not yet verified: a restore is under way, or was killed before it changed anything
        with suppress(Busy), write_lock(home, patience=0):
            if not (work / "phase").exists():
                shutil.rmtree(work, ignore_errors=True)
        return
    with write_lock(home):
        phase = _read_phase(work)
        if phase == "aside":
            _move(work / "old", home)
            (work / "phase").unlink()
            shutil.rmtree(work, ignore_errors=True)
        elif phase == "in":
            _finish(home)


def _outside(home: Path, file: Path) -> None:
    """A restore clears the home: the backup itself must not lie there. Raises `BackupError`."""
    if file.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"備份檔要放在資料夾「{home}」之外；請換一個位置。")


def _finish(home: Path) -> None:
    work = home / WORK
    if _read_phase(work) == "aside":
        _move(home, work / "old")
        _phase(work, "in")
    _move(work / "new", home)
    (work / "phase").unlink()
    sync_folder(work)
    shutil.rmtree(work, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """Moves what is in a folder, save what stays; running it again goes on where it stopped."""
    for path in sorted(source.iterdir()):
        if path.name not in STAYS:
            os.replace(path, target / path.name)
    sync_folder(target)
    sync_folder(source)


def _phase(work: Path, phase: str) -> None:
    replace_file(work / "phase", phase.encode())
    sync_folder(work)


def _read_phase(work: Path) -> str:
    return (work / "phase").read_text() if (work / "phase").exists() else ""


def _free(database: Path) -> None:
    """Waits for open transactions to end, and empties the log into the file. Raises `BackupError`."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=DATABASE_PATIENCE, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        raise BackupError("學習紀錄正在使用中；請先關閉協調通的視窗再還原。") from error
    except sqlite3.DatabaseError:
        pass  # a damaged file is what a restore is for


def _files(home: Path, scratch: str) -> Iterator[tuple[str, Path]]:
    """The name in the zip and the file to read, in order."""
    current = home / "index" / "CURRENT"
    build = current.read_text("utf-8").strip() if current.is_file() else ""
    for path in sorted(home.rglob("*")):
        relative = path.relative_to(home)
        parts = relative.parts
        if parts[0] in LEFT_OUT or path.is_symlink() or not path.is_file():
            continue
        if parts[0] == "index" and parts[1] not in ("CURRENT", build):
            continue
        if relative.as_posix() == FILE:
            copy = Path(scratch) / FILE
            copy_database(path, copy)
            path = copy
        yield relative.as_posix(), path


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    # always the same time and mode: the same home gives the same bytes
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while block := source.read(CHUNK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return {"sha256": digest.hexdigest(), "size": size}


def _verify(archive: zipfile.ZipFile, into: Path | None = None) -> Report:
    """Reads every file against the manifest, unpacking it if `into` is given. Raises `BackupError`."""
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ValueError(MANIFEST)
        record = json.loads(archive.read(MANIFEST))
        made, files = str(record["made"]), {str(name): dict(entry) for name, entry in record["files"].items()}
        if record["format"] != FORMAT:
            raise BackupError(f"備份檔的格式是第 {record['format']} 版，這個版本的程式讀不懂；請更新程式。")
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError("這不是協調通的備份檔：裡面沒有可讀的清單。") from error
    names = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
    if sorted(names) != sorted(files):
        raise BackupError("備份檔與它的清單不符：有多出或缺少的檔案。")
    for name, entry in files.items():
        _check_name(name, archive.getinfo(name))
        digest, size = hashlib.sha256(), 0
        target = into / name if into else None
        if target:
            target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, open(target or os.devnull, "wb") as handle:
            while block := source.read(CHUNK):
                digest.update(block)
                size += len(block)
                if size > entry["size"]:
                    break
                handle.write(block)
            if target:
                handle.flush()
                os.fsync(handle.fileno())
        if size != entry["size"] or digest.hexdigest() != entry["sha256"]:
            raise BackupError(f"備份檔裡的「{name}」已損壞（校驗碼不符）。")
    return Report(len(files), sum(entry["size"] for entry in files.values()), made)


def _check_name(name: str, info: zipfile.ZipInfo) -> None:
    """Only plain files below the home. Raises `BackupError`."""
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    odd = path.is_absolute() or path.as_posix() != name or bool(windows.anchor) or ".." in windows.parts
    if odd or path.parts[0] in LEFT_OUT or stat.S_ISLNK(info.external_attr >> 16):
        raise BackupError(f"備份檔裡有不該有的檔名：「{name}」。")


def _unpack(source: Path, into: Path) -> Report:
    """Unpacks and verifies. Raises `BackupError`."""
    try:
        with zipfile.ZipFile(source) as archive:
            report = _verify(archive, into)
    except FileNotFoundError as error:
        raise BackupError(f"找不到備份檔「{source}」。") from error
    except UNREADABLE as error:
        raise BackupError(f"「{source}」不是完整的備份檔（不是 zip 檔，或是已損壞）；請改用另一份備份。") from error
    except OSError as error:
        raise BackupError(f"備份檔讀不出來或寫不下（{refusal(error)}）；現有的資料沒有改動。") from error
    found = integrity(into / FILE)
    if found:
        raise BackupError("備份檔裡的學習紀錄已損壞；請改用另一份備份。")
    try:
        revision(into / FILE)
    except StudyTooNew as error:
        raise BackupError("這份備份是較新版本的程式做的；請更新程式後再還原。") from error
    return report
