"""不予公开台账 on the screen: who reads it, who looks again, what is overdue, and that the public never sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from documents import cleared, started
from gongkai.faces import clock
from gongkai.office.actors import PLATFORM_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Reassessment

DAY = timedelta(days=1)
TITLE = "内部人事安排（演示）"


@pytest.fixture(autouse=True)
def _today(monkeypatch, world, settings):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now + 30 * DAY)


@pytest.fixture
def sign_in(client, world):
    def signed(slug, duty):
        client.force_login(world.person(slug, duty), backend="gongkai.office.accounts.backends.PostsBackend")
        return client

    return signed


@pytest.fixture
def registered(world):
    """One of science, overdue by ten days."""
    told = Metadata(disclosure="withheld", ground="16-1", reassess_on=world.today + 20 * DAY)
    document = started(world, title=TITLE, metadata=told)
    cleared(world, document)
    return document


def page(client, name, *args, **asked):
    answer = client.get(reverse(f"desk:{name}", args=args), asked)
    return answer.status_code, answer.content.decode()


def look(client, document, **told):
    said = {"release": "no", "opinion": "事由仍然存在（演示）", "next_on": "2027-03-10"} | told
    return client.post(reverse("desk:withheld:reassess", args=[document.pk]), said)


@pytest.mark.parametrize("duty", sorted(UNIT_DUTIES))
def test_every_post_of_the_unit_reads_it_and_no_other_unit_does(sign_in, registered, duty):
    status, shown = page(sign_in("science", duty), "withheld:list")
    assert (status, TITLE in shown) == (200, True)
    assert "条例第十六条" in shown
    assert '<span class="chip chip-red">评估已逾期</span>' in shown
    client = sign_in("culture", duty)
    assert TITLE not in page(client, "withheld:list")[1]
    for name in ("withheld:one", "withheld:reassess"):
        assert page(client, name, registered.pk)[0] == 403


@pytest.mark.parametrize("duty", sorted(PLATFORM_DUTIES | {DutyKind.ASSESSOR}))
def test_who_has_no_part_in_it_finds_it_shut(sign_in, registered, duty):
    client = sign_in("city" if duty == DutyKind.ASSESSOR else "platform", duty)
    assert page(client, "withheld:list")[0] == 403
    assert page(client, "withheld:one", registered.pk)[0] == 403
    assert look(client, registered).status_code == 403


def test_the_lead_office_reads_and_narrows_but_does_not_decide(sign_in, registered):
    client = sign_in("city", DutyKind.SUPERVISOR)
    assert TITLE in page(client, "withheld:list", state="overdue", ground="16-1", disclosure="withheld")[1]
    assert TITLE not in page(client, "withheld:list", state="resting")[1]
    assert TITLE not in page(client, "withheld:list", ground="14-1")[1]
    assert page(client, "withheld:one", registered.pk)[0] == 200
    assert look(client, registered).status_code == 403
    assert not Reassessment.objects.exists()


def test_a_look_is_entered_by_who_may_and_shown_for_ever(sign_in, registered):
    client = sign_in("science", DutyKind.SECRECY_REVIEWER)
    assert look(client, registered, opinion="").status_code == 422
    assert look(client, registered, next_on="").status_code == 422
    assert look(client, registered).status_code == 302
    shown = page(client, "withheld:one", registered.pk)[1]
    assert "事由仍然存在（演示）" in shown
    assert "2027-03-10" in shown
    assert "chip-red" not in page(client, "withheld:list")[1]


def test_a_look_that_says_so_shows_the_way_to_the_clerk(sign_in, registered):
    look(sign_in("science", DutyKind.FINAL_REVIEWER), registered, release="yes", next_on="")
    shown = page(sign_in("science", DutyKind.DRAFTER), "withheld:one", registered.pk)[1]
    assert "最近一次评估认为可以公开" in shown
    assert reverse("desk:documents:edit", args=[registered.pk]) in shown


def test_its_own_page_says_where_it_stands_and_offers_no_release(sign_in, registered):
    shown = page(sign_in("science", DutyKind.FINAL_REVIEWER), "documents:document", registered.pk)[1]
    assert "已登记不公开" in shown
    assert reverse("desk:withheld:reassess", args=[registered.pk]) in shown
    assert reverse("desk:documents:publish", args=[registered.pk]) not in shown


def test_the_register_goes_out_as_a_file_and_the_trail_says_so(sign_in, registered):
    answer = sign_in("science", DutyKind.SECRECY_REVIEWER).get(reverse("desk:withheld:list"), {"export": "csv"})
    shown = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "条例第十六条" in shown
    assert "评估已逾期" in shown
    assert AuditEntry.objects.get(verb="document.withheld.exported").unit_id == registered.unit_id


def test_the_public_site_knows_nothing_of_it(client, registered):
    for address in (f"/documents/{registered.pk}/", f"/documents/?q={TITLE}", "/"):
        answer = client.get(address)
        shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "人事安排" not in shown.decode().replace(f'value="{TITLE}"', "").replace(f"“{TITLE}”", ""), address
    assert client.get(f"/documents/{registered.pk}/").status_code == 404
