"""Which concept a passage is about: its card's, or the one that its innermost heading names."""

import csv
from collections.abc import Iterable, Mapping, Sequence

from corpus.key import words_only
from corpus.records import Document, Passage
from indexer.segment import CONCEPTS


def concept_names(documents: Iterable[Document], concept_of: Mapping[str, str]) -> dict[str, str]:
    """A name's key -> concept id: the names of `concepts.tsv` and the titles of the cards."""
    with CONCEPTS.open(encoding="utf-8", newline="") as handle:
        names = {words_only(row["name"]): row["id"] for row in csv.DictReader(handle, delimiter="\t")}
    for document in documents:
        if document.id in concept_of:
            names.setdefault(words_only(document.title), concept_of[document.id])
    return names


def passage_concept(passage: Passage, concept_of: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """The concept's id, or None.

    A heading that names several ("促進式協調與糾偏式協調") goes by the one that the passage itself repeats, then by the
    longest name, then by the first.
    """
    if passage.document_id in concept_of:
        return concept_of[passage.document_id]
    if not passage.headings:
        return None
    heading, text = words_only(passage.headings[-1]), words_only(passage.text)
    named = [name for name in names if name in heading]
    if not named:
        return None
    return names[min(named, key=lambda name: (-_times(name, text, named), -len(name), heading.index(name)))]


def _times(name: str, text: str, named: Sequence[str]) -> int:
    """How often the text repeats a name, not counting where it stands inside a longer one of the same heading."""
    longer = [other for other in named if name in other and other != name]
    return text.count(name) - sum(text.count(other) for other in longer)
