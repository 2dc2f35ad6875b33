"""From a question to an answer: understand, find, decide whether the sources cover it, compose, pass the gate."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.answering.cards import Cards, CardWriter
from app.answering.draft import Draft
from app.answering.gate import verify
from app.answering.question import Names, Understanding, understand
from app.answering.records import Answer
from app.answering.refusal import Evidence, covered
from app.answering.writing import TextWriter
from corpus.key import search_key, words_only
from corpus.records import Concept, Corpus
from indexer.records import Hit
from indexer.search import Index, Scope
from indexer.topic import Topic

# A runner-up is told as well when its score is at least this share of the best concept's.
RUNNER_UP = 0.6
MOST_CONCEPTS = 3
# So many passages that the question found come before those that its meaning found.
FIRST = 3
# From this share of its characters on, a question is about the names in it.
MOSTLY = 0.4
# What standing first among the passages adds to a concept's likelihood of at most 1; the second place half of it, ….
PASSAGE = 0.5


class Answerer:
    """Answers from one build of the index and the corpus that it was made of. Safe to share among threads."""

    def __init__(self, index: Index, corpus: Corpus, names: Names, cards: Cards, topic: Topic) -> None:
        self._index, self._corpus, self._names, self._cards, self._topic = index, corpus, names, cards, topic

    @classmethod
    def of(cls, index: Index, corpus: Corpus) -> "Answerer":
        def nearness(question: str, sentences: Sequence[str]) -> list[float]:
            return near(index, question, sentences)

        return cls(
            index, corpus, Names.of(corpus.concepts), Cards(corpus.concepts, corpus.documents, nearness), Topic.open()
        )

    def evidence(self, question: str, scope: Scope = "all") -> Evidence:
        """What speaks for the question being covered, as `ask` weighs it."""
        understood = understand(question, self._names)
        hits = self._index.search(question, k=12, scope=scope)
        return Evidence.of(self._index, self._topic, understood, question, hits)

    def ask(self, question: str, scope: Scope = "all", history: Sequence[tuple[str, ...]] = ()) -> Answer:
        """`history`: the concepts of the earlier answers of the conversation, newest last."""
        understood = understand(question, self._names, history)
        query = self._widened(understood)
        hits = self._index.search(query, k=12, scope=scope)
        if not covered(Evidence.of(self._index, self._topic, understood, query, hits)):
            return self._refused(understood, hits)
        draft = Draft(self._index.document)
        concepts = self._concepts(understood, hits)
        if understood.ask == "definition" and concepts and self._corpus.concepts[concepts[0]].kind == "group":
            understood = replace(understood, ask="list")  # "六項原則是什麼" asks for the six
        if scope != "imported" and concepts:
            self._from_cards(draft, understood, concepts)
        if scope != "shipped" and self._index.has_imported:
            self._from_texts(draft, understood, concepts, hits)
        if not len(draft):
            return self._refused(understood, hits)
        verify(draft.quotes, self._index.document)
        return Answer(
            question,
            "composed",
            tuple(draft.statements),
            tuple(draft.quotes),
            ask=understood.ask,
            concepts=tuple(concepts),
        )

    def _widened(self, understood: Understanding) -> str:
        """The query of a follow-up holds the name that its pronoun stands for."""
        referred = [self._corpus.concepts[c].name for c in understood.referred if c in self._corpus.concepts]
        return " ".join([*referred, understood.question])

    def _concepts(self, understood: Understanding, hits: Sequence[Hit]) -> list[str]:
        """Which concepts to speak of: those named; where names are little of the question, the likeliest as well."""
        named = [c for c in understood.concepts if c in self._corpus.concepts]
        if named and understood.ask == "definition" and len(understood.key) <= 12:
            return named[:6]  # "什麼是行政協調": nothing but the subject itself is asked about
        specific = [c for c in named if c != "definition.administrative-coordination"]
        likely = self._likely(understood, hits)
        if understood.ask == "list":
            likely = [(c, score) for c, score in likely if self._corpus.concepts[c].kind == "group"] or likely
        best = likely[0][1] if likely else 0.0
        near = [c for c, score in likely if score >= RUNNER_UP * best][:MOST_CONCEPTS]
        if specific and self._is_mostly_names(understood):
            return specific[:6]
        return list(dict.fromkeys([*specific, *near[: 1 if specific else MOST_CONCEPTS]]))[:6]

    def _is_mostly_names(self, understood: Understanding) -> bool:
        """Whether the question is about its names, or uses a name to ask for something else."""
        named = sum(mention.end - mention.start for mention in understood.mentions)
        return bool(understood.referred) or named >= MOSTLY * len(words_only(understood.question))

    def _likely(self, understood: Understanding, hits: Sequence[Hit]) -> list[tuple[str, float]]:
        """Concepts with a score, likeliest first: what the question is like, and where the nearest passages stand."""
        scores = {match.concept_id: match.score for match in self._index.concepts(self._widened(understood))}
        top = max(scores.values(), default=1.0) or 1.0
        scores = {c: score / top for c, score in scores.items() if c in self._corpus.concepts}
        for hit in hits:
            if hit.concept in scores:
                scores[hit.concept] += PASSAGE / hit.rank
        return sorted(scores.items(), key=lambda each: -each[1])

    def _from_cards(self, draft: Draft, understood: Understanding, concepts: Sequence[str]) -> None:
        writer, question = CardWriter(self._cards, draft), understood.question
        if understood.ask == "list":
            groups = list(dict.fromkeys(g.id for c in concepts if (g := self._cards.group_of(c))))
            for group in groups[:2]:
                writer.group(group)
            if not groups:
                writer.definition(question, concepts)
        elif understood.ask == "comparison":
            writer.comparison(self._to_compare(concepts))
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

    def _to_compare(self, concepts: Sequence[str]) -> list[str]:
        """Two at least: a concept named alone is compared with what its card contrasts it with."""
        if len(concepts) > 1:
            return list(concepts)
        contrasts = self._corpus.concepts[concepts[0]].contrasts
        return [concepts[0], *[c for c in contrasts if c in self._corpus.concepts][:2]]

    def _from_texts(
        self, draft: Draft, understood: Understanding, concepts: Sequence[str], hits: Sequence[Hit]
    ) -> None:
        known = [self._corpus.concepts[c] for c in concepts]
        terms = [term for concept in known for term in concept.names]
        imported = [hit for hit in hits if self._index.document(hit.passage.document_id).origin == "imported"]
        query = self._widened(understood)
        by_name = f"{query} {known[0].name}" if known else query
        members: list[str] = []
        if understood.ask == "list":
            classifications = self._classifications(known)
            members = [name for names in classifications for name in names]
            # each classification may stand somewhere else in a text
            wordings = [" ".join(names) for names in classifications] if len(classifications) > 1 else []
        else:
            wordings = [concept.definition for concept in known[:2]]
        # what the question itself found comes first, then the best for each wording of what it means
        further = [hit for each in wordings for hit in self._index.search(each, 2, "imported")]
        further += self._index.search(by_name, 8, "imported")
        imported = list({hit.passage.id: hit for hit in [*imported[:FIRST], *further, *imported[FIRST:]]}.values())
        TextWriter(self._index, self._cards.nearness, draft).write(
            understood.ask, understood.question, terms, members, imported, [c.definition for c in known[:2]]
        )

    def _classifications(self, known: Sequence[Concept]) -> list[list[str]]:
        """The names that a complete list holds: of one classification, or of each where all of them are asked for."""
        for concept in known:
            group = self._cards.group_of(concept.id)
            if group and group.members:
                members = [self._corpus.concepts[m] for m in group.members if m in self._corpus.concepts]
                inner = [
                    [self._corpus.concepts[i].name for i in member.members if i in self._corpus.concepts]
                    for member in members
                    if member.members
                ]
                return inner or [[member.name for member in members]]
        return []

    def _refused(self, understood: Understanding, hits: Sequence[Hit]) -> Answer:
        nearest = [self._corpus.concepts[h.concept].name for h in hits if h.concept in self._corpus.concepts]
        topics = tuple(f"什麼是{name}" for name in dict.fromkeys(nearest))[:3]
        documents = len({hit.passage.document_id for hit in hits})
        note = f"資料裡沒有說到這個問題。已搜尋全部資料，最接近的 {documents} 份都沒有足以回答的句子。"
        return Answer(understood.question, "refused", suggestions=topics, ask=understood.ask, note=note)


def near(index: Index, question: str, sentences: Sequence[str]) -> list[float]:
    """How near sentences are to a question: the mean of the cosine and of the share of the question's pairs of
    characters that the sentence holds, each pair weighted by how rare it is among the sentences (0..1)."""
    if not sentences:
        return []
    vectors = index.encoder.encode_passages(list(sentences))
    cosines = np.maximum(vectors @ index.encoder.encode_queries([question])[0], 0.0)
    wanted = _pairs(question)
    held = [_pairs(sentence) for sentence in sentences]
    weights = {pair: 1.0 / (1 + sum(pair in each for each in held)) for pair in wanted}
    total = sum(weights.values()) or 1.0
    shares = [sum(weights[pair] for pair in wanted & each) / total for each in held]
    return [0.5 * float(cosine) + 0.5 * share for cosine, share in zip(cosines, shares, strict=True)]


def _pairs(text: str) -> set[str]:
    key = search_key(text)
    return {key[i : i + 2] for i in range(len(key) - 1) if key[i : i + 2].isalnum()}
