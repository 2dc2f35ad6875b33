"""Sources that contradict each other: sentences of two documents that say the same of the same thing, but for a figure
or for what is demanded, permitted or forbidden. All on search keys.

>>> disagree("申請人應於三日前提出申請。", "申請人應於五日前提出申請。")
True
>>> disagree("事假每年以七日為限。", "病假每年以十四日為限。")  # of two things
False
>>> disagree("禁止在走道堆放貨物。", "攤商可以在走道堆放貨物。")
True
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.answering.ruling import ANYONE, modality_of, uncovered
from corpus.key import search_key
from corpus.numerals import chinese_number

_NUMERAL = "\\d+(?:\\.\\d+)?|[一二三四五六七八九十百两]+"
# unit -> what it measures, and how much of it
_UNITS: dict[str, tuple[str, Fraction]] = {
    "分钟": ("time", Fraction(1, 1440)),
    "小时": ("time", Fraction(1, 24)),
    "日": ("time", Fraction(1)),
    "天": ("time", Fraction(1)),
    "周": ("time", Fraction(7)),
    "星期": ("time", Fraction(7)),
    "月": ("months", Fraction(1)),
    "年": ("months", Fraction(12)),
    "时": ("clock", Fraction(1)),
    "点": ("clock", Fraction(1)),
    "元": ("money", Fraction(1)),
    "人": ("people", Fraction(1)),
    "名": ("people", Fraction(1)),
    "次": ("times", Fraction(1)),
    "份": ("copies", Fraction(1)),
    "倍": ("factor", Fraction(1)),
    "%": ("share", Fraction(1)),
}
_FIGURE = re.compile(
    f"(?<![第\\w.])?(?P<number>{_NUMERAL})(?P<scale>[千万]?)(?:个?工作|个)?(?P<unit>{'|'.join(_UNITS)})(?P<side>以?[内前后])?"
)
# What says that a rule is for some cases only; where one sentence has such a word and the other not, both may hold.
_CASES = re.compile(
    "特殊|紧急|急件|速件|最速|普通|例外|必要|但|惟|除|重大|情形|未满|以上|不足|如|若|经.{1,12}(核准|同意|批准)"
)
_AT_MOST = re.compile("不得?(超过|逾)|最多|至多|最长|以(?=.{1,8}为限)|为限")
# "逾期三日罰一百元" is one step of a scale, no other figure than that of the next.
_STEP = re.compile("逾|超过|满(?![前意])|达到?")
# Words that two authors may use or leave out without saying something else.
_FREE = re.compile(
    "应当?|应该|必须|须|可以|得|不得|不可以?|禁止|严禁|不能|允许|不必|无须|无需|不?需要?|[之于内前后以为的并及或者由向将把在至起即均皆各本其该是有共给]"
    "|提出|办理|完成|进行|予以|给予|至少|期限|时间|一律|规定|使用"
)
# So many characters at least both say, beside the figure.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause says, its figures apart: (what is measured, before or after) -> the amounts; the words left, with
    those of its subject; demanded, permitted, forbidden or waived; the cases that it is for."""

    figures: tuple[tuple[tuple[str, str], tuple[Fraction, ...]], ...]
    text: str
    modality: str
    cases: frozenset[str]


@lru_cache(maxsize=4096)
def claims(sentence: str) -> tuple[Claim, ...]:
    """The claims of a sentence, one for each clause that has a figure or a modality."""
    out: list[Claim] = []
    subject = before = ""
    for clause in re.split("[,;:。]", search_key(sentence)):
        bound = _AT_MOST.sub(" ", clause)
        figures: dict[tuple[str, str], tuple[Fraction, ...]] = {}
        for found in _FIGURE.finditer(bound):
            measure, unit = _UNITS[found["unit"]]
            kind = (measure, (found["side"] or "").removeprefix("以"))
            figures[kind] = (*figures.get(kind, ()), _amount(found["number"], found["scale"]) * unit)
        if _STEP.search(bound):
            before = f"{before} {clause}".strip()
            continue
        modality = modality_of(bound)
        said = _FIGURE.sub(" ", bound)
        if figures or modality:
            of = before or (subject if subject not in said else "")
            cases = frozenset(found[0] for found in _CASES.finditer(f"{of} {clause}"))
            out.append(Claim(tuple(sorted(figures.items())), _FREE.sub(" ", f"{of} {said}"), modality, cases))
        else:
            before = f"{before} {clause}".strip()
        # what the sentence begins with is the subject of its further clauses
        subject = subject or _subject(clause)
    return tuple(out)


def _subject(clause: str) -> str:
    found = re.search(f"{_FIGURE.pattern}|{_FREE.pattern}", clause)
    return clause[: found.start()] if found else clause


def disagree(one: str, other: str) -> bool:
    """Whether two sentences of different documents contradict each other."""
    return any(_contradict(a, b) for a in claims(one) for b in claims(other))


def _contradict(a: Claim, b: Claim) -> bool:
    if a.cases != b.cases:
        return False
    if a.figures or b.figures:
        differ = [kind for kind, _ in a.figures] == [kind for kind, _ in b.figures] and a.figures != b.figures
        if not differ or (a.modality == "forbid") != (b.modality == "forbid"):
            return False
    elif {a.modality, b.modality} not in ({"forbid", "permit"}, {"forbid", "demand"}, {"demand", "waive"}):
        return False
    return _is_of_one_thing(a.text, b.text)


def _is_of_one_thing(one: str, other: str) -> bool:
    """Whether two claims have the same words; one may name who acts where the other does not."""
    if sum(map(len, re.findall("\\w+", one))) - sum(map(len, uncovered(one, other))) < LEAST:
        return False
    more, fewer = uncovered(one, other), uncovered(other, one)
    return not (more and fewer) and all(ANYONE.fullmatch(each) for each in (*more, *fewer))


def _amount(number: str, scale: str) -> Fraction:
    value = Fraction(number) if number[0].isdigit() else Fraction(chinese_number(number))
    return value * {"": 1, "千": 1000, "万": 10000}[scale]
