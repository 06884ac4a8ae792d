"""Reading the units: who exists on a day, who belongs to whom, what they are called, who answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.units import checks
from gongkai.office.units.models import (
    Briefing,
    GroupMember,
    GroupRole,
    Responsibility,
    ResponsibilityLevel,
    Section,
    Unit,
    UnitKind,
    UnitName,
)
from gongkai.office.units.scope import within
from gongkai.office.units.tree import Branch, Tree, branches

__all__ = [
    "ancestors",
    "branches_for",
    "briefings",
    "counted_by_kind",
    "find_units",
    "former_group",
    "lead_office_of",
    "leading_group",
    "missing_contact",
    "missing_levels",
    "name_on",
    "parent_on",
    "reporting_unit",
    "responsibility_chain",
    "sections",
    "subtree",
    "unit_at",
    "units_in_force",
    "visible_units",
]

#: What a unit's guide must say about its disclosure office (条例第十二条), in the article's order.
CONTACT_FIELDS = (
    "office_name",
    "office_address",
    "office_hours",
    "office_phone",
    "office_fax",
    "office_email",
    "office_website",
    "postcode",
)
#: Of these the article names the first five; either of the two internet contacts will do.
_REQUIRED_CONTACT = CONTACT_FIELDS[:5]
_INTERNET = ("office_email", "office_website")


def units_in_force(on: date) -> QuerySet[Unit]:
    """The units that exist on that day."""
    return Unit.objects.filter(_exists(on))


def _exists(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def subtree(unit: Unit) -> QuerySet[Unit]:
    """The unit and every unit below it, closed ones too."""
    return Unit.objects.filter(path__startswith=unit.path)


def ancestors(unit: Unit) -> list[Unit]:
    """The units above, the root first."""
    ids = [int(part) for part in unit.path.split("/") if part][:-1]
    found = Unit.objects.in_bulk(ids)
    return [found[id_] for id_ in ids if id_ in found]


def unit_at(path: str) -> Unit | None:
    """The unit whose place in the tree is ``path`` ("/1/7/")."""
    return Unit.objects.filter(path=path).first()


def find_units(words: str, on: date | None = None) -> QuerySet[Unit]:
    """Units whose present, former or coming name, short name or code contains each of the words; of a day, or of all."""
    found = Unit.objects.all() if on is None else units_in_force(on)
    for word in words.split():
        other = UnitName.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word)).values("unit_id")
        found = found.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__iexact=word) | Q(pk__in=other)
        )
    return found


def visible_units(by: Actor) -> QuerySet[Unit]:
    """The units a person may read: those their posts cover, the platform's posts all of them."""
    if by == SYSTEM or any(duty.path == "/" and duty.subtree for duty in by.duties):
        return Unit.objects.all()
    return Unit.objects.filter(within(by.duties))


def branches_for(by: Actor, on: date) -> list[Branch]:
    """The tree of a day as far as this person may read it, parents before children."""
    everything = by == SYSTEM or any(duty.path == "/" and duty.subtree for duty in by.duties)
    only = None if everything else list(visible_units(by).values_list("pk", flat=True))
    return list(branches(on, only=only))


def name_on(unit: Unit, on: date) -> str:
    """What the unit was called on that day; before its first known name, that name."""
    rows = list(unit.names.order_by("valid_from", "id"))
    for row in rows:
        if on < row.valid_from or row.valid_to is None or on <= row.valid_to:
            return row.name
    return unit.name


def parent_on(unit: Unit, on: date) -> Unit | None:
    """To whom the unit belonged on that day."""
    above = Tree().parent(unit.pk, on)
    return None if above is None else Unit.objects.get(pk=above)


def reporting_unit(unit: Unit, on: date | None = None) -> Unit:
    """Who answers for the unit's reports: itself, or after its end the successor's successor and so on.

    With ``on``, closings still to come on that day do not count yet. A closed unit without a successor stays its own.
    """
    seen = {unit.pk}
    while unit.successor is not None and unit.successor_id not in seen:
        if on is not None and unit.in_force(on):
            break
        unit = unit.successor
        seen.add(unit.pk)
    return unit


def lead_office_of(unit: Unit, on: date) -> Unit | None:
    """The competent office for disclosure (条例第三条): the unit's own, or that of the nearest unit above."""
    for each in [unit, *reversed(ancestors(unit))]:
        if each.lead_office is not None:
            return reporting_unit(each.lead_office, on)
    return None


def missing_contact(unit: Unit) -> list[str]:
    """What 条例第十二条 wants in the guide and the unit has not said, in words; empty where the guide can be written."""
    words = {field: checks.label(Unit, field) for field in CONTACT_FIELDS}
    missing = [words[field] for field in _REQUIRED_CONTACT if not getattr(unit, field)]
    if not any(getattr(unit, field) for field in _INTERNET):
        missing.append("互联网联系方式（电子邮箱或网址）")
    return missing


def sections(unit: Unit, *, closed: bool = False) -> QuerySet[Section]:
    """The unit's internal sections at work; with ``closed`` also those that have ended."""
    return unit.sections.all() if closed else unit.sections.filter(closed=False)


def leading_group(unit: Unit, on: date) -> list[GroupMember]:
    """The leading group of a day: head, deputy heads, members, office (ORG-03)."""
    order = {role: place for place, role in enumerate(GroupRole.values)}
    found = unit.leading_group.filter(_held(on))
    return sorted(found, key=lambda member: (order[member.role], member.valid_from, member.pk))


def former_group(unit: Unit, on: date) -> list[GroupMember]:
    """Who was in the group and no longer is, the last to leave first (ORG-01: 调整充实)."""
    return list(unit.leading_group.filter(valid_to__lt=on).order_by("-valid_to", "-id"))


def responsibility_chain(unit: Unit, on: date) -> list[tuple[ResponsibilityLevel, list[Responsibility]]]:
    """The three levels and the named officer on a day; a level nobody answers for stands there with an empty list."""
    found = list(unit.responsibilities.filter(_held(on)).select_related("section"))
    return [(level, [each for each in found if each.level == level]) for level in ResponsibilityLevel]


def missing_levels(unit: Unit, on: date) -> list[str]:
    """The levels of the chain nobody answers for, in words (ORG-02, ORG-04, ORG-06)."""
    return [str(level.label) for level, held in responsibility_chain(unit, on) if not held]


def briefings(unit: Unit, since: date | None = None) -> QuerySet[Briefing]:
    """The briefings of a unit, the latest first (ORG-05)."""
    return unit.briefings.filter(held_on__gte=since) if since else unit.briefings.all()


def counted_by_kind(units: Iterable[Unit]) -> dict[UnitKind, int]:
    """How many units of each kind (ORG-10, ORG-11: 40 departments, 18 districts and counties); every kind is named."""
    counts = dict.fromkeys(UnitKind, 0)
    for unit in units:
        counts[UnitKind(unit.kind)] += 1
    return counts


def _held(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def day_before(day: date) -> date:
    """The last day of what ends when something begins on ``day``."""
    return day - timedelta(days=1)
