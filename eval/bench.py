"""`python -m eval bench`: how fast and how big, at 1,000, 10,000 and 100,000 passages.

Indexing rate (a build from nothing, and one document more), the time of a search in a fresh process and in a warm one
(p50, p99), the memory of both. Texts are those of `--data`: `dev/` and `train/` files of JSON lines.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from corpus.passages import split_passages
from corpus.records import Document
from eval.hardware import hardware
from indexer.build import build_index
from indexer.encoder import open_encoder
from indexer.search import Index

RESULTS = Path(__file__).parent / "results"
DATA = Path(__file__).parents[2] / "shared" / "data"
SIZES = (1_000, 10_000, 100_000)
PARAGRAPHS = 50  # texts that make one document
QUERIES = 300
COLD_RUNS = 7
# What a fresh process does between its start and its answer; the second line is its peak memory.
COLD = """
import sys
from pathlib import Path
from indexer.encoder import open_encoder
from indexer.search import Index
print(len(Index.open(Path(sys.argv[1]), open_encoder()).search(sys.argv[2])))
try:  # not getrusage: its peak is inherited from the process that started this one
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))
except OSError:
    print(0)
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Times in milliseconds unless named otherwise; `memory_mb` is the peak of a fresh process that searches once,
    `disk_mb` the size of the index."""

    passages: int
    build_seconds: float
    passages_per_second: float
    one_more_seconds: float
    cold_p50: float
    cold_max: float
    warm_p50: float
    warm_p99: float
    memory_mb: float
    disk_mb: float


def texts(data: Path) -> Iterator[str]:
    """Every different text of 60 characters or more, file by file."""
    seen: set[int] = set()
    files = [*sorted((data / "dev").glob("*.passages.jsonl.gz")), *sorted((data / "train").glob("*.jsonl.gz"))]
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                text = record.get("text") or record.get("d") or ""
                if len(text) >= 60 and hash(text) not in seen:
                    seen.add(hash(text))
                    yield text


def questions(data: Path, number: int) -> list[str]:
    """As many questions, the sets taking turns."""
    sets = []
    for path in sorted((data / "dev").glob("*.questions.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            sets.append([json.loads(line)["q"] for line in islice(lines, number)])
    turns = [one[i] for i in range(number) for one in sets if i < len(one)]
    return turns[:number]


def documents(data: Path, passages: int) -> Iterator[Document]:
    """Documents of some fifty texts each, until there are about so many passages."""
    source = texts(data)
    made = 0
    while made < passages and (block := list(islice(source, PARAGRAPHS))):
        document = Document(f"bench-{made}", f"文件 {made}", "mixed", "imported", "\n\n".join(block))
        made += len(split_passages(document))
        yield document


def measure(data: Path, passages: int, asked: Sequence[str]) -> Size:
    """Builds an index of about so many passages in a temporary folder and asks it."""
    encoder = open_encoder(os.environ)
    *most, last = documents(data, passages)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        full = build_index(root, most, {}, encoder)
        more = build_index(root, [*most, last], {}, encoder)
        cold, memory = zip(*(_cold(root, question) for question in asked[:COLD_RUNS]), strict=True)
        index = Index.open(root, encoder)
        index.search(asked[-1])
        warm = []
        for question in asked:
            started = time.perf_counter()
            index.search(question)
            warm.append(1000 * (time.perf_counter() - started))
        disk = sum(path.stat().st_size for path in (root / index.build).iterdir())
    return Size(
        passages=more.passages,
        build_seconds=round(full.seconds, 2),
        passages_per_second=round(full.passages / full.seconds, 1),
        one_more_seconds=round(more.seconds, 2),
        cold_p50=round(float(np.median(cold)), 1),
        cold_max=round(max(cold), 1),
        warm_p50=round(float(np.percentile(warm, 50)), 2),
        warm_p99=round(float(np.percentile(warm, 99)), 2),
        memory_mb=round(max(memory) / 1e6, 1),
        disk_mb=round(disk / 1e6, 1),
    )


def _cold(root: Path, question: str) -> tuple[float, float]:
    """(milliseconds, peak bytes) of a whole process that answers one question; 0 bytes where Linux does not tell."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", COLD, str(root), question], capture_output=True, text=True, check=True)
    took = 1000 * (time.perf_counter() - started)
    return took, int(done.stdout.split()[-1]) * 1024


def command(asked: Sequence[str]) -> dict[str, float]:
    """The whole `search` command on the shipped corpus, each in a process of its own: milliseconds."""
    with tempfile.TemporaryDirectory() as home:
        environ = os.environ | {"XIETIAO_HOME": home}

        def once(question: str) -> float:
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "app", "search", "--json", "--", question],
                env=environ,
                cwd=Path(__file__).parents[1],
                capture_output=True,
                check=True,
            )
            return 1000 * (time.perf_counter() - started)

        first = once(asked[0])
        times = [once(question) for question in asked[: 3 * COLD_RUNS]]
    return {
        "first_with_build": round(first, 1),
        "p50": round(float(np.median(times)), 1),
        "max": round(max(times), 1),
    }


def report(figures: dict[str, Any]) -> str:
    """The figures as a Markdown page."""
    shipped = figures["command"]
    lines = [
        "# Benchmark",
        "",
        f"Model `{figures['model']}`. {figures['hardware']}. Exact search.",
        "",
        "| passages | build | passages/s | one document more | cold search p50 (max) | warm p50 | warm p99 | memory"
        " | disk |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {s['passages']:,} | {s['build_seconds']} s | {s['passages_per_second']:,} | {s['one_more_seconds']} s |"
        f" {s['cold_p50']} ms ({s['cold_max']}) | {s['warm_p50']} ms | {s['warm_p99']} ms | {s['memory_mb']} MB |"
        f" {s['disk_mb']} MB |"
        for s in figures["sizes"]
    ]
    lines += [
        "",
        f"The command `xietiao search` on the shipped corpus, a process each: p50 {shipped['p50']} ms,"
        f" max {shipped['max']} ms; the very first one, which builds the index: {shipped['first_with_build']} ms.",
        "",
        "Cold: from the start of a Python process to its answer. Memory: the peak of such a process.",
    ]
    return "\n".join(lines) + "\n"


def run(argv: Sequence[str]) -> int:
    """Writes eval/results/bench.{json,md} when all sizes are measured; 1 for a folder without data."""
    parser = argparse.ArgumentParser(prog="python -m eval bench", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="default: ../shared/data beside the checkout")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of passages")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    asked = questions(args.data, QUERIES)
    if not asked:
        error = f"no questions under {args.data / 'dev'}"
        print(json.dumps({"error": error}) if args.json else error, file=sys.stdout if args.json else sys.stderr)
        return 1
    sizes = [asdict(measure(args.data, size, asked)) for size in args.sizes]
    figures = {
        "model": open_encoder(os.environ).name,
        "hardware": hardware(),
        "sizes": sizes,
        "command": command(asked),
    }
    page = report(figures)
    if tuple(args.sizes) == SIZES:
        (RESULTS / "bench.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        (RESULTS / "bench.md").write_text(page, "utf-8")
    print(json.dumps(figures) if args.json else page)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
