"""The corpus's checker: what a proof-reader would find, as `Problem`s with file and line. Each rule is a function."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from corpus.cards import (
    CARDS,
    CASES,
    HANDBOOK,
    SHIPPED,
    CardError,
    markdown_files,
    read_card,
    read_case,
    read_chapter,
    required_concepts,
)
from corpus.check_tables import table_problems
from corpus.copying import HASHES, copied_runs, source_hashes
from corpus.key import search_key
from corpus.lines import iter_lines
from corpus.records import Case, Concept, Document
from corpus.script import to_simplified

GOLDEN = SHIPPED / "names.golden.tsv"
DEFINITION = (30, 80)  # characters, punctuation included
SIGNALS = (6, 12)
CASE_TEXT = (120, 250)
# Kinds that an officer acts on; the others are learnt, not applied.
ACTED_ON = ("type", "principle", "method", "practice")
WITH_SIGNALS = (*ACTED_ON, "conflict")
WITHOUT_SIGNALS = ("definition", "trait")
SECTIONS = {
    **dict.fromkeys(ACTED_ON, ("定義", "要點", "適用", "不適用", "步驟", "例子", "常見錯誤", "辨析")),
    "group": ("定義", "成員", "開放或封閉", "記法"),
}
CASE_SECTIONS = ("情境", "甲方立場", "乙方立場", "處理", "分析")
# Two definitions of which so large a share of the pairs of characters is common say the same.
SAME = 0.75
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# The field by which a card says that the source text only names the thing.
_OWN = re.compile(r"^own: true$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    path: str
    line: int
    problem: str


@dataclass(slots=True)
class Checked:
    """The files of the roots under check, read; `own` are the ids that those roots hold."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    unreadable: list[Problem] = field(default_factory=list)
    hashes: Path = HASHES

    def problem(self, document_id: str, needle: str, sentence: str) -> Problem:
        """A problem at the first line of the document that holds `needle`."""
        at = self.documents[document_id].text.find(needle) if needle else 0
        return self.at(document_id, max(at, 0), sentence)

    def at(self, document_id: str, offset: int, sentence: str) -> Problem:
        line = self.documents[document_id].text.count("\n", 0, offset) + 1
        return Problem(str(self.paths[document_id]), line, sentence)


def check_corpus(own: Path | None = None, *, shipped: Path = SHIPPED, hashes: Path = HASHES) -> list[Problem]:
    """All problems of the shipped corpus, or of the trainer's folder `own` read on top of it, by file and line.
    `hashes` are those of the source text that nothing may be copied from."""
    corpus = Checked(hashes=hashes)
    _read(corpus, shipped, is_own=own is None)
    if own is not None:
        _read(corpus, own, is_own=True)
    problems = [*corpus.unreadable]
    for rule in RULES:
        problems += rule(corpus)
    tables = table_problems(shipped if own is None else own, corpus.concepts)
    problems += [Problem(str(path), line, sentence) for path, line, sentence in tables]
    if own is None:
        problems += missing_concepts(corpus)
        problems += changed_names(corpus)
    return sorted(problems, key=lambda p: (p.path, p.line, p.problem))


def _read(corpus: Checked, root: Path, *, is_own: bool) -> None:
    seen: dict[str, Path] = {}
    for folder in (CARDS, CASES, HANDBOOK):
        for path in markdown_files(root, folder):
            try:
                document = _read_one(corpus, folder, path)
            except CardError as error:
                corpus.unreadable.append(Problem(str(error.path), error.line, error.problem))
                continue
            if document.id in seen:
                sentence = f"代碼 {document.id} 已用於 {seen[document.id]}；請改用別的代碼"
                corpus.unreadable.append(Problem(str(path), 1, sentence))
            seen[document.id] = path
            corpus.documents[document.id], corpus.paths[document.id] = document, path
            if is_own:
                corpus.own.add(document.id)


def _read_one(corpus: Checked, folder: str, path: Path) -> Document:
    if folder == CARDS:
        concept, document = read_card(path)
        corpus.concepts[concept.id] = concept
    elif folder == CASES:
        case, document = read_case(path)
        corpus.cases[case.id] = case
    else:
        document = read_chapter(path)
    return document


def missing_concepts(corpus: Checked) -> Iterator[Problem]:
    path = str(SHIPPED / "concepts.tsv")
    for line, row in enumerate(required_concepts(), 2):
        concept = corpus.concepts.get(row.id)
        if concept is None:
            yield Problem(path, line, f"概念 {row.id}（{row.name}）還沒有卡片")
        elif (concept.kind, concept.group, concept.name) != (row.kind, row.group, row.name):
            yield corpus.problem(row.id, "kind:", f"種類、分組或名稱與 concepts.tsv 的 {row.id}（{row.name}）不一致")


def changed_names(corpus: Checked) -> Iterator[Problem]:
    with GOLDEN.open(encoding="utf-8", newline="") as handle:
        golden = {row["id"]: (row["name"], row["simplified"]) for row in csv.DictReader(handle, delimiter="\t")}
    for concept in corpus.concepts.values():
        now = (concept.name, to_simplified(concept.name))
        if golden.get(concept.id) != now:
            sentence = f"名稱「{now[0]}」的簡體「{now[1]}」與 names.golden.tsv 不符；確認後執行 python -m corpus.golden"
            yield corpus.problem(concept.id, "name:", sentence)


def required_fields(corpus: Checked) -> Iterator[Problem]:
    for concept in _own_concepts(corpus):
        for heading in SECTIONS.get(concept.kind, ("定義",)):
            if not concept.body.get(heading, "").strip():
                yield corpus.problem(concept.id, "kind:", f"{concept.kind} 卡片缺少「{heading}」一節，或該節是空的")
        for heading, text in concept.body.items():
            if not text.strip():
                yield corpus.problem(concept.id, f"## {heading}", f"「{heading}」一節是空的；沒有話說就整節刪去")
        if concept.kind == "group" and not (concept.members and concept.open_list is not None):
            yield corpus.problem(concept.id, "kind:", "分組卡片要有 members 清單與 open（true 或 false）")


def unmarked_explanations(corpus: Checked) -> Iterator[Problem]:
    for concept in _own_concepts(corpus):
        said = _OWN.search(corpus.documents[concept.id].text)
        if said and concept.kind != "group" and "來源說明" not in concept.body:
            sentence = "own: true 表示解釋是自己的；要有「來源說明」一節說出來"
            yield corpus.problem(concept.id, "own:", sentence)


def definition_length(corpus: Checked) -> Iterator[Problem]:
    for concept in _own_concepts(corpus):
        length, (least, most) = len(concept.definition), DEFINITION
        if concept.kind != "group" and concept.definition and not least <= length <= most:
            yield corpus.problem(concept.id, "## 定義", f"定義有 {length} 字；要在 {least} 到 {most} 字之間")


def signal_counts(corpus: Checked) -> Iterator[Problem]:
    for concept in _own_concepts(corpus):
        count, (least, most) = len(concept.signals), SIGNALS
        if concept.kind in WITH_SIGNALS and not least <= count <= most:
            yield corpus.problem(concept.id, "signals:", f"signals 有 {count} 句；要 {least} 到 {most} 句")
        if concept.kind in WITHOUT_SIGNALS and count:
            yield corpus.problem(concept.id, "signals:", f"{concept.kind} 卡片不用 signals")


def lone_contrasts(corpus: Checked) -> Iterator[Problem]:
    for concept in _own_concepts(corpus):
        for other in concept.contrasts:
            if other not in corpus.concepts:
                yield corpus.problem(concept.id, "contrasts:", f"contrasts 裡的 {other} 不存在")
            elif concept.id not in corpus.concepts[other].contrasts:
                yield corpus.problem(concept.id, "contrasts:", f"{other} 的 contrasts 沒有反過來列出 {concept.id}")


def dead_links(corpus: Checked) -> Iterator[Problem]:
    for document_id in sorted(corpus.own):
        text = corpus.documents[document_id].text
        for match in _LINK.finditer(text):
            if match[1] not in corpus.documents:
                yield corpus.at(document_id, match.start(), f"連結 {match[1]} 沒有對應的卡片、案例或章節")
    for concept in _own_concepts(corpus):
        for member in concept.members:
            if member not in corpus.concepts:
                yield corpus.problem(concept.id, "members:", f"members 裡的 {member} 不存在")
    for case in _own_cases(corpus):
        for concept_id in case.concepts:
            if concept_id not in corpus.concepts:
                yield corpus.problem(case.id, concept_id, f"案例引用的概念 {concept_id} 不存在")


def case_fields(corpus: Checked) -> Iterator[Problem]:
    for case in _own_cases(corpus):
        headings = {section.heading for section in corpus.documents[case.id].sections}
        for heading in CASE_SECTIONS:
            if heading not in headings:
                yield corpus.problem(case.id, "", f"案例缺少「{heading}」一節")
        length, (least, most) = len(case.text), CASE_TEXT
        if not least <= length <= most:
            yield corpus.problem(case.id, "## 情境", f"情境有 {length} 字；要在 {least} 到 {most} 字之間")
        for concept_id, why in case.concepts.items():
            if len(why) < 8:
                yield corpus.problem(case.id, concept_id, f"{concept_id} 要用一句話說明為什麼適用")


@cache
def _only_simplified() -> frozenset[str]:
    """Characters that traditional text does not use: simplified forms that are no traditional character's own form."""
    folder = files("opencc").joinpath("dictionary")
    to_trad = dict(_rows(folder.joinpath("STCharacters.txt").read_text("utf-8")))
    is_trad = {trad for trad, _ in _rows(folder.joinpath("TSCharacters.txt").read_text("utf-8"))}
    variants = {v for _, vs in _rows(folder.joinpath("TWVariants.txt").read_text("utf-8")) for v in vs}
    trad_forms = {form for forms in to_trad.values() for form in forms}
    return frozenset(s for s, forms in to_trad.items() if s not in forms) - is_trad - variants - trad_forms


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    for line in table.splitlines():
        key, _, values = line.partition("\t")
        if len(key) == 1:
            yield key, values.split(" ")


def simplified_characters(corpus: Checked) -> Iterator[Problem]:
    for document_id in sorted(corpus.own):
        document = corpus.documents[document_id]
        if document.script == "simp":
            yield corpus.at(document_id, 0, "整份是簡體字；請先轉成繁體字再存，小節的名稱也要用繁體")
            continue
        for line in iter_lines(document.text):
            found = [char for char in document.text[line.start : line.end] if char in _only_simplified()]
            if found:
                chars = "」「".join(dict.fromkeys(found))
                yield corpus.at(document_id, line.start, f"繁體文字裡有簡體字「{chars}」")


def same_twice(corpus: Checked) -> Iterator[Problem]:
    """Two cards whose definitions say the same. Compared by shared pairs of characters, names taken out."""
    cards = [c for c in corpus.concepts.values() if c.definition and c.kind != "group"]
    pairs = {c.id: _pairs(c) for c in cards}
    for i, first in enumerate(cards):
        for second in cards[i + 1 :]:
            if not {first.id, second.id} & corpus.own:
                continue
            a, b = pairs[first.id], pairs[second.id]
            if a and b and len(a & b) / min(len(a), len(b)) >= SAME:
                yield corpus.problem(second.id, "## 定義", f"定義與 {first.id}（{first.name}）說的是同一回事")


def _pairs(concept: Concept) -> set[str]:
    key = search_key(concept.definition)
    for name in concept.names:
        key = key.replace(search_key(name), "")
    return {key[i : i + 2] for i in range(len(key) - 1)}


def copied_from_source(corpus: Checked) -> Iterator[Problem]:
    hashes = source_hashes(corpus.hashes)
    for document_id in sorted(corpus.own):
        text = corpus.documents[document_id].text
        for start, end in copied_runs(text, hashes):
            yield corpus.at(document_id, start, f"「{text[start:end]}」與源文相同；請用自己的話改寫")


def _own_concepts(corpus: Checked) -> list[Concept]:
    return [concept for concept in corpus.concepts.values() if concept.id in corpus.own]


def _own_cases(corpus: Checked) -> list[Case]:
    return [case for case in corpus.cases.values() if case.id in corpus.own]


RULES: Sequence[Callable[[Checked], Iterator[Problem]]] = (
    required_fields,
    unmarked_explanations,
    definition_length,
    signal_counts,
    lone_contrasts,
    dead_links,
    case_fields,
    simplified_characters,
    same_twice,
    copied_from_source,
)
