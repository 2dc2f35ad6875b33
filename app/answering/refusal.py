"""Whether the sources cover a question: a probability from what speaks for it, fitted by `python -m eval.calibrate`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.answering.figures import lacks_figure
from app.answering.nearness import near
from app.answering.question import SUBJECT, Understanding
from app.answering.support import support
from corpus.key import search_key
from corpus.sentences import split_sentences
from indexer.logistic import Logistic
from indexer.records import Hit
from indexer.search import Index
from indexer.segment import terms
from indexer.topic import Topic

WEIGHTS = Path(__file__).with_name("refusal.json")
NAMES = (
    "topic",
    "named",
    "match",
    "cosine",
    "held",
    "known",
    "sentence",
    "spoken",
    "specific",
    "topic x match x spoken",
    "held x cosine",
    "topic x match x spoken x support",
)
# No question of the tuning half that has to be refused is so like a card, and 1 % of the topic model's.
UNMISTAKABLE, SPOKEN, SUPPORTED = 0.6, 0.5, 0.7
# One word found of two says less than five of ten.
FEW = 1
# So many of the likeliest concepts, and so many rows of each, may hold what a question says.
LIKELIEST, ROWS = 3, 5
# Characters (of search keys) that ask or join; a word with one of them says little of what is asked about.
JOINING = frozenset("的是要有多少什么怎样吗呢了在和与跟把被让就都也吧啊哪几谁为会能可以该不没这那个")
# Chosen in cross-validation on the tuning half: it refuses 78 of the 79 to be refused there, and 3 of the 233 others.
COVERED = 0.4
# A text asked alone speaks of less; the same tuning half parts the two kinds at a lower bar there.
COVERED_ALONE = 0.1
# What is told beside an answer has to be surer.
SURELY = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a question being covered; all between 0 and 1, higher speaks for it."""

    topic: float  # that it is about working together in an office at all
    named: float  # share of its characters that are names of concepts of which a passage found speaks
    match: float  # likeness to the likeliest concept's card
    cosine: float  # likeness to the nearest of the passages found
    held: float  # share of its words that stand in the best three passages
    known: float  # share of its words that stand anywhere in the index or among the everyday questions
    sentence: float  # nearness of the nearest sentence in the best three passages
    spoken: float  # that these passages are about working together in an office, too
    specific: float  # that a name among them is of anything more specific than what every text here is about
    support: float  # how much of its own words the passages and the likeliest cards hold, or words like them
    # that it asks for a number or a date, and no passage found holds one
    figure_lacking: bool = False

    @classmethod
    def of(cls, index: Index, topic: Topic, understood: Understanding, query: str, hits: Sequence[Hit]) -> "Evidence":
        """`query` is the question with the names that its pronouns stand for, `hits` what was found for it."""
        key = search_key(query)
        letters = max(sum(char.isalnum() for char in understood.key), 1)
        texts = [search_key(hit.passage.text) for hit in hits[:5]]
        concepts = {hit.concept for hit in hits}
        named = float(
            sum(
                mention.end - mention.start
                for mention in understood.mentions
                if not concepts.isdisjoint(mention.concepts)
                or any(understood.key[mention.start : mention.end] in text for text in texts)
            )
            / letters
        )
        if understood.referred:  # a pronoun that stands for a name
            named = max(named, 0.5)
        matches = index.concepts(query)
        vector = index.encoder.encode_queries([query])[0]
        # a foreign text that answers stands alone among passages of another subject
        origin = [hit.concept is None for hit in hits]
        best = [hit.passage.text for hit, foreign in zip(hits, origin, strict=True) if foreign == origin[0]][:3]
        cosine, held, spoken = 0.0, 0.0, 0.0
        words = {word for word in terms(key) if len(word) > 1 and not JOINING & set(word)}
        if best:
            vectors = index.encoder.encode_passages(best)
            cosine = max(float(np.max(vectors @ vector)), 0.0)
            spoken = float(topic.probabilities(best).mean())
            inside = set().union(*(terms(search_key(text)) for text in best))
            held = len(words & inside) / (len(words) + FEW)
        spoken_of = sum(index.lexical.holds(word) or index.knowledge.lexical.holds(word) for word in words)
        known = spoken_of / (len(words) + FEW)
        match = matches[0].score if matches else 0.0
        sentences = [text[a:b] for text in best for a, b in split_sentences(text, 0, len(text))]
        sentence = max(near(index, query, sentences), default=0.0)
        near_rows = [
            text for each in matches[:LIKELIEST] for text in index.knowledge.nearest(each.concept_id, vector, ROWS)
        ]
        supported = support(topic.encoder, understood, [*(hit.passage.text for hit in hits[:5]), *near_rows])
        specific = float(any(SUBJECT not in mention.concepts for mention in understood.mentions))
        lacking = lacks_figure(understood.key, texts)
        about = float(topic.probabilities([query])[0])
        return cls(about, named, match, cosine, held, known, sentence, spoken, specific, supported, lacking)

    def values(self) -> NDArray[np.float64]:
        """(1, features) in the order of `NAMES`."""
        row = [self.topic, self.named, self.match, self.cosine, self.held, self.known, self.sentence, self.spoken]
        like = self.topic * self.match * self.spoken
        return np.array([[*row, self.specific, like, self.held * self.cosine, like * self.support]])


@cache
def _model() -> Logistic:
    return Logistic.from_record(json.loads(WEIGHTS.read_text("utf-8")))


def coverage(evidence: Evidence) -> float:
    """The probability that the sources cover the question."""
    return float(_model().probabilities(evidence.values())[0])


def covered(evidence: Evidence, threshold: float = COVERED) -> bool:
    if evidence.figure_lacking:
        return False
    like = evidence.match >= UNMISTAKABLE and evidence.support >= SUPPORTED
    unmistakable = like and evidence.spoken >= SPOKEN
    return unmistakable or coverage(evidence) >= threshold
