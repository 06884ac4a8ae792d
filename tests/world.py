"""A small city for the tests: units, sections, and one person in every post.

``world.unit("science")``, ``world.actor("science", DutyKind.LEADER)``, ``world.person(...)``, ``world.now``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from gongkai.office.accounts.models import Post, User
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, Actor, Duty, DutyKind
from gongkai.office.units.models import Section, Unit, UnitKind
from gongkai.office.units.ranking import in_order

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
PASSWORD = "演示-Demo-2026"  # noqa: S105

# slug, name, kind, parent
UNITS = (
    ("city", "青石市人民政府", UnitKind.GOVERNMENT, None),
    ("science", "青石市科学技术局", UnitKind.DEPARTMENT, "city"),
    ("culture", "青石市文化局", UnitKind.DEPARTMENT, "city"),
    ("east", "青石市东城区人民政府", UnitKind.GOVERNMENT, "city"),
    ("east-school", "青石市东城区教育局", UnitKind.DEPARTMENT, "east"),
)


@dataclass
class World:
    """What was made, by short names."""

    now: datetime = NOW
    today: date = TODAY
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[tuple[str, DutyKind], User] = field(default_factory=dict)

    def unit(self, slug: str) -> Unit:
        return self.units[slug]

    def section(self, slug: str) -> Section:
        return self.units[slug].sections.first()

    def person(self, slug: str, kind: DutyKind) -> User:
        """The person in a post of a unit; platform posts stand under slug "platform"."""
        return self.people[slug, kind]

    def actor(self, slug: str, kind: DutyKind) -> Actor:
        """The same person as services see them: only with this post."""
        user = self.person(slug, kind)
        unit = self.units.get(slug)
        duty = Duty(
            kind=kind,
            unit_id=unit.pk if unit else None,
            path=unit.path if unit else "/",
            subtree=kind in REGION_DUTIES or unit is None,
        )
        where = unit.called if unit else "平台"
        return Actor(id=user.pk, name=user.name, capacity=f"{where} {kind.label}", address="192.0.2.7", duties=(duty,))


def build() -> World:
    """Make the city directly in the tables (the caller is inside ``audited()`` or a test that allows it).

    In few statements: two thousand tests begin with it.
    """
    world = World()
    for position, (slug, name, kind, parent) in enumerate(UNITS):
        world.units[slug] = Unit(
            name=name,
            short_name=name.removeprefix("青石市"),
            kind=kind,
            parent=world.units.get(parent) if parent else None,
            path="",
            slug=slug,
            position=position,
            valid_from=date(2019, 1, 1),
            office_name="办公室",
            office_phone="0451-00000000",
        )
    _save_tree(list(world.units.values()))
    sections = Section.objects.bulk_create(Section(unit=unit, name="综合科") for unit in world.units.values())
    narrowed = {DutyKind.DRAFTER, DutyKind.SECTION_HEAD}
    wanted = [
        (slug, duty, section if duty in narrowed else None)
        for slug, section in zip(world.units, sections, strict=True)
        for duty in sorted(UNIT_DUTIES)
    ]
    wanted += [("city", duty, None) for duty in sorted(REGION_DUTIES)]
    wanted += [("platform", duty, None) for duty in sorted(PLATFORM_DUTIES)]
    _people(world, wanted)
    return world


def _save_tree(units: list[Unit]) -> None:
    """Parents before children, each knowing its place."""
    waiting = units
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent.pk]
        for unit in ready:
            unit.parent = unit.parent  # with the number it has by now; set by number, it would be read again
        Unit.objects.bulk_create(ready)
        for unit in ready:
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        waiting = [unit for unit in waiting if unit not in ready]
    for rank, unit in enumerate(in_order(units)):
        unit.rank = rank
    Unit.objects.bulk_update(units, ["path", "rank"])


def _people(world: World, wanted: list[tuple[str, DutyKind, Section | None]]) -> None:
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=f"{slug}.{duty.value}",
            name=f"{world.units[slug].called if slug in world.units else '平台'}{duty.label}",
            must_change_password=False,
            password_changed_at=NOW,
            password=password,
        )
        for slug, duty, _section in wanted
    )
    Post.objects.bulk_create(
        Post(
            user=user,
            kind=duty,
            unit=world.units.get(slug),
            section=section,
            subtree=duty in REGION_DUTIES,
            valid_from=date(2020, 1, 1),
        )
        for user, (slug, duty, section) in zip(users, wanted, strict=True)
    )
    world.people |= {(slug, duty): user for user, (slug, duty, _section) in zip(users, wanted, strict=True)}
