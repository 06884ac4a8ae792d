"""文稿 on the desk: what each person sees, who is turned away, and every act on the way to the public."""

import re

import pytest
from django.urls import reverse
from item_editing import at, text

from documents import BODY, TITLE, cleared, published, saved, settled, started, stored
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.search.models import SearchDoc

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


def test_one_reason_is_offered_for_all_numbers_of_a_list(sign_in, world):
    document = started(world, title="关于公布办事窗口电话的通知（演示）")
    saved(world, document, body="".join(f"<p>窗口{n}电话1390000567{n}</p>" for n in range(3)))
    client = sign_in("science", DutyKind.DRAFTER)
    client.post(at("findings", document))
    first, *_others = Finding.objects.filter(subject_id=str(document.pk), code="personal_data.mobile").order_by("pk")
    page = text(client.get(at("accept", document, first.pk)))
    assert "正文另外2条“手机号码”的提示也保留，用同一理由" in page
    client.post(at("accept", document, first.pk), {"reason": "对外公布的工作电话", "alike": "on"})
    assert set(Finding.objects.values_list("state", "reason")) == {("accepted", "对外公布的工作电话")}


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
