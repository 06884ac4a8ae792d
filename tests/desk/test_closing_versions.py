"""A correction that takes a file away: the desk offers to close the earlier version, and the public site no longer shows it."""

import re

import pytest
from django.urls import reverse
from item_editing import at, text

from documents import published, saved, settled, started, stored
from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.models import Change
from gongkai.office.clearance.models import Review
from rounds_of_review import pass_all


@pytest.fixture
def document(world, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.now)
    return published(world, started(world, attachments=[(stored(world), "名单.pdf")]))


def earlier(page):
    """What is ticked for the versions before."""
    return re.findall(r'name="earlier" value="(\w+)"[^>]*checked', page)


def without_the_list(world, document):
    saved(world, document, attachments=[], body="<p>名单另行通知（演示）。</p>")
    settled(world, document)


def test_a_list_that_must_go_is_gone_from_the_history_too(sign_in, client, world, document):
    item = document.published.attachments.get()
    without_the_list(world, document)
    page = text(sign_in("science", DutyKind.DRAFTER).get(at("submit", document)))
    assert earlier(page) == ["closed"]
    told = {"correction": "删去名单（演示）", "earlier": "closed", "note": ""}
    assert client.post(at("submit", document), told).status_code == 302
    pass_all(world, Review.objects.latest("pk"), at=world.now)
    services.publish(document, by=world.actor("science", DutyKind.FINAL_REVIEWER), at=world.now)
    for address in (
        reverse("portal:version", args=[document.pk, 1]),
        reverse("portal:attachment", args=[document.pk, item.pk]),
    ):
        gone = client.get(address)
        assert (gone.status_code, "名单.pdf" in text(gone)) == (410, False), address
    shown = text(client.get(reverse("portal:document", args=[document.pk])))
    assert "第1版（不再提供）" in shown
    assert "更正后，以前的公开版不再提供。" in shown


def test_a_mended_figure_leaves_the_earlier_version_to_compare(sign_in, world, document):
    saved(world, document, title="更正后的决定（演示）")
    settled(world, document)
    assert earlier(text(sign_in("science", DutyKind.DRAFTER).get(at("submit", document)))) == ["open"]


def test_an_urgent_correction_closes_at_once(sign_in, client, world, document):
    without_the_list(world, document)
    page = text(sign_in("science", DutyKind.LEADER).get(at("emergency", document)))
    assert earlier(page) == ["closed"]
    assert client.post(at("emergency", document), {"reason": "泄露（演示）", "earlier": "closed"}).status_code == 302
    assert Change.objects.filter(kind="closed").exists()


def test_a_leader_closes_what_is_found_later_and_a_clerk_cannot(sign_in, client, world, document):
    saved(world, document, title="更正后的决定（演示）", correction="标题有误（演示）")
    published(world, document)
    assert "旧版停止提供" not in text(sign_in("science", DutyKind.DRAFTER).get(at("document", document)))
    assert client.post(at("close-earlier", document), {"reason": "演示"}).status_code == 403
    sign_in("science", DutyKind.LEADER)
    assert "旧版停止提供" in text(client.get(at("document", document)))
    assert "第1版" in text(client.get(at("close-earlier", document)))
    assert client.post(at("close-earlier", document), {"reason": "旧版有误（演示）"}).status_code == 302
    assert client.get(reverse("portal:version", args=[document.pk, 1])).status_code == 410
    assert "旧版停止提供" in text(client.get(reverse("desk:changes:list")))
