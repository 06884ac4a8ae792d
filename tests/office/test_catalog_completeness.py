"""The completeness board: what the law requires against what is public, of one unit and of a whole city."""

from datetime import date, timedelta

import pytest

from catalogues import adopted
from documents import published, started
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import completeness
from gongkai.office.catalog.lateness import due, formed_by, waiting
from gongkai.office.catalog.obligations import State, settle
from gongkai.office.catalog.own_headings import add_heading
from gongkai.office.catalog.services import Metadata, withdraw
from gongkai.office.units.models import Unit


@pytest.fixture
def by(world):
    return world.actor("science", DutyKind.FINAL_REVIEWER)


def board(world, slug="science"):
    return completeness.of(world.unit(slug), world.today)


def row(world, slug="science"):
    return next(found for found in completeness.roll_up(Unit.objects.all(), world.today) if found.unit.slug == slug)


def formed(world, days_ago, **metadata):
    """A draft that was formed so many days ago."""
    document = started(world)
    with world.guard.off():
        document.latest.formed_on = world.today - timedelta(days=days_ago)
        for name, value in metadata.items():
            setattr(document.latest, name, value)
        document.latest.save()
    return document


@pytest.fixture(autouse=True)
def _guarded(world, guard):
    world.guard = guard


def test_a_department_owes_fifteen_items_and_seven_of_article_21(world):
    found = board(world)
    assert (len(found.owed), len(found.published)) == (22, 0)
    assert {line.state for line in found.owed} == {State.BLANK}


def test_a_part_or_an_own_heading_fills_its_item(world, by):
    own = add_heading(world.unit("science"), "20-11-2", "科普（演示）", by=by, at=world.now)
    adopted(world, "20-07-2", age=30)
    adopted(world, own.code, age=500)
    found = board(world)
    assert [line.node.code for line in found.published] == ["20-07", "20-11"]
    assert [line.node.code for line in found.standing(State.STALE)] == ["20-11"]


def test_what_is_withdrawn_no_longer_fills_its_item(world):
    document = published(world, started(world, metadata=Metadata(heading="20-07")))
    assert len(board(world).published) == 1
    withdraw(document, "演示撤下", by=world.actor("science", DutyKind.LEADER), at=world.now)
    assert len(board(world).published) == 0


def test_the_guide_wants_what_article_12_names(world, guard):
    assert "传真号码" in board(world).guide_missing
    with guard.off():
        Unit.objects.update(
            office_address="演示路1号",
            office_hours="工作日",
            office_fax="0000",
            office_website="https://example.invalid",
        )
    world.unit("science").refresh_from_db()
    assert board(world).guide_missing == ("政府信息的分类", "政府信息的编排体系", "政府信息的获取方式")
    body = "<p>政府信息的分类和编排：按条例分类。</p><p>获取方式：网上查阅（演示）。</p>"
    published(world, started(world, kind="guide", title="政府信息公开指南（演示）", body=body))
    assert board(world).guide_missing == ()
    assert row(world).guide == 0


# --- article 26 -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "until"),
    [
        ("2024-12-31", "2025-02-05"),
        ("2026-01-30", "2026-03-05"),
        ("2020-01-17", "2020-02-21"),
    ],
)
def test_twenty_working_days_are_counted_from_the_day_of_formation(on, until):
    found = due(date.fromisoformat(on))
    assert found.due_on == date.fromisoformat(until)
    assert "条例第二十六条" in found.derivation.text()


def test_the_day_before_which_everything_formed_is_late_agrees_with_the_counting():
    for days in range(0, 300, 7):
        on = date(2025, 11, 1) + timedelta(days=days)
        last = formed_by(on)
        assert due(last).due_on < on <= due(last + timedelta(days=1)).due_on


def test_what_was_formed_and_is_not_public_is_late_after_twenty_working_days(world):
    late, near, early = formed(world, 60), formed(world, 30), formed(world, 2)
    found = board(world)
    assert [each.document for each in found.late] == [late]
    assert [each.document for each in found.near] == [near]
    assert early not in [each.document for each in found.waiting]
    assert row(world).late == 1


def test_what_is_not_for_everybody_or_is_public_is_not_waited_for(world):
    formed(world, 60, disclosure="withheld")
    formed(world, 60, disclosure="on_request")
    published(world)
    assert board(world).waiting == ()


def test_where_the_calendar_ends_nothing_is_called_late(world):
    formed(world, 60)
    assert waiting([world.unit("science")], date(2031, 5, 1)) == []


# --- the roll-up ------------------------------------------------------------------------------------------------------
def test_the_roll_up_says_of_a_unit_what_its_own_board_says(world, by):
    own = add_heading(world.unit("science"), "20-11-2", "科普（演示）", by=by, at=world.now)
    adopted(world, own.code, age=500)
    adopted(world, "20-01-2", age=170)
    adopted(world, "20-02", age=5)
    settle(world.unit("science"), own.code, cycle_days=30, by=by, at=world.now)
    settle(world.unit("science"), "20-10", not_applicable=True, reason="没有（演示）", by=by, at=world.now)
    found, one = board(world), row(world)
    assert (one.owed, one.published) == (len(found.owed), len(found.published)) == (21, 3)
    for state, number in (
        (State.BLANK, one.blank),
        (State.STALE, one.stale),
        (State.SOON, one.soon),
        (State.NONE, one.declared),
    ):
        assert number == len(found.standing(state)), state
    assert one.items == 3
    assert one.newest_on == world.today - timedelta(days=5)


def test_the_worst_unit_comes_first(world):
    for code in ("20-01", "20-02", "20-07"):
        adopted(world, code, age=1, slug="culture")
    rows = completeness.roll_up(Unit.objects.filter(slug__in=["science", "culture"]), world.today)
    assert [found.unit.slug for found in rows] == ["science", "culture"]


def test_a_roll_up_costs_the_same_for_many_units(world, django_assert_num_queries):
    adopted(world, "20-01", age=1)
    for units in (Unit.objects.filter(slug="science"), Unit.objects.all()):
        with django_assert_num_queries(7):
            completeness.roll_up(units, world.today)


def test_what_is_over_by_the_known_holidays_is_not_told_as_none_in_a_year_that_is_not_announced():
    known = max(day.year for day in (due(date(year, 11, 2)).due_on for year in (2025, 2026)))
    assert due(date(known + 1, 2, 1)) is None
    assert formed_by(date(known + 1, 11, 1)) == formed_by(date(known + 1, 1, 8))
    assert due(formed_by(date(known + 1, 11, 1))).due_on.year == known
