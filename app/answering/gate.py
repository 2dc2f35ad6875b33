"""The gate that every answer and brief passes: what is displayed as a quotation equals its source at its offsets."""

from collections.abc import Callable, Sequence

from app.answering.records import Quote
from corpus.records import Document


class MisquoteError(ValueError):
    """A quotation that is not in its source at its offsets."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(f"{quote.document_id}[{quote.start}:{quote.end}] is not «{quote.text}»")
        self.quote = quote


def is_verbatim(quote: Quote, document: Document) -> bool:
    inside = 0 <= quote.start < quote.end <= len(document.text)
    return inside and document.text[quote.start : quote.end] == quote.text


def verify(quotes: Sequence[Quote], document_of: Callable[[str], Document]) -> None:
    """Raises `MisquoteError` for the first quotation that is not verbatim, `KeyError` for an unknown document."""
    for quote in quotes:
        if not is_verbatim(quote, document_of(quote.document_id)):
            raise MisquoteError(quote)
