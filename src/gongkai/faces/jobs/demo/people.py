"""The people of the demo city: every post filled in some units, clerk and administrator in the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from gongkai.faces.jobs.demo.city import City, city_data
from gongkai.faces.jobs.demo.names import names
from gongkai.office.accounts.models import Post, User
from gongkai.office.actors import REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.units.models import Section, Unit

_CALLED = {
    DutyKind.DRAFTER: "drafter",
    DutyKind.SECTION_HEAD: "head",
    DutyKind.SECRECY_REVIEWER: "secrecy",
    DutyKind.LEADER: "leader",
    DutyKind.FINAL_REVIEWER: "final",
    DutyKind.UNIT_ADMINISTRATOR: "admin",
    DutyKind.SUPERVISOR: "supervisor",
    DutyKind.ASSESSOR: "assessor",
}
_PLATFORM = {
    DutyKind.SYSTEM_ADMINISTRATOR: "system",
    DutyKind.SECURITY_ADMINISTRATOR: "security",
    DutyKind.AUDIT_ADMINISTRATOR: "auditor",
}


@dataclass(frozen=True)
class Wanted:
    """A post to be filled by a person of its own."""

    username: str
    kind: DutyKind
    unit: Unit | None = None
    section: Section | None = None


@dataclass
class People:
    """Who was made, by username."""

    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)


def wanted(city: City) -> Iterator[Wanted]:
    """Every post of the demo city."""
    people = city_data()["people"]
    full = set(people["full"])
    for slug, unit in city.units.items():
        for kind in sorted(UNIT_DUTIES) if slug in full else (DutyKind.DRAFTER, DutyKind.UNIT_ADMINISTRATOR):
            narrowed = kind in {DutyKind.DRAFTER, DutyKind.SECTION_HEAD}
            sections = city.sections[slug][: 2 if slug in full else 1] if narrowed else [None]
            for place, section in enumerate(sections, 1):
                yield Wanted(f"{slug}.{_CALLED[kind]}{place if place > 1 else ''}", kind, unit, section)
    for slug in people["supervisors"]:
        yield Wanted(f"{slug}.supervisor", DutyKind.SUPERVISOR, city.units[slug])
    yield Wanted("city.assessor", DutyKind.ASSESSOR, city.units["city"])
    for kind, username in _PLATFORM.items():
        yield Wanted(username, kind)


def build(city: City, now: datetime, since: date, loaded_at: datetime) -> People:
    """Fill the posts in bulk, with one entry in the trail; one password hash for all, or it would take a minute.

    ``now`` is when they took their posts; their passwords are as young as the loading, or everyone would have to change them.
    """
    found = list(wanted(city))
    data = city_data()
    password = make_password(settings.DEMO_PASSWORD)
    people = People()
    with audited():
        made = User.objects.bulk_create(
            User(
                username=each.username,
                name=name,
                email=f"{each.username}@gongkai.example",
                unit=each.unit,
                password=password,
                must_change_password=False,
                password_changed_at=loaded_at,
            )
            for each, name in zip(found, names(data["people"]["names"]), strict=False)
        )
        people.users = {user.username: user for user in made}
        posts = Post.objects.bulk_create(
            Post(
                user=people.users[each.username],
                kind=each.kind,
                unit=each.unit,
                section=each.section,
                subtree=each.kind in REGION_DUTIES,
                title=data["titles"].get(each.kind, ""),
                valid_from=since,
            )
            for each in found
        )
        people.posts = {post.user.username: post for post in posts}
        record(
            "person.added",
            by=SYSTEM,
            at=now,
            subject=f"演示城市：{len(made)} 名人员、{len(posts)} 个岗位",
            detail={"people": len(made), "posts": len(posts)},
        )
    return people
