"""Composing from concept cards: their sections hold what each kind of question asks for."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.answering.draft import Draft
from app.answering.ruling import decides
from app.answering.verdict import is_mistake, verdict_of
from corpus.key import search_key
from corpus.records import Concept, Document
from corpus.sentences import split_blocks, split_sentences

Span = tuple[int, int]
# (question, sentences) -> how near each sentence is to the question, higher is nearer
Nearness = Callable[[str, Sequence[str]], Sequence[float]]

# Lines told where a list is asked of a single concept.
MOST_PARTS = 8
# Among so many of the nearest sentences of these sections, one that says yes or no comes first.
DECIDING = 4
DECISIVE = ("定義", "要點", "不適用", "常見錯誤")

RULING = ("定義", "要點", "步驟", "適用", "不適用", "說明")

_CAUSE = re.compile("因为|由于|否则|以免|才能|以便|因此|不然|就会|容易|会使|为了|从而")


class Cards:
    """The cards of a corpus as documents: what stands under which heading, by offsets."""

    def __init__(self, concepts: Mapping[str, Concept], documents: Mapping[str, Document], nearness: Nearness) -> None:
        self.concepts, self._documents, self.nearness = concepts, documents, nearness

    def lines(self, concept_id: str, heading: str) -> list[Span]:
        """The items of a section's list, or the sentences of its prose, markers left out."""
        document = self._documents[concept_id]
        for section in document.sections:
            if section.level == 2 and section.heading == heading:
                start = document.text.index("\n", section.start) + 1
                end = _before_related(document.text, start, section.end)
                return list(_lines(document.text, start, end))
        return []

    def text(self, concept_id: str, span: Span) -> str:
        return self._documents[concept_id].text[span[0] : span[1]]

    def nearest(self, question: str, concept_id: str, headings: Sequence[str], most: int) -> list[tuple[str, Span]]:
        """The lines of those sections that are nearest to the question, nearest first, with their heading."""
        lines = [(heading, span) for heading in headings for span in self.lines(concept_id, heading)]
        scores = self.nearness(question, [self.text(concept_id, span) for _, span in lines])
        order = sorted(range(len(lines)), key=lambda i: (-scores[i], i))
        return [lines[i] for i in order[:most]]

    def group_of(self, concept_id: str) -> Concept | None:
        """The group card that lists the concept, or the card itself where it is a group."""
        concept = self.concepts[concept_id]
        if concept.kind == "group":
            return concept
        return self.concepts.get(concept.group)


def _before_related(text: str, start: int, end: int) -> int:
    at = text.find("\n相關：", start, end)
    return end if at < 0 else at


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for block in split_blocks(text, start, end):
        if block.is_item:
            yield block.body, block.end
        else:
            yield from split_sentences(text, block.start, block.end)


class CardWriter:
    """Writes the answer to a kind of question into a draft."""

    def __init__(self, cards: Cards, draft: Draft) -> None:
        self._cards, self._draft = cards, draft

    def say(self, concept_id: str, heading: str, most: int = 99) -> None:
        label = self._cards.concepts[concept_id].name
        for start, end in self._cards.lines(concept_id, heading)[:most]:
            self._draft.say(concept_id, start, end, label, heading)

    def definition(self, question: str, concept_ids: Sequence[str]) -> None:
        """All that defines the concepts: the definition, its other wordings, the key points."""
        for concept_id in concept_ids:
            self.say(concept_id, "定義")
            self.say(concept_id, "三種說法")
        for concept_id in concept_ids:
            self.say(concept_id, "成員" if self._cards.concepts[concept_id].kind == "group" else "要點", 6)
            self._origin(concept_id)

    def section(self, heading: str, concept_ids: Sequence[str]) -> None:
        """The section that is asked for, whole; then what each is."""
        for concept_id in concept_ids:
            self.say(concept_id, heading)
        for concept_id in concept_ids:
            self.say(concept_id, "定義", 1)

    def _origin(self, concept_id: str) -> None:
        """What a card says of its sources, the sections that are not shown here aside."""
        label = self._cards.concepts[concept_id].name
        for start, end in self._cards.lines(concept_id, "來源說明")[:2]:
            if not self._cards.text(concept_id, (start, end)).startswith("適用、"):
                self._draft.say(concept_id, start, end, label, "來源說明")

    def group(self, group_id: str) -> None:
        """Criterion, all members in the source's order, and whether the list is open. A list of classifications goes on
        with the members of each."""
        group = self._cards.concepts[group_id]
        self.say(group_id, "定義")
        self.say(group_id, "成員")
        self.say(group_id, "開放或封閉")
        inner = [m for m in group.members if m in self._cards.concepts and self._cards.concepts[m].kind == "group"]
        for member in inner:
            self.say(member, "定義")

    def parts(self, question: str, concept_id: str) -> None:
        """What a single concept is made of, where a list is asked of it and not of its siblings."""
        self.say(concept_id, "定義")
        self.say(concept_id, "成員")
        self._nearest(question, concept_id, ("要點", "步驟", "適用", "說明"), MOST_PARTS)

    def comparison(self, concept_ids: Sequence[str]) -> None:
        """The same aspects of each, so that a page can set them side by side; with what they say of each other."""
        for heading, most in (("定義", 2), ("成員", 9), ("辨析", 9), ("要點", 3), ("適用", 2)):
            for concept_id in concept_ids:
                if heading == "辨析":
                    self._differences(concept_id, [c for c in concept_ids if c != concept_id])
                else:
                    self.say(concept_id, heading, most)

    def _differences(self, concept_id: str, others: Sequence[str]) -> None:
        names = [search_key(name) for other in others for name in self._cards.concepts[other].names]
        for start, end in self._cards.lines(concept_id, "辨析"):
            line = search_key(self._cards.text(concept_id, (start, end)))
            if any(name in line for name in names):
                self._draft.say(concept_id, start, end, self._cards.concepts[concept_id].name, "辨析")

    def procedure(self, question: str, concept_ids: Sequence[str]) -> None:
        """What it is in a line, the steps in order, and the points that the question is nearest to."""
        for concept_id in concept_ids[:1]:
            self.say(concept_id, "定義")
            self.say(concept_id, "步驟")
            self._nearest(question, concept_id, ("要點", "適用", "不適用", "常見錯誤"), 4)
        for concept_id in concept_ids[1:]:
            self.say(concept_id, "定義", 1)
            self._nearest(question, concept_id, ("步驟", "要點"), 3)

    def reason(self, question: str, concept_ids: Sequence[str]) -> None:
        for concept_id in concept_ids:
            lines = self._cards.nearest(question, concept_id, ("定義", "要點", "常見錯誤", "適用", "說明"), 9)
            causal = [line for line in lines if _CAUSE.search(search_key(self._cards.text(concept_id, line[1])))]
            for heading, (start, end) in (causal + [line for line in lines if line not in causal])[:5]:
                self._draft.say(concept_id, start, end, self._cards.concepts[concept_id].name, heading)
        for concept_id in concept_ids[:1]:
            self.say(concept_id, "要點")

    def judgement(self, question: str, concept_ids: Sequence[str]) -> None:
        """The sentence that decides first, with its yes or no; then what the concepts are and the lines that the
        question is nearest to, all key points of the likeliest among them."""
        further = ("不適用", "常見錯誤", "辨析")
        decided = False
        for number, concept_id in enumerate(concept_ids):
            decided = decided or self._decide(question, concept_id, number == 0)
        for number, concept_id in enumerate(concept_ids):
            self.say(concept_id, "定義", 1)
            if number == 0:
                self.say(concept_id, "要點")
            self._nearest(question, concept_id, further if number == 0 else ("要點", *further), 3)

    def _decide(self, question: str, concept_id: str, likeliest: bool) -> bool:
        """A rule of the card that is of the very act, where its rules agree; else, among the nearest sentences, the
        first that says yes or no; a common mistake says no to doing it."""
        label = self._cards.concepts[concept_id].name
        rules = [(heading, span) for heading in RULING for span in self._cards.lines(concept_id, heading)]
        ruled = decides(question, [(self._cards.text(concept_id, span), "") for _, span in rules])
        if ruled:
            heading, (start, end) = rules[ruled[0]]
            return self._draft.say(concept_id, start, end, label, heading, ruled[1])
        if not likeliest:
            return False
        lines = self._cards.nearest(question, concept_id, DECISIVE, DECIDING)
        nearness = self._cards.nearness(question, [self._cards.text(concept_id, span) for _, span in lines])
        for place, ((heading, (start, end)), near) in enumerate(zip(lines, nearness, strict=True)):
            line = self._cards.text(concept_id, (start, end))
            verdict = verdict_of(question, line)
            if heading == "常見錯誤":
                verdict = "否" if place == 0 and is_mistake(question, line, near) else ""
            if verdict:
                return self._draft.say(concept_id, start, end, label, heading, verdict)
        return False

    def situation(self, question: str, concept_ids: Sequence[str]) -> None:
        """What each is, all key points of the likeliest, and the further lines that the question is nearest to."""
        further = ("適用", "不適用", "步驟", "常見錯誤", "說明")
        for number, concept_id in enumerate(concept_ids):
            self.say(concept_id, "定義", 2)
            if number == 0:
                self.say(concept_id, "要點")
            self._nearest(question, concept_id, further if number == 0 else ("要點", *further), 4)

    def beside(self, question: str, concept_ids: Sequence[str]) -> None:
        """What each is, and the two points that the question is nearest to."""
        for concept_id in concept_ids:
            self.say(concept_id, "定義", 1)
            self._nearest(question, concept_id, ("要點", "成員", "適用", "步驟", "常見錯誤", "說明"), 2)

    def _nearest(self, question: str, concept_id: str, headings: Sequence[str], most: int) -> None:
        lines = self._cards.nearest(question, concept_id, headings, most)
        order = {heading: place for place, heading in enumerate(headings)}
        for heading, (start, end) in sorted(lines, key=lambda line: (order[line[0]], line[1])):
            self._draft.say(concept_id, start, end, self._cards.concepts[concept_id].name, heading)
