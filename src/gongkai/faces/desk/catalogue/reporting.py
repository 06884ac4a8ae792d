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


def year_due(unit: Unit, on: date) -> int | None:
    """The last year whose report is due by now; None where the law asks the unit for none, or it is too new."""
    publisher = _PUBLISHERS.get(unit.kind)
    if publisher is None:
        return None
    for year in (on.year - 1, on.year - 2):
        try:
            due = annual_report_due(year, publisher, load_calendar()).due_on
        except NotInForce:
            return None
        if due < on:
            return year if unit.valid_from.year <= year else None
    return None


def missing_reports(units: Iterable[Unit], on: date) -> dict[int, int]:
    """The year of the report that is due and not public, by unit. One query."""
    due = {unit.pk: year for unit in units if (year := year_due(unit, on)) is not None}
    reports = published_reports().filter(unit__in=list(due), year__in=set(due.values()))
    public = set(reports.order_by().values_list("unit_id", "year"))
    return {unit: year for unit, year in due.items() if (unit, year) not in public}
