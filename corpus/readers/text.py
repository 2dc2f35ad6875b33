"""Plain text and Markdown: the decoded file as it is."""

from corpus.encoding import Decoded, NotText, decode
from corpus.heading import MAX_HEADING
from corpus.lines import iter_lines
from corpus.markdown import front_matter_end, markdown_sections
from corpus.numbering import find_marker
from corpus.outline import find_sections
from corpus.readers.result import Extract, Unreadable
from corpus.records import Section


def read_text(data: bytes) -> Extract:
    """A .txt file. Its title is its first line, if that is short, unnumbered, no sentence, and not all there is."""
    decoded = decode_file(data)
    text = decoded.text
    return Extract(text, find_sections(text), plain_title(text), damage_warnings(decoded))


def read_markdown(data: bytes) -> Extract:
    """A .md file. Its title is its only outermost heading."""
    decoded = decode_file(data)
    text = decoded.text
    sections = markdown_sections(text)
    title = _markdown_title(text, sections)
    return Extract(text, sections, title, damage_warnings(decoded))


def _markdown_title(text: str, sections: tuple[Section, ...]) -> str | None:
    begin = front_matter_end(text)
    outermost = [s for s in sections if s.level == 1 and text[s.start : s.start + 2] == "# "]
    if outermost and not text[begin : outermost[0].start].strip():
        return outermost[0].heading
    return None


def decode_file(data: bytes, declared: str | None = None) -> Decoded:
    """`decode`, a refusal put into words."""
    try:
        return decode(data, declared)
    except NotText:
        raise Unreadable(
            "這不是文字檔，內容是二進位資料。", "請確認副檔名；如果是文件，請另存為 .docx、.pdf 或 .txt。"
        ) from None


def damage_warnings(decoded: Decoded) -> tuple[str, ...]:
    if not decoded.damaged:
        return ()
    cut = "檔案在一個字中間結束，可能沒有下載完整，請核對結尾。" if decoded.text.endswith("\ufffd") else ""
    return (f"有 {decoded.damaged} 處無法以 {decoded.encoding} 解碼，以 � 代替。{cut}",)


def plain_title(text: str) -> str | None:
    """The title line of a plain text, or None."""
    for line in iter_lines(text):
        if line.blank:
            continue
        words = text[line.first : line.last]
        marked = find_marker(text, line.first, line.last) is not None
        if marked or len(words) > MAX_HEADING or words.endswith(tuple("。，、；：！,;:!.…")) or "。" in words:
            return None
        return words if text[line.end :].strip() else None
    return None
