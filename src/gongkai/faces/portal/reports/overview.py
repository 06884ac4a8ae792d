"""All annual reports of a unit, and five years beside each other: charts, each with its table, and the series as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString

from gongkai.faces.portal.pages import Page
from gongkai.faces.portal.reports.charts import columns, legend_key, shown, stacked
from gongkai.office.annualreport.comparing import Comparison, Series, compared
from gongkai.office.annualreport.contents import public_report
from gongkai.office.annualreport.selectors import public_versions, published_reports
from gongkai.office.units.models import Unit

_MOST_YEARS = 5


@dataclass(frozen=True)
class Line:
    """A row of a table of the comparison: the label, and for each year a number or why there is none."""

    label: str
    unit: str
    cells: tuple[tuple[str, str], ...]
    remark: str
    key: SafeString | str = ""


@dataclass(frozen=True)
class Part:
    """A chart with its table."""

    id: str
    title: str
    says: str
    charts: tuple[tuple[str, SafeString], ...]
    """Each with the words above it, where one chart is not enough."""
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]


class OfUnit(Page):
    """Pages of a unit's reports; 404 where none is public."""

    column = "reports"

    def found(self, slug: str) -> tuple[Unit, Comparison]:
        """The unit and its years."""
        unit = Unit.objects.filter(slug=slug).first()
        versions = public_versions(unit) if unit else []
        told = compared([public_report(version) for version in versions], most=_MOST_YEARS)
        if unit is None or told is None:
            raise Http404(slug)
        return unit, told


class Overview(OfUnit):
    """历年年度报告."""

    template_name = "portal/reports/overview.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        unit, told = self.found(slug)
        return self.show(
            title=f"{unit.name}政府信息公开工作年度报告",
            unit=unit,
            reports=list(published_reports(unit)),
            told=told,
            span=f"{told.years[0]}—{told.years[-1]}年" if len(told.years) > 1 else f"{told.years[0]}年",
            parts=parts_of(told),
            crumbs=[
                ("政府信息公开年报", reverse("portal:reports")),
                (unit.called, reverse("portal:unit", args=[slug])),
            ],
            series_url=reverse("portal:report_series", args=[slug]),
            address=f"{settings.BASE_URL}{request.path}",
        )


class SeriesFile(OfUnit):
    """The series as CSV: a row a quantity, a column a year; what is not known is empty and the last column says why."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:  # noqa: ARG002
        unit, told = self.found(slug)
        target = io.StringIO()
        rows = csv.writer(target)
        rows.writerow(["指标", "单位", *(f"{year}年" for year in told.years), "说明"])
        for series in told.every:
            reasons = [
                f"{year}年{figure.reason}"
                for year, figure in zip(told.years, series.figures, strict=True)
                if figure.value is None
            ]
            values = ["" if value is None else str(value) for value in series.values]
            rows.writerow([series.label, series.unit, *values, "；".join(filter(None, [*reasons, series.remark]))])
        response = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
        name = quote(f"{unit.called}{told.years[0]}—{told.years[-1]}年年度报告数据.csv", safe="")
        response["Content-Disposition"] = f"attachment; filename=\"series.csv\"; filename*=UTF-8''{name}"
        return response


def parts_of(told: Comparison) -> list[Part]:
    """The charts and tables in the order of the report's sections."""
    years = told.years
    decisions = [series for series in told.proactive if "处理决定" in series.label]
    return [
        _part(
            "flows",
            "申请的收到和办结",
            "本年新收、上年结转、办结和结转的申请。法定格式不统计按期答复的比例。",
            [("", columns("flows", f"{_span(years)}新收和办结的申请", years, [told.flows[0], told.flows[2]]))],
            told.flows,
            drawn={0: 1, 2: 2},
        ),
        _part(
            "outcomes",
            "办理结果",
            "每年一条，各段为六类办理结果占当年办结总数的比例，右端为总数（件）。",
            [("", stacked("outcomes", f"{_span(years)}申请的办理结果", years, told.outcomes))],
            told.outcomes,
            drawn={place: place + 1 for place in range(len(told.outcomes))},
        ),
        _part(
            "applicants",
            "申请人",
            "每年一条，各段为各类申请人占当年新收申请的比例，右端为总数（件）。",
            [("", stacked("applicants", f"{_span(years)}新收申请的申请人", years, told.applicants))],
            told.applicants,
            drawn={place: place + 1 for place in range(len(told.applicants))},
        ),
        _part(
            "proactive",
            "主动公开",
            "规章、行政规范性文件、行政许可、行政处罚、行政强制和收费的法定统计。图为行政许可、行政处罚、行政强制的处理决定。",
            [
                (one.label, columns(f"proactive{place}", f"{_span(years)}{one.label}", years, [one], tall=64))
                for place, one in enumerate(decisions, 1)
            ],
            told.proactive,
            drawn={},
        ),
    ]


def _span(years: Sequence[int]) -> str:
    return f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年"


def _part(
    name: str,
    title: str,
    says: str,
    charts: Sequence[tuple[str, SafeString]],
    series: Sequence[Series],
    *,
    drawn: dict[int, int],
) -> Part:
    lines = tuple(
        Line(
            one.label,
            one.unit,
            tuple((shown(figure.value), figure.reason) for figure in one.figures),
            one.remark,
            legend_key(name, drawn[place]) if place in drawn else "",
        )
        for place, one in enumerate(series)
    )
    remarks = tuple(f"{one.label}：{one.remark}。" for one in series if one.remark)
    return Part(name, title, says, tuple(charts), lines, remarks)
