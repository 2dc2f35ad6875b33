"""Items from imported documents: what they define and what they list; wrong options come from their own lists.

An imported text has no cards, so its document's id stands where a concept's would.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answering.records import Quote
from app.answering.texts import ListFound, children, defining_sentences, heading_span, lists_near
from app.study.making.blanks import BLANK
from app.study.making.material import Material, arranged, make
from app.study.records import Item
from app.study.rivals import same_or_inside
from corpus.key import search_key, words_only
from corpus.passages import split_passages
from corpus.records import Document
from corpus.sentences import split_sentences

# A sentence that defines opens with its term.
_DEFINES = re.compile(
    r"^(?:所谓|所謂)?[「『“]?([\u4e00-\u9fff、]{2,14}?)[」』”]?[,，:：]?(?:是指|系指|係指|指的是|即指)"
)
_NOT_TERMS = re.compile("^(?:这|那|其|它|他|因此|所以|如果|但|而|在|对|从|主要|一般|通常|就|也)|也$|就$|主要$|都$")
# A question or an exercise is no name of a list.
_NOT_TITLES = re.compile("什么|怎|如何|吗$|[?]$|^(?:简述|论述|试述)")
_COUNT = re.compile("^[一二三四五六七八九十0-9]+")
LONGEST_MEMBER, LONGEST_DEFINITION = 24, 160


@dataclass(frozen=True, slots=True)
class Defined:
    term: str
    meaning: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Listed:
    title: str
    members: tuple[str, ...]
    quotes: tuple[Quote, ...]


def imported(material: Material, document: Document) -> Iterator[Item]:
    defined, listed = definitions_of(document), lists_of(document)
    for entry in defined:
        yield from _definition(material, document, entry, defined)
    for series in listed:
        yield from _list(material, document, series, listed)


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
        match = _DEFINES.match(document.text[a:b])
        if match and not _NOT_TERMS.search(search_key(match[1])):
            _add(found, document, match[1], a, b)
    return list(found.values())


def _add(found: dict[str, Defined], document: Document, term: str, start: int, end: int) -> None:
    text = " ".join(document.text[start:end].split())
    at = text.find(term)
    rest = re.sub("^[」』”]?[，,：:]?(?:是指|系指|係指|指的是|即指|就是|即是|是|即|指)?", "", text[at + len(term) :])
    meaning = rest.strip("，,：:。．. ")
    name = words_only(term)
    whole = 0 <= at <= 4 and len(meaning) >= 10 and len(text) <= LONGEST_DEFINITION
    if whole and name not in found and name not in words_only(meaning):
        found[name] = Defined(term, meaning, Quote.cut(document, start, end))


def lists_of(document: Document) -> list[Listed]:
    found: dict[tuple[str, ...], Listed] = {}
    for passage in split_passages(document):
        for entry in lists_near(document, passage):
            listed = _listed(document, entry)
            if listed and listed.members not in found:
                found[listed.members] = listed
    return list(found.values())


def _listed(document: Document, entry: ListFound) -> Listed | None:
    """A list of names under a heading of its own; sentences of items are no names."""
    title = document.text[slice(*entry.intro)].strip("：:。 \n").removeprefix("關於").removeprefix("关于")
    spans = [span for span in entry.members if span != entry.intro]  # a Markdown heading looks like an item
    members = [document.text[a:b].strip("；;，,。：: \n") for a, b in spans]
    named = [re.split("[。：:]", member)[0] for member in members]
    fits = 3 <= len(named) <= 10 and all(2 <= len(n) <= LONGEST_MEMBER and "，" not in n for n in named)
    told = [words_only(name) for name in named]
    if (
        _NOT_TITLES.search(search_key(title))
        or any(words_only(title) in name for name in told)
        or title == document.title
    ):
        return None
    if not fits or not 3 <= len(title) <= 30 or "\n" in title or len(set(named)) < len(named):
        return None
    quotes = [Quote.cut(document, *entry.intro), *(Quote.cut(document, a, b) for a, b in spans)]
    return Listed(_COUNT.sub("", title), tuple(named), tuple(quotes))


def _definition(material: Material, document: Document, entry: Defined, all_of: Sequence[Defined]) -> Iterator[Item]:
    text = f"據《{document.title}》"
    explanation = " ".join(entry.quote.text.split())
    stem = f"填空：{text}，{BLANK}是指{entry.meaning}。"
    yield make("blank", document.id, f"name {entry.term}", stem, [], [[entry.term]], explanation, [entry.quote])
    wrong = [d.term for d in all_of if not same_or_inside(d.term, entry.term)]
    chance = material.chance("imported", document.id, entry.term)
    chance.shuffle(wrong)
    if len(wrong) >= 3:
        options, right = arranged([entry.term, *wrong[:3]], 1, chance)
        stem = f"{text}，「{entry.meaning}」說的是（　　）。"
        yield make("single", document.id, f"who {entry.term}", stem, options, right[0], explanation, [entry.quote])


def _list(material: Material, document: Document, entry: Listed, all_of: Sequence[Listed]) -> Iterator[Item]:
    stem = f"據《{document.title}》，「{entry.title}」包括哪幾項？"
    points = [{"point": member, "accept": [member]} for member in entry.members]
    explanation = f"{entry.title}：{'、'.join(entry.members)}。"
    yield make("short", document.id, f"list {entry.title}", stem, [], points, explanation, entry.quotes)
    strangers = [
        member
        for other in all_of
        for member in other.members
        if other is not entry and not any(same_or_inside(member, own) for own in entry.members)
    ]
    chance = material.chance("list", document.id, entry.title)
    chance.shuffle(strangers)
    if len(strangers) < 2:
        return
    insiders = chance.sample(entry.members, 3)
    stem = f"據《{document.title}》，下列屬於「{entry.title}」的有（　　）。"
    options, right = arranged([*insiders, *strangers[:2]], 3, chance)
    yield make("multiple", document.id, f"members {entry.title}", stem, options, right, explanation, entry.quotes)
    stem = f"據《{document.title}》，下列不屬於「{entry.title}」的是（　　）。"
    options, right = arranged([strangers[0], *insiders], 1, chance)
    yield make("single", document.id, f"outsider {entry.title}", stem, options, right[0], explanation, entry.quotes)
