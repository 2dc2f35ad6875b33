"""Has a sentence been copied from the source text? Compared by hashes, so that the source itself can stay outside.

A run is twelve neighbouring characters of the search key, white space and the concepts' names taken out.
`python -m corpus.copying SOURCE.txt …` writes the hashes of the runs of the source texts anew; that has to be done
whenever the key or the names change, which `fingerprint` tells.
"""

import re
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

from corpus.cards import SHIPPED, required_concepts
from corpus.encoding import decode
from corpus.key import key_table, search_key

RUN = 12
DIGEST = 6  # bytes a hash: one false alarm in 10^9 runs against 25,000 hashes
HASHES = SHIPPED / "source_runs.bin"


@cache
def _taken_out() -> re.Pattern[str]:
    names = sorted({search_key(row.name) for row in required_concepts()}, key=lambda name: (-len(name), name))
    return re.compile("|".join([r"\s", *map(re.escape, names)]))


def without_names(text: str) -> tuple[str, list[int]]:
    """The key without white space and names, and for each of its characters the offset in `text`."""
    key = search_key(text)
    gone = [match.span() for match in _taken_out().finditer(key)]
    kept: list[int] = []
    position = 0
    for start, end in [*gone, (len(key), len(key))]:
        kept += range(position, start)
        position = end
    return "".join(key[i] for i in kept), kept


def hash_run(run: str) -> bytes:
    return blake2b(run.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest()


def fingerprint() -> bytes:
    """Kept among the hashes: another one than theirs means that they were made with another key or other names."""
    return hash_run(f"{sorted(key_table().items())}{_taken_out().pattern}")


@cache
def source_hashes(path: Path = HASHES) -> frozenset[bytes]:
    data = path.read_bytes()
    return frozenset(data[i : i + DIGEST] for i in range(0, len(data), DIGEST))


def copied_runs(text: str, hashes: frozenset[bytes]) -> list[tuple[int, int]]:
    """The stretches of `text` that also stand in the source, as offsets; overlapping runs joined."""
    key, offsets = without_names(text)
    found: list[tuple[int, int]] = []
    for i in range(len(key) - RUN + 1):
        if hash_run(key[i : i + RUN]) in hashes:
            start, end = offsets[i], offsets[i + RUN - 1] + 1
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def write_hashes(sources: list[Path], target: Path = HASHES) -> int:
    """Writes the sorted hashes of all runs of the sources, with the fingerprint; gives how many."""
    hashes = {fingerprint()}
    for source in sources:
        key, _ = without_names(decode(source.read_bytes()).text)
        hashes |= {hash_run(key[i : i + RUN]) for i in range(len(key) - RUN + 1)}
    target.write_bytes(b"".join(sorted(hashes)))
    return len(hashes)


if __name__ == "__main__":
    print(write_hashes([Path(name) for name in sys.argv[1:]]), "runs", file=sys.stderr)
