"""Deputies: who appoints whom, for which days, what a deputy may, and how it ends."""

import pytest
from days import day

from gongkai.office.accounts.models import Deputy
from gongkai.office.accounts.selectors import actor_for, holders
from gongkai.office.accounts.services import appoint_deputy, end_deputy, end_post
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.errors import NotAllowed, Refused

K = DutyKind


@pytest.fixture
def appoint(world):
    def make(post, deputy, *, by, since=0, until=5, reason="出差"):
        return appoint_deputy(
            post,
            deputy=deputy,
            valid_from=day(since, world),
            valid_to=day(until, world),
            reason=reason,
            by=by,
            at=world.now,
        )

    return make


@pytest.fixture
def leader_post(world):
    return world.person("science", K.LEADER).posts.get()


def test_a_holder_appoints_a_deputy_who_acts_from_the_first_to_the_last_day(world, appoint, leader_post):
    drafter = world.person("science", K.DRAFTER)
    appoint(leader_post, drafter, by=world.actor("science", K.LEADER), since=2, until=5)
    path = world.unit("science").path
    acts = [actor_for(drafter, on=day(offset, world)).holds(K.LEADER, path) for offset in (1, 2, 5, 6)]
    assert acts == [False, True, True, False]
    assert actor_for(drafter, on=day(2, world)).holding({K.LEADER}, path).acting_for == leader_post.user.name
    assert drafter in holders(K.LEADER, world.unit("science"), day(3, world))


@pytest.mark.parametrize(
    ("slug", "kind", "may"),
    [
        ("science", K.LEADER, True),
        ("science", K.UNIT_ADMINISTRATOR, True),
        ("platform", K.SECURITY_ADMINISTRATOR, True),
        ("science", K.FINAL_REVIEWER, False),
        ("culture", K.UNIT_ADMINISTRATOR, False),
        ("culture", K.LEADER, False),
        ("city", K.SUPERVISOR, False),
        ("platform", K.SYSTEM_ADMINISTRATOR, False),
    ],
)
def test_who_appoints(world, appoint, leader_post, slug, kind, may):
    deputy, by = world.person("science", K.DRAFTER), world.actor(slug, kind)
    if may:
        appoint(leader_post, deputy, by=by)
    else:
        with pytest.raises(NotAllowed):
            appoint(leader_post, deputy, by=by)
    assert Deputy.objects.exists() is may


def test_a_deputy_does_not_appoint_a_further_one(world, appoint, leader_post):
    drafter = world.person("science", K.DRAFTER)
    appoint(leader_post, drafter, by=world.actor("science", K.LEADER))
    with pytest.raises(NotAllowed):
        appoint(
            leader_post,
            world.person("science", K.SECTION_HEAD),
            by=actor_for(drafter, on=world.today),
            since=6,
            until=9,
        )


def test_an_administrator_does_not_appoint_oneself(world, appoint, leader_post):
    admin = world.person("science", K.UNIT_ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="自己"):
        appoint(leader_post, admin, by=world.actor("science", K.UNIT_ADMINISTRATOR))


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(-1, 5, "valid_from"), (5, 4, "valid_to"), (0, 31, "valid_to")],
)
def test_the_period_lies_ahead_and_within_the_post(world, appoint, leader_post, guard, since, until, field):
    with guard.off():
        leader_post.valid_to = day(30, world)
        leader_post.save()
    with pytest.raises(Refused) as refused:
        appoint(
            leader_post,
            world.person("science", K.DRAFTER),
            by=world.actor("science", K.LEADER),
            since=since,
            until=until,
        )
    assert set(refused.value.problems) == {field}


def test_a_post_has_one_deputy_at_a_time(world, appoint, leader_post):
    by = world.actor("science", K.LEADER)
    appoint(leader_post, world.person("science", K.DRAFTER), by=by)
    with pytest.raises(Refused, match="已由"):
        appoint(leader_post, world.person("science", K.SECTION_HEAD), by=by, since=5, until=9)
    appoint(leader_post, world.person("science", K.SECTION_HEAD), by=by, since=6, until=9)


def test_who_cannot_be_a_deputy(world, appoint, leader_post, guard, new, grant):
    by = world.actor("science", K.LEADER)
    gone = new("gone")
    with guard.off():
        gone.is_active = False
        gone.save()
    with pytest.raises(Refused, match="已停用"):
        appoint(leader_post, gone, by=by)
    with pytest.raises(Refused, match="持有人自己"):
        appoint(leader_post, leader_post.user, by=world.actor("platform", K.SECURITY_ADMINISTRATOR))
    with pytest.raises(Refused, match="相互分立"):
        appoint(leader_post, world.person("platform", K.SYSTEM_ADMINISTRATOR), by=by)
    with pytest.raises(Refused, match="被评估单位"):
        appoint(leader_post, world.person("city", K.ASSESSOR), by=by)
    with pytest.raises(Refused, match="事由"):
        appoint(leader_post, world.person("science", K.DRAFTER), by=by, reason="")


def test_a_deputy_becomes_no_administrator_of_the_platform_meanwhile(world, appoint, leader_post, new, grant):
    person = new()
    appoint(leader_post, person, by=world.actor("science", K.LEADER))
    with pytest.raises(Refused, match="代理“分管领导”"):
        grant(person, K.AUDIT_ADMINISTRATOR, None)
    grant(person, K.AUDIT_ADMINISTRATOR, None, valid_from=day(6, world))


def test_platform_posts_are_not_deputised(world, appoint, new):
    post = world.person("platform", K.SYSTEM_ADMINISTRATOR).posts.get()
    with pytest.raises(Refused, match="不能代理"):
        appoint(post, new(), by=world.actor("platform", K.SYSTEM_ADMINISTRATOR))


def test_deputising_is_ended_early_by_either_and_taken_back_before_it_begins(world, appoint, leader_post, guard):
    drafter, by = world.person("science", K.DRAFTER), world.actor("science", K.LEADER)
    path = world.unit("science").path
    deputy = appoint(leader_post, drafter, by=by)
    with guard.off():
        Deputy.objects.update(valid_from=day(-3, world))
    deputy.refresh_from_db()
    end_deputy(deputy, last_day=day(-1, world), by=actor_for(drafter, on=world.today), at=world.now)
    assert not actor_for(drafter, on=world.today).holds(K.LEADER, path)
    later = appoint(leader_post, drafter, by=by, since=3, until=4)
    end_deputy(later, last_day=world.today, by=by, at=world.now)
    assert Deputy.objects.count() == 1
    with pytest.raises(NotAllowed):
        end_deputy(deputy, last_day=world.today, by=world.actor("culture", K.LEADER), at=world.now)
    with pytest.raises(Refused, match="已于"):
        end_deputy(Deputy.objects.get(), last_day=world.today, by=by, at=world.now)


def test_a_deputy_of_a_unit_administrator_may_do_what_the_administrator_may(world, appoint, new, grant):
    post = world.person("science", K.UNIT_ADMINISTRATOR).posts.get()
    drafter = world.person("science", K.DRAFTER)
    appoint(post, drafter, by=world.actor("science", K.UNIT_ADMINISTRATOR))
    by = actor_for(drafter, on=world.today)
    grant(new(), K.LEADER, by=by)
    with pytest.raises(NotAllowed, match="自己"):
        grant(drafter, K.LEADER, by=by)
    with pytest.raises(NotAllowed):
        grant(new("wang.fang"), K.LEADER, by=actor_for(drafter, on=day(6, world)))


def test_an_actor_without_duties_may_nothing(world, new, grant, leader_post, appoint):
    nobody = Actor(id=None, name="未登录者")
    with pytest.raises(NotAllowed):
        grant(new(), K.DRAFTER, by=nobody)
    with pytest.raises(NotAllowed):
        end_post(leader_post, last_day=world.today, reason="轮岗", by=nobody, at=world.now)
    with pytest.raises(NotAllowed):
        appoint(leader_post, new("wang.fang"), by=nobody)
