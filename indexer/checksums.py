"""What a model's files were when they were written: `checksums.json` beside them, a SHA-256 by the file's name.

A flipped byte in the weights loads without complaint and only searches worse; this is what notices it. A folder without
the file is somebody's own and is taken as it is. What trains a model writes the record; where a merge took a file from
elsewhere, `python -m indexer.checksums` records the committed model's files as they lie.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

FILE = "checksums.json"


def write_checksums(folder: Path, names: Iterable[str], *, keep: bool = False) -> None:
    """Records these files as they lie in `folder`; `keep` leaves the record of the others there."""
    record = _read(folder) if keep else {}
    record |= {name: _digest((folder / name).read_bytes()) for name in names}
    (folder / FILE).write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", "utf-8")


def fits(folder: Path, name: str, data: bytes) -> bool:
    """Whether `data` is what was recorded for that file; True where nothing was recorded."""
    try:
        return _read(folder).get(name) in (None, _digest(data))
    except (ValueError, OSError, AttributeError):
        return False  # the record is damaged itself


def _read(folder: Path) -> dict[str, str]:
    path = folder / FILE
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    model = Path(__file__).parent / "model"
    write_checksums(model, [path.name for path in sorted(model.iterdir()) if path.name in _read(model)])
