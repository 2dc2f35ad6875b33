"""The items as they stand: what the corpus and the library give, with what the trainer decided about them."""

from app.store.library import Library
from app.store.study import Study
from app.study.bank import Bank, make_bank
from app.study.blueprint import BankItem, difficulty_of
from app.study.decisions import Listed, list_items
from app.study.importing.rows import Shelf
from app.study.statistics import item_figures
from app.study.wording import family
from corpus.records import Document


def generated(library: Library, seed: int = 0) -> Bank:
    """The generated bank, imported documents included."""
    return make_bank(library.corpus, list(library.imported().values()), seed)


def listed(library: Library, study: Study, bank: Bank) -> tuple[Listed, ...]:
    """Every item with its standing. `bank` is what `generated` gives, which takes seconds and may be kept."""
    known: dict[str, Document] = dict(library.corpus.documents)

    def document_of(document_id: str) -> Document:
        if document_id not in known:
            known[document_id] = library.document(document_id)
        return known[document_id]

    return list_items(bank.items, study.trainer().decisions(), document_of)


def bank_items(library: Library, study: Study, rows: tuple[Listed, ...]) -> list[BankItem]:
    """The items that may be set, for building an exam; measured facility stands before the kind's difficulty."""
    figures = item_figures(study.trainer().histories().values())
    concepts = library.corpus.concepts
    found = []
    for row in rows:
        if row.status == "approved":
            known = figures.get(row.item.id)
            facility = known.facility.value if known and known.facility else None
            group = family(row.item.concept_id, concepts)
            found.append(BankItem(row.item, group, difficulty_of(row.item, facility)))
    return found


def shelf(library: Library) -> Shelf:
    return Shelf(library.corpus, library.imported())
