"""A table of documents as rows of words, each with its place. XLSX, or CSV in UTF-8 or GB18030."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from openpyxl.utils import get_column_letter

from gongkai.office.catalog.importing.columns import COLUMNS, column_for
from gongkai.office.errors import Refused
from gongkai.office.units.importing.sheet import cells_of

MOST_ROWS = 2_000
#: A row that begins so is the example of the template.
EXAMPLE = "（示例）"
_HEAD_WITHIN = 10
_BLANK = re.compile(r"[^\S\n]+|[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as Excel counts, its words by field (lines kept), and the days Excel kept as days or numbers."""

    number: int
    values: dict[str, str]
    raw: dict[str, object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows, the letter of each field's column, and heads that were not understood."""

    rows: tuple[SheetRow, ...]
    letters: dict[str, str]
    unknown: tuple[str, ...]

    def cell(self, field: str, row: int) -> str:
        """The place of a field in a row ("C5"); the row alone where the sheet has no such column."""
        return f"{self.letters[field]}{row}" if field in self.letters else f"第{row}行"


def read_sheet(data: bytes, name: str) -> Sheet:
    """The rows of a table of documents.

    Raises:
        Refused: at "file": empty, too large, damaged, hostile, no head with 标题, a head twice, no rows or too many.
    """
    numbered = enumerate(cells_of(data, name), 1)
    heads: list[str] = []
    for _number, cells in islice(numbered, _HEAD_WITHIN):
        heads = [" ".join(_words(cell).split()) for cell in cells]
        columns = [column_for(head) for head in heads]
        if any(column is not None and column.field == "title" for column in columns):
            break
    else:
        first = "、".join(column.head for column in COLUMNS[:4])
        raise Refused(
            {"file": f"“{name}”前{_HEAD_WITHIN}行里没有“标题”一列的表头。表头应为{first}等，请下载模板对照。"}
        )
    places = _places(heads, name)
    rows: list[SheetRow] = []
    for number, cells in numbered:
        row = _row(number, cells, places)
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise Refused({"file": f"“{name}”超过{MOST_ROWS}行，请分成几个表格导入。"})
    if not rows:
        raise Refused({"file": f"“{name}”里只有表头和示例，没有要导入的信息，请填好后再上传。"})
    unknown = tuple(head for head in heads if head and column_for(head) is None)
    return Sheet(tuple(rows), {field: get_column_letter(place + 1) for field, place in places.items()}, unknown)


def _places(heads: Sequence[str], name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        column = column_for(head)
        if column is None:
            continue
        if column.field in places:
            both = f"{get_column_letter(places[column.field] + 1)}列和{get_column_letter(place + 1)}列"
            raise Refused({"file": f"“{name}”的{both}都是“{column.head}”，请只留一列。"})
        places[column.field] = place
    return places


def _row(number: int, cells: Sequence[object], places: dict[str, int]) -> SheetRow | None:
    values: dict[str, str] = {}
    raw: dict[str, object] = {}
    for field, place in places.items():
        value = cells[place] if place < len(cells) else None
        words = _tidied(_words(value))
        if words:
            values[field] = words
            if isinstance(value, int | float | date | datetime):
                raw[field] = value
    if not values or values.get("title", "").startswith(EXAMPLE):
        return None
    return SheetRow(number, values, raw)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes") if value.hour or value.minute else value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    words = str(value)
    return words[1:] if words[:1] == "'" and words[1:2] in {*"=+-@＝＋－＠"} else words


def _tidied(words: str) -> str:
    r"""Spaces joined, lines kept: a body has paragraphs.

    >>> _tidied("  一  段\r\n\n二段 ")
    '一 段\n\n二段'
    """
    text = words.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_BLANK.sub(" ", line).strip() for line in text.split("\n")).strip()
