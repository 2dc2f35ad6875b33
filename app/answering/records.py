"""What an answer is made of. Offsets count characters of the quoted document's text."""

from dataclasses import dataclass
from typing import Literal

from corpus.records import Document, Origin

Mode = Literal["composed", "generated", "refused"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: `text == document.text[start:end]`, character for character."""

    document_id: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    origin: Origin

    @classmethod
    def cut(cls, document: Document, start: int, end: int) -> "Quote":
        """The quotation that stands at `start:end`, with the headings above it."""
        return cls(
            document.id,
            document.title,
            headings_at(document, start),
            start,
            end,
            document.text[start:end],
            document.origin,
        )


def headings_at(document: Document, offset: int) -> tuple[str, ...]:
    """The chain of headings over an offset, outermost first, without the document's title."""
    chain = [s.heading.strip() for s in document.sections if s.start <= offset < s.end]
    return tuple(chain[1:] if chain and chain[0] == document.title else chain)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence shown to the reader. `quotes` are numbers into the answer's quotes (counted from 0).

    `label` names what the statement is about and `aspect` what it says of it ("定義", "成員", "步驟", …): a comparison
    is laid out as a table of labels by aspects, a list under its labels. `verdict` is the yes or no that the sentence
    itself gives to a judgement. `own_words` marks a generated sentence that no quotation verifies."""

    text: str
    quotes: tuple[int, ...]
    label: str = ""
    aspect: str = ""
    verdict: str = ""
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    mode: Mode
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    suggestions: tuple[str, ...] = ()
    # what was asked ("definition", "list", "comparison", …) and which concepts were understood
    ask: str = ""
    concepts: tuple[str, ...] = ()
    # the everyday expressions of the question with the official terms that were searched as well ("甩鍋＝推卸責任")
    expansions: tuple[str, ...] = ()
    # for the questions that follow: what it is about, as its question calls it, where that is no concept; the members
    # or steps of the list that it tells, and which of them (from 1) it speaks of, 0 for all
    subjects: tuple[str, ...] = ()
    members: tuple[Quote, ...] = ()
    place: int = 0
    # a sentence for the reader: why it was refused, what an endpoint did wrong
    note: str = ""

    @property
    def answered(self) -> bool:
        return self.mode != "refused"
