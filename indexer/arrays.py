"""Arrays of a build, mapped into memory rather than read."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def open_array(path: Path) -> NDArray[Any]:
    """A read-only array over the file; a plain ndarray, since `np.memmap` makes every small slice cost microseconds.

    Raises `OSError` or `ValueError`."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped.view(np.ndarray)
