"""Everything that can be said about one report by itself, the gravest first."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.statute.annual.crossfoot import crossfoot
from gongkai.statute.annual.form import Form, form_for_year, forms
from gongkai.statute.annual.formalities import check_formalities
from gongkai.statute.annual.narrative import check_narrative
from gongkai.statute.annual.report import Finding, Report
from gongkai.statute.errors import DataFileError

_ORDER = {"error": 0, "warning": 1, "info": 2}


Known = Mapping[str, Form]
"""Forms by id; where a function takes None, the shipped ones."""


def form_of(report: Report, known: Known | None = None) -> Form | None:
    """The form whose rules a report is held to: its own; for a mixed one that of its year; None if unknown."""
    known = known or forms()
    if report.form in known:
        return known[report.form]
    if report.form == "mixed":
        if report.year is not None:
            try:
                return form_for_year(report.year)
            except DataFileError:
                pass
        return max(known.values(), key=lambda form: sum(key in form.cells for key in report.cells))
    return None


def check(report: Report, known: Known | None = None) -> list[Finding]:
    """Findings of the cross-footing rules, the formal rules and the prose against the tables.

    A document in which no form was recognized gives one finding that says so.
    """
    form = form_of(report, known)
    if form is None:
        message = "没有认出年度报告的表格（既不是 2019 年格式，也不是 2021 年格式），无法核对。"
        return [Finding("TX-FORM", "warning", message, assessable=False)]
    findings = [*crossfoot(report, form), *check_narrative(report, form), *check_formalities(report, form)]
    return sorted(findings, key=lambda finding: (not finding.assessable, _ORDER[finding.severity]))
