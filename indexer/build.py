"""Building an index: only what is new is cut and encoded, the rest comes from the build before."""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.cues import Cues
from corpus.key import search_key
from corpus.lexicon import Lexicon
from corpus.passages import split_passages
from corpus.records import Document, Passage
from indexer import dense
from indexer.arrays import open_array
from indexer.fingerprint import code_fingerprint
from indexer.knowledge import FOLDER, Evidence, write_rows
from indexer.lexical import Postings
from indexer.manifest import FORMAT, IndexDamaged, IndexProblem, Manifest, current_folder, publish, stored_files
from indexer.naming import concept_names, passage_concept
from indexer.search import CUES, LEXICON, SAME, TWINS
from indexer.segment import segment_fingerprint, terms
from indexer.shelf import save_shelf

if TYPE_CHECKING:
    from indexer.encoder import Encoder

KEYS = "keys.npy"
BATCH = 256


@dataclass(frozen=True, slots=True)
class BuildReport:
    """`seconds` is the time that this call took; `encoded` counts the texts that the encoder was given; `damaged` says
    what was wrong with the build before, if anything was: all of it was then built anew."""

    build: str
    passages: int
    documents: int
    seconds: float
    encoded: int = 0
    damaged: str = ""


@dataclass(frozen=True, slots=True)
class _Former:
    """What a build before this one offers: the vector and postings of each passage by the digest of its key."""

    row_of: Mapping[bytes, int]
    vectors: NDArray[np.float32] | None
    postings: Postings | None
    knowledge: "_Former | None" = None


_NOTHING = _Former({}, None, None)


def indexed_text(document: Document, passage: Passage) -> str:
    """What of a passage is searched: the document's title, the headings and the text, a line each."""
    lines = [document.title, *passage.headings]
    return "\n".join(dict.fromkeys(line for line in lines if line)) + "\n" + passage.text


def documents_fingerprint(documents: Sequence[Document], concept_of: Mapping[str, str]) -> str:
    """Changes with any text, title, section or concept, and with the code."""
    digest = hashlib.sha256(code_fingerprint().encode())
    for document in documents:
        digest.update(repr((document, concept_of.get(document.id))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def build_index(
    root: Path,
    documents: Sequence[Document],
    concept_of: Mapping[str, str],
    encoder: "Encoder",
    *,
    knowledge: Sequence[Evidence] = (),
    lexicon: Lexicon | None = None,
    cues: Cues | None = None,
    fingerprint: str | None = None,
    force: bool = False,
    progress: bool = True,
) -> BuildReport:
    """Brings `root` up to date with the documents (ids must differ) and gives what is in use now.

    `knowledge`: what speaks for each concept; `lexicon`: the everyday expressions that widen a query; `cues`: the
    fragments that point to concepts.

    Nothing is written where the current build has the same fingerprint (default: of the documents themselves) and
    encoder; `force` starts from nothing. Progress goes to standard error once a second has passed.
    """
    started = time.perf_counter()
    fingerprint = fingerprint or documents_fingerprint(documents, concept_of)
    former, damaged = _NOTHING, ""
    if not force:
        try:
            folder = current_folder(root)
            manifest = Manifest.read(folder)
            manifest.check(folder, full=True)
        except IndexDamaged as problem:
            damaged = problem.reason
        except IndexProblem:
            pass
        else:
            same_encoder = (manifest.encoder, manifest.dimension) == (encoder.name, encoder.dimension)
            if same_encoder and manifest.fingerprint == fingerprint:
                seconds = time.perf_counter() - started
                return BuildReport(manifest.build, manifest.passages, manifest.documents, seconds)
            same_terms = manifest.segment == segment_fingerprint()
            knowledge_before = _open_former(folder / FOLDER, same_encoder, same_terms)
            former = replace(_open_former(folder, same_encoder, same_terms), knowledge=knowledge_before)
    root.mkdir(parents=True, exist_ok=True)
    build = _name(root)
    staging = root / f".{build}"
    staging.mkdir()
    try:
        counts = _write(staging, documents, concept_of, encoder, former, progress)
        (staging / FOLDER).mkdir()
        _write_knowledge(staging / FOLDER, knowledge, encoder, former.knowledge or _NOTHING, progress)
        (staging / LEXICON).write_text((lexicon or Lexicon({})).to_tsv(), "utf-8")
        (staging / CUES).write_text((cues or Cues({})).to_tsv(), "utf-8")
        manifest = Manifest(
            build=build,
            format=FORMAT,
            encoder=encoder.name,
            dimension=encoder.dimension,
            segment=segment_fingerprint(),
            fingerprint=fingerprint,
            documents=len(documents),
            passages=counts[0],
            files=stored_files(staging),
        )
        publish(root, staging, manifest)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return BuildReport(build, counts[0], len(documents), time.perf_counter() - started, counts[1], damaged)


def _name(root: Path) -> str:
    """A folder name that sorts by time: "20261123T223000-1a2b3c"."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"


def _open_former(folder: Path, same_encoder: bool, same_terms: bool) -> _Former:
    keys = np.load(folder / KEYS)
    row_of = {key.tobytes(): row for row, key in reversed(list(enumerate(keys)))}
    vectors = open_array(folder / dense.FILE) if same_encoder else None
    return _Former(row_of, vectors, Postings.open(folder) if same_terms else None)


def _write(
    folder: Path,
    documents: Sequence[Document],
    concept_of: Mapping[str, str],
    encoder: "Encoder",
    former: _Former,
    progress: bool,
) -> tuple[int, int]:
    """Writes all files but the manifest; gives the number of passages and of texts encoded."""
    # Shipped first: a scope is then a stretch of rows. The sort is stable, the order within each part is the caller's.
    documents = sorted(documents, key=lambda document: document.origin != "shipped")
    bar = tqdm(documents, "分段", delay=1, disable=not progress, file=sys.stderr, leave=False)
    passages = [split_passages(document) for document in bar]
    flat = [passage for own in passages for passage in own]
    texts = [
        search_key(indexed_text(document, passage))
        for document, own in zip(documents, passages, strict=True)
        for passage in own
    ]
    keys = [_digest(text, 16) for text in texts]
    names = concept_names(documents, concept_of)
    save_shelf(folder, documents, passages, [passage_concept(passage, concept_of, names) for passage in flat])
    np.save(folder / KEYS, np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 16))
    digests = [_digest("".join(search_key(passage.text).split()), 8) for passage in flat]
    same = np.frombuffer(b"".join(digests), np.uint64)
    _, which, times = np.unique(same, return_inverse=True, return_counts=True)
    np.save(folder / SAME, same)
    np.save(folder / TWINS, np.flatnonzero(times[which] > 1))
    _postings(texts, keys, former, progress).save(folder)
    encoded = _save_vectors(folder, texts, keys, encoder, former, progress)
    return len(flat), encoded


def _write_knowledge(
    folder: Path, rows: Sequence[Evidence], encoder: "Encoder", former: _Former, progress: bool
) -> None:
    texts = [search_key(row.text) for row in rows]
    keys = [_digest(text, 16) for text in texts]
    write_rows(folder, rows)
    np.save(folder / KEYS, np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 16))
    _postings(texts, keys, former, progress).save(folder)
    _save_vectors(folder, texts, keys, encoder, former, progress)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _postings(texts: Sequence[str], keys: Sequence[bytes], former: _Former, progress: bool) -> Postings:
    old = former.postings
    # An old row serves once: a second passage of the same key is cut anew, which is rare and right.
    places = np.full(len(old.lengths) if old else 0, -1, np.int32)
    new_rows = []
    for row, key in enumerate(keys):
        old_row = former.row_of.get(key) if old else None
        if old_row is None or places[old_row] >= 0:
            new_rows.append(row)
        else:
            places[old_row] = row
    bar = tqdm(new_rows, "斷詞", delay=1, disable=not progress, file=sys.stderr, leave=False)
    fresh = Postings.from_terms(terms(texts[row]) for row in bar)
    return old.merged(places, fresh, np.array(new_rows, np.int32)) if old else fresh


def _save_vectors(
    folder: Path, texts: Sequence[str], keys: Sequence[bytes], encoder: "Encoder", former: _Former, progress: bool
) -> int:
    """Writes a vector for every passage, encoding each new key once; gives how many."""
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    new: dict[bytes, list[int]] = {}
    for row, key in enumerate(keys):
        old_row = former.row_of.get(key) if former.vectors is not None else None
        if old_row is not None and former.vectors is not None:
            vectors[row] = former.vectors[old_row]
        else:
            new.setdefault(key, []).append(row)
    groups = list(new.values())
    starts = range(0, len(groups), BATCH)
    for start in tqdm(starts, "編碼", delay=1, disable=not progress, file=sys.stderr, leave=False):
        batch = groups[start : start + BATCH]
        encoded = encoder.encode_passages([texts[rows[0]] for rows in batch])
        for rows, vector in zip(batch, encoded, strict=True):
            vectors[rows] = vector
    np.save(folder / dense.FILE, vectors)
    return len(groups)
