"""Every figure read from a PDF or a picture can be found again on its page, where its cell says it stands."""

import json

import pypdfium2 as pdfium
import pytest

from gongkai.statute.annual.exchange import report_from_json, to_json
from gongkai.statute.annual.form import forms
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Cell, Report, Status
from gongkai.statute.errors import DocumentError
from gongkai.statute.readers import read_bytes
from gongkai.statute.writers import write
from shared_truth import real_reports

PDFS = [real for real in real_reports() if real.path.suffix == ".pdf"]


def made(form):
    cells = {key: Cell(number, Status.READ) for number, key in enumerate(forms()[form].cells, 100)}
    return Report("青石市科学技术局", 2024 if form == "2021" else 2020, form, cells)


def printed_at(document, where):
    """The characters of the page inside the box."""
    page = document[where.page - 1]
    width, height = page.get_size()
    left, top, right, bottom = where.box
    bounds = (left * width, height - bottom * height, right * width, height - top * height)
    return "".join(page.get_textpage().get_text_bounded(*bounds).split())


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_figure_stands_in_the_box_of_its_cell(form):
    data = write(made(form), "pdf")
    told = recognize(read_bytes(data, "a.pdf"))
    with pdfium.PdfDocument(data) as document:
        for key, cell in told.cells.items():
            assert printed_at(document, cell.where) == str(cell.value), key


@pytest.mark.shared
@pytest.mark.parametrize("real", PDFS or [None])
def test_the_figures_of_a_real_report_stand_in_their_boxes(real):
    told = recognize(read_bytes(real.path.read_bytes(), "a.pdf"))
    with pdfium.PdfDocument(real.path) as document:
        for key, cell in told.cells.items():
            assert printed_at(document, cell.where) == str(cell.value), key


def test_a_document_without_pages_has_no_boxes():
    told = recognize(read_bytes(write(made("2021"), "docx"), "a.docx"))
    assert {cell.where.box for cell in told.cells.values()} == {None}


def test_data_nested_without_end_are_refused_in_words():
    with pytest.raises(DocumentError, match="层次太深"):
        report_from_json("[" * 200_000)


def test_boxes_travel_with_the_report_and_one_outside_the_page_is_refused():
    told = recognize(read_bytes(write(made("2021"), "pdf"), "a.pdf"))
    text = to_json(told)
    assert report_from_json(text).cells == told.cells
    data = json.loads(text)
    next(iter(data["cells"].values()))["where"]["box"] = [0, 0, 1e300, 1]
    with pytest.raises(DocumentError):
        report_from_json(json.dumps(data))
