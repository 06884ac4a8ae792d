"""The ways Word counts: 一、十一、①、甲、iv…, as text."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def numeral(style: str, value: int) -> str:
    """``value`` in a style of numbering (``w:numFmt``); in Arabic figures where the style is not known.

    >>> [numeral("chineseCounting", value) for value in (3, 10, 12, 20, 105)]
    ['三', '十', '十二', '二十', '一百〇五']
    >>> numeral("decimalEnclosedCircleChinese", 3), numeral("upperRoman", 14), numeral("lowerLetter", 28)
    ('③', 'XIV', 'bb')
    """
    if value < 0 or value > 9999:
        return str(value)
    made = _WAYS.get(style)
    return made(value) if made else str(value)


def counted(value: int, digits: str = _DIGITS, units: str = "千百十") -> str:
    """As one counts in Chinese, up to 9999.

    >>> counted(1024), counted(110)
    ('一千〇二十四', '一百一十')
    """
    if value == 0:
        return digits[0]
    found, gap = "", False
    for place, unit in ((1000, units[0]), (100, units[1]), (10, units[2]), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            found += (digits[0] if gap and found else "") + digits[digit] + unit
            gap = False
        else:
            gap = True
    first = digits[1] + units[2]
    return found[1:] if found.startswith(first) else found


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value else "0"


def _roman(value: int) -> str:
    found = ""
    for worth, sign in (*_ROMAN, *_ROMAN_SMALL):
        times, value = divmod(value, worth)
        found += sign * times
    return found or "0"


def _enclosed(first: str, most: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= most else str(value)


def _of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value else "0"


_COUNTING = (
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting taiwaneseCountingThousand "
    "japaneseDigitalTenThousand koreanDigital koreanCounting"
)
_WAYS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_COUNTING.split(), counted),
    "ideographDigital": lambda value: "".join(_DIGITS[int(digit)] for digit in str(value)),
    "chineseLegalSimplified": lambda value: counted(value, _LEGAL, "仟佰拾"),
    "ideographLegalTraditional": lambda value: counted(value, _LEGAL, "仟佰拾"),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}
