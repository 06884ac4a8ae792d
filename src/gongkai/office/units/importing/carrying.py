"""Carrying out a plan: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Overtaken
from gongkai.office.units import checks
from gongkai.office.units.importing.outcome import ImportPlan, PlannedRow, RowState
from gongkai.office.units.importing.plan import must_be_sound, plan_sheet
from gongkai.office.units.models import Unit, UnitName, UnitPlace
from gongkai.office.units.permissions import must_arrange
from gongkai.office.units.ranking import rank_units

_DAY = timedelta(days=1)
_BATCH = 500
_Dated = TypeVar("_Dated", UnitName, UnitPlace)


def carry_out_import(plan: ImportPlan, *, by: Actor, at: datetime, shown: str | None = None) -> dict[RowState, int]:
    """Do what the plan says, in one transaction with one entry for the whole and one for each unit.

    ``shown`` is the fingerprint of the plan a person confirmed. The plan is made once more from the same rows under the
    lock; where it no longer says the same (a second click, another person's change), nothing is written.

    Raises:
        NotAllowed: not a system administrator.
        Refused: a row is wrong, or there is nothing to do.
        Overtaken: the tables changed since the plan was shown.
    """
    must_arrange(by)
    if shown is not None and shown != plan.fingerprint:
        raise _overtaken()
    must_be_sound(plan)
    with audited():
        checks.locked_tree()
        again = plan_sheet(plan.sheet, name=plan.name, sha256=plan.sha256, on=plan.on)
        if again.fingerprint != plan.fingerprint:
            raise _overtaken()
        made = _open_all(again.having(RowState.NEW))
        changed = _change_all(again.having(RowState.CHANGED), made, again.on, checks.today_of(at))
        rewrite_paths()
        rank_units()
        counts = again.counts
        detail = {"sha256": plan.sha256, "on": plan.on.isoformat(), **{str(state): n for state, n in counts.items()}}
        record("unit.imported", by=by, at=at, subject=plan.name[:200], detail=detail)
        for row in again.having(RowState.NEW):
            unit = made[row.reference]
            detail = {"import": plan.name, "row": row.number, "kind": unit.kind, "code": unit.code}
            detail |= {"parent": str(unit.parent or ""), "from": unit.valid_from.isoformat()}
            record("unit.opened", by=by, at=at, subject=unit, unit_id=unit.pk, detail=detail)
        for row, unit in changed:
            changes = {change.label: [change.old, change.new] for change in row.changes}
            detail = {"import": plan.name, "row": row.number, "on": plan.on.isoformat(), "changes": changes}
            record("unit.changed", by=by, at=at, subject=unit, unit_id=unit.pk, detail=detail)
    return counts


def _overtaken() -> Overtaken:
    return Overtaken("单位资料在预览之后有变化（可能已经导入过一次），没有写入任何内容，请重新预览后再确认。")


def _open_all(rows: list[PlannedRow]) -> dict[int, Unit]:
    """The new units by the reference of their rows; parents before children, so that each knows its parent's id."""
    taken = set(Unit.objects.values_list("slug", flat=True))
    positions: dict[int | None, int] = defaultdict(int)
    for parent_id, position in Unit.objects.order_by().values_list("parent_id", "position"):
        positions[parent_id] = max(positions[parent_id], position + 1)
    made: dict[int, Unit] = {}
    waiting = rows
    while waiting:
        ready = [row for row in waiting if row.parent is None or row.parent > 0 or row.parent in made]
        if not ready:
            raise AssertionError("a plan without wrong rows has no circle")
        units = [_unit(row, made, taken, positions) for row in ready]
        for row, unit in zip(ready, Unit.objects.bulk_create(units, batch_size=_BATCH), strict=True):
            made[row.reference] = unit
        done = {row.number for row in ready}
        waiting = [row for row in waiting if row.number not in done]
    return made


def _unit(row: PlannedRow, made: dict[int, Unit], taken: set[str], positions: dict[int | None, int]) -> Unit:
    unit = Unit(name=row.name, **row.values)
    unit.parent = _referred(row.parent, made)
    unit.slug = checks.slug_for(unit.name, unit.code, unit.valid_from, taken)
    taken.add(unit.slug)
    if "position" not in row.values:
        unit.position = positions[unit.parent_id]
    positions[unit.parent_id] = max(positions[unit.parent_id], unit.position + 1)
    return unit


def _referred(reference: int | None, made: dict[int, Unit]) -> Unit | None:
    if reference is None:
        return None
    return made[reference] if reference < 0 else Unit.objects.get(pk=reference)


def _change_all(rows: list[PlannedRow], made: dict[int, Unit], on: date, today: date) -> list[tuple[PlannedRow, Unit]]:
    units = Unit.objects.select_related("parent").in_bulk([row.unit_id for row in rows])
    names = _latest(UnitName.objects.filter(unit_id__in=units))
    places = _latest(UnitPlace.objects.filter(unit_id__in=units))
    fields: set[str] = {"revision"}
    ended: list[UnitName | UnitPlace] = []
    begun: list[UnitName | UnitPlace] = []
    changed = []
    for row in rows:
        unit = units[row.unit_id]
        short_name = row.values.get("short_name", unit.short_name)
        if row.name != unit.name:
            row.values.pop("short_name", None)
            old_name = names.get(unit.pk) or UnitName(
                unit=unit, name=unit.name, short_name=unit.short_name, valid_from=unit.valid_from
            )
            old_name.valid_to = on - _DAY
            ended.append(old_name)
            begun.append(UnitName(unit=unit, name=row.name, short_name=short_name, valid_from=on))
            if on <= today:
                unit.name, unit.short_name = row.name, short_name
                fields |= {"name", "short_name"}
        if row.moves:
            parent = _referred(row.parent, made)
            old_place = places.get(unit.pk) or UnitPlace(unit=unit, parent=unit.parent, valid_from=unit.valid_from)
            old_place.valid_to = on - _DAY
            ended.append(old_place)
            begun.append(UnitPlace(unit=unit, parent=parent, valid_from=on))
            if on <= today:
                unit.parent = parent
                fields.add("parent")
        for field, value in row.values.items():
            setattr(unit, field, value)
            fields.add(field)
        unit.revision += 1
        changed.append((row, unit))
    for each in [*ended, *begun]:
        each.save()
    if changed:
        Unit.objects.bulk_update([unit for _row, unit in changed], sorted(fields), batch_size=_BATCH // 10)
    return changed


def _latest(rows: QuerySet[_Dated]) -> dict[int, _Dated]:
    return {row.unit_id: row for row in rows.order_by("valid_from", "id")}


def rewrite_paths() -> int:
    """Bring the place of every unit in line with its parents; how many were not. Parents are right, paths are kept."""
    units = {unit.pk: unit for unit in Unit.objects.only("pk", "parent_id", "path").order_by()}
    paths: dict[int | None, str] = {None: "/"}

    def path(pk: int | None) -> str:
        if pk not in paths and pk is not None:
            paths[pk] = f"{path(units[pk].parent_id)}{pk}/"
        return paths[pk]

    wrong = [unit for unit in units.values() if unit.path != path(unit.pk)]
    for unit in wrong:
        unit.path = path(unit.pk)
    Unit.objects.bulk_update(wrong, ["path"], batch_size=_BATCH)
    return len(wrong)
