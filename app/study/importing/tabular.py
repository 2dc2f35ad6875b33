"""Items from CSV and XLSX; the columns are those of `app.study.importing.rows`, in any order, names in either script.

Everything is text: a formula is never computed, only its written result is read.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from functools import partial

from app.study.importing.rows import COLUMNS, REQUIRED, BadRow, ImportReport, Shelf, gather, kind_of, read_row
from app.study.records import Item
from corpus.encoding import NotText, decode
from corpus.key import words_only

MOST_ROWS = 20_000
_STRAY = '引號（"）沒有成對，後面的列會併進這一格；請補上或刪掉引號，格內文字的引號要寫兩個（""）'
_LONG = "有一格太長，不像題目；請分成幾格或刪短"
_DAMAGED = "這個檔案不是 .xlsx，或已經損壞；請用試算表程式打開，另存成 .xlsx 或 .csv 再匯入"


def read_table(data: bytes, name: str, shelf: Shelf, remark: Callable[[Item], str] = lambda item: "") -> ImportReport:
    """`name` tells CSV from XLSX by its ending. What cannot be read at all is a bad row 1; nothing is raised."""
    try:
        rows = _xlsx(data) if name.lower().endswith(".xlsx") else _csv(data)
    except _Unreadable as error:
        return ImportReport((), (BadRow(error.row, str(error)),))
    header = next((row for row in rows if any(cell.strip() for cell in row[1])), None)
    if header is None:
        return ImportReport((), (BadRow(1, "檔案是空的"),))
    columns = _columns(header[1])
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        return ImportReport((), (BadRow(header[0], f"第一列沒有欄名「{'」「'.join(missing)}」"),))
    body = [(n, cells) for n, cells in rows if n > header[0] and any(cell.strip() for cell in cells)]
    if not body:
        return ImportReport((), (BadRow(header[0], "欄名下面沒有題目"),))
    if len(body) > MOST_ROWS:
        return ImportReport((), (BadRow(header[0], f"超過 {MOST_ROWS:,} 列，請分成幾個檔案"),))
    named = [(n, {column: _plain(cells[at]) for column, at in columns.items() if at < len(cells)}) for n, cells in body]
    return gather([(n, partial(read_row, cells, shelf)) for n, cells in named], remark)


class _Unreadable(Exception):
    """`row` is where the reading stopped."""

    def __init__(self, problem: str, row: int = 1) -> None:
        super().__init__(problem)
        self.row = row


def _columns(header: Iterable[str]) -> dict[str, int]:
    known = {words_only(column): column for column in COLUMNS}
    return {known[words_only(cell)]: at for at, cell in enumerate(header) if words_only(cell) in known}


def _plain(cell: str) -> str:
    """Without the apostrophe that our export sets before what a spreadsheet would compute."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _csv(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = decode(data).text
    except NotText as error:
        raise _Unreadable(f"認不出文字編碼（{error}）") from error
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, row in enumerate(reader, 1):  # as a spreadsheet counts, whatever lines a cell has
            if any(_swallows(cell, delimiter) for cell in row):
                raise _Unreadable(_STRAY, number)
            rows.append((number, row))
    except csv.Error as error:
        long = len(text) > csv.field_size_limit() and "limit" in str(error)
        raise _Unreadable(_LONG if long else _STRAY, len(rows) + 1) from error
    return rows


def _swallows(cell: str, delimiter: str) -> bool:
    """Whether a line of the cell is a row: a quotation mark was left open, and a later row's closed it."""
    lines = (line.split(delimiter) for line in cell.splitlines()[1:])
    return any(len(parts) >= len(REQUIRED) and any(map(kind_of, parts)) for parts in lines)


def _xlsx(data: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 200_000_000:
                raise _Unreadable("這個 .xlsx 解開後太大，不像題目的試算表")
            if archive.testzip():
                raise _Unreadable(_DAMAGED)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for at, row in enumerate(sheet.iter_rows(values_only=True), 1):
            rows.append((at, ["" if cell is None else str(cell) for cell in row]))
            if at > MOST_ROWS + 1000:
                break
        book.close()
    except _Unreadable:
        raise
    except Exception as error:  # zip, zlib, the XML parser and openpyxl each fail in their own ways
        raise _Unreadable(_DAMAGED) from error
    return rows
