"""Ways to come by another's rights that look like ordinary administration: each of them is shut."""

from datetime import timedelta

import pytest

from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.accounts.services import (
    appoint_deputy,
    deactivate_person,
    grant_post,
    reactivate_person,
    reset_password,
)
from gongkai.office.actors import DutyKind
from gongkai.office.errors import NotAllowed, Refused


def post_of(world, slug, kind):
    return Post.objects.get(user=world.person(slug, kind), kind=kind)


def deputise(world, guard, post, person, *, days=3):
    with guard.off():
        return Deputy.objects.create(
            post=post,
            user=person,
            valid_from=world.today,
            valid_to=world.today + timedelta(days=days),
            reason="出差（演示）",
        )


@pytest.mark.parametrize(
    ("slug", "kind"), [("culture", DutyKind.LEADER), ("city", DutyKind.SUPERVISOR), ("science", "unit_administrator")]
)
def test_a_unit_administrator_does_not_reset_who_acts_in_a_post_the_administrator_cannot_grant(
    world, guard, slug, kind
):
    person = world.person("science", DutyKind.DRAFTER)
    by = world.actor("science", DutyKind.UNIT_ADMINISTRATOR)
    assert reset_password(person, by=by, at=world.now)
    deputise(world, guard, post_of(world, slug, DutyKind(kind)), person)
    with pytest.raises(NotAllowed):
        reset_password(person, by=by, at=world.now)


def test_a_deputy_of_the_own_unit_is_still_reset_by_its_administrator(world, guard):
    person = world.person("science", DutyKind.DRAFTER)
    deputise(world, guard, post_of(world, "science", DutyKind.LEADER), person)
    assert reset_password(person, by=world.actor("science", DutyKind.UNIT_ADMINISTRATOR), at=world.now)


def test_who_acts_for_the_unit_administrator_gives_the_holder_nothing(world, guard):
    holder = world.person("science", DutyKind.UNIT_ADMINISTRATOR)
    person = world.person("science", DutyKind.DRAFTER)
    deputise(world, guard, post_of(world, "science", DutyKind.UNIT_ADMINISTRATOR), person)
    by = actor_for(person, on=world.today)
    assert by.holds(DutyKind.UNIT_ADMINISTRATOR, world.unit("science").path)
    other = world.person("culture", DutyKind.DRAFTER)
    grant_post(other, kind=DutyKind.LEADER, unit=world.unit("science"), valid_from=world.today, by=by, at=world.now)
    with pytest.raises(NotAllowed):
        grant_post(
            holder, kind=DutyKind.LEADER, unit=world.unit("science"), valid_from=world.today, by=by, at=world.now
        )
    with pytest.raises(NotAllowed):
        appoint_deputy(
            post_of(world, "science", DutyKind.LEADER),
            deputy=holder,
            valid_from=world.today,
            valid_to=world.today,
            reason="演示",
            by=by,
            at=world.now,
        )


def test_an_own_post_of_administrator_still_grants_to_the_one_acted_for(world, guard):
    first = world.person("science", DutyKind.UNIT_ADMINISTRATOR)
    person = world.person("culture", DutyKind.UNIT_ADMINISTRATOR)
    with guard.off():
        Post.objects.create(
            user=person, kind=DutyKind.UNIT_ADMINISTRATOR, unit=world.unit("science"), valid_from=world.today
        )
    deputise(world, guard, post_of(world, "science", DutyKind.UNIT_ADMINISTRATOR), person)
    by = actor_for(person, on=world.today)
    assert grant_post(
        first, kind=DutyKind.LEADER, unit=world.unit("science"), valid_from=world.today, by=by, at=world.now
    )


def test_who_is_let_in_again_on_the_same_day_brings_no_post_of_that_day_along(world, guard):
    by = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    person = world.person("science", DutyKind.LEADER)
    with guard.off():
        Post.objects.filter(user=person).update(valid_from=world.today)
    deactivate_person(person, reason="误操作（演示）", by=by, at=world.now)
    person.refresh_from_db()
    with pytest.raises(Refused, match="次日"):
        reactivate_person(person, by=by, at=world.now)
    assert reactivate_person(person, by=by, at=world.now + timedelta(days=1))
    person.refresh_from_db()
    assert actor_for(person, on=world.today + timedelta(days=1)).duties == ()


def test_who_is_let_in_again_on_the_same_day_acts_for_nobody(world, guard):
    by = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    person = world.person("science", DutyKind.DRAFTER)
    deputise(world, guard, post_of(world, "science", DutyKind.LEADER), person)
    deactivate_person(person, reason="误操作（演示）", by=by, at=world.now)
    person.refresh_from_db()
    with pytest.raises(Refused, match="次日"):
        reactivate_person(person, by=by, at=world.now)
