"""Whether a sentence says what its quotations say: with their words, and of the same things in the same roles.

The sentence is laid out clause by clause in stretches that stand in the quotations, both in their plain form
(`app.answering.paraphrase`). What the stretches leave over on either side must not turn the sense: no 不, 可以, 只有 or
所有 more or less, no other number or actor, no opposite, no further content; and stretches of one clause may change
places only where that keeps who does what to whom. Nothing is proved by this: what cannot be followed is not borne out.

>>> is_faithful("下級要服從上級。", ["下級服從上級，個人服從集體。"])
True
>>> is_faithful("上級服從下級。", ["下級服從上級，個人服從集體。"])
False

What it finds and what it takes for a twist wrongly is counted in `eval/results/experiments.md`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from app.answering.paraphrase import (
    AT_LEAST,
    AT_MOST,
    AVOID,
    DUTY,
    EXEMPT,
    FEW,
    FORBID,
    IF,
    MOST,
    NOT,
    ONLY,
    OR,
    OVER,
    PASSIVE,
    PERMIT,
    SIGNS,
    SOME,
    THEREFORE,
    UNDER,
    UNLESS,
    is_number,
    plain,
)

# So many ways to lay out a clause are tried, and so many places of one stretch.
MOST_LAYOUTS, MOST_PLACES = 96, 5
# Of a clause's telling characters so many may be its own, none of them side by side.
OWN_SHARE, MOST_OWN = 0.3, 2

_CLAUSE = re.compile('[,;:。!?\n()「」『』“”"—…]+')
_SENTENCE = re.compile("[。!?\n]+")
# Characters that carry no content of their own in an administrative sentence.
_NEUTRAL = frozenset(
    "在于把将给向由从以而却请是有这那该此其它他时等项种并所去到为又还则之上下里中对使会着得地再先若前后内间与及、并且即既自起既成各一"
)
# What an opposite says of the same thing. One of a pair in the sentence where the other stands in the quotation.
_PAIRS = """
上/下 前/后 先/再 先/后 内/外 增/减 多/少 大/小 强/弱 长/短 高/低 快/慢 早/晚 松/紧 有/无 主/协 主/会 正/副 公/私
宽/严 口头/书面 正式/非正式 公开/秘密 公开/保密 全部/部分 整体/局部 全局/局部 长远/眼前 共同/分别 共同/个别 集中/分散
同意/反对 同意/拒绝 赞成/反对 支持/反对 允许/禁止 直接/间接 主动/被动 定期/随时 原则/例外 跨/内部 施行/废止 生效/失效
接受/拒绝 共同/分歧 一致/分歧 相同/不同 利/弊 优点/缺点 成功/失败 提高/降低 加强/削弱 扩大/缩小 开始/结束 书面/当面
白天/夜间 白天/晚上 早上/晚上 上午/下午 平日/假日 每日/每周 每周/每月 每月/每年 每日/每月 甲方/乙方 平行/垂直 横向/纵向
明示/默示 批准/驳回 核准/驳回 合法/非法
"""
_OPPOSITES = tuple((one, other) for one, _, other in (pair.partition("/") for pair in _PAIRS.split()))
_ACTOR = re.compile(
    "(?:主办|会办|承办|协办|主管|牵头|上级|下级|同级|平级|有关|业务|幕僚)?(?:部门|机关|机构|人员|委员会|办公室|小组)"
    "|(?:主办|会办|承办|协办|主管|牵头|上级|下级|同级|平级)人?"
    "|[副]?首长|领导|主管|主席|主持人|召集人|科长|处长|局长|主任|组长|科员|秘书|幕僚|同仁|下属|员工|干部|公务员|主计|人事|法制"
    "|[一二三四]方|甲方|乙方|对方|群众|民众|个人|集体|组织|中央|地方|政府|里长|厂商|学校|摊商|居民|里民|代表|专家|当事人|协调人|协调者"
    "|[\u4e00-\u9fff](?:科|处|局|署|部|组)(?!长|员|理|分|别|署|部|织)"
)
_CONDITION = re.compile(f"^(?:{IF}|如(?!何|下)|遇|凡|一旦|当(?!面|事|地))|(?:时|情况下|情形下|场合)$")
_TOPIC = re.compile("(?:遇到|遇|面对|碰到|关于|对|若|在)(.+?)(?:时|情况|问题)*|(.+)(?:是|有|包括|如下)")
_PIVOTS = frozenset("向对比给请让使把由为是")
# A denial in what was left out holds for what follows it up to such a turn.
_TURN = re.compile("而|并|且")
# Left out before what the sentence says, these change it; added, all of them do.
_MISSED = frozenset({NOT, FORBID, EXEMPT, ONLY, PERMIT, UNLESS, SOME, MOST, FEW, AVOID, OR})
_BOUNDS = frozenset({OVER, UNDER, AT_LEAST, AT_MOST})
# … and so do these of themselves: "三月一日前"
_PLACED = frozenset("前后外半")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a quotation; `sentence` and `number` count over all quotations, in their order."""

    text: str
    sentence: int
    number: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]` of the sentence's clause stands at `at` in a clause of the quotations."""

    start: int
    end: int
    clause: Clause
    at: int

    @property
    def until(self) -> int:
        return self.at + self.end - self.start


def is_faithful(sentence: str, quotations: Sequence[str], around: str = "") -> bool:
    """Whether each clause of the sentence is borne out, by one of the quotations or by several together.

    `around` are words that a sentence may hold besides: of titles, headings and the question.
    """
    said = plain(sentence)
    clauses = [clause for clause in _CLAUSE.split(said) if _telling(clause)]
    context = plain(around)
    alone = [_clauses([plain(text)]) for text in quotations]
    sources = [*alone, _clauses([plain(text) for text in quotations])] if len(alone) > 1 else alone
    clauses = clauses if any(not _is_topic(clause, context) for clause in clauses) else []
    return (
        bool(clauses and sources)
        and _in_order(clauses, sources[-1])
        and all(
            _is_topic(clause, context)
            or any(_is_there(clause, s) or _holds(clause, s, said, context, first=not n) for s in sources)
            for n, clause in enumerate(clauses)
        )
    )


def _in_order(clauses: Sequence[str], source: Sequence[Clause]) -> bool:
    """What the sentence has follow with 再 does not come first in the quotation."""
    places = [_main_place(clause, source) for clause in clauses]
    return all(a <= b for a, b, c in zip(places, places[1:], clauses[1:], strict=False) if {"再", THEREFORE} & set(c))


def _main_place(clause: str, source: Sequence[Clause]) -> int:
    """The number of the clause with the longest stretch of this one."""
    for size in range(len(clause), 1, -1):
        for at in range(len(clause) - size + 1):
            for each in source:
                if clause[at : at + size] in each.text:
                    return each.number
    return 0


def _clauses(texts: Iterable[str]) -> list[Clause]:
    out: list[Clause] = []
    sentence = 0
    for text in texts:
        for each in _SENTENCE.split(text):
            sentence += 1
            out += [
                Clause(clause, sentence, len(out) + n) for n, clause in enumerate(filter(None, _CLAUSE.split(each)))
            ]
    return out


def _is_topic(clause: str, context: str) -> bool:
    """A clause that only takes up what was asked ("遇到……時") or the heading ("常見錯誤有")."""
    found = _TOPIC.fullmatch(clause)
    topic = (found[1] or found[2]) if found else ""
    return _telling(topic) > 1 and topic in context and not SIGNS & set(topic)


def _is_there(clause: str, source: Sequence[Clause]) -> bool:
    """A word or two between marks."""
    return _telling(clause) < 2 and any(clause in c.text for c in source)


def _holds(clause: str, source: Sequence[Clause], said: str, context: str, *, first: bool) -> bool:
    layouts = islice(_layouts(clause, source), MOST_LAYOUTS)
    return any(_Layout(clause, stretches, source, said, context, first).holds() for stretches in layouts)


def _layouts(clause: str, source: Sequence[Clause]) -> Iterator[tuple[Stretch, ...]]:
    """The ways to find the clause's longest stretches, from left to right, in the quotations."""
    found: list[list[Stretch]] = []
    at = 0
    while at < len(clause) - 1:
        size = next(
            (n for n in range(len(clause) - at, 1, -1) if any(clause[at : at + n] in c.text for c in source)), 0
        )
        part = clause[at : at + size]
        if size and _telling(part) + sum(char in SIGNS for char in part):
            places = [Stretch(at, at + size, c, p) for c in source for p in _places(part, c.text)]
            found.append(places)
            at += size
        else:
            at += 1
    # the clause that most stretches stand in is tried first
    weight: dict[int, int] = {}
    for places in found:
        for number in {p.clause.number for p in places}:
            weight[number] = weight.get(number, 0) + places[0].end - places[0].start
    ordered = [sorted(places, key=lambda p: -weight[p.clause.number])[:MOST_PLACES] for places in found]
    yield from product(*ordered)


def _places(part: str, text: str) -> list[int]:
    return [m.start() for m in re.finditer(f"(?={re.escape(part)})", text)]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two stretches in the sentence, and what the quotation has there: `tail` behind the first,
    `head` before the second. `start` is where it begins in the clause."""

    said: str
    tail: str
    head: str
    start: int

    @property
    def source(self) -> str:
        return self.tail + self.head


class _Layout:
    """One way to lay a clause out in stretches, and whether it holds."""

    def __init__(
        self,
        clause: str,
        stretches: Sequence[Stretch],
        source: Sequence[Clause],
        said: str,
        context: str,
        first: bool,
    ) -> None:
        self.clause, self.stretches, self.source = clause, stretches, source
        self.said, self.context, self.first = said, context, first
        self.all = "\n".join(c.text for c in source)
        self.gaps = list(self._gaps())

    def holds(self) -> bool:
        return (
            bool(self.stretches)
            and self._adds_nothing()
            and all(self._keeps_sense(gap) for gap in self.gaps)
            and self._keeps_condition()
            and self._keeps_roles()
            and all(self._joins(a, b) for a, b in zip(self.stretches, self.stretches[1:], strict=False))
            and self._has_its_subject()
        )

    def _gaps(self) -> Iterator[_Gap]:
        before: Stretch | None = None
        for stretch in (*self.stretches, None):
            start = before.end if before else 0
            said = self.clause[start : stretch.start if stretch else len(self.clause)]
            tail, head = self._behind(before) if before else "", self._before(stretch) if stretch else ""
            if before and stretch and before.clause == stretch.clause and tail == head and before.until <= stretch.at:
                tail = ""  # the same place, seen from both sides
            yield _Gap(said, tail, head, start)
            before = stretch

    def _before(self, stretch: Stretch) -> str:
        """What the quotation's clause has before a stretch, from the stretch that stands there before it."""
        ends = [s.until for s in self.stretches if s.clause == stretch.clause and s.until <= stretch.at]
        return stretch.clause.text[max(ends, default=0) : stretch.at]

    def _behind(self, stretch: Stretch) -> str:
        starts = [s.at for s in self.stretches if s.clause == stretch.clause and s.at >= stretch.until]
        return stretch.clause.text[stretch.until : min(starts, default=len(stretch.clause.text))]

    def _adds_nothing(self) -> bool:
        """No content of its own beyond a character here and there, and nothing that acts or counts."""
        own = 0
        places: set[int] = set()
        counted = [self.clause[i : i + 2] for i, char in enumerate(self.clause) if is_number(char)]
        if any(each not in self.all and (len(each) < 2 or each not in self.context) for each in counted):
            return False
        for gap in self.gaps:
            left, missing = _left(gap.said, gap.source), _left(gap.source, gap.said)
            for start, run in _runs(gap.said, left):
                telling = _telling(run)
                core = _trimmed(run)
                known = (core in self.context or telling < 2) and not _telling(_kept(gap.source, missing))
                if any(
                    is_number(char) and self.clause[gap.start + start + i :][:2] not in self.context
                    for i, char in enumerate(run)
                ):
                    return False
                if telling > 1 and not known:
                    return False
                own += 0 if core in self.context and known else telling
                places.update(range(gap.start + start, gap.start + start + len(run)))
        actors = (m for m in _ACTOR.finditer(self.clause) if places & set(range(m.start(), m.end())))
        if any(m[0] not in self.all and m[0] not in self.context for m in actors):
            return False
        return own <= min(MOST_OWN, OWN_SHARE * _telling(self.clause))

    def _keeps_sense(self, gap: _Gap) -> bool:
        left, missing = _kept(gap.said, _left(gap.said, gap.source)), _kept(gap.source, _left(gap.source, gap.said))
        head = _TURN.split(_kept(gap.head, _left(gap.head, gap.said)))[-1]
        tail = _left(gap.tail, gap.said)
        matched = max((i for i in range(len(gap.tail)) if i not in tail), default=0)
        lost = {c for c in head + _kept(gap.tail[:matched], tail) if c in _MISSED} | _BOUNDS & set(missing)
        added = {c for c in left if c in SIGNS or c in _PLACED} - {PASSIVE, THEREFORE}
        if IF in added and any(_CONDITION.search(s.clause.text) for s in self.stretches):
            added -= {IF}  # "若……" for "……時"
        if _replaces(gap, left, missing):
            return False
        if DUTY in added and not lost:
            added -= {DUTY}  # a rule may be said without the word and with it
        if added or lost:
            return False
        for one, other in _OPPOSITES:
            for x, y in ((one, other), (other, one)):
                beside = x in left and y in missing
                instead = len(x) > 1 and x in self.clause and x not in self.all and y in self.all
                if beside or instead:
                    return False
        return True

    def _keeps_condition(self) -> bool:
        """What the quotation says only under a condition is not said without it; 除非 and 只有 stand there in full."""
        given = self.said + self.context
        for stretch in self.stretches:
            for before in self.source:
                if before.sentence != stretch.clause.sentence or before.number >= stretch.clause.number:
                    continue
                if before.text[:1] in (UNLESS, ONLY) and before.text not in self.said:
                    return False
                pairs = {before.text[i : i + 2] for i in range(len(before.text) - 1)}
                if _CONDITION.search(before.text) and not any(_telling(p) > 1 and p in given for p in pairs):
                    return False
        return True

    def _joins(self, one: Stretch, other: Stretch) -> bool:
        """Whether words of two clauses of the quotations may stand in one: nothing between them is left out that has
        something else done or undone."""
        if one.clause == other.clause:
            return True
        if one.clause.sentence == other.clause.sentence and other.clause.number < one.clause.number:
            return self._is_moved_subject(one, other)
        between = (
            self.clause[one.end : other.start]
            + self.clause[one.end - 1 : one.end]
            + self.clause[other.start : other.start + 1]
        )
        head, tail = self._before(other), self._behind(one)
        if "、" in between:
            return not _ACTOR.search(head)
        # "甲是……的一種，在……時支持乙": the subject of what something is goes on
        leads = one.at == 0 and tail.startswith(("是", "指")) and one.clause.sentence == other.clause.sentence
        return _telling(head) < 2 and (leads or _telling(tail) < 2)

    def _is_moved_subject(self, one: Stretch, other: Stretch) -> bool:
        """ "…以後，各單位應…" as "各單位在…以後應…": who acts is named first, before a clause without an actor."""
        acts = _ACTOR.search(self.clause[one.start : one.end])
        leads = one == self.stretches[0] and one.at == 0 and acts is not None
        return leads and not _ACTOR.search(other.clause.text) and _telling(self._before(other)) < 2

    def _has_its_subject(self) -> bool:
        """A clause that is not the first has the actor of the one before: so must its place in the quotation."""
        if self.first or not self.stretches:
            return True
        head = self._before(self.stretches[0])
        return all(m[0] in self.said for m in _ACTOR.finditer(head))

    def _keeps_roles(self) -> bool:
        ordered = self.stretches
        for i, one in enumerate(ordered):
            for j in range(i + 1, len(ordered)):
                if self._swapped(i, j):
                    return False
            agent = self.clause[: one.start].endswith(PASSIVE) or (
                i > 0
                and self.clause[: one.start].endswith("由")
                and self.clause[one.start - 1 : one.end] not in self.all
            )
            # what a passive's agent does stands behind the agent in the quotation too
            if agent and any(v.clause == one.clause and v.at < one.at for v in ordered[i + 1 : i + 2]):
                return False
        return True

    def _swapped(self, i: int, j: int) -> bool:
        one, other = self.stretches[i], self.stretches[j]
        if one.clause != other.clause or one.until <= other.at:
            return False
        if one.at < other.until:
            return True  # the same words twice
        text = one.clause.text
        between, here = text[other.until : one.at], self.clause[one.end : other.start]
        by = self.clause[other.start - 1 : other.start]
        if by in (PASSIVE, "由") and by not in text:
            return False  # what is done comes first, then by whom
        if "、" in text[other.until - 1 : other.until + 1] and "、" in text[one.at - 1 : one.at + 1]:
            return False  # members of a list
        if any(
            s.clause == one.clause and other.at < s.at < one.at and _telling(self.clause[s.start : s.end])
            for s in self.stretches[i + 1 : j]
        ):
            return True
        if any(char in _PIVOTS and char in between for char in here):
            return True
        return all(_ACTOR.search(self.clause[s.start : s.end]) for s in (one, other))


def _replaces(gap: _Gap, left: str, missing: str) -> bool:
    """One telling character in the place of another: 退回 for 送回, 東區 for 西區."""
    return _telling(left) == 1 and _telling(missing) == 1 and len(gap.said) == len(gap.source)


def _telling(text: str) -> int:
    return sum((char.isalnum() and char not in _NEUTRAL) or is_number(char) for char in text)


def _trimmed(run: str) -> str:
    """Without the characters at either end that carry no content."""
    places = [i for i, char in enumerate(run) if _telling(char) or char in SIGNS]
    return run[places[0] : places[-1] + 1] if places else run


def _left(said: str, source: str) -> set[int]:
    """The places in `said` that its longest common subsequence with `source` leaves over."""
    if not said or not source:
        return set(range(len(said)))
    size = [[0] * (len(source) + 1) for _ in range(len(said) + 1)]
    for i in range(len(said) - 1, -1, -1):
        for j in range(len(source) - 1, -1, -1):
            same = said[i] == source[j]
            size[i][j] = size[i + 1][j + 1] + 1 if same else max(size[i + 1][j], size[i][j + 1])
    out, i, j = set(range(len(said))), 0, 0
    while i < len(said) and j < len(source):
        if said[i] == source[j]:
            out.discard(i)
            i, j = i + 1, j + 1
        elif size[i + 1][j] >= size[i][j + 1]:
            i += 1
        else:
            j += 1
    return out


def _kept(text: str, places: set[int]) -> str:
    return "".join(char for i, char in enumerate(text) if i in places)


def _runs(text: str, places: set[int]) -> Iterator[tuple[int, str]]:
    """Neighbouring characters of `text` among `places`."""
    start: int | None = None
    for i in range(len(text) + 1):
        if i < len(text) and i in places:
            start = i if start is None else start
        elif start is not None:
            yield start, text[start:i]
            start = None
