"""Composing from imported texts: what the documents near the question say, in their own sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answering.cards import Nearness
from app.answering.contrast import ASPECTS, contrasting, points
from app.answering.draft import Draft
from app.answering.exchanges import exchanges
from app.answering.nearness import pairs
from app.answering.question import Ask
from app.answering.records import headings_at
from app.answering.ruling import decides
from app.answering.steps import ORDERED, step_runs
from app.answering.texts import (
    ListFound,
    Span,
    defining_sentences,
    headed_definitions,
    innermost,
    key_of,
    lists_in,
    lists_near,
    section_named,
    sentences_in,
)
from corpus.key import search_key, words_only
from corpus.records import Document, Passage
from corpus.sentences import split_sentences
from indexer.records import Hit
from indexer.search import Index

MOST_SENTENCES = 4
# Of one passage, so that a near miss does not fill the answer.
MOST_OF_PASSAGE = 4
MOST_PASSAGES = 8
# Sentences told after a definition or a list, where the question is about more than the name.
MOST_BESIDE = 2
# For each concept that the question may mean; and what it counts that a sentence calls it by name.
MOST_OF_CONCEPT = 2
NAMED = 0.3
# Where no concept is understood, a sentence is told if it is at least so near as this share of the nearest.
OF_BEST = 0.5
# The same where concepts are understood: their wording finds what is far from the question's.
OF_BEST_TOO, OF_LIKEST = 0.4, 0.6
MOST_WORDINGS = 6
MOST_DOCUMENTS = 5
# Of a section that bears the name asked about.
MOST_OF_SECTION, OF_SECTION = 6, 0.3
# Sentences of a document that tell two things apart; sentences in a cell of a comparison.
MOST_CONTRASTS, MOST_OF_ASPECT = 3, 2
# A second list is told only if it is about as near as the first.
SECOND_LIST = 0.8
MOST_LISTS = 12
# Steps are those asked for if so much of what the question asks about stands in them or above them, and other steps
# are told as well if they fit it just as well.
OF_STEPS, AS_WELL = 0.4, 0.9
# From this nearness on, a text that prints questions with their answers puts the very question.
SAME_QUESTION = 0.5
# How much a pair of characters of the question counts that stands in the steps, or in the title, instead of above them.
IN_STEPS, IN_TITLE = 0.7, 0.5
# What a sentence says that gives the kinds or parts of a thing (search key).
_DIVIDES = "(分为|分成|划分为|包括|包含)"
_LISTED = re.compile("(?:下列|以下)(?:各项|各款|之)?(\\w{2})")
# What an opening says of the items below it, besides what it rules of them.
_BELOW = re.compile(
    "(有|為|为)?(下列|以下)(各款|各項|各项|之一|任一|之|的)*(行為|行为|情形|情事|事項|事项|規定|规定)?(之一)?(者)?[:：]$"
)
# "使用會議室，不得…": where, and no act of its own.
_PLACE = re.compile("^(使用|進入|进入|進出|进出)(?=[^，,]{2,}[，,])")
_ASKING = re.compile(
    "请问|怎么|怎样|如何|步骤|程序|流程|顺序|是什么|什么|有哪些|[哪几].?个?|需要|应该|经过|办理|第.步|一步|[的吗呢要先再该做办]|\\W"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What an answer is to be found for."""

    ask: Ask
    question: str
    # the names of each concept that the question is about, likeliest first
    names: Sequence[Sequence[str]]
    # the names that a complete list holds, where they are known
    members: Sequence[str]
    # what the cards say of those concepts, in the words of the texts
    meant: Sequence[str]
    # whether the question is about its names and nothing else
    only_names: bool
    # whether a list is asked of the concept itself, not of its siblings
    of_one: bool = False


class TextWriter:
    """Writes what imported documents say to a question into a draft."""

    def __init__(self, index: Index, nearness: Nearness, draft: Draft) -> None:
        self._index, self._nearness, self._draft = index, nearness, draft

    def write(self, sought: Sought, hits: Sequence[Hit]) -> None:
        """`hits`: the passages found, best first."""
        before = len(self._draft)
        if self._exchanges(sought.question, hits):
            return
        if sought.ask == "comparison" and len(sought.names) > 1:
            self._comparison(sought, hits)
        elif sought.ask in ("definition", "comparison") or sought.of_one:
            for number, names in enumerate(sought.names):
                self._definitions(names, hits) or self._section(sought, number, hits)
        elif sought.ask == "judgement":
            self._decide(sought.question, hits)
        found = len(self._draft) > before
        elsewhere: list[ListFound] = []
        if sought.ask == "procedure":
            elsewhere = self._steps(sought, hits)
        elif sought.ask == "list" and not found:
            found = self._lists(sought, hits)
        if len(self._draft) == before or sought.ask not in ("definition", "comparison", "list"):
            self._sentences(sought, hits, MOST_SENTENCES, MOST_OF_CONCEPT, elsewhere)
        elif not sought.only_names or (sought.ask == "list" and not found):
            self._sentences(sought, hits, MOST_BESIDE, MOST_OF_CONCEPT if sought.ask == "list" else 0)

    def _exchanges(self, question: str, hits: Sequence[Hit]) -> bool:
        """The text's own answer, where it puts the very question; with others that are about as near."""
        found = [(d, *each) for d in self._documents(hits) for each in exchanges(d.text)]
        fits = self._nearness(question, [d.text[slice(*asked)] for d, asked, _ in found])
        best = max(fits, default=0.0)
        if best < SAME_QUESTION:
            return False
        for i in [i for i in _falling(fits) if fits[i] >= AS_WELL * best]:
            document, asked, answer = found[i]
            self._say_exchange(document, asked, answer)
        return True

    def _say_exchange(self, document: Document, asked: Span, answer: Span) -> None:
        section = innermost(document, asked[0])
        heading = section.heading.strip() if section else ""
        self._draft.say(document.id, *asked, heading, "原文")
        for start, end in split_sentences(document.text, *answer):
            self._draft.say(document.id, start, end, heading, "原文", again=True)

    def _definitions(self, names: Sequence[str], hits: Sequence[Hit], label: str = "") -> bool:
        """Every wording, one quotation each, under its heading or the `label` given."""
        before = len(self._draft)
        keys = [search_key(name) for name in names]
        for document in self._documents(hits):
            for start, end in [*headed_definitions(document, keys), *defining_sentences(document, keys)]:
                if len(self._draft) - before == MOST_WORDINGS:
                    break
                section = innermost(document, start)
                heading = section.heading.strip() if section else ""
                self._draft.say(document.id, start, end, label or heading, "定義")
        return len(self._draft) > before

    def _comparison(self, sought: Sought, hits: Sequence[Hit]) -> None:
        """What a text says of the difference, then the definitions and what is said of both under the same aspects."""
        documents = self._documents(hits)
        labels = [self._as_written(names, documents) for names in sought.names]
        for document in documents:
            for span in contrasting(document, sought.names)[:MOST_CONTRASTS]:
                self._draft.say(document.id, *span, "／".join(labels[:2]), "辨析")
        defined = [self._definitions(names, hits, label) for names, label in zip(sought.names, labels, strict=True)]
        said = [
            [
                (document, point)
                for document in documents
                for point in points(document, names, [n for other in sought.names for n in other])
            ]
            for names in sought.names
        ]
        before, whole = len(self._draft), set[tuple[str, Span]]()
        for aspect in ASPECTS:
            cells = [[(d, p) for d, p in each if aspect in p.spans] for each in said]
            if sum(map(bool, cells)) < 2:
                continue  # a row of the table has something to set beside
            for label, cell in zip(labels, cells, strict=True):
                for document, point in cell[:MOST_OF_ASPECT]:
                    # a sentence that makes several points is told once, and then by the clauses that make them
                    once = (document.id, point.sentence) in whole
                    whole.add((document.id, point.sentence))
                    span = point.spans[aspect] if once else point.sentence
                    self._draft.say(document.id, *span, label, aspect, again=True)
        for number, label in enumerate(labels):
            if not defined[number] and (sought.meant or len(self._draft) == before):
                self._section(sought, number, hits, label)

    def _decide(self, question: str, hits: Sequence[Hit]) -> None:
        """The sentence that says yes or no, where those that do agree."""
        rules = [
            rule
            for document, passage in self._passages(hits)
            for rule in (*_sentence_rules(document, passage), *_listed_rules(document, passage))
        ]
        ruled = decides(question, [(rule.text, rule.following) for rule in rules])
        if ruled:
            rule, verdict = rules[ruled[0]], ruled[1]
            section = innermost(self._index.document(rule.document_id), rule.spans[0][0])
            heading = section.heading.strip() if section else ""
            for span, aspect in zip(rule.spans, ("原文",) if len(rule.spans) == 1 else ("清單", "成員"), strict=True):
                self._draft.say(rule.document_id, *span, heading, aspect, verdict)
                verdict = ""

    def _as_written(self, names: Sequence[str], documents: Sequence[Document]) -> str:
        """The name as the texts write it, in their script."""
        for document in documents:
            for name in names:
                at = key_of(document.text).find(search_key(name))
                if at >= 0:
                    return document.text[at : at + len(name)]
        return names[0]

    def _documents(self, hits: Sequence[Hit]) -> list[Document]:
        """The documents of the hits, best first, a handful."""
        ids = dict.fromkeys(hit.passage.document_id for hit in hits)
        return [self._index.document(document_id) for document_id in list(ids)[:MOST_DOCUMENTS]]

    def _section(self, sought: Sought, number: int, hits: Sequence[Hit], label: str = "") -> bool:
        """What the section that bears the name says of it: where two share a section, the sentences of this one."""
        before, names = len(self._draft), sought.names[number]
        words = sought.meant[number] if number < len(sought.meant) else sought.question
        for document in self._documents(hits):
            for section in list(section_named(document, names))[:1]:
                body = [
                    (a, b)
                    for a, b in split_sentences(document.text, section.start, section.end)
                    if not words_only(section.heading).endswith(words_only(document.text[a:b]))
                ]
                near = self._of_concept(names, words, [document.text[a:b] for a, b in body])
                best = [i for i in _falling(near) if near[i] >= OF_SECTION * max(near)][:MOST_OF_SECTION]
                for i in sorted(best):
                    self._draft.say(document.id, *body[i], label or section.heading, "說明")
        return len(self._draft) > before

    def _steps(self, sought: Sought, hits: Sequence[Hit]) -> list[ListFound]:
        """Tells the steps that the question asks for, all of them in order; the lists of steps that it did not mean."""
        found: dict[tuple[str, Span], ListFound] = {}
        for document in self._documents(hits):
            for run in step_runs(document):
                found.setdefault((document.id, run.members[0]), run)
            for section in document.sections:
                if ORDERED.search(search_key(section.heading)):
                    for each in lists_in(document, section):
                        found.setdefault((document.id, each.members[0]), each)
        for document, passage in self._passages(hits):
            for each in lists_near(document, passage):
                if len(each.members) > 1 and ORDERED.search(search_key(self._intro(each))):
                    found.setdefault((each.document_id, each.members[0]), each)
        # a heading above its items is none of them
        lists = [each for each in found.values() if not any(o.members == each.members[1:] for o in found.values())]
        if not lists:
            return []
        fits = self._fits(sought.question, lists)
        best = max(fits)
        if best < OF_STEPS:
            return lists
        first = lists[fits.index(best)]
        # what another document says of the same procedure is told as well
        told = [
            each
            for each, fit in zip(lists, fits, strict=True)
            if each is first or (fit >= AS_WELL and each.document_id != first.document_id)
        ]
        for each in told:
            label = self._label(each)
            if each.intro != each.members[0]:
                self._draft.say(each.document_id, *each.intro, label, "清單")
            for start, end in each.members:
                self._draft.say(each.document_id, start, end, label, "步驟")
        return [each for each in lists if each not in told]

    def _fits(self, question: str, lists: Sequence[ListFound]) -> list[float]:
        """How much of what a question asks about stands above each list, in it, or in the document's title (0..1); what
        few of the lists hold counts more."""
        asked = {pair for part in _ASKING.split(search_key(question)) for pair in pairs(part)}
        texts = [key_of(self._index.document(each).text) for each in {each.document_id for each in lists}]
        wanted = [pair for pair in asked if any(pair in text for text in texts)]  # not what only joins two words
        held = [self._held_in(each, wanted) for each in lists]
        if not wanted:
            return [1.0 for _ in lists]
        weights = [1 / (1 + sum(each[i] > 0 for each in held)) for i in range(len(wanted))]
        return [sum(w * h for w, h in zip(weights, each, strict=True)) / sum(weights) for each in held]

    def _held_in(self, found: ListFound, wanted: Sequence[str]) -> list[float]:
        """For each pair of characters, how much it counts where it stands."""
        document = self._index.document(found.document_id)
        chain = " ".join(headings_at(document, found.members[0][0]))
        above = pairs(f"{chain} {document.text[slice(*found.intro)]}")
        inside = pairs(document.text[found.members[0][0] : found.members[-1][1]])
        title = pairs(document.title)
        return [1.0 if p in above else IN_STEPS if p in inside else IN_TITLE * (p in title) for p in wanted]

    def _lists(self, sought: Sought, hits: Sequence[Hit]) -> bool:
        """Tells the lists nearest to the question; whether one of them is surely the list asked for."""
        members, terms = sought.members, [name for names in sought.names for name in names]
        found: dict[tuple[str, Span, bool], ListFound] = {}
        for document, passage in self._passages(hits):
            for each in lists_near(document, passage, members):
                found.setdefault((each.document_id, (each.members or (each.intro,))[0], bool(each.members)), each)
        opened = {(each.document_id, each.intro) for each in found.values() if each.members}
        lists = [each for each in found.values() if each.members or (each.document_id, each.intro) not in opened]
        if not ORDERED.search(search_key(sought.question)):
            # who asks for kinds is not told the steps that the same text lists
            lists = [each for each in lists if not ORDERED.search(search_key(self._intro(each)))] or lists
        if not lists:
            return False
        scores = [self._list_score(sought.question, terms, members, each) for each in lists]
        nearness = self._nearness(sought.question, [self._intro(each) for each in lists])
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
        return max(scores) >= 1

    def _held(self, found: ListFound, members: Sequence[str]) -> set[str]:
        """Which of the expected members stand in a list."""
        document = self._index.document(found.document_id)
        inside = words_only(" ".join(document.text[a:b] for a, b in (found.intro, *found.members)))
        return {member for member in members if words_only(member) in inside}

    def _list_score(self, question: str, terms: Sequence[str], members: Sequence[str], found: ListFound) -> float:
        """How much of the expected list stands in this one and of this one in the expected, and whether it is called
        what was asked."""
        called = words_only(self._intro(found))
        named = sum(words_only(term) in called for term in terms) / max(len(terms), 1)
        if not members:
            opening = search_key(self._index.document(found.document_id).text[slice(*found.intro)])
            divides = any(re.search(f"{re.escape(term)}[^。]{{0,30}}?{_DIVIDES}", opening) for term in terms)
            below = _LISTED.search(opening)
            says_so = divides or bool(below and below[1] in search_key(question))
            return named + (1.0 if says_so else 0.0) + (0.3 if found.members else 0.0)
        return 2 * len(self._held(found, members)) / max(len(members), len(found.members)) + named

    def _intro(self, found: ListFound) -> str:
        document = self._index.document(found.document_id)
        return f"{self._label(found)} {document.text[found.intro[0] : found.intro[1]]}"

    def _label(self, found: ListFound) -> str:
        section = innermost(self._index.document(found.document_id), found.intro[0])
        return section.heading.strip() if section else ""

    def _sentences(
        self, sought: Sought, hits: Sequence[Hit], most: int, most_of_concept: int, elsewhere: Sequence[ListFound] = ()
    ) -> None:
        """The `most` sentences nearest to the question and, for each concept that it may mean, the
        `most_of_concept` nearest to that concept; none out of the lists `elsewhere`."""
        outside = [(each.document_id, *span) for each in elsewhere for span in each.members]
        spans: list[tuple[Document, Passage, int, int, float]] = []
        units: dict[int, tuple[Span, Span]] = {}  # which of them are a printed question with its answer
        for hit in hits[:MOST_PASSAGES]:
            document = self._index.document(hit.passage.document_id)
            headings = words_only(" ".join(hit.passage.headings))
            whole = [each for each in exchanges(document.text) if _overlap(each, hit.passage)]
            for asked, answer in whole:  # neither says anything without the other
                if not any(spans[i][0] is document and unit == (asked, answer) for i, unit in units.items()):
                    units[len(spans)] = asked, answer
                    spans.append((document, hit.passage, asked[0], answer[1], hit.score))
            for start, end in split_sentences(document.text, hit.passage.start, hit.passage.end):
                if any(asked[0] <= start < answer[1] for asked, answer in whole):
                    continue
                if any(document.id == d and a < end and start < b for d, a, b in outside):
                    continue
                if words_only(document.text[start:end]) not in headings:  # a heading says nothing by itself
                    spans.append((document, hit.passage, start, end, hit.score))
        if not spans:
            return
        sentences = [document.text[a:b] for document, _, a, b, _ in spans]
        near = self._nearness(sought.question, [_in_context(d, p, a, b) for d, p, a, b, _ in spans])
        top = max(hit.score for hit in hits[:MOST_PASSAGES]) or 1.0
        scores = [0.5 * n + 0.5 * s[4] / top for n, s in zip(near, spans, strict=True)]
        best: list[int] = []

        def take(order: Sequence[int], most: int) -> None:
            for i in order:
                of_passage = sum(spans[j][1].id == spans[i][1].id for j in best)
                if most and i not in best and of_passage < MOST_OF_PASSAGE:
                    best.append(i)
                    most -= 1

        # without a concept nothing but nearness tells what belongs to the answer
        least = (OF_BEST_TOO if sought.names else OF_BEST) * max(near)
        take([i for i in _falling(scores) if near[i] >= (AS_WELL * max(near) if i in units else least)], most)
        totals = list(scores)
        for number, (names, words) in enumerate(zip(sought.names, sought.meant, strict=False)):
            likeness = self._of_concept(names, words, sentences)
            least = OF_LIKEST * max(likeness)
            take([i for i in _falling(likeness) if likeness[i] >= least], most_of_concept)
            totals = [max(total, like / (number + 1)) for total, like in zip(totals, likeness, strict=True)]
        # the passage with the nearest sentence first; of each the nearest sentence, what follows it, what goes before
        first: dict[str, int] = {}
        for i in sorted(best, key=lambda i: -totals[i]):
            first.setdefault(spans[i][1].id, i)
        place = {passage_id: number for number, passage_id in enumerate(first)}

        def in_order(i: int) -> tuple[int, bool, int]:
            passage_id, start = spans[i][1].id, spans[i][2]
            return place[passage_id], start < spans[first[passage_id]][2], start

        for i in sorted(best, key=in_order):
            document, passage, start, end, _ = spans[i]
            if i in units:
                self._say_exchange(document, *units[i])
            elif not self._draft.has_said(document.id, start, end):
                self._say_sentence(document, passage, start, end)

    def _say_sentence(self, document: Document, passage: Passage, start: int, end: int) -> None:
        """A sentence; what introduces a list with its items, and an item with what introduces it."""
        heading = passage.headings[-1] if passage.headings else ""
        around = _list_around(document, passage, start, end)
        if around and around.intro != (start, end):
            self._draft.say(document.id, *around.intro, heading, "清單")
            self._draft.say(document.id, start, end, heading, "成員")
            return
        self._draft.say(document.id, start, end, heading, "清單" if around else "原文")
        for item in around.members if around else ():
            self._draft.say(document.id, *item, heading, "成員")

    def _of_concept(self, names: Sequence[str], words: str, sentences: Sequence[str]) -> list[float]:
        """How near each sentence is to what a card says of a concept, and whether it calls it by name."""
        called = [words_only(name) for name in names]
        return [
            near + NAMED * any(name in words_only(sentence) for name in called)
            for near, sentence in zip(self._nearness(words, sentences), sentences, strict=True)
        ]

    def _passages(self, hits: Sequence[Hit]) -> list[tuple[Document, Passage]]:
        return [(self._index.document(hit.passage.document_id), hit.passage) for hit in hits]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What may rule: its words, where they stand (a sentence; or what introduces a list, and one of its items), and
    the words behind it."""

    document_id: str
    text: str
    spans: tuple[Span, ...]
    following: str = ""


def _sentence_rules(document: Document, passage: Passage) -> Iterator[_Rule]:
    """The sentences of a passage, each with the words of the next in the document."""
    sentences = sentences_in(document.text)
    first = bisect_left(sentences, (passage.start, 0))
    for number in range(first, len(sentences)):
        if sentences[number][0] >= passage.end:
            return
        behind = sentences[number + 1] if number + 1 < len(sentences) else (0, 0)
        yield _Rule(
            document.id, document.text[slice(*sentences[number])], (sentences[number],), document.text[slice(*behind)]
        )


def _listed_rules(document: Document, passage: Passage) -> Iterator[_Rule]:
    """ "不得有下列行為：" with each item below it, as the one sentence that the two make."""
    for each in lists_near(document, passage):
        opening, listed = _BELOW.subn("", _PLACE.sub("", document.text[slice(*each.intro)]))
        if listed:
            for item in each.members:
                yield _Rule(document.id, opening + document.text[slice(*item)], (each.intro, item))


def _list_around(document: Document, passage: Passage, start: int, end: int) -> ListFound | None:
    """The list that a sentence introduces with a colon, or an item of which it belongs to: one says little without the
    other ("吸菸。" under "不得有下列行為：")."""
    for each in lists_near(document, passage):
        opens = document.text[each.intro[1] - 1] in "：:"
        if opens and (each.intro[1] == end or any(a <= start and end <= b for a, b in each.members)):
            return each
    return None


def _overlap(exchange: tuple[Span, Span], passage: Passage) -> bool:
    return exchange[0][0] < passage.end and passage.start < exchange[1][1]


def _falling(scores: Sequence[float]) -> list[int]:
    return sorted(range(len(scores)), key=lambda i: -scores[i])


def _in_context(document: Document, passage: Passage, start: int, end: int) -> str:
    """A sentence with the heading that it stands under: "它" and "此" get their subject back."""
    heading = re.sub(r"^\W*", "", passage.headings[-1]) if passage.headings else ""
    return f"{heading} {document.text[start:end]}"
