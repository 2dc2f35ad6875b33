"""One writer at a time. Readers need no lock: they see the state before or the state after."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.store.home import HomeProblem, make_home
from corpus.refusals import refusal

# Seconds that a writer waits for another: long enough for a small import, short enough for a person.
PATIENCE = 3.0


class Busy(Exception):
    """Another process or session is writing to `home`."""

    def __init__(self, home: Path) -> None:
        super().__init__("另一個程式正在寫入資料（匯入、移除或建立索引），請等它完成後再試。")
        self.home = home


@contextmanager
def write_lock(home: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Holds `home/write.lock`; the operating system frees it when the process ends, however it ends.

    Raises `Busy` after `patience` seconds, `HomeProblem` where nothing can be written.
    """
    make_home(home)
    lock = FileLock(home / "write.lock", timeout=patience, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy(home) from error
    except OSError as error:
        raise HomeProblem(home, refusal(error)) from error
    try:
        yield
    finally:
        lock.release()
