"""What was corrected in a report that was public already: from which figure to which, and what the unit says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from gongkai.office.annualreport.contents import form_for, report_of
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.statute.annual.report import UNREAD, Report
from gongkai.statute.writers.layout import shown


@dataclass(frozen=True)
class Corrected:
    """One release after the first: when, why, each figure as it was and as it is, and the parts whose words are others."""

    at: datetime
    says: str
    figures: tuple[tuple[str, str, str], ...]
    parts: tuple[str, ...]


def corrections(annual: AnnualReport) -> list[Corrected]:
    """All releases of a public report after its first, the newest first."""
    if annual.published is None:
        return []
    released = annual.versions.filter(released_at__isnull=False, number__lte=annual.published.number).order_by("number")
    if len(released) < 2:
        return []
    return [_corrected(before, after) for before, after in pairwise(released)][::-1]


def _corrected(before: ReportVersion, after: ReportVersion) -> Corrected:
    assert after.released_at is not None  # noqa: S101 (only released ones are asked for)
    old, new = report_of(before), report_of(after)
    form = form_for(new)
    pairs = (
        (spec.says, shown(old.cells.get(key, UNREAD), spec), shown(new.cells.get(key, UNREAD), spec))
        for key, spec in form.cells.items()
    )
    figures = tuple(pair for pair in pairs if pair[1] != pair[2]) if old.form == new.form else ()
    return Corrected(after.released_at, after.correction, figures, tuple(_parts(old, new)))


def _parts(old: Report, new: Report) -> list[str]:
    words = {section.number: section.text for section in old.sections}
    return [section.title for section in new.sections if words.get(section.number, "") != section.text]
