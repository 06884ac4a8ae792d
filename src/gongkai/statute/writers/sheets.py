"""Printed tables on worksheets: merged heads, widths, borders, and what may be typed into a cell.

Reads: a Grid.
Writes: one worksheet of an openpyxl workbook, laid out like the printed form, ready to print on A4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.statute.annual.form import CellKind, Form
from gongkai.statute.writers.fitting import column_ems, ems, lines_of
from gongkai.statute.writers.layout import Grid, GridCell
from gongkai.statute.writers.paper import numeral, printable

FACE = "宋体"
_FIRST_ROW = 3
_PADDING = 2.0  # ems a figure has beside it, so that “≠” finds room
_MARGIN = 0.6  # ems of a column that Excel keeps free
_LINE = 15.0  # points of a line of 11 pt
_UNITS = 2.1  # Excel's column units (a digit of its own face) in one Chinese character of 11 pt
_TALLEST_ROW = 409.0  # points; Excel has no taller rows
_WIDEST_CELL = 32_000  # characters; Excel holds 32,767
_NAME_SIGNS = str.maketrans(dict.fromkeys(r"[]:*?/\\'"))
_THIN = Side(style="thin", color="FF808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_BAND = PatternFill("solid", fgColor="FFE9EFF7")
_HEAD = PatternFill("solid", fgColor="FFF6F7F9")
_ASKS: Mapping[CellKind, tuple[Literal["whole", "decimal"], str, str]] = {
    "count": ("whole", "0", "请填写非负整数；没有发生的填 0，不涉及的留空。"),
    "signed": ("whole", "-999999999", "请填写整数；比上一年减少的填负数。"),
    "amount": ("decimal", "0", "请填写不小于 0 的金额，单位为万元，可以有小数。"),
}


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A grid on its worksheet: where each value stands, by cell key (``D7``)."""

    sheet: Worksheet
    grid: Grid
    at: Mapping[str, str]


def sheet_names(form: Form) -> dict[str, str]:
    """The sheet of each table: 表二 for the table of section two; two tables of a section are numbered."""
    names: dict[str, str] = {}
    for table in form.tables:
        before = sum(1 for name in names.values() if name.startswith(f"表{numeral(table.section)}"))
        names[table.id] = f"表{numeral(table.section)}" + (f"之{numeral(before + 1)}" if before else "")
    return names


def put_text(cell: SheetCell | MergedCell, text: str) -> None:
    """Text into a cell as text: what begins with “=” in a stranger's report is no formula."""
    assert isinstance(cell, SheetCell)  # noqa: S101  (the rest of a merged range is never written to)
    cell.value = printable(text)[:_WIDEST_CELL]
    cell.data_type = "s"


def add_grid(workbook: Workbook, grid: Grid, name: str, form: Form) -> PlacedGrid:
    """A worksheet with the printed table, its values still empty."""
    sheet = workbook.create_sheet(name.translate(_NAME_SIGNS)[:31])
    widths = column_ems(grid, max(54.0, 4.0 * grid.columns), _PADDING)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = round(_UNITS * width + 0.7, 1)
    title = sheet.cell(1, 1)
    put_text(title, f"{name}　{grid.table.title}")
    title.font = Font(name=FACE, size=14, bold=True)
    title.alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=grid.columns)
    sheet.row_dimensions[1].height = 30
    at = {}
    for cell in grid:
        place = _set_cell(sheet, cell, grid, widths)
        if cell.role == "value":
            at[cell.key] = place
    for number, row in enumerate(grid.rows):
        lines = max((_lines(cell, widths) for cell in row if cell.deep == 1), default=1)
        sheet.row_dimensions[_FIRST_ROW + number].height = lines * _LINE + 7
    for_print(sheet)
    _freeze(sheet, grid)
    _ask(sheet, at, form)
    return PlacedGrid(sheet, grid, at)


def _set_cell(sheet: Worksheet, cell: GridCell, grid: Grid, widths: tuple[float, ...]) -> str:
    first_row, first_column = _FIRST_ROW + cell.place[0], cell.place[1] + 1
    last_row, last_column = first_row + cell.deep - 1, first_column + cell.wide - 1
    for row in sheet.iter_rows(first_row, last_row, first_column, last_column):
        for each in row:
            each.border = _BOX
    if cell.wide > 1 or cell.deep > 1:
        sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
    made = sheet.cell(first_row, first_column)
    if cell.role != "value" and cell.text:
        put_text(made, "\n".join(lines_of(cell.text, _room(cell, widths))))
    side = cell.side(adds_up=grid.adds_up, stub=grid.stub)
    made.alignment = Alignment(horizontal=side, vertical="center", wrap_text=cell.role != "value")
    made.font = Font(name=FACE, size=11, bold=cell.role == "band")
    if cell.role == "band":
        made.fill = _BAND
    elif cell.role in ("head", "corner"):
        made.fill = _HEAD
    return str(made.coordinate)


def _room(cell: GridCell, widths: tuple[float, ...]) -> float:
    return sum(widths[cell.place[1] : cell.place[1] + cell.wide]) - _MARGIN


def _lines(cell: GridCell, widths: tuple[float, ...]) -> int:
    """How many lines a label takes; rows of merged cells do not grow by themselves in Excel."""
    if cell.role == "value" or not cell.text:
        return 1
    room = _room(cell, widths)
    lines = lines_of(cell.text, room)
    return len(lines) if len(lines) > 1 else math.ceil(ems(cell.text) / room)


def for_print(sheet: Worksheet) -> None:
    """A4, as wide as the page and as long as it needs."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True


def height_of(text: str, room: float, line: float = _LINE) -> float:
    """Points a wrapped text takes: rows that Excel does not write itself keep the height they are given."""
    return min(_TALLEST_ROW, math.ceil(ems(text) / room) * line + 7)


def _freeze(sheet: Worksheet, grid: Grid) -> None:
    """Heads and labels stay in sight and are printed on every page."""
    sheet.freeze_panes = f"{get_column_letter(grid.stub + 1)}{_FIRST_ROW + grid.head_rows}"
    if grid.head_rows:
        sheet.print_title_rows = f"{_FIRST_ROW}:{_FIRST_ROW + grid.head_rows - 1}"
    if grid.columns > len(grid.rows):
        sheet.page_setup.orientation = "landscape"


def _ask(sheet: Worksheet, at: Mapping[str, str], form: Form) -> None:
    """What may be typed: counts are whole and not negative, changes whole, amounts in 万元."""
    for kind, (what, least, sentence) in _ASKS.items():
        places = [place for key, place in at.items() if form.cells[key].kind == kind]
        if not places:
            continue
        check = DataValidation(
            type=what, operator="greaterThanOrEqual", formula1=least, allow_blank=True, showErrorMessage=True
        )
        check.errorTitle, check.error = "数据不符合要求", sentence
        for place in places:
            check.add(place)
        sheet.add_data_validation(check)
