"""Who has no mouse gets everywhere: nothing but keys is used here, and what has the focus can be seen."""

from __future__ import annotations

from typing import Any

import pytest

from browser.public_city import POLICY, RULES, adopted
from gongkai.office.actors import SYSTEM
from gongkai.office.catalog.services import adopt

FOCUS = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
return {outline: style.outlineStyle, seen: box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0}; }"""


@pytest.fixture
def keys(desk) -> Any:
    items = [adopted(desk.world, POLICY), adopted(desk.world, "科技局预算（演示）", heading="20-07", genre="10")]
    adopt(items, site="旧网站（演示）", by=SYSTEM, at=desk.world.now)
    return desk


def tab_to(page: Any, target: Any, most: int = 60) -> None:
    """Go on with the tabulator until this has the focus; each stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        assert told["seen"], page.evaluate("document.activeElement.outerHTML")
        assert told["outline"] != "none", page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {target}")


def test_the_first_stop_skips_to_the_text(keys):
    page = keys.page
    keys.go("/")
    tab_to(page, page.get_by_role("link", name="跳到正文"), most=1)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("main a").first, most=1)


@pytest.mark.parametrize("width", [375, 1440])
def test_menu_search_and_sight_are_worked_by_keys(keys, width):
    page = keys.page
    page.set_viewport_size({"width": width, "height": 900})
    keys.go("/")
    tab_to(page, page.get_by_role("button", name="大字"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="高对比"), most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.className") == "large contrast"
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.className") == "large"

    keys.go("/")
    if width == 375:
        tab_to(page, page.locator(".menu-button summary"))
        page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="法定主动公开内容").locator("visible=true").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/statutory/")

    tab_to(page, page.locator("#q"))
    page.keyboard.type("创新券")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/?q=*")
    tab_to(page, page.locator(".line-title").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*/")
    assert POLICY in keys.text()


@pytest.mark.parametrize("width", [375, 1440])
def test_filters_are_opened_chosen_and_taken_back_by_keys(keys, width):
    page = keys.page
    page.set_viewport_size({"width": width, "height": 900})
    keys.go("/documents/")
    if width == 375:  # beside the list they stand open
        tab_to(page, page.locator(".filters > summary"))
        page.keyboard.press("Space")
    tab_to(page, page.locator(f'.filters a[href*="heading={RULES}"]').first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**heading={RULES}*")
    assert "科技局预算（演示）" not in page.inner_text(".results")
    tab_to(page, page.get_by_title("去掉这个条件").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/")
    assert "科技局预算（演示）" in page.inner_text(".results")
