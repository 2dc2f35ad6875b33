"""What a reader hands on, and how it refuses."""

from dataclasses import dataclass, field
from pathlib import Path

from corpus.lines import iter_lines
from corpus.numbering import find_marker
from corpus.outline import close_sections, merge_sections
from corpus.records import Document, Section


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document, the format it was read as ("txt", "md", "html", "docx", "pdf") and what the reader should know."""

    document: Document
    format: str
    warnings: tuple[str, ...] = ()


class ReadError(Exception):
    """A file that cannot be imported: what the `problem` is and what to do (`advice`), as Chinese sentences."""

    def __init__(self, path: Path, problem: str, advice: str) -> None:
        super().__init__(path, problem, advice)
        self.path, self.problem, self.advice = path, problem, advice

    def __str__(self) -> str:
        return f"{self.path.name or self.path}：{self.problem}{self.advice}"


class Unreadable(Exception):
    """The same, raised by a format's module, which knows only the bytes."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.problem, self.advice = problem, advice


@dataclass(frozen=True, slots=True)
class Extract:
    """A format module's answer. `title` is None where the format names none; the file's name then serves."""

    text: str
    sections: tuple[Section, ...]
    title: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Builder:
    """Collects the blocks of a structured format into a stored text with its sections.

    Blocks are separated by a line break. Between the format's own headings the numbered ones (一、 (一) 1、) are found
    as in plain text; list items and table rows are shut out of that search.
    """

    parts: list[str] = field(default_factory=list)
    headings: list[tuple[str, int, int]] = field(default_factory=list)
    _masked: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, block: str, *, level: int = 0, item: bool = False) -> None:
        """One block of text; `level` above 0 makes it a heading, `item` a list item or a table row."""
        lines = [" ".join(block[a.first : a.last].split()) for a in iter_lines(block)]
        block = (" " if level else "\n").join(line for line in lines if line)
        if not block:
            return
        if level:
            self.headings.append((block, level, self._length))
        self.parts.append(block + "\n")
        self._masked.append(("文" * len(block) if item or level else block) + "\n")
        self._length += len(block) + 1

    def build(self) -> tuple[str, tuple[Section, ...]]:
        text, masked = "".join(self.parts), "".join(self._masked)
        return text, close_sections(_dense(merge_sections(masked, self.headings)), len(text))


def _dense(headings: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Levels without gaps: a document that begins with its level 2 or skips from 1 to 3."""
    stack: list[int] = []
    out = []
    for heading, level, start in headings:
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        out.append((heading, len(stack), start))
    return out


def first_heading_title(text: str, sections: tuple[Section, ...]) -> str | None:
    """The title that a structured text states itself: its only outermost heading, if that comes first. A numbered
    one (一、總則) is the first section of several to come, not the whole."""
    outermost = [s for s in sections if s.level == 1]
    if len(outermost) == 1 and not text[: outermost[0].start].strip() and find_marker(outermost[0].heading) is None:
        return outermost[0].heading
    return None
