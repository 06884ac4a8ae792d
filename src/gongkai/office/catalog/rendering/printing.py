"""The sheet as a PDF, set by Typst in the make-up of official papers. The text goes to Typst as data, never as source."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from gongkai.office.catalog.rendering.blocks import Block, Cell, Line, Paragraph, Picture, Run, Table
from gongkai.office.catalog.rendering.sheet import Sheet
from gongkai.office.catalog.rendering.widths import natural_points, print_size, shares
from gongkai.statute.writers.pdf import available_faces, installed_fonts
from gongkai.statute.writers.typefaces import OFFICIAL, Typefaces

_POINTS = 442.0
_HIGHEST = 600.0
#: A table of so many columns that asks for more than this share of the page stands on a page laid across.
_ACROSS, _CROWDED = 8, 1.15
_ACROSS_POINTS = 660.0
_LEVELS = {"h2": 1, "h3": 2, "h4": 3, "h5": 4}
# Readable aloud and fit for the archives; both refuse characters that no face shows.
_STANDARDS: tuple[list[typst.PDFStandard], ...] = (["ua-1", "a-2a"], [])


def write_pdf(sheet: Sheet, *, faces: Typefaces = OFFICIAL) -> bytes:
    """The PDF; the same bytes for the same sheet.

    Raises:
        GongkaiError: the machine has none of the Chinese faces.
    """
    fonts = installed_fonts(faces.folders)
    stamp = int(datetime(sheet.day.year, sheet.day.month, sheet.day.day, tzinfo=UTC).timestamp())
    with tempfile.TemporaryDirectory(prefix="gongkai-pdf-") as folder:
        room = Path(folder)
        data = _Data(room).sheet(sheet) | {"faces": available_faces(faces, fonts)}
        (room / "sheet.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        source = room / "sheet.typ"
        source.write_bytes((files("gongkai.office.catalog.rendering") / "sheet.typ").read_bytes())
        for standards in _STANDARDS:
            try:
                made = typst.compile(
                    source, root=room, format="pdf", font_paths=fonts, pdf_standards=standards, timestamp=stamp
                )
            except typst.TypstError:
                if not standards:
                    raise
            else:
                break
    if not isinstance(made, bytes):
        raise TypeError("Typst returned no single document")
    return made


class _Data:
    """The sheet as Typst reads it; pictures stand beside it as files."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.pictures = 0
        self.level = 0

    def sheet(self, sheet: Sheet) -> dict[str, Any]:
        return {
            "title": sheet.title,
            "number": sheet.number,
            "organ": sheet.organ,
            "day": [sheet.day.year, sheet.day.month, sheet.day.day],
            "notes": list(sheet.notes),
            "blocks": [self._block(block) for block in sheet.blocks],
            "attachments": list(sheet.attachments),
            "facts": [list(fact) for fact in sheet.facts],
        }

    def _block(self, block: Block) -> dict[str, Any]:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Line):
            return {"is": "line"}
        return self._paragraph(block)

    def _paragraph(self, paragraph: Paragraph) -> dict[str, Any]:
        level = _LEVELS.get(paragraph.kind, 0)
        if level:
            # Whoever is read to must not fall from a first to a third level.
            self.level = level = min(level, self.level + 1)
        pictured = any(isinstance(span, Picture) and span.data for span in paragraph.spans)
        return {
            "is": "heading" if level else "par",
            "level": level,
            "kind": paragraph.kind,
            "align": paragraph.align or ("center" if pictured else ""),
            "indent": paragraph.indent and not level and not pictured,
            "depth": paragraph.depth,
            "marker": paragraph.marker,
            "spans": [self._span(span) for span in paragraph.spans],
        }

    def _span(self, span: Run | Picture) -> dict[str, Any]:
        if isinstance(span, Picture):
            return self._picture(span)
        return {
            "is": "run",
            "lines": span.text.split("\n"),
            "bold": span.bold,
            "italic": span.italic,
            "underline": span.underline,
            "strike": span.strike,
            "script": span.script,
            "href": span.href,
        }

    def _picture(self, picture: Picture) -> dict[str, Any]:
        if not picture.data:
            return self._span(Run(f"［图片{'：' if picture.alt else ''}{picture.alt}］"))
        self.pictures += 1
        name = f"{self.pictures}.{picture.suffix}"
        (self.room / name).write_bytes(picture.data)
        wide = min(_POINTS, picture.wide * 0.75)
        high = picture.high * wide / picture.wide
        if high > _HIGHEST:
            wide = wide * _HIGHEST / high
        return {"is": "picture", "file": name, "wide": wide, "alt": picture.alt or "图片"}

    def _table(self, table: Table) -> dict[str, Any]:
        across = table.columns >= _ACROSS and natural_points(table) > _POINTS * _CROWDED
        width = _ACROSS_POINTS if across else _POINTS
        cells = [[self._cell(cell) for cell in row] for row in table.rows]
        return {
            "is": "table",
            "across": across,
            "caption": "\n".join(paragraph.text for paragraph in table.caption),
            "size": print_size(table) + (1.5 if across else 0),
            "widths": [share * width for share in shares(table)],
            "head": [cell for row in cells[: table.head_rows] for cell in row],
            "body": [cell for row in cells[table.head_rows :] for cell in row],
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        return {
            "x": cell.column,
            "y": cell.row,
            "wide": cell.wide,
            "deep": cell.deep,
            "head": cell.head,
            "align": cell.align or ("center" if cell.head else ""),
            "paragraphs": [self._paragraph(paragraph) for paragraph in cell.paragraphs],
        }
