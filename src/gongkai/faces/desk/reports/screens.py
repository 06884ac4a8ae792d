"""The list of annual reports, unit by year with what is due, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.documents.starting import sections_of
from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen
from gongkai.faces.desk.reports.forms import ReportFilter
from gongkai.faces.desk.reports.nextacts import next_acts
from gongkai.faces.desk.reports.place import OfReport, stand_chip
from gongkai.faces.look.reporttables import tables_of
from gongkai.office.annualreport import permissions
from gongkai.office.annualreport.contents import form_for, report_of
from gongkai.office.annualreport.duties import Duty, duties, reporting_years
from gongkai.office.annualreport.footing import unexplained, unread
from gongkai.office.annualreport.selectors import is_public, rounds_of, visible_to, with_stands
from gongkai.office.catalog.selectors import units_visible_to
from gongkai.statute.annual.report import Report
from gongkai.statute.writers import KINDS
from gongkai.statute.writers.paper import paper_of


class Reports(ListScreen):
    """年度报告: unit by year."""

    title = "年度报告"
    icon = "table"
    search_hint = "单位"
    caption = "年度报告"
    export_name = "年度报告清单"
    export_verb = "report.exported"
    refusal = "年度报告由各单位的在岗人员和主管部门查看，您没有这样的岗位。"
    filter_form = ReportFilter

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    @cached_property
    def writable(self) -> set[int]:
        """The units for which this person makes reports."""
        return set(sections_of(self.actor).values_list("unit_id", flat=True))

    @cached_property
    def units(self) -> list[Any]:
        """The units whose reports may be seen."""
        return list(units_visible_to(self.actor).order_by("rank"))

    @cached_property
    def years(self) -> list[int]:
        """The years that can be asked for: those with a report, and the last ones that are due."""
        kept = set(visible_to(self.actor).order_by().values_list("year", flat=True).distinct())
        return sorted(kept | set(reporting_years(self.today)), reverse=True)

    def make_filter(self) -> forms.Form:
        asked = self.request.GET.copy()
        if "year" not in asked and len(self.units) > 1:
            asked["year"] = str(self.today.year - 1)
        return ReportFilter(asked, years=self.years)

    def rows(self) -> Sequence[Duty]:
        year = self.filters.get("year")
        years = [year] if year else self.years
        units = [
            unit for unit in self.units if all(word in f"{unit.name} {unit.short_name}" for word in self.words.split())
        ]
        found = with_stands(visible_to(self.actor).filter(year__in=years))
        every = duties(units, years, found, self.today)
        wanted = self.filters.get("stand")
        return [duty for duty in every if not wanted or _stands(duty, wanted)]

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("年度", lambda duty: f"{duty.year}年"),
            Column("单位", "unit.called"),
            Column("报告", self._called, url=self._url),
            Column("状态", state_chip, kind="chip"),
            Column("应当公开", "due_on", kind="date"),
            Column("公开日期", _published_on, kind="date"),
            Column("迟于期限", lambda duty: f"{duty.late_days}天" if duty.late_days else "", aside=True),
        ]

    def _called(self, duty: Duty) -> str:
        if duty.report is not None:
            return str(duty.report)
        return "填报" if duty.unit.pk in self.writable else "—"

    def _url(self, duty: Duty) -> str | None:
        if duty.report is not None:
            return reverse("desk:reports:report", args=[duty.report.pk])
        if self._called(duty) != "—":
            return f"{reverse('desk:reports:start')}?unit={duty.unit.pk}&year={duty.year}"
        return None

    def acts(self) -> Sequence[Act]:
        if not self.writable:
            return []
        return [
            Act("上传报告文件", reverse("desk:reports:upload"), main=True),
            Act("按格式填报", reverse("desk:reports:start")),
        ]

    def when_empty(self) -> Empty:
        return Empty("没有年度报告", "您所在的单位在这些年度没有应当公开的年度报告。")


def _stands(duty: Duty, wanted: str) -> bool:
    if wanted == "overdue":
        return duty.overdue
    if wanted == "missing":
        return duty.report is None or not is_public(duty.report)
    return duty.report is not None and getattr(duty.report, "stand", "") == wanted


def state_chip(duty: Duty) -> Chip:
    """Where a unit stands with its report of a year; what is overdue says so."""
    if duty.report is None:
        return Chip("逾期未公开" if duty.overdue else "未录入", "red" if duty.overdue else "")
    chip = stand_chip(duty.report)
    return Chip(f"{chip.text}，逾期未公开", "red") if duty.overdue else chip


def _published_on(duty: Duty) -> object:
    return duty.report.published_at.date() if duty.report and duty.report.published_at else None


class OneReport(OfReport):
    """One report: where it stands, what can be done, what it says, what the rules say of it."""

    template_name = "desk/reports/report.html"

    def heading(self) -> str:
        return self.latest.title

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return super().crumbs()[:-1]

    def context(self, **more: object) -> dict[str, object]:
        report = report_of(self.latest)
        form = form_for(report)
        then = next_acts(self.actor, self.annual, self.stand)
        broken = [row for row in self.latest.findings if row["severity"] != "info"]
        return super().context(
            annual=self.annual,
            version=self.latest,
            stand=self.stand,
            chip=stand_chip(self.annual),
            next=then,
            public=is_public(self.annual),
            preface=paper_of(report, form).preface,
            sections=_sections(report),
            findings=[(row, self.latest.notes.get(row["key"], "")) for row in broken],
            unexplained=len(unexplained(self.latest, form)),
            unread=len(unread(report)),
            rounds=list(rounds_of(self.annual).prefetch_related("steps", "steps__decided_by")[:5]),
            versions=list(self.annual.versions.select_related("saved_by").defer("data", "findings", "notes")[:20]),
            kinds=[(kind, kind.upper()) for kind in KINDS],
            **more,
        )


def _sections(report: Report) -> list[dict[str, object]]:
    form = form_for(report)
    tables = tables_of(report, form)
    return [
        {"chapter": chapter, "tables": [table for table in tables if table.section == chapter.number]}
        for chapter in paper_of(report, form).chapters
    ]
