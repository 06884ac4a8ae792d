"""Attachments of the demo documents, made when the city is loaded: Word, Excel with a hidden sheet, PDF."""

from __future__ import annotations

import io
import json
from typing import Any

from gongkai.office.clearance.gates.personal import check_digit

_TYPST = """
#set page(paper: "a4", margin: 2.6cm)
#set text(font: ("Noto Serif CJK SC", "SimSun", "Songti SC"), size: 12pt, lang: "zh", cjk-latin-spacing: none)
#let data = json(bytes(sys.inputs.data))
#align(center, text(size: 16pt, weight: "bold", data.title))
#v(1em)
#table(columns: data.heads.len(), inset: 8pt, ..data.heads.map(head => strong(head)), ..data.rows.flatten().map(cell => [#cell]))
"""


def made(paper: dict[str, Any]) -> bytes:
    """The bytes of an attachment described in documents.toml."""
    return {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[paper["type"]](paper)


def identity_number(serial: int) -> str:
    """A number that looks right and belongs to nobody: the region was never given out, the day lies too far back.

    >>> identity_number(1)
    '230199190102030017'
    """
    first = f"23019919010203{serial:03d}"
    return first + check_digit(first)


def _docx(paper: dict[str, Any]) -> bytes:
    from docx import Document  # noqa: PLC0415  (slow to load, and only the loader needs it)

    document = Document()
    document.core_properties.author = paper.get("author", "演示起草人")
    document.core_properties.comments = "内部修改稿（演示）"
    document.add_heading(paper["title"], 1)
    for text in paper.get("text", ()):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(paper["heads"]))
    table.style = "Table Grid"
    for row in (paper["heads"], *paper["rows"]):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    return _saved(document)


def _xlsx(paper: dict[str, Any]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "公开表"
    for row in ([paper["title"]], paper["heads"], *paper["rows"]):
        sheet.append(row)
    if hidden := paper.get("hidden_rows"):
        behind = book.create_sheet(paper["hidden_name"])
        behind.sheet_state = "hidden"
        for row in hidden:
            behind.append([_number(value) for value in row])
    book.properties.creator = paper.get("author", "演示起草人")
    return _saved(book)


def _number(value: Any) -> Any:
    known = isinstance(value, str) and value.startswith("ID:")
    return identity_number(int(value.removeprefix("ID:"))) if known else value


def _pdf(paper: dict[str, Any]) -> bytes:
    import typst  # noqa: PLC0415

    data = {key: paper[key] for key in ("title", "heads", "rows")}
    return bytes(typst.compile(_TYPST.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}))


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
