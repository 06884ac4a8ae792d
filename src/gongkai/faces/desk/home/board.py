"""The lead office's board: how review stands in every unit of its region. Aggregates only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Count, DateTimeField, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from gongkai.faces.desk.kit import Chip, Column, Empty, ListScreen, address
from gongkai.office.actors import REGION_DUTIES, Actor
from gongkai.office.catalog.models import Document
from gongkai.office.clearance.models import Review, ReviewState, ReviewStep, StepState
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.scope import within
from gongkai.office.units.selectors import find_units, units_in_force


def region_paths(actor: Actor) -> list[str]:
    """The tops of the regions this person looks after, none inside another; posts without the units below have none."""
    paths = sorted({duty.path for duty in actor.scope(REGION_DUTIES) if duty.subtree})
    return [path for path in paths if not any(path != top and path.startswith(top) for top in paths)]


def in_region(actor: Actor, prefix: str = "") -> Q:
    """Rows of the units in the region: ``prefix`` leads to the unit ("unit__")."""
    return within(actor.scope(REGION_DUTIES), prefix.removesuffix("__"))


def start_of(year: int) -> datetime:
    """The first moment of a year here."""
    return datetime.combine(date(year, 1, 1), time(), tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Busy:
    """A unit where something waits."""

    unit: Unit
    open: int
    overdue: int


@dataclass(frozen=True)
class Region:
    """The region in a few figures, and the units where most waits."""

    units: int
    open: int
    overdue: int
    published: int
    busiest: list[Busy]


def region(actor: Actor, on: date, most: int = 10) -> Region:
    """What the home shows of a region: four queries, however many units it has."""
    late = Q(due_on__lt=on)
    steps = ReviewStep.objects.filter(
        in_region(actor, "review__unit__"), state=StepState.ACTIVE, review__state=ReviewState.OPEN
    )
    counted = steps.order_by().values("review__unit_id").annotate(open=Count("pk"), overdue=Count("pk", filter=late))
    everywhere = sorted(counted, key=lambda row: (-row["overdue"], -row["open"], row["review__unit_id"]))
    rows = everywhere[:most]
    units = Unit.objects.in_bulk([row["review__unit_id"] for row in rows])
    return Region(
        units=units_in_force(on).filter(in_region(actor)).count(),
        open=sum(row["open"] for row in everywhere),
        overdue=sum(row["overdue"] for row in everywhere),
        published=Document.objects.filter(
            in_region(actor, "unit__"), published_at__gte=start_of(on.year), withdrawn_at__isnull=True
        ).count(),
        busiest=[Busy(units[row["review__unit_id"]], row["open"], row["overdue"]) for row in rows],
    )


class BoardFilter(forms.Form):
    """Which units."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitKind.choices])
    only = forms.ChoiceField(
        label="范围", required=False, choices=[("", "全部单位"), ("overdue", "有逾期未办的"), ("open", "有在审的")]
    )


def unit_url(unit: Unit) -> str | None:
    """The unit's own screen."""
    return address("desk:units:unit", unit.pk) or None


class Board(ListScreen):
    """各单位情况: one line a unit."""

    title = "各单位公开审查情况"
    icon = "table"
    refusal = "本页面由政府信息公开工作主管部门和评估员使用，您没有这样的岗位。"
    search_hint = "单位名称、曾用名"
    filter_form = BoardFilter
    export_name = "各单位公开审查情况"
    export_verb = "board.exported"
    empty = Empty("本地区还没有单位", "单位在“单位”中由单位管理员或者系统管理员设立。")
    columns: Sequence[Column] = (
        Column("单位", "name", url=unit_url, sort="path"),
        Column("类别", "get_kind_display", aside=True),
        Column("在审", "open_now", kind="number", sort="open_now"),
        Column(
            "逾期未办",
            lambda unit: Chip(f"逾期 {unit.overdue_now} 件", "red") if unit.overdue_now else Chip("无"),
            kind="chip",
            sort="overdue_now",
        ),
        Column("本年送审", "submitted", kind="number", sort="submitted"),
        Column("本年退回", "returned", kind="number", sort="returned"),
        Column("本年公开", "published", kind="number", sort="published"),
        Column("应急发布占比", lambda unit: share(unit.emergency, unit.passed), kind="number"),
        Column("最近公开", lambda unit: timezone.localtime(unit.last).date() if unit.last else None, kind="date"),
    )

    def may_enter(self) -> bool:
        return self.actor.has(*REGION_DUTIES)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return ()

    def rows(self) -> QuerySet[Any]:
        units: QuerySet[Any] = units_in_force(self.today).filter(in_region(self.actor))
        if self.words:
            units = units.filter(pk__in=find_units(self.words).values("pk"))
        if kind := self.filters.get("kind"):
            units = units.filter(kind=kind)
        units = with_figures(units, self.today)
        only = self.filters.get("only")
        if only:
            units = units.filter(**{f"{only}_now__gt": 0})
        return units.order_by("-overdue_now", "-open_now", "rank")


def share(part: int, whole: int) -> str:
    """A share as a percentage; nothing where there is nothing to share.

    >>> share(1, 8), share(0, 5), share(0, 0)
    ('12.5%', '0%', '')
    """
    if not whole:
        return ""
    return f"{part / whole:.1%}".replace(".0%", "%")


def with_figures(units: QuerySet[Unit], on: date) -> QuerySet[Any]:
    """Each unit with its figures: what waits now, and what was done this year."""
    reviews = Review.objects.filter(unit_id=OuterRef("pk")).order_by().values("unit_id")
    year = reviews.filter(submitted_at__gte=start_of(on.year))
    steps = (
        ReviewStep.objects.filter(
            review__unit_id=OuterRef("pk"), review__state=ReviewState.OPEN, state=StepState.ACTIVE, due_on__lt=on
        )
        .order_by()
        .values("review__unit_id")
    )
    documents = Document.objects.filter(
        unit_id=OuterRef("pk"), published_at__gte=start_of(on.year), withdrawn_at__isnull=True
    )
    released = documents.order_by().values("unit_id")
    return units.annotate(
        open_now=_count(reviews.filter(state=ReviewState.OPEN)),
        overdue_now=_count(steps),
        submitted=_count(year),
        returned=_count(year.filter(state=ReviewState.RETURNED)),
        passed=_count(year.filter(Q(state=ReviewState.PASSED) | Q(emergency=True))),
        emergency=_count(year.filter(emergency=True)),
        published=_count(released),
        last=Subquery(
            Document.objects.filter(unit_id=OuterRef("pk"), withdrawn_at__isnull=True)
            .order_by()
            .values("unit_id")
            .annotate(last=Max("published_at"))
            .values("last"),
            output_field=DateTimeField(),
        ),
    )


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def published_by(units: Iterable[int], year: int) -> dict[int, int]:
    """How many documents each of these units made public for the first time in a year, and has not withdrawn."""
    rows = (
        Document.objects.filter(
            unit_id__in=list(units),
            published_at__gte=start_of(year),
            published_at__lt=start_of(year + 1),
            withdrawn_at__isnull=True,
        )
        .order_by()
        .values("unit_id")
        .annotate(number=Count("pk"))
    )
    return {row["unit_id"]: row["number"] for row in rows}
