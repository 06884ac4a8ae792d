"""The tree of a unit: the headings that bind it by law, its own under them, and their names."""

from datetime import date

import pytest

from gongkai.office.catalog.headings import beneath, flat, headings_of, name_of, names_of, within
from gongkai.office.catalog.metadata import Metadata, in_words
from gongkai.office.catalog.models import OwnHeading

ON = date(2026, 3, 10)


@pytest.fixture
def own(world, guard):
    with guard.off():
        return OwnHeading.objects.create(unit=world.unit("science"), code="u1-1", parent="20-11-2", name="科普（演示）")


def codes(nodes):
    return [node.code for node in flat(nodes)]


def test_a_department_has_the_fifteen_items_and_article_21_in_the_order_of_the_law(world):
    tops = headings_of(world.unit("science"), ON)
    assert [node.code for node in tops] == [f"20-{n:02d}" for n in range(1, 16)] + [f"21-{n:02d}" for n in range(1, 8)]


def test_what_the_law_gives_only_townships_is_not_in_a_departments_tree(world):
    assert "21-14" not in codes(headings_of(world.unit("science"), ON))


def test_before_the_regulation_of_2019_there_is_no_tree(world):
    assert headings_of(world.unit("science"), date(2019, 5, 14)) == ()


def test_an_own_heading_stands_under_its_parent_in_its_own_units_tree_only(world, own):
    node = next(node for node in flat(headings_of(world.unit("science"), ON)) if node.code == own.code)
    assert (node.parent, node.level, node.own, node.cited) == ("20-11-2", 2, True, "条例第二十条第十一项")
    assert own.code not in codes(headings_of(world.unit("culture"), ON))


def test_a_closed_heading_is_left_out_unless_asked_for(world, own, guard):
    with guard.off():
        OwnHeading.objects.update(closed=True)
    assert own.code not in codes(headings_of(world.unit("science"), ON))
    assert own.code in codes(headings_of(world.unit("science"), ON, closed=True))


def test_names_are_known_for_own_closed_and_statutory_headings(world, own, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert names_of(["20-07", own.code, "99-1", ""]) == {
            "20-07": "财政预算、决算信息",
            own.code: "科普（演示）",
            "99-1": "99-1",
            "": "",
        }
    with django_assert_num_queries(0):
        assert name_of("20-07-1") == "财政预算"


def test_a_list_of_an_item_of_the_law_reaches_what_stands_under_it(world, own):
    assert beneath("20-11") == ("20-11", *(f"20-11-{n}" for n in range(1, 6)))
    assert own.code in within("20-11")
    assert own.code not in within("20-11", unit_id=world.unit("culture").pk)


def test_what_a_clearance_binds_survives_a_better_name_of_an_own_heading(world, own, guard):
    told = Metadata(heading=own.code)
    before = told.fields()
    with guard.off():
        OwnHeading.objects.update(name="科学普及（演示）")
    assert told.fields() == before
    assert in_words("目录类目", own.code) == f"{own.code} 科学普及（演示）"
