"""The report as a PDF in the make-up of official papers, set by Typst: tagged, with title, author and its own date.

Reads: a Report and its Form.
Writes: a PDF, the same bytes for the same report. The text goes to Typst as data, never as source.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Report
from gongkai.statute.errors import GongkaiError
from gongkai.statute.writers.fitting import PADDING, column_ems, lines_of, row_points, signature_indents, size_for
from gongkai.statute.writers.layout import Grid, GridCell
from gongkai.statute.writers.paper import Paper, Paragraph, paper_of, title_room
from gongkai.statute.writers.typefaces import OFFICIAL, Typefaces

_WIDTH = 442.0  # points: 156 mm, the width of the text
_SIZES = (10.5, 9.0, 8.0, 7.0)
# Readable aloud (PDF/UA-1) and fit for the archives (PDF/A-2a, which asks for a date). Both refuse characters that
# no face shows or that are of private use, as rare names have them: then the document is tagged and no more.
_STANDARDS: tuple[list[typst.PDFStandard], ...] = (["ua-1", "a-2a"], ["ua-1"], [])


def write_pdf(report: Report, form: Form, *, typefaces: Typefaces = OFFICIAL) -> bytes:
    """The PDF of a report. Raises GongkaiError if the machine has none of the Chinese faces."""
    paper = paper_of(report, form)
    fonts = installed_fonts(typefaces.folders)
    data = _data(paper) | {"faces": available_faces(typefaces, fonts)}
    template = (files("gongkai.statute.writers") / "report.typ").read_bytes()
    day = paper.dated_on or paper.published_on
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0
    inputs = {"paper": json.dumps(data, ensure_ascii=False)}
    for standards in _STANDARDS[0 if day else 1 :]:
        try:
            made = typst.compile(
                template, format="pdf", font_paths=fonts, sys_inputs=inputs, pdf_standards=standards, timestamp=stamp
            )
        except typst.TypstError:
            if not standards:
                raise
        else:
            break
    if not isinstance(made, bytes):
        raise TypeError("Typst returned no single document")
    return made


# ------------------------------------------------------------------------- faces


@cache
def installed_fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of the machine and of the office's folders; looking for them takes longer than the setting."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))


def available_faces(faces: Typefaces, fonts: typst.Fonts) -> dict[str, list[Any]]:
    """For each use the faces the machine has, Western figures in front."""
    known = {family.casefold() for family in fonts.families()}

    def present(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if name.casefold() in known]

    uses = {
        "title": faces.title,
        "body": faces.body,
        "heading": faces.heading,
        "lead": faces.lead,
        "table": faces.table,
    }
    eastern = {use: present(names) for use, names in uses.items()}
    any_face = next((names for names in eastern.values() if names), None)
    if any_face is None:
        raise GongkaiError(
            "没有找到中文字体，无法生成 PDF。请安装 Debian 软件包 fonts-noto-cjk（apt-get install fonts-noto-cjk），"
            "或把仿宋、黑体等字体文件放入一个文件夹，并在 Typefaces(folders=…) 中指定。"
        )
    western = [{"name": name, "covers": "latin-in-cjk"} for name in present(faces.latin)[:1]]
    return {use: [*([] if use == "heading" else western), *(names or any_face)] for use, names in eastern.items()}


# -------------------------------------------------------------------------- data


def _data(paper: Paper) -> dict[str, Any]:
    day = paper.dated_on or paper.published_on
    rights = signature_indents(*paper.signature) if paper.signature else ()
    return {
        "title": paper.title,
        "title-lines": [{"text": line, "room": title_room(line)} for line in paper.title_lines],
        "authors": [paper.organ] if paper.organ else [],
        "date": [day.year, day.month, day.day] if day else None,
        "preface": [_paragraph(paragraph) for paragraph in paper.preface],
        "chapters": [
            {
                "heading": chapter.heading,
                "paragraphs": [_paragraph(paragraph) for paragraph in chapter.paragraphs],
                "grids": [_grid(grid) for grid in chapter.grids],
                "last": chapter is paper.chapters[-1],
            }
            for chapter in paper.chapters
        ],
        "signature": [{"text": text, "right": right} for text, right in zip(paper.signature, rights, strict=True)],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, str]:
    return {"lead": paragraph.lead, "text": paragraph.text}


def _grid(grid: Grid) -> dict[str, Any]:
    size = size_for(grid, _WIDTH, _SIZES)
    widths = column_ems(grid, _WIDTH / size)
    cells = [[_cell(cell, grid, widths) for cell in row] for row in grid.rows]
    return {
        "size": size,
        "widths": [width * size for width in widths],
        "height": row_points(grid, size),
        "pad": PADDING / 2 * size - 0.5,
        "head": [cell for row in cells[: grid.head_rows] for cell in row],
        "body": [cell for row in cells[grid.head_rows :] for cell in row],
    }


def _cell(cell: GridCell, grid: Grid, widths: tuple[float, ...]) -> dict[str, Any]:
    room = sum(widths[cell.place[1] : cell.place[1] + cell.wide]) - PADDING
    return {
        "lines": list(lines_of(cell.text, room)),
        "wide": cell.wide,
        "deep": cell.deep,
        "role": cell.role,
        "side": cell.side(adds_up=grid.adds_up, stub=grid.stub),
    }
