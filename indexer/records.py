"""What a search gives back. Scores are similarities: higher is better."""

from dataclasses import dataclass

from corpus.records import Passage


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text: `document.text[start:end]`."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage (`rank` counts from 1). `concept` is the id of the card that the passage stands in, or that
    its headings name; `also` holds the places of passages with the same words."""

    passage: Passage
    score: float
    rank: int
    concept: str | None = None
    also: tuple[Span, ...] = ()
