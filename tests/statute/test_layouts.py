"""Reports with known figures in every broken layout: a cell is read right or left alone, never wrong.

tools/measure_reading.py runs the same on thousands of cases and prints the shares.
"""

import random

import pytest

import measure_reading as measure
from gongkai.statute.annual.check import check
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.readers import read_bytes
from relayout import damage, texts
from relayout import figures as fig
from relayout.grids import all_grids

LAYOUTS = [*texts.LAYOUTS, "html"]
# Layouts in which every cell keeps its place (a blank one too): all of it must be read.
KEEP_PLACES = {"cells_on_lines", "tabbed", "piped", "bar_lines", "markdown", "html"}
CASES = 25


def read(name, data):
    return recognize(read_bytes(data, f"report.{'html' if name == 'html' else 'txt'}"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_wrong_and_nothing_invented(name):
    for seed in range(1000, 1000 + CASES):
        data, figures, what, _gone = measure.make_case(name, seed)
        report = read(name, data)
        verdicts = measure.compare(report, figures)
        bad = {key: verdict for key, verdict in verdicts.items() if verdict in ("wrong", "invented")}
        assert bad == {}, (seed, what)


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_undamaged_report_is_read_whole(name):
    for seed in range(6):
        rng = random.Random(f"{name}{seed}")
        figures = fig.make_figures(rng)
        grids = all_grids(figures)
        if name == "html":
            from relayout import pages

            text = pages.page(grids, figures, rng)
        else:
            text = texts.LAYOUTS[name](grids, figures, rng)
        report = read(name, text.encode())
        missed = [key for key, value in figures.cells.items() if value is not None and report.value(key) is None]
        assert missed == [], seed
        assert (report.organ, report.year, report.form) == (figures.organ, figures.year, figures.form.id)
        assert [f.message for f in check(report) if f.severity == "error"] == []


@pytest.mark.parametrize("name", sorted(KEEP_PLACES))
def test_blank_cells_keep_their_places(name):
    for seed in range(8):
        rng = random.Random(f"blank{name}{seed}")
        figures = fig.make_figures(rng)
        fig.blank_organisations(figures)
        grids = all_grids(figures)
        if name == "html":
            from relayout import pages

            text = pages.page(grids, figures, rng)
        else:
            text = texts.LAYOUTS[name](grids, figures, rng)
        report = read(name, text.encode())
        for key, value in figures.cells.items():
            assert report.value(key) == value, (seed, key)
            if value is None:
                assert report.cells[key].status == "blank", (seed, key)


@pytest.mark.parametrize("name", ["spaced_rows", "bare_cells"])
def test_where_blank_cells_vanish_the_total_is_known_and_the_rest_says_why_not(name):
    rng = random.Random(4)
    figures = fig.make_figures(rng, "2021")
    for row in figures.rows_of("requests"):
        for part in fig.PARTS[1:]:
            figures.cells[f"requests.{row}.{part}"] = None
        figures.cells[f"requests.{row}.natural_person"] = 3
        figures.cells[f"requests.{row}.total"] = 3
    report = read(name, texts.LAYOUTS[name](all_grids(figures), figures, rng).encode())
    assert report.value("requests.granted.total") == 3
    person = report.cells["requests.granted.natural_person"]
    assert person.value is None
    assert person.status == "unread"
    assert "无法确定" in person.reason


def test_a_broken_sum_is_an_error_that_names_its_cells():
    for seed in range(12):
        rng = random.Random(seed)
        figures = fig.make_figures(rng)
        key = fig.break_a_sum(figures, rng)
        text = texts.LAYOUTS["piped"](all_grids(figures), figures, rng)
        errors = [finding for finding in check(read("piped", text.encode())) if finding.severity == "error"]
        row = [finding for finding in errors if finding.rule == "T3-ROW"]
        assert len(row) == 1
        assert key in row[0].cells
        assert row[0].found == figures.cells[key]


@pytest.mark.parametrize("harm", ["digits_in_heads", "with_plain_other"])
def test_damage_on_the_form_itself(harm):
    rng = random.Random(9)
    figures = fig.make_figures(rng, "2021")
    grids = all_grids(figures)
    getattr(damage, harm)(grids, figures)
    report = read("tabbed", texts.LAYOUTS["tabbed"](grids, figures, rng).encode())
    assert {key: report.value(key) for key in figures.cells} == figures.cells
    assert report.form == ("mixed" if harm == "with_plain_other" else "2021")


def test_yuan_in_a_column_of_wan_yuan_is_kept_as_printed_and_said():
    rng = random.Random(2)
    figures = fig.make_figures(rng, "2021")
    figures.cells["proactive.fees.amount"] = 251000
    figures.shown["proactive.fees.amount"] = "251000元"
    report = read("piped", texts.LAYOUTS["piped"](all_grids(figures), figures, rng).encode())
    cell = report.cells["proactive.fees.amount"]
    assert (cell.value, cell.unit) == (251000, "元")
    assert "TX-UNIT" in {finding.rule for finding in check(report)}
