"""An attachment of something public, shown on a page: its published copy and nothing else, and gone when the item is gone."""

import io
import re

import openpyxl
import pypdf
import pytest
from django.core.cache import caches
from django.urls import reverse
from test_items_public import newer, withdraw

from documents import published, stored
from gongkai.office.files.previewing import limits, services
from gongkai.office.files.previewing.made import Preview
from word_writing import Word, xml


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    caches["previews"].clear()
    monkeypatch.setattr(services, "WAIT_SECONDS", 60)


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["单位", "金额"])
    book.active.append(["演示<b>公司</b>", 12.5])
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden.append(["看不见的字"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def pdf(count):
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(200, 280)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def with_file(world, data, name):
    """A public item with this attachment: the item, the attachment, where it is shown."""
    document = published(world, attachments=[(stored(world, data, name=name), name)])
    item = document.published.attachments.get()
    return document, item, reverse("portal:preview", args=[document.pk, item.pk])


def text(response):
    return response.content.decode()


def test_an_item_leads_to_the_preview_and_that_to_the_file(client, world):
    document, item, address = with_file(world, workbook(), "金额表.xlsx")
    assert f'href="{address}"' in text(client.get(reverse("portal:document", args=[document.pk])))
    page = client.get(address)
    assert page.status_code == 200
    shown = text(page)
    assert f'href="{reverse("portal:attachment", args=[document.pk, item.pk])}"' in shown
    assert reverse("portal:document", args=[document.pk]) in shown
    assert "<td>单位</td>" in shown
    assert '<td class="number">12.5</td>' in shown
    assert "演示&lt;b&gt;公司&lt;/b&gt;" in shown
    assert '<meta name="robots" content="noindex">' in shown


def test_the_published_copy_is_shown_and_never_what_it_leaves_out(client, world):
    _document, _item, address = with_file(world, workbook(), "金额表.xlsx")
    shown = text(client.get(address))
    assert "底稿" not in shown
    assert "看不见的字" not in shown
    word = Word()
    word.line("公开的文字（演示）。")._p.append(
        xml('<w:del {ns} w:id="1" w:author="张三"><w:r><w:delText>删去的话</w:delText></w:r></w:del>')
    )
    word.doc.core_properties.author = "张三"
    shown = text(client.get(with_file(world, word.bytes(), "通知.docx")[2]))
    assert "公开的文字（演示）。" in shown
    assert "删去的话" not in shown
    assert "修订" not in shown
    assert "张三" not in shown


def test_pages_of_a_pdf_are_pictures_under_their_own_addresses(client, world):
    document, item, address = with_file(world, pdf(12), "目录.pdf")
    shown = text(client.get(address))
    assert re.findall(r'<img src="[^"]*/pages/(\d+)\.webp"', shown) == [str(n) for n in range(1, 11)]
    assert '<a href="?page=11">第11—12页</a>' in shown
    more = text(client.get(f"{address}?page=11"))
    assert re.findall(r'<img src="[^"]*/pages/(\d+)\.webp"', more) == ["11", "12"]
    picture = client.get(reverse("portal:preview_page", args=[document.pk, item.pk, 12]))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert picture.content[8:12] == b"WEBP"
    again = client.get(picture.request["PATH_INFO"], headers={"If-None-Match": picture["ETag"]})
    assert again.status_code == 304
    for nothing in (0, 13, limits.PAGES_MOST + 1, 9999):
        assert client.get(reverse("portal:preview_page", args=[document.pk, item.pk, nothing])).status_code == 404
    for nothing in (13 + 10, 101, 9999):
        assert client.get(f"{address}?page={nothing}").status_code == 404
    for odd in ("-1", "x", "0", "１", "99999999999999999999"):
        assert client.get(address, {"page": odd}).status_code == 200


def test_what_is_withdrawn_is_not_shown_any_more(client, world):
    document, item, address = with_file(world, pdf(1), "目录.pdf")
    picture = reverse("portal:preview_page", args=[document.pk, item.pk, 1])
    assert [client.get(url).status_code for url in (address, picture)] == [200, 200]
    withdraw(world, document)
    for url in (address, picture):
        gone = client.get(url)
        assert gone.status_code == 410
        assert "该信息已撤下" in text(gone)


def test_the_file_of_a_version_withdrawn_before_the_next_is_not_shown(client, world):
    document, _item, address = with_file(world, pdf(1), "目录.pdf")
    withdraw(world, document)
    document.refresh_from_db()
    newer(world, document)
    assert client.get(address).status_code == 410


def test_the_file_of_an_older_version_is_shown_under_that_version(client, world):
    document, item, address = with_file(world, pdf(1), "目录.pdf")
    newer(world, document, attachments=[])
    shown = client.get(address)
    assert shown.status_code == 200
    assert reverse("portal:version", args=[document.pk, item.revision.version]) in text(shown)


def test_only_attachments_of_what_was_released_are_there(client, world):
    document, item, _address = with_file(world, pdf(1), "目录.pdf")
    other, _other_item, _other_address = with_file(world, pdf(2), "另一份.pdf")
    assert client.get(reverse("portal:preview", args=[other.pk, item.pk])).status_code == 404
    assert client.get(reverse("portal:preview", args=[document.pk, 999_999])).status_code == 404


def test_what_cannot_be_shown_says_why_and_offers_the_file(client, world, monkeypatch):
    document, item, address = with_file(world, pdf(1), "目录.pdf")
    monkeypatch.setattr(services, "read_apart", lambda *_: Preview(why="打开它需要的内存太多"))
    page = client.get(address)
    assert page.status_code == 200
    assert "这个附件不能预览。" in text(page)
    assert "打开它需要的内存太多。请" in text(page)
    assert reverse("portal:attachment", args=[document.pk, item.pk]) in text(page)


def test_a_preview_that_is_still_being_made_asks_again_and_is_not_kept(client, world, monkeypatch):
    document, item, address = with_file(world, pdf(1), "目录.pdf")
    monkeypatch.setattr(services, "_begun", lambda *_: None)
    page = client.get(address)
    assert (page.status_code, page["Refresh"], page["Cache-Control"]) == (200, "3", "no-store")
    assert "正在生成预览" in text(page)
    picture = client.get(reverse("portal:preview_page", args=[document.pk, item.pk, 1]))
    assert (picture.status_code, picture["Cache-Control"]) == (503, "no-store")


def test_the_page_is_the_same_for_everybody_and_unchanged_until_something_changes(client, world):
    _document, _item, address = with_file(world, pdf(1), "目录.pdf")
    page = client.get(address)
    assert "Set-Cookie" not in page.headers
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "style=" not in text(page)
    assert client.get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304


def test_machines_are_asked_not_to_open_previews(client, world):
    assert "Disallow: /documents/*/preview/" in text(client.get("/robots.txt"))
