"""An attachment on a screen of the desk: the original and what it hides, for whoever may fetch it; each look is recorded."""

import io
import json

import openpyxl
import pytest
from desk_reading import address as at
from desk_reading import text
from django.core.cache import caches

from documents import PDF, started, stored, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.files.previewing import services

pytestmark = pytest.mark.usefixtures("silent_gates", "world_day")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    caches["previews"].clear()
    monkeypatch.setattr(services, "WAIT_SECONDS", 60)


def workbook():
    book = openpyxl.Workbook()
    book.active.title = "公开表"
    book.active.append(["未公开的名单（演示）"])
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden.append(["看不见的字"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def draft(world, data=None, name="名单.xlsx"):
    document = started(world, attachments=[(stored(world, data or workbook(), name=name), name)])
    return document, document.latest.attachments.get()


def looks():
    return list(AuditEntry.objects.filter(verb="file.previewed"))


def test_a_drafter_sees_the_original_and_that_a_sheet_is_hidden(sign_in, world):
    document, item = draft(world)
    client = sign_in("science", DutyKind.DRAFTER)
    address = at("documents:attachment-preview", document.pk, item.pk)
    assert address in text(client.get(at("documents:document", document.pk)))
    assert address in text(client.get(at("documents:revision", document.pk, 1)))
    page = client.get(address)
    assert page.status_code == 200
    assert "未公开的名单（演示）" in text(page)
    assert "工作表“底稿”是隐藏的。" in text(page)
    assert "看不见的字" not in text(page)
    assert at("documents:attachment", document.pk, item.pk) in text(page)


def test_every_look_is_in_the_trail_like_a_download(sign_in, world):
    document, item = draft(world)
    sign_in("science", DutyKind.LEADER).get(at("documents:attachment-preview", document.pk, item.pk))
    [entry] = looks()
    assert (entry.actor_id, entry.unit_id, entry.subject) == (
        world.person("science", DutyKind.LEADER).pk, world.unit("science").pk, "名单.xlsx",
    )  # fmt: skip
    assert json.loads(entry.detail) == {"document": document.pk, "revision": 1, "sha256": item.file.sha256, "page": 1}


def test_pages_of_a_pdf_stand_in_the_screen_itself(sign_in, world):
    document, item = draft(world, PDF, "目录.pdf")
    client = sign_in("science", DutyKind.DRAFTER)
    address = at("documents:attachment-preview", document.pk, item.pk)
    assert '<img src="data:image/webp;base64,' in text(client.get(address))
    for nothing in (2, 101):
        assert client.get(f"{address}?page={nothing}").status_code == 404
    assert len(looks()) == 1


@pytest.mark.parametrize("who", [("culture", DutyKind.DRAFTER), ("platform", DutyKind.SYSTEM_ADMINISTRATOR)])
def test_who_may_not_see_the_document_sees_none_of_its_files(sign_in, world, who):
    document, item = draft(world)
    review = submitted(world, document)
    client = sign_in(*who)
    for address in (
        at("documents:attachment-preview", document.pk, item.pk), at("reviews:attachment-preview", review.pk, 1),
    ):  # fmt: skip
        refused = client.get(address)
        assert refused.status_code == 403
        assert "未公开的名单" not in text(refused)
    assert not looks()


def test_nobody_sees_a_file_without_signing_in_or_under_another_document(client, sign_in, world):
    document, item = draft(world)
    other = started(world, title="另一份（演示）")
    assert client.get(at("documents:attachment-preview", document.pk, item.pk)).status_code == 302
    client = sign_in("science", DutyKind.DRAFTER)
    assert client.get(at("documents:attachment-preview", other.pk, item.pk)).status_code == 404
    assert not looks()


def test_a_reviewer_sees_what_was_submitted(sign_in, world):
    document, item = draft(world)
    review = submitted(world, document)
    client = sign_in("science", DutyKind.SECRECY_REVIEWER)
    address = at("reviews:attachment-preview", review.pk, 1)
    assert address in text(client.get(at("reviews:review", review.pk)))
    page = text(client.get(address))
    assert "未公开的名单（演示）" in page
    assert "工作表“底稿”是隐藏的。" in page
    [entry] = looks()
    assert json.loads(entry.detail) == {"review": review.pk, "sha256": item.file.sha256, "page": 1}
    for place in (0, 2, 99):
        assert client.get(at("reviews:attachment-preview", review.pk, place)).status_code == 404


def test_what_is_still_being_made_is_no_look(sign_in, world, monkeypatch):
    document, item = draft(world)
    monkeypatch.setattr(services, "_begun", lambda *_: None)
    page = sign_in("science", DutyKind.DRAFTER).get(at("documents:attachment-preview", document.pk, item.pk))
    assert page["Refresh"] == "3"
    assert "正在生成预览" in text(page)
    assert not looks()
