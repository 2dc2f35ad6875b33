"""CSV that spreadsheets open: UTF-8 with a mark, and nothing in it that they would compute."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from app.study.history import Answered
from app.study.importing.rows import COLUMNS, write_row
from app.study.records import Item
from app.study.wording import KIND_NAMES

RESULT_COLUMNS = ("學員", "時間", "題目", "概念", "題型", "得分", "答對", "自己改判", "秒", "模擬考")


def items_csv(items: Iterable[Item]) -> bytes:
    """In the columns that the import reads."""
    return _csv(COLUMNS, ([*write_row(item).values()] for item in items))


def results_csv(histories: Mapping[str, Sequence[Answered]], zone: tzinfo) -> bytes:
    """An answer a row, by learner and in the order of recording; times are local. What an exam left open is neither
    right nor wrong."""
    rows = (
        [
            learner,
            f"{a.attempt.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            a.attempt.item_id,
            a.concept_id,
            KIND_NAMES[a.kind],
            "" if a.left_open else f"{a.attempt.score:.2f}",
            "未作答" if a.left_open else "是" if a.attempt.correct else "否",
            "是" if a.attempt.overruled else "否",
            f"{a.attempt.duration:.0f}",
            "" if a.exam is None else str(a.exam),
        ]
        for learner, history in histories.items()
        for a in history
    )
    return _csv(RESULT_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _safe(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
