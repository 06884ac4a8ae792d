"""The page of an item: what it offers, what becomes of it, and that what is withdrawn is gone everywhere at once."""

import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from docx import Document as WordDocument

from documents import BODY, PDF, TITLE, published, saved, started, stored
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Change

HEADING = "20-01"


def text(response):
    return response.content.decode()


def page(document):
    return reverse("portal:document", args=[document.pk])


def withdraw(world, document, reason="涉及个人信息（演示）", *, at=None):
    leader = world.actor(document.unit.slug, DutyKind.LEADER)
    services.withdraw(document, reason, by=leader, at=at or world.now + timedelta(hours=1))


def policy_and_interpretation(world):
    policy = published(world)
    explained = started(world, kind="interpretation", title="一图读懂创新券（演示）")
    saved(world, explained, metadata=Metadata(heading=HEADING, related=(Related("interprets", policy.pk),)))
    return policy, published(world, explained)


def newer(world, document, *, title="更正后的题目（演示）", attachments=None, days=2):
    at = world.now + timedelta(days=days)
    changes = {"correction": "两处数字有误（演示）"} if hasattr(document.latest, "correction") else {}
    more = {} if attachments is None else {"attachments": attachments}
    saved(world, document, title=title, at=at, **changes, **more)
    return published(world, document, at=at)


def test_an_item_offers_word_pdf_and_text_and_how_to_cite_it(client, world):
    document = published(world)
    shown = text(client.get(page(document)))
    for kind in ("docx", "pdf", "txt"):
        assert reverse("portal:text", args=[document.pk, kind]) in shown
    assert f"{TITLE}：青科发〔2026〕12号[EB/OL]. (2026-03-10)." in shown
    assert f"索引号：{document.index_number}" in shown
    assert "http://127.0.0.1:8000" + page(document) in shown
    for tool in ("打印", "大字", "复制引用", "朗读"):
        assert f">{tool}</button>" in shown


def test_the_tags_of_the_guideline_name_the_item(client, world):
    shown = text(client.get(page(published(world))))
    assert f'<meta name="ArticleTitle" content="{TITLE}">' in shown
    assert '<meta name="PubDate" content="2026-03-10 09:30">' in shown
    assert '<meta name="ContentSource" content="青石市科学技术局">' in shown


@pytest.mark.parametrize("kind", ["docx", "pdf", "txt"])
def test_a_download_is_named_by_the_title_and_asked_again_costs_nothing(client, world, kind):
    document = published(world)
    address = reverse("portal:text", args=[document.pk, kind])
    response = client.get(address)
    assert response.status_code == 200
    assert "%E5%86%B3%E5%AE%9A" in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(f".{kind}")
    assert not response.cookies
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    cache.clear()
    assert client.get(address).content == response.content


def test_a_download_follows_a_correction(client, world):
    document = published(world)
    address = reverse("portal:text", args=[document.pk, "docx"])
    before = client.get(address)
    newer(world, document)
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert WordDocument(io.BytesIO(after.content)).paragraphs[0].text == "更正后的题目（演示）"


def test_a_page_that_has_not_changed_is_not_sent_again(client, world):
    document = published(world)
    first = client.get(page(document))
    assert client.get(page(document), headers={"if-none-match": first["ETag"]}).status_code == 304
    newer(world, document)
    assert client.get(page(document), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_policy_and_interpretation_lead_to_each_other_and_stand_side_by_side(client, world):
    policy, explained = policy_and_interpretation(world)
    assert page(explained) in text(client.get(page(policy)))
    assert page(policy) in text(client.get(page(explained)))
    beside = reverse("portal:beside", args=[explained.pk, policy.pk])
    assert beside in text(client.get(page(policy)))
    shown = text(client.get(beside))
    assert (TITLE in shown, "一图读懂创新券（演示）" in shown) == (True, True)
    withdraw(world, policy)
    assert page(policy) not in text(client.get(page(explained)))
    assert client.get(beside).status_code == 410


def test_an_old_version_stays_readable_with_a_notice(client, world):
    document = published(world, attachments=[(stored(world), "旧附件（演示）.pdf")])
    old = document.published.attachments.get()
    document = newer(world, document, attachments=[(stored(world, PDF + b"%\n"), "新附件（演示）.pdf")])
    shown = text(client.get(page(document)))
    address = reverse("portal:version", args=[document.pk, 1])
    assert address in shown
    assert "历次版本和变更" in shown
    older = text(client.get(address))
    assert "这是第1版，已被新版代替" in older
    assert "非现行版本" in older
    assert TITLE in older
    assert 'content="noindex"' in older
    assert client.get(reverse("portal:attachment", args=[document.pk, old.pk])).getvalue().startswith(b"%PDF")
    assert client.get(reverse("portal:version", args=[document.pk, 2])).headers["Location"] == page(document)
    assert client.get(reverse("portal:version", args=[document.pk, 3])).status_code == 404


def test_a_version_that_was_withdrawn_stays_closed_when_a_new_one_is_out(client, world):
    document = published(world, attachments=[(stored(world), "旧附件（演示）.pdf")])
    old = document.published.attachments.get()
    withdraw(world, document)
    if not Change.objects.filter(document=document, kind="withdrawn").exists():
        pytest.fail("a withdrawal is not in the register of changes")
    document = newer(world, document, attachments=[])
    assert client.get(page(document)).status_code == 200
    closed = client.get(reverse("portal:version", args=[document.pk, 1]))
    assert (closed.status_code, TITLE in text(closed)) == (410, False)
    assert client.get(reverse("portal:attachment", args=[document.pk, old.pk])).status_code == 410


def test_what_is_withdrawn_is_gone_everywhere_at_once(client, world):
    document = published(world, attachments=[(stored(world), "附件.pdf")])
    other = published(world, title="另一份（演示）", body="<p>另一份的正文。</p>")
    item = document.published.attachments.get()
    lists = [
        "/", reverse("portal:documents"), f"{reverse('portal:documents')}?unit=science", reverse("portal:feed"),
        reverse("portal:feed_unit", args=["science"]), reverse("portal:feed_column", args=["statutory"]),
        reverse("portal:feed_heading", args=[document.published.heading]),
        reverse("portal:feed_region", args=["science"]), reverse("portal:sitemap_part", args=[0]),
    ]  # fmt: skip
    files = [reverse("portal:text", args=[document.pk, kind]) for kind in ("docx", "pdf", "txt")]
    files += [reverse("portal:attachment", args=[document.pk, item.pk]), page(document)]
    for address in lists:
        assert page(document) in b"".join(client.get(address)).decode(), address
    for address in files:
        response = client.get(address)
        assert (response.status_code, bool(response.getvalue())) == (200, True), address
    withdraw(world, document)
    for address in lists:
        shown = b"".join(client.get(address)).decode()
        assert (page(document) in shown, TITLE in shown) == (False, False), address
        assert page(other) in shown, address
    for address in files:
        gone = client.get(address)
        assert gone.status_code == 410, address
        assert TITLE not in text(gone)
    assert "没有找到" in text(client.get(reverse("portal:documents"), {"q": "创新券"}))


def test_hostile_words_and_titles_stay_words(client, world):
    sly = '<img src=x onerror="alert(1)">“标题”（演示）'
    body = (
        f'{BODY}<p><a href="javascript:alert(1)">链接</a><img alt="<table onclick=alert(1)>" src="data:image/png;base64,AA=="></p>'
        "<form action=/x><input name=q></form><iframe src=//evil></iframe><style>*{display:none}</style>"
    )
    document = published(world, title=sly, body=body)
    for address in (page(document), reverse("portal:documents"), f"{reverse('portal:documents')}?q=标题",
                    reverse("portal:feed"), reverse("portal:text", args=[document.pk, "txt"])):  # fmt: skip
        shown = text(client.get(address))
        assert "<img src=x" not in shown.partition("txt")[0] or address.endswith("txt")
        if not address.endswith("txt"):
            assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', shown)), address
            assert "javascript:" not in shown
            assert "<iframe" not in shown
            assert "<style" not in shown


def test_a_table_of_three_hundred_rows_and_fifty_attachments_are_shown(client, world):
    rows = "".join(f"<tr><td>{number}</td><td>第{number}号</td></tr>" for number in range(300))
    files = [(stored(world, PDF + f"%{number}\n".encode()), f"附件{number}（演示）.pdf") for number in range(50)]
    document = published(world, body=f"<table>{rows}</table>", attachments=files)
    shown = text(client.get(page(document)))
    assert shown.count("<tr><td>") == 300
    assert shown.count("（PDF 文件，") == 50


def test_a_text_too_large_for_a_file_says_so_on_a_page(client, world):
    document = published(world, body="<table>" + "<tr><td>1</td><td>2</td></tr>" * 11_000 + "</table>")
    refused = client.get(reverse("portal:text", args=[document.pk, "pdf"]))
    assert refused.status_code == 422
    assert "请在网页上查看" in text(refused)


@pytest.mark.parametrize("kind", ["exe", "html", "PDF"])
def test_no_other_kind_of_file_is_offered(client, world, kind):
    document = published(world)
    assert client.get(f"/documents/{document.pk}/text.{kind}").status_code == 404
