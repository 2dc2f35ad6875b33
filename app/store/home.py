"""Where things are kept: `XIETIAO_HOME`, or the platform's user-data folder."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

SETTING = "XIETIAO_HOME"
MAX_MB_SETTING = "XIETIAO_MAX_MB"
DEFAULT_MAX_MB = 50.0


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The absolute folder; it need not exist yet.

    >>> home({"XIETIAO_HOME": "/srv/xietiao"}).as_posix()
    '/srv/xietiao'
    """
    chosen = environ.get(SETTING, "").strip()
    folder = Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("xietiao", appauthor=False))
    return Path(os.path.abspath(folder))


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
