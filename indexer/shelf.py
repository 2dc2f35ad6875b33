"""The documents and passages of a build, read when they are needed.

A passage is five numbers (document, its own number, start, end, headings) and its text is cut from the document's, so
100,000 passages open as fast as ten. Documents are JSON lines, found by their offsets.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corpus.records import Document, Passage, Section
from indexer.arrays import open_array

DOCUMENTS, CONTENTS, PASSAGES = "documents.jsonl", "contents.json", "passages.npy"
DOCUMENT, NUMBER, START, END, HEADINGS, CONCEPT = range(6)


def document_record(document: Document) -> dict[str, object]:
    """A document as JSON takes it; `read_document` is its inverse."""
    return asdict(document)


def read_document(record: Mapping[str, object]) -> Document:
    """Raises `KeyError` or `TypeError` where the record is no document."""
    fields = dict(record)
    sections = fields.pop("sections")
    if not isinstance(sections, list):
        raise TypeError(f"sections: {type(sections).__name__}")
    return Document(**fields, sections=tuple(Section(**section) for section in sections))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ShelfMark:
    """A document without its text; its passages are the rows `first` to `first + passages`."""

    id: str
    title: str
    origin: str
    first: int
    passages: int
    offset: int
    size: int


def save_shelf(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Sequence[Passage]],
    concepts: Sequence[str | None],
) -> None:
    """Writes documents with their passages (`passages[i]` are of `documents[i]`) and each passage's concept."""
    headings: dict[tuple[str, ...], int] = {}
    concept_ids: dict[str, int] = {}
    marks: list[tuple[str | int, ...]] = []
    rows: list[tuple[int, ...]] = []
    with (folder / DOCUMENTS).open("wb") as file:
        for number, (document, own) in enumerate(zip(documents, passages, strict=True)):
            line = json.dumps(document_record(document), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
            marks.append((document.id, document.title, document.origin, len(rows), len(own), file.tell(), len(line)))
            file.write(line)
            for passage in own:
                concept = concepts[len(rows)]
                rows.append(
                    (
                        number,
                        int(passage.id.rpartition("#")[2]),
                        passage.start,
                        passage.end,
                        headings.setdefault(passage.headings, len(headings)),
                        -1 if concept is None else concept_ids.setdefault(concept, len(concept_ids)),
                    )
                )
    contents = {"documents": marks, "headings": list(headings), "concepts": list(concept_ids)}
    (folder / CONTENTS).write_text(json.dumps(contents, ensure_ascii=False), "utf-8")
    np.save(folder / PASSAGES, np.array(rows, np.int32).reshape(len(rows), 6))


class Shelf(Sequence[Passage]):
    """The passages of a build as a sequence, with the documents beside them."""

    def __init__(
        self,
        folder: Path,
        marks: Sequence[ShelfMark],
        headings: Sequence[tuple[str, ...]],
        concepts: Sequence[str],
        rows: NDArray[np.int32],
    ) -> None:
        self._folder, self._headings, self._concepts, self._rows = folder, headings, concepts, rows
        self.marks = {mark.id: mark for mark in marks}
        self._order = list(marks)
        # Some hundred texts at a time: a viewer and ten hits need a dozen, and a big library stays on the disk.
        self._read = lru_cache(maxsize=256)(self._read_mark)

    @classmethod
    def open(cls, folder: Path) -> "Shelf":
        contents = json.loads((folder / CONTENTS).read_bytes())
        return cls(
            folder,
            [ShelfMark(*mark) for mark in contents["documents"]],
            [tuple(chain) for chain in contents["headings"]],
            contents["concepts"],
            open_array(folder / PASSAGES),
        )

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` for an unknown id."""
        return self._read(document_id)

    def concept(self, row: int) -> str | None:
        number = int(self._rows[row, CONCEPT])
        return self._concepts[number] if number >= 0 else None

    def place(self, row: int) -> tuple[str, int, int]:
        """(document id, start, end) of a row, without reading its document."""
        number, _, start, end, _, _ = self._rows[row].tolist()
        return self._order[number].id, start, end

    def shipped(self) -> int:
        """How many rows are of shipped documents; they come first."""
        return sum(mark.passages for mark in self._order if mark.origin == "shipped")

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        numbers = self._rows[row].tolist()
        document = self._read(self._order[numbers[DOCUMENT]].id)
        start, end = numbers[START], numbers[END]
        return Passage(
            id=f"{document.id}#{numbers[NUMBER]}",
            document_id=document.id,
            headings=self._headings[numbers[HEADINGS]],
            start=start,
            end=end,
            text=document.text[start:end],
        )

    def __iter__(self) -> Iterator[Passage]:
        return (self[row] for row in range(len(self)))

    def _read_mark(self, document_id: str) -> Document:
        mark = self.marks[document_id]
        with (self._folder / DOCUMENTS).open("rb") as file:
            file.seek(mark.offset)
            return read_document(json.loads(file.read(mark.size).decode("utf-8", "surrogatepass")))
