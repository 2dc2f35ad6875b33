"""From a question to an answer: understand, find, decide whether the sources cover it, compose, pass the gate."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.answering.articles import article_asked, tell_article
from app.answering.cards import Cards, CardWriter
from app.answering.draft import Draft
from app.answering.followup import (
    Earlier,
    Place,
    Told,
    below_heading,
    carried_over,
    name_of,
    out_of_range,
    place_asked,
    places_asked,
    standalone,
    subjects_of,
    told_members,
    with_names,
)
from app.answering.gate import is_verbatim, verify
from app.answering.meaning import MOST_CONCEPTS, Meaning
from app.answering.nearness import near
from app.answering.opposing import set_against
from app.answering.question import (
    LONGEST_TERM,
    SUBJECT,
    Names,
    Understanding,
    compared_terms,
    is_elliptical,
    lacks_one_before,
    own_stretches,
    subject_terms,
    understand,
)
from app.answering.records import Answer, Quote
from app.answering.refusal import COVERED, COVERED_ALONE, SURELY, Evidence, covered
from app.answering.texts import key_of
from app.answering.writing import Sought, TextWriter
from corpus.key import search_key
from corpus.records import Concept, Corpus, Document
from indexer.records import Hit
from indexer.search import Index, Scope
from indexer.topic import Topic

NOT_COVERED = "資料裡沒有說到這個問題。"
# So many passages that the question found come before those that its meaning found.
FIRST = 3
# So many of the passages found are looked at for concepts beside those understood, and so many of these told.
BESIDE, MOST_BESIDE = 5, 2
# … if they were found about as well as the first.
NEAR_BEST = 0.6
# So many sentences follow a member that is a heading.
MOST_OF_MEMBER = 6


class Answerer:
    """Answers from one build of the index and the corpus that it was made of. Safe to share among threads."""

    def __init__(self, index: Index, corpus: Corpus, names: Names, cards: Cards, topic: Topic) -> None:
        self._index, self._corpus, self._names, self._cards, self._topic = index, corpus, names, cards, topic
        # what a concept's name and definition find is the same for every question
        self._searched = lru_cache(maxsize=1024)(index.search)
        self._meaning = Meaning(index, corpus, cards, topic)

    @property
    def corpus(self) -> Corpus:
        return self._corpus

    @classmethod
    def of(cls, index: Index, corpus: Corpus) -> "Answerer":
        def nearness(question: str, sentences: Sequence[str]) -> list[float]:
            return near(index, question, sentences)

        return cls(
            index, corpus, Names.of(corpus.concepts), Cards(corpus.concepts, corpus.documents, nearness), index.topic
        )

    def evidence(self, question: str, scope: Scope = "all") -> Evidence:
        """What speaks for the question being covered, as `ask` weighs it."""
        understood = understand(question, self._names)
        hits = self._index.search(question, k=12, scope=scope)
        return Evidence.of(self._index, self._topic, understood, question, hits)

    def ask(self, question: str, scope: Scope = "all", history: Sequence[Earlier] = ()) -> Answer:
        """`history`: the earlier answers of the conversation, newest last."""
        told = [Told.of(earlier) for earlier in history]
        understood = understand(question, self._names, [() if each.subjects else each.concepts for each in told])
        if told and not understood.mentions and is_elliptical(understood.key):
            by_number = self._by_number(question, told[-1], scope)
            if by_number is not None:
                return by_number
        if told and lacks_one_before(understood) and not told[-1].subjects:
            return self._no_one_before(understood)
        whole = carried_over(understood, told, self._names, self._corpus.concepts)
        if whole != question:
            return replace(self._answer(understand(whole, self._names), scope), question=question)
        if not understood.mentions and (whole := standalone(question, told)) != question:
            return replace(self._answer(understand(whole, self._names), scope), question=question)
        return self._answer(understood, scope)

    def _answer(self, understood: Understanding, scope: Scope) -> Answer:
        """From all texts: where an imported one of another subject says the question's words, or the texts together do
        not cover it, the imported texts are asked alone, as they would be with that scope."""
        foreign = scope != "shipped" and self._meaning.is_said_by_imported(understood)
        if scope != "all" or not self._index.has_imported:
            return self._answer_from(understood, scope, foreign)
        first = self._answer_from(understood, "imported" if foreign else "all", foreign)
        if not first.note.startswith(NOT_COVERED):
            return first
        second = self._answer_from(understood, "all" if foreign else "imported", foreign)
        return second if second.answered or foreign else first

    def _answer_from(self, understood: Understanding, scope: Scope, foreign: bool) -> Answer:
        """`foreign`: imported texts of another subject say the question's words."""
        query = self._meaning.widened(understood)
        hits = self._index.search(query, k=12, scope=scope)
        if (article := article_asked(understood.key)) and scope != "shipped":
            draft = Draft(self._index.document)
            tell_article(draft, self._imported(hits), article)
            if len(draft):
                return self._composed(draft, understood, ())
        bar = COVERED_ALONE if scope == "imported" else COVERED
        if not covered(self._weighed(understood, query, hits), bar):
            return self._refused(understood, hits, scope)
        draft = Draft(self._index.document)
        foreign = foreign or self._meaning.is_foreign(understood, hits)
        concepts = [] if foreign else self._meaning.concepts(understood, hits)
        classification = self._meaning.classification(understood)
        if classification:
            understood, concepts = replace(understood, ask="list"), [classification]
        place = self._place(understood.key, concepts)
        if place and not 1 <= place.number <= place.of:
            return self._no_such(understood, place)
        if place:
            group = self._corpus.concepts[concepts[0]]
            member = self._meaning.members_of(group)[place.number - 1]
            understood, concepts = replace(understood, ask="definition"), [member]
        elif understood.ask == "definition" and concepts and self._corpus.concepts[concepts[0]].kind == "group":
            understood = replace(understood, ask="list")  # "六項原則是什麼" asks for the six
        if scope != "imported" and concepts:
            self._from_cards(draft, understood, concepts)
            surely = self._meaning.section(understood)[1] or self._meaning.is_list_of_number(understood, concepts)
            if not (place or classification or surely or self._meaning.is_mostly_names(understood)):
                self._beside(draft, understood, concepts, hits)
        if self._is_to_ask_texts(understood, query, scope, len(draft) > 0):
            self._from_texts(draft, understood, concepts, hits)
        if not len(draft):
            return self._refused(understood, hits, scope)
        return self._composed(draft, understood, concepts, set_against(draft, understood, hits, self._index.document))

    def _imported(self, hits: Sequence[Hit]) -> list[Document]:
        """The imported documents of the hits, best first."""
        ids = dict.fromkeys(hit.passage.document_id for hit in hits if self._meaning.is_imported(hit))
        return [self._index.document(document_id) for document_id in ids]

    def _composed(self, draft: Draft, understood: Understanding, concepts: Sequence[str], note: str = "") -> Answer:
        verify(draft.quotes, self._index.document)
        return Answer(
            understood.question,
            "composed",
            tuple(draft.statements),
            tuple(draft.quotes),
            ask=understood.ask,
            concepts=tuple(concepts),
            expansions=self._index.expansions(understood.question),
            subjects=subjects_of(understood.question, draft.quotes) if self._is_of_texts(understood, draft) else (),
            note=note,
            members=self._whole(told_members(draft, understood.ask)),
        )

    def _is_of_texts(self, understood: Understanding, draft: Draft) -> bool:
        """Whether imported texts alone answer a question that names no concept."""
        return not understood.concepts and all(quote.origin == "imported" for quote in draft.quotes)

    def _whole(self, members: tuple[Quote, ...]) -> tuple[Quote, ...]:
        """The members or steps told, unless they are a choice out of a card's."""
        if members and members[0].document_id in self._corpus.concepts:
            quote = members[0]
            if len(members) != len(self._cards.lines(quote.document_id, quote.headings[-1])):
                return ()
        return members

    def _by_number(self, question: str, told: Told, scope: Scope) -> Answer | None:
        """The answer to "第三步呢" from what was told before; None where no member is asked for, or none was told."""
        group = self._group_told(told)
        ids = self._meaning.members_of(group) if group else []
        members = [quote for quote in told.members if self._stands(quote)]
        places = places_asked(search_key(question), len(ids) or len(members), told.place)
        if not places or not (ids or members):
            return None
        understood = understand(question, self._names)
        for place in places:
            if not 1 <= place.number <= place.of:
                return self._no_such(understood, place, told)
        of_cards = ids and (not members or members[0].document_id == (group.id if group else ""))
        compared = understood.ask == "comparison" and (len(places) > 1 or told.place > 0)
        if not of_cards and not compared:
            return self._member(understood, told, members[places[0].number - 1], places[0], scope)
        names = [self._corpus.concepts[c].name for c in ids] if of_cards else [name_of(quote) for quote in members]
        current = names[told.place - 1] if 0 < told.place <= len(names) else ""
        whole = with_names(question, places, [names[each.number - 1] for each in places], current)
        answer = self._answer(understand(whole, self._names), scope)
        if not answer.answered and not of_cards:  # nothing is said of them beside their own words
            draft = Draft(self._index.document)
            for place in places:
                member = members[place.number - 1]
                draft.say(member.document_id, member.start, member.end, name_of(member)[:LONGEST_TERM], "原文")
            answer = replace(self._composed(draft, understood, told.concepts), subjects=told.subjects)
        place_now = (told.place if compared else 0) or places[0].number
        return replace(answer, question=question, members=tuple(members), place=place_now)

    def _member(self, understood: Understanding, told: Told, member: Quote, place: Place, scope: Scope) -> Answer:
        """A member in its own words, and what the texts say of it where it is a name."""
        draft = Draft(self._index.document)
        draft.say(member.document_id, member.start, member.end, member.headings[-1] if member.headings else "", "原文")
        name = name_of(member)
        document = self._index.document(member.document_id)
        if len(name) > LONGEST_TERM:
            for span in below_heading(document, member.start, member.end)[:MOST_OF_MEMBER]:
                draft.say(document.id, *span, member.headings[-1] if member.headings else "", "原文")
        answer = self._composed(draft, understood, told.concepts)
        if len(name) <= LONGEST_TERM and not member.text.endswith("。"):
            asked = understood.question
            bare = asked[: place.start] + asked[place.end :]
            whole = name + bare if own_stretches(search_key(bare)) else f"什麼是{name}"
            more = self._answer(understand(whole, self._names), scope)
            if more.answered:
                for quote, said in zip(more.quotes, more.statements, strict=True):
                    draft.say(quote.document_id, quote.start, quote.end, said.label, said.aspect)
                answer = replace(self._composed(draft, understood, told.concepts), ask=more.ask)
            answer = replace(answer, subjects=(name,))
        else:
            answer = replace(answer, subjects=told.subjects)
        return replace(answer, members=told.members, place=place.number)

    def _stands(self, quote: Quote) -> bool:
        """Whether a quotation of an earlier answer is still in its document."""
        try:
            return is_verbatim(quote, self._index.document(quote.document_id))
        except KeyError:
            return False

    def _group_told(self, told: Told) -> Concept | None:
        """The list of concepts that an earlier answer told, or told a member of."""
        concept = self._corpus.concepts.get(told.concepts[0]) if told.concepts and not told.subjects else None
        if concept is None:
            return None
        if concept.kind == "group":
            return concept
        return self._corpus.concepts.get(concept.group) if told.place else None

    def _place(self, key: str, concepts: Sequence[str]) -> Place | None:
        """Which member is asked for, where the likeliest concept is a list."""
        for concept in (self._corpus.concepts[c] for c in concepts[:1]):
            members = self._meaning.members_of(concept)
            return place_asked(key, len(members)) if members else None
        return None

    def _no_such(self, understood: Understanding, place: Place, told: Told | None = None) -> Answer:
        """The list is shorter than what is asked for; what was told stays to be asked about."""
        unit = place.unit_of(understood.question)
        note = out_of_range(unit, place.of)
        answer = Answer(understood.question, "refused", ask=understood.ask, note=note)
        if told is None:
            return answer
        return replace(answer, concepts=told.concepts, subjects=told.subjects, members=told.members, place=told.place)

    def _no_one_before(self, understood: Understanding) -> Answer:
        """Nothing else was spoken of that "前一種" could stand for; what was stays to be asked about."""
        known = [self._corpus.concepts[c] for c in understood.concepts if c in self._corpus.concepts]
        pairs = [(c.name, self._corpus.concepts[o].name) for c in known for o in self._meaning.to_compare([c.id])[1:]]
        topics = tuple(f"{name}和{other}有什麼區別" for name, other in dict.fromkeys(pairs) if name != other)
        note = "這段對話裡還沒有談到前一種，請說出要和哪一種比較。"
        return Answer(
            understood.question,
            "refused",
            suggestions=topics,
            ask=understood.ask,
            concepts=understood.concepts,
            note=note,
        )

    def _weighed(self, understood: Understanding, query: str, hits: Sequence[Hit]) -> Evidence:
        """What speaks for a question being covered. A follow-up without words of its own ("它有哪些步驟") is weighed as
        if it said the name that it stands for; what such words ask for has to be in the sources."""
        if understood.referred and not own_stretches(understood.key):
            understood = replace(understand(query, self._names), referred=understood.referred)
        return Evidence.of(self._index, self._topic, understood, query, hits)

    def _is_to_ask_texts(self, understood: Understanding, query: str, scope: Scope, told: bool) -> bool:
        """Beside what the cards have told, an imported text speaks only if it alone would be answered from."""
        if scope == "shipped" or not self._index.has_imported:
            return False
        if not told:
            return True
        hits = self._index.search(query, 12, "imported")
        return covered(self._weighed(understood, query, hits), SURELY)

    def _from_cards(self, draft: Draft, understood: Understanding, concepts: Sequence[str]) -> None:
        writer, question = CardWriter(self._cards, draft), understood.question
        heading, having = self._meaning.section(understood)
        if having:
            writer.section(heading, having)
        elif understood.ask == "list":
            single = self._meaning.single(understood, concepts)
            for concept_id in single:
                writer.parts(question, concept_id)
            if single:
                for concept_id in [c for c in concepts if self._corpus.concepts[c].kind == "group"][:1]:
                    writer.group(concept_id)
                return
            groups = list(dict.fromkeys(g.id for c in concepts if (g := self._cards.group_of(c))))
            for group in groups[:1] if self._meaning.names_list(understood) else groups[:2]:
                writer.group(group)
            if not groups:
                writer.definition(question, concepts)
        elif understood.ask == "comparison":
            writer.comparison(self._meaning.to_compare(concepts))
        elif understood.ask == "procedure":
            writer.procedure(question, concepts)
        elif understood.ask == "reason":
            writer.reason(question, concepts)
        elif understood.ask == "judgement":
            writer.judgement(question, concepts)
        elif understood.ask == "definition":
            writer.definition(question, concepts)
        else:
            writer.situation(question, concepts)

    def _beside(self, draft: Draft, understood: Understanding, concepts: Sequence[str], hits: Sequence[Hit]) -> None:
        """What the passages found say, where they are of other concepts than those understood: a question in everyday
        words may mean a neighbour."""
        least = NEAR_BEST * hits[0].score
        found = [h.concept for h in hits[:BESIDE] if h.concept in self._corpus.concepts and h.score >= least]
        others = [c for c in dict.fromkeys(found) if c and c not in concepts]
        CardWriter(self._cards, draft).beside(understood.question, others[:MOST_BESIDE])

    def _from_texts(
        self, draft: Draft, understood: Understanding, concepts: Sequence[str], hits: Sequence[Hit]
    ) -> None:
        terms = subject_terms(understood.key)
        if understood.ask == "comparison":
            terms = compared_terms(understood.key) or terms
            if self._speak_of(terms, hits) and not understood.concepts:
                concepts = []  # both are called what a text calls them: no concept is guessed
            elif concepts:
                concepts = self._meaning.to_compare(concepts)
        known = [self._corpus.concepts[c] for c in concepts if c != SUBJECT or len(concepts) == 1]
        imported = [hit for hit in hits if self._meaning.is_imported(hit)]
        query = self._meaning.widened(understood)
        of_one = understood.ask == "list" and bool(self._meaning.single(understood, concepts))
        classifications = self._meaning.classifications(known) if understood.ask == "list" and not of_one else []
        # what a question means, in the texts' words: the names of a list, or what the cards say; each classification
        # may stand somewhere else in a text
        meant = [" ".join(names) for names in classifications] or [c.definition for c in known[:MOST_CONCEPTS]]
        # what the question itself found comes first, then the best for each wording of what it means
        further = [hit for each in meant for hit in self._searched(each, 2, "imported")]
        further += [hit for c in known[:MOST_CONCEPTS] for hit in self._searched(c.name, 1, "imported")]
        further += self._index.search(f"{query} {known[0].name}" if known else query, 8, "imported")
        found = list({hit.passage.id: hit for hit in [*imported[:FIRST], *further, *imported[FIRST:]]}.values())
        sought = Sought(
            understood.ask,
            understood.question,
            [concept.names for concept in known] or [(term,) for term in terms],
            [name for names in classifications for name in names],
            meant,
            self._meaning.is_mostly_names(understood),
            of_one,
        )
        TextWriter(self._index, self._cards.nearness, draft).write(sought, found)

    def _speak_of(self, terms: Sequence[str], hits: Sequence[Hit]) -> bool:
        """Whether one imported text found has both terms."""
        texts = {hit.passage.document_id: self._index.document(hit.passage.document_id) for hit in hits}
        imported = [key_of(document.text) for document in texts.values() if document.origin == "imported"]
        return len(terms) > 1 and any(all(term in text for term in terms) for text in imported)

    def _refused(self, understood: Understanding, hits: Sequence[Hit], scope: Scope) -> Answer:
        nearest = [self._corpus.concepts[h.concept].name for h in hits if h.concept in self._corpus.concepts]
        topics = tuple(f"什麼是{name}" for name in dict.fromkeys(nearest))[:3]
        documents = len({hit.passage.document_id for hit in hits})
        searched = {"all": "全部資料", "shipped": "內建的資料", "imported": "匯入的資料"}[scope]
        note = f"{NOT_COVERED}已搜尋{searched}，最接近的 {documents} 份都沒有足以回答的句子。"
        return Answer(understood.question, "refused", suggestions=topics, ask=understood.ask, note=note)
