"""Workbooks: the filled report, and the blank form whose totals add themselves up and whose broken sums show."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from writing import invented_form, made, read_back, report_of

from gongkai.statute.annual.form import Form, forms
from gongkai.statute.annual.report import Cell, Status
from gongkai.statute.writers import template, write
from gongkai.statute.writers.layout import lay_out
from gongkai.statute.writers.sheets import sheet_names
from relayout import figures as filling

FIRST_ROW = 3


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def places(form: Form) -> dict[str, tuple[str, str]]:
    """Sheet and place of every cell, from the layout."""
    found = {}
    for table in form.tables:
        for cell in lay_out(table).values():
            row, column = cell.place
            found[cell.key] = (
                sheet_names(form)[table.id],
                f"{openpyxl.utils.get_column_letter(column + 1)}{row + FIRST_ROW}",
            )
    return found


# ------------------------------------------------------------------ filled report


def test_a_filled_report_has_a_sheet_for_each_part():
    workbook = opened(write(report_of(made(3, "2021")), "xlsx"))
    assert workbook.sheetnames == ["封面", "表二", "表三", "表四", "正文"]
    assert [workbook["封面"][place].value for place in ("A3", "A4", "A5", "B5")] == [
        "机关名称",
        "报告年度",
        "格式",
        "国办公开办函〔2021〕30号（2021年格式）",
    ]
    assert workbook["正文"]["A1"].value == "一、总体情况"
    assert workbook["表三"].freeze_panes == "D6"
    merged = {str(cells) for cells in workbook["表三"].merged_cells.ranges}
    assert {"A1:J1", "A3:C5", "D3:J3", "E4:I4", "A8:A29"} <= merged


def test_figures_are_numbers_with_their_own_decimals():
    figures = made(3, "2021")
    figures.cells |= {"proactive.fees.amount": Decimal("206.374006"), "requests.granted.total": 2847}
    workbook = opened(write(report_of(figures), "xlsx"))
    at = places(figures.form)

    def cell(key: str):
        sheet, place = at[key]
        return workbook[sheet][place]

    assert (cell("proactive.fees.amount").value, cell("proactive.fees.amount").number_format) == (
        206.374006,
        "0.000000",
    )
    assert (cell("requests.granted.total").value, cell("requests.granted.total").number_format) == (2847, "0")
    assert not [each for sheet in workbook for row in sheet.iter_rows() for each in row if each.data_type == "f"]


def test_what_a_number_cannot_hold_is_text():
    report = report_of(made(3, "2021"))
    report.cells["proactive.fees.amount"] = Cell(Decimal("1234567890123.123456"), Status.READ)
    report.cells["proactive.rules.issued"] = Cell(3, Status.READ, unit="元")
    data = write(report, "xlsx")
    assert opened(data)["表二"]["B16"].value == "1234567890123.123456"
    again = read_back(data, "xlsx")
    assert again.value("proactive.fees.amount") == Decimal("1234567890123.123456")
    assert again.value("proactive.rules.issued") == 3


def test_what_may_be_typed_is_checked():
    sheets = opened(template(forms()["2019"], "xlsx"))
    checks = {check.type: check for check in sheets["表二"].data_validations.dataValidation}
    assert set(checks) == {"whole", "decimal"}
    assert checks["decimal"].operator == "greaterThanOrEqual"
    assert "C10" in {
        str(cells) for check in sheets["表二"].data_validations.dataValidation for cells in check.sqref.ranges
    }
    assert [check.type for check in sheets["表三"].data_validations.dataValidation] == ["whole"]


def test_two_tables_of_a_section_have_sheets_of_their_own():
    form = forms()["2021"]
    doubled = Form(
        **{
            name: getattr(form, name)
            for name in ("id", "title", "first_year", "last_year", "notice", "source", "sections")
        },
        tables=(form.tables[0], type(form.tables[0])("more", "附表", 2, form.tables[0].blocks)),
        rules=(),
        chain=(),
        cells=form.cells,
    )
    assert list(sheet_names(doubled).values()) == ["表二", "表二之二"]


# -------------------------------------------------------------------- blank form


@pytest.mark.parametrize("form", [*forms().values(), invented_form()], ids=lambda form: form.id)
def test_a_blank_form_read_back_has_nothing_in_it(form):
    data = template(form, "xlsx")
    blank = read_back(data, "xlsx", [form])
    assert (blank.organ, blank.year, blank.form) == (None, None, form.id)
    assert {cell.value for cell in blank.cells.values()} == {None}
    assert set(blank.cells) == set(form.cells)
    values = [
        cell.value
        for sheet in opened(data)
        if sheet.title.startswith("表")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [value for value in values if isinstance(value, int | float)]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_a_form_filled_in_by_hand_comes_back(form_id):
    figures = made(3, form_id)
    workbook = opened(template(figures.form, "xlsx", organ=figures.organ, year=figures.year))
    for key, (sheet, place) in places(figures.form).items():
        workbook[sheet][place] = figures.cells[key]
    out = io.BytesIO()
    workbook.save(out)
    again = read_back(out.getvalue(), "xlsx")
    assert (again.organ, again.year, again.form) == (figures.organ, figures.year, form_id)
    assert {key: cell.value for key, cell in again.cells.items()} == figures.cells


class Calculator:
    """Works out the few formulas of the blank form: SUM, COUNT, and the empty total."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def value(self, place: str):
        shown = self.sheet[place].value
        if not str(shown).startswith("="):
            return shown
        parts = re.fullmatch(r'=IF\(COUNT\((.+)\)=0,"",SUM\(\1\)\)', shown)[1]
        numbers = self.numbers(parts)
        return sum(numbers) if numbers else None

    def numbers(self, parts: str) -> list[int]:
        found = []
        for part in parts.replace("$", "").split(","):
            left, top, right, bottom = range_boundaries(part)
            block = self.sheet.iter_rows(top, bottom, left, right)
            found += [self.value(cell.coordinate) for row in block for cell in row]
        return [number for number in found if number is not None]

    def red(self) -> set[str]:
        """The cells a check turns red."""
        broken = set()
        for cells, rules in self.sheet.conditional_formatting._cf_rules.items():
            for rule in rules:
                sides = re.fullmatch(
                    r"OR\(AND\(SUM\((.+?)\)>SUM\((.+?)\),COUNT\(\2\)=(\d+)\),AND\(SUM\(\1\)<SUM\(\2\),COUNT\(\1\)=(\d+)\)\)",
                    rule.formula[0],
                )
                left, right = self.numbers(sides[1]), self.numbers(sides[2])
                over = sum(left) > sum(right) and len(right) == int(sides[3])
                under = sum(left) < sum(right) and len(left) == int(sides[4])
                if over or under:
                    broken |= {str(each) for each in cells.sqref.ranges}
        return broken


def filled_without_totals(form_id: str, seed: int) -> tuple[filling.Figures, Workbook]:
    figures = made(seed, form_id)
    workbook = opened(template(figures.form, "xlsx"))
    for key, (sheet, place) in places(figures.form).items():
        if workbook[sheet][place].value is None:
            workbook[sheet][place] = figures.cells[key]
    return figures, workbook


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_totals_add_themselves_up_and_nothing_is_red(form_id):
    figures, workbook = filled_without_totals(form_id, 7)
    totals = 0
    for key, (sheet, place) in places(figures.form).items():
        totals += str(workbook[sheet][place].value).startswith("=")
        assert Calculator(workbook[sheet]).value(place) == figures.cells[key]
    assert totals == {"2019": 23 + 6 + 3, "2021": 25 + 6 + 3}[form_id]
    assert not Calculator(workbook["表三"]).red() | Calculator(workbook["表四"]).red()


def test_a_broken_sum_turns_red_and_a_blank_one_does_not():
    figures, workbook = filled_without_totals("2021", 7)
    at = places(figures.form)
    sheet, place = at["requests.carried_out.natural_person"]
    workbook[sheet][place] = figures.cells["requests.carried_out.natural_person"] + 2
    expected = {
        at[f"requests.{row}.{column}"][1]
        for row in ("new_received", "carried_in")
        for column in ("natural_person", "total")
    }
    red = Calculator(workbook[sheet]).red()
    assert {place for cells in red for place in _single(cells)} == expected
    workbook[sheet][at["requests.new_received.natural_person"][1]] = None
    assert not {place for cells in Calculator(workbook[sheet]).red() for place in _single(cells)} & {
        at["requests.carried_in.natural_person"][1]
    }


def _single(cells: str) -> list[str]:
    left, top, right, bottom = range_boundaries(cells)
    return [f"{openpyxl.utils.get_column_letter(c)}{r}" for c in range(left, right + 1) for r in range(top, bottom + 1)]


@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not here to calculate the workbook")
def test_a_spreadsheet_program_agrees(tmp_path):
    figures, workbook = filled_without_totals("2021", 7)
    workbook["封面"]["B3"], workbook["封面"]["B4"] = figures.organ, figures.year
    workbook.save(tmp_path / "filled.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path / "out", tmp_path / "filled.xlsx"], check=True, capture_output=True, timeout=120
    )
    again = read_back((tmp_path / "out" / "filled.xlsx").read_bytes(), "xlsx")
    assert (again.organ, again.year) == (figures.organ, figures.year)
    assert {key: cell.value for key, cell in again.cells.items()} == figures.cells
