"""Understanding a question: what is asked, and about which concepts. Both scripts, since all matching is on keys."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.key import search_key
from corpus.numerals import chinese_number
from corpus.records import Concept

# What every question here is about: asked for only where nothing more specific is named.
SUBJECT = "definition.administrative-coordination"
Ask = Literal["comparison", "list", "procedure", "judgement", "reason", "who", "definition", "situation"]

_STEPS = "(哪|几).{0,3}(步骤|程序|流程|步$|步\\W)"
# In order: the first that matches wins. Patterns are written in search-key (simplified) characters.
_PATTERNS: tuple[tuple[Ask, re.Pattern[str]], ...] = (
    # "按时间怎么分" asks for the kinds; "甲和乙怎么分" to tell two things apart
    (
        "list",
        re.compile(
            "(按照?|依照?|依据|根据|从|(?<![可所难])以)[^,。?和与跟]{1,12}(怎么|如何|怎样)(来|去)?(分|划分)(?![工配组批])"
        ),
    ),
    (
        "comparison",
        re.compile(
            "区别|区分|分别在|差别|差异|差在|差多|不同(?!角度|方面|层次|情况|类型|种类|的?(标准|划分))|不一样|有何异|异同|对比|比较|相比|分得清|分不清|怎么分(?![类工配组批])|搞混|一回事|一码事"
            "|各(以|是|有|属|归|指)|同一个意思|一样吗|相同吗|还是说"
        ),
    ),
    ("reason", re.compile("为什么|为何|为啥|凭什么|原因|理由|何以|怎么会|干嘛|怎么(来的|回事|造成|产生|引起)")),
    ("procedure", re.compile(f"(步骤|程序|流程)(是|有|为|怎|如何|要)|{_STEPS}")),
    (
        "list",
        re.compile(
            "有哪|哪些|哪几|(怎么|如何|怎样)分类|几种|(?<![好把这那跨让由])几个(?!处室|科|局|部门|单位|人|股|机关|平行|同事|领导)|几类|几项|几点(?!以?[前后]|钟|开|到|上|下|关|\\W*$)|几条|几样|几招|几步|包括什么|包含什么|分为|分成|列举|列出|列全|等[一二两三四五六七八九十](种|项|类|个|条)|种类|都有什么"
            "|(有|靠|用|通过|采取|要用)什么(方法|方式|办法|原则|类型|措施|特性|特点|手段|途径|招)|什么(类型|种类)|清单|分几|哪\\w?(三|四|五|六|七|两)"
        ),
    ),
    (
        "situation",
        re.compile(
            "有(什么|啥)(用|好处|作用|坏处|优点|缺点|意义|影响|后果)|什么(情况|场合|情形)|(避免|注意|准备好?)(些)?什么|第一步|最后一步"
            "|会怎样|有何(作用|意义)"
        ),
    ),
    (
        "judgement",
        re.compile(
            "是否|能不能|可不可以|该不该|是不是|要不要|对不对|应不应该|算不算|有没有必要|可以.{0,14}吗|能.{0,14}吗|[吗嘛]\\W*$|(?<![什怎这那多])么\\W*$|行不行|行吗"
            "|对吗|好不好|可否|能否|应否|得不得"
        ),
    ),
    (
        "definition",
        re.compile("什么是|是什么|啥是|是啥|何谓|含义|涵义|定义|什么意思|指什么|指的是|怎么理解|解释|意思|说的是"),
    ),
    (
        "procedure",
        re.compile(
            "步骤|程序|流程|顺序|(要|该|应|得)(先|再)?做(些)?什么|做些什么|怎么(做|办|处理|协调|开|安排|走|进行|推|弄|写|提|跟|说|把|让)|如何|怎样|咋办|怎么才|怎么|该先|先做"
        ),
    ),
    ("who", re.compile("谁|哪个(部门|单位|人)|何时|什么时候|哪里|哪儿|什么地方|由哪")),
)
# What is asked of any subject; the characters that are left say which one it is.
_GENERAL = re.compile(
    "为什么|什么|怎么|怎样|如何|哪些|哪几|哪个|几个|几种|步骤|程序|流程|例子|举例|定义|含义|意思|特点|要点|重点|作用|优点|缺点|好处|坏处|原因|区别|差别|不同|情况|情形"
    "|场合|适用|避免|注意|常见|错误|详细|具体|一点|还有|其他|别的|方法|做法|办法|种类|类型|原则|来源|出处|可以|应该|需要|谁来|负责"
    "|请问|多久|几[天日年]|多少|何时|什么时候|哪里|哪儿|最后一|倒数|第.{1,2}[项个种条点步类]|[一两][项个种条点步类]|它们?|谁|向|由|哪|几|[的了呢吗啊吧是有要会能该用做办说给那这就再都也和与跟在对我们先后\\W]"
)
# The same in an exam's words.
_FORMAL = re.compile(
    "意涵|内涵|谓|何为|简要|简单|简述|试述|略述|阐述|论述|叙述|概述|说明|描述|介绍|二者|两者|方面|角度|差异|异同|区分|分辨|辨别|分清|何|何者|有何|试"
    "|分别|各自|所谓|所说|称为|称作|名称|属于|归于|归属|是否|能否|可否|应否|亦|须|必须|请|谈谈|说说|列举|指出|关于|对于|那些|这些|哪里|里面"
    "|以及|并|之|其|于|者|为|应|算|算不算|不算|咋|啥|呀|几|哪|谁|叫|做到|得|一种|这种|不行|之间|到底|究竟|一般"
)
_ASKING = re.compile(f"({_GENERAL.pattern}|{_FORMAL.pattern})+")
OWN_CHARACTERS = 2
LONGEST_TERM = 8
_TYPES = re.compile("种类|类型|类别|分类|[分有划](为|成)?(哪|几|多少).{0,2}[种类]")
_OTHER_LISTS = re.compile(
    "原则|方法|方式|办法|措施|手段|形式|特性|特征|特点|矛盾|冲突|步骤|程序|要求|职责|能力|素养|时机|原因|成因|问题|说法|渠道"
)
_CURRENT = re.compile("它|这个|这种|这一?项|这条|那个|那种|此")
_ONE_BEFORE = re.compile("前一[种个项条]|前面那[种个项条]?|上一[种个项条]|刚才那[种个]")
_EARLIER = re.compile(f"{_ONE_BEFORE.pattern}|前者|两者|这两|那两|二者")


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept's name found in the question at `start:end`; more than one id where namesakes share it."""

    concepts: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    question: str
    key: str
    ask: Ask
    mentions: tuple[Mention, ...]
    # resolved from the conversation rather than named
    referred: tuple[str, ...] = ()

    @property
    def concepts(self) -> tuple[str, ...]:
        """All ids meant, in the order of the question, without repetition."""
        named = [concept for mention in self.mentions for concept in mention.concepts]
        return tuple(dict.fromkeys([*self.referred, *named]))


# What makes another word of a name: who coordinates by trade, a device, an office.
_ANOTHER = re.compile("员|师|器|官|署|局|处(?!理)|证|专业|算法|技术|软件|系统")


class Names:
    """The names by which concepts are called: full names, aliases, the halves of a doubled name."""

    def __init__(self, by_key: Mapping[str, tuple[str, ...]]) -> None:
        self._by_key = by_key
        self._longest = max(map(len, by_key), default=0)

    @classmethod
    def of(cls, concepts: Mapping[str, Concept]) -> "Names":
        """Every name of every concept; a shorter form never replaces what is somebody's full name."""
        full: dict[str, list[str]] = {}
        short: dict[str, list[str]] = {}
        for concept in concepts.values():
            for name in concept.names:
                full.setdefault(search_key(name), []).append(concept.id)
                for form in short_forms(name):
                    short.setdefault(search_key(form), []).append(concept.id)
        for key, ids in short.items():
            full.setdefault(key, ids)
        return cls({key: tuple(dict.fromkeys(ids)) for key, ids in full.items()})

    def mentions(self, key: str) -> tuple[Mention, ...]:
        """Longest names first come, left to right, without overlap."""
        found: list[Mention] = []
        position = 0
        while position < len(key):
            for length in range(min(self._longest, len(key) - position), 1, -1):
                ids = self._by_key.get(key[position : position + length])
                if ids and not _ANOTHER.match(key, position + length):
                    found.append(Mention(ids, position, position + length))
                    position += length
                    break
            else:
                position += 1
        return tuple(found)


def short_forms(name: str) -> list[str]:
    """What people say for short.

    >>> short_forms("客觀公允、秉公協調")
    ['客觀公允', '秉公協調']
    >>> short_forms("依法行政原則"), short_forms("行政協調的原則")
    (['依法行政'], [])
    """
    forms = [part for part in name.split("、") if 4 <= len(part) < len(name)]
    if name.endswith("原則") and not name.endswith("的原則") and len(name) > 5:
        forms.append(name.removesuffix("原則"))
    for tail in ("行政協調", "協調"):
        if name.endswith(tail) and len(name) >= len(tail) + 3 and name[-len(tail) - 1] in "式性":
            forms.append(name.removesuffix(tail))
            break
    return forms


_COUNTED = re.compile(
    "(?<![第一二两三四五六七八九十\\d])([一二两三四五六七八九十]{2,3}|[二两三四五六七八九十]|\\d{1,2})(大|个|種|种|类|项|条|点|样|招|步|方面|层|性|原则|方法|方式|措施|途径|手段)"
)


def counted(key: str) -> int | None:
    """How many members a question says that a list has.

    >>> counted("按对象划分,行政协调包括哪两类"), counted("行政协调有哪些类型")
    (2, None)
    >>> counted("第二种协调方式是什么"), counted("十二种类型有哪些")
    (None, 12)
    """
    found = _COUNTED.search(key)
    return chinese_number(found[1]) if found else None


def asks_for_steps(key: str) -> bool:
    """Whether a question asks which steps there are.

    >>> asks_for_steps("一共有哪几个步骤")
    True
    """
    return bool(re.search(_STEPS, key))


def is_elliptical(key: str) -> bool:
    """Whether a question has too few words of its own to be about anything but what was spoken of before (or the
    one spoken to).

    >>> is_elliptical("有哪些步骤"), is_elliptical("那适用什么情况呢"), is_elliptical("公园场地要怎么借用")
    (True, True, False)
    """
    return "你" not in key and len(_GENERAL.sub("", key)) <= OWN_CHARACTERS


def is_asking(word: str) -> bool:
    """Whether a word (a search key) says nothing of the subject: it asks, or joins.

    >>> is_asking("怎么"), is_asking("意涵"), is_asking("经费")
    (True, True, False)
    """
    return bool(_ASKING.fullmatch(word))


def own_stretches(key: str) -> list[str]:
    """What a question says in words of its own, in order, two characters at least each.

    >>> own_stretches("婚假有几天"), own_stretches("那要向谁申请"), own_stretches("第三步呢")
    (['婚假'], ['申请'], [])
    """
    return [part for part in _GENERAL.sub(" ", key).split() if len(part) > 1]


# Around the subject of a question: what is asked of it. The longest that fits is cut away on each side.
_BEFORE = re.compile(
    "^(请问|比较(一下)?|对比|请解释|解释|说明|什么是|何谓|何为|什么叫|啥是|怎样|怎么|如何|为什么要?|关于|要想?|谁能|想知道)+"
)
_AFTER = re.compile(
    "(是什么(意思)?|是指什么|指的?是什么|什么意思|的?(定义|含义|意思|步骤|程序|流程|种类|类型|分类|区别|差别|不同)|有哪些"
    "|有哪几[种类项]|有几[种类项步]|分为?(哪几|几)[种类项]|分成几[种类项]|包括(什么|哪些|哪几项)|怎么(做|办|分|走)|如何(做|办理)"
    "|是什么|有什么|呢|吗|[?。!, ]|要|的)+$"
)


def subject_terms(key: str) -> tuple[str, ...]:
    """What a question that names no concept is about, as it calls it; nothing where that is a whole sentence.

    >>> subject_terms("什么是堆肥?"), subject_terms("请假的程序是什么"), subject_terms("事假和病假有什么区别")
    (('堆肥',), ('请假',), ('事假', '病假'))
    """
    bare = _AFTER.sub("", _BEFORE.sub("", key.strip()))
    parts = re.split("[和与跟同及]", bare)
    return tuple(part for part in parts if 2 <= len(part) <= LONGEST_TERM) if len(bare) <= 2 * LONGEST_TERM + 1 else ()


_TOLD_APART = "(的.{0,10})?(之间|有|的?[不区差异]|差|哪|怎|分别|各|相比|比较|一样|搞|谁|[?。!,]|$)"


def compared_terms(key: str) -> tuple[str, ...]:
    """The two things that a comparison names, none where it does not name two.

    >>> compared_terms("事假跟病假差在哪"), compared_terms("劳动合同与劳务合同的期限有什么不同")
    (('事假', '病假'), ('劳动合同', '劳务合同'))
    """
    bare = _BEFORE.sub("", key.strip())
    for joint in ("[和与跟]", "、", "及", "还是|对比|比", "同"):
        found = re.match(f"(.{{2,{LONGEST_TERM}}}?)(?:{joint})(.{{2,{LONGEST_TERM}}}?){_TOLD_APART}", bare)
        if found:
            return found[1], found[2]
    return ()


def asks_for_types(key: str) -> bool:
    """Whether the types are asked for, in whichever word.

    >>> asks_for_types("行政协调的种类有哪些"), asks_for_types("行政协调分为哪几种"), asks_for_types("协调有哪几种方法")
    (True, True, False)
    """
    return bool(_TYPES.search(key)) and not _OTHER_LISTS.search(key)


_CRITERION = re.compile(
    "(?:按照?|依照?|依据|根据|以|从|就)((?:(?!按|依|根据)[^,。?]){2,16}?)"
    "(?:为(?:划分)?(?:标准|依据|准)|的?不同|的?角度|来?(?:看|讲|说|分|划分|区分)|怎么分|如何分|可以?分|,|可|怎么划分|如何划分)"
)
_CLASSIFIES = re.compile("[分划]为|分成|分哪|分几|划分|可分|分类|种类|类型|[几哪].{0,2}[种类]|怎么分")


def criterion(key: str) -> str:
    """By which criterion a question wants something classified, as it says it; empty where it names none.

    >>> criterion("行政协调按性质可分为哪几种"), criterion("以主客体为标准分成哪几种"), criterion("行政协调有哪几种")
    ('性质', '主客体', '')
    """
    found = _CRITERION.search(key) if _CLASSIFIES.search(key) and not _OTHER_LISTS.search(key) else None
    return found[1].removesuffix("的").replace("的", "") if found else ""


_WHEN = "((什么|哪些|哪种|何种)(时候|时|情况|场合|情形)|何时)"
# In order: "不適用" holds "適用". The sections of a card are headed so.
_SECTIONS = (
    ("不適用", re.compile(f"不适[用合宜]|不宜|{_WHEN}.{{0,6}}不(该|应|要|能|必|可以)?(用|采用|使用|开会)")),
    ("常見錯誤", re.compile("(常见|常犯|易犯|犯)的?(错|失误|毛病|误区)|误区|[常易]出错|犯(什么|哪些|哪种)错")),
    ("例子", re.compile("举.{0,2}例|例子|实例|案例|例如(什么|哪些)")),
    ("適用", re.compile(f"适[用合]|{_WHEN}.{{0,6}}(采用|使用|(?<![作费])用(?![处途心]))")),
)


def section_asked(key: str, ask: Ask) -> str:
    """Which section of a card a question asks for by name; empty where it asks to judge or to compare, or how.

    >>> [section_asked(key, "list") for key in ("常见错误有哪些", "什么时候不适合开会", "什么情况适用", "有哪些步骤")]
    ['常見錯誤', '不適用', '適用', '']
    """
    if ask not in ("list", "situation", "definition", "who"):
        return ""
    return next((heading for heading, pattern in _SECTIONS if pattern.search(key)), "")


def what_is_asked(key: str) -> Ask:
    for ask, pattern in _PATTERNS:
        if pattern.search(key):
            return ask
    return "definition" if len(key) <= 14 else "situation"


def one_before(history: Sequence[tuple[str, ...]], now: Collection[str]) -> tuple[str, ...]:
    """The concept spoken of last that is not the one spoken of now, none where there was no other.

    >>> one_before([("type.nature",), ("trait",)], ["trait"]), one_before([("trait",)], ["trait"])
    (('type.nature',), ())
    """
    return next((told[:1] for told in reversed(history) if told and told[0] not in now), ())


def lacks_one_before(understood: Understanding) -> bool:
    """Whether a comparison with "前一種" is asked for and there is none.

    >>> lacks_one_before(Understanding("", "它和前一种有什么区别", "comparison", (), ("trait",)))
    True
    """
    others = len(understood.mentions) + len(understood.referred)
    return understood.ask == "comparison" and others < 2 and bool(_ONE_BEFORE.search(understood.key))


def understand(question: str, names: Names, history: Sequence[tuple[str, ...]] = ()) -> Understanding:
    """`history` holds the concepts of the earlier answers, newest last; pronouns resolve to them."""
    key = search_key(question)
    mentions = names.mentions(key)
    referred: tuple[str, ...] = ()
    if history:
        earlier = _EARLIER.search(key)
        pair = next((told for told in reversed(history) if len(told) == 2), None)
        last = next((told[:1] for told in reversed(history) if told), ())  # what was refused was about nothing
        before = one_before(history, {c for mention in mentions for c in mention.concepts} or last)
        if pair and not mentions and re.search("前者|后者", key):
            referred = pair[:1] if "前者" in key else pair[1:]
        elif pair and not mentions and set(history[-1]) <= set(pair) and re.search("两者|二者|这两|那两", key):
            referred = pair
        elif earlier and before:
            referred = (*before, *last) if not mentions else before
        elif (_CURRENT.search(key) or (not mentions and is_elliptical(key))) and history[-1]:
            referred = history[-1][:1]
    return Understanding(question, key, what_is_asked(key), mentions, referred)
