"""What the 目錄 shows: the tree of kinds and groups, a group's table, and where else a concept is spoken of.

>>> [branch.kind for branch in tree(load_corpus())][:3]    # doctest: +SKIP
['definition', 'trait', 'conflict']
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.references import Place, find_place, source_document
from corpus.cards import required_concepts
from corpus.key import words_only
from corpus.passages import split_passages
from corpus.records import KINDS, Case, Concept, Corpus, Document, Passage
from indexer.search import Index

# The columns of a comparison, in the order in which a card has its sections.
COLUMNS = ("定義", "要點", "適用", "不適用", "步驟", "用法", "例子", "常見錯誤", "辨析")
DEFAULT_COLUMNS = ("定義", "適用", "不適用")
# Imported passages that are near a name without saying it: at least this cosine, at most so many beside the others.
NEAR, MOST_NEAR = 0.5, 2
# What a search for cards takes for found, by the best cosine of a card to words that no card says: below the first
# nothing is near, below the second the cards may have nothing to do with the words and the page says so.
FAR, UNSURE = 0.25, 0.4
# The field by which a card says that the source text only names the thing.
_OWN = re.compile(r"^own: true$", re.MULTILINE)
# The source text is looked for among the documents of the imported passages nearest to these words.
SOURCE_WORDS, SOURCE_DEPTH = "行政協調的類型、原則與方式", 200


@dataclass(frozen=True, slots=True)
class Group:
    """A group's members in its card's order; `card` is None where the corpus has no card for the group."""

    id: str
    name: str
    card: Concept | None
    members: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The groups of one kind. `overview` is the card that lists groups instead of concepts, such as `type`."""

    kind: str
    overview: Concept | None
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return sum(len(group.members) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Row:
    """One member of a comparison: heading -> text, "" where its card has nothing to say."""

    concept: Concept
    cells: dict[str, str]


def tree(corpus: Corpus) -> tuple[Branch, ...]:
    """Every concept once, by kind and group; groups stand in the order of `concepts.tsv`, those beyond it behind."""
    branches = []
    for kind in KINDS:
        members: dict[str, list[Concept]] = {row.group: [] for row in required_concepts() if row.kind == kind}
        for concept in corpus.concepts.values():
            if concept.kind == kind and kind != "group":
                members.setdefault(concept.group, []).append(concept)
        groups = tuple(_group(corpus, group_id, found) for group_id, found in members.items() if found)
        if groups:
            branches.append(Branch(kind, _overview(corpus, kind), groups))
    return tuple(branches)


def find_group(corpus: Corpus, group_id: str) -> Group | None:
    """A group, or a card that lists groups (then its members are their cards); None for an unknown or empty one."""
    card = corpus.concepts.get(group_id)
    if card is not None and card.kind == "group":
        members = [corpus.concepts[member] for member in card.members if member in corpus.concepts]
        members += [c for c in _of_group(corpus, group_id) if c not in members]
        if not members:
            return None
        return Group(group_id, card.name, card, tuple(members))
    members = _of_group(corpus, group_id)
    return _group(corpus, group_id, members) if members else None


def columns(group: Group) -> tuple[str, ...]:
    """The headings that at least one member has something under."""
    return tuple(heading for heading in COLUMNS if any(member.body.get(heading) for member in group.members))


def comparison(group: Group, headings: Sequence[str]) -> tuple[Row, ...]:
    """The members side by side under these headings."""
    return tuple(
        Row(member, {heading: plain_section(member.body.get(heading, "")) for heading in headings})
        for member in group.members
    )


def plain_section(text: str) -> str:
    """A card's section without the line of links that ends the card."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("相關：")).strip()


def neighbours(corpus: Corpus, concept: Concept) -> tuple[Concept | None, Concept | None]:
    """The members before and after it in its group."""
    group = find_group(corpus, concept.group)
    members = [m for m in group.members if m.id != concept.group] if group else []
    if concept not in members:
        return None, None
    place = members.index(concept)
    return (members[place - 1] if place else None, members[place + 1] if place + 1 < len(members) else None)


def named_like(corpus: Corpus, words: str) -> list[Concept]:
    """Cards whose name, alias, English name or signal holds the words, in either script; exact names first."""
    key = words_only(words)
    if not key:
        return []
    ranked: list[tuple[int, int, Concept]] = []
    for order, concept in enumerate(corpus.concepts.values()):
        names = [words_only(name) for name in (*concept.names, concept.english)]
        if key in names:
            ranked.append((0, order, concept))
        elif any(key in name for name in names):
            ranked.append((1, order, concept))
        elif any(key in words_only(signal) for signal in concept.signals):
            ranked.append((2, order, concept))
    return [concept for _, _, concept in sorted(ranked, key=lambda entry: entry[:2])]


@dataclass(frozen=True, slots=True)
class Found:
    """The cards that a search found; `unsure` where none says the words and none is clearly near them."""

    cards: tuple[Concept, ...]
    unsure: bool = False


def cards_for(corpus: Corpus, index: Index, words: str, most: int = 12) -> Found:
    """Cards by name, then by what the words mean; none where no card says the words or is near them."""
    found = named_like(corpus, words)
    near = max(
        (c.cosine for c in index.rank(words, 3 * most, "shipped") if index.passages.concept(c.row) in corpus.concepts),
        default=0.0,
    )
    if not found and near < FAR:
        return Found(())
    unsure = not found and near < UNSURE
    for hit in index.search(words, k=3 * most, scope="shipped"):
        concept = corpus.concepts.get(hit.concept or "")
        if concept is not None and concept not in found:
            found.append(concept)
    return Found(tuple(found[:most]), unsure)


def is_own(document: Document) -> bool:
    """Does the card say that its explanation is the handbook's own?"""
    return bool(_OWN.search(document.text, 0, document.text.find("\n---", 3)))


def chapters(corpus: Corpus) -> list[Document]:
    """The handbook's chapters in their order."""
    return [corpus.documents[key] for key in sorted(corpus.documents) if key.startswith("handbook.")]


def chapters_about(corpus: Corpus, concept: Concept) -> list[Document]:
    """The chapters that link the card or say its name."""
    return [d for d in chapters(corpus) if f"]({concept.id})" in d.text or concept.name in d.text]


def cases_about(corpus: Corpus, concept_id: str) -> list[Case]:
    return [case for case in corpus.cases.values() if concept_id in case.concepts]


def places_of(source: Document | None, concept: Concept) -> list[Place]:
    """Where the card's references are in the imported source text."""
    found = [find_place(source, reference) for reference in concept.sources] if source else []
    return [place for place in found if place]


def passages_about(
    index: Index, concept: Concept, places: Sequence[Place] = (), most: int = 8
) -> list[tuple[Passage, ...]]:
    """Imported passages that speak of the concept, those of the same text together: those that the index counts as
    its own or that say one of its names, best first; then one for each of the `places` that its card refers to and
    that none of them is in; behind them a few whose words are near."""
    names = [words_only(name) for name in concept.names]
    own: list[Passage] = []
    rest: list[tuple[Passage, float]] = []
    for candidate in index.rank(concept.name, 5 * most, "imported"):
        passage = index.passages[candidate.row]
        said = words_only(passage.text + "".join(passage.headings[-1:]))
        if index.passages.concept(candidate.row) == concept.id or any(name in said for name in names):
            own.append(passage)
        else:
            rest.append((passage, candidate.cosine))
    for place in places:
        if not any(_inside(passage, place) for passage in own):
            every = [*(passage for passage, _ in rest), *split_passages(index.document(place.document_id))]
            own += [passage for passage in every if _inside(passage, place)][:1]
    near = [passage for passage, cosine in rest if cosine >= NEAR and passage not in own]
    same: dict[str, list[Passage]] = {}
    for passage in [*own, *near[:MOST_NEAR]]:
        same.setdefault(passage.text, []).append(passage)
    return [tuple(sorted(each, key=lambda p: (p.document_id, p.start))) for each in same.values()][:most]


def _inside(passage: Passage, place: Place) -> bool:
    return passage.document_id == place.document_id and passage.start < place.end and place.start < passage.end


def source_text(corpus: Corpus, index: Index) -> Document | None:
    """The imported document that the cards' references such as ①二(三) are about, None while it is not imported."""
    near = index.rank(SOURCE_WORDS, SOURCE_DEPTH, "imported")[:SOURCE_DEPTH]
    ids = dict.fromkeys(index.passages.place(candidate.row)[0] for candidate in near)
    references = [reference for concept in corpus.concepts.values() for reference in concept.sources]
    return source_document(map(index.document, ids), references)


def _overview(corpus: Corpus, kind: str) -> Concept | None:
    card = corpus.concepts.get(kind)
    members = [corpus.concepts[member] for member in card.members if member in corpus.concepts] if card else []
    return card if any(member.kind == "group" for member in members) else None


def _group(corpus: Corpus, group_id: str, found: Iterable[Concept]) -> Group:
    card = corpus.concepts.get(group_id)
    if card is not None and card.kind != "group":
        card = None
    order = {member: place for place, member in enumerate(card.members)} if card else {}
    members = sorted(found, key=lambda concept: order.get(concept.id, len(order)))
    name = card.name if card else "、".join(member.name for member in members[:3])
    return Group(group_id, name, card, tuple(members))


def _of_group(corpus: Corpus, group_id: str) -> list[Concept]:
    return [c for c in corpus.concepts.values() if c.group == group_id and c.id != group_id and c.kind != "group"]
