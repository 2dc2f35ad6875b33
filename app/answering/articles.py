"""An article of an imported regulation that is asked for by its number."""

import re
from collections.abc import Sequence

from app.answering.draft import Draft
from corpus.numbering import find_marker
from corpus.records import Document
from corpus.sentences import split_sentences

_ARTICLE = re.compile("第[零〇一二三四五六七八九十百两\\d]+条(之[一二三四五六七八九十\\d]+)?")
# What a question says around the number when it asks for nothing but the article.
_BARE = re.compile(
    "规定|规范|内容|条文|全文|请问|[这该本那]个?(要点|办法|规则|规定|条例)|[讲说写是了的有些什么哪怎样?。,!呢吗如何为\\s]"
)
# So many documents with such an article are told.
MOST_DOCUMENTS = 3


def article_asked(key: str) -> str:
    """The article that a question (a search key) asks for, "" where it asks for something else.

    >>> article_asked("第六条规定什么?"), article_asked("第十二条之一的内容"), article_asked("第六条的期限是几天")
    ('第六条', '第十二条之一', '')
    """
    found = _ARTICLE.search(key)
    rest = key[: found.start()] + key[found.end() :] if found else key
    return found[0] if found and not _BARE.sub("", rest) else ""


def tell_article(draft: Draft, documents: Sequence[Document], article: str) -> None:
    """Tells the article of that number out of each document that has one."""
    wanted = find_marker(article)
    for document in documents[:MOST_DOCUMENTS]:
        for section in document.sections:
            marker = find_marker(section.heading)
            if not marker or not wanted or (marker.kind, marker.number) != (wanted.kind, wanted.number):
                continue
            if ("之" in article) != ("之" in section.heading[: marker.end]):
                continue
            for start, end in split_sentences(document.text, section.start, section.end):
                draft.say(document.id, start, end, section.heading.strip(), "原文", again=True)
            break
