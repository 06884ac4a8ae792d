"""The sheet as plain text, UTF-8: for reading aloud, for searching, for machines."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.office.catalog.rendering.blocks import Block, Line, Paragraph, Table
from gongkai.office.catalog.rendering.sheet import Sheet

_INDENT = "\u3000\u3000"


def write_txt(sheet: Sheet) -> bytes:
    """The text with a byte order mark and the line ends of Windows: its editor shows both rightly."""
    return "\ufeff".encode() + "\r\n".join(_lines(sheet)).encode() + b"\r\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield sheet.title
    if sheet.number:
        yield sheet.number
    yield ""
    for note in sheet.notes:
        yield f"【{note}】"
        yield ""
    for block in sheet.blocks:
        yield from _block(block)
    if sheet.attachments:
        yield ""
        yield "附件："
        for place, name in enumerate(sheet.attachments, 1):
            yield f"{place}. {name}"
    yield ""
    yield "————————"
    for label, value in sheet.facts:
        yield f"{label}：{value}"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield "————————"
    elif isinstance(block, Table):
        yield ""
        for paragraph in block.caption:
            yield paragraph.text
        for row in block.rows:
            # A cell under a span of another stands in its own column still.
            cells = {cell.column: " ".join(cell.text.split()) for cell in row}
            yield "\t".join(cells.get(column, "") for column in range(block.columns)).rstrip("\t")
        yield ""
    else:
        yield from _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    before = ""
    if paragraph.kind in {"h2", "h3", "h4", "h5"}:
        yield ""
    elif paragraph.depth:
        before = "  " * paragraph.depth + (f"{paragraph.marker} " if paragraph.marker else "   ")
    elif paragraph.indent and paragraph.kind == "p":
        before = _INDENT
    for place, line in enumerate(paragraph.text.split("\n")):
        yield f"{before if not place else ' ' * len(before)}{line}".rstrip()
