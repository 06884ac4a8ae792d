"""The report as an Excel workbook: a cover, one sheet a table, and the prose.

Reads: a Report and its Form.
Writes: an .xlsx package. Figures are numbers with the decimals they have; what a number cannot hold
(a figure with another unit, more than fifteen digits) is text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.statute.annual.form import CellSpec, Form
from gongkai.statute.annual.report import Cell, Report
from gongkai.statute.writers.layout import lay_out, shown
from gongkai.statute.writers.packing import repacked
from gongkai.statute.writers.paper import Paper, Paragraph, in_words, paper_of, printable
from gongkai.statute.writers.sheets import FACE, add_grid, for_print, height_of, put_text, sheet_names

_PROSE_EMS = 38.0  # characters in a line of the sheet 正文
_MOST_DIGITS = 15  # more than these Excel rounds


def write_xlsx(report: Report, form: Form) -> bytes:
    """The workbook of a report, as an .xlsx package."""
    paper = paper_of(report, form)
    workbook = new_workbook(paper.title, paper.organ)
    add_cover(
        workbook,
        paper.title,
        [
            ("机关名称", paper.organ),
            ("报告年度", f"{report.year}年" if report.year is not None else ""),
            ("格式", f"{form.notice}（{form.id}年格式）"),
            ("成文日期", in_words(paper.dated_on)),
        ],
    )
    names = sheet_names(form)
    for table in form.tables:
        placed = add_grid(workbook, lay_out(table), names[table.id], form)
        for key, place in placed.at.items():
            cell = report.cells.get(key)
            if cell is not None and cell.value is not None:
                _put_value(placed.sheet[place], cell, form.cells[key])
    add_prose(workbook, paper)
    return packed(workbook, paper)


def _put_value(place: SheetCell, cell: Cell, spec: CellSpec) -> None:
    value = cell.value
    printed = shown(cell, spec)
    if sum(char.isdigit() for char in printed) > _MOST_DIGITS or printed[-1:] not in "0123456789":
        put_text(place, printed)
        return
    place.value = value
    decimals = len(printed.partition(".")[2]) if isinstance(value, Decimal) else 0
    place.number_format = "0." + "0" * decimals if decimals else "0"


# ---------------------------------------------------------------------- workbook


def new_workbook(title: str, organ: str) -> Workbook:
    """An empty workbook that states its title and author."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = printable(title)[:255]
    workbook.properties.creator = printable(organ)[:255]
    workbook.properties.language = "zh-CN"
    return workbook


def add_cover(workbook: Workbook, title: str, lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The sheet 封面: the title and the named entries below it; returns where each entry stands."""
    sheet = workbook.create_sheet("封面")
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 64
    sheet.merge_cells("A1:B1")
    put_text(sheet["A1"], title)
    sheet["A1"].font = Font(name=FACE, size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 64
    places = {}
    for number, (name, value) in enumerate(lines, 3):
        put_text(sheet.cell(number, 1), name)
        sheet.cell(number, 1).font = Font(name=FACE, size=12, bold=True)
        if value:
            put_text(sheet.cell(number, 2), value)
        sheet.cell(number, 2).font = Font(name=FACE, size=12)
        sheet.cell(number, 2).alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
        sheet.row_dimensions[number].height = 26
        places[name] = f"B{number}"
    for_print(sheet)
    return places


def add_prose(workbook: Workbook, paper: Paper) -> None:
    """The sheet 正文: what is said first and the six sections, one paragraph a row."""
    sheet = workbook.create_sheet("正文")
    sheet.column_dimensions["A"].width = 2 * _PROSE_EMS + 6
    row = 0
    for paragraph in paper.preface:
        row += 1
        _put_paragraph(sheet, row, paragraph)
    for chapter in paper.chapters:
        row += 1
        put_text(sheet.cell(row, 1), chapter.heading)
        sheet.cell(row, 1).font = Font(name=FACE, size=13, bold=True)
        sheet.cell(row, 1).alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = 30
        for paragraph in chapter.paragraphs:
            row += 1
            _put_paragraph(sheet, row, paragraph)
    for_print(sheet)


def _put_paragraph(sheet: Worksheet, row: int, paragraph: Paragraph) -> None:
    text = paragraph.lead + paragraph.text
    put_text(sheet.cell(row, 1), text)
    sheet.cell(row, 1).font = Font(name=FACE, size=11)
    sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = height_of(text, _PROSE_EMS, 17)


def packed(workbook: Workbook, paper: Paper) -> bytes:
    """The workbook as bytes that do not depend on the clock."""
    out = io.BytesIO()
    workbook.save(out)
    return repacked(out.getvalue(), paper.dated_on or paper.published_on)
