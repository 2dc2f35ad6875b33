"""Word's automatic numbers, which are in no paragraph's text: 壹、 甲、 一、 (二) 3. • as Word would show them."""

from typing import Any

from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "〇一二三四五六七八九十"
# ECMA-376, 17.18.59 (ST_NumberFormat); 拾 is the last of each, as 十 is above
_FORMAL = {
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾",
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾",
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital",
    "japaneseCounting", "taiwaneseDigital",
}  # fmt: skip
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


class Numbering:
    """Counts through a document; ask for the labels in the document's order, each paragraph once."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        root = _numbering_root(document)
        if root is None:
            return
        abstract = {a.get(f"{_W}abstractNumId"): a for a in root.iter(f"{_W}abstractNum")}
        for num in root.iter(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            definition = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in definition.iter(f"{_W}lvl") if definition is not None else ():
                key = (str(num.get(f"{_W}numId")), int(level.get(f"{_W}ilvl", "0")))
                self._levels[key] = (_val(level, "numFmt", "decimal"), _val(level, "lvlText", ""), _start(level))

    def label(self, paragraph: Paragraph) -> str:
        """The label of a numbered paragraph with a space behind it where Word leaves one; "" for others."""
        found = _num_of(paragraph)
        if found is None or (found[0], found[1]) not in self._levels:
            return ""
        num, depth = found
        form, pattern, start = self._levels[num, depth]
        if form == "none":
            return ""
        if form == "bullet":
            return "- "
        counts = self._counts.setdefault(num, [])
        del counts[depth + 1 :]
        while len(counts) < depth:
            counts.append(self._levels.get((num, len(counts)), ("", "", 1))[2])
        if len(counts) == depth:
            counts.append(start)
        else:
            counts[depth] += 1
        for i in range(depth + 1):
            pattern = pattern.replace(f"%{i + 1}", _numeral(counts[i], self._levels.get((num, i), (form, "", 1))[0]))
        return pattern if pattern.endswith(("、", ")", "）")) else f"{pattern} "


def _numbering_root(document: Any) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None


def _val(element: Any, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return str(child.get(f"{_W}val", default)) if child is not None else default


def _start(level: Any) -> int:
    value = _val(level, "start", "1")
    return int(value) if value.isdigit() else 1


def _num_of(paragraph: Paragraph) -> tuple[str, int] | None:
    """(numId, depth) from the paragraph, else from its style or the styles that it is based on."""
    properties = [paragraph._p.pPr]
    style: Any = paragraph.style
    while style is not None and len(properties) < 12:
        properties.append(style.element.pPr)
        style = style.base_style
    for holder in properties:
        num = holder.find(f"{_W}numPr") if holder is not None else None
        if num is not None:
            identifier = _val(num, "numId", "0")
            depth = _val(num, "ilvl", "0")
            return None if identifier == "0" or not depth.isdigit() else (identifier, int(depth))
    return None


def _numeral(number: int, form: str) -> str:
    if (form in _CHINESE or form in _FORMAL) and 0 < number < 100:
        digits = _FORMAL.get(form, _CN)
        tens, ones = divmod(number, 10)
        return (("" if tens == 1 else digits[tens]) + digits[10] if tens else "") + (digits[ones] if ones else "")
    if form == "ideographTraditional" and 0 < number <= len(_STEMS):
        return _STEMS[number - 1]
    if form in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    return str(number)
