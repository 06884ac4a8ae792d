"""The door: password, sign-out, sessions, lockout, and whom the demonstration lets one play."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from desk_reading import verbs
from django.contrib.sessions.models import Session
from django.utils import timezone
from signing_in import HOME, LOGIN, outcomes, sign_in

from gongkai.faces import clock
from gongkai.faces.desk.signin_demo import people_to_play
from gongkai.office.accounts.models import SignIn, SignInOutcome
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from world import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_rates")


# --- password ---------------------------------------------------------------------------------------------------------
def test_the_right_password_opens_the_desk_and_is_written_down(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    answer = sign_in(client, person.username)
    assert (answer.status_code, answer.url) == (302, HOME)
    assert client.get(HOME).status_code == 200
    assert outcomes(person) == [SignInOutcome.SIGNED_IN]
    entry = AuditEntry.objects.get(verb="signin.succeeded")
    assert (entry.actor_id, entry.address) == (person.pk, "127.0.0.1")


def test_capitals_and_blanks_in_the_username_do_not_matter(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    assert sign_in(client, f"  {person.username.upper()} ").url == HOME


def test_a_wrong_password_is_refused_in_the_same_words_for_known_and_unknown_people(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    known, unknown = sign_in(client, person.username, "wrong-Wrong-1"), sign_in(client, "nobody", "wrong-Wrong-1")
    for answer in (known, unknown):
        assert answer.status_code == 200
        assert "用户名或密码不对" in answer.content.decode()
    assert outcomes(person) == [SignInOutcome.WRONG_PASSWORD]
    assert SignIn.objects.get(username="nobody").user is None
    failed = AuditEntry.objects.filter(verb="signin.failed")
    assert {entry.actor_id for entry in failed} == {None}
    assert "wrong-Wrong-1" not in "".join(entry.detail for entry in failed)


def test_an_inactive_person_is_refused_like_a_wrong_password(client, world, guard):
    person = world.person("science", DutyKind.DRAFTER)
    with guard.off():
        person.is_active = False
        person.save()
    assert "用户名或密码不对" in sign_in(client, person.username).content.decode()


def test_deactivating_a_person_ends_the_session(client, world, guard):
    person = world.person("science", DutyKind.DRAFTER)
    sign_in(client, person.username)
    with guard.off():
        person.is_active = False
        person.save()
    answer = client.get(HOME)
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)
    assert not Session.objects.exists()


def test_sign_in_makes_a_new_session_key(client, world):
    client.get(LOGIN)
    client.session["x"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client, world.person("science", DutyKind.DRAFTER).username)
    assert client.session.session_key != before


def test_after_sign_in_one_never_lands_on_another_site(client, world):
    name = world.person("science", DutyKind.DRAFTER).username
    assert sign_in(client, name, next="https://evil.example/").url == HOME
    client.post("/desk/logout/")
    assert sign_in(client, name, next="//evil.example/desk/").url == HOME
    client.post("/desk/logout/")
    assert sign_in(client, name, next="/desk/people/").url == "/desk/people/"


# --- sign-out and sessions ----------------------------------------------------------------------------------------------
def test_sign_out_is_by_post_alone_and_is_written_down(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    sign_in(client, person.username)
    assert client.get("/desk/logout/").status_code == 200
    assert client.get(HOME).status_code == 200
    client.post("/desk/logout/")
    assert client.get(HOME).status_code == 302
    assert outcomes(person) == [SignInOutcome.SIGNED_IN, SignInOutcome.SIGNED_OUT]
    assert verbs()[-1] == "signin.ended"


def test_a_session_ends_after_thirty_minutes_without_use(client, world):
    sign_in(client, world.person("science", DutyKind.DRAFTER).username)
    session = Session.objects.get()
    left = session.expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(HOME).status_code == 302


def test_use_keeps_a_session_alive_without_a_write_on_every_page(client, world, later, django_assert_num_queries):
    sign_in(client, world.person("science", DutyKind.DRAFTER).username)
    client.get(HOME)
    soon = timezone.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    client.get(HOME)
    assert Session.objects.get().expire_date == soon
    later(minutes=2)
    client.get(HOME)
    assert Session.objects.get().expire_date > soon


# --- lockout ------------------------------------------------------------------------------------------------------------
def test_five_wrong_passwords_lock_the_account_for_half_an_hour(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    for _ in range(4):
        assert sign_in(client, person.username, "wrong-Wrong-1").status_code == 200
    fifth = sign_in(client, person.username.upper(), "wrong-Wrong-1")
    assert fifth.status_code == 429
    assert "账号已锁定" in fifth.content.decode()
    assert "30 分钟" in fifth.content.decode()
    assert sign_in(client, person.username).status_code == 429
    assert outcomes(person) == [SignInOutcome.WRONG_PASSWORD] * 4 + [SignInOutcome.LOCKED_OUT] * 2
    assert verbs()[-2:] == ["signin.locked"] * 2
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert sign_in(client, person.username).status_code == 302


def test_trying_on_during_a_lockout_does_not_make_it_longer(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    for _ in range(5):
        sign_in(client, person.username, "wrong-Wrong-1")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    sign_in(client, person.username, "wrong-Wrong-1")
    assert AccessAttempt.objects.get().attempt_time < timezone.now() - timedelta(minutes=28)


def test_a_lockout_is_of_one_username_and_not_of_the_address(client, world):
    for _ in range(5):
        sign_in(client, "nobody", "wrong-Wrong-1")
    assert sign_in(client, world.person("science", DutyKind.DRAFTER).username).status_code == 302


# --- demonstration --------------------------------------------------------------------------------------------------------------
def test_the_demonstration_lists_people_to_play_and_fills_them_in(client, world, settings):
    settings.DEMO = True
    groups = people_to_play(clock.now().date())
    assert [label for label, _ in groups][-1] == "平台（三员分立）"
    page = client.get(LOGIN).content.decode()
    assert "演示人员" in page
    assert "science.leader" in page
    filled = client.get(f"{LOGIN}?as=science.leader").content.decode()
    assert 'value="science.leader"' in filled
    assert f'value="{PASSWORD}"' in filled


def test_outside_the_demonstration_nobody_is_listed_and_nothing_filled_in(client, world, settings):
    settings.DEMO = False
    page = client.get(f"{LOGIN}?as=science.leader").content.decode()
    assert "science.leader" not in page
    assert PASSWORD not in page
