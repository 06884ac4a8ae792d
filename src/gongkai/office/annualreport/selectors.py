"""Questions about annual reports: what is public, where does each stand, what may this person see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.units.models import Unit

#: What a list does not need of a version.
_HEAVY = ("published__data", "published__findings", "published__notes")


def published_reports(unit: Unit | None = None, year: int | None = None) -> QuerySet[AnnualReport]:
    """What the public sees, the newest year first; each with ``unit``, ``year``, ``organ`` and ``public_path``.

    The cells are left out until they are asked for.
    """
    found = (
        AnnualReport.objects.filter(published__isnull=False, withdrawn_at__isnull=True)
        .select_related("unit", "published")
        .defer(*_HEAVY)
    )
    if unit is not None:
        found = found.filter(unit=unit)
    if year is not None:
        found = found.filter(year=year)
    return found.order_by("-year", "unit__path")


def years_published() -> list[int]:
    """The years for which anything is public, the newest first."""
    return list(published_reports().order_by("-year").values_list("year", flat=True).distinct())


def matrix(units: Iterable[Unit], years: Iterable[int]) -> list[tuple[Unit, list[AnnualReport | None]]]:
    """For each unit its public report of each year, or None: the column 年报 as a table. One query."""
    units, years = list(units), list(years)
    found = published_reports().filter(unit__in=units, year__in=years)
    known = {(report.unit_id, report.year): report for report in found}
    return [(unit, [known.get((unit.pk, year)) for year in years]) for unit in units]


def released_version(unit: Unit, year: int) -> AnnualReport | None:
    """The report of a unit and year if it was ever public, withdrawn or not, with all its public version says."""
    return (
        AnnualReport.objects.filter(unit=unit, year=year, published__isnull=False)
        .select_related("unit", "published__original__published_copy")
        .first()
    )


def public_versions(unit: Unit) -> list[ReportVersion]:
    """The public versions of a unit with all they say, the oldest year first."""
    found = ReportVersion.objects.filter(
        report__unit=unit, report__published=F("pk"), report__withdrawn_at__isnull=True
    ).select_related("report__unit")
    return list(found.order_by("report__year"))
