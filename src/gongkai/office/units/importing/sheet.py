"""A table of units as rows of words, each with its place: XLSX, or CSV in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from gongkai.office.errors import Refused
from gongkai.office.units.checks import tidy
from gongkai.office.units.importing.columns import BY_FIELD, COLUMNS, column_for

MOST_BYTES = 5 * 2**20
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_UNPACKED = 80 * 2**20
LONGEST = 1_000
_HEAD_WITHIN = 10


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as Excel counts, the words by field, and which of them Excel kept as numbers."""

    number: int
    values: dict[str, str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows, the letter of each field's column, and heads that were not understood."""

    rows: tuple[SheetRow, ...]
    letters: dict[str, str]
    unknown: tuple[str, ...]

    def cell(self, field: str, row: int) -> str:
        """The place of a field in a row ("C5"); the row alone where the sheet has no such column."""
        return f"{self.letters[field]}{row}" if field in self.letters else f"第 {row} 行"


_Cells = list[object]


def read_sheet(data: bytes, name: str) -> Sheet:
    """The rows of a table. What the bytes are decides how they are read, not the name.

    Raises:
        Refused: empty, too large, damaged, another kind of file, no head with 名称, a head that stands there twice.
    """
    return _understood(cells_of(data, name), name)


def cells_of(data: bytes, name: str) -> Iterable[list[object]]:
    """The cells of the first visible sheet, row by row, as they are kept. Any table of ours is read through here.

    Raises:
        Refused: empty, too large, damaged, hostile, or another kind of file.
    """
    if not data.strip():
        raise Refused({"file": f"“{name}”是空文件，请选择填好的表格。"})
    if len(data) > MOST_BYTES:
        raise Refused(
            {"file": f"“{name}”有 {len(data) / 2**20:.1f} MB，超过 {MOST_BYTES // 2**20} MB 的上限，请分次导入。"}
        )
    if data.startswith(b"PK"):
        return _workbook(data, name)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"MZ", b"\x7fELF")):
        raise Refused({"file": f"“{name}”不是 .xlsx 或 .csv 表格，请用 Excel 或 WPS 另存为 .xlsx 后再导入。"})
    return _table(data, name)


def _workbook(data: bytes, name: str) -> Iterator[_Cells]:
    damaged = Refused({"file": f"“{name}”已损坏或不是 .xlsx 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx。"})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 2_000:
                raise Refused({"file": f"“{name}”展开后过大，不是正常的表格，请确认来源。"})
            if any(b"<!DOCTYPE" in package.open(entry).read(2_048).upper() for entry in entries):
                raise damaged
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise Refused({"file": f"“{name}”没有可见的工作表，请取消隐藏后再导入。"})
        rows = visible[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        # One row more than allowed is enough to know that there are too many.
        return iter([list(row) for row in islice(rows, MOST_ROWS * 2 + _HEAD_WITHIN)])
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        OSError,
        EOFError,
    ) as error:
        raise damaged from error
    except RuntimeError as error:  # a password
        raise Refused({"file": f"“{name}”已加密，请取消密码后另存一份。"}) from error


def _table(data: bytes, name: str) -> Iterator[_Cells]:
    text = _decoded(data, name)
    head = text[:4_000]
    separator = max(",\t;，", key=head.count)
    try:
        yield from (list[object](row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Refused(
            {"file": f"“{name}”不是正确的 CSV 表格（引号没有配对或单元格过长），请用 Excel 另存后再导入。"}
        ) from error


def _decoded(data: bytes, name: str) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused({"file": f"“{name}”的文字编码无法识别，请另存为 .xlsx，或 UTF-8、GB18030 编码的 .csv。"})


def _understood(lines: Iterable[_Cells], name: str) -> Sheet:
    numbered = enumerate(lines, 1)
    for _number, cells in islice(numbered, _HEAD_WITHIN):
        heads = [tidy(_words(cell)) for cell in cells[:MOST_COLUMNS]]
        columns = [column_for(head) for head in heads]
        if any(column is not None and column.field == "name" for column in columns):
            break
    else:
        first = "、".join(column.head for column in COLUMNS[:5])
        raise Refused(
            {"file": f"“{name}”前 {_HEAD_WITHIN} 行中没有“名称”一列的表头。表头应为{first}等，请下载模板对照。"}
        )
    places: dict[str, int] = {}
    for place, column in enumerate(columns):
        if column is None:
            continue
        if column.field in places:
            both = f"{get_column_letter(places[column.field] + 1)} 列和 {get_column_letter(place + 1)} 列"
            raise Refused({"file": f"“{name}”的 {both}都是“{column.head}”，请只留一列。"})
        places[column.field] = place
    rows = []
    for number, cells in numbered:
        row = _row(number, cells, places)
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise Refused({"file": f"“{name}”超过 {MOST_ROWS} 行，请分次导入。"})
    if not rows:
        raise Refused({"file": f"“{name}”只有表头，没有单位，请填好后再导入。"})
    unknown = tuple(head for head, column in zip(heads, columns, strict=True) if head and column is None)
    return Sheet(tuple(rows), {field: get_column_letter(place + 1) for field, place in places.items()}, unknown)


def _row(number: int, cells: _Cells, places: dict[str, int]) -> SheetRow | None:
    values: dict[str, str] = {}
    numbers = set()
    for field, place in places.items():
        value = cells[place] if place < len(cells) else None
        words = tidy(_words(value))
        if words:
            values[field] = words[: LONGEST + 1]
            if isinstance(value, int | float):
                numbers.add(field)
    return SheetRow(number, values, frozenset(numbers)) if values else None


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    words = str(value)
    # Our own CSV puts an apostrophe before what a spreadsheet would take for a formula.
    return words[1:] if words[:1] == "'" and words[1:2] in {*"=+-@＝＋－＠"} else words


def head_of(field: str) -> str:
    """The head of a field's column."""
    return BY_FIELD[field].head
