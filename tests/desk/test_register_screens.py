"""The register of reviews on the desk: exported, printed, one round as a sheet, and what of it is recorded."""

import csv
import io

import pytest
from desk_reading import address as at
from desk_reading import text

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from rounds_of_review import pass_all, submitted

pytestmark = pytest.mark.usefixtures("silent_gates", "world_day")


def test_the_register_is_exported_with_every_decision_and_the_export_is_recorded(world, seen):
    pass_all(world, submitted(world))
    client = seen("science", DutyKind.UNIT_ADMINISTRATOR)
    answer = client.get(at("register:list") + "?export=csv&result=passed")
    rows = list(csv.reader(io.StringIO(text(answer).lstrip("\ufeff"))))
    assert rows[0][:3] == ["登记号", "标题", "单位"]
    assert rows[1][0] == "科学技术局审〔2026〕1号"
    assert rows[1][8].count("同意") >= 4
    assert "（可以公开）" in rows[1][8]
    entry = AuditEntry.objects.get(verb="register.exported")
    assert (entry.unit_id, '"rows":1' in entry.detail.replace(" ", "")) == (world.unit("science").pk, True)
    book = client.get(at("register:list") + "?export=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_the_printed_register_is_a_book_of_the_unit_and_is_recorded(world, seen):
    pass_all(world, submitted(world))
    client = seen("science", DutyKind.LEADER)
    page = text(client.get(at("register:print") + "?since=2026-03-01&until=2026-03-31"))
    assert "青石市科学技术局政府信息公开审查签批登记簿" in page
    assert "2026年3月1日至2026年3月31日" in page
    assert "保密审查员：科学技术局保密审查员 同意，可以公开" in page
    assert AuditEntry.objects.filter(verb="register.exported").count() == 1


def test_the_sheet_of_a_round_shows_the_decisions_and_not_the_text(world, seen):
    review = pass_all(world, submitted(world))
    page = text(seen("city", DutyKind.ASSESSOR).get(at("register:entry", review.pk)))
    assert "政府信息公开审查签批单" in page
    assert "科学技术局审〔2026〕1号" in page
    assert "国家安全（已核对）" in page
    assert "正文（演示）" not in page
    assert at("reviews:review", review.pk) not in page
    assert seen("culture", DutyKind.LEADER).get(at("register:entry", review.pk)).status_code == 403
