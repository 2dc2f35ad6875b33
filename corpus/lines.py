"""Lines of a text by their offsets. `str.splitlines` is not used: it also breaks at form feeds and U+2028."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|\n|\r")
_SPACE = " \t\u3000\u00a0\x0b\x0c\ufeff\u200b"


@dataclass(frozen=True, slots=True)
class Line:
    """`text[start:end]` is the line without its break; `first` and `last` bound it without outer white space."""

    start: int
    end: int
    first: int
    last: int

    @property
    def blank(self) -> bool:
        return self.first == self.last

    @property
    def width(self) -> int:
        return self.last - self.first


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of `text[start:end]` without outer white space: `trim(" ab ", 0, 4) == (1, 3)`."""
    while start < end and (text[start].isspace() or text[start] in _SPACE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _SPACE):
        end -= 1
    return start, end


def iter_lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]`, offsets into `text`.

    >>> [text[a.first:a.last] for text in ["a\\r\\n b"] for a in iter_lines(text)]
    ['a', 'b']
    """
    end = len(text) if end is None else end
    at = start
    while at < end:
        found = _BREAK.search(text, at, end)
        stop = found.start() if found else end
        first, last = trim(text, at, stop)
        yield Line(at, stop, first, last)
        at = found.end() if found else end
