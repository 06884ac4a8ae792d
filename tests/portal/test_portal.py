"""The public site: what the public sees, what it never sees, and that nobody is watched."""

import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.urls import get_resolver, reverse

from documents import BODY, PDF, TITLE, cleared, drafter, published, saved, settled, started, stored
from gongkai.faces.look.readable import readable
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import services
from gongkai.office.catalog.contents import public_path
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import Review
from gongkai.office.files.services import open_stored


def text(response):
    return response.content.decode()


def page(document):
    return reverse("portal:document", args=[document.pk])


def withdrawn(world, document=None):
    document = document or published(world)
    leader = world.actor("science", DutyKind.LEADER)
    services.withdraw(document, "有三处笔误，更正后重新公开（演示）", by=leader, at=world.now + timedelta(days=1))
    return document


def test_the_address_of_a_document_stays(world):
    document = published(world)
    assert public_path(document) == page(document)


def test_home_shows_the_newest_and_a_search(client, world):
    document = published(world)
    started(world, title="没有公开的（演示）")
    shown = text(client.get("/"))
    assert TITLE in shown
    assert page(document) in shown
    assert 'role="search"' in shown
    assert "没有公开的" not in shown


def test_home_says_when_there_is_nothing(client, world):
    assert "还没有公开的信息" in text(client.get("/"))


def test_what_is_public_is_what_was_cleared(client, world):
    document = published(world, attachments=[(stored(world), "目录（演示）.pdf")])
    content = Content.from_json(Review.objects.get().content)
    shown = text(client.get(page(document)))
    assert content.digest() == document.published.digest
    assert readable(content.body_html) in shown
    assert content.title in shown
    assert "青科发〔2026〕12号" in shown
    assert "目录（演示）.pdf" in shown


def test_an_attachment_goes_out_as_the_stripped_copy(client, world):
    document = published(world, attachments=[(stored(world), "目录（演示）.pdf")])
    item = document.published.attachments.get()
    address = reverse("portal:attachment", args=[document.pk, item.pk])
    response = client.get(address)
    with open_stored(item.file.published_copy) as copy:
        assert response.getvalue() == copy.read()
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "%E7%9B%AE%E5%BD%95" in response.headers["Content-Disposition"]
    again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_drafts_returned_and_cleared_ones_are_not_there(client, world):
    document = started(world, attachments=[(stored(world), "附件.pdf")])
    item = document.latest.attachments.get()
    for make in (lambda: None, lambda: settled(world, document), lambda: cleared(world, document)):
        make()
        assert client.get(page(document)).status_code == 404
        assert client.get(reverse("portal:attachment", args=[document.pk, item.pk])).status_code == 404


def test_the_public_sees_the_old_version_until_the_new_one_is_out(client, world):
    document = published(world, attachments=[(stored(world), "旧附件（演示）.pdf")])
    newer = saved(
        world, document, title="新版的题目（演示）", attachments=[(stored(world, PDF + b"%\n"), "新附件（演示）.pdf")]
    )
    shown = text(client.get(page(document)))
    assert (TITLE in shown, "新版的题目" in shown, "新附件" in shown) == (True, False, False)
    item = newer.attachments.get()
    assert client.get(reverse("portal:attachment", args=[document.pk, item.pk])).status_code == 404
    cleared(world, document)
    services.publish(document, by=drafter(world), at=world.now)
    shown = text(client.get(page(document)))
    assert ("新版的题目" in shown, "新附件" in shown, "旧附件" in shown) == (True, True, False)


def test_what_is_withdrawn_leaves_a_page_that_says_when_and_why(client, world):
    document = published(world, attachments=[(stored(world), "附件.pdf")])
    item = document.published.attachments.get()
    assert page(document) in text(client.get(reverse("portal:documents"), {"q": "创新券"}))
    withdrawn(world, document)
    response = client.get(page(document))
    shown = text(response)
    assert response.status_code == 410
    assert "有三处笔误，更正后重新公开（演示）" in shown
    assert "2026年3月11日" in shown
    assert TITLE not in shown
    assert client.get(reverse("portal:attachment", args=[document.pk, item.pk])).status_code == 410
    for address in ("/", reverse("portal:documents"), reverse("portal:unit", args=["science"])):
        assert page(document) not in text(client.get(address))
    assert "没有找到" in text(client.get(reverse("portal:documents"), {"q": "创新券"}))


def test_search_finds_by_title_number_and_body_and_marks_it(client, world):
    published(world)
    for words in ("创新券", "12号", "废止目录", "科技 三十二部"):
        shown = text(client.get(reverse("portal:documents"), {"q": words}))
        assert "共 1 条" in shown, words
    assert "<mark>创新券</mark>" in text(client.get(reverse("portal:documents"), {"q": "创新券"}))


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "\"'`;--", "%00", "〔〕", "a" * 500, "　"])
def test_whatever_is_asked_is_answered_and_escaped(client, world, words):
    published(world)
    response = client.get(reverse("portal:documents"), {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize(
    "asked", [{"page": "99999999999"}, {"page": "-1"}, {"kind": "nope"}, {"unit": "nope"}, {"order": "x"}]
)
def test_nonsense_in_the_address_is_no_error(client, world, asked):
    published(world)
    assert client.get(reverse("portal:documents"), asked).status_code == 200


def test_lists_are_filtered_by_kind_and_unit_and_turned_page_by_page(client, world):
    for number in range(21):
        published(world, title=f"第{number}份（演示）")
    published(world, kind="institution", title="政务公开制度（演示）")
    published(world, slug="culture", title="文化局的（演示）")
    first = text(client.get(reverse("portal:documents")))
    assert "共 23 条" in first
    assert "，第 1 页" in first
    assert "page=2" in first
    kinds = text(client.get(reverse("portal:documents"), {"kind": "institution"}))
    assert ("政务公开制度" in kinds, "共 1 条" in kinds) == (True, True)
    unit = text(client.get(reverse("portal:documents"), {"unit": "culture"}))
    assert ("文化局的" in unit, "共 1 条" in unit) == (True, True)


def test_units_are_found_and_shown_with_how_to_reach_them(client, world):
    published(world)
    assert "青石市科学技术局" in text(client.get(reverse("portal:units")))
    found = text(client.get(reverse("portal:units"), {"name": "文化"}))
    assert ("青石市文化局" in found, "青石市科学技术局" in found) == (True, False)
    shown = text(client.get(reverse("portal:unit", args=["science"])))
    assert TITLE in shown
    assert "0451-00000000" in shown
    assert client.get(reverse("portal:unit", args=["nowhere"])).status_code == 404


def test_a_closed_unit_says_so_and_names_its_successor(client, world, guard):
    unit = world.unit("culture")
    with guard.off():
        unit.valid_to, unit.successor = world.today - timedelta(days=30), world.unit("science")
        unit.save()
    shown = text(client.get(reverse("portal:unit", args=["culture"])))
    assert "撤销" in shown
    assert "青石市科学技术局" in shown


@pytest.mark.parametrize(
    "address", ["/nothing", "/documents/999999/", "/documents/abc/", "/units/%3Cscript%3E/", "/a/b/c", "/healthz/x"]
)
def test_an_address_that_leads_nowhere_is_the_public_page(client, world, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "没有找到这个页面" in text(response)
    assert "<script>" not in text(response)


def test_a_missing_last_slash_is_put_right(client, world):
    assert client.get("/documents").headers["Location"] == "/documents/"


#: What an address with arguments is swept with; those of a document are made with it.
NAMED = {
    "unit": ["science"], "feed_unit": ["science"], "feed_region": ["city"], "feed_column": ["statutory"],
    "feed_heading": ["20-01"],
    **{f"unit_{name}": ["science"] for name in ("guide", "institutions", "statutory", "reports", "requests")},
}  # fmt: skip
#: Swept where they are built: tests/portal/test_mistakes.py, test_reports*.py.
SWEPT_ELSEWHERE = ("mistake", "report", "unit_report_years")


def patterns():
    """Every address of the public site: its name, and whether it takes arguments."""
    found = {}
    for entry in get_resolver().url_patterns:
        for pattern in entry.url_patterns if getattr(entry, "namespace", "") == "portal" else []:
            for inner in getattr(pattern, "url_patterns", [pattern]):
                found[inner.name] = "<" in str(inner.pattern)
    return {name: arguments for name, arguments in found.items() if name not in {None, "nowhere"}}


def public_addresses(world):
    document = published(world, attachments=[(stored(world), "附件.pdf")])
    gone = withdrawn(world, published(world, title="撤下的（演示）"))
    item = document.published.attachments.get()
    made = {
        "document": [document.pk], "attachment": [document.pk, item.pk], "text": [document.pk, "txt"],
        "preview": [document.pk, item.pk], "preview_page": [document.pk, item.pk, 1],
        "version": [document.pk, 1], "beside": [document.pk, gone.pk], "sitemap_part": [0],
    }  # fmt: skip
    return [
        "/nothing", f"{reverse('portal:documents')}?q=创新券", page(gone),
        *(
            reverse(f"portal:{name}", args=(NAMED | made)[name] if arguments else [])
            for name, arguments in patterns().items()
            if not arguments or name in NAMED | made
        ),
    ]  # fmt: skip


def test_every_address_of_the_site_is_swept_here(world):
    made = {"document", "attachment", "preview", "preview_page", "text", "version", "beside", "sitemap_part"}
    missing = {name for name, arguments in patterns().items() if arguments} - made - NAMED.keys()
    assert not {name for name in missing if not name.startswith(SWEPT_ELSEWHERE)}


def test_visitors_get_no_cookie_and_leave_no_trace(client, world):
    addresses = public_addresses(world)
    before = AuditEntry.objects.count()
    for address in addresses:
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address
        response.getvalue()
    assert AuditEntry.objects.count() == before


def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(client, world):
    for address in public_addresses(world):
        response = client.get(address)
        if response.status_code == 302 or not response.headers["Content-Type"].startswith("text/html"):
            response.getvalue()
            continue
        shown, policy = text(response), response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        for tag, found in re.findall(r'<((?:script|link|img)[^>]*(?:src|href)="([^"]+)"[^>]*)>', shown):
            loaded = not re.search(r'rel="(?:alternate|canonical|search)"', tag)
            page_of_a_file = re.fullmatch(r"/documents/\d+/attachments/\d+/preview/pages/\d+\.webp", found)
            assert page_of_a_file or found.startswith(("/static/", "data:") if loaded else "/"), found
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", shown), address
        assert 'lang="zh-Hans"' in shown
        assert "跳到正文" in shown


def test_nothing_can_be_written_here(client, world):
    for address in public_addresses(world):
        if address == reverse("portal:mistake"):
            continue  # a form; what it takes is told in test_mistakes.py
        assert client.post(address, {"x": "1"}).status_code in {403, 404, 405}


def test_a_published_body_is_shown_as_it_was_cleaned(client, world):
    document = published(world, body=BODY + '<p onmouseover="x()">尾段（演示）<script>alert(1)</script></p>')
    shown = text(client.get(page(document)))
    assert "<p>尾段（演示）</p>" in shown
    assert "alert(1)" not in shown


def test_health_says_whether_the_database_answers(client, db, monkeypatch):
    response = client.get("/healthz")
    assert (response.status_code, json.loads(response.content)) == (200, {"database": "ok"})

    def broken():
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", broken)
        assert client.get("/healthz").status_code == 503
