"""一　總則: a numeral with white space behind it in place of a 、.

The same beginning has many other uses (一 般, table rows, items of old statutes), so a line counts only among its
siblings: 一, 二, … in order, at least two, every one a short caption with its own text below it.

>>> text = "一　總則\\n協調應當依法。\\n二　分工\\n主辦單位負責彙整。\\n"
>>> from corpus.lines import iter_lines
>>> lines = list(iter_lines(text))
>>> spaced_markers(text, lines, [None] * 4)
{0: Marker(kind='cn', number=1, end=2), 2: Marker(kind='cn', number=2, end=15)}
"""

import re
from collections.abc import Sequence

from corpus.lines import Line
from corpus.numbering import Marker
from corpus.numerals import chinese_number

# No white space inside the caption: with it the line is as likely a row of a table. No stop, no comma, no figures.
_SPACED = re.compile(r"([一二三四五六七八九十]{1,3})[ \u3000]{1,4}([^\W\d_][^\s，,。；;：:！!？?、…．.|]{1,19})$")


def spaced_markers(text: str, lines: Sequence[Line], markers: Sequence[Marker | None]) -> dict[int, Marker]:
    """The markers of such headings by their row in `lines` (none blank); `markers` are the ordinary ones."""
    found: dict[int, Marker] = {}
    for row, line in enumerate(lines):
        match = _SPACED.match(text, line.first, line.last) if markers[row] is None else None
        if match is not None:
            found[row] = Marker("cn", chinese_number(match[1]), match.start(2))
    runs: list[list[int]] = []
    for row, marker in found.items():
        if runs and found[runs[-1][-1]].number == marker.number - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    kept: dict[int, Marker] = {}
    for run in runs:
        with_text = all(row + 1 < len(lines) and row + 1 not in found for row in run)
        if len(run) > 1 and found[run[0]].number == 1 and with_text:
            kept |= {row: found[row] for row in run}
    return kept
