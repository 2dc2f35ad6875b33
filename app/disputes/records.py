"""What a brief is made of. Offsets in `Why` point into the description, those in quotes into their documents."""

from dataclasses import dataclass

from app.answering.records import Quote

# All that is said of a text that is no dispute.
NOT_A_DISPUTE = "這段話看起來不是需要協調的事。請說明是誰和誰、為了什麼事意見不合。"


@dataclass(frozen=True, slots=True)
class Why:
    """The words of the description that led to a finding: `description[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A concept that applies. `score` is the estimated probability that it does (calibrated on the tuning halves)."""

    id: str
    name: str
    group: str
    score: float
    why: tuple[Why, ...]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A principle that pulls the other way from one that was found."""

    id: str
    name: str
    against: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    quotes: tuple[int, ...]
    # the concept whose card the step comes from
    concept_id: str = ""


@dataclass(frozen=True, slots=True)
class NearCase:
    id: str
    title: str
    score: float
    outcome: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A party to the dispute, and its words as far as the description gives them."""

    name: Why
    said: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """`types`, `principles` and `methods` by falling score; empty where the text is no dispute."""

    description: str
    is_dispute: bool
    probability: float
    types: tuple[Finding, ...] = ()
    principles: tuple[Finding, ...] = ()
    methods: tuple[Finding, ...] = ()
    counters: tuple[Counter, ...] = ()
    steps: tuple[Step, ...] = ()
    cases: tuple[NearCase, ...] = ()
    sides: tuple[Side, ...] = ()
    quotes: tuple[Quote, ...] = ()
    # the model whose second reading it follows, "" where there was none
    read_by: str = ""
