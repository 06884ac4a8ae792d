"""Nobody comes in beside the door: closed addresses, the shell's own sign-in, rights without a post, the address behind a proxy."""

import pytest
from django.urls import reverse
from signing_in import HOME, LOGIN, enrol, sign_in

from gongkai.office.accounts.models import Post, SignIn
from gongkai.office.actors import DutyKind
from world import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_rates")


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
    assert "等待核准" not in answer.content.decode()
    with guard.off():
        Post.objects.filter(user=person).update(valid_to=None, kind="leader", pending=True)
    assert "分管领导</strong>已经授予您，正在等待核准" in client.get(HOME).content.decode()


def test_the_address_behind_our_proxies_is_the_one_they_saw(client, world, settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    data = {"login": world.person("science", DutyKind.DRAFTER).username, "password": PASSWORD}
    client.post(LOGIN, data, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4")
    assert SignIn.objects.get().address == "198.51.100.4"
