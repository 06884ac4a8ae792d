"""The second factor: who must enrol, how a code and a recovery code serve once, who may take it off."""

import re

import pytest
from allauth.mfa.models import Authenticator
from desk_reading import verbs
from django.core.exceptions import ImproperlyConfigured
from signing_in import ENROL, HOME, LOGIN, code, enrol, outcomes, sign_in

from gongkai.faces import clock
from gongkai.faces.secondfactor import must_be_asked_for
from gongkai.office.accounts.models import SignInOutcome
from gongkai.office.actors import DutyKind

pytestmark = pytest.mark.usefixtures("fresh_rates")


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
    assert outcomes(person)[-6:] == [SignInOutcome.WRONG_CODE] * 5 + [SignInOutcome.LOCKED_OUT]
    later(minutes=16)
    sign_in(client, person.username)
    assert client.post("/desk/factor/code/", {"code": code(secret)}).url == HOME


def test_trying_on_does_not_keep_the_person_out(client, world, factor, later):
    person = world.person("science", DutyKind.LEADER)
    sign_in(client, person.username)
    secret = enrol(client)
    client.post("/desk/logout/")
    later(minutes=1)
    sign_in(client, person.username)
    for _ in range(5):
        client.post("/desk/factor/code/", {"code": "000000"})
    later(minutes=10)
    assert "15 分钟后再试" in client.post("/desk/factor/code/", {"code": code(secret)}).content.decode()
    later(minutes=6)
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


def test_outside_the_demonstration_nothing_is_served_without_the_second_factor(settings):
    settings.SECOND_FACTOR, settings.DEMO = False, False
    with pytest.raises(ImproperlyConfigured, match="GONGKAI_SECOND_FACTOR"):
        must_be_asked_for()
    settings.DEMO = True
    must_be_asked_for()


def test_a_session_opened_with_the_password_alone_ends_when_somebody_else_enrols(client, world, factor):
    from django.test import Client

    person, thief = world.person("science", DutyKind.LEADER), Client()
    sign_in(thief, person.username)
    sign_in(client, person.username)
    enrol(client)
    assert client.get(HOME).status_code == 200
    assert thief.get(HOME).url == LOGIN
    assert thief.get(HOME).url == f"{LOGIN}?next=/desk/"
