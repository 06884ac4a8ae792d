"""The printed tables of a form as cells with their spans: what every writer draws from.

Reads: a Table of a Form and what each cell says.
Writes: a Grid of cells with place, spans and role. Heads, stubs and bands follow from the form's data
(``heading``, ``corner``, ``under``), so a new form is laid out without a change here.

>>> from gongkai.statute.annual.form import forms
>>> grid = lay_out(forms()["2021"].table("requests"))
>>> (grid.columns, grid.stub, grid.head_rows, len(grid.rows))
(10, 3, 3, 28)
>>> [(cell.text, cell.wide, cell.deep) for cell in grid.rows[1]]
[('自然人', 1, 2), ('法人或其他组织', 5, 1), ('总计', 1, 2)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gongkai.statute.annual.form import Block, CellSpec, Column, Form, Row, Table
from gongkai.statute.annual.report import Cell, Number, Report

Role = Literal["band", "corner", "head", "stub", "value"]
Place = tuple[int, int]
"""Row and column of the upper left slot of a cell, from 0."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One printed cell. ``heads`` are the places of the labels that say what a value is, outermost first."""

    text: str
    place: Place
    wide: int = 1
    deep: int = 1
    role: Role = "value"
    key: str = ""
    heads: tuple[Place, ...] = ()

    @property
    def last_row(self) -> int:
        """The last row the cell covers."""
        return self.place[0] + self.deep - 1

    def side(self, *, adds_up: bool, stub: int) -> Literal["left", "center", "right"]:
        """Where the text of the cell stands: heads in the middle, labels left, figures that are added up right."""
        if self.role == "value":
            return "right" if adds_up else "center"
        if self.role == "head" or (self.role == "stub" and self.deep > 1):
            return "center"
        return "center" if stub == 1 and self.role != "band" else "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table. ``rows`` hold the cells that begin in each row, left to right.

    The first ``head_rows`` rows are repeated where the table goes on to a new page; a table of several
    blocks has none, because each block has its own. ``bands`` are the first rows of the blocks.
    """

    table: Table
    rows: tuple[tuple[GridCell, ...], ...]
    columns: int
    stub: int
    head_rows: int
    bands: tuple[int, ...]

    def __iter__(self) -> Iterator[GridCell]:
        return (cell for row in self.rows for cell in row)

    @property
    def adds_up(self) -> bool:
        """Whether columns end in totals, so that their figures are set right under each other."""
        return any(row.total for block in self.table.blocks for row in block.rows)

    def values(self) -> Iterator[GridCell]:
        """The cells that hold figures."""
        return (cell for cell in self if cell.role == "value")


# ---------------------------------------------------------------- what a cell says


def shown(cell: Cell | None, spec: CellSpec) -> str:
    """A cell as printed: nothing for no value, no exponent, its own decimals, its unit if not the form's.

    >>> from gongkai.statute.annual.form import forms
    >>> spec = forms()["2021"].cells["proactive.fees.amount"]
    >>> shown(Cell(Decimal("206.374006")), spec), shown(Cell(251000, unit="元"), spec), shown(Cell(None), spec)
    ('206.374006', '251000元', '')
    """
    if cell is None or cell.value is None:
        return ""
    unit = cell.unit if cell.unit != spec.unit else ""
    return digits(cell.value) + unit


def digits(value: Number) -> str:
    """A number without exponent and with the decimals it has.

    >>> digits(Decimal("1E+3")), digits(Decimal("0.000001")), digits(-121)
    ('1000', '0.000001', '-121')
    """
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def grids_of(report: Report, form: Form) -> dict[str, Grid]:
    """The tables of a form filled from a report, by table id. Cells the form lacks are left out."""
    return {
        table.id: lay_out(table, lambda key: shown(report.cells.get(key), form.cells[key])) for table in form.tables
    }


# ------------------------------------------------------------------------ placing


def _nothing(_key: str) -> str:
    return ""


def lay_out(table: Table, says: Callable[[str], str] = _nothing) -> Grid:
    """The printed table; ``says`` gives the text of a value by its cell key (the blank form without it)."""
    stub = max(map(_stub_of, table.blocks))
    widest = max(len(block.columns) + (stub if _stub_of(block) else 0) for block in table.blocks)
    cells: list[GridCell] = []
    bands: list[int] = []
    at = 0
    for block in table.blocks:
        bands.append(at)
        placed = _Block(block, stub if _stub_of(block) else 0, widest, at)
        cells += placed.cells(says)
        at = placed.end
    rows = tuple(
        tuple(sorted((cell for cell in cells if cell.place[0] == row), key=lambda cell: cell.place))
        for row in range(at)
    )
    head_rows = at - len(table.blocks[0].rows) if len(table.blocks) == 1 else 0
    return Grid(table, rows, widest, stub, head_rows, tuple(bands))


def _stub_of(block: Block) -> int:
    """How many columns the row labels take: none where the only row has no label (table four)."""
    if not any(row.label for row in block.rows):
        return 0
    return _depth(block.rows)


def _depth(parts: Sequence[Column] | Sequence[Row]) -> int:
    return max(len(part.under) + 1 for part in parts)


@dataclass(frozen=True, slots=True)
class _Head:
    """A label on one axis: the level it begins at, how many levels and how many leaves it covers."""

    text: str
    level: int
    levels: int
    first: int
    count: int


def _heads(parts: Sequence[Column] | Sequence[Row], depth: int) -> list[_Head]:
    """The merged heads over (or beside) a run of columns (or rows): neighbours under one head share its cell."""
    heads: list[_Head] = []
    for level in range(depth):
        index = 0
        while index < len(parts):
            path = (*parts[index].under, parts[index].label)
            if level >= len(path):
                index += 1
                continue
            count = 1
            leaf = level == len(path) - 1
            while (
                not leaf and index + count < len(parts) and parts[index + count].under[: level + 1] == path[: level + 1]
            ):
                count += 1
            heads.append(_Head(path[level], level, depth - level if leaf else 1, index, count))
            index += count
    return heads


class _Block:
    """One block placed in the grid of its table, from row ``at`` on."""

    def __init__(self, block: Block, stub: int, width: int, at: int) -> None:
        self.block = block
        self.stub = stub
        self.at = at
        self.width = width
        self.head_depth = _depth(block.columns)
        self.first_head = at + bool(block.heading)
        self.first_row = self.first_head + self.head_depth
        self.end = self.first_row + len(block.rows)
        self.stops = _stops(stub, width, len(block.columns))

    def cells(self, says: Callable[[str], str]) -> list[GridCell]:
        """The band, the corner, the heads, the stub and the values."""
        cells: list[GridCell] = []
        governing: list[Place] = []
        if self.block.heading:
            cells.append(GridCell(self.block.heading, (self.at, 0), self.width, 1, "band"))
            governing.append((self.at, 0))
        if self.stub:
            cells.append(GridCell(self.block.corner, (self.first_head, 0), self.stub, self.head_depth, "corner"))
        over = [self._column_head(head) for head in _heads(self.block.columns, self.head_depth)]
        beside = [self._row_head(head) for head in _heads(self.block.rows, self.stub)] if self.stub else []
        cells += over + beside
        for i, row in enumerate(self.block.rows):
            for j, column in enumerate(self.block.columns):
                place = (self.first_row + i, self.stops[j])
                key = self.block.cell_key(row, column)
                wide = self.stops[j + 1] - self.stops[j]
                above = [cell.place for cell in over if cell.place[1] <= place[1] < cell.place[1] + cell.wide]
                left = [cell.place for cell in beside if cell.place[0] <= place[0] <= cell.last_row]
                cells.append(GridCell(says(key), place, wide, 1, "value", key, (*governing, *left, *above)))
        return cells

    def _column_head(self, head: _Head) -> GridCell:
        start, end = self.stops[head.first], self.stops[head.first + head.count]
        return GridCell(head.text, (self.first_head + head.level, start), end - start, head.levels, "head")

    def _row_head(self, head: _Head) -> GridCell:
        return GridCell(head.text, (self.first_row + head.first, head.level), head.levels, head.count, "stub")


def _stops(start: int, end: int, count: int) -> list[int]:
    """Where ``count`` columns begin in the places from ``start`` to ``end``: spare places go to the last ones.

    >>> _stops(1, 4, 3), _stops(1, 4, 1), _stops(1, 4, 2), _stops(1, 5, 2)
    ([1, 2, 3, 4], [1, 4], [1, 2, 4], [1, 3, 5])
    """
    each, spare = divmod(end - start, count)
    stops = [start]
    for index in range(count):
        stops.append(stops[-1] + each + (index >= count - spare))
    return stops
