"""The tables set as Word, PDF and Excel files the way offices make them, not the way our writers do."""

from __future__ import annotations

import io
import json
import random
import tempfile
from pathlib import Path

import docx
import openpyxl
import typst

from relayout.figures import Figures
from relayout.grids import Grid
from relayout.texts import document

_TYPST = """
#let doc = json("doc.json")
#set page(width: doc.width * 1mm, height: doc.height * 1mm, margin: 22mm, numbering: if doc.numbered { "— 1 —" } else { none })
#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: doc.size * 1pt, lang: "zh", cjk-latin-spacing: none)
#let strokes = (all: 0.6pt, off: none, rows: (x, y) => (top: 0.5pt, bottom: 0.5pt), light: 0.3pt + gray)
#for part in doc.parts {
  if "text" in part { par(part.text) } else {
    table(
      columns: part.columns.map(c => c * 1fr), stroke: strokes.at(doc.stroke), inset: doc.inset * 1pt,
      align: center + horizon,
      ..part.cells.map(c => table.cell(x: c.x, y: c.y, colspan: c.wide, rowspan: c.deep, c.text)),
    )
  }
}
"""


def _parts(grids: list[Grid], figures: Figures, rng: random.Random) -> list[dict[str, object] | str]:
    """The report as paragraphs and, in their places, the indexes of the tables."""
    marks = [f"\x01{index}\x01" for index in range(len(grids))]
    return [line for line in document(figures, rng, marks).split("\n") if line]  # type: ignore[return-value]


def pdf(grids: list[Grid], figures: Figures, rng: random.Random) -> bytes:
    """A PDF: ruled, half ruled or not ruled at all; narrow pages break labels and tables."""
    parts: list[dict[str, object]] = []
    for line in _parts(grids, figures, rng):
        if isinstance(line, str) and line.startswith("\x01"):
            parts.append(_typst_table(grids[int(line.strip("\x01"))]))
        else:
            parts.append({"text": line})
    settings = {
        "width": rng.choice([210, 190, 297]),
        "height": rng.choice([297, 240]),
        "size": rng.choice([9, 10.5]),
        "inset": rng.choice([3, 5]),
        "stroke": rng.choice(["all", "all", "light", "rows", "off"]),
        "numbered": rng.random() < 0.7,
        "parts": parts,
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "doc.json").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / "main.typ").write_text(_TYPST, encoding="utf-8")
        return bytes(typst.compile(str(Path(folder) / "main.typ")))


def _typst_table(grid: Grid) -> dict[str, object]:
    cells = []
    busy: set[tuple[int, int]] = set()
    for y, row in enumerate(grid):
        x = 0
        for cell in row:
            while (y, x) in busy:
                x += 1
            cells.append({"x": x, "y": y, "wide": cell.wide, "deep": cell.deep, "text": cell.text})
            busy.update((y + dy, x + dx) for dy in range(cell.deep) for dx in range(cell.wide))
            x += cell.wide
    width = sum(cell.wide for cell in grid[0])
    columns = [1.2, 1.6, 4, *[1.0] * 7] if width == 10 else [2.0] + [1.0] * (width - 1)
    return {"columns": columns[:width] if width <= len(columns) else [1.0] * width, "cells": cells}


def word(grids: list[Grid], figures: Figures, rng: random.Random) -> bytes:
    """A Word file with merged cells; now and then the label columns are not merged but left empty."""
    made = docx.Document()
    unmerged = rng.random() < 0.3
    for line in _parts(grids, figures, rng):
        if isinstance(line, str) and line.startswith("\x01"):
            _word_table(made, grids[int(line.strip("\x01"))], unmerged=unmerged)
        else:
            made.add_paragraph(str(line))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _word_table(made: docx.document.Document, grid: Grid, *, unmerged: bool) -> None:
    table = made.add_table(len(grid), sum(cell.wide for cell in grid[0]))
    table.style = "Table Grid"
    busy: set[tuple[int, int]] = set()
    for y, row in enumerate(grid):
        x = 0
        for cell in row:
            while (y, x) in busy:
                x += 1
            busy.update((y + dy, x + dx) for dy in range(cell.deep) for dx in range(cell.wide))
            target = table.cell(y, x)
            if not unmerged and (cell.wide > 1 or cell.deep > 1):
                target = target.merge(table.cell(y + cell.deep - 1, x + cell.wide - 1))
            target.text = cell.text
            x += cell.wide


def excel(grids: list[Grid], figures: Figures, rng: random.Random) -> bytes:
    """A workbook with everything on one sheet, or a sheet for each table."""
    book = openpyxl.Workbook()
    sheet = book.active
    one_sheet = rng.random() < 0.5
    sheet["A1"] = f"{figures.organ}{figures.year}年政府信息公开工作年度报告"
    top = 3
    for grid in grids:
        busy: set[tuple[int, int]] = set()
        for y, row in enumerate(grid):
            x = 0
            for cell in row:
                while (y, x) in busy:
                    x += 1
                busy.update((y + dy, x + dx) for dy in range(cell.deep) for dx in range(cell.wide))
                _fill(sheet, top + y, x + 1, cell.text)
                if cell.wide > 1 or cell.deep > 1:
                    sheet.merge_cells(
                        start_row=top + y, start_column=x + 1, end_row=top + y + cell.deep - 1, end_column=x + cell.wide
                    )
                x += cell.wide
        top += len(grid) + 2
        if not one_sheet and grid is not grids[-1]:
            sheet, top = book.create_sheet(), 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: object, row: int, column: int, text: str) -> None:
    number = text.replace(".", "", 1).lstrip("-")
    value: object = (float(text) if "." in text else int(text)) if number.isdecimal() and number.isascii() else text
    sheet.cell(row, column).value = value or (0 if value == 0 else None)  # type: ignore[attr-defined]


DOCUMENTS = {"pdf": (pdf, "pdf"), "word": (word, "docx"), "excel": (excel, "xlsx")}
