"""Every kind of document is read back by our own readers into the same cells."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from writing import (
    PROSE,
    READ_BACK,
    cells_of,
    invented_form,
    made,
    read_back,
    report_of,
    shown_cells,
    written,
)

from gongkai.statute.annual.exchange import report_from_csv, report_from_json
from gongkai.statute.annual.form import forms
from gongkai.statute.annual.report import Cell, Publication, Report, Section, Status, blank_report
from gongkai.statute.errors import GongkaiError
from gongkai.statute.writers import KINDS, template, write
from relayout import figures as filling

FORMS = ("2019", "2021")


def same(report: Report, again: Report) -> None:
    assert (again.organ, again.year, again.form) == (report.organ, report.year, report.form)
    assert shown_cells(again.cells) == shown_cells(report.cells)


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize("kind", READ_BACK)
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("seed", [1, 2, 7])
def test_a_report_comes_back_as_it_was(kind, form_id, seed):
    report = report_of(made(seed, form_id))
    same(report, read_back(written(report, kind), kind))


@pytest.mark.parametrize("kind", READ_BACK)
@pytest.mark.parametrize("fill", [filling.blank_organisations, filling.only_totals, filling.slash_rules])
def test_blank_cells_stay_blank(kind, fill):
    figures = made(11, "2021")
    fill(figures)
    report = report_of(figures)
    same(report, read_back(written(report, kind), kind))


@pytest.mark.parametrize("kind", READ_BACK)
def test_negative_changes_and_six_decimals(kind):
    figures = made(3, "2019")
    figures.cells |= {
        "proactive.permits.items_change": -121,
        "proactive.fees.items_change": -3,
        "proactive.permits.decisions": 414807,
        "proactive.other_services.decisions": 7525052,
        "proactive.procurement.amount": Decimal("504658.706374"),
    }
    report = report_of(figures)
    same(report, read_back(written(report, kind), kind))


@pytest.mark.parametrize("kind", READ_BACK)
def test_figures_too_long_for_their_columns(kind):
    figures = made(3, "2021")
    for key, value in figures.cells.items():
        figures.cells[key] = value and value * 100_000
    report = report_of(figures)
    same(report, read_back(written(report, kind), kind))


@pytest.mark.parametrize("kind", READ_BACK)
@pytest.mark.parametrize(
    "organ",
    [
        "白桦市公共资源交易和政府采购监督管理服务中心",
        "北原自治区白桦自治州青石土家族自治县发展和改革委员会",
        "青石县云岭镇人民政府",
    ],
)
def test_long_organ_names(kind, organ):
    report = report_of(made(5, "2021"), organ=organ)
    same(report, read_back(written(report, kind), kind))


@pytest.mark.parametrize("kind", READ_BACK)
def test_an_amount_in_another_unit_keeps_it(kind):
    report = report_of(made(5, "2021"))
    report = replace(report, cells={**report.cells, "proactive.fees.amount": Cell(251000, Status.READ, unit="元")})
    again = read_back(written(report, kind), kind)
    assert again.cells["proactive.fees.amount"].value == 251000
    assert again.cells["proactive.fees.amount"].unit == "元"


@pytest.mark.parametrize("kind", READ_BACK)
@pytest.mark.parametrize("filled", [1.0, 0.7])
def test_an_invented_form(kind, filled):
    form = invented_form()
    rng = random.Random(4)
    values = {}
    for key, spec in form.cells.items():
        value = rng.randint(1, 5000)
        number = {"signed": -value, "amount": Decimal(value).scaleb(-6)}.get(spec.kind, value)
        values[key] = number if rng.random() < filled or key.startswith("remedies") else None
    report = Report("临江市发展和改革委员会", 2031, form.id, cells_of(form, values), PROSE)
    same(report, read_back(written(report, kind, form), kind, [form]))


@pytest.mark.parametrize("kind", READ_BACK)
def test_prose_and_date_come_back(kind):
    report = report_of(made(2, "2021"))
    again = read_back(written(report, kind), kind)
    for section in report.sections[:2]:
        assert again.section(section.number) == section
    assert again.section(6).text.startswith("本年度未收取信息处理费。")
    assert [section.number for section in again.sections] == [1, 2, 3, 4, 5, 6]
    assert again.publication.dated_on == report.publication.dated_on


@pytest.mark.parametrize("kind", READ_BACK)
def test_writing_what_was_read_changes_nothing(kind):
    once = read_back(written(report_of(made(2, "2021")), kind), kind)
    twice = read_back(written(once, kind), kind)
    assert (twice.sections, twice.preface, twice.title) == (once.sections, once.preface, once.title)
    same(once, twice)


# ------------------------------------------------------------------ flat kinds


@pytest.mark.parametrize("form_id", FORMS)
def test_csv_comes_back(form_id):
    figures = made(9, form_id)
    filling.blank_organisations(figures)
    report = report_of(figures)
    text = write(report, "csv")
    assert text.startswith(b"\xef\xbb\xbf# gongkai.report/1\r\n")
    again = report_from_csv(text.decode("utf-8-sig"))
    assert (again.organ, again.year, again.form) == (report.organ, report.year, report.form)
    assert shown_cells(again.cells) == shown_cells(report.cells)


def test_json_comes_back():
    report = report_of(made(9))
    assert report_from_json(write(report, "json").decode()) == report


# ------------------------------------------------------------- what is not known


def test_no_value_is_never_printed_as_nought():
    page = write(blank_report(forms()["2021"], organ="临江市民政局", year=2024), "html").decode()
    figures = page.count("<td headers") + page.count("<td colspan")
    assert figures == 200
    assert ">0<" not in page


def test_unread_cells_are_empty():
    report = Report("临江市民政局", 2024, "2021", {"requests.granted.total": Cell(None, Status.UNREAD, reason="缺行")})
    assert read_back(write(report, "html"), "html").value("requests.granted.total") is None


def test_a_mixed_report_is_printed_on_the_form_of_its_year():
    both = {**report_of(made(1, "2019")).cells, **report_of(made(1, "2021")).cells}
    report = Report("临江市民政局", 2021, "mixed", both)
    again = read_back(write(report, "html"), "html")
    assert again.form == "2021"
    assert shown_cells(again.cells) == {key: shown_cells(both)[key] for key in forms()["2021"].cells}


def test_what_cannot_be_written_says_so():
    report = Report("临江市民政局", 2024, "2021")
    with pytest.raises(GongkaiError, match=r"不能写成“doc”。可以写成：html、docx、pdf"):
        write(report, "doc")
    with pytest.raises(GongkaiError, match="报告的格式是“2031”"):
        write(replace(report, form="2031"), "html")
    with pytest.raises(GongkaiError, match="空白表没有“pdf”格式"):
        template(forms()["2021"], "pdf")


# --------------------------------------------------------------------- behaviour


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dated", [True, False])
def test_equal_reports_give_equal_files(kind, dated, monkeypatch):
    report = report_of(made(4, "2021"))
    if not dated:
        report = replace(report, publication=Publication())
    first = written(report, kind)
    # A day later, as far as the libraries can tell.
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 11, 33, 20, 2, 138, 0))
    assert written(report, kind) == first


@pytest.mark.parametrize("kind", READ_BACK)
def test_hostile_text_is_only_text(kind):
    nasty = '=HYPERLINK("x")\n</p><script>alert(1)</script>\n#let a = 1 $x$ \\ @b [c]\n一、\x00控制\x0c字符\ud800\ue123&amp;。'
    report = replace(
        report_of(made(4, "2021")),
        sections=(Section(1, "一、总体情况</h2><b>", nasty), *PROSE[1:]),
        title="",
        preface="=1+1。\n<img src=x>。",
    )
    data = written(report, kind)
    again = read_back(data, kind)
    assert shown_cells(again.cells) == shown_cells(report.cells)
    for text in ("=HYPERLINK", "<script>alert(1)</script>", "#let a = 1 $x$", "&amp;"):
        assert text.replace(" ", "") in again.section(1).text.replace(" ", "")
    if kind == "html":
        assert b"<script" not in data
        assert b"<img" not in data


def test_a_report_published_without_a_date_is_dated_by_its_publication():
    report = replace(report_of(made(4)), publication=Publication(published_on=date(2022, 3, 1)))
    page = write(report, "html").decode()
    assert '<meta name="PubDate" content="2022-03-01">' in page
    assert 'signature">' not in page


def test_the_package_is_light_to_import():
    code = "import sys, gongkai.statute.writers; print([m for m in ('docx', 'openpyxl', 'typst', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
