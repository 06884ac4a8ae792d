"""A real browser against the real platform, on the database the run uses.

``desk`` signs in and goes about::

    def test_x(desk):
        desk.sign_in("science.drafter")
        desk.page.get_by_role("link", name="文稿").click()
        desk.shot("documents")                 # var/shots/documents-1440.png

``desk.world`` is the city of tests/world.py. The second factor is off unless a test asks for the fixture ``second_factor``.
``desk.another()`` is a second browser window with its own session.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from world import PASSWORD, World, build

SHOTS = Path(__file__).parents[2] / "var" / "shots"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE_MS = 30_000

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives Chromium over the loopback, and nothing else of the network."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]))
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: see tools/system_packages.sh"))


@pytest.fixture(scope="session")
def chromium(django_db_setup, django_db_blocker) -> Iterator[Any]:
    """One browser for the run.

    While Playwright's loop runs, Django keeps other connections for this thread than before and after it: they are closed
    here, and with them the sessions of server threads whose window has gone, or PostgreSQL would not give its database up.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        with django_db_blocker.unblock():
            _leave_the_database()


def _leave_the_database() -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    connection.close()


@pytest.fixture(scope="module", autouse=True)
def _protected_again(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The trail's triggers stand again when the browser tests of a file are over."""
    from gongkai.office.audit.protection import protect

    yield
    with django_db_blocker.unblock():
        protect()


@pytest.fixture
def emptied_afterwards(transactional_db) -> Iterator[None]:
    """The tables can be emptied after the test: the trail refuses that until its triggers are gone."""
    from gongkai.office.audit.protection import protect, unprotect

    protect()
    yield
    unprotect()
    _empty_index()


def _empty_index() -> None:
    """The index of words is not a table Django knows, and would stay."""
    try:
        from gongkai.office.search import index
    except ImportError:
        return
    if forget := getattr(index, "clear", None):
        forget()


@pytest.fixture
def second_factor(settings) -> None:
    """For tests about the second factor: it is asked for."""
    settings.SECOND_FACTOR = True


@dataclass
class Desk:
    """A browser window at the desk."""

    context: Any
    page: Any
    url: str
    world: World
    _open: Any
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        """Open an address of the platform ("/desk/")."""
        return self.page.goto(f"{self.url}{path}")

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in as this person; whoever was signed in leaves first. Ends at the desk's home."""
        self.context.clear_cookies()
        self.go("/desk/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.locator("form:has(input[name=password]) button[type=submit]").click()
        self.page.wait_for_load_state()

    def sign_out(self) -> None:
        """Leave: the session is forgotten."""
        self.context.clear_cookies()

    def text(self) -> str:
        """All that can be read on the page."""
        return str(self.page.inner_text("body"))

    def shot(self, name: str, *widths: int) -> Path:
        """Pictures into var/shots; returns the last."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS
        for width in widths or (1440,):
            self.page.set_viewport_size({"width": width, "height": 900})
            path = SHOTS / f"{name}-{width}.png"
            self.page.screenshot(path=str(path), full_page=True)
        return path

    def another(self) -> Desk:
        """A second window with its own session, on the same city."""
        return self._open()


@pytest.fixture
def desk(chromium, live_server, emptied_afterwards, settings, request) -> Iterator[Desk]:
    """A window at a city where everyone has a post. Errors on a page (scripts, a broken policy) fail the test."""
    if "second_factor" not in request.fixturenames:
        settings.SECOND_FACTOR = False
    world = build()
    windows: list[Desk] = []

    def open_window() -> Desk:
        context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        window = Desk(context, page, live_server.url, world, open_window)
        page.on("pageerror", lambda error: window.problems.append(str(error)))
        page.on("console", lambda said: _note(said, window.problems))
        windows.append(window)
        return window

    yield open_window()
    for window in windows:
        window.context.close()
    problems = [problem for window in windows for problem in window.problems]
    assert not problems, problems


def _note(said: Any, problems: list[str]) -> None:
    """A breach of the content security policy is a mistake of ours; a refused page (403, 404) is not."""
    if said.type == "error" and not re.search(r"status of (4\d\d|503)", said.text):
        problems.append(said.text)
