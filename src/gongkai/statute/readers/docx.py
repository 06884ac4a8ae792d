"""Word documents (.docx): paragraphs into lines, tables into rows with their merged cells.

Reads: bytes of an Office Open XML text document.
Writes: lines; deleted revisions and alternative renderings are left out, so nothing is read twice.
"""

from __future__ import annotations

import re
import zipfile

from lxml import etree

from gongkai.statute.readers.document import Line, Watch
from gongkai.statute.readers.grids import GridBuilder
from gongkai.statute.readers.packages import open_package, parse_part
from gongkai.statute.readers.text import words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Text that is not on the page: tracked deletions, the second rendering of a drawing, field codes.
_LEAVE_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}instrText"})
_HOLDS_BLOCKS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag", f"{_W}customXml"})
_SPACES = re.compile(r"[ \t\u00a0\u3000\u200b]+")


def read_docx(data: bytes, watch: Watch) -> tuple[list[Line], list[str]]:
    """Lines and the stated title of a Word document. Raises DocumentError subclasses for a bad package."""
    with open_package(data, watch) as package:
        body = parse_part(package, "word/document.xml").find(f"{_W}body")
        reader = _Body(watch)
        if body is not None:
            reader.blocks(body)
        return reader.lines, _stated_title(package)


def _stated_title(package: zipfile.ZipFile) -> list[str]:
    """The title in the document's properties, if it has them."""
    if "docProps/core.xml" not in package.namelist():
        return []
    title = parse_part(package, "docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title")
    return [title.strip()] if title and title.strip() else []


class _Body:
    def __init__(self, watch: Watch) -> None:
        self.lines: list[Line] = []
        self._watch = watch
        self._grids = 0

    def blocks(self, parent: etree._Element, depth: int = 0) -> None:
        """Paragraphs and tables of a body, a cell or a content control, in order."""
        if depth > 40:
            return
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl":
                self._table(child, depth)
            elif child.tag in _HOLDS_BLOCKS:
                self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        for text in _paragraph_text(paragraph).split("\n"):
            pieces = list(words(_SPACES.sub(" ", text).strip()))
            if pieces:
                self._watch.tick(len(pieces))
                self.lines.append(Line(pieces, len(self.lines) + 1))
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                self.blocks(box, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> None:
        if table.find(f".//{_W}tc//{_W}tbl") is not None:
            # A table that holds tables lays out the page: read the cells one after another.
            for cell in table.iter(f"{_W}tc"):
                if not any(parent.tag == f"{_W}tc" for parent in cell.iterancestors()):
                    self.blocks(cell, depth + 1)
            return
        self._grids += 1
        builder = GridBuilder(self._grids, self._watch)
        start = len(self.lines)
        for row in table.iter(f"{_W}tr"):
            # A cell merged with the one above is the same as one that never began.
            builder.row(_row_cells(row), start + len(builder.lines) + 1)
        for line in builder.lines:
            line.pieces = [piece for piece in line.pieces if piece.text != _CONTINUED]
        self.lines.extend(line for line in builder.lines if line.pieces)


_CONTINUED = "\x00"


def _row_cells(row: etree._Element) -> list[tuple[str, int, int]]:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    cells = [(_CONTINUED, _number(before, 1), 1)] if before is not None else []
    for cell in row.iter(f"{_W}tc"):
        properties = cell.find(f"{_W}tcPr")
        span, merge = None, None
        if properties is not None:
            span, merge = properties.find(f"{_W}gridSpan"), properties.find(f"{_W}vMerge")
        continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        text = _CONTINUED if continued else _cell_text(cell)
        cells.append((text, _number(span, 1), 1))
    return cells


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(value), 1000) if value.isdecimal() else default


def _cell_text(cell: etree._Element) -> str:
    paragraphs = (_SPACES.sub(" ", _paragraph_text(p)).strip() for p in cell.iter(f"{_W}p"))
    return "\n".join(text for text in paragraphs if text)


def _paragraph_text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag not in _LEAVE_OUT and tag != f"{_W}txbxContent":
            _collect(child, parts)
