"""Changing the own password: when one must, what a new one has to be, and what it ends."""

from datetime import timedelta

import pytest
from desk_reading import verbs
from signing_in import HOME, sign_in

from gongkai.faces import clock
from gongkai.office.accounts.models import SignIn
from gongkai.office.accounts.services import reset_password
from gongkai.office.actors import SYSTEM, DutyKind
from world import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_rates")


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


def test_guessing_the_present_password_is_written_down_and_locks(client, world, settings):
    person, new = world.person("science", DutyKind.DRAFTER), "Qingshi-公开-88"
    sign_in(client, person.username)
    answers = [
        client.post("/desk/password/", {"oldpassword": f"wrong-{n}", "password1": new, "password2": new}).status_code
        for n in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert answers == [200, 200, 200, 200, 429]
    assert SignIn.objects.filter(user=person, outcome="wrong_password").count() == 4
    assert SignIn.objects.filter(user=person, outcome="locked_out").count() == 1
    right = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/desk/password/", right).status_code == 429
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
