"""What items are made from: the lines of cards with their quotations, siblings, and how a kind is asked for."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.answering.cards import Cards
from app.answering.records import Quote
from app.study.records import Item, ItemKind, sentence_hash
from app.study.rivals import Rivals, across, core, hinted_in, shares_a_word, together
from corpus.key import words_only
from corpus.records import Concept, Corpus

# kind or group -> how it is asked for; the group goes first
_ASKED = {
    "conflict.cause": "哪一項矛盾成因",
    "conflict.symptom": "哪一種現象",
    "conflict": "哪一種矛盾",
    "type": "哪一種協調",
    "principle": "哪一項原則",
    "method": "哪一種方法",
    "method.timing": "哪一種協調時機",
    "trait": "哪一項特性",
    "competence": "哪一項能力要求",
    "practice": "哪一項",
    "procedure": "哪一個概念",
}
# "……是按性質劃分的一種協調，", "……是協調方式之一，", "……是六項原則的第二項，要求": what all siblings share.
_SHARED = re.compile(r"^[^，。；]*(?:一[種項][^，。；]{2,5}|之一|第.{1,2}[項種])，(?:指|要求|即|是指)?")
_SUBJECT = re.compile(r"^，?(?:意思是|是指|指的是|在於|就是|是|指)?")
# Lines about the sources rather than about the concept.
_META = re.compile("源文|本手冊|列名|「等」|並列|第.{1,2}[種項](?:，|。|$)")
# A norm, a benefit, a tendency or a denial often holds for the siblings too, so it tells nothing apart.
_NORM = re.compile(
    "(?<![需只主重首])要(?![求素點])|必須|(?<![反適對相因呼供])應(?![變用急])|須|不是|不能|不可|不宜|可以|可|得以|有助|最好|優點|^(?:使|讓|首先|其次|再次)"
    "|同樣|也|常|往往|容易|多靠|多因|有時|難免"
)
# Words by which a line shows that it is a norm, as the wrong options, which tell concepts apart, never are.
_MUST = re.compile(
    "(?<![需只主重首])要(?![求素點])|必須|(?<![反適對相因呼供])應(?![變用急])|須|不可|不宜|不能|不得|可以"
)
SHORTEST = 8
# Where something is used, what it is good for, what becomes of it: said of one member of a group, it is seldom wrong of
# the others, whose cards only do not say it. Two methods between equal departments are both used between these.
_SHARED_BY_ALL = re.compile(
    "^，?[使讓]|^[裡中]，|^(?:一般|主要|多)?用[於在]|適合|適用|的目的|重要，是因為|所必需|的條件|減少|增加|[久都就總]?會(?:造成|使|讓|影響|引起)|取決於"
)
# Kinds of which one demand does not exclude another, and how a demand begins: what one quality asks of a coordinator,
# the others do not forbid, and two methods may be for one trouble.
_DEMANDING = {"trait": "要求", "competence": "要求", "principle": "要求", "method": "針對的是"}
# Kinds that hold whatever is defined: under another's name their sentences are absurd.
_UNLIKE = ("definition",)
# Wrong options of an item with one right one.
WRONG = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a card: `said` is what it says of its concept, the concept's name and the full stop left out; empty
    where the line does not begin with the name. `names_itself`: a name of the concept, or what distinguishes it, stands
    in it once more. `demands`: it is what a quality or a principle asks of people, or what trouble a method is for,
    which another may ask, or be for, as well."""

    concept_id: str
    quote: Quote
    said: str
    names_itself: bool = False
    demands: bool = False

    @property
    def text(self) -> str:
        return self.quote.text

    @property
    def is_meta(self) -> bool:
        return bool(_META.search(self.text))

    @property
    def is_statement(self) -> bool:
        """Whether it may stand, under the concept's name, beside lines that tell its siblings apart."""
        shows = self.names_itself or self.is_meta or _MUST.search(self.said)
        return len(self.said) >= SHORTEST and not shows

    @property
    def tells_apart(self) -> bool:
        """Whether it is likely to be wrong of the concept's siblings."""
        vague = self.names_itself or self.is_meta or self.demands
        return len(self.said) >= SHORTEST and not (vague or _NORM.search(self.said) or _SHARED_BY_ALL.search(self.said))


@dataclass(frozen=True, slots=True)
class Beside:
    """The wrong names of an item: whether all are of the concept's own group, and the first sibling, if any."""

    names: tuple[str, ...]
    within: bool
    sibling: Concept | None


class Material:
    """One corpus for the makers; `seed` chooses distractors and their order, never what is asked."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus, self.seed = corpus, seed
        self.rivals = Rivals(corpus.concepts)
        self._cards = Cards(corpus.concepts, corpus.documents, lambda _, sentences: [0.0] * len(sentences))
        self._lines: dict[tuple[str, str], tuple[Line, ...]] = {}

    def concepts(self) -> Iterator[Concept]:
        return (c for c in self.corpus.concepts.values() if c.kind != "group")

    def groups(self) -> Iterator[tuple[Concept, list[Concept]]]:
        """The groups whose members are concepts, in the source's order."""
        for group in self.corpus.concepts.values():
            members = [self.corpus.concepts[m] for m in group.members if m in self.corpus.concepts]
            if group.kind == "group" and len(members) > 1 and all(m.kind != "group" for m in members):
                yield group, members

    def lines(self, concept_id: str, heading: str) -> tuple[Line, ...]:
        place = (concept_id, heading)
        if place not in self._lines:
            document = self.corpus.documents[concept_id]
            quotes = [Quote.cut(document, a, b) for a, b in self._cards.lines(concept_id, heading)]
            concept = self.corpus.concepts[concept_id]
            names, demanding = concept.names, _DEMANDING.get(concept.kind)
            said = [q.text[len(names[0]) :].rstrip("。") if q.text.startswith(names[0]) else "" for q in quotes]
            demands = [demanding is not None and rest.startswith(demanding) for rest in said]
            self._lines[place] = tuple(
                Line(concept_id, quote, rest, hinted_in(rest, names), asked)
                for quote, rest, asked in zip(quotes, said, demands, strict=True)
            )
        return self._lines[place]

    def case_lines(self, case_id: str, heading: str) -> list[Quote]:
        document = self.corpus.documents[case_id]
        return [Quote.cut(document, a, b) for a, b in self._cards.lines(case_id, heading)]

    def definition(self, concept_id: str) -> Line | None:
        return next(iter(self.lines(concept_id, "定義")), None)

    def predicate(self, concept_id: str) -> str:
        """What the definition says, its classification first, without the name and the full stop."""
        line = self.definition(concept_id)
        return _SUBJECT.sub("", line.said or line.text.rstrip("。")) if line else ""

    def meaning(self, concept_id: str) -> str:
        """What of it tells the concept from its siblings: the classification that they share is left out."""
        rest = self.predicate(concept_id)
        own = _SHARED.sub("", rest)
        return own if len(own) >= SHORTEST else rest

    def wording(self, concept: Concept) -> str:
        """The meaning, or the line of the group's card, whichever names the concept less; empty where both name it."""
        group = self.group_of(concept)
        lines = self.lines(group.id, "成員") if group else ()
        short = [
            x.text.removeprefix(f"{concept.name}：").rstrip("。") for x in lines if x.text.startswith(concept.name)
        ]
        told = [words_only(name) for name in concept.names]
        texts = [t for t in [self.meaning(concept.id), *short] if not any(name in words_only(t) for name in told)]
        hint = core(concept.name)
        return min((t for t in texts if t), key=lambda t: bool(hint) and hint in words_only(t), default="")

    def group_of(self, concept: Concept) -> Concept | None:
        group = self.corpus.concepts.get(concept.group)
        return group if group and group.kind == "group" and concept.id in group.members else None

    def lead(self, concept: Concept, *, within: bool = True) -> str:
        """Which classification is asked about, "按性質劃分，"; none where the options are of several."""
        group = self.group_of(concept)
        if group is None or not within:
            return ""
        criterion = re.search("按[^，。；是]{1,12}$", group.criterion)
        if criterion and concept.kind == "type":
            return f"{criterion[0]}劃分，"
        return f"就「{group.name}」而言，"

    def which(self, concept: Concept) -> str:
        """The classification, where another concept has the same name, so that the stem must tell which is meant."""
        namesakes = [c for c in self.concepts() if words_only(c.name) == words_only(concept.name)]
        return self.lead(concept) if len(namesakes) > 1 else ""

    def asked(self, concept: Concept, *, within: bool = True) -> str:
        """What is asked for; beside conflicts' causes or methods' occasions, a concept."""
        if not within and concept.kind not in ("type", "principle"):
            return "哪一個概念"
        return _ASKED.get(concept.group) or _ASKED.get(concept.kind, "哪一個概念")

    def siblings(self, concept: Concept) -> list[Concept]:
        return [c for c in self.concepts() if c.group == concept.group and c.id != concept.id]

    def parallel(self, concept: Concept) -> bool:
        """Whether the concept's siblings are of one sort, so that what is said of one could be believed of another:
        what coordination is and what an office's part in it is are not."""
        return concept.kind not in _UNLIKE

    def others(self, concept: Concept, chance: random.Random, *, defined: bool = False) -> list[Concept]:
        """Who may stand beside the concept as a wrong option: siblings first, then its kind, nearest in the name's
        length, chance deciding among equals; no rival, or, where the options are definitions (`defined`), only such as
        divide the group by another criterion."""
        siblings = self.siblings(concept)
        kin = [c for c in self.concepts() if c.kind == concept.kind and c.group != concept.group]
        chance.shuffle(siblings)
        chance.shuffle(kin)
        siblings.sort(key=lambda c: c.id not in concept.contrasts)
        kin.sort(key=lambda c: abs(len(c.name) - len(concept.name)) // 3)
        found = [
            c
            for c in siblings + kin
            if not self.rivals.between(concept.id, c.id) or (defined and across(concept.id, c.id))
        ]
        if len(found) < WRONG:  # a kind of one or two concepts
            rest = [c for c in self.concepts() if c.kind != concept.kind and not self.rivals.between(concept.id, c.id)]
            chance.shuffle(rest)
            found += sorted(rest, key=lambda c: abs(len(c.name) - len(concept.name)) // 3)
        return found

    def beside(self, concept: Concept, chance: random.Random, said: str = "", *, used: bool = False) -> "Beside":
        """Who stands beside the concept by name, `WRONG` or, of a group of three, two: siblings where there are two,
        for the stem names their classification; otherwise the nearest of its kind, and then the stem must not. Where
        the concept's own name would stand out by its length, or alone shares a word with what is `said`, one like it
        is among them. `used`: it is asked what is to be used in a situation.
        """
        found = [c for c in self.others(concept, chance) if not (used and together(concept.id, c.id))]
        inside = [c for c in found if c.group == concept.group]
        within = len(inside) > 1
        names, own = [c.name for c in (inside if within else found)], len(concept.name)
        taken = names[:WRONG]
        if taken and not min(map(len, taken)) <= 1.5 * own <= 2.25 * max(map(len, taken)):
            taken[-1] = min(names[len(taken) - 1 :], key=lambda name: abs(len(name) - own))
        like = [name for name in names if shares_a_word(said, name)]
        if like and shares_a_word(said, concept.name, beside=taken):
            taken[-1] = like[0]
        return Beside(tuple(taken), within, inside[0] if inside else None)

    def chance(self, *names: str) -> random.Random:
        """Of the seed and of what is asked, so that one item's distractors do not depend on another's."""
        return random.Random(f"{self.seed} {' '.join(names)}")


def whole_number(*names: str) -> int:
    """A number fixed by words: chooses wordings, whatever the seed."""
    return int(sha256(" ".join(names).encode()).hexdigest()[:8], 16)


def make(
    kind: ItemKind,
    concept_id: str,
    form: str,
    stem: str,
    options: Any,
    key: Any,
    explanation: str,
    quotes: Sequence[Quote],
) -> Item:
    """The item; its id names what is asked (kind, concept, form) and the words that it rests on with their places."""
    quotes = tuple(dict.fromkeys(quotes))
    hashes = tuple(sentence_hash(quote.text) for quote in quotes)
    places = [f"{q.document_id} {'/'.join(q.headings)} {words}" for q, words in zip(quotes, hashes, strict=True)]
    name = sha256("\n".join([kind, concept_id, form, *places]).encode()).hexdigest()[:12]
    return Item(f"q-{name}", kind, concept_id, stem, options, key, explanation, quotes, hashes)


def arranged(options: Sequence[str], right: int, chance: random.Random) -> tuple[list[str], list[int]]:
    """The options in a chance order, and where the first `right` of them went, sorted."""
    order = list(range(len(options)))
    chance.shuffle(order)
    return [options[i] for i in order], sorted(order.index(i) for i in range(right))


def of_like_length(right: str, wrong: Sequence[str], most: int, chance: random.Random) -> list[str]:
    """Wrong options near the right one in length; by chance the right one has longer or shorter ones beside it."""
    place = chance.randrange(most + 1)  # how many of them are to be longer
    longer = sorted((w for w in wrong if len(w) > len(right)), key=len)
    shorter = sorted((w for w in wrong if len(w) <= len(right)), key=len, reverse=True)
    taken = longer[:place] + shorter[: most - min(place, len(longer))]
    taken += [w for w in longer[place:] + shorter if w not in taken][: most - len(taken)]
    return taken[:most]


def unlike(texts: Sequence[str]) -> list[str]:
    """The texts without those whose words have stood already."""
    return list({words_only(text): text for text in reversed(texts)}.values())[::-1]


def shares(name: str, rights: int, wrong: int) -> tuple[int, int]:
    """How many right and wrong options a 多選 shows, of those there are: four or five, of which 2, 3 or 4 are right, or
    none where there are too few. Fixed by what is asked, and another for another item, for a candidate could count what
    the number of options gave away.
    """
    possible = [(r, size - r) for r, size in ((2, 4), (2, 5), (3, 4), (3, 5), (3, 5), (4, 5))]
    fit = [(r, w) for r, w in possible if r <= rights and w <= wrong]
    return fit[whole_number("shares", name) % len(fit)] if fit else (0, 0)
