"""The sites of the units, their guides and the directory, as a citizen uses them."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from documents import TITLE, published
from gongkai.faces.portal.platform.directory import by_kind
from gongkai.office.catalog import guides
from gongkai.office.units.models import Unit, UnitName

COLUMNS = ("guide", "institutions", "statutory", "reports", "requests")
GUIDE = (
    "<h2>一、政府信息的分类</h2><p>按条例第二十条分为十五类（演示）。</p><h2>二、编排体系</h2><p>按类目和时间编排（演示）。</p>"
    "<h2>三、获取方式</h2><p>在本平台检索、查阅、下载（演示）。</p>"
)


def text(response):
    return response.content.decode()


def filled(world, guard, slug="science", **more):
    unit = world.unit(slug)
    told = {
        "office_address": "演示路1号",
        "office_hours": "工作日 8:30—17:00",
        "office_fax": "0451-00000001",
        "office_email": "gongkai@science.gongkai.example",
    } | more
    with guard.off():
        for name, value in told.items():
            setattr(unit, name, value)
        unit.save()
    return unit


def test_a_unit_has_the_columns_of_the_platform(client, world):
    published(world)
    shown = text(client.get(reverse("portal:unit", args=["science"])))
    assert TITLE in shown
    for name in COLUMNS:
        page = reverse(f"portal:unit_{name}", args=["science"])
        assert page in shown
        inner = text(client.get(page))
        assert "青石市科学技术局" in inner
        assert f'<a href="{page}" aria-current="page">' in inner
    assert client.get("/units/nowhere/guide/").status_code == 404


def test_a_unit_shows_how_to_reach_its_disclosure_office(client, world, guard):
    filled(world, guard)
    for name in ("unit", "unit_guide", "unit_requests"):
        shown = text(client.get(reverse(f"portal:{name}", args=["science"])))
        for words in (
            "演示路1号",
            "工作日 8:30—17:00",
            "0451-00000000",
            "0451-00000001",
            "gongkai@science.gongkai.example",
        ):
            assert words in shown, (name, words)


def test_the_guide_is_made_of_the_units_data_and_its_text(world, guard):
    unit = filled(world, guard)
    document = published(world, kind="guide", title="青石市科学技术局政府信息公开指南（演示）", body=GUIDE)
    guide = guides.guide_of(unit, world.today)
    assert [(element.code, element.origin, element.missing) for element in guide.elements] == [
        ("classes", "text", False), ("arrangement", "text", False), ("access", "text", False),
        ("office", "unit", False), ("address", "unit", False), ("hours", "unit", False),
        ("phone", "unit", False), ("fax", "unit", False), ("internet", "unit", False),
    ]  # fmt: skip
    assert guide.text == document
    assert guides.missing(unit, world.today) == ()


def test_what_the_guide_fails_to_say_is_named_in_the_words_of_the_law(world, guard):
    unit = filled(world, guard, office_hours="", office_fax="")
    assert guides.missing(unit, world.today) == (
        "政府信息的分类", "政府信息的编排体系", "政府信息的获取方式", "办公时间", "传真号码",
    )  # fmt: skip
    published(world, kind="guide", title="指南（演示）", body="<p>政府信息的分类见附表（演示）。</p>")
    assert guides.missing(unit, world.today) == ("政府信息的编排体系", "政府信息的获取方式", "办公时间", "传真号码")


def test_a_guide_no_longer_in_force_says_nothing(world, guard):
    unit = filled(world, guard)
    document = published(world, kind="guide", title="旧指南（演示）", body=GUIDE)
    with guard.off():
        document.ended_on = world.today
        document.save(update_fields=["ended_on"])
    assert guides.guide_of(unit, world.today).text is None
    assert guides.guide_of(unit, world.today - timedelta(days=1)).text == document


def test_many_guides_are_one_question(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(guides.guides_of(world.units.values(), world.today)) == len(world.units)


def test_the_page_of_the_guide_shows_the_text_the_fees_and_the_remedies(client, world):
    page = reverse("portal:unit_guide", args=["science"])
    assert "还没有公布这一部分的文字" in text(client.get(page))
    published(world, kind="guide", title="指南（演示）", body=GUIDE)
    shown = text(client.get(page))
    for words in (
        "按条例第二十条分为十五类（演示）",
        "信息处理费",
        "第1至第10件",
        "条例第五十一条",
        "向本级人民政府申请行政复议",
    ):
        assert words in shown, words


def closed(world, guard):
    unit = world.unit("culture")
    with guard.off():
        unit.valid_to, unit.successor = world.today - timedelta(days=30), world.unit("science")
        unit.save()
    return unit


@pytest.mark.parametrize("name", ["unit", *(f"unit_{name}" for name in COLUMNS)])
def test_a_closed_unit_stays_with_a_notice_and_its_successor(client, world, guard, name):
    published(world, slug="culture", title="文化局的（演示）")
    closed(world, guard)
    shown = text(client.get(reverse(f"portal:{name}", args=["culture"])))
    assert "撤销，职责由" in shown
    assert reverse("portal:unit", args=["science"]) in shown
    if name == "unit":
        assert "文化局的（演示）" in shown
    if name == "unit_requests":
        assert reverse("portal:unit_requests", args=["science"]) in shown


def test_the_successor_names_whose_duties_it_took(client, world, guard):
    closed(world, guard)
    shown = text(client.get(reverse("portal:unit", args=["science"])))
    assert "职责并入本单位的" in shown
    assert reverse("portal:unit", args=["culture"]) in shown


def test_a_government_shows_who_belongs_to_it(client, world):
    shown = text(client.get(reverse("portal:unit", args=["east"])))
    assert reverse("portal:unit", args=["east-school"]) in shown


def test_the_directory_groups_by_kind_and_finds_old_names(client, world, guard):
    every = text(client.get(reverse("portal:units")))
    assert "共 5 个单位" in every
    assert every.index('id="kind-government"') < every.index('id="kind-department"')
    with guard.off():
        UnitName.objects.create(
            unit=world.unit("science"),
            name="青石市科技发展委员会",
            valid_from=date(2010, 1, 1),
            valid_to=date(2018, 12, 31),
        )
    found = text(client.get(reverse("portal:units"), {"name": "发展委员会"}))
    assert "曾用名：青石市科技发展委员会" in found
    assert "青石市文化局" not in found
    assert "没有找到" in text(client.get(reverse("portal:units"), {"name": "查无此局"}))


def test_a_closed_unit_is_found_and_leads_to_its_successor(client, world, guard):
    closed(world, guard)
    assert reverse("portal:unit", args=["culture"]) not in text(client.get(reverse("portal:units")))
    found = text(client.get(reverse("portal:units"), {"name": "文化"}))
    assert "撤销" in found
    assert reverse("portal:unit", args=["science"]) in found


@pytest.mark.parametrize("name", ["unit", *(f"unit_{name}" for name in COLUMNS)])
def test_no_page_of_a_unit_leaves_a_cookie(client, world, name):
    response = client.get(reverse(f"portal:{name}", args=["science"]))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "style=" not in text(response)


def test_a_long_kind_can_be_entered_by_letter(client, world):
    every = [
        Unit(name=f"{'甲乙丙'[n % 3]}{n}局", slug=f"bureau-{n}", kind="department", path=f"/1/{900 + n}/", valid_from=date(2019, 1, 1))
        for n in range(70)
    ]  # fmt: skip
    kind = next(kind for kind in by_kind(every, None, world.today) if kind.code == "department")
    shown = render_to_string("portal/platform/unit_groups.html", {"kinds": [kind], "page": "portal:unit"})
    for capital, _units in kind.letters:
        assert f'href="#department-{capital}"' in shown
        assert f'id="department-{capital}"' in shown
    few = render_to_string(
        "portal/platform/unit_groups.html", {"kinds": by_kind(every[:5], None, world.today), "page": "portal:unit"}
    )
    assert 'href="#department' not in few
