"""Who may do what with units.

The system administrator keeps the tree (opening, renaming, moving, closing, merging, import). A unit's administrator
keeps what the unit says about itself: how it is reached, its sections, its leading group, its responsibility chain, its
briefings. The competent office (主管部门) mends the contact data of its region. Everybody reads the units they work in.
"""

from __future__ import annotations

from gongkai.office.actors import SYSTEM, Actor, DutyKind
from gongkai.office.errors import NotAllowed
from gongkai.office.units.models import Unit

_KEEPERS = frozenset({DutyKind.SYSTEM_ADMINISTRATOR, DutyKind.UNIT_ADMINISTRATOR})


def may_arrange(by: Actor) -> bool:
    """Open, rename, move, close, merge and import units."""
    return by == SYSTEM or by.has(DutyKind.SYSTEM_ADMINISTRATOR)


def may_change_contact(by: Actor, unit: Unit) -> bool:
    """Change how a unit's disclosure office is reached (条例第十二条)."""
    return may_lead(by, unit) or by.holds(DutyKind.SUPERVISOR, unit.path)


def may_lead(by: Actor, unit: Unit) -> bool:
    """Keep a unit's sections, leading group, responsibility chain and briefings."""
    return by == SYSTEM or by.holding(_KEEPERS, unit.path) is not None


def may_read(by: Actor, unit: Unit) -> bool:
    """Look at a unit's page: with any post that covers it."""
    return by == SYSTEM or any(duty.covers(unit.path) for duty in by.duties)


def may_see_units(by: Actor) -> bool:
    """Open the list of units: whoever holds a post; the list shows what the posts cover."""
    return by == SYSTEM or bool(by.duties)


def must_arrange(by: Actor) -> None:
    """Raises NotAllowed unless :func:`may_arrange`."""
    if not may_arrange(by):
        raise NotAllowed("设立、更名、调整隶属、撤销、合并和导入单位由系统管理员办理，您没有这个岗位。")


def must_change_contact(by: Actor, unit: Unit) -> None:
    """Raises NotAllowed unless :func:`may_change_contact`."""
    if not may_change_contact(by, unit):
        raise NotAllowed(f"修改“{unit.name}”的联系方式须由该单位的单位管理员、其主管部门或系统管理员办理。")


def must_lead(by: Actor, unit: Unit) -> None:
    """Raises NotAllowed unless :func:`may_lead`."""
    if not may_lead(by, unit):
        raise NotAllowed(f"“{unit.name}”的内设机构、领导小组、责任链和工作汇报由该单位的单位管理员或系统管理员维护。")
