"""Whether words stand affirmed or denied where they stand: an answer with the right words and a 不 before them says the
opposite.

Texts are search keys (simplified, punctuation left out) with the places where clauses begin. No grammar is read: a
negating word counts for what follows it in its clause, two of them cancel out.

>>> denied("不必先经其负责人同意", 2, 10), denied("不得不直接指派", 3, 7)
(True, False)
"""

import re
from collections.abc import Sequence

_NEGATING = re.compile(
    "不(?![但仅只断论管过同妨免少久止时由])|没|未(?!来)|(?<![是除])非(?!常)|无(?!论)|勿|毋|莫|(?<![分个特区类级性差])别(?![人的处部单科局国])"
    "|避免|防止|禁止|杜绝|拒绝|以免|免得|违反|违背|反对"
)
# Said afterwards of what stood before: "……是不必的", "……并不适用".
_VERDICT = re.compile(
    "^.{0,2}?(?:不对|不必|不是|错误|错的|不行|不成立|不适用|不可取|不正确|不需要|没有?必要|不重要|不应)(?:该|要)?的?$"
)
# What a conjunction begins is no longer denied by what stood before it.
_TURN = re.compile("而(?!不见)|但|却|并(?![非不无未])|且|从而|就|使|以便|以免")
# "不是甲、乙" denies both, "不偏袒、守程序" only the first.
_COPULA = re.compile("不是|不属|并非|不包括|不含")
# Each of a pair is the opposite of the other where the words around them are the same.
_OPPOSITES = (
    "上下 内外 先后 前后 增减 多少 大小 强弱 长短 高低 快慢 松紧 横纵 有无 要勿 主从 公私 正反 始终 左右 宽严"
    " 主动/被动 集中/分散 统一/分散 事前/事后 正式/随意 公开/秘密 同意/拒绝 支持/反对 整体/局部 全局/局部 长远/眼前"
    " 扩大/缩小 增加/减少 提高/降低 加强/削弱 直接/间接 不同/相同 不同/同 口头/书面 定期/随时 原则/灵活"
)
OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (pair[0], pair[1]) if "/" not in pair else (pair.split("/")[0], pair.split("/")[1]) for pair in _OPPOSITES.split()
)


def turns(key: str) -> list[int]:
    """Where within a clause something new begins."""
    return [found.start() for found in _TURN.finditer(key)]


def lists_on(clause: str) -> bool:
    """Whether a denial before an enumeration comma holds for what follows it."""
    return bool(_COPULA.search(clause))


def denied(key: str, start: int, end: int, clauses: Sequence[int] = (0,)) -> bool:
    """Whether what stands at `start:end` is denied in its clause; `clauses` are the places where clauses begin."""
    opening = max((place for place in clauses if place <= start), default=0)
    closing = min((place for place in clauses if place >= end), default=len(key))
    count = len(_NEGATING.findall(key[opening:start])) + bool(_VERDICT.search(key[end:closing]))
    return count % 2 == 1


def dropped(one: str, end: int, other: str, until: int) -> bool:
    """Whether the same words go on in one key with a negating word and in the other without.

    >>> dropped("成员互不隶属", 3, "成员互隶属", 3)
    True
    """
    for a, i, b, j in ((one, end, other, until), (other, until, one, end)):
        found = _NEGATING.match(a, i)
        following = a[found.end() : found.end() + 2] if found else ""
        if len(following) == 2 and b.startswith(following, j):
            return True
    return False


def opposite(one: str, start: int, end: int, other: str, at: int, until: int) -> bool:
    """Whether words of opposite meaning stand beside the same words in two keys.

    >>> opposite("方向是由上而下", 0, 4, "方向是由下而上", 0, 4)
    True
    """
    for a, b in OPPOSITES:
        for x, y in ((a, b), (b, a)):
            behind = one.startswith(x, end) and other.startswith(y, until)
            if behind or (one.endswith(x, 0, start) and other.endswith(y, 0, at)):
                return True
    return False
