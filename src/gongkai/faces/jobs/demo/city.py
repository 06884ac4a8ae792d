"""The units of the demo city, their sections and how they are led."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.units import services as units
from gongkai.office.units.credit_code import check_character
from gongkai.office.units.models import Section, Unit, UnitKind
from gongkai.office.units.ranking import rank_units

HERE = Path(__file__).parent
#: One digit each, so that no code, address or number can be a real one.
CODE_START = "11230199DEM0"
#: Some have not told everything that a guide must say (条例第十二条), so that completeness has something to show.
_NO_FAX = {"letters", "sports", "daowai-t3", "bin-d1"}
_UNREACHED = {"yilan-t2", "wuchang-t2", "tonghe"}


@cache
def city_data() -> dict[str, Any]:
    """What city.toml says."""
    return tomllib.loads((HERE / "city.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Plan:
    """A unit to be made: where it stands and what it is called."""

    slug: str
    name: str
    short: str
    kind: UnitKind
    parent: str
    lead: str


@dataclass
class City:
    """What was made, by short names."""

    units: dict[str, Unit] = field(default_factory=dict)
    sections: dict[str, list[Section]] = field(default_factory=dict)


def plans() -> Iterator[Plan]:
    """Every unit, parents before children."""
    data = city_data()
    root = data["city"]
    yield Plan(root["slug"], root["name"], root["short"], UnitKind.GOVERNMENT, "", "office")
    for slug, name in root["departments"].items():
        kind = UnitKind(root["kinds"].get(slug, UnitKind.DEPARTMENT))
        yield Plan(slug, f"哈尔滨市{name}", f"市{name}", kind, root["slug"], "office")
    for district in data["district"]:
        slug, name = district["slug"], district["name"]
        short = name.removeprefix("哈尔滨市")
        yield Plan(slug, f"{name}人民政府", f"{short}政府", UnitKind.GOVERNMENT, root["slug"], "office")
        for place, below in enumerate(district.get("departments", ()), 1):
            yield Plan(f"{slug}-d{place}", f"{name}{below}", f"{short}{below}", UnitKind.DEPARTMENT, slug, slug)
        for place, below in enumerate(district.get("townships", ()), 1):
            called = below.replace("办事处", "").replace("人民政府", "")
            full = f"{name}人民政府{below}" if "街道" in below else f"{name}{below}"
            yield Plan(f"{slug}-t{place}", full, f"{short}{called}", UnitKind.TOWNSHIP, slug, slug)


def build(now: datetime, today: date) -> City:
    """Make the units in bulk (one entry in the trail), then live through a renaming and a merger with the services."""
    city = City()
    wanted = list(plans())
    since = city_data()["city"]["since"]
    with audited():
        for level in _levels(wanted):
            _make(city, level, since)
        rank_units()
        _set_lead_offices(city, wanted)
        _add_sections(city)
        record(
            "unit.imported",
            by=SYSTEM,
            at=now,
            subject=f"演示城市：{len(city.units)} 个单位",
            detail={"units": len(city.units)},
        )
        _live_through(city, now, today)
    return city


def _levels(wanted: list[Plan]) -> Iterator[list[Plan]]:
    known = {""}
    while wanted:
        level = [plan for plan in wanted if plan.parent in known]
        wanted = [plan for plan in wanted if plan.parent not in known]
        known |= {plan.slug for plan in level}
        yield level


def _make(city: City, level: list[Plan], since: date) -> None:
    made = Unit.objects.bulk_create(
        _unit(plan, city.units.get(plan.parent), len(city.units) + place, since) for place, plan in enumerate(level)
    )
    for unit in made:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        city.units[unit.slug] = unit
    Unit.objects.bulk_update(made, ["path"])


def _unit(plan: Plan, parent: Unit | None, place: int, since: date) -> Unit:
    first = f"{CODE_START}{place:05d}"
    office = "政务公开办公室" if plan.kind != UnitKind.TOWNSHIP else "党政办公室"
    return Unit(
        name=plan.name,
        short_name=plan.short,
        code=first + check_character(first),
        kind=plan.kind,
        parent=parent,
        slug=plan.slug,
        position=place,
        valid_from=since,
        office_name=office,
        office_address=f"演示路{place + 1}号 {plan.short}{office}",
        office_hours="" if plan.slug in {"foreign", "yilan-t3"} else "工作日 8:30—11:30，13:30—17:00（法定节假日除外）",
        office_phone=f"0451-0000{place:04d}",
        office_fax="" if plan.slug in _NO_FAX else f"0451-0001{place:04d}",
        office_email="" if plan.slug in _UNREACHED else f"gongkai@{plan.slug}.gongkai.example",
        office_website="" if plan.slug in _UNREACHED else f"https://{plan.slug}.gongkai.example/",
        postcode=f"1500{place % 100:02d}",
    )


def _set_lead_offices(city: City, wanted: list[Plan]) -> None:
    for plan in wanted:
        city.units[plan.slug].lead_office = city.units[plan.lead]
    Unit.objects.bulk_update(city.units.values(), ["lead_office"])


def _add_sections(city: City) -> None:
    known = city_data()["sections"]
    made = Section.objects.bulk_create(
        Section(unit=unit, name=name, position=place, phone=f"0451-0002{unit.position:04d}")
        for slug, unit in city.units.items()
        for place, name in enumerate(known.get(slug, known["default"]))
    )
    for section in made:
        city.sections.setdefault(section.unit.slug, []).append(section)


def _live_through(city: City, now: datetime, today: date) -> None:
    """A renaming and a merger, so that an old name is found and a closed unit shows its successor."""
    year = today.year - 1
    renamed = city.units["data"]
    Unit.objects.filter(pk=renamed.pk).update(name="哈尔滨市大数据管理局", short_name="市大数据局")
    city.units["data"] = units.rename_unit(
        Unit.objects.get(pk=renamed.pk),
        name=renamed.name,
        short_name=renamed.short_name,
        on=date(year, 3, 1),
        by=SYSTEM,
        at=now,
        basis="机构改革（演示）",
    )
    gone = units.open_unit(
        name="哈尔滨市乡村振兴局",
        short_name="市乡村振兴局",
        kind=UnitKind.DEPARTMENT,
        parent=city.units["city"],
        on=city_data()["city"]["since"],
        slug="countryside",
        by=SYSTEM,
        at=now,
    )
    units.merge_units(
        [gone], city.units["agriculture"], on=date(year, 3, 1), by=SYSTEM, at=now, basis="机构改革（演示）"
    )


def long_ago(today: date, days: int) -> date:
    """The day so many days back."""
    return today - timedelta(days=days)
