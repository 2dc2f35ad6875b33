"""Radicals that PDF fonts put in place of the characters that look the same (⼈ for 人, ⻑ for 長).

>>> unify("⼈⻑")
'人長'
"""

import unicodedata
from functools import cache

# CJK Radicals Supplement from U+2E80 on, by Unicode's EquivalentUnifiedIdeograph; Unicode's own normalisation leaves
# them alone. A blank: no equivalent in the basic plane.
_SUPPLEMENT = (
    " 厂  乙亻冂几刀刂卜㔾小小兀尣尢 巳幺彑彐忄㣺扌攵 旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒㓁㓁网羊羊羊"
    "耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)


@cache
def _table() -> dict[int, str]:
    table = {0x2E80 + i: char for i, char in enumerate(_SUPPLEMENT) if char != " "}
    # Kangxi radicals and compatibility ideographs
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    return {code: char for code, char in table.items() if len(char) == 1}


def unify(text: str) -> str:
    """`text` with every such radical replaced by its character, one for one."""
    return text.translate(_table())
