"""The journey of an annual report: read from a PDF beside its grid, put right by keyboard and from Excel, saved, reviewed, public,
taken away in every format, corrected in public, withdrawn; a stranger finds the doors shut.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from annual_reports import PARTS, report
from browser.at_the_desk import assert_fits, decide, press, settle_and_submit
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.clearance.models import Review
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Status
from gongkai.statute.readers import read_bytes
from gongkai.statute.writers import write

TOTAL, PERSON = "requests.new_received.total", "requests.new_received.natural_person"
REVIEWERS = ("section_head", "secrecy_reviewer", "leader", "final_reviewer")
WRONG = 13
CHOSEN = "document.activeElement.name"


def cell(desk: Any, key: str) -> Any:
    return desk.page.locator(f"[id='at-{key}'] input")


def box(desk: Any, key: str) -> Any:
    return desk.page.locator(f"[id='at-{key}']")


def paste(desk: Any, text: str) -> None:
    """What Excel puts on the clipboard, at the cell where one stands."""
    desk.page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def uploaded(desk: Any, told: Any, year: str = "") -> AnnualReport:
    desk.sign_in("science.drafter")
    desk.go("/desk/reports/")
    desk.page.get_by_role("link", name="上传报告文件").click()
    desk.page.set_input_files(
        "[name=file]", {"name": "年度报告（演示）.pdf", "mimeType": "application/pdf", "buffer": write(told, "pdf")}
    )
    press(desk, "上传并读取")
    desk.page.wait_for_url("**/edit/")
    return AnnualReport.objects.get(unit__slug="science", year=told.year)


@pytest.fixture
def opened(desk):
    """The grid of a report whose PDF says 13 where its parts make 12, with the original above it."""
    annual = uploaded(desk, report(**{TOTAL: WRONG}))
    desk.page.locator(".rep-sheet img").first.wait_for()
    return annual


def test_the_original_turns_to_the_cell_and_the_sentence_stands_beside_it(desk, opened):
    page = desk.page
    expect(box(desk, TOTAL)).to_have_class(re.compile("broken"))
    expect(box(desk, TOTAL).locator(".rep-sum")).to_have_text("合计12")
    cell(desk, TOTAL).focus()
    here = page.locator("[data-rep-here]")
    expect(here).to_contain_text("一、本年新收政府信息公开申请数量·总计")
    expect(here).to_contain_text("填的是13，各项合计12，相差1")
    spot = page.locator(".rep-spot:visible")
    expect(spot).to_have_count(1)
    room, found = page.locator("[data-original-room]").bounding_box(), spot.bounding_box()
    assert room["y"] <= found["y"] <= room["y"] + room["height"]
    assert cell(desk, TOTAL).get_attribute("aria-invalid") == "true"
    assert_fits(desk)
    desk.shot("report-grid", 1440, 768, 375)


def test_the_grid_is_walked_by_keyboard_and_its_heads_stay(desk, opened):
    page = desk.page
    cell(desk, PERSON).click()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(CHOSEN) == "cell-requests.new_received.business"
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    head, frame = page.locator(".rep-requests thead").bounding_box(), page.locator(".rep-frame").nth(1).bounding_box()
    assert abs(head["y"] - frame["y"]) < 3
    at = page.locator("input:focus").bounding_box()
    assert head["y"] + head["height"] <= at["y"]
    assert at["y"] + at["height"] <= page.locator(".rep-bar").bounding_box()["y"]
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.value") == "0"
    cell(desk, TOTAL).focus()
    page.keyboard.press("=")
    expect(cell(desk, TOTAL)).to_have_value("12")
    expect(box(desk, TOTAL)).not_to_have_class(re.compile("broken"))
    expect(page.locator("[data-rep-count]")).to_contain_text("都对得上")


def test_a_piece_of_a_workbook_is_pasted_and_words_are_not(desk, opened):
    page = desk.page
    cell(desk, PERSON).focus()
    paste(desk, "20\t1\t0\t0\t0\t0\t21\n0\t0\t0\t0\t0\t0\t1,000\n")
    expect(page.locator("[data-rep-told]")).to_have_text("粘贴了14格。")
    assert [cell(desk, f"requests.new_received.{part}").input_value() for part in PARTS] == ["20", "1", *"0000"]
    assert cell(desk, "requests.carried_in.total").input_value() == "1,000"
    assert page.evaluate(CHOSEN) == f"cell-{PERSON}"
    paste(desk, "自然人\t5\n")
    expect(page.locator("[data-rep-told]")).to_contain_text("复制的内容里有“自然人”")
    cell(desk, "requests.new_received.other_organisation").focus()
    paste(desk, "2\t3\t4\n")
    expect(page.locator("[data-rep-told]")).to_have_text("粘贴了2格。另有1格超出这张表，没有收下。")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.go("/desk/")
    assert asked == ["beforeunload"]  # what was pasted counts as typed


def test_a_report_comes_from_a_pdf_to_the_public_and_back(desk, opened):
    page, annual = desk.page, opened
    cell(desk, "proactive.permits.decisions").fill("")
    cell(desk, TOTAL).focus()
    page.keyboard.press("=")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/desk/reports/{annual.pk}/")
    kept = report_of(annual.versions.latest("number"))
    assert (kept.value(TOTAL), kept.cells[TOTAL].override.replaced) == (12, WRONG)
    blank = kept.cells["proactive.permits.decisions"]
    assert (blank.value, blank.status) == (None, Status.BLANK)  # emptied is not nought
    through_review(desk, annual)
    assert_public(desk)
    corrected(desk, annual)
    desk.sign_in("science.final_reviewer")
    desk.go(f"/desk/reports/{annual.pk}/withdraw/")
    page.fill("[name=reason]", "数据有误（演示）")
    press(desk, "撤下")
    assert desk.go("/reports/science/2024/").status == 410
    assert "数据有误（演示）" in desk.text()
    for username in ("culture.drafter", "culture.final_reviewer", "science.unit_administrator"):
        desk.sign_in(username)
        for door in ("edit", "submit", "publish", "withdraw"):
            assert desk.go(f"/desk/reports/{annual.pk}/{door}/").status == 403, (username, door)


def through_review(desk: Any, annual: AnnualReport) -> None:
    """Checked, submitted, passed by four, published."""
    desk.go(f"/desk/reports/{annual.pk}/findings/")
    desk.page.get_by_role("button", name="检查").click()
    settle_and_submit(desk, annual, "reports")
    review = Review.objects.filter(subject_type="annualreport.version").latest("pk")
    for duty in REVIEWERS:
        decide(desk, f"science.{duty}", review.pk, "pass", "同意（演示）", secrecy=duty == "secrecy_reviewer")
    desk.go(f"/desk/reports/{annual.pk}/publish/")
    press(desk, "公开")


def assert_public(desk: Any) -> None:
    """The page at three widths and without scripts, and every format with the figures of the page."""
    for width in (1440, 768, 375):
        desk.page.set_viewport_size({"width": width, "height": 900})
        desk.go("/reports/science/2024/")
        assert_fits(desk)
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    shown = dict(
        desk.page.eval_on_selector_all("td[data-key]", "cells => cells.map(c => [c.dataset.key, c.textContent])")
    )
    assert (shown[TOTAL], shown["proactive.permits.decisions"]) == ("12", "空")
    for kind in ("docx", "pdf", "xlsx", "html"):
        answer = Client().get(f"/reports/science/2024/report.{kind}")
        back = recognize(read_bytes(answer.content, f"a.{kind}"))
        for key, text in shown.items():
            assert back.value(key) == (None if text == "空" else int(text)), (kind, key)


def corrected(desk: Any, annual: AnnualReport) -> None:
    """One figure of what is public is put right: the public reads which, and why."""
    desk.sign_in("science.drafter")
    desk.go(f"/desk/reports/{annual.pk}/edit/")
    cell(desk, "proactive.permits.decisions").fill("4")
    desk.page.get_by_role("button", name="保存", exact=True).click()
    desk.page.wait_for_url(f"**/desk/reports/{annual.pk}/")
    assert "请写明向公众的更正说明" in desk.text()
    desk.go(f"/desk/reports/{annual.pk}/edit/")
    desk.page.fill("[name=correction]", "漏填四件许可（演示）")
    desk.page.get_by_role("button", name="保存", exact=True).click()
    desk.page.wait_for_url(f"**/desk/reports/{annual.pk}/")
    through_review(desk, annual)
    desk.go("/reports/science/2024/")
    told = desk.page.locator(".corrections")
    expect(told).to_contain_text("漏填四件许可（演示）")
    desk.shot("report-corrected", 1440, 375)
    expect(told.locator("tbody tr")).to_have_text(re.compile("行政许可·本年处理决定数量\\s*空\\s*4"))
