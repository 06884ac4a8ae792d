"""Duties as conditions of a query: which units, which sections, whose turn."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from gongkai.office.actors import REVIEWERS, Actor, Duty
from gongkai.office.clearance.models import Involvement
from gongkai.office.clearance.permissions import SECTION_DUTIES

NOTHING = Q(pk__in=[])


def within(duties: Iterable[Duty], prefix: str = "", *, sections: bool = True) -> Q:
    """Rounds of the units (and sections) within any of these posts; none where there is no post.

    ``prefix`` leads from the queried rows to the round ("review__").
    """
    whole, tops, narrow = set(), set(), set()
    for duty in duties:
        if sections and duty.kind in SECTION_DUTIES and duty.section_id is not None:
            narrow.add(duty)
        elif duty.subtree:
            tops.add(duty.path)
        else:
            whole.add(duty.unit_id)
    condition = Q(**{f"{prefix}unit_id__in": sorted(unit for unit in whole if unit)}) if whole else NOTHING
    for path in sorted(tops):
        condition |= Q(**{f"{prefix}unit__path__startswith": path})
    for duty in sorted(narrow, key=lambda duty: (duty.path, duty.section_id or 0)):
        condition |= _unit(duty, prefix) & _section(duty, prefix)
    return condition


def turn_of(actor: Actor) -> Q:
    """Steps whose post this person holds or acts for, where neither they nor the holder had a part in the round."""
    condition = NOTHING
    for duty in actor.scope(REVIEWERS):
        mine = Q(duty=duty.kind.value) & _unit(duty, "review__") & _section(duty, "review__")
        if duty.acting_for:
            holder = (
                {"user_id": duty.acting_for_id} if duty.acting_for_id is not None else {"user__name": duty.acting_for}
            )
            mine &= ~Q(Exists(Involvement.objects.filter(review_id=OuterRef("review_id"), **holder)))
        condition |= mine
    if not actor.scope(REVIEWERS) or actor.id is None:
        return NOTHING
    return condition & ~Q(Exists(Involvement.objects.filter(review_id=OuterRef("review_id"), user_id=actor.id)))


def _unit(duty: Duty, prefix: str) -> Q:
    return (
        Q(**{f"{prefix}unit__path__startswith": duty.path}) if duty.subtree else Q(**{f"{prefix}unit_id": duty.unit_id})
    )


def _section(duty: Duty, prefix: str) -> Q:
    if duty.kind not in SECTION_DUTIES or duty.section_id is None:
        return Q()
    return Q(**{f"{prefix}section_id": duty.section_id}) | Q(**{f"{prefix}section_id__isnull": True})
