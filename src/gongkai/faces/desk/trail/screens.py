"""审计查询 and one entry of the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Act, Column, Empty, ListScreen, Screen
from gongkai.faces.desk.trail.forms import TrailFilter
from gongkai.faces.desk.trail.telling import raw, subject_kind, told
from gongkai.office.audit import permissions, selectors, verbs
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.sealing import FIELDS, seal
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import units_within

#: A list of more is read by nobody; counting millions for each page would cost more than the page.
MOST_LISTED = 10_000
_REFUSAL = "审计记录由审计管理员查看，单位管理员查看本单位的，您没有这样的岗位。"


def spoken(entry: AuditEntry) -> str:
    """The detail in one line."""
    lines = [
        f"{line.label}：{line.new}" if line.old is None else f"{line.label}：{line.old} → {line.new}"
        for line in told(entry)
    ]
    return "；".join(lines)


class Trail(ListScreen):
    """All entries, or those of the own unit."""

    title = "审计查询"
    icon = "view"
    template_name = "desk/trail/list.html"
    refusal = _REFUSAL
    search_hint = "对象的名称"
    filter_form = TrailFilter
    caption = "审计记录"
    export_name = "审计记录"
    export_verb = "audit.exported"
    empty = Empty("还没有审计记录", "有人登录、修改资料、送审、审查或者导出后，会逐条记在这里。")
    columns = (
        Column("序号", "seq", url=lambda entry: reverse("desk:trail:entry", args=[entry.seq]), kind="number"),
        Column("时间", "at", kind="date"),
        Column("人员", "actor"),
        Column("办理", lambda entry: verbs.label(entry.verb)),
        Column("对象", "subject"),
        Column("来源地址", "address", aside=True),
    )
    _exporting = False

    def may_enter(self) -> bool:
        return permissions.may_read_some(self.actor)

    def acts(self) -> Sequence[Act]:
        return [Act("核验审计链", reverse("desk:trail:verification"))] if permissions.may_verify(self.actor) else []

    @cached_property
    def units(self) -> QuerySet[Unit] | None:
        """The units whose entries may be read; None for all, with what belongs to no unit."""
        return None if permissions.may_read_all(self.actor) else units_within(permissions.readable_scope(self.actor))

    def make_filter(self) -> forms.Form:
        units = Unit.objects.order_by("rank") if self.units is None else self.units
        return TrailFilter(self.request.GET, units=units if self.units is None or units[1:2].exists() else None)

    def rows(self) -> QuerySet[AuditEntry]:
        given: dict[str, Any] = self.filters
        found = selectors.entries(
            verb=given.get("group", ""),
            subject_type=given.get("subject_type", ""),
            subject_id=given.get("subject_id", ""),
            unit_ids=None if self.units is None else self.units.values("pk"),
            since=_midnight(given["since"]) if "since" in given else None,
            until=_midnight(given["until"] + timedelta(days=1)) if "until" in given else None,
        )
        if self.words:
            found = found.filter(subject__contains=self.words)
        if person := given.get("person"):
            found = found.filter(actor__contains=person)
        if unit := given.get("unit"):
            found = found.filter(unit_id=unit.pk)
        return found

    def sorted_rows(self) -> QuerySet[AuditEntry]:
        """On the screen the newest only; a file holds all that the filter lets through."""
        rows = self.rows().order_by("-seq")
        return rows if self._exporting else rows[:MOST_LISTED]

    def export(self, form: str) -> HttpResponseBase:
        self._exporting = True
        return super().export(form)

    def export_unit(self) -> int | None:
        unit = self.filters.get("unit")
        if unit is not None:
            return int(unit.pk)
        return None if self.units is None else permissions.readable_scope(self.actor)[0].unit_id

    def export_columns(self) -> Sequence[Column]:
        """Everything under the seal, and the seal."""
        return (
            Column("序号", "seq", kind="number"),
            Column("时间", "at", kind="date"),
            Column("人员", "actor"),
            Column("来源地址", "address"),
            Column("办理", lambda entry: verbs.label(entry.verb)),
            Column("对象", "subject"),
            Column("对象类型", subject_kind),
            Column("对象编号", "subject_id"),
            Column("内容", spoken),
            Column("封印", "digest"),
        )

    def context(self, **more: object) -> dict[str, object]:
        subject = self.rows().first() if self.filters.get("subject_type") else None
        return super().context(most=MOST_LISTED, of_subject=subject, **more)


class Entry(Screen):
    """审计记录: one entry, what it says, and whether it is as it was sealed."""

    icon = "view"
    template_name = "desk/trail/entry.html"
    refusal = "您看不到这条审计记录：它不属于您管理的单位。"

    def prepare(self) -> None:
        self.entry = get_object_or_404(AuditEntry, seq=self.kwargs["seq"])

    def may_enter(self) -> bool:
        return self._may_see(self.entry)

    def _may_see(self, entry: AuditEntry) -> bool:
        if permissions.may_read_all(self.actor):
            return True
        scope = permissions.readable_scope(self.actor)
        return bool(scope) and entry.unit_id is not None and units_within(scope).filter(pk=entry.unit_id).exists()

    def heading(self) -> str:
        return f"审计记录第 {self.entry.seq} 条"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("审计查询", reverse("desk:trail:list"))]

    def context(self, **more: object) -> dict[str, object]:
        entry = self.entry
        before, after = selectors.neighbours(entry)
        sealed = seal(tuple(getattr(entry, name) for name in FIELDS)) == entry.digest
        unit = Unit.objects.filter(pk=entry.unit_id).first() if entry.unit_id else None
        asked = urlencode({"subject_type": entry.subject_type, "subject_id": entry.subject_id})
        return super().context(
            entry=entry,
            verb=verbs.label(entry.verb),
            kind=subject_kind(entry),
            unit=unit,
            lines=told(entry),
            changes=any(line.old is not None for line in told(entry)),
            raw=raw(entry),
            sealed=sealed,
            linked=None if before is None else before.digest == entry.previous,
            before=before if before and self._may_see(before) else None,
            after=after if after and self._may_see(after) else None,
            about=f"{reverse('desk:trail:list')}?{asked}" if entry.subject_id else "",
            **more,
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
