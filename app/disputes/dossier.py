"""A dossier: a brief that is worked on. What the desk found stays as it was; what the officer writes is hers.

>>> dossier = Planner(corpus, nearness).open(brief, "d1", at=now)            # doctest: +SKIP
>>> planner.choose(dossier, "method.timing.during", "method.form.on-site")   # doctest: +SKIP
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.answering.cards import Cards, Nearness
from app.answering.records import Quote
from app.disputes.records import Brief
from corpus.records import Corpus

GENERAL = "procedure.general"
TIMINGS = ("method.timing.before", "method.timing.during", "method.timing.after")
FORMS = (
    "method.form.meeting",
    "method.form.on-site",
    "method.form.superior-document",
    "method.form.mutual-communication",
)
# Who takes it on when it was not settled below; of the section's lines the one that says so.
RUNGS = (
    ("method.form.mutual-communication", "步驟"),
    ("type.level-means.middle", "要點"),
    ("type.level-means.high", "要點"),
)
# What a method's step does tells to which of the five steps of the general procedure it belongs: inquiry, law,
# consultation, decision, follow-through. Likeness decides where the words do not.
STAGES = tuple(
    map(
        re.compile,
        (
            "查明|摸清|想清楚|列出|標出|找出|拆成|問明|判斷|核對|說明爭點",
            "政策|法規|依據",
            "商量|商定(?!的結果)|討論|徵求|意見|通知，|約定時間|逐點|電話|交換|替代",
            "核定|報請|提交|提出辦法",
            "紀錄|追蹤|發給|發文|執行|回報|備忘|檢查|通知其他|肯定|存入",
        ),
    )
)
_PASSES_ON = re.compile("報請|無權")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
TITLE, SITUATION = 20, 60


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the dispute; prefilled with the description's own words and nothing else."""

    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A step to tick. `concept_id` is the card that it comes from."""

    concept_id: str
    name: str
    quote: Quote
    done: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the escalation path; `who` is what the officer writes: who decides, and by when."""

    name: str
    quote: Quote
    who: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """`timing` and `form` are concept ids of `TIMINGS` and `FORMS`, "" where nothing was chosen."""

    id: str
    created_at: datetime
    updated_at: datetime
    title: str
    brief: Brief
    situation: str = ""
    side_a: Party = Party()
    side_b: Party = Party()
    timing: str = ""
    form: str = ""
    tasks: tuple[Task, ...] = ()
    rungs: tuple[Rung, ...] = ()
    notes: str = ""

    @property
    def description(self) -> str:
        return self.brief.description

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All that is quoted: what the gate has to pass."""
        return (*self.brief.quotes, *(t.quote for t in self.tasks), *(r.quote for r in self.rungs))

    @property
    def done(self) -> int:
        return sum(task.done for task in self.tasks)


class Planner:
    """Makes dossiers from briefs, and the steps of the methods chosen. Read only; safe to share among threads."""

    def __init__(self, corpus: Corpus, nearness: Nearness) -> None:
        self._corpus = corpus
        self._cards = Cards(corpus.concepts, corpus.documents, nearness)

    def open(self, brief: Brief, dossier_id: str, at: datetime) -> Dossier:
        """A new dossier; timing and form are the likeliest that the brief shows, if it shows any."""
        first = _SENTENCE.search(brief.description.strip())
        situation = _shortened(first[0].strip() if first else brief.description.strip(), SITUATION)
        side_a, side_b = parties(brief)
        timing = next((f.id for f in brief.methods if f.id in TIMINGS), "")
        form = next((f.id for f in brief.methods if f.id in FORMS), "")
        return Dossier(
            dossier_id,
            at,
            at,
            _shortened(situation, TITLE),
            brief,
            situation,
            side_a,
            side_b,
            timing,
            form,
            self._tasks(timing, form),
            self._rungs(),
        )

    def choose(self, dossier: Dossier, timing: str, form: str) -> Dossier:
        """The dossier with other methods; what was ticked and still stands in the list stays ticked."""
        ticked = {task.quote for task in dossier.tasks if task.done}
        tasks = tuple(replace(task, done=task.quote in ticked) for task in self._tasks(timing, form))
        return replace(dossier, timing=timing, form=form, tasks=tasks)

    def _tasks(self, timing: str, form: str) -> tuple[Task, ...]:
        """The general procedure; after each of its steps those of the chosen timing and form that belong to it."""
        general = self._steps(GENERAL)
        after: list[list[Task]] = [[] for _ in general]
        for method in (timing, form):
            steps = self._steps(method) if method else []
            near = [self._near(step.quote.text, [g.quote.text for g in general]) for step in steps]
            for step, place in zip(steps, in_order(near), strict=True):
                after[place].append(step)
        return tuple(task for step, own in zip(general, after, strict=True) for task in (step, *own))

    def _near(self, step: str, general: Sequence[str]) -> list[float]:
        """How well a method's step goes with each of the general ones."""
        words = [float(bool(stage.search(step))) for stage in STAGES] if len(general) == len(STAGES) else []
        likeness = self._cards.nearness(step, general)
        return [own + (words[i] if words else 0.0) for i, own in enumerate(likeness)]

    def _steps(self, concept_id: str) -> list[Task]:
        if concept_id not in self._corpus.concepts:
            return []
        name, document = self._corpus.concepts[concept_id].name, self._corpus.documents[concept_id]
        return [Task(concept_id, name, Quote.cut(document, *span)) for span in self._cards.lines(concept_id, "步驟")]

    def _rungs(self) -> tuple[Rung, ...]:
        rungs = []
        for concept_id, heading in RUNGS:
            if concept_id not in self._corpus.concepts:
                continue
            spans = self._cards.lines(concept_id, heading)
            span = next((s for s in reversed(spans) if _PASSES_ON.search(self._cards.text(concept_id, s))), None)
            if span:
                quote = Quote.cut(self._corpus.documents[concept_id], *span)
                rungs.append(Rung(self._corpus.concepts[concept_id].name, quote))
        return tuple(rungs)


def reread(dossier: Dossier, brief: Brief) -> Dossier:
    """The dossier with a second reading of the same description; sides that the officer has edited stay hers."""
    if (dossier.side_a, dossier.side_b) != parties(dossier.brief):
        return replace(dossier, brief=brief)
    side_a, side_b = parties(brief)
    return replace(dossier, brief=brief, side_a=side_a, side_b=side_b)


def parties(brief: Brief) -> tuple[Party, Party]:
    """The two sides in the description's own words; empty where it does not tell."""
    sides = [Party(s.name.text, "；".join(why.text.strip() for why in s.said)) for s in brief.sides]
    first, second = [*sides, Party(), Party()][:2]
    return first, second


def in_order(near: Sequence[Sequence[float]]) -> list[int]:
    """For each step the place where it belongs, never before the place of the step above it, so that the sum of their
    nearness is greatest (dynamic programming, as in sequence alignment).

    >>> in_order([[0.1, 0.9, 0.0], [0.8, 0.2, 0.1], [0.0, 0.1, 0.5]])
    [1, 1, 2]
    """
    if not near:
        return []
    width = len(near[0])
    best = [0.0] * width
    came: list[list[int]] = []
    for row in near:
        origin, total = [], []
        at = 0
        for place in range(width):
            at = place if best[place] > best[at] else at
            origin.append(at)
            total.append(best[at] + float(row[place]))
        came.append(origin)
        best = total
    place = max(range(width), key=lambda p: best[p])
    places = []
    for origin in reversed(came):
        places.append(place)
        place = origin[place]
    return places[::-1]


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
