"""A cleaned body as blocks: paragraphs of runs, headings, list items, tables with merged cells, pictures.

What a Word document, a print and a plain text have in common. Walks without recursion and within limits: bodies may be
nested as deep and spanned as wide as a person likes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Literal

from gongkai.office.errors import Refused

#: A text beyond one of these is not made into a file; it is read on its page.
MOST_CELLS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 400_000

_TOO_WIDE = f"正文里有表格超过{MOST_COLUMNS}列或者{MOST_CELLS}格，不能生成文件，请在网页上查看。"

Align = Literal["", "left", "center", "right", "justify"]
Kind = Literal["p", "h2", "h3", "h4", "h5", "li", "quote", "pre", "caption"]


@dataclass(frozen=True, slots=True)
class Run:
    r"""Some text in one style. "\\n" is a line break; ``script`` is "", "sub" or "super"; ``href`` is safe to open."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    script: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the text as PNG or JPEG, its size in CSS pixels; ``data`` is b"" where it cannot be shown."""

    data: bytes
    suffix: str
    wide: int
    high: int
    alt: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item. ``depth`` counts the lists around it, ``marker`` stands before a list's item."""

    kind: Kind
    spans: tuple[Run | Picture, ...]
    align: Align = ""
    indent: bool = True
    depth: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        """Its words; a picture is told by its alternative."""
        return "".join(
            span.text if isinstance(span, Run) else f"［图片{'：' if span.alt else ''}{span.alt}］"
            for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in its place (counted from 0), over ``deep`` rows and ``wide`` columns."""

    row: int
    column: int
    deep: int
    wide: int
    head: bool
    align: Align
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """Its words, one paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every cell once, by row; the first ``head_rows`` rows are its head."""

    caption: tuple[Paragraph, ...]
    rows: tuple[tuple[Cell, ...], ...]
    columns: int
    head_rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the page."""


Block = Paragraph | Table | Line


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as it was met: its spans are not yet settled."""

    wide: int
    deep: int
    head: bool
    align: Align
    paragraphs: tuple[Paragraph, ...]


def placed(rows: list[list[Drawn]], heads: int, caption: tuple[Paragraph, ...]) -> Table | None:
    """The cells in their places, as a browser lays them out; None for a table without cells.

    Raises:
        Refused: more cells or columns than a file may have.
    """
    taken: set[tuple[int, int]] = set()
    placed_rows: list[tuple[Cell, ...]] = []
    for row, drawn in enumerate(rows):
        column, line = 0, list[Cell]()
        for cell in drawn:
            while (row, column) in taken:
                column += 1
            deep = max(1, min(cell.deep, (heads if row < heads else len(rows)) - row))
            # A span may not be wider than the paper: what a person wrote as 9999 means "all of it".
            wide = max(1, min(cell.wide, MOST_COLUMNS - column))
            wide = next((across for across in range(1, wide) if (row, column + across) in taken), wide)
            if deep * wide > MOST_CELLS:
                raise Refused(_TOO_WIDE)
            if deep > 1 or wide > 1:
                taken.update((row + down, column + across) for down in range(deep) for across in range(wide))
            line.append(Cell(row, column, deep, wide, cell.head, cell.align, cell.paragraphs))
            column += wide
            if len(taken) > MOST_CELLS:
                raise Refused(_TOO_WIDE)
        placed_rows.append(tuple(line))
    starts = sorted({cell.column for row in placed_rows for cell in row})
    if len(starts) > MOST_COLUMNS:
        raise Refused(_TOO_WIDE)
    return Table(caption, _drawn_together(placed_rows, starts), len(starts), heads) if starts else None


def _drawn_together(rows: list[tuple[Cell, ...]], starts: list[int]) -> tuple[tuple[Cell, ...], ...]:
    """The same cells without the columns in which none begins: a span of 500 over three columns is one of three."""
    return tuple(
        tuple(
            replace(
                cell,
                column=(first := bisect_left(starts, cell.column)),
                wide=bisect_left(starts, cell.column + cell.wide) - first,
            )
            for cell in row
        )
        for row in rows
    )
