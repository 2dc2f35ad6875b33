"""An answer as text to copy: laid out as on the page, with numbered citations.

>>> cited_text(answer, Reader())                             # doctest: +SKIP
'什麼是協調\\n\\n協調\\n協調是……。[1]\\n\\n出處\\n[1] 匯入・講義 › 第一章：「協調是……。」'
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.answering.layout import Block, Part, Table, deciding, document_of, layout
from app.answering.records import Answer, Quote, Statement
from app.display import Shown, is_converted, shown, unwrapped
from corpus.records import Origin, Script

ORIGINS: dict[Origin, str] = {"shipped": "內建", "imported": "匯入"}
OWN_WORDS = "（未經引句證實）"


def _traditional(document_id: str) -> Script:
    return "trad"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who takes the answer along: the script to set all in, as the page does, and the script of each document."""

    to: Shown = "trad"
    script_of: Callable[[str], Script] = _traditional

    def own(self, text: str) -> str:
        """Our own words, which are written in traditional characters."""
        return shown(text, self.to)

    def mixed(self, text: str) -> str:
        """A question or a model's sentence: nobody knows in which script."""
        return shown(text, self.to, "mixed")

    def of(self, text: str, document_id: str) -> str:
        return shown(unwrapped(text), self.to, self.script_of(document_id) if document_id else "trad")

    def statement(self, statement: Statement, answer: Answer) -> str:
        """The text; what a model says without a quotation is told apart."""
        if answer.mode == "generated":
            return self.mixed(unwrapped(statement.text)) + (self.own(OWN_WORDS) if statement.own_words else "")
        return self.of(statement.text, document_of(statement, answer))

    def label(self, block: Block, answer: Answer) -> str:
        first = block.statements[0] if block.statements else None
        return self.of(block.label, document_of(first, answer) if first else "")

    def column(self, table: Table, label: str, answer: Answer) -> str:
        """A table's label, in the words of the document that it is quoted from."""
        return self.of(label, document_of(table.column(label)[0], answer))

    def citation(self, quote: Quote) -> str:
        """Where it stands and its words: `匯入・講義 › 第一章：「……」`. Words in another script than their source's are
        said to be converted, and followed by the source's own."""
        places = (quote.title, *(h for h in quote.headings if h != quote.title))
        where = " › ".join(self.of(place, quote.document_id) for place in places)
        out = f"{self.own(ORIGINS[quote.origin])}・{where}：「{self.of(quote.text, quote.document_id)}」"
        if is_converted(unwrapped(quote.text), self.to, self.script_of(quote.document_id)):
            out += f"（{self.own('已轉換字形，原文')}：「{unwrapped(quote.text)}」）"
        return out

    def verdict(self, answer: Answer) -> tuple[str, int] | None:
        """The yes or no of a judgement in a sentence, and the number of the quotation that gives it."""
        decides = deciding(answer)
        return (self.own(f"{decides.verdict}，依資料中的這一句"), decides.quotes[0]) if decides else None


def cited_text(answer: Answer, reader: Reader) -> str:
    """Question, statements with numbers, and the quotations that the numbers stand for."""
    lines = [reader.mixed(answer.question)]
    verdict = reader.verdict(answer)
    if verdict:
        lines += ["", f"{verdict[0]}[{verdict[1] + 1}]"]
    for block in layout(answer):
        if isinstance(block, Table):
            lines += _table(block, answer, reader)
            continue
        lines.append("")
        lines += [reader.label(block, answer)] if block.label else []
        for part in block.parts:
            lines += [reader.own(part.heading)] if part.heading else []
            lines += _part(part, answer, reader)
    lines += ["", reader.own("出處")]
    lines += [f"[{number}] {reader.citation(q)}" for number, q in enumerate(answer.quotes, 1)]
    return "\n".join(lines)


def _table(table: Table, answer: Answer, reader: Reader) -> Iterator[str]:
    """Aspect by aspect, what is said of each label."""
    for aspect, row in zip(table.aspects, table.rows, strict=True):
        yield from ("", reader.own(aspect))
        for label, said in zip(table.labels, row, strict=True):
            yield f"{reader.column(table, label, answer)}：{''.join(_cited(said, answer, reader)) or '—'}"


def _part(part: Part, answer: Answer, reader: Reader) -> Iterator[str]:
    for number, line in enumerate(_cited(part.statements, answer, reader), 1):
        yield {"numbered": f"{number}. ", "bullets": "・"}.get(part.form, "") + line


def _cited(statements: Sequence[Statement], answer: Answer, reader: Reader) -> Iterator[str]:
    for s in statements:
        yield reader.statement(s, answer) + "".join(f"[{n + 1}]" for n in s.quotes)
