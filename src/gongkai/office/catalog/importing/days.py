"""Days as people write them in tables."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from gongkai.office.units.importing.values import day_for

#: Excel counts days from here (its 1900 was a leap year).
_EXCEL_START = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 to 2099
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")


def day_of(words: str, raw: object = None) -> date | None:
    """The day that a cell says, or None.

    >>> day_of("2026年3月5日"), day_of("二〇二六年三月二十一日"), day_of("46086"), day_of("2026.3.5")
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 21), datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    >>> day_of("去年三月") is None
    True
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    words = words.strip()
    if words.isascii() and words.isdigit() and len(words) == 5:
        serial = int(words)
        return _EXCEL_START + timedelta(days=serial) if _FIRST_SERIAL <= serial <= _LAST_SERIAL else None
    if found := _CHINESE.fullmatch(words):
        return day_for(f"{found[1].translate(_DIGITS)}-{_number(found[2])}-{_number(found[3])}")
    return day_for(re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", words))


def _number(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return int(words.translate(_DIGITS))
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (int(ones.translate(_DIGITS)) if ones else 0)
