"""The annual report itself: cells with their value, status and place; sections; statements; findings.

A value is ``None`` unless something was printed, tallied or overridden: unknown is never zero.
Counts are ``int``, amounts ``Decimal`` (206.374006 万元 keeps its six decimals).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from gongkai.statute.annual.form import CellSpec, Form, Severity

Number = int | Decimal


class Status(StrEnum):
    """How a cell came to its value."""

    READ = "read"
    """A figure is printed and was bound to this cell."""
    BLANK = "blank"
    """The cell is there and nothing is printed in it (or a dash). Not zero."""
    UNREAD = "unread"
    """Not found, or found and not certain enough to be bound; ``reason`` says why."""
    TALLIED = "tallied"
    """Counted from facts; ``trace`` holds their ids."""
    OVERRIDDEN = "overridden"
    """An officer replaced the tallied value; ``override`` says who and why."""


@dataclass(frozen=True, slots=True)
class Where:
    """The place in the source: page from 1, line of the text, the words around, the box of the cell on its page.

    The box is left, top, right and bottom as shares of the page's width and height: it fits a picture of any size.
    """

    page: int | None = None
    line: int | None = None
    text: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Why an officer replaced a value: the reason, the name, and the value that stood there."""

    reason: str
    by: str
    replaced: Number | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the report. ``unit`` is set only where the source prints another than the form's."""

    value: Number | None = None
    status: Status = Status.UNREAD
    where: Where | None = None
    confidence: float | None = None
    reason: str = ""
    unit: str = ""
    trace: tuple[str, ...] = ()
    override: Override | None = None

    def overridden(self, value: Number, *, reason: str, by: str) -> Cell:
        """This cell with another value, the old one kept beside it.

        >>> Cell(7, Status.TALLIED, trace=("a",)).overridden(8, reason="补登一件", by="王某").override.replaced
        7
        """
        if not reason.strip() or not by.strip():
            raise ValueError("更改统计数值必须写明理由和更改人")
        return replace(
            self, value=value, status=Status.OVERRIDDEN, override=Override(reason.strip(), by.strip(), self.value)
        )


UNREAD = Cell()


def in_form_unit(cell: Cell, spec: CellSpec) -> Number | None:
    """The value in the unit of the form: 251000 printed with 元 in a 万元 column is 25.1.

    >>> from gongkai.statute.annual.form import forms
    >>> spec = forms()["2021"].cells["proactive.fees.amount"]
    >>> in_form_unit(Cell(251000, Status.READ, unit="元"), spec)
    Decimal('25.1')
    """
    if cell.value is None or not cell.unit or cell.unit == spec.unit:
        return cell.value
    if (cell.unit, spec.unit) == ("元", "万元"):
        return Decimal(cell.value).scaleb(-4).normalize()
    if (cell.unit, spec.unit) == ("亿元", "万元"):
        return Decimal(cell.value) * 10_000
    return cell.value


@dataclass(frozen=True, slots=True)
class Section:
    """A section of prose: its statutory number, its printed title and its text (tables left out)."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure in the prose that restates a quantity of the tables."""

    quantity: str
    value: Number
    text: str
    cells: tuple[str, ...] = ()
    """The sums it may equal, each as its cell keys joined by ``+``; empty if no cell says the same."""
    partial: bool = False
    """The sentence limits the figure to a part of what the table covers (本级, 其中, 一家单位)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. ``assessable`` False: it could not be applied, and ``message`` says why."""

    rule: str
    severity: Severity
    message: str
    cells: tuple[str, ...] = ()
    expected: Number | None = None
    found: Number | None = None
    assessable: bool = True
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The file a report was read from."""

    name: str
    sha256: str
    format: Literal["text", "html", "docx", "pdf", "xlsx", "csv", "json", "picture"]
    pages: int | None = None
    notes: tuple[str, ...] = ()
    """What the reader had to pass over (a scanned page, a hidden sheet)."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Where and when the report was published; ``dated_on`` is the date the document itself carries."""

    url: str = ""
    published_on: date | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One annual report of one organ for one year.

    ``form`` is the id of a form, ``mixed`` (tables of different forms) or ``unknown``. ``cells`` holds
    every cell of the form; a cell nobody could bind is there as ``unread``.
    """

    organ: str | None
    year: int | None
    form: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    title: str = ""
    preface: str = ""
    """What stands before the first section."""
    publication: Publication = field(default_factory=Publication)
    source: Source | None = None

    def value(self, key: str) -> Number | None:
        """The value of a cell, or None: unknown is never zero."""
        cell = self.cells.get(key)
        return cell.value if cell else None

    def section(self, number: int) -> Section | None:
        """The section with this statutory number, or None if the report lacks it."""
        return next((section for section in self.sections if section.number == number), None)


def blank_report(form: Form, *, organ: str | None = None, year: int | None = None) -> Report:
    """A report on ``form`` in which nothing is filled in yet."""
    return Report(organ, year, form.id, {key: Cell(None, Status.BLANK) for key in form.cells})
