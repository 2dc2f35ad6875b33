"""The shape of a numbered line: may it be a heading, by its own words alone?"""

import re
from dataclasses import dataclass

from corpus.lines import Line
from corpus.numbering import LEGAL, RANK, Marker

MAX_HEADING = 40
MAX_RUN_IN = 20
# A title such as 關於進一步加強…的若干意見; longer lines are paragraphs.
MAX_LONG_HEADING = 80

_INNER_STOP = re.compile(r"[。；;！!]|[？?](?!$)")
_LIST_END = tuple("，,、。；;！!…")
# A wrapped sentence breaks anywhere; a heading does not end with one of these.
_DANGLING = re.compile(
    r"(?:[在和與与及或把將将被由向從从使讓让並并且而但因]|發生|发生|進行|进行|通過|通过|根據|根据|按照|以及|以下|如下|下列|之一)$"
)
_LEAD_IN = re.compile(r"(?:以下|如下|下列|包括|分別是|分别是|主要有|可以為|可以为)[^：:]{0,8}[：:]$")
# A sentence rather than a caption: obligation, completed action, persons.
_SENTENCE = re.compile(
    r"應當|应当|必須|必须|不得|不應|不应|應該|应该|需要|可以|然後|然后|已經|已经|了(?!解)|我|你|他們|他们|"
    r"(?<![主重必需摘提綱纲扼簡简])要(?![點点求件素務务領领旨害聞闻義义])|(?<!必)[須须](?!知)|"
    r"(?<!實事求)(?<!实事求)(?<!什麼)(?<!什么)(?<!就)是(?![非否])"
)
# What a sentence has and a title has not, beside the words of _SENTENCE.
_DUTY = re.compile(r"[應应](?![對对急變变用酬徵征付聘援])|[請请](?![示求假])|[將将](?![來来])|[已均仍]")
_LONG_END = re.compile(
    r"(?:建議|建议|意見|意见|辦法|办法|方法|方式|措施|規定|规定|規範|规范|要求|要點|要点|原則|原则|問題|问题|情形|情況|情况|"
    r"程序|流程|步驟|步骤|事項|事项|工作|說明|说明|範圍|范围|目標|目标|任務|任务|內容|内容|機制|机制|制度|體系|体系|職責|职责|"
    r"分工|依據|依据|條件|条件|標準|标准|關係|关系|作用|意義|意义|概念|特點|特点|類型|类型|原因|對策|对策|策略|思考|"
    r"計畫|計劃|计划|方案|報告|报告|能力|效能|效率|水準|水平|探討|探讨|分析|研究|經驗|经验|準備|准备|管理|通知|細則|细则|"
    r"須知|须知|守則|守则|重點|重点|途徑|途径|模式|啟示|启示|現狀|现状|趨勢|趋势|影響|影响|理由|背景|目的|功能|角色)"
    r"(?:[（(][^（）()]{1,12}[）)])?$"
)
_PAGE_DOTS = re.compile(r"[.…·．]{3,}\s*\d+$")
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Shape:
    """`short`: the whole line can be a heading; `long`: it has a heading's words, though too many; `run_in`: offset of
    the 。 that ends a heading inside the line, 0 for none; `colon`: the line ends with a colon."""

    short: bool
    long: bool
    run_in: int
    colon: bool


def judge_shape(text: str, line: Line, marker: Marker, *, body_end: int, wrapped: bool) -> Shape:
    """The shape of a line whose marker is known; `body_end` is where the unnumbered text behind it ends, `wrapped`
    whether the line is as wide as a hard-wrapped text's lines are."""
    words = text[marker.end : line.last].strip()
    colon = words.endswith(("：", ":"))
    return Shape(
        short=not wrapped and _is_short(words, marker),
        long=not wrapped and _is_long(words, marker),
        run_in=_run_in(text, line, marker, body_end),
        colon=colon,
    )


def _is_short(words: str, marker: Marker) -> bool:
    if marker.kind in LEGAL and marker.kind != "article" and not words:
        return True
    return len(words) <= MAX_HEADING and _is_caption(words)


def _is_long(words: str, marker: Marker) -> bool:
    """A long caption ends with the noun that all before it describes; a sentence without its 。 seldom does. Only the
    outer numberings have such captions, 1、 and (1) open paragraphs and items."""
    if RANK[marker.kind] > RANK["cn_paren"] or marker.kind == "article":
        return False
    if not MAX_HEADING < len(words) <= MAX_LONG_HEADING or _SENTENCE.search(words) or _DUTY.search(words):
        return False
    if re.search(r"[，,]", words) and not words.startswith(("關於", "关于")):
        return False
    return _LONG_END.search(words) is not None and _is_caption(words)


def _is_caption(words: str) -> bool:
    if not _WORD.search(words):
        return False
    if _INNER_STOP.search(words) or words.endswith(_LIST_END) or _PAGE_DOTS.search(words):
        return False
    if len(re.findall(r"[，,]", words)) > 2:
        return False
    return not (_DANGLING.search(words) or _LEAD_IN.search(words))


def _run_in(text: str, line: Line, marker: Marker, body_end: int) -> int:
    """ "1、事務協調。是對各部門…": the offset of the first 。, if a caption stands before it and its text behind."""
    stop = text.find("。", marker.end, line.last)
    if stop < 0:
        return 0
    words = text[marker.end : stop].strip()
    if not 2 <= len(words) <= MAX_RUN_IN or _SENTENCE.search(words) or re.search(r"[；;：:！!]", words):
        return 0
    if len(re.findall(r"[，,]", words)) > 1:
        return 0
    behind = body_end - stop - 1
    return stop if line.last - stop > 1 and behind >= max(12, 1.5 * len(words)) else 0
