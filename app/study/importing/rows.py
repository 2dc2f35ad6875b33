"""An item as a row of cells that staff can write in a spreadsheet, and the reading of such rows.

| column | what stands there |
|---|---|
| 編號 | of an item to be replaced; empty for a new one |
| 題型 | 單選, 多選, 判斷, 填空, 配對, 排序, 名詞解釋, 簡答, 案例分析 |
| 概念 | a concept's id or name, or an imported document's id |
| 題幹 | the question; a blank is ______ or empty brackets （　） |
| 選項 | one a line, all with letters before them or none; of 配對 `left → right`; of 排序 in the right order |
| 答案 | letters (A, ACD); 對, 錯, √, ×; blanks one a line, alternatives by ｜; key points one a line, ＝ before names |
| 解析 | the explanation |
| 原文 | sentences that the item rests on, one a line, 〔document〕 before it; empty takes the concept's definition |

The answer of 排序 may order the letters of its options; that of 配對 is empty. What rests on no sentence is no item.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.answering.records import Quote
from app.study.checker import form_problem
from app.study.records import Item, ItemKind, sentence_hash
from app.study.wording import KIND_NAMES, letter
from corpus.key import search_key, words_only
from corpus.records import Concept, Corpus, Document

COLUMNS = ("編號", "題型", "概念", "題幹", "選項", "答案", "解析", "原文")
REQUIRED = ("題型", "概念", "題幹")
_ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
_OR = re.compile(r"\s*[｜|]\s*")
_EXACT = "＝"
# Before a point that only says of which kind the thing is, and before a sibling's wording, which makes no point.
_GENUS, _UNLIKE = "～", "≠"
_DOCUMENT = re.compile(r"^\s*〔([^〕]+)〕")
_LABEL = re.compile(r"^(?:[（(]([A-Za-zＡ-Ｚａ-ｚ])[)）]|([A-Za-zＡ-Ｚａ-ｚ])[.、．)）：:])\s*")
_RIGHT, _WRONG = {"对", "正确", "是", "t", "true", "o", "1", "a"}, {"错", "错误", "否", "f", "false", "x", "0", "b"}
# Marks that the search key drops.
_TICKS, _CROSSES = set("√✓✔☑○◯⭕"), set("×✗✘✕✖☒❌")
_BRACKETS = re.compile(r"[（(][\s\u3000_＿]*[)）]")
_GAP = "______"


@lru_cache(maxsize=512)
def _key(text: str) -> str:
    """Of a whole document, in which many rows look for their sentences."""
    return search_key(text)


class RowError(ValueError):
    """A row that is no item; the message says what is wrong with which cell."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """`row` counts as the spreadsheet or the file does, from 1."""

    row: int
    problem: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file holds. With a bad row nothing of it may be taken over; `notes` are remarks on rows that are good."""

    items: tuple[Item, ...]
    bad: tuple[BadRow, ...]
    notes: tuple[BadRow, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.items) and not self.bad


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where concepts and quotations are looked up: the corpus and the imported documents."""

    corpus: Corpus
    imported: Mapping[str, Document]

    def concept_id(self, wanted: str) -> str:
        """By id or by name in either script. Raises `RowError`."""
        if wanted in self.corpus.concepts or wanted in self.imported:
            return wanted
        key = words_only(wanted)
        found = [c.id for c in self.corpus.concepts.values() if key in map(words_only, c.names)]
        found += [d.id for d in self.imported.values() if words_only(d.title) == key]
        if not found:
            raise RowError(f"概念「{wanted}」不在資料裡")
        if len(found) > 1:
            raise RowError(f"概念「{wanted}」不只一個，請改用代碼：{'、'.join(found)}")
        return found[0]

    def quote(self, text: str, concept_id: str, near: int = 0) -> Quote:
        """The sentence where it stands: in the document named before it, or first in the concept's own; of several
        places the nearest to `near`. A sentence broken into lines is found by its words. Raises `RowError`."""
        named = _DOCUMENT.match(text)
        words = text[named.end() if named else 0 :].split()
        wanted = re.compile(r"\s+".join(re.escape(search_key(word)) for word in words))
        documents = {**self.corpus.documents, **self.imported}
        first = documents.get(named[1] if named else concept_id)
        if named and first is None:
            raise RowError(f"原文的出處「{named[1]}」不在資料裡")
        for document in ([first] if first else []) + ([] if named else list(documents.values())):
            places = list(wanted.finditer(_key(document.text))) if words else []
            if places:
                place = min(places, key=lambda found: abs(found.start() - near))
                return Quote.cut(document, place.start(), place.end())
        raise RowError(f"原文「{text[:20]}」在資料裡找不到")

    def definition(self, concept_id: str) -> tuple[Quote, ...]:
        """What an item without a sentence of its own rests on."""
        concept: Concept | None = self.corpus.concepts.get(concept_id)
        if concept is None or not concept.definition.strip():
            return ()
        first = concept.definition.strip().splitlines()[0]
        try:
            return (self.quote(first.removeprefix("- "), concept_id),)
        except RowError:
            return ()


def read_row(cells: Mapping[str, str], shelf: Shelf) -> Item:
    """Raises `RowError`."""
    missing = [name for name in REQUIRED if not cells.get(name, "").strip()]
    if missing:
        raise RowError(f"缺「{'」「'.join(missing)}」")
    kind = kind_of(cells["題型"])
    if kind is None:
        raise RowError(f"題型「{cells['題型']}」不是：{'、'.join(KIND_NAMES.values())}")
    concept_id, stem = shelf.concept_id(cells["概念"].strip()), cells["題幹"].strip()
    if kind == "blank":
        stem = with_gaps(stem)
    options, key = _READERS[kind](_lines(cells.get("選項", "")), cells.get("答案", "").strip(), stem)
    said = _lines(cells.get("原文", ""))
    quotes = tuple(shelf.quote(line, concept_id) for line in said) or shelf.definition(concept_id)
    return new_item(kind, concept_id, stem, options, key, cells.get("解析", "").strip(), quotes, cells.get("編號", ""))


def with_gaps(stem: str) -> str:
    """Empty brackets, as papers print a blank, made the line that a blank is here.

    >>> with_gaps("由（　　）主持，由( )記錄（見附件）。")
    '由______主持，由______記錄（見附件）。'
    """
    return _BRACKETS.sub(_GAP, stem)


def new_item(
    kind: ItemKind,
    concept_id: str,
    stem: str,
    options: Any,
    key: Any,
    explanation: str,
    quotes: tuple[Quote, ...],
    item_id: str = "",
) -> Item:
    """With an id from its words where it has none. Raises `RowError` if options and key do not fit the kind, or if it
    rests on no sentence."""
    name = item_id.strip() or f"t-{sha256(f'{kind}|{concept_id}|{stem}'.encode()).hexdigest()[:12]}"
    if not quotes:
        raise RowError("沒有原文：這個概念沒有定義可引，請在「原文」欄寫出題目所依據的句子（GIFT 請改用 CSV 或 XLSX）")
    hashes = tuple(sentence_hash(quote.text) for quote in quotes)
    item = Item(name, kind, concept_id, stem, options, key, explanation, quotes, hashes)
    try:
        problem = form_problem(item)
    except (TypeError, IndexError, KeyError):
        problem = "選項與答案不合題型"
    if problem:
        raise RowError(_said(problem, kind))
    return item


def _said(problem: str, kind: ItemKind) -> str:
    return {
        "blank": "題幹的空格（______）數與答案的行數不同，或沒有答案",
        "single": "單選要有三個以上的選項和一個對的字母",
        "multiple": "多選要有兩個以上對的字母，而且不能全對",
        "matching": "配對要有三對以上，每行寫成「左 → 右」",
        "ordering": "排序要有三個以上的步驟，按正確的先後一行一個",
    }.get(kind, problem)


def write_row(item: Item) -> dict[str, str]:
    """The row that `read_row` reads back; pairs and steps come back in another order, with the key to match."""
    options, answer = "", ""
    if item.kind in ("single", "multiple"):
        options = _option_cell(item.options)
        answer = "".join(letter(n) for n in ([item.key] if item.kind == "single" else item.key))
    elif item.kind == "true_false":
        answer = "對" if item.key else "錯"
    elif item.kind == "blank":
        answer = "\n".join("｜".join(accepted) for accepted in item.key)
    elif item.kind == "matching":
        right = item.options["right"]
        options = "\n".join(f"{left} → {right[n]}" for left, n in zip(item.options["left"], item.key, strict=True))
    elif item.kind == "ordering":
        options = _option_cell([item.options[n] for n in item.key])
    else:
        answer = "\n".join(_point_cell(point) for point in item.key)
    quotes = "\n".join(_quote_line(quote, item) for quote in item.quotes)
    cells = (item.id, KIND_NAMES[item.kind], item.concept_id, item.stem, options, answer, item.explanation, quotes)
    return dict(zip(COLUMNS, cells, strict=True))


def _option_cell(options: Sequence[str]) -> str:
    """With letters where an option's own first letter would be taken for one."""
    if any(map(_LABEL.match, options)):
        options = [f"{letter(n)}. {option}" for n, option in enumerate(options)]
    return "\n".join(options)


def _quote_line(quote: Quote, item: Item) -> str:
    """With its document where that is not the concept's own: the same sentence may stand in another one, too."""
    words = " ".join(quote.text.split())
    return words if quote.document_id == item.concept_id else f"〔{quote.document_id}〕{words}"


def _point_cell(point: Mapping[str, Any]) -> str:
    others = [f"{_UNLIKE}{text}" for text in point.get("unlike", ())]
    wordings = "｜".join([*dict.fromkeys([point["point"], *point["accept"]]), *others])
    mark = _EXACT if point.get("exact") else _GENUS if point.get("genus") else ""
    return f"{mark}{wordings}"


def kind_of(text: str) -> ItemKind | None:
    """The kind that a cell names, in either script.

    >>> kind_of("单选题"), kind_of("猜謎")
    ('single', None)
    """
    wanted = words_only(text).removesuffix("题")
    return next((kind for kind, name in KIND_NAMES.items() if wanted in (words_only(name), words_only(kind))), None)


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _by_letter(options: list[str]) -> list[str]:
    """The options without their letters, in the order of these. Raises `RowError`."""
    found = [_LABEL.match(option) for option in options]
    letters = [unicodedata.normalize("NFKC", m[1] or m[2]).upper() for m in found if m]
    if not letters:
        return options
    if sorted(letters) != [letter(n) for n in range(len(options))]:
        raise RowError(
            "選項前面的字母要每項都寫，從 A 起各用一次，或都不寫；文字本來就以字母開頭的，前面再加上 A.、B.……"
        )
    texts = {mark: _LABEL.sub("", option) for mark, option in zip(letters, options, strict=True)}
    if not all(texts.values()):
        raise RowError("有一個選項只有字母，沒有文字")
    return [texts[mark] for mark in sorted(letters)]


def _places(answer: str, count: int) -> list[int]:
    """Which options the letters of an answer name, in its order. Raises `RowError`."""
    letters = re.sub(r"[\s,、;.()]|以及|和|及", "", unicodedata.normalize("NFKC", answer)).upper()
    places = [ord(char) - 65 for char in letters]
    if not places or not all(0 <= place < count for place in places):
        raise RowError(f"答案「{answer}」不是選項的字母")
    return places


def _single(options: list[str], answer: str, _: str) -> tuple[Any, Any]:
    rows = _by_letter(options)
    chosen = set(_places(answer, len(rows)))
    if len(chosen) != 1:
        raise RowError(f"單選的答案「{answer}」不只一個")
    return rows, chosen.pop()


def _multiple(options: list[str], answer: str, _: str) -> tuple[Any, Any]:
    rows = _by_letter(options)
    return rows, sorted(set(_places(answer, len(rows))))


def _true_false(options: list[str], answer: str, _: str) -> tuple[Any, Any]:
    word = words_only(answer)
    if len(options) == 2 and word in ("a", "b"):
        answer = _by_letter(options)["ab".index(word)]
        word = words_only(answer)
    if marks := {char in _TICKS for char in answer if char in _TICKS | _CROSSES}:
        if word or len(marks) > 1:
            raise RowError(f"判斷題的答案「{answer}」不是「對」或「錯」")
        return ["正確", "錯誤"], marks.pop()
    if word not in _RIGHT | _WRONG:
        raise RowError(f"判斷題的答案「{answer}」不是「對」或「錯」")
    return ["正確", "錯誤"], word in _RIGHT


def _blank(_: list[str], answer: str, __: str) -> tuple[Any, Any]:
    return [], [[part for part in re.split(r"\s*[｜|／]\s*", line) if part] for line in _lines(answer)]


def _matching(options: list[str], answer: str, stem: str) -> tuple[Any, Any]:
    if answer:
        raise RowError(f"配對的「答案」要留空，卻寫了「{answer}」；對的配法在選項裡寫成「左 → 右」")
    pairs = [_ARROW.split(option, maxsplit=1) for option in options]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise RowError("配對的每一行要寫成「左 → 右」")
    order = shuffled(len(pairs), stem)
    return (
        {"left": [left for left, _ in pairs], "right": [pairs[n][1] for n in order]},
        [order.index(n) for n in range(len(pairs))],
    )


def _ordering(options: list[str], answer: str, stem: str) -> tuple[Any, Any]:
    """The steps as they are written, or, where they have letters, as the answer orders these. Raises `RowError`."""
    steps, written = _by_letter(options), [_LABEL.sub("", option) for option in options]
    if answer:
        order = _places(re.sub("→|->|>", "", answer), len(steps))
        if sorted(order) != list(range(len(steps))):
            raise RowError(f"排序的答案「{answer}」要把每一步的字母各寫一次")
        if order != sorted(order) and not any(map(_LABEL.match, options)):
            raise RowError(f"選項要按正確的先後寫，答案「{answer}」卻是另一個先後；請留空，或在每一步前面寫上字母")
        written = [steps[n] for n in order]
    elif written != steps:
        raise RowError("選項前面的字母與寫的先後不同；請在答案寫出正確的先後，例如 BCA")
    places = shuffled(len(written), stem)
    return [written[n] for n in places], [places.index(n) for n in range(len(written))]


def _open(_: list[str], answer: str, __: str) -> tuple[Any, Any]:
    if not answer:
        raise RowError("要在「答案」寫要點，一行一個")
    points = []
    for line in _lines(answer):
        written = [part for part in _OR.split(line.removeprefix(_EXACT).removeprefix(_GENUS)) if part]
        parts = [part for part in written if not part.startswith(_UNLIKE)]
        others = [part.removeprefix(_UNLIKE) for part in written if part.startswith(_UNLIKE)]
        if parts:
            made: dict[str, Any] = {"point": parts[0], "accept": parts}
            made |= {"exact": True} if line.startswith(_EXACT) else {"genus": True} if line.startswith(_GENUS) else {}
            points.append(made | ({"unlike": others} if others else {}))
    return [], points


def shuffled(count: int, stem: str) -> list[int]:
    """Another order than the written one, the same for the same stem."""
    chance = random.Random(sha256(stem.encode()).hexdigest())
    order = list(range(count))
    while count > 1 and order == list(range(count)):
        chance.shuffle(order)
    return order


_READERS: dict[ItemKind, Callable[[list[str], str, str], tuple[Any, Any]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "blank": _blank,
    "matching": _matching,
    "ordering": _ordering,
    "term": _open,
    "short": _open,
    "case": _open,
}


def gather(rows: Sequence[tuple[int, Callable[[], Item]]], remark: Callable[[Item], str]) -> ImportReport:
    """Reads every row, whatever is wrong with the others; the same item twice is a bad row as well."""
    items: dict[str, Item] = {}
    bad, notes = [], []
    for number, read in rows:
        try:
            item = read()
        except RowError as error:
            bad.append(BadRow(number, str(error)))
            continue
        if item.id in items:
            bad.append(BadRow(number, f"與前面的題目相同（{item.id}）"))
            continue
        items[item.id] = item
        if said := remark(item):
            notes.append(BadRow(number, said))
    return ImportReport(tuple(items.values()), tuple(bad), tuple(notes))
