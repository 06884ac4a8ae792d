"""Sums in tables: a row or a column called 合计 must be the sum of the others, where it can only be that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.numbers import Number, blank, number
from gongkai.office.clearance.gates.reading import Spot, Table, TableCell, TextPart
from gongkai.office.clearance.gates.rules import Rules

_MOST_CELLS = 20_000
_UNIT = re.compile(r"[（(][^（）()]{1,6}[）)]$")


@dataclass(slots=True)
class _Grid:
    """A table by rows: cells by column, and the words of each column's head."""

    table: Table
    rows: dict[int, dict[int, TableCell]] = field(default_factory=lambda: defaultdict(dict))
    heads: dict[int, str] = field(default_factory=lambda: defaultdict(str))
    first: int = 0

    def label(self, row: int) -> str:
        """The first words of a row that are no number, without spaces."""
        for cell in self.rows[row].values():
            if not blank(cell.text):
                return _plain(cell.text) if number(cell.text) is None else ""
        return ""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A stated total and what its parts come to."""

    cell: TableCell
    stated: Number
    parts: tuple[Decimal, ...]
    fits: bool

    @property
    def computed(self) -> Decimal:
        return self.parts[0]


def sums(tables: Iterable[Table], rules: Rules) -> Iterator[Hit]:
    """Totals that no reading of the table makes right, with the sum that the parts give."""
    for table in tables:
        if table.hidden or len(table.cells) > _MOST_CELLS:
            continue
        grid = _grid(table)
        for total in (*_down(grid, rules), *_across(grid, rules)):
            said = (("stated", _shown(total.stated.value)), ("computed", _shown(total.computed)))
            cell = total.cell
            part = TextPart(table.part, cell.place, cell.text, cell.offset, "cell", table.key)
            yield Hit("figures.sum", Spot(part, 0, len(cell.text)), says=said)


def _grid(table: Table) -> _Grid:
    grid = _Grid(table)
    for cell in table.cells:
        grid.rows[cell.row][cell.column] = cell
    ordered = sorted(grid.rows)
    grid.first = _first_row_of_figures([(row, list(grid.rows[row].values())) for row in ordered])
    for row in ordered:
        if row < grid.first:
            for cell in grid.rows[row].values():
                for column in range(cell.column, cell.column + cell.span):
                    grid.heads[column] += _plain(cell.text)
    return grid


def _first_row_of_figures(rows: list[tuple[int, list[TableCell]]]) -> int:
    """Where the head ends: at the first row with a number beside its first cell, unless that is the head itself, of years."""
    headed = False
    for row, cells in rows:
        values = [value for cell in cells[1:] if (value := number(cell.text)) is not None]
        years = all(1990 <= value.value <= 2100 and not value.decimals for value in values)
        if values and (headed or not years):
            return row
        headed = headed or len(cells) > 1
    return rows[-1][0] + 1 if rows else 0


def _down(grid: _Grid, rules: Rules) -> list[_Sum]:
    """Total rows: each column of numbers above (or below, for a total that leads) adds up to it."""
    totals = [
        row for row in sorted(grid.rows) if row >= grid.first and grid.label(row) in rules.list_of("figures.totals")
    ]
    if len(totals) != 1:
        return []
    total = totals[0]
    body = [row for row in sorted(grid.rows) if row >= grid.first and row != total]
    above = [row for row in body if row < total]
    rows = above or [row for row in body if row > total]
    subtotals = {row for row in rows if grid.label(row).endswith(rules.list_of("figures.subtotals"))}
    parts_of = {row for row in rows if grid.label(row).startswith(rules.list_of("figures.part_of"))}
    found = []
    for column, cell in grid.rows[total].items():
        stated = number(cell.text)
        if stated is None or _not_a_sum(grid.heads[column], stated, rules):
            continue
        lists = (
            [r for r in rows if r not in subtotals | parts_of],
            [r for r in rows if r not in parts_of],
            rows,
            sorted(subtotals),
        )
        tried = [_add(grid, chosen, column) for chosen in lists]
        if tried[0] is None or len(lists[0]) < 2:
            continue
        # Parts that are numbered within each other (一、（一）) may be counted twice: then only a fitting sum says anything.
        known = tuple(result[0] for result in tried if result is not None)
        slack = tried[0][1]
        found.append(_Sum(cell, stated, known, any(abs(value - stated.value) <= slack for value in known)))
    return _credible(found, nested=bool(parts_of) or _nested(grid, rows, rules))


def _across(grid: _Grid, rules: Rules) -> list[_Sum]:
    """Total columns: the numbers of each row add up to it. Believed only if most rows do."""
    columns = [column for column, head in grid.heads.items() if head in rules.list_of("figures.totals")]
    if len(columns) != 1 or any(
        word in head for head in grid.heads.values() for word in rules.list_of("figures.factors")
    ):
        return []
    total = columns[0]
    others = [
        column
        for column, head in grid.heads.items()
        if column != total and head and not any(word in head for word in rules.list_of("figures.no_sum"))
    ]
    unit = _UNIT.search(grid.heads[total])
    same = [column for column in others if unit and unit[0] in grid.heads[column]]
    tried = [_rows(grid, total, chosen) for chosen in (others, same) if len(chosen) > 1]
    # Areas stand beside amounts: where the heads say the units, those of the total's own unit are what adds up.
    best = max(tried, key=lambda found: (sum(item.fits for item in found), len(found)), default=[])
    right = sum(item.fits for item in best)
    return [item for item in best if not item.fits] if right * 2 >= len(best) else []


def _rows(grid: _Grid, total: int, parts: list[int]) -> list[_Sum]:
    """Each row's total and what its parts come to; rows with words between their numbers are left out."""
    found = []
    for row in sorted(grid.rows):
        cell = grid.rows[row].get(total)
        stated = number(cell.text) if cell and row >= grid.first else None
        if cell is None or stated is None:
            continue
        cells = [grid.rows[row][column] for column in parts if column in grid.rows[row]]
        values = [value for c in cells if (value := number(c.text)) is not None]
        if len(values) < 2 or any(
            number(c.text) is None and not blank(c.text) and c.column > min(parts) for c in cells
        ):
            continue
        computed = sum((value.value for value in values), Decimal(0))
        found.append(_Sum(cell, stated, (computed,), abs(computed - stated.value) <= _slack(values)))
    return found


def _add(grid: _Grid, rows: list[int], column: int) -> tuple[Decimal, Decimal] | None:
    """The sum of a column over rows and the slack that rounding allows; nothing where a cell is not a number."""
    values = []
    for row in rows:
        cell = grid.rows[row].get(column)
        if cell is None or blank(cell.text):
            continue
        value = number(cell.text)
        if value is None:
            return None
        values.append(value)
    if not values:
        return None
    return sum((value.value for value in values), Decimal(0)), _slack(values)


def _slack(values: list[Number]) -> Decimal:
    """How far rounded parts may miss their total: half a last digit each, nothing for whole numbers."""
    decimals = max(value.decimals for value in values)
    return Decimal(len(values)) / 2 * Decimal(1).scaleb(-decimals) if decimals else Decimal(0)


def _credible(found: list[_Sum], *, nested: bool) -> list[_Sum]:
    wrong = [item for item in found if not item.fits]
    # Where parts contain parts and no column at all adds up, the table is built otherwise than we think.
    return [] if nested and len(wrong) == len(found) else wrong


def _nested(grid: _Grid, rows: list[int], rules: Rules) -> bool:
    return any(grid.label(row).startswith(rules.list_of("figures.nested_marks")) for row in rows)


def _not_a_sum(head: str, stated: Number, rules: Rules) -> bool:
    if any(word in head for word in rules.list_of("figures.no_sum")):
        return True
    return (stated.percent or "%" in head or "％" in head) and not any(
        word in head for word in rules.list_of("figures.shares")
    )


def _plain(text: str) -> str:
    return "".join(text.split())


def _shown(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
