"""Word files (.docx): paragraphs, lists and tables in their order; heading styles make the outline."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from corpus.readers.result import Builder, Extract, Unreadable, first_heading_title
from corpus.readers.word_numbering import Numbering

# A .docx of 50 MB is mostly pictures, which do not shrink; text parts beyond this are no honest document.
MAX_UNPACKED = 300_000_000
MAX_XML = 120_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STYLE = re.compile(r"(?:heading|標題|标题)\s*([1-9])$", re.IGNORECASE)
_DAMAGED = Unreadable("這個 Word 檔已損壞，無法讀取。", "請用 Word 開啟並修復，另存為 .docx 後再匯入。")
_BOMB = Unreadable(
    "這個 Word 檔解壓縮後過大，可能是惡意檔案，已拒絕讀取。", "請確認來源；內容正常時請另存為 .txt 再匯入。"
)


def read_docx(data: bytes) -> Extract:
    """A .docx file. The title is the Title paragraph or the only outermost heading; else the file's own property."""
    if data.startswith(_OLE):
        raise Unreadable(
            "這個 Word 檔有密碼保護，或其實是舊版 .doc 格式。", "請用 Word 移除密碼，另存為 .docx 後再匯入。"
        )
    _check_size(data)
    try:
        document = docx.Document(io.BytesIO(data))
        builder = Builder()
        title = _collect(document, builder)
        stated = document.core_properties.title
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, IndexError, TypeError):
        raise _DAMAGED from None
    text, sections = builder.build()
    if not text.strip():
        raise Unreadable("這個 Word 檔沒有文字。", "如果內容是圖片，請先做文字辨識（OCR）。")
    return Extract(text, sections, title or first_heading_title(text, sections) or _useful(stated))


def _useful(stated: str) -> str | None:
    stated = stated.strip()
    return stated if stated and stated.lower() not in ("word document", "untitled", "document") else None


def _check_size(data: bytes) -> None:
    """Refuses a zip bomb before anything unpacks it whole: by the declared sizes, and by the actual ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            xml = [m for m in members if m.filename.endswith((".xml", ".rels"))]
            if sum(m.file_size for m in members) > MAX_UNPACKED or sum(m.file_size for m in xml) > MAX_XML:
                raise _BOMB
            if "[Content_Types].xml" not in archive.namelist():
                raise Unreadable("這不是 Word 檔。", "請確認副檔名，或另存為 .docx 後再匯入。")
            left = MAX_UNPACKED
            for member in members:
                with archive.open(member) as stream:
                    while block := stream.read(1 << 20):
                        left -= len(block)
                        if left < 0:
                            raise _BOMB
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise _DAMAGED from None
    except Exception as error:  # zlib.error has no public base but Exception
        if isinstance(error, Unreadable):
            raise
        raise _DAMAGED from None


def _collect(document: Any, builder: Builder) -> str | None:
    """Adds every block; the text of a leading Title paragraph is returned (and kept as the first line)."""
    numbering = Numbering(document)
    title: str | None = None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in _rows(block):
                builder.add(row, item=True)
            continue
        words = _paragraph_text(block)
        if not words.strip():
            continue
        style = str(block.style.name) if block.style is not None else ""
        label = numbering.label(block)
        found = _STYLE.match(style)
        if style.lower() in ("title", "標題", "标题") and title is None and not builder.parts:
            title = " ".join(words.split())
            builder.add(words, item=True)
        elif found:
            builder.add(label + words, level=int(found[1]))
        elif label:
            builder.add(label + words, item=not label[0].isalnum() or "、" not in label)
        else:
            builder.add(words)
    return title


def _paragraph_text(paragraph: Paragraph) -> str:
    # Hyperlinks and insertions count; deletions (w:delText) do not.
    return "".join(
        "\n" if node.tag.endswith(("}br", "}cr")) else "\t" if node.tag.endswith("}tab") else node.text or ""
        for node in paragraph._p.iter()
        if (isinstance(node.tag, str) and node.tag.endswith(("}t", "}br", "}cr"))) or _is_run_tab(node)
    )


def _is_run_tab(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.endswith("}tab") and node.getparent().tag.endswith("}r")


def _rows(table: Table) -> Iterator[str]:
    """A table row by row, cells parted by " | "; merged cells once."""
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) in seen:
                continue
            seen.add(id(cell._tc))
            words = [" ".join(_paragraph_text(p).split()) for p in cell.paragraphs]
            words += [inner for nested in cell.tables for inner in _rows(nested)]
            cells.append(" ".join(w for w in words if w))
        if any(cells):
            yield " | ".join(cells)
