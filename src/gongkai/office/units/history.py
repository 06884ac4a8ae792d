"""How units change through time: new names, new places, ends, mergers (acts may lie in the past or in the future)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.units import checks
from gongkai.office.units.models import Unit, UnitName, UnitPlace
from gongkai.office.units.permissions import must_arrange
from gongkai.office.units.ranking import rank_units
from gongkai.office.units.tree import Tree

_DAY = timedelta(days=1)


def rename_unit(
    unit: Unit,
    *,
    name: str,
    on: date,
    by: Actor,
    at: datetime,
    short_name: str = "",
    basis: str = "",
    correction: bool = False,
) -> Unit:
    """Give a unit another name from ``on``; the old one stays, and is found.

    A day to come is allowed: the name changes then. ``correction`` mends a slip in the present name: no old name is kept.

    Raises:
        NotAllowed: not a system administrator.
        Refused: by field.
    """
    must_arrange(by)
    name, short_name = checks.tidy(name), checks.tidy(short_name)
    with audited():
        tree = checks.locked_tree()
        now = Unit.objects.get(pk=unit.pk)
        last = now.names.order_by("-valid_from", "-id").first()
        old = (last.name, last.short_name) if last else (now.name, now.short_name)
        if (name, short_name) == old:
            raise Refused({"name": f"“{name}”就是现在登记的名称，没有变化。"})
        since = (last.valid_from if last else now.valid_from) if correction else on
        if not correction:
            _must_follow(now, last.valid_from if last else now.valid_from, on, "更名")
        checks.must_be_free(tree, name, tree.parent(now.pk, since), since, but=now.pk)
        row = UnitName(unit=now, name=name, short_name=short_name, valid_from=since)
        checks.must_be_whole(row, exclude=("unit",))
        _keep_name(now, last, row, correction=correction)
        if since <= checks.today_of(at):
            now.name, now.short_name = name, short_name
        now.revision += 1
        now.save(update_fields=["name", "short_name", "revision"])
        detail = {"from": old[0], "to": name, "on": since.isoformat(), "basis": checks.tidy(basis)}
        record("unit.renamed", by=by, at=at, subject=now, unit_id=now.pk, detail={**detail, "correction": correction})
    return now


def _keep_name(unit: Unit, last: UnitName | None, row: UnitName, *, correction: bool) -> None:
    if correction:
        if last is not None:
            last.name, last.short_name = row.name, row.short_name
            last.save(update_fields=["name", "short_name"])
        return
    if last is None:
        last = UnitName(unit=unit, name=unit.name, short_name=unit.short_name, valid_from=unit.valid_from)
    last.valid_to = row.valid_from - _DAY
    last.save()
    row.save()


def move_unit(unit: Unit, parent: Unit | None, *, on: date, by: Actor, at: datetime, basis: str = "") -> Unit:
    """Put a unit, with all below it, under another parent from ``on``; none makes it a root.

    Raises:
        NotAllowed: not a system administrator.
        Refused: the new parent does not exist then, cannot have such a unit, or stands below the unit itself: the
            sentence names the circle.
    """
    must_arrange(by)
    with audited():
        tree = checks.locked_tree()
        now = Unit.objects.get(pk=unit.pk)
        new = Unit.objects.get(pk=parent.pk) if parent else None
        since, old_id = tree.last_place(now.pk)
        if old_id == (new.pk if new else None):
            raise Refused({"parent": f"“{now.name}”已经隶属于“{new or '（无上级）'}”，没有变化。"})
        _must_follow(now, since, on, "调整隶属关系")
        _must_hang(tree, now, new, on)
        places = now.places.order_by("valid_from", "id")
        last = places.last() or UnitPlace(unit=now, parent_id=old_id, valid_from=now.valid_from)
        last.valid_to = on - _DAY
        last.save()
        UnitPlace.objects.create(unit=now, parent=new, valid_from=on)
        if on <= checks.today_of(at):
            put(now, new)
        Unit.objects.filter(pk=now.pk).update(revision=F("revision") + 1)
        now.refresh_from_db()
        old = tree.nodes[old_id].name if old_id else ""
        detail = {"from": old, "to": str(new or ""), "on": on.isoformat(), "basis": checks.tidy(basis)}
        record("unit.moved", by=by, at=at, subject=now, unit_id=now.pk, detail=detail)
    return now


def _must_hang(tree: Tree, unit: Unit, parent: Unit | None, on: date) -> None:
    if parent is not None:
        if parent.pk == unit.pk:
            raise Refused({"parent": f"“{unit.name}”不能隶属于自己，请另选上级单位。"})
        if found := tree.loop(unit.pk, parent.pk, on):
            day, names = found
            when = f"自{checks.shown(day)}起" if day > on else ""
            raise Refused({"parent": f"{when}隶属关系会成为一个圈：{' → '.join(names)}。请另选上级单位。"})
        checks.must_exist(parent, on, "parent", "上级单位")
        if parent.valid_to is not None and (unit.valid_to is None or unit.valid_to > parent.valid_to):
            raise Refused(
                {"parent": f"上级单位“{parent.name}”已定于{checks.shown(parent.valid_to)}撤销，请选择其承继单位。"}
            )
    checks.must_fit(unit.kind, parent)
    checks.must_be_free(tree, unit.name, parent.pk if parent else None, on, but=unit.pk)


def put(unit: Unit, parent: Unit | None) -> None:
    """Make ``parent`` the unit's parent in force, and rewrite the place of everything below in one statement."""
    old = Unit.objects.values_list("path", flat=True).get(pk=unit.pk)
    new = checks.path_below(parent, unit.pk)
    deepest = max(path.count("/") for path in Unit.objects.filter(path__startswith=old).values_list("path", flat=True))
    if deepest - old.count("/") + new.count("/") - 1 > checks.DEEPEST:
        raise Refused({"parent": f"调整后“{unit.name}”的下级单位会超过 {checks.DEEPEST} 级，请另选上级单位。"})
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    rank_units()


def close_unit(
    unit: Unit, *, last_day: date, by: Actor, at: datetime, successor: Unit | None = None, basis: str = ""
) -> Unit:
    """End a unit with ``last_day``; its reports and duties go to ``successor``, where there is one.

    Posts of a closed unit are not touched: ``accounts`` takes them as ended because the unit is no longer in force.

    Raises:
        NotAllowed: not a system administrator.
        Refused: already ended; units below it live longer; the successor does not exist on the day after.
    """
    must_arrange(by)
    with audited():
        tree = checks.locked_tree()
        now = Unit.objects.get(pk=unit.pk)
        heir = Unit.objects.get(pk=successor.pk) if successor else None
        if now.valid_to is not None:
            raise Refused(f"“{now.name}”已登记于{checks.shown(now.valid_to)}撤销，不能重复办理。")
        if last_day < now.valid_from:
            raise Refused({"last_day": f"撤销日期早于设立日期（{checks.shown(now.valid_from)}），请核对。"})
        _nothing_below(tree, now, last_day)
        _nothing_planned(now, last_day)
        if heir is not None:
            if heir.pk == now.pk:
                raise Refused({"successor": "承继单位不能是被撤销的单位自己，请另选单位。"})
            checks.must_exist(heir, last_day + _DAY, "successor", "承继单位")
        now.valid_to, now.successor = last_day, heir
        now.revision += 1
        now.save(update_fields=["valid_to", "successor", "revision"])
        detail = {"last_day": last_day.isoformat(), "successor": str(heir or ""), "basis": checks.tidy(basis)}
        record("unit.closed", by=by, at=at, subject=now, unit_id=now.pk, detail=detail)
    return now


def _nothing_below(tree: Tree, unit: Unit, last_day: date) -> None:
    later = tree.turning_days(last_day + _DAY)
    left = {node.name: None for day in later for node in tree.children(unit.pk, day)}
    left |= {
        node.name: None
        for node in tree.nodes.values()
        if node.valid_from > last_day and node.id != unit.pk and tree.parent(node.id, node.valid_from) == unit.pk
    }
    if left:
        names = "、".join(list(left)[:5]) + ("等" if len(left) > 5 else "")
        raise Refused(f"“{unit.name}”还有 {len(left)} 个下级单位在此之后存续（{names}），请先调整隶属关系或撤销。")


def _nothing_planned(unit: Unit, last_day: date) -> None:
    if unit.names.filter(valid_from__gt=last_day).exists() or unit.places.filter(valid_from__gt=last_day).exists():
        raise Refused({"last_day": f"“{unit.name}”已登记了该日之后的更名或隶属关系调整，请把撤销日期定在其后。"})
    waiting = Unit.objects.filter(successor=unit, valid_to__gte=last_day).first()
    if waiting is not None and waiting.valid_to is not None:
        raise Refused(
            {
                "last_day": f"“{waiting.name}”定于{checks.shown(waiting.valid_to)}撤销并由“{unit.name}”承继，"
                "本单位届时必须存在，请先处理。"
            }
        )


def reopen_unit(unit: Unit, *, reason: str, by: Actor, at: datetime) -> Unit:
    """Take back the end of a unit that was entered by mistake; the trail keeps both.

    Raises:
        NotAllowed: not a system administrator.
        Refused: the unit has no end, no reason is given, or its parent has ended.
    """
    must_arrange(by)
    with audited():
        tree = checks.locked_tree()
        now = Unit.objects.get(pk=unit.pk)
        if now.valid_to is None:
            raise Refused(f"“{now.name}”没有登记撤销，不需要恢复。")
        if not checks.tidy(reason):
            raise Refused({"reason": "请写明恢复的理由，例如“误登记”。"})
        if now.parent is not None and now.parent.valid_to is not None:
            raise Refused(f"上级单位“{now.parent.name}”已登记撤销，请先恢复上级单位或调整隶属关系。")
        checks.must_be_free(tree, now.name, now.parent_id, now.valid_to + _DAY, but=now.pk)
        detail = {
            "last_day": now.valid_to.isoformat(),
            "successor": str(now.successor or ""),
            "reason": checks.tidy(reason),
        }
        now.valid_to, now.successor = None, None
        now.revision += 1
        now.save(update_fields=["valid_to", "successor", "revision"])
        record("unit.reopened", by=by, at=at, subject=now, unit_id=now.pk, detail=detail)
    return now


def merge_units(units: Sequence[Unit], into: Unit, *, on: date, by: Actor, at: datetime, basis: str = "") -> Unit:
    """End several units on the day before ``on`` and let ``into`` succeed them; what stood below them moves to it.

    Raises:
        NotAllowed: not a system administrator.
        Refused: nothing to merge, ``into`` among them or below one of them, or what closing and moving refuse.
    """
    must_arrange(by)
    if not units:
        raise Refused({"units": "请至少选择一个要并入的单位。"})
    ids = {unit.pk for unit in units}
    if into.pk in ids:
        raise Refused({"into": f"“{into.name}”不能并入自己，请从被合并的单位中去掉它，或另选承继单位。"})
    with audited():
        checks.locked_tree()
        heir = Unit.objects.get(pk=into.pk)
        checks.must_exist(heir, on, "into", "承继单位")
        # The deepest first, so that a merged unit below another merged one does not keep it open.
        for unit in sorted(Unit.objects.filter(pk__in=ids), key=lambda each: (-each.path.count("/"), each.pk)):
            if heir.path.startswith(unit.path):
                raise Refused({"into": f"“{heir.name}”隶属于被合并的“{unit.name}”，请先调整它的隶属关系。"})
            for child in Tree().children(unit.pk, on):
                move_unit(Unit.objects.get(pk=child.id), heir, on=on, by=by, at=at, basis=basis)
            close_unit(unit, last_day=on - _DAY, successor=heir, by=by, at=at, basis=basis)
        names = sorted(Unit.objects.filter(pk__in=ids).values_list("name", flat=True))
        detail = {"merged": names, "on": on.isoformat(), "basis": checks.tidy(basis)}
        record("unit.merged", by=by, at=at, subject=heir, unit_id=heir.pk, detail=detail)
    return Unit.objects.get(pk=into.pk)


def _must_follow(unit: Unit, since: date, on: date, what: str) -> None:
    """An act comes after the last one of its sort, within the unit's life."""
    if on <= since:
        raise Refused({"on": f"{what}的日期须晚于现有登记的起始日期（{checks.shown(since)}），请核对。"})
    if unit.valid_to is not None and on > unit.valid_to:
        raise Refused({"on": f"“{unit.name}”于{checks.shown(unit.valid_to)}撤销，不能在此之后{what}。"})


def bring_up_to_date(*, on: date, at: datetime, by: Actor = SYSTEM) -> int:
    """Let the names and places that were registered for a day up to ``on`` take effect; how many did.

    Called by the clock every day. A missed night heals itself: everything due by ``on`` is done.
    """
    due = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    names = UnitName.objects.filter(due).exclude(name=F("unit__name"), short_name=F("unit__short_name"))
    places = UnitPlace.objects.filter(due).exclude(
        Q(parent=F("unit__parent")) | Q(parent__isnull=True, unit__parent__isnull=True)
    )
    if not names.exists() and not places.exists():
        return 0
    done = 0
    with audited():
        checks.locked_tree()
        for name in names.select_related("unit").order_by("valid_from", "id"):
            name.unit.name, name.unit.short_name = name.name, name.short_name
            name.unit.save(update_fields=["name", "short_name"])
            done += _took_effect(name.unit, {"name": name.name, "on": name.valid_from.isoformat()}, by, at)
        for place in places.select_related("unit", "parent").order_by("valid_from", "id"):
            put(place.unit, Unit.objects.get(pk=place.parent_id) if place.parent_id else None)
            done += _took_effect(
                place.unit, {"parent": str(place.parent or ""), "on": place.valid_from.isoformat()}, by, at
            )
    return done


def _took_effect(unit: Unit, detail: dict[str, str], by: Actor, at: datetime) -> int:
    Unit.objects.filter(pk=unit.pk).update(revision=F("revision") + 1)
    record("unit.took_effect", by=by, at=at, subject=unit, unit_id=unit.pk, detail=detail)
    return 1
