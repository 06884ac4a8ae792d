"""PDF documents with a text layer: characters with boxes into lines, ruled tables into rows.

Reads: bytes of a PDF.
Writes: lines with page and box; where lines are drawn, true cells; elsewhere words with their x positions.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from gongkai.statute.errors import DamagedDocument, EncryptedDocument
from gongkai.statute.readers.document import Line, Piece, Watch
from gongkai.statute.readers.ruling import RuledTable, Segment, ruled_tables

_THIN = 3.0  # points: a drawn shape thinner than this is a line
_LEAST_LINE = 6.0  # points: shorter ones are dots, dashes and glyph strokes
_MOST_PATHS = 20_000  # a page with more drawn shapes is a map or a picture, not a table


@dataclass(slots=True)
class Glyph:
    """One character and its box as the page is shown, y downwards."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float


def read_pdf(data: bytes, watch: Watch) -> tuple[list[Line], int, list[int], list[str]]:
    """Lines, number of pages, the pages that are pictures (no text on them, but an image), and the stated title.

    Raises EncryptedDocument, DamagedDocument, DocumentTooLarge.
    """
    document = open_pdf(data)
    try:
        count = len(document)
        watch.pages(count)
        if not count:
            raise DamagedDocument("PDF 中没有页面", mend="请重新下载或重新导出")
        lines: list[Line] = []
        pictures: list[int] = []
        grids = 0
        for number in range(count):
            watch.tick()
            try:
                page = document[number]
            except pdfium.PdfiumError as error:
                raise DamagedDocument(f"第 {number + 1} 页无法读取", mend="文件可能不完整，请重新下载") from error
            glyphs = _glyphs(page)
            if not glyphs and _has_image(page):
                pictures.append(number + 1)
            tables = ruled_tables(*_segments(page)) if glyphs else []
            found = page_lines(glyphs, tables, number + 1, grids, len(lines), watch)
            for line in found:
                line.sheet = (page.get_width(), page.get_height())
            lines += found
            grids += len(tables)
            page.close()
        title = document.get_metadata_value("Title").strip()
    finally:
        document.close()
    return lines, count, pictures, [title] if title else []


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The document, or the error in the user's words."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedDocument("PDF 已加密，需要密码", mend="请取消密码后另存一份") from error
        raise DamagedDocument("PDF 已损坏或不完整", mend="请重新下载或重新导出") from error


@dataclass(frozen=True, slots=True)
class _View:
    """A page as it is shown: y downwards, and turned if the page is."""

    rotation: int
    width: float
    height: float

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> _View:
        return cls(page.get_rotation(), page.get_width(), page.get_height())

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space as it is seen."""
        if self.rotation == 90:
            return y, x
        if self.rotation == 180:
            return self.width - x, y
        if self.rotation == 270:
            return self.width - y, self.height - x
        return x, self.height - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box as it is seen: x0, y0, x1, y1."""
        if not self.rotation:
            return left, self.height - top, right, self.height - bottom
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def _glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    """Every visible character of a page with its box."""
    text_page = page.get_textpage()
    handle = text_page.raw
    count = text_page.count_chars()
    view = _View.of(page)
    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    get_box, get_char = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetUnicode
    glyphs = []
    for index in range(count):
        code = get_char(handle, index)
        if code <= 32 or code in (0xA0, 0x3000, 0xFEFF, 0x200B, 0xFFFE, 0xAD):
            continue
        if get_box(handle, index, at):
            glyphs.append(Glyph(chr(code), *view.box(box.left, box.bottom, box.right, box.top)))
    text_page.close()
    return glyphs


def _has_image(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


# ------------------------------------------------------------- ruling lines


def _segments(page: pdfium.PdfPage) -> tuple[list[Segment], list[Segment]]:
    """The horizontal and vertical lines drawn on a page."""
    view = _View.of(page)
    across: list[Segment] = []
    down: list[Segment] = []
    handle = page.raw
    count = raw.FPDFPage_CountObjects(handle)
    if count > _MOST_PATHS:
        return across, down
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    bounds = [ctypes.byref(value) for value in (left, bottom, right, top)]
    for index in range(count):
        shape = raw.FPDFPage_GetObject(handle, index)
        kind = raw.FPDFPageObj_GetType(shape)
        if kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(shape, *bounds):
            x0, y0, x1, y1 = view.box(left.value, bottom.value, right.value, top.value)
            if y1 - y0 <= _THIN:
                if x1 - x0 >= _LEAST_LINE:
                    across.append(((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= _THIN:
                if y1 - y0 >= _LEAST_LINE:
                    down.append(((x0 + x1) / 2, y0, y1))
            else:
                _stroked(shape, view, across, down)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            _form_segments(shape, view, across, down)
    return across, down


def _form_segments(form: raw.FPDF_PAGEOBJECT, view: _View, across: list[Segment], down: list[Segment]) -> None:
    """Lines inside a form object (a drawing placed on the page), one level deep."""
    for index in range(min(raw.FPDFFormObj_CountObjects(form), _MOST_PATHS)):
        shape = raw.FPDFFormObj_GetObject(form, index)
        if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_PATH:
            _stroked(shape, view, across, down, within=form)


def _stroked(
    shape: raw.FPDF_PAGEOBJECT,
    view: _View,
    across: list[Segment],
    down: list[Segment],
    within: raw.FPDF_PAGEOBJECT | None = None,
) -> None:
    """The straight strokes of a drawn outline: a cell drawn as a box, or a whole table as one path."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value and within is None:
        return  # a filled area is a background, not a border
    to_page = _matrix(shape, within)
    last = first = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(shape), 4000)):
        segment = raw.FPDFPath_GetPathSegment(shape, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = view.point(*to_page(x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            _add_stroke(last, here, across, down)
        last = here
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            _add_stroke(last, first, across, down)


def _matrix(
    shape: raw.FPDF_PAGEOBJECT, within: raw.FPDF_PAGEOBJECT | None
) -> Callable[[float, float], tuple[float, float]]:
    matrices = []
    for item in (shape, within):
        if item is not None:
            matrix = raw.FS_MATRIX()
            if raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
                matrices.append(matrix)

    def to_page(x: float, y: float) -> tuple[float, float]:
        for m in matrices:
            x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
        return x, y

    return to_page


def _add_stroke(a: tuple[float, float], b: tuple[float, float], across: list[Segment], down: list[Segment]) -> None:
    if abs(a[1] - b[1]) <= 1 and abs(a[0] - b[0]) >= _LEAST_LINE:
        across.append(((a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
    elif abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) >= _LEAST_LINE:
        down.append(((a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))


# -------------------------------------------------------------------- lines


def page_lines(
    glyphs: list[Glyph], tables: list[RuledTable], page: int, grids: int, before: int, watch: Watch
) -> list[Line]:
    """Lines of one page, top to bottom: rows of ruled tables, and words outside them."""
    loose: list[Glyph] = []
    inside: list[dict[int, list[Glyph]]] = [defaultdict(list) for _ in tables]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        for table, held in zip(tables, inside, strict=True):
            cell = table.cell_at(x, y)
            if cell is not None:
                held[cell].append(glyph)
                break
        else:
            loose.append(glyph)
    lines = [_word_line(row, page) for row in _rows(loose)]
    for number, (table, held) in enumerate(zip(tables, inside, strict=True), grids + 1):
        lines += _table_lines(table, held, page, number)
    lines.sort(key=lambda line: line.y0 or 0.0)
    last_bottom = 0.0
    for number, line in enumerate(lines, before + 1):
        line.number = number
        line.gap = (line.y0 or 0.0) - last_bottom > 20
        last_bottom = line.y1 or 0.0
        watch.tick(len(line.pieces))
    return lines


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters into rows of print: those whose middles lie within half a character height."""
    rows: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.y0 + glyph.y1, glyph.x0)):
        y = (glyph.y0 + glyph.y1) / 2
        if rows and y - middle <= max(3.0, 0.45 * (glyph.y1 - glyph.y0)):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            middle = y
    for row in rows:
        row.sort(key=lambda glyph: glyph.x0)
    return rows


def _word_line(row: list[Glyph], page: int) -> Line:
    return Line(_words(row), 0, page=page, y0=min(glyph.y0 for glyph in row), y1=max(glyph.y1 for glyph in row))


def _words(row: list[Glyph]) -> list[Piece]:
    """A row of print into words: a gap of more than 0.6 of the character height divides."""
    pieces: list[Piece] = []
    for glyph in row:
        last = pieces[-1] if pieces else None
        if last is not None and last.x1 is not None and glyph.x0 - last.x1 <= 0.6 * (glyph.y1 - glyph.y0):
            last.text += glyph.char
            last.x1 = max(last.x1, glyph.x1)
        else:
            pieces.append(Piece(glyph.char, x0=glyph.x0, x1=glyph.x1))
    return pieces


def _table_lines(table: RuledTable, held: dict[int, list[Glyph]], page: int, grid: int) -> list[Line]:
    rows: dict[int, list[Piece]] = defaultdict(list)
    for index, cell in enumerate(table.cells):
        text = "\n".join(" ".join(piece.text for piece in _words(row)) for row in _rows(held.get(index, [])))
        rows[cell.row].append(Piece(text, cell.column, cell.column_span, cell.box[0], cell.box[2]))
    lines = []
    for row in sorted(rows):
        pieces = sorted(rows[row], key=lambda piece: piece.column or 0)
        lines.append(Line(pieces, 0, page=page, grid=grid, exact=True, y0=table.ys[row] + 0.01, y1=table.ys[row + 1]))
    return lines
