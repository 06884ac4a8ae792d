"""The empty table to fill in: heads, lists to choose from, an example row, and what each column wants."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.office.catalog.headings import flat, headings_of
from gongkai.office.catalog.importing.columns import COLUMNS, Column
from gongkai.office.catalog.importing.sheet import MOST_ROWS
from gongkai.office.catalog.models import Disclosure, DocumentKind
from gongkai.office.units.models import Section, Unit
from gongkai.statute.disclosure import disclosure_law

_FILL = PatternFill("solid", start_color="E7EEF7")
_WIDE = {"title": 46, "body": 46, "summary": 30, "heading": 28, "attachments": 26, "document_number": 24}


def template(unit: Unit, on: date, *, adopting: bool = False) -> bytes:
    """An XLSX workbook for a unit: the table, the explanations, and a sheet for each list to choose from."""
    book = Workbook()
    table: Any = book.active
    table.title = "信息"
    columns = [column for column in COLUMNS if adopting or not column.adopting]
    lists = _lists(unit, on)
    heading = next((words for words in lists["heading"][1] if words.startswith("20-15")), lists["heading"][1][0])
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        _head(table.cell(1, place, column.head + ("*" if column.needed else "")))
        example = heading if column.field == "heading" else unit.name if column.field == "unit" else column.example
        cell = table.cell(2, place, example)
        cell.font, cell.alignment = Font(italic=True, color="6B7280"), Alignment(wrap_text=True, vertical="top")
        table.column_dimensions[letter].width = _WIDE.get(column.field, max(14, len(column.head) * 2 + 4))
        table.column_dimensions[letter].number_format = "@"  # text, so that Excel changes neither numbers nor days
        if column.field in lists:
            _choose(table, letter, *lists[column.field])
    table.freeze_panes = "B2"
    _notes(book, columns)
    for name, words in lists.values():
        sheet = book.create_sheet(name)
        sheet.append([name])
        _head(sheet.cell(1, 1))
        for word in words:
            sheet.append([word])
        sheet.column_dimensions["A"].width = 44
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lists(unit: Unit, on: date) -> dict[str, tuple[str, list[str]]]:
    """The choices by field: the name of their sheet, and the words."""
    law = disclosure_law()
    nodes = [f"{node.code} {node.name}" for node in flat(headings_of(unit, on))]
    sections = list(Section.objects.filter(unit=unit, closed=False).values_list("name", flat=True))
    found = {
        "heading": ("目录类目", nodes),
        "section": ("科室", sections),
        "kind": ("种类", [str(label) for label in DocumentKind.labels]),
        "subject": ("主题分类", [f"{term.code} {term.name}" for term in law.subjects.values()]),
        "genre": ("体裁", [term.name for term in law.genres.values()]),
        "mode": ("公开时限类型", [term.name for term in law.modes.values()]),
        "disclosure": ("公开方式", [str(label) for label in Disclosure.labels]),
        "ground": ("不予公开事由", [f"{ground.code} {ground.name}" for ground in law.grounds.values()]),
    }
    return {field: said for field, said in found.items() if said[1]}


def _choose(table: Worksheet, letter: str, name: str, words: Sequence[str]) -> None:
    choice = DataValidation(type="list", formula1=f"='{name}'!$A$2:$A${len(words) + 1}", allow_blank=True)
    choice.showErrorMessage = False  # a code alone is understood too; what is wrong is said at the preview
    choice.add(f"{letter}2:{letter}{MOST_ROWS + 2}")
    table.add_data_validation(choice)


def _notes(book: Workbook, columns: list[Column]) -> None:
    notes: Any = book.create_sheet("填写说明")
    notes.append(["列", "怎样填写", "也认的表头"])
    for place in (1, 2, 3):
        _head(notes.cell(1, place))
    for column in columns:
        notes.append([column.head + ("（必填）" if column.needed else ""), column.help, "、".join(column.aliases)])
    notes.append([])
    notes.append(["", f"标题以“（示例）”开头的行不导入。每次最多{MOST_ROWS}行；先预览，有一行错误就全部不写入。", ""])
    for letter, width in (("A", 22), ("B", 66), ("C", 34)):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head(cell: Cell) -> None:
    cell.font, cell.fill = Font(bold=True), _FILL
