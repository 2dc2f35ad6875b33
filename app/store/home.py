"""Where things are kept: `XIETIAO_HOME`, or the platform's user-data folder."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from corpus.refusals import refusal

SETTING = "XIETIAO_HOME"
MAX_MB_SETTING = "XIETIAO_MAX_MB"
DEFAULT_MAX_MB = 50.0


class HomeProblem(Exception):
    """The folder cannot be made or used; the message is a sentence for the user."""

    def __init__(self, folder: str | Path, why: str) -> None:
        super().__init__(f"資料夾「{folder}」不能使用（{why}）；請檢查它的權限，或用 {SETTING} 指定別的資料夾。")


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The absolute folder; it need not exist yet. Raises `HomeProblem` where the setting names no place at all.

    >>> home({"XIETIAO_HOME": "/srv/xietiao"}).as_posix()
    '/srv/xietiao'
    """
    chosen = environ.get(SETTING, "").strip()
    try:
        folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("xietiao", appauthor=False))
    except RuntimeError as error:  # "~somebody"
        raise HomeProblem(chosen, "沒有這個使用者的資料夾") from error
    return Path(os.path.abspath(folder))


def make_home(folder: Path) -> None:
    """Makes the folder if need be. Raises `HomeProblem`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeProblem(folder, refusal(error)) from error


def max_bytes(environ: Mapping[str, str] = os.environ) -> int:
    """The largest file that is imported, in bytes: `XIETIAO_MAX_MB` megabytes (50). Raises `ValueError`."""
    chosen = environ.get(MAX_MB_SETTING, "").strip()
    try:
        megabytes = float(chosen) if chosen else DEFAULT_MAX_MB
    except ValueError:
        megabytes = 0.0
    if not 0 < megabytes < 100_000:
        raise ValueError(f"{MAX_MB_SETTING}={chosen!r}")
    return int(megabytes * 1_000_000)
