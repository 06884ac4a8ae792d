"""The units within a person's posts, as a condition of the database."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from gongkai.office.actors import Duty


def within(duties: Iterable[Duty], unit: str) -> Q:
    """Units within any of these posts; none where there is no post. ``unit`` names the way to the unit, "" is itself."""
    path = f"{unit}__path" if unit else "path"
    condition = Q(pk__in=[])
    single = sorted({duty.path for duty in duties if not duty.subtree})
    if single:
        condition |= Q(**{f"{path}__in": single})
    for top in sorted({duty.path for duty in duties if duty.subtree}):
        condition |= Q(**{f"{path}__startswith": top})
    return condition
