"""The life of a unit: opened, renamed, moved, closed, merged; on any day, past or to come; and never in a circle."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.units import credit_code, selectors, services
from gongkai.office.units.models import Unit, UnitKind, UnitName
from gongkai.office.units.tree import branches

LATER = timedelta(days=30)


@pytest.fixture
def root(world):
    return world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)


def code(number):
    first = f"1123{number:013d}"
    return first + credit_code.check_character(first)


def told(error, field=""):
    return error.value.problems[field]


def every_path_follows_its_parent():
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        ids = [part for part in unit.path.split("/") if part]
        assert len(ids) == len(set(ids))


class TestOpening:
    def test_a_unit_opened_stands_below_its_parent_and_in_the_trail(self, world, root):
        unit = services.open_unit(
            name="  青石市  档案局\u200b",
            short_name="档案局",
            kind=UnitKind.DEPARTMENT,
            parent=world.unit("city"),
            on=world.today,
            code=code(1).lower(),
            contact={"office_phone": "0451-1234567"},
            basis="青政发〔2026〕3号",
            by=root,
            at=world.now,
        )
        assert unit.name == "青石市 档案局"
        assert unit.path == f"{world.unit('city').path}{unit.pk}/"
        assert unit.code == code(1)
        assert unit.slug == code(1)[8:17].lower()
        entry = AuditEntry.objects.first()
        assert (entry.verb, entry.unit_id, entry.actor_id) == ("unit.opened", unit.pk, root.id)
        assert "青政发〔2026〕3号" in entry.detail

    def test_a_unit_of_a_day_to_come_does_not_exist_today(self, world, root):
        unit = services.open_unit(
            name="新局", kind="department", parent=world.unit("city"), on=world.today + LATER, by=root, at=world.now
        )
        assert unit not in selectors.units_in_force(world.today)
        assert unit in selectors.units_in_force(world.today + LATER)

    @pytest.mark.parametrize(
        ("changed", "field", "words"),
        [
            ({"name": ""}, "name", "名称"),
            ({"name": "长" * 121}, "name", "120"),
            ({"kind": "ministry"}, "kind", "法律、法规授权组织"),
            ({"code": "1123"}, "code", "应为 18 位"),
            ({"code": "112300000000000001"}, "code", "末位应为 M"),
            ({"kind": "dispatched", "parent": None}, "parent", "必须有设立它的上级单位"),
            ({"kind": "government", "parent": "science"}, "parent", "“青石市科学技术局”是“政府部门”"),
            ({"on": date(2018, 1, 1)}, "parent", "2018年1月1日尚不存在"),
            ({"slug": "科技局"}, "slug", "小写字母"),
            ({"slug": "culture"}, "slug", "已被使用"),
            ({"name": "青石市文化局"}, "name", "已有“青石市文化局”"),
            ({"contact": {"postcode": "15000"}}, "postcode", "6 位数字"),
            ({"contact": {"office_email": "nobody"}}, "office_email", "电子邮箱"),
            ({"contact": {"office_website": "javascript:alert(1)"}}, "office_website", "互联网联系方式"),
        ],
    )
    def test_what_cannot_stand_is_refused_at_its_field_and_nothing_is_written(self, world, root, changed, field, words):
        given_ = {"name": "青石市档案局", "kind": "department", "parent": "city", "on": world.today, **changed}
        parent = world.unit(given_.pop("parent")) if given_["parent"] else given_.pop("parent")
        before = (Unit.objects.count(), AuditEntry.objects.count())
        with pytest.raises(Refused) as error:
            services.open_unit(**given_, parent=parent, by=root, at=world.now)
        assert words in told(error, field)
        assert (Unit.objects.count(), AuditEntry.objects.count()) == before

    def test_a_code_belongs_to_one_unit(self, world, root):
        services.change_unit(world.unit("science"), {"code": code(7)}, by=root, at=world.now)
        with pytest.raises(Refused, match="已登记在“青石市科学技术局”名下"):
            services.change_unit(world.unit("culture"), {"code": code(7)}, by=root, at=world.now)

    def test_two_units_of_one_name_and_day_get_different_addresses(self, world, root):
        first, second = (
            services.open_unit(
                name="演示所", kind="authorised", parent=world.unit(p), on=world.today, by=root, at=world.now
            )
            for p in ("science", "culture")
        )
        assert first.slug != second.slug
        assert second.slug.startswith(first.slug)


class TestChanging:
    def test_what_is_equal_is_not_written(self, world, root):
        before = AuditEntry.objects.count()
        unit = services.change_unit(world.unit("science"), {"office_name": " 办公室 "}, by=root, at=world.now)
        assert (unit.revision, AuditEntry.objects.count()) == (0, before)

    def test_a_form_opened_before_anothers_change_overwrites_nothing(self, world, root):
        science = world.unit("science")
        services.change_unit(science, {"office_phone": "1"}, by=root, at=world.now, base=0)
        with pytest.raises(Overtaken, match="已被他人修改"):
            services.change_unit(science, {"office_phone": "2"}, by=root, at=world.now, base=0)
        assert Unit.objects.get(pk=science.pk).office_phone == "1"

    def test_a_kind_must_fit_those_below(self, world, root):
        with pytest.raises(Refused) as error:
            services.change_unit(world.unit("east"), {"kind": "authorised"}, by=root, at=world.now)
        assert "青石市东城区教育局" in told(error, "kind")

    def test_the_guide_knows_what_it_lacks(self, world, root):
        science = world.unit("science")
        assert selectors.missing_contact(science) == [
            "办公地址",
            "办公时间",
            "传真号码",
            "互联网联系方式（电子邮箱或网址）",
        ]
        full = {
            "office_address": "演示路 1 号",
            "office_hours": "工作日",
            "office_fax": "1",
            "office_email": "a@b.example",
        }
        assert selectors.missing_contact(services.change_unit(science, full, by=root, at=world.now)) == []


class TestRenaming:
    def test_the_old_name_stays_and_is_found(self, world, root):
        science = services.rename_unit(
            world.unit("science"), name="青石市科技创新局", short_name="科创局", on=world.today, by=root, at=world.now
        )
        assert science.name == "青石市科技创新局"
        assert list(selectors.find_units("科学技术")) == [science]
        assert list(selectors.find_units("科创")) == [science]
        assert selectors.name_on(science, world.today - LATER) == "青石市科学技术局"
        assert selectors.name_on(science, date(2000, 1, 1)) == "青石市科学技术局"
        assert selectors.name_on(science, world.today) == "青石市科技创新局"

    def test_a_name_of_a_day_to_come_takes_effect_on_it_and_once(self, world, root):
        science, day = world.unit("science"), world.today + LATER
        services.rename_unit(science, name="青石市科技创新局", on=day, by=root, at=world.now)
        assert Unit.objects.get(pk=science.pk).name == "青石市科学技术局"
        assert [row.name for row in branches(day) if row.id == science.pk] == ["青石市科技创新局"]
        assert services.bring_up_to_date(on=day - timedelta(days=1), at=world.now) == 0
        assert services.bring_up_to_date(on=day + LATER, at=world.now + 2 * LATER) == 1
        assert services.bring_up_to_date(on=day + LATER, at=world.now + 2 * LATER) == 0
        assert Unit.objects.get(pk=science.pk).name == "青石市科技创新局"
        assert AuditEntry.objects.first().actor == str(SYSTEM)

    def test_names_follow_each_other(self, world, root):
        science = world.unit("science")
        services.rename_unit(science, name="甲", on=world.today, by=root, at=world.now)
        with pytest.raises(Refused) as error:
            services.rename_unit(science, name="乙", on=world.today, by=root, at=world.now)
        assert "须晚于" in told(error, "on")
        with pytest.raises(Refused, match="没有变化"):
            services.rename_unit(science, name="甲", on=world.today + LATER, by=root, at=world.now)

    def test_a_slip_is_mended_without_an_old_name(self, world, root):
        science = world.unit("science")
        services.rename_unit(science, name="青石市科学技朮局", on=world.today, by=root, at=world.now)
        services.rename_unit(science, name="青石市科学和技术局", on=world.today, correction=True, by=root, at=world.now)
        assert not selectors.find_units("技朮")
        assert [row.name for row in UnitName.objects.filter(unit=science)] == ["青石市科学和技术局", "青石市科学技术局"]


class TestMoving:
    def test_all_below_move_along(self, world, root):
        district = services.open_unit(
            name="开发区", kind="dispatched", parent=world.unit("city"), on=date(2020, 1, 1), by=root, at=world.now
        )
        office = services.open_unit(
            name="街道", kind="township", parent=world.unit("east"), on=date(2020, 1, 1), by=root, at=world.now
        )
        services.move_unit(office, district, on=world.today, by=root, at=world.now)
        services.move_unit(world.unit("east-school"), district, on=world.today, by=root, at=world.now)
        every_path_follows_its_parent()
        assert {unit.pk for unit in selectors.subtree(district)} == {
            district.pk,
            office.pk,
            world.unit("east-school").pk,
        }
        assert selectors.parent_on(office, world.today - LATER) == world.unit("east")

    def test_a_circle_is_refused_and_named(self, world, root):
        with pytest.raises(Refused) as error:
            services.move_unit(world.unit("city"), world.unit("east"), on=world.today, by=root, at=world.now)
        assert told(error, "parent") == (
            "隶属关系会成为一个圈：青石市人民政府 → 青石市东城区人民政府 → 青石市人民政府。请另选上级单位。"
        )
        with pytest.raises(Refused, match="不能隶属于自己"):
            services.move_unit(world.unit("east"), world.unit("east"), on=world.today, by=root, at=world.now)

    def test_a_circle_that_would_close_on_a_later_day_is_refused(self, world, root):
        day = world.today + LATER
        west = services.open_unit(
            name="西城区人民政府",
            kind="government",
            parent=world.unit("city"),
            on=date(2020, 1, 1),
            by=root,
            at=world.now,
        )
        services.move_unit(world.unit("east"), west, on=day, by=root, at=world.now)
        with pytest.raises(Refused) as error:
            services.move_unit(west, world.unit("east"), on=day - timedelta(days=1), by=root, at=world.now)
        assert told(error, "parent").startswith("自2026年4月9日起隶属关系会成为一个圈：西城区人民政府")

    def test_a_place_of_a_day_to_come_takes_effect_on_it(self, world, root):
        day, school = world.today + LATER, world.unit("east-school")
        services.move_unit(school, world.unit("city"), on=day, by=root, at=world.now)
        assert Unit.objects.get(pk=school.pk).path == school.path
        assert [row.depth for row in branches(day) if row.id == school.pk] == [1]
        assert services.bring_up_to_date(on=day, at=world.now + LATER) == 1
        assert Unit.objects.get(pk=school.pk).parent == world.unit("city")
        every_path_follows_its_parent()
        assert services.bring_up_to_date(on=day, at=world.now + LATER) == 0

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-20, 20)), max_size=12))
    def test_whatever_is_moved_there_is_no_circle_and_every_path_is_its_parents(self, world, root, moves):
        from django.db import transaction

        with transaction.atomic():
            at, units = world.now, [world.unit("city")]
            for number in range(6):
                parent = units[number // 2]
                units.append(
                    services.open_unit(
                        name=f"演示{number}", kind="government", parent=parent, on=date(2020, 1, 1), by=root, at=at
                    )
                )
            for which, where, days in moves:
                try:
                    services.move_unit(
                        units[which], units[where], on=world.today + timedelta(days=days), by=root, at=at
                    )
                except Refused:
                    continue
                every_path_follows_its_parent()
            for days in range(0, 25, 3):
                services.bring_up_to_date(on=world.today + timedelta(days=days), at=at)
                every_path_follows_its_parent()
                assert len(list(branches(world.today + timedelta(days=days)))) == len(world.units) + 6
            transaction.set_rollback(True)


class TestClosing:
    def test_a_closed_unit_leaves_its_reports_to_the_last_of_its_successors(self, world, root):
        science, culture, east = world.unit("science"), world.unit("culture"), world.unit("east")
        services.close_unit(science, last_day=world.today - LATER, successor=culture, by=root, at=world.now)
        services.close_unit(culture, last_day=world.today, successor=east, by=root, at=world.now)
        science = Unit.objects.get(pk=science.pk)
        assert selectors.reporting_unit(science) == east
        assert selectors.reporting_unit(science, world.today) == culture
        assert selectors.reporting_unit(science, world.today + LATER) == east
        assert selectors.reporting_unit(science, date(2020, 1, 1)) == science
        assert not science.in_force(world.today)

    @pytest.mark.parametrize(
        ("slug", "changes", "field", "words"),
        [
            ("east", {}, "", "还有 1 个下级单位在此之后存续（青石市东城区教育局）"),
            ("science", {"last_day": date(2018, 1, 1)}, "last_day", "早于设立日期"),
            ("science", {"successor": "science"}, "successor", "不能是被撤销的单位自己"),
        ],
    )
    def test_what_cannot_end_is_refused(self, world, root, slug, changes, field, words):
        given_ = {"last_day": world.today, **changes}
        if "successor" in given_:
            given_["successor"] = world.unit(given_["successor"])
        with pytest.raises(Refused) as error:
            services.close_unit(world.unit(slug), **given_, by=root, at=world.now)
        assert words in told(error, field)

    def test_a_successor_must_outlive_what_it_succeeds(self, world, root):
        science, culture = world.unit("science"), world.unit("culture")
        services.close_unit(science, last_day=world.today + LATER, successor=culture, by=root, at=world.now)
        with pytest.raises(Refused) as error:
            services.close_unit(culture, last_day=world.today, successor=science, by=root, at=world.now)
        assert "由“青石市文化局”承继" in told(error, "last_day")
        with pytest.raises(Refused, match="不能重复办理"):
            services.close_unit(science, last_day=world.today, by=root, at=world.now)

    def test_a_unit_whose_children_are_to_move_may_end_when_they_have(self, world, root):
        day = world.today + LATER
        services.move_unit(world.unit("east-school"), world.unit("city"), on=day, by=root, at=world.now)
        with pytest.raises(Refused, match="还有 1 个下级单位"):
            services.close_unit(world.unit("east"), last_day=day - timedelta(days=2), by=root, at=world.now)
        last = day - timedelta(days=1)
        assert services.close_unit(world.unit("east"), last_day=last, by=root, at=world.now).valid_to == last

    def test_a_closing_by_mistake_is_taken_back(self, world, root):
        science = services.close_unit(world.unit("science"), last_day=world.today, by=root, at=world.now)
        with pytest.raises(Refused):
            services.reopen_unit(science, reason=" ", by=root, at=world.now)
        assert services.reopen_unit(science, reason="误登记", by=root, at=world.now).in_force(world.today + LATER)

    def test_nothing_is_opened_below_a_unit_that_ends(self, world, root):
        services.close_unit(world.unit("science"), last_day=world.today + LATER, by=root, at=world.now)
        with pytest.raises(Refused) as error:
            services.open_unit(
                name="所", kind="authorised", parent=world.unit("science"), on=world.today, by=root, at=world.now
            )
        assert "已定于2026年4月9日撤销" in told(error, "parent")


class TestMerging:
    def test_several_become_one_and_what_was_below_them_is_below_it(self, world, root):
        city = services.open_unit(
            name="新区人民政府",
            kind="government",
            parent=world.unit("city"),
            on=date(2020, 1, 1),
            by=root,
            at=world.now,
        )
        into = services.merge_units([world.unit("east")], city, on=world.today, by=root, at=world.now)
        every_path_follows_its_parent()
        school = Unit.objects.get(pk=world.unit("east-school").pk)
        assert school.parent == into
        assert selectors.reporting_unit(Unit.objects.get(pk=world.unit("east").pk)) == into
        assert selectors.parent_on(school, world.today - LATER) == world.unit("east")
        verbs = list(AuditEntry.objects.values_list("verb", flat=True)[:3])
        assert verbs == ["unit.merged", "unit.closed", "unit.moved"]

    def test_a_merger_that_fails_in_the_middle_leaves_nothing(self, world, root):
        science, culture = world.unit("science"), world.unit("culture")
        services.close_unit(culture, last_day=world.today, by=root, at=world.now)
        before = AuditEntry.objects.count()
        with pytest.raises(Refused, match="不能重复办理"):
            services.merge_units([science, culture], world.unit("east"), on=world.today, by=root, at=world.now)
        assert Unit.objects.get(pk=science.pk).valid_to is None
        assert AuditEntry.objects.count() == before

    @pytest.mark.parametrize(
        ("sources", "into", "field"),
        [([], "culture", "units"), (["culture"], "culture", "into"), (["city"], "east", "into")],
    )
    def test_what_cannot_merge_is_refused(self, world, root, sources, into, field):
        with pytest.raises(Refused) as error:
            services.merge_units(
                [world.unit(slug) for slug in sources], world.unit(into), on=world.today, by=root, at=world.now
            )
        assert field in error.value.problems


@pytest.mark.parametrize("kind", [kind for kind in DutyKind if kind is not DutyKind.SYSTEM_ADMINISTRATOR])
def test_only_the_system_administrator_arranges_units(world, kind):
    platform = kind in {DutyKind.SECURITY_ADMINISTRATOR, DutyKind.AUDIT_ADMINISTRATOR}
    by, at, today = world.actor("platform" if platform else "city", kind), world.now, world.today
    science, culture = world.unit("science"), world.unit("culture")
    before = (list(Unit.objects.values()), AuditEntry.objects.count())
    for act in (
        lambda: services.open_unit(name="局", kind="department", parent=world.unit("city"), on=today, by=by, at=at),
        lambda: services.change_unit(science, {"position": 9}, by=by, at=at),
        lambda: services.rename_unit(science, name="局", on=today, by=by, at=at),
        lambda: services.move_unit(science, world.unit("east"), on=today, by=by, at=at),
        lambda: services.close_unit(science, last_day=today, by=by, at=at),
        lambda: services.reopen_unit(science, reason="因", by=by, at=at),
        lambda: services.merge_units([science], culture, on=today, by=by, at=at),
        lambda: services.plan_import("名称,类别\n局,部门".encode(), "a.csv", today, by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (list(Unit.objects.values()), AuditEntry.objects.count()) == before
