"""The units within a person's posts: the one place that turns duties into a condition of the database."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from gongkai.office.actors import Duty
from gongkai.office.units.models import Unit


def within(duties: Iterable[Duty], unit: str = "") -> Q:
    """Units within any of these posts; none where there is no post. ``unit`` names the way to the unit, "" is itself."""
    path = f"{unit}__path" if unit else "path"
    posts = {(duty.path, duty.subtree) for duty in duties}
    single = sorted(place for place, subtree in posts if not subtree)
    condition = Q(**{f"{path}__in": single}) if single else Q(pk__in=[])
    for top in sorted(place for place, subtree in posts if subtree):
        condition |= Q(**{f"{path}__startswith": top})
    return condition


def units_within(duties: Iterable[Duty]) -> QuerySet[Unit]:
    """The units within these posts, in the order of the tree."""
    return Unit.objects.filter(within(duties)).order_by("rank")
