"""A large city for load tests: made in bulk, heard of in the trail with one entry a batch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from gongkai.faces.jobs import loaditems, tables
from gongkai.faces.jobs.demo.city import city_data
from gongkai.faces.jobs.demo.names import names
from gongkai.office.accounts.models import Post, User
from gongkai.office.actors import UNIT_DUTIES, DutyKind
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.units.models import Section, Unit, UnitKind
from gongkai.office.units.ranking import rank_units
from gongkai.statute.errors import GongkaiError

BATCH = 2000
SINCE = date(2019, 1, 1)
_Thing = TypeVar("_Thing")


def load_city(*, units: int, posts: int, items: int = 0, say: Callable[[str], None] = print) -> str:
    """Fill an empty database: a tree of ``units``, ``posts`` posts with a person each, public ``items``. Returns what was made.

    The people are called ``u1`` … and have the password of the demo city; ``u1`` is the competent office of the whole city.

    Raises:
        GongkaiError: there are units already.
    """
    tables.ready(upgrade=True)
    if Unit.objects.exists():
        raise GongkaiError(
            "数据库里已有单位。压力测试的城市只能载入空的数据库，请用 GONGKAI_HOME 或 DATABASE_URL 另指定一个。"
        )
    with audited():
        tree = _tree(units)
        sections = _sections(tree)
        people = _people(tree, sections, posts)
    loaded = loaditems.load_items(items, now=timezone.now(), say=say) if items else 0
    public = f"、{loaded:,} 条公开信息" if loaded else ""
    return f"已载入压力测试的城市：{len(tree):,} 个单位、{people:,} 名人员{public}。登录名 u1 至 u{people}，密码 {settings.DEMO_PASSWORD}。"


def _tree(count: int) -> list[Unit]:
    """A root, districts of up to forty units each, and departments of the city."""
    root = _add([_unit(0, "临江市人民政府", UnitKind.GOVERNMENT, None)])
    districts = _add(
        [_unit(n, f"临江市第{n}区人民政府", UnitKind.GOVERNMENT, root[0]) for n in range(1, max(2, count // 40) + 1)]
    )
    made = root + districts
    rest = []
    for n in range(len(made), count):
        parent = root[0] if n % 20 == 0 else districts[n % len(districts)]
        kind = UnitKind.TOWNSHIP if n % 3 == 0 and parent is not root[0] else UnitKind.DEPARTMENT
        rest.append(
            _unit(
                n,
                f"{parent.name.removesuffix('人民政府')}第{n}{'街道办事处' if kind == UnitKind.TOWNSHIP else '局'}",
                kind,
                parent,
            )
        )
    made += _add(rest)
    rank_units()
    return made


def _unit(place: int, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
    return Unit(
        name=name,
        short_name=name.removeprefix("临江市") or name,
        kind=kind,
        parent=parent,
        slug=f"load-{place}",
        position=place,
        valid_from=SINCE,
        office_name="政务公开办公室",
        office_phone=f"0451-0000{place:04d}",
    )


def _add(wanted: list[Unit]) -> list[Unit]:
    made: list[Unit] = []
    for batch in _batches(wanted):
        made += Unit.objects.bulk_create(batch)
        for unit in batch:
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        Unit.objects.bulk_update(batch, ["path"])
        _say("unit.imported", f"压力测试：{len(batch)} 个单位")
    return made


def _sections(tree: list[Unit]) -> list[Section]:
    return Section.objects.bulk_create((Section(unit=unit, name="综合科") for unit in tree), batch_size=BATCH)


def _people(tree: list[Unit], sections: list[Section], count: int) -> int:
    kinds = sorted(UNIT_DUTIES)
    password, now = make_password(settings.DEMO_PASSWORD), timezone.now()
    supply = names(city_data()["people"]["names"])
    rng = random.Random(count)  # noqa: S311  (who sits where, not secrets)
    places = [(unit, section, kind) for unit, section in zip(tree, sections, strict=True) for kind in kinds]
    rng.shuffle(places)
    wanted = [(tree[0], None, DutyKind.SUPERVISOR), *places[: count - 1]]
    while len(wanted) < count:  # more posts than units × duties: several clerks in a unit
        unit, section, _kind = rng.choice(places)
        wanted.append((unit, section, DutyKind.DRAFTER))
    made = 0
    for batch in _batches(wanted):
        users = User.objects.bulk_create(
            User(
                username=f"u{made + place}",
                name=next(supply),
                unit=unit,
                password=password,
                must_change_password=False,
                password_changed_at=now,
            )
            for place, (unit, _section, _kind) in enumerate(batch, 1)
        )
        Post.objects.bulk_create(
            Post(
                user=user,
                kind=kind,
                unit=unit,
                section=section if kind in {DutyKind.DRAFTER, DutyKind.SECTION_HEAD} else None,
                subtree=kind == DutyKind.SUPERVISOR,
                valid_from=SINCE,
            )
            for user, (unit, section, kind) in zip(users, batch, strict=True)
        )
        _say("person.added", f"压力测试：{len(batch)} 名人员和岗位")
        made += len(batch)
    return made


def _batches(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    waiting = list(things)
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]


def _say(verb: str, subject: str) -> None:
    record(verb, by=SYSTEM, at=timezone.now(), subject=subject)
