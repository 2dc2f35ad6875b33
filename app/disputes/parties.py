"""Who the two sides of a dispute are and what each of them says, as far as the description's own words tell.

>>> [(side.name.text, [why.text for why in side.said]) for side in sides("環保課要停工，里長說企業會跑，不能停。")]
[('環保課', ['要停工']), ('里長', ['企業會跑', '不能停'])]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.disputes.reading import clauses
from app.disputes.records import Side, Why
from corpus.key import search_key

# All patterns are in search-key characters. What may stand before a party at the beginning of a clause, and after it.
_LEAD = (
    "(?:(?:结果|后来|现在|可是|但是|不过|但|可|而|昨天|今天|前天|上次|这次|每次|于是|然后|偏偏|只有|当时|上周|上个月|最后|如今"
    "|今年|去年|听说|就是|因为|为什么|明明|其实|原来|刚才|早上|下午)+)?"
)
_ADVERB = (
    "(?:都|也|就|又|则|却|还|一直|老是|老|总是|硬是|硬|坚决|死活|当场|马上|直接|一口咬定|反过来|回头|回来|天天|只|才"
    "|现在|倒|一律)"
)
# A party is what stands before a verb of the two kinds below: no word that shows that it is none, after "… 的" or not.
_NOUN = "[^\\W\\d_的了过着把被让给到去来是有没不说讲问叫因要想能这那每都谁吗呢吧为和跟与同向对从在]"
_PRONOUN = "我们|咱们|你们|他们|她们"
_PARTY = (
    f"(?:(?:{_PRONOUN})这边|(?:{_PRONOUN})那边|(?:[^\\W\\d_我他]{{1,6}}的(?!时候))?(?:{_PRONOUN}|隔壁)?{_NOUN}{{1,7}}?"
    f"|[^\\W\\d_]{{1,4}}的(?=[说讲嫌])|{_PRONOUN}|对方|人家|那边|这边|我|他|她)"
)
# After these comes what is said; those of the second kind are part of it.
_SAYS = "说|讲|认为|觉得|主张|表示|回应|强调|抱怨|嚷|反驳|解释|反映|质疑|指出|建议|回说|回一句|辩称|宣称"
_WANTS = (
    "要求|坚持|非要|不肯|不愿意?|不让|不同意|不认|不服|不放|不给|不签|不收|不批|不买账|不答应|不干|不管|反对|拒绝|嫌|怪|骂|催"
    "|怕|担心|希望|想|要(?!是|不|么|说|[一二三四五六七八九十两几])|不满|抢|怨|不接受|不支持"
)
_SPOKEN = re.compile(
    f"{_LEAD}(?P<who>{_PARTY}){_ADVERB}{{0,2}}(?:(?:{_SAYS})(?!明|服|法|好|定|话|的|不清|到|情)|(?P<wants>{_WANTS}))"
)
# "一個說先登記的先用，一個說長官優先": sides without a name.
_NAMELESS = re.compile(f"(?P<who>另?一个|另?一派|另?一边|另?一方|有人|有的)(?:{_SAYS}|(?P<wants>{_WANTS}))")
_OFFICE = (
    f"(?:(?:(?:{_PRONOUN}|隔壁)?[^\\W\\d_的了在到跟和与同给找叫让把被说都两三各几个位间次这那每很]{{1,4}}?|{_PRONOUN})"
    "(?:处室|科室|课室|部门|单位|公司|(?<!活动)中心|委员会|大队|分队|施工队|[处科局室课股所署厅](?![长员里]))(?:的人)?"
    "|会计|主计|财务|人事|总务|行政|政风|采购|业务|厂商|居民|民众|住户|村民|企业|物业|警察|消防|城管|业主|老师|家长"
    "|主任秘书|主任|主管|经理|局长|处长|科长|课长|股长|里长|村长|镇长|组长)"
)
# Who is only named stands at the beginning of a clause or after such a word.
_NAMED = re.compile(f"(?:^|(?<=[，,。；;！!？?、：: 和跟与同把叫让给向找对被怪请满嫌骂催])){_LEAD}(?P<who>{_OFFICE})")
_AND = re.compile(f"(?P<one>{_OFFICE})(?:和|跟|与|同|、)(?P<other>{_OFFICE})")
_QUARRELS = "吵|闹|争|抢|意见|互|谁[也都]|各[有说执]|翻脸|杠|过节|不和|不合|推"
_OTHER = f"(?:(?!{_QUARRELS}|去年|昨天|上个月|上次|一直|天天){_NOUN})"
_QUARREL = re.compile(
    f"(?:^|(?<=[，,。；;！!？?、：: 天]))(?P<one>我|{_NOUN}{{2,6}}?)(?:和|跟|与|同)"
    f"(?P<other>(?:{_NOUN}{{1,5}}的)?{_OTHER}{{2,8}})[^，,。；;]{{0,12}}?(?:{_QUARRELS})"
)
# What still belongs to the clause before: "總務說是他們弄丟的，應該賠".
_ON = re.compile(
    "应该|应当|不能|不可以|不然|要不然|否则|而且|还要|也要|凭什么|除非|至少|最多|就算|所以|没有义务|要改|要怪"
)
# No party, though it stands where one would.
_NOBODY = re.compile(
    ".*大家|开会.*|双方|两边|两头|三家|每家|人人|所有人|上次|结果|话|那就|应该|这样|(?:两|三|四|几)[个位].*|什么|怎么|(?:又|再|就|还|也|只|先).*"
    "|.*(?:时候|以后|之前|下来|起来|出来|会上|私下|开会|电话|公告|文件|规定|公文|通知|合同|合约|图上|报告|补贴|补助|费|钱|预算|方案|计划|办法"
    "|系统|制度|政策|调阅|会议|活动|车|路|房|地|案|表|灯|机|时间|日期)"
)
_WRITER = ("我",)


@dataclass(slots=True)
class _Speaker:
    name: tuple[int, int]
    key: str
    said: list[tuple[int, int]] = field(default_factory=list)


def sides(text: str) -> tuple[Side, ...]:
    """At most two parties, each with its words, all of them stretches of the text: who says or wants something first,
    then who is named at all. A party without words of its own has none."""
    key = search_key(text)
    speakers = _speakers(text, key)
    nameless = [s for s in speakers if not s.key]
    named = [s for s in speakers if s.key]
    if len(nameless) >= 2 and len(named) < 2:
        first = nameless[:2]
    else:
        named.sort(key=lambda s: s.key in _WRITER)  # whoever writes is often between the two
        first = sorted(named[:2], key=lambda s: s.name)
        for start, end in _mentioned(key):
            if len(first) == 2:
                break
            if not any(_same(key[start:end], s.key) or (s.name[0] < end and start < s.name[1]) for s in first):
                first.append(_Speaker((start, end), key[start:end]))
    return tuple(Side(_why(text, s.name), tuple(_why(text, span) for span in s.said)) for s in first)


def _speakers(text: str, key: str) -> list[_Speaker]:
    """In the order of the text; those without a name have an empty key."""
    speakers: list[_Speaker] = []
    last: _Speaker | None = None
    for clause in clauses(text):
        start = clause.start + len(key[clause.start : clause.end]) - len(key[clause.start : clause.end].lstrip())
        end = clause.start + len(key[clause.start : clause.end].rstrip())
        nameless = list(_NAMELESS.finditer(key, start, end))
        if nameless and (len(nameless) > 1 or nameless[0].start() == start):
            for one, until in zip(nameless, [each.start() for each in nameless[1:]] + [end], strict=True):
                last = _Speaker(one.span("who"), "", [(_content(one), until)])
                speakers.append(last)
        elif (found := _SPOKEN.match(key, start, end)) and not _NOBODY.fullmatch(found["who"]):
            who = found["who"].removesuffix("的")
            last = next((s for s in speakers if s.key and _same(who, s.key)), None)
            if last is None:
                last = _Speaker((found.start("who"), found.start("who") + len(who)), who)
                speakers.append(last)
            if _content(found) < end:
                last.said.append((_content(found), end))
        elif last and last.said and last.said[-1][1] + 1 >= clause.start and _ON.match(key, start, end):
            last.said.append((start, end))
        else:
            last = None
    return speakers


def _content(found: re.Match[str]) -> int:
    """Where what is said begins: after "says", at "does not want"."""
    return found.start("wants") if found["wants"] else found.end()


def _mentioned(key: str) -> Iterator[tuple[int, int]]:
    """Parties that are only named: two that stand together first."""
    if both := _QUARREL.search(key) or _AND.search(key):
        yield both.span("one")
        yield both.span("other")
    for found in _NAMED.finditer(key):
        yield found.span("who")


def _same(one: str, other: str) -> bool:
    """ "環保課" and "環保" are one."""
    return one == other or (min(len(one), len(other)) > 1 and (one.startswith(other) or other.startswith(one)))


def _why(text: str, span: tuple[int, int]) -> Why:
    return Why(text[span[0] : span[1]], *span)
