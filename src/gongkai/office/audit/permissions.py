"""Who may read the trail: the audit administrator all of it, a unit's administrator that of the own unit."""

from __future__ import annotations

from gongkai.office.actors import Actor, Duty, DutyKind


def may_read_all(by: Actor) -> bool:
    """The whole trail, its verification and its export."""
    return by.has(DutyKind.AUDIT_ADMINISTRATOR)


def readable_scope(by: Actor) -> tuple[Duty, ...]:
    """The duties whose units' entries may be read by someone who may not read all."""
    return by.scope({DutyKind.UNIT_ADMINISTRATOR})


def may_read_some(by: Actor) -> bool:
    """Any of the trail at all."""
    return may_read_all(by) or bool(readable_scope(by))


def may_verify(by: Actor) -> bool:
    """Whether the chain may be verified: it is one chain, so that its reader is who may read all."""
    return may_read_all(by)
