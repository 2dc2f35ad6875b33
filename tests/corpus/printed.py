"""A PDF as a printer driver writes it: lines of text at their places, one font with a ToUnicode map."""

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

_SIZE, _LEADING, _TOP = 12, 18, 800


def print_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """The pages' lines from the top down. Codes are the characters' own (no astral ones)."""
    writer = PdfWriter()
    font = writer._add_object(_font("".join(line for page in pages for line in page), writer))
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = _dictionary(Font=_dictionary(F1=font))
        shown = [
            f"BT /F1 {_SIZE} Tf 1 0 0 1 60 {_TOP - n * _LEADING} Tm <{line.encode('utf-16-be').hex()}> Tj ET"
            for n, line in enumerate(lines)
        ]
        page[NameObject("/Contents")] = writer._add_object(_stream("\n".join(shown)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _font(characters: str, writer: PdfWriter) -> DictionaryObject:
    pairs = "\n".join(f"<{ord(c):04x}> <{ord(c):04x}>" for c in sorted(set(characters)))
    codes = "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    cmap = f"{codes}\n{len(set(characters))} beginbfchar\n{pairs}\nendbfchar"
    system = DictionaryObject(
        {
            NameObject("/Registry"): TextStringObject("Adobe"),
            NameObject("/Ordering"): TextStringObject("Identity"),
            NameObject("/Supplement"): NumberObject(0),
        }
    )
    descendant = _dictionary(
        Type=NameObject("/Font"), Subtype=NameObject("/CIDFontType2"), BaseFont=NameObject("/Song"),
        CIDSystemInfo=system, DW=NumberObject(1000),
    )  # fmt: skip
    return _dictionary(
        Type=NameObject("/Font"), Subtype=NameObject("/Type0"), BaseFont=NameObject("/Song"),
        Encoding=NameObject("/Identity-H"), DescendantFonts=ArrayObject([descendant]),
        ToUnicode=writer._add_object(_stream(cmap)),
    )  # fmt: skip


def _dictionary(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def _stream(content: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    return stream
