"""Report against report, by meaning: across form years a cell may mean the same, be derived, or not compare.

What the two forms share is found by key; the rest is in ``concordance.toml``. Where a value is unknown the
difference is unknown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from gongkai.statute.annual.check import Known, form_of
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Number, Report, in_form_unit
from gongkai.statute.errors import GongkaiError

Relation = Literal["same", "derived", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Cells of the first report and of the second that mean the same (or why they do not compare)."""

    meaning: str
    first_cells: tuple[str, ...]
    second_cells: tuple[str, ...]
    relation: Relation
    first: Number | None
    second: Number | None
    unit: str = ""
    reason: str = ""

    @property
    def difference(self) -> Number | None:
        """Second minus first, if both are known and comparable."""
        if self.relation == "not_comparable" or self.first is None or self.second is None:
            return None
        return self.second - self.first

    @property
    def change(self) -> float | None:
        """The difference as a share of the first value; None where that is nought or unknown."""
        difference = self.difference
        return float(difference) / float(self.first) if difference is not None and self.first else None


@dataclass(frozen=True, slots=True)
class _Entry:
    meaning: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    relation: Relation
    reason: str


@cache
def _concordance() -> tuple[tuple[str, str], tuple[_Entry, ...]]:
    data = tomllib.loads(Path(__file__).with_name("concordance.toml").read_text(encoding="utf-8"))
    entries = tuple(
        _Entry(p["meaning"], tuple(p["earlier"]), tuple(p["later"]), p["relation"], p.get("reason", ""))
        for p in data["pairs"]
    )
    earlier, later = data["forms"]
    return (earlier, later), entries


def compare(first: Report, second: Report, known: Known | None = None) -> list[Pair]:
    """Pair the cells of two reports by meaning, in the order of the forms.

    Raises GongkaiError if the form of one is unknown.

    >>> from gongkai.statute.annual.report import Cell, Status
    >>> a = Report("某局", 2020, "2019", {"requests.other.total": Cell(81, Status.READ)})
    >>> b = Report("某局", 2021, "2021", {f"requests.other.{k}.total": Cell(n, Status.READ)
    ...            for k, n in (("overdue_correction", 20), ("unpaid_fee", 0), ("other", 70))})
    >>> [(p.first, p.second, p.difference) for p in compare(a, b) if p.relation == "derived" and p.first]
    [(81, 90, 9)]
    """
    first_form, second_form = form_of(first, known), form_of(second, known)
    for report, form in ((first, first_form), (second, second_form)):
        if form is None:
            name = report.source.name if report.source else report.organ or "报告"
            raise GongkaiError(f"{name} 没有认出年度报告格式，无法比较。请先用 gongkai read 查看读取结果。")
    assert first_form is not None  # noqa: S101  (checked above)
    assert second_form is not None  # noqa: S101
    if first_form.id == second_form.id:
        return [
            _pair(spec.says, (key,), (key,), "same", "", first, second, first_form, second_form)
            for key, spec in first_form.cells.items()
        ]
    return list(_across(first, second, first_form, second_form))


def _across(first: Report, second: Report, first_form: Form, second_form: Form) -> Iterator[Pair]:
    (earlier, _), entries = _concordance()
    turned = first_form.id != earlier
    named: set[str] = set()
    for entry in entries:
        sides = (entry.later, entry.earlier) if turned else (entry.earlier, entry.later)
        for left, right in _columns(sides, first_form, second_form):
            named.update(left)
            named.update(right)
            meaning = entry.meaning
            if "{column}" in "".join((*entry.earlier, *entry.later)):
                meaning += "·" + (first_form.cells[left[0]] if left else second_form.cells[right[0]]).column.label
            yield _pair(meaning, left, right, entry.relation, entry.reason, first, second, first_form, second_form)
    for key, spec in first_form.cells.items():
        if key not in named and key in second_form.cells:
            yield _pair(spec.says, (key,), (key,), "same", "", first, second, first_form, second_form)


def _columns(
    sides: tuple[Sequence[str], Sequence[str]], first_form: Form, second_form: Form
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """An entry once, or once for each column of table three where it says ``{column}``."""
    columns = [""]
    if any("{column}" in term for side in sides for term in side):
        columns = [column.id for column in first_form.table("requests").blocks[0].columns]
    for column in columns:
        yield (
            tuple(key for term in sides[0] for key in first_form.matching(term.replace("{column}", column))),
            tuple(key for term in sides[1] for key in second_form.matching(term.replace("{column}", column))),
        )


def _pair(
    meaning: str,
    left: tuple[str, ...],
    right: tuple[str, ...],
    relation: Relation,
    reason: str,
    first: Report,
    second: Report,
    first_form: Form,
    second_form: Form,
) -> Pair:
    unit = first_form.cells[left[0]].unit if left else second_form.cells[right[0]].unit if right else ""
    one_each = relation != "not_comparable" or (len(left) <= 1 and len(right) <= 1)
    return Pair(
        meaning,
        left,
        right,
        relation,
        _total(left, first, first_form) if one_each else None,
        _total(right, second, second_form) if one_each else None,
        unit,
        reason,
    )


def _total(keys: tuple[str, ...], report: Report, form: Form) -> Number | None:
    """The sum of cells; unknown if any of them is."""
    total: Number = 0
    for key in keys:
        cell = report.cells.get(key)
        value = in_form_unit(cell, form.cells[key]) if cell else None
        if value is None:
            return None
        total += value
    return total if keys else None
