"""The main journey: begun from Word, found fault with, mended, returned once, passed by four, public everywhere at once, withdrawn
everywhere at once; at each stage strangers find the doors shut; the trail holds, and shows a break.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from browser.at_the_desk import (
    assert_fits,
    assert_shut,
    attach,
    decide,
    id_with_check_digit,
    open_editor,
    press,
    save_and_check,
    settle_and_submit,
    text_in,
    word_file,
)
from documents import published, saved, started
from gongkai.cli import run
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.protection import unprotect
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Document
from gongkai.office.clearance.models import Review
from word_writing import notice

TITLE = "青石市科学技术局关于印发《青石市科技创新券管理办法》的通知（演示）"
NUMBER = "青科发〔2026〕12号"
HEADING, HEADING_NAME = "20-01", "法规、规章和规范性文件"
ID_NUMBER = id_with_check_digit("11010119900307809")
PLANTED = f"联系人张三，身份证号{ID_NUMBER}（演示）。"
LISTED = "领取名单（演示）.docx"
INTERPRETATION = "一图读懂创新券（演示）"
FAULT = "居民身份证号码"
REASON = "领取名单有误（演示）"
#: A colleague who only looks after people, and a foreign unit's editor and reviewer.
STRANGERS = ("science.unit_administrator", "culture.drafter", "culture.final_reviewer")
REVIEWERS = ("section_head", "secrecy_reviewer", "leader", "final_reviewer")


def begun_from_word(desk: Any) -> Document:
    """A clerk sends the Word file, confirms what was read from it, and says under which heading it belongs."""
    page = desk.page
    desk.sign_in("science.drafter")
    desk.go("/desk/documents/new/")
    word = notice()
    word.line(PLANTED)
    page.set_input_files("[name=word_file]", word_file("通知（演示）.docx", word))
    press(desk, "开始起草")
    page.wait_for_url("**/edit/")
    page.wait_for_selector(".doc-editor-ready")
    text_in(desk).get_by_text("一、总则").wait_for()
    assert page.input_value("[name=title]") == TITLE
    if page.locator("[data-doc-line=document_number] [data-doc-suggest]").count() == 0:
        page.get_by_role("button", name="从正文读取").click()
    for field in ("document_number", "formed_on", "genre", "effective_on", "expires_on"):
        page.locator(f"[data-doc-line={field}] [data-doc-suggest] button").click()
    page.select_option("[name=heading]", label=HEADING_NAME)
    attach(desk, word_file(LISTED, PLANTED))
    save_and_check(desk)
    return Document.objects.get(latest__title=TITLE)


def found_and_mended(desk: Any, document: Document) -> None:
    """The number is found in the text and in the attachment, is not spread by the finding, and is taken out of both."""
    page = desk.page
    found = page.locator("[data-doc-found]", has_text=FAULT)
    told = " ".join(found.all_inner_texts())
    assert "领取名单" in told
    assert "正文" in told
    assert ID_NUMBER not in told
    assert not page.get_by_role("link", name="送审", exact=True).count(), "not before it is mended"
    assert_shut(desk, document, "edit", "upload", "findings", "submit", to=STRANGERS)

    open_editor(desk, document).locator("p", has_text=ID_NUMBER).click(click_count=3)
    page.keyboard.press("Delete")
    page.locator("[data-doc-row]").locator("[data-away]").click()
    attach(desk, word_file(LISTED, "张三（演示）"))
    save_and_check(desk)
    expect(page.locator("[data-doc-found]", has_text=FAULT)).to_have_count(0)
    document.refresh_from_db()
    told = Metadata.of(document.latest)
    assert (document.latest.document_number, told.heading, told.genre) == (NUMBER, HEADING, "08")
    assert '<td rowspan="2">创新券</td>' in document.latest.body.replace("\n", "")


def returned_once(desk: Any, document: Document) -> None:
    """The first reviewer sends it back; the author reads why, and writes what was missing."""
    first = Review.objects.get(subject_id=str(document.pk))
    decide(desk, "science.section_head", first.pk, "return", "请写明解释机关（演示）")
    first.refresh_from_db()
    assert first.state == "returned"
    desk.sign_in("science.drafter")
    desk.go(f"/desk/documents/{document.pk}/")
    assert "请写明解释机关（演示）" in desk.text()
    text = open_editor(desk, document)
    text.locator("p").last.click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("本办法由市科学技术局负责解释（演示）。")
    save_and_check(desk)
    settle_and_submit(desk, document)


def passed_and_released(desk: Any, document: Document) -> None:
    """Four reviewers in their order, none of them out of turn; then it goes out."""
    review = Review.objects.filter(subject_id=str(document.pk)).latest("round")
    assert review.steps.order_by("position").first().state == "active"
    assert_shut(desk, document, "review", to=(*STRANGERS, "science.drafter", "science.final_reviewer"))
    for duty in REVIEWERS:
        assert_shut(desk, document, "publish", to=(*STRANGERS, "science.leader"))
        decide(desk, f"science.{duty}", review.pk, "pass", "同意", secrecy=duty == "secrecy_reviewer")
    review.refresh_from_db()
    assert review.state == "passed"
    desk.go("/desk/register/")
    assert review.register_number in desk.text()
    assert_shut(desk, document, "publish", to=(*STRANGERS, "science.leader"))
    assert desk.page.request.get(f"{desk.url}{address_of(document)}").status == 404
    desk.go(f"/desk/documents/{document.pk}/publish/")
    press(desk, "公开")


def explained(desk: Any, document: Document) -> Document:
    """An interpretation of it, public as well."""
    world, at = desk.world, timezone.now()
    other = started(world, kind="interpretation", title=INTERPRETATION, at=at)
    saved(world, other, metadata=Metadata(heading=HEADING, related=(Related("interprets", document.pk),)), at=at)
    return published(world, other, at=at)


# --- the public -------------------------------------------------------------------------------------------------------
def address_of(document: Document) -> str:
    return reverse("portal:document", args=[document.pk])


def places() -> dict[str, str]:
    """Where something public must be found at once, and what is withdrawn must not."""
    documents = reverse("portal:documents")
    return {
        "home": "/",
        "column": reverse("portal:statutory"),
        "unit site": reverse("portal:unit", args=["science"]),
        "statutory content of the unit": f"{documents}?unit=science&column=statutory",
        "list of the heading": f"{documents}?unit=science&heading={HEADING}",
        "search by title": f"{documents}?q=科技创新券管理办法",
        "search by number": f"{documents}?q={NUMBER}",
        "feed of the unit": reverse("portal:feed_unit", args=["science"]),
        "feed of the heading": reverse("portal:feed_heading", args=[HEADING]),
        "sitemap": reverse("portal:sitemap_part", args=[0]),
    }


def standing(visitor: Any, document: Document) -> set[str]:
    """In which of the places the item stands, by its address or its title."""
    found = set()
    for name, place in places().items():
        answer = visitor.page.request.get(f"{visitor.url}{place}")
        assert answer.status == 200, (name, answer.status)
        if f"{address_of(document)}<" in answer.text() or f'{address_of(document)}"' in answer.text():
            found.add(name)
        elif TITLE in answer.text():
            pytest.fail(f"{name} has the title without the address")
    return found


def read_by_the_public(visitor: Any, document: Document, other: Document) -> None:
    """From the city home to the item, its interpretation and back; then by searching."""
    page = visitor.page
    visitor.go("/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**{address_of(document)}")
    assert "一、总则" in visitor.text()
    assert_fits(visitor)
    page.get_by_role("link", name=INTERPRETATION).first.click()
    page.wait_for_url(f"**{address_of(other)}")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**{address_of(document)}")
    page.fill("#q", "创新券管理办法")
    page.keyboard.press("Enter")
    page.locator(".line-title", has_text="《青石市科技创新券管理办法》的通知").click()
    page.wait_for_url(f"**{address_of(document)}")
    assert visitor.context.cookies() == []


def withdrawn_everywhere(desk: Any, visitor: Any, document: Document, other: Document) -> None:
    assert_shut(desk, document, "withdraw", to=(*STRANGERS, "science.drafter"))
    file = reverse("portal:attachment", args=[document.pk, document.published.attachments.get().pk])
    assert visitor.page.request.get(f"{visitor.url}{file}").status == 200
    desk.sign_in("science.leader")
    desk.go(f"/desk/documents/{document.pk}/withdraw/")
    desk.page.fill("[name=reason]", REASON)
    press(desk, "撤下")
    assert standing(visitor, document) == set()
    assert visitor.page.request.get(f"{visitor.url}{file}").status == 410
    assert visitor.go(address_of(document)).status == 410
    document.refresh_from_db()
    when = timezone.localtime(document.withdrawn_at)
    assert REASON in visitor.text()
    assert f"{when:%Y}年{when.month}月{when.day}日 {when:%H:%M}" in visitor.text()
    assert TITLE not in visitor.text()
    visitor.go(address_of(other))
    assert not visitor.page.locator(f'a[href="{address_of(document)}"]').count()


def trail_holds_and_shows_a_break(guard, capsys) -> None:
    assert run(["audit", "verify"]) == 0
    victim = AuditEntry.objects.filter(verb="review.step.returned").get()
    with guard.off(), connection.cursor() as cursor:
        unprotect()
        cursor.execute(
            "UPDATE audit_auditentry SET detail = replace(detail, '解释机关', '机关') WHERE seq = %s", [victim.seq]
        )
    capsys.readouterr()
    assert run(["audit", "verify"]) == 1
    assert f"第 {victim.seq} 条" in capsys.readouterr().out


def gone_all_the_way(desk: Any, visitor: Any, *, returned: bool) -> None:
    document = begun_from_word(desk)
    found_and_mended(desk, document)
    settle_and_submit(desk, document)
    assert_shut(desk, document, "edit", "submit", "take-back", to=STRANGERS)
    if returned:
        returned_once(desk, document)
    passed_and_released(desk, document)
    assert standing(visitor, document) == set(places())
    document.refresh_from_db()
    other = explained(desk, document)
    read_by_the_public(visitor, document, other)
    withdrawn_everywhere(desk, visitor, document, other)


def test_an_item_goes_from_word_to_the_public_and_back_and_a_break_in_the_trail_is_named(desk, guard, capsys):
    gone_all_the_way(desk, desk.another(), returned=True)
    trail_holds_and_shows_a_break(guard, capsys)


def test_the_same_on_a_phone(desk):
    visitor = desk.another()
    for window in (desk, visitor):
        window.page.set_viewport_size({"width": 375, "height": 800})
    gone_all_the_way(desk, visitor, returned=False)
