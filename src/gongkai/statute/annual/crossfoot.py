"""Cross-footing (勾稽关系): the rules of a form applied to a report.

The rules are data in the form file; this module only reads them. A blank cell may hold any number, so a
sum that could still come right with it is *not assessable*, never an error and never a pass: unknown is
not zero. A figure that was itself bound with little certainty cannot convict a report: the finding becomes
a warning that asks to look at the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.statute.annual.form import Form, Rule, Severity, equations
from gongkai.statute.annual.report import UNREAD, Cell, Finding, Number, Report, Status, in_form_unit

# Below this a cell was bound by order or by a torn label; a person should look before anyone is blamed.
DOUBTFUL = 0.8


@dataclass(slots=True)
class Sum:
    """One side of a rule: its value so far, and the cells that are blank or unread."""

    value: Number = 0
    cells: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    doubtful: bool = False
    subtracts_blank: bool = False


Lookup = Callable[[str], Sequence[tuple[str, Cell, Number | None]]]
"""A term of a rule → the cells it names: key, cell, value in the unit of the form."""


def crossfoot(report: Report, form: Form) -> list[Finding]:
    """All findings of the form's own rules, in the order of the form.

    >>> from gongkai.statute.annual.form import forms
    >>> from gongkai.statute.annual.report import Cell, Status
    >>> cells = {f"remedies.review.{k}": Cell(v, Status.READ) for k, v in
    ...          {"upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 2}.items()}
    >>> [f.message for f in crossfoot(Report("某局", 2021, "2021", cells), forms()["2021"]) if f.severity == "error"]
    ['行政复议：结果维持＋结果纠正＋其他结果＋尚未审结＝总计。“行政复议·总计”填 2，各项合计为 1，相差 1。请核对各项数字。']
    """
    findings: list[Finding] = []
    lookup = _lookup_in(report, form)
    for rule in form.rules:
        if rule.from_year is not None and (report.year is None or report.year < rule.from_year):
            continue
        if rule.kind in ("count", "amount"):
            findings += _each_cell(rule, report, form)
        else:
            findings += apply_rule(rule, lookup, form)
    return findings


def _lookup_in(report: Report, form: Form) -> Lookup:
    entries = {}
    for key, spec in form.cells.items():
        cell = report.cells.get(key, UNREAD)
        entries[key] = (key, cell, in_form_unit(cell, spec) if cell.unit else cell.value)
    return lambda term: [entries[key] for key in form.matching(term)]


def apply_rule(rule: Rule, lookup: Lookup, form: Form, severity: Severity | None = None) -> Iterator[Finding]:
    """Apply a rule of kind equal, at_most, at_least or zero for every value it is repeated for.

    What cannot be assessed is gathered into one finding for the rule.
    """
    open_cells: list[str] = []
    unread = False
    for left_terms, right_terms in equations(rule):
        left, right = add_up(left_terms, lookup), add_up(right_terms, lookup)
        state = _state(rule, left, right)
        if state == "open":
            open_cells += left.unread + right.unread or left.blank + right.blank
            unread = unread or bool(left.unread or right.unread)
        elif state == "broken":
            yield _broken(rule, left, right, form, severity or rule.severity)
    if open_cells:
        what = "未读到" if unread else "为空"
        yield Finding(
            rule.id,
            "info",
            f"{rule.says}：有 {len(set(open_cells))} 格{what}，相关等式无法核对。",
            tuple(dict.fromkeys(open_cells)),
            assessable=False,
        )


def add_up(terms: Iterable[str], lookup: Lookup) -> Sum:
    """The sum of the cells the terms name; ``-`` in front of a term subtracts."""
    total = Sum()
    for term in terms:
        minus = term.startswith("-")
        for key, cell, value in lookup(term.removeprefix("-")):
            total.cells.append(key)
            if value is not None:
                total.value += -value if minus else value
                total.doubtful = total.doubtful or (cell.confidence is not None and cell.confidence < DOUBTFUL)
            elif cell.status is Status.BLANK:
                total.blank.append(key)
                total.subtracts_blank = total.subtracts_blank or minus
            else:
                total.unread.append(key)
    return total


def _state(rule: Rule, left: Sum, right: Sum) -> str:
    """``holds``, ``broken`` or ``open`` (cannot be known)."""
    if left.unread or right.unread or not left.cells:
        return "open"
    if len(left.blank) == len(left.cells) or (right.cells and len(right.blank) == len(right.cells)):
        return "open"  # nothing is printed on one side: there is nothing to hold the other against
    low, high = left.value, right.value
    if rule.kind == "zero":
        return "holds" if not low else "broken"
    if rule.kind == "at_most":
        return "holds" if low <= high else "open" if right.blank else "broken"
    if rule.kind == "at_least":
        return "holds" if low >= high else "open" if left.blank else "broken"
    if low == high:
        return "holds"
    may_rise = right.blank if low > high else left.blank
    return "open" if may_rise or left.subtracts_blank or right.subtracts_blank else "broken"


def _broken(rule: Rule, left: Sum, right: Sum, form: Form, severity: Severity) -> Finding:
    doubtful = left.doubtful or right.doubtful
    message = f"{rule.says}。{_compared(rule, left, right, form)}"
    if doubtful and severity == "error":
        severity = "warning"
        message += "其中有的格读取把握不大，请先对照原文。"
    return Finding(
        rule.id,
        severity,
        message,
        tuple(dict.fromkeys(left.cells + right.cells)),
        expected=right.value,
        found=left.value,
    )


def _compared(rule: Rule, left: Sum, right: Sum, form: Form) -> str:
    name = _name(left.cells, form)
    if rule.kind == "zero":
        return f"“{name}”填 {left.value}。"
    difference = abs(left.value - right.value)
    if rule.kind in ("at_most", "at_least"):
        relation = "大于" if rule.kind == "at_most" else "小于"
        return f"“{name}”填 {left.value}，{relation}“{_name(right.cells, form)}”{right.value}。请核对或说明原因。"
    if any(key.startswith("previous:") for key in right.cells):
        how = "上年报告为" if len(right.cells) == 1 else "按上年报告推算为"
        return f"“{name}”填 {left.value}，{how} {right.value}，相差 {difference}。请核对两年的报告。"
    if len(left.cells) == 1:
        return f"“{name}”填 {left.value}，各项合计为 {right.value}，相差 {difference}。请核对各项数字。"
    return f"“{name}”一列：前两项合计 {left.value}，后两项合计 {right.value}，相差 {difference}。请核对该列数字。"


def _name(keys: Sequence[str], form: Form) -> str:
    if not keys:
        return ""
    spec = form.cells.get(keys[0].removeprefix("previous:"))
    if spec is None:
        return keys[0]
    columns = {form.cells[key].column.id for key in keys if key in form.cells}
    if len(keys) > 1 and len(columns) == 1:
        return spec.column.label
    return spec.says


def _each_cell(rule: Rule, report: Report, form: Form) -> Iterator[Finding]:
    """Kinds count (非负整数) and amount (非负数): each cell by itself."""
    for pattern in rule.cells:
        for key in form.matching(pattern):
            cell = report.cells.get(key)
            if cell is None or cell.value is None or form.cells[key].kind == "signed":
                continue
            whole = not isinstance(cell.value, Decimal) or form.cells[key].kind == "amount"
            if cell.value < 0 or (rule.kind == "count" and not whole):
                doubtful = cell.confidence is not None and cell.confidence < DOUBTFUL
                yield Finding(
                    rule.id,
                    "warning" if doubtful else rule.severity,
                    f"{rule.says}。“{form.cells[key].says}”填 {cell.value}，请改正。",
                    (key,),
                    found=cell.value,
                )
