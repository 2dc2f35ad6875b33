"""Concept cards, cases and handbook chapters: Markdown files with front matter, read into records.

A card is one file under `cards/`, a case one file under `cases/`, a chapter one file under `handbook/`; the trainer's
own folder has the same three, and there the same id overrides the shipped one.

    ---
    id: type.nature.corrective
    kind: type
    group: type.nature
    name: 糾偏式協調
    ---
    # 糾偏式協調

    ## 定義
    …
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.markdown import markdown_sections
from corpus.records import KINDS, Case, Concept, Corpus, Document, Section
from corpus.script import detect_script

SHIPPED = Path(__file__).parent
# The C loader reads 200 cards in a tenth of the time; a platform without it falls back to pure Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CARDS, CASES, HANDBOOK = "cards", "cases", "handbook"
FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)^---\r?\n", re.DOTALL | re.MULTILINE)


class CardError(ValueError):
    """A card, case or chapter that cannot be read. `problem` is a sentence for the trainer."""

    def __init__(self, path: Path, problem: str, line: int = 1) -> None:
        super().__init__(f"{path}：第 {line} 行：{problem}")
        self.path, self.problem, self.line = path, problem, line


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A line of `concepts.tsv`: what the corpus has to cover."""

    id: str
    kind: str
    group: str
    name: str


@cache
def required_concepts() -> tuple[ConceptRow, ...]:
    """The 110 rows of `concepts.tsv`, in their order."""
    with (SHIPPED / "concepts.tsv").open(encoding="utf-8", newline="") as handle:
        return tuple(ConceptRow(**row) for row in csv.DictReader(handle, delimiter="\t"))


def load_corpus(*roots: Path) -> Corpus:
    """Everything under the roots (default: the shipped corpus); a later root overrides an earlier one by id. A file
    that is still empty counts as not written yet (`xietiao show ID > cards/mine.md` makes it before it fills it).

    Raises `CardError` for the first file that cannot be read.
    """
    concepts: dict[str, Concept] = {}
    cases: dict[str, Case] = {}
    documents: dict[str, Document] = {}
    for root in roots or (SHIPPED,):
        for path in _written(root, CARDS):
            concept, document = read_card(path)
            concepts[concept.id], documents[concept.id] = concept, document
        for path in _written(root, CASES):
            case, document = read_case(path)
            cases[case.id], documents[case.id] = case, document
        for path in _written(root, HANDBOOK):
            chapter = read_chapter(path)
            documents[chapter.id] = chapter
    return Corpus(concepts, cases, documents, {concept_id: concept_id for concept_id in concepts})


def markdown_files(root: Path, folder: str) -> Iterator[Path]:
    """The Markdown files of a root's folder, in a fixed order."""
    return iter(sorted((root / folder).rglob("*.md")))


def _written(root: Path, folder: str) -> Iterator[Path]:
    return (path for path in markdown_files(root, folder) if path.stat().st_size)


def read_card(path: Path) -> tuple[Concept, Document]:
    text, front = _read(path)
    kind = _string(path, front, "kind")
    if kind not in KINDS:
        raise CardError(path, f"kind「{kind}」不是已知的種類；可用：{'、'.join(KINDS)}")
    concept_id, name = _string(path, front, "id"), _string(path, front, "name")
    document = _document(concept_id, name, text)
    body = section_texts(document)
    concept = Concept(
        id=concept_id,
        kind=kind,
        group=_string(path, front, "group"),
        names=(name, *_strings(path, front, "aliases")),
        definition=body.get("定義", ""),
        body=body,
        signals=_strings(path, front, "signals"),
        contrasts=_strings(path, front, "contrasts"),
        sources=_strings(path, front, "sources"),
        english=str(front.get("english", "")),
        jurisdiction=_strings(path, front, "jurisdiction"),
        members=_strings(path, front, "members"),
        criterion=str(front.get("criterion", "")),
        open_list=front.get("open"),
    )
    return concept, document


def read_case(path: Path) -> tuple[Case, Document]:
    text, front = _read(path)
    case_id, title = _string(path, front, "id"), _string(path, front, "title")
    concepts = front.get("concepts")
    if not isinstance(concepts, Mapping) or not concepts:
        raise CardError(path, "concepts 要寫成「概念代碼: 為什麼適用」的清單，至少一條")
    document = _document(case_id, title, text)
    body = section_texts(document)
    positions = tuple(body[heading] for heading in ("甲方立場", "乙方立場") if heading in body)
    return (
        Case(
            id=case_id,
            title=title,
            text=body.get("情境", ""),
            positions=positions,
            concepts={str(key): str(why) for key, why in concepts.items()},
            outcome=body.get("處理", ""),
            analysis=body.get("分析", ""),
            region=str(front.get("region", "")),
        ),
        document,
    )


def read_chapter(path: Path) -> Document:
    text, front = _read(path)
    return _document(_string(path, front, "id"), _string(path, front, "title"), text)


def section_texts(document: Document) -> dict[str, str]:
    """Heading -> the text under it, without deeper structure: `{"定義": "…", "步驟": "1. …"}`."""
    texts: dict[str, str] = {}
    for section in document.sections:
        if section.level >= 2:
            texts[section.heading] = section_body(document, section)
    return texts


def section_body(document: Document, section: Section) -> str:
    """What stands under a Markdown heading, without the heading's own line."""
    _, _, body = document.text[section.start : section.end].partition("\n")
    return body.strip()


def _document(document_id: str, title: str, text: str) -> Document:
    return Document(document_id, title, detect_script(text), "shipped", text, markdown_sections(text))


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        # newline="" keeps \r\n, so that offsets count the file's own characters
        with path.open(encoding="utf-8-sig", newline="") as handle:
            text = handle.read()
    except UnicodeDecodeError as error:
        raise CardError(path, "不是 UTF-8 編碼；請在編輯器另存為 UTF-8") from error
    match = FRONT_MATTER.match(text)
    if not match:
        raise CardError(path, "開頭缺少以 --- 起訖的欄位區")
    try:
        front = yaml.load(match[1], Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CardError(path, "欄位區不合 YAML 格式；檢查冒號後的空格與引號", mark.line + 2 if mark else 1) from error
    if not isinstance(front, dict):
        raise CardError(path, "欄位區要寫成「欄位: 值」")
    return text, front


def _string(path: Path, front: Mapping[str, Any], field: str) -> str:
    value = front.get(field)
    if not isinstance(value, str) or not value.strip():
        raise CardError(path, f"缺少欄位 {field}，或它不是文字")
    return value.strip()


def _strings(path: Path, front: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = front.get(field) or []
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise CardError(path, f"欄位 {field} 要寫成文字的清單，例如 [甲, 乙]")
    return tuple(entry.strip() for entry in value)
