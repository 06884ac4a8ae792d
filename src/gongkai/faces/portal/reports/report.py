"""One annual report as the public reads it: six sections, the statutory tables, what does not foot, every format to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from gongkai.faces.look.reporttables import ReportTable, tables_of
from gongkai.faces.portal.pages import Article, Page
from gongkai.office.annualreport.contents import form_for, public_report
from gongkai.office.annualreport.correcting import corrections
from gongkai.office.annualreport.footing import public_findings
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.annualreport.selectors import published_reports, released_version
from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Unit
from gongkai.statute.annual.form import Form
from gongkai.statute.writers.paper import Paragraph, paper_of

#: The formats in the order people ask for them.
FORMATS = (
    ("docx", "Word", "可编辑的文档"),
    ("pdf", "PDF", "排好版，适合打印"),
    ("xlsx", "Excel", "三张表"),
    ("csv", "CSV", "逐格数据"),
    ("json", "JSON", "机器可读的全部内容"),
    ("html", "网页", "单个网页文件"),
)


@dataclass(frozen=True)
class Remark:
    """A rule that does not foot: what the rule says, and the unit's own explanation."""

    id: str
    number: int
    message: str
    note: str


@dataclass(frozen=True)
class SectionView:
    """A section of the page: its words, its tables with the remarks under each."""

    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[tuple[ReportTable, tuple[Remark, ...]], ...]


class OfReport(Page):
    """Pages of one report: found by the unit's name in addresses and the year; a withdrawn one says so with 410."""

    column = "reports"

    def instead(self, slug: str = "", year: int = 0, **_named: Any) -> HttpResponseBase | None:
        self.annual = self._found(slug, year)
        if self.annual.withdrawn_at is None:
            return None
        return self.show(
            "portal/reports/withdrawn.html",
            status=410,
            title="该年度报告已撤下",
            annual=self.annual,
            crumbs=[("政府信息公开年报", reverse("portal:reports"))],
        )

    def _found(self, slug: str, year: int) -> AnnualReport:
        unit = Unit.objects.filter(slug=slug).first()
        found = released_version(unit, year) if unit and year < 3000 else None
        if found is None:
            raise Http404(f"{slug} {year}")
        return found

    @property
    def version(self) -> ReportVersion:
        """The version that is public."""
        assert self.annual.published is not None  # noqa: S101 (released_version gives only such)
        version = self.annual.published
        version.report = self.annual
        return version


class OneReport(OfReport):
    """The report itself."""

    template_name = "portal/reports/report.html"

    def get(self, request: HttpRequest, slug: str, year: int) -> HttpResponse:
        version = self.version
        report = public_report(version)
        form = form_for(report)
        paper = paper_of(report, form)
        return self.show(
            title=version.title,
            annual=self.annual,
            version=version,
            paper=paper,
            sections=_sections(version, form),
            remarks=len(public_findings(version, form)),
            form=form,
            formats=[
                (label, says, reverse("portal:report_file", args=[slug, year, kind])) for kind, label, says in FORMATS
            ],
            original=_original(self.annual),
            corrections=corrections(self.annual),
            others=[row for row in published_reports(self.annual.unit)[:12] if row.year != year],
            crumbs=[
                ("政府信息公开年报", reverse("portal:reports")),
                (self.annual.unit.called, reverse("portal:unit_report_years", args=[slug])),
            ],
            address=f"{settings.BASE_URL}{request.path}",
            article=_article(self.annual, version),
        )


def _article(annual: AnnualReport, version: ReportVersion) -> Article:
    assert annual.published_at is not None  # noqa: S101 (public)
    return Article(
        title=version.title,
        published_at=annual.published_at,
        source=annual.unit.name,
        keywords=("政府信息公开工作年度报告", f"{annual.year}年", annual.unit.called),
        description=f"{annual.organ}{annual.year}年政府信息公开工作年度报告，含总体情况、主动公开、依申请公开、行政复议和行政诉讼等六个部分及三张统计表。",
    )


def _sections(version: ReportVersion, form: Form) -> list[SectionView]:
    report = public_report(version)
    remarks: dict[str, list[Remark]] = {}
    noted: dict[str, str] = {}
    for number, row in enumerate(public_findings(version, form), 1):
        remark = Remark(f"remark-{number}", number, row["message"], row["note"])
        place = next((form.cells[key].table.id for key in row["cells"] if key in form.cells), form.tables[0].id)
        remarks.setdefault(place, []).append(remark)
        for key in row["cells"][:1]:
            noted[key] = f"{noted[key]} {remark.id}" if key in noted else remark.id
    tables = tables_of(report, form, noted=noted)
    return [
        SectionView(
            chapter.number,
            chapter.heading,
            chapter.paragraphs,
            tuple((table, tuple(remarks.get(table.id, ()))) for table in tables if table.section == chapter.number),
        )
        for chapter in paper_of(report, form).chapters
    ]


def _original(annual: AnnualReport) -> str:
    """What is said of the original where it is offered: its kind and size."""
    copy = public_copy(annual)
    return f"{copy.extension.upper()}，{filesizeformat(copy.size)}" if copy else ""


def public_copy(annual: AnnualReport) -> StoredFile | None:
    """The original as the public gets it: the copy without what programs left in it."""
    version = annual.published
    if version is None or version.original is None or not version.offers_original:
        return None
    return version.original.published_copy
