"""The library: what is shipped, what the trainer wrote, what was imported, and the index over all of it.

>>> library = Library.open(Path("~/xietiao").expanduser())    # doctest: +SKIP
>>> library.add([Path("行政協調方式.txt")]).added[0].id        # doctest: +SKIP
'u-3f6c0d5a1b'
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from app.store.catalog import Catalog, Entry, LibraryDamaged, SourceDamaged
from app.store.home import HomeProblem, make_home, max_bytes
from app.store.lock import PATIENCE, Busy, write_lock
from app.store.shipped import SHIPPED, Shipped, corpus_fingerprint, read_shipped
from corpus.cues import Cues, read_asks
from corpus.lexicon import Lexicon
from corpus.records import Corpus, Document, Origin
from corpus.surrogates import readable
from indexer.fingerprint import code_fingerprint
from indexer.knowledge import evidence_of
from indexer.manifest import IndexMissing, IndexOutdated, IndexProblem, current_build
from indexer.search import Index, verify
from indexer.segment import use_cache_folder

if TYPE_CHECKING:
    from indexer.build import BuildReport
    from indexer.encoder import Encoder

__all__ = ["AddReport", "Added", "Busy", "Library", "LibraryDamaged", "Skipped", "SourceDamaged", "SourceRow"]

# done, of how many, the file in hand
Progress = Callable[[int, int, str], None]
# Seconds to wait for another process's build when there is no index at all to answer from.
BUILD_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Added:
    id: str
    title: str
    passages: int
    format: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not imported, by its absolute path or an upload's name, made readable; `failed` is false where
    its content is in the library already."""

    path: str
    reason: str
    failed: bool


@dataclass(frozen=True, slots=True)
class AddReport:
    added: tuple[Added, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`added_at` is None for what is shipped; `came_from` is a path, or `upload:` and a name."""

    id: str
    title: str
    origin: Origin
    passages: int
    added_at: str | None
    came_from: str | None = None
    warnings: tuple[str, ...] = ()


class Library:
    """All documents under one `home`. Threads may share it; processes are kept apart by the write lock."""

    def __init__(self, home: Path, encoder: "Encoder | None", shipped: Path) -> None:
        self.home = home
        self._roots = (shipped, home / "corpus")
        self.index_root = home / "index"
        self._catalog = Catalog(home / "library")
        self._encoder = encoder
        self._index: Index | None = None

    @classmethod
    def open(cls, home: Path, encoder: "Encoder | None" = None, shipped: Path = SHIPPED) -> "Library":
        """Opens the folder, making it if need be; `encoder` takes the place of the configured one, `shipped` that of
        the repository's corpus. Raises `HomeProblem`."""
        make_home(home)
        use_cache_folder(home / "cache")
        return cls(home, encoder, shipped)

    @property
    def encoder(self) -> "Encoder":
        if self._encoder is None:
            from indexer.encoder import open_encoder

            self._encoder = open_encoder()
        return self._encoder

    @property
    def corpus(self) -> Corpus:
        """Cards, cases and handbook, the trainer's own included. Raises `CardError`."""
        return self._shipped().corpus

    def add(self, paths: Sequence[Path], progress: Progress | None = None) -> AddReport:
        """Imports files and folders, then brings the index up to date.

        All that can be read goes in together, in one step; each file that cannot is one `Skipped` with its reason. The
        same absolute path with other content replaces. Raises `Busy`.
        """
        from corpus.readers import ReadError, find_files

        files: list[tuple[str, Path | bytes]] = []
        skipped: list[Skipped] = []
        for path in paths:
            try:
                files += [(os.path.abspath(file), file) for file in find_files(path)]
            except ReadError as error:
                skipped.append(Skipped(readable(os.path.abspath(path)), _reason(error), failed=True))
        return self._import(files, skipped, progress)

    def add_bytes(self, name: str, data: bytes) -> AddReport:
        """Imports an upload; the same name with other content replaces. Raises `Busy`."""
        return self.add_uploads([(name, data)])

    def add_uploads(self, uploads: Iterable[tuple[str, bytes]], progress: Progress | None = None) -> AddReport:
        """Imports several uploads in one step. Raises `Busy`."""
        return self._import([(f"upload:{PurePath(name).name}", data) for name, data in uploads], [], progress)

    def remove(self, source_id: str) -> None:
        """Removes an imported source. Raises `KeyError` for any other id, and `Busy`."""
        with write_lock(self.home):
            entries = self._catalog.entries()
            if all(entry.id != source_id for entry in entries):
                raise KeyError(source_id)
            self._build([entry for entry in entries if entry.id != source_id])
            self._catalog.clean()

    def sources(self) -> list[SourceRow]:
        """The shipped documents, then the imported ones in the order of import."""
        shipped = self._shipped()
        rows = [
            SourceRow(document.id, document.title, document.origin, shipped.passages[document.id], None)
            for document in shipped.corpus.documents.values()
        ]
        return rows + [
            SourceRow(e.id, e.title, "imported", e.passages, e.added_at, e.came_from, _warnings(e))
            for e in self._catalog.entries()
        ]

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` for an unknown id, and `SourceDamaged`, which is one."""
        for entry in self._catalog.entries():
            if entry.id == document_id:
                return self._document(entry)
        return self.corpus.documents[document_id]

    def imported(self) -> dict[str, Document]:
        """The imported documents by id, in the order of import, without those that are damaged."""
        found = {}
        for entry in self._catalog.entries():
            with suppress(SourceDamaged):
                found[entry.id] = self._document(entry)
        return found

    def fingerprint(self) -> str:
        """Changes with the code, any shipped or trainer's text, and the set of imported contents."""
        return self._fingerprint(self._catalog.entries())

    def _fingerprint(self, entries: Sequence[Entry]) -> str:
        digest = hashlib.sha256(f"{code_fingerprint()} {corpus_fingerprint(self._roots)}".encode())
        for entry in entries:
            facts = f"{entry.id} {entry.sha256} {entry.title} {entry.readings} {entry.set_aside}\n"
            digest.update(facts.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:32]

    def current_build(self) -> str | None:
        """The build in use on the disk, for a running app to see that there is a new one; reads one small file."""
        return current_build(self.index_root)

    def ensure_index(self) -> Index:
        """The index, up to date; a missing, damaged or outdated one is rebuilt, which standard error is told.

        While another process writes, or where nothing can be written, an index that is merely old answers.
        """
        fingerprint = self.fingerprint()
        held = self._index
        if held and held.manifest.fingerprint == fingerprint and held.build == self.current_build():
            return held
        try:
            index = Index.open(self.index_root, self.encoder, fingerprint=fingerprint)
        except IndexProblem as problem:
            index = self._mend(problem)
        self._index = index
        return index

    def build(self, *, force: bool = False) -> "BuildReport":
        """Brings the index up to date; `force` builds all of it anew. Raises `Busy`."""
        with write_lock(self.home):
            report = self._build(self._catalog.entries(), force)
            self._catalog.clean()
            return report

    def problems(self) -> list[str]:
        """What is wrong on the disk, every checksum read; for `doctor`. An index that is only missing is no problem."""
        of_index = list(verify(self.index_root)) if self.current_build() is not None else []
        return [*of_index, *self.source_problems()]

    def source_problems(self) -> list[str]:
        """Those of `problems` that are about imported sources, each with what to do; no stop at the end."""
        found = []
        for entry in self._catalog.entries():
            if self._catalog.is_sound(entry):
                continue
            what = f"匯入的資料「{entry.title}」（{entry.id}）"
            try:
                self._document(entry)
                self._catalog.source(entry)
            except SourceDamaged:
                remedy = f"請重新匯入原來的檔案，或用 xietiao remove {entry.id} 移除"
                effect = "查找時略過" if entry.set_aside else "更新索引以後就查不到"
                found.append(f"{what}的檔案已損壞，{effect}；{remedy}")
            except LibraryDamaged:
                found.append(f"{what}留存的原檔不見了，或與校驗碼不符，還能查找；請重新匯入原來的檔案")
            else:
                found.append(f"{what}讀出的文字已損壞，但留存的原檔完整；請執行 xietiao index 重新讀入")
        return found

    def _shipped(self) -> Shipped:
        return read_shipped(self._roots, corpus_fingerprint(self._roots))

    def _mend(self, problem: IndexProblem) -> Index:
        usable = isinstance(problem, IndexOutdated) and problem.usable
        try:
            with write_lock(self.home, PATIENCE if usable else BUILD_PATIENCE):
                try:  # another process may have built it meanwhile
                    return Index.open(self.index_root, self.encoder, fingerprint=self.fingerprint())
                except IndexProblem as still:
                    print(_why(still), file=sys.stderr)
                    self._build(self._catalog.entries())
                return Index.open(self.index_root, self.encoder)
        except (Busy, HomeProblem):
            if not usable:
                raise
            return Index.open_old(self.index_root, self.encoder)

    def _document(self, entry: Entry) -> Document:
        """As it was read or, where that is damaged, read again from the file. Raises `SourceDamaged`."""
        from corpus.readers import ReadError, read_bytes

        try:
            return self._catalog.document(entry)
        except LibraryDamaged as damaged:
            try:
                data, name = self._catalog.source(entry), entry.came_from.removeprefix("upload:")
                return read_bytes(data, name, document_id=entry.id, max_bytes=max(len(data), 1)).document
            except (LibraryDamaged, ReadError) as error:
                raise SourceDamaged(damaged.path, entry) from error

    def _mended(self, entry: Entry) -> tuple[Entry, Document | None]:
        """The entry as the index shall have it: a damaged document is written anew from its file; where that cannot be
        done, the entry is set aside and there is no document."""
        from corpus.passages import split_passages

        try:
            return replace(entry, set_aside=False), self._catalog.document(entry)
        except LibraryDamaged:
            pass
        try:
            document = self._document(entry)
        except SourceDamaged as damaged:
            print(f"{damaged}，查找時略過；請重新匯入原來的檔案。", file=sys.stderr)
            return replace(entry, set_aside=True), None
        self._catalog.put_document(entry, document)
        print(f"匯入的資料「{entry.title}」（{entry.id}）讀出的文字已損壞，已從留存的原檔重新讀入。", file=sys.stderr)
        passages, readings = len(split_passages(document)), entry.readings + 1
        return replace(entry, title=document.title, passages=passages, readings=readings, set_aside=False), document

    def _build(self, entries: Sequence[Entry], force: bool = False) -> "BuildReport":
        """Builds the index over these entries, then makes them the library's: a build that fails changes nothing."""
        from indexer.build import build_index

        mended = [self._mended(entry) for entry in entries]
        entries = [entry for entry, _ in mended]
        # before the corpus: a text changed while it is read makes the index outdated, not wrong
        fingerprint = self._fingerprint(entries)
        corpus = self.corpus
        documents = [*corpus.documents.values(), *(document for _, document in mended if document)]
        report = build_index(
            self.index_root,
            documents,
            corpus.concept_of,
            self.encoder,
            knowledge=evidence_of(corpus, [ask for root in self._roots for ask in read_asks(root)]),
            lexicon=Lexicon.load(*self._roots),
            cues=Cues.load(*self._roots),
            fingerprint=fingerprint,
            force=force,
        )
        if tuple(entries) != self._catalog.entries():
            self._catalog.commit(entries)
        return report

    def _import(
        self, files: Sequence[tuple[str, Path | bytes]], skipped: list[Skipped], progress: Progress | None
    ) -> AddReport:
        from corpus.readers import ReadError

        added: list[Added] = []
        with write_lock(self.home):
            entries = {entry.id: entry for entry in self._catalog.entries()}
            for number, (came_from, content) in enumerate(files):
                name = readable(came_from.removeprefix("upload:"))
                if progress:
                    progress(number, len(files), name)
                try:
                    entry = self._read(came_from, content, entries)
                except ReadError as error:
                    skipped.append(Skipped(name, _reason(error), failed=True))
                    continue
                except _Known as known:
                    skipped.append(Skipped(name, str(known), failed=False))
                    continue
                entries[entry.id] = entry
                added = [a for a in added if a.id != entry.id]
                added.append(Added(entry.id, entry.title, entry.passages, entry.format, entry.warnings))
            if added:
                self._build(list(entries.values()))
            self._catalog.clean()
        if progress:
            progress(len(files), len(files), "")
        return AddReport(tuple(added), tuple(skipped))

    def _read(self, came_from: str, content: Path | bytes, entries: dict[str, Entry]) -> Entry:
        """Reads one file and stages it. Raises `ReadError` or `_Known`."""
        from corpus.passages import split_passages
        from corpus.readers import read_bytes, read_file

        document_id = "u-" + hashlib.sha256(came_from.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        limit = max_bytes()
        if isinstance(content, Path):
            data = _small_file(content, limit)
            if data is None:
                read_file(content, document_id=document_id, max_bytes=limit)  # says what keeps it from being read
                data = content.read_bytes()
        else:
            data = content
        sha256 = hashlib.sha256(data).hexdigest()
        place, readings = readable(came_from), 1
        for known in entries.values():
            if known.sha256 == sha256:
                if self._catalog.is_sound(known):
                    raise _Known(f"內容相同的資料已在資料庫裡：{known.title}（{known.id}）")
                # what is stored of it is damaged: this file mends it, wherever it lies
                document_id, place, readings = known.id, known.came_from, known.readings + 1
        name = place.removeprefix("upload:")
        result = read_bytes(data, name, document_id=document_id, max_bytes=limit)
        entry = Entry(
            id=document_id,
            title=result.document.title,
            came_from=place,
            sha256=sha256,
            suffix=PurePath(name).suffix.lower(),
            format=result.format,
            passages=len(split_passages(result.document)),
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            warnings=result.warnings,
            readings=readings,
        )
        self._catalog.stage(entry, data, result.document)
        return entry


def _warnings(entry: Entry) -> tuple[str, ...]:
    damaged = ("檔案已損壞，查找時略過；請重新匯入原來的檔案，或移除這份資料。",) if entry.set_aside else ()
    return (*damaged, *entry.warnings)


class _Known(Exception):
    """The content is in the library already."""


def _small_file(path: Path, limit: int) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= limit else None
    except OSError:
        return None


def _reason(error: Exception) -> str:
    """A `ReadError` without the path, which stands beside it."""
    return f"{getattr(error, 'problem', error)}{getattr(error, 'advice', '')}"


def _why(problem: IndexProblem) -> str:
    if isinstance(problem, IndexMissing):
        return "正在建立索引……"
    return f"索引{'已過時' if isinstance(problem, IndexOutdated) else '損壞'}（{problem}），正在重建……"
