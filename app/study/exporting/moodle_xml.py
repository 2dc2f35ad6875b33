"""Moodle XML (https://docs.moodle.org/en/Moodle_XML_format): every kind in Moodle's own question type.

| kind | question type |
|---|---|
| `single`, `multiple` | `multichoice` |
| `true_false` | `truefalse` |
| `blank` | `shortanswer`, or `cloze` for several blanks |
| `matching` | `matching` |
| `ordering` | `ordering`, which Moodle has from 4.4 on |
| `term`, `short`, `case` | `essay`, with the key points for the marker |
"""

import html
import re
from collections.abc import Collection, Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.study.balance import BLANK
from app.study.exporting.gift import weight
from app.study.records import Item
from app.study.wording import family, family_name, key_lines, sources

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "ordering": "ordering",
    "term": "essay",
    "short": "essay",
    "case": "essay",
}


def moodle_xml(items: Iterable[Item], concepts: Collection[str]) -> bytes:
    """A question bank in UTF-8, in one category for each family of concepts."""
    quiz = Element("quiz")
    category = ""
    for item in sorted(items, key=lambda item: family(item.concept_id, concepts)):
        name = family_name(family(item.concept_id, concepts))
        if name != category:
            holder = SubElement(SubElement(quiz, "question", type="category"), "category")
            _text(holder, f"$course$/top/協調通/{name}")
            category = name
        _question(quiz, item)
    indent(quiz)
    body: bytes = tostring(quiz, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _question(quiz: Element, item: Item) -> None:
    several = item.kind == "blank" and len(item.key) > 1
    kind = "cloze" if several else "shortanswer" if item.kind == "blank" else _TYPES[item.kind]
    question = SubElement(quiz, "question", type=kind)
    _text(SubElement(question, "name"), f"{item.id} {item.stem[:40]}")
    stem = _cloze(item) if several else _html(item.stem)
    _text(SubElement(question, "questiontext", format="html"), stem)
    _text(SubElement(question, "generalfeedback", format="html"), _feedback(item))
    if kind != "cloze":
        SubElement(question, "defaultgrade").text = "1.0"
    SubElement(question, "penalty").text = "0"
    SubElement(question, "hidden").text = "0"
    SubElement(question, "idnumber").text = item.id
    if kind in _WRITERS:
        _WRITERS[kind](question, item)
    tags = SubElement(question, "tags")
    for tag in (item.kind, item.concept_id):
        _text(SubElement(tags, "tag"), tag)


def _choice(question: Element, item: Item) -> None:
    single = item.kind == "single"
    SubElement(question, "single").text = "true" if single else "false"
    SubElement(question, "shuffleanswers").text = "true"
    SubElement(question, "answernumbering").text = "ABCD"
    rights = [item.key] if single else item.key
    wrong = "0" if single else "-100"
    for number, option in enumerate(item.options):
        _answer(question, _html(option), weight(len(rights)) if number in rights else wrong, "html")


def _true_false(question: Element, item: Item) -> None:
    for word, right in (("true", item.key), ("false", not item.key)):
        _answer(question, word, "100" if right else "0", "moodle_auto_format")


def _short_answer(question: Element, item: Item) -> None:
    SubElement(question, "usecase").text = "0"
    for accepted in item.key[0]:
        # an asterisk would stand for any text
        _answer(question, accepted.replace("*", r"\*"), "100", "moodle_auto_format")


def _matching(question: Element, item: Item) -> None:
    SubElement(question, "shuffleanswers").text = "true"
    right = item.options["right"]
    pairs = [(left, right[place]) for left, place in zip(item.options["left"], item.key, strict=True)]
    pairs += [("", text) for place, text in enumerate(right) if place not in item.key]
    for left, text in pairs:
        row = SubElement(question, "subquestion", format="html")
        _text(row, _html(left))
        _text(SubElement(row, "answer"), text)


def _ordering(question: Element, item: Item) -> None:
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        SubElement(question, name).text = value
    for number, place in enumerate(item.key, 1):
        _answer(question, _html(item.options[place]), f"{number}.0000000", "html")


def _essay(question: Element, item: Item) -> None:
    for name, value in (
        ("responseformat", "plain"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        SubElement(question, name).text = value
    points = "".join(f"<li>{html.escape(line)}</li>" for line in key_lines(item))
    _text(SubElement(question, "graderinfo", format="html"), f"<ol>{points}</ol>")
    _text(SubElement(question, "responsetemplate", format="html"), "")


_WRITERS = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}


def _cloze(item: Item) -> str:
    """Several blanks in one text: `{1:SHORTANSWER:=甲~=乙}` in the place of each."""
    parts, at = [], 0
    for gap, accepted in zip(BLANK.finditer(item.stem), item.key, strict=True):
        choices = "~".join("=" + re.sub(r"([}#~/\\\"*])", r"\\\1", text) for text in accepted)
        parts += [_html(item.stem[at : gap.start()]), f"{{1:SHORTANSWER:{html.escape(choices, quote=False)}}}"]
        at = gap.end()
    return "".join([*parts, _html(item.stem[at:])])


def _feedback(item: Item) -> str:
    return "".join(f"<p>{_html(line)}</p>" for line in [item.explanation, *sources(item)] if line)


def _answer(question: Element, text: str, fraction: str, form: str) -> None:
    answer = SubElement(question, "answer", fraction=fraction, format=form)
    _text(answer, text)
    _text(SubElement(answer, "feedback", format="html"), "")


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = _NOT_XML.sub("", text)


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
