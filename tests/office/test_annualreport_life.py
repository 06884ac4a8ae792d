"""An annual report from entering to withdrawal: what goes out is what was cleared, and nothing unknown becomes a nought."""

import pytest

from annual_reports import cleared, drafter, entered, published, report, settled, submitted
from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import selectors, services
from gongkai.office.annualreport.contents import report_of
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.catalog.selectors import Stand
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.search.models import SearchDoc
from gongkai.statute.annual.report import Status

TOTAL = "requests.new_received.total"
PERSON = "requests.new_received.natural_person"


def final(world, slug="science"):
    return world.actor(slug, DutyKind.FINAL_REVIEWER)


def save(world, annual, **more):
    latest = annual.versions.latest("number")
    more = {"base": latest.number, "by": drafter(world), "at": world.now} | more
    return services.save(annual, **more)


def test_a_report_passes_its_chain_and_is_found_by_the_public(world):
    annual = published(world)
    assert [(row.unit.slug, row.year, row.organ, row.public_path) for row in selectors.published_reports()] == [
        ("science", 2024, "青石市科学技术局", "/reports/science/2024/")
    ]
    doc = SearchDoc.objects.get(kind="report")
    assert (doc.key, doc.column, doc.url) == (str(annual.pk), "reports", "/reports/science/2024/")
    assert selectors.stand_of(annual) is Stand.PUBLIC


def test_nothing_goes_out_that_was_not_cleared_word_for_word(world):
    annual = entered(world)
    cleared(world, annual)
    save(world, annual, sections={5: "另一段文字（演示）。"})
    with pytest.raises(Refused, match="没有审查通过"):
        services.publish(annual, by=final(world), at=world.now)


def test_a_figure_changed_in_the_database_is_noticed(world, guard):
    annual = entered(world)
    cleared(world, annual)
    version = annual.versions.latest("number")
    version.data["cells"][TOTAL]["value"] = 99
    with guard.off():
        ReportVersion.objects.filter(pk=version.pk).update(data=version.data)
    with pytest.raises(Refused, match="摘要值不一致"):
        services.publish(annual, by=final(world), at=world.now)


def test_a_place_or_a_note_changed_in_the_database_is_noticed_though_no_page_shows_it(world, guard):
    annual = entered(world)
    version = annual.versions.latest("number")
    version.data["cells"][TOTAL]["confidence"] = 0.1
    with guard.off():
        ReportVersion.objects.filter(pk=version.pk).update(data=version.data)
    with pytest.raises(Refused, match="摘要值不一致"):
        submitted(world, annual)


def test_an_edit_during_review_ends_the_round(world):
    annual = entered(world)
    review = submitted(world, annual)
    save(world, annual, sections={6: "补充说明（演示）。"})
    review.refresh_from_db()
    assert review.state == "overtaken"
    assert selectors.stand_of(annual) is Stand.DRAFT


def test_withdrawal_takes_it_from_every_list_and_leaves_the_reason(world):
    annual = published(world)
    with pytest.raises(Refused, match="撤下原因"):
        services.withdraw(annual, " ", by=final(world), at=world.now)
    services.withdraw(annual, "数据有误，更正后重新公开", by=final(world), at=world.now)
    assert not selectors.published_reports().exists()
    assert not SearchDoc.objects.filter(kind="report").exists()
    assert AnnualReport.objects.get().withdrawn_reason == "数据有误，更正后重新公开"
    with pytest.raises(Refused, match="撤下"):
        services.publish(annual, by=final(world), at=world.now)


def test_a_rule_that_does_not_foot_must_be_mended_or_explained_to_the_public(world):
    annual = entered(world, report(**{TOTAL: 13}))
    settled(world, annual)
    with pytest.raises(Refused, match="勾稽关系不成立"):
        services.submit(annual, by=drafter(world), at=world.now)
    wrong = [row["key"] for row in annual.versions.latest("number").findings if row["severity"] == "error"]
    save(world, annual, notes=dict.fromkeys(wrong, "一件申请由两名申请人共同提出，按人分列（演示）"))
    published(world, annual)
    annual.refresh_from_db()
    assert set(annual.published.notes) == set(wrong)


def test_an_explanation_does_not_outlive_the_figures_it_explains(world):
    annual = entered(world, report(**{TOTAL: 13}))
    wrong = [row["key"] for row in annual.versions.latest("number").findings if row["severity"] == "error"]
    save(world, annual, notes=dict.fromkeys(wrong, "说明（演示）"))
    version = save(world, annual, cells={TOTAL: "14"})
    assert version.notes == {}


def test_a_blank_is_not_a_nought_and_an_unread_cell_stops_the_submission(world):
    told = report(**{"proactive.permits.decisions": None})
    cells = dict(told.cells)
    cells["proactive.penalties.decisions"] = type(cells[TOTAL])()
    annual = entered(world, type(told)(told.organ, told.year, told.form, cells, told.sections))
    back = report_of(annual.versions.latest("number"))
    assert back.cells["proactive.permits.decisions"].value is None
    assert back.cells["proactive.permits.decisions"].status is Status.BLANK
    settled(world, annual)
    with pytest.raises(Refused, match="1格没有读到"):
        services.submit(annual, by=drafter(world), at=world.now)
    version = save(world, annual, confirmed=["proactive.penalties.decisions"])
    assert report_of(version).cells["proactive.penalties.decisions"] == type(cells[TOTAL])(None, Status.BLANK)


def test_one_report_a_unit_and_year_and_a_second_entering_is_its_next_version(world):
    first, second = entered(world), entered(world)
    assert first.pk == second.pk
    assert entered(world, report(year=2023)).pk != first.pk


def test_two_people_at_one_report_lose_nothing(world):
    annual = entered(world)
    save(world, annual, cells={TOTAL: "12", PERSON: "11"})
    with pytest.raises(Overtaken, match="您打开的是第1稿"):
        save(world, annual, base=1, cells={PERSON: "10"})


def test_only_the_units_own_writers_write_and_only_its_final_reviewer_publishes(world):
    for duty in (DutyKind.LEADER, DutyKind.SECRECY_REVIEWER, DutyKind.UNIT_ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            entered(world, by=world.actor("science", duty))
    annual = entered(world)
    with pytest.raises(NotAllowed):
        services.save(annual, base=1, cells={TOTAL: "1"}, by=drafter(world, "culture"), at=world.now)
    cleared(world, annual)
    for by in (final(world, "culture"), world.actor("science", DutyKind.LEADER)):
        with pytest.raises(NotAllowed):
            services.publish(annual, by=by, at=world.now)


def test_the_same_save_twice_is_one_version(world):
    annual = entered(world)
    one = save(world, annual, cells={PERSON: "11"})
    two = services.save(annual, base=1, cells={PERSON: "11"}, by=drafter(world), at=world.now)
    assert one.number == two.number == 2
