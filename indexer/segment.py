"""Terms of a text: jieba's search-mode words, then every Han character, then every pair of neighbours.

The dictionary is jieba's own with the names of the concepts added, all as search keys, so that both scripts cut alike.
It is compiled once and kept in a cache folder, one blob for each first character: a query touches some twenty
of 500,000 entries' blobs, while unpacking all of them would take most of a second of a cold search.
"""

import csv
import hashlib
import marshal
import os
import re
import sys
import tempfile
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import jieba
import platformdirs

import corpus
from corpus.key import search_key

CONCEPTS = Path(corpus.__file__).parent / "concepts.tsv"
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
WORD = re.compile(r"\w")
MAGIC = b"xietiao-words-1\n"

_folder: Path | None = None
_lock = threading.Lock()


def use_cache_folder(folder: Path) -> None:
    """Keeps the compiled dictionary in `folder` from now on (default: the platform's cache folder)."""
    global _folder
    _folder = folder


def terms(key: str) -> list[str]:
    """The terms of a search key, repeats kept, in a fixed order.

    >>> terms("会议协调")
    ['会议', '协调', '会议协调', '会', '议', '协', '调', '会议', '议协', '协调']
    """
    words = [word for word in _tokenizer().cut_for_search(key) if WORD.match(word)]
    for run in HAN.findall(key):
        words += run
        words += map("".join, pairwise(run))
    return words


def segment_fingerprint() -> str:
    """Changes whenever the same text might be cut otherwise: jieba's version, the concepts' names, this code."""
    digest = hashlib.sha256(f"{jieba.__version__} {sys.version_info[:2]} {marshal.version}".encode())
    for path in (CONCEPTS, Path(__file__), Path(search_key.__code__.co_filename)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class WordTable:
    """Word -> frequency (0 for a mere beginning of words), unpacked one first character at a time."""

    def __init__(self, blob: bytes, places: dict[str, tuple[int, int]]) -> None:
        self._blob, self._places = blob, places
        self._loaded: dict[str, dict[str, int]] = {}

    def _words(self, first: str) -> dict[str, int]:
        words = self._loaded.get(first)
        if words is None:
            start, end = self._places.get(first, (0, 0))
            words = marshal.loads(self._blob[start:end]) if end else {}
            self._loaded[first] = words
        return words

    def get(self, word: str, default: int | None = None) -> int | None:
        return self._words(word[0]).get(word, default) if word else default

    def __getitem__(self, word: str) -> int:
        return self._words(word[0])[word]

    def __contains__(self, word: str) -> bool:
        return word in self._words(word[0])


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba carries no types
    """jieba's cutter over a ready word table."""

    def __init__(self, table: "WordTable | dict[str, int]", total: int) -> None:
        super().__init__()
        self.FREQ, self.total, self.initialized = table, total, True


@cache
def _open_tokenizer() -> _Tokenizer:
    packed = _read_cache() or _compile()
    header_size = int.from_bytes(packed[:8], "big")
    total, places = marshal.loads(packed[8 : 8 + header_size])
    return _Tokenizer(WordTable(packed[8 + header_size :], places), total)


def _tokenizer() -> _Tokenizer:
    with _lock:  # two threads of the app must not compile at once
        return _open_tokenizer()


def _cache_file() -> Path:
    folder = _folder or Path(platformdirs.user_cache_dir("xietiao", appauthor=False))
    return folder / f"words-{segment_fingerprint()}.bin"


def _read_cache() -> bytes | None:
    try:
        data = _cache_file().read_bytes()
    except OSError:
        return None
    body = data[len(MAGIC) + 4 :]
    if not data.startswith(MAGIC) or zlib.crc32(body) != int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "big"):
        return None
    return body


def _compile() -> bytes:
    """Maps jieba's dictionary to keys, adds the concepts' names and packs it; the cache is a convenience only."""
    table: dict[str, int] = {}
    total = 0
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in lines:
            word, frequency = line.decode("utf-8").split(" ")[:2]
            word = search_key(word)
            table[word] = table.get(word, 0) + int(frequency)
            total += int(frequency)
    for word in list(table):
        for end in range(1, len(word)):
            table.setdefault(word[:end], 0)
    cutter = _Tokenizer(table, total)
    for name in domain_names():
        cutter.add_word(name)
    by_first: dict[str, dict[str, int]] = defaultdict(dict)
    for word, frequency in table.items():
        by_first[word[0]][word] = frequency
    blobs, places, offset = [], {}, 0
    for first, words in by_first.items():
        blob = marshal.dumps(words)
        places[first] = (offset, offset + len(blob))
        offset += len(blob)
        blobs.append(blob)
    header = marshal.dumps((cutter.total, places))
    packed = len(header).to_bytes(8, "big") + header + b"".join(blobs)
    _write_cache(packed)
    return packed


def _write_cache(packed: bytes) -> None:
    target = _cache_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".words-")
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + zlib.crc32(packed).to_bytes(4, "big") + packed)
        os.replace(name, target)
    except OSError:
        return  # a read-only or full disk costs a second at the next start, nothing else
    for other in target.parent.glob("words-*.bin"):
        if other != target:
            other.unlink(missing_ok=True)


def domain_names() -> Iterator[str]:
    """The concepts' names as keys, each run of Han characters by itself: "客观公允", "秉公协调", …"""
    with CONCEPTS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            for run in HAN.findall(search_key(row["name"])):
                if len(run) > 1:
                    yield run
