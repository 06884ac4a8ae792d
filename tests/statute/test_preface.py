"""What stands before the first section: sentences are read and printed, the title and the page around a report are not its words."""

import pytest

from gongkai.statute.annual.form import forms
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Cell, Report, Status
from gongkai.statute.readers import read_bytes
from gongkai.statute.writers import write
from gongkai.statute.writers.paper import paper_of
from shared_truth import real_reports

REAL = real_reports()
SENTENCE = "本报告依照条例和有关规定编制（演示）。"


def made(preface):
    cells = {key: Cell(0, Status.READ) for key in forms()["2021"].cells}
    return Report("青石市科学技术局", 2024, "2021", cells, preface=preface)


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "html"])
@pytest.mark.parametrize("preface", ["", SENTENCE])
def test_the_title_is_not_read_as_the_beginning_of_the_text(kind, preface):
    assert recognize(read_bytes(write(made(preface), kind), f"a.{kind}")).preface == preface


def test_what_somebody_wrote_is_printed_though_it_ends_in_no_full_stop():
    told = [paragraph.text for paragraph in paper_of(made("一行没有句号的话"), forms()["2021"]).preface]
    assert told == ["一行没有句号的话"]


@pytest.mark.shared
@pytest.mark.parametrize("real", REAL or [None], ids=lambda real: real.path.parent.name if real else "missing")
def test_no_title_and_no_navigation_stands_in_the_preface_of_a_real_report(real):
    told = recognize(read_bytes(real.path.read_bytes(), real.path.name))
    assert told.title not in told.preface.splitlines()
    assert not [line for line in told.preface.splitlines() if line.startswith(("标题：", "单位：", "来源："))]
