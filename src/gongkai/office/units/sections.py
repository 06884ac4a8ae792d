"""The internal sections (科室) of a unit: who drafts and who reviews first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.units import checks
from gongkai.office.units.models import Section, Unit
from gongkai.office.units.permissions import must_lead

SECTION_FIELDS = ("name", "phone", "position")


def add_section(
    unit: Unit, *, name: str, by: Actor, at: datetime, phone: str = "", position: int | None = None
) -> Section:
    """Add a section to a unit that is not closed.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: a name in use, also by a closed section.
    """
    must_lead(by, unit)
    with audited():
        now = checks.locked(unit)
        _must_live(now, checks.today_of(at))
        if position is None:
            last = now.sections.aggregate(last=Max("position"))["last"]
            position = 0 if last is None else last + 1
        section = Section(unit=now, name=checks.tidy(name), phone=checks.tidy(phone), position=position)
        _must_be_new(section)
        checks.must_be_whole(section, exclude=("unit",))
        section.save()
        detail = {"act": "added", "phone": section.phone}
        record("section.changed", by=by, at=at, subject=section, unit_id=now.pk, detail=detail)
    return section


def change_section(section: Section, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Section:
    """Change name, telephone or position of a section; what is equal is left alone.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: by field.
    """
    if unknown := set(changes) - set(SECTION_FIELDS):
        raise ValueError(f"{sorted(unknown)}: not changed here")
    must_lead(by, section.unit)
    wanted = {field: checks.tidy(value) if isinstance(value, str) else value for field, value in changes.items()}
    now = Section.objects.get(pk=section.pk)
    if not checks.changes_between({field: getattr(now, field) for field in wanted}, wanted):
        return now
    with audited():
        now = Section.objects.select_for_update(no_key=True).get(pk=section.pk)
        different = checks.changes_between({field: getattr(now, field) for field in wanted}, wanted)
        for field in different:
            setattr(now, field, wanted[field])
        _must_be_new(now)
        checks.must_be_whole(now, exclude=("unit",))
        now.save(update_fields=list(wanted))
        detail = {"act": "changed", "changes": different}
        record("section.changed", by=by, at=at, subject=now, unit_id=now.unit_id, detail=detail)
    return now


def close_section(section: Section, *, by: Actor, at: datetime, reason: str = "") -> Section:
    """End a section. It stays in what it wrote and reviewed.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: already ended, or still named in the responsibility chain.
    """
    must_lead(by, section.unit)
    with audited():
        now = Section.objects.select_for_update(no_key=True).get(pk=section.pk)
        if now.closed:
            raise Refused(f"“{now.name}”已经撤销，不能重复办理。")
        held = now.responsibility_set.filter(valid_to__isnull=True).first()
        if held is not None:
            raise Refused(f"“{now.name}”仍在责任链中（{held}），请先调整责任链。")
        now.closed = True
        now.save(update_fields=["closed"])
        detail = {"act": "closed", "reason": checks.tidy(reason)}
        record("section.changed", by=by, at=at, subject=now, unit_id=now.unit_id, detail=detail)
    return now


def reopen_section(section: Section, *, by: Actor, at: datetime, reason: str = "") -> Section:
    """Take back the end of a section.

    Raises:
        NotAllowed: neither the unit's administrator nor a system administrator.
        Refused: it has not ended, or its unit has.
    """
    must_lead(by, section.unit)
    with audited():
        now = Section.objects.select_for_update(no_key=True).get(pk=section.pk)
        if not now.closed:
            raise Refused(f"“{now.name}”没有撤销，不需要恢复。")
        _must_live(now.unit, checks.today_of(at))
        now.closed = False
        now.save(update_fields=["closed"])
        detail = {"act": "reopened", "reason": checks.tidy(reason)}
        record("section.changed", by=by, at=at, subject=now, unit_id=now.unit_id, detail=detail)
    return now


def _must_live(unit: Unit, today: date) -> None:
    if unit.valid_to is not None and unit.valid_to < today:
        raise Refused(f"“{unit.name}”已于{checks.shown(unit.valid_to)}撤销，不能再设内设机构。")


def _must_be_new(section: Section) -> None:
    same = Section.objects.filter(unit=section.unit, name=section.name).exclude(pk=section.pk).first()
    if same is not None:
        state = "（已撤销，可恢复）" if same.closed else ""
        raise Refused({"name": f"本单位已有内设机构“{section.name}”{state}，请另取名称。"})
