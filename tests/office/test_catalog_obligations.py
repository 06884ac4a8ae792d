"""What a unit keeps up under its headings: own headings, cycles, who is responsible, and that there is no such business."""

from datetime import timedelta

import pytest

from catalogues import adopted, line
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.models import Obligation, OwnHeading
from gongkai.office.catalog.obligations import State, settle
from gongkai.office.catalog.own_headings import (
    add_heading,
    close_heading,
    move_heading,
    rename_heading,
    reopen_heading,
)
from gongkai.office.errors import NotAllowed, Refused

ARRANGERS = [DutyKind.FINAL_REVIEWER, DutyKind.UNIT_ADMINISTRATOR]
OTHERS = [
    ("science", DutyKind.DRAFTER),
    ("science", DutyKind.SECTION_HEAD),
    ("science", DutyKind.LEADER),
    ("culture", DutyKind.FINAL_REVIEWER),
    ("city", DutyKind.FINAL_REVIEWER),
    ("city", DutyKind.SUPERVISOR),
    ("platform", DutyKind.SYSTEM_ADMINISTRATOR),
]


@pytest.fixture
def by(world):
    return world.actor("science", DutyKind.FINAL_REVIEWER)


@pytest.fixture
def heading(world, by):
    return add_heading(world.unit("science"), "20-11-2", " 科普\n活动 ", by=by, at=world.now)


# --- own headings -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ARRANGERS)
def test_a_unit_adds_a_heading_under_one_of_the_laws(world, kind):
    unit = world.unit("science")
    made = add_heading(unit, "20-11", "科普（演示）", by=world.actor("science", kind), at=world.now)
    assert (made.code, made.parent) == (f"u{unit.pk}-1", "20-11")
    assert AuditEntry.objects.get(verb="catalog.heading.added").unit_id == unit.pk


@pytest.mark.parametrize(("slug", "kind"), OTHERS)
def test_nobody_else_adds_renames_or_closes(world, heading, slug, kind):
    other = world.actor(slug, kind)
    for act in (
        lambda: add_heading(world.unit("science"), "20-11", "名称", by=other, at=world.now),
        lambda: rename_heading(heading, "名称", by=other, at=world.now),
        lambda: move_heading(heading, up=True, by=other, at=world.now),
        lambda: close_heading(heading, by=other, at=world.now),
        lambda: settle(world.unit("science"), "20-11", cycle_days=30, by=other, at=world.now),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert list(OwnHeading.objects.values_list("name", "closed")) == [("科普 活动", False)]


def test_a_code_is_never_given_twice_even_after_closing(world, heading, by):
    close_heading(heading, by=by, at=world.now)
    second = add_heading(world.unit("science"), "20-11-2", "另一类", by=by, at=world.now)
    assert second.code == f"u{world.unit('science').pk}-2"


@pytest.mark.parametrize(
    ("parent", "name", "field"),
    [("21-14", "宅基地", "parent"), ("99", "没有", "parent"), ("20-11-2", "科普 活动", "name"), ("20-11", "", "name")],
)
def test_a_heading_that_cannot_be_is_refused_at_its_field(world, heading, by, parent, name, field):
    with pytest.raises(Refused) as refused:
        add_heading(world.unit("science"), parent, name, by=by, at=world.now)
    assert list(refused.value.problems) == [field]


def test_nothing_is_added_under_an_own_heading(world, heading, by):
    with pytest.raises(Refused):
        add_heading(world.unit("science"), heading.code, "更细", by=by, at=world.now)


def test_what_stands_under_a_closed_heading_still_counts_with_the_law_above_it(world, heading, by):
    adopted(world, heading.code, age=10)
    close_heading(heading, by=by, at=world.now)
    assert line(world, "20-11").total == 1
    assert line(world, heading.code).node.closed
    reopen_heading(heading, by=by, at=world.now)
    assert not line(world, heading.code).node.closed


def test_headings_change_places_within_their_parent(world, heading, by):
    second = add_heading(world.unit("science"), "20-11-2", "竞赛", by=by, at=world.now)
    move_heading(second, up=True, by=by, at=world.now)
    assert list(OwnHeading.objects.values_list("name", flat=True)) == ["竞赛", "科普 活动"]
    with pytest.raises(Refused):
        move_heading(second, up=True, by=by, at=world.now)


def test_a_rename_keeps_the_code_and_the_trail_has_both_names(world, heading, by):
    renamed = rename_heading(heading, "科普", by=by, at=world.now)
    assert (renamed.code, renamed.name) == (heading.code, "科普")
    detail = AuditEntry.objects.get(verb="catalog.heading.renamed").detail
    assert "科普 活动" in detail


# --- states -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "state"),
    [
        (10, State.FRESH),
        (165, State.FRESH),
        (166, State.SOON),
        (180, State.SOON),
        (181, State.STALE),
        (None, State.BLANK),
    ],
)
def test_a_heading_is_judged_by_the_age_of_its_newest_item(world, age, state):
    if age is not None:
        adopted(world, "20-01", age=400)
        adopted(world, "20-01-2", age=age)
    found = line(world, "20-01")
    assert found.state == state
    assert found.due_on == (None if age is None else world.today + timedelta(days=180 - age))


def test_what_comes_when_it_comes_is_never_stale(world):
    adopted(world, "20-15", age=2000)
    assert line(world, "20-15").state == State.FRESH


def test_a_part_of_an_item_is_not_asked_about_until_the_unit_settles_something_for_it(world, by):
    assert line(world, "20-07-1").state is None
    settle(world.unit("science"), "20-07-1", cycle_days=400, by=by, at=world.now)
    assert line(world, "20-07-1").state == State.BLANK


def test_a_unit_settles_cycle_mode_and_section(world, by):
    adopted(world, "20-13", age=40)
    section = world.section("science")
    settle(world.unit("science"), "20-13", mode="routine", cycle_days=30, section=section, by=by, at=world.now)
    found = line(world, "20-13")
    assert (found.state, found.cycle_days, found.section) == (State.STALE, 30, section)


def test_settling_nothing_gives_the_law_its_word_back(world, by):
    settle(world.unit("science"), "20-13", cycle_days=30, by=by, at=world.now)
    assert settle(world.unit("science"), "20-13", by=by, at=world.now) is None
    assert not Obligation.objects.exists()
    assert line(world, "20-13").cycle_days == 180


def test_no_such_business_takes_a_class_out_of_what_is_owed(world, by):
    settle(
        world.unit("science"), "20-10", not_applicable=True, reason="不承担重大建设项目（演示）", by=by, at=world.now
    )
    found = line(world, "20-10")
    assert (found.state, found.owed, found.due_on) == (State.NONE, False, None)


@pytest.mark.parametrize(
    ("heading", "said", "field"),
    [
        ("20-10", {"not_applicable": True}, "reason"),
        ("20-07", {"not_applicable": True, "reason": "没有"}, "not_applicable"),
        ("20-01", {"not_applicable": True, "reason": "没有"}, "not_applicable"),
        ("20-10", {"cycle_days": 4000}, "cycle_days"),
        ("20-10", {"cycle_days": 0}, "cycle_days"),
        ("20-10", {"mode": "sometimes"}, "mode"),
        ("21-14", {"cycle_days": 30}, "heading"),
    ],
)
def test_what_cannot_be_settled_is_refused_at_its_field(world, by, heading, said, field):
    with pytest.raises(Refused) as refused:
        settle(world.unit("science"), heading, **said, by=by, at=world.now)
    assert list(refused.value.problems) == [field]


def test_a_class_with_public_items_is_not_called_without_business(world, by):
    adopted(world, "20-10-1", age=900)
    with pytest.raises(Refused) as refused:
        settle(world.unit("science"), "20-10", not_applicable=True, reason="没有", by=by, at=world.now)
    assert "已公开1条" in refused.value.problems["not_applicable"]


def test_a_section_of_another_unit_or_one_that_ended_is_refused(world, by, guard):
    section = world.section("science")
    with pytest.raises(Refused):
        settle(world.unit("science"), "20-10", section=world.section("culture"), by=by, at=world.now)
    with guard.off():
        section.closed = True
        section.save()
    with pytest.raises(Refused):
        settle(world.unit("science"), "20-10", section=section, by=by, at=world.now)
