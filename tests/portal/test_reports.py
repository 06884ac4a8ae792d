"""Annual reports as the public finds them: every figure where the form has it, what does not foot, files, withdrawal."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from annual_reports import drafter, entered, published, report
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import services
from gongkai.office.audit.services import SYSTEM
from gongkai.statute.annual.exchange import report_from_csv, report_from_json
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.readers import read_bytes
from shared_truth import real_reports

REAL = real_reports()
TOTAL = "requests.new_received.total"


@pytest.fixture(params=REAL or [None], ids=lambda real: real.path.parent.name if real else "missing")
def real(request):
    return request.param


def page(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status, answer.status_code
    assert not answer.cookies
    return answer.content.decode()


def cells(html):
    """Every figure of the page by its cell key; an empty cell is None."""
    found = re.findall(r'<td[^>]*data-key="([^"]+)"[^>]*>(.*?)</td>', html)
    return {key: None if "空" in text else text for key, text in found}


@pytest.mark.shared
def test_a_real_report_stands_on_the_page_cell_by_cell(world, real):
    told = services.read_file(real.path.read_bytes(), real.path.name, by=drafter(world), at=world.now)
    year = told.report.year or 2023
    services.adopt_reports(
        [
            services.AdoptedReport(
                unit=world.unit("science"),
                report=told.report if told.report.year else _dated(told.report, year),
                published_at=world.now,
                by_id=drafter(world).id,
            )
        ],
        site="原网站",
        by=SYSTEM,
        at=world.now,
    )
    shown = cells(page(f"/reports/science/{year}/"))
    for key, printed in real.cells.items():
        if key in real.free and shown.get(key) is None:
            continue
        assert shown.get(key) is None if printed is None else float(shown[key]) == printed, key
    assert [key for key, text in shown.items() if text is not None and key not in real.cells] == []


def _dated(told, year):
    return type(told)(told.organ, year, told.form, told.cells, told.sections)


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "html", "csv", "json"])
def test_every_download_is_read_back_with_the_figures_of_the_page(world, kind):
    published(world)
    answer = Client().get(f"/reports/science/2024/report.{kind}")
    assert answer.status_code == 200
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    if kind == "json":
        back = report_from_json(answer.content.decode())
    elif kind == "csv":
        back = report_from_csv(answer.content.decode())
    else:
        back = recognize(read_bytes(answer.content, f"a.{kind}"))
    shown = cells(page("/reports/science/2024/"))
    assert {key: str(cell.value) for key, cell in back.cells.items()} == shown
    again = Client().get(f"/reports/science/2024/report.{kind}", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_nothing_of_the_work_inside_leaves_the_office(world):
    told = services.read_file(
        Client().get("/").content and _document(), "年度报告.docx", by=drafter(world), at=world.now
    )
    annual = services.enter(
        world.unit("science"), world.section("science"), told.report, origin="legacy", original=told.original,
        by=drafter(world), at=world.now,
    )  # fmt: skip
    keys = [f"requests.{row}.{part}" for row in ("granted", "total") for part in ("natural_person", "total")]
    cells_of = dict.fromkeys(keys, "11") | {f"requests.carried_out.{part}": "2" for part in ("natural_person", "total")}
    services.save(annual, base=1, cells=cells_of, by=drafter(world), at=world.now)
    published(world, annual)
    for kind in ("json", "csv", "html"):
        text = Client().get(f"/reports/science/2024/report.{kind}").content.decode()
        assert drafter(world).name not in text
        assert "对照原件改正" not in text


def _document():
    from gongkai.statute.writers import write

    return write(report(), "docx")


def test_the_original_is_offered_as_its_stripped_copy_or_not_at_all(world):
    told = services.read_file(_document(), "年度报告.docx", by=drafter(world), at=world.now)
    annual = services.enter(
        world.unit("science"), world.section("science"), told.report, origin="legacy", original=told.original,
        by=drafter(world), at=world.now,
    )  # fmt: skip
    published(world, annual)
    answer = Client().get("/reports/science/2024/original")
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert recognize(read_bytes(b"".join(answer.streaming_content), "a.docx")).value(TOTAL) == 12
    services.save(
        annual, base=1, offers_original=False, correction="原件不再提供（演示）", by=drafter(world), at=world.now
    )
    published(world, annual)
    page("/reports/science/2024/original", 404)


def test_what_does_not_foot_is_said_under_its_table_with_the_units_note(world):
    annual = entered(world, report(**{TOTAL: 13}))
    wrong = [row["key"] for row in annual.versions.get().findings if row["severity"] == "error"]
    services.save(
        annual, base=1, notes=dict.fromkeys(wrong, "共同申请<b>一件</b>（演示）"), by=drafter(world), at=world.now
    )
    published(world, annual)
    html = page("/reports/science/2024/")
    assert 'class="noted" aria-describedby="remark-' in html
    assert "共同申请&lt;b&gt;一件" in html
    assert "相差 1" in html
    assert "请核对" not in html


def test_an_empty_cell_is_empty_and_is_said_to_be_no_nought(world):
    published(world, entered(world, report(**{"proactive.permits.decisions": None})))
    html = page("/reports/science/2024/")
    assert cells(html)["proactive.permits.decisions"] is None
    assert "不等于零" in html


def test_a_draft_is_nowhere_and_a_withdrawn_report_says_why(world):
    annual = entered(world)
    page("/reports/science/2024/", 404)
    page("/reports/science/", 404)
    page("/reports/science/2024/report.pdf", 404)
    published(world, annual)
    page("/reports/science/2024/report.json")
    services.withdraw(annual, "数据有误（演示）", by=world.actor("science", DutyKind.FINAL_REVIEWER), at=world.now)
    assert "数据有误（演示）" in page("/reports/science/2024/", 410)
    for name in ("report.json", "original"):
        assert cells(page(f"/reports/science/2024/{name}", 410)) == {}
    page("/reports/science/", 404)


@pytest.mark.parametrize("path", ["2024/report.exe", "99999/", "2031/", "2024/report.HTML", "../../etc/"])
def test_an_address_that_names_nothing_is_not_found(world, path):
    published(world)
    page(f"/reports/science/{path}", 404)
    page("/reports/no-such-unit/2024/", 404)


def test_the_page_carries_the_tags_of_a_content_page_and_no_script_or_style_of_its_own(world):
    published(world)
    html = page("/reports/science/2024/")
    assert '<meta name="ArticleTitle" content="青石市科学技术局2024年政府信息公开工作年度报告">' in html
    assert '<meta name="PubDate"' in html
    assert " style=" not in html
    assert "<style" not in html


def test_years_stand_beside_each_other_across_two_forms_and_what_does_not_compare_says_so(world):
    for year, received in ((2019, 5), (2020, 7), (2022, 9)):
        told = report(year=year, received=received)
        if year < 2021:
            told = report(year=year, received=received, **{"proactive.normative_documents.made": 3})
        published(world, entered(world, told))
    html = page("/reports/science/")
    row = re.search(r"本年新收</th>(.*?)</tr>", html, re.DOTALL).group(1)
    assert re.findall(r">([^<]+)</td>", row) == ["5", "7", "无报告", "9"]
    made = re.search(r"行政规范性文件·本年制发件数</th>(.*?)</tr>", html, re.DOTALL).group(1)
    assert re.findall(r">([^<]+)</td>", made) == ["3", "3", "无报告", "0"]
    force = re.search(r"行政规范性文件·现行有效件数</th>(.*?)</tr>", html, re.DOTALL).group(1)
    assert re.findall(r">([^<]+)</td>", force) == ["不可比", "不可比", "无报告", "0"]
    assert "现行有效件数只计有效文件" in html
    told = Client().get("/reports/science/series.csv").content.decode("utf-8-sig").splitlines()
    assert told[0] == "指标,单位,2019年,2020年,2021年,2022年,说明"
    assert any(line.startswith("本年新收,件,5,7,,9,2021年无报告") for line in told)


def test_every_chart_is_told_in_words_and_has_its_table(world):
    published(world)
    html = page("/reports/science/")
    charts = re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)
    assert len(charts) == 6
    for chart in charts:
        assert 'role="img"' in chart
        assert re.search(r"<title[^>]*>.+</title><desc[^>]*>2024年：.+。</desc>", chart)
    assert len(re.findall(r'<table class="series">', html)) == 4


def test_a_page_names_the_site_by_its_own_address_whoever_asks_for_it_as_what(world, settings):
    settings.ALLOWED_HOSTS = ["*"]
    published(world)
    for path in ("/reports/science/2024/", "/reports/science/", "/"):
        assert "elsewhere.example" not in Client().get(path, headers={"host": "elsewhere.example"}).content.decode()


def test_what_is_gone_is_as_strict_as_what_is_there_and_is_asked_about_each_time(world):
    annual = published(world)
    there = Client().get("/reports/science/2024/")
    services.withdraw(annual, "数字有误（演示）", by=world.actor("science", DutyKind.FINAL_REVIEWER), at=world.now)
    for path in ("/reports/science/2024/", "/reports/science/2024/report.csv", "/reports/science/1999/"):
        gone = Client().get(path)
        assert gone.status_code in {404, 410}
        for name in ("Content-Security-Policy", "Cache-Control"):
            assert gone.headers[name] == there.headers[name], (path, name)


def test_a_corrected_report_says_what_was_changed_and_why(world):
    annual = published(world)
    assert "corrections" not in page("/reports/science/2024/")
    figures = {
        f"requests.{row}.{part}": "13"
        for row in ("new_received", "granted", "total")
        for part in ("natural_person", "total")
    }
    figures["proactive.permits.decisions"] = "—"
    services.save(
        annual, base=1, cells=figures, correction="年末一件申请<b>漏计</b>（演示）", by=drafter(world), at=world.now
    )
    published(world, annual, at=world.now + timedelta(days=3))
    html = page("/reports/science/2024/")
    told = html[html.index('class="corrections"') :]
    assert "更正日期 <time" in html
    assert '<time datetime="2026-03-13">2026-03-13</time> 年末一件申请&lt;b&gt;漏计&lt;/b&gt;（演示）' in told
    assert "更正了7格数字" in told
    assert re.search(r"本年新收政府信息公开申请数量·总计</th><td>12</td><td>13</td>", told)
    assert re.search(r"行政许可·本年处理决定数量</th><td>0</td><td>空</td>", told)
