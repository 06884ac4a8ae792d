"""The world of the tests stands, and a write outside the door of the trail is refused."""

import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.units.models import Unit


def test_a_person_is_known_by_the_posts_in_force(world):
    actor = world.actor("science", DutyKind.DRAFTER)
    assert actor.holds(DutyKind.DRAFTER, world.unit("science").path)
    assert not actor.holds(DutyKind.DRAFTER, world.unit("culture").path)


def test_a_write_outside_the_trail_is_refused(world):
    with pytest.raises(AssertionError, match="units_unit"):
        Unit.objects.filter(pk=world.unit("science").pk).update(name="改名")
