"""One complete index a folder, and `CURRENT` naming the one in use.

    index/CURRENT                     the folder's name
    index/20261123T223000-1f2e3d/     manifest.json, the files that it lists

A build is written under a hidden name, synced, renamed, and only then named in `CURRENT` by an atomic replace: whoever
opens sees the old build or the new one, whenever the writer died.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 3
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
# Up to this many bytes an index is checked in full whenever it is opened (some 30 ms); a larger one by sizes only.
FULL_CHECK = 24_000_000


class IndexProblem(Exception):
    """The index cannot be used as it stands; a rebuild mends it."""


class IndexMissing(IndexProblem):
    """Nothing has been built under this folder."""


class IndexDamaged(IndexProblem):
    """`reason` says which file is not what the manifest says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IndexOutdated(IndexProblem):
    """`reason` says what has changed since: the texts, the encoder or the programme.

    `usable`: the old index can still answer (the encoder and the format are the same)."""

    def __init__(self, reason: str, *, usable: bool) -> None:
        super().__init__(reason)
        self.reason, self.usable = reason, usable


@dataclass(frozen=True, slots=True)
class StoredFile:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of. `fingerprint` stands for the texts and the code that it was built from."""

    build: str
    format: int
    encoder: str
    dimension: int
    segment: str
    fingerprint: str
    documents: int
    passages: int
    files: Mapping[str, StoredFile]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises `IndexMissing` or `IndexDamaged`; other formats are `IndexOutdated`."""
        try:
            record = json.loads((folder / MANIFEST).read_bytes())
        except FileNotFoundError as error:
            raise IndexMissing(f"{folder.name}：沒有 {MANIFEST}") from error
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{folder.name}/{MANIFEST} 讀不出來") from error
        try:
            if record["format"] != FORMAT:
                raise IndexOutdated(f"索引格式是 {record['format']}，程式用的是 {FORMAT}", usable=False)
            files = {name: StoredFile(**entry) for name, entry in record.pop("files").items()}
            return cls(**record, files=files)
        except (TypeError, KeyError, AttributeError) as error:
            raise IndexDamaged(f"{folder.name}/{MANIFEST} 的內容不完整") from error

    def check(self, folder: Path, *, full: bool | None = None) -> None:
        """Raises `IndexDamaged` for the first file whose size (or, when `full`, checksum) is wrong.

        `full=None` reads everything only where that is cheap."""
        for name, stored in self.files.items():
            try:
                size = (folder / name).stat().st_size
            except OSError as error:
                raise IndexDamaged(f"缺少檔案 {folder.name}/{name}") from error
            if size != stored.size:
                raise IndexDamaged(f"{folder.name}/{name} 有 {size} 位元組，應有 {stored.size}")
        if full or (full is None and sum(stored.size for stored in self.files.values()) <= FULL_CHECK):
            for name, stored in self.files.items():
                if sha256_file(folder / name) != stored.sha256:
                    raise IndexDamaged(f"{folder.name}/{name} 的內容與校驗碼不符")


def sha256_file(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def current_build(root: Path) -> str | None:
    """The name in `CURRENT`, or None; cheap enough for every request."""
    try:
        name = (root / CURRENT).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name and Path(name).name == name and not name.startswith(".") else None


def current_folder(root: Path) -> Path:
    """Raises `IndexMissing` where nothing is built and `IndexDamaged` where `CURRENT` names nothing."""
    name = current_build(root)
    if name is None:
        if (root / CURRENT).exists():
            raise IndexDamaged(f"{CURRENT} 的內容不是索引的名稱")
        raise IndexMissing("還沒有索引")
    if not (root / name).is_dir():
        raise IndexDamaged(f"{CURRENT} 所指的 {name} 不存在")
    return root / name


def publish(root: Path, staging: Path, manifest: Manifest) -> Path:
    """Turns the finished `staging` folder into build `manifest.build` and names it in `CURRENT`.

    Keeps the build before it (a reader may have it open) and removes older ones."""
    previous = current_build(root)
    write_file(staging / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
    sync_folder(staging)
    target = root / manifest.build
    os.replace(staging, target)
    sync_folder(root)
    replace_file(root / CURRENT, manifest.build.encode())
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in (manifest.build, previous):
            shutil.rmtree(folder, ignore_errors=True)  # on Windows an open file stays; the next build tries again
    return target


def stored_files(folder: Path) -> dict[str, StoredFile]:
    """The manifest's entries for what lies in a folder; syncs each file on the way."""
    entries = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
            continue
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())
        entries[path.relative_to(folder).as_posix()] = StoredFile(path.stat().st_size, sha256_file(path))
    return entries


def write_file(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Writes beside and replaces, so that `path` holds the old bytes or the new ones."""
    beside = path.with_name(f".{path.name}.new")
    write_file(beside, data)
    os.replace(beside, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes renames inside `folder` survive a power cut; Windows cannot and need not."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
