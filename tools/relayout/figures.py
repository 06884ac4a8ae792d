"""Figures of a report, made up but consistent: they foot unless a violation is asked for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.statute.annual.form import Form, forms

Value = int | Decimal | None

PARTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")


@dataclass
class Figures:
    """Cells of one report by key. A value of None is a blank cell."""

    form: Form
    organ: str
    year: int
    cells: dict[str, Value] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """How a cell is printed, where it is not simply its number."""

    def show(self, key: str) -> str:
        """The cell as printed."""
        if key in self.shown:
            return self.shown[key]
        value = self.cells.get(key)
        return "" if value is None else str(value)

    def rows_of(self, table: str) -> list[str]:
        """Row ids of a table, in order."""
        return [row.id for block in self.form.table(table).blocks for row in block.rows]


def make_figures(rng: random.Random, form_id: str | None = None) -> Figures:
    """A consistent report: a small bureau mostly of noughts, a county, or a whole city."""
    form = forms()[form_id or rng.choice(["2019", "2021"])]
    year = rng.choice([2019, 2020]) if form.id == "2019" else rng.choice([2021, 2022, 2023, 2024, 2025])
    size = rng.choice([0, 0, 3, 40, 900])
    organ = rng.choice(
        ["临江市民政局", "青石县人民政府", "北原市城乡建设委员会", "松平区教育局", "白桦市人民政府", "云岭县自然资源局"]
    )
    figures = Figures(form, organ, year)
    _requests(figures, rng, size)
    _remedies(figures, rng, size)
    _proactive(figures, rng, size)
    return figures


def _requests(figures: Figures, rng: random.Random, size: int) -> None:
    rows = figures.rows_of("requests")
    outcomes = [row for row in rows if row not in ("new_received", "carried_in", "total", "carried_out")]
    cells = figures.cells
    weights = {"granted": 8, "unavailable.not_held": 5, "partially_granted": 2}
    for part in PARTS:
        share = size if part == "natural_person" else size // 20
        done = 0
        for row in outcomes:
            most = share * weights.get(row, 1) // 12
            cells[f"requests.{row}.{part}"] = value = rng.randint(0, most) if most and rng.random() < 0.7 else 0
            done += value
        left = rng.randint(0, max(1, done // 20)) if done else 0
        carried_in = rng.randint(0, min(done + left, max(1, done // 30))) if done else 0
        cells[f"requests.total.{part}"] = done
        cells[f"requests.carried_out.{part}"] = left
        cells[f"requests.carried_in.{part}"] = carried_in
        cells[f"requests.new_received.{part}"] = done + left - carried_in
    for row in rows:
        cells[f"requests.{row}.total"] = sum(cells[f"requests.{row}.{part}"] or 0 for part in PARTS)


def _remedies(figures: Figures, rng: random.Random, size: int) -> None:
    for remedy in ("review", "direct_lawsuit", "lawsuit_after_review"):
        parts = [rng.randint(0, size // 10) if size else 0 for _ in range(4)]
        for name, value in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            figures.cells[f"remedies.{remedy}.{name}"] = value
        figures.cells[f"remedies.{remedy}.total"] = sum(parts)


def _proactive(figures: Figures, rng: random.Random, size: int) -> None:
    for key, spec in figures.form.cells.items():
        if not key.startswith("proactive."):
            continue
        most = max(1, size * (4000 if spec.column.id == "decisions" else 1))
        value: Value = rng.randint(0, most) if rng.random() < 0.6 else 0
        if spec.kind == "signed" and rng.random() < 0.4:
            value = -int(value or 0)
        if spec.kind == "amount" and value:
            value = Decimal(rng.randint(1, 10**9)).scaleb(-rng.choice([0, 1, 2, 4, 6]))
        figures.cells[key] = value


# ------------------------------------------------------- how people fill them in


def blank_organisations(figures: Figures) -> None:
    """Only 自然人 and 总计 are filled in; the five columns between stay empty where nothing is to report."""
    for row in figures.rows_of("requests"):
        for part in PARTS[1:]:
            if not figures.cells[f"requests.{row}.{part}"]:
                figures.cells[f"requests.{row}.{part}"] = None


def only_totals(figures: Figures) -> None:
    """Only the column 总计 is filled in."""
    for row in figures.rows_of("requests"):
        for part in PARTS:
            figures.cells[f"requests.{row}.{part}"] = None


def blank_noughts(figures: Figures, rng: random.Random) -> None:
    """Noughts are left out, or printed as a dash or a slash."""
    sign = rng.choice(["", "", "/", "-", "—", "／"])
    for key, value in figures.cells.items():
        if value == 0 and key.startswith(("requests.", "remedies.")):
            figures.cells[key] = None
            figures.shown[key] = sign


def slash_rules(figures: Figures) -> None:
    """An organ without the power to make rules prints a slash."""
    for key in figures.cells:
        if key.startswith("proactive.rules."):
            figures.cells[key] = None
            figures.shown[key] = "/"


def remarks(figures: Figures, rng: random.Random) -> None:
    """Remarks behind figures, thousands separators, units, full-width digits."""
    for key, value in figures.cells.items():
        if value is None or key in figures.shown:
            continue
        draw = rng.random()
        if key.startswith("proactive.") and value and draw < 0.15 and figures.form.cells[key].kind == "count":
            figures.shown[key] = f"{value}（其中修订 {rng.randint(1, 16)} 件）"
        elif draw < 0.3 and isinstance(value, int) and abs(value) >= 1000:
            figures.shown[key] = f"{value:,}"
        elif draw > 0.97:
            figures.shown[key] = str(value).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))


def break_a_sum(figures: Figures, rng: random.Random) -> str:
    """Make one row of table three not foot; returns the key of its total."""
    rows = [row for row in figures.rows_of("requests") if figures.cells[f"requests.{row}.total"]]
    row = rng.choice(rows or ["granted"])
    key = f"requests.{row}.total"
    figures.cells[key] = (figures.cells[key] or 0) + rng.choice([1, 2, 10])
    return key
