"""What an index depends on besides texts and encoder: the code that splits, cuts and stores."""

import hashlib
from pathlib import Path

import corpus
from indexer.manifest import FORMAT
from indexer.segment import segment_fingerprint


def code_fingerprint() -> str:
    """Changes with that code: an index built by other code is outdated."""
    digest = hashlib.sha256(f"{FORMAT} {segment_fingerprint()}".encode())
    for folder in (Path(corpus.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
