"""The trail's screens: who sees what, search, an entry in words, verification in parts."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.faces import clock
from gongkai.faces.desk.trail.verification import Verification
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.protection import protect, unprotect
from gongkai.office.audit.services import audited, record
from gongkai.office.audit.verification import write_anchor

LIST, VERIFY = "/desk/audit/", "/desk/audit/verification/"


@pytest.fixture
def city(world, settings, monkeypatch, tmp_path):
    """The world with six entries of two units, on a day of its own."""
    settings.SECOND_FACTOR = False
    settings.ANCHORS = tmp_path
    monkeypatch.setattr(clock, "now", lambda: world.now)
    admin = world.actor("science", DutyKind.UNIT_ADMINISTRATOR)
    for days, slug, verb, detail in (
        (
            3,
            "science",
            "unit.changed",
            {"changes": {"office_phone": ["0451-1", "0451-2"], "联系电话": ["甲", ""]}, "basis": "来函"},
        ),
        (2, "science", "section.changed", {"name": "综合科", "subtree": True}),
        (1, "culture", "unit.changed", {"reason": "更正"}),
    ):
        with audited():
            record(
                verb,
                by=admin,
                at=world.now - timedelta(days=days),
                subject=world.unit(slug),
                unit_id=world.unit(slug).pk,
                detail=detail,
            )
    with audited():
        record("search.rebuilt", by=SYSTEM, at=world.now, subject="检索")
    return world


def signed_in(city, slug, kind):
    client = Client()
    client.force_login(city.person(slug, kind))
    return client


@pytest.fixture
def auditor(city):
    return signed_in(city, "platform", DutyKind.AUDIT_ADMINISTRATOR)


@pytest.fixture
def admin(city):
    return signed_in(city, "science", DutyKind.UNIT_ADMINISTRATOR)


def seqs(answer):
    return [int(cells[0].value) for cells in answer.context["rows"]]


def test_the_audit_administrator_sees_all_a_units_administrator_the_own(auditor, admin):
    assert seqs(auditor.get(LIST)) == [4, 3, 2, 1]
    assert seqs(admin.get(LIST)) == [2, 1]


@pytest.mark.parametrize(
    "kind",
    [DutyKind.DRAFTER, DutyKind.LEADER, DutyKind.SECRECY_REVIEWER, DutyKind.FINAL_REVIEWER, DutyKind.SECTION_HEAD],
)
def test_nobody_else_reads_the_trail(city, kind):
    client = signed_in(city, "science", kind)
    for address in (LIST, VERIFY, "/desk/audit/entries/1/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "没有这样的岗位" in answer.content.decode() or "不属于您管理的单位" in answer.content.decode()
    assert client.post(VERIFY, {"act": "start"}).status_code == 403


@pytest.mark.parametrize("kind", [DutyKind.SYSTEM_ADMINISTRATOR, DutyKind.SECURITY_ADMINISTRATOR])
def test_the_other_two_administrators_do_not_read_the_trail(city, kind):
    assert signed_in(city, "platform", kind).get(LIST).status_code == 403


def test_a_foreign_units_entry_is_shut_and_a_missing_one_is_not_there(admin):
    assert admin.get("/desk/audit/entries/1/").status_code == 200
    assert admin.get("/desk/audit/entries/3/").status_code == 403
    assert admin.get("/desk/audit/entries/4/").status_code == 403
    assert admin.get("/desk/audit/entries/99/").status_code == 404


def test_neighbours_of_a_foreign_unit_are_not_offered(admin, auditor):
    assert "entries/3/" not in admin.get("/desk/audit/entries/2/").content.decode()
    assert "entries/3/" in auditor.get("/desk/audit/entries/2/").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "文化"}, [3]),
        ({"person": "单位管理员"}, [3, 2, 1]),
        ({"person": "系统"}, [4]),
        ({"group": "unit"}, [3, 1]),
        ({"group": "section"}, [2]),
        ({"since": "2026-03-09"}, [4, 3]),
        ({"until": "2026-03-07"}, [1]),
        ({"since": "2026-03-08", "until": "2026-03-08"}, [2]),
    ],
)
def test_the_search_narrows(auditor, asked, found):
    assert seqs(auditor.get(LIST, asked)) == found


def test_the_search_narrows_to_a_unit_and_to_a_subject(city, auditor):
    unit = city.unit("culture")
    assert seqs(auditor.get(LIST, {"unit": unit.pk})) == [3]
    answer = auditor.get(LIST, {"subject_type": "units.unit", "subject_id": unit.pk})
    assert seqs(answer) == [3]
    assert "只列出“青石市文化局”的记录" in answer.content.decode()


def test_another_units_number_does_not_widen_the_search(city, admin):
    assert seqs(admin.get(LIST, {"unit": city.unit("culture").pk})) == [2, 1]
    assert seqs(admin.get(LIST, {"subject_type": "units.unit", "subject_id": city.unit("culture").pk})) == []


def test_a_period_that_goes_backward_is_said(auditor):
    assert "结束日期早于开始日期" in auditor.get(LIST, {"since": "2026-03-09", "until": "2026-03-08"}).content.decode()


def test_an_entry_says_what_was_and_what_is(auditor):
    text = auditor.get("/desk/audit/entries/1/").content.decode()
    for words in (
        "修改单位资料",
        "青石市科学技术局",
        "<del>0451-1</del>",
        "<ins>0451-2</ins>",
        "（空）",
        "依据",
        "来函",
        "封印相符",
        "192.0.2.7",
    ):
        assert words in text
    assert "office_phone" not in text.replace('"office_phone"', "").replace("&quot;office_phone&quot;", "")


def test_an_export_is_recorded_and_holds_the_filtered(auditor):
    answer = auditor.get(LIST, {"group": "unit", "export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["序号", "3", "1"]
    assert "0451-1 → 0451-2" in rows[2][8]
    entry = AuditEntry.objects.get(verb="audit.exported")
    assert '"rows":2' in entry.detail


def test_the_unit_is_named_in_the_record_of_its_administrators_export(city, admin):
    admin.get(LIST, {"export": "csv"})
    assert AuditEntry.objects.get(verb="audit.exported").unit_id == city.unit("science").pk


def test_a_whole_trail_is_verified_and_that_is_recorded(city, auditor, tmp_path):
    write_anchor(tmp_path, on=city.today)
    assert "开始核验" in auditor.get(VERIFY).content.decode()
    text = auditor.post(VERIFY, {"act": "start"}, follow=True).content.decode()
    assert "审计记录完整" in text
    assert "并与 1 个锚定文件相符" in text
    entry = AuditEntry.objects.get(verb="audit.verified")
    assert (entry.subject, '"entries":4' in entry.detail, '"whole":true' in entry.detail) == ("审计链", True, True)


def test_a_changed_entry_is_shown_with_its_place(auditor):
    unprotect()
    AuditEntry.objects.filter(seq=2).update(actor="别人")
    protect()
    text = auditor.post(VERIFY, {"act": "start"}, follow=True).content.decode()
    assert "审计记录不完整" in text
    assert "第 2 条的内容与封印不符" in text
    assert "/desk/audit/entries/2/" in text
    assert "封印不符" in auditor.get("/desk/audit/entries/2/").content.decode()
    assert "第 2 条的内容与封印不符" in AuditEntry.objects.get(verb="audit.verified").detail


def test_a_long_trail_is_read_in_parts_and_can_be_left(auditor, monkeypatch):
    monkeypatch.setattr(Verification, "entries_a_turn", 2)
    text = auditor.post(VERIFY, {"act": "start"}, follow=True).content.decode()
    assert "已读 2 条，共 4 条（50%）" in text
    assert "data-trail-continue" in text
    assert "已读 2 条" in auditor.get(VERIFY).content.decode()
    auditor.post(VERIFY, {"act": "continue"})
    text = auditor.post(VERIFY, {"act": "continue"}, follow=True).content.decode()
    assert "审计记录完整" in text
    assert AuditEntry.objects.filter(verb="audit.verified").count() == 1
    assert "已读 2 条" in auditor.post(VERIFY, {"act": "start"}, follow=True).content.decode()


def test_a_units_administrator_does_not_verify(admin):
    assert admin.get(VERIFY).status_code == 403
    assert "核验审计链" not in admin.get(LIST).content.decode()


def test_an_empty_trail_says_what_will_stand_there(world, settings, monkeypatch):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)
    client = Client()
    client.force_login(world.person("platform", DutyKind.AUDIT_ADMINISTRATOR))
    assert "还没有审计记录" in client.get(reverse("desk:trail:list")).content.decode()
    assert "现有记录" in client.get(VERIFY).content.decode()


def test_a_list_of_many_ends_and_says_so(auditor, monkeypatch):
    monkeypatch.setattr("gongkai.faces.desk.trail.screens.MOST_LISTED", 3)
    answer = auditor.get(LIST)
    assert seqs(answer) == [4, 3, 2]
    assert "只列出最近的 3 条" in answer.content.decode()
    rows = b"".join(auditor.get(LIST, {"export": "csv"}).streaming_content).decode("utf-8-sig").strip().split("\r\n")
    assert len(rows) == 1 + 4 + 1  # the record of the export is its own first line
