"""The annual reports of the units (条例第四十九、五十条): one for each unit and year, and the versions it went through."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Section, Unit


class Origin(models.TextChoices):
    """How a version came into being. Drafting from living data adds a third."""

    ENTERED = "entered", "填报"
    LEGACY = "legacy", "读取原有报告"


def origins() -> list[tuple[str, str]]:
    """The values of :class:`Origin` with their words."""
    return list(Origin.choices)


class AnnualReport(models.Model):
    """The report of a unit for a year. What it says stands in its versions.

    ``published`` is the version that the public sees; ``latest`` the one that is worked on. A withdrawn report has a
    ``withdrawn_at`` and a reason, and its last published version is kept. ``adopted_from`` names the older site on which it
    was public before this platform (then ``published_at`` is that day).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="annual_reports", verbose_name="单位")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室")
    year = models.PositiveSmallIntegerField("年度")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间")
    latest = models.ForeignKey("ReportVersion", models.PROTECT, null=True, related_name="+", verbose_name="最新稿")
    published = models.ForeignKey(
        "ReportVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开稿"
    )
    published_at = models.DateTimeField("首次公开时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)
    adopted_from = models.CharField("原网站", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering: ClassVar = ["-year", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="annualreport_once"),
            models.CheckConstraint(condition=Q(year__gte=2008, year__lte=2200), name="annualreport_year"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-year", "unit"],
                condition=Q(published__isnull=False, withdrawn_at__isnull=True),
                name="annualreport_public",
            ),
        ]

    def __str__(self) -> str:
        return self.latest.title if self.latest else f"{self.year}年度报告"

    @property
    def public_path(self) -> str:
        """Where the public finds it: an address that stays."""
        return f"/reports/{self.unit.slug}/{self.year}/"

    @property
    def organ(self) -> str:
        """The organ as the public version names it; before there is one, the unit."""
        return self.published.organ if self.published and self.published.organ else self.unit.name


class ReportVersion(models.Model):
    """What a report says at one moment. Rows are never changed: every save adds one.

    ``data`` is the contract ``gongkai.report/1`` (:mod:`gongkai.statute.annual.exchange`): every cell with its value, status and
    place. ``findings`` are what the rules said of exactly this data; ``notes`` say in public why a rule does not foot, by the
    key of the finding (:mod:`gongkai.office.annualreport.footing`). ``original`` is the file it was read from. ``correction`` is
    what the public is told about the change of a public report; it is reviewed with the figures.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="versions", verbose_name="年度报告")
    number = models.PositiveIntegerField("稿次")
    origin = models.CharField("来源", max_length=10, choices=origins)
    form = models.CharField("格式", max_length=20)
    organ = models.CharField("机关名称", max_length=120, blank=True)
    title = models.CharField("标题", max_length=300)
    data = models.JSONField("内容")
    findings = models.JSONField("核对结果", default=list, blank=True)
    notes = models.JSONField("公开说明", default=dict, blank=True)
    original = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原件"
    )
    original_name = models.CharField("原件名称", max_length=200, blank=True)
    offers_original = models.BooleanField("公开原件", default=False)
    digest = models.CharField("内容摘要值", max_length=64)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间")
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    note = models.CharField("修改说明", max_length=200, blank=True)
    correction = models.CharField("更正说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "年度报告稿"
        verbose_name_plural = "年度报告稿"
        ordering: ClassVar = ["report", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="reportversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}稿）"
