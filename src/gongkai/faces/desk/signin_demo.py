"""The people a newcomer can play in the demonstration (GONGKAI_DEMO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from gongkai.office.accounts.models import Post
from gongkai.office.accounts.selectors import posts_in_force
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.catalog.models import Document

#: So many units are offered in full: enough to take a document through a chain and to be refused next door.
_UNITS = 2
_ORDER = [*DutyKind]


@dataclass(frozen=True)
class Part:
    """One person to play."""

    username: str
    name: str
    post: str


def people_to_play(on: date) -> list[tuple[str, list[Part]]]:
    """Groups of people: of the units with every post held and the most documents, of the region, of the platform."""
    posts = posts_in_force(on).filter(user__is_active=True, user__must_change_password=False)
    documents = dict(Document.objects.values_list("unit_id").annotate(number=Count("pk")).order_by())
    held_in = (
        posts.filter(kind__in=UNIT_DUTIES, unit__isnull=False)
        .values("unit_id", "unit__path")
        .annotate(kinds=Count("kind", distinct=True))
        .order_by("unit__rank")
    )
    fullest = sorted(held_in, key=lambda row: (-row["kinds"], -documents.get(row["unit_id"], 0)))
    groups = []
    for row in fullest[:_UNITS]:
        held = list(
            posts.filter(unit_id=row["unit_id"], kind__in=UNIT_DUTIES).select_related("user", "unit", "section")
        )
        groups.append((held[0].unit.name if held[0].unit else "", _parts(held)))
    above = [
        ("主管部门与评估", posts.filter(kind__in=REGION_DUTIES).order_by("unit__rank", "pk")[:3]),
        ("平台（三员分立）", posts.filter(kind__in=PLATFORM_DUTIES).order_by("pk")[:6]),
    ]
    groups += [(label, _parts(list(found.select_related("user", "unit", "section")))) for label, found in above]
    return [group for group in groups if group[1]]


def _parts(posts: list[Post]) -> list[Part]:
    ordered = sorted(posts, key=lambda post: (_ORDER.index(DutyKind(post.kind)), post.pk))
    return [Part(post.user.username, post.user.name, _called(post)) for post in ordered]


def _called(post: Post) -> str:
    """The post in words, with what tells it from others of its kind: its section, or the region it looks after."""
    where = post.section.name if post.section else ""
    if post.kind in REGION_DUTIES and post.unit:
        where = post.unit.called
    label = DutyKind(post.kind).label
    return f"{label}（{where}）" if where else label
