"""The main journey: written, found fault with, mended, reviewed by four, returned once, released; the trail holds, and shows a break."""

from __future__ import annotations

import io

import docx
import pytest
from django.db import connection

from gongkai.cli import run
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.protection import unprotect
from gongkai.office.catalog.models import Document
from gongkai.office.clearance.models import Review

TITLE = "青石市2026年科技人才补助名单公示（演示）"


def id_with_check_digit(head: str) -> str:
    """The eighteen characters of a number whose first seventeen are given (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights, strict=True)) % 11]


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def write_document(desk, attachment: bytes) -> None:
    page = desk.page
    desk.go("/desk/documents/new/")
    page.fill("[name=title]", TITLE)
    page.get_by_role("button", name="开始起草").click()
    page.wait_for_url("**/edit/")
    page.fill("[name=document_number]", "青科发〔2026〕8号")
    page.fill("[name=formed_on]", "2026-03-09")
    editor = page.frame_locator("iframe.tox-edit-area__iframe").locator("body")
    editor.fill("现将拟补助人员名单予以公示，名单见附件。")
    page.set_input_files(
        "[name=new_files]", {"name": "补助名单.docx", "mimeType": "application/octet-stream", "buffer": attachment}
    )
    page.get_by_text("已上传，保存后生效").wait_for(state="attached")
    page.get_by_role("button", name="保存并检查").click()
    page.wait_for_url("**/findings/")


def replace_attachment(desk, document_id: int, attachment: bytes) -> None:
    page = desk.page
    desk.go(f"/desk/documents/{document_id}/edit/")
    page.locator("[data-doc-row]").locator("[data-away]").click()
    page.set_input_files(
        "[name=new_files]", {"name": "补助名单.docx", "mimeType": "application/octet-stream", "buffer": attachment}
    )
    page.get_by_text("已上传，保存后生效").wait_for(state="attached")
    page.get_by_role("button", name="保存并检查").click()
    page.wait_for_url("**/findings/")


def decide(desk, username: str, review_id: int, decision: str, opinion: str, *, secrecy: bool = False) -> None:
    desk.sign_in(username)
    page = desk.page
    desk.go(f"/desk/reviews/{review_id}/")
    if secrecy:
        page.fill("[name=basis]", "《科学技术保密规定》，未涉及国家秘密、工作秘密（演示）")
        page.locator("[name=conclusion][value=releasable]").check()
        for box in page.locator("form.review-decide input[type=checkbox]").all():
            box.check()
    else:
        page.locator(f"[name=decision][value={decision}]").check()
    page.locator("[name=opinion]").fill(opinion)
    page.get_by_role("button", name="办理", exact=True).click()
    page.wait_for_load_state()


def settle_and_submit(desk, document_id: int) -> None:
    """What the gates left to say is answered with a reason; then it goes to review."""
    page = desk.page
    desk.go(f"/desk/documents/{document_id}/findings/")
    for _ in range(10):
        link = page.get_by_role("link", name="说明理由保留")
        if not link.count():
            break
        link.first.click()
        page.fill("[name=reason]", "演示文稿，核对无误")
        page.locator("main form button[type=submit], form.desk-form button[type=submit]").first.click()
        page.wait_for_load_state()
    desk.go(f"/desk/documents/{document_id}/submit/")
    page.locator("form.desk-form button[type=submit]").first.click()
    page.wait_for_load_state()


def written_found_and_mended(desk) -> Document:
    """A clerk's document: the number planted in the attachment is found in its place, and taken out."""
    page, number = desk.page, id_with_check_digit("11010119900307809")
    desk.sign_in("science.drafter")
    write_document(desk, word_file("补助名单（演示）", f"张三，身份证号{number}"))
    found = page.locator("[data-doc-found]", has_text="居民身份证号码").first.inner_text()
    assert "补助名单" in found
    assert number not in found, "the finding itself does not spread the number"
    desk.shot("findings", 375, 1440)
    assert not page.get_by_role("link", name="送审", exact=True).count(), "not before it is mended"

    document = Document.objects.get(latest__title=TITLE)
    replace_attachment(desk, document.pk, word_file("补助名单（演示）", "张三"))
    assert not page.locator("[data-doc-found]", has_text="居民身份证号码").count()
    return document


def returned_once(desk, document: Document) -> None:
    """The first round: two agree, the leader returns it; the author reads why and mends it."""
    settle_and_submit(desk, document.pk)
    first = Review.objects.get(subject_id=str(document.pk))
    decide(desk, "science.section_head", first.pk, "pass", "同意上报")
    decide(desk, "science.secrecy_reviewer", first.pk, "pass", "不涉密", secrecy=True)
    decide(desk, "science.leader", first.pk, "return", "请写明公示期")
    first.refresh_from_db()
    assert first.state == "returned"

    desk.sign_in("science.drafter")
    desk.go(f"/desk/documents/{document.pk}/")
    assert "请写明公示期" in desk.text()
    desk.go(f"/desk/documents/{document.pk}/edit/")
    editor = desk.page.frame_locator("iframe.tox-edit-area__iframe").locator("body")
    editor.fill("现将拟补助人员名单予以公示，公示期五个工作日，名单见附件。")
    desk.page.get_by_role("button", name="保存并检查").click()
    desk.page.wait_for_url("**/findings/")
    settle_and_submit(desk, document.pk)


def passed_and_released(desk, document: Document) -> None:
    """The second round starts from the first step; the register shows it; then the public can read it."""
    second = Review.objects.get(subject_id=str(document.pk), round=2)
    assert second.steps.order_by("position").first().state == "active"
    for duty in ("section_head", "secrecy_reviewer", "leader", "final_reviewer"):
        decide(desk, f"science.{duty}", second.pk, "pass", "同意", secrecy=duty == "secrecy_reviewer")
    second.refresh_from_db()
    assert second.state == "passed"
    desk.go("/desk/register/")
    assert second.register_number in desk.text()
    assert TITLE in desk.text()
    desk.shot("register")

    desk.go(f"/desk/documents/{document.pk}/publish/")
    desk.page.locator("form.desk-form button[type=submit]").first.click()
    desk.page.wait_for_load_state()
    desk.sign_out()
    desk.go("/")
    desk.page.get_by_role("link", name=TITLE).first.click()
    assert "公示期五个工作日" in desk.text()


def test_from_the_clerks_desk_to_the_public_and_a_break_in_the_trail_is_named(desk, guard, capsys):
    document = written_found_and_mended(desk)
    returned_once(desk, document)
    passed_and_released(desk, document)

    assert run(["audit", "verify"]) == 0
    victim = AuditEntry.objects.filter(verb="review.step.returned").get()
    with guard.off(), connection.cursor() as cursor:
        unprotect()
        cursor.execute(
            "UPDATE audit_auditentry SET detail = replace(detail, '公示期', '公示') WHERE seq = %s", [victim.seq]
        )
    capsys.readouterr()
    assert run(["audit", "verify"]) == 1
    assert f"第 {victim.seq} 条" in capsys.readouterr().out


def test_a_deputy_acts_during_the_period_and_not_after(desk):
    """Two days are two periods: yesterday's deputy sees nothing to decide, today's does."""
    from datetime import timedelta

    from django.utils import timezone

    from gongkai.office.accounts.models import Deputy, Post
    from rounds_of_review import submitted

    world, today = desk.world, timezone.localdate()
    review = submitted(world)
    post = Post.objects.get(user=world.person("science", DutyKind.SECTION_HEAD))
    stand_in = world.person("science", DutyKind.UNIT_ADMINISTRATOR)
    deputy = Deputy.objects.create(
        post=post, user=stand_in, valid_from=today - timedelta(9), valid_to=today - timedelta(1), reason="出差"
    )

    desk.sign_in("science.unit_administrator")
    desk.go(f"/desk/reviews/{review.pk}/")
    assert not desk.page.get_by_role("button", name="办理", exact=True).count(), "the period is over"

    Deputy.objects.filter(pk=deputy.pk).update(valid_to=today)
    decide(desk, "science.unit_administrator", review.pk, "pass", "代为审核，同意")
    step = review.steps.get(position=1)
    assert step.state == "passed"
    assert "代" in step.capacity


@pytest.mark.usefixtures("second_factor")
def test_a_reviewer_without_a_second_factor_is_sent_to_enrol(desk):
    desk.sign_in("science.leader")
    assert "/desk/factor/enrol/" in desk.page.url
    desk.go("/desk/reviews/")
    assert "/desk/factor/enrol/" in desk.page.url, "nothing else opens before"
    desk.shot("enrol", 375, 1440)
