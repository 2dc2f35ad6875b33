"""The desk: a description in, a brief out. Nothing here generates text; every line is a quotation from the cards."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.answering.cards import Cards
from app.answering.gate import verify
from app.answering.nearness import near
from app.answering.records import Quote
from app.disputes.examples import shipped
from app.disputes.features import Evidence, Features, Reading
from app.disputes.model import Models
from app.disputes.parties import sides
from app.disputes.precedents import Precedents, precedents_of
from app.disputes.recognition import recognition_features
from app.disputes.records import Brief, Counter, Finding, NearCase, Step, Why
from corpus.records import Corpus
from indexer.search import Index

FACETS: Mapping[str, tuple[str, ...]] = {
    "types": ("type",),
    "principles": ("principle",),
    "methods": ("method", "practice", "procedure", "competence"),
}
MOST = 5
# Below these probabilities nothing is shown. Chosen on the tuning half: nearly every dispute gets something of each
# facet, at a precision of .68, .46 and .59; a higher bar leaves officers without a principle.
THRESHOLD = {"types": 0.35, "principles": 0.3, "methods": 0.3}
# On the tuning half it parts the two kinds: the least likely dispute has .54, the likeliest other text .43.
DISPUTE = 0.47
# What the odds of a concept are multiplied by that a second reader found to apply.
CHOSEN = 3.0
# A trainer's own concept was not there when the weights were fitted: it is shown with this probability where one of its
# cues or, nearly word for word, one of its signals stands in the description.
OWN, VERBATIM = 0.6, 0.8
# Of one classification at most one member is shown, unless a second is about as likely.
AS_LIKELY = 0.9
# What pulls the other way: so that a brief is not one-sided. Both directions hold.
PULLS = (
    ("principle.six.flexibility", "principle.four.lawful"),
    ("principle.six.flexibility", "principle.six.impartiality"),
    ("principle.six.unified-leadership", "principle.six.two-services"),
    ("principle.six.overall-goal", "principle.six.two-services"),
    ("principle.four.overall-planning", "principle.four.fairness"),
    ("principle.four.common-ground", "principle.four.lawful"),
    ("principle.general.democratic-centralism", "principle.general.streamlining"),
    ("principle.six.investigation", "principle.general.streamlining"),
    ("principle.general.rule-of-law", "principle.six.flexibility"),
)
GENERAL = "procedure.general"


@dataclass(slots=True)
class _Quotes:
    """The quotations of a brief, each once."""

    corpus: Corpus
    cut: list[Quote] = field(default_factory=list)

    def number(self, document_id: str, start: int, end: int) -> int:
        quote = Quote.cut(self.corpus.documents[document_id], start, end)
        if quote not in self.cut:
            self.cut.append(quote)
        return self.cut.index(quote)


class Desk:
    """Read only over one build of the index; safe to share among threads."""

    def __init__(self, index: Index, corpus: Corpus, models: Models) -> None:
        self._index, self._corpus = index, corpus
        self.models, self._fitted = models.facets, models.priors.keys()
        self._reading = Reading(index, Precedents(index, precedents_of(corpus, shipped())))
        self.features = {
            facet: Features(index, corpus, kinds, self._reading, models.priors) for facet, kinds in FACETS.items()
        }
        self._cards = Cards(corpus.concepts, corpus.documents, lambda q, s: near(index, q, s))
        # the same cards are shown again and again
        self._lines = cache(self._cards.lines)

    @classmethod
    def of(cls, index: Index, corpus: Corpus) -> "Desk":
        """With the fitted weights."""
        return cls(index, corpus, Models.load())

    def brief(self, description: str, *, chosen: Collection[str] = ()) -> Brief:
        """`chosen`: concepts that a second reader found to apply, whose odds count more. Raises `ValueError` for a
        description without words."""
        if not any(char.isalnum() for char in description):
            raise ValueError("description: no words")
        evidence = {facet: features.of(description) for facet, features in self.features.items()}
        probability = float(self.models["dispute"].probabilities(self.recognition(description, evidence))[0])
        if probability < DISPUTE:
            return Brief(description, False, probability)
        scores = {facet: self._scores(facet, evidence[facet], chosen) for facet in FACETS}
        quotes = _Quotes(self._corpus)
        found = {facet: self._findings(facet, description, evidence[facet], scores[facet], quotes) for facet in FACETS}
        brief = Brief(
            description,
            True,
            probability,
            found["types"],
            found["principles"],
            found["methods"],
            self._counters(found["principles"], quotes),
            self._steps(description, found["methods"], quotes),
            self._cases(evidence["types"], quotes),
            sides(description),
            tuple(quotes.cut),
        )
        verify(brief.quotes, lambda document_id: self._corpus.documents[document_id])
        return brief

    def candidates(self, description: str) -> dict[str, str]:
        """Name -> id of the likeliest concepts of each facet, shown or not."""
        found = {}
        for facet, features in self.features.items():
            evidence = features.of(description)
            for i, _ in self.ranked(facet, self._scores(facet, evidence))[: 2 * MOST]:
                found[self._corpus.concepts[evidence.ids[i]].name] = evidence.ids[i]
        return found

    def _scores(self, facet: str, evidence: Evidence, chosen: Collection[str] = ()) -> list[float]:
        odds = np.array([CHOSEN if concept_id in chosen else 1.0 for concept_id in evidence.ids])
        p = self.models[facet].probabilities(evidence.values)
        own = np.array([concept_id not in self._fitted for concept_id in evidence.ids], bool)
        said = (evidence.column("signal_words") >= VERBATIM) | (evidence.column("cues") > 0)
        p = np.where(own & said, np.maximum(p, OWN), p)
        return [float(score) for score in p * odds / (1 - p + p * odds)]

    def recognition(
        self, description: str, evidence: Mapping[str, Evidence], *, held_out: bool = False
    ) -> NDArray[np.float64]:
        """(1, 8): what speaks for a coordination matter at all; `held_out` as in `Features.of`."""
        precedents = self._reading.precedents
        alike = self._reading.of(description).alike
        odds = precedents.is_dispute(alike, without=description if held_out else "")
        likeness = max(float(evidence[facet].values[:, 0].max(initial=0.0)) for facet in FACETS)
        return recognition_features(description, odds, len(self._index.cues.find(description)), likeness)

    def ranked(self, facet: str, scores: Sequence[float]) -> list[tuple[int, float]]:
        """Places and probabilities by falling probability; members of one classification compete among themselves."""
        ids = self.features[facet].ids
        best: dict[str, float] = {}
        ranked = []
        for i in sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i])):
            group = self._corpus.concepts[ids[i]].group
            if facet == "types" and scores[i] < AS_LIKELY * best.setdefault(group, scores[i]):
                continue
            ranked.append((i, scores[i]))
        return ranked

    def _findings(
        self, facet: str, description: str, evidence: Evidence, scores: Sequence[float], quotes: _Quotes
    ) -> tuple[Finding, ...]:
        found = []
        for i, score in self.ranked(facet, scores)[:MOST]:
            concept = self._corpus.concepts[evidence.ids[i]]
            if score < THRESHOLD[facet]:
                break
            why = tuple(Why(description[a:b], a, b) for a, b in evidence.where[i])
            lines = self._lines(concept.id, "定義")[:1] + self._lines(concept.id, "要點")[:1]
            numbers = tuple(quotes.number(concept.id, a, b) for a, b in lines)
            found.append(Finding(concept.id, concept.name, concept.group, round(score, 4), why, numbers))
        return tuple(found)

    def _counters(self, principles: Iterable[Finding], quotes: _Quotes) -> tuple[Counter, ...]:
        shown = [finding.id for finding in principles]
        counters: list[Counter] = []
        for one, other in [*PULLS, *((b, a) for a, b in PULLS)]:
            known = one in shown and other not in shown and other in self._corpus.concepts
            if known and all(c.id != other for c in counters):
                numbers = tuple(quotes.number(other, a, b) for a, b in self._lines(other, "定義")[:1])
                counters.append(Counter(other, self._corpus.concepts[other].name, one, numbers))
        return tuple(counters[:2])

    def _steps(self, description: str, methods: Sequence[Finding], quotes: _Quotes) -> tuple[Step, ...]:
        """The general procedure, each of its steps followed by the chosen methods' steps that are nearest to it."""
        general = self._lines(GENERAL, "步驟") if GENERAL in self._corpus.concepts else []
        steps = [Step(self._cards.text(GENERAL, s), (quotes.number(GENERAL, *s),), GENERAL) for s in general]
        for method in methods[:2]:
            if method.id == GENERAL:
                continue
            own = self._cards.nearest(description, method.id, ("步驟",), 3)
            for _, span in sorted(own, key=lambda line: line[1]):
                steps.append(Step(self._cards.text(method.id, span), (quotes.number(method.id, *span),), method.id))
        return tuple(steps)

    def _cases(self, evidence: Evidence, quotes: _Quotes) -> tuple[NearCase, ...]:
        cases = []
        for case_id, score in evidence.near[:3]:
            case = self._corpus.cases[case_id]
            numbers = tuple(quotes.number(case_id, a, b) for a, b in self._lines(case_id, "處理")[:3])
            cases.append(NearCase(case_id, case.title, round(score, 4), case.outcome, numbers))
        return tuple(cases)
