"""批量导入 on the desk: a clerk sends a table, reads what is wrong, confirms, and sends the drafts into review."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import Stand, stand_of
from imported import archive, row, workbook

LIST, NEW, TEMPLATE = (reverse(f"desk:imports:{name}") for name in ("list", "new", "template"))


@pytest.fixture(autouse=True)
def _today(world, settings, monkeypatch):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.fixture
def enter(client, world):
    def as_(slug="science", kind=DutyKind.DRAFTER):
        client.force_login(world.person(slug, kind))
        return client

    return as_


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(client, data, **files):
    given = {"file": SimpleUploadedFile("信息.xlsx", data)}
    given |= {"files": [SimpleUploadedFile(name, content) for name, content in files.get("files", {}).items()]}
    return client.post(NEW, given, follow=True)


def confirm(client, **more):
    batch = ImportBatch.objects.latest("pk")
    page = client.get(reverse("desk:imports:batch", args=[batch.pk]))
    shown = re.search(r'name="shown"[^>]*value="(\w+)"', page.content.decode())[1]
    return client.post(reverse("desk:imports:batch", args=[batch.pk]), {"shown": shown, **more}, follow=True)


def test_a_table_becomes_drafts_that_the_clerk_then_sends_into_review(enter):
    client = enter()
    files = {"附件.zip": archive({"名单.csv": "序号,单位\n1,演示单位".encode()})}
    first = row(body="现公布名单，见附件《名单》。", files="名单.csv")
    page = text(send(client, workbook(first, row("关于做好演示工作的通知", "青科发〔2026〕40号")), files=files))
    assert "各行都可以导入" in page
    assert "附件1个" in page
    assert not Document.objects.exists()
    page = text(confirm(client))
    assert "导入2份草稿" in page
    assert "检查并送审" in page
    batch = ImportBatch.objects.get()
    page = text(client.post(reverse("desk:imports:submit", args=[batch.pk]), follow=True))
    assert "已送审2份" in page
    assert {stand_of(document) for document in Document.objects.all()} == {Stand.IN_REVIEW}


def test_wrong_rows_stand_first_with_their_cells_and_cannot_be_confirmed(enter):
    page = text(send(enter(), workbook(row(), row("第二份", "甲1号", "去年"))))
    assert "有1行有错误，现在不能导入" in page
    assert page.index("C3 成文日期") < page.index("可以导入（1行）")
    assert "确认导入" not in page


def test_a_draft_in_which_the_gates_find_something_stays_with_its_clerk(enter):
    client = enter()
    send(
        client,
        workbook(row(), row("关于公布演示名单的通知", "青科发〔2026〕41号", body="联系人身份证号230199190102030017。")),
    )
    confirm(client)
    page = text(client.post(reverse("desk:imports:submit", args=[ImportBatch.objects.get().pk]), follow=True))
    assert "已送审1份" in page
    assert "有1份没有送审" in page
    assert "关于公布演示名单的通知 没有送审：五关检查有" in page
    assert page.index("关于公布演示名单的通知") < page.index("关于开展演示工作的通知"), (
        "what needs a person stands first"
    )


def test_a_file_that_is_no_table_is_refused_at_its_field(enter):
    page = text(send(enter(), b"MZ\x90\x00"))
    assert "不是 .xlsx 或 .csv 表格" in page
    assert not ImportBatch.objects.exists()


def test_the_template_comes_with_the_lists_of_the_unit(enter):
    answer = enter().get(TEMPLATE)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    assert book.sheetnames[:2] == ["信息", "填写说明"]


@pytest.mark.parametrize("kind", [DutyKind.LEADER, DutyKind.FINAL_REVIEWER, DutyKind.UNIT_ADMINISTRATOR])
def test_who_does_not_write_is_not_let_in(enter, kind):
    client = enter(kind=kind)
    assert {client.get(url).status_code for url in (LIST, NEW, TEMPLATE)} == {403}


def test_another_persons_batch_is_closed(enter):
    send(enter(), workbook(row()))
    batch = ImportBatch.objects.get()
    for name in ("batch", "result", "submit"):
        assert enter("culture").get(reverse(f"desk:imports:{name}", args=[batch.pk])).status_code == 403


def test_the_list_says_what_was_only_looked_at(enter):
    client = enter()
    send(client, workbook(row()))
    assert "只预览，没有写入" in text(client.get(LIST))
