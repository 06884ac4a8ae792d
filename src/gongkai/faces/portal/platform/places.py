"""部门平台 and 区县（市）平台: the units of each with how much they have made public and their newest item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Subquery

from gongkai.office.search.models import SearchDoc
from gongkai.office.search.selectors import scope_of, totals
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.selectors import units_in_force

#: What a line needs of an item.
_SHOWN = SearchDoc.objects.only("title", "url", "published_on")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the platform: how many items it (or for a district, everybody in it) has public, and the newest of them."""

    unit: Unit
    total: int
    newest: SearchDoc | None
    units: int = 0


def root_unit(on: date) -> Unit | None:
    """The unit whose platform this is: the first of the tree that stands under nobody."""
    return units_in_force(on).filter(parent__isnull=True).order_by("rank").first()


def chief_units(on: date) -> list[Unit]:
    """What stands directly under the root, in the order the tree keeps."""
    return list(units_in_force(on).filter(parent__parent__isnull=True, parent__isnull=False).order_by("rank"))


def departments(on: date) -> list[Place]:
    """The departments and other organs directly under the root."""
    units = [unit for unit in chief_units(on) if unit.kind != UnitKind.GOVERNMENT]
    public = totals(scope_of(unit_id=unit.pk) for unit in units)
    newest = _newest(units, "unit_id")
    return [Place(unit, public.get(scope_of(unit_id=unit.pk), 0), newest.get(unit.pk)) for unit in units]


def districts(on: date) -> list[Place]:
    """The governments directly under the root, each with everybody who belongs to it."""
    units = [unit for unit in chief_units(on) if unit.kind == UnitKind.GOVERNMENT]
    public = totals(scope_of(region_id=unit.pk) for unit in units)
    newest = _newest(units, "region_id")
    below = dict(
        units_in_force(on).filter(parent__in=units).values_list("parent").annotate(number=Count("pk")).order_by()
    )
    return [
        Place(unit, public.get(scope_of(region_id=unit.pk), 0), newest.get(unit.pk), below.get(unit.pk, 0))
        for unit in units
    ]


def newest_in(column: str, most: int) -> list[SearchDoc]:
    """The newest items of a column; nothing is counted."""
    return list(_SHOWN.filter(column=column).order_by("-published_on", "-id")[:most])


def newest_of_departments(on: date, most: int) -> list[SearchDoc]:
    """The newest items of the departments directly under the root, one of each at most."""
    return _newest_first([unit for unit in chief_units(on) if unit.kind != UnitKind.GOVERNMENT], "unit_id", most)


def newest_of_districts(on: date, most: int) -> list[SearchDoc]:
    """The newest items of the districts, one of each at most."""
    return _newest_first([unit for unit in chief_units(on) if unit.kind == UnitKind.GOVERNMENT], "region_id", most)


def _newest_first(units: Sequence[Unit], of: str, most: int) -> list[SearchDoc]:
    found = _newest(units, of).values()
    return sorted(found, key=lambda doc: (doc.published_on, doc.pk), reverse=True)[:most]


def _newest(units: Sequence[Unit], of: str) -> dict[int, SearchDoc]:
    """The newest item of each unit or region: one step into an index for each."""
    mine = SearchDoc.objects.filter(**{of: OuterRef("pk")}).order_by("-published_on", "-id").values("pk")[:1]
    keys = Unit.objects.filter(pk__in=[unit.pk for unit in units]).annotate(doc=Subquery(mine)).values_list("pk", "doc")
    docs = _SHOWN.in_bulk([doc for _unit, doc in keys if doc])
    return {unit: docs[doc] for unit, doc in keys if doc in docs}
