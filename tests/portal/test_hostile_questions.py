"""Nonsense and malice in the addresses of the public site: a calm page, never an error of ours, on either database."""

from urllib.parse import quote

import pytest
from django.test import Client

from documents import published

NUL = "\x00"
NASTY = (
    NUL,
    f"a{NUL}b",
    "9" * 60,
    "-1",
    "garbage",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "%",
    "\\",
    "²",
    "０１２３",
    "\ud7ff\ufffe\u202e",
    "长" * 5000,
    "2026-13-45:1",
    "2026-01-01:99999999999999999999999",
)
NAMES = (
    "q", "unit", "unit_name", "region", "column", "kind", "heading", "subject", "genre", "year", "in_force", "order", "page",
    "before", "code", "sort", "since", "until", "day",
)  # fmt: skip
LISTS = (
    "/",
    "/documents/",
    "/statutory/",
    "/reports/",
    "/departments/",
    "/units/",
    "/units/science/statutory/",
    "/reports/science/",
    "/mistakes/",
    "/mistakes/check/",
)
PATHS = (
    "/documents/99999999999999999999999999/",
    "/documents/1/versions/99999999999999999999999999/",
    "/documents/1/beside/99999999999999999999999999/",
    "/documents/1/attachments/99999999999999999999999999/",
    "/documents/1/text.exe",
    "/sitemaps/99999999999999999999999999.xml",
    "/reports/science/99999999999999999999999999/",
    "/reports/science/0/",
    "/reports/science/2025/report.exe",
    "/feeds/headings/u1-1.xml",
    "/feeds/headings/-.xml",
    "/mistakes/%00/",
    "/mistakes/" + "9" * 500 + "/",
    "/units/%00/",
    "/%00",
    "/documents/%00/",
    "/feeds/units/%00.xml",
)


@pytest.fixture
def client(world):
    published(world)
    return Client(raise_request_exception=True)


def must_be_calm(client, path, value, *names):
    told = "&".join(f"{name}={quote(value, safe='', errors='surrogatepass')}" for name in names)
    answer = client.get(f"{path}?{told}")
    assert answer.status_code in ({400} if NUL in value else {200, 302, 404}), (
        path,
        names,
        value[:20],
        answer.status_code,
    )
    assert b"<script>alert" not in answer.content, (path, names, value)
    assert b"<img src=x" not in answer.content, (path, names, value)


def test_no_question_breaks_a_list(client):
    for value in NASTY:
        for path in LISTS:
            must_be_calm(client, path, value, *NAMES)
        for name in ("unit", "unit_name", "year", "heading", "page", "before"):
            must_be_calm(client, "/documents/", value, name)


def test_no_address_breaks(client):
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code in ({400} if "%00" in path else {200, 302, 404}), (path, answer.status_code)


def test_what_cannot_be_read_is_answered_by_the_public_site(client):
    answer = client.get("/documents/?q=%00")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "网址或者提交的内容不完整" in shown
    assert "工作台" not in shown
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_takes_nothing_says_so_to_whoever_posts(world):
    strict = Client(enforce_csrf_checks=True)
    for path in ("/", "/documents/", "/units/science/", "/feeds/all.xml", "/nothing/"):
        assert strict.post(path, {"q": "1"}).status_code == 405, path


def test_a_lacking_slash_is_lacking_for_ever(client):
    answer = client.get("/documents")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/documents/")
