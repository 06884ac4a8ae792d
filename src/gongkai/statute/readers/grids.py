"""Merged cells: from cells with spans to rows of pieces with their true columns."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.statute.readers.document import Line, Piece, Watch

# A colspan of a million is an attack, not a table; the statutory tables have at most 16 columns.
MOST_COLUMNS = 256


class GridBuilder:
    """Places cells one row at a time the way a browser does, remembering what spans down into later rows."""

    __slots__ = ("_down", "_grid", "_watch", "lines", "page")

    def __init__(self, grid: int, watch: Watch, page: int | None = None) -> None:
        self._grid = grid
        self._watch = watch
        self._down: dict[int, int] = {}
        self.lines: list[Line] = []
        self.page = page

    def row(self, cells: Iterable[tuple[str, int, int]], number: int) -> None:
        """Add a row of ``(text, colspan, rowspan)``; a cell that continues from above takes no part."""
        pieces: list[Piece] = []
        column = 0
        down = {at: left - 1 for at, left in self._down.items() if left > 1}
        busy = self._down
        for text, wide, deep in cells:
            while busy.get(column, 0) > 0:
                column += 1
            if column >= MOST_COLUMNS:
                break
            end = min(column + max(1, wide), MOST_COLUMNS)
            pieces.append(Piece(text, column, end - column))
            if deep > 1:
                down.update(dict.fromkeys(range(column, end), deep - 1))
            column = end
        self._down = down
        self._watch.tick(len(pieces) + 1)
        if pieces:
            self.lines.append(Line(pieces, number, page=self.page, grid=self._grid, exact=True, gap=not self.lines))
