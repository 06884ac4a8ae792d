"""Year against year of one organ: what was carried out must be carried in, what was pending must reappear.

The rules are the ``[[chain]]`` entries of the form of the later year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.statute.annual.check import Known, form_of
from gongkai.statute.annual.crossfoot import Lookup, apply_rule
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import UNREAD, Cell, Finding, Number, Report, in_form_unit

_AGGREGATE = re.compile(r"(?:人民政府|[省市县区旗州])(?:办公厅|办公室)?\Z")


@dataclass(frozen=True, slots=True)
class Link:
    """Two consecutive reports and what the chain rules found between them."""

    earlier: Report
    later: Report
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The reports of one organ in order of years, the links, and findings about the row itself."""

    reports: tuple[Report, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def chain(reports: Iterable[Report], known: Known | None = None) -> Chain:
    """Put the reports of one organ in order and hold each year against the one before.

    A year without a report, a year with two, a report without a year and reports of several organs are
    findings of their own; the links that can be made are made.
    """
    every = list(reports)
    undated = [report for report in every if report.year is None]
    ordered = sorted((report for report in every if report.year is not None), key=lambda report: report.year or 0)
    findings = [_said("CH-YEAR", f"{_name(report)} 没有认出年度，未参加逐年核对。") for report in undated]
    findings += _about_the_row(ordered)
    links = tuple(
        Link(earlier, later, tuple(check_link(earlier, later, known)))
        for earlier, later in pairwise(ordered)
        if (later.year or 0) - (earlier.year or 0) == 1
    )
    return Chain(tuple(ordered), links, tuple(findings))


def check_link(earlier: Report, later: Report, known: Known | None = None) -> list[Finding]:
    """The findings of the chain rules between two consecutive years of one organ."""
    form, before = form_of(later, known), form_of(earlier, known)
    if form is None or before is None:
        return [
            _said("CH-FORM", f"{_name(later if form is None else earlier)} 没有认出年度报告格式，无法与相邻年度核对。")
        ]
    lookup = _lookup(earlier, later, before, form)
    aggregate = later.organ is not None and bool(_AGGREGATE.search(later.organ))
    findings: list[Finding] = []
    for rule in form.chain:
        if before.id in rule.previous_forms:
            severity = rule.aggregate_severity if aggregate and rule.aggregate_severity else rule.severity
            findings += apply_rule(rule, lookup, form, severity)
    return findings


def _lookup(earlier: Report, later: Report, before: Form, form: Form) -> Lookup:
    def lookup(term: str) -> Sequence[tuple[str, Cell, Number | None]]:
        previous = term.startswith("previous:")
        report, own = (earlier, before) if previous else (later, form)
        found = []
        for key in own.matching(term.removeprefix("previous:")):
            cell = report.cells.get(key, UNREAD)
            found.append((("previous:" if previous else "") + key, cell, in_form_unit(cell, own.cells[key])))
        return found

    return lookup


def _about_the_row(ordered: list[Report]) -> list[Finding]:
    findings = []
    organs = {report.organ for report in ordered if report.organ}
    if len(organs) > 1:
        findings.append(
            _said(
                "CH-ORGAN",
                f"各年报告的机关名称不一：{'、'.join(sorted(organs))}。机构更名或合并的请说明，否则请检查文件。",
            )
        )
    for earlier, later in pairwise(ordered):
        gap = (later.year or 0) - (earlier.year or 0)
        if gap == 0:
            findings.append(
                _said("CH-TWICE", f"{later.year} 年度有两份报告：{_name(earlier)} 与 {_name(later)}。请只保留一份。")
            )
        elif gap > 1:
            years = "、".join(str(year) for year in range((earlier.year or 0) + 1, later.year or 0))
            findings.append(_said("CH-GAP", f"缺少 {years} 年度的报告，{earlier.year} 与 {later.year} 之间无法核对。"))
    return findings


def _said(rule: str, message: str) -> Finding:
    return Finding(rule, "warning", message, assessable=False)


def _name(report: Report) -> str:
    return report.source.name if report.source else f"{report.organ or '未知机关'}{report.year or ''}"
