"""Opening a unit and mending what is recorded about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.units import checks, credit_code
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.permissions import must_arrange, must_change_contact
from gongkai.office.units.ranking import rank_units
from gongkai.office.units.selectors import CONTACT_FIELDS

#: What :func:`change_unit` changes, apart from the contact data: names and places have their own acts.
ARRANGED_FIELDS = ("short_name", "code", "kind", "position", "lead_office")


def open_unit(
    *,
    name: str,
    kind: str,
    parent: Unit | None,
    on: date,
    by: Actor,
    at: datetime,
    short_name: str = "",
    code: str = "",
    slug: str = "",
    position: int | None = None,
    lead_office: Unit | None = None,
    contact: Mapping[str, str] | None = None,
    basis: str = "",
) -> Unit:
    """Enter a unit that exists from ``on``, which may be a day to come.

    ``contact`` holds values for :data:`~gongkai.office.units.selectors.CONTACT_FIELDS`; ``basis`` is the document that
    set the unit up. Where no ``slug`` is given one is made, and never changes.

    Raises:
        NotAllowed: not a system administrator.
        Refused: by field: wrong code, a parent that does not exist then or cannot have such a unit, a name in use.
    """
    must_arrange(by)
    unit = Unit(name=checks.tidy(name), short_name=checks.tidy(short_name), kind=_kind(kind), valid_from=on)
    for field, value in _contact(contact or {}).items():
        setattr(unit, field, value)
    with audited():
        tree = checks.locked_tree()
        unit.parent = Unit.objects.get(pk=parent.pk) if parent else None
        unit.lead_office = lead_office
        _must_stand(unit, on)
        checks.must_be_free(tree, unit.name, unit.parent_id, on)
        unit.code = checks.checked_code(code)
        unit.slug = checks.checked_slug(slug) if slug.strip() else _free_slug(unit)
        unit.position = _next_position(unit.parent) if position is None else position
        checks.must_be_whole(unit, exclude=("path",))
        unit.save()
        unit.path = checks.path_below(unit.parent, unit.pk)
        unit.save(update_fields=["path"])
        rank_units()
        detail = {"kind": unit.kind, "parent": str(unit.parent or ""), "from": on.isoformat(), "code": unit.code}
        record(
            "unit.opened", by=by, at=at, subject=unit, unit_id=unit.pk, detail={**detail, "basis": checks.tidy(basis)}
        )
    return unit


def change_unit(unit: Unit, changes: Mapping[str, Any], *, by: Actor, at: datetime, base: int | None = None) -> Unit:
    """Change contact data (:data:`CONTACT_FIELDS`) or :data:`ARRANGED_FIELDS`; what is equal is left alone.

    ``base`` is the ``revision`` the form was filled from. Names and places change by their own acts.

    Raises:
        NotAllowed: contact data: neither the unit's administrator, nor its competent office, nor the system
            administrator; anything else: not a system administrator.
        Refused: by field.
        Overtaken: the unit was changed after ``base``.
    """
    unknown = set(changes) - {*CONTACT_FIELDS, *ARRANGED_FIELDS}
    if unknown:
        raise ValueError(f"{sorted(unknown)}: not changed here")
    if set(changes) - set(CONTACT_FIELDS):
        must_arrange(by)
    must_change_contact(by, unit)
    wanted = _tidied(changes)
    now = Unit.objects.get(pk=unit.pk)
    if not checks.changes_between({field: getattr(now, field) for field in wanted}, wanted):
        return now
    with audited():
        if "position" in wanted:
            checks.locked_tree()
        now = checks.locked(unit)
        checks.must_be_latest(now, base)
        if "code" in wanted:
            wanted["code"] = checks.checked_code(wanted["code"], now.pk)
        different = checks.changes_between({field: getattr(now, field) for field in wanted}, wanted)
        for field in different:
            setattr(now, field, wanted[field])
        if "kind" in different:
            _kind_must_fit(now)
        if "lead_office" in different:
            _lead_office_must_fit(now, checks.today_of(at))
        checks.must_be_whole(now, exclude=("path",))
        now.revision += 1
        now.save(update_fields=[*different, "revision"])
        if "position" in different:
            rank_units()
        record("unit.changed", by=by, at=at, subject=now, unit_id=now.pk, detail={"changes": different})
    return now


def _tidied(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {**changes, **_contact({field: changes[field] for field in CONTACT_FIELDS if field in changes})}
    if "short_name" in wanted:
        wanted["short_name"] = checks.tidy(wanted["short_name"])
    if "code" in wanted:
        wanted["code"] = credit_code.tidied(wanted["code"])
    if "kind" in wanted:
        wanted["kind"] = _kind(wanted["kind"])
    return wanted


def _kind(kind: str) -> str:
    if kind not in UnitKind.values:
        raise Refused({"kind": f"单位类别应为{'、'.join(UnitKind.labels)}之一。"})
    return str(UnitKind(kind).value)


def _contact(contact: Mapping[str, str]) -> dict[str, str]:
    unknown = set(contact) - set(CONTACT_FIELDS)
    if unknown:
        raise ValueError(f"{sorted(unknown)}: not contact data")
    tidied = {field: checks.tidy(value) for field, value in contact.items()}
    postcode = tidied.get("postcode", "")
    if postcode and not (len(postcode) == 6 and postcode.isascii() and postcode.isdigit()):
        raise Refused({"postcode": f"邮政编码应为 6 位数字，“{postcode}”不是。"})
    return tidied


def _must_stand(unit: Unit, on: date) -> None:
    """The unit's parent and lead office exist when it begins, and the parent has no end in sight."""
    checks.must_fit(unit.kind, unit.parent)
    if unit.parent is not None:
        checks.must_exist(unit.parent, on, "parent", "上级单位")
        if unit.parent.valid_to is not None:
            raise Refused(
                {
                    "parent": f"上级单位“{unit.parent.name}”已定于{checks.shown(unit.parent.valid_to)}撤销，请选择其承继单位。"
                }
            )
    _lead_office_must_fit(unit, on)


def _lead_office_must_fit(unit: Unit, on: date) -> None:
    if unit.lead_office is not None:
        if unit.lead_office_id == unit.pk and unit.kind == UnitKind.TOWNSHIP:
            raise Refused({"lead_office": "政府信息公开工作主管部门设在县级以上地方人民政府办公厅（室），请另选单位。"})
        checks.must_exist(unit.lead_office, on, "lead_office", "政府信息公开工作主管部门")


def _kind_must_fit(unit: Unit) -> None:
    """A new kind fits what is above and what is below."""
    checks.must_fit(unit.kind, unit.parent)
    for child in unit.children.all():
        if UnitKind(unit.kind) not in checks.PARENTS[UnitKind(child.kind)]:
            raise Refused(
                {
                    "kind": f"下级单位“{child.name}”（{child.get_kind_display()}）不能隶属于"
                    f"“{UnitKind(unit.kind).label}”，请先调整下级单位。"
                }
            )


def _free_slug(unit: Unit) -> str:
    taken = set(Unit.objects.values_list("slug", flat=True))
    return checks.slug_for(unit.name, unit.code, unit.valid_from, taken)


def _next_position(parent: Unit | None) -> int:
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
