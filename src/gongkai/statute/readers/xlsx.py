"""Excel workbooks (.xlsx) and CSV files: sheets into rows with merged cells.

Reads: bytes of a workbook, or of comma-separated text.
Writes: lines, one grid a sheet; formulas count by the result Excel stored with them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

from gongkai.statute.errors import DamagedDocument
from gongkai.statute.readers.document import Line, Piece, Watch
from gongkai.statute.readers.grids import MOST_COLUMNS
from gongkai.statute.readers.packages import open_package
from gongkai.statute.readers.text import decode

if TYPE_CHECKING:
    from openpyxl.worksheet.cell_range import CellRange
    from openpyxl.worksheet.worksheet import Worksheet


def read_xlsx(data: bytes, watch: Watch) -> tuple[list[Line], list[str], list[str]]:
    """Lines, sheet titles and notes of a workbook. Hidden sheets are left out and noted."""
    import openpyxl  # noqa: PLC0415  (a heavy import that only workbooks need)

    with open_package(data, watch):
        pass
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise DamagedDocument("工作簿已损坏或不是 .xlsx", mend="请用 Excel 或 WPS 打开后另存为 .xlsx") from error
    lines: list[Line] = []
    notes: list[str] = []
    for grid, sheet in enumerate(workbook.worksheets, 1):
        if sheet.sheet_state != "visible":
            notes.append(f"工作表“{sheet.title}”已隐藏，未读取")
            continue
        lines.extend(_sheet_lines(sheet, grid, len(lines), watch))
    return lines, [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"], notes


def _sheet_lines(sheet: Worksheet, grid: int, before: int, watch: Watch) -> list[Line]:
    spans: dict[tuple[int, int], int] = {}
    covered: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        spans[(merged.min_row, merged.min_col)] = merged.max_col - merged.min_col + 1
        if merged.size["rows"] * merged.size["columns"] <= MOST_COLUMNS * 64:
            covered.update((row, column) for row, column in _inside(merged))
    lines: list[Line] = []
    rows = sheet.iter_rows(min_row=1, min_col=1, max_col=min(sheet.max_column or 1, MOST_COLUMNS))
    for at, row in enumerate(rows, 1):
        pieces = [
            Piece(_shown(cell.value), column - 1, spans.get((at, column), 1))
            for column, cell in enumerate(row, 1)
            if (at, column) not in covered
        ]
        watch.tick(len(pieces) + 1)
        # A row of blank cells under a filled one may be a row nobody has filled in; further ones are the empty sheet.
        filled = any(piece.text for piece in pieces)
        if filled or (lines and pieces and any(piece.text for piece in lines[-1].pieces)):
            lines.append(Line(pieces, before + len(lines) + 1, page=grid, grid=grid, exact=True, gap=not lines))
    return lines


def _inside(merged: CellRange) -> list[tuple[int, int]]:
    """The cells a merged range covers, without its first one."""
    cells = [
        (r, c) for r in range(merged.min_row, merged.max_row + 1) for c in range(merged.min_col, merged.max_col + 1)
    ]
    return cells[1:]


def _shown(value: object) -> str:
    """A cell value as a reader would see it; a whole float is a whole number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return " ".join(str(value).split(" ")).strip()


def read_csv(data: bytes, watch: Watch) -> list[Line]:
    """Lines of a comma-separated file; every field is a cell."""
    text = decode(data)
    watch.characters(len(text))
    lines: list[Line] = []
    try:
        for fields in csv.reader(io.StringIO(text.replace("\0", ""))):
            watch.tick(len(fields) + 1)
            if any(fld.strip() for fld in fields):
                pieces = [Piece(fld.strip(), column) for column, fld in enumerate(fields[:MOST_COLUMNS])]
                lines.append(Line(pieces, len(lines) + 1, grid=1, gap=not lines))
    except csv.Error as error:
        raise DamagedDocument("CSV 文件格式错误", mend="请用 Excel 或 WPS 另存为“CSV UTF-8”") from error
    return lines
