"""The sheet as Markdown; what was written or quoted is shown as it is, never read as markup.

>>> escaped("<b> [a](b) *c*")
'\\\\<b\\\\> \\\\[a\\\\](b) \\\\*c\\\\*'
"""

import re

from app.disputes.exporting.sheet import Line, Sheet

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&])|^([#+-])|^(\d+)([.)])")


def markdown(sheet: Sheet) -> str:
    lines = [f"# {escaped(sheet.title)}"]
    for part in sheet.parts:
        lines += ["", f"## {escaped(part.heading)}", "", *(_line(line) for line in part.lines)]
    return "\n".join([*lines, "", "---", "", escaped(sheet.foot), ""])


def escaped(text: str) -> str:
    """On one line, with a backslash before every mark that would be read as markup."""
    line = " ".join(text.split("\n"))
    return _MARKUP.sub(lambda m: f"{m[3]}\\{m[4]}" if m[3] else "\\" + m[0], line)


def _line(line: Line) -> str:
    box = "" if line.done is None else "[x] " if line.done else "[ ] "
    said = escaped(line.said)
    if not line.quoted:
        return f"- {box}{said}"
    quoted = f"「{escaped(line.quoted)}」（{escaped(line.source)}）"
    return f"- {box}{said}：{quoted}" if said else f"- {box}{quoted}"
