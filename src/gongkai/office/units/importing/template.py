"""The empty table to fill in: heads, what each column wants, and the kinds to choose from."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from gongkai.office.units.importing.columns import COLUMNS
from gongkai.office.units.importing.sheet import MOST_ROWS
from gongkai.office.units.models import UnitKind

_EXAMPLE = (
    "演示市科学技术局",
    "市科技局",
    "",
    "政府部门",
    "演示市人民政府",
    "",
    "2019-01-01",
    "1",
    "办公室",
    "演示路 1 号",
)


def template() -> bytes:
    """An XLSX workbook: the table on the first sheet, explanations on the second."""
    book = Workbook()
    table = book.active
    table.title = "单位"  # type: ignore[union-attr]
    notes = book.create_sheet("填写说明")
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        cell = table.cell(1, place, column.head + ("*" if column.needed else ""))  # type: ignore[union-attr]
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="E7EEF7")
        table.column_dimensions[letter].width = max(12, len(column.head) * 2 + 4)  # type: ignore[union-attr]
        # Text, so that Excel neither rounds an 18-digit code nor eats a leading nought.
        table.column_dimensions[letter].number_format = "@"  # type: ignore[union-attr]
        if column.field == "kind":
            choice = DataValidation(type="list", formula1=f'"{",".join(UnitKind.labels)}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            table.add_data_validation(choice)  # type: ignore[union-attr]
    table.freeze_panes = "B2"  # type: ignore[union-attr]
    notes.append(["列", "怎样填写", "例（演示）"])
    examples = dict(zip((column.field for column in COLUMNS), _EXAMPLE, strict=False))
    for column in COLUMNS:
        notes.append([column.head, column.help + ("（必填）" if column.needed else ""), examples.get(column.field, "")])
    notes.append([])
    notes.append(
        ["", f"每次最多 {MOST_ROWS} 行；空着的格子不改变已有资料；先预览，确认后一次写入，有一行错误就全部不写入。", ""]
    )
    for letter, width in (("A", 22), ("B", 70), ("C", 24)):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
