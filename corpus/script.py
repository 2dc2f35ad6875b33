"""Traditional and simplified: which of them a text is in, and conversion for display.

OpenCC's t2s and s2tw set characters right and leave the words alone; the regional tables (tw2sp, s2twp) are not used,
since they turn 效能 into 性能.

>>> to_simplified("協調"), to_traditional("协调"), detect_script("協調")
('协调', '協調', 'trad')
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from opencc import OpenCC

from corpus.records import Script

# Many characters are regular in both scripts (后, 里, 范), so texts are judged by the rest, and leniently.
_CLEAR = 0.85


@cache
def _converter(name: str) -> Any:
    return OpenCC(name)


# t2s leaves every 著 alone; as a particle (存在著) it is 着 in simplified, in these words it stays.
_PARTICLE = re.compile("(?<![显名原专编土卓昭论译遗巨拙合])著(?![名作述者称书录译])")


def to_simplified(text: str) -> str:
    """`text` in simplified characters (OpenCC t2s, and the particle 著 as 着).

    >>> to_simplified("存在著顯著的不同")
    '存在着显著的不同'
    """
    return _PARTICLE.sub("着", str(_converter("t2s").convert(text)))


def to_traditional(text: str) -> str:
    """`text` in traditional characters as Taiwan writes them (OpenCC s2tw)."""
    return str(_converter("s2tw").convert(text))


@cache
def _only() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only traditional, and only simplified, text uses."""

    def table(name: str) -> dict[str, list[str]]:
        rows = files("opencc").joinpath(f"dictionary/{name}").read_text("utf-8").splitlines()
        return {a: b.split(" ") for a, _, b in (row.partition("\t") for row in rows) if len(a) == 1}

    trad = {a for a, bs in table("TSCharacters.txt").items() if a not in bs}
    simp = {a for a, bs in table("STCharacters.txt").items() if a not in bs}
    return frozenset(trad - simp), frozenset(simp - trad)


def detect_script(text: str) -> Script:
    """The script of `text`; one without any telling character counts as traditional, where nothing needs converting
    for a reader of either."""
    only_trad, only_simp = _only()
    trad = sum(1 for c in text if c in only_trad)
    simp = sum(1 for c in text if c in only_simp)
    if trad >= _CLEAR * (trad + simp):
        return "trad"
    return "simp" if simp >= _CLEAR * (trad + simp) else "mixed"
