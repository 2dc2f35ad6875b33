import contextlib
import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from corpus.passages import split_passages
from corpus.readers import ReadError, ReadResult, find_files, read_bytes, read_file
from corpus.readers import docx as docx_reader
from corpus.surrogates import readable

DATA = Path(__file__).parents[1] / "data"
TEXT = "會稿須知\r\n一、期限\r\n一般公文兩天，急件半天。\r\n"


def read(data: bytes, name: str) -> ReadResult:
    return read_bytes(data, name, document_id="d")


def refusal(data: bytes, name: str, **options: int) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name, document_id="d", **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{name}：")
    assert caught.value.problem.endswith("。")
    assert caught.value.advice.endswith("。")
    return message


def word(fill) -> bytes:
    document = docx.Document()
    fill(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(change=lambda writer: None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def headings(result: ReadResult) -> list[tuple[int, str]]:
    return [(s.level, s.heading) for s in result.document.sections]


# --- what is read


def test_text_is_the_file_as_it_is():
    result = read(TEXT.encode("utf-8-sig"), "a.txt")
    assert result.document.text == TEXT
    assert (result.document.title, result.format, result.document.script) == ("會稿須知", "txt", "trad")
    assert headings(result) == [(1, "一、期限")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("一、期限\n兩天。\n", "檔名"),
        ("這是一句話。\n後面。\n", "檔名"),
        ("只有一行", "檔名"),
        ("\n\n須知\n內文。\n", "須知"),
    ],
)
def test_title_of_a_plain_text(text, title):
    assert read(text.encode(), "檔名.txt").document.title == title


def test_markdown_keeps_its_marks():
    text = "---\nauthor: 科室\n---\n# 會稿須知\n## **期限**\n兩天。\n"
    result = read(text.encode(), "a.md")
    assert result.document.text == text
    assert result.document.title == "會稿須知"
    assert headings(result) == [(1, "會稿須知"), (2, "**期限**")]


def test_html():
    page = """<html><head><title>會稿 須知</title><style>p{}</style></head><body><h1>期限</h1><p>一般公文<b>兩天</b>，
    急件半天。<script>alert(1)</script><p>一、例外<p>颱風天順延一天，由承辦人註記。<ul><li>先電話<li>後公文</ul>
    <h2>附表</h2><table><tr><th>單位<th>窗口</tr><tr><td>工務<td>甲</tr></table>
    <!-- 註解 --><p>&lt;script&gt;照寫</body>"""
    result = read(page.encode(), "a.html")
    assert result.document.title == "會稿 須知"
    assert result.document.text == (
        "期限\n一般公文兩天， 急件半天。\n一、例外\n颱風天順延一天，由承辦人註記。\n- 先電話\n- 後公文\n"
        "附表\n單位 | 窗口\n工務 | 甲\n<script>照寫\n"
    )
    assert headings(result) == [(1, "期限"), (2, "一、例外"), (2, "附表")]


def test_html_without_a_title_is_not_named_after_its_first_numbered_line():
    page = "<p>一、總則</p><p>協調應當依法。</p><p>二、分工</p><p>主辦單位彙整。</p>"
    for element in ("p", "h1", "h2"):
        result = read(page.replace("<p>一、總則</p>", f"<{element}>一、總則</{element}>").encode(), "須知.html")
        assert result.document.title == "須知"
        assert split_passages(result.document)[0].headings == ("一、總則",)
    assert read(("<h2>會稿須知</h2>" + page).encode(), "須知.html").document.title == "會稿須知"


def test_word_file_is_not_named_after_its_only_numbered_line():
    def fill(document):
        document.add_paragraph("一、窗口")
        document.add_paragraph("各單位指定一人，請假時由代理人接手。")

    result = read(word(fill), "窗口.docx")
    assert result.document.title == "窗口"
    assert [p.headings for p in split_passages(result.document)] == [("一、窗口",)]


def test_html_says_its_encoding():
    page = '<meta charset="big5"><p>協調會議由主辦單位召集。'
    assert read(page.encode("big5"), "a.htm").document.text == "協調會議由主辦單位召集。\n"


def test_html_nested_too_deep_is_read_or_refused():
    page = b"<div>" * 5000 + "深處的文字".encode()
    assert "深處的文字" in read(page, "a.html").document.text


def test_word_headings_lists_and_tables():
    def fill(document):
        document.add_paragraph("聯繫手冊", style="Title")
        document.add_heading("總則", 1)
        document.add_paragraph("兩個單位同辦一件事，先說好誰主辦。")
        document.add_paragraph("一、窗口")
        document.add_paragraph("各單位指定一人，請假時由代理人接手。")
        document.add_paragraph("先電話", style="List Number")
        document.add_paragraph("後公文", style="List Number")
        document.add_paragraph("附圖", style="List Bullet")
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "單位", "窗口"
        table.cell(1, 0).merge(table.cell(1, 1)).text = "未定"
        document.add_heading("附則", 2)
        document.add_paragraph("每年檢討。")

    result = read(word(fill), "a.docx")
    assert result.document.title == "聯繫手冊"
    assert result.document.text == (
        "聯繫手冊\n總則\n兩個單位同辦一件事，先說好誰主辦。\n一、窗口\n各單位指定一人，請假時由代理人接手。\n"
        "1. 先電話\n2. 後公文\n- 附圖\n單位 | 窗口\n未定\n附則\n每年檢討。\n"
    )
    assert headings(result) == [(1, "總則"), (2, "一、窗口"), (2, "附則")]
    assert {p.headings for p in split_passages(result.document)} == {("總則",), ("總則", "一、窗口"), ("總則", "附則")}


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("taiwaneseCountingThousand", "一二"),
        ("ideographLegalTraditional", "壹貳"),
        ("chineseLegalSimplified", "壹贰"),
        ("ideographTraditional", "甲乙"),
    ],
)
def test_word_counts_its_chinese_numbers_itself(form, numbers):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def fill(document):
        root = document.part.numbering_part.element
        root.insert(0, parse_xml(
            f'<w:abstractNum {space} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ))  # fmt: skip
        root.append(parse_xml(f'<w:num {space} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for caption, words in (
            ("窗口", "各單位指定一人，請假時由代理人接手。"),
            ("期限", "一般兩天，急件半天，颱風天順延。"),
        ):
            paragraph = document.add_paragraph(caption)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {space}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
            )
            document.add_paragraph(words)

    expected = [(1, f"{numbers[0]}、窗口"), (1, f"{numbers[1]}、期限")]
    assert headings(read(word(fill), "a.docx")) == expected


def test_pdf_printed_by_a_browser():
    result = read((DATA / "handbook.pdf").read_bytes(), "handbook.pdf")
    assert result.document.title == "聯合巡查手冊"
    # the font of that file has ⼈ and ⻑ where the text has 人 and 長
    assert "承辦人" in result.document.text
    assert "由科長電話告知" in result.document.text
    assert [(p.headings, p.text[:4]) for p in split_passages(result.document)] == [
        (("一、召集",), "召集科室"),
        (("二、記錄",), "每一項發"),
    ]


def test_pdf_with_one_scanned_page_says_so():
    reader = PdfReader(DATA / "handbook.pdf")
    result = read(pdf(lambda w: w.append(reader)), "a.pdf")
    assert result.warnings == ("第 1 頁沒有文字（可能是掃描影像），未能讀入。",)


# --- what is refused


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "空.txt", "空的"),
        (b" \r\n\t", "空.md", "空的"),
        (b"", "空.pdf", "空的"),
        ("\ufeff".encode("utf-16-le"), "空.txt", "沒有文字"),
        (b"<html><body><script>alert(1)</script></body></html>", "空.html", "沒有文字"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" * 30, "圖.txt", "二進位"),
        (bytes(range(256)) * 20, "檔.md", "二進位"),
        (b"%PDF-1.7\nno more", "壞.pdf", "損壞"),
        (b"no pdf at all", "壞.pdf", "損壞"),
        (pdf(), "掃描.pdf", "OCR"),
        (pdf(lambda w: w.encrypt("secret", algorithm="RC4-128")), "密.pdf", "密碼"),
        (b"x", "舊.doc", "不支援舊版 Word 格式（.doc）。請用原來的軟體另存為 .docx"),
        (b"x", "舊.WPS", "另存為 .docx"),
        (b"x", "版.ofd", "另存為 .pdf"),
        (b"x", "圖.jpg", "OCR"),
        (b"x", "檔.xyz", ".xyz"),
        (b"x", "檔", "沒有副檔名"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "密.docx", "密碼"),
        (b"PK\3\4 broken", "壞.docx", "損壞"),
        (word(lambda d: None), "空.docx", "沒有文字"),
    ],
)
def test_bad_input_gets_one_clear_line(data, name, says):
    assert says in refusal(data, name)


def test_truncated_files_are_refused():
    whole = (DATA / "handbook.pdf").read_bytes()
    assert "損壞" in refusal(whole[: len(whole) // 3], "斷.pdf")
    assert "損壞" in refusal(word(lambda d: d.add_paragraph("文字"))[:-400], "斷.docx")


def test_pdf_locked_against_printing_only_is_read():
    reader = PdfReader(DATA / "handbook.pdf")

    def lock(writer):
        writer.append(reader)
        writer.encrypt("", "owner", algorithm="RC4-128")

    assert "召集科室" in read(pdf(lock, pages=0), "a.pdf").document.text


def test_pdf_locked_with_aes_is_told_from_one_with_a_password():
    said = refusal((DATA / "locked.pdf").read_bytes(), "鎖.pdf")
    assert "限制編輯" in said
    assert "輸入密碼" not in said


def test_word_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(docx_reader, "MAX_XML", 2_000_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 3_000_000)
    assert len(stream.getvalue()) < 10_000
    assert "過大" in refusal(stream.getvalue(), "炸.docx")


def test_word_bomb_that_understates_its_size_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 3_000_000)
    size = (3_000_000).to_bytes(4, "little")
    assert "損壞" in refusal(stream.getvalue().replace(size, (1000).to_bytes(4, "little")), "炸.docx")


def test_size_limit_is_a_setting():
    assert "超過上限 0.001 MB" in refusal(b"x" * 2000, "大.txt", max_bytes=1000)
    assert read_bytes("文字一行".encode(), "小.txt", document_id="d", max_bytes=1000).document.text == "文字一行"


def test_missing_path_and_folder(tmp_path):
    for call in (lambda p: read_file(p, document_id="d"), find_files):
        with pytest.raises(ReadError, match="找不到"):
            call(tmp_path / "沒有.txt")
    with pytest.raises(ReadError, match="不是檔案"):
        read_file(tmp_path, document_id="d")


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(60_000_000)
    with pytest.raises(ReadError, match="超過上限 50 MB"):
        read_file(path, document_id="d")


def test_folder_lists_everything_but_hidden_files(tmp_path):
    for name in ("b.txt", "a.md", ".hidden.txt", "~$open.docx", "sub/c.doc", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("文字")
    assert [p.relative_to(tmp_path).as_posix() for p in find_files(tmp_path)] == ["a.md", "b.txt", "sub/c.doc"]
    assert find_files(tmp_path / "a.md") == [tmp_path / "a.md"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf"]))
def test_any_bytes_are_read_or_refused(data, name):
    try:
        result = read(data, name)
    except ReadError:
        return
    for p in split_passages(result.document):
        assert result.document.text[p.start : p.end] == p.text


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 147_000), st.binary(min_size=1, max_size=40))
def test_a_pdf_with_flawed_bytes_is_read_or_refused(at, noise):
    data = bytearray((DATA / "handbook.pdf").read_bytes())
    data[at : at + len(noise)] = noise
    with contextlib.suppress(ReadError):
        read(bytes(data), "a.pdf")


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_a_name_in_another_encoding_is_read(encoding: str) -> None:
    name = "會議紀錄" if encoding == "big5" else "会议记录"
    garbled = f"{name}.txt".encode(encoding).decode("utf-8", "surrogateescape")
    assert readable(f"/媒體/{garbled}") == f"/媒體/{name}.txt"
    assert read_bytes("各單位先徵詢，後開會。".encode(), f"/媒體/{garbled}", document_id="x").document.title == name


def test_a_name_in_no_encoding_at_all_is_marked() -> None:
    for broken in (b"\xff\xfe", b"\xff.txt", b"notes \xe4\xb8"):
        shown = readable(broken.decode("utf-8", "surrogateescape"))
        assert shown
        assert shown.encode()
    assert readable("\ud83d.txt") == "\ufffd.txt"  # half a pair, as Windows allows


def test_a_text_cut_off_within_a_character_is_imported_with_a_warning() -> None:
    result = read_bytes("各單位應先徵詢意見，後開會".encode()[:-2], "紀錄.txt", document_id="x")
    assert result.document.text == "各單位應先徵詢意見，後開\ufffd"
    (warning,) = result.warnings
    assert "下載" in warning
