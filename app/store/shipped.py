"""The shipped corpus with the trainer's own on top, read once for each state of its files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import corpus
from corpus.records import Corpus

SHIPPED = Path(corpus.__file__).parent
FOLDERS = ("cards", "cases", "handbook")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The corpus and the number of passages of each of its documents."""

    corpus: Corpus
    passages: dict[str, int]


def corpus_fingerprint(roots: Sequence[Path]) -> str:
    """Changes with any card, case, chapter or the list of concepts; reads them all (a megabyte or two)."""
    digest = hashlib.sha256()
    for number, root in enumerate(roots):
        paths = [root / name for name in ("concepts.tsv", "lexicon.tsv", "cues.tsv") if (root / name).exists()]
        paths += sorted((root / "asks").glob("*.tsv"))
        for folder in FOLDERS:
            paths += sorted((root / folder).rglob("*.md"))
        for path in paths:
            data = path.read_bytes()
            digest.update(f"{number} {path.relative_to(root).as_posix()} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def read_shipped(roots: tuple[Path, ...], fingerprint: str) -> Shipped:
    """Later roots override earlier ones by id; `fingerprint` (`corpus_fingerprint(roots)`) is the cache's key.

    Raises `CardError`."""
    from corpus.cards import load_corpus
    from corpus.passages import split_passages

    loaded = load_corpus(*roots)
    return Shipped(loaded, {key: len(split_passages(document)) for key, document in loaded.documents.items()})
