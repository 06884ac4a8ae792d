"""Lists and search: narrowed by what people know, turned page by page, helpful where nothing is found; feeds and maps for machines."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from documents import BODY, TITLE
from gongkai.faces.portal.items import listing, sitemap
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document, OwnHeading
from gongkai.office.catalog.services import Adopted, adopt

LIST = "/documents/"


def text(response):
    return response.content.decode()


def titled(response):
    return re.findall(r'class="line-title" href="[^"]+">(.*?)</a>', re.sub(r"</?mark>", "", text(response)))


def item(world, title, *, slug="science", kind="document", at=None, number="", **metadata):
    """Something public, as it was taken over from an older site: no round of review, which these tests do not need."""
    made = Adopted(
        unit=world.unit(slug), title=title, published_at=at or world.now, kind=kind, document_number=number, body=BODY,
        by_id=world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR).pk, metadata=Metadata(**{"heading": "20-01", **metadata}),
    )  # fmt: skip
    (pk,) = adopt([made], site="旧网站（演示）", by=SYSTEM, at=world.now)
    return Document.objects.select_related("published", "unit").get(pk=pk)


@pytest.fixture
def several(world):
    """Four items of two units: rules, a budget, an interpretation; one of last year."""
    item(world, "创新券管理办法（演示）", subject="02", genre="08")
    item(world, "科技局预算（演示）", heading="20-07", subject="04", genre="10")
    item(world, "文化局预算（演示）", slug="culture", heading="20-07", subject="04", genre="10")
    item(world, "解读创新券（演示）", kind="interpretation")
    return world


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"heading": "20-07"}, {"科技局预算（演示）", "文化局预算（演示）"}),
        ({"heading": "20-07", "unit": "culture"}, {"文化局预算（演示）"}),
        ({"region": "culture"}, {"文化局预算（演示）"}),
        ({"subject": "02"}, {"创新券管理办法（演示）"}),
        ({"genre": "10", "q": "科技局"}, {"科技局预算（演示）"}),
        ({"kind": "interpretation"}, {"解读创新券（演示）"}),
        ({"year": "2026", "q": "预算"}, {"科技局预算（演示）", "文化局预算（演示）"}),
        ({"year": "2025"}, set()),
        ({"column": "institutions"}, set()),
        ({"in_force": "0"}, set()),
    ],
)
def test_a_list_is_narrowed_by_what_people_know(client, several, asked, found):
    assert set(titled(client.get(LIST, asked))) == found


def test_choices_tell_how_many_they_leave_and_can_be_taken_back(client, several):
    shown = text(client.get(LIST, {"heading": "20-07"}))
    assert "财政预算、决算信息 <span>2</span>" in shown
    assert "法规、规章和规范性文件 <span>2</span>" in shown
    assert "（已选 1 项）" in shown
    assert re.search(r'<a href="/documents/" title="去掉这个条件">', shown)
    both = text(client.get(LIST, {"heading": "20-07", "unit": "culture"}))
    assert "heading=20-07" in both
    assert "全部去掉" in both


def test_an_own_heading_stands_under_the_statutory_one(client, world, guard):
    with guard.off():
        OwnHeading.objects.create(unit=world.unit("science"), code="u2-1", parent="20-07", name="专项资金（演示）")
    item(world, "专项资金公示（演示）", heading="u2-1")
    assert titled(client.get(LIST, {"heading": "20-07"})) == ["专项资金公示（演示）"]
    assert titled(client.get(LIST, {"heading": "u2-1", "unit": "science"})) == ["专项资金公示（演示）"]
    assert "专项资金（演示） <span>1</span>" in text(client.get(LIST, {"unit": "science", "q": ""}))


def test_a_unit_is_found_by_its_name(client, several):
    one = client.get(LIST, {"unit_name": "文化", "heading": "20-07"})
    assert one.headers["Location"] == f"{LIST}?heading=20-07&unit=culture"
    many = text(client.get(LIST, {"unit_name": "青石市"}))
    assert "请选择" in many
    assert "unit=culture" in many
    assert "没有名称里有“火星”的单位" in text(client.get(LIST, {"unit_name": "火星"}))


def test_what_is_called_exactly_so_comes_first(client, world):
    before = world.now - timedelta(days=9)
    document = item(world, "关于印发管理办法的通知（演示）", at=before, number="青科发〔2026〕12号")
    for number in range(3):
        item(world, f"{number}：关于印发管理办法的通知（演示），青科发〔2026〕12号（{document.index_number}）")
    for words in (document.published.title, "青科发〔2026〕12号", document.index_number):
        assert titled(client.get(LIST, {"q": words}))[0] == document.published.title, words


def test_a_search_within_a_unit_stays_there(client, several):
    response = client.get(LIST, {"unit": "culture", "q": "预算"})
    assert titled(response) == ["文化局预算（演示）"]
    assert "<mark>预算</mark>" in text(response)
    assert '<input type="hidden" name="unit" value="culture">' in text(response)


def test_nothing_found_says_what_to_do(client, several):
    shown = text(client.get(LIST, {"q": "创新券 火星", "heading": "20-07"}))
    assert "没有找到" in shown
    assert "依法申请公开" in shown
    whole = text(client.get(LIST, {"q": "创新券", "heading": "20-07"}))
    assert "去掉筛选条件再查“创新券”（共 2 条）" in whole
    fewer = text(client.get(LIST, {"q": "创新券 火星"}))
    assert "只查“创新券”（共 2 条）" in fewer
    unit = text(client.get(LIST, {"q": "文化局 火星"}))
    assert "只查“文化局”" in unit


def test_narrowed_lists_are_not_for_search_engines(client, several):
    assert "noindex" not in text(client.get(LIST))
    for asked in ({"q": "预算"}, {"unit": "culture"}, {"heading": "20-07"}):
        assert '<meta name="robots" content="noindex, follow">' in text(client.get(LIST, asked))


def test_pages_are_turned_by_numbers_and_behind_the_last_by_a_key(client, world, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(5):
        item(world, f"第{number}份（演示）")
    first = client.get(LIST)
    assert titled(first) == ["第4份（演示）", "第3份（演示）"]
    assert 'href="/documents/?page=3"' in text(first)
    assert titled(client.get(LIST, {"page": "3"})) == ["第0份（演示）"]
    monkeypatch.setattr("gongkai.office.search.selectors.MOST", 4)
    last = text(client.get(LIST, {"page": "2"}))
    onward = re.search(r'rel="next" href="([^"]+)"', last)[1].replace("&amp;", "&")
    assert "before=" in onward
    assert titled(client.get(onward)) == ["第0份（演示）"]


@pytest.mark.parametrize(
    "asked",
    [
        {"heading": "<script>"}, {"heading": "99-99"}, {"year": "0000"}, {"year": "２０２６"}, {"before": "x"}, {"before": "2026-03-10.1"},
        {"in_force": "9"}, {"subject": "zz"}, {"unit_name": "%" * 99}, {"column": "x"}, {"page": "９"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_of_a_list_is_no_error(client, world, asked):
    response = client.get(LIST, asked)
    assert response.status_code == 200
    assert "<script>" not in text(response)


# --- for machines -----------------------------------------------------------------------------------------------------
def channel(response):
    return ET.fromstring(response.content).find("channel")  # noqa: S314 (our own)


def test_feeds_hold_the_newest_with_absolute_addresses(client, several):
    feed = channel(client.get("/feeds/all.xml"))
    links = [entry.findtext("link") for entry in feed.findall("item")]
    assert len(links) == 4
    assert all(link.startswith("http://127.0.0.1:8000/documents/") for link in links)
    assert feed.findtext("language") == "zh-cn"
    names = {
        "/feeds/units/culture.xml": ["文化局预算（演示）"],
        "/feeds/headings/20-07.xml": ["文化局预算（演示）", "科技局预算（演示）"],
        "/feeds/columns/institutions.xml": [],
        "/feeds/regions/city.xml": [],
    }
    for address, titles in names.items():
        assert [entry.findtext("title") for entry in channel(client.get(address)).findall("item")] == titles, address
    again = client.get("/feeds/all.xml")
    assert client.get("/feeds/all.xml", headers={"if-none-match": again["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/feeds/units/x.xml", "/feeds/headings/99-99.xml", "/feeds/columns/x.xml", "/sitemaps/99.xml"]
)
def test_a_feed_or_part_that_is_not_there_is_the_public_404(client, world, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "没有找到这个页面" in text(response)


def test_pages_name_their_feeds(client, several):
    assert 'href="/feeds/all.xml"' in text(client.get("/"))
    assert 'href="/feeds/units/culture.xml"' in text(client.get(LIST, {"unit": "culture"}))
    assert 'href="/feeds/units/culture.xml"' in text(client.get("/units/culture/"))
    assert 'href="/feeds/columns/statutory.xml"' in text(client.get("/statutory/"))
    listed = text(client.get("/feeds/"))
    assert "/feeds/headings/20-07.xml" in listed


def test_the_site_map_holds_everything_in_parts(client, several, monkeypatch):
    document = item(several, TITLE)
    monkeypatch.setattr(sitemap, "PART", 2)
    index = text(client.get("/sitemap.xml"))
    parts = re.findall(r"<loc>http://127\.0\.0\.1:8000(/sitemaps/\d+\.xml)</loc>", index)
    assert len(parts) >= 3
    found = "".join(b"".join(client.get(part)).decode() for part in parts)
    assert found.count("<loc>") == 5
    assert (
        f"<loc>http://127.0.0.1:8000{reverse('portal:document', args=[document.pk])}</loc><lastmod>2026-03-10" in found
    )
    pages = text(client.get("/sitemaps/pages.xml"))
    assert "<loc>http://127.0.0.1:8000/units/culture/</loc>" in pages


def test_the_site_map_counts_nothing(client, several, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_robots_and_browsers_are_told_where_to_ask(client, world):
    robots = text(client.get("/robots.txt"))
    assert "Disallow: /desk/" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    description = text(client.get("/opensearch.xml"))
    assert 'template="http://127.0.0.1:8000/documents/?q={searchTerms}"' in description
    assert 'href="/opensearch.xml"' in text(client.get("/"))
