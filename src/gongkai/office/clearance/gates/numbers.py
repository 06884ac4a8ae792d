"""Numbers, dates and amounts as they are written in official Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(
    r"[-－−]?[ ]?(\d{1,15}|\d{1,3}(?:[,，]\d{3}){1,5})(\.\d{1,10})?[ ]?(%|％)?(?:(?![年月日号])[一-龥]{1,4})?"
)
_BLANK = frozenset({"", "-", "—", "——", "－", "–", "/", "／", "\\", "无", "*", "…"})
_DIGITS = {char: str(index) for index, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "０": "0", "0": "0", "O": "0"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a cell: its value, its decimals, whether it is a percentage."""

    value: Decimal
    decimals: int
    percent: bool


def number(text: str) -> Number | None:
    """The number that a cell holds (with thousands marks, a percent sign or a unit), or nothing. A date is no number.

    >>> number("1,234.50万元")
    Number(value=Decimal('1234.50'), decimals=2, percent=False)
    >>> number("第3期"), number("2026年预算")
    (None, None)
    """
    text = text.strip()
    match = _NUMBER.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        return None
    fraction = match[2] or ""
    value = Decimal(re.sub("[,，]", "", match[1]) + fraction)
    return Number(-value if text[0] in "-－−" else value, max(0, len(fraction) - 1), bool(match[3]))


def blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, a stroke."""
    return text.strip() in _BLANK


def exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def lettered(text: str) -> int | None:
    """A number in Chinese numerals below 100, or a year digit by digit.

    >>> [lettered(t) for t in ("二〇二六", "十二", "二十", "三十一", "廿")]
    [2026, 12, 20, 31, None]
    """
    if text and all(char in _DIGITS for char in text):
        return int("".join(_DIGITS[char] for char in text))
    head, ten, tail = text.partition("十")
    if not ten or any(char not in _DIGITS for char in head + tail) or len(head) > 1 or len(tail) > 1:
        return None
    return int(_DIGITS[head] if head else "1") * 10 + int(_DIGITS[tail] if tail else "0")
