"""The sheet as a Word document in the make-up of official papers (GB/T 9704-2012): for whoever works on with the text."""

from __future__ import annotations

import io

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml.etree import _Element as Element

from gongkai.office.catalog.rendering.blocks import Cell, Line, Paragraph, Picture, Run, Table
from gongkai.office.catalog.rendering.sheet import Sheet
from gongkai.office.catalog.rendering.widths import print_size, shares
from gongkai.statute.writers.packing import repacked
from gongkai.statute.writers.typefaces import OFFICIAL, Typefaces
from gongkai.statute.writers.wordstyle import BODY, LINE, element, official_document

_WIDTH = 8844  # twentieths of a point: 156 mm, the width of the text
_POINTS = 442.0
_HIGHEST = 600.0
_EM = BODY * 10
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_JC = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_LEVELS = {"h2": "Heading1", "h3": "Heading2", "h4": "Heading3", "h5": "Heading4"}


def write_docx(sheet: Sheet, *, faces: Typefaces = OFFICIAL) -> bytes:
    """The document; the same bytes for the same sheet."""
    document = official_document(faces)
    writer = _Writer(document, faces)
    writer.styles()
    writer.write(sheet)
    properties = document.core_properties
    properties.title, properties.author = sheet.title[:255], sheet.organ[:255]
    properties.last_modified_by, properties.comments, properties.language = sheet.organ[:255], "", "zh-CN"
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), sheet.day)


class _Writer:
    """Writes block after block in front of the end of the body."""

    def __init__(self, document: WordDocument, faces: Typefaces) -> None:
        self.document = document
        self.faces = faces
        self.end: Element = document.element.body.find(qn("w:sectPr"))

    def styles(self) -> None:
        """The headings below the first, which the annual report has no use for."""
        root = self.document.styles.element
        for level, face, bold in (
            (2, self.faces.lead[0], False),
            (3, self.faces.body[0], True),
            (4, self.faces.body[0], False),
        ):
            fonts = element("rFonts", eastAsia=face)
            root.append(
                element(
                    "style",
                    element("name", val=f"heading {level}"),
                    element("basedOn", val="Normal"),
                    element("qFormat"),
                    element("pPr", element("keepNext"), element("keepLines"), element("outlineLvl", val=level - 1)),
                    element("rPr", fonts, *([element("b")] if bold else [])),
                    type="paragraph",
                    styleId=f"Heading{level}",
                )
            )

    def write(self, sheet: Sheet) -> None:
        """The whole sheet."""
        self._styled("Title", sheet.title)
        if sheet.number:
            self._styled("", sheet.number, jc="center", indent=0, after=LINE)
        for note in sheet.notes:
            self._styled("", f"【{note}】", jc="center", indent=0, bold=True, after=LINE // 2)
        for block in sheet.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Line):
                border = element("pBdr", element("bottom", val="single", sz=4, space=1, color="auto"))
                self._put(element("p", element("pPr", border, *_ind(0))))
            else:
                self._put(self._paragraph(block))
        if sheet.attachments:
            self._styled("", "附件：", before=LINE)
            for place, name in enumerate(sheet.attachments, 1):
                self._styled("", f"{place}. {name}")
        self._facts(sheet)

    def _put(self, made: Element) -> None:
        self.end.addprevious(made)

    def _styled(
        self,
        style: str,
        text: str,
        *,
        jc: str = "",
        indent: int | None = None,
        bold: bool = False,
        before: int = 0,
        after: int = 0,
    ) -> None:
        settings = [element("pStyle", val=style)] if style else []
        if before or after:
            settings.append(element("spacing", before=before, after=after))
        if indent is not None:
            settings += _ind(indent)
        if jc:
            settings.append(element("jc", val=jc))
        self._put(element("p", element("pPr", *settings), _run(Run(text, bold=bold))))

    # --- paragraphs
    def _paragraph(self, paragraph: Paragraph, *, cell: bool = False, size: float = 0) -> Element:
        settings: list[Element] = []
        if cell:
            settings.append(element("pStyle", val="TableText"))
        elif paragraph.kind in _LEVELS:
            settings.append(element("pStyle", val=_LEVELS[paragraph.kind]))
        pictured = any(isinstance(span, Picture) and span.data for span in paragraph.spans)
        if pictured:
            # An exact line height would cut a picture off.
            settings.append(element("spacing", before=0, after=0, line=240, lineRule="auto"))
        elif cell and size != 10.5:
            settings.append(element("spacing", line=round(size * 26), lineRule="exact"))
        spans = paragraph.spans
        if paragraph.depth:
            settings.append(_listed(paragraph))
            if paragraph.marker:
                spans = (Run(f"{paragraph.marker} "), *spans)
        elif not cell and not (paragraph.indent and paragraph.kind != "quote"):
            settings += _ind(2 if paragraph.kind == "quote" else 0, first=0)
        align = "center" if pictured and not paragraph.align and not cell else paragraph.align
        if align:
            settings.append(element("jc", val=_JC[align]))
        made = element("p", element("pPr", *settings))
        for span in spans:
            made.append(self._span(span, size=size if cell and size != 10.5 else 0))
        return made

    def _span(self, span: Run | Picture, *, size: float) -> Element:
        if isinstance(span, Picture):
            return self._picture(span)
        run = _run(span, size=size)
        if not span.href:
            return run
        made = element("hyperlink", run)
        made.set(qn("r:id"), self.document.part.relate_to(span.href, RT.HYPERLINK, is_external=True))
        return made

    def _picture(self, picture: Picture) -> Element:
        if not picture.data:
            return _run(Run(f"［图片{'：' if picture.alt else ''}{picture.alt}］"))
        wide = min(_POINTS, picture.wide * 0.75)
        high = picture.high * wide / picture.wide
        if high > _HIGHEST:
            wide, high = wide * _HIGHEST / high, _HIGHEST
        inline = self.document.part.new_pic_inline(io.BytesIO(picture.data), width=Pt(wide), height=Pt(high))
        inline.docPr.set("descr", picture.alt)
        return element("r", element("drawing", inline))

    # --- tables
    def _table(self, table: Table) -> None:
        for paragraph in table.caption:
            self._styled("", paragraph.text, jc="center", indent=0, bold=True, before=LINE // 4)
        size = print_size(table)
        twips = [round(share * _WIDTH) for share in shares(table)]
        borders = [element(side, val="single", sz=4, space=0, color="000000") for side in _SIDES]
        made = element(
            "tbl",
            element(
                "tblPr",
                element("tblW", w=sum(twips), type="dxa"),
                element("jc", val="center"),
                element("tblBorders", *borders),
                element("tblLayout", type="fixed"),
                element("tblCellMar", *(element(side, w=60, type="dxa") for side in ("left", "right"))),
            ),
            element("tblGrid", *(element("gridCol", w=width) for width in twips)),
        )
        covered: dict[tuple[int, int], Cell] = {}
        for number, row in enumerate(table.rows):
            made.append(self._row(table, number, row, covered, twips, size))
        self._put(made)
        self._styled("TableText", "")

    def _row(
        self,
        table: Table,
        number: int,
        row: tuple[Cell, ...],
        covered: dict[tuple[int, int], Cell],
        twips: list[int],
        size: float,
    ) -> Element:
        settings = [element("cantSplit")] if all(len(cell.text) < 400 for cell in row) else []
        if number < table.head_rows:
            settings.append(element("tblHeader"))
        made = element("tr", element("trPr", *settings))
        starts = {cell.column: cell for cell in row}
        column = 0
        while column < table.columns:
            above = covered.pop((number, column), None)
            cell = above or starts.get(column)
            wide = cell.wide if cell else 1
            properties = [element("tcW", w=sum(twips[column : column + wide]), type="dxa")]
            if wide > 1:
                properties.append(element("gridSpan", val=wide))
            if cell and cell.deep > 1:
                properties.append(element("vMerge") if above else element("vMerge", val="restart"))
                if number + 1 < cell.row + cell.deep:
                    covered[number + 1, column] = cell
            properties.append(element("vAlign", val="center"))
            made.append(element("tc", element("tcPr", *properties), *self._cell(cell if not above else None, size)))
            column += wide
        return made

    def _cell(self, cell: Cell | None, size: float) -> list[Element]:
        if cell is None or not cell.paragraphs:
            return [element("p", element("pPr", element("pStyle", val="TableText")))]
        made = []
        for paragraph in cell.paragraphs:
            align = paragraph.align or cell.align or ("center" if cell.head else "")
            aligned = Paragraph(paragraph.kind, paragraph.spans, align, False, paragraph.depth, paragraph.marker)
            made.append(self._paragraph(aligned, cell=True, size=size))
        return made

    def _facts(self, sheet: Sheet) -> None:
        """Where the text came from, small, at the end."""
        border = element("pBdr", element("top", val="single", sz=4, space=4, color="auto"))
        for place, (label, value) in enumerate(sheet.facts):
            settings = [element("pStyle", val="TableText"), element("keepNext")]
            if not place:
                settings += [border, element("spacing", before=LINE * 2)]
            self._put(element("p", element("pPr", *settings), _run(Run(f"{label}：{value}"))))


def _listed(paragraph: Paragraph) -> Element:
    """The indent of an item: its mark hangs out in front; what follows the first paragraph stands under its words."""
    left = paragraph.depth * 2
    inward = {"leftChars": left * 100, "left": left * _EM}
    if not paragraph.marker:
        return element("ind", **inward, firstLineChars=0, firstLine=0)
    return element("ind", **inward, hangingChars=150, hanging=round(1.5 * _EM))


def _ind(characters: int, *, first: int | None = None) -> list[Element]:
    """An indent of the first line, or (``first`` given) of the whole paragraph."""
    if first is None:
        return [element("ind", firstLineChars=characters * 100, firstLine=characters * _EM)]
    return [element("ind", leftChars=characters * 100, left=characters * _EM, firstLineChars=0, firstLine=first)]


def _run(run: Run, *, size: float = 0) -> Element:
    settings: list[Element] = []
    if run.bold:
        settings.append(element("b"))
    if run.italic:
        settings.append(element("i"))
    if run.strike:
        settings.append(element("strike"))
    if run.href:
        settings.append(element("color", val="0F4C9C"))
    if size:
        settings += [element("sz", val=round(size * 2)), element("szCs", val=round(size * 2))]
    if run.underline or run.href:
        settings.append(element("u", val="single"))
    if run.script:
        settings.append(element("vertAlign", val="superscript" if run.script == "super" else "subscript"))
    made = element("r", *([element("rPr", *settings)] if settings else []))
    for place, line in enumerate(run.text.split("\n")):
        if place:
            made.append(element("br"))
        if line:
            text = element("t")
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(text)
    return made
