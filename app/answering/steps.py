"""Steps told in sentences: 第一步…第二步…, 首先…其次…最後…, in one paragraph or one a line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.answering.texts import ListFound, Span, heading_span, innermost, key_of
from corpus.lines import trim
from corpus.numerals import chinese_number
from corpus.records import Document
from corpus.sentences import split_sentences

# What a list of steps is called (search keys).
ORDERED = re.compile("步骤|程序|流程|依(照|次|下列)|按下列|顺序")
_NUMBERED = re.compile(
    "第([一二三四五六七八九十]{1,3}|\\d{1,2})(步|个步骤|阶段)|第([一二三四五六七八九十]{1,3}|\\d{1,2})(?=[,、:])"
)
_FIRST = re.compile("首先|第一步先")
_NEXT = re.compile("其次|再次|再者|接着|接下来|然后|随后|而后|之后|再其次|第[二三四五六七八九]")
_LAST = re.compile("最后|最终")
# From one step to the next at most so many characters: what is farther apart is another matter.
FARTHEST = 400


def step_runs(document: Document) -> list[ListFound]:
    """The runs of steps told in a document's sentences, each with its members in order.

    A member reaches to the next one's beginning, the last to the end of its sentence."""
    key = key_of(document.text)
    return [_run(document, key, marks) for marks in (*_numbered(key), *_worded(key))]


def _begins(key: str, at: int) -> bool:
    """Whether a clause begins at an offset."""
    return at == 0 or key[at - 1] in "\n。;,:!? (-*•"


def _numbered(key: str) -> Iterator[list[int]]:
    """Offsets of 第一步, 第二步, … that follow each other."""
    marks: list[int] = []
    for found in _NUMBERED.finditer(key):
        if not _begins(key, found.start()):
            continue
        number = chinese_number(found[1] or found[3])
        if number == len(marks) + 1 and (not marks or found.start() - marks[-1] <= FARTHEST):
            marks.append(found.start())
        else:
            if len(marks) > 1:
                yield marks
            marks = [found.start()] if number == 1 else []
    if len(marks) > 1:
        yield marks


def _worded(key: str) -> Iterator[list[int]]:
    """Offsets of 首先, 其次, …, 最後 that follow each other."""
    marks: list[int] = []
    words = re.compile(f"(?P<first>{_FIRST.pattern})|(?P<next>{_NEXT.pattern})|(?P<last>{_LAST.pattern})")
    for found in words.finditer(key):
        if not _begins(key, found.start()):
            continue
        near = bool(marks) and found.start() - marks[-1] <= FARTHEST
        if found["first"] or not near:
            if len(marks) > 1:
                yield marks
            marks = [found.start()] if found["first"] else []
        else:
            marks.append(found.start())
            if found["last"]:
                yield marks
                marks = []
    if len(marks) > 1:
        yield marks


def _run(document: Document, key: str, marks: list[int]) -> ListFound:
    text = document.text
    line = text.rfind("\n", 0, marks[0]) + 1
    first, before = (
        marks[0],
        [s for s in split_sentences(text, line, min(marks[0] + FARTHEST, len(text))) if s[0] < marks[0]],
    )
    intro: Span | None = None
    if before:
        lead = before[-1]
        if lead[1] > marks[0] and key[marks[0] - 1] != ":":
            first = lead[0]  # "申請人首先填表": the subject belongs to the step
            intro = before[-2] if len(before) > 1 else None
        else:
            intro = trim(text, lead[0], min(lead[1], marks[0]))
    last = next(iter(split_sentences(text, marks[-1], min(marks[-1] + FARTHEST, len(text)))), (marks[-1], len(text)))[1]
    members = tuple(_bare(text, a, b) for a, b in pairwise([first, *marks[1:], last]))
    around = innermost(document, members[0][0], members[-1][1])
    return ListFound(document.id, intro or (heading_span(document, around) if around else members[0]), members)


def _bare(text: str, start: int, end: int) -> Span:
    """Without the white space and the bullet of the next line at its end."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in "-*•・"):
        end -= 1
    return trim(text, start, end)
