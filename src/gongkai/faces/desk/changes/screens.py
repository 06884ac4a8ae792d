"""The register of changes as a list, as a book to print, and its figures by unit."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.changes.forms import ChangeFilter, change_arguments
from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen
from gongkai.faces.desk.kit.parts import Tone
from gongkai.faces.desk.register.forms import YearFilter
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.correcting import ChangeFigures, change_figures, changes_for
from gongkai.office.catalog.models import Change, ChangeKind
from gongkai.office.catalog.permissions import READERS
from gongkai.office.catalog.selectors import units_visible_to
from gongkai.office.units.models import Unit

PRINT_MOST = 1000
_EXPORTED = "document.changes.exported"
_TONES: dict[str, Tone] = {
    ChangeKind.CORRECTED: "main",
    ChangeKind.WITHDRAWN: "amber",
    ChangeKind.RESTORED: "green",
    ChangeKind.ENDED: "",
    ChangeKind.CLOSED: "amber",
}


def kind_chip(change: Change) -> Chip:
    """What was done."""
    return Chip(change.get_kind_display(), _TONES.get(change.kind, ""))


def versions(change: Change) -> str:
    """From which public version to which."""
    before, after = change.before, change.after
    if change.kind in {ChangeKind.WITHDRAWN, ChangeKind.ENDED}:
        return f"第{before.version}版" if before else ""
    if change.kind == ChangeKind.CLOSED and before:
        return f"第{before.version}版" + ("及以前" if before.version and before.version > 1 else "")
    return " → ".join(f"第{row.version}版" for row in (before, after) if row)


def done_by(change: Change) -> str:
    """Who did it; what the clock did for nobody is the platform's."""
    return change.by.name if change.by else "系统"


def compared(change: Change) -> str | None:
    """Where the two versions stand side by side."""
    if change.before is None or change.after is None or change.before.number == change.after.number:
        return None
    at = reverse("desk:documents:compare", args=[change.document_id])
    return f"{at}?old={change.before.number}&new={change.after.number}"


class ChangeRows(ListScreen):
    """The rows of the register as the filter of the address narrows them."""

    icon = "list-ul"
    search_hint = "标题、原因里的字，或者索引号"
    filter_form = ChangeFilter
    refusal = "更正和撤下登记由各单位的在岗人员和主管部门查看，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    @cached_property
    def units(self) -> QuerySet[Unit]:
        """The units whose changes may be read."""
        return units_visible_to(self.actor).order_by("rank")

    @cached_property
    def several(self) -> bool:
        """Whether there is a choice of units."""
        return len(self.units[:2]) > 1

    def make_filter(self) -> forms.Form:
        return ChangeFilter(self.request.GET, units=self.units if self.several else None)

    def rows(self) -> QuerySet[Change]:
        return changes_for(self.actor, **change_arguments(self.filters, self.words))

    def export_unit(self) -> int | None:
        unit = self.filters.get("unit")
        if unit is not None:
            return int(unit.pk)
        return None if self.several else self.actor.scope(READERS)[0].unit_id


class Changes(ChangeRows):
    """更正和撤下登记."""

    title = "更正和撤下登记"
    empty = Empty("还没有登记", "公开的内容更正、撤下、重新公开或者标注失效后，即登记在这里，只增不改。")
    export_name = "更正和撤下登记"
    export_verb = _EXPORTED

    def acts(self) -> Sequence[Act]:
        return [
            Act("打印登记", reverse("desk:changes:print") + self.link(page="", sort="")),
            Act("统计", reverse("desk:changes:figures")),
        ]

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("办理时间", "at", kind="date", sort="at"),
            Column("变更", kind_chip, kind="chip"),
            Column("标题", "title", url=lambda row: reverse("desk:documents:document", args=[row.document_id])),
            *([Column("单位", "unit.called", sort="unit__path")] if self.several else []),
            Column("原因", "reason"),
            Column("版次", versions, url=compared, aside=True),
            Column("办理人", done_by, aside=True),
        ]

    def export_columns(self) -> Sequence[Column]:
        return [
            Column("办理时间", "at", kind="date"),
            Column("单位", "unit.name"),
            Column("变更", "get_kind_display"),
            Column("标题", "title"),
            Column("索引号", "document.index_number"),
            Column("原因", "reason"),
            Column("版次", versions),
            Column("办理人", done_by),
        ]


class PrintedChanges(ChangeRows):
    """The register as it is filed: what the filter lets through, oldest first."""

    title = "打印更正和撤下登记"
    template_name = "desk/changes/print.html"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("更正和撤下登记", reverse("desk:changes:list") + self.link())]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:  # noqa: ARG002
        found = self.rows()
        total = found.count()
        rows = list(found[:PRINT_MOST])[::-1]
        unit = self.filters.get("unit") or (None if self.several else self.units.first())
        with audited():
            record(
                _EXPORTED,
                by=self.actor,
                at=self.now,
                subject=self.title,
                unit_id=unit.pk if unit else None,
                detail={"form": "print", "rows": len(rows), "filter": {key: request.GET[key] for key in request.GET}},
            )
        return self.show(
            rows=[(row, versions(row)) for row in rows],
            unit=unit,
            since=self.filters.get("since"),
            until=self.filters.get("until"),
            total=total,
            left_out=total - len(rows),
            most=PRINT_MOST,
        )


class ChangesOfTheYear(ListScreen):
    """统计: how many of each kind, by unit."""

    title = "更正和撤下统计"
    icon = "list-ul"
    template_name = "desk/changes/figures.html"
    export_name = "更正和撤下统计"
    export_verb = _EXPORTED
    filter_form = YearFilter
    empty = Empty("这一年没有登记", "这一年没有更正、撤下、重新公开或者标注失效的内容。")

    def may_enter(self) -> bool:
        return permissions.may_export(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("更正和撤下登记", reverse("desk:changes:list"))]

    def make_filter(self) -> forms.Form:
        given = self.request.GET.copy()
        given.setdefault("year", str(self.today.year))
        return YearFilter(given, today=self.today)

    @cached_property
    def year(self) -> int:
        """Which year."""
        return int(self.filters.get("year") or self.today.year)

    @cached_property
    def figures(self) -> list[ChangeFigures]:
        """The units with changes in that year."""
        return change_figures(self.actor, self.year)

    def rows(self) -> list[ChangeFigures]:
        return self.figures

    def shown_columns(self) -> Sequence[Column]:
        return [
            Column("单位", "unit", url=self._lines),
            Column("更正", "corrected", kind="number"),
            Column("撤下", "withdrawn", kind="number"),
            Column("重新公开", "restored", kind="number"),
            Column("效力变更", "ended", kind="number"),
            Column("旧版停止提供", "closed", kind="number"),
            Column("合计", "total", kind="number"),
        ]

    def _lines(self, row: ChangeFigures) -> str:
        period = f"since={self.year}-01-01&until={self.year}-12-31"
        return f"{reverse('desk:changes:list')}?unit={row.unit_id}&{period}"

    def context(self, **more: object) -> dict[str, object]:
        sums = {kind.label: sum(getattr(row, kind.value) for row in self.figures) for kind in ChangeKind}
        return super().context(year=self.year, sums=sums, **more)
