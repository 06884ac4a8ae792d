"""Reading a file that takes long (scanned pages): by the worker, while the person may leave and is told at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from gongkai.faces import clock
from gongkai.faces.desk.kit import Screen
from gongkai.faces.desk.models import ReadingWork
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import Actor
from gongkai.office.annualreport import permissions, services
from gongkai.office.annualreport.models import Origin
from gongkai.office.errors import NotAllowed, OfficeError

#: Seconds a person waits before a screen, and those the worker gives a file.
AT_ONCE, ALONE = 8.0, 900.0
AGAIN_SECONDS = 3
#: A worker that has not come to an end in this time is not at work.
_LONGEST = timedelta(seconds=ALONE * 2)


def begin_reading(data: bytes, name: str, given: Mapping[str, Any], *, by: Actor, at: datetime) -> ReadingWork:
    """Keep the file and have it read. Raises Refused where it cannot be kept."""
    original = services.keep_file(data, name, by=by, at=at)
    if by.id is None:
        raise NotAllowed("年度报告须由人员录入，系统不能代为书写。")
    work = ReadingWork.objects.create(
        person_id=by.id,
        section=given["section"],
        year=given["year"],
        onto=given.get("onto") or 0,
        file=original.file,
        name=original.name,
        offered=original.offered,
        begun_at=at,
    )
    carry_on.enqueue(work.pk)
    return work


@task()
def carry_on(work_id: int) -> int | None:
    """Read the file and enter the report; the report's number, or None and why there is none."""
    work = ReadingWork.objects.select_related("person", "section__unit", "file").get(pk=work_id)
    now = clock.now()
    by = actor_for(work.person, on=timezone.localdate(now))
    try:
        told = services.read_kept(services.Original(work.file, work.name, work.offered), waited=ALONE)
        annual = services.enter(
            work.section.unit,
            work.section,
            told.report,
            year=work.year,
            origin=Origin.LEGACY,
            original=told.original,
            onto=work.onto,
            note=f"读取文件{work.name}",
            by=by,
            at=now,
        )
    except services.AlreadyEntered as known:
        work.report, work.refused = known.annual, f"{known}要接着它做下一稿的，请重新上传并勾选。"
    except OfficeError as refused:
        work.refused = str(refused)[:600]
    else:
        work.report = annual
    work.ended_at = clock.now()
    work.save(update_fields=["report", "refused", "ended_at"])
    return work.report_id


class UnderWay(Screen):
    """正在读取: until it ends; then on to the grid, or why there is nothing to look at."""

    title = "读取年度报告文件"
    icon = "table"
    template_name = "desk/reports/reading.html"
    refusal = "年度报告由经办人或者科室负责人编制，您没有这样的岗位。"

    def prepare(self) -> None:
        work = ReadingWork.objects.select_related("section__unit").filter(pk=self.kwargs["pk"]).first()
        if work is None:
            raise Http404("no such reading")
        self.work = work

    def may_enter(self) -> bool:
        own = self.work.person_id == self.actor.id
        return own and permissions.may_write_in(self.actor, self.work.section.unit, self.work.section)

    def crumbs(self) -> list[tuple[str, str]]:
        return [("年度报告", reverse("desk:reports:list"))]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        work = self.work
        if work.ended_at and not work.seen_at:
            ReadingWork.objects.filter(pk=work.pk).update(seen_at=self.now)
        if work.ended_at and work.report_id and not work.refused:
            return HttpResponseRedirect(reverse("desk:reports:edit", args=[work.report_id]))
        stopped = not work.ended_at and self.now - work.begun_at > _LONGEST
        response = self.show(work=work, stopped=stopped)
        if not work.ended_at and not stopped:
            response["Refresh"] = str(AGAIN_SECONDS)
        return response
