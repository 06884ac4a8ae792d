"""Taking over the annual reports of an older site, as they stood there: their day, their figures, the name of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from gongkai.office.actors import Actor, DutyKind
from gongkai.office.annualreport.contents import Original, Written, clean_report, form_for
from gongkai.office.annualreport.models import AnnualReport, Origin, ReportVersion
from gongkai.office.annualreport.releasing import entry_of
from gongkai.office.annualreport.writing import new_version
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search import services as search
from gongkai.office.units.models import Section, Unit
from gongkai.statute.annual.report import Report


@dataclass(frozen=True, kw_only=True)
class AdoptedReport:
    """One report of an older site. ``published_at`` is when it became public there; ``by_id`` whose it is here."""

    unit: Unit
    report: Report
    published_at: datetime
    by_id: int
    section: Section | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    original: Original | None = None


def adopt_reports(items: Iterable[AdoptedReport], *, site: str, by: Actor, at: datetime) -> list[int]:
    """Take reports over, all or nothing, one entry in the trail; the ids of the reports, in order.

    Raises:
        NotAllowed: not the platform's system administrator (nor the platform itself).
        Refused: a report without a year or a form, or a unit has one of that year already: which.
    """
    if by is not SYSTEM and not by.has(DutyKind.SYSTEM_ADMINISTRATOR):
        raise NotAllowed("接收旧网站的年度报告由系统管理员办理，您没有这样的岗位。")
    site = site.strip()[:200]
    if not site:
        raise Refused({"site": "没有写明报告来自哪个网站，请填写。"})
    with audited():
        made = [_adopt(item, site) for item in items]
        search.index_many([entry_of(annual) for annual in made], on=timezone.localdate(at))
        record(
            "report.adopted",
            by=by,
            at=at,
            subject=f"自{site}接收{len(made)}份年度报告",
            detail={"site": site, "count": len(made), "reports": [annual.pk for annual in made][:500]},
        )
    return [annual.pk for annual in made]


def _adopt(item: AdoptedReport, site: str) -> AnnualReport:
    report = clean_report(item.report, organ=item.unit.name)
    if report.year is None:
        raise Refused(f"{item.unit.name}有一份报告没有年度，请写明年度后再接收。")
    if AnnualReport.objects.filter(unit=item.unit, year=report.year).exists():
        raise Refused(f"{item.unit.name}{report.year}年度报告已在本平台，不能再次接收。")
    annual = AnnualReport.objects.create(
        unit=item.unit,
        section=item.section,
        year=report.year,
        created_by_id=item.by_id,
        created_at=item.published_at,
        published_at=item.published_at,
        adopted_from=site,
    )
    written = Written(report, form_for(report), item.notes, Origin.LEGACY, item.original)
    version: ReportVersion = new_version(annual, 1, written, by_id=item.by_id, at=item.published_at)
    version.released_at, version.note = item.published_at, f"自{site}接收"[:200]
    version.save(force_insert=True)
    annual.latest = annual.published = version
    annual.save(update_fields=["latest", "published"])
    return annual
