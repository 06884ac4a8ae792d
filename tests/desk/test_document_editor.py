"""The editor on the desk: what it keeps, what it refuses and in which words, and the attachments it takes."""

import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from item_editing import at, text

from documents import PDF, TITLE, saved, started, stored, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.models import Document


def typed(document, **changes):
    latest = document.revisions.latest("number")
    return {
        "title": latest.title,
        "document_number": latest.document_number,
        "formed_on": "2026-03-10",
        "section": document.section_id,
        "body": latest.body,
        "note": "",
        "base": latest.number,
        "then": "back",
    } | changes


def test_a_document_begins_and_the_editor_opens(sign_in, world):
    client = sign_in("science", DutyKind.DRAFTER)
    asked = {"title": TITLE, "kind": "document", "section": world.section("science").pk}
    response = client.post(reverse("desk:documents:start"), asked)
    document = Document.objects.get()
    assert response.headers["Location"] == at("edit", document)
    assert (document.latest.title, document.section) == (TITLE, world.section("science"))


def test_a_section_of_another_unit_cannot_be_chosen(sign_in, world):
    client = sign_in("science", DutyKind.DRAFTER)
    asked = {"title": TITLE, "kind": "document", "section": world.section("culture").pk}
    response = client.post(reverse("desk:documents:start"), asked)
    assert response.status_code == 422
    assert "您没有在该科室起草文稿的岗位" in text(response)
    assert not Document.objects.exists()


def test_a_title_too_long_is_said_at_its_field_and_what_was_typed_stays(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    response = client.post(at("edit", document), typed(document, title="题" * 301, body="<p>没有丢（演示）</p>"))
    assert response.status_code == 422
    assert "标题有301个字，最多300个字" in text(response)
    assert "没有丢（演示）" in text(response)
    assert document.revisions.count() == 1


def test_the_editor_saves_a_revision_without_its_scripts(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    body = '<p onclick="x()">新的正文（演示）</p><script>alert(1)</script>'
    response = client.post(at("edit", document), typed(document, body=body, then="check"))
    assert response.headers["Location"] == at("findings", document)
    assert document.revisions.latest("number").body == "<p>新的正文（演示）</p>"


def test_a_double_click_on_save_is_one_revision(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    page = text(client.get(at("edit", document)))
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    for _ in range(2):
        assert (
            client.post(at("edit", document), typed(document, base=1, title="点两下（演示）", once=once)).status_code
            == 302
        )
    assert document.revisions.count() == 2


def test_two_editors_see_both_texts_side_by_side_and_nothing_is_lost(sign_in, world):
    document = started(world)
    mine = typed(document, body="<p>乙写的正文（演示）</p>", title="乙的标题（演示）")
    saved(world, document, body="<p>甲写的正文（演示）</p>", by=world.actor("science", DutyKind.SECTION_HEAD))
    client = sign_in("science", DutyKind.DRAFTER)
    response = client.post(at("edit", document), mine)
    shown = text(response)
    assert response.status_code == 409
    assert "两个人同时在改" in shown
    assert "甲写的正文（演示）" in shown
    assert "&lt;p&gt;乙写的正文（演示）&lt;/p&gt;" in shown
    assert 'name="base" value="2"' in shown
    assert document.revisions.count() == 2
    again = client.post(at("edit", document), mine | {"base": 2})
    assert again.status_code == 302
    assert [row.title for row in document.revisions.order_by("number")] == [TITLE, TITLE, "乙的标题（演示）"]


def test_an_edit_during_review_asks_first(sign_in, world):
    document = started(world)
    review = submitted(world, document)
    client = sign_in("science", DutyKind.DRAFTER)
    assert "正在第1轮审查中" in text(client.get(at("edit", document)))
    response = client.post(at("edit", document), typed(document, title="审查中改的（演示）"))
    assert response.status_code == 422
    assert "保存会使本轮作废" in text(response)
    review.refresh_from_db()
    assert (review.state, document.revisions.count()) == ("open", 1)
    client.post(at("edit", document), typed(document, title="审查中改的（演示）", understood="on"))
    review.refresh_from_db()
    assert (review.state, document.revisions.count()) == ("overtaken", 2)


def test_the_editor_page_alone_relaxes_styles_and_no_page_relaxes_scripts(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    for name, relaxed in [("edit", True), ("document", False), ("findings", False)]:
        policy = client.get(at(name, document)).headers["Content-Security-Policy"]
        styles = next(part for part in policy.split("; ") if part.startswith("style-src"))
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert ("'unsafe-inline'" in styles) == relaxed, name
        assert "unsafe" not in scripts


# --- attachments ------------------------------------------------------------------------------------------------------
def upload(client, document, data=PDF, name="附件（演示）.pdf"):
    return client.post(
        at("upload", document), {"file": SimpleUploadedFile(name, data)}, headers={"x-requested-with": "XMLHttpRequest"}
    )


def test_a_file_is_uploaded_attached_renamed_reordered_and_removed(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    first = upload(client, document).json()
    second = upload(client, document, PDF + b"%\n", "另一份.pdf").json()
    assert (first["name"], second["name"]) == ("附件（演示）.pdf", "另一份.pdf")
    rows = {
        "file": [first["ticket"], second["ticket"]],
        "name": ["一、改了名.pdf", "另一份.pdf"],
        "position": ["2", "1"],
    }
    assert client.post(at("edit", document), typed(document) | rows).status_code == 302
    document.refresh_from_db()
    assert [item.name for item in document.latest.attachments.all()] == ["另一份.pdf", "一、改了名.pdf"]
    less = rows | {"remove": [second["ticket"]]}
    assert client.post(at("edit", document), typed(document) | less).status_code == 302
    document.refresh_from_db()
    assert [item.name for item in document.latest.attachments.all()] == ["一、改了名.pdf"]


def test_a_refused_file_says_why(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    response = upload(client, document, b"MZ" + b"\x00" * 200, "通知.pdf")
    assert response.status_code == 422
    assert response.json()["message"].endswith("。")
    assert client.post(at("upload", document)).json()["message"] == "没有收到文件，请重新选择。"


def test_a_ticket_of_somebody_else_or_of_another_document_attaches_nothing(sign_in, world, client):
    document, other = started(world), started(world, title="另一份（演示）")
    given = upload(sign_in("science", DutyKind.DRAFTER), other).json()["ticket"]
    for ticket in (given, "1:made-up", given[:-2]):
        rows = {"file": [ticket], "name": ["偷来的.pdf"], "position": ["1"]}
        response = client.post(at("edit", document), typed(document) | rows)
        assert response.status_code == 422
        assert "附件" in text(response)
    client.force_login(world.person("science", DutyKind.SECTION_HEAD))
    response = client.post(
        at("edit", other), typed(other) | {"file": [given], "name": ["别人的.pdf"], "position": ["1"]}
    )
    assert response.status_code == 422
    assert document.latest.attachments.count() == 0


def test_without_a_script_files_come_with_the_form(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    sent = typed(document) | {"new_files": [SimpleUploadedFile("随表单.pdf", PDF), BytesIO(PDF + b"%%\n")]}
    sent["new_files"][1].name = "第二个.pdf"
    assert client.post(at("edit", document), sent).status_code == 302
    document.refresh_from_db()
    assert [item.name for item in document.latest.attachments.all()] == ["随表单.pdf", "第二个.pdf"]


def test_reading_an_attachment_is_in_the_trail(sign_in, world):
    document = started(world, attachments=[(stored(world), "附件（演示）.pdf")])
    item = document.latest.attachments.get()
    response = sign_in("science", DutyKind.SECRECY_REVIEWER).get(at("attachment", document, item.pk))
    assert response.getvalue() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    [entry] = AuditEntry.objects.filter(verb="file.read")
    assert (entry.actor_id, entry.subject) == (
        world.person("science", DutyKind.SECRECY_REVIEWER).pk,
        "附件（演示）.pdf",
    )


def test_an_attachment_is_not_found_under_another_document(sign_in, world):
    document, other = started(world, attachments=[(stored(world), "附件.pdf")]), started(world, title="另一份（演示）")
    item = document.latest.attachments.get()
    assert sign_in("science", DutyKind.DRAFTER).get(at("attachment", other, item.pk)).status_code == 404
