"""Composing from imported texts: what the documents near the question say, in their own sentences."""

import re
from collections.abc import Sequence

from app.answering.cards import Nearness
from app.answering.draft import Draft
from app.answering.question import Ask
from app.answering.texts import (
    ListFound,
    defining_sentences,
    innermost,
    lists_near,
    section_named,
)
from corpus.key import search_key, words_only
from corpus.records import Document, Passage
from corpus.sentences import split_sentences
from indexer.records import Hit
from indexer.search import Index

MOST_SENTENCES = 5
# Of one passage, so that a near miss does not fill the answer.
MOST_OF_PASSAGE = 3
MOST_PASSAGES = 8
# What likeness to the meaning counts beside likeness to the question itself.
MEANT = 0.9
MOST_WORDINGS = 6
MOST_DOCUMENTS = 5
# A second list is told only if it is about as near as the first.
SECOND_LIST = 0.8
MOST_LISTS = 12


class TextWriter:
    """Writes what imported documents say to a question into a draft."""

    def __init__(self, index: Index, nearness: Nearness, draft: Draft) -> None:
        self._index, self._nearness, self._draft = index, nearness, draft

    def write(
        self,
        ask: Ask,
        question: str,
        terms: Sequence[str],
        members: Sequence[str],
        hits: Sequence[Hit],
        meant: Sequence[str] = (),
    ) -> None:
        """`terms`: the names asked about; `members`: names that a complete list holds, where they are known;
        `hits`: the passages found, best first; `meant`: what the cards say of the concepts that the question is about,
        in the words of the texts."""
        before = len(self._draft)
        if ask == "definition":
            self._definitions(terms, hits)
        elif ask == "list":
            self._lists(question, terms, members, hits)
        elif ask == "comparison":
            for term in terms:
                self._definitions([term], hits) or self._openings([term], hits)
        if len(self._draft) == before or ask not in ("definition", "list"):
            self._sentences(question, hits, meant)

    def _definitions(self, terms: Sequence[str], hits: Sequence[Hit]) -> bool:
        """Every wording, one quotation each."""
        before = len(self._draft)
        keys = [search_key(term) for term in terms]
        for document in self._documents(hits):
            for start, end in defining_sentences(document, keys)[: MOST_WORDINGS - (len(self._draft) - before)]:
                section = innermost(document, start)
                self._draft.say(document.id, start, end, section.heading.strip() if section else "", "定義")
        return len(self._draft) > before or self._openings(terms, hits)

    def _documents(self, hits: Sequence[Hit]) -> list[Document]:
        """The documents of the hits, best first, a handful."""
        ids = dict.fromkeys(hit.passage.document_id for hit in hits)
        return [self._index.document(document_id) for document_id in list(ids)[:MOST_DOCUMENTS]]

    def _openings(self, terms: Sequence[str], hits: Sequence[Hit]) -> bool:
        """The first sentences of the section that bears the name."""
        before = len(self._draft)
        for document in {
            hit.passage.document_id: self._index.document(hit.passage.document_id) for hit in hits
        }.values():
            for section in list(section_named(document, terms))[:1]:
                body = [
                    (a, b)
                    for a, b in split_sentences(document.text, section.start, section.end)
                    if not words_only(section.heading).endswith(words_only(document.text[a:b]))
                ]
                for start, end in body[:3]:
                    self._draft.say(document.id, start, end, section.heading, "說明")
        return len(self._draft) > before

    def _lists(self, question: str, terms: Sequence[str], members: Sequence[str], hits: Sequence[Hit]) -> None:
        found: dict[tuple[str, int, int], ListFound] = {}
        for document, passage in self._passages(hits):
            for each in lists_near(document, passage):
                found.setdefault((each.document_id, *(each.members or (each.intro,))[0]), each)
        if not found:
            return
        lists = list(found.values())
        scores = [self._list_score(question, terms, members, each) for each in lists]
        nearness = self._nearness(question, [self._intro(each) for each in lists])
        totals = [score + near for score, near in zip(scores, nearness, strict=True)]
        order = sorted(range(len(lists)), key=lambda i: -totals[i])
        told: set[str] = set()
        for place, i in enumerate(order[:MOST_LISTS]):
            new = self._held(lists[i], members) - told
            # a further list is told if it is about as near as the first, or holds members that none before it held
            if place and len(new) < 2 and (members or totals[i] < SECOND_LIST * totals[order[0]]):
                continue
            told |= new
            label = self._label(lists[i])
            self._draft.say(lists[i].document_id, *lists[i].intro, label, "清單")
            for start, end in lists[i].members:
                self._draft.say(lists[i].document_id, start, end, label, "成員")

    def _held(self, found: ListFound, members: Sequence[str]) -> set[str]:
        """Which of the expected members stand in a list."""
        document = self._index.document(found.document_id)
        inside = words_only(" ".join(document.text[a:b] for a, b in (found.intro, *found.members)))
        return {member for member in members if words_only(member) in inside}

    def _list_score(self, question: str, terms: Sequence[str], members: Sequence[str], found: ListFound) -> float:
        """How much of the expected list stands in this one, and whether it is called what was asked."""
        called = words_only(self._intro(found))
        named = sum(words_only(term) in called for term in terms) / max(len(terms), 1)
        if not members:
            return named + (0.3 if found.members else 0.0)
        return 2 * len(self._held(found, members)) / len(members) + named

    def _intro(self, found: ListFound) -> str:
        document = self._index.document(found.document_id)
        return f"{self._label(found)} {document.text[found.intro[0] : found.intro[1]]}"

    def _label(self, found: ListFound) -> str:
        section = innermost(self._index.document(found.document_id), found.intro[0])
        return section.heading.strip() if section else ""

    def _sentences(self, question: str, hits: Sequence[Hit], meant: Sequence[str]) -> None:
        """The sentences nearest to the question, or to what it means, in the order of the source."""
        spans: list[tuple[Document, Passage, int, int, float]] = []
        for hit in hits[:MOST_PASSAGES]:
            document = self._index.document(hit.passage.document_id)
            headings = words_only(" ".join(hit.passage.headings))
            for start, end in split_sentences(document.text, hit.passage.start, hit.passage.end):
                if words_only(document.text[start:end]) not in headings:  # a heading says nothing by itself
                    spans.append((document, hit.passage, start, end, hit.score))
        if not spans:
            return
        near = self._nearness(question, [_in_context(d, p, a, b) for d, p, a, b, _ in spans])
        for words in meant:
            also = self._nearness(words, [document.text[a:b] for document, _, a, b, _ in spans])
            near = [max(mine, MEANT * other) for mine, other in zip(near, also, strict=True)]
        top = max(hit.score for hit in hits[:MOST_PASSAGES]) or 1.0
        scores = [0.5 * n + 0.5 * s[4] / top for n, s in zip(near, spans, strict=True)]
        best: list[int] = []
        for i in sorted(range(len(spans)), key=lambda i: -scores[i]):
            of_passage = sum(spans[j][1].id == spans[i][1].id for j in best)
            if len(best) < MOST_SENTENCES and of_passage < MOST_OF_PASSAGE:
                best.append(i)
        place = {hit.passage.id: hit.rank for hit in hits}
        for i in sorted(best, key=lambda i: (place[spans[i][1].id], spans[i][2])):
            document, passage, start, end, _ = spans[i]
            self._draft.say(document.id, start, end, passage.headings[-1] if passage.headings else "", "原文")

    def _passages(self, hits: Sequence[Hit]) -> list[tuple[Document, Passage]]:
        return [(self._index.document(hit.passage.document_id), hit.passage) for hit in hits]


def _in_context(document: Document, passage: Passage, start: int, end: int) -> str:
    """A sentence with the heading that it stands under: "它" and "此" get their subject back."""
    heading = re.sub(r"^\W*", "", passage.headings[-1]) if passage.headings else ""
    return f"{heading} {document.text[start:end]}"
