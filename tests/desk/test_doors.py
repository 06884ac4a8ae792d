"""What of Wagtail's own admin answers, and to whom."""

import re

import pytest
from django.urls import get_resolver, resolve, reverse

from gongkai.faces.desk import doors
from gongkai.office.actors import DutyKind

INSIDE = {"int": "1", "slug": "a", "str": "a", "path": "a", "uuid": "6b1f1a2e-0d3b-4d0c-9a5e-8f1b2c3d4e5f"}


def walk(patterns, inside="", before=""):
    for pattern in patterns:
        route = str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            name = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from walk(pattern.url_patterns, name, before + route)
        else:
            yield f"{inside}{pattern.name or ''}", before + route


def filled(route):
    """An address of that form, with something plausible for each parameter."""
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: INSIDE[found.group(1) or "str"], route)
    return "/desk/" + re.sub(r"\^|\$|\\Z|\\", "", route).replace(".*", "anything")


def every_address():
    """Every address that Wagtail's urls know, but the open ones."""
    assert get_resolver().url_patterns  # the urls are loaded, so the doors stand
    return sorted({filled(route) for name, route in walk(doors.wagtail_admin.urlpatterns) if name not in doors.OPEN})


@pytest.fixture(scope="module")
def addresses():
    """Those where no screen of ours stands before the door."""
    return [address for address in every_address() if resolve(address).func is doors.shut]


def test_an_address_of_the_shell_is_shut_or_ours():
    ours = {address: resolve(address).func for address in every_address() if resolve(address).func is not doors.shut}
    assert "/desk/" in ours
    assert len(ours) < 10
    assert {address for address, view in ours.items() if view.__module__.startswith("wagtail")} == set()


def test_the_screens_of_the_shell_are_not_there_for_a_stranger(addresses, client, db):
    assert len(addresses) > 100
    answers = {address: client.get(address).status_code for address in addresses}
    assert {address: status for address, status in answers.items() if status != 404} == {}


def test_the_screens_of_the_shell_are_not_there_for_a_system_administrator(addresses, client, world, settings):
    settings.SECOND_FACTOR = False
    client.force_login(world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR))
    answers = {
        (how, address): getattr(client, how)(address).status_code for address in addresses for how in ("get", "post")
    }
    assert {asked: status for asked, status in answers.items() if status != 404} == {}


def test_no_address_of_ours_lies_behind_a_door_of_the_shell():
    assert all(
        pattern.callback is doors.shut
        for name, pattern in doors.every(doors.wagtail_admin.urlpatterns)
        if name not in doors.OPEN
    )


def test_at_the_address_of_the_shells_sign_in_stands_ours():
    assert reverse("wagtailadmin_login") == reverse("account_login")
    assert resolve(reverse("wagtailadmin_login")).view_name == "account_login"
    assert resolve(reverse("wagtailadmin_logout")).view_name == "account_logout"
    assert resolve(reverse("wagtailadmin_home")).view_name == "desk:home"


def test_the_frame_gets_its_icons_and_words(client, db):
    assert client.get("/desk/sprite/").status_code == 200
    assert client.get("/desk/jsi18n/").status_code == 200
