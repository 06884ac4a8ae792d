"""The register as a list, and its figures by unit and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Act, Column, Empty, ListScreen
from gongkai.faces.desk.register.forms import RegisterFilter, YearFilter, register_arguments
from gongkai.faces.desk.reviews.words import decision_words, kind_label, state_chip
from gongkai.office.clearance import permissions, selectors
from gongkai.office.clearance.models import Review
from gongkai.office.clearance.permissions import REGISTER_READERS
from gongkai.office.clearance.selectors import Figures
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import units_within


def decisions(review: Review) -> str:
    """All decisions of a round on one line each."""
    return "\n".join(filter(None, (decision_words(step) for step in review.steps.all())))


def bases(review: Review) -> str:
    """On what basis secrecy review decided (条例第十七条)."""
    return "\n".join(step.secrecy_basis for step in review.steps.all() if step.secrecy_basis)


class RegisterRows(ListScreen):
    """The rows of the register as the filter of the address narrows them."""

    search_hint = "标题里的字，或者登记号"
    filter_form = RegisterFilter

    def may_enter(self) -> bool:
        """The unit's own people, the lead office, those who assess."""
        return permissions.may_see_registers(self.actor)

    @cached_property
    def units(self) -> QuerySet[Unit]:
        """The units whose registers may be read."""
        return units_within(self.actor.scope(REGISTER_READERS))

    @cached_property
    def several(self) -> bool:
        """Whether there is a choice of units."""
        duties = self.actor.scope(REGISTER_READERS)
        return any(duty.subtree for duty in duties) or len({duty.unit_id for duty in duties}) > 1

    def make_filter(self) -> forms.Form:
        """With the units, where they are several."""
        return RegisterFilter(self.request.GET, units=self.units if self.several else None)

    def rows(self) -> QuerySet[Review]:
        """The register."""
        return selectors.register(self.actor, **register_arguments(self.filters, self.words))


class Register(RegisterRows):
    """签批登记簿."""

    title = "签批登记簿"
    icon = "list-ul"
    empty = Empty("登记簿还没有记录", "内容送审后即登记在这里；审查通过或者应急发布时编登记号。")
    export_name = "签批登记簿"
    export_verb = "register.exported"

    def acts(self) -> Sequence[Act]:
        """Print what is shown; figures."""
        return [
            Act("打印登记簿", reverse("desk:register:print") + self.link(page="", sort="")),
            Act("统计", reverse("desk:register:figures")),
        ]

    columns = (
        Column(
            "登记号",
            lambda row: row.register_number or "未编号",
            url=lambda row: reverse("desk:register:entry", args=[row.pk]),
        ),
        Column("标题", "title"),
        Column("单位", "unit.called"),
        Column("结果", state_chip, kind="chip"),
        Column("送审人", "author.name", aside=True),
        Column("送审时间", "submitted_at", kind="date", sort="submitted_at"),
        Column("办结时间", "decided_at", kind="date", sort="decided_at"),
    )

    def export_columns(self) -> Sequence[Column]:
        """Everything that stands in the book."""
        return (
            Column("登记号", "register_number"),
            Column("标题", "title"),
            Column("单位", "unit.name"),
            Column("种类", kind_label),
            Column("轮次", "round", kind="number"),
            Column("送审人", "author.name"),
            Column("送审时间", "submitted_at", kind="date"),
            Column("送审说明", "note"),
            Column("审查意见", decisions),
            Column("保密审查依据", bases),
            Column("结果", "get_state_display"),
            Column("办结时间", "decided_at", kind="date"),
            Column("应急发布", "emergency"),
            Column("应急事由", "emergency_reason"),
            Column("应急批准人", lambda row: row.emergency_by.name if row.emergency_by else ""),
            Column("应急批准时间", "emergency_at", kind="date"),
            Column("内容摘要值", "digest"),
        )

    def export_unit(self) -> int | None:
        """The unit, where it is one."""
        unit = self.filters.get("unit")
        if unit is not None:
            return int(unit.pk)
        return None if self.several else self.actor.scope(REGISTER_READERS)[0].unit_id


class YearFigures(ListScreen):
    """统计: rounds, what passed, what was returned, the share of emergency releases, by unit."""

    title = "审查统计"
    icon = "list-ul"
    template_name = "desk/register/figures.html"
    export_name = "审查统计"
    export_verb = "register.exported"
    empty = Empty("没有可以统计的单位", "您的岗位范围内没有单位。")

    def may_enter(self) -> bool:
        """As for the register."""
        return permissions.may_see_registers(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Under the register."""
        return [("签批登记簿", reverse("desk:register:list"))]

    filter_form = YearFilter

    def make_filter(self) -> forms.Form:
        """This year unless another is asked for."""
        given = self.request.GET.copy()
        given.setdefault("year", str(self.today.year))
        return YearFilter(given, today=self.today)

    @cached_property
    def year(self) -> int:
        """Which year."""
        return int(self.filters.get("year") or self.today.year)

    @cached_property
    def figures(self) -> list[Figures]:
        """Of the units with rounds in that year, in the order of the tree."""
        units = units_within(self.actor.scope(REGISTER_READERS))
        return [found for found in selectors.figures(units, self.year, steps=False).values() if found.submitted]

    def rows(self) -> Sequence[tuple[Unit, Figures]]:
        """One row a unit; units without a round that year are left out and counted in the line above."""
        return _WithUnits(self.figures, self.year)

    def context(self, **more: object) -> dict[str, object]:
        """With the totals."""
        whole = selectors.totals(self.figures)
        return super().context(year=self.year, whole=whole, share=share(whole.emergency_share), **more)

    columns = (
        Column("单位", lambda row: row[0].name),
        Column("送审（轮）", lambda row: row[1].submitted, kind="number"),
        Column("可公开（件）", lambda row: row[1].passed, kind="number"),
        Column("一次通过率", lambda row: share(row[1].at_once_share), kind="number"),
        Column("退回（轮）", lambda row: row[1].returned, kind="number"),
        Column("审查中（件）", lambda row: row[1].open, kind="number"),
        Column("超时环节（个）", lambda row: row[1].overdue_steps, kind="number"),
        Column("应急发布（件）", lambda row: row[1].emergency, kind="number"),
        Column("应急发布占比", lambda row: share(row[1].emergency_share), kind="number"),
    )


def share(value: float | None) -> str:
    """A share in per cent; nothing where there is nothing to share."""
    return "" if value is None else f"{value * 100:.1f}%"


class _WithUnits(Sequence[tuple[Unit, Figures]]):
    """The rows. Only of those that are read the units and their overdue steps are looked up: there are many steps in a year."""

    def __init__(self, rows: list[Figures], year: int) -> None:
        self._rows, self._year = rows, year

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> tuple[Unit, Figures]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[Unit, Figures]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Unit, Figures] | list[tuple[Unit, Figures]]:
        if isinstance(at, int):
            return self._read([self._rows[at]])[0]
        return self._read(self._rows[at])

    def __iter__(self) -> Iterator[tuple[Unit, Figures]]:
        yield from self._read(self._rows)

    def _read(self, rows: list[Figures]) -> list[tuple[Unit, Figures]]:
        ids = [found.unit_id for found in rows]
        units, late = Unit.objects.only("name").in_bulk(ids), selectors.overdue_steps(ids, self._year)
        return [(units[found.unit_id], replace(found, overdue_steps=late.get(found.unit_id, 0))) for found in rows]
