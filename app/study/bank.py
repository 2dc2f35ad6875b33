"""The generated bank: what all makers make and the checker lets through.

>>> bank = make_bank(load_corpus())        # doctest: +SKIP
>>> bank.items[0].id                       # doctest: +SKIP
'q-0b7c5a1f2e9d'
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.answering.gate import verify
from app.answering.records import Quote
from app.study.balance import Problem
from app.study.checker import Checker
from app.study.making.blanks import blanks
from app.study.making.choice import choice
from app.study.making.imported import imported
from app.study.making.matching import matching
from app.study.making.material import Material
from app.study.making.open import open_items
from app.study.making.ordering import ordering
from app.study.making.situations import situations
from app.study.making.true_false import true_false
from app.study.records import Item, sentence_hash
from corpus.key import search_key
from corpus.records import Corpus, Document

MAKERS = (choice, situations, true_false, blanks, matching, ordering, open_items)


@dataclass(frozen=True, slots=True)
class Rejected:
    item: Item
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """`items` pass the checker; `problems` are those of the bank as a whole."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]
    problems: tuple[Problem, ...]


def make_bank(corpus: Corpus, documents: Sequence[Document] = (), seed: int = 0) -> Bank:
    """All items of the corpus and of imported documents. The seed chooses wrong options and their order; the ids are
    the same for every seed. Raises `MisquoteError` if a maker misquotes."""
    checker = Checker(corpus.concepts)
    items, rejected = _made(corpus, documents, 0, checker)
    if seed:
        # which wrong options are drawn decides what the checker lets through: where one seed's draw is no item or
        # not a good one, the first seed's stands in for it
        drawn, rejected = _made(corpus, documents, seed, checker)
        items = {name: drawn.get(name, item) for name, item in items.items()}
    bank = tuple(items.values())
    return Bank(bank, tuple(rejected), tuple(checker.check_bank(bank)))


def _made(
    corpus: Corpus, documents: Sequence[Document], seed: int, checker: Checker
) -> tuple[dict[str, Item], list[Rejected]]:
    material = Material(corpus, seed)
    made = [item for maker in MAKERS for item in maker(material)]
    made += [item for document in documents for item in imported(material, document)]
    texts = {document.id: document for document in documents} | corpus.documents
    items: dict[str, Item] = {}
    rejected: list[Rejected] = []
    for item in made:
        verify(item.quotes, texts.__getitem__)
        problems = checker.check(item)
        if item.id in items:
            problems.append(Problem("same_item", item.stem))
        if problems:
            rejected.append(Rejected(item, tuple(problems)))
        else:
            items[item.id] = item
    return items, rejected


@lru_cache(maxsize=512)
def _key(text: str) -> str:
    """Of a whole document, which many items quote."""
    return search_key(text)


def stale(item: Item, document_of: Callable[[str], Document]) -> bool:
    """Whether a sentence that the item rests on no longer stands in its source: to be confirmed or made anew.

    A sentence that only moved, or is written in the other script, is still there. `document_of` raises `KeyError` for
    a document that is gone.
    """
    try:
        texts = [_key(document_of(quote.document_id).text) for quote in item.quotes]
    except KeyError:
        return True
    hashes = item.sentence_hashes or tuple(sentence_hash(quote.text) for quote in item.quotes)
    return any(
        search_key(quote.text) not in text or sentence_hash(quote.text) != words
        for quote, text, words in zip(item.quotes, texts, hashes, strict=True)
    )


def moved(item: Item, document_of: Callable[[str], Document]) -> Item:
    """The item with its quotations where they stand now. Raises `ValueError` if it is stale."""
    if stale(item, document_of):
        raise ValueError(f"{item.id} is stale")
    quotes = []
    for quote in item.quotes:
        document = document_of(quote.document_id)
        key, wanted = _key(document.text), search_key(quote.text)
        start = quote.start if key.startswith(wanted, quote.start) else key.index(wanted)
        quotes.append(Quote.cut(document, start, start + len(wanted)))
    return replace(item, quotes=tuple(quotes))
