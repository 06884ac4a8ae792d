"""How a unit keeps up each heading: mode, cycle, the section that answers for it, or that it has no such business (条例第十九条至第二十一条).

The law's data hold until the unit settles otherwise; what it settles is a row of :class:`Obligation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.headings import Node, flat, headings_of, name_of
from gongkai.office.catalog.models import Obligation
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.search.counting import Counts, counts_by, scope_of
from gongkai.office.units.checks import locked, tidy
from gongkai.office.units.models import Section, Unit
from gongkai.statute.disclosure import disclosure_law

CYCLE_MOST = 3650
#: So many days before the end of its cycle a heading is told to be due.
SOON_DAYS = 14


class State(StrEnum):
    """Where a heading stands on a day. Computed, never kept."""

    FRESH = "fresh"
    SOON = "soon"
    STALE = "stale"
    BLANK = "blank"
    NONE = "none"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STATES[self]


_STATES = {
    State.FRESH: "正常",
    State.SOON: "将到期",
    State.STALE: "超期",
    State.BLANK: "空白",
    State.NONE: "无此类信息",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A heading of a unit on a day: what is public under it (with all that stands beneath), and how it is kept up.

    ``total`` and ``newest_on`` speak of what is public. ``due_on`` is the day until which something new must come, None
    where there is no cycle or nothing yet. ``state`` is None under a heading that the unit is not asked about by itself:
    it stands under an item of the law and the unit has settled nothing for it.
    """

    node: Node
    mode: str
    cycle_days: int
    section: Section | None
    not_applicable: bool
    reason: str
    settled: bool
    total: int
    newest_on: date | None
    due_on: date | None
    state: State | None

    @property
    def owed(self) -> bool:
        """Whether it is one of the classes the unit must make public: an item of the law, and the unit has such business."""
        return self.node.level == 0 and not self.not_applicable

    def age(self, on: date) -> int | None:
        """The age of the newest item in days."""
        return None if self.newest_on is None else (on - self.newest_on).days


def lines_of(unit: Unit, on: date) -> tuple[Line, ...]:
    """Every heading of a unit in the order of its catalogue, closed ones too: their items stay public. Three queries."""
    settled = {row.heading: row for row in Obligation.objects.filter(unit=unit).select_related("section")}
    public = counts_by("heading", scope_of(unit_id=unit.pk))
    return lines(headings_of(unit, on, closed=True), settled, {str(code): found for code, found in public.items()}, on)


def lines(
    tree: Iterable[Node],
    settled: Mapping[str, Obligation],
    public: Mapping[str, Counts],
    on: date,
    *,
    asked: bool = False,
) -> tuple[Line, ...]:
    """The same for a tree, what a unit settled by code, and what is public by code; with ``asked`` only what has a state. No query."""
    nodes = flat(tree) if not asked else (node for node in flat(tree) if _asked(node, settled.get(node.code)))
    return tuple(_line(node, settled.get(node.code), public, on) for node in nodes)


def _asked(node: Node, own: Obligation | None) -> bool:
    """Whether a unit is asked about a heading by itself: an item of the law, or one it settled something for."""
    return node.level == 0 or (own is not None and not node.closed)


def _line(node: Node, own: Obligation | None, public: Mapping[str, Counts], on: date) -> Line:
    found = [public[each.code] for each in flat([node]) if each.code in public]
    newest = max((each.newest_on for each in found if each.newest_on), default=None)
    cycle = node.cycle_days if own is None or own.cycle_days is None else own.cycle_days
    due = newest + timedelta(days=cycle) if newest and cycle else None
    not_applicable = own is not None and own.not_applicable
    return Line(
        node=node,
        mode=(own.mode if own else "") or node.mode,
        cycle_days=cycle,
        section=own.section if own else None,
        not_applicable=not_applicable,
        reason=own.reason if own else "",
        settled=own is not None,
        total=sum(each.total for each in found),
        newest_on=newest,
        due_on=None if not_applicable else due,
        state=_state(newest, due, on, not_applicable=not_applicable) if _asked(node, own) else None,
    )


def _state(newest: date | None, due: date | None, on: date, *, not_applicable: bool) -> State:
    if not_applicable:
        return State.NONE
    if newest is None:
        return State.BLANK
    if due is None or due - on > timedelta(days=SOON_DAYS):
        return State.FRESH
    return State.STALE if due < on else State.SOON


# --- settling ---------------------------------------------------------------------------------------------------------
def settle(
    unit: Unit,
    heading: str,
    *,
    by: Actor,
    at: datetime,
    mode: str = "",
    cycle_days: int | None = None,
    section: Section | None = None,
    not_applicable: bool = False,
    reason: str = "",
) -> Obligation | None:
    """Say how the unit keeps a heading up; nothing said takes the row away and the law's data hold again.

    ``cycle_days`` 0 is no limit, None the law's.

    Raises:
        NotAllowed: neither 办公室终审 nor 单位管理员 of the unit.
        Refused: by field ``heading``, ``mode``, ``cycle_days``, ``section``, ``not_applicable``, ``reason``.
    """
    if not permissions.may_arrange_catalogue(by, unit):
        raise NotAllowed(f"“{unit.name}”的公开事项由该单位的办公室终审或者单位管理员规定，您没有这样的岗位。")
    reason = tidy(reason)
    with audited():
        unit = locked(unit)
        node = _node(unit, heading, timezone.localdate(at))
        problems = _problems(unit, node, mode, cycle_days, section, reason, not_applicable=not_applicable)
        if problems:
            raise Refused(problems)
        row = Obligation.objects.filter(unit=unit, heading=heading).first()
        values = {
            "mode": mode,
            "cycle_days": cycle_days,
            "section": section,
            "not_applicable": not_applicable,
            "reason": reason,
        }
        said = {"heading": f"{heading} {node.name}", "from": _said(row), "to": values | {"section": str(section or "")}}
        record("catalog.obligation.settled", by=by, at=at, subject=node.name, unit_id=unit.pk, detail=said)
        if mode or cycle_days is not None or section or not_applicable or reason:
            return Obligation.objects.update_or_create(unit=unit, heading=heading, defaults=values)[0]
        Obligation.objects.filter(unit=unit, heading=heading).delete()
    return None


def _said(row: Obligation | None) -> dict[str, object]:
    if row is None:
        return {}
    return {
        "mode": row.mode,
        "cycle_days": row.cycle_days,
        "section": str(row.section or ""),
        "not_applicable": row.not_applicable,
        "reason": row.reason,
    }


def _node(unit: Unit, code: str, on: date) -> Node:
    found = next((node for node in flat(headings_of(unit, on)) if node.code == code), None)
    if found is None:
        raise Refused({"heading": f"“{name_of(code)}”不在本单位的公开目录里，请从目录中选择。"})
    return found


def _problems(
    unit: Unit,
    node: Node,
    mode: str,
    cycle_days: int | None,
    section: Section | None,
    reason: str,
    *,
    not_applicable: bool,
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if mode and mode not in disclosure_law().modes:
        problems["mode"] = f"公开时限类型里没有“{mode}”，请从列表中选择。"
    if cycle_days is not None and not 0 <= cycle_days <= CYCLE_MOST:
        problems["cycle_days"] = f"更新周期须在1天至{CYCLE_MOST}天之间，0表示不限，请核对。"
    cycle = node.cycle_days if cycle_days is None else cycle_days
    if (mode or node.mode) == "routine" and not cycle and not not_applicable:
        problems.setdefault("cycle_days", "常规性定期公开的类目须有更新周期，请填写天数，或者改选公开时限类型。")
    if section is not None and (section.unit_id != unit.pk or section.closed):
        problems["section"] = "责任科室须是本单位没有撤销的内设机构，请重新选择。"
    if len(reason) > 300:
        problems["reason"] = f"说明有{len(reason)}个字，最多300个字，请缩短。"
    if not_applicable:
        problems |= _unlikely(unit, node, reason)
    return problems


def _unlikely(unit: Unit, node: Node, reason: str) -> dict[str, str]:
    """Why "there is no such business" cannot be said."""
    if node.always:
        says = f"“{node.name}”是{unit.get_kind_display()}都要公开的内容（{node.cited}），不能登记为无此类信息。"
        return {"not_applicable": says}
    public = counts_by("heading", scope_of(unit_id=unit.pk))
    if number := sum(public[each.code].total for each in flat([node]) if each.code in public):
        return {"not_applicable": f"“{node.name}”已公开{number}条信息，不能登记为无此类信息。"}
    return {} if reason else {"reason": "登记为无此类信息的，须说明理由，主管部门和本单位都能看到，请填写。"}
