"""What the rules say of a report, and which of it must be mended or explained in public before anybody reviews it.

Real reports do not always foot. A figure is not bent so that it does: the rule is named, the unit says why, the public reads both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gongkai.office.annualreport.contents import Written
from gongkai.office.annualreport.models import ReportVersion
from gongkai.statute.annual.check import check
from gongkai.statute.annual.exchange import finding_to_dict
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Finding, Report, Status

#: How much a public note may say.
NOTE_MOST = 300


def key_of(finding: Finding) -> str:
    """The name of a finding: of its rule, its cells and its figures. Other figures make another finding, to be explained anew.

    >>> key_of(Finding("RQ-1", "error", "…", ("a", "b"), 3, 2))
    'RQ-1-71714413'
    """
    told = "|".join([*finding.cells, str(finding.expected), str(finding.found)])
    return f"{finding.rule}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def findings_of(report: Report) -> list[tuple[str, Finding]]:
    """Everything that can be said about the report, the gravest first, each with its key."""
    return [(key_of(finding), finding) for finding in check(report)]


def unfooted(form: Form, findings: Iterable[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """Those of the cross-footing rules that do not hold (勾稽关系): not the ones that cannot be applied, not the prose."""
    rules = {rule.id for rule in form.rules}
    return [
        (key, finding)
        for key, finding in findings
        if finding.rule in rules and finding.assessable and finding.severity != "info"
    ]


def public_words(message: str) -> str:
    """A finding as the public reads it: what is so, without what the clerk is asked to do.

    >>> public_words("“总计”填 2，各项合计为 1，相差 1。请核对各项数字。")
    '“总计”填 2，各项合计为 1，相差 1。'
    """
    sentences = re.findall(r"[^。]+。?", message)
    return "".join(sentence for sentence in sentences if not sentence.startswith(("请", "其中有的格")))


def of_written(written: Written) -> tuple[list[tuple[str, Finding]], list[tuple[str, Finding]]]:
    """All findings, and those that the public reads: what does not foot, and whatever else the unit explains."""
    every = findings_of(written.report)
    wrong = {key for key, _finding in unfooted(written.form, every)}
    public = [
        (key, replace(finding, message=public_words(finding.message)))
        for key, finding in every
        if key in wrong or written.notes.get(key)
    ]
    return every, public


def kept(findings: Iterable[tuple[str, Finding]]) -> list[dict[str, Any]]:
    """Findings as a version keeps them."""
    return [{"key": key, **finding_to_dict(finding)} for key, finding in findings]


def unread(report: Report) -> list[str]:
    """The cells that nobody has settled: neither a figure nor a blank."""
    return [key for key, cell in report.cells.items() if cell.status is Status.UNREAD]


def unexplained(version: ReportVersion, form: Form) -> list[dict[str, Any]]:
    """The kept findings that do not foot and of which the public is not told why."""
    return [row for row in version.findings if _wrong(row, form) and not version.notes.get(row["key"])]


def public_findings(version: ReportVersion, form: Form) -> list[dict[str, Any]]:
    """What the public reads under the tables: each rule that does not foot, and what else the unit explains, with its note."""
    return [
        {**row, "message": public_words(row["message"]), "note": version.notes.get(row["key"], "")}
        for row in version.findings
        if _wrong(row, form) or version.notes.get(row["key"])
    ]


def _wrong(row: dict[str, Any], form: Form) -> bool:
    rules = {rule.id for rule in form.rules}
    return row["rule"] in rules and row["assessable"] and row["severity"] != "info"
