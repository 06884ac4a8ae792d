"""What all screens of one annual report share: fetching it, who sees it, the way to it; states in the words of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Chip, Screen
from gongkai.faces.desk.kit.parts import Tone
from gongkai.office.annualreport import permissions
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.annualreport.selectors import is_public, with_stands
from gongkai.office.catalog.selectors import Stand

_TONES: dict[str, Tone] = {
    Stand.IN_REVIEW: "main",
    Stand.RETURNED: "amber",
    Stand.CLEARED: "green",
    Stand.PUBLIC: "green",
}


class OfReport(Screen):
    """A screen under ``reports/<pk>/``. Who may not see the report gets a refusal; other rights are asked on top."""

    icon = "table"
    refusal = "这份年度报告属于其他单位，您的岗位不能查看。如工作需要，请联系本单位管理员调整岗位。"

    def prepare(self) -> None:
        self.annual: AnnualReport = get_object_or_404(
            with_stands(AnnualReport.objects.select_related("unit", "section", "latest__saved_by", "published")),
            pk=self.kwargs["pk"],
        )
        self.stand = Stand(getattr(self.annual, "stand", Stand.DRAFT))
        assert self.annual.latest is not None  # noqa: S101 (every report begins with a version)
        self.latest: ReportVersion = self.annual.latest
        self.latest.report = self.annual

    def may_enter(self) -> bool:
        return permissions.may_see(self.actor, self.annual)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("年度报告", reverse("desk:reports:list")), (self.latest.title, self.report_url())]

    def report_url(self) -> str:
        """The page of the report."""
        return reverse("desk:reports:report", args=[self.annual.pk])

    def url(self, name: str, *args: object) -> str:
        """Another address of the same report."""
        return reverse(f"desk:reports:{name}", args=[self.annual.pk, *args])


class OfWriter(OfReport):
    """A screen for those who write the report."""

    refusal = "这一步由本单位经办人或者科室负责人办理（岗位限定科室的，限本科室），您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_write(self.actor, self.annual)


def stand_chip(annual: Any) -> Chip:
    """The state of the latest version; of one that is being written anew also that a version is public."""
    stand = Stand(annual.stand)
    text = "填报中" if stand is Stand.DRAFT else stand.label
    if stand not in {Stand.PUBLIC, Stand.WITHDRAWN} and is_public(annual):
        text = f"{text}（有公开版）"
    return Chip(text, _TONES.get(stand, ""))
