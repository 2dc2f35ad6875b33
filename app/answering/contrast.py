"""Comparing two things that texts speak of: what a text itself says of their difference, and the points that it makes
of both. All patterns are on search keys."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answering.texts import Span, heading_span, innermost, key_of, sentences_in
from corpus.key import search_key, words_only
from corpus.lines import trim
from corpus.numbering import find_marker
from corpus.records import Document

_CONTRASTS = re.compile("不同|区别|差别|差异|有别|不一样|前者|后者|相反|相对|(而|,).{0,20}则|不像")
_BOTH = re.compile("(两者|二者|这两种|两种)")
# So many characters behind the names, "兩者" still means them.
BEHIND = 300
# What a comparison sets side by side, and how a sentence or its heading speaks of it.
_ASPECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("適用", re.compile("适用|用于|限于|用在|对象(是|为|:)")),
    ("條件", re.compile("条件|资格|应?检附|应附|凭|符合|备齐|须具|应具|者,(得|可|给)")),
    (
        "期限",
        re.compile(
            "期限|有效期|为期|届满|期满|[\\d一二三四五六七八九十百半两]+个?(天|日|周|星期|月|年|小时)(以?内|以?前|以?后|为限|$|[,。;之])"
        ),
    ),
    (
        "由誰",
        re.compile(
            "由[^,。;]{1,12}(核准|批准|核定|审核|审批|同意|保管|负责|管理|办理|主持|签署|决定|登记|受理|召集|召开|核发)|向[^,。;]{2,12}(申请|提出|报备)"
        ),
    ),
    ("方式", re.compile("方式|书面|口头|线上|按[日月年件次]|以[^,。;]{1,10}(为之|办理|计算|计)|签订|登记")),
    ("費用", re.compile("费用?|元|工资|薪|报酬|津贴|补助")),
    ("效力", re.compile("效力|无效|失效|作废|处罚|罚款|违者")),
)
ASPECTS = tuple(name for name, _ in _ASPECTS)
# What a heading may say of the thing that it names.
_OF_IT = re.compile("的?(规定|说明|管理|条件|资格|期限|适用|申请|办理|定义|内容|特点|要点|方式|保管|使用|调阅|部分)?")
# A sentence begins with what it speaks of, behind so many characters at most ("本辦法所稱", "（一）").
LEADS_IN = 8


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of a document that speaks of one thing, with the aspects of it; `spans` are the clauses that do."""

    document_id: str
    sentence: Span
    spans: dict[str, Span]


def contrasting(document: Document, names: Sequence[Sequence[str]]) -> list[Span]:
    """The sentences that themselves tell two things apart. `names`: the names of each."""
    if len(names) < 2:
        return []
    key = key_of(document.text)
    called = [[search_key(name) for name in each] for each in names[:2]]
    at = [[m.start() for name in each for m in re.finditer(re.escape(name), key)] for each in called]
    if not at[0] or not at[1]:
        return []
    found: dict[Span, None] = {}
    for start, end in sentences_in(document.text):
        sentence = key[start:end]
        if not _CONTRASTS.search(sentence):
            continue
        both = all(any(name in sentence for name in each) for each in called)
        meant = _BOTH.match(sentence) and all(any(start - BEHIND <= a < start for a in each) for each in at)
        if both or meant:
            found.setdefault((start, end))
    return list(found)


def points(document: Document, names: Sequence[str], others: Sequence[str]) -> Iterator[Point]:
    """What a document says of a thing: the sentences that begin with one of its names, and those of a section called
    by it, with their aspects. `others`: the names of what it is compared with; sentences that hold one are left out."""
    key = key_of(document.text)
    called, away = [search_key(n) for n in names], [search_key(n) for n in others if n not in names]
    if not any(name in key for name in called):
        return
    own = [s for s in document.sections if words_only(s.heading) and _is_named(s.heading, names)]
    headings = {words_only(each) for each in (document.title, *(s.heading for s in document.sections))}
    headings |= {words_only(document.text[slice(*heading_span(document, s))]) for s in document.sections}
    of = ""  # whose the clause before was: "婚假給十四日。應於三個月內請畢" goes on with the subject
    last_end = 0
    for start, end in sentences_in(document.text):
        sentence = key[start:end]
        begins = any(0 <= sentence.find(name) <= LEADS_IN for name in called)
        inside = any(heading_span(document, s)[1] <= start < s.end for s in own)
        goes_on = bool(of) and "\n" not in document.text[last_end:start] and _has_no_subject(sentence)
        of, last_end = ("it" if begins or goes_on else ""), end
        if words_only(sentence) in headings:
            continue
        if not (begins or inside or goes_on) or any(name in sentence for name in away):
            continue
        yield Point(document.id, (start, end), _aspects(document, key, start, end))


def _is_named(heading: str, names: Sequence[str]) -> bool:
    """Whether a section is of the thing and nothing else: 二、志工; 志工的管理, but not 志工服務與補助作業規範.

    >>> [_is_named(heading, ["志工"]) for heading in ("二、志工", "志工的管理", "志工服務與補助作業規範")]
    [True, True, False]
    """
    start = find_marker(heading, 0)
    bare = words_only(heading[start.end if start else 0 :])
    return any(bare.startswith(w) and _OF_IT.fullmatch(bare, len(w)) for name in names for w in [words_only(name)])


def _has_no_subject(sentence: str) -> bool:
    return bool(re.match("(并|且|应|须|得|不得|可|由|其|自|逾期|期满)", sentence))


def _aspects(document: Document, key: str, start: int, end: int) -> dict[str, Span]:
    """For each aspect the first clause that speaks of it; where none does, the whole sentence has its heading's."""
    cuts = [start, *(m.end() for m in re.compile("[,;]").finditer(key, start, end - 1)), end]
    found: dict[str, Span] = {}
    for name, pattern in _ASPECTS:
        clause = next(((a, b) for a, b in pairwise(cuts) if pattern.search(key[a:b])), None)
        if clause:
            found[name] = _bare(document.text, *clause)
    around = innermost(document, start)
    heading = search_key(around.heading) if around else ""
    return found or {name: (start, end) for name, pattern in _ASPECTS if pattern.search(heading)}


def _bare(text: str, start: int, end: int) -> Span:
    """Without the comma at its end."""
    start, end = trim(text, start, end)
    return start, end - (text[end - 1] in "，,；;")
