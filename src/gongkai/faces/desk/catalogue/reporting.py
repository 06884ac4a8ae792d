"""Which annual report a unit should have published by now, and whether it has (条例第四十九条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.office.annualreport.selectors import published_reports
from gongkai.office.units.models import Unit, UnitKind
from gongkai.statute.deadlines import Publisher, annual_report_due
from gongkai.statute.errors import NotInForce
from gongkai.statute.workdays import load_calendar

#: Article 49 speaks of departments and of governments; whom else a unit's own superior asks is not ours to say.
_PUBLISHERS: dict[str, Publisher] = {UnitKind.DEPARTMENT: "department", UnitKind.GOVERNMENT: "government"}


def year_due(publisher: Publisher, on: date) -> int | None:
    """The last year whose report is due by now; None before the Regulation of 2019.

    >>> year_due("department", date(2026, 3, 10)), year_due("government", date(2026, 3, 10))
    (2025, 2024)
    """
    for year in (on.year - 1, on.year - 2):
        try:
            due = annual_report_due(year, publisher, load_calendar()).due_on
        except NotInForce:
            return None
        if due < on:
            return year
    return None


def missing_reports(units: Iterable[Unit], on: date) -> dict[int, int]:
    """The year of the report that is due and not public, by unit; a unit opened after that year owes none. One query."""
    last = {kind: year_due(publisher, on) for kind, publisher in _PUBLISHERS.items()}
    due = {
        unit.pk: year for unit in units if (year := last.get(unit.kind)) is not None and unit.valid_from.year <= year
    }
    reports = published_reports().filter(unit__in=list(due), year__in=set(due.values()))
    public = set(reports.order_by().values_list("unit_id", "year"))
    return {unit: year for unit, year in due.items() if (unit, year) not in public}
