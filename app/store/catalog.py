"""The imported sources: a folder for each content, and one file that names those that count.

    library/catalog.json                     the entries, replaced atomically
    library/<id>/<content>/source.<ext>      the file as it came
    library/<id>/<content>/document.json     what was read from it

Folders are written first, the catalog is replaced once, leftovers are removed last: however many files an import
brings, a kill leaves all of them or none.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.records import Document
from indexer.manifest import replace_file, sync_folder, write_file
from indexer.shelf import document_record, read_document

FORMAT = 1


class LibraryDamaged(Exception):
    """A file of the library cannot be read; `path` names it. The message has no stop at its end."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"資料庫的檔案讀不出來：{path}")
        self.path = path


class SourceDamaged(LibraryDamaged, KeyError):
    """One imported source can be had neither as it was read nor from the file kept beside it. A `KeyError` as well:
    whoever can do without a document that is gone can do without this one."""

    def __init__(self, path: Path, entry: "Entry") -> None:
        super().__init__(path)
        self.entry = entry

    def __str__(self) -> str:
        return f"匯入的資料「{self.entry.title}」（{self.entry.id}）的檔案已損壞"


@dataclass(frozen=True, slots=True)
class Entry:
    """An imported source. `came_from` is an absolute path, or `upload:` and a name; `sha256` is of the file's bytes;
    `added_at` is ISO 8601 in UTC.

    `readings` counts how often the same file was read, and `set_aside` says that it could not be: an index made before
    either changed is outdated, though no content changed."""

    id: str
    title: str
    came_from: str
    sha256: str
    suffix: str
    format: str
    passages: int
    added_at: str
    warnings: tuple[str, ...]
    readings: int = 1
    set_aside: bool = False


class Catalog:
    """The entries on disk. Writing is for whoever holds the write lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "catalog.json"

    def entries(self) -> tuple[Entry, ...]:
        """In the order of import. Raises `LibraryDamaged`."""
        try:
            record = json.loads(self._file.read_bytes())
            return tuple(Entry(**{**entry, "warnings": tuple(entry["warnings"])}) for entry in record["entries"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LibraryDamaged(self._file) from error

    def content(self, entry: Entry) -> Path:
        return self.folder / entry.id / entry.sha256[:12]

    def document(self, entry: Entry) -> Document:
        """What was read from the file when it was imported. Raises `LibraryDamaged`."""
        path = self.content(entry) / "document.json"
        try:
            return read_document(json.loads(path.read_bytes().decode("utf-8", "surrogatepass")))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LibraryDamaged(path) from error

    def source(self, entry: Entry) -> bytes:
        """The file as it came. Raises `LibraryDamaged` where it is gone or another than it was."""
        path = self.content(entry) / f"source{entry.suffix}"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LibraryDamaged(path) from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise LibraryDamaged(path)
        return data

    def is_sound(self, entry: Entry) -> bool:
        """Whether the file and what was read from it are both there."""
        try:
            self.document(entry)
            self.source(entry)
        except LibraryDamaged:
            return False
        return True

    def put_document(self, entry: Entry, document: Document) -> None:
        """Writes anew what was read from an entry's file, which stays as it is."""
        replace_file(self.content(entry) / "document.json", _stored(document))

    def stage(self, entry: Entry, data: bytes, document: Document) -> None:
        """Writes an entry's folder; it counts only once `commit` names it."""
        target = self.content(entry)
        staging = self.folder / f".{entry.id}-{target.name}"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        write_file(staging / f"source{entry.suffix}", data)
        write_file(staging / "document.json", _stored(document))
        sync_folder(staging)
        target.parent.mkdir(exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(staging, target)
        sync_folder(target.parent)

    def commit(self, entries: Sequence[Entry]) -> None:
        """Makes these the entries, in one step."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sync_folder(self.folder)
        record = {"format": FORMAT, "entries": [asdict(entry) for entry in entries]}
        replace_file(self._file, json.dumps(record, ensure_ascii=False, indent=1).encode())

    def clean(self) -> None:
        """Removes what no entry names: replaced and removed contents, and what a killed import left."""
        wanted = {self.content(entry) for entry in self.entries()}
        parents = {path.parent for path in wanted}
        for path in [*self.folder.iterdir()] if self.folder.is_dir() else []:
            if path.is_dir() and path not in parents:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir():
                for content in path.iterdir():
                    if content not in wanted:
                        shutil.rmtree(content, ignore_errors=True)


def _stored(document: Document) -> bytes:
    return json.dumps(document_record(document), ensure_ascii=False).encode("utf-8", "surrogatepass")
