"""Who is told that a heading must be kept up, and when: the section that answers for it, or 办公室终审 where none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import holders
from gongkai.office.actors import UNIT_DUTIES, Actor, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.catalog.completeness import lines_by_unit
from gongkai.office.catalog.obligations import SOON_DAYS, Line, State
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import units_in_force

#: What is stale is told again after so many days.
AGAIN_DAYS = 30
#: What was missed while no clock ran is caught up so far back.
CAUGHT_UP_DAYS = 30
_VERB = "catalog.obligation.reminded"
_OF_A_SECTION = (DutyKind.DRAFTER, DutyKind.SECTION_HEAD)


@dataclass(frozen=True)
class Due:
    """A heading of a unit that is stale or soon will be."""

    unit: Unit
    line: Line

    @property
    def due_on(self) -> date:
        """The day until which something new must come."""
        assert self.line.due_on is not None  # noqa: S101 (only what has a day is due)
        return self.line.due_on


def due(units: Iterable[Unit], on: date) -> list[Due]:
    """What is stale or due soon in these units, the longest stale first. Three queries."""
    units = list(units)
    told = lines_by_unit(units, on)
    found = [Due(unit, line) for unit in units for line in told[unit.pk] if line.state in {State.STALE, State.SOON}]
    return sorted(found, key=lambda each: each.due_on)


def due_for(actor: Actor, on: date) -> list[Due]:
    """What a person has to keep up in the units of the own posts."""
    own = {duty.unit_id for duty in actor.scope(UNIT_DUTIES)}
    units = Unit.objects.filter(pk__in=[pk for pk in own if pk is not None])
    return [each for each in due(units, on) if _concerns(actor, each)]


def _concerns(actor: Actor, each: Due) -> bool:
    section = each.line.section
    if section is None:
        return actor.holds(DutyKind.FINAL_REVIEWER, each.unit.path)
    return any(
        duty.covers(each.unit.path) and duty.section_id in {None, section.pk} for duty in actor.scope(_OF_A_SECTION)
    )


def remind(at: datetime) -> list[tuple[User, Due]]:
    """Whom to tell of what today: two weeks before a heading is due, on the day, the day after, and then every month.

    What a machine that stood still missed is told now; what was told is not told again. The trail keeps the day.
    """
    on = timezone.localdate(at)
    since = _told_on(at)
    if since is not None and since >= on:
        return []
    days = _days(since, on)
    found = [each for each in due(units_in_force(on), on) if any(_falls(each.due_on, day) for day in days)]
    if found:
        with audited():
            record(_VERB, by=SYSTEM, at=at, subject=f"{on} 到期和超期的类目", detail={"headings": len(found)})
    return [(person, each) for each in found for person in _people(each, on)]


def _told_on(at: datetime) -> date | None:
    since = at - timedelta(days=CAUGHT_UP_DAYS + 1)
    last = AuditEntry.objects.filter(verb=_VERB, at__gte=since).order_by("-seq").values_list("at", flat=True).first()
    return None if last is None else timezone.localdate(last)


def _days(since: date | None, on: date) -> list[date]:
    """The days that were not told of yet: today alone where nothing was ever told."""
    number = 1 if since is None else min((on - since).days, CAUGHT_UP_DAYS)
    return [on - timedelta(days=back) for back in range(number)]


def _falls(due_on: date, day: date) -> bool:
    past = (day - due_on).days
    return past in {-SOON_DAYS, 0} or (past > 0 and past % AGAIN_DAYS == 1)


def _people(each: Due, on: date) -> Iterator[User]:
    section = each.line.section
    kinds = _OF_A_SECTION if section else (DutyKind.FINAL_REVIEWER,)
    seen = set()
    for kind in kinds:
        for person in holders(kind, each.unit, on, section_id=section.pk if section else None):
            if person.pk not in seen:
                seen.add(person.pk)
                yield person
