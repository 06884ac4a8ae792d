"""What people do at the desk in a browser, step by step: writing, answering the gates, deciding, and knocking at shut doors."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client

from gongkai.office.catalog.models import Document
from gongkai.office.clearance.models import Finding, Review, ReviewStep
from word_writing import Word


def id_with_check_digit(head: str) -> str:
    """The eighteen characters of a number whose first seventeen are given (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(c) * w for c, w in zip(head, weights, strict=True)) % 11]


def word_file(name: str, word: Word | str) -> dict[str, Any]:
    """A file for an upload field: a document, or one with these words alone."""
    if isinstance(word, str):
        words, word = word, Word()
        word.line(words)
    return {"name": name, "mimeType": "application/octet-stream", "buffer": io.BytesIO(word.bytes()).getvalue()}


def assert_fits(desk: Any) -> None:
    """Nothing on the page is wider than the window."""
    over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{desk.page.url} is {over} px wider than the window"


def press(desk: Any, name: str) -> None:
    """The one button of an act or a form, and what follows it."""
    assert_fits(desk)
    desk.page.get_by_role("button", name=name, exact=True).click()
    desk.page.wait_for_load_state()


def open_editor(desk: Any, document: Document) -> Any:
    """The editor of a document; gives the text as it can be clicked and typed in."""
    desk.go(f"/desk/documents/{document.pk}/edit/")
    desk.page.wait_for_selector(".doc-editor-ready")
    assert_fits(desk)
    return text_in(desk)


def text_in(desk: Any) -> Any:
    return desk.page.frame_locator("iframe.tox-edit-area__iframe").locator("body")


def attach(desk: Any, file: dict[str, Any]) -> None:
    desk.page.set_input_files("[name=new_files]", file)
    desk.page.get_by_text("已上传，保存后生效").wait_for(state="attached")


def save_and_check(desk: Any) -> None:
    desk.page.get_by_role("button", name="保存并检查").click()
    desk.page.wait_for_url("**/findings/")
    assert_fits(desk)


def settle_and_submit(desk: Any, thing: Any, topic: str = "documents") -> None:
    """What the gates left to say is answered with a reason; then it goes to review."""
    desk.go(f"/desk/{topic}/{thing.pk}/findings/")
    for _ in range(20):
        link = desk.page.get_by_role("link", name="说明理由保留")
        if not link.count():
            break
        link.first.click()
        desk.page.fill("[name=reason]", "演示文稿，核对无误")
        press(desk, "保留并记下理由")
    desk.go(f"/desk/{topic}/{thing.pk}/submit/")
    press(desk, "送审")


def decide(desk: Any, username: str, review_id: int, decision: str, opinion: str, *, secrecy: bool = False) -> None:
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
    press(desk, "办理")


# --- shut doors -------------------------------------------------------------------------------------------------------
FORGED = {
    "title": "改了的题目（演示）", "body": "<p>改了（演示）</p>", "base": "1", "then": "back", "reason": "演示", "note": "演示",
    "decision": "pass", "opinion": "同意", "basis": "演示", "conclusion": "releasable", "disclosure": "proactive",
}  # fmt: skip


def state_of(document: Document) -> list[Any]:
    """All that a stranger must not be able to move."""
    rows = [
        Document.objects.filter(pk=document.pk),
        document.revisions.all(),
        Review.objects.filter(subject_id=str(document.pk)),
        ReviewStep.objects.filter(review__subject_id=str(document.pk)),
        Finding.objects.filter(subject_id=str(document.pk)),
    ]
    return [list(query.order_by("pk").values_list()) for query in rows]


def assert_shut(desk: Any, document: Document, *doors: str, to: tuple[str, ...]) -> None:
    """None of these people comes through any of these doors ("edit", "submit", "review"), and nothing has moved."""
    before = state_of(document)
    review = Review.objects.filter(subject_id=str(document.pk)).order_by("-round").first()
    for username in to:
        client = Client()
        user = next(user for user in desk.world.people.values() if user.username == username)
        client.force_login(user, backend="gongkai.office.accounts.backends.PostsBackend")
        for door in doors:
            if door == "review":
                assert review is not None
                step = review.steps.filter(state="active").first()
                address, forged = f"/desk/reviews/{review.pk}/", FORGED | {"step": step.pk if step else 0}
            else:
                address, forged = f"/desk/documents/{document.pk}/{door}/", FORGED
            answer = client.post(address, forged)
            assert answer.status_code in {403, 404}, (username, door, answer.status_code)
            assert state_of(document) == before, f"{username} moved something at {door}"
