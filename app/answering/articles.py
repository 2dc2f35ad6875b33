"""An article of an imported regulation that is asked for by its number."""

import re
from collections.abc import Sequence

from app.answering.draft import Draft
from corpus.key import search_key
from corpus.numerals import chinese_number
from corpus.records import Document
from corpus.sentences import split_sentences

_ARTICLE = re.compile("第\\s*([零〇一二三四五六七八九十百两\\d]+)\\s*条(?:之([一二三四五六七八九十\\d]+))?")
# What a question says around the number when it asks for nothing but the article.
_BARE = re.compile(
    "规定|规范|内容|条文|全文|请问|[这该本那]个?(要点|办法|规则|规定|条例)|[讲说写是了的有些什么哪怎样?。,!呢吗如何为\\s]"
)
# So many documents with such an article are told.
MOST_DOCUMENTS = 3


def article_asked(key: str) -> tuple[int, int] | None:
    """The number of the article that a question (a search key) asks for, and which 之 of it (0: none); None where it
    asks for something else.

    >>> article_asked("第六条规定什么?"), article_asked("第十二条之一的内容"), article_asked("第六条的期限是几天")
    ((6, 0), (12, 1), None)
    """
    found = _ARTICLE.search(key)
    if not found or _BARE.sub("", key[: found.start()] + key[found.end() :]):
        return None
    return _number(found)


def tell_article(draft: Draft, documents: Sequence[Document], article: tuple[int, int]) -> None:
    """Tells the article of that number out of each document that has one."""
    for document in documents[:MOST_DOCUMENTS]:
        for section in document.sections:
            found = _ARTICLE.match(search_key(section.heading))
            if found and _number(found) == article:
                for start, end in split_sentences(document.text, section.start, section.end):
                    draft.say(document.id, start, end, section.heading.strip(), "原文", again=True)
                break


def _number(found: re.Match[str]) -> tuple[int, int]:
    return chinese_number(found[1]), chinese_number(found[2]) if found[2] else 0
