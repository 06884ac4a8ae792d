"""What stands around every public page: seven columns, skip link, tags, foot; nothing kept on the visitor's device."""

import re
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from django.urls import reverse

from gongkai.config.urls import broken
from gongkai.faces.portal.metatags import Article, column_words, known_tags, metatags
from gongkai.statute.disclosure import disclosure_law

NAMES = [
    "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开", "部门平台", "区县（市）平台",
]  # fmt: skip
CODES = ["guide", "institutions", "statutory", "reports", "requests", "departments", "districts"]
SITE = {
    "SITE_NAME": "青石市政府信息公开平台（演示）",
    "BASE_URL": "https://qs.gongkai.example",
    "SITE_ID_CODE": "演示00000001",
}


def text(response):
    return response.content.decode()


def tags(shown):
    return dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', shown))


def test_the_menu_holds_exactly_the_seven_columns_in_their_order(client, world):
    shown = text(client.get("/"))
    menu = re.search(r'<nav class="menu".*?</nav>', shown, re.DOTALL)[0]
    assert re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', menu) == [
        (reverse(f"portal:{code}"), name) for code, name in zip(CODES, NAMES, strict=True)
    ]
    button = re.search(r'<details class="menu-button">.*?</details>', shown, re.DOTALL)[0]
    assert re.findall(r">([^<]+)</a>", button) == NAMES


@pytest.mark.parametrize(("code", "name"), list(zip(CODES, NAMES, strict=True)))
def test_each_column_is_a_page_under_its_statutory_name_and_is_marked_in_the_menu(client, world, code, name):
    shown = text(client.get(reverse(f"portal:{code}")))
    assert f"<h1>{name}</h1>" in shown
    assert re.findall(
        r'aria-current="page">([^<]+)<', re.search(r'<nav class="menu".*?</nav>', shown, re.DOTALL)[0]
    ) == [name]


def test_keyboards_reach_the_text_first_and_the_text_is_there(client, world):
    shown = text(client.get("/"))
    first = re.search(r"<a [^>]*>", shown[shown.index("<body") :])[0]
    assert 'href="#main"' in first
    assert re.search(r'<main id="main"[^>]*tabindex="-1"', shown)


def test_sight_is_helped_without_a_cookie(client, world):
    response = client.get("/")
    shown = text(response)
    assert 'data-mode="large"' in shown
    assert 'data-mode="contrast"' in shown
    assert not response.cookies


@override_settings(**SITE)
def test_the_home_page_carries_the_tags_of_the_site(client, world):
    assert tags(text(client.get("/"))) == {
        "SiteName": "青石市政府信息公开平台（演示）",
        "SiteDomain": "qs.gongkai.example",
        "SiteIDCode": "演示00000001",
    }


@override_settings(**SITE)
def test_a_column_carries_the_tags_of_the_site_and_its_own(client, world):
    found = tags(text(client.get(reverse("portal:statutory"))))
    assert set(found) == {tag.name for tag in known_tags() if "column" in tag.pages}
    assert found["ColumnName"] == "法定主动公开内容"
    assert set(found) == {tag.name for tag in known_tags() if "column" in tag.pages and tag.must}


@override_settings(**SITE)
def test_a_content_page_says_title_day_and_source_exactly():
    article = Article(
        title="关于三十二部规章的决定（演示）",
        published_at=datetime(2026, 3, 9, 16, 5, tzinfo=UTC),
        source="青石市人民政府",
        keywords=("规章", "废止"),
        description="说" * 500,
    )
    told = dict(metatags("/documents/7/", column="statutory", article=article))
    assert told["PubDate"] == "2026-03-10 00:05"
    assert (told["ArticleTitle"], told["ContentSource"]) == ("关于三十二部规章的决定（演示）", "青石市人民政府")
    assert (told["Keywords"], told["Url"]) == ("规章,废止", "https://qs.gongkai.example/documents/7/")
    assert told["ColumnName"] == "法定主动公开内容"
    assert len(told["Description"]) <= 120
    assert "Image" not in told
    assert {tag.name for tag in known_tags() if tag.must and "content" in tag.pages} <= set(told)


def test_every_column_of_the_law_has_its_words():
    assert list(disclosure_law().columns) == CODES
    for code in CODES:
        words = column_words(code)
        assert words.type
        assert words.keywords
        assert words.description


def test_the_foot_shows_what_the_operator_has_set_and_nothing_else(client, world):
    labels = ("主办单位", "联系方式", "网站标识码", "ICP备案编号", "公安机关备案标识", "党政机关网站标识")
    names = ("SITE_HOST", "SITE_CONTACT", "SITE_ID_CODE", "SITE_ICP", "SITE_POLICE", "SITE_MARK")
    with override_settings(**{name: f"值-{name}" for name in names}):
        foot = text(client.get("/")).partition("<footer")[2]
    for label, name in zip(labels, names, strict=True):
        assert f"<dt>{label}</dt><dd>值-{name}</dd>" in foot
    with override_settings(**dict.fromkeys(names, "")):
        foot = text(client.get("/")).partition("<footer")[2]
    assert not [label for label in labels if label in foot]
    assert ">网站地图</a>" in foot


def test_an_unknown_address_offers_a_search_and_the_columns(client, world):
    response = client.get("/no/such/page")
    shown = text(response)
    assert response.status_code == 404
    assert 'id="lost"' in shown
    main = shown.partition("<main")[2]
    for code in CODES:
        assert reverse(f"portal:{code}") in main


def test_a_failure_has_a_page_that_needs_no_database(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = broken(rf.get("/statutory/"))
    assert response.status_code == 500
    assert "网站出了故障" in text(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_the_map_leads_to_every_column_and_every_heading(client, world):
    shown = text(client.get(reverse("portal:map"))).partition("<main")[2]
    for code in CODES:
        assert f'href="{reverse(f"portal:{code}")}"' in shown
    for heading in disclosure_law().headings.values():
        if not heading.parent:
            assert heading.code in shown
