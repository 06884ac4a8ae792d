"""Entering a report where one stands, for the wrong unit, year or organ; and correcting what is public."""

from datetime import date, timedelta

import pytest

from annual_reports import cleared, drafter, entered, published, report, settled
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import services
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.correcting import corrections
from gongkai.office.errors import Refused
from gongkai.office.units.services import rename_unit

TOTAL, PERSON = "requests.new_received.total", "requests.new_received.natural_person"


def save(world, annual, **more):
    more = {"base": annual.versions.latest("number").number, "by": drafter(world), "at": world.now} | more
    return services.save(annual, **more)


def test_a_blank_report_is_never_begun_over_one_that_is_written(world):
    annual = entered(world)
    with pytest.raises(services.AlreadyEntered, match="2024年度报告已经录入（第1稿）") as known:
        services.start(annual.unit, annual.section, 2024, by=drafter(world), at=world.now)
    assert known.value.annual == annual
    assert report_of(annual.versions.get()).value(TOTAL) == 12


def test_a_file_follows_the_version_its_sender_knew_or_none(world):
    annual = entered(world, onto=0)
    with pytest.raises(services.AlreadyEntered):
        entered(world, onto=0)
    entered(world, report(received=13), onto=1)
    with pytest.raises(services.AlreadyEntered, match="第2稿"):
        entered(world, report(received=14), onto=1)
    assert annual.versions.count() == 2


def test_a_closed_unit_has_no_report_of_a_later_year_and_its_heir_is_named(world):
    science = world.unit("science")
    science.valid_to, science.successor = date(2023, 6, 30), world.unit("culture")
    with pytest.raises(Refused, match="2023-06-30撤销，由文化局承继，没有2024年度的报告"):
        services.enter(science, world.section("science"), report(), by=drafter(world), at=world.now)
    services.enter(science, world.section("science"), report(year=2023), by=drafter(world), at=world.now)


def test_a_form_is_not_older_than_itself(world):
    told = report(year=2024)
    yearless = type(told)(None, None, told.form, told.cells, told.sections)
    with pytest.raises(Refused, match="2021年格式，2019年度还没有这种格式"):
        entered(world, yearless, year=2019)


def test_a_report_of_another_organ_is_not_sent_out_under_this_unit_until_that_is_put_right(world):
    annual = entered(world, report("白山市水利局"))
    settled(world, annual)
    with pytest.raises(Refused, match="机关名称是“白山市水利局”，不是青石市科学技术局"):
        services.submit(annual, by=drafter(world), at=world.now)
    version = save(world, annual, organ="青石市科学技术局")
    assert version.title == "青石市科学技术局2024年政府信息公开工作年度报告"
    published(world, annual)


def test_a_report_may_bear_the_name_the_unit_had(world):
    unit = world.unit("science")
    city = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    rename_unit(unit, name="青石市科技和工业局", on=world.today, by=city, at=world.now)
    unit.refresh_from_db()
    annual = entered(world, report("青石市科学技术局"))
    cleared(world, annual)


def test_what_is_public_is_corrected_with_a_sentence_that_is_reviewed_and_figures_that_are_named(world):
    annual = published(world)
    assert corrections(annual) == []
    figures = {f"requests.{row}.{part}": "13" for row in ("new_received",) for part in ("natural_person", "total")}
    figures |= {f"requests.{row}.{part}": "13" for row in ("granted", "total") for part in ("natural_person", "total")}
    version = save(world, annual, cells=figures, sections={6: "没有其他事项（演示）。"})
    settled(world, annual)
    with pytest.raises(Refused, match="没有写更正说明"):
        services.submit(annual, by=drafter(world), at=world.now)
    version = save(world, annual, correction="年末一件申请漏计（演示）")
    assert ("更正说明", "年末一件申请漏计（演示）") in services.content_of(version).fields
    published(world, annual, at=world.now + timedelta(days=2))
    annual.refresh_from_db()
    (told,) = corrections(annual)
    assert told.says == "年末一件申请漏计（演示）"
    assert ("一、本年新收政府信息公开申请数量·总计", "12", "13") in told.figures
    assert len(told.figures) == 6
    assert told.parts == ("其他需要报告的事项",)


def test_a_correction_is_for_one_release_and_not_for_the_next(world):
    annual = published(world)
    save(world, annual, sections={6: "甲（演示）。"}, correction="补充一段（演示）")
    published(world, annual)
    assert save(world, annual, sections={6: "乙（演示）。"}).correction == ""
