"""Questions and answers as texts print them: "問：…" with "答：…" below it.

>>> text = "問：食堂幾點開放？\\n答：七時至九時。假日不開。\\n問：可以打包嗎？\\n答：不可以。\\n\\n以上由後勤科解釋。"
>>> [(text[a:b], text[c:d]) for (a, b), (c, d) in exchanges(text)]
[('問：食堂幾點開放？', '答：七時至九時。假日不開。'), ('問：可以打包嗎？', '答：不可以。')]
"""

import re
from functools import lru_cache

from corpus.lines import iter_lines, trim
from corpus.outline import find_sections

Span = tuple[int, int]

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_ASKED = re.compile(rf"(?:{_NUMBER}[、.．]\s*)?(?:[問问]题?|題|[QqＱ])\s*{_NUMBER}?\s*[:：.．、]")
_ANSWERED = re.compile(rf"(?:[答覆]|回答|[AaＡ])\s*{_NUMBER}?\s*[:：.．、]")


@lru_cache(maxsize=16)
def exchanges(text: str) -> tuple[tuple[Span, Span], ...]:
    """Each question's line and its answer, which goes on to the next question, an empty line or a heading."""
    found: list[tuple[Span, Span]] = []
    asked: Span | None = None
    answer: Span | None = None

    def close() -> None:
        if asked and answer:
            found.append((asked, answer))

    headings = {trim(text, section.start, section.end)[0] for section in find_sections(text)}
    for line in iter_lines(text, 0, len(text)):
        if _ASKED.match(text, line.first, line.last):
            close()
            asked, answer = (line.first, line.last), None
        elif asked and _ANSWERED.match(text, line.first, line.last):
            answer = (answer[0] if answer else line.first, line.last)
        elif answer and not line.blank and line.first not in headings:
            answer = (answer[0], line.last)
        elif answer:
            close()
            asked = answer = None
        elif asked and not line.blank:
            asked = (asked[0], line.last)
    close()
    return tuple(found)
