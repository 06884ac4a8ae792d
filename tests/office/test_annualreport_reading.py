"""A file becomes a report: every real report cell by cell, the original kept, hostile and giant files refused in words."""

import io
import zipfile

import pypdf
import pytest

from annual_reports import drafter, report
from gongkai.office.annualreport import reading, services
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.models import Origin
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.statute.annual.report import Status
from gongkai.statute.writers import write
from shared_truth import real_reports

REAL = real_reports()


@pytest.fixture(params=REAL or [None], ids=lambda real: real.path.parent.name if real else "missing")
def real(request):
    return request.param


def read(world, data, name):
    return services.read_file(data, name, by=drafter(world), at=world.now)


@pytest.mark.shared
def test_a_real_report_is_entered_with_the_cells_that_are_printed_and_no_others(world, real):
    told = read(world, real.path.read_bytes(), real.path.name)
    annual = services.enter(
        world.unit("science"),
        world.section("science"),
        told.report,
        year=told.report.year or 2023,
        origin=Origin.LEGACY,
        original=told.original,
        by=drafter(world),
        at=world.now,
    )
    version = annual.versions.get()
    kept = report_of(version)
    for key, printed in real.cells.items():
        value = kept.value(key)
        if value is None:
            assert printed is None or key in real.free, key
        else:
            assert float(value) == printed, key
    assert [key for key, cell in kept.cells.items() if key not in real.cells and cell.value is not None] == []
    assert version.original_name == real.path.name
    assert version.original.sha256 == told.original.file.sha256


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "html", "csv", "json"])
def test_what_the_writers_wrote_is_read_back_with_every_cell(world, kind):
    told = report(received=31)
    again = read(world, write(told, kind), f"年度报告.{kind}")
    assert {key: cell.value for key, cell in again.report.cells.items()} == {
        key: cell.value for key, cell in told.cells.items()
    }
    assert StoredFile.objects.filter(sha256=again.original.file.sha256).exists()


def test_a_web_page_is_kept_as_data_that_no_browser_opens_and_is_not_offered(world):
    told = read(world, write(report(), "html"), "年度报告.html")
    assert (told.original.file.extension, told.original.offered) == ("txt", False)


def test_a_giant_file_is_refused_before_it_is_read(world, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match="最大"):
        read(world, b"x" * 1001, "年度报告.txt")
    assert not StoredFile.objects.exists()


def test_a_file_that_takes_too_long_is_stopped(world, monkeypatch):
    monkeypatch.setattr(reading, "WAITED", 0.05)
    with pytest.raises(Refused, match="已经停止"):
        read(world, write(report(), "pdf"), "年度报告.pdf")


def test_a_clerk_is_not_told_of_options_of_the_command_line(world):
    pages = io.BytesIO()
    with pypdf.PdfWriter() as many:
        for _ in range(201):
            many.add_blank_page(100, 100)
        many.write(pages)
    with pytest.raises(Refused, match="共 201 页，超过上限 200 页。请确认文件是年度报告，或者只截取") as refused:
        read(world, pages.getvalue(), "年度报告.pdf")
    assert "--" not in str(refused.value)


def bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w:document>" + b" " * 200_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("报告.exe", b"MZ\x90"),
        ("报告.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 500),
        ("报告.docx", b"PK\x03\x04 not a package"),
        ("报告.docx", None),
        ("报告.txt", b""),
        ("报告.txt", "一份普通的通知，没有表格。".encode()),
        ("报告.json", b'{"schema": "gongkai.report/1", "cells": [1, 2]}'),
        ("报告.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("../../etc/passwd", b"root"),
    ],
    ids=["program", "broken pdf", "broken docx", "bomb", "empty", "no report", "odd json", "old word", "path"],
)
def test_what_is_no_report_is_refused_in_words_and_never_entered(world, name, data):
    data = bomb() if data is None else data
    with pytest.raises(Refused) as refused:
        _entered_from(world, data, name)
    assert len(str(refused.value)) > 10


def _entered_from(world, data, name):
    told = read(world, data, name)
    services.enter(world.unit("science"), None, told.report, year=2024, by=drafter(world), at=world.now)


def test_the_year_of_the_file_is_not_overruled_by_a_slip(world):
    with pytest.raises(Refused, match="2024年度的报告"):
        services.enter(world.unit("science"), None, report(), year=2023, by=drafter(world), at=world.now)


def test_a_corrected_cell_keeps_its_place_and_what_was_read(world):
    told = read(world, write(report(), "pdf"), "年度报告.pdf")
    annual = services.enter(
        world.unit("science"), world.section("science"), told.report, original=told.original,
        origin=Origin.LEGACY, by=drafter(world), at=world.now,
    )  # fmt: skip
    key = "requests.new_received.natural_person"
    version = services.save(annual, base=1, cells={key: " １３ "}, by=drafter(world), at=world.now)
    cell = report_of(version).cells[key]
    assert (cell.value, cell.status, cell.override.replaced) == (13, Status.OVERRIDDEN, 12)
    assert cell.where == told.report.cells[key].where
