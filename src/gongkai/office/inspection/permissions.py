"""Who deals with what people find wrong: the unit concerned, and the lead office of its region (条例第三条、第四条)."""

from __future__ import annotations

from gongkai.office.actors import Actor, DutyKind
from gongkai.office.inspection.models import Mistake
from gongkai.office.units.models import Unit

#: Who answers for a unit.
HANDLERS = frozenset({DutyKind.DRAFTER, DutyKind.SECTION_HEAD, DutyKind.FINAL_REVIEWER, DutyKind.SUPERVISOR})
#: Who sees what came in.
READERS = HANDLERS | {DutyKind.LEADER, DutyKind.UNIT_ADMINISTRATOR, DutyKind.ASSESSOR}


def may_see_some(by: Actor) -> bool:
    """The list; it shows what the posts cover."""
    return by.has(*READERS)


def may_see(by: Actor, mistake: Mistake) -> bool:
    """One report, without its contact."""
    return by.holding(READERS, mistake.unit.path) is not None


def may_handle(by: Actor, mistake: Mistake) -> bool:
    """Transfer, answer, reopen; and read how the reporter is reached."""
    return by.holding(HANDLERS, mistake.unit.path) is not None


def may_hand_to(by: Actor, unit: Unit) -> bool:
    """The lead office of the unit's region hands to any unit in it; others give back to the root (see services.transfer)."""
    return by.holds(DutyKind.SUPERVISOR, unit.path)
