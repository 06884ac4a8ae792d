"""The register of reviews on the desk: exported, printed, one round as a sheet, and what of it is recorded."""

import csv
import io

import pytest
from desk_reading import address as at
from desk_reading import text
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.faces.desk.register.screens import YearFigures
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from rounds_of_review import deputy, pass_all, pass_step, submitted

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
    assert rows[1][9].startswith("《科学技术保密规定》")
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


def test_the_register_says_for_whom_a_deputy_decided(world, seen):
    review = submitted(world)
    stand_in = deputy(world, world.actor("culture", DutyKind.SECTION_HEAD), DutyKind.SECTION_HEAD)
    pass_step(world, review, by=stand_in)
    client, holder = seen("science", DutyKind.LEADER), world.person("science", DutyKind.SECTION_HEAD).name
    assert f"{stand_in.name}（代{holder}） 同意" in text(client.get(at("register:print")))
    assert f"{stand_in.name}（代{holder}） 同意" in text(client.get(at("register:list") + "?export=csv"))


def test_the_sheet_of_a_round_shows_the_decisions_and_not_the_text(world, seen):
    review = pass_all(world, submitted(world))
    page = text(seen("city", DutyKind.ASSESSOR).get(at("register:entry", review.pk)))
    assert "政府信息公开审查签批单" in page
    assert "科学技术局审〔2026〕1号" in page
    assert "国家安全（已核对）" in page
    assert "正文（演示）" not in page
    assert at("reviews:review", review.pk) not in page
    assert seen("culture", DutyKind.LEADER).get(at("register:entry", review.pk)).status_code == 403


def test_the_figures_stand_in_the_order_of_the_tree_and_look_up_only_the_units_of_a_page(world, seen, monkeypatch):
    monkeypatch.setattr(YearFigures, "page_size", 2)
    for key, slug in enumerate(("east-school", "culture", "science")):
        submitted(world, slug=slug, key=str(key))
    client = seen("city", DutyKind.ASSESSOR)
    first, second = (text(client.get(at("register:figures") + f"?page={page}")) for page in (1, 2))
    assert "共 3 轮" in first
    assert first.index("青石市科学技术局") < first.index("青石市文化局")
    assert ("东城区教育局" in first, "东城区教育局" in second, "青石市文化局" in second) == (False, True, False)
    with CaptureQueriesContext(connection) as asked:
        client.get(at("register:figures"))
    names = [
        each["sql"] for each in asked if each["sql"].startswith('SELECT "units_unit"."id", "units_unit"."name" FROM')
    ]
    assert len(names) == 1
    assert f"{world.unit('east-school').pk}" not in names[0].rpartition("IN")[2]
