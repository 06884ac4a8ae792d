"""When a report is due, and who has not published one (条例第四十九条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.annualreport.selectors import published_reports
from gongkai.office.units.models import Unit, UnitKind
from gongkai.statute.annual.form import forms
from gongkai.statute.deadlines import annual_report_due
from gongkai.statute.workdays import load_calendar


def due_on(unit: Unit, year: int) -> date:
    """The last day for a unit to publish its report of a year: 31 March for governments, 31 January for all others."""
    publisher = "government" if unit.kind == UnitKind.GOVERNMENT else "department"
    return annual_report_due(year, publisher, load_calendar()).due_on  # type: ignore[arg-type]


def reporting_years(on: date, *, back: int = 5) -> list[int]:
    """The years a list of reports shows on a day, the newest first: from the last full year back, not before the first form."""
    first = min(form.first_year for form in forms().values())
    return [year for year in range(on.year - 1, on.year - 1 - back, -1) if year >= first]


def must_report(units: QuerySet[Unit], year: int) -> QuerySet[Unit]:
    """Those of the units that existed at the end of that year."""
    end = date(year, 12, 31)
    return units.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=end), valid_from__lte=end)


@dataclass(frozen=True)
class Duty:
    """A unit's report of a year: what stands of it, when it is due, and whether the day has passed without it."""

    unit: Unit
    year: int
    report: AnnualReport | None
    due_on: date
    overdue: bool

    @property
    def late_days(self) -> int:
        """How many days after its day it was published; 0 where it was in time or is not public."""
        if self.report is None or self.report.published_at is None:
            return 0
        return max(0, (self.report.published_at.date() - self.due_on).days)


def missing(units: QuerySet[Unit], year: int, on: date) -> list[Duty]:
    """The units that owe a report of that year and have none in public, in the order of the tree."""
    public = published_reports(year=year).filter(unit__in=units).values("unit_id")
    owing = must_report(units, year).exclude(pk__in=public).order_by("rank")
    return [duty_of(unit, year, None, on) for unit in owing]


def duty_of(unit: Unit, year: int, report: AnnualReport | None, on: date) -> Duty:
    """How a unit stands with its report of a year."""
    day = due_on(unit, year)
    public = report is not None and report.published_id is not None and report.withdrawn_at is None
    return Duty(unit, year, report, day, overdue=on > day and not public)


def duties(units: Iterable[Unit], years: Iterable[int], reports: Iterable[AnnualReport], on: date) -> list[Duty]:
    """Every unit and year in which the unit stood, with the report it has (public or not)."""
    known = {(report.unit_id, report.year): report for report in reports}
    return [
        duty_of(unit, year, known.get((unit.pk, year)), on)
        for year in years
        for unit in units
        if unit.in_force(date(year, 12, 31)) or (unit.pk, year) in known
    ]
