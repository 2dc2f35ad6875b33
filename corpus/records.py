"""The records of the corpus. All are frozen; all offsets count characters of `Document.text`."""

from dataclasses import dataclass, field
from typing import Literal

Script = Literal["trad", "simp", "mixed"]
Origin = Literal["shipped", "imported"]

KINDS = (
    "definition",
    "trait",
    "conflict",
    "type",
    "principle",
    "method",
    "procedure",
    "competence",
    "practice",
    "theory",
    "institution",
    "group",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the stretch that it governs: `text[start:end]` begins with the heading's own line
    and ends where the next heading of the same or a higher level begins. Level 1 is outermost."""

    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read. `text` is never rewritten: what is quoted is `text[start:end]`."""

    id: str
    title: str
    script: Script
    origin: Origin
    text: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable stretch of a document: `text == document.text[start:end]`, sentence-aligned.

    `headings` is outermost first, without the document's title, each trimmed of outer white space.
    """

    id: str
    document_id: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One card. `names[0]` is the traditional name, the rest are aliases; `body` maps a section's heading
    ("定義", "要點", "步驟", …) to its text. `open_list` and `members` are set on group cards only."""

    id: str
    kind: str
    group: str
    names: tuple[str, ...]
    definition: str
    body: dict[str, str]
    signals: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    english: str = ""
    jurisdiction: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    criterion: str = ""
    open_list: bool | None = None

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def aliases(self) -> tuple[str, ...]:
        return self.names[1:]


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute: `text` is the situation as told, `positions` what side A and side B want,
    `concepts` maps a concept id to the sentence that says why it applies."""

    id: str
    title: str
    text: str
    positions: tuple[str, ...]
    concepts: dict[str, str]
    outcome: str
    analysis: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that can be searched and cited: cards, cases and handbook with their documents."""

    concepts: dict[str, Concept]
    cases: dict[str, Case]
    documents: dict[str, Document]
    # document id -> concept id, for the documents that are cards
    concept_of: dict[str, str] = field(default_factory=dict)
