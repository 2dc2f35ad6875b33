"""Fifty writers at once, and kill -9: no attempt lost, none doubled, every submission whole."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from app.store.study import FILE, Study
from app.study.schedule import replay
from tests.app.study_samples import START, day, item, submission

WRITER = Path(__file__).parent / "study_writer.py"


def start_writer(home: Path, learner: str, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(home), learner, str(first), str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def keys(home: Path) -> Counter[str]:
    """How many attempts each submission has."""
    connection = sqlite3.connect(home / FILE)
    try:
        rows = connection.execute("SELECT key FROM submissions JOIN attempts ON submissions.id = submission_id")
        return Counter(key for (key,) in rows)
    finally:
        connection.close()


def check(home: Path) -> None:
    study = Study.open(home)
    assert study.problems() == []
    for name in study.names():
        assert study.learner(name).reviews() == replay(study.learner(name).history())


def test_fifty_threads_lose_and_double_nothing(tmp_path: Path) -> None:
    """Each presses twice, as an impatient hand does; two share a learner."""
    study = Study.open(tmp_path)
    gate, failures = threading.Barrier(50), []

    def write(number: int) -> None:
        learner = study.enrol(f"學員{number // 2}", START)
        given = [submission(learner.name, item(i, concept=f"c{i}"), day(number)) for i in range(4)]
        gate.wait()
        try:
            for _ in range(2):
                assert len(learner.submit(f"key {number}", given)) == 4
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert keys(tmp_path) == {f"key {number}": 4 for number in range(50)}
    check(tmp_path)


def test_processes_that_open_a_new_file_together(tmp_path: Path) -> None:
    """All of them find no database: one makes it, all write."""
    writers = [start_writer(tmp_path, f"學員{n}", 0, 5) for n in range(6)]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        assert writer.communicate()[0].split() == ["0", "1", "2", "3", "4"]
        assert writer.returncode == 0
    assert keys(tmp_path) == {f"學員{n}-{m}": 3 for n in range(6) for m in range(5)}
    check(tmp_path)


def test_a_kill_leaves_whole_submissions(tmp_path: Path) -> None:
    """Killed at ten moments, the writer taking up where it stopped: what was confirmed is there, all of it once."""
    confirmed: set[int] = set()
    for turn in range(10):
        first = turn * 1000
        with start_writer(tmp_path, "林", first, 1000) as writer:
            assert writer.stdin
            assert writer.stdout
            writer.stdin.write("go\n")
            writer.stdin.flush()
            confirmed.add(int(writer.stdout.readline()))
            time.sleep(0.013 * turn)
            writer.kill()
            confirmed |= {int(line) for line in writer.stdout if line.endswith("\n")}
        held = keys(tmp_path)
        assert set(held.values()) == {3}
        assert {f"林-{n}" for n in confirmed} <= set(held)
        # at most the one in hand was written without being confirmed
        assert len([key for key in held if int(key.removeprefix("林-")) >= first]) <= (
            len([n for n in confirmed if n >= first]) + 1
        )
        check(tmp_path)


def test_a_transaction_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    study = Study.open(tmp_path)
    learner = study.enrol("林", START)
    learner.submit("k", [submission("林", item(1))])
    bad = replace(item(3), kind="unknown")
    with pytest.raises(KeyError, match="unknown"):
        learner.submit("k2", [submission("林", item(2)), submission("林", bad)])
    assert keys(tmp_path) == {"k": 1}
    check(tmp_path)
