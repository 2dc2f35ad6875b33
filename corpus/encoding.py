"""Which encoding a text file is in: byte order marks, then strict UTF-8, then what the bytes most plausibly say.

>>> decode("協調會議".encode("big5"))
Decoded(text='協調會議', encoding='cp950', damaged=0)
"""

import codecs
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
# Enough to tell the encodings apart; the score is a mean, so more text does not change it.
_SAMPLE = 200_000
# Below this mean score the characters are rare ones strung together: no text at all.
_PLAUSIBLE = 0.7
_MAX_DAMAGE = 0.01

_MOST_COMMON = (
    "的一是不了在人有我他這这中大來来上個个國国說说們们為为到和地也出得你要就子年作過过會会時时下自多"
    "後后對对生能行而可家方成與与日用發发經经成所事分法同工部關关政協协調调機机管理定公以及其之於于"
    "員员本位务務意見见議议題题決决領领導导職职責责單单辦办各級级門门第條条應应當当由者情形依據据規规"
    "章程序如前項项向報报請请接受主學学動动長长面進进民主義义度社等新合全體体些天高兩两外起又無无重並并"
    "資资料料制點点內内心三二十四五六七八九月實实現现加量都物利電电計计文水化力道性次因設设已此書书"
)
_PUNCTUATION = frozenset("，。、；：？！「」『』（）《》〈〉【】“”‘’…—·　〔〕～％")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`damaged` counts the bytes' places that could not be decoded (shown as U+FFFD)."""

    text: str
    encoding: str
    damaged: int = 0


class NotText(ValueError):
    """The bytes are no text in any encoding that Chinese files use."""


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a file, its byte order mark dropped. `declared` is what the file says of itself (HTML).

    Raises NotText for binary data.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_lenient(data[len(bom) :], encoding))
    for stated in ("utf-8", declared):
        decoded = _strict(data, stated) if stated else None
        if decoded is not None and not _has_control(decoded.text):
            return decoded
    sample = data[: _SAMPLE // 2 * 2]
    ranked = sorted(
        ((score, -i, e) for i, e in enumerate(_CANDIDATES) if (score := _plausibility(sample, e)) >= _PLAUSIBLE),
        reverse=True,
    )
    for _, _, encoding in ranked:
        # UTF-8 tells itself: here it is damaged, and still likelier than what follows
        decoded = _lenient(data, encoding) if encoding == "utf-8" else _strict(data, encoding)
        if decoded is not None and _is_sound(decoded):
            return decoded
    for encoding in [*(e for _, _, e in ranked), "utf-8"]:
        decoded = _lenient(data, encoding)
        if _is_sound(decoded) and (encoding != "utf-8" or decoded.damaged <= _MAX_DAMAGE * len(decoded.text)):
            return decoded
    western = _strict(data, "cp1252")
    if western is not None and not _has_control(western.text) and sum(b > 127 for b in data) * 10 < len(data):
        return western
    raise NotText("no plausible text encoding")


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text.removeprefix("\ufeff"), encoding, text.count("\ufffd"))


def _is_sound(decoded: Decoded) -> bool:
    """Whether it is a text with little damage; one place is forgiven in the shortest, as where a download was cut."""
    return decoded.damaged <= _most_damage(decoded.text) and not _has_control(decoded.text)


def _most_damage(text: str) -> float:
    return max(1, _MAX_DAMAGE * len(text))


def _checked(decoded: Decoded) -> Decoded:
    if not _is_sound(decoded):
        raise NotText(f"not {decoded.encoding} as its byte order mark says")
    return decoded


def _has_control(text: str) -> bool:
    """Whether control characters occur that no text file holds (a few stray ones are forgiven)."""
    strange = sum(text.count(chr(c)) for c in range(32) if c not in (9, 10, 11, 12, 13, 26))
    return "\x00" in text or strange * 500 > len(text)


@cache
def _weights() -> dict[str, float]:
    """How much a character speaks for a text: the most common ones 2, the common ones of either script 1."""
    # The first level of GB 2312 holds the 3,755 common simplified characters in order of sound.
    common = {
        c
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        for c in bytes((lead, trail)).decode("gb2312", "ignore")
    }
    rows = files("opencc").joinpath("dictionary/STCharacters.txt").read_text("utf-8").splitlines()
    for row in rows:
        simplified, _, traditional = row.partition("\t")
        if simplified in common:
            common.update(traditional.split(" "))
    weights = dict.fromkeys(common, 1.0) | dict.fromkeys(_PUNCTUATION, 1.5) | dict.fromkeys(_MOST_COMMON, 2.0)
    return weights


def _plausibility(data: bytes, encoding: str) -> float:
    """The mean weight of the characters beyond ASCII; -1 for none and for bytes that are not in the encoding."""
    if encoding.startswith("utf-16") and len(data) % 2:
        return -1.0
    text = data.decode(encoding, errors="replace")
    beyond = [c for c in text if ord(c) > 126]
    ascii_ = len(text) - len(beyond)
    if not beyond:
        # UTF-16 without a mark, Latin letters only
        return 1.0 if encoding.startswith("utf-16") and ascii_ and not _has_control(text) else -1.0
    if "\x00" in text or text.count("\ufffd") > _most_damage(text):
        return -1.0
    weights = _weights()
    return sum(
        weights.get(c, 0.3 if "\u4e00" <= c <= "\u9fff" or "\u00c0" <= c < "\u0250" else -0.5) for c in beyond
    ) / len(beyond)
