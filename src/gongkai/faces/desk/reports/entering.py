"""Beginning a report: a blank form, or a file that is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.urls import reverse

from gongkai.faces.desk.documents.starting import sections_of
from gongkai.faces.desk.kit import FormScreen
from gongkai.faces.desk.reports.forms import StartForm, UploadForm
from gongkai.faces.desk.reports.reading import AT_ONCE, begin_reading
from gongkai.office.annualreport import services
from gongkai.office.annualreport.footing import unread
from gongkai.office.annualreport.models import AnnualReport, Origin
from gongkai.office.annualreport.reading import MOST_BYTES
from gongkai.office.errors import Refused
from gongkai.office.files.kinds import megabytes
from gongkai.office.units.models import Section


class Start(FormScreen):
    """按格式填报; then straight into the grid."""

    title = "按格式填报年度报告"
    icon = "table"
    form_class = StartForm
    submit_label = "开始填报"
    done = ""
    intro = "按该年度的法定格式建立空白报告。空白不等于零：没有数据的格留空，没有发生的填 0。"
    refusal = "年度报告由经办人或者科室负责人编制，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return self.sections().exists()

    def sections(self) -> Any:
        """The sections this person may write for; with a unit in the address, those of that unit."""
        found = sections_of(self.actor)
        asked = self.request.GET.get("unit", "")
        narrowed = found.filter(unit_id=int(asked[:9])) if asked.isdecimal() else found
        return narrowed if asked.isdecimal() and narrowed.exists() else found

    def form_kwargs(self) -> dict[str, Any]:
        return {"sections": self.sections()}

    def initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("year", "")
        first = self.sections().first()
        year = int(asked[:4]) if asked.isdecimal() else self.today.year - 1
        return {"year": year, "section": first.pk if first else None}

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("年度报告", reverse("desk:reports:list"))]

    def save(self, form: Any) -> str:
        section = form.cleaned_data["section"]
        try:
            annual = services.start(section.unit, section, form.cleaned_data["year"], by=self.actor, at=self.now)
        except services.AlreadyEntered as known:
            messages.warning(self.request, f"{known}没有另建空白报告，请在它上面修改。")
            return reverse("desk:reports:report", args=[known.annual.pk])
        return reverse("desk:reports:edit", args=[annual.pk])


class Upload(Start):
    """上传报告文件: it is read, and the reading lies open for comparison with the original."""

    title = "上传年度报告文件"
    form_class = UploadForm
    submit_label = "上传并读取"
    intro = "平台读出各表各格的数字和文字，逐格标明在原件的什么位置。没有把握的格不猜，由您对照原件填写。"

    def initial(self) -> dict[str, Any]:
        told = super().initial()
        return told if self.request.GET.get("year") else told | {"year": None}

    def save(self, form: Any) -> str:
        section, file = form.cleaned_data["section"], form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise Refused(
                {"file": f"文件有{megabytes(file.size)}，年度报告文件最大{megabytes(MOST_BYTES)}，请压缩其中的图片。"}
            )
        data, name = file.read(), file.name or ""
        try:
            told = services.read_file(data, name, waited=AT_ONCE, by=self.actor, at=self.now)
        except services.TooSlow:
            work = begin_reading(data, name, form.cleaned_data, by=self.actor, at=self.now)
            return reverse("desk:reports:reading", args=[work.pk])
        try:
            annual = self._entered(section, told, form.cleaned_data)
        except services.AlreadyEntered as known:
            form.asks_about(known)
            raise Refused({"onto": f"{known}要用这个文件的内容接着做下一稿的，请勾选，并重新选择文件。"}) from known
        _tell(self.request, told, section.unit.name)
        return reverse("desk:reports:edit", args=[annual.pk])

    def _entered(self, section: Section, told: services.Reading, given: Mapping[str, Any]) -> AnnualReport:
        return services.enter(
            section.unit,
            section,
            told.report,
            year=given["year"],
            origin=Origin.LEGACY,
            original=told.original,
            onto=given.get("onto") or 0,
            note=f"读取文件{told.original.name}",
            by=self.actor,
            at=self.now,
        )


def _tell(request: Any, told: services.Reading, name: str) -> None:
    """What was read, in a sentence; a warning where the report names another organ."""
    cells = told.report.cells.values()
    read = sum(cell.value is not None for cell in cells)
    left = len(unread(told.report))
    messages.success(
        request, f"读出{read}格数字，{len(cells) - read - left}格原文为空，{left}格没有读到。请对照原件核对后保存。"
    )
    if told.report.organ and told.report.organ != name:
        messages.warning(request, f"文件上的机关名称是“{told.report.organ}”，与{name}不同，请确认是本单位的报告。")
    for note in told.report.source.notes if told.report.source else ():
        messages.warning(request, f"{note}。")
