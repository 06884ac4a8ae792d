"""Who may see, write, publish and withdraw annual reports: as for documents, the unit's own posts. Posts decide."""

from __future__ import annotations

from gongkai.office.actors import Actor
from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.catalog import permissions as documents
from gongkai.office.catalog.permissions import PUBLISHERS, READERS, WITHDRAWERS, WRITERS
from gongkai.office.units.models import Unit

__all__ = ["READERS", "WRITERS", "may_export", "may_publish", "may_see", "may_withdraw", "may_write", "may_write_in"]

may_write_in = documents.may_write_in
may_see_of = documents.may_see_of


def may_see(by: Actor, report: AnnualReport) -> bool:
    """The versions of a report, its reading and its findings."""
    return may_see_of(by, report.unit)


def may_write(by: Actor, report: AnnualReport) -> bool:
    """Save, check, submit and take back: 经办人 and 科室负责人. A post narrowed to a section writes what is its section's."""
    return may_write_in(by, report.unit, report.section)


def may_publish(by: Actor, report: AnnualReport) -> bool:
    """Put out what is cleared: 办公室终审, or 经办人 of the section that reports."""
    duty = by.holding(PUBLISHERS, report.unit.path)
    return duty is not None and (duty.kind not in WRITERS or may_write(by, report))


def may_withdraw(by: Actor, report: AnnualReport) -> bool:
    """Take back what is public: 办公室终审 or 分管领导."""
    return by.holding(WITHDRAWERS, report.unit.path) is not None


def may_look_over(by: Actor, unit: Unit) -> bool:
    """See which reports a unit has and lacks."""
    return may_see_of(by, unit)


def may_export(by: Actor) -> bool:
    """See the list of reports and take it away as a file (the list itself is limited to what may be seen)."""
    return by.has(*READERS)
