"""An answer in the making: quotations cut from documents, each once, and the statements that rest on them."""

from collections.abc import Callable
from dataclasses import replace

from app.answering.records import Quote, Statement
from corpus.key import words_only
from corpus.records import Document


class Draft:
    """Collects statements; what one source (or two) says several times is quoted once."""

    def __init__(self, document_of: Callable[[str], Document]) -> None:
        self._document_of = document_of
        self._said: set[str] = set()
        self._places: set[tuple[str, int, int]] = set()
        self.statements: list[Statement] = []
        self.quotes: list[Quote] = []

    def say(
        self,
        document_id: str,
        start: int,
        end: int,
        label: str = "",
        aspect: str = "",
        verdict: str = "",
        again: bool = False,
    ) -> bool:
        """States what stands at `start:end`; False if those words have been said already. `again`: the same words
        are no repetition, they are said of another thing ("由科長核准" of either leave)."""
        quote = Quote.cut(self._document_of(document_id), start, end)
        key = words_only(quote.text)
        place = (document_id, quote.start, quote.end)
        if not key or place in self._places or (not again and any(_says_again(key, said) for said in self._said)):
            return False
        self._said.add(key)
        self._places.add(place)
        self.quotes.append(quote)
        self.statements.append(Statement(quote.text, (len(self.quotes) - 1,), label, aspect, verdict))
        return True

    def has_said(self, document_id: str, start: int, end: int) -> bool:
        """Whether this very place has been quoted."""
        quote = Quote.cut(self._document_of(document_id), start, end)
        return (document_id, quote.start, quote.end) in self._places

    def set_against(self, number: int, document_id: str, start: int, end: int, label: str) -> None:
        """Puts a statement and one that contradicts it, out of another document, next to each other before all others,
        without a verdict; what belongs to a list or a table stays there as well."""
        said = self.statements[number]
        quote = Quote.cut(self._document_of(document_id), start, end)
        if quote not in self.quotes:
            self.quotes.append(quote)
        other = self.quotes.index(quote)
        apart = ("原文", "說明", "")
        self.statements = [
            replace(said, label=label, aspect="原文", verdict=""),
            Statement(quote.text, (other,), label, "原文"),
            *(s for i, s in enumerate(self.statements) if i != number or s.aspect not in apart),
        ]
        self.statements[2:] = [s for s in self.statements[2:] if s.quotes != (other,) or s.aspect not in apart]
        self.statements = [replace(s, verdict="") for s in self.statements]

    def __len__(self) -> int:
        return len(self.statements)


def _says_again(key: str, said: str) -> bool:
    """The same words, or nearly all of what was said already; a name inside a sentence is not said again by it."""
    return key in said and len(key) >= 0.8 * len(said)
