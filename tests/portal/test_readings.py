"""What people type into the search box: units as they call them, days, columns, and words that stand nowhere together."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from documents import BODY
from gongkai.faces.portal.items.readings import named_day, named_unit
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.services import Adopted

LIST = reverse("portal:documents")


def text(response):
    return response.content.decode()


def adopt(world, *titles, slug="science"):
    by = world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR).pk
    made = [
        Adopted(
            unit=world.unit(slug), title=title, published_at=world.now - timedelta(day), kind="document", body=BODY,
            by_id=by, metadata=Metadata(heading="20-01", genre="08"),
        )
        for day, title in enumerate(titles)
    ]  # fmt: skip
    services.adopt(made, site="旧网站（演示）", by=SYSTEM, at=world.now)


@pytest.mark.parametrize(
    ("words", "slug", "rest"),
    [
        ("科学技术局", "science", ""),
        ("市科技局", "science", ""),
        ("青石市科技局", "science", ""),
        ("科技局管理办法", "science", "管理办法"),
        ("创新券 科技局", "science", "创新券"),
        ("市政府", "city", ""),
        ("科技", None, "科技"),
        ("局", None, "局"),
        ("管理办", None, "管理办"),
        ("火星局", None, "火星局"),
        ("", None, ""),
    ],
)
def test_a_unit_is_known_as_people_call_it(world, words, slug, rest):
    unit, left = named_unit(words, world.today)
    assert (unit.slug if unit else None, left) == (slug, rest)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-03-10", date(2026, 3, 10)),
        ("2026年3月10日", date(2026, 3, 10)),
        ("２０２６．３．１０", date(2026, 3, 10)),
        ("2026/03/10", date(2026, 3, 10)),
        ("2026-02-30", None),
        ("2026年3月", None),
        ("关于2026年3月10日", None),
    ],
)
def test_a_day_is_known_however_it_is_written(words, day):
    assert named_day(words) == day


def test_what_a_unit_published_is_found_by_how_people_call_it(client, world):
    adopt(world, "创新券管理办法（演示）", "实验室名单（演示）")
    adopt(world, "文化场馆管理办法（演示）", slug="culture")
    shown = text(client.get(LIST, {"q": "市科技局名单"}))
    assert "没有逐字含有“市科技局名单”的信息。以下是青石市科学技术局公开的、含有“名单”的信息。" in shown
    assert ("实验室名单" in shown, "创新券管理" in shown, "文化场馆" in shown) == (False, False, False)
    assert "实验室<mark>名单</mark>" in shown
    assert 'value="市科技局名单"' in shown
    whole = text(client.get(LIST, {"q": "市科技局"}))
    assert ("实验室名单" in whole, "文化场馆" in whole) == (True, False)


def test_words_that_stand_together_nowhere_are_asked_in_pieces_and_that_is_said(client, world):
    adopt(world, "临时救助实施办法（演示）", "其他公告（演示）")
    shown = text(client.get(LIST, {"q": "临时救助办法"}))
    assert "没有逐字含有“临时救助办法”的信息。以下信息含有“临时救助”、“办法”。" in shown
    assert "其他公告" not in shown


def test_what_is_named_is_offered_beside_what_is_found(client, world):
    adopt(world, "青石市科学技术局公开年报的通知（演示）")
    shown = text(client.get(LIST, {"q": "科学技术局"}))
    assert f'单位：<a href="{reverse("portal:unit", args=["science"])}">青石市科学技术局</a>' in shown
    assert f'栏目：<a href="{reverse("portal:reports")}">政府信息公开年报</a>' in text(client.get(LIST, {"q": "年报"}))


def test_a_day_leads_to_what_was_published_on_it(client, world):
    adopt(world, "三月十日的（演示）", "三月九日的（演示）")
    day = (world.today - timedelta(1)).isoformat()
    for asked in ({"q": day}, {"day": day}):
        shown = text(client.get(LIST, asked))
        assert ("三月九日的" in shown, "三月十日的" in shown, f"发布日期：{day}" in shown) == (True, False, True)
    adopt(world, f"{day}停水的通告（演示）")
    assert f'href="{LIST}?day={day}"' in text(client.get(LIST, {"q": day}))
    assert "三月十日的" in text(client.get(LIST, {"day": "2026-02-30"}))


def test_with_words_the_fittest_come_first_and_the_newest_are_one_click_away(client, world):
    adopt(world, "提到创新券使用情况的年度工作总结和下一步安排（演示）", "创新券（演示）")
    shown = text(client.get(LIST, {"q": "创新券"}))
    assert "按相关" in shown
    assert shown.index("<mark>创新券</mark>（演示）") < shown.index("提到<mark>")
    newest = text(client.get(LIST, {"q": "创新券", "order": "newest"}))
    assert newest.index("提到<mark>") < newest.index("<mark>创新券</mark>（演示）")
    assert f"{LIST}?q=%E5%88%9B%E6%96%B0%E5%88%B8&amp;order=newest" in shown


def test_titles_of_lists_tell_them_apart(client, world):
    adopt(world, *(f"第{n}件（演示）" for n in range(25)))
    told = {"year": "2026", "heading": "20-01", "page": "2"}
    titles = [
        text(client.get(LIST, told | {name: ""})).partition("</title>")[0].rpartition("<title>")[2]
        for name in ("", *told)
    ]
    assert len(set(titles)) == len(titles)
    assert titles[0].startswith("政府信息，")
    assert "2026年" in titles[0]
    assert "第2页" in titles[0]


def test_a_unit_is_found_in_the_directory_and_in_the_filter_by_how_people_call_it(client, world):
    shown = text(client.get(reverse("portal:units"), {"name": "市科技局"}))
    assert f'href="{reverse("portal:unit", args=["science"])}">青石市科学技术局</a>' in shown
    answer = client.get(LIST, {"unit_name": "科技局"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?unit=science")
    assert "没有找到" in text(client.get(reverse("portal:units"), {"name": "火星局"}))
