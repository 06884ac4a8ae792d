"""The home page and the seven columns of the platform: what leads where, and that numbers are those of the lists."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from annual_reports import report
from documents import TITLE, published
from gongkai.faces.portal.platform.letters import letter
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport.services import AdoptedReport, adopt_reports
from gongkai.office.audit.services import SYSTEM
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import OwnHeading
from gongkai.office.catalog.services import Adopted, adopt
from gongkai.office.units.models import Unit


def text(response):
    return response.content.decode()


def adopted(world, slug="science", heading="20-07", days=0, **more):
    item = Adopted(
        unit=world.unit(slug),
        title=more.pop("title", f"{slug}的{heading}（演示）"),
        published_at=world.now - timedelta(days=days),
        by_id=world.person(slug, DutyKind.DRAFTER).pk,
        body="<p>演示</p>",
        metadata=Metadata(heading=heading),
        **more,
    )
    return adopt([item], site="旧网站（演示）", by=SYSTEM, at=world.now)[0]


def test_home_says_what_can_be_done_here(client, world):
    shown = text(client.get("/"))
    doors = re.search(r'<ul class="doors".*?</ul>', shown, re.DOTALL)[0]
    assert re.findall(r"<strong>([^<]+)</strong>", doors) == ["查信息", "我要申请", "查进度", "看年报"]
    for address in re.findall(r'href="([^"#]+)', doors):
        assert client.get(address).status_code == 200


def test_home_opens_this_years_figures_to_the_list_behind_them(client, world, monkeypatch):
    monkeypatch.setattr("gongkai.faces.clock.now", lambda: world.now)
    for days in (0, 1, 400):
        adopted(world, days=days)
    strip = re.search(r'<section class="strip".*?</section>', text(client.get("/")), re.DOTALL)[0]
    found = re.findall(
        r'href="([^"]+)"><span class="strip-number">(\d+)</span> <span class="strip-label">([^<]+)<', strip
    )
    assert ("2", "公开信息") in [(number, label) for _url, number, label in found]
    assert ("2", "财政预算、决算信息") in [(number, label) for _url, number, label in found]
    for url, number, _label in found:
        assert f"共 {number} 条" in text(client.get(url.replace("&amp;", "&")))


def test_home_shows_the_newest_three_of_a_column(client, world):
    for days in range(4):
        adopted(world, title=f"第{days}天前（演示）", days=days)
    boxes = re.search(r'<ul class="boxes">.*', text(client.get("/")), re.DOTALL)[0]
    statutory = boxes[boxes.index(reverse("portal:statutory")) : boxes.index(reverse("portal:reports"))]
    assert re.findall(r">(第\d天前（演示）)<", statutory) == ["第0天前（演示）", "第1天前（演示）", "第2天前（演示）"]


def test_headings_say_how_much_stands_under_them_and_lead_there(client, world):
    adopted(world, heading="20-04")
    adopted(world, "culture", heading="20-04")
    shown = text(client.get(reverse("portal:statutory")))
    assert re.search(r'href="[^"]*heading=20-04[^"]*">统计信息</a> <span class="tally">2 条', shown)
    assert re.search(r"公务员招考</span> <span class=\"tally\">暂无", shown)
    mine = text(client.get(reverse("portal:unit_statutory", args=["science"])))
    address = re.search(r'href="([^"]*heading=20-04[^"]*)">统计信息</a> <span class="tally">1 条', mine)[1]
    listed = text(client.get(address.replace("&amp;", "&")))
    assert "science的20-04" in listed
    assert "culture的20-04" not in listed


def test_a_heading_counts_what_stands_beneath_it(client, world):
    from gongkai.statute.disclosure import beneath

    below = beneath("20-07")[1]
    adopted(world, heading=below)
    shown = text(client.get(reverse("portal:statutory")))
    found = re.search(r'href="([^"]*heading=20-07)">财政预算、决算信息</a> <span class="tally">1 条', shown)
    assert "science的" in text(client.get(found[1].replace("&amp;", "&")))


@pytest.mark.parametrize("slug", ["city", "science"])
def test_own_headings_count_once_with_the_heading_above_them(client, world, guard, slug):
    with guard.off():
        OwnHeading.objects.create(unit=world.unit(slug), code="u1-1", parent="20-04", name="工业统计（演示）")
    adopted(world, slug, heading="20-04")
    adopted(world, slug, heading="u1-1")
    shown = text(client.get(reverse("portal:statutory")))
    found = re.search(r'href="([^"]*heading=20-04)">统计信息</a> <span class="tally">2 条', shown)
    assert "共 2 条" in text(client.get(found[1].replace("&amp;", "&")))
    mine = text(client.get(reverse("portal:unit_statutory", args=[slug])))
    assert "工业统计（演示）</a>" in mine
    assert re.search(r'统计信息</a> <span class="tally">2 条', mine)


def test_departments_and_districts_stand_each_in_their_column(client, world):
    adopted(world, "east-school", title="东城区教育局的（演示）")
    departments = text(client.get(reverse("portal:departments"))).partition("<main")[2]
    districts = text(client.get(reverse("portal:districts"))).partition("<main")[2]
    assert ("青石市科学技术局" in departments, "东城区" in departments) == (True, False)
    assert ("青石市东城区人民政府" in districts, "青石市科学技术局" in districts) == (True, False)
    # A district's platform is everybody's in it.
    assert "东城区教育局的（演示）" in districts


def test_departments_and_districts_say_how_much_each_has_public(client, world):
    for days in (0, 40, 400):  # in two years
        adopted(world, "science", days=days)
    adopted(world, "east")
    adopted(world, "east-school")
    for name, called, number in (
        ("departments", "青石市科学技术局", 3),
        ("departments", "青石市文化局", 0),
        ("districts", "青石市东城区人民政府", 2),
    ):
        shown = text(client.get(reverse(f"portal:{name}"))).partition("<main")[2]
        assert re.search(rf'{called}</a></th>.*?公开信息（条）">(\d+)<', shown)[1] == str(number)


def test_the_guide_leads_to_every_units_guide(client, world):
    shown = text(client.get(reverse("portal:guide")))
    for slug in ("city", "science", "east", "east-school"):
        assert reverse("portal:unit_guide", args=[slug]) in shown


def test_institutions_are_listed(client, world):
    published(world, kind="institution", title="政务公开工作制度（演示）")
    assert "政务公开工作制度（演示）" in text(client.get(reverse("portal:institutions")))


@pytest.mark.parametrize("slug", [None, "science"])
def test_whoever_wants_to_ask_reads_how_and_by_when(client, world, slug):
    page = reverse("portal:unit_requests", args=[slug]) if slug else reverse("portal:requests")
    shown = text(client.get(page))
    for words in (
        "姓名或者名称、身份证明、联系方式", "20个工作日", "条例第三十三条第二款", "第1至第10件", "每件100元",
        "第31至第40件每件200元", "向上一级行政机关或者政府信息公开工作主管部门投诉、举报", "应当先自收到之日起60日内", 'id="progress"',
    ):  # fmt: skip
        assert words in shown, words


def test_a_department_is_reviewed_by_its_government(client, world):
    assert "向本级人民政府申请行政复议" in text(client.get(reverse("portal:unit_requests", args=["science"])))
    assert "向上一级地方人民政府申请行政复议" in text(client.get(reverse("portal:unit_requests", args=["east"])))


@pytest.mark.parametrize(
    "name",
    ["home", "map", "guide", "institutions", "statutory", "reports", "requests", "departments", "districts", "units"],
)
def test_before_there_is_anything_every_page_stands_and_says_so(client, db, name):
    assert client.get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["home", "statutory", "departments", "districts", "units", "guide"])
def test_pages_ask_no_more_when_there_is_more(client, world, django_assert_max_num_queries, name):
    for slug in ("science", "culture", "east", "east-school"):
        for days in range(3):
            adopted(world, slug, days=days)
    with django_assert_max_num_queries(40):
        client.get(reverse(f"portal:{name}"))


def test_names_are_found_under_their_letter():
    assert [letter(name) for name in ("财政局", "科学技术局", "道里区", "市场监督管理局", "审计局", "依兰县")] == [
        "C", "K", "D", "S", "S", "Y",
    ]  # fmt: skip


def test_a_page_is_the_same_for_everybody(client, world):
    published(world, title=TITLE)
    assert client.get("/").content == client.get("/", headers={"user-agent": "another"}).content


def test_the_column_of_institutions_names_the_law_first_once_it_holds(client, world):
    shown = text(client.get(reverse("portal:institutions"))).partition("<main")[2]
    assert "中华人民共和国政府信息公开条例" in shown
    assert "国务院令第711号" in shown
    assert 'rel="external noopener"' in shown


def test_the_column_of_reports_names_every_unit_with_reports_or_without(client, world):
    adopt_reports(
        [AdoptedReport(unit=world.unit("science"), report=report(year=2024), published_at=world.now, by_id=world.person("science", DutyKind.DRAFTER).pk)],
        site="旧网站（演示）", by=SYSTEM, at=world.now,
    )  # fmt: skip
    shown = text(client.get(reverse("portal:reports"))).partition("<main")[2]
    for unit in Unit.objects.filter(parent__parent__isnull=True):
        if unit.in_force(world.today):
            assert unit.called in shown, unit.slug
