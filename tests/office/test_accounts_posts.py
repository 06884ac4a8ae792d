"""Posts: who grants, what excludes what, from which day to which."""

from datetime import date

import pytest
from days import day

from gongkai.office.accounts.models import Post
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.accounts.services import end_post, grant_post
from gongkai.office.actors import PLATFORM_DUTIES, SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Refused

K = DutyKind


# --- who grants -----------------------------------------------------------------------------------------------------------
def test_the_security_administrator_grants_any_post(world, new, grant):
    post = grant(new(), K.LEADER, title="副局长")
    assert actor_for(post.user, on=world.today).holds(K.LEADER, world.unit("science").path)
    entry = AuditEntry.objects.get(verb="post.granted")
    assert entry.unit_id == world.unit("science").pk
    assert "副局长" in entry.detail
    grant(new("wang.fang", None), K.AUDIT_ADMINISTRATOR, None)


def test_a_unit_administrator_grants_the_posts_of_the_own_unit_except_its_own(world, new, grant):
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    grant(new(), K.SECTION_HEAD, by=by)
    for kind, slug in [
        (K.UNIT_ADMINISTRATOR, "science"),
        (K.SUPERVISOR, "science"),
        (K.ASSESSOR, "science"),
        (K.DRAFTER, "culture"),
        (K.SYSTEM_ADMINISTRATOR, None),
    ]:
        with pytest.raises(NotAllowed, match="安全管理员"):
            grant(new(f"p.{kind.value}"), kind, slug, by=by)


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("science", K.DRAFTER),
        ("science", K.LEADER),
        ("city", K.SUPERVISOR),
        ("city", K.ASSESSOR),
        ("platform", K.SYSTEM_ADMINISTRATOR),
        ("platform", K.AUDIT_ADMINISTRATOR),
    ],
)
def test_nobody_else_grants(world, new, grant, slug, kind):
    with pytest.raises(NotAllowed):
        grant(new(), K.DRAFTER, by=world.actor(slug, kind))
    assert not AuditEntry.objects.filter(verb="post.granted").exists()


def test_nobody_grants_to_oneself(world, grant, security):
    for slug, kind in [("platform", K.SECURITY_ADMINISTRATOR), ("science", K.UNIT_ADMINISTRATOR)]:
        with pytest.raises(NotAllowed, match="自己"):
            grant(world.person(slug, kind), K.DRAFTER, by=world.actor(slug, kind))


def test_a_unit_administrator_over_a_subtree_grants_in_the_units_below(world, new, grant, security):
    admin = new("east.admin", "east")
    grant(admin, K.UNIT_ADMINISTRATOR, "east", subtree=True)
    by = actor_for(admin, on=world.today)
    grant(new(), K.DRAFTER, "east-school", by=by)
    with pytest.raises(NotAllowed):
        grant(new("wang.fang"), K.DRAFTER, "science", by=by)


# --- what a post must be ------------------------------------------------------------------------------------------------------
def test_the_same_post_is_not_held_twice_at_once(world, new, grant):
    person = new()
    grant(person, K.DRAFTER, valid_to=day(10, world))
    with pytest.raises(Refused, match="已任“经办人”"):
        grant(person, K.DRAFTER, valid_from=day(10, world))
    grant(person, K.DRAFTER, valid_from=day(11, world))
    grant(person, K.DRAFTER, "culture")
    grant(person, K.LEADER)


def test_posts_in_two_sections_are_two_posts_and_one_over_all_sections_overlaps_both(world, new, grant, guard):
    from gongkai.office.units.models import Section

    person = new()
    with guard.off():
        second = Section.objects.create(unit=world.unit("science"), name="法规科")
    grant(person, K.DRAFTER, section=world.section("science"))
    grant(person, K.DRAFTER, section=second)
    with pytest.raises(Refused, match="不能重复授予"):
        grant(person, K.DRAFTER)
    with pytest.raises(Refused, match="不能重复授予"):
        grant(person, K.DRAFTER, section=second)


def test_a_section_must_be_of_the_unit_open_and_of_a_post_that_has_sections(world, new, grant, guard):
    person, section = new(), world.section("science")
    for kind, slug, message in [(K.LEADER, "science", "不要选择科室"), (K.DRAFTER, "culture", "不是")]:
        with pytest.raises(Refused, match=message) as refused:
            grant(person, kind, slug, section=section)
        assert set(refused.value.problems) == {"section"}
    with guard.off():
        section.closed = True
        section.save()
    with pytest.raises(Refused, match="已撤销"):
        grant(person, K.DRAFTER, section=section)


def test_only_posts_of_a_region_and_unit_administrators_reach_over_a_subtree(world, new, grant):
    with pytest.raises(Refused, match="经办人不可以"):
        grant(new(), K.DRAFTER, subtree=True)
    grant(new("wang.fang"), K.SUPERVISOR, "east", subtree=True)


def test_a_platform_post_has_no_unit_and_every_other_has_one(world, new, security):
    person = new()
    for kind, unit in [(K.SYSTEM_ADMINISTRATOR, world.unit("science")), (K.DRAFTER, None)]:
        with pytest.raises((Refused, NotAllowed)):
            grant_post(person, kind=kind, unit=unit, valid_from=world.today, by=security, at=world.now)
        with pytest.raises(Refused, match="平台岗位"):
            grant_post(person, kind=kind, unit=unit, valid_from=world.today, by=SYSTEM, at=world.now)


def test_a_post_ends_no_earlier_than_it_begins(world, new, grant):
    with pytest.raises(Refused, match="早于任职日期"):
        grant(new(), K.DRAFTER, valid_to=day(-1, world))


def test_a_closed_unit_has_no_posts_and_a_closing_one_none_beyond_its_last_day(world, new, grant, guard):
    unit, person = world.unit("science"), new()
    with guard.off():
        unit.valid_to = day(30, world)
        unit.save()
    with pytest.raises(Refused, match="存续到") as refused:
        grant(person, K.DRAFTER)
    assert set(refused.value.problems) == {"valid_to"}
    with pytest.raises(Refused, match="存续到"):
        grant(person, K.DRAFTER, valid_to=day(31, world))
    with pytest.raises(Refused, match="已于"):
        grant(person, K.DRAFTER, valid_from=day(31, world), valid_to=day(40, world))
    with pytest.raises(Refused, match="设立"):
        grant(person, K.DRAFTER, valid_from=date(2018, 12, 31), valid_to=day(30, world))
    grant(person, K.DRAFTER, valid_to=day(30, world))


def test_an_inactive_person_gets_no_post(world, new, grant, guard):
    person = new()
    with guard.off():
        person.is_active = False
        person.save()
    with pytest.raises(Refused, match="已停用"):
        grant(person, K.DRAFTER)


# --- 三员分立 -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("platform", sorted(PLATFORM_DUTIES))
def test_the_three_administrators_hold_nothing_else(world, new, grant, platform):
    for number, (kind, slug) in enumerate(
        [(other, None) for other in sorted(PLATFORM_DUTIES - {platform})]
        + [(K.DRAFTER, "science"), (K.ASSESSOR, "city")]
    ):
        person = new(f"first.{number}")
        grant(person, platform, None)
        with pytest.raises(Refused, match="相互分立"):
            grant(person, kind, slug)
        person = new(f"second.{number}")
        grant(person, kind, slug)
        with pytest.raises(Refused, match="相互分立"):
            grant(person, platform, None)


def test_who_was_something_else_before_may_become_an_administrator_afterwards(world, new, grant):
    person = new()
    grant(person, K.DRAFTER, valid_to=day(10, world))
    with pytest.raises(Refused, match="相互分立"):
        grant(person, K.SYSTEM_ADMINISTRATOR, None, valid_from=day(10, world))
    grant(person, K.SYSTEM_ADMINISTRATOR, None, valid_from=day(11, world))


def test_an_assessor_does_not_work_in_an_assessed_unit(world, new, grant):
    person = new()
    grant(person, K.ASSESSOR, "east", subtree=True)
    for slug in ("east", "east-school"):
        with pytest.raises(Refused, match="被评估单位"):
            grant(person, K.LEADER, slug)
    grant(person, K.LEADER, "science")
    with pytest.raises(Refused, match="被评估单位"):
        grant(person, K.ASSESSOR, "city", subtree=True)
    grant(person, K.ASSESSOR, "city")


# --- ending ---------------------------------------------------------------------------------------------------------------------
def test_a_post_is_held_through_its_last_day(world, new, grant, security):
    post = grant(new(), K.LEADER, valid_from=day(-9, world))
    end_post(post, last_day=day(3, world), reason="轮岗", by=security, at=world.now)
    held = [bool(actor_for(post.user, on=day(offset, world)).duties) for offset in (0, 3, 4)]
    assert held == [True, True, False]
    assert "轮岗" in AuditEntry.objects.get(verb="post.ended").detail


def test_a_post_ends_at_once_with_yesterday_and_never_earlier(world, new, grant, security):
    post = grant(new(), K.LEADER, valid_from=day(-9, world))
    with pytest.raises(Refused, match="不能早于昨天"):
        end_post(post, last_day=day(-2, world), reason="轮岗", by=security, at=world.now)
    end_post(post, last_day=day(-1, world), reason="轮岗", by=security, at=world.now)
    assert not actor_for(post.user, on=world.today).duties
    with pytest.raises(Refused, match="已于"):
        end_post(post, last_day=world.today, reason="轮岗", by=security, at=world.now)


def test_ending_does_not_prolong(world, new, grant, security):
    post = grant(new(), K.LEADER, valid_to=day(5, world))
    with pytest.raises(Refused, match="不能把它延长"):
        end_post(post, last_day=day(6, world), reason="轮岗", by=security, at=world.now)


def test_a_post_that_has_not_begun_is_taken_back(world, new, grant, security):
    post = grant(new(), K.LEADER, valid_from=day(5, world))
    end_post(post, last_day=world.today, reason="任命取消", by=security, at=world.now)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert AuditEntry.objects.filter(verb="post.ended").exists()


def test_ending_needs_a_reason(world, new, grant, security):
    post = grant(new(), K.LEADER)
    with pytest.raises(Refused, match="原因"):
        end_post(post, last_day=world.today, reason=" ", by=security, at=world.now)


def test_nobody_ends_a_colleagues_post_of_the_same_kind(world, new, grant, security):
    admin = world.person("science", K.UNIT_ADMINISTRATOR)
    grant(admin, K.LEADER)
    other = grant(new(), K.LEADER)
    by = actor_for(admin, on=world.today)
    with pytest.raises(NotAllowed, match="同一岗位"):
        end_post(other, last_day=world.today, reason="轮岗", by=by, at=world.now)
    end_post(other, last_day=world.today, reason="轮岗", by=security, at=world.now)


def test_who_ends_the_post_of_a_security_administrator(world, new, grant, security):
    second = grant(new(), K.SECURITY_ADMINISTRATOR, None)
    with pytest.raises(NotAllowed):
        end_post(second, last_day=world.today, reason="轮岗", by=security, at=world.now)
    by = world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    end_post(second, last_day=world.today, reason="轮岗", by=by, at=world.now)


def test_the_platform_is_never_without_one_of_its_administrators(world, new, grant, security):
    only = world.person("platform", K.AUDIT_ADMINISTRATOR).posts.get()
    with pytest.raises(Refused, match="至少应有一名"):
        end_post(only, last_day=world.today, reason="轮岗", by=security, at=world.now)
    grant(new(), K.AUDIT_ADMINISTRATOR, None)
    end_post(only, last_day=world.today, reason="轮岗", by=security, at=world.now)


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("culture", K.UNIT_ADMINISTRATOR),
        ("science", K.DRAFTER),
        ("city", K.SUPERVISOR),
        ("platform", K.AUDIT_ADMINISTRATOR),
    ],
)
def test_nobody_else_ends_a_post(world, slug, kind):
    post = world.person("science", K.LEADER).posts.get()
    with pytest.raises(NotAllowed):
        end_post(post, last_day=world.today, reason="轮岗", by=world.actor(slug, kind), at=world.now)
