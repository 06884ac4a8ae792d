"""The statutory tables of an annual report as a page draws them: merged heads, what each figure is headed by, what is noted.

Both faces use it: the public reads, the desk fills in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Report, Status
from gongkai.statute.writers.fitting import least_ems, lines_of
from gongkai.statute.writers.layout import Grid, GridCell, Place, grids_of

_SCOPES = {"band": "rowgroup", "head": "col", "stub": "row"}
#: Columns that a phone cannot show side by side.
_MANY = 6
#: Ems of a head in such a table: where a label may be broken.
_NARROW = 2.6
_LABEL = 16.0
#: Ems a cell keeps free at its sides, and those of a row label on a phone.
_PADDING = 1.2
_NARROW_LABEL = 7.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of the page: ``lines`` are a label where it may break, or one figure."""

    role: str
    lines: tuple[str, ...]
    id: str
    wide: int
    deep: int
    scope: str = ""
    headers: str = ""
    key: str = ""
    says: str = ""
    blank: bool = False
    note: str = ""
    extra: object = None

    @property
    def text(self) -> str:
        """The words without breaks."""
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that belong together: the head, or a block of the table."""

    head: bool
    rows: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of the form: ``wide`` ones scroll in a frame of their own on narrow screens."""

    id: str
    title: str
    section: int
    wide: bool
    sums: bool
    groups: tuple[RowGroup, ...]
    ems: tuple[int, ...] = ()
    """The least width of each column, for narrow screens, in characters."""
    blanks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def tables_of(
    report: Report,
    form: Form,
    *,
    noted: Mapping[str, str] | None = None,
    extra: Callable[[str], object] | None = None,
) -> list[ReportTable]:
    """The tables of a report in the order of the form.

    Args:
        report: whose cells are shown.
        form: the form it is printed on.
        noted: by cell key, the id of the remark that speaks of the cell.
        extra: by cell key, what a template needs besides (the desk's inputs).
    """
    return [
        _table(grid, report, form, noted or {}, extra or (lambda _key: None))
        for grid in grids_of(report, form).values()
    ]


def _table(
    grid: Grid, report: Report, form: Form, noted: Mapping[str, str], extra: Callable[[str], object]
) -> ReportTable:
    def slot(cell: GridCell) -> Slot:
        return _slot(cell, grid, report, form, noted, extra)

    rows = [tuple(map(slot, row)) for row in grid.rows]
    cuts = [0, *grid.bands[1:], len(rows)]
    groups = [RowGroup(head=True, rows=tuple(rows[: grid.head_rows]))] if grid.head_rows else []
    cuts[0] = grid.head_rows
    groups += [RowGroup(head=False, rows=tuple(rows[start:end])) for start, end in pairwise(cuts)]
    keys = [cell.key for cell in grid.values()]
    return ReportTable(
        id=grid.table.id,
        title=grid.table.title,
        section=grid.table.section,
        wide=grid.columns > _MANY,
        sums=grid.adds_up,
        groups=tuple(groups),
        ems=tuple(min(14, math.ceil(least)) for least in least_ems(grid, _PADDING, label=_NARROW_LABEL)),
        blanks=_named(keys, report, form, {Status.BLANK}),
        unread=_named(keys, report, form, {Status.UNREAD}),
    )


def _named(keys: Collection[str], report: Report, form: Form, statuses: Collection[Status]) -> tuple[str, ...]:
    found = (key for key in keys if key not in report.cells or report.cells[key].value is None)
    return tuple(
        form.cells[key].says
        for key in found
        if (report.cells[key].status if key in report.cells else Status.UNREAD) in statuses
    )


def _slot(
    cell: GridCell,
    grid: Grid,
    report: Report,
    form: Form,
    noted: Mapping[str, str],
    extra: Callable[[str], object],
) -> Slot:
    name = grid.table.id
    if cell.role == "value":
        return Slot(
            "value",
            (cell.text,),
            f"{name}-{cell.key}",
            cell.wide,
            cell.deep,
            headers=" ".join(_id(name, place) for place in cell.heads),
            key=cell.key,
            says=form.cells[cell.key].says,
            blank=report.value(cell.key) is None,
            note=noted.get(cell.key, ""),
            extra=extra(cell.key),
        )
    beside = cell.role == "stub" and cell.deep > 1
    room = 4.0 if beside else _NARROW if cell.role == "head" and cell.wide == 1 else _LABEL
    return Slot(
        "beside" if beside else cell.role,
        lines_of(cell.text, room),
        _id(name, cell.place),
        cell.wide,
        cell.deep,
        scope=_SCOPES.get(cell.role, ""),
    )


def _id(name: str, place: Place) -> str:
    return f"{name}-{place[0]}-{place[1]}"
