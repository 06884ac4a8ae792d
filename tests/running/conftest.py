"""The demo city in the test database, loaded once a test that asks for it."""

import pytest

from world import NOW


@pytest.fixture
def now():
    """The frozen moment of the tests."""
    return NOW


@pytest.fixture
def demo_city(db, settings, tmp_path, now):
    """The demo city as a newcomer finds it; its files in a folder of their own."""
    from gongkai.faces.jobs.demo import loading

    settings.ORIGINALS, settings.ANCHORS = tmp_path / "files", tmp_path / "anchors"
    settings.DEMO, settings.SECOND_FACTOR, settings.PASSWORD_DAYS = True, False, 0
    return loading.load(now)
