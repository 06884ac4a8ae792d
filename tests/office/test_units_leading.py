"""Who leads disclosure in a unit: group, chain, officer, briefings, sections; kept by the unit itself."""

from datetime import date, timedelta

import pytest

from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units import permissions, selectors, services
from gongkai.office.units.models import GroupRole, ResponsibilityLevel

DAY = timedelta(days=1)


@pytest.fixture
def keeper(world):
    return world.actor("science", DutyKind.UNIT_ADMINISTRATOR)


def member(world, by, role, name, on=None, **more):
    return services.set_group_member(
        world.unit("science"), role=role, name=name, on=on or world.today, by=by, at=world.now, **more
    )


def answers(world, by, level, name, on=None, **more):
    return services.set_responsibility(
        world.unit("science"), level=level, name=name, on=on or world.today, by=by, at=world.now, **more
    )


class TestLeadingGroup:
    def test_a_new_head_ends_the_former_one_and_both_stay_in_the_history(self, world, keeper):
        first = member(world, keeper, "head", "张三", date(2024, 1, 1), title="局长", basis="青科发〔2024〕1号")
        member(world, keeper, "member", "王五")
        member(world, keeper, "deputy_head", "李四")
        member(world, keeper, "office", "局办公室")
        member(world, keeper, "head", "赵六", title="局长", basis="青科发〔2026〕2号")
        science = world.unit("science")
        assert [row.name for row in selectors.leading_group(science, world.today)] == [
            "赵六",
            "李四",
            "王五",
            "局办公室",
        ]
        assert [row.name for row in selectors.leading_group(science, world.today - DAY)] == ["张三"]
        assert [row.name for row in selectors.former_group(science, world.today)] == ["张三"]
        first.refresh_from_db()
        assert first.valid_to == world.today - DAY

    def test_who_leaves_has_a_last_day(self, world, keeper):
        row = member(world, keeper, "member", "王五", date(2024, 1, 1))
        with pytest.raises(Refused, match="早于任职日期"):
            services.end_group_member(row, last_day=date(2023, 1, 1), by=keeper, at=world.now)
        services.end_group_member(row, last_day=world.today, by=keeper, at=world.now)
        assert selectors.leading_group(world.unit("science"), world.today + DAY) == []
        with pytest.raises(Refused, match="不必重复办理"):
            services.end_group_member(row, last_day=world.today, by=keeper, at=world.now)

    @pytest.mark.parametrize(
        ("role", "name", "on", "field"),
        [
            ("chair", "张三", None, "role"),
            ("head", " ", None, "name"),
            ("member", "王五", None, "name"),
            ("head", "赵六", date(2024, 1, 1), "on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, world, keeper, role, name, on, field):
        member(world, keeper, "member", "王五")
        member(world, keeper, "head", "张三", date(2024, 1, 1))
        with pytest.raises(Refused) as error:
            member(world, keeper, role, name, on)
        assert field in error.value.problems


class TestChain:
    def test_three_levels_and_a_named_officer(self, world, keeper):
        science, section = world.unit("science"), world.section("science")
        assert selectors.missing_levels(science, world.today) == [level.label for level in ResponsibilityLevel]
        answers(world, keeper, 1, "张三")
        answers(world, keeper, 2, "李四")
        answers(world, keeper, 3, "王五", section=section, duty="起草和报送")
        assert selectors.missing_levels(science, world.today) == ["专人负责"]
        answers(world, keeper, 4, "赵六")
        chain = selectors.responsibility_chain(science, world.today)
        assert [[row.name for row in held] for _level, held in chain] == [["张三"], ["李四"], ["王五"], ["赵六"]]

    def test_one_at_a_time_on_the_upper_levels_and_one_for_each_section_below(self, world, keeper):
        other = services.add_section(world.unit("science"), name="法规科", by=keeper, at=world.now)
        answers(world, keeper, 1, "张三", date(2024, 1, 1))
        answers(world, keeper, 1, "李四")
        answers(world, keeper, 3, "王五", section=world.section("science"))
        answers(world, keeper, 3, "赵六", section=other)
        chain = selectors.responsibility_chain(world.unit("science"), world.today)
        assert [[row.name for row in held] for _level, held in chain] == [["李四"], [], ["王五", "赵六"], []]

    def test_the_section_must_be_the_units_own_and_at_work(self, world, keeper):
        with pytest.raises(Refused, match="须指明科室"):
            answers(world, keeper, 3, "王五")
        with pytest.raises(Refused, match="不是“青石市科学技术局”的内设机构"):
            answers(world, keeper, 3, "王五", section=world.section("culture"))
        closed = services.close_section(world.section("science"), by=keeper, at=world.now)
        with pytest.raises(Refused, match="已撤销"):
            answers(world, keeper, 3, "王五", section=closed)
        with pytest.raises(Refused, match="之一"):
            answers(world, keeper, 5, "王五")

    def test_an_end_leaves_the_level_empty(self, world, keeper):
        held = answers(world, keeper, 4, "赵六", date(2024, 1, 1))
        services.end_responsibility(held, last_day=world.today - DAY, by=keeper, at=world.now)
        assert "专人负责" in selectors.missing_levels(world.unit("science"), world.today)


class TestSections:
    def test_a_section_is_added_changed_closed_and_reopened(self, world, keeper):
        section = services.add_section(world.unit("science"), name="法规科", by=keeper, at=world.now)
        assert section.position == 1
        section = services.change_section(section, {"name": "政策法规科", "phone": "1"}, by=keeper, at=world.now)
        before = AuditEntry.objects.count()
        services.change_section(section, {"phone": " 1 "}, by=keeper, at=world.now)
        assert AuditEntry.objects.count() == before
        services.close_section(section, by=keeper, at=world.now)
        assert section not in selectors.sections(world.unit("science"))
        assert section in selectors.sections(world.unit("science"), closed=True)
        with pytest.raises(Refused, match="已撤销，可恢复"):
            services.add_section(world.unit("science"), name="政策法规科", by=keeper, at=world.now)
        assert not services.reopen_section(section, by=keeper, at=world.now).closed

    def test_a_section_in_the_chain_is_not_closed(self, world, keeper):
        answers(world, keeper, 3, "王五", section=world.section("science"))
        with pytest.raises(Refused, match="仍在责任链中（责任科室抓落实：王五）"):
            services.close_section(world.section("science"), by=keeper, at=world.now)

    def test_a_name_stands_once_in_a_unit(self, world, keeper):
        with pytest.raises(Refused) as error:
            services.add_section(world.unit("science"), name="综合科", by=keeper, at=world.now)
        assert "已有内设机构“综合科”" in error.value.problems["name"]


class TestBriefings:
    def test_a_briefing_with_its_objectives(self, world, keeper):
        kept = services.record_briefing(
            world.unit("science"),
            held_on=world.today,
            chair="张三",
            summary="听取第一季度公开工作汇报。\n\x00 ",
            objectives="月底前更新指南。",
            by=keeper,
            at=world.now,
        )
        assert kept.summary == "听取第一季度公开工作汇报。"
        assert list(selectors.briefings(world.unit("science"), world.today)) == [kept]
        with pytest.raises(Refused, match="不必重复登记"):
            services.record_briefing(
                world.unit("science"), held_on=world.today, chair="张三", summary=kept.summary, by=keeper, at=world.now
            )

    @pytest.mark.parametrize(
        ("held_on", "chair", "summary", "field"),
        [
            (date(2026, 3, 11), "张三", "汇报", "held_on"),
            (date(2018, 3, 11), "张三", "汇报", "held_on"),
            (date(2026, 3, 1), "", "汇报", "chair"),
            (date(2026, 3, 1), "张三", " ", "summary"),
            (date(2026, 3, 1), "张三", "长" * 20_001, "summary"),
        ],
    )
    def test_what_was_not_held_is_not_recorded(self, world, keeper, held_on, chair, summary, field):
        with pytest.raises(Refused) as error:
            services.record_briefing(
                world.unit("science"), held_on=held_on, chair=chair, summary=summary, by=keeper, at=world.now
            )
        assert field in error.value.problems


def acts_on(world, by):
    science, at, today = world.unit("science"), world.now, world.today
    section = world.section("science")
    return (
        lambda: services.add_section(science, name="科", by=by, at=at),
        lambda: services.change_section(section, {"phone": "1"}, by=by, at=at),
        lambda: services.close_section(section, by=by, at=at),
        lambda: services.set_group_member(science, role=GroupRole.HEAD, name="张三", on=today, by=by, at=at),
        lambda: services.set_responsibility(science, level=1, name="张三", on=today, by=by, at=at),
        lambda: services.record_briefing(science, held_on=today, chair="张三", summary="汇报", by=by, at=at),
    )


POSTS = [(slug, kind) for slug in ("science", "culture") for kind in sorted(UNIT_DUTIES)]
POSTS += [("city", kind) for kind in sorted(REGION_DUTIES)] + [("platform", kind) for kind in sorted(PLATFORM_DUTIES)]


@pytest.mark.parametrize(("slug", "kind"), POSTS)
def test_a_unit_is_led_by_its_own_administrator_and_no_foreign_one(world, slug, kind):
    by = world.actor(slug, kind)
    science = world.unit("science")
    allowed = kind is DutyKind.SYSTEM_ADMINISTRATOR or (kind is DutyKind.UNIT_ADMINISTRATOR and slug == "science")
    before = AuditEntry.objects.count()
    assert permissions.may_lead(by, science) is allowed
    if not allowed:
        for act in acts_on(world, by):
            with pytest.raises(NotAllowed):
                act()
        assert AuditEntry.objects.count() == before
    elif kind is DutyKind.UNIT_ADMINISTRATOR:
        for act in acts_on(world, by):
            act()
    contact = allowed or kind is DutyKind.SUPERVISOR
    assert permissions.may_change_contact(by, science) is contact
    if contact:
        assert services.change_unit(science, {"office_phone": "9"}, by=by, at=world.now).office_phone == "9"
    else:
        with pytest.raises(NotAllowed, match="青石市科学技术局"):
            services.change_unit(science, {"office_phone": "9"}, by=by, at=world.now)


def test_everybody_reads_the_units_their_posts_cover_and_no_others(world):
    def seen(slug, kind):
        return {unit.slug for unit in selectors.visible_units(world.actor(slug, kind))}

    everything = set(world.units)
    assert seen("science", DutyKind.DRAFTER) == {"science"}
    assert seen("east", DutyKind.UNIT_ADMINISTRATOR) == {"east"}
    assert seen("city", DutyKind.SUPERVISOR) == everything
    assert seen("city", DutyKind.ASSESSOR) == everything
    assert seen("platform", DutyKind.SECURITY_ADMINISTRATOR) == everything
    assert not permissions.may_read(world.actor("science", DutyKind.LEADER), world.unit("culture"))
    rows = selectors.branches_for(world.actor("east", DutyKind.LEADER), world.today)
    assert [(row.name, row.depth) for row in rows] == [("青石市东城区人民政府", 0)]


def test_the_lead_office_is_the_nearest_above_and_follows_its_successor(world):
    root = world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)
    city, science, culture = world.unit("city"), world.unit("science"), world.unit("culture")
    assert selectors.lead_office_of(world.unit("east-school"), world.today) is None
    services.change_unit(city, {"lead_office": science}, by=root, at=world.now)
    services.close_unit(science, last_day=world.today, successor=culture, by=root, at=world.now)
    school = world.unit("east-school")
    school.refresh_from_db()
    assert selectors.lead_office_of(school, world.today) == science
    assert selectors.lead_office_of(school, world.today + DAY) == culture


def test_kinds_are_counted_and_none_is_left_out(world):
    counts = selectors.counted_by_kind(selectors.units_in_force(world.today))
    assert {kind.value: number for kind, number in counts.items()} == {
        "government": 2,
        "department": 3,
        "dispatched": 0,
        "township": 0,
        "authorised": 0,
    }
