"""Who may see, write, publish and withdraw documents. Posts decide; the state of the document is the services' matter."""

from __future__ import annotations

from gongkai.office.actors import REGION_DUTIES, UNIT_DUTIES, Actor, DutyKind
from gongkai.office.catalog.models import Document
from gongkai.office.units.models import Section, Unit

#: Who sees the drafts of a unit: everyone with a post in it, and the lead office of the region (条例第三条).
READERS = UNIT_DUTIES | {DutyKind.SUPERVISOR}
#: Who writes: 「科室上报」.
WRITERS = frozenset({DutyKind.DRAFTER, DutyKind.SECTION_HEAD})
#: Who puts out what has been cleared. The decision is the clearance; this is its execution.
PUBLISHERS = frozenset({DutyKind.DRAFTER, DutyKind.FINAL_REVIEWER})
#: Who takes something back from the public.
WITHDRAWERS = frozenset({DutyKind.FINAL_REVIEWER, DutyKind.LEADER})
#: Who settles what the unit keeps under its headings: the office that arranges its catalogue (条例第四条第二款).
ARRANGERS = frozenset({DutyKind.FINAL_REVIEWER, DutyKind.UNIT_ADMINISTRATOR})

#: Who looks from time to time whether something withheld can now be public.
REASSESSORS = frozenset({DutyKind.SECRECY_REVIEWER, DutyKind.FINAL_REVIEWER})


def may_see(by: Actor, document: Document) -> bool:
    """The drafts, their history and attachments."""
    return may_see_of(by, document.unit)


def may_see_of(by: Actor, unit: Unit) -> bool:
    """The documents of a unit."""
    return by.holding(READERS, unit.path) is not None


def may_write_in(by: Actor, unit: Unit, section: Section | None) -> bool:
    """Start a document in a unit. A post narrowed to a section writes for that section only."""
    return any(
        duty.covers(unit.path) and (duty.section_id is None or (section is not None and duty.section_id == section.pk))
        for duty in by.scope(WRITERS)
    )


def may_write(by: Actor, document: Document) -> bool:
    """Save, check, submit and take back."""
    return may_write_in(by, document.unit, document.section)


def may_publish(by: Actor, document: Document) -> bool:
    """Put out what is cleared: 办公室终审, or 经办人 of the document's section."""
    return by.holds(DutyKind.FINAL_REVIEWER, document.unit.path) or (
        by.holds(DutyKind.DRAFTER, document.unit.path) and may_write(by, document)
    )


def may_withdraw(by: Actor, document: Document) -> bool:
    """Take back what is public: 办公室终审 or 分管领导."""
    return by.holding(WITHDRAWERS, document.unit.path) is not None


def may_arrange_catalogue(by: Actor, unit: Unit) -> bool:
    """Add own headings, settle cycles and who is responsible, say that there is no such business: 办公室终审 or 单位管理员."""
    return by.holding(ARRANGERS, unit.path) is not None


def may_compare_units(by: Actor) -> bool:
    """See how complete the catalogues of a region are: the lead office and those who assess."""
    return by.has(*REGION_DUTIES)


def may_cancel_schedule(by: Actor, document: Document) -> bool:
    """Take back a release that was arranged: who may publish, and who may withdraw."""
    return may_publish(by, document) or may_withdraw(by, document)


def may_judge_validity(by: Actor, document: Document) -> bool:
    """Say that something public is no longer in force, or is again: 办公室终审 or 分管领导."""
    return by.holding(WITHDRAWERS, document.unit.path) is not None


def may_reassess(by: Actor, document: Document) -> bool:
    """Look again at what is not public (条例第十八条): 保密审查员 or 办公室终审."""
    return by.holding(REASSESSORS, document.unit.path) is not None


def may_export(by: Actor) -> bool:
    """Take the list of documents away as a file (the list itself is limited to what may be seen)."""
    return by.has(*READERS)


def may_import(by: Actor) -> bool:
    """Send a table of documents; each row is decided as if it were written (:func:`may_write_in`)."""
    return by.has(*WRITERS)
