"""Headings that a unit adds to the catalogue of the law: added, renamed, ordered, closed; never deleted, their codes never reused."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.headings import Node, flat, headings_of, name_of
from gongkai.office.catalog.models import OwnHeading
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.checks import locked, tidy
from gongkai.office.units.models import Unit

NAME_MOST = 60
#: A catalogue is to be looked through: more under one heading of the law is a list of items, not of classes.
OWN_MOST = 40


def add_heading(unit: Unit, parent: str, name: str, *, by: Actor, at: datetime) -> OwnHeading:
    """Add a heading under one of the law's; it gets the unit's next code, "u12-3".

    Raises:
        NotAllowed: neither 办公室终审 nor 单位管理员 of the unit.
        Refused: by field ``parent``, ``name``.
    """
    _must_arrange(by, unit)
    with audited():
        now = locked(unit)
        place = _place(now, parent, at)
        name = _name(now, parent, name)
        own = OwnHeading.objects.filter(unit=now)
        if own.filter(parent=parent, closed=False).count() >= OWN_MOST:
            raise Refused({"parent": f"“{place.name}”下已有{OWN_MOST}个自设类目，请先停用不用的类目。"})
        last = own.filter(parent=parent).aggregate(last=Max("position"))["last"]
        heading = OwnHeading.objects.create(
            unit=now,
            code=f"u{now.pk}-{own.count() + 1}",  # rows are never deleted
            parent=parent,
            name=name,
            position=0 if last is None else last + 1,
        )
        detail = {"code": heading.code, "parent": parent, "under": place.name}
        record("catalog.heading.added", by=by, at=at, subject=heading, unit_id=now.pk, detail=detail)
    return heading


def rename_heading(heading: OwnHeading, name: str, *, by: Actor, at: datetime) -> OwnHeading:
    """Give it another name; its items show the new one at once. Raises NotAllowed, Refused (``name``)."""
    _must_arrange(by, heading.unit)
    with audited():
        unit = locked(heading.unit)
        heading = OwnHeading.objects.get(pk=heading.pk)
        old, heading.name = heading.name, _name(unit, heading.parent, name, but=heading.pk)
        if old == heading.name:
            raise Refused({"name": "名称没有变化。要保留原名称，请返回。"})
        heading.save(update_fields=["name"])
        detail = {"code": heading.code, "from": old, "to": heading.name}
        record("catalog.heading.renamed", by=by, at=at, subject=heading, unit_id=unit.pk, detail=detail)
    return heading


def move_heading(heading: OwnHeading, *, up: bool, by: Actor, at: datetime) -> OwnHeading:
    """Change places with the own heading before (``up``) or behind it under the same parent. Raises NotAllowed, Refused."""
    _must_arrange(by, heading.unit)
    with audited():
        unit = locked(heading.unit)
        beside = list(OwnHeading.objects.filter(unit=unit, parent=heading.parent, closed=False))
        here = next((place for place, each in enumerate(beside) if each.pk == heading.pk), None)
        there = -1 if here is None else here + (-1 if up else 1)
        if here is None or not 0 <= there < len(beside):
            raise Refused(f"“{heading.name}”已经排在{'最前' if up else '最后'}，或者已停用，不能再移动。")
        beside[here], beside[there] = beside[there], beside[here]
        for position, each in enumerate(beside):
            each.position = position
        OwnHeading.objects.bulk_update(beside, ["position"])
        detail = {"code": heading.code, "order": [each.code for each in beside]}
        record("catalog.heading.moved", by=by, at=at, subject=heading, unit_id=unit.pk, detail=detail)
    return OwnHeading.objects.get(pk=heading.pk)


def close_heading(heading: OwnHeading, *, by: Actor, at: datetime) -> OwnHeading:
    """Let it take nothing new; what stands under it stays there. Raises NotAllowed, Refused."""
    return _opened(heading, closed=True, by=by, at=at)


def reopen_heading(heading: OwnHeading, *, by: Actor, at: datetime) -> OwnHeading:
    """Let it take items again. Raises NotAllowed, Refused."""
    return _opened(heading, closed=False, by=by, at=at)


def _opened(heading: OwnHeading, *, closed: bool, by: Actor, at: datetime) -> OwnHeading:
    _must_arrange(by, heading.unit)
    with audited():
        unit = locked(heading.unit)
        heading = OwnHeading.objects.get(pk=heading.pk)
        if heading.closed == closed:
            raise Refused(f"“{heading.name}”{'已经停用，不需要再办' if closed else '没有停用，不需要恢复'}。")
        heading.closed = closed
        heading.save(update_fields=["closed"])
        verb = "catalog.heading.closed" if closed else "catalog.heading.reopened"
        record(verb, by=by, at=at, subject=heading, unit_id=unit.pk, detail={"code": heading.code})
    return heading


def _must_arrange(by: Actor, unit: Unit) -> None:
    if not permissions.may_arrange_catalogue(by, unit):
        raise NotAllowed(f"“{unit.name}”的公开目录由该单位的办公室终审或者单位管理员维护，您没有这样的岗位。")


def _place(unit: Unit, parent: str, at: datetime) -> Node:
    """The heading of the law under which a new one is to stand."""
    for node in flat(headings_of(unit, timezone.localdate(at))):
        if node.code == parent and not node.own:
            return node
    raise Refused({"parent": f"“{name_of(parent)}”不是本单位法定主动公开内容的类目，请从列表中选择。"})


def _name(unit: Unit, parent: str, name: str, *, but: int = 0) -> str:
    name = tidy(name)
    if not name:
        raise Refused({"name": "名称没有填写，请填写类目名称。"})
    if len(name) > NAME_MOST:
        raise Refused({"name": f"名称有{len(name)}个字，最多{NAME_MOST}个字，请缩短。"})
    same = OwnHeading.objects.filter(unit=unit, parent=parent, name=name).exclude(pk=but).first()
    if same is not None:
        mend = "该类目已停用，可以恢复使用" if same.closed else "请换一个名称"
        raise Refused({"name": f"“{name_of(parent)}”下已有名为“{name}”的类目（{same.code}），{mend}。"})
    return name
