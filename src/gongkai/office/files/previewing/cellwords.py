"""The words of a number in a cell, as its format shows it: dates, shares, money, codes with their zeros."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: Formats that a workbook names by number only (ECMA-376 part 1, 18.8.30); those of dates as East Asian programs show them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 15: "yyyy-mm-dd", 16: "mm-dd", 17: "yyyy-mm", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "mm-dd", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?][0#?,.]*")
_MOST = Decimal(10) ** 15


def words(value: str, code: str, *, from_1904: bool = False) -> str:
    """A stored number under a format; as it is where the format says nothing of it.

    >>> words("0.1255", "0.0%"), words("1234567.5", '"¥"#,##0.00'), words("230102", "00000000")
    ('12.6%', '¥1,234,567.50', '00230102')
    >>> words("46091", 'yyyy"年"m"月"d"日"'), words("46091.5", "yyyy/m/d h:mm"), words("0.30000000000000004", "")
    ('2026年3月10日', '2026-03-10 12:00', '0.3')
    >>> words("-12.5", '#,##0.00_);(#,##0.00)'), words("110101199003070011", "General")
    ('(12.50)', '110101199003070011')
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    bare = _QUOTED.sub("", code).lower()
    if re.search(r"[ymdhs]", bare.replace("general", "")):
        return _moment(number, code, bare, from_1904=from_1904) or _plain(number)
    section = _section(code, number)
    bare = _QUOTED.sub(lambda match: "\0" * len(match[0]), section)
    found = _DIGITS.search(bare)
    if (found is None or not found[0].strip("?")) and section != code and "general" not in bare.lower():
        return _said(section).strip() or _plain(number)  # a part that shows no amount: "-" for nothing
    if found is None or abs(number) >= _MOST or re.search(r"[/e@]", bare.lower()):
        return _plain(number)
    return _formatted(number, section, found, signed=section == code.split(";", maxsplit=1)[0])


def _section(code: str, number: Decimal) -> str:
    """The part of a format for positive, negative or no amounts."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if number < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if number == 0 and len(parts) > 2 else parts[0]


def _formatted(number: Decimal, section: str, found: re.Match[str], *, signed: bool) -> str:
    pattern = found[0]
    whole, _, part = pattern.partition(".")
    decimals = len(part.replace(",", ""))
    before, after = _said(section[: found.start()]), _said(section[found.end() :])
    amount = abs(number) * (100 if "%" in after + before else 1)
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if part.endswith("#") and "." in text:
        text = text.rstrip("0").rstrip(".")
    least = whole.count("0")
    digits, dot, rest = text.partition(".")
    if "," not in whole:
        digits = digits.zfill(least)
    minus = "-" if number < 0 and signed and rounded else ""
    return f"{minus}{before}{digits}{dot}{rest}{after}".strip()


def _said(text: str) -> str:
    """What stands literally in a piece of a format."""
    return _LITERAL.sub(lambda match: match[1] or match[2] or match[3] or "", text).replace("?", "")


def _plain(number: Decimal) -> str:
    """As a person writes it: no powers of ten, and no more digits than a program keeps."""
    if number == number.to_integral_value() or abs(number) >= _MOST:
        return f"{number:.0f}"
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(number: Decimal, code: str, bare: str, *, from_1904: bool) -> str:
    days = float(number)
    if not 0 <= days < 2_958_466:
        return ""
    # Day 60 of the first calendar is a 29 February that never was.
    base = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001
    at = base + timedelta(seconds=round(days * 86_400))
    clock = f"{at:%H:%M:%S}" if "s" in bare else f"{at:%H:%M}"
    if "[h" in code.lower():
        whole = round(days * 1440)
        return f"{whole // 60}:{whole % 60:02d}"
    shown_day = _day(at, code, bare)
    if "h" in bare or ("s" in bare and "y" not in bare and "d" not in bare):
        return f"{shown_day} {clock}".strip()
    return shown_day


def _day(at: datetime, code: str, bare: str) -> str:
    year, day = "y" in bare, "d" in bare
    month = year or day
    if not month:
        return f"{at:%m}" if "m" in bare and "h" not in bare and "s" not in bare else ""
    if "月" in code:
        return (f"{at.year}年" if year else "") + f"{at.month}月" + (f"{at.day}日" if day else "")
    return "-".join(part for part, there in ((f"{at:%Y}", year), (f"{at:%m}", month), (f"{at:%d}", day)) if there)
