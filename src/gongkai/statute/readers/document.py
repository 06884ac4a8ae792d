"""What every reader returns: a document as lines of pieces, each with its page and position.

A piece is the smallest located text: a cell of a table, a field between tabs or bars, or a word of
running text. Readers know nothing of forms: they say what stands where, never what it means.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from gongkai.statute.errors import DocumentTooLarge

Format = Literal["text", "html", "docx", "pdf", "xlsx", "csv", "picture"]


@dataclass(slots=True)
class Piece:
    """One located text.

    ``column``/``span`` are set in tables and delimited lines (blank cells are pieces with empty text);
    ``sure`` is below 1 for text recognized in a picture. ``x0``/``x1`` are points in a PDF, character columns in plain text (a Chinese character is two wide).
    """

    text: str
    column: int | None = None
    span: int = 1
    x0: float | None = None
    x1: float | None = None
    sure: float = 1.0


@dataclass(slots=True)
class Line:
    """One line of running text (``grid`` None) or one row of a table.

    ``exact`` says that columns are those of a real table (HTML, Word, Excel, ruled PDF), not guesses from
    separators. ``gap`` says that white space stands before the line. ``sheet`` is the width and height of the page, in the measure
    of ``y0``, ``y1`` and the pieces' ``x0``, ``x1``.
    """

    pieces: list[Piece]
    number: int
    page: int | None = None
    grid: int | None = None
    exact: bool = False
    gap: bool = False
    y0: float | None = None
    y1: float | None = None
    sheet: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        """The line as one string, pieces divided by a space (a tab between cells)."""
        return ("\t" if self.grid is not None else " ").join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class RawDocument:
    """A file as read: its identity and its lines in reading order."""

    name: str
    format: Format
    sha256: str
    lines: list[Line]
    pages: int | None = None
    heads: list[str] = field(default_factory=list)
    """Titles the file states about itself outside the text (HTML title, meta tags, sheet names)."""
    notes: list[str] = field(default_factory=list)
    """What the reader had to pass over, in words for the user."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Beyond a limit it is refused with a clear error, never half-read.

    ``seconds`` is watched between pieces of work, so a file ends at most a moment later.
    """

    bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 256 * 1024 * 1024
    pages: int = 300
    cells: int = 400_000
    characters: int = 4_000_000
    seconds: float = 30.0
    seconds_per_picture: float = 40.0
    """More time for each scanned page, which must be recognized first."""


class Watch:
    """Counts what a reader uses up and raises DocumentTooLarge at a limit."""

    __slots__ = ("_ends", "cells", "limits")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self._ends = time.monotonic() + limits.seconds

    def tick(self, cells: int = 0) -> None:
        """Account for ``cells`` more pieces and look at the clock."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise DocumentTooLarge(
                f"表格和文字超过 {self.limits.cells} 格",
                mend="年度报告不会有这么多内容，请确认文件；确需读取时可调高 --max-cells",
            )
        if time.monotonic() > self._ends:
            raise DocumentTooLarge(
                f"读取超过 {self.limits.seconds:g} 秒", mend="请确认文件是否为年度报告；确需读取时可调高 --max-seconds"
            )

    def more_time(self, seconds: float) -> None:
        """Allow for work that is known to be slow."""
        self._ends += seconds

    def pages(self, count: int) -> None:
        """Refuse a document of more pages than allowed."""
        if count > self.limits.pages:
            raise DocumentTooLarge(
                f"共 {count} 页，超过上限 {self.limits.pages} 页",
                mend="请只截取年度报告部分；确需读取时可调高 --max-pages",
            )

    def characters(self, count: int) -> None:
        """Refuse a text of more characters than allowed."""
        if count > self.limits.characters:
            raise DocumentTooLarge(
                f"正文 {count} 字，超过上限 {self.limits.characters} 字", mend="请只截取年度报告部分"
            )
