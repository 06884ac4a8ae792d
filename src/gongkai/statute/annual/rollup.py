"""Children into parent: the sum of the units' cells, cell by cell, with who stands behind it and who is missing.

A cell that one unit could not give is unknown in the sum; the sum so far and the missing units are said
beside it. Blank cells add nothing and are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.statute.annual.check import Known, form_of
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import UNREAD, Cell, Finding, Number, Report, Status, in_form_unit
from gongkai.statute.errors import GongkaiError


@dataclass(frozen=True, slots=True)
class Rollup:
    """The summed report, the sums so far, and who could not be counted.

    ``missing`` are expected units without a report; ``left_out`` reports that could not be added, with the
    reason; ``gaps`` the units whose cell is unread, by cell.
    """

    report: Report
    so_far: Mapping[str, Number]
    counted: tuple[str, ...]
    missing: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def rollup(
    children: Iterable[Report],
    *,
    organ: str | None = None,
    expected: Sequence[str] = (),
    parent: Report | None = None,
    year: int | None = None,
    known: Known | None = None,
) -> Rollup:
    """Add up the reports of units for one year.

    ``expected`` names the units that should report; ``parent`` is a published aggregate to hold the sum
    against (rule T3-AGG). Without ``year`` the most frequent year of the children is taken.
    Raises GongkaiError if there is nothing to add up.
    """
    reports = list(children)
    year = year or _usual_year(reports)
    form, chosen, left_out = _same_form(reports, year, known)
    cells: dict[str, Cell] = {}
    so_far: dict[str, Number] = {}
    gaps: dict[str, tuple[str, ...]] = {}
    for key, spec in form.cells.items():
        total: Number = 0
        behind, lacking = [], []
        for report in chosen:
            cell = report.cells.get(key, UNREAD)
            value = in_form_unit(cell, spec)
            if value is not None:
                total += value
                if value:
                    behind.append(name_of(report))
            elif cell.status is not Status.BLANK:
                lacking.append(name_of(report))
        so_far[key] = total
        if lacking:
            gaps[key] = tuple(lacking)
            reason = f"{len(lacking)} 个单位的这一格未读到，目前合计 {total}"
            cells[key] = Cell(None, Status.UNREAD, reason=reason, trace=tuple(behind))
        else:
            cells[key] = Cell(total, Status.TALLIED, trace=tuple(behind))
    counted = tuple(name_of(report) for report in chosen)
    organs = {report.organ for report in chosen}
    missing = tuple(name for name in expected if name not in organs)
    summed = Report(organ, year, form.id, cells)
    findings = tuple(against_parent(parent, summed, missing, form)) if parent is not None else ()
    return Rollup(summed, so_far, counted, missing, tuple(left_out), gaps, findings)


def _usual_year(reports: Sequence[Report]) -> int:
    years = [report.year for report in reports if report.year is not None]
    if not years:
        raise GongkaiError("没有可以汇总的报告：所有文件都没有认出年度。请用 --year 指定年度，或检查文件。")
    return max(set(years), key=lambda year: (years.count(year), year))


def _same_form(
    reports: Sequence[Report], year: int, known: Known | None
) -> tuple[Form, list[Report], list[tuple[str, str]]]:
    """The form most reports of the year follow, the reports to add, and the others with the reason."""
    left_out: list[tuple[str, str]] = []
    candidates: list[tuple[Report, Form]] = []
    seen: dict[str, Report] = {}
    for report in reports:
        form = form_of(report, known)
        if form is None:
            left_out.append((name_of(report), "没有认出年度报告格式"))
        elif report.year != year:
            left_out.append((name_of(report), f"是 {report.year or '未知'} 年度的报告"))
        elif report.organ and report.organ in seen:
            left_out.append((name_of(report), f"与 {_file(seen[report.organ])} 是同一单位同一年度，只计一份"))
        else:
            candidates.append((report, form))
            if report.organ:
                seen[report.organ] = report
    if not candidates:
        raise GongkaiError(f"没有可以汇总的 {year} 年度报告。请检查文件，或用 --year 指定年度。")
    forms = [form for _, form in candidates]
    usual = max(set(forms), key=lambda form: (forms.count(form), form.first_year))
    left_out += [
        (name_of(report), f"用的是 {form.id} 年格式，不能与 {usual.id} 年格式相加")
        for report, form in candidates
        if form is not usual
    ]
    return usual, [report for report, form in candidates if form is usual], left_out


def against_parent(parent: Report, summed: Report, missing: Sequence[str], form: Form) -> Iterable[Finding]:
    """T3-AGG: the aggregate's cell equals the sum of the units' cells. A warning while units are missing."""
    severity: str = "warning" if missing else "error"
    for key, cell in summed.cells.items():
        stated = parent.cells.get(key)
        value = in_form_unit(stated, form.cells[key]) if stated else None
        if cell.value is None or value is None or value == cell.value:
            continue
        message = (
            f"“{form.cells[key].says}”汇总报告填 {value}，各单位合计 {cell.value}，相差 {abs(value - cell.value)}。"
        )
        message += f"尚缺 {len(missing)} 个单位的报告。" if missing else "请核对，或说明未列入的单位。"
        yield Finding("T3-AGG", severity, message, (key,), expected=cell.value, found=value)  # type: ignore[arg-type]


def name_of(report: Report) -> str:
    """The unit a report is of, or its file where the organ is unknown."""
    return report.organ or _file(report)


def _file(report: Report) -> str:
    return report.source.name if report.source else "未知单位"
