"""From a file to a Document. One module a format; this one chooses among them and puts refusals into words."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from corpus.readers.result import Extract, ReadError, ReadResult, Unreadable
from corpus.readers.text import read_markdown, read_text
from corpus.records import Document, Origin
from corpus.refusals import refusal
from corpus.script import detect_script
from corpus.surrogates import readable, without_surrogates

MAX_BYTES = 50_000_000
FORMATS = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx",
    ".pdf": "pdf",
}  # fmt: skip
_SAVE_AS = {
    ".doc": "舊版 Word 格式（.doc）",
    ".docm": "含巨集的 Word 檔（.docm）",
    ".wps": "WPS 文字格式（.wps）",
    ".rtf": "RTF 格式（.rtf）",
    ".odt": "OpenDocument 文字檔（.odt）",
    ".pages": "Pages 文件（.pages）",
    ".ofd": "OFD 版式檔（.ofd）",
    ".caj": "CAJ 文件（.caj）",
    ".epub": "電子書（.epub）",
}
_FIXED_LAYOUT = frozenset({".ofd", ".caj", ".epub"})
_SCANS = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".heic"})
_SUPPORTED = "可匯入的格式是 .txt、.md、.html、.docx、.pdf。"

__all__ = ["FORMATS", "MAX_BYTES", "ReadError", "ReadResult", "find_files", "read_bytes", "read_file"]


def read_file(path: Path, *, document_id: str, origin: Origin = "imported", max_bytes: int = MAX_BYTES) -> ReadResult:
    """The document in a file. Raises ReadError for whatever keeps it from being read."""
    try:
        if not path.exists():
            raise ReadError(path, "找不到這個路徑。", "請檢查檔名與資料夾是否正確。")
        if not path.is_file():
            raise ReadError(path, "這不是檔案。", "請指定檔案，或指定資料夾以匯入其中的檔案。")
        _check_size(path, path.stat().st_size, max_bytes)
        _format_of(path)
        data = path.read_bytes()
    except PermissionError:
        raise ReadError(path, "沒有讀取權限。", "請檢查檔案的權限，或複製到自己的資料夾再匯入。") from None
    except OSError as error:
        raise ReadError(path, f"讀取失敗（{refusal(error)}）。", "請檢查磁碟或網路磁碟機後重試。") from None
    return read_bytes(data, str(path), document_id=document_id, origin=origin, max_bytes=max_bytes)


def read_bytes(
    data: bytes, name: str, *, document_id: str, origin: Origin = "imported", max_bytes: int = MAX_BYTES
) -> ReadResult:
    """The document in a file's content; `name` tells the format and, where the content does not, the title."""
    path = Path(name)
    _check_size(path, len(data), max_bytes)
    form = _format_of(path)
    try:
        if not data.strip():
            raise Unreadable("檔案是空的。", "請確認檔案已存檔並含有文字。")
        extract = _read(form, data)
        if not any(c.isalnum() for c in extract.text):
            raise Unreadable("檔案裡沒有文字。", "請確認檔案內容。")
    except Unreadable as error:
        raise ReadError(path, error.problem, error.advice) from None
    except (MemoryError, RecursionError):
        raise ReadError(path, "檔案結構過於複雜，無法讀取。", "請另存為 .txt 再匯入。") from None
    document = Document(
        id=document_id,
        title=extract.title or PurePath(readable(name)).stem,
        script=detect_script(extract.text),
        origin=origin,
        text=extract.text,
        sections=extract.sections,
    )
    return ReadResult(document, form, extract.warnings)


def find_files(path: Path) -> list[Path]:
    """The file itself, or the files of a folder and its subfolders in order of name, hidden ones left out. Files of
    formats that cannot be read are among them, so that each is reported. Raises ReadError if nothing is there."""
    if not path.exists():
        raise ReadError(path, "找不到這個路徑。", "請檢查檔名與資料夾是否正確。")
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if not _hidden(f))
        found.extend(Path(folder, name) for name in sorted(names) if not _hidden(name))
    if not found:
        raise ReadError(path, "資料夾裡沒有檔案。", "請確認資料夾是否正確；隱藏的檔案不會匯入。")
    return found


def _hidden(name: str) -> bool:
    # "~$報告.docx" is Word's lock file of an open document
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in ("thumbs.db", "desktop.ini")


def _check_size(path: Path, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ReadError(
            path,
            f"檔案有 {size / 1e6:.1f} MB，超過上限 {max_bytes / 1e6:g} MB。",
            "請分成幾個較小的檔案，或用 XIETIAO_MAX_MB 調高上限。",
        )


def _format_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    if suffix in _SAVE_AS:
        target = " .pdf（文字可以選取的）" if suffix in _FIXED_LAYOUT else " .docx 或 .pdf"
        raise ReadError(path, f"不支援{_SAVE_AS[suffix]}。", f"請用原來的軟體另存為{target}，再匯入。")
    if suffix in _SCANS:
        raise ReadError(path, "這是圖片，沒有可讀的文字。", "請先做文字辨識（OCR），再匯入辨識後的檔案。")
    raise ReadError(path, f"不支援這種檔案（{suffix or '沒有副檔名'}）。", _SUPPORTED)


def _read(form: str, data: bytes) -> Extract:
    readers: dict[str, Callable[[bytes], Extract]] = {"txt": read_text, "md": read_markdown}
    # The parsers of the other formats cost a few hundred milliseconds to import: only when one is needed.
    if form == "html":
        from corpus.readers.html import read_html

        readers[form] = read_html
    elif form == "docx":
        from corpus.readers.docx import read_docx

        readers[form] = read_docx
    elif form == "pdf":
        from corpus.readers.pdf import read_pdf

        readers[form] = read_pdf
    extract = readers[form](data)
    title = without_surrogates(extract.title) if extract.title else extract.title
    # NUL would cut the text short in more than one library downstream, half a surrogate pair cannot be stored
    return replace(extract, text=without_surrogates(extract.text.replace("\x00", " ")), title=title)
