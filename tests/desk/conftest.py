"""What the tests of several screens set up alike: who is signed in, which day it is."""

from datetime import timedelta

import pytest

from gongkai.faces import clock


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
