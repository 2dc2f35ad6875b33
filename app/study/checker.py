"""Keeps bad items out of the bank. Each rule looks at an item as the learner sees it, whoever wrote it.

| rule | what it finds |
|---|---|
| `form` | a key that does not fit its kind or its options |
| `second_right` | another option that is right as well: a namesake, an alias, a narrower or wider concept |
| `giveaway` | an option that its length, grammar, beginning, end or another's name in it gives away |
| `near_duplicate` | two options that say nearly the same |
| `stem_answers` | a stem that contains its answer, or three characters in a row of it alone |
| `several_fillings` | a blank that something else would fill as rightly |
| `same_stem` | over the whole bank: one stem with two keys |
| `key_positions` | over the whole bank: keys that stand in one place, are true, the longest or of one form too often |
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from app.study.balance import BLANK, SHAPES, Problem, bank_problems
from app.study.contraries import contradicts
from app.study.reading import common_start
from app.study.records import Item
from app.study.rivals import Rivals, bare, core, named_in, together, words_of
from corpus.key import search_key, words_only
from corpus.records import Concept

# An option this much longer (or shorter) than every other one shows itself; LEAST characters more in any case.
TIMES, LEAST = 1.6, 5
# So many characters in a row, shared with one option or with all others, show it.
RUN = 3
# Of such a run the field's own words, the asking's and joining characters point to nothing.
_COMMON = re.compile("行政|协调|做法|[式性的之与和]")
# Two texts that share this part of their pairs of characters say nearly the same.
ALIKE = 0.7
# A statement of which this part stands on a concept's own card may hold for it.
HOLDS = 0.6
# Between whom a method is used: the criterion of its group, and so true of all members.
_SCOPE = re.compile("用於[^，。]*之間")
# What of a stem only says what is asked for, and of which classification.
_ASKING = re.compile(
    "就「[^」]*」而言|按[^，。]{1,14}劃分|哪一[種項個][^，。？「]{0,6}?(?=？|可以概括|的含義)|屬於「[^」]*」"
)
# A stem that asks what to use in a situation, or what that is an instance of.
_USED = re.compile("這時|這件事|這最符合")
_STAGE = re.compile("^(?:首先|第一步|最先|最後|最终|最終|第[一二三四五六]步|一開始)")


class Checker:
    """Checks items against the concepts and cards of one corpus."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = concepts
        self._rivals = Rivals(concepts)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._said: dict[str, list[tuple[str, set[str]]]] = {}
        self._scopes: dict[str, set[str]] = defaultdict(set)
        for concept in concepts.values():
            for name in concept.names:
                self._named[words_only(name)].add(concept.id)
            lines = [
                line for heading in ("定義", "要點", "適用") for line in concept.body.get(heading, "").splitlines()
            ]
            self._scopes[concept.group] |= {search_key(x) for x in _SCOPE.findall("".join(lines))}
            self._said[concept.id] = [
                (line.lstrip("- "), pairs(_without(line, concept.names))) for line in lines if line.strip()
            ]

    def check(self, item: Item) -> list[Problem]:
        """What is wrong with one item; only its form where that is wrong."""
        form = form_problem(item)
        if form:
            return [Problem("form", form)]
        shown = _shown(item)
        return [
            *_near_duplicates(shown),
            *self._second_right(item),
            *self._giveaways(item),
            *self._stem_answers(item),
            *self._fillings(item),
        ]

    def check_bank(self, items: Sequence[Item]) -> list[Problem]:
        """What shows only over many items: where keys stand, and stems that two items answer differently."""
        return bank_problems(items)

    def _second_right(self, item: Item) -> list[Problem]:
        if item.kind == "true_false":
            return self._false_may_hold(item)
        if item.kind not in ("single", "multiple"):
            return []
        rights = [item.key] if item.kind == "single" else item.key
        wrong = [o for i, o in enumerate(item.options) if i not in rights]
        found = []
        for right in (item.options[i] for i in rights):
            for option in wrong:
                pair = [(a, b) for a in self._of(right) for b in self._of(option)]
                called = _USED.search(item.stem) and any(together(a, b) for a, b in pair)
                if called or any(self._rivals.between(a, b) for a, b in pair):
                    found.append(Problem("second_right", f"{right} / {option}"))
        own = self._concepts.get(item.concept_id)
        if own is not None and not any(self._of(o) for o in item.options):
            found += [Problem("second_right", f"{own.name}：{option}") for option in wrong if self._holds(own, option)]
        return found

    def _false_may_hold(self, item: Item) -> list[Problem]:
        if item.key:
            return []
        for name, ids in self._named.items():
            if words_only(item.stem).startswith(name):
                for concept in (self._concepts[i] for i in ids):
                    if self._holds(concept, item.stem):
                        return [Problem("second_right", f"{concept.name}：{item.stem}")]
        return []

    def _holds(self, concept: Concept, statement: str) -> bool:
        if any(search_key(scope) in self._scopes[concept.group] for scope in _SCOPE.findall(statement)):
            return True
        wanted = pairs(_without(statement, concept.names))
        return any(
            len(wanted & said) >= HOLDS * len(wanted) and not contradicts(statement, line)
            for line, said in self._said[concept.id]
            if wanted
        )

    def _of(self, option: str) -> set[str]:
        return self._named.get(words_only(option), set())

    def _giveaways(self, item: Item) -> list[Problem]:
        if item.kind == "true_false":
            return [] if item.key else self._others_named([item.stem])
        if item.kind in ("matching", "ordering"):
            stages = [o for o in item.options if _STAGE.match(o)] if item.kind == "ordering" else []
            shown = [] if item.key != list(range(len(item.key))) else ["已按答案排列"]
            return [Problem("giveaway", seen) for seen in [*stages, *shown]]
        if item.kind not in ("single", "multiple"):
            return []
        places = [item.key] if item.kind == "single" else item.key
        rights = [o for i, o in enumerate(item.options) if i in places]
        wrong = [o for i, o in enumerate(item.options) if i not in places]
        return [*_by_length(rights, wrong), *_by_shape(rights, wrong), *self._others_named(wrong)]

    def _others_named(self, statements: Sequence[str]) -> list[Problem]:
        """Wrong statements about one concept that show the sibling of which they are right."""
        found = []
        for statement in statements:
            own = next((c for c in self._concepts.values() if any(statement.startswith(n) for n in c.names)), None)
            if own is None or self._of(statement):
                continue
            rest = _without(statement, own.names)
            siblings = (c for c in self._concepts.values() if c.group == own.group and c.id != own.id)
            told = next((c.name for c in siblings if c.kind == own.kind and named_in(rest, c.names)), None)
            if told:
                found.append(Problem("giveaway", f"{told}：{statement}"))
        return found

    def _stem_answers(self, item: Item) -> list[Problem]:
        stem = words_only(item.stem)
        if item.kind == "blank":
            said = [a for accepted in item.key for a in accepted if len(words_only(a)) > 1 and words_only(a) in stem]
            return [Problem("stem_answers", a) for a in said]
        if item.kind == "single":
            return self._choice_in_stem(item, stem) or self._run_in_stem(item) or _odd_one(item)
        if item.kind == "multiple":
            inside = [words_only(o) in stem for o in item.options]
            told = [o for i, o in enumerate(item.options) if i in item.key and inside[i]]
            return [Problem("stem_answers", o) for o in told] if not all(inside) else []
        if item.kind == "matching":
            return self._pairs_tell(item)
        if item.kind in ("short", "case"):
            names = [p["point"] for p in item.key if words_only(p["point"]) in stem]
            return [Problem("stem_answers", name) for name in names]
        return []

    def _choice_in_stem(self, item: Item, stem: str) -> list[Problem]:
        """The key, one of its names or what distinguishes it, where no wrong option shares that with the stem."""
        key, wrong = item.options[item.key], [o for i, o in enumerate(item.options) if i != item.key]
        if any(words_only(o) in stem for o in wrong):
            return []
        names = [key, *(n for i in self._of(key) for n in self._concepts[i].names)]
        told = next((n for n in names if len(words_only(n)) > 1 and words_only(n) in stem), None)
        if told:
            return [Problem("stem_answers", told)]
        if self._of(key):
            hint = core(key)
            if hint and hint in stem and not any(core(o) and core(o) in stem for o in wrong):
                return [Problem("stem_answers", f"{hint} ← {key}")]
            said = words_only(_ASKING.sub("", item.stem))
            shared = sorted(word for word in words_of(key) if word in said)
            if shared and not any(word in said for o in wrong for word in words_of(o)):
                return [Problem("stem_answers", f"{'、'.join(shared)} ← {key}")]
            return []
        own = self._concepts.get(item.concept_id)
        hint = core(own.name) if own else ""
        texts = [words_only(_without(o, [own.name] if own else ())) for o in [key, *wrong]]
        aliases = [words_only(name) for name in own.aliases] if own else []
        told = next((a for a in aliases if a in texts[0] and not any(a in text for text in texts[1:])), None)
        if told:
            return [Problem("stem_answers", told)]
        if hint and hint in texts[0] and not any(hint in text for text in texts[1:]):
            return [Problem("stem_answers", f"{hint} ← {key}")]
        return []

    def _run_in_stem(self, item: Item) -> list[Problem]:
        """So many characters in a row of the key, names or what is said of the own concept, that the stem has too and
        no wrong option."""
        key, wrong = item.options[item.key], [o for i, o in enumerate(item.options) if i != item.key]
        own = self._concepts.get(item.concept_id)
        names = own.names if own and not self._of(key) else ()
        said, told = words_only(_ASKING.sub("", item.stem)), words_only(_without(key, names))
        runs = [run for n in range(len(told) - RUN + 1) if len(_COMMON.sub("", run := told[n : n + RUN])) > 1]
        others = [words_only(_without(o, names)) for o in wrong]
        shared = next((run for run in runs if run in said and not any(run in o for o in others)), "")
        return [Problem("stem_answers", f"{shared} ← {key}")] if shared else []

    def _pairs_tell(self, item: Item) -> list[Problem]:
        """Names in their own meanings; one of several distinguishing words may stand there, half of them may not."""
        left, right = item.options["left"], [words_only(text) for text in item.options["right"]]
        told = [name for name, place in zip(left, item.key, strict=True) if words_only(name) in right[place]]
        hinted = [
            name
            for name, place in zip(left, item.key, strict=True)
            if core(name) and core(name) in right[place] and sum(core(name) in text for text in right) == 1
        ]
        return [Problem("stem_answers", name) for name in (told or (hinted if 2 * len(hinted) > len(left) else []))]

    def _fillings(self, item: Item) -> list[Problem]:
        """A blank is filled by one concept: its accepted strings name no other, and two blanks of one list that could
        change places are not told apart."""
        if item.kind != "blank":
            return []
        found = []
        for accepted in item.key:
            ids = set().union(*(self._of(a) for a in accepted)) if accepted else set()
            first = self._of(accepted[0])
            if ids and first and any(not first & self._of(a) for a in accepted if self._of(a)):
                found.append(Problem("several_fillings", "／".join(accepted)))
        if re.search(r"(?:_{2,}|＿{2,})[、與和及或](?:_{2,}|＿{2,})", item.stem) and len(item.key) > 1:
            found.append(Problem("several_fillings", item.stem))
        return found


def _odd_one(item: Item) -> list[Problem]:
    """What does not belong, shown by how all the others begin or end."""
    if "不屬於" not in item.stem:
        return []
    options = [words_only(option) for option in item.options]
    for way in (1, -1):
        key, *wrong = [options[item.key][::way], *(o[::way] for n, o in enumerate(options) if n != item.key)]
        shared = reduce(common_start, wrong)
        if len(shared) >= RUN and not key.startswith(shared):
            return [Problem("giveaway", f"其餘各項都有「{shared[::way]}」：{item.options[item.key]}")]
    return []


def _by_length(rights: Sequence[str], wrong: Sequence[str]) -> list[Problem]:
    """Every right option much longer, or much shorter, than every wrong one."""
    right_lengths, wrong_lengths = [len(o) for o in rights], [len(o) for o in wrong]
    found = []
    for name, short, long in (("最長", wrong_lengths, right_lengths), ("最短", right_lengths, wrong_lengths)):
        if min(long) >= TIMES * max(short) and min(long) - max(short) >= LEAST:
            found.append(Problem("giveaway", f"{name}的選項：{'、'.join(rights)}"))
    return found


def _by_shape(rights: Sequence[str], wrong: Sequence[str]) -> list[Problem]:
    """A form that all right options have and no wrong one, or the other way round."""
    found = []
    for name, shape in SHAPES.items():
        own, others = {bool(shape.search(o)) for o in rights}, {bool(shape.search(o)) for o in wrong}
        if len(wrong) > 1 and len(own) == len(others) == 1 and own != others:
            found.append(Problem("giveaway", f"{name}：{'、'.join(rights)}"))
    return found


def form_problem(item: Item) -> str:
    """Why the key does not fit, or "" where it does."""
    options: Any = item.options
    if not item.stem.strip():
        return "沒有題幹"
    if item.kind == "single":
        fits = isinstance(item.key, int) and 0 <= item.key < len(options) and len(options) >= 3
    elif item.kind == "multiple":
        fits = 2 <= len(item.key) < len(options) and item.key == sorted(set(item.key)) and item.key[-1] < len(options)
    elif item.kind == "true_false":
        fits = isinstance(item.key, bool)
    elif item.kind == "blank":
        fits = len(BLANK.findall(item.stem)) == len(item.key) > 0 and all(item.key)
    elif item.kind == "matching":
        fits = len(options["left"]) == len(item.key) >= 3 and set(item.key) <= set(range(len(options["right"])))
        fits = fits and len(set(item.key)) == len(item.key)
    elif item.kind == "ordering":
        fits = len(options) >= 3 and sorted(item.key) == list(range(len(options)))
    else:
        fits = len(item.key) > 0 and all(point.get("point") and point.get("accept") for point in item.key)
    return "" if fits else f"選項與答案不合 {item.kind} 的格式：{item.key}"


def pairs(text: str) -> set[str]:
    words = words_only(text)
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _without(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def _shown(item: Item) -> list[str]:
    if item.kind == "matching":
        return [*item.options["left"], *item.options["right"]]
    return list(item.options) if item.kind in ("single", "multiple", "ordering") else []


def _near_duplicates(options: Sequence[str]) -> list[Problem]:
    found = []
    for i, a in enumerate(options):
        for b in options[:i]:
            first, second = pairs(a), pairs(b)
            shared = len(first & second) / (len(first | second) or 1)
            if bare(a) == bare(b) or (shared >= ALIKE and min(len(a), len(b)) >= 6):
                found.append(Problem("near_duplicate", f"{b} / {a}"))
    return found
