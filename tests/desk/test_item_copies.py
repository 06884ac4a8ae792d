"""What was typed and not saved is there again, for the one who typed it; a preview shows it as the public would see it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from item_editing import XHR, at, text, typed

from documents import saved, started
from gongkai.faces.desk.documents import attachments
from gongkai.faces.desk.models import WorkingCopy
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry


@pytest.fixture
def client(client, world):
    client.force_login(world.person("science", DutyKind.DRAFTER))
    return client


@pytest.fixture
def head(world):
    other = Client()
    other.force_login(world.person("science", DutyKind.SECTION_HEAD))
    return other


def keep(client, document, **changes):
    return client.post(at("edit", document), typed(document, then="keep", **changes), headers=XHR)


def test_what_was_typed_comes_back_with_a_notice_and_goes_with_saving(client, world):
    document = started(world)
    entries = AuditEntry.objects.count()
    kept = keep(client, document, title="写到一半（演示）", summary="半句话", genre="08", formed_on="三月")
    assert kept.json().keys() == {"kept"}
    assert document.revisions.count() == 1
    assert AuditEntry.objects.count() == entries
    page = text(client.get(at("edit", document)))
    assert "没有保存的内容" in page
    for words in ("写到一半（演示）", "半句话", 'value="三月"', '<option value="08" selected>'):
        assert words in page
    assert "接着写" in text(client.get(at("document", document)))
    assert client.post(at("edit", document), typed(document, title="写完了（演示）")).status_code == 302
    assert not WorkingCopy.objects.exists()
    assert "没有保存的内容" not in text(client.get(at("edit", document)))


def test_keeping_again_replaces_and_nobody_else_sees_it(client, head, world):
    document = started(world)
    keep(client, document, title="第一次（演示）")
    keep(client, document, title="第二次（演示）")
    assert WorkingCopy.objects.count() == 1
    assert "第二次（演示）" not in text(head.get(at("edit", document)))
    keep(head, document, title="科长写的（演示）")
    assert "第二次（演示）" in text(client.get(at("edit", document)))


def test_it_can_be_thrown_away(client, world):
    document = started(world)
    keep(client, document, title="不要了（演示）")
    assert client.post(at("edit", document), {"then": "forget"}).status_code == 302
    assert "不要了（演示）" not in text(client.get(at("edit", document)))


def test_a_conflict_keeps_the_typed_text_even_if_the_window_closes(client, world):
    document = started(world)
    mine = typed(document, title="经办人的标题（演示）", body="<p>经办人的正文（演示）</p>", keywords="经办词")
    saved(world, document, body="<p>科长的正文（演示）</p>", by=world.actor("science", DutyKind.SECTION_HEAD))
    assert client.post(at("edit", document), mine).status_code == 409
    page = text(client.get(at("edit", document)))
    for words in ("经办人的标题（演示）", "经办人的正文（演示）", "经办词", "此后有人保存了第2稿"):
        assert words in page
    assert WorkingCopy.objects.get().after_conflict
    again = client.post(at("edit", document), mine)
    assert again.status_code == 409
    assert "科长的正文（演示）" in text(again)
    assert client.post(at("edit", document), mine | {"base": 2}).status_code == 302
    assert document.revisions.latest("number").title == "经办人的标题（演示）"


def test_attachments_come_back_even_when_their_tickets_are_old(client, world, monkeypatch):
    document = started(world)
    sent = {"file": SimpleUploadedFile("名单（演示）.txt", "甲".encode())}
    given = client.post(at("upload", document), sent, headers=XHR).json()["ticket"]
    keep(client, document, file=[given], name=["改了名（演示）.txt"], position=["1"])
    monkeypatch.setattr(attachments, "_SALT", "another age")  # the old ticket opens nothing any more
    page = text(client.get(at("edit", document)))
    assert "改了名（演示）.txt" in page
    fresh = re.search(r'name="file" value="([^"]+)"', page)[1]
    rows = {"file": [fresh], "name": ["改了名（演示）.txt"], "position": ["1"]}
    assert client.post(at("edit", document), typed(document) | rows).status_code == 302


def test_copies_nobody_came_back_to_are_forgotten(client, world):
    document, other = started(world), started(world, title="另一份（演示）")
    keep(client, document, title="很久以前（演示）")
    WorkingCopy.objects.update(at=world.now - timedelta(days=31))
    keep(client, other, title="现在（演示）")
    assert [copy.document_id for copy in WorkingCopy.objects.all()] == [other.pk]


# --- preview ----------------------------------------------------------------------------------------------------------
def test_the_preview_shows_what_the_public_will_see_in_both_widths(client, world):
    document = started(world)
    for width in ("wide", "phone"):
        page = text(client.get(at("preview", document), {"width": width}))
        assert f"doc-preview-{width}" in page
        assert " sandbox></iframe>" in page
    shown = client.get(at("preview-page", document))
    assert "<table" in text(shown)
    assert "<script" not in text(shown)
    assert "索引号" in text(shown)


def test_the_preview_of_what_is_typed_saves_nothing(client, head, world):
    document = started(world)
    hostile = "<p onclick='x()'>没存的正文（演示）</p><script>alert(1)</script>"
    sent = typed(document, then="preview", title="没存的标题（演示）", body=hostile, summary="没存的概述")
    response = client.post(at("edit", document), sent)
    assert response.headers["Location"] == f"{at('preview', document)}?typed=1"
    assert "没有保存的内容" in text(client.get(response.headers["Location"]))
    shown = text(client.get(at("preview-page", document), {"typed": "1"}))
    for words in ("没存的标题（演示）", "没存的正文（演示）", "没存的概述"):
        assert words in shown
    assert "onclick" not in shown
    assert "alert" not in shown
    assert "没存的标题" not in text(head.get(at("preview-page", document), {"typed": "1"}))
    assert document.revisions.count() == 1


def test_a_preview_of_half_a_form_is_shown_as_far_as_it_goes(client, world):
    document = started(world)
    keep(client, document, title="", formed_on="三月十日", heading="99-99")
    assert client.get(at("preview-page", document), {"typed": "1"}).status_code == 200
