"""The tree of units as a flat, indented list: searched with old names, as of any day, exported for the import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen
from gongkai.faces.desk.units.forms import UnitFilter
from gongkai.office.units import permissions, selectors
from gongkai.office.units.models import Unit, UnitName


@dataclass(frozen=True)
class Row:
    """A unit in the list: its name on the day, how deep it stands, which old name was found."""

    unit: Unit
    name: str
    depth: int
    found: str
    on: date

    @property
    def chip(self) -> Chip:
        """Whether it exists on the day."""
        return state_of(self.unit, self.on)

    @property
    def contact(self) -> str:
        """Office and telephone."""
        return " ".join(part for part in (self.unit.office_name, self.unit.office_phone) if part)

    @property
    def lacks(self) -> str:
        """How much of the contact data is missing."""
        missing = len(selectors.missing_contact(self.unit))
        return f"缺 {missing} 项" if missing else "齐全"


def state_of(unit: Unit, on: date) -> Chip:
    """Whether a unit exists on a day, in a word."""
    if unit.valid_from > on:
        return Chip(f"{unit.valid_from} 设立", "amber")
    if unit.valid_to is None:
        return Chip("现行", "green")
    if unit.valid_to < on:
        return Chip(f"{unit.valid_to} 撤销", "red")
    return Chip(f"现行，{unit.valid_to} 撤销", "amber")


class Rows(Sequence[Row]):
    """The rows, of which only those of a page are read: ids and depths are known for all, units for none."""

    def __init__(self, places: Sequence[tuple[int, int, str]], on: date, words: str = "") -> None:
        self.places, self.on, self.words = places, on, words

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, int):
            return self._read([self.places[at]])[0]
        return self._read(self.places[at])

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self), 500):
            yield from self[start : start + 500]

    def _read(self, places: Sequence[tuple[int, int, str]]) -> list[Row]:
        units = Unit.objects.select_related("parent", "successor").in_bulk([place[0] for place in places])
        found = self._old_names(units)
        return [
            Row(units[id_], name or units[id_].name, depth, found.get(id_, ""), self.on) for id_, depth, name in places
        ]

    def _old_names(self, units: dict[int, Unit]) -> dict[int, str]:
        if not self.words:
            return {}
        rows = UnitName.objects.filter(unit__in=units).values_list("unit_id", "name")
        return {
            id_: name
            for id_, name in rows
            if name != units[id_].name
            and any(word in name and word not in units[id_].name for word in self.words.split())
        }


class Units(ListScreen):
    """单位: the tree as far as this person may read it."""

    title = "单位"
    icon = "site"
    template_name = "desk/units/list.html"
    filter_form = UnitFilter
    search_hint = "名称、简称、曾用名、统一社会信用代码"
    caption = "单位"
    export_name = "单位名录"
    export_verb = "unit.exported"
    refusal = "单位名录由在岗人员查看，您目前没有岗位。"

    def may_enter(self) -> bool:
        return permissions.may_see_units(self.actor)

    @cached_property
    def on(self) -> date:
        """As of which day."""
        return self.filters.get("on") or self.today

    def rows(self) -> Sequence[Row]:
        state, kind = self.filters.get("state"), self.filters.get("kind")
        if not state and not self.words:
            branches = selectors.branches_for(self.actor, self.on)
            wanted = set(Unit.objects.filter(kind=kind).order_by().values_list("pk", flat=True)) if kind else set()
            return Rows(
                [(each.id, each.depth, each.name) for each in branches if not kind or each.id in wanted], self.on
            )
        found = selectors.visible_units(self.actor)
        if self.words:
            found = found.filter(pk__in=selectors.find_units(self.words).values("pk"))
        if state == "closed":
            found = found.filter(valid_to__lt=self.on)
        elif state == "coming":
            found = found.filter(valid_from__gt=self.on)
        elif not state and "on" in self.filters:
            found = found.filter(pk__in=selectors.units_in_force(self.on).values("pk"))
        if kind:
            found = found.filter(kind=kind)
        ids = found.order_by("rank").values_list("pk", flat=True)
        return Rows([(id_, 0, "") for id_ in ids], self.on, self.words)

    def shown_columns(self) -> Sequence[Column]:
        flat = bool(self.words or self.filters.get("state"))
        return [
            Column("名称", "name", url=lambda row: unit_url(row.unit)),
            *([Column("上级单位", "unit.parent.called")] if flat else []),
            Column("类别", "unit.get_kind_display"),
            Column("政府信息公开工作机构", "contact", aside=True),
            Column("指南要素", "lacks", aside=True),
            Column("状态", "chip", kind="chip"),
        ]

    def export_columns(self) -> Sequence[Column]:
        # The heads of the import, so that what was exported can be mended and read back.
        contact = [(str(Unit._meta.get_field(field).verbose_name), field) for field in selectors.CONTACT_FIELDS]  # type: ignore[union-attr]
        return [
            Column("名称", "name"),
            Column("简称", "unit.short_name"),
            Column("统一社会信用代码", "unit.code"),
            Column("类别", "unit.get_kind_display"),
            Column("上级单位", "unit.parent.name"),
            Column("上级单位代码", "unit.parent.code"),
            Column("设立日期", "unit.valid_from", kind="date"),
            Column("排序", "unit.position", kind="number"),
            *(Column(label, f"unit.{field}") for label, field in contact),
            Column("撤销日期", "unit.valid_to", kind="date"),
            Column("承继单位", "unit.successor.name"),
        ]

    def acts(self) -> Sequence[Act]:
        if not permissions.may_arrange(self.actor):
            return ()
        return [
            Act("设立单位", reverse("desk:units:open"), main=True),
            Act("批量导入", reverse("desk:units:import")),
            Act("合并单位", reverse("desk:units:merge")),
        ]

    def when_empty(self) -> Empty:
        if permissions.may_arrange(self.actor):
            return Empty(
                "还没有单位",
                "先登记最上级的单位，再登记其下级；单位多的，填写模板后批量导入。",
                "设立单位",
                reverse("desk:units:open"),
            )
        return Empty("没有可以查看的单位", "在单位任职后，本单位会出现在这里。")

    def context(self, **more: object) -> dict[str, Any]:
        page: Any = more.get("page")
        depths = [row.depth for row in page.object_list] if page is not None else []
        found = [row.found for row in page.object_list] if page is not None else []
        cells: Any = more.get("rows", [])
        return super().context(
            **more,
            tree=list(zip(depths, found, cells, strict=True)),
            on=self.on,
            as_of="on" in self.filters and self.on != self.today,
        )


def unit_url(unit: Unit) -> str:
    """The page of a unit."""
    return reverse("desk:units:unit", args=[unit.pk])
