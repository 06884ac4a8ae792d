"""A report file that takes long: the worker reads it, the page may be left, the work list brings it back, and why it failed is said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annual_reports import entered, report
from gongkai.faces import clock
from gongkai.faces.desk.models import ReadingWork
from gongkai.faces.desk.reports import reading
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.models import AnnualReport, Origin
from gongkai.statute.writers import write

TOTAL = "requests.new_received.total"


@pytest.fixture
def client(client, world, settings, monkeypatch):
    """A clerk, on whose machine every file takes too long to wait for."""
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)
    monkeypatch.setattr("gongkai.faces.desk.reports.entering.AT_ONCE", 0.05)
    client.force_login(
        world.person("science", DutyKind.DRAFTER), backend="gongkai.office.accounts.backends.PostsBackend"
    )
    return client


def uploaded(client, world, data, name="年度报告.pdf"):
    given = {"section": world.section("science").pk, "file": SimpleUploadedFile(name, data)}
    answer = client.post("/desk/reports/upload/", given)
    work = ReadingWork.objects.get()
    assert answer["Location"] == f"/desk/reports/readings/{work.pk}/"
    return work


def test_a_slow_file_is_read_by_the_worker_and_comes_back_to_who_left_it(client, world):
    work = uploaded(client, world, write(report(), "pdf"))
    waiting = client.get(f"/desk/reports/readings/{work.pk}/")
    assert waiting["Refresh"] == "3"
    assert "正在读取年度报告.pdf" in waiting.content.decode()
    assert not AnnualReport.objects.exists()
    assert reading.carry_on.call(work.pk) == AnnualReport.objects.get().pk
    version = AnnualReport.objects.get().versions.get()
    assert (version.origin, version.original, version.original_name) == (Origin.LEGACY, work.file, "年度报告.pdf")
    assert version.saved_by == world.person("science", DutyKind.DRAFTER)
    assert report_of(version).value(TOTAL) == 12
    assert "年度报告文件已经读完" in client.get("/desk/").content.decode()
    answer = client.get(f"/desk/reports/readings/{work.pk}/")
    assert answer["Location"] == f"/desk/reports/{version.report_id}/edit/"
    assert "年度报告文件已经读完" not in client.get("/desk/").content.decode()


def test_why_nothing_was_read_is_said_on_the_page_and_in_the_work_list(client, world):
    work = uploaded(client, world, "一份普通的通知，没有表格。".encode(), "通知.txt")
    assert reading.carry_on.call(work.pk) is None
    assert "没有认出年度报告的表格" in client.get("/desk/").content.decode()
    html = client.get(f"/desk/reports/readings/{work.pk}/").content.decode()
    assert "没有认出年度报告的表格" in html
    assert "重新上传" in html


def test_a_report_that_was_entered_meanwhile_is_not_covered(client, world):
    work = uploaded(client, world, write(report(received=31), "docx"), "年度报告.docx")
    annual = entered(world)
    reading.carry_on.call(work.pk)
    assert report_of(annual.versions.get()).value(TOTAL) == 12
    html = client.get(f"/desk/reports/readings/{work.pk}/").content.decode()
    assert "已经录入（第1稿）" in html
    assert f"/desk/reports/{annual.pk}/" in html


def test_nobody_else_sees_what_is_read_for_somebody(client, world):
    work = uploaded(client, world, write(report(), "docx"), "年度报告.docx")
    other = Client()
    other.force_login(
        world.person("science", DutyKind.SECTION_HEAD), backend="gongkai.office.accounts.backends.PostsBackend"
    )
    assert other.get(f"/desk/reports/readings/{work.pk}/").status_code == 403
