"""The order in which units stand in every list: the tree from the top, siblings as the office set them, not as they were numbered."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.office.actors import DutyKind
from gongkai.office.units import services
from gongkai.office.units.models import Unit
from gongkai.office.units.ranking import in_order
from gongkai.office.units.tree import branches


@pytest.fixture
def root(world):
    return world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)


def in_lists():
    return [unit.pk for unit in Unit.objects.all()]


def as_the_tree_is_read(on):
    return [branch.id for branch in branches(on)]


def test_the_tenth_unit_does_not_stand_before_the_second(world, root):
    for number in range(12):
        services.open_unit(
            name=f"演示第{number + 1}局",
            kind="department",
            parent=world.unit("city"),
            on=world.today,
            by=root,
            at=world.now,
        )
    names = [unit.name for unit in Unit.objects.filter(name__startswith="演示第")]
    assert names == [f"演示第{number + 1}局" for number in range(12)]
    assert in_lists() == as_the_tree_is_read(world.today)


def test_a_unit_with_all_below_it_goes_where_its_number_puts_it(world, root):
    assert in_lists().index(world.unit("east").pk) > in_lists().index(world.unit("science").pk)
    services.change_unit(world.unit("east"), {"position": 0}, by=root, at=world.now)
    services.change_unit(world.unit("science"), {"position": 1}, by=root, at=world.now)
    listed = in_lists()
    assert listed.index(world.unit("east-school").pk) < listed.index(world.unit("science").pk)
    assert listed == as_the_tree_is_read(world.today)


def test_a_unit_that_moves_stands_below_its_new_parent(world, root):
    services.move_unit(world.unit("culture"), world.unit("east"), on=world.today, by=root, at=world.now)
    assert in_lists() == as_the_tree_is_read(world.today + timedelta(days=1))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=12))
def test_none_is_lost_and_none_stands_before_its_parent(drawn):
    units = [
        Unit(pk=place + 1, parent_id=(above % place) + 1 if place else None, position=position)
        for place, (above, position) in enumerate(drawn)
    ]
    found = in_order(units)
    where = {unit.pk: place for place, unit in enumerate(found)}
    assert sorted(where) == [unit.pk for unit in units]
    assert all(where[unit.pk] > where[unit.parent_id] for unit in units if unit.parent_id)
