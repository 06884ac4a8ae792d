"""Questions about annual reports: what is public, where does each stand, what may this person see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from gongkai.office.actors import Actor
from gongkai.office.annualreport.contents import KIND, SUBJECT_TYPE
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.catalog.selectors import Stand, units_visible_to
from gongkai.office.clearance import selectors as clearance
from gongkai.office.clearance.models import Finding, GateRun, Review, ReviewState
from gongkai.office.clearance.subject import Subject
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
    return found.order_by("-year", "unit__rank")


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


# --- where it stands --------------------------------------------------------------------------------------------------
def subject_of(report: AnnualReport) -> Subject:
    """How clearance is told of a report."""
    return Subject(
        type=SUBJECT_TYPE,
        id=str(report.pk),
        kind=KIND,
        unit=report.unit,
        section_id=report.section_id,
        title=report.latest.title if report.latest else "",
    )


def _since_withdrawal(moment: str) -> Q:
    return Q(withdrawn_at__isnull=True) | Q((f"{moment}__gt", F("withdrawn_at")))


_CLEARED = Q(cleared_state=ReviewState.PASSED) | Q(cleared_state=ReviewState.OPEN, cleared_emergency=True)
# The first that holds; where there was no round yet, nothing about a round holds.
_STAND = Case(
    When(published=F("latest"), withdrawn_at__isnull=True, then=Value(Stand.PUBLIC)),
    When(last_state=ReviewState.OPEN, last_emergency=False, then=Value(Stand.IN_REVIEW)),
    When(_CLEARED & _since_withdrawal("cleared_at"), then=Value(Stand.CLEARED)),
    When(Q(last_state=ReviewState.RETURNED) & _since_withdrawal("last_at"), then=Value(Stand.RETURNED)),
    When(published=F("latest"), withdrawn_at__isnull=False, then=Value(Stand.WITHDRAWN)),
    default=Value(Stand.DRAFT),
    output_field=CharField(),
)


def with_stands(reports: QuerySet[AnnualReport]) -> QuerySet[AnnualReport]:
    """Each with its ``stand`` (a value of :class:`Stand`). The newest round of exactly the latest words clears them."""
    rounds = Review.objects.filter(
        subject_type=SUBJECT_TYPE, subject_id=Cast(OuterRef("pk"), CharField(max_length=60))
    ).order_by("-round")
    same = rounds.filter(digest=OuterRef("latest__digest"))
    return reports.annotate(
        last_state=Subquery(rounds.values("state")[:1]),
        last_emergency=Subquery(rounds.values("emergency")[:1]),
        last_at=Subquery(rounds.values("submitted_at")[:1]),
        cleared_state=Subquery(same.values("state")[:1]),
        cleared_emergency=Subquery(same.values("emergency")[:1]),
        cleared_at=Subquery(same.values("submitted_at")[:1]),
    ).annotate(stand=_STAND)


def stand_of(report: AnnualReport) -> Stand:
    """Where a report stands now, as the tables say."""
    return Stand(str(with_stands(AnnualReport.objects.filter(pk=report.pk)).values_list(_STAND, flat=True).get()))


def is_public(report: AnnualReport) -> bool:
    """Whether the public sees a version of it (perhaps an older one than is worked on)."""
    return report.published_id is not None and report.withdrawn_at is None


def other_organ(report: AnnualReport, organ: str | None) -> str:
    """The organ that a report names, where it is no name the unit has or had; else nothing."""
    unit = report.unit
    if (
        not organ
        or organ in {unit.name, unit.short_name}
        or unit.names.filter(Q(name=organ) | Q(short_name=organ)).exists()
    ):
        return ""
    return organ


def open_review(report: AnnualReport) -> Review | None:
    """The round that is open."""
    return clearance.open_review(subject_of(report))


def rounds_of(report: AnnualReport) -> QuerySet[Review]:
    """All rounds of review with their steps, the newest first."""
    return clearance.rounds(subject_of(report))


def gate_findings(report: AnnualReport) -> QuerySet[Finding]:
    """What the gates found in the latest version (not the rules of the form: these stand in the version)."""
    digest = report.latest.digest if report.latest else ""
    return clearance.findings_of(subject_of(report)).filter(digest=digest)


def was_checked(report: AnnualReport) -> bool:
    """Whether the gates have looked at exactly the latest version."""
    digest = report.latest.digest if report.latest else ""
    return GateRun.objects.filter(subject_type=SUBJECT_TYPE, subject_id=str(report.pk), digest=digest).exists()


def author_ids(report: AnnualReport) -> list[int]:
    """Everyone who wrote on what is worked on now, so that none of them reviews it: who saved since the last release."""
    released = report.versions.filter(released_at__isnull=False, number__lt=report.versions.latest("number").number)
    last = released.order_by("-number").values_list("number", flat=True).first() or 0
    return sorted(set(report.versions.filter(number__gt=last).values_list("saved_by_id", flat=True)))


# --- lists of the office ----------------------------------------------------------------------------------------------
def visible_to(by: Actor) -> QuerySet[AnnualReport]:
    """The reports a person may see in the office: those of the units within their posts."""
    return (
        AnnualReport.objects.filter(unit__in=units_visible_to(by))
        .select_related("unit", "section", "latest__saved_by", "published")
        .defer("latest__data", "latest__findings", "latest__notes", *_HEAVY)
    )


def year_before(report: AnnualReport) -> ReportVersion | None:
    """What the unit said of the year before: its public version, else the latest."""
    earlier = (
        AnnualReport.objects.filter(unit_id=report.unit_id, year=report.year - 1)
        .select_related("published", "latest")
        .first()
    )
    return (earlier.published or earlier.latest) if earlier else None
