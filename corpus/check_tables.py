"""The checker's rules for `lexicon.tsv` and `cues.tsv`: what a trainer's line may lack, with its number."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from corpus import cues, lexicon
from corpus.key import search_key, words_only

HEADERS = {cues.FILE: ("cue", "concepts"), lexicon.FILE: ("everyday", "official", "region", "field")}
REGIONS = ("cn", "tw", "both")
# A shorter fragment would be found in almost any text.
SHORTEST = 2

Found = tuple[Path, int, str]


def table_problems(root: Path, concept_ids: Collection[str]) -> Iterator[Found]:
    """(path, line, sentence) for both tables of a root; a table that is not there has no problem."""
    for name, header in HEADERS.items():
        path = root / name
        if path.is_file():
            yield from _problems(path, header, concept_ids)


def _problems(path: Path, header: Sequence[str], concept_ids: Collection[str]) -> Iterator[Found]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        yield path, 1, "不是 UTF-8 編碼；請在編輯器另存為 UTF-8"
        return
    if not lines or [cell.strip() for cell in lines[0].split("\t")][:2] != list(header[:2]):
        yield path, 1, f"第一行要是欄名，中間用定位字元（Tab）隔開：{'　'.join(header)}"
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            yield path, number, f"每行至少要有 {header[0]} 與 {header[1]} 兩欄，中間用定位字元（Tab）隔開"
            continue
        if len(cells) > len(header):
            yield path, number, f"有 {len(cells)} 欄；最多 {len(header)} 欄"
        if len(words_only(cells[0])) < SHORTEST:
            yield path, number, f"「{cells[0]}」太短；至少要有 {SHORTEST} 個字"
        first = seen.setdefault(search_key(cells[0]), number)
        if first != number:
            yield path, number, f"「{cells[0]}」已在第 {first} 行；只有後一行有效，請合併"
        if path.name == cues.FILE:
            yield from _unknown_concepts(path, number, cells[1], concept_ids)
        elif len(cells) > 2 and cells[2] not in REGIONS:
            yield path, number, f"region「{cells[2]}」不是 {'、'.join(REGIONS)} 之一"


def _unknown_concepts(path: Path, line: int, cell: str, concept_ids: Collection[str]) -> Iterator[Found]:
    if re.search(r"[;,，、]", cell):
        yield path, line, "概念代碼之間要用全形分號「；」隔開"
        return
    for concept_id in (each.strip() for each in cell.split("；")):
        if concept_id and concept_id not in concept_ids:
            yield path, line, f"概念 {concept_id} 不存在；用 xietiao concepts 看代碼"
