"""The yes or no that a rule gives: a sentence that demands, permits, forbids or waives the very act that is asked
about. It speaks only where the question's words all stand in the sentence and the sentence's in the question; a wrong
verdict is worse than none. All on search keys.

>>> ruling("可以在走道堆放貨物嗎", "禁止在走道堆放貨物。"), ruling("加班要經主管核准嗎", "員工加班應事先經主管核准。")
('否', '是')
>>> ruling("攤位可以轉租嗎", "固定攤位不得轉租。")  # of another subject
''
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.key import search_key

Modality = Literal["forbid", "waive", "permit", "demand"]

_FORBID = (
    "不可以|不可(?!或缺|避免|分|少|能)|不得(?!不)|不能(?!不)|不应该?|不该|不准|不许|不允许|不宜"
    "|禁止|严禁|切勿|切忌|请勿"
)
_WAIVE = "不必|无须|无需|不须|不需要?|不用(?!于)|得免|可免|免(?=予|附|缴|经|填|送)"
_PERMIT = "可以|允许|准许|准予|得以|可(?![能见靠观行])|(?<![不取获所必觉使变显懂记值难舍])得(?![到出了知])"
_DEMAND = (
    "必须|必需|应当|应该|务必|一定要|(?<![不相适反回供])应(?![用对付变答急有届邀聘])"
    "|(?<![无不必])须(?!知)|(?<![不必])需要?(?!求)"
)
_MODALS: tuple[tuple[Modality, re.Pattern[str]], ...] = (
    ("forbid", re.compile(_FORBID)),
    ("waive", re.compile(_WAIVE)),
    ("demand", re.compile(_DEMAND)),
    ("permit", re.compile(_PERMIT)),
)
# How each is asked for; the first that fits. What is matched is cut out of the question.
_ASKED: tuple[tuple[Modality, re.Pattern[str]], ...] = (
    (
        "waive",
        re.compile(
            "(是不是|是否|可不可以|可以|能不能|能否|能|可否)(就|都)?(不用|不必|无须|无需|不需要|免|不(?!经|通过|得|能|可))|不用|不必|无须|不需要"
        ),
    ),
    (
        "forbid",
        re.compile("(是不是|是否)?(都)?((?<!能)不能|(?<!可)不可以|(?<!得)不得|(?<!准)不准|不许|不允许|禁止|严禁)"),
    ),
    (
        "demand",
        re.compile(
            "(是不是|是否)?(都)?(必须|一定要|应该|应当|需要)|要不要|该不该|应不应该|需不需要|用不用|有没有必要|应否|是否(应|要|须|需)|是不是(要|得|须|该)|(?<![首重主必不需])要(?!求|点|件|闻)|须|该"
        ),
    ),
    ("permit", re.compile("可不可以|能不能|可以|可否|能否|准不准|得不得|允许|(?<![功职性不])能(?!力|够|源)|能够")),
)
_TAG = re.compile("[,。](这样)?(可以|行|好|行不行|好不好|可不可以)[吗嘛么]?\\W*$")
_TRUE = re.compile("[,。]?(对不对|对吗|对吧|没错吧|正确吗)\\W*$")
_WITHOUT = re.compile("不经过?|未经过?|没有?经过?|不通过")
_ENDS = re.compile("[吗嘛么呢吧啊]?\\W*$")
_OPENS = re.compile("^(请问|想问|如果|假如|要是)")
# What says nothing of the act.
_LIGHT = re.compile(
    "我们?|你们?|咱们?|大家|有人|别人家|[的了着过就都也还再把将给让被在对向于到从与和跟及至之其该各本地所]|一下|一个|这样|那样|时候|自己的"
)
_OTHERS = re.compile("别的?人|他人|其他人")
# Who acts, where a rule speaks to everyone.
ANYONE = re.compile(
    "(员工|职员|人员|同仁|公务员|公务人员|申请人|承办人员?|当事人|摊商|商户|住户|居民|用户|使用人|使用者|借用人|承租人|学生|读者|市民|民众|任何人"
    "|单位|部门|科室|机关|业者)+"
)
# What makes a rule hold in some cases only.
_CONDITION = re.compile(
    "未经|非经|没有|除|但|惟|唯|如(?!期|实|数)|若|倘|者|情形|情况|必要|始得|方得|方可|始可|才可|才能|才得|逾|特殊|紧急|例外|原则|超过|以上|以下|以内|不足|未满|只|仅|限|经.{1,12}后|经.{1,12}核准(?=得|可)"
    "|时(?!间|限|效)|的,"
)
_EXCEPTS = re.compile("但|惟|唯|如|若|遇|例外|因.{1,12}者|前[项款]|经.{1,14}(者|,)|特殊|必要时|紧急|除")
# A way of doing it without which it may be allowed: "不得擅自拆封".
_WAYS = re.compile("擅自|任意|随意|直接|自行|无故|单独|私自|一律|全部|先行|逐一")
_BEFOREHAND = re.compile("先|前")
_NEGATIVE = re.compile("[不没未无非勿免]")
# What may stand between a demand and the act: when, where, by what.
_ADVERBIAL = re.compile(
    "(事先|先|立即|确实|主动|即|一并|另|均|皆|([在于依按以自].{1,10}?(前|内|时|起|中|上|系统|规定)))*"
)
_CLAUSE = re.compile("[,;:。!?]")


@dataclass(frozen=True, slots=True)
class Act:
    """What a question asks about: whether `content` is demanded, permitted, forbidden or waived; `without` where it
    is asked of doing it without something ("不經核准")."""

    modality: Modality
    content: str
    without: bool


def ruling(question: str, sentence: str, following: str = "", strictly: bool = True) -> str:
    """是 or 否 where the sentence says so, "" where it does not. `following` is the sentence behind it, which may make
    an exception. What a rule says in some cases only counts unless `strictly`: it speaks against another rule.

    >>> ruling("可以攜出嗎", "經核准者可以攜出。"), ruling("可以攜出嗎", "經核准者可以攜出。", strictly=False)
    ('', '是')
    """
    act = act_asked(search_key(question))
    if act is None or (strictly and _EXCEPTS.match(search_key(following))):
        return ""
    key = search_key(sentence).rstrip("。;!")
    subject = ""
    for clause in _CLAUSE.split(key):
        found = _modal(clause)
        if found is None:
            subject += clause + ","
            continue
        modality, start, end = found
        # a clause with a subject of its own needs none from the clauses before
        before = clause[:start] if len(clause[:start]) > 1 else subject + clause[:start]
        said = _judged(act, key, modality, before, clause[end:], strictly)
        if said:
            return said
    return ""


def act_asked(key: str) -> Act | None:
    """The act that a question with a yes or no asks about; None where it is put otherwise, or denies something.

    >>> act_asked("员工是不是必须每日填写日志?")
    Act(modality='demand', content='员工每日填写日志', without=False)
    >>> act_asked("可以不经过科长直接送出吗").without, act_asked("怎么送出")
    (True, None)
    """
    asked = _OPENS.sub("", key)
    modality: Modality | None = None
    if found := _TAG.search(asked):
        asked, modality = asked[: found.start()], "permit"
    elif found := _TRUE.search(asked):
        asked = asked[: found.start()]
    elif not re.search(
        "吗|嘛|是不是|是否|可否|能否|应否|(.)不\\1|可不可以|应不应该|需不需要|有没有必要|么\\W*$", asked
    ):
        return None
    asked = _ENDS.sub("", asked)
    if modality is None:
        fitting = next(((m, found) for m, pattern in _ASKED if (found := pattern.search(asked))), None)
        if fitting is None:
            return None
        modality, found = fitting
        asked = asked[: found.start()] + asked[found.end() :]
    without = bool(_WITHOUT.search(asked))
    content = _WITHOUT.sub("经", asked)
    if _NEGATIVE.search(content) or any(p.search(_WITHOUT.sub("", content)) for _, p in _MODALS[:2]):
        return None
    return Act(modality, content, without)


def modality_of(clause: str) -> str:
    """The one modality of a clause (a search key), "" for none or several.

    >>> modality_of("攤商不得轉租"), modality_of("每月五日休市")
    ('forbid', '')
    """
    found = _modal(clause)
    return found[0] if found else ""


def _modal(clause: str) -> tuple[Modality, int, int] | None:
    """The one modality of a clause and where its word stands; None for none, or two."""
    found: list[tuple[Modality, int, int]] = []
    for modality, pattern in _MODALS:
        for match in pattern.finditer(clause):
            if not any(a < match.end() and match.start() < b for _, a, b in found):
                found.append((modality, match.start(), match.end()))
    return found[0] if len(found) == 1 else None


def _judged(act: Act, sentence: str, modality: Modality, before: str, after: str, strictly: bool) -> str:
    asked, allowed = act.content, "未经|非经" if act.without else ""
    for condition in _CONDITION.finditer(sentence if strictly else ""):
        if condition[0] not in asked and not (allowed and re.fullmatch(allowed, condition[0])):
            return ""
    if strictly and _NEGATIVE.search(re.sub("未经|非经", "", before + after) if act.without else before + after):
        return ""
    rule = f"{before},{after}"
    # what is asked may stand in another clause: "應親自刷卡，不得委託他人代刷"
    if any(not ANYONE.fullmatch(each) for each in uncovered(asked, sentence if strictly else rule)):
        return ""
    subject = _WITHOUT.sub("经", before) if act.without else before
    foreign = [each for each in uncovered(subject, asked) if not ANYONE.fullmatch(each)]
    if foreign and strictly:
        return ""
    if _BEFOREHAND.search(asked) and not _BEFOREHAND.search(rule):
        return ""
    # each of what is named with 或 is permitted, or forbidden
    acts = [after, *re.split("或者?", after)] if modality in ("permit", "forbid") else [after]
    ruled = next((each for each in acts if each and not uncovered(each, asked)), "")
    whole = bool(ruled)
    if strictly and not act.without and not in_order(ruled or after, asked):
        return ""
    if modality == "demand":
        # who must do it in a certain way must do it; the act itself is what the demand begins with
        whole = _begins_with(after, asked)
    if not whole or (modality == "permit" and uncovered(asked, rule)):
        return ""
    ways = set(_WAYS.findall(rule)) - set(_WAYS.findall(asked))
    if modality in ("forbid", "waive") and ways:
        return ""
    if modality in ("permit", "waive") and set(_WAYS.findall(asked)) - set(_WAYS.findall(rule)):
        return ""
    return _verdict(act, modality, rule)


def _verdict(act: Act, rule: Modality, said: str) -> str:
    if act.without:
        # "可以不經核准攜出嗎": 未經核准不得攜出, 攜出應經核准, 攜出無須經核准
        negated = bool(re.search("未经|非经", said))
        answers: dict[Modality, str] = {"forbid": "否" if negated else "", "demand": "否" if not negated else ""}
        answers["waive"] = "是" if not negated else ""
        return answers.get(rule, "") if act.modality == "permit" else ""
    table: dict[Modality, dict[Modality, str]] = {
        "permit": {"forbid": "否", "permit": "是"},
        "demand": {"demand": "是", "waive": "否"},
        "forbid": {"forbid": "是", "permit": "否"},
        "waive": {"waive": "是", "demand": "否"},
    }
    return table[act.modality].get(rule, "")


def _begins_with(after: str, asked: str) -> bool:
    """Whether what a rule demands begins with something that was asked about, adverbials aside."""
    found = _ADVERBIAL.match(after)
    for at in {0, found.end() if found else 0}:
        act = _LIGHT.sub("", after[at : at + 8])
        if len(act) > 1 and act[:2] in _plain(asked):
            return True
    return False


def in_order(after: str, asked: str) -> bool:
    """Whether the question says in the rule's order what the rule says: what may not be done to whom.

    >>> in_order("指挥乙科", "甲科指挥乙科"), in_order("指挥乙科", "乙科指挥甲科")
    (True, False)
    """
    rule, plain = _plain(after), _plain(asked)
    places = [at for i in range(len(rule) - 1) if (at := plain.find(rule[i : i + 2])) >= 0]
    return places == sorted(places)


def _plain(text: str) -> str:
    return _LIGHT.sub("", _OTHERS.sub("他人", text))


def uncovered(text: str, other: str) -> list[str]:
    """The stretches of a text that do not stand in the other, two characters at a time; light words aside.

    >>> uncovered("固定摊位每月", "摊位要缴费")
    ['固定', '每月']
    """
    held = _LIGHT.sub(" ", _OTHERS.sub("他人", other))
    out: list[str] = []
    for stretch in re.findall("\\w+", _LIGHT.sub(" ", _WAYS.sub(" ", _OTHERS.sub("他人", text)))):
        covered = [False] * len(stretch)
        for i in range(len(stretch) - 1):
            if stretch[i : i + 2] in held:
                covered[i] = covered[i + 1] = True
        run = "".join(" " if c else char for char, c in zip(stretch, covered, strict=True))
        out += [each for each in run.split() if len(each) > 1 or each not in held]
    return out


def decides(question: str, sentences: Sequence[tuple[str, str]]) -> tuple[int, str] | None:
    """The first of the sentences (each with the one behind it) that rules, by number, with what it says; None where
    another says otherwise, be it in some cases only.

    >>> decides("可以攜出嗎", [("由專人保管。", ""), ("不得攜出。", "")])
    (1, '否')
    >>> decides("可以攜出嗎", [("不得攜出。", ""), ("經核准者可以攜出。", "")])
    """
    said = [(number, ruling(question, *sentence)) for number, sentence in enumerate(sentences)]
    first = next((each for each in said if each[1]), None)
    if first is None:
        return None
    against = any(ruling(question, each, strictly=False) not in ("", first[1]) for each, _ in sentences)
    return None if against else first
