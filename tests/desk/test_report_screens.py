"""Annual reports at the desk: the list of what is due, reading a file, the grid, review, publication, and who may not."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annual_reports import cleared, drafter, entered, published, report, settled
from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import services
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.models import AnnualReport, Origin
from gongkai.office.audit.models import AuditEntry
from gongkai.statute.annual.report import Cell, Report, Status
from gongkai.statute.writers import write

PERSON = "requests.new_received.natural_person"
TOTAL = "requests.new_received.total"


@pytest.fixture(autouse=True)
def _that_day(world, settings, monkeypatch):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)


def at_desk(world, duty=DutyKind.DRAFTER, slug="science"):
    client = Client()
    client.force_login(world.person(slug, duty), backend="gongkai.office.accounts.backends.PostsBackend")
    return client


def page(client, path, status=200):
    answer = client.get(f"/desk/reports/{path}")
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def sent(html):
    """The form of the page as a browser would send it untouched."""
    given = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            given[name.group(1)] = value.group(1) if value else ""
    return given | dict(re.findall(r'<textarea[^>]*\bname="([^"]+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL))


def send(client, annual, status=302, **changes):
    given = sent(page(client, f"{annual.pk}/edit/")) | changes
    answer = client.post(f"/desk/reports/{annual.pk}/edit/", given)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_the_list_says_what_is_due_and_what_is_late(world):
    published(world, entered(world, report(year=2024)))
    html = page(at_desk(world), "")
    assert "2025年" in html
    assert "逾期未公开" in html  # the world stands on 10 March 2026: a department was due on 31 January
    assert "2026-01-31" in html
    assert "青石市科学技术局2024年政府信息公开工作年度报告" in html
    lead = page(at_desk(world, DutyKind.SUPERVISOR, "city"), "?year=2025")
    assert "2026-03-31" in lead  # governments have until March
    assert lead.count('chip-red">逾期未公开') == 3  # the three departments


def test_a_file_is_read_and_lies_open_beside_its_doubts(world):
    file = SimpleUploadedFile("年度报告.docx", write(report(), "docx"))
    client = at_desk(world)
    answer = client.post("/desk/reports/upload/", {"section": world.section("science").pk, "file": file})
    annual = AnnualReport.objects.get()
    assert answer["Location"] == f"/desk/reports/{annual.pk}/edit/"
    html = page(client, f"{annual.pk}/edit/")
    assert "读出200格数字" in html
    assert "年度报告.docx" in html
    assert f'name="cell-{TOTAL}" value="12"' in html
    assert annual.versions.get().origin == Origin.LEGACY


@pytest.mark.parametrize(("name", "data"), [("报告.exe", b"MZ"), ("报告.pdf", b"%PDF-1.4 broken"), ("报告.txt", b"x")])
def test_a_file_that_is_no_report_is_refused_at_its_field(world, name, data):
    client = at_desk(world)
    given = {"section": world.section("science").pk, "file": SimpleUploadedFile(name, data), "year": 2024}
    answer = client.post("/desk/reports/upload/", given)
    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert not AnnualReport.objects.exists()


def test_an_untouched_form_changes_nothing(world):
    annual = entered(world, report(**{"proactive.permits.decisions": None}))
    send(at_desk(world), annual)
    assert annual.versions.count() == 1


def test_a_blank_form_sent_as_it_is_stays_blank_and_is_not_nought(world):
    client = at_desk(world)
    client.post("/desk/reports/new/", {"section": world.section("science").pk, "year": 2024})
    annual = AnnualReport.objects.get()
    send(client, annual, **{f"cell-{PERSON}": "3"})
    kept = report_of(annual.versions.latest("number"))
    assert kept.value(PERSON) == 3
    assert [key for key, cell in kept.cells.items() if cell.value is not None] == [PERSON]


def test_a_wrong_figure_is_named_and_everything_typed_stays(world):
    annual = entered(world)
    html = send(at_desk(world), annual, 422, **{f"cell-{PERSON}": "十二", f"cell-{TOTAL}": "15"})
    assert "“十二”不是整数" in html
    assert f'name="cell-{PERSON}" value="十二"' in html
    assert f'name="cell-{TOTAL}" value="15"' in html
    assert re.search(r'<td[^>]*class="state-read wrong" id="at-requests.new_received.natural_person"', html)
    assert annual.versions.count() == 1


def test_a_broken_sum_asks_for_a_note_and_the_note_goes_to_the_public(world):
    annual = entered(world, report(**{TOTAL: 13}))
    client = at_desk(world)
    html = page(client, f"{annual.pk}/edit/")
    names = re.findall(r'name="(note-[^"]+)"', html)
    assert names
    send(client, annual, **dict.fromkeys(names, "共同申请一件（演示）"))
    published(world, annual)
    assert "共同申请一件（演示）" in Client().get("/reports/science/2024/").content.decode()


def test_an_unread_cell_is_asked_about_and_confirmed_as_blank(world):
    told = report()
    told = Report(
        told.organ, told.year, told.form, {**told.cells, "proactive.permits.decisions": Cell()}, told.sections
    )
    annual = entered(world, told)
    client = at_desk(world)
    assert "1格须对照原件" in page(client, f"{annual.pk}/edit/")
    send(client, annual, **{"confirm-proactive.permits.decisions": "1"})
    cell = report_of(annual.versions.latest("number")).cells["proactive.permits.decisions"]
    assert (cell.value, cell.status) == (None, Status.BLANK)


def test_last_years_figure_stands_in_grey_also_across_two_forms(world):
    entered(world, report(year=2020, **{"proactive.normative_documents.made": 37}))
    annual = entered(world, report(year=2021))
    html = page(at_desk(world), f"{annual.pk}/edit/")
    cell = re.search(r'id="at-proactive.normative_documents.issued">(.*?)</td>', html).group(1)
    assert '<small class="rep-last" aria-hidden="true">37</small>' in cell


def test_the_way_from_check_to_the_public_and_back(world):
    annual = entered(world)
    client = at_desk(world)
    client.post(f"/desk/reports/{annual.pk}/findings/")
    settled(world, annual)
    assert client.post(f"/desk/reports/{annual.pk}/submit/", {"note": ""}).status_code == 302
    assert "审查中" in page(client, f"{annual.pk}/")
    client.post(f"/desk/reports/{annual.pk}/take-back/", {})
    cleared(world, annual)
    final = at_desk(world, DutyKind.FINAL_REVIEWER)
    assert final.post(f"/desk/reports/{annual.pk}/publish/", {}).status_code == 302
    assert Client().get("/reports/science/2024/").status_code == 200
    answer = final.post(f"/desk/reports/{annual.pk}/withdraw/", {"reason": "数据有误（演示）"})
    assert answer.status_code == 302
    assert Client().get("/reports/science/2024/").status_code == 410


def test_two_people_at_one_grid_lose_nothing(world):
    annual = entered(world)
    client = at_desk(world)
    given = sent(page(client, f"{annual.pk}/edit/"))
    services.save(annual, base=1, sections={5: "别人写的（演示）。"}, by=drafter(world), at=world.now)
    answer = client.post(f"/desk/reports/{annual.pk}/edit/", given | {f"cell-{PERSON}": "11"})
    assert answer.status_code == 409
    assert f'name="cell-{PERSON}" value="11"' in answer.content.decode()


def test_what_the_other_saved_is_taken_over_and_what_both_changed_is_shown(world):
    annual = entered(world)
    client = at_desk(world)
    given = sent(page(client, f"{annual.pk}/edit/"))
    cells = {PERSON: "9", "proactive.permits.decisions": "4"}
    services.save(annual, base=1, cells=cells, sections={5: "别人写的（演示）。"}, by=drafter(world), at=world.now)
    answer = client.post(f"/desk/reports/{annual.pk}/edit/", given | {f"cell-{PERSON}": "11", f"cell-{TOTAL}": "11"})
    html = answer.content.decode()
    assert "1处两人都改了" in html
    assert "您填的是“11”，第2稿是“9”" in html
    again = sent(html)
    assert (again["base"], again["cell-proactive.permits.decisions"]) == ("2", "4")
    assert again["section_5"] == "别人写的（演示）。"
    assert client.post(f"/desk/reports/{annual.pk}/edit/", again).status_code == 302
    kept = report_of(annual.versions.latest("number"))
    assert [kept.value(key) for key in (PERSON, TOTAL, "proactive.permits.decisions")] == [11, 11, 4]
    assert kept.sections[1].text == "别人写的（演示）。"


def test_a_report_that_stands_is_neither_begun_anew_nor_covered_by_a_file_unasked(world):
    annual = entered(world)
    client = at_desk(world)
    section = world.section("science").pk
    answer = client.post("/desk/reports/new/", {"section": section, "year": 2024}, follow=True)
    assert answer.redirect_chain == [(f"/desk/reports/{annual.pk}/", 302)]
    assert "已经录入（第1稿）。没有另建空白报告" in answer.content.decode()

    def file():
        return SimpleUploadedFile("年度报告.docx", write(report(received=31), "docx"))

    answer = client.post("/desk/reports/upload/", {"section": section, "file": file()})
    assert answer.status_code == 422
    assert 'name="onto" value="1"' in answer.content.decode()
    assert annual.versions.count() == 1
    client.post("/desk/reports/upload/", {"section": section, "file": file(), "onto": "1"})
    assert report_of(annual.versions.get(number=2)).value(TOTAL) == 31


def test_what_is_wanted_before_submission_is_said_on_the_page(world):
    client = at_desk(world)
    other = entered(world, report("白山市水利局"))
    assert "机关名称是“白山市水利局”" in page(client, f"{other.pk}/")
    annual = published(world, entered(world, report(year=2023)))
    send(client, annual, **{f"cell-{PERSON}": "11"})
    assert "请写明向公众的更正说明" in page(client, f"{annual.pk}/")
    send(client, annual, correction="按统计口径调整（演示）")
    assert "请写明向公众的更正说明" not in page(client, f"{annual.pk}/")


@pytest.mark.parametrize("name", ["edit", "findings", "submit", "take-back", "publish", "withdraw"])
def test_a_foreign_unit_and_a_reader_find_the_doors_shut(world, name):
    annual = entered(world)
    page(at_desk(world, slug="culture"), f"{annual.pk}/{name}/", 403)
    page(at_desk(world, slug="culture"), f"{annual.pk}/", 403)
    page(at_desk(world, slug="culture"), f"{annual.pk}/files/json/", 403)
    page(at_desk(world, DutyKind.SUPERVISOR, "city"), f"{annual.pk}/{name}/", 403)


def test_the_original_is_handed_to_the_units_own_people_and_that_is_in_the_trail(world):
    told = services.read_file(write(report(), "pdf"), "年度报告.pdf", by=drafter(world), at=world.now)
    annual = entered(world, told.report, origin=Origin.LEGACY, original=told.original)
    answer = at_desk(world).get(f"/desk/reports/{annual.pk}/files/original/?show=1")
    assert answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="report.original_read").count() == 1


def original_beside(world, data, name):
    """A report read from this file, its grid, and what the screen of the original shows once it is made."""
    told = services.read_file(data, name, by=drafter(world), at=world.now)
    annual = entered(world, told.report, origin=Origin.LEGACY, original=told.original)
    client = at_desk(world)
    grid = page(client, f"{annual.pk}/edit/")
    for _ in range(40):
        answer = client.get(f"/desk/reports/{annual.pk}/original/")
        if "Refresh" not in answer:
            break
        time.sleep(0.25)
    return annual, grid, answer.content.decode()


def test_a_pdf_lies_beside_the_grid_and_every_cell_says_where_on_its_page_it_stands(world):
    annual, grid, shown = original_beside(world, write(report(), "pdf"), "年度报告.pdf")
    assert f'data-src="/desk/reports/{annual.pk}/original/"' in grid
    cell = re.search(rf'<input name="cell-{TOTAL}"[^>]*>', grid).group(0)
    number = re.search(r' data-page="(\d+)"', cell).group(1)
    assert re.search(r' data-box="0\.\d+ 0\.\d+ 0\.\d+ 0\.\d+"', cell)
    assert re.search(rf'id="page-{number}">\s*<img src="data:image/webp', shown)
    assert AuditEntry.objects.filter(verb="file.previewed").exists()


def test_a_web_page_is_shown_as_its_words_and_tables_and_nothing_of_it_runs(world):
    data = write(report(), "html").replace(b"</body>", b'<script>alert(1)</script><p onclick="x()">end</p></body>')
    _annual, _grid, shown = original_beside(world, data, "年度报告.html")
    words = shown[shown.index("shown-words") :]
    assert re.search(r"<td[^>]*>12</td>", words)
    assert "alert(1)" not in words
    assert "onclick" not in words
    assert "web page kept as data" not in shown


def test_there_is_no_original_of_a_report_that_was_typed_in_and_none_for_a_stranger(world):
    page(at_desk(world), f"{entered(world).pk}/original/", 404)
    annual, _grid, _shown = original_beside(world, write(report(year=2023), "docx"), "年度报告.docx")
    page(at_desk(world, slug="culture"), f"{annual.pk}/original/", 403)


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv", "json", "html"])
def test_a_draft_can_be_taken_away_in_every_format(world, kind):
    annual = entered(world)
    answer = at_desk(world).get(f"/desk/reports/{annual.pk}/files/{kind}/")
    assert answer.status_code == 200
    assert len(answer.content) > 1000
