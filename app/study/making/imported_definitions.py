"""What an imported document defines: terms of headings, sentences of the form 甲是指……, and glossaries, in which each
line is a term, a colon and its meaning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.answering.records import Quote
from app.answering.texts import Span, children, defining_sentences, heading_span, innermost
from app.study.making.list_titles import ListTitle, list_title
from corpus.key import search_key, words_only
from corpus.lines import iter_lines, trim
from corpus.numbering import find_marker
from corpus.records import Document
from corpus.sentences import split_sentences

# A sentence that defines opens with its term.
_DEFINES = re.compile(
    r"^(?:所谓|所謂)?[「『“]?([\u4e00-\u9fff、]{2,14}?)[」』”]?[,，:：]?(?:是指|系指|係指|指的是|即指)"
)
_NOT_TERMS = re.compile("^(?:这|那|其|它|他|因此|所以|如果|但|而|在|对|从|主要|一般|通常|就|也)|也$|就$|主要$|都$|所称")
# A regulation names itself, or one of its articles, before the term.
_IN_LAW = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)?(?:[本前第][\u4e00-\u9fff\d ]{1,12})?所[稱称]"
    r"[「『“]?([\u4e00-\u9fff]{2,14}?)[」』”]?[,，]?(?:[係系是即]?指|[谓謂])"
)
_BULLET = re.compile(r"[-*•·●○◆■▪]\s*")
_GLOSS = re.compile(r"^[*「『]{0,2}(?P<term>[\u4e00-\u9fff]{1,10})[*」』]{0,2}[：:][*]{0,2}(?P<meaning>.+)$")
# Terms of a form's head rather than of a glossary (search keys), and the talk of minutes.
_OF_A_FORM = re.compile(
    "^(?:主旨|说明|办法|依据|日期|时间|地点|电话|传真|地址|受文者|正本|副本|附件|速别|密等|字号|承办人|主席|主持人|出席|列席|记录|纪录"
    "|单位|机关|问|答|备注|附注|注|例|例如|目的|范围|结论|决议|案由|发文.*|收文.*|.*日期|.*时间|.*地点|.*人员)$"
)
# A clause that goes on behind the colon is no term.
_CLAUSE = re.compile("有[一两二三四五六七八九十几\\d]|可以|这样|那样|应|须|如何|怎|分为|包括|如下|是")
_TALK = re.compile("^[「“]|我们|^我|^请")
SHORTEST_MEANING, SHORTEST_GLOSS, LONGEST_DEFINITION = 10, 6, 160
FEWEST_GLOSSES = 3


@dataclass(frozen=True, slots=True)
class Defined:
    """`glossed` where the source has no verb, only a colon, between the term and its meaning."""

    term: str
    meaning: str
    quote: Quote
    glossed: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """Lines of one list; `intro` is the heading or the line above them."""

    title: ListTitle | None
    intro: Quote | None
    entries: tuple[Defined, ...]


def one_line(text: str) -> str:
    """A sentence without the breaks of its lines, between Chinese characters without a space.

    >>> one_line("各科\\n  室應在 3 日內")
    '各科室應在 3 日內'
    """
    return re.sub("(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(text.split()))


def definitions_of(document: Document) -> list[Defined]:
    """Each term once, by the first sentence that defines it: terms of headings, and sentences of the form 甲是指……."""
    found: dict[str, Defined] = {}
    for section in document.sections:
        start, end = heading_span(document, section)
        term = document.text[start:end].strip("：:。 「」")
        if 2 <= len(term) <= 14 and not children(document, section):
            defined = [
                span for span in defining_sentences(document, [search_key(term)]) if end <= span[0] < section.end
            ]
            for a, b in defined[:1]:
                _add(found, document, term, a, b)
    for a, b in split_sentences(document.text, 0, len(document.text)):
        match = _IN_LAW.match(document.text[a:b]) or _DEFINES.match(document.text[a:b])
        if match and not _NOT_TERMS.search(search_key(match[1])):
            _add(found, document, match[1], a, b)
    return list(found.values())


def _add(found: dict[str, Defined], document: Document, term: str, start: int, end: int) -> None:
    text = " ".join(document.text[start:end].split())
    at = text.find(term)
    rest = re.sub(
        "^[」』”]?[，,：:]?(?:指的是|[係系是即]?指|[謂谓]|就是|即是|是|即)?",
        "",
        text[at + len(term) :],
    )
    meaning = rest.strip("，,：:。．. ")
    name = words_only(term)
    whole = 0 <= at <= 14 and len(meaning) >= SHORTEST_MEANING and len(text) <= LONGEST_DEFINITION
    if whole and name not in found and name not in words_only(meaning):
        found[name] = Defined(term, meaning, Quote.cut(document, start, end))


def glossaries_of(document: Document) -> list[Glossary]:
    """Runs of at least `FEWEST_GLOSSES` lines, one below the other, each a term with its meaning.

    >>> from corpus.readers import read_bytes
    >>> text = "# 公文的種類\\n函：機關之間商洽時使用。\\n令：公布法律時使用的公文。\\n公告：向公眾宣布時使用。\\n"
    >>> (found,) = glossaries_of(read_bytes(text.encode(), "公文.md", document_id="u-1").document)
    >>> found.title.text, [entry.term for entry in found.entries]
    ('公文的種類', ['函', '令', '公告'])
    """
    return [found for above, run in _runs(document) if (found := _glossary(document, above, run))]


def _runs(document: Document) -> Iterator[tuple[Span | None, list[tuple[Span, re.Match[str]]]]]:
    """The lines that could be glosses, one below the other, with the line above them."""
    above: Span | None = None
    run: list[tuple[Span, re.Match[str]]] = []
    for line in iter_lines(document.text):
        if line.blank:
            continue
        marker = find_marker(document.text, line.first, line.last)
        bullet = _BULLET.match(document.text, line.first, line.last)
        start, end = trim(document.text, marker.end if marker else bullet.end() if bullet else line.first, line.last)
        match = _GLOSS.match(document.text[start:end])
        if match:
            run.append(((start, end), match))
            continue
        if run:
            yield above, run
        above, run = (start, end), []
    if run:
        yield above, run


def _glossary(document: Document, above: Span | None, run: list[tuple[Span, re.Match[str]]]) -> Glossary | None:
    entries: dict[str, Defined] = {}
    for (start, end), match in run:
        term, meaning = match["term"], match["meaning"].replace("**", "").strip("。．. ")
        talk = (
            _OF_A_FORM.match(search_key(term)) or _CLAUSE.search(search_key(term)) or _TALK.search(search_key(meaning))
        )
        fits = SHORTEST_GLOSS <= len(meaning) <= LONGEST_DEFINITION and term not in meaning
        if talk or not fits or term in entries:
            return None
        entries[term] = Defined(term, meaning, Quote.cut(document, start, end), glossed=True)
    if len(entries) < FEWEST_GLOSSES:
        return None
    heading = innermost(document, run[0][0][0])
    intro = (
        above
        if above and document.text[above[1] - 1] in "：:"
        else heading_span(document, heading)
        if heading
        else None
    )
    title = list_title(document.text[slice(*intro)]) if intro else None
    return Glossary(title, Quote.cut(document, *intro) if intro and title else None, tuple(entries.values()))
