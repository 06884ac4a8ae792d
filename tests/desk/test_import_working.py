"""批量导入 that takes long: the worker does it, the page says how far it has come, it can be left and begun again where it stopped."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.faces import clock
from gongkai.faces.desk.imports import working
from gongkai.faces.desk.models import ImportText, ImportWork
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.models import Document
from imported import HEADS, archive, row, workbook
from word_writing import Word

NEW = reverse("desk:imports:new")
HEADS_OF_FILES = (*HEADS[:4], "正文文件", "附件")


@pytest.fixture
def client(client, world, settings, monkeypatch):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)
    monkeypatch.setattr(working, "READ_AT_ONCE", 1)
    monkeypatch.setattr(working, "SUBMIT_AT_ONCE", 1)
    client.force_login(world.person("science", DutyKind.DRAFTER))
    return client


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def word(words):
    written = Word()
    written.line(words)
    return written.bytes()


def send(client, *names):
    rows = [row(f"关于第{at}项演示工作的通知", f"青科发〔2026〕{at}号", body=name) for at, name in enumerate(names, 31)]
    files = archive({name: word(f"{name}里的字。") for name in dict.fromkeys(names)})
    given = {
        "file": SimpleUploadedFile("信息.xlsx", workbook(*rows, heads=HEADS_OF_FILES)),
        "files": [SimpleUploadedFile("正文.zip", files)],
    }
    return client.post(NEW, given, follow=True)


def batch_page():
    return reverse("desk:imports:batch", args=[ImportBatch.objects.get().pk])


def work_of(kind):
    return ImportWork.objects.get(kind=kind)


def confirmed(client):
    shown = re.search(r'name="shown"[^>]*value="(\w+)"', client.get(batch_page()).content.decode())[1]
    return client.post(batch_page(), {"shown": shown}, follow=True)


def test_many_documents_are_read_by_the_worker_and_the_page_says_how_far_it_is(client):
    page = send(client, "甲.docx", "乙.docx", "甲.docx")
    assert "读取正文文件：0 / 2" in text(page)
    assert page.headers["Refresh"] == "2"
    assert "确认导入" not in text(page)
    assert working.carry_on.call(work_of("reading").pk) == 2
    assert "待确认导入" in text(client.get(reverse("desk:home"))), "who left is told"
    page = client.get(batch_page())
    assert "Refresh" not in page.headers
    assert "各行都可以导入" in text(page)
    assert "已导入3份草稿" in text(confirmed(client))
    assert [document.latest.body for document in Document.objects.order_by("pk")][1] == "<p>乙.docx里的字。</p>"
    assert not ImportText.objects.exists()
    assert "待确认导入" not in text(client.get(reverse("desk:home")))


def test_a_few_documents_are_read_while_one_waits(client):
    assert "各行都可以导入" in text(send(client, "甲.docx"))


def test_what_the_worker_could_not_read_is_said_at_its_cell(client):
    rows = [row(body=name) for name in ("甲.docx", "乙.docx")]
    files = archive({"甲.docx": word("甲。"), "乙.docx": word("")})
    given = {
        "file": SimpleUploadedFile("信息.xlsx", workbook(*rows, heads=HEADS_OF_FILES)),
        "files": [SimpleUploadedFile("正文.zip", files)],
    }
    client.post(NEW, given)
    working.carry_on.call(work_of("reading").pk)
    page = text(client.get(batch_page()))
    assert "E3 正文文件" in page
    assert "没有文字" in page


def test_work_that_stopped_goes_on_where_it_was(client, world, monkeypatch):
    send(client, "甲.docx", "乙.docx")
    batch = ImportBatch.objects.get()
    ImportText.objects.create(batch=batch, name="甲.docx", body="<p>读过的。</p>")
    monkeypatch.setattr(clock, "now", lambda: world.now + timedelta(minutes=3))
    page = client.get(batch_page())
    assert "从停下的地方继续" in text(page)
    assert "Refresh" not in page.headers
    page = text(client.post(batch_page(), follow=True))
    assert "各行都可以导入" in page, "one is left, and that is little"
    confirmed(client)
    assert Document.objects.order_by("pk")[0].latest.body == "<p>读过的。</p>"


def test_many_drafts_are_sent_into_review_by_the_worker_with_the_reasons_of_those_that_stay(client):
    given = {
        "file": SimpleUploadedFile(
            "信息.xlsx",
            workbook(row(), row("另一份演示通知", "青科发〔2026〕40号", body="身份证号230199190102030017。")),
        )
    }
    client.post(NEW, given)
    confirmed(client)
    batch = ImportBatch.objects.get()
    page = client.post(reverse("desk:imports:submit", args=[batch.pk]), follow=True)
    assert "检查并送审：0 / 2" in text(page)
    assert page.headers["Refresh"] == "2"
    client.post(reverse("desk:imports:submit", args=[batch.pk]))
    assert work_of("submitting").done == 0, "a second click begins nothing anew"
    assert working.carry_on.call(work_of("submitting").pk) == 2
    page = text(client.get(reverse("desk:imports:result", args=[batch.pk])))
    assert "审查中 1 份" in page
    assert "没有送审：五关检查有" in page


def test_a_stranger_does_not_see_how_far_it_is(client, world):
    send(client, "甲.docx", "乙.docx")
    client.force_login(world.person("culture", DutyKind.DRAFTER))
    assert client.get(batch_page()).status_code == 403


def test_a_script_learns_where_to_go_and_what_is_wrong(client):
    xhr = {"x-requested-with": "XMLHttpRequest", "accept": "application/json"}
    good = {"file": SimpleUploadedFile("信息.xlsx", workbook(row()))}
    assert client.post(NEW, good, headers=xhr).json() == {"url": batch_page()}
    wrong = client.post(NEW, {"file": SimpleUploadedFile("信息.xlsx", b"x")}, headers=xhr)
    assert wrong.status_code == 422
    assert wrong.json()["problems"]["file"]
