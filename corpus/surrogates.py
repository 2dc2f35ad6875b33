"""Names and words that reached Python as bytes which are no UTF-8 (a file from a GBK or Big5 zip or memory stick on
Linux, a console that writes Big5): it keeps them as lone surrogates, which no UTF-8 file, tokeniser or browser takes.

>>> readable("/media/講義/" + "会议记录.txt".encode("gbk").decode("utf-8", "surrogateescape"))
'/media/講義/会议记录.txt'
"""

import re

from corpus.encoding import NotText, decode

_SURROGATE = re.compile("[\ud800-\udfff]")
# What so few bytes may be taken for; UTF-16 makes a character of any two bytes.
_LEGACY = frozenset({"gb18030", "cp950", "big5hkscs", "cp1252"})


def readable(text: str) -> str:
    """`text`, what is no UTF-8 of it in the encoding that it most plausibly is. A path is read folder by folder, since
    each may come from elsewhere; the result is for showing and for titles, not for opening the file."""
    if not _SURROGATE.search(text):
        return text
    return "/".join(_readable(part) for part in text.split("/"))


def without_surrogates(text: str) -> str:
    """`text`, of the same length, with U+FFFD for each lone surrogate.

    >>> without_surrogates("協\\udcff調") == "協\\ufffd調"
    True
    """
    return _SURROGATE.sub("\ufffd", text)


def _readable(part: str) -> str:
    if not _SURROGATE.search(part):
        return part
    try:
        decoded = decode(part.encode("utf-8", "surrogateescape"))
    except (UnicodeEncodeError, NotText):
        return without_surrogates(part)
    return decoded.text if decoded.text and decoded.encoding in _LEGACY else without_surrogates(part)
