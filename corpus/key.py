"""The search key: a text mapped character by character, so that both scripts meet and offsets stay.

>>> search_key("行政協調，ABC")
'行政协调,abc'
"""

import re
from functools import cache
from importlib.resources import files

# OpenCC's character table keeps the first row apart (words of their own in one script), but a reader types
# them interchangeably; the second row holds the characters that OpenCC's *phrase* table converts otherwise than
# its character table (計畫 -> 计划), so that key(t2s(q)) == key(q) whatever the phrase.
_EXTRA = {"著": "着", "覆": "复", "瞭": "了", "藉": "借", "臺": "台", "　": " "} | dict(
    zip("俱幺𫫇炼巨彷沈衹牴画锺", "具么恶链钜仿沉只抵划钟", strict=True)
)


_NOT_WORDS = re.compile(r"[\W_]+")


@cache
def key_table() -> dict[int, str]:
    """The mapping as `str.translate` takes it: code point -> exactly one character."""
    table: dict[int, str] = {}
    dictionary = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    for line in dictionary.splitlines():
        trad, _, simps = line.partition("\t")
        if simps and len(trad) == 1:
            table[ord(trad)] = simps.split(" ")[0]
    table.update({ord(a): b for a, b in _EXTRA.items()})
    for code in range(0xFF01, 0xFF5F):  # full width -> half width
        table[code] = chr(code - 0xFEE0)
    # A chain such as A -> B -> C must end at C whichever of the three is typed, lower case included.
    for code in list(table):
        char = table[code]
        while ord(char) in table and table[ord(char)] != char:
            char = table[ord(char)]
        table[code] = _lower(char)
    return table


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def words_only(text: str) -> str:
    """The key without punctuation and space: names meet however they are punctuated.

    >>> words_only("客觀公允, 秉公協調")
    '客观公允秉公协调'
    """
    return _NOT_WORDS.sub("", search_key(text))


def search_key(text: str) -> str:
    """The key of `text`: same length, one character for one (property: `len(search_key(t)) == len(t)`)."""
    key = text.translate(key_table())
    lower = key.lower()
    # A few capitals lower to two code points (İ): go one by one only then.
    return lower if len(lower) == len(key) else "".join(_lower(c) for c in key)
