"""A brief made by hand over the shipped cards, so that what is tested does not hang on fitted weights."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from app.answering.cards import Cards
from app.answering.records import Quote
from app.disputes.dossier import Dossier, Planner
from app.disputes.parties import sides
from app.disputes.records import Brief, Counter, Finding, NearCase, Why
from corpus.cards import SHIPPED, load_corpus
from corpus.records import Corpus

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DESCRIPTION = (
    "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，兩邊推來推去。住戶<script>alert(1)</script>天天打電話。"
)


@cache
def corpus() -> Corpus:
    return load_corpus(SHIPPED)


def nearness(question: str, sentences: Sequence[str]) -> list[float]:
    """The share of the question's characters that a sentence has."""
    return [len(set(question) & set(sentence)) / len(set(question)) for sentence in sentences]


def quote(document_id: str, heading: str) -> Quote:
    cards = Cards(corpus().concepts, corpus().documents, nearness)
    return Quote.cut(corpus().documents[document_id], *cards.lines(document_id, heading)[0])


def brief(description: str = DESCRIPTION) -> Brief:
    ids = (
        ("type.direction.horizontal", 0.81),
        ("type.content.cognitive", 0.42),
        ("principle.general.rule-of-law", 0.66),
        ("method.form.on-site", 0.58),
    )
    quotes = [quote(concept_id, "定義") for concept_id, _ in ids]
    quotes += [quote("principle.six.flexibility", "定義"), quote("case.038", "處理")]
    found = []
    for number, (concept_id, score) in enumerate(ids):
        concept = corpus().concepts[concept_id]
        why = (Why(description[0:11], 0, 11),)
        found.append(Finding(concept_id, concept.name, concept.group, score, why, (number,)))
    counter = Counter(
        "principle.six.flexibility",
        corpus().concepts["principle.six.flexibility"].name,
        "principle.general.rule-of-law",
        (4,),
    )
    case = corpus().cases["case.038"]
    return Brief(
        description,
        True,
        0.97,
        tuple(found[:2]),
        (found[2],),
        (found[3],),
        (counter,),
        (),
        (NearCase(case.id, case.title, 0.7, case.outcome, (5,)),),
        sides(description),
        tuple(quotes),
    )


def dossier(description: str = DESCRIPTION, dossier_id: str = "d1", at: datetime = NOW) -> Dossier:
    return Planner(corpus(), nearness).open(brief(description), dossier_id, at)
