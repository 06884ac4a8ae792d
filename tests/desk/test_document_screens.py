"""文稿 and 制度库 on the desk: what each person sees, what the editor keeps, what is refused and in which words."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import BODY, PDF, TITLE, cleared, drafter, published, saved, settled, started, stored, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.search.models import SearchDoc


@pytest.fixture
def sign_in(client, world):
    def signed(slug, kind):
        client.force_login(world.person(slug, kind))
        return client

    return signed


def at(name, document, *more):
    return reverse(f"desk:documents:{name}", args=[document.pk, *more])


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


def text(response):
    return response.content.decode()


ADDRESSES = (
    ["document", "edit", "findings", "submit", "take-back", "publish", "emergency", "withdraw", "history", "compare"],
    [("upload", "post")],
)


def every_address(document):
    plain = [at(name, document) for name in ADDRESSES[0]]
    attachment = document.latest.attachments.first()
    return [
        *plain,
        at("revision", document, 1),
        at("attachment", document, attachment.pk),
        reverse("desk:institutions:institution", args=[document.pk]),
        reverse("desk:institutions:unit", args=[document.unit_id]),
    ]


def state():
    return (
        list(Document.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values()),
        list(Review.objects.order_by("pk").values("pk", "state")),
        SearchDoc.objects.count(),
        AuditEntry.objects.count(),
    )


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("culture", DutyKind.DRAFTER),
        ("culture", DutyKind.FINAL_REVIEWER),
        ("east", DutyKind.LEADER),
        ("city", DutyKind.ASSESSOR),
        ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
        ("platform", DutyKind.AUDIT_ADMINISTRATOR),
    ],
)
def test_a_foreign_unit_gets_nothing_at_any_address(sign_in, world, slug, kind):
    document = started(world, kind="institution", attachments=[(stored(world), "附件.pdf")])
    client, before = sign_in(slug, kind), state()
    for address in [*every_address(document), at("upload", document)]:
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in {403, 404, 405}, address
            assert TITLE not in text(response)
    assert state() == before


def test_nobody_signed_in_is_led_to_the_door(client, world):
    document = started(world, attachments=[(stored(world), "附件.pdf")])
    before = state()
    for address in [*every_address(document), at("upload", document), reverse("desk:documents:list")]:
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in {302, 401}
            assert "login" in response.headers.get("Location", "login")
    assert state() == before


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        (DutyKind.SECRECY_REVIEWER, {"edit", "findings", "submit", "publish", "withdraw", "emergency"}),
        (DutyKind.LEADER, {"edit", "findings", "submit", "publish"}),
        (DutyKind.FINAL_REVIEWER, {"edit", "findings", "submit"}),
        (DutyKind.DRAFTER, {"withdraw", "emergency"}),
        (DutyKind.UNIT_ADMINISTRATOR, {"edit", "findings", "submit", "publish", "withdraw", "emergency"}),
    ],
)
def test_a_wrong_post_of_the_own_unit_is_refused_and_nothing_changes(sign_in, world, kind, refused):
    document = started(world)
    client, before = sign_in("science", kind), state()
    for name in refused:
        for method in (client.get, client.post):
            response = method(at(name, document), {"reason": "试一试"})
            assert response.status_code == 403, name
            assert "没有权限" in text(response)
    assert state() == before


def test_the_list_shows_my_unit_and_finds_and_filters(sign_in, world):
    started(world)
    started(world, title="另一份（演示）")
    published(world, title="已公开的（演示）")
    started(world, slug="culture", title="他局的（演示）")
    client = sign_in("science", DutyKind.DRAFTER)
    shown = text(client.get(reverse("desk:documents:list")))
    assert TITLE in shown
    assert "他局的" not in shown
    assert "起草文稿" in shown
    found = text(client.get(reverse("desk:documents:list"), {"q": "创新券"}))
    assert (TITLE in found, "另一份" in found) == (True, False)
    public = text(client.get(reverse("desk:documents:list"), {"stand": "public"}))
    assert ("已公开的" in public, "另一份" in public) == (True, False)


def test_who_does_not_write_sees_no_button_to_begin(sign_in, world):
    shown = text(sign_in("science", DutyKind.LEADER).get(reverse("desk:documents:list")))
    assert reverse("desk:documents:start") not in shown
    assert "还没有文稿" in shown


def test_an_export_of_the_list_is_in_the_trail(sign_in, world):
    started(world)
    response = sign_in("science", DutyKind.DRAFTER).get(reverse("desk:documents:list"), {"export": "csv"})
    assert TITLE in b"".join(response.streaming_content).decode()
    assert AuditEntry.objects.filter(verb="document.exported").count() == 1


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


# --- acts -------------------------------------------------------------------------------------------------------------
def test_findings_are_marked_in_the_text_and_accepted_with_a_reason(sign_in, world):
    document = started(world, body="<p>联系人手机13800001234（演示）。</p>")
    client = sign_in("science", DutyKind.DRAFTER)
    assert "还没有检查" in text(client.get(at("findings", document)))
    client.post(at("findings", document))
    shown = text(client.get(at("findings", document)))
    assert re.search(r'<mark class="finding finding-\w+" data-finding="[\d ]+"[^>]*>13800001234</mark>', shown)
    finding = Finding.objects.get(code__contains="phone") if Finding.objects.filter(code__contains="phone") else None
    finding = finding or Finding.objects.filter(gate="personal_data").first()
    refused = client.post(at("accept", document, finding.pk), {"reason": ""})
    assert refused.status_code == 422
    client.post(at("accept", document, finding.pk), {"reason": "对外公布的工作电话（演示）"})
    assert "对外公布的工作电话（演示）" in text(client.get(at("findings", document)))
    finding.refresh_from_db()
    assert finding.state == "accepted"


def test_a_submission_with_open_findings_is_refused_and_says_how_many(sign_in, world):
    document = started(world, body="<p>身份证号110101199003078515（演示）。</p>")
    response = sign_in("science", DutyKind.DRAFTER).post(at("submit", document))
    assert response.status_code == 422
    assert "条提示没有处理" in text(response)
    assert not Review.objects.exists()


def test_the_way_through_the_screens(sign_in, world, client):
    document = started(world)
    settled(world, document)
    sign_in("science", DutyKind.DRAFTER)
    assert at("submit", document) in text(client.get(at("document", document)))
    client.post(at("submit", document), {"note": "请审（演示）"})
    assert stand_of(document) is Stand.IN_REVIEW
    shown = text(client.get(at("document", document)))
    assert (at("take-back", document) in shown, at("submit", document) in shown) == (True, False)
    client.post(at("take-back", document))
    assert stand_of(document) is Stand.DRAFT
    cleared(world, document)
    assert at("publish", document) in text(client.get(at("document", document)))
    for _ in range(2):
        assert client.post(at("publish", document)).status_code == 302
    document.refresh_from_db()
    assert (stand_of(document), document.published.version) == (Stand.PUBLIC, 1)
    sign_in("science", DutyKind.LEADER)
    assert client.post(at("withdraw", document), {"reason": ""}).status_code == 422
    client.post(at("withdraw", document), {"reason": "有笔误（演示）"})
    assert stand_of(document) is Stand.WITHDRAWN
    assert not SearchDoc.objects.exists()


def test_unlawful_acts_are_absent_and_the_page_says_why(sign_in, world):
    document = started(world)
    shown = text(sign_in("science", DutyKind.LEADER).get(at("document", document)))
    for name in ("edit", "submit", "publish", "withdraw"):
        assert at(name, document) not in shown
    assert "修改、送审：由本单位经办人或者科室负责人" in shown


def test_an_emergency_release_is_offered_to_the_leader_and_asks_for_a_reason(sign_in, world):
    document = started(world)
    settled(world, document)
    client = sign_in("science", DutyKind.LEADER)
    assert at("emergency", document) in text(client.get(at("document", document)))
    client.post(at("emergency", document), {"reason": "汛情预警（演示）"})
    assert stand_of(document) is Stand.PUBLIC
    assert "应急发布" in text(client.get(at("document", document)))
    editor = sign_in("science", DutyKind.DRAFTER).get(at("edit", document))
    assert editor.status_code == 400
    assert "正在补办审查" in text(editor)


def test_history_compares_two_revisions_word_by_word(sign_in, world):
    document = started(world)
    saved(world, document, body=BODY.replace("三十二部", "三十三部"), note="改数（演示）")
    client = sign_in("science", DutyKind.DRAFTER)
    shown = text(client.get(at("history", document)))
    assert "改数（演示）" in shown
    compared = text(client.get(at("compare", document), {"old": 1, "new": 2}))
    assert "<del>二</del>" in compared
    assert "<ins>三</ins>" in compared
    assert client.get(at("compare", document), {"old": 1, "new": 99}).status_code == 404
    assert client.get(at("compare", document), {"old": "一", "new": "x"}).status_code == 200
    assert "第1稿" in text(client.get(at("revision", document, 1)))
    assert client.get(at("revision", document, 9)).status_code == 404


# --- institutions -----------------------------------------------------------------------------------------------------
def test_the_library_shows_the_current_version_and_all_versions(sign_in, world):
    document = published(world, kind="institution", title="政务公开制度（演示）")
    saved(world, document, title="政务公开工作制度（演示）", correction="统一制度名称（演示）")
    client = sign_in("science", DutyKind.DRAFTER)
    listed = text(client.get(reverse("desk:institutions:list")))
    assert "政务公开制度（演示）" in listed
    assert "第1版" in listed
    shown = text(client.get(reverse("desk:institutions:institution", args=[document.pk])))
    assert "现行第1版" in shown
    cleared(world, document)
    client.post(at("publish", document))
    shown = text(client.get(reverse("desk:institutions:institution", args=[document.pk])))
    assert "现行第2版" in shown
    assert f"{at('compare', document)}?old=1&amp;new=2" in shown


def test_the_lead_office_sees_which_units_have_no_institution(sign_in, world):
    published(world, kind="institution", title="政务公开制度（演示）")
    shown = text(sign_in("city", DutyKind.SUPERVISOR).get(reverse("desk:institutions:list")))
    assert "政务公开制度（演示）" in shown
    assert "还没有现行制度的单位（4）" in shown
    unit = reverse("desk:institutions:unit", args=[world.unit("culture").pk])
    assert "还没有工作制度" in text(sign_in("city", DutyKind.SUPERVISOR).get(unit))


def test_a_document_that_is_no_institution_is_not_in_the_library(sign_in, world):
    document = started(world)
    client = sign_in("science", DutyKind.DRAFTER)
    assert client.get(reverse("desk:institutions:institution", args=[document.pk])).status_code == 404
    assert drafter(world).id == world.person("science", DutyKind.DRAFTER).pk
