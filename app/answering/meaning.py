"""Which concepts a question is about: those it names, those it is like, the list or the classification it asks for."""

import re
from collections.abc import Sequence
from functools import cached_property

from app.answering.cards import Cards
from app.answering.nearness import pairs
from app.answering.question import (
    SUBJECT,
    Understanding,
    asks_for_steps,
    asks_for_types,
    counted,
    criterion,
    own_stretches,
    section_asked,
)
from corpus.key import search_key, words_only
from corpus.records import Concept, Corpus
from indexer.records import Hit
from indexer.search import Index
from indexer.topic import Topic

# All classifications of it.
TYPES = "type"
# A runner-up is told as well when its score is at least this share of the best concept's.
RUNNER_UP = 0.6
MOST_CONCEPTS = 3
# A procedure among so many likely concepts is meant where steps are asked for.
STEPS_AMONG = 12
# From this share of its characters on, a question is about the names in it.
MOSTLY = 0.4
# From this probability on, imported passages are about coordination: five found in the source texts are so with .56 to
# .99 on average, five in regulations of leave, seals and archives with .05 to .43.
ON_SUBJECT = 0.5
# A question is about the imported text that holds this share of its own words, if the shipped texts hold so much less.
SAID, SAID_MORE = 0.5, 0.34
# So many passages tell.
MOST_SAYING = 5
# What standing first among the passages adds to a concept's likelihood of at most 1; the second place half of it, ….
PASSAGE = 0.5
# How a classification is called after its criterion (search key).
_BY = re.compile("按(.+)划分")
# What anything has, and no list of kinds.
_OF_ONE = re.compile("特点|要点|重点|作用|[优缺]点|[好坏]处")
_SUBJECT_OF = re.compile("^(行政)?协调")


class Meaning:
    """Tells which concepts of a corpus are meant. Safe to share among threads."""

    def __init__(self, index: Index, corpus: Corpus, cards: Cards, topic: Topic) -> None:
        self._index, self._corpus, self._cards, self._topic = index, corpus, cards, topic

    def widened(self, understood: Understanding) -> str:
        """The query of a follow-up holds the name that its pronoun stands for."""
        referred = [self._corpus.concepts[c].name for c in understood.referred if c in self._corpus.concepts]
        return " ".join([*referred, understood.question])

    def concepts(self, understood: Understanding, hits: Sequence[Hit]) -> list[str]:
        """Which concepts to speak of: those named; where names are little of the question, the likeliest as well."""
        if having := self.section(understood)[1]:
            return having[:6]
        likely = self._likely(understood, hits)
        named = self._of_number(understood, [c for c in understood.concepts if c in self._corpus.concepts], likely)
        if named and understood.ask == "definition" and len(understood.key) <= 12:
            return named[:6]  # "什麼是行政協調": nothing but the subject itself is asked about
        specific = [c for c in named if c != SUBJECT]
        if understood.ask == "list":
            likely = self._lists(understood, likely) or likely
        best = likely[0][1] if likely else 0.0
        near = [c for c, score in likely if score >= RUNNER_UP * best][:MOST_CONCEPTS]
        if not specific and asks_for_steps(understood.key):
            # who asks which steps there are means the procedure, whatever step she describes
            near = [c for c, _ in likely[:STEPS_AMONG] if self._corpus.concepts[c].kind == "procedure"] + near
        if specific and self.is_mostly_names(understood):
            return specific[:6]
        return list(dict.fromkeys([*specific, *near[: 1 if specific else MOST_CONCEPTS]]))[:6]

    def section(self, understood: Understanding) -> tuple[str, list[str]]:
        """The section of a card that is asked for, and which of the concepts named have one."""
        heading = section_asked(understood.key, understood.ask)
        named = [c for c in understood.concepts if heading and c in self._corpus.concepts]
        return heading, [c for c in named if self._cards.lines(c, heading)]

    def _lists(self, understood: Understanding, likely: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
        """Of the likely concepts the lists; those with as many members as the question says, where there are some."""
        number = counted(understood.key)
        lists = [(c, score) for c, score in likely if self._corpus.concepts[c].kind == "group"]
        if number is None and asks_for_types(understood.key) and understood.concepts == (SUBJECT,):
            return [(TYPES, 1.0)] if TYPES in self._corpus.concepts else lists
        if number is None:
            return lists
        types = asks_for_types(understood.key) and set(understood.concepts) <= {SUBJECT}
        return self._with_members(number, lists, types)[:1] or lists

    def _with_members(
        self, number: int, lists: Sequence[tuple[str, float]], types: bool = False
    ) -> list[tuple[str, float]]:
        """The likely lists of so many members; the classifications first where `types` are asked for."""
        best = lists[0][1] if lists else 0.0
        fitting = [
            (c, score)
            for c, score in lists
            if len(self._corpus.concepts[c].members) == number and score >= RUNNER_UP * best
        ]
        of_types = self._corpus.concepts[TYPES].members if TYPES in self._corpus.concepts else ()
        return sorted(fitting, key=lambda each: each[0] not in of_types) if types else fitting

    def _of_number(self, understood: Understanding, named: list[str], likely: Sequence[tuple[str, float]]) -> list[str]:
        """What is named, less the lists that have not as many members as a question says its list has, where a likely
        one has: "七種協調方式" are not the four called so."""
        number = counted(understood.key) if understood.ask in ("list", "definition") else None
        groups = [c for c in named if self._corpus.concepts[c].kind == "group"]
        if number is None or not groups or any(len(self._corpus.concepts[c].members) == number for c in groups):
            return named
        lists = [(c, score) for c, score in likely if self._corpus.concepts[c].kind == "group"]
        fitting = [c for c, _ in self._with_members(number, lists)[:1]]
        return [c for c in named if c not in groups] + fitting if fitting else named

    def classification(self, understood: Understanding) -> str | None:
        """The classification of the subject by the criterion that the question names ("按性質分為哪幾種")."""
        wanted = words_only(criterion(understood.key))
        if not wanted or any({SUBJECT, TYPES}.isdisjoint(mention.concepts) for mention in understood.mentions):
            return None
        # "協調的主客體" is what others call 主客體; 協調對象 is the whole name of a criterion
        return self._by(wanted) or self._by(_SUBJECT_OF.sub("", wanted))

    def _by(self, wanted: str) -> str | None:
        """The classification whose criterion (search key) is called so, or nearly so."""
        if not wanted:
            return None
        fitting: list[tuple[bool, int, str]] = []
        for group in self._corpus.concepts[TYPES].members if TYPES in self._corpus.concepts else ():
            by = _BY.match(search_key(self._corpus.concepts[group].name)) if group in self._corpus.concepts else None
            if by and (by[1] in wanted or wanted in by[1]):
                fitting.append((by[1] != wanted, -len(by[1]), group))
        return min(fitting)[2] if fitting else None

    def classifications(self, known: Sequence[Concept]) -> list[list[str]]:
        """The names that a complete list holds: of one classification, or of each where all of them are asked for."""
        for concept in known:
            group = self._cards.group_of(concept.id)
            if group and group.members:
                members = [self._corpus.concepts[m] for m in group.members if m in self._corpus.concepts]
                inner = [
                    [self._corpus.concepts[i].name for i in member.members if i in self._corpus.concepts]
                    for member in members
                    if member.members
                ]
                return inner or [[member.name for member in members]]
        return []

    def members_of(self, group: Concept) -> list[str]:
        """The members that have a card, in the list's order."""
        return [m for m in group.members if m in self._corpus.concepts]

    def is_mostly_names(self, understood: Understanding) -> bool:
        """Whether the question is about its names, or uses a name to ask for something else."""
        named = sum(mention.end - mention.start for mention in understood.mentions)
        return bool(understood.referred) or named >= MOSTLY * len(words_only(understood.question))

    def is_list_of_number(self, understood: Understanding, concepts: Sequence[str]) -> bool:
        """Whether the one concept meant is a list with as many members as the question says."""
        number = counted(understood.key) if len(concepts) == 1 else None
        return number is not None and len(self._corpus.concepts[concepts[0]].members) == number

    def names_list(self, understood: Understanding) -> bool:
        """Whether the question names a group."""
        return any(self._corpus.concepts[c].kind == "group" for c in understood.concepts if c in self._corpus.concepts)

    def single(self, understood: Understanding, concepts: Sequence[str]) -> list[str]:
        """The one concept named (or its namesakes) that a list is asked of ("心理素養包括哪三項"); empty where a group
        is named, or nothing but the subject itself, or several. A follow-up asks a list of the concept spoken of where
        it says which ("優點有哪些"), and the concept's own list where it does not ("還有哪幾種")."""
        mentions = [m for m in understood.mentions if SUBJECT not in m.concepts]
        says_which = own_stretches(understood.key) or _OF_ONE.search(understood.key)
        if not mentions and says_which and not self.names_list(understood):
            return [c for c in understood.referred if c in concepts and c != SUBJECT]
        if self.names_list(understood) or len({m.concepts for m in mentions}) != 1:
            return []
        number = counted(understood.key)
        return [c for c in mentions[0].concepts if c in concepts and not self._is_one_of(c, number)]

    def _is_one_of(self, concept_id: str, number: int | None) -> bool:
        """Whether a concept belongs to a list of so many: "有事務協調等四種" asks for the four."""
        group = self._corpus.concepts.get(self._corpus.concepts[concept_id].group)
        return number is not None and group is not None and len(group.members) == number

    def to_compare(self, concepts: Sequence[str]) -> list[str]:
        """Two at least: a concept named alone is compared with what its card contrasts it with."""
        if len(concepts) > 1:
            return list(concepts)
        contrasts = self._corpus.concepts[concepts[0]].contrasts
        return [concepts[0], *[c for c in contrasts if c in self._corpus.concepts][:2]]

    def is_foreign(self, understood: Understanding, hits: Sequence[Hit]) -> bool:
        """Whether the question is about an imported text of another subject: no card helps, however like it looks."""
        if understood.concepts or not hits or hits[0].concept or not self.is_imported(hits[0]):
            return False
        return not self._are_on_subject([hit for hit in hits[:MOST_SAYING] if self.is_imported(hit)])

    def is_imported(self, hit: Hit) -> bool:
        """Whether it stands in an imported text."""
        return self._index.document(hit.passage.document_id).origin == "imported"

    def _are_on_subject(self, hits: Sequence[Hit]) -> bool:
        return float(self._topic.probabilities([hit.passage.text for hit in hits]).mean()) >= ON_SUBJECT

    def is_said_by_imported(self, understood: Understanding) -> bool:
        """Whether imported texts of another subject say the question's own words, and nothing shipped does."""
        if understood.concepts or not self._index.has_imported:
            return False
        own = set[str]().union(*map(pairs, own_stretches(understood.key)))
        hits = self._index.search(understood.question, MOST_SAYING, "imported")
        if not own or not hits or self._are_on_subject(hits):
            return False
        held = own & _said(hits)
        if held - self._shipped_pairs:
            return True  # a word that no shipped text has
        shipped = own & _said(self._index.search(understood.question, MOST_SAYING, "shipped"))
        return len(held) >= SAID * len(own) and len(held) - len(shipped) >= SAID_MORE * len(own)

    @cached_property
    def _shipped_pairs(self) -> set[str]:
        return set[str]().union(*(pairs(document.text) for document in self._corpus.documents.values()))

    def _likely(self, understood: Understanding, hits: Sequence[Hit]) -> list[tuple[str, float]]:
        """Concepts with a score, likeliest first: what the question is like, and where the nearest passages stand."""
        scores = {match.concept_id: match.score for match in self._index.concepts(self.widened(understood))}
        top = max(scores.values(), default=1.0) or 1.0
        scores = {c: score / top for c, score in scores.items() if c in self._corpus.concepts}
        for hit in hits:
            if hit.concept in scores and hit.concept != SUBJECT:  # in a text on coordination every other passage is
                scores[hit.concept] += PASSAGE / hit.rank
        return sorted(scores.items(), key=lambda each: -each[1])


def _said(hits: Sequence[Hit]) -> set[str]:
    return set[str]().union(*(pairs(f"{' '.join(hit.passage.headings)} {hit.passage.text}") for hit in hits))
