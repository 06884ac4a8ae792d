"""The dry run: what each row of a table of units would do, and every reason why a row cannot."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

from gongkai.office.actors import Actor
from gongkai.office.errors import Refused
from gongkai.office.units import checks, credit_code
from gongkai.office.units.importing.columns import COLUMNS
from gongkai.office.units.importing.known import Known
from gongkai.office.units.importing.outcome import Change, ImportPlan, PlannedRow, Problem
from gongkai.office.units.importing.sheet import Sheet, SheetRow, read_sheet
from gongkai.office.units.importing.values import own_values
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.permissions import must_arrange


def plan_import(data: bytes, name: str, on: date, by: Actor) -> ImportPlan:
    """What importing the file with effect from ``on`` would do. Nothing is written.

    A row speaks of the unit with its code, else of the one unit with its name, else of a new one. Empty cells leave
    what is recorded. Another name under a known code is a renaming from ``on``, another parent a move.

    Raises:
        NotAllowed: not a system administrator.
        Refused: the file as a whole cannot be read (``sheet.read_sheet`` says why).
    """
    must_arrange(by)
    sheet = read_sheet(data, name)
    return plan_sheet(sheet, name=name, sha256=hashlib.sha256(data).hexdigest(), on=on)


def plan_sheet(sheet: Sheet, *, name: str, sha256: str, on: date) -> ImportPlan:
    """The plan for a sheet against the tables as they are now."""
    known = Known(on)
    planned = [(row, own_values(row, sheet)) for row in sheet.rows]
    for row, plan in planned:
        _match(row, plan, sheet, known)
    for row, plan in planned:
        _hang(row, plan, sheet, known)
    _stand_together(planned, sheet, known)
    for row, plan in planned:
        _compare(row, plan, sheet, known)
        plan.problems.sort(key=lambda each: (len(each.cell), each.cell))
    return ImportPlan(name, sha256, on, sheet, tuple(plan for _row, plan in planned))


# ---------------------------------------------------------------------------------------------- which unit it speaks of


def _match(row: SheetRow, plan: PlannedRow, sheet: Sheet, known: Known) -> None:
    def wrong(field: str, message: str) -> None:
        plan.problems.append(Problem(sheet.cell(field, row.number), message))

    code = plan.values.get("code", "")
    same = known.by_name.get(plan.name, set())
    if code and code in known.by_code:
        plan.unit_id = known.by_code[code]
    elif len(same) > 1:
        wrong("name", f"库中有 {len(same)} 个“{plan.name}”，请填统一社会信用代码以便区分。")
        return
    elif same:
        (plan.unit_id,) = same
        held = known.units[plan.unit_id].code
        if code and held:
            wrong("code", f"库中“{plan.name}”的统一社会信用代码是 {held}，与表中不同，请核对。")
    if plan.unit_id is not None:
        unit = known.units[plan.unit_id]
        if unit.valid_to is not None:
            wrong("name", f"“{unit.name}”已登记于{checks.shown(unit.valid_to)}撤销，不能再导入。")
    elif "kind" not in plan.values and "kind" not in row.values:
        wrong("kind", f"新单位须填“类别”：{'、'.join(UnitKind.labels)}之一。")
    above = (row.values.get("parent", ""), row.values.get("parent_code", ""))
    earlier = known.add(plan, code, (plan.name, *above))
    if earlier is not None:
        field = "code" if code and code == earlier.values.get("code") else "name"
        what = f"统一社会信用代码 {code}" if field == "code" else f"单位“{plan.name}”"
        wrong(field, f"{what}与第 {earlier.number} 行重复，请只留一行。")


def _hang(row: SheetRow, plan: PlannedRow, sheet: Sheet, known: Known) -> None:
    """Find the parent a row names."""
    name, code = row.values.get("parent", ""), credit_code.tidied(row.values.get("parent_code", ""))
    if (not name and not code) or any(each.cell == sheet.cell("parent_code", row.number) for each in plan.problems):
        return
    field = "parent_code" if code else "parent"
    named = known.named(name) if name else set()
    if code:
        found = known.coded(code)
        if found is not None and name and named and found not in named:
            message = f"上级单位代码 {code} 是“{known.name(found)}”，与上级单位“{name}”不一致，请核对。"
            plan.problems.append(Problem(sheet.cell(field, row.number), message))
            return
        candidates = set() if found is None else {found}
    else:
        candidates = named
    if not candidates:
        what = f"代码为 {code} 的单位" if code else f"上级单位“{name[:60]}”"
        message = f"{what}在库中和表中都没有，请核对名称，或把上级单位也填入表中。"
        plan.problems.append(Problem(sheet.cell(field, row.number), message))
    elif len(candidates) > 1:
        message = f"有 {len(candidates)} 个“{name}”，请改填“上级单位代码”以便区分。"
        plan.problems.append(Problem(sheet.cell(field, row.number), message))
    else:
        (plan.parent,) = candidates
        plan.above = known.name(plan.parent)
        plan.moves = plan.unit_id is None or plan.parent != known.tree.last_place(plan.unit_id)[1]
        unit = known.units[plan.unit_id] if plan.unit_id is not None else None
        if unit is not None and plan.moves and not (unit.code and unit.code == plan.values.get("code")):
            # A name alone does not say whether a unit moves or another one of this name is opened.
            message = (
                f"库中的“{unit.name}”隶属于“{unit.parent or '（无上级）'}”，与表中不同。调整隶属关系请填库中已登记的"
                "统一社会信用代码；若是另一个单位，请写全称以示区别。"
            )
            plan.problems.append(Problem(sheet.cell(field, row.number), message))


# ------------------------------------------------------------------------------------------------- the rows as one tree


def _stand_together(planned: list[tuple[SheetRow, PlannedRow]], sheet: Sheet, known: Known) -> None:
    """Circles, roots, kinds, days and names that only show when all rows are seen."""
    siblings = Counter(
        (known.parent(reference), known.name(reference))
        for reference in {*known.rows, *(pk for pk, unit in known.units.items() if unit.in_force(known.on))}
    )
    roots = [pk for pk, unit in known.units.items() if unit.parent_id is None and unit.valid_to is None]
    for row, plan in planned:
        if known.rows.get(plan.reference) is not plan:
            continue  # said twice: the earlier row stands for it
        messages = _place_problems(plan, known)
        if plan.unit_id is None and not {"parent", "parent_code"} & set(row.values):
            if roots:
                messages.append(f"“上级单位”是空的：只有最上级单位可以没有上级，现已有“{known.name(roots[0])}”。")
            roots.append(plan.reference)
        field = "parent" if "parent" in sheet.letters else "parent_code"
        plan.problems.extend(Problem(sheet.cell(field, plan.number), message) for message in messages)
        if plan.name and siblings[known.parent(plan.reference), plan.name] > 1:
            message = f"同一上级单位下已有“{plan.name}”，请核对是否重复，或写全称以示区别。"
            plan.problems.append(Problem(sheet.cell("name", plan.number), message))


def _place_problems(plan: PlannedRow, known: Known) -> list[str]:
    reference, parent = plan.reference, known.parent(plan.reference)
    if circle := known.circle(reference):
        return [f"隶属关系成为一个圈：{' → '.join(known.name(each) for each in circle)}，请改正其中一行的上级单位。"]
    if parent is None:
        return ["派出机构必须有设立它的上级单位。"] if known.kind(reference) == UnitKind.DISPATCHED else []
    messages = []
    kind, above = known.kind(reference), known.kind(parent)
    concerned = plan.moves or "kind" in plan.values or "kind" in getattr(known.rows.get(parent), "values", {})
    if concerned and kind and above and UnitKind(above) not in checks.PARENTS[UnitKind(kind)]:
        words = "、".join(each.label for each in UnitKind if each in checks.PARENTS[UnitKind(kind)])
        messages.append(
            f"“{UnitKind(kind).label}”的上级应为{words}，“{known.name(parent)}”是“{UnitKind(above).label}”。"
        )
    if plan.moves:
        begins = known.on if plan.unit_id else known.since(reference)
        if known.since(parent) > begins:
            messages.append(
                f"上级单位“{known.name(parent)}”自{checks.shown(known.since(parent))}起设立，"
                f"晚于{checks.shown(begins)}，请核对设立日期。"
            )
        ends = known.units[parent].valid_to if parent > 0 else None
        if ends is not None:
            messages.append(f"上级单位“{known.name(parent)}”已登记于{checks.shown(ends)}撤销，请填其承继单位。")
        if _depth(reference, known) > checks.DEEPEST:
            messages.append(f"单位层级不能超过 {checks.DEEPEST} 级。")
    return messages


def _depth(reference: int, known: Known) -> int:
    depth, above = 1, known.parent(reference)
    while above is not None and depth <= checks.DEEPEST:
        depth, above = depth + 1, known.parent(above)
    return depth


# ------------------------------------------------------------------------------------- what is different from the tables


def _compare(row: SheetRow, plan: PlannedRow, sheet: Sheet, known: Known) -> None:
    """For a unit that exists: the changes, and the acts that cannot be done from this day."""
    if plan.unit_id is None:
        plan.values.setdefault("valid_from", known.on)
        return
    unit, on = known.units[plan.unit_id], known.on
    if plan.name and plan.name != unit.name:
        since = known.planned_names.get(unit.pk, unit.valid_from)
        if on <= since:
            message = f"更名的生效日期须晚于现有名称“{unit.name}”的启用日期（{checks.shown(since)}）。"
            plan.problems.append(Problem(sheet.cell("name", row.number), message))
        plan.changes.append(Change("名称", unit.name, plan.name))
    if plan.moves:
        since, old = known.tree.last_place(unit.pk)
        if on <= since:
            message = f"调整隶属关系的生效日期须晚于现有隶属关系的起始日期（{checks.shown(since)}）。"
            plan.problems.append(Problem(sheet.cell("parent", row.number), message))
        new = known.name(plan.parent) if plan.parent is not None else ""
        plan.changes.append(Change("上级单位", known.name(old) if old else "", new))
    day = plan.values.pop("valid_from", unit.valid_from)
    if day != unit.valid_from:
        message = f"库中“{unit.name}”的设立日期是 {unit.valid_from}，导入不修改设立日期，请核对或留空。"
        plan.problems.append(Problem(sheet.cell("valid_from", row.number), message))
    for column in COLUMNS:
        field = column.field
        if field in plan.values and plan.values[field] != getattr(unit, field):
            plan.changes.append(Change(column.head, _in_words(unit, field), _new_words(field, plan.values[field])))


def _in_words(unit: Unit, field: str) -> str:
    return str(unit.get_kind_display()) if field == "kind" else str(getattr(unit, field))


def _new_words(field: str, value: object) -> str:
    return str(UnitKind(str(value)).label) if field == "kind" else str(value)


def must_be_sound(plan: ImportPlan) -> None:
    """Raises Refused while a row is wrong, or when there is nothing to do."""
    if plan.wrong:
        first = plan.wrong[0]
        raise Refused(
            f"有 {len(plan.wrong)} 行有错误（第一处：第 {first.number} 行 {first.problems[0]}），"
            "没有导入任何一行。请改正表格后重新导入。"
        )
    if not plan.does_something:
        raise Refused("表中内容与现有资料完全一致，没有需要导入的内容。")
