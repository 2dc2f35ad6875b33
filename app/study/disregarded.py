"""What of an answer says nothing in it: words copied from the question, lists of names, statements that it rejects.

>>> disregarded("我不同意「分清是非」「果斷糾正」這些說法。要先調查。", "名詞解釋：糾偏式協調", [])
['我不同意「分清是非」「果斷糾正」這些說法']
"""

import re
from collections.abc import Sequence

from corpus.key import search_key, words_only

# So many characters in a row that stand in the question are copied from it.
COPIED = 8
# So long a series is a list of names; one of the members of a group has at most so many times as many entries as these.
SERIES, SERIES_OF_REASONS, TOO_MANY = 8, 6, 2
_SERIES = re.compile("(?:[^，。；、\\s]+、)+[^，。；、\\s]+")
# So many entries of so few characters on the average are names too, whatever stands between them.
ENTRIES, BRIEF = 40, 8
_MARKS = re.compile("[，,。；;！!？?\\s]+")
# Looked for in search keys, which have the text's length.
_QUOTED = '(?:[「“『"][^」”』"\n]*[」”』"][、,和与及跟或]*)+'
_NOT_AGREED = (
    "(?:(?:不|无法|不能|难以)(?:会|太|敢|应该?)?(?:同意|赞成|赞同|认同|认为|以为|接受|承认|支持|相信|主张)|反对|否认)"
)
_WRONG = "(?:不对|不正确|不成立|不能成立|错误?|有误)"
_SAYING = "(?:以下|下列|下面|这些|说法|看法|观点)"
_REJECTED = re.compile(
    # by the learner, not by somebody whom a case tells of
    f"(?:(?<=[。;!?,\n])|^)(?:我|本人|们)*(?:并|也|都|完全|绝)*{_NOT_AGREED}[^。;!?「“『\n]{{0,10}}{_QUOTED}"
    "(?:(?:这[些种]|的)?(?:说法|看法|观点))?"
    f"|{_QUOTED}[^。;!?「“『\n]{{0,8}}{_WRONG}"
    f"|(?=[^:。;\n]{{0,20}}{_SAYING})[^:。;\n]{{0,20}}?(?:{_NOT_AGREED}|{_WRONG})[^:。;\n]{{0,10}}:"
    "[^\n]*?(?=正确的|其实|实际上|应该是|\n|$)"
    f"|[^\n]*(?:以上|上述)(?:各[点项]|这些|的|说法|看法|观点)*(?:都|均|皆|全部?)*是?{_WRONG}的?(?=[。!\n]|$)"
)


def disregarded(answer: str, stem: str, wordings: Sequence[str], *, reasons: bool = False) -> list[str]:
    """The parts as they stand in the answer; with `reasons` also a shorter series of names, which gives none."""
    shortest = SERIES_OF_REASONS if reasons else SERIES
    return [*copied(answer, stem, wordings), *series(answer, shortest), *rejected(answer)]


def series(answer: str, shortest: int) -> list[str]:
    """The series of at least so many entries, or the whole answer where it is nothing else.

    >>> series("協調分甲、乙、丙三種。", 3), series("協調分甲、乙、丙三種。", 4)
    (['協調分甲、乙、丙三種'], [])
    """
    entries = list(filter(None, _MARKS.split(answer)))
    if len(entries) >= ENTRIES and sum(map(len, entries)) < BRIEF * len(entries):
        return [answer]
    return [found for found in _SERIES.findall(answer) if found.count("、") + 1 >= shortest]


def rejected(answer: str) -> list[str]:
    """What it says that it does not agree with, or that is wrong.

    >>> rejected("以下說法是錯誤的：由上級裁定"), rejected("家長會不同意「開放」")
    (['以下說法是錯誤的：由上級裁定'], [])
    """
    return [answer[slice(*found.span())] for found in _REJECTED.finditer(search_key(answer))]


def copied(answer: str, stem: str, wordings: Sequence[str]) -> list[str]:
    """What stands in the question, whatever the script and the marks; not what a wording of the key itself has from
    there.

    >>> copied("依題意，雨水先積在河道的下游，所以……", "案例：雨水先積在河道的下游。", ["理由：下游"])
    ['雨水先積在河道的下游']
    """
    kept = [i for i, char in enumerate(answer) if words_only(char)]
    plain, asked, told = words_only(answer), words_only(stem), "\n".join(map(words_only, wordings))
    if len(plain) != len(kept):
        plain = "".join(search_key(answer[i]) for i in kept)
    runs: list[tuple[int, int]] = []
    for start in range(len(plain) - COPIED + 1):
        part = plain[start : start + COPIED]
        if part in asked and part not in told:
            begin = runs.pop()[0] if runs and runs[-1][1] >= start else start
            runs.append((begin, start + COPIED))
    return [answer[kept[a] : kept[b - 1] + 1] for a, b in runs]
