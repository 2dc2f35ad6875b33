"""What an imported document lists: items below a line or a heading, the terms of a glossary, and series that stand
within one sentence (職責包括：甲、乙、丙)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.records import Quote
from app.answering.texts import ListFound, Span, heading_span, innermost, lists_near
from app.study.making.imported_definitions import Glossary, one_line
from app.study.making.list_titles import GENERAL, ListTitle, list_title
from corpus.key import search_key, words_only
from corpus.numbering import find_marker
from corpus.passages import split_passages
from corpus.records import Document
from corpus.sentences import split_blocks, split_sentences

# What opens a step says at which place it stands.
_STAGE = re.compile("^(?:首先|其次|再次|然後|然后|接著|接着|最後|最后|第[一二三四五六七八九十]步)[，,：:]?")
_COLON = re.compile("^(?P<intro>[^：:。；]{2,40})[：:](?P<series>[^：:。；？！]+)[。.]?$")
_VERB = re.compile(
    "^(?P<intro>[^，,。；：:、]{2,20}?(?:分為|分为|分成|包括|包含))(?P<series>[^，,。；：:？！]+?)"
    "(?P<count>[兩两二三四五六七八九十\\d]+(?:大|個|个)?(?:種|种|類|类|項|项|級|级|部分|階段|阶段|方面))?[。.]?$"
)
# "把管理分為": what is divided stands behind the one who divides it.
_OBJECT = re.compile("[把將将](?!來|来|要)")
_OPEN = re.compile("等(?:等|[^、]{0,6})?$")
# A line that says only that a list follows, so that the heading above says of what.
_FOLLOWS = re.compile("(?:如下|下列|以下)")
# A list of those to whom something does not apply, or of the cases in which it does, is not the heading's list.
_RESTRICTS = re.compile("之一|者[，,：:]|不得|不受|除外|[時时][，,]|例外|情形|情況|情况")
LONGEST_MEMBER, LONGEST_ITEM, LONGEST_OF_SERIES = 24, 80, 14


@dataclass(frozen=True, slots=True)
class Listed:
    """`members` are names, or with `sentences` what is said in full; with `more` the source says there are others."""

    title: ListTitle
    members: tuple[str, ...]
    quotes: tuple[Quote, ...]
    sentences: bool = False
    more: bool = False


def lists_of(document: Document, glossaries: Sequence[Glossary] = ()) -> list[Listed]:
    found: dict[tuple[str, ...], Listed] = {}
    near = [entry for passage in split_passages(document) for entry in lists_near(document, passage)]
    numbered = _numbered(document)
    inside = {span for entry in numbered for span in entry.members}
    for entry in [*numbered, *near]:
        # of the lists below each other's items, only those of one numbering are lists of one thing
        if entry not in numbered and (inside & set(entry.members) or not _introduced(document, entry)):
            continue
        listed = _listed(document, entry)
        if listed and listed.members not in found:
            found[listed.members] = listed
    for listed in [*map(_of_glossary, glossaries), *_series_of(document)]:
        if listed and listed.members not in found:
            found[listed.members] = listed
    return list(found.values())


def _introduced(document: Document, entry: ListFound) -> bool:
    """Whether a heading or another line stands above the items, rather than the first of them."""
    section = innermost(document, entry.intro[0])
    return entry.intro not in entry.members or bool(section and heading_span(document, section) == entry.intro)


def _numbered(document: Document) -> list[ListFound]:
    """Items of one numbering, from one on, below a line that ends in a colon: of a rule whose articles have numbers
    too, and of which some have items."""
    found: list[ListFound] = []
    intro: Span | None = None
    kind, members = "", list[Span]()
    for block in [*split_blocks(document.text, 0, len(document.text)), None]:
        marker = find_marker(document.text, block.start, block.end) if block else None
        if block and marker and intro and marker.number == len(members) + 1 and marker.kind == (kind or marker.kind):
            kind = marker.kind
            members.append((block.body, block.end))
            continue
        if intro and len(members) > 1:
            found.append(ListFound(document.id, intro, tuple(members)))
        colon = block is not None and document.text[block.end - 1] in "：:"
        intro, kind, members = (block.body, block.end) if block and colon else None, "", []
    return found


def _listed(document: Document, entry: ListFound) -> Listed | None:
    """A list of names or of sentences under a title of its own."""
    title, intro = _title(document, entry.intro)
    spans = [span for span in entry.members if span != entry.intro]  # a Markdown heading looks like an item
    members = [_STAGE.sub("", " ".join(document.text[a:b].split())).strip("；;，,。：: ") for a, b in spans]
    named = [re.split("[。：:]", member)[0] for member in members]
    sentences = not all(2 <= len(name) <= LONGEST_MEMBER and not re.search("[，,；;]", name) for name in named)
    texts = members if sentences else named
    fits = 3 <= len(texts) <= 10 and all(2 <= len(text) <= LONGEST_ITEM for text in texts)
    if title is None or not fits or len(set(texts)) < len(texts) or title.text == document.title:
        return None
    if any("|" in text or words_only(title.text) == words_only(text) for text in texts):
        return None  # a row of a table looks like an item too
    quotes = [Quote.cut(document, *intro), *(Quote.cut(document, a, b) for a, b in spans)]
    return Listed(title, tuple(texts), tuple(quotes), sentences)


def _title(document: Document, intro: Span) -> tuple[ListTitle | None, Span]:
    """Of the introducing line or, where that says only that a list follows, of the heading above it; a general noun
    (職責) is told whose by the heading."""
    text = document.text[slice(*intro)]
    title = list_title(text)
    section = innermost(document, intro[0])
    above = heading_span(document, section) if section else None
    if above is None or above == intro or (title and not GENERAL.search(search_key(title.text))):
        return title, intro
    heading = list_title(document.text[slice(*above)])
    if heading is None or heading.text == document.title:
        return title, intro
    if title is None:
        names = heading.steps or GENERAL.search(search_key(heading.text)[-2:])
        follows = _FOLLOWS.search(search_key(text)) and not _RESTRICTS.search(search_key(text))
        return (heading, above) if names and follows else (None, intro)
    if search_key(heading.text).endswith(search_key(title.text)):
        return heading, above
    return ListTitle(f"{heading.text}的{title.text}", title.ask, title.steps), intro


def _of_glossary(glossary: Glossary) -> Listed | None:
    if glossary.title is None or glossary.intro is None:
        return None
    quotes = (glossary.intro, *(entry.quote for entry in glossary.entries))
    return Listed(glossary.title, tuple(entry.term for entry in glossary.entries), quotes)


def _series_of(document: Document) -> list[Listed]:
    found = []
    for a, b in split_sentences(document.text, 0, len(document.text)):
        sentence = one_line(document.text[a:b])
        series = series_in(sentence)
        if series is None:
            continue
        intro, members, more = series
        at = document.text.find(intro, a, b)  # not there where the line breaks within it
        title, place = _title(document, (a, at + len(intro)) if at >= 0 else (a, b))
        if title is None or title.text == document.title or any(member in title.text for member in members):
            continue
        quotes = [Quote.cut(document, a, b)]
        if place[1] <= a:
            quotes.insert(0, Quote.cut(document, *place))
        found.append(Listed(title, members, tuple(quotes), more=more))
    return found


def series_in(sentence: str) -> tuple[str, tuple[str, ...], bool] | None:
    """A series of at least three names within a sentence: what introduces it, its members, whether there are more.

    >>> series_in("值班處理公務的原則有四項：迅速、確實、簡化、統一。")
    ('值班處理公務的原則有四項', ('迅速', '確實', '簡化', '統一'), False)
    >>> series_in("公文分為令、函和公告三種。"), series_in("出席者：王、李、陳，列席者另記。")
    (('公文分為', ('令', '函', '公告'), False), None)
    """
    found = _COLON.match(sentence) or _VERB.match(sentence)
    if found is None:
        return None
    if _OBJECT.search(found["intro"]):
        return None
    text = found["series"].strip()
    if more := bool(_OPEN.search(text)):
        text = _OPEN.sub("", text)
    members = [member.strip(" 「」") for member in text.split("、")]
    last = re.fullmatch("(.+?)(?:以及|及|和|與|与)(.+)", members[-1])
    longest = max(map(len, members[:-1]), default=0)
    if (
        last
        and not any(re.search("[及和與与]", m) for m in members[:-1])
        and max(map(len, last.groups())) <= longest + 2
    ):
        members[-1:] = last.groups()
    fits = 3 <= len(members) <= 10 and all(1 <= len(m) <= LONGEST_OF_SERIES for m in members)
    if not fits or len(set(members)) < len(members) or re.search("[，,\\d]", text):
        return None
    return found["intro"], tuple(members), more
