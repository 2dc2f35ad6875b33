"""Anki decks. A second import updates the notes, for their GUIDs come from the items' ids.

One note type for all kinds: the question with its options in front; answer, explanation and quotations behind. One
deck a family of concepts, under one parent.
"""

import html
from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

import genanki

from app.study.records import Item
from app.study.wording import KIND_NAMES, family, family_name, key_lines, shown_options, sources

# Anki knows a note type and a deck by its number; these are ours for good.
MODEL_ID = 1_765_203_411
PARENT = "協調通"
FIELDS = ("編號", "題型", "題幹", "選項", "答案", "解析", "原文")
_FRONT = '<div class="kind">{{題型}}</div><div class="stem">{{題幹}}</div><div class="options">{{選項}}</div>'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="key">{{答案}}</div><div class="why">{{解析}}</div>'
    '<div class="source">{{原文}}</div>'
)
_STYLE = (
    '.card { font: 18px/1.7 "Noto Sans CJK TC","PingFang TC","Microsoft JhengHei",sans-serif; text-align: left; '
    "max-width: 36em; margin: 0 auto; } .kind, .source { font-size: .8em; opacity: .7; } .key { font-weight: 600; } "
    ".options, .why, .source { margin-top: .7em; }"
)


def note_guid(item_id: str) -> str:
    """The same for an item in every export."""
    return str(genanki.guid_for("xietiao", item_id))


def deck_id(name: str) -> int:
    """A stable number for a deck's name, in the range that Anki itself uses."""
    return (1 << 30) + int.from_bytes(sha256(name.encode()).digest()[:4], "big") % (1 << 30)


def apkg(items: Iterable[Item], concepts: Collection[str], at: float | None = None) -> bytes:
    """A package with all items; `concepts` are the ids of the corpus, which sort the items into decks. `at` is the time
    of writing in seconds of the epoch, now if None: Anki updates notes that are newer than its own."""
    model = genanki.Model(
        MODEL_ID,
        "協調通題目",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "題目", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, genanki.Deck] = {}
    for item in items:
        name = f"{PARENT}::{family_name(family(item.concept_id, concepts))}"
        deck = decks.setdefault(name, genanki.Deck(deck_id(name), name))
        deck.add_note(
            genanki.Note(
                model=model,
                guid=note_guid(item.id),
                fields=[
                    item.id,
                    KIND_NAMES[item.kind],
                    _lines([item.stem]),
                    _lines(shown_options(item)),
                    _lines(key_lines(item)),
                    _lines([item.explanation]),
                    _lines(sources(item)),
                ],
                tags=[item.kind, item.concept_id.replace(" ", "_")],
            )
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(list(decks.values())).write_to_file(path, timestamp=time() if at is None else at)
        return path.read_bytes()


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(html.escape(line).replace("\n", "<br>") for line in lines)
