"""People and passwords: who adds, changes, lets go, resets; what a password must be."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from hypothesis import given
from hypothesis import strategies as st

from gongkai.office.accounts import permissions
from gongkai.office.accounts.backends import PostsBackend
from gongkai.office.accounts.models import Deputy, PastPassword, Post, SignIn, SignInOutcome, User
from gongkai.office.accounts.passwords import kinds_of_characters, one_time_password
from gongkai.office.accounts.selectors import actor_for, find_people
from gongkai.office.accounts.services import (
    add_person,
    change_password,
    change_person,
    deactivate_person,
    grant_post,
    note_factor,
    note_person_read,
    note_sign_in,
    reactivate_person,
    reset_password,
    unlock,
)
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Refused
from world import PASSWORD

K = DutyKind


@pytest.fixture
def add(world):
    def make(username="li.ming", *, name="李明", unit="science", by=SYSTEM, **more):
        unit = world.unit(unit) if unit else None
        return add_person(name=name, username=username, unit=unit, by=by, at=world.now, **more)

    return make


def everybody(world):
    return {key: world.actor(*key) for key in world.people}


# --- adding and changing ------------------------------------------------------------------------------------------------------------


def test_a_person_is_added_with_a_one_time_password_that_must_be_changed(world, add):
    new = add("Li.Ming ", phone="13800000000", email="li@example.cn")
    assert new.user.username == "li.ming"
    assert new.user.must_change_password
    assert PostsBackend().authenticate(None, "LI.MING", new.password) == new.user
    assert not actor_for(new.user, on=world.today).duties
    entry = AuditEntry.objects.get(verb="person.added")
    assert new.password not in entry.detail
    assert "13800000000" not in entry.detail + entry.subject


def test_who_adds_people(world, add):
    add("a.a.a", by=world.actor("platform", K.SYSTEM_ADMINISTRATOR))
    add("b.b.b", unit=None, by=world.actor("platform", K.SYSTEM_ADMINISTRATOR))
    add("c.c.c", by=world.actor("science", K.UNIT_ADMINISTRATOR))
    allowed = {("platform", K.SYSTEM_ADMINISTRATOR), ("science", K.UNIT_ADMINISTRATOR)}
    for key, by in everybody(world).items():
        if key not in allowed:
            with pytest.raises(NotAllowed):
                add("d.d.d", by=by)
    with pytest.raises(NotAllowed):
        add("d.d.d", unit=None, by=world.actor("science", K.UNIT_ADMINISTRATOR))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"username": "x"}, "username"),
        ({"username": "1abc"}, "username"),
        ({"username": "有中文"}, "username"),
        ({"username": "science.leader"}, "username"),
        ({"username": "SCIENCE.LEADER"}, "username"),
        ({"name": "李"}, "name"),
        ({"name": "   "}, "name"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "1380000000a"}, "phone"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_wrong_data_of_a_person_is_refused_at_the_field(world, add, data, field):
    with pytest.raises(Refused) as refused:
        add(**data)
    assert set(refused.value.problems) == {field}
    assert not User.objects.filter(name="李明").exists()


def test_nobody_is_added_to_a_closed_unit(world, add, guard):
    with guard.off():
        unit = world.unit("science")
        unit.valid_to = world.today - timedelta(days=1)
        unit.save()
    with pytest.raises(Refused, match="已撤销"):
        add()


def test_changes_are_recorded_without_the_contact_data(world, add):
    person = add(phone="13800000000").user
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    change_person(
        person, name="李明远", phone="13911112222", email="x@example.cn", unit=person.unit, by=by, at=world.now
    )
    person.refresh_from_db()
    assert (person.name, person.phone) == ("李明远", "13911112222")
    detail = AuditEntry.objects.get(verb="person.changed").detail
    assert "李明远" in detail
    assert "13911112222" not in detail


def test_a_unit_administrator_changes_the_own_people_only_and_moves_nobody_away(world, add):
    person = add().user
    data = {"name": "李明", "phone": "", "email": ""}
    with pytest.raises(NotAllowed):
        change_person(person, unit=person.unit, **data, by=world.actor("culture", K.UNIT_ADMINISTRATOR), at=world.now)
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        change_person(person, unit=world.unit("culture"), **data, by=by, at=world.now)
    by = world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    change_person(person, unit=world.unit("culture"), **data, by=by, at=world.now)
    assert User.objects.get(pk=person.pk).unit == world.unit("culture")


def test_who_sees_whom(world):
    seen = {key: permissions.visible_people(by).count() for key, by in everybody(world).items()}
    assert seen["platform", K.SYSTEM_ADMINISTRATOR] == User.objects.count()
    assert seen["platform", K.AUDIT_ADMINISTRATOR] == User.objects.count()
    assert seen["science", K.UNIT_ADMINISTRATOR] == 6
    assert seen["science", K.DRAFTER] == 1
    assert seen["city", K.ASSESSOR] == 1


def test_people_are_found_by_name_username_and_whole_phone(world, add):
    add(phone="13800000000")
    for words in ("李明", "li.m", "13800000000"):
        assert find_people(words).get().name == "李明"
    assert not find_people("1380000").exists()


# --- letting go -------------------------------------------------------------------------------------------------------------------------


def test_deactivating_ends_posts_and_deputising_at_once(world, guard):
    leader, drafter = world.person("science", K.LEADER), world.person("science", K.DRAFTER)
    soon = world.today + timedelta(days=5)
    with guard.off():
        Deputy.objects.create(
            post=leader.posts.get(), user=drafter, valid_from=world.today, valid_to=soon, reason="出差"
        )
        Post.objects.create(user=leader, kind=K.DRAFTER, unit=world.unit("culture"), valid_from=soon)
    by = world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    deactivate_person(leader, reason="退休", by=by, at=world.now)
    leader.refresh_from_db()
    assert not leader.is_active
    assert [post.valid_to for post in leader.posts.all()] == [world.today - timedelta(days=1)]
    assert not actor_for(drafter, on=world.today).holds(K.LEADER, world.unit("science").path)
    assert PostsBackend().authenticate(None, leader.username, PASSWORD) is None
    assert PostsBackend().get_user(leader.pk) is None
    assert "退休" in AuditEntry.objects.get(verb="person.left").detail


def test_only_the_system_administrator_deactivates_and_never_oneself(world):
    person = world.person("science", K.LEADER)
    for key, by in everybody(world).items():
        if key != ("platform", K.SYSTEM_ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                deactivate_person(person, reason="退休", by=by, at=world.now)
    by = world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        deactivate_person(world.person("platform", K.SYSTEM_ADMINISTRATOR), reason="退休", by=by, at=world.now)
    with pytest.raises(Refused, match="至少应有一名"):
        deactivate_person(world.person("platform", K.AUDIT_ADMINISTRATOR), reason="退休", by=by, at=world.now)
    with pytest.raises(Refused, match="原因"):
        deactivate_person(person, reason="", by=by, at=world.now)


def test_who_comes_back_has_no_posts_and_a_new_password(world):
    person, by = world.person("science", K.LEADER), world.actor("platform", K.SYSTEM_ADMINISTRATOR)
    deactivate_person(person, reason="借调", by=by, at=world.now)
    with pytest.raises(Refused, match="已经停用"):
        deactivate_person(person, reason="借调", by=by, at=world.now)
    password = reactivate_person(person, by=by, at=world.now)
    assert PostsBackend().authenticate(None, person.username, password) == person
    assert PostsBackend().authenticate(None, person.username, PASSWORD) is None
    assert not actor_for(User.objects.get(pk=person.pk), on=world.today).duties
    with pytest.raises(Refused, match="没有停用"):
        reactivate_person(person, by=by, at=world.now)


# --- passwords -----------------------------------------------------------------------------------------------------------------------------


def test_who_resets_a_password(world):
    person = world.person("science", K.LEADER)
    allowed = {("platform", K.SECURITY_ADMINISTRATOR), ("science", K.UNIT_ADMINISTRATOR)}
    for key, by in everybody(world).items():
        if key in allowed:
            password = reset_password(person, by=by, at=world.now)
            assert PostsBackend().authenticate(None, person.username, password) == person
        else:
            with pytest.raises(NotAllowed):
                reset_password(person, by=by, at=world.now)
    assert User.objects.get(pk=person.pk).must_change_password


def test_a_unit_administrator_cannot_become_somebody_of_wider_rights(world, add, guard):
    by = world.actor("science", K.UNIT_ADMINISTRATOR)
    supervisor = add("li.ming").user
    security = world.actor("platform", K.SECURITY_ADMINISTRATOR)
    reset_password(supervisor, by=by, at=world.now)
    grant_post(
        supervisor,
        kind=K.SUPERVISOR,
        unit=world.unit("city"),
        subtree=True,
        valid_from=world.today,
        by=security,
        at=world.now,
    )
    with pytest.raises(NotAllowed):
        reset_password(supervisor, by=by, at=world.now)
    colleague = add("wang.fang").user
    grant_post(
        colleague,
        kind=K.UNIT_ADMINISTRATOR,
        unit=world.unit("science"),
        valid_from=world.today,
        by=security,
        at=world.now,
    )
    with pytest.raises(NotAllowed):
        reset_password(colleague, by=by, at=world.now)


def test_nobody_alone_takes_away_both_password_and_second_factor(world):
    for person in world.people.values():
        for by in everybody(world).values():
            assert not (permissions.may_reset_password(by, person) and permissions.may_remove_factor(by, person))
            if by.id == person.pk:
                assert not permissions.may_reset_password(by, person)
                assert not permissions.may_remove_factor(by, person)


def test_the_last_five_passwords_are_not_used_again(world):
    person = world.person("science", K.DRAFTER)
    by = world.actor("science", K.DRAFTER)
    used = [PASSWORD, *(f"Qingshi-公开-{number}" for number in range(6))]
    for number, password in enumerate(used[1:]):
        at = world.now + timedelta(days=number)
        change_password(person, password, by=by, at=at)
    for password in used[1:]:
        with pytest.raises(Refused, match="用过") as refused:
            change_password(person, password, by=by, at=world.now)
        assert set(refused.value.problems) == {"password1"}
    assert PastPassword.objects.filter(user=person).count() == 5
    change_password(person, PASSWORD, by=by, at=world.now + timedelta(days=9))
    person.refresh_from_db()
    assert not person.must_change_password
    assert person.password_changed_at == world.now + timedelta(days=9)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-xyz", "10"),
        ("abcdefghijkl", "至少要有三种"),
        ("ABCDEFGH1234", "至少要有三种"),
        ("Drafter.science-1", None),
        ("X-science.drafter-9", "用户名"),
        ("科学技术局经办人-Ab1", "姓名"),
        ("Qwerty-13800000000", "手机号码"),
        ("Xx-lipost-2026", "邮箱名"),
    ],
)
def test_password_rules(world, guard, password, why):
    person, by = world.person("science", K.DRAFTER), world.actor("science", K.DRAFTER)
    with guard.off():
        person.phone, person.email = "13800000000", "lipost@example.cn"
        person.save()
    if why is None:
        change_password(person, password, by=by, at=world.now)
        return
    with pytest.raises(Refused, match=why):
        change_password(person, password, by=by, at=world.now)


def test_a_common_password_is_refused_whatever_its_characters(world):
    with pytest.raises(Refused, match="常见"):
        change_password(
            world.person("science", K.DRAFTER),
            "p@ssw0rd1234".replace("1234", ""),
            by=world.actor("science", K.DRAFTER),
            at=world.now,
        )


def test_nobody_changes_anothers_password(world):
    with pytest.raises(NotAllowed):
        change_password(
            world.person("science", K.DRAFTER), "Qingshi-公开-88", by=world.actor("science", K.LEADER), at=world.now
        )


def test_passwords_are_kept_with_argon2(settings):
    from django.contrib.auth.hashers import make_password

    from gongkai.config import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    assert identify_hasher(make_password("Qingshi-公开-88")).algorithm == "argon2"


def test_one_time_passwords_satisfy_the_rules_and_are_not_repeated():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(kinds_of_characters(password) >= 3 and len(password) == 14 for password in made)


@given(st.text(max_size=30))
def test_kinds_of_characters_are_counted_from_zero_to_four(password):
    assert 0 <= kinds_of_characters(password) <= 4
    assert kinds_of_characters(password + "aA1。") == 4


# --- sign-ins and reads -----------------------------------------------------------------------------------------------------------------------


def test_attempts_are_rows_and_entries_and_a_failed_one_is_nobodys_act(world):
    person = world.person("science", K.DRAFTER)
    for outcome in SignInOutcome:
        note_sign_in(
            user=person,
            username=person.username,
            outcome=outcome,
            at=world.now,
            address="192.0.2.9",
            agent="x\x00y" * 200,
        )
    assert SignIn.objects.count() == 5
    assert SignIn.objects.first().agent == ("xy" * 100)
    by_verb = {}
    for entry in AuditEntry.objects.all():
        by_verb.setdefault(entry.verb, set()).add(entry.actor_id)
    assert by_verb == {
        "signin.succeeded": {person.pk},
        "signin.failed": {None},
        "signin.locked": {None},
        "signin.ended": {person.pk},
    }


def test_who_unlocks_and_who_takes_a_lost_factor_away(world):
    person = world.person("science", K.LEADER)
    for act, allowed in [
        (unlock, {("platform", K.SECURITY_ADMINISTRATOR), ("science", K.UNIT_ADMINISTRATOR)}),
        (
            lambda person, **more: note_factor(person, enrolled=False, reason="手机遗失", **more),
            {("platform", K.SYSTEM_ADMINISTRATOR), ("science", K.LEADER)},
        ),
    ]:
        for key, by in everybody(world).items():
            if key in allowed:
                act(person, by=by, at=world.now)
            else:
                with pytest.raises(NotAllowed):
                    act(person, by=by, at=world.now)


def test_looking_at_anothers_contact_data_is_recorded_and_at_ones_own_is_not(world):
    person = world.person("science", K.LEADER)
    note_person_read(person, by=world.actor("science", K.LEADER), at=world.now)
    assert not AuditEntry.objects.exists()
    note_person_read(person, by=world.actor("science", K.UNIT_ADMINISTRATOR), at=world.now)
    assert AuditEntry.objects.get().verb == "person.read"
    for slug, kind in [("culture", K.UNIT_ADMINISTRATOR), ("science", K.DRAFTER), ("platform", K.AUDIT_ADMINISTRATOR)]:
        with pytest.raises(NotAllowed):
            note_person_read(person, by=world.actor(slug, kind), at=world.now)
