"""What all tests share: where the real reports are, if they are; the database, the trail's guard, and a small city."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared_truth import SHARED
from writing_guarded import Guard


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on real reports are skipped, visibly, where ../shared is missing."""
    if SHARED.is_dir():
        return
    missing = pytest.mark.skip(reason=f"the real reports are not here ({SHARED})")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(missing)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tables made without migrations lack what only migrations make: the triggers of the trail, the search index."""
    from gongkai.office.audit.protection import protect

    with django_db_blocker.unblock():
        protect()
        try:
            from gongkai.office.search.index import create
        except ImportError:
            return
        create()


@pytest.fixture
def guard(request) -> Iterator[Guard]:
    """The guard of writes, on every test that uses the database through ``world`` or asks for it."""
    from django.db import connection

    found = Guard()
    with connection.execute_wrapper(found):
        yield found


@pytest.fixture
def world(db, guard):
    """A small city with a person in every post (tests/world.py)."""
    from world import build

    with guard.off():
        return build()


@pytest.fixture
def _protected_again(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Set up before the tables are emptied for good, so that it ends after that: the next test has its triggers."""
    from gongkai.office.audit.protection import protect

    yield
    with django_db_blocker.unblock():
        protect()


@pytest.fixture
def committed(_protected_again, transactional_db) -> Iterator[None]:
    """Real commits, seen by other connections; emptying the tables afterwards needs the trail's triggers away.

    The index of words is no table that Django knows and empties.
    """
    from gongkai.office.audit.protection import unprotect
    from gongkai.office.search import index

    yield
    unprotect()
    index.clear()
