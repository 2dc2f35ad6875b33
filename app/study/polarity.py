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
    "不(?![但仅只断论过同妨免少久止时由然管足合])|没(?!收)|未(?!来)|(?<![是除])非(?![常法])|无(?!论)|勿|毋|莫(?!过于)"
    "|(?<![分个特区类级性差])别(?![人的处部单科局国])"
    "|避免|防止|禁止|杜绝|拒绝|以免|免得|免除|违反|违背|反对|缺乏|缺少|欠缺|失去|丧失|失掉|放弃|忽视|忽略|漠视|脱离|离开|背离|难以|省去|取消(?!.{0,3}限制)|收回|停止"
)
# "不管别的单位" denies, "不管社会怎样变化" does not.
_REGARDLESS = re.compile("不管(?!.*(?:怎|如何|什么|谁|哪|是否|还是|多么))")
# 有没有, 是不是, 能不能: asks, and denies nothing.
_EITHER = re.compile("(.)[不没](?=\\1)")
# Said afterwards of what stood before: "……是不必的", "……并不适用", "与……无关".
_VERDICT = re.compile(
    "^.{0,2}?(?:不对|不必|不是|错误|错的|不行|不成立|不适用|不可取|不正确|不需要|没有?必要|不重要|不应|无关|没有?关系|不相干)(?:该|要)?的?$"
)
# What a conjunction begins is no longer denied by what stood before it.
_TURN = re.compile(
    "而(?!不见)|但|却|并(?![非不无未])|且|从而|就|(?<![不未没无])(?<!无法)(?<![不未]能)(?<!难以)使|以便|以免|因为|由于|因此|因而|所以|的.{1,4}(?<![不无未没])会"
)
# "不是甲、乙" denies both, "不偏袒、守程序" only the first.
_COPULA = re.compile("不是|不属|并非|不包括|不含")
# Each of a pair is the opposite of the other where the words around them are the same.
_OPPOSITES = (
    "上下 内外 先后 前后 增减 多少 大小 强弱 长短 高低 快慢 松紧 横纵 有无 要勿 主从 公私 正反 始终 左右 宽严"
    " 主动/被动 集中/分散 统一/分散 事前/事后 事前/事中 事中/事后 开始/结束 正式/随意 公开/秘密 同意/拒绝 支持/反对"
    " 整体/局部 全局/局部 长远/眼前 扩大/缩小 增加/减少 提高/降低 加强/削弱 直接/间接 不同/相同 不同/同 口头/书面"
    " 定期/随时 原则/灵活 先进/后进 超前/滞后 多个/一个 多个/单一 建立/撤销 增设/裁撤 交给/收回 下放/收回 自主/请示"
    " 改变/维持 调整/维持 从简/越多 从简/繁复 仍由/改由 必须/不必 消除/加深 消除/扩大 缩短/延长 柔和/强硬 商量/命令"
    " 上级/下级 对等/从属 平行/隶属 兼听/偏听 公心/私心 果断/拖延"
)
OPPOSITES: tuple[tuple[str, str], ...] = tuple(
    (pair[0], pair[1]) if "/" not in pair else (pair.split("/")[0], pair.split("/")[1]) for pair in _OPPOSITES.split()
)
# Of the pairs of single characters those that seldom are a part of other words.
_ANYWHERE = ("上下", "内外", "前后", "增减", "横纵")


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
    before = _EITHER.sub(lambda asked: asked[1] + "□", key[opening : start + 1])[: start - opening]
    count = len(_NEGATING.findall(before)) + bool(_VERDICT.search(key[end:closing]))
    count += sum(opening + found.end() <= start for found in _REGARDLESS.finditer(key[opening:closing]))
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


def opposite(one: str, start: int, end: int, other: str, at: int, until: int) -> tuple[str, str] | None:
    """Words of opposite meaning that stand beside the same words in two keys: the one's and the other's.

    >>> opposite("方向是由上而下", 0, 4, "方向是由下而上", 0, 4)
    ('上', '下')
    """
    for a, b in OPPOSITES:
        for x, y in ((a, b), (b, a)):
            behind = one.startswith(x, end) and other.startswith(y, until)
            if behind or (one.endswith(x, 0, start) and other.endswith(y, 0, at)):
                return x, y
    return None


def contrary(one: str, other: str) -> bool:
    """Whether one text has a word of which the other has only the opposite, wherever these stand.

    >>> contrary("在决定前听取", "决定以后才听取"), contrary("上级交给下级", "交给下级")
    (True, False)
    """
    return any(
        x in one and y in other and x not in other and y not in one
        for a, b in OPPOSITES
        if len(a) > 1 or a + b in _ANYWHERE
        for x, y in ((a, b), (b, a))
    )
