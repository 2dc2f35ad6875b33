"""PDF: the text that it carries. Scans carry none."""

import io
import logging

from pypdf import PdfReader
from pypdf.errors import DependencyError

from corpus.outline import find_sections
from corpus.readers.radicals import unify
from corpus.readers.result import Extract, Unreadable
from corpus.readers.running import strip_running
from corpus.readers.text import plain_title

_ENCRYPTED = Unreadable("這個 PDF 有密碼保護，無法讀取。", "請先在 PDF 軟體裡輸入密碼並另存為沒有密碼的檔案，再匯入。")
_LOCKED = Unreadable(
    "這個 PDF 加了密碼或限制編輯、列印的保護，無法讀取。",
    "請在 PDF 軟體裡解除保護，或用「列印」另存成新的 PDF，再匯入。",
)
_DAMAGED = Unreadable("這個 PDF 已損壞，無法讀取。", "請重新下載或重新匯出這個檔案。")
_SCANNED = Unreadable("這個 PDF 沒有文字，應該是掃描影像。", "請先做文字辨識（OCR），再匯入辨識後的檔案。")
# A page with fewer characters than this counts as an image (page numbers and stamps are text too).
_MIN_PAGE = 10


def read_pdf(data: bytes) -> Extract:
    """A .pdf file: its pages' text one below the other, running headers, footers and page numbers left out."""
    # pypdf reports every flaw that it survives; what matters is said in our own words.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _ENCRYPTED
        stripped = strip_running([_storable(unify(page.extract_text())) for page in reader.pages])
        stated = reader.metadata.title if reader.metadata else None
    except Unreadable:
        raise
    except DependencyError:
        # AES: pypdf needs a package of its own to tell a password to open from one that only forbids printing
        raise _LOCKED from None
    except Exception:
        # A damaged file makes pypdf fail in ways without end (NotImplementedError, KeyError, RecursionError, …).
        raise _DAMAGED from None
    pages = stripped.pages
    if not pages:
        raise _DAMAGED
    empty = [i + 1 for i, page in enumerate(pages) if len("".join(page.split())) < _MIN_PAGE]
    if len(empty) == len(pages) and len("".join("".join(pages).split())) < _MIN_PAGE:
        raise _SCANNED
    text = "\n".join(page for page in pages if page) + "\n"
    warnings = (f"第 {_list(empty)} 頁沒有文字（可能是掃描影像），未能讀入。",) if empty else ()
    title = plain_title(text) or stripped.title or (stated.strip() if isinstance(stated, str) else None) or None
    return Extract(text, find_sections(text), title, warnings)


def _storable(text: str) -> str:
    # Half of a surrogate pair cannot be stored
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _list(pages: list[int]) -> str:
    shown = "、".join(str(p) for p in pages[:10])
    return shown + (f" 等 {len(pages)}" if len(pages) > 10 else "")
