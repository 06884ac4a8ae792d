"""The printed tables as grids of cells with spans: what every layout is made from."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.statute.annual.form import Block
from relayout.figures import Figures


@dataclass
class GridCell:
    """A cell with its text, its spans, and whether it holds a figure."""

    text: str
    wide: int = 1
    deep: int = 1
    value: bool = False
    key: str = ""


Grid = list[list[GridCell]]


def proactive_grid(figures: Figures) -> Grid:
    """Table two: five blocks under each other, as the form prints them."""
    rows: Grid = []
    blocks = figures.form.table("proactive").blocks
    widest = 1 + max(len(block.columns) for block in blocks)
    for block in blocks:
        rows.append([GridCell(block.heading, widest)])
        spare = widest - 1 - len(block.columns)
        labels = [GridCell(column.label) for column in block.columns]
        labels[-1].wide += spare
        rows.append([GridCell(block.corner), *labels])
        for row in block.rows:
            keys = [block.cell_key(row, column) for column in block.columns]
            cells = [GridCell(figures.show(key), value=True, key=key) for key in keys]
            cells[-1].wide += spare
            rows.append([GridCell(row.label), *cells])
    return rows


def all_grids(figures: Figures) -> list[Grid]:
    """The three statutory tables."""
    return [proactive_grid(figures), requests_grid(figures), remedies_grid(figures)]


def requests_grid(figures: Figures) -> Grid:
    """Table three with its merged heads; label columns: 三 | （三） | 1., label spans 3 where not split."""
    block = figures.form.table("requests").blocks[0]
    rows: Grid = [
        [GridCell(block.corner, 3, 3), GridCell("申请人情况", 7)],
        [GridCell("自然人", 1, 2), GridCell("法人或其他组织", 5), GridCell("总计", 1, 2)],
        [GridCell(column.label) for column in block.columns[1:6]],
    ]
    depth = _group_sizes(block)
    seen: set[str] = set()
    for row in block.rows:
        cells: list[GridCell] = []
        for group in row.under:
            if group not in seen:
                seen.add(group)
                cells.append(GridCell(group, 1, depth[group]))
        cells.append(GridCell(row.label, 3 - len(row.under)))
        for column in block.columns:
            key = block.cell_key(row, column)
            cells.append(GridCell(figures.show(key), value=True, key=key))
        rows.append(cells)
    return rows


def _group_sizes(block: Block) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for row in block.rows:
        for group in row.under:
            sizes[group] = sizes.get(group, 0) + 1
    return sizes


def remedies_grid(figures: Figures) -> Grid:
    """Table four: fifteen columns under three heads."""
    block = figures.form.table("remedies").blocks[0]
    names = [column.label for column in block.columns]
    rows: Grid = [
        [GridCell("行政复议", 5, 1), GridCell("行政诉讼", 10)],
        [*(GridCell(name, 1, 2) for name in names[:5]), GridCell("未经复议直接起诉", 5), GridCell("复议后起诉", 5)],
        [GridCell(name) for name in names[5:]],
    ]
    keys = [block.cell_key(block.rows[0], column) for column in block.columns]
    rows.append([GridCell(figures.show(key), value=True, key=key) for key in keys])
    return rows


def expanded(grid: Grid) -> list[list[GridCell | None]]:
    """The grid with every column filled: a spanned place is None."""
    out: list[list[GridCell | None]] = []
    busy: dict[tuple[int, int], bool] = {}
    width = sum(cell.wide for cell in grid[0])
    for r, row in enumerate(grid):
        line: list[GridCell | None] = [None] * width
        c = 0
        for cell in row:
            while busy.get((r, c)):
                c += 1
            line[c] = cell
            for dr in range(cell.deep):
                for dc in range(cell.wide):
                    busy[(r + dr, c + dc)] = True
            c += cell.wide
        out.append(line)
    return out
