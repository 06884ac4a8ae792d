"""The report as a Word document in the make-up of official papers, for an office to seal or to go on editing.

Reads: a Report and its Form.
Writes: a .docx package; tables have true merged cells, repeat their heads and break between rows only.
"""

from __future__ import annotations

import io

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element as Element

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Report
from gongkai.statute.writers.fitting import PADDING, column_ems, lines_of, row_points, signature_indents, size_for
from gongkai.statute.writers.layout import Grid, GridCell
from gongkai.statute.writers.packing import repacked
from gongkai.statute.writers.paper import TITLE_ROOM, Paper, Paragraph, blank_paper, paper_of, title_room
from gongkai.statute.writers.typefaces import OFFICIAL, Typefaces
from gongkai.statute.writers.wordstyle import BODY, LINE, element, official_document

_WIDTH = 8844  # twentieths of a point: 156 mm, the width of the text
_TITLE_EM = 440  # twentieths of a point: a character of the title
_SIZES = (10.5, 9.0, 8.0, 7.0)
_BORDER = 0.2  # ems of a column that its border takes; else a label that just fits is broken
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_SHADE = "E9EFF7"


def write_docx(report: Report, form: Form, *, typefaces: Typefaces = OFFICIAL) -> bytes:
    """The document of a report, as a .docx package."""
    return _packed(paper_of(report, form), typefaces)


def docx_template(
    form: Form, *, organ: str | None = None, year: int | None = None, typefaces: Typefaces = OFFICIAL
) -> bytes:
    """The blank form, with （文字描述） where prose belongs."""
    return _packed(blank_paper(form, organ=organ, year=year), typefaces)


def _packed(paper: Paper, faces: Typefaces) -> bytes:
    document = official_document(faces)
    _properties(document, paper)
    _body(document, paper)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), paper.dated_on or paper.published_on)


def _properties(document: WordDocument, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = paper.title[:255]
    properties.author = paper.organ[:255]
    properties.last_modified_by = paper.organ[:255]
    properties.comments = ""
    properties.language = "zh-CN"


# -------------------------------------------------------------------------- body


def _body(document: WordDocument, paper: Paper) -> None:
    for index, line in enumerate(paper.title_lines):
        title = document.add_paragraph(line, style="Title")
        before = LINE if index == 0 else 0
        after = LINE if index == len(paper.title_lines) - 1 else 0
        side = round((TITLE_ROOM - title_room(line)) / 2 * _TITLE_EM)
        _set(title, element("spacing", before=before, after=after))
        if side:
            _set(title, element("ind", left=side, right=side, firstLineChars=0, firstLine=0))
    for paragraph in paper.preface:
        _prose(document, paragraph)
    behind_table = False
    for chapter in paper.chapters:
        heading = document.add_paragraph(chapter.heading, style="Heading 1")
        before = LINE // 2 if behind_table else 0
        after = LINE // 4 if chapter.grids and not chapter.paragraphs else 0
        if before or after:
            _set(heading, element("spacing", before=before, after=after))
        for paragraph in chapter.paragraphs:
            _prose(document, paragraph)
        for index, grid in enumerate(chapter.grids):
            if index or chapter.paragraphs:
                # Two tables that touch would become one; a short line keeps them apart.
                gap = document.add_paragraph(style="表格文字")
                gap.paragraph_format.keep_with_next = True
            _end(document).addprevious(_table(grid))
        behind_table = bool(chapter.grids)
    if paper.signature:
        # A signature never stands alone on a page: the last paragraph goes with it.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        _signature(document, *paper.signature)


def _end(document: WordDocument) -> Element:
    """The element that closes the body; everything stands in front of it."""
    end: Element = document.element.body.find(qn("w:sectPr"))
    return end


def _set(paragraph: WordParagraph, setting: Element) -> None:
    paragraph._p.get_or_add_pPr().append(setting)  # noqa: SLF001  (settings the library has no word for)


def _prose(document: WordDocument, paragraph: Paragraph) -> None:
    made = document.add_paragraph()
    if paragraph.lead:
        made.add_run(paragraph.lead, style="段首标题")
    if paragraph.text:
        made.add_run(paragraph.text)


def _signature(document: WordDocument, organ: str, day: str) -> None:
    for text, right in zip((organ, day), signature_indents(organ, day), strict=True):
        line = document.add_paragraph(text)
        if text is organ:
            line.paragraph_format.keep_with_next = True
            _set(line, element("spacing", before=LINE * 2))
        inward = {"rightChars": round(right * 100), "right": round(right * BODY * 10)}
        _set(line, element("ind", **inward, firstLineChars=0, firstLine=0))
        _set(line, element("jc", val="right"))


# ------------------------------------------------------------------------ tables


def _table(grid: Grid) -> Element:
    size = size_for(grid, _WIDTH / 20, _SIZES)
    widths = column_ems(grid, _WIDTH / 20 / size)
    twips = [round(width * size * 20) for width in widths]
    borders = [element(side, val="single", sz=4, space=0, color="000000") for side in _BORDERS]
    inner = round((PADDING - _BORDER) / 2 * size * 20)
    margins = [element(side, w=30 if side in ("top", "bottom") else inner, type="dxa") for side in _BORDERS[:4]]
    table = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(twips), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *borders),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *margins),
            element("tblLook", val="0000"),
            element("tblCaption", val=grid.table.title),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in twips)),
    )
    columns = _Columns(grid, widths, twips, size)
    for number in range(len(grid.rows)):
        table.append(columns.row(number))
    return table


class _Columns:
    """The columns of one table and what is set in them."""

    def __init__(self, grid: Grid, widths: tuple[float, ...], twips: list[int], size: float) -> None:
        self.grid = grid
        self.widths = widths
        self.twips = twips
        self.size = size
        self.height = round(row_points(grid, size) * 20)
        self.begun = {(row, cell.place[1]): cell for cell in grid for row in range(cell.place[0], cell.last_row + 1)}

    def row(self, number: int) -> Element:
        """A row with the cells that begin in it and those that continue from above."""
        settings = [element("cantSplit"), element("trHeight", val=self.height, hRule="atLeast")]
        if number < self.grid.head_rows:
            settings.append(element("tblHeader"))
        row = element("tr", element("trPr", *settings))
        for column in range(self.grid.columns):
            cell = self.begun.get((number, column))
            if cell is not None:
                row.append(self._cell(cell, continued=number > cell.place[0], last=number == len(self.grid.rows) - 1))
        return row

    def _cell(self, cell: GridCell, *, continued: bool, last: bool) -> Element:
        start = cell.place[1]
        settings = [element("tcW", w=sum(self.twips[start : start + cell.wide]), type="dxa")]
        if cell.wide > 1:
            settings.append(element("gridSpan", val=cell.wide))
        if cell.deep > 1:
            settings.append(element("vMerge") if continued else element("vMerge", val="restart"))
        if cell.role == "band":
            settings.append(element("shd", val="clear", color="auto", fill=_SHADE))
        settings.append(element("vAlign", val="center"))
        return element("tc", element("tcPr", *settings), self._text(cell, empty=continued, last=last))

    def _text(self, cell: GridCell, *, empty: bool, last: bool) -> Element:
        """The paragraph of a cell. Rows keep to the next one, so that a table that fits on a page is not torn."""
        settings = [element("pStyle", val="TableText")]
        if not last:
            settings.append(element("keepNext"))
        if self.size != _SIZES[0]:
            settings.append(element("spacing", line=round(self.size * 25), lineRule="exact"))
        settings.append(element("jc", val=cell.side(adds_up=self.grid.adds_up, stub=self.grid.stub)))
        paragraph = element("p", element("pPr", *settings))
        if cell.text and not empty:
            run = element("r")
            if self.size != _SIZES[0]:
                half_points = round(self.size * 2)
                run.append(element("rPr", element("sz", val=half_points), element("szCs", val=half_points)))
            room = sum(self.widths[cell.place[1] : cell.place[1] + cell.wide]) - PADDING
            for index, line in enumerate(lines_of(cell.text, room)):
                if index:
                    run.append(element("br"))
                text = element("t")
                text.text = line
                run.append(text)
            paragraph.append(run)
        return paragraph
