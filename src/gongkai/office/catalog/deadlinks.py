"""Links in what is public that lead nowhere on this platform: to what was withdrawn, is not public, or never was.

Which links there are is kept with the release (:mod:`gongkai.office.catalog.linking`); whether one is dead is what the tables say
now: a withdrawal kills it at once, a return heals it. Looked for from the few that can be dead, never over all links.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from gongkai.office.catalog.links import Link, LinkTo
from gongkai.office.units.models import Unit

_NEVER_THERE = Q(kind=LinkTo.DOCUMENT, item__published__isnull=True) | Q(kind=LinkTo.UNIT, unit__pk__isnull=True)


def dead_links(unit: Unit) -> QuerySet[Link]:
    """The dead links in what a unit has public, the newest items first, each item's in the order of its text."""
    return (
        _dead()
        .filter(document__unit=unit)
        .select_related("document__published", "item")
        .order_by("-document__published_at", "-document_id", "pk")
    )


def dead_by_unit(units: Iterable[Unit] | QuerySet[Unit]) -> dict[int, int]:
    """How many links are dead in what each unit has public; units without are left out. One query."""
    found = _dead().filter(document__unit__in=units).order_by()
    return dict(found.values_list(F("document__unit_id")).annotate(number=Count("pk")))


def why_dead(link: Link) -> str:
    """The reason in words of one of :func:`dead_links`."""
    if link.kind == LinkTo.UNIT:
        return "没有这个单位"
    if link.item is None:
        return "没有这条信息"
    return "这条信息没有公开" if link.item.withdrawn_at is None else "这条信息已撤下"


def _dead() -> QuerySet[Link]:
    missing = Link.objects.filter(_NEVER_THERE, doubtful=True)
    withdrawn = Link.objects.filter(item__withdrawn_at__isnull=False)
    return Link.objects.filter(
        pk__in=missing.values("pk").union(withdrawn.values("pk")),
        document__published__isnull=False,
        document__withdrawn_at__isnull=True,
    )
