"""The roll-up: how complete the catalogues of the units are, the worst first; and the same by region."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.catalogue.forms import CompareFilter
from gongkai.faces.desk.catalogue.reporting import missing_reports
from gongkai.faces.desk.home.board import in_region
from gongkai.faces.desk.kit import Column, Empty, ListScreen
from gongkai.office.actors import REGION_DUTIES, Actor
from gongkai.office.audit.selectors import head_seq
from gongkai.office.catalog import completeness, permissions
from gongkai.office.catalog.indexing import region_of
from gongkai.office.catalog.selectors import units_visible_to
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.selectors import find_units, units_in_force
from gongkai.statute.disclosure import disclosure_law


@dataclass(frozen=True)
class Compared:
    """A unit in the roll-up, with the report it has not published."""

    found: completeness.Row
    report: int | None
    seen: bool

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.found.unit

    @property
    def percent(self) -> str:
        """How much of what is owed is public."""
        return f"{self.found.share:.0%}" if self.found.owed else ""

    @property
    def trouble(self) -> int:
        """What is to be mended, the report among it."""
        return self.found.troubles + (self.report is not None)


def compared(actor: Actor, units: Sequence[Unit], on: date) -> list[Compared]:
    """The units with their figures, the worst first."""
    reports = missing_reports(units, on)
    seen = set(units_visible_to(actor).values_list("pk", flat=True))
    rows = [Compared(row, reports.get(row.unit.pk), row.unit.pk in seen) for row in _rolled_up(units, on)]
    return sorted(rows, key=lambda row: (-row.trouble, row.found.share, row.found.unit.rank))


#: The last roll-up of many units, and what it was made of.
_last: dict[str, tuple[object, list[completeness.Row]]] = {}
#: From so many units on it is kept: a second look, another page, another order cost nothing while nobody writes.
_MANY = 100


def _rolled_up(units: Sequence[Unit], on: date) -> list[completeness.Row]:
    """The roll-up of these units. Every write of the office is in the trail: the same end of it means the same figures."""
    if len(units) < _MANY:
        return completeness.roll_up(units, on)
    made_of = (on, head_seq(), id(disclosure_law()), tuple(unit.pk for unit in units))
    known = _last.get("rows")
    if known is None or known[0] != made_of:
        known = _last["rows"] = (made_of, completeness.roll_up(units, on))
    return known[1]


def units_of(actor: Actor, on: date) -> list[Unit]:
    """The units a person compares: those of the region, and those whose documents are seen."""
    mine = Q(pk__in=units_visible_to(actor).values("pk"))
    if actor.has(*REGION_DUTIES):
        mine |= in_region(actor)
    return list(units_in_force(on).filter(mine).order_by("rank"))


def region_in(unit: Unit, governments: Collection[int]) -> int:
    """The region a unit is compared in: the district or county it belongs to, else the unit at the root itself (本级)."""
    region = region_of(unit)
    return region if region in governments else int(unit.path.strip("/").split("/")[0])


def _figure(label: str, name: str) -> Column:
    """A number that leads to the rows behind it, where the person may see them."""

    def rows(row: Compared) -> str | None:
        where = _ROWS[name] if getattr(row.found, name) else ""
        return f"{reverse('desk:catalogue:unit', args=[row.unit.pk])}{where}" if row.seen and where else None

    return Column(label, f"found.{name}", kind="number", sort=name, url=rows)


#: Where the rows behind a figure are on the unit's own page.
_ROWS = {
    "owed": "?all=1",
    "published": "#columns",
    "blank": "?state=blank",
    "stale": "?state=stale",
    "soon": "?state=soon",
    "late": "#waiting",
    "guide": "#guide",
    "dead": "links/",
}


class Units(ListScreen):
    """公开目录: one line a unit. Whoever sees one unit only is led to its own page."""

    title = "公开目录"
    icon = "folder"
    refusal = "公开目录由各单位的工作人员、主管部门和评估员使用，您没有这样的岗位。"
    template_name = "desk/catalogue/units.html"
    search_hint = "单位名称、曾用名"
    export_name = "公开目录完整情况"
    export_verb = "catalog.exported"
    empty = Empty("还没有单位", "单位在“单位”中由系统管理员设立。")
    columns: Sequence[Column] = (
        Column(
            "单位",
            "unit.name",
            url=lambda row: reverse("desk:catalogue:unit", args=[row.unit.pk]) if row.seen else None,
            sort="name",
        ),
        Column("类别", "unit.get_kind_display", aside=True),
        _figure("应有", "owed"),
        _figure("已公开", "published"),
        Column("占比", "percent", kind="number", sort="share"),
        _figure("空白", "blank"),
        _figure("超期", "stale"),
        _figure("将到期", "soon"),
        _figure("逾期未公开", "late"),
        _figure("指南缺", "guide"),
        _figure("死链", "dead"),
        Column("年报", lambda row: f"{row.report}年未公布" if row.report else "", kind="date"),
        Column("公开信息", "found.items", kind="number", sort="items", aside=True),
        Column("最近公开", "found.newest_on", kind="date", sort="newest_on"),
    )

    def may_enter(self) -> bool:
        return self.actor.has(*permissions.READERS) or permissions.may_compare_units(self.actor)

    def heading(self) -> str:
        return "各单位公开目录情况" if permissions.may_compare_units(self.actor) else self.title

    @cached_property
    def units(self) -> list[Unit]:
        """All units this person compares."""
        return units_of(self.actor, self.today)

    @cached_property
    def governments(self) -> frozenset[int]:
        """The districts and counties: each is a region, everything else belongs to the level of the root itself."""
        tops = {region_of(unit) for unit in self.units}
        found = Unit.objects.filter(pk__in=tops, kind=UnitKind.GOVERNMENT)
        return frozenset(found.values_list("pk", flat=True))

    @cached_property
    def regions(self) -> list[Unit]:
        """The regions of these units, in the order of the tree."""
        return list(Unit.objects.filter(pk__in={self.region(unit) for unit in self.units}).order_by("rank"))

    def region(self, unit: Unit) -> int:
        """The region of a unit."""
        return region_in(unit, self.governments)

    def make_filter(self) -> CompareFilter:
        return CompareFilter(self.request.GET, regions=self.regions)

    filter_form = CompareFilter

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if len(self.units) == 1 and not permissions.may_compare_units(self.actor):
            return HttpResponseRedirect(reverse("desk:catalogue:unit", args=[self.units[0].pk]))
        return super().get(request, *args, **kwargs)

    @cached_property
    def narrowed(self) -> list[Unit]:
        """The units within words, region and kind."""
        units = self.units
        if self.words:
            named = set(find_units(self.words).values_list("pk", flat=True))
            units = [unit for unit in units if unit.pk in named]
        if kind := self.filters.get("kind"):
            units = [unit for unit in units if unit.kind == kind]
        if region := self.filters.get("region"):
            units = [unit for unit in units if str(self.region(unit)) == region]
        return units

    @cached_property
    def found(self) -> list[Compared]:
        """The rows, the worst first."""
        rows = compared(self.actor, self.narrowed, self.today)
        only = self.filters.get("only")
        if only == "report":
            return [row for row in rows if row.report]
        return [row for row in rows if getattr(row.found, only)] if only else rows

    def rows(self) -> Sequence[Compared]:
        return self.found

    def sorted_rows(self) -> Sequence[Compared]:
        wanted = self.request.GET.get("sort", "")
        name = wanted.lstrip("-")
        if name not in {column.sort for column in self.columns if column.sort}:
            return self.found
        return sorted(self.found, key=lambda row: _order(row, name), reverse=wanted.startswith("-"))

    def context(self, **more: object) -> dict[str, object]:
        return super().context(
            by_region=by_region(self.found, self.regions, self.region),
            owed=sum(row.found.owed for row in self.found),
            published=sum(row.found.published for row in self.found),
            **more,
        )


def _order(row: Compared, name: str) -> Any:
    if name == "name":
        return row.unit.name
    return getattr(row.found, name) or (date.min if name == "newest_on" else 0)


@dataclass(frozen=True, kw_only=True)
class Region:
    """The units of a region together."""

    unit: Unit
    units: int
    owed: int
    published: int
    blank: int
    stale: int
    late: int
    dead: int

    @property
    def share(self) -> str:
        """How much of what is owed is public."""
        return f"{self.published / self.owed:.0%}" if self.owed else ""


def by_region(rows: Sequence[Compared], regions: Sequence[Unit], region: Callable[[Unit], int]) -> list[Region]:
    """The figures of each region, in the order of the tree; nothing where there is only one."""
    if len(regions) < 2:
        return []
    found: dict[int, list[Compared]] = {unit.pk: [] for unit in regions}
    for row in rows:
        found[region(row.unit)].append(row)
    return [
        Region(
            unit=unit,
            units=len(found[unit.pk]),
            **{
                name: sum(getattr(row.found, name) for row in found[unit.pk])
                for name in ("owed", "published", "blank", "stale", "late", "dead")
            },
        )
        for unit in regions
        if found[unit.pk]
    ]
