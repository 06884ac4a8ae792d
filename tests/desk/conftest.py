"""What the tests of several screens set up alike: who is signed in, which day it is."""

from datetime import timedelta

import pytest

from gongkai.faces import clock
from gongkai.office.accounts.services import add_person
from gongkai.office.actors import SYSTEM


@pytest.fixture
def fresh_rates():
    """Nobody has tried anything yet: what is counted against too many tries is forgotten."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the faces."""

    def move(**span):
        moment = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def factor(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def world_day(monkeypatch, world):
    """The clock of the faces stands still on the day of the world."""
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.fixture
def silent_gates(monkeypatch):
    """No gate finds anything."""
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [])


@pytest.fixture
def sign_in(client, world):
    """``sign_in("science", kind)``: the client, with that person of the world signed in."""

    def signed(slug, kind):
        client.force_login(world.person(slug, kind))
        return client

    return signed


@pytest.fixture
def seen(sign_in):
    """As :func:`sign_in`, where tests ask what a person sees."""
    return sign_in


@pytest.fixture
def enter(sign_in):
    """As :func:`sign_in`, where tests ask what a person may enter."""
    return sign_in


@pytest.fixture
def at_work(sign_in):
    """As :func:`sign_in`, where tests tell what a person does at work."""
    return sign_in


@pytest.fixture
def newcomer(world):
    """A person of the science unit without posts, with a telephone number to be masked."""
    return add_person(
        name="欧阳明远",
        username="ouyang.mingyuan",
        unit=world.unit("science"),
        phone="13912345678",
        email="ouyang@example.cn",
        by=SYSTEM,
        at=clock.now(),
    ).user
