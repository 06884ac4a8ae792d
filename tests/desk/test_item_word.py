"""Word files and suggestions in the editor, with and without its scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from item_editing import XHR, at, error_at, text, typed

from documents import PDF, TITLE, started
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.models import Document
from word_writing import Word, notice

NOTICE = "青石市科学技术局关于印发《青石市科技创新券管理办法》的通知（演示）"


@pytest.fixture
def client(client, world):
    client.force_login(world.person("science", DutyKind.DRAFTER))
    return client


def word(data=None, name="通知（演示）.docx"):
    return SimpleUploadedFile(name, data if data is not None else notice().bytes())


def test_a_document_begins_from_a_word_file(client, world):
    asked = {"title": "", "kind": "document", "section": world.section("science").pk, "word_file": word()}
    response = client.post(reverse("desk:documents:start"), asked)
    document = Document.objects.get()
    assert response.headers["Location"] == at("edit", document)
    assert document.latest.title == NOTICE
    assert "<h2>一、总则</h2>" in document.latest.body
    page = text(client.get(at("edit", document)))
    assert "已导入 Word 文件" in page
    assert 'value="document_number=青科发〔2026〕12号"' in page


def test_neither_title_nor_file_asks_for_one(client, world):
    asked = {"title": " ", "kind": "document", "section": world.section("science").pk}
    response = client.post(reverse("desk:documents:start"), asked)
    assert response.status_code == 422
    assert "或者选择一份 Word 文件" in "".join(error_at(text(response), "title"))
    nameless = Word()
    nameless.line("一段没有标题的话，到此为止。")
    response = client.post(reverse("desk:documents:start"), asked | {"word_file": word(nameless.bytes())})
    assert "认不出标题" in "".join(error_at(text(response), "title"))
    assert not Document.objects.exists()


def test_a_file_that_is_no_word_document_is_said_at_its_field(client, world):
    asked = {"title": TITLE, "kind": "document", "section": world.section("science").pk, "word_file": word(PDF)}
    response = client.post(reverse("desk:documents:start"), asked)
    assert response.status_code == 422
    assert "可以作为附件上传" in "".join(error_at(text(response), "word_file"))
    assert TITLE in text(response)


def test_importing_into_the_editor_saves_nothing_and_keeps_what_is_typed(client, world):
    document = started(world)
    sent = typed(document, then="word", word_file=word(), title="自己写的标题（演示）", summary="自己写的概述（演示）")
    page = text(client.post(at("edit", document), sent))
    assert document.revisions.count() == 1
    assert "还没有保存" in page
    assert "自己写的标题（演示）</textarea>" in page
    assert "自己写的概述（演示）" in page
    assert "&lt;h2&gt;一、总则&lt;/h2&gt;" in page
    assert f'value="title={NOTICE}"' in page
    behind = text(client.post(at("edit", document), sent | {"word_file": word(), "word_how": "behind"}))
    assert "三十二部文件（演示）" in behind
    assert "&lt;h2&gt;一、总则&lt;/h2&gt;" in behind


def test_the_script_gets_body_title_notes_and_suggestions(client, world):
    document = started(world)
    told = client.post(at("edit", document), typed(document, then="word", word_file=word()), headers=XHR).json()
    assert told["title"] == NOTICE
    assert "<h3>（一）适用范围</h3>" in told["body"]
    found = {one["field"]: one for one in told["suggestions"]}
    assert found["formed_on"] == {
        "field": "formed_on",
        "value": "2026-03-10",
        "shown": "2026-03-10",
        "place": "正文末尾",
        "excerpt": "2026年3月10日",
    }
    wrong = client.post(at("edit", document), typed(document, then="word", word_file=word(PDF)), headers=XHR)
    assert wrong.status_code == 422
    assert wrong.json()["message"].endswith("。")


def test_a_refused_file_keeps_the_page_as_it_was_typed(client, world):
    document = started(world)
    for sent in (
        typed(document, then="word", title="没丢（演示）"),
        typed(document, then="word", title="没丢（演示）", word_file=word(b"")),
    ):
        response = client.post(at("edit", document), sent)
        assert response.status_code == 422
        assert "没丢（演示）" in text(response)
    assert document.revisions.count() == 1


def test_suggestions_are_taken_over_only_when_ticked(client, world):
    document = started(world, body="<p>正文。</p><p>青石市科学技术局</p><p>2026年3月5日</p>")
    page = text(client.post(at("edit", document), typed(document, then="suggest")))
    assert 'value="formed_on=2026-03-05"' in page
    assert f'value="{world.today}"' in page
    assert "正文末尾：“2026年3月5日”" in page
    client.post(at("edit", document), typed(document, title="没有采用（演示）"))
    assert document.revisions.latest("number").formed_on == world.today
    client.post(at("edit", document), typed(document, adopt=["formed_on=2026-03-05", "base=7", "genre=02"]))
    saved = document.revisions.latest("number")
    assert (str(saved.formed_on), saved.genre) == ("2026-03-05", "02")


def test_what_already_stands_in_the_field_is_not_suggested(client, world):
    document = started(world, body=f"<p>正文。</p><p>{world.today:%Y年%m月%d日}</p>")
    assert "formed_on=" not in text(client.get(at("edit", document)))


def test_three_hundred_files_get_a_clear_answer_and_fifty_are_kept(client, world):
    document = started(world)
    files = [SimpleUploadedFile(f"附件{n}.txt", f"第{n}份（演示）".encode()) for n in range(60)]
    response = client.post(at("edit", document), typed(document, title="标题没丢（演示）") | {"new_files": files})
    page = text(response)
    assert response.status_code == 422
    assert "附件最多50个，“附件50.txt”、“附件51.txt”、“附件52.txt”等10个文件没有接收" in page
    assert "标题没丢（演示）" in page
    assert page.count('name="file" value="') == 50


def test_a_giant_table_is_refused_with_what_to_do_and_stays_in_the_page(client, world):
    document = started(world)
    table = "<table>" + "<tr><td>演示数据演示数据演示数据演示数据</td></tr>" * 50_000 + "</table>"
    response = client.post(at("edit", document), typed(document, body=table))
    assert response.status_code == 422
    assert "正文超过3 MB" in text(response)
    assert "演示数据演示数据" in text(response)
