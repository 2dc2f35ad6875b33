"""Items from imported documents: what they define and what they list; wrong options come from their own lists.

An imported text has no cards, so its document's id stands where a concept's would.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answering.records import Quote
from app.answering.texts import ListFound, children, defining_sentences, heading_span, lists_near
from app.study.making.blanks import BLANK
from app.study.making.list_titles import ListTitle, list_title
from app.study.making.material import Material, arranged, make, shares
from app.study.making.open import point
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
_IN_LAW = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)?(?:本[\u4e00-\u9fff]{1,8})?所[稱称][「『“]?([\u4e00-\u9fff]{2,14}?)[」』”]?[,，]?[係系]?[指谓謂]"
)
# What opens a step says at which place it stands.
_STAGE = re.compile("^(?:首先|其次|再次|然後|然后|接著|接着|最後|最后|第[一二三四五六七八九十]步)[，,：:]?")
LONGEST_MEMBER, LONGEST_ITEM, LONGEST_DEFINITION = 24, 80, 160


@dataclass(frozen=True, slots=True)
class Defined:
    term: str
    meaning: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Listed:
    """`members` are names, or with `sentences` what is said in full."""

    title: ListTitle
    members: tuple[str, ...]
    quotes: tuple[Quote, ...]
    sentences: bool


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
        match = _DEFINES.match(document.text[a:b]) or _IN_LAW.match(document.text[a:b])
        if match and not _NOT_TERMS.search(search_key(match[1])):
            _add(found, document, match[1], a, b)
    return list(found.values())


def _add(found: dict[str, Defined], document: Document, term: str, start: int, end: int) -> None:
    text = " ".join(document.text[start:end].split())
    at = text.find(term)
    rest = re.sub(
        "^[」』”]?[，,：:]?(?:[係系]?指|[謂谓]|是指|系指|係指|指的是|即指|就是|即是|是|即|指)?",
        "",
        text[at + len(term) :],
    )
    meaning = rest.strip("，,：:。．. ")
    name = words_only(term)
    whole = 0 <= at <= 14 and len(meaning) >= 10 and len(text) <= LONGEST_DEFINITION
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
    """A list of names or of sentences under a title of its own."""
    intro = document.text[slice(*entry.intro)]
    title = list_title(intro)
    spans = [span for span in entry.members if span != entry.intro]  # a Markdown heading looks like an item
    members = [_STAGE.sub("", " ".join(document.text[a:b].split())).strip("；;，,。：: ") for a, b in spans]
    named = [re.split("[。：:]", member)[0] for member in members]
    sentences = not all(2 <= len(name) <= LONGEST_MEMBER and not re.search("[，,；;]", name) for name in named)
    texts = members if sentences else named
    fits = 3 <= len(texts) <= 10 and all(2 <= len(text) <= LONGEST_ITEM for text in texts)
    if title is None or not fits or len(set(texts)) < len(texts) or title.text == document.title:
        return None
    if any(words_only(title.text) == words_only(text) for text in texts):
        return None
    quotes = [Quote.cut(document, *entry.intro), *(Quote.cut(document, a, b) for a, b in spans)]
    return Listed(title, tuple(texts), tuple(quotes), sentences)


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
    title, ask = entry.title.text, "依序有哪幾步" if entry.title.steps else entry.title.ask
    stem = f"據《{document.title}》，「{title}」{ask}？"
    points = [
        point(member) if entry.sentences else {"point": member, "accept": [member], "exact": True}
        for member in entry.members
    ]
    explanation = f"{title}：{('；' if entry.sentences else '、').join(entry.members)}。"
    yield make("short", document.id, f"list {title}", stem, [], points, explanation, entry.quotes)
    if entry.title.steps:
        yield _sequence(material, document, entry)
    if any(words_only(title) in words_only(member) for member in entry.members):
        return  # 平日值班 shows that it is a kind of 值班
    chance = material.chance("list", document.id, title)
    strangers = _strangers(entry, all_of)
    chance.shuffle(strangers)
    number, most = shares(f"{document.id} {title}", len(entry.members), len(strangers))
    if not number:
        return
    insiders = chance.sample(entry.members, number)
    stem = f"據《{document.title}》，下列屬於「{title}」的有（　　）。"
    options, right = arranged([*insiders, *strangers[:most]], number, chance)
    yield make("multiple", document.id, f"members {title}", stem, options, right, explanation, entry.quotes)
    stem = f"據《{document.title}》，下列不屬於「{title}」的是（　　）。"
    options, right = arranged([strangers[0], *chance.sample(entry.members, 3)], 1, chance)
    yield make("single", document.id, f"outsider {title}", stem, options, right[0], explanation, entry.quotes)


def _sequence(material: Material, document: Document, entry: Listed) -> Item:
    chance = material.chance("sequence", document.id, entry.title.text)
    order = list(range(len(entry.members)))
    while order == sorted(order):
        chance.shuffle(order)
    stem = f"據《{document.title}》，將「{entry.title.text}」的各步按先後排列。"
    explanation = "正確的先後：" + "".join(f"（{n}）{step}。" for n, step in enumerate(entry.members, 1))
    key = [order.index(n) for n in range(len(order))]
    options = [entry.members[n] for n in order]
    return make("ordering", document.id, f"steps {entry.title.text}", stem, options, key, explanation, entry.quotes)


def _strangers(entry: Listed, all_of: Sequence[Listed]) -> list[str]:
    """Members of the other lists that by their form and length could be of this one: a sentence among names, or a name
    among sentences, would not be taken for a member."""
    shortest, longest = min(map(len, entry.members)), max(map(len, entry.members))
    return [
        member
        for other in all_of
        for member in other.members
        if other is not entry
        and other.sentences == entry.sentences
        and 0.5 * shortest <= len(member) <= 2 * longest
        and not any(same_or_inside(member, own) for own in entry.members)
    ]
