"""Who a person is at work on a day: posts, deputies, units that exist."""

from datetime import date

from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.accounts.selectors import actor_for, holders, people_of
from gongkai.office.actors import DutyKind

MARCH_9, MARCH_10, MARCH_12, MARCH_13 = (date(2026, 3, day) for day in (9, 10, 12, 13))


def test_an_actor_carries_the_posts_in_force_and_says_them_in_words(world):
    person = world.person("science", DutyKind.DRAFTER)
    actor = actor_for(person, on=world.today, address="192.0.2.7")
    assert actor.capacity == "青石市科学技术局 经办人"
    assert actor.holds(DutyKind.DRAFTER, world.unit("science").path)
    assert not actor.holds(DutyKind.DRAFTER, world.unit("culture").path)
    assert actor.duties[0].section_id == world.section("science").pk
    assert str(actor).endswith("（青石市科学技术局 经办人）")


def test_a_post_counts_from_its_first_to_its_last_day(world, guard):
    person = world.person("science", DutyKind.LEADER)
    with guard.off():
        Post.objects.filter(user=person).update(valid_from=MARCH_10, valid_to=MARCH_12)
    days = [bool(actor_for(person, on=day).duties) for day in (MARCH_9, MARCH_10, MARCH_12, MARCH_13)]
    assert days == [False, True, True, False]


def test_a_post_in_a_closed_unit_counts_no_longer(world, guard):
    person, unit = world.person("culture", DutyKind.LEADER), world.unit("culture")
    with guard.off():
        unit.valid_to = MARCH_12
        unit.save()
    assert actor_for(person, on=MARCH_12).duties
    assert not actor_for(person, on=MARCH_13).duties


def test_an_inactive_person_has_no_duties(world):
    person = world.person("science", DutyKind.DRAFTER)
    person.is_active = False
    assert actor_for(person, on=world.today).duties == ()


def test_a_deputy_acts_during_the_period_and_not_after(world, guard):
    leader, drafter = world.person("science", DutyKind.LEADER), world.person("culture", DutyKind.DRAFTER)
    with guard.off():
        Deputy.objects.create(
            post=leader.posts.get(), user=drafter, valid_from=MARCH_10, valid_to=MARCH_12, reason="出差"
        )
    path = world.unit("science").path
    days = [actor_for(drafter, on=day).holds(DutyKind.LEADER, path) for day in (MARCH_9, MARCH_10, MARCH_12, MARCH_13)]
    assert days == [False, True, True, False]
    actor = actor_for(drafter, on=MARCH_10)
    duty = actor.holding({DutyKind.LEADER}, path)
    assert duty.acting_for == leader.name
    assert actor.capacity == f"青石市文化局 经办人；青石市科学技术局 分管领导（代{leader.name}）"
    assert holders(DutyKind.LEADER, world.unit("science"), MARCH_10) == [leader, drafter]
    assert holders(DutyKind.LEADER, world.unit("science"), MARCH_13) == [leader]


def test_a_deputy_acts_no_longer_than_the_post_itself(world, guard):
    leader, drafter = world.person("science", DutyKind.LEADER), world.person("culture", DutyKind.DRAFTER)
    with guard.off():
        post = leader.posts.get()
        Deputy.objects.create(post=post, user=drafter, valid_from=MARCH_10, valid_to=MARCH_13, reason="出差")
        post.valid_to = MARCH_12
        post.save()
    path = world.unit("science").path
    assert actor_for(drafter, on=MARCH_12).holds(DutyKind.LEADER, path)
    assert not actor_for(drafter, on=MARCH_13).holds(DutyKind.LEADER, path)


def test_two_queries_make_an_actor(world, django_assert_num_queries):
    person = world.person("science", DutyKind.DRAFTER)
    with django_assert_num_queries(2):
        actor_for(person, on=world.today)


def test_a_post_over_a_subtree_is_held_in_every_unit_of_it(world):
    supervisor = world.person("city", DutyKind.SUPERVISOR)
    assert holders(DutyKind.SUPERVISOR, world.unit("east-school"), world.today) == [supervisor]
    assert actor_for(supervisor, on=world.today).holds(DutyKind.SUPERVISOR, world.unit("east-school").path)


def test_people_of_a_unit_are_those_with_a_post_in_it(world):
    assert people_of(world.unit("science"), world.today).count() == 6
