"""How wide the columns of a table are, and how large its print: short columns get what they need, long ones the rest."""

from __future__ import annotations

from gongkai.office.catalog.rendering.blocks import Cell, Table

#: Points of print by the columns a table has at most.
_SIZES = ((8, 10.5), (12, 9.0), (18, 7.5), (1000, 6.0))
_LEAST, _MOST = 2.0, 16.0


def shares(table: Table) -> tuple[float, ...]:
    """The share of each column in the width of the table; they add up to one."""
    need = _needs(table)
    total = sum(need)
    return tuple(width / total for width in need)


def natural_points(table: Table) -> float:
    """How wide the table would like to be, in points of its print."""
    return sum(_needs(table)) * print_size(table)


def _needs(table: Table) -> list[float]:
    need = [_LEAST] * table.columns
    for row in table.rows:
        for cell in row:
            if cell.wide == 1:
                need[cell.column] = max(need[cell.column], min(_MOST, _ems(cell)))
    for row in table.rows:
        for cell in row:
            if cell.wide > 1:
                span = range(cell.column, cell.column + cell.wide)
                lacking = min(_MOST, _ems(cell)) - sum(need[column] for column in span)
                for column in span:
                    need[column] += max(0.0, lacking) / cell.wide
    return need


def print_size(table: Table) -> float:
    """The size of its print in points: the more columns, the smaller."""
    return next(size for columns, size in _SIZES if table.columns <= columns)


def _ems(cell: Cell) -> float:
    return max((_width(line) for line in cell.text.split("\n")), default=0.0) + 1


def _width(line: str) -> float:
    return sum(1.0 if char >= "\u2010" else 0.55 for char in line[:40])
