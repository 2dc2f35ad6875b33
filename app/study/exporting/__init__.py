"""Items, papers, notebooks and results in the formats of other programmes.

>>> export_items([], ".gift", ())
(b'\\n',)
"""

from collections.abc import Collection, Sequence

from app.study.blueprint import Paper
from app.study.records import Item

ITEM_ENDINGS = (".apkg", ".gift", ".xml", ".docx", ".csv")


def export_items(
    items: Sequence[Item], ending: str, concepts: Collection[str], *, progress: bool = False
) -> tuple[bytes, ...]:
    """The file, and for .docx the key as a second one; `progress` shows a bar on standard error where it takes longer.
    Raises `ValueError` for another ending."""
    match ending:
        case ".apkg":
            from app.study.exporting.apkg import apkg

            return (apkg(items, concepts),)
        case ".gift":
            from app.study.exporting.gift import gift

            return (gift(items, concepts).encode(),)
        case ".xml":
            from app.study.exporting.moodle_xml import moodle_xml

            return (moodle_xml(items, concepts),)
        case ".docx":
            from app.study.exporting.word import items_docx

            return (
                items_docx(items, "行政協調題庫", key=False, progress=progress),
                items_docx(items, "行政協調題庫　答案", key=True, progress=progress),
            )
        case ".csv":
            from app.study.exporting.table import items_csv

            return (items_csv(items),)
    raise ValueError(f"ending = {ending!r}")


def export_paper(paper: Paper, ending: str, concepts: Collection[str]) -> tuple[bytes, ...]:
    """As `export_items`, for the questions of a paper."""
    if ending == ".docx":
        from app.study.exporting.word import key_docx, paper_docx

        return paper_docx(paper), key_docx(paper)
    return export_items([question.item for question in paper.questions], ending, concepts)
