"""The door: password, lockout, second factor, sessions, and that nobody comes in beside it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from gongkai.faces import clock
from gongkai.faces.desk.signin_demo import people_to_play
from gongkai.office.accounts.models import Post, SignIn, SignInOutcome
from gongkai.office.accounts.services import reset_password
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from world import PASSWORD

LOGIN, HOME, ENROL = "/desk/login/", "/desk/", "/desk/factor/enrol/"


@pytest.fixture(autouse=True)
def _fresh_rates():
    from django.core.cache import cache

    cache.clear()


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def outcomes(person):
    return list(SignIn.objects.filter(user=person).order_by("id").values_list("outcome", flat=True))


def verbs():
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))


def code(secret, at=None):
    return format_hotp_value(hotp_value(secret, int((at or clock.now()).timestamp()) // 30))


def enrol(client):
    """Enrol an authenticator through the screen; give its secret."""
    page = client.get(ENROL).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7=]+)<', page).group(1)
    done = client.post(ENROL, {"code": code(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the faces."""

    def move(**span):
        moment = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


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


# --- second factor --------------------------------------------------------------------------------------------------------


@pytest.fixture
def factor(settings):
    settings.SECOND_FACTOR = True


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head"])
@pytest.mark.parametrize("address", [HOME, "/desk/people/", "/desk/account/", "/desk/factor/", "/desk/password/"])
def test_a_reviewer_without_an_authenticator_is_sent_to_enrol_by_every_method(client, world, factor, method, address):
    client.force_login(world.person("science", DutyKind.LEADER))
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.url) == (302, ENROL)


@pytest.mark.parametrize(
    ("slug", "kind", "asked"),
    [
        ("science", DutyKind.DRAFTER, False),
        ("city", DutyKind.ASSESSOR, False),
        ("science", DutyKind.SECTION_HEAD, True),
        ("science", DutyKind.SECRECY_REVIEWER, True),
        ("science", DutyKind.FINAL_REVIEWER, True),
        ("science", DutyKind.UNIT_ADMINISTRATOR, True),
        ("city", DutyKind.SUPERVISOR, True),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR, True),
        ("platform", DutyKind.AUDIT_ADMINISTRATOR, True),
    ],
)
def test_who_must_enrol(client, world, factor, slug, kind, asked):
    client.force_login(world.person(slug, kind))
    assert (client.get(HOME).status_code == 302) is asked


def test_a_drafter_who_deputises_for_a_reviewer_must_enrol(client, world, factor, guard):
    from gongkai.office.accounts.models import Deputy

    drafter, leader = world.person("science", DutyKind.DRAFTER), world.person("science", DutyKind.LEADER)
    today = clock.now().date()
    client.force_login(drafter)
    assert client.get(HOME).status_code == 200
    with guard.off():
        Deputy.objects.create(post=leader.posts.get(), user=drafter, valid_from=today, valid_to=today, reason="出差")
    assert client.get(HOME).url == ENROL


def test_enrolling_opens_the_desk_and_shows_recovery_codes_once(client, world, factor):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    enrol(client)
    assert "factor.enrolled" in verbs()
    page = client.get("/desk/factor/recovery/").content.decode()
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code>", page)) == 10
    assert "只显示这一次" in page
    again = client.get("/desk/factor/recovery/").content.decode()
    assert not re.findall(r"\d{4} \d{4}", again)
    assert client.get(HOME).status_code == 200


def test_secrets_are_not_readable_in_the_database(client, world, factor):
    sign_in(client, world.person("science", DutyKind.LEADER).username)
    secret = enrol(client)
    for stored in Authenticator.objects.all():
        assert secret not in str(stored.data)
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("gAAAA")
    assert Authenticator.objects.get(type="recovery_codes").data["seed"].startswith("gAAAA")


def test_sign_in_asks_for_the_code_and_takes_it_once(client, world, factor, later):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    secret = enrol(client)
    enrolled_with = code(secret)
    client.post("/desk/logout/")
    answer = sign_in(client, person.username)
    assert answer.url == "/desk/factor/code/"
    assert client.get(HOME).status_code == 302, "the password alone opens nothing"
    again = client.post("/desk/factor/code/", {"code": enrolled_with})
    assert "已用过" in again.content.decode()
    later(seconds=31)
    new = code(secret)
    assert client.post("/desk/factor/code/", {"code": new}).url == HOME
    assert client.get(HOME).status_code == 200
    client.post("/desk/logout/")
    sign_in(client, person.username)
    assert client.post("/desk/factor/code/", {"code": new}).status_code == 200, "a code serves once"
    assert client.get(HOME).status_code == 302


def test_a_recovery_code_serves_once(client, world, factor):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    enrol(client)
    spare = re.search(r"<code>(\d{4}) (\d{4})</code>", client.get("/desk/factor/recovery/").content.decode())
    spare = " ".join(spare.groups())
    for accepted in (True, False):
        client.post("/desk/logout/")
        sign_in(client, person.username)
        answer = client.post("/desk/factor/code/", {"code": spare})
        assert (answer.status_code == 302) is accepted


def test_new_recovery_codes_are_in_the_trail_and_the_old_ones_void(client, world, factor):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    enrol(client)
    old = re.search(r"<code>(\d{4} \d{4})</code>", client.get("/desk/factor/recovery/").content.decode()).group(1)
    assert client.post("/desk/factor/recovery/new/").status_code == 302
    assert "factor.renewed" in verbs()
    client.post("/desk/logout/")
    sign_in(client, person.username)
    assert client.post("/desk/factor/code/", {"code": old}).status_code == 200


def test_few_codes_may_be_tried_and_each_wrong_one_is_written_down(client, world, factor, later):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    secret = enrol(client)
    client.post("/desk/logout/")
    later(minutes=1)
    sign_in(client, person.username)
    for _ in range(5):
        client.post("/desk/factor/code/", {"code": "000000"})
    answer = client.post("/desk/factor/code/", {"code": code(secret)})
    assert "15 分钟后再试" in answer.content.decode()
    assert outcomes(person).count(SignInOutcome.WRONG_CODE) == 6
    later(minutes=16)
    sign_in(client, person.username)
    assert client.post("/desk/factor/code/", {"code": code(secret)}).url == HOME


def test_who_must_have_the_factor_cannot_take_it_off(client, world, factor):
    sign_in(client, world.person("science", DutyKind.LEADER).username)
    enrol(client)
    page = client.post("/desk/factor/remove/")
    assert "不能停用" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_drafter_may_enrol_and_take_it_off_again(client, world, factor):
    sign_in(client, world.person("science", DutyKind.DRAFTER).username)
    enrol(client)
    assert client.post("/desk/factor/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert verbs()[-1] == "factor.removed"


def test_the_demonstration_switch_asks_for_no_second_factor(client, world, settings):
    settings.SECOND_FACTOR = False
    sign_in(client, world.person("science", DutyKind.LEADER).username)
    assert client.get(HOME).status_code == 200


# --- change of password ---------------------------------------------------------------------------------------------------


def test_a_one_time_password_must_be_changed_before_anything_else(client, world):
    person = world.person("science", DutyKind.DRAFTER)
    handed = reset_password(person, by=SYSTEM, at=clock.now())
    sign_in(client, person.username, handed)
    for method in ("get", "post"):
        assert getattr(client, method)(HOME).url == "/desk/password/"
    page = client.get("/desk/password/").content.decode()
    assert "一次性密码" in page
    new = "Qingshi-公开-88"
    key = client.session.session_key
    data = {"oldpassword": handed, "password1": new, "password2": new}
    assert client.post("/desk/password/", data).status_code == 302
    assert client.session.session_key != key
    assert client.get(HOME).status_code == 200
    assert verbs()[-1] == "password.changed"
    client.post("/desk/logout/")
    assert sign_in(client, person.username, new).url == HOME


def test_an_old_password_must_be_changed(client, world, settings, guard):
    settings.PASSWORD_DAYS = 90
    person = world.person("science", DutyKind.DRAFTER)
    with guard.off():
        person.password_changed_at = clock.now() - timedelta(days=89)
        person.save()
    client.force_login(person)
    assert client.get(HOME).status_code == 200
    with guard.off():
        person.password_changed_at = clock.now() - timedelta(days=91)
        person.save()
    assert client.get(HOME).url == "/desk/password/"
    assert "超过规定期限" in client.get("/desk/password/").content.decode()


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short-A1", "10"),
        ("onlysmallletters", "至少要有三种"),
        ("Science.Drafter-1", "姓名、用户名"),
        (PASSWORD, "用过"),
        ("Password-1234x", ""),
    ],
)
def test_password_rules_are_said_at_the_field(client, world, new, why):
    client.force_login(world.person("science", DutyKind.DRAFTER))
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post("/desk/password/", data)
    if why:
        assert answer.status_code == 200
        assert why in answer.content.decode()
    else:
        assert answer.status_code == 302


def test_changing_the_password_ends_the_other_sessions(client, world):
    from django.test import Client

    person, elsewhere = world.person("science", DutyKind.DRAFTER), Client()
    sign_in(client, person.username)
    sign_in(elsewhere, person.username)
    new = "Qingshi-公开-88"
    client.post("/desk/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302


# --- other doors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/desk/signup/",
        "/desk/email/",
        "/desk/inactive/",
        "/desk/password/reset/",
        "/desk/password/set/",
        "/desk/password_reset/",
        "/desk/password_reset/done/",
        "/desk/password_reset/confirm/MQ/abc-def/",
        "/desk/confirm-email/",
        "/desk/factor/recovery/download/",
        "/accounts/login/",
        "/admin/login/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_closed_doors_are_not_there(client, world, address, method):
    assert getattr(client, method)(address).status_code in {404, 405}
    client.force_login(world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR))
    assert getattr(client, method)(address).status_code in {404, 405}


def test_the_shells_own_sign_in_is_ours(client, world, factor):
    assert reverse("wagtailadmin_login") == LOGIN
    assert reverse("wagtailadmin_logout") == "/desk/logout/"
    person = world.person("science", DutyKind.LEADER)
    client.post(LOGIN, {"username": person.username, "password": PASSWORD})
    assert client.get(HOME).status_code == 302, "Wagtail's field names open nothing"
    sign_in(client, person.username)
    enrol(client)
    client.post("/desk/logout/")
    client.post(reverse("wagtailadmin_login"), {"login": person.username, "password": PASSWORD})
    assert client.get(HOME).status_code == 302


def test_permissions_come_from_posts_alone(client, world, guard):
    person = world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    assert not person.has_perm("wagtailadmin.access_admin"), "not before the gate has named the duties"
    client.force_login(person)
    user = client.get(HOME).wsgi_request.user
    assert user.has_perm("wagtailadmin.access_admin")
    assert not user.has_perm("accounts.change_user")
    assert not user.has_perm("wagtailcore.publish_page")


def test_a_person_without_posts_is_told_so(client, world, guard):
    person = world.person("science", DutyKind.DRAFTER)
    with guard.off():
        Post.objects.filter(user=person).update(valid_to=person.posts.get().valid_from)
    sign_in(client, person.username)
    answer = client.get(HOME)
    assert answer.status_code == 403
    assert "没有在任岗位" in answer.content.decode()
    assert client.get("/desk/password/").status_code == 200


def test_the_address_behind_our_proxies_is_the_one_they_saw(client, world, settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    data = {"login": world.person("science", DutyKind.DRAFTER).username, "password": PASSWORD}
    client.post(LOGIN, data, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4")
    assert SignIn.objects.get().address == "198.51.100.4"


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


def test_a_session_opened_with_the_password_alone_ends_when_somebody_else_enrols(client, world, factor):
    from django.test import Client

    person, thief = world.person("science", DutyKind.LEADER), Client()
    sign_in(thief, person.username)
    sign_in(client, person.username)
    enrol(client)
    assert client.get(HOME).status_code == 200
    assert thief.get(HOME).url == LOGIN
    assert thief.get(HOME).url == f"{LOGIN}?next=/desk/"
