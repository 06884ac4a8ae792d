"""The reports of one unit beside each other, over the years and over two forms: as series that mean the same.

The form of the newest report gives the rows; an older report on another form is read through the concordance of the two.
What the other form did not ask, or asked differently, is said to be not comparable: it is neither nought nor a gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.compare import compare
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Number, Report, in_form_unit

#: What became of requests, as table three groups it.
OUTCOMES = (
    ("granted", "予以公开"),
    ("partially_granted", "部分公开"),
    ("refused", "不予公开"),
    ("unavailable", "无法提供"),
    ("not_processed", "不予处理"),
    ("other", "其他处理"),
)
_FLOWS = (
    ("new_received", "本年新收"),
    ("carried_in", "上年结转"),
    ("total", "本年办结"),
    ("carried_out", "结转下年度"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of a year: a number, or None and why (not filled in, not comparable, no report)."""

    value: Number | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity over the years, in the order of :attr:`Comparison.years`."""

    label: str
    unit: str
    figures: tuple[Figure, ...]
    remark: str = ""

    @property
    def values(self) -> tuple[Number | None, ...]:
        """The numbers alone."""
        return tuple(figure.value for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Years from the earliest to the latest without a gap, and the series of the statutory tables."""

    years: tuple[int, ...]
    without: tuple[int, ...]
    """Years inside for which there is no public report."""
    flows: tuple[Series, ...]
    outcomes: tuple[Series, ...]
    applicants: tuple[Series, ...]
    proactive: tuple[Series, ...]

    @property
    def every(self) -> tuple[Series, ...]:
        """All series, in the order of the tables."""
        return (*self.proactive, *self.flows, *self.outcomes, *self.applicants)


@dataclass(frozen=True, slots=True)
class _Year:
    """The cells of one report as the newest form sees them: groups of its cells → value or why there is none."""

    known: Mapping[tuple[str, ...], Number | None]
    incomparable: Mapping[str, str]


def compared(reports: Sequence[Report], *, most: int = 5) -> Comparison | None:
    """The last ``most`` years of one unit's reports; None where no report has a year and a form."""
    usable = {report.year: report for report in reports if report.year is not None and form_of(report) is not None}
    if not usable:
        return None
    last = max(usable)
    years = tuple(range(max(min(usable), last - most + 1), last + 1))
    newest = usable[last]
    form = form_of(newest)
    assert form is not None  # noqa: S101  (usable)
    seen = {year: _seen(usable[year], newest, form) for year in years if year in usable}
    table = _Table(years, seen, form)
    columns = form.table("requests").blocks[0].columns
    return Comparison(
        years=years,
        without=tuple(year for year in years if year not in usable),
        flows=tuple(table.series(label, [f"requests.{row}.total"], "件") for row, label in _FLOWS),
        outcomes=tuple(table.series(label, _group(form, row), "件") for row, label in OUTCOMES),
        applicants=tuple(
            table.series(
                column.label if len(column.under) < 2 else f"{column.under[-1]}：{column.label}",
                [f"requests.new_received.{column.id}"],
                "件",
            )
            for column in columns
            if not column.total
        ),
        proactive=tuple(
            table.series(spec.says, [key], spec.unit)
            for key, spec in form.cells.items()
            if key.startswith("proactive.")
        ),
    )


def _group(form: Form, row: str) -> list[str]:
    return form.matching(f"requests.{row}.total") or form.matching(f"requests.{row}.*.total")


def _seen(report: Report, newest: Report, form: Form) -> _Year:
    if report is newest or report.form == newest.form:
        own: dict[tuple[str, ...], Number | None] = {
            (key,): in_form_unit(report.cells[key], spec) if key in report.cells else None
            for key, spec in form.cells.items()
        }
        return _Year(own, {})
    known: dict[tuple[str, ...], Number | None] = {}
    incomparable: dict[str, str] = {}
    for pair in compare(report, newest):
        if pair.relation == "not_comparable":
            incomparable |= dict.fromkeys(pair.second_cells, pair.reason)
        else:
            known[pair.second_cells] = pair.first
    return _Year(known, incomparable)


@dataclass(frozen=True, slots=True)
class _Table:
    years: tuple[int, ...]
    seen: Mapping[int, _Year]
    form: Form

    def series(self, label: str, keys: Sequence[str], unit: str) -> Series:
        """The sum of cells of the newest form, year by year."""
        figures = tuple(self._figure(set(keys), year) for year in self.years)
        reasons = dict.fromkeys(reason for year in self.years if (reason := self._reason(keys, year)))
        return Series(label, unit, figures, "；".join(reasons))

    def _reason(self, keys: Sequence[str], year: int) -> str:
        found = self.seen.get(year)
        return next((found.incomparable[key] for key in keys if key in found.incomparable), "") if found else ""

    def _figure(self, keys: set[str], year: int) -> Figure:
        found = self.seen.get(year)
        if found is None:
            return Figure(None, "无报告")
        if any(key in found.incomparable for key in keys):
            return Figure(None, "不可比")
        groups = [group for group in found.known if keys.issuperset(group)]
        if {key for group in groups for key in group} != keys:
            return Figure(None, "不可比")
        total: Number = 0
        for group in groups:
            value = found.known[group]
            if value is None:
                return Figure(None, "未填")
            total += value
        return Figure(total)
