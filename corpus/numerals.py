"""Chinese numerals: read in every shape that either script writes, written in the plain one."""

# 壹貳參, in the shapes that both scripts write
FORMAL_DIGITS = ("壹弌", "貳贰貮弍", "參叁参叄弎", "肆", "伍", "陸陆", "柒", "捌", "玖")
_DIGITS = (
    {c: i for i, c in enumerate("〇一二三四五六七八九")}
    | {"零": 0, "兩": 2, "两": 2}
    | {c: i + 1 for i, shapes in enumerate(FORMAL_DIGITS) for c in shapes}
)
_SIZES = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_MYRIAD = "萬万"
_WRITTEN = "零一二三四五六七八九"


def chinese_number(numeral: str) -> int:
    """What a numeral says; Arabic digits of either width are taken as well. Raises `KeyError` for another character.

    >>> [chinese_number(n) for n in ("二十三", "貳拾參", "十", "两", "一百零五", "一〇五", "三萬", "30")]
    [23, 23, 10, 2, 105, 105, 30000, 30]
    """
    if numeral.isdigit() and not any(char in _DIGITS for char in numeral):
        return int(numeral)
    total = section = digit = 0
    for char in numeral:
        if char in _SIZES:
            section, digit = section + (digit or 1) * _SIZES[char], 0
        elif char in _MYRIAD:
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        else:
            digit = 10 * digit + _DIGITS[char]
    return total + section + digit


def chinese_numeral(number: int) -> str:
    """A whole number from 0 to 9,999 in Chinese; a greater one in Arabic digits.

    >>> [chinese_numeral(n) for n in (0, 2, 10, 15, 30, 105, 120)]
    ['零', '二', '十', '十五', '三十', '一百零五', '一百二十']
    """
    if not 0 <= number < 10_000:
        return str(number)
    text, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            one = digit == 1 and size == 10 and not text
            text += ("零" if zero else "") + ("" if one else _WRITTEN[digit]) + unit
            zero = False
        elif text and number:
            zero = True
    return text or _WRITTEN[0]
