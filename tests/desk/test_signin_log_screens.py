"""The sign-in log on the desk: read whole by audit and security, and of the own people by a unit."""

import pytest
from desk_reading import address as url
from desk_reading import page, verbs

from gongkai.office.accounts.models import SignInOutcome
from gongkai.office.accounts.services import note_sign_in
from gongkai.office.actors import DutyKind

K = DutyKind


@pytest.fixture
def attempts(world):
    for slug in ("science", "culture"):
        person = world.person(slug, K.DRAFTER)
        for outcome in (SignInOutcome.SIGNED_IN, SignInOutcome.WRONG_PASSWORD):
            note_sign_in(user=person, username=person.username, outcome=outcome, at=world.now, address="192.0.2.9")
    note_sign_in(username="nobody", outcome=SignInOutcome.WRONG_PASSWORD, at=world.now)


def test_the_log_is_read_whole_by_audit_and_security_and_of_the_own_people_by_a_unit(at_work, world, attempts):
    for kind in (K.AUDIT_ADMINISTRATOR, K.SECURITY_ADMINISTRATOR):
        assert "共 5 条" in page(at_work("platform", kind).get(url("signins:list")))
    text = page(at_work("science", K.UNIT_ADMINISTRATOR).get(url("signins:list")))
    assert "共 2 条" in text
    assert "culture.drafter" not in text
    for slug, kind in [("science", K.LEADER), ("platform", K.SYSTEM_ADMINISTRATOR), ("city", K.SUPERVISOR)]:
        assert at_work(slug, kind).get(url("signins:list")).status_code == 403


def test_the_log_is_searched_filtered_and_exported(at_work, world, attempts):
    client = at_work("platform", K.AUDIT_ADMINISTRATOR)
    assert "共 2 条" in page(client.get(url("signins:list"), {"q": "science.drafter"}))
    assert "共 3 条" in page(client.get(url("signins:list"), {"outcome": "wrong_password"}))
    assert "共 5 条" in page(client.get(url("signins:list"), {"since": "2026-03-10", "until": "2026-03-10"}))
    assert "没有符合条件" in page(client.get(url("signins:list"), {"since": "2026-03-11"}))
    text = b"".join(client.get(url("signins:list"), {"export": "csv", "q": "nobody"}).streaming_content).decode()
    assert "nobody" in text
    assert "science.drafter" not in text
    assert verbs()[-1] == "signin.exported"
