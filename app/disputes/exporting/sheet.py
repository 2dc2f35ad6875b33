"""What a dossier says on paper, in the reader's script: parts with lines, each line with its quotation and source."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.records import Quote
from app.display import Shown, is_converted, shown, unwrapped
from app.disputes.dossier import Dossier, Party
from app.disputes.records import Finding
from corpus.records import Corpus

# From here on a finding is called likely; what is below the display threshold is not shown at all.
LIKELY = 0.5
# On paper the best of each list; the page shows the rest.
MOST = {"types": 3, "principles": 3, "methods": 3, "cases": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """`said` is a name or the officer's own words, `quoted` the source's words, `source` where they stand. `done` is
    None for a line that is not ticked."""

    said: str = ""
    quoted: str = ""
    source: str = ""
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`foot` tells where the quotations are from and, if so, that their characters were converted."""

    title: str
    parts: tuple[Part, ...]
    foot: str
    lang: str

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)


def likelihood(score: float) -> str:
    return "很可能" if score >= LIKELY else "可能"


def criterion(corpus: Corpus, group: str) -> str:
    """By what a classification sorts, as its group card is called: type.channel -> 按途徑劃分."""
    return corpus.concepts[group].name.removesuffix("的行政協調") if group in corpus.concepts else group


def by_criterion(types: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """The types under their classifications, the most telling classification first."""
    groups: dict[str, list[Finding]] = {}
    for finding in types:
        groups.setdefault(finding.group, []).append(finding)
    return sorted(groups.items(), key=lambda each: -max(f.score for f in each[1]))


def sheet(dossier: Dossier, corpus: Corpus, to: Shown) -> Sheet:
    writer = _Writer(dossier, corpus, to)
    parts = [p for p in writer.parts() if p.lines]
    foot = "由協調通整理；引句與出處出自所附資料，情況、立場與備註由使用者填寫。"
    foot += "引句已轉換字形。" if writer.converted else ""
    title = shown(dossier.title, to, "mixed")
    return Sheet(title, tuple(parts), shown(foot, to), "zh-Hans" if to == "simp" else "zh-Hant")


class _Writer:
    def __init__(self, dossier: Dossier, corpus: Corpus, to: Shown) -> None:
        self.dossier, self.corpus, self.to = dossier, corpus, to
        self.converted = False

    def parts(self) -> list[Part]:
        d, brief = self.dossier, self.dossier.brief
        grouped = [(group, f) for group, own in by_criterion(brief.types[: MOST["types"]]) for f in own]
        names = {f.id: f.name for f in brief.principles}
        counters = [self._quoted(f"{c.name}（也要顧到：與{names[c.against]}相對）", c.quotes) for c in brief.counters]
        chosen = [self.corpus.concepts[i].name for i in (d.timing, d.form) if i in self.corpus.concepts]
        return [
            self._part("情況", [self._own(d.situation or d.description)]),
            self._part("雙方立場", [self._party(d.side_a, "甲方"), self._party(d.side_b, "乙方")]),
            self._part(
                "是什麼樣的協調",
                [self._finding(f, f"，{criterion(self.corpus, group)}") for group, f in grouped],
            ),
            self._part("要守的原則", [self._finding(f) for f in brief.principles[: MOST["principles"]]] + counters),
            self._part("可用的方法", [self._finding(f) for f in brief.methods[: MOST["methods"]]]),
            self._part("步驟" + (f"（{'、'.join(chosen)}）" if chosen else ""), self._tasks()),
            self._part("談不成時逐級上報", [self._sourced(r.who, r.quote) for r in d.rungs]),
            self._part("相近的案例", [self._quoted(c.title, c.quotes) for c in brief.cases[: MOST["cases"]]]),
            self._part("備註", [self._own(line) for line in d.notes.splitlines() if line.strip()]),
        ]

    def _part(self, heading: str, lines: Sequence[Line | None]) -> Part:
        return Part(shown(heading, self.to), tuple(line for line in lines if line and (line.said or line.quoted)))

    def _own(self, text: str) -> Line:
        return Line(shown(unwrapped(text), self.to, "mixed"))

    def _party(self, party: Party, side: str) -> Line | None:
        if not (party.name.strip() or party.position.strip()):
            return None
        name = f"{shown(side, self.to)}　{shown(party.name.strip(), self.to, 'mixed')}"
        position = shown(unwrapped(party.position), self.to, "mixed")
        return Line(name + (f"：{position}" if position else ""))

    def _finding(self, finding: Finding, more: str = "") -> Line:
        return self._quoted(f"{finding.name}（{likelihood(finding.score)}{more}）", finding.quotes)

    def _quoted(self, said: str, numbers: Sequence[int]) -> Line:
        said = shown(said, self.to)
        if not numbers:
            return Line(said)
        quote = self.dossier.brief.quotes[numbers[0]]
        return Line(said, self._words(quote), self._source(quote))

    def _sourced(self, said: str, quote: Quote, done: bool | None = None) -> Line:
        return Line(shown(unwrapped(said), self.to, "mixed"), self._words(quote), self._source(quote), done)

    def _tasks(self) -> list[Line]:
        return [self._sourced("", task.quote, task.done) for task in self.dossier.tasks]

    def _words(self, quote: Quote) -> str:
        script = self.corpus.documents[quote.document_id].script
        self.converted = self.converted or is_converted(quote.text, self.to, script)
        return shown(unwrapped(quote.text), self.to, script)

    def _source(self, quote: Quote) -> str:
        script = self.corpus.documents[quote.document_id].script
        return shown(" › ".join((quote.title, *(h for h in quote.headings if h != quote.title))), self.to, script)
