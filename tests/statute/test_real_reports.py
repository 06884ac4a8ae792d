"""The bar: every real report of ../shared, every cell of tables two, three and four."""

import pytest

from gongkai.statute.annual.check import check
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Report
from gongkai.statute.readers import read_path
from shared_truth import RealReport, real_reports

REAL = real_reports()
pytestmark = pytest.mark.shared


def read(real: RealReport) -> Report:
    return recognize(read_path(real.path))


@pytest.fixture(params=REAL or [None], ids=lambda real: real.path.parent.name if real else "missing")
def real(request):
    return request.param


def test_no_cell_is_wrong_or_invented_and_none_is_missed(real):
    report = read(real)
    got = {key: report.value(key) for key in real.cells}
    wrong = {
        key: (printed, got[key])
        for key, printed in real.cells.items()
        if got[key] is not None and (printed is None or float(got[key]) != printed)
    }
    missed = [key for key, printed in real.cells.items() if printed is not None and got[key] is None]
    assert wrong == {}
    assert [key for key in missed if key not in real.free] == []


def test_cells_that_truth_does_not_know_are_not_filled(real):
    report = read(real)
    assert [key for key, cell in report.cells.items() if key not in real.cells and cell.value is not None] == []


def test_every_value_says_where_it_was_read(real):
    for key, cell in read(real).cells.items():
        if cell.value is not None:
            assert cell.where is not None, key
            assert str(cell.value).rstrip("0").rstrip(".") in cell.where.text.replace(",", "") or cell.value == 0, key


def test_form_organ_and_year(real):
    report = read(real)
    assert report.form == real.truth["form"]
    assert report.year == real.truth["year"]
    accepted = {real.truth["organ"] or None}
    for note in real.truth["ambiguous"]:
        if note.startswith("organ:"):
            accepted.add(note.removeprefix("organ:").replace("acceptable", "").strip())
    assert report.organ in accepted


def test_every_violation_is_found_and_nothing_is_called_an_error_that_foots(real):
    findings = check(read(real))
    assert [finding.message for finding in findings if finding.severity == "error"] == []
    narrative = [finding for finding in findings if finding.rule == "TX-NARR"]
    assert len(narrative) == len(real.truth["violations"])
    for violation, finding in zip(real.truth["violations"], narrative, strict=True):
        assert str(finding.found) in violation
        assert str(finding.found) in finding.quote


def test_statements_of_the_prose_are_found(real):
    found = {(statement.value) for statement in read(real).statements}
    said = {n["value"] for n in real.truth["narrative"] if "外国专家" not in n["quantity"]}
    assert said <= found


@pytest.mark.parametrize("real", [r for r in REAL if "004_" in r.path.parent.name], indirect=True)
def test_the_city_that_says_2787_where_its_table_says_2847(real):
    finding = next(finding for finding in check(read(real)) if finding.rule == "TX-NARR")
    assert (finding.found, finding.expected) == (2787, 2847)
    assert "2787件" in finding.quote
    assert finding.severity == "warning"


@pytest.mark.parametrize("real", [r for r in REAL if "003_" in r.path.parent.name], indirect=True)
def test_a_lost_page_leaves_its_rows_unread_and_its_rules_open(real):
    report = read(real)
    assert report.cells["requests.total.total"].status == "unread"
    open_rules = {finding.rule for finding in check(report) if not finding.assessable}
    assert {"T3-ROW", "T3-COL", "T3-SUM"} <= open_rules


@pytest.mark.parametrize("real", [r for r in REAL if "template" in r.path.parent.name], indirect=True)
def test_a_blank_form_gives_no_organ_no_year_and_no_number(real):
    report = read(real)
    assert (report.organ, report.year) == (None, None)
    assert {str(cell.status) for cell in report.cells.values()} == {"blank"}
    assert [finding for finding in check(report) if finding.assessable] == []
