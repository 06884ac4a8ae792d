"""The annual reports as a table: a row for each unit, a column for each year, from 2008 on (条例第四十九条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.annualreport.selectors import matrix, years_published
from gongkai.office.units.models import Unit

#: So many years stand beside each other; older ones in tables below.
_ABREAST = 10


@dataclass(frozen=True, slots=True)
class YearTable:
    """Some years, the newest first, and each unit that has a report of one of them."""

    years: tuple[int, ...]
    rows: tuple[tuple[Unit, tuple[AnnualReport | None, ...]], ...]


def report_tables(units: Sequence[Unit]) -> list[YearTable]:
    """The public reports of these units; units and years without any are left out. Two queries."""
    years = years_published()
    told = matrix(units, years)
    kept = [place for place, _year in enumerate(years) if any(reports[place] for _unit, reports in told)]
    tables = []
    for start in range(0, len(kept), _ABREAST):
        part = kept[start : start + _ABREAST]
        rows = ((unit, tuple(reports[place] for place in part)) for unit, reports in told)
        tables.append(YearTable(tuple(years[place] for place in part), tuple(row for row in rows if any(row[1]))))
    return tables
