"""Hard-wrapped text: does a line go on in the next?"""

from functools import lru_cache

from corpus.lines import iter_lines

_STOPS = "。！？!?；;：:…"
_CLOSERS = "”’」』）)】》〉〕\"'"


@lru_cache(maxsize=8)
def wrap_width(text: str) -> int | None:
    """The width in characters at which the text is wrapped throughout, or None.

    Of a wrapped text most lines that stop inside a sentence have nearly the same width, which few lines exceed.
    """
    widths = [(line.width, text[line.last - 1]) for line in iter_lines(text) if not line.blank]
    inside = sorted(w for w, last in widths if last not in _STOPS and last not in _CLOSERS and w >= 12)
    if len(inside) < 4:
        return None
    width = inside[int(len(inside) * 0.9)]
    near = sum(1 for w in inside if abs(w - width) <= 3)
    wider = sum(1 for w, _ in widths if w > width + 3)
    return width if width <= 80 and near * 2 >= len(inside) and wider * 10 <= len(widths) else None


def ends_sentence(text: str, end: int) -> bool:
    """Whether `text[:end]` stops with a stop, closing marks behind it aside."""
    while end > 0 and text[end - 1] in _CLOSERS:
        end -= 1
    return end > 0 and text[end - 1] in _STOPS


def goes_on(text: str, first: int, last: int, width: int | None) -> bool:
    """Whether the line `text[first:last]` is one that the next line continues."""
    if width is not None and last - first >= width - 2:
        # At the wrapping width even a ； or ： may stand inside the sentence, but not a full stop.
        return text[last - 1] not in "。！？" and not (text[last - 1] in _CLOSERS and ends_sentence(text, last))
    if ends_sentence(text, last) or text[last - 1] == "等":
        return False
    return text[last - 1] in "，,、（(「『《" or last - first >= 20
