"""Every kind of page of the public site, as browsers and people of every sight find it: axe-core without a violation, nothing
wider than a phone, nothing from elsewhere, nothing kept in the browser.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.db import connection

from browser.public_city import make_public, pages
from gongkai.faces.portal.pages import broken

VIOLATIONS = """(rules) => axe.run({resultTypes: ["violations"], preload: false, rules}).then((told) => told.violations.map((found) => `${found.id}
(${found.impact}) at ${found.nodes.slice(0, 6).map((node) => node.target.join(" ")).join(", ")}: ${found.nodes[0].failureSummary}`))"""
PHONE, TABLET, DESKTOP = 375, 768, 1440
TO_LEFT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitor:
    """Looks at pages one after another and notes what is wrong with each."""

    def __init__(self, desk: Any, width: int) -> None:
        self.page, self.url, self.context = desk.page, desk.url, desk.context
        self.console, self.wrong, self.at, self.width, self.mode = desk.problems, [], "", width, ""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.on("request", self.asked)
        self.page.add_init_script(Axe().axe_script)

    def asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.wrong.append(f"{self.at}: asks {request.url}")

    def look(self, name: str, address: str) -> None:
        self.arrive(name, address)
        self.judge()

    def arrive(self, name: str, address: str) -> None:
        self.at = f"{self.width} px {self.mode}, {name} {address}"
        self.page.goto(f"{self.url}{address}")
        mode = self.page.evaluate("document.documentElement.className")
        if mode != self.mode:
            self.wrong.append(f"{self.at}: shown in the mode “{mode}”")

    def judge(self) -> None:
        """What stands on the screen now."""
        self.wrong += [f"{self.at}: the console says {said}" for said in self.console]
        self.console.clear()
        over = self.page.evaluate(TO_LEFT)
        if over > 0:
            self.wrong.append(f"{self.at}: {over} px wider than the window")
        if connection.vendor == "sqlite":  # what axe-core judges does not depend on the database: one judges for both
            # Colours are the same at every width, and looking at them is three quarters of its work.
            rules = {"color-contrast": {"enabled": self.width != TABLET}}
            self.wrong += [f"{self.at}: {found}" for found in self.page.evaluate(VIOLATIONS, rules)]

    def tell_a_mistake_badly(self) -> None:
        self.arrive("mistakes with errors", "/mistakes/")
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_load_state()
        assert self.page.locator("main .error, main [role=alert], main [aria-invalid=true]").count(), (
            "nothing is refused"
        )
        self.judge()

    def see_it_fail(self) -> None:
        """The 500, which no address leads to."""
        self.at = f"{self.width} px, the page of a failure"
        shown = broken(None).content  # type: ignore[arg-type]
        self.page.route("**/fails/", lambda route: route.fulfill(status=200, body=shown, content_type="text/html"))
        self.page.goto(f"{self.url}/fails/")
        self.judge()

    def with_weak_eyes(self) -> Visitor:
        self.page.goto(self.url)
        for name in ("大字", "高对比"):
            self.page.get_by_role("button", name=name).click()
        self.mode = "large contrast"
        return self

    def done(self) -> None:
        self.wrong += [f"{self.width} px: the cookie {kept['name']}" for kept in self.context.cookies()]


def test_every_kind_of_page_is_without_barriers_at_three_widths_and_in_large_print_with_high_contrast(desk):
    """Large print and high contrast at once: the contrast has the colours, the large print the room, a phone the least of it."""
    city = make_public(desk.world)
    addresses = pages(city)
    # What a page looks like does not depend on the database either: on the second one, a phone walks through all of them.
    widths = (PHONE, TABLET, DESKTOP) if connection.vendor == "sqlite" else (PHONE,)
    visitors = [Visitor(desk.another(), width) for width in widths]
    if connection.vendor == "sqlite":
        visitors.append(Visitor(desk, PHONE).with_weak_eyes())
    for visitor in visitors:
        for name, address in addresses.items():
            visitor.look(name, address)
        visitor.tell_a_mistake_badly()
        visitor.see_it_fail()
        visitor.done()
    wrong = [said for visitor in visitors for said in visitor.wrong]
    assert not wrong, "\n".join(wrong)
