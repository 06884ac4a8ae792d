"""How a unit is led in disclosure: leading group, three-level responsibility with a named officer, briefings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.units import checks
from gongkai.office.units.models import (
    Briefing,
    GroupMember,
    GroupRole,
    Responsibility,
    ResponsibilityLevel,
    Section,
    Unit,
)
from gongkai.office.units.permissions import must_lead

_DAY = timedelta(days=1)
_Held = TypeVar("_Held", GroupMember, Responsibility)
#: Of these there is one at a time: a new one ends the old one's time.
_SINGLE_ROLES = frozenset({GroupRole.HEAD, GroupRole.OFFICE})
_SINGLE_LEVELS = frozenset({ResponsibilityLevel.PRINCIPAL, ResponsibilityLevel.IN_CHARGE})


def set_group_member(
    unit: Unit,
    *,
    role: str,
    name: str,
    on: date,
    by: Actor,
    at: datetime,
    title: str = "",
    basis: str = "",
) -> GroupMember:
    """Put a person into the leading group from ``on`` (ORG-01, ORG-03). A new head, or office, ends the former one.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: unknown role, no name, the person is already there in this role, or the former head began later.
    """
    must_lead(by, unit)
    if role not in GroupRole.values:
        raise Refused({"role": f"组内职务应为{'、'.join(GroupRole.labels)}之一。"})
    with audited():
        now = checks.locked(unit)
        _must_live(now, on)
        member = GroupMember(
            unit=now,
            role=role,
            name=checks.tidy(name),
            title=checks.tidy(title),
            valid_from=on,
            basis=checks.tidy(basis),
        )
        checks.must_be_whole(member, exclude=("unit",))
        others = _held_from(now.leading_group.filter(role=role), on)
        if others.filter(name=member.name, title=member.title).exists():
            raise Refused({"name": f"{member.name}已是领导小组{member.get_role_display()}，不必重复登记。"})
        ended = [_end(former, on) for former in others] if GroupRole(role) in _SINGLE_ROLES else []
        member.save()
        detail = {"act": "joined", "role": role, "on": on.isoformat(), "instead_of": ended, "basis": member.basis}
        record("leading_group.changed", by=by, at=at, subject=member, unit_id=now.pk, detail=detail)
    return member


def end_group_member(member: GroupMember, *, last_day: date, by: Actor, at: datetime, basis: str = "") -> GroupMember:
    """End a person's time in the leading group; the person stays in its history.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: already ended, or ended before the start.
    """
    must_lead(by, member.unit)
    with audited():
        now = GroupMember.objects.select_for_update(no_key=True).get(pk=member.pk)
        _must_end_well(now, last_day)
        now.valid_to = last_day
        now.basis = checks.tidy(basis) or now.basis
        checks.must_be_whole(now, exclude=("unit",))
        now.save(update_fields=["valid_to", "basis"])
        detail = {"act": "left", "last_day": last_day.isoformat(), "basis": checks.tidy(basis)}
        record("leading_group.changed", by=by, at=at, subject=now, unit_id=now.unit_id, detail=detail)
    return now


def set_responsibility(
    unit: Unit,
    *,
    level: int,
    name: str,
    on: date,
    by: Actor,
    at: datetime,
    title: str = "",
    section: Section | None = None,
    duty: str = "",
) -> Responsibility:
    """Say who answers on a level from ``on`` (ORG-02, ORG-04, ORG-06).

    One person at a time on the first two levels; on the level of sections and of officers one for each section. A new
    one ends the former one's time.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: unknown level, no name, a section missing, closed or of another unit.
    """
    must_lead(by, unit)
    if level not in ResponsibilityLevel.values:
        raise Refused({"level": f"层级应为{'、'.join(ResponsibilityLevel.labels)}之一。"})
    with audited():
        now = checks.locked(unit)
        _must_live(now, on)
        _section_must_fit(now, section, ResponsibilityLevel(level))
        held = Responsibility(
            unit=now,
            level=level,
            name=checks.tidy(name),
            title=checks.tidy(title),
            section=section,
            duty=checks.tidy(duty),
            valid_from=on,
        )
        checks.must_be_whole(held, exclude=("unit", "section"))
        former = now.responsibilities.filter(level=level)
        if level not in _SINGLE_LEVELS:
            former = former.filter(section=section)
        ended = [_end(each, on) for each in _held_from(former, on)]
        held.save()
        detail = {"act": "set", "level": level, "on": on.isoformat(), "instead_of": ended, "duty": held.duty}
        record("responsibility.changed", by=by, at=at, subject=held, unit_id=now.pk, detail=detail)
    return held


def end_responsibility(held: Responsibility, *, last_day: date, by: Actor, at: datetime) -> Responsibility:
    """End a person's time on a level.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: already ended, or ended before the start.
    """
    must_lead(by, held.unit)
    with audited():
        now = Responsibility.objects.select_for_update(no_key=True).get(pk=held.pk)
        _must_end_well(now, last_day)
        now.valid_to = last_day
        now.save(update_fields=["valid_to"])
        detail = {"act": "ended", "last_day": last_day.isoformat()}
        record("responsibility.changed", by=by, at=at, subject=now, unit_id=now.unit_id, detail=detail)
    return now


def record_briefing(
    unit: Unit, *, held_on: date, chair: str, summary: str, by: Actor, at: datetime, objectives: str = ""
) -> Briefing:
    """Enter that the leader heard a report on disclosure and set objectives (ORG-05).

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: a day to come, a day before the unit, no chair or no summary, or entered twice.
    """
    must_lead(by, unit)
    if held_on > checks.today_of(at):
        raise Refused({"held_on": f"{checks.shown(held_on)}尚未到来：工作汇报在听取之后登记。"})
    with audited():
        now = checks.locked(unit)
        checks.must_exist(now, held_on, "held_on", "单位")
        briefing = Briefing(
            unit=now,
            held_on=held_on,
            chair=checks.tidy(chair),
            summary=checks.tidy_lines(summary),
            objectives=checks.tidy_lines(objectives),
        )
        checks.must_be_whole(briefing, exclude=("unit",))
        for field, most in (("summary", 20_000), ("objectives", 20_000)):
            if len(getattr(briefing, field)) > most:
                raise Refused({field: f"不能超过 {most} 个字，请概括后登记。"})
        if now.briefings.filter(held_on=held_on, chair=briefing.chair, summary=briefing.summary).exists():
            raise Refused("这次工作汇报已经登记，不必重复登记。")
        briefing.save()
        detail = {"held_on": held_on.isoformat(), "objectives": briefing.objectives[:500]}
        record("briefing.recorded", by=by, at=at, subject=briefing, unit_id=now.pk, detail=detail)
    return briefing


def _must_live(unit: Unit, on: date) -> None:
    if unit.valid_to is not None and unit.valid_to < on:
        raise Refused({"on": f"“{unit.name}”已于{checks.shown(unit.valid_to)}撤销，不能登记此后的任职。"})


def _section_must_fit(unit: Unit, section: Section | None, level: ResponsibilityLevel) -> None:
    if section is None:
        if level == ResponsibilityLevel.SECTION:
            raise Refused({"section": "“责任科室抓落实”须指明科室，请选择本单位的内设机构。"})
        return
    if section.unit_id != unit.pk:
        raise Refused({"section": f"“{section.name}”不是“{unit.name}”的内设机构，请另选科室。"})
    if section.closed:
        raise Refused({"section": f"“{section.name}”已撤销，请另选科室。"})


def _held_from(rows: QuerySet[_Held], on: date) -> QuerySet[_Held]:
    """Those whose time reaches ``on`` or beyond."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _end(former: GroupMember | Responsibility, on: date) -> str:
    """End the former one's time on the day before; who it was."""
    if former.valid_from >= on:
        raise Refused({"on": f"{former.name}自{checks.shown(former.valid_from)}起任职，接任日期须晚于该日。"})
    former.valid_to = on - _DAY
    former.save(update_fields=["valid_to"])
    return former.name


def _must_end_well(held: GroupMember | Responsibility, last_day: date) -> None:
    if held.valid_to is not None:
        raise Refused(f"{held.name}已于{checks.shown(held.valid_to)}离任，不必重复办理。")
    if last_day < held.valid_from:
        raise Refused({"last_day": f"离任日期早于任职日期（{checks.shown(held.valid_from)}），请核对。"})
