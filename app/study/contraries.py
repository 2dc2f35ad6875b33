"""A statement made false by one word: its contrary in the word's place, as examiners do. A candidate must know the
sentence to see it, where a statement under a sibling's name shows by the name that it is none of its.

>>> turned("在工作實施以前預想各環節可能發生的矛盾")
('在工作實施以後預想各環節可能發生的矛盾', '以前', '以後')
>>> turned("內部協調調整內部的關係", name="內部協調") is None
True
"""

import re
from itertools import pairwise

from corpus.key import words_only

# Each word and its contrary: what is said with the one is false with the other, and yet could be believed. Some are
# turned one way only, for the other way round nobody would believe it.
_BOTH_WAYS = (
    ("內部", "外部"),
    ("廣義", "狹義"),
    ("橫向", "縱向"),
    ("同級", "上下級"),
)
_ONE_WAY = {
    "以前": "以後",
    "之前": "之後",
    "沒有隸屬關係": "有隸屬關係",
    "互不隸屬": "互相隸屬",
    "平行部門": "上下級部門",
    "當面溝通": "書面溝通",
    "當面交換": "書面交換",
    "決策層": "執行層",
    "最後的手段": "首要的手段",
    "單一": "幾個",
    "共同的上級": "其中一方",
    "不取代": "可以取代",
    "上級對下級": "下級對上級",
    "來自行政權力": "來自各方同意",
}
_ORDINALS = ("第一", "第二", "第三", "第四", "第五", "第六")
_CONTRARY = {
    **dict(_BOTH_WAYS),
    **{contrary: word for word, contrary in _BOTH_WAYS},
    **_ONE_WAY,
    **{later: earlier for earlier, later in pairwise(_ORDINALS)},  # never beyond the last of the list
    "第一": "第二",
}
# A name that says when, or on which side, tells what its sentence must say of that.
_TELLING = re.compile("[前中後內外]")
# What else in a sentence says which of the two is meant: a turned one would contradict itself.
_TOLD = re.compile("優點|好處|免得|減少|命令|上級負|第一個")
# What is forbidden of one may be forbidden of its contrary too.
_FORBIDS = re.compile("不[能得可宜應必]")
_OF_TIME_OR_SIDE = ("以前", "之前", "內部", "外部")


def turned(said: str, name: str = "") -> tuple[str, str, str] | None:
    """The statement with one word turned, that word and its contrary; None where no word can be turned: it must stand
    there once, its contrary nowhere, and the name must not tell."""
    for word, contrary in sorted(_CONTRARY.items(), key=lambda pair: -len(pair[0])):
        if said.count(word) != 1 or said.startswith(word) or contrary in said.replace(word, ""):
            continue
        named = word in name or contrary in name or (word in _OF_TIME_OR_SIDE and _TELLING.search(name))
        before, behind = said.split(word)
        joined = before[-1:] in tuple("縱橫內外不非上下、") or behind[:1] in ("外", "內")
        if not (named or joined or _TOLD.search(said) or _FORBIDS.search(before)):
            return f"{before}{contrary}{behind}", word, contrary
    return None


def contradicts(statement: str, line: str) -> bool:
    """Whether the two are one sentence but for a word that is turned.

    >>> contradicts("事前協調在實施以後預防。", "事前協調在實施以前預防。")
    True
    """
    said, known = words_only(statement), words_only(line)
    if said == known:
        return False
    return any(
        words_only(statement.replace(contrary, word, 1)) == known
        for word, contrary in _CONTRARY.items()
        if contrary in statement
    )
