"""What reviews or administers is given by two: the post counts once a second person has confirmed it."""

from datetime import timedelta

import pytest
from days import day

from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.accounts.selectors import actor_for, holders
from gongkai.office.accounts.services import (
    add_person,
    appoint_deputy,
    confirm_deputy,
    confirm_post,
    decline_deputy,
    decline_post,
    end_post,
    grant_post,
)
from gongkai.office.actors import CONFIRMED_DUTIES, SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Refused

K = DutyKind


@pytest.fixture
def granted(world, new):
    """A post that waits: leader of the science unit, granted by its administrator, unless said otherwise."""

    def give(kind=K.LEADER, slug="science", *, by=None, username="li.ming", **more):
        return grant_post(
            new(username),
            kind=kind,
            unit=world.unit(slug) if slug else None,
            valid_from=more.pop("valid_from", world.today),
            by=by or world.actor("science", K.UNIT_ADMINISTRATOR),
            at=world.now,
            **more,
        )

    return give


@pytest.mark.parametrize("kind", sorted(K))
def test_what_reviews_or_administers_gives_no_right_until_it_is_confirmed(world, granted, security, kind):
    slug = None if kind.endswith("administrator") and kind is not K.UNIT_ADMINISTRATOR else "science"
    post = granted(kind, slug, by=security)
    assert post.pending is (kind in CONFIRMED_DUTIES)
    assert bool(actor_for(post.user, on=world.today).duties) is (kind not in CONFIRMED_DUTIES)
    if post.pending:
        confirm_post(post, by=world.actor("platform", K.SYSTEM_ADMINISTRATOR), at=world.now)
        assert actor_for(post.user, on=world.today).has(kind)
        assert AuditEntry.objects.filter(verb="post.confirmed").count() == 1


def test_nobody_alone_makes_the_people_who_pass_a_document(world, granted):
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    kinds = (K.SECTION_HEAD, K.SECRECY_REVIEWER, K.LEADER, K.FINAL_REVIEWER)
    posts = [granted(kind, username=f"made.up.{number}") for number, kind in enumerate(kinds)]
    for post in posts:
        assert post.user not in holders(K(post.kind), world.unit("science"), world.today)
        with pytest.raises(NotAllowed):
            confirm_post(post, by=by, at=world.now)
        with pytest.raises(NotAllowed):
            confirm_post(post, by=actor_for(posts[0].user, on=world.today), at=world.now)


@pytest.mark.parametrize(
    ("slug", "kind", "may"),
    [
        ("platform", K.SECURITY_ADMINISTRATOR, True),
        ("platform", K.SYSTEM_ADMINISTRATOR, True),
        ("city", K.SUPERVISOR, True),
        ("platform", K.AUDIT_ADMINISTRATOR, False),
        ("city", K.ASSESSOR, False),
        ("science", K.UNIT_ADMINISTRATOR, False),
        ("culture", K.UNIT_ADMINISTRATOR, False),
        ("science", K.FINAL_REVIEWER, False),
    ],
)
def test_who_confirms_and_who_declines(world, granted, slug, kind, may):
    by = world.actor(slug, kind)
    first, second = granted(), granted(K.SECTION_HEAD, username="wang.fang")
    if not may:
        with pytest.raises(NotAllowed, match="核准"):
            confirm_post(first, by=by, at=world.now)
        with pytest.raises(NotAllowed, match="核准"):
            decline_post(second, reason="查无此人", by=by, at=world.now)
        return
    confirm_post(first, by=by, at=world.now)
    decline_post(second, reason="查无此人", by=by, at=world.now)
    assert Post.objects.get(pk=first.pk).confirmed_by_id == by.id
    assert not Post.objects.filter(pk=second.pk).exists()
    assert "查无此人" in AuditEntry.objects.get(verb="post.declined").detail


def test_a_security_administrator_makes_no_administrator_alone_and_the_lead_office_none_of_the_platform(
    world, granted, security
):
    post = granted(K.SYSTEM_ADMINISTRATOR, None, by=security)
    for by in (security, world.actor("city", K.SUPERVISOR), world.actor("platform", K.AUDIT_ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            confirm_post(post, by=by, at=world.now)
    confirm_post(post, by=world.actor("platform", K.SYSTEM_ADMINISTRATOR), at=world.now)


def test_nobody_confirms_what_goes_to_oneself(world, security, guard):
    person = world.person("city", K.SUPERVISOR)
    post = grant_post(
        person, kind=K.LEADER, unit=world.unit("science"), valid_from=world.today, by=security, at=world.now
    )
    with pytest.raises(NotAllowed):
        confirm_post(post, by=world.actor("city", K.SUPERVISOR), at=world.now)


def test_an_own_deputy_is_no_second_person_in_either_direction(world, granted, guard):
    """The lead office's officer who is also the unit's administrator grants through a deputy, and confirms alone."""
    officer, stand_in = world.person("city", K.SUPERVISOR), world.person("science", K.DRAFTER)
    with guard.off():
        own = Post.objects.create(
            user=officer, kind=K.UNIT_ADMINISTRATOR, unit=world.unit("science"), valid_from=world.today
        )
    by = actor_for(officer, on=world.today)
    appoint_deputy(
        own, deputy=stand_in, valid_from=world.today, valid_to=world.today, reason="出差", by=by, at=world.now
    )
    post = granted(by=actor_for(stand_in, on=world.today))
    with pytest.raises(NotAllowed):
        confirm_post(post, by=by, at=world.now)
    tomorrow = world.now + timedelta(days=1)  # nor once the deputising is over
    with pytest.raises(NotAllowed):
        confirm_post(post, by=actor_for(officer, on=tomorrow.date()), at=tomorrow)


def test_a_deputy_of_the_lead_office_does_not_confirm(world, granted, guard):
    stand_in = world.person("culture", K.DRAFTER)
    with guard.off():
        Deputy.objects.create(
            post=world.person("city", K.SUPERVISOR).posts.get(),
            user=stand_in,
            valid_from=world.today,
            valid_to=world.today,
            reason="出差",
        )
    with pytest.raises(NotAllowed):
        confirm_post(granted(), by=actor_for(stand_in, on=world.today), at=world.now)


def test_a_post_counts_from_the_day_it_is_confirmed_never_before(world, granted, security):
    post = confirm_post(granted(valid_from=day(-9, world)), by=security, at=world.now)
    assert post.valid_from == world.today
    later = granted(K.SECTION_HEAD, username="wang.fang", valid_from=day(5, world))
    assert confirm_post(later, by=security, at=world.now).valid_from == day(5, world)


def test_what_cannot_be_confirmed_any_more_says_why(world, granted, security, guard):
    past = granted(valid_from=day(-9, world), valid_to=day(-1, world))
    with pytest.raises(Refused, match="已过"):
        confirm_post(past, by=security, at=world.now)
    post = granted(K.SECTION_HEAD, username="wang.fang")
    with guard.off():
        unit = world.unit("science")
        unit.valid_to = day(-1, world)
        unit.save()
    with pytest.raises(Refused, match="撤销"):
        confirm_post(post, by=security, at=world.now)
    with guard.off():
        unit.valid_to = None
        unit.save()
        post.user.is_active = False
        post.user.save()
    with pytest.raises(Refused, match="已停用"):
        confirm_post(post, by=security, at=world.now)
    with pytest.raises(Refused, match="原因"):
        decline_post(post, reason=" ", by=security, at=world.now)
    decline_post(post, reason="已停用", by=security, at=world.now)
    with pytest.raises(Refused, match="不必重复"):
        confirm_post(post, by=security, at=world.now)


def test_who_granted_takes_back_what_nobody_confirmed_and_it_has_no_deputy_meanwhile(world, granted):
    by, post = world.actor("science", K.UNIT_ADMINISTRATOR), granted(valid_from=day(-3, world))
    with pytest.raises(Refused, match="待核准"):
        appoint_deputy(
            post,
            deputy=world.person("science", K.DRAFTER),
            valid_from=world.today,
            valid_to=world.today,
            reason="出差",
            by=by,
            at=world.now,
        )
    end_post(post, last_day=world.today, reason="误操作", by=by, at=world.now)
    assert not Post.objects.filter(pk=post.pk).exists()


def test_a_waiting_post_is_no_second_administrator_of_the_platform(world, granted, security):
    granted(K.AUDIT_ADMINISTRATOR, None, by=security)
    only = world.person("platform", K.AUDIT_ADMINISTRATOR).posts.get()
    with pytest.raises(Refused, match="至少应有一名"):
        end_post(only, last_day=world.today, reason="轮岗", by=security, at=world.now)


# --- deputies ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def chosen(world):
    """A deputy of the science unit's leader, chosen by whom is named."""

    def choose(by, **more):
        return appoint_deputy(
            world.person("science", K.LEADER).posts.get(),
            deputy=world.person("science", K.DRAFTER),
            valid_from=world.today,
            valid_to=day(5, world),
            reason="出差",
            by=by,
            at=world.now,
            **more,
        )

    return choose


def test_a_deputy_chosen_by_the_holder_acts_at_once_one_chosen_by_an_administrator_when_confirmed(world, chosen, guard):
    deputy = chosen(world.actor("science", K.UNIT_ADMINISTRATOR))
    drafter, path = deputy.user, world.unit("science").path
    assert deputy.pending
    assert not actor_for(drafter, on=world.today).holds(K.LEADER, path)
    assert drafter not in holders(K.LEADER, world.unit("science"), world.today)
    confirm_deputy(deputy, by=world.actor("science", K.LEADER), at=world.now)
    assert actor_for(drafter, on=world.today).holds(K.LEADER, path)
    with guard.off():
        Deputy.objects.all().delete()
    assert not chosen(world.actor("science", K.LEADER)).pending


@pytest.mark.parametrize(
    ("slug", "kind", "may"),
    [
        ("science", K.LEADER, True),
        ("city", K.SUPERVISOR, True),
        ("platform", K.SECURITY_ADMINISTRATOR, True),
        ("science", K.UNIT_ADMINISTRATOR, False),
        ("science", K.DRAFTER, False),
        ("science", K.FINAL_REVIEWER, False),
        ("culture", K.LEADER, False),
    ],
)
def test_who_confirms_a_deputy(world, chosen, slug, kind, may):
    deputy, by = chosen(world.actor("science", K.UNIT_ADMINISTRATOR)), world.actor(slug, kind)
    if may:
        decline_deputy(deputy, reason="本人不同意", by=by, at=world.now)
        assert not Deputy.objects.exists()
        with pytest.raises(Refused, match="不必重复"):
            confirm_deputy(deputy, by=by, at=world.now)
    else:
        with pytest.raises(NotAllowed, match="核准"):
            confirm_deputy(deputy, by=by, at=world.now)
        with pytest.raises(NotAllowed, match="核准"):
            decline_deputy(deputy, reason="不同意", by=by, at=world.now)


def test_a_deputy_is_not_confirmed_after_the_last_day(world, chosen):
    deputy = chosen(world.actor("science", K.UNIT_ADMINISTRATOR))
    with pytest.raises(Refused, match="已过"):
        confirm_deputy(deputy, by=world.actor("science", K.LEADER), at=world.now + timedelta(days=6))


def test_what_the_system_sets_up_waits_for_nobody(world):
    made = add_person(name="李明", username="li.ming", unit=world.unit("science"), by=SYSTEM, at=world.now).user
    post = grant_post(made, kind=K.LEADER, unit=world.unit("science"), valid_from=world.today, by=SYSTEM, at=world.now)
    assert not post.pending
