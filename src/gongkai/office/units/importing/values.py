"""What a row of the sheet says by itself, with everything that is wrong in single cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from gongkai.office.units import credit_code
from gongkai.office.units.importing.columns import kind_for
from gongkai.office.units.importing.outcome import PlannedRow, Problem
from gongkai.office.units.importing.sheet import Sheet, SheetRow, head_of
from gongkai.office.units.models import Unit, UnitKind

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: 0{1,2}:00(?::00)?)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def own_values(row: SheetRow, sheet: Sheet) -> PlannedRow:
    """The values of a row by field; each wrong cell is a problem of the row."""
    plan = PlannedRow(row.number, row.values.get("name", ""))
    if not plan.name:
        plan.problems.append(Problem(sheet.cell("name", row.number), "“名称”是空的，请填写单位全称。"))
    for field, words in row.values.items():
        try:
            value = _understood(field, words, field in row.numbers)
        except ValueError as error:
            plan.problems.append(Problem(sheet.cell(field, row.number), str(error)))
        else:
            if field not in {"name", "parent", "parent_code"}:
                plan.values[field] = value
    return plan


def _understood(field: str, words: str, as_number: bool) -> str | int | date:
    """The value of a cell. Raises ValueError with the sentence that says what is wrong."""
    if field in {"code", "parent_code"} and as_number:
        raise ValueError(f"“{head_of(field)}”存成了数字，Excel 只留 15 位有效数字，请把该列设为文本格式后重新填写。")
    return _READ.get(field, _words)(field, words)


def _words(field: str, words: str) -> str:
    if field == "parent":
        return words
    model_field: Any = Unit._meta.get_field(field)
    try:
        return str(model_field.clean(words, None))
    except ValidationError as error:
        problems = "；".join(text.rstrip("。") for text in error.messages)
        raise ValueError(f"{model_field.verbose_name}：{problems}。") from error


def _code(_field: str, words: str) -> str:
    code = credit_code.tidied(words)
    if problem := credit_code.problem(code):
        raise ValueError(problem)
    return code


def _kind(_field: str, words: str) -> str:
    kind = kind_for(words)
    if kind is None:
        raise ValueError(f"“{words[:40]}”不是单位类别，应为{'、'.join(UnitKind.labels)}之一。")
    return str(kind.value)


def _first_day(_field: str, words: str) -> date:
    day = day_for(words)
    if day is None:
        raise ValueError(f"“{words[:40]}”不是日期，请写成 2019-01-01 的样子。")
    return day


def _position(_field: str, words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) <= 6):
        raise ValueError(f"“{words[:40]}”不是排序号，请填 0 至 999999 的整数。")
    return int(words)


def _postcode(_field: str, words: str) -> str:
    if not (len(words) == 6 and words.isascii() and words.isdigit()):
        raise ValueError(f"邮政编码应为 6 位数字，“{words[:40]}”不是。")
    return words


_READ: dict[str, Callable[[str, str], str | int | date]] = {
    "code": _code,
    "parent_code": _code,
    "kind": _kind,
    "valid_from": _first_day,
    "position": _position,
    "postcode": _postcode,
}


def day_for(words: str) -> date | None:
    """A day as people write it.

    >>> day_for("2019年1月5日"), day_for("20190105")
    (datetime.date(2019, 1, 5), datetime.date(2019, 1, 5))
    >>> day_for("2019/13/1") or day_for("43466")
    """
    found = _DATE.fullmatch(words)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
