"""What the tests of several parts of the office set up alike: who gets which post, what the gates find."""

import pytest

from gongkai.office.accounts.services import add_person, confirm_post, grant_post
from gongkai.office.actors import SYSTEM, DutyKind


@pytest.fixture
def security(world):
    return world.actor("platform", DutyKind.SECURITY_ADMINISTRATOR)


@pytest.fixture
def new(world):
    """A person of the science unit without posts."""

    def make(username="li.ming", unit="science"):
        unit = world.unit(unit) if unit else None
        return add_person(name="李明", username=username, unit=unit, by=SYSTEM, at=world.now).user

    return make


@pytest.fixture
def grant(world, security):
    """``grant(person, kind)``: a post from today on, given by the security administrator unless another is named.

    What a second person has to confirm is confirmed, on its first day where that has passed.
    """

    def give(person, kind, slug="science", *, by=None, valid_from=None, **more):
        since = valid_from or world.today
        post = grant_post(
            person,
            kind=kind,
            unit=world.unit(slug) if slug else None,
            valid_from=since,
            by=by or security,
            at=world.now,
            **more,
        )
        if not post.pending:
            return post
        second = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
        return confirm_post(post, by=second, at=min(world.now, world.now + (since - world.today)))

    return give


@pytest.fixture
def gates(monkeypatch):
    """Silent gates; a test may put findings into the list."""
    found = []
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: list(found))
    return found
