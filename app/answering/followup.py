"""Follow-ups: what a question leaves to the earlier answers of its conversation. All patterns are on search keys.

>>> earlier = Told(question="婚假有幾天", subjects=("婚假",))
>>> standalone("那要向誰申請", [earlier]), standalone("它和事假有什麼區別", [earlier])
('婚假要向誰申請', '婚假和事假有什麼區別')
>>> standalone("公園場地怎麼借用", [earlier])
'公園場地怎麼借用'
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.answering.draft import Draft
from app.answering.question import (
    LONGEST_TERM,
    OWN_CHARACTERS,
    Mention,
    Names,
    Understanding,
    compared_terms,
    is_elliptical,
    own_stretches,
    subject_terms,
    understand,
)
from app.answering.records import Answer, Quote
from app.answering.texts import heading_span, innermost
from corpus.key import search_key
from corpus.numerals import chinese_number, chinese_numeral
from corpus.records import Concept, Document
from corpus.sentences import split_sentences

# An earlier answer, or, where that is all that is known of it, the concepts that it was about.
Earlier = Answer | tuple[str, ...]

_UNIT = "[项个種种条点步类招]|阶段|方面|大类|名"
_NUMBER = "[一二三四五六七八九十两]{1,3}|\\d{1,3}"
_NTH = re.compile(f"(?P<back>倒数)?第(?P<number>{_NUMBER})({_UNIT})|(?P<last>最[后末])一?({_UNIT})")
_STEPPED = re.compile(f"(?P<before>[上前]一)({_UNIT})|(?P<after>[下后]一)({_UNIT})")
_PRONOUN = re.compile(
    "(它们?|这一?[个种项条]|那一?[个种项条]|前述|此)(?=[的和与跟同要有是能可该应由怎几多在呢适需吗,?如得会算属]|$)"
)
_FORMER = re.compile("前者|前面那[种个项条]|[上前]一[种个项条]|刚才那[种个]")
_LATTER = re.compile("后者|后面那[种个项条]|后一[种个项条]")
# "那病假呢" asks the same of another subject, "那期限呢" something else of the same.
_SAME_OF = re.compile("^那?么?(.{2,8})呢\\W*$")
_MERELY = re.compile("^那?么?(.+)呢\\W*$")
_ASPECT = re.compile(
    "期限|条件|费用|程序|流程|步骤|资格|文件|材料|时间|方式|对象|罚|例外|审核|核准|申请|证明|地点|主管|负责|规定|原因|后果|定义|天数|次数"
)
_LAST_OF = re.compile("以及|[和及与]")
_LISTED = re.compile(
    f"(?:分为|分成|包括|包含)(?:(?:{_NUMBER})[个种类项条][:,])?"
    f"((?:[^、,。;:]{{2,12}}、)*[^、,。;:]{{2,12}}(?:{_LAST_OF.pattern})[^、,。;:]{{2,12}}?)(?:等|[,。;]|$)"
)
_LEADS = re.compile("^(那么?|然后|还有|另外)+(?=要|需要|得|应|该|可以|能|向|由|跟|怎|谁|多|几|什|有|是)[,]?")
_ASKS = re.compile("[能是要怎什哪谁多几如为有应需请把在对]|可以|可否|必须")
_JOINS = "的由要是有在和与把被向应须得可能会从到了就都也"
# A follow-up that begins with 那 and goes on with a verb has no subject; so many characters of its own it may have.
OWN_OF_VERB = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier answer was about: concepts, or subjects as they are called; the members or steps that it told,
    and which of them (from 1) it spoke of, 0 for all."""

    question: str = ""
    concepts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    members: tuple[Quote, ...] = field(default=())
    place: int = 0

    @classmethod
    def of(cls, earlier: Earlier) -> "Told":
        if isinstance(earlier, tuple):
            return cls(concepts=earlier)
        return cls(earlier.question, earlier.concepts, earlier.subjects, earlier.members, earlier.place)


@dataclass(frozen=True, slots=True)
class Place:
    """Which member is asked for, counted from 1 (it may be out of range), of how many, in which words of the key."""

    number: int
    of: int
    start: int
    end: int

    def unit_of(self, question: str) -> str:
        """What the question calls a member: 項, 步, 種, ….

        >>> place_asked("第八步驟呢", 4).unit_of("第八步驟呢")
        '步'
        """
        return re.sub("^.*[第一二三四五六七八九十兩两后後末\\d]", "", question[self.start : self.end])


def places_asked(key: str, members: int, place: int = 0) -> list[Place]:
    """The members that a question asks for of a list of so many, `place` being the one spoken of before.

    >>> [each.number for each in places_asked("第二类和第一类有什么区别", 3)]
    [2, 1]
    """
    found = [
        (members if nth["last"] else chinese_number(nth["number"]), nth["back"], nth.span())
        for nth in _NTH.finditer(key)
    ]
    places = [Place(members + 1 - number if back else number, members, *span) for number, back, span in found]
    if not places and place and (stepped := _STEPPED.search(key)):
        return [Place(place + (1 if stepped["after"] else -1), members, *stepped.span())]
    return places


def place_asked(key: str, members: int, place: int = 0) -> Place | None:
    """The first of them.

    >>> [place_asked(key, 4, 2).number for key in ("最后一项呢", "倒数第二种是什么", "下一步呢", "第八项呢")]
    [4, 3, 3, 8]
    >>> place_asked("有哪四项", 4) is None
    True
    """
    return next(iter(places_asked(key, members, place)), None)


def with_names(question: str, places: Sequence[Place], names: Sequence[str], current: str = "") -> str:
    """The question with the names of the members asked for; `current`, the one spoken of before, for its pronoun.

    >>> with_names("它和第一種有什麼區別", [Place(1, 3, 2, 5)], ["圖書"], "期刊")
    '期刊和圖書有什麼區別'
    """
    whole = question
    for place, name in sorted(zip(places, names, strict=True), key=lambda each: -each[0].start):
        whole = whole[: place.start] + name + whole[place.end :]
    return _with_pronoun(whole, current) if current else whole


def standalone(question: str, told: Sequence[Told]) -> str:
    """The question with the subject that it leaves to the conversation; itself where it has one of its own, or where
    the conversation was of concepts (those are resolved by their ids)."""
    if not told or not told[-1].subjects:
        return question
    key, subjects = search_key(question), told[-1].subjects
    pair = _pair(told)
    before = told[-2].subjects if len(told) > 1 else ()
    # "它和前一種有什麼區別": the one before is the first of a pair, or what was spoken of before
    former = pair[0] if pair else before[0] if before else None
    if former and (found := _FORMER.search(key)):
        return _with_pronoun(question[: found.start()] + former + question[found.end() :], subjects[0])
    if pair and (found := _LATTER.search(key)):
        return question[: found.start()] + pair[1] + question[found.end() :]
    if _PRONOUN.search(key):
        return _with_pronoun(question, subjects[0])
    same = _SAME_OF.match(key)
    if same and not _ASPECT.search(same[1]) and own_stretches(same[1]):
        return _same_of(told[-1].question, subjects[0], question[same.start(1) : same.end(1)])
    own = sum(map(len, own_stretches(key)))
    if is_elliptical(key) or (_LEADS.match(key) and own <= OWN_OF_VERB):
        lead = _LEADS.match(key) or re.match("那么?", key)
        return subjects[0] + question[lead.end() if lead else 0 :]
    return question


def carried_over(understood: Understanding, told: Sequence[Told], names: Names, concepts: Mapping[str, Concept]) -> str:
    """What was asked of one concept, asked of the one that is merely named now ("後者呢", "那應變式協調呢"); the
    question itself where it asks anything of its own, or where nothing of the kind was asked before."""
    new, same = _merely_named(understood), understood.question
    if new and not understood.concepts:
        return same
    before = [(each, understand(each.question, names)) for each in told]
    # in a row of such questions, the one that began it
    asked = next((each for each in reversed(before) if not _merely_named(each[1])), None)
    if not new or not asked or not asked[0].question or not asked[0].concepts or asked[0].subjects:
        return same
    earlier, whole = asked
    lists = [c for c in (earlier.concepts[0], *understood.concepts) if c not in concepts or concepts[c].kind == "group"]
    if lists or whole.ask == "comparison" or len(whole.mentions) > 1:
        return same
    name = understood.question[new.start : new.end] if new.concepts else concepts[understood.referred[0]].name
    if not whole.mentions:
        return _same_of(earlier.question, name, name)
    at = whole.mentions[0]
    if earlier.concepts[0] not in at.concepts:
        return same
    return earlier.question[: at.start] + name + earlier.question[at.end :]


def _merely_named(understood: Understanding) -> Mention | None:
    """The one name, or the word that stands for it (without a concept), that a question asks nothing of."""
    found = _MERELY.match(understood.key)
    if not found:
        return None
    mention = next((m for m in understood.mentions if (m.start, m.end) == found.span(1)), None)
    pronoun = _FORMER.fullmatch(found[1]) or _LATTER.fullmatch(found[1])
    return mention or (Mention((), *found.span(1)) if pronoun else None)


def _pair(told: Sequence[Told]) -> tuple[str, ...]:
    """The two that were compared last, as long as nothing else was spoken of since."""
    for each in reversed(told):
        if len(each.subjects) == 2:
            return each.subjects if set(told[-1].subjects) <= set(each.subjects) else ()
        if not each.subjects:
            break
    return ()


def _same_of(asked: str, of: str, subject: str) -> str:
    """What was asked of one subject, asked of another.

    >>> _same_of("婚假有幾天", "婚假", "喪假"), _same_of("前者由誰核准", "婚假", "喪假")
    ('喪假有幾天', '喪假由誰核准')
    """
    at = search_key(asked).find(search_key(of))
    if at >= 0:
        return asked[:at] + subject + asked[at + len(of) :]
    key = search_key(asked)
    found = _FORMER.search(key) or _LATTER.search(key) or _PRONOUN.search(key) or re.match("那么?", key)
    return asked[: found.start()] + subject + asked[found.end() :] if found else subject + asked


def _with_pronoun(question: str, subject: str) -> str:
    found = _PRONOUN.search(search_key(question))
    return question[: found.start()] + subject + question[found.end() :] if found else question


def subjects_of(question: str, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """What a question and the quotations that answer it are about, as the question calls it."""
    key = search_key(question)
    held = search_key(" ".join(part for q in quotes for part in (q.text, *q.headings, q.title)))
    terms = [t for t in compared_terms(key) or subject_terms(key) if t in held]
    if not terms and not _ASKS.match(key):
        # "約用人員要什麼學歷": most questions begin with their subject
        terms = [
            t
            for t in (key[:length] for length in range(LONGEST_TERM, 1, -1))
            if t in held and t.isalnum() and t[-1] not in _JOINS
        ][:1]
    if not terms:
        terms = [t for t in (_held(stretch, held) for stretch in own_stretches(key)) if t][:1]
    return tuple(question[at : at + len(t)] for t in terms for at in [key.find(t)])


def _held(stretch: str, text: str) -> str:
    """The longest part of a stretch, of two characters at least, that stands in a text; the last of the longest, since
    what is done comes before what it is done to ("申請補助")."""
    for length in range(len(stretch), 1, -1):
        for at in range(len(stretch) - length, -1, -1):
            if stretch[at : at + length] in text:
                return stretch[at : at + length]
    return ""


def name_of(member: Quote) -> str:
    """A member as it is called, what stands around it left out."""
    return re.sub(r"^\W+|\W+$", "", member.text)


def below_heading(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the section whose heading stands at `start:end`; none where none does."""
    section = innermost(document, start)
    if section is None or heading_span(document, section)[0] > start or heading_span(document, section)[1] < end:
        return []
    return [span for span in split_sentences(document.text, section.start, section.end) if span[0] >= end]


def out_of_range(unit: str, members: int) -> str:
    """What is said where a list has no such member.

    >>> out_of_range("項", 4), out_of_range("步", 12)
    ('這份清單只有四項。', '這份清單只有十二步。')
    """
    return f"這份清單只有{'兩' if members == 2 else chinese_numeral(members)}{unit}。"


def told_members(draft: Draft, ask: str) -> tuple[Quote, ...]:
    """The members or steps of the first list that an answer tells, where a list or a procedure was asked for: other
    answers pick single steps."""
    aspect = {"list": "成員", "procedure": "步驟"}.get(ask)
    found = [(said.label, draft.quotes[said.quotes[0]]) for said in draft.statements if said.aspect == aspect]
    first = [quote for label, quote in found if (label, quote.document_id) == (found[0][0], found[0][1].document_id)]
    if ask == "list" and not found:
        said = next((said for said in draft.statements if said.aspect == "清單"), None)
        first = listed_inside(draft.quotes[said.quotes[0]]) if said else []
    return tuple(first) if len(first) > 1 else ()


def listed_inside(sentence: Quote) -> list[Quote]:
    """The members that one sentence lists ("分為甲類、乙類和丙類"); none where it is not sure where one ends."""
    found = _LISTED.search(search_key(sentence.text))
    if not found or len(_LAST_OF.findall(found[1])) != 1:
        return []
    at = found.start(1)
    spans = [(at + m.start(), at + m.end()) for m in re.finditer("(?:(?!以及)[^、和及与])+", found[1])]
    if any(end - start < OWN_CHARACTERS for start, end in spans):
        return []
    return [
        replace(sentence, start=sentence.start + a, end=sentence.start + b, text=sentence.text[a:b]) for a, b in spans
    ]
