"""The tables of a report as a grid to be filled in: each cell with its status, its place in the original, last year's figure.

The rules go along as plain numbers, so that the page can say at once where a sum does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.faces.look.reporttables import ReportTable, tables_of
from gongkai.statute.annual.compare import compare
from gongkai.statute.annual.crossfoot import DOUBTFUL
from gongkai.statute.annual.form import Form, equations
from gongkai.statute.annual.report import UNREAD, Cell, Report, Status
from gongkai.statute.writers.layout import digits, shown

_STATUSES = {
    Status.READ: "已读",
    Status.BLANK: "原文为空",
    Status.UNREAD: "未读到",
    Status.TALLIED: "统计",
    Status.OVERRIDDEN: "已改正",
}


@dataclass(frozen=True)
class Box:
    """What one cell of the grid needs: what is typed, its number for the rules, its state in a word, last year's figure."""

    name: str
    value: str
    number: int
    state: str
    label: str
    last_year: str
    says: str
    about: str
    page: int | None
    line: int | None
    box: str
    found: str
    wrong: bool


@dataclass(frozen=True)
class Asked:
    """One cell of a :class:`Question`: its column, and whether it has been confirmed."""

    key: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Question:
    """Cells of a row that a person must look at for one reason: not read, or read with doubt; what to confirm of each."""

    says: str
    label: str
    asks: str
    about: str
    cells: tuple[Asked, ...]


def boxes(
    report: Report,
    form: Form,
    *,
    typed: Mapping[str, str],
    earlier: Report | None,
    wrong: Sequence[str] = (),
) -> list[ReportTable]:
    """The tables with a :class:`Box` in every cell. ``typed`` is what was sent, by key, where it is drawn again."""
    numbers = {key: number for number, key in enumerate(form.cells)}
    before = last_year(report, earlier)

    def box(key: str) -> Box:
        cell, spec = report.cells.get(key, UNREAD), form.cells[key]
        state = state_of(cell)
        return Box(
            name=f"cell-{key}",
            value=typed.get(key, shown(cell, spec)),
            number=numbers[key],
            state=state,
            label=_STATUSES[cell.status] if state != "doubtful" else "把握不大",
            last_year=before.get(key, ""),
            says=spec.says,
            about=about(cell),
            page=cell.where.page if cell.where else None,
            line=cell.where.line if cell.where else None,
            box=" ".join(map(str, cell.where.box)) if cell.where and cell.where.box else "",
            found=cell.where.text if cell.where else "",
            wrong=key in wrong,
        )

    return tables_of(report, form, extra=box)


def state_of(cell: Cell) -> str:
    """How a cell stands: a word for the page's style."""
    if cell.status is Status.READ and cell.confidence is not None and cell.confidence < DOUBTFUL:
        return "doubtful"
    return str(cell.status)


def about(cell: Cell) -> str:
    """Where a cell was read and what became of it, in a sentence."""
    told = []
    if cell.where is not None:
        place = f"第{cell.where.page}页" if cell.where.page else f"第{cell.where.line}行" if cell.where.line else ""
        told.append(f"原件{place}：{cell.where.text}" if cell.where.text else f"原件{place}")
    if cell.override is not None:
        read = digits(cell.override.replaced) if cell.override.replaced is not None else "空"
        told.append(f"原读作{read}，{cell.override.by}改正")
    if cell.reason:
        told.append(cell.reason)
    return "；".join(told)


def questions(report: Report, form: Form, confirmed: Sequence[str]) -> list[Question]:
    """The cells a person must look at, in the order of the form, those of a row together."""
    rows: dict[tuple[str, str, str], list[Asked]] = {}
    for key, spec in form.cells.items():
        cell = report.cells.get(key, UNREAD)
        state = state_of(cell)
        if state in {"unread", "doubtful"}:
            row = spec.says.removesuffix(f"·{spec.column.label}")
            label = spec.column.label if state == "unread" else f"{spec.column.label}：{shown(cell, spec) or '空'}"
            rows.setdefault((row, state, about(cell)), []).append(Asked(key, label, key in confirmed))
    return [
        Question(
            row,
            f"{len(asked)}格{'没有读到' if state == 'unread' else '把握不大'}",
            "原文为空的勾选，有数的填入格中" if state == "unread" else "对照无误的勾选",
            told,
            tuple(asked),
        )
        for (row, state, told), asked in rows.items()
    ]


def last_year(report: Report, earlier: Report | None) -> dict[str, str]:
    """The figure of the year before for each cell, read through the concordance where the form has changed."""
    if earlier is None:
        return {}
    return {
        pair.second_cells[0]: digits(pair.first)
        for pair in compare(earlier, report)
        if len(pair.second_cells) == 1 and pair.relation != "not_comparable" and pair.first is not None
    }


def rules_as_data(form: Form) -> str:
    """The sums of the form for the page: ``[kind, words, left, right]``, a cell as its number in the form, minus one as -1-n."""
    numbers = {key: number for number, key in enumerate(form.cells)}

    def side(terms: Sequence[str]) -> list[int]:
        found = []
        for term in terms:
            minus = term.startswith("-")
            keys = form.matching(term.removeprefix("-"))
            found += [-1 - numbers[key] if minus else numbers[key] for key in keys]
        return found

    told = [
        [rule.kind, f"{rule.says}（{_named(form, left)}）", side(left), side(right)]
        for rule in form.rules
        if rule.kind in {"equal", "at_most", "at_least"} and rule.severity != "info"
        for left, right in equations(rule)
    ]
    return json.dumps([entry for entry in told if entry[2]], ensure_ascii=False, separators=(",", ":"))


def _named(form: Form, terms: Sequence[str]) -> str:
    keys = [key for term in terms for key in form.matching(term.removeprefix("-"))]
    if not keys:
        return ""
    spec = form.cells[keys[0]]
    return spec.says if len(keys) == 1 else f"{spec.column.label}一列"
