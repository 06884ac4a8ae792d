"""单位 in the desk: the tree, the page of one unit, and every act on it."""

import csv
import io
from datetime import date, timedelta

import pytest
from units_reading import KEEPER, SYSTEM_ADMINISTRATOR, address, text

from gongkai.faces.desk.units.trail import told
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.units import credit_code, services
from gongkai.office.units.models import Briefing, GroupMember, Responsibility, Section, Unit

pytestmark = pytest.mark.usefixtures("world_day")


def code(number):
    first = f"1123{number:013d}"
    return first + credit_code.check_character(first)


def root(world):
    return world.actor("platform", SYSTEM_ADMINISTRATOR)


class TestTree:
    def test_the_system_administrator_sees_all_of_it_parents_before_children(self, enter):
        page = text(enter("platform", SYSTEM_ADMINISTRATOR).get(address("list")))
        places = [
            page.index(name)
            for name in ("青石市人民政府", "青石市科学技术局", "青石市东城区人民政府", "青石市东城区教育局")
        ]
        assert places == sorted(places)
        assert "第 3 级： 青石市东城区教育局" in page
        assert "共 5 条" in page

    def test_others_see_the_units_they_work_in_and_no_acts(self, enter):
        page = text(enter("science", DutyKind.DRAFTER).get(address("list")))
        assert "青石市科学技术局" in page
        assert "青石市文化局" not in page
        assert "设立单位" not in page
        assert "共 5 条" in text(enter("city", DutyKind.SUPERVISOR).get(address("list")))

    def test_an_old_name_finds_the_unit_and_a_day_shows_the_tree_of_that_day(self, enter, world):
        services.rename_unit(world.unit("science"), name="青石市科创局", on=world.today, by=root(world), at=world.now)
        services.move_unit(world.unit("east-school"), world.unit("city"), on=world.today, by=root(world), at=world.now)
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        assert "青石市科创局 曾用名：青石市科学技术局" in text(client.get(address("list"), {"q": "科学技术"}))
        page = text(client.get(address("list"), {"on": "2026-03-09"}))
        assert "以下是 2026年3月9日 的单位名称和隶属关系" in page
        assert "青石市科学技术局" in page
        assert "第 3 级： 青石市东城区教育局" in page
        assert "共 0" not in text(client.get(address("list"), {"on": "1990-01-01"}))

    def test_closed_and_coming_units_are_listed_when_asked_for(self, enter, world):
        services.close_unit(world.unit("science"), last_day=date(2026, 3, 1), by=root(world), at=world.now)
        services.open_unit(
            name="青石市新局",
            kind="department",
            parent=world.unit("city"),
            on=date(2026, 9, 1),
            by=root(world),
            at=world.now,
        )
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        assert "2026-03-01 撤销" in text(client.get(address("list"), {"state": "closed"}))
        assert "2026-09-01 设立" in text(client.get(address("list"), {"state": "coming"}))
        assert "共 4 条" in text(client.get(address("list")))
        assert "青石市科学技术局" in text(client.get(address("list"), {"q": "科学"}))
        assert "没有符合条件的记录" in text(client.get(address("list"), {"q": "乌有"}))
        assert "共 2 条" in text(client.get(address("list"), {"kind": "government"}))

    def test_what_is_exported_can_be_read_back_without_a_change(self, enter, world):
        services.change_unit(world.unit("science"), {"office_phone": "+86 451"}, by=root(world), at=world.now)
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        data = b"".join(client.get(address("list"), {"export": "csv"}).streaming_content)
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) == 6
        plan = services.plan_import(data, "a.csv", world.today, root(world))
        assert {row.state.value for row in plan.rows} == {"unchanged"}, [
            str(p) for row in plan.wrong for p in row.problems
        ]
        book = b"".join(client.get(address("list"), {"export": "xlsx"}).streaming_content)
        plan = services.plan_import(book, "a.xlsx", world.today, root(world))
        assert {row.state.value for row in plan.rows} == {"unchanged"}
        assert AuditEntry.objects.first().verb == "unit.exported"

    def test_an_empty_platform_says_how_to_begin(self, enter, monkeypatch):
        monkeypatch.setattr("gongkai.office.units.selectors.branches_for", lambda *_: [])
        assert "先登记最上级的单位" in text(enter("platform", SYSTEM_ADMINISTRATOR).get(address("list")))


class TestPage:
    def test_all_tabs_tell_what_there_is(self, enter, world):
        by, science = world.actor("science", KEEPER), world.unit("science")
        now, today = world.now, world.today
        services.set_group_member(science, role="head", name="张三", title="局长", on=date(2024, 1, 1), by=by, at=now)
        services.set_group_member(science, role="head", name="李四", on=today, by=by, at=now)
        services.set_responsibility(science, level=1, name="王五", on=today, by=by, at=now)
        services.record_briefing(
            science, held_on=today, chair="李四", summary="汇报<b>一</b>", objectives="目标", by=by, at=now
        )
        client = enter("science", DutyKind.LEADER)
        page = text(client.get(address("unit", science.pk)))
        assert "公开指南要素不全（条例第十二条），缺：办公地址、办公时间、传真号码" in page
        assert "修改联系方式" not in page
        page = text(client.get(address("leading", science.pk)))
        assert "历任成员（1） 组长 张三（局长），2024-01-01 至 2026-03-09" in page
        assert "还没有登记：分管领导具体抓、责任科室抓落实、专人负责" in page
        assert "综合科" in text(client.get(address("sections", science.pk)))
        assert "汇报&lt;b&gt;一" in client.get(address("briefings", science.pk)).content.decode()
        page = text(client.get(address("history", science.pk)))
        assert "登记工作汇报" in page
        assert "接替：张三" in page

    def test_a_closed_unit_shows_who_answers_for_it(self, enter, world):
        services.close_unit(
            world.unit("science"),
            last_day=date(2026, 3, 1),
            successor=world.unit("culture"),
            by=root(world),
            at=world.now,
        )
        page = text(enter("platform", SYSTEM_ADMINISTRATOR).get(address("unit", world.unit("science").pk)))
        assert "本单位已于2026年3月1日撤销，职责由 青石市文化局 承继。年度报告由“青石市文化局”负责。" in page
        assert "恢复单位" in page
        assert "承继自 青石市科学技术局" in text(
            enter("culture", DutyKind.LEADER).get(address("unit", world.unit("culture").pk))
        )

    def test_what_is_to_come_is_announced(self, enter, world):
        day = world.today + timedelta(days=30)
        services.rename_unit(world.unit("science"), name="青石市科创局", on=day, by=root(world), at=world.now)
        services.move_unit(world.unit("science"), world.unit("east"), on=day, by=root(world), at=world.now)
        page = text(enter("science", DutyKind.DRAFTER).get(address("unit", world.unit("science").pk)))
        assert "自2026年4月9日起更名为“青石市科创局”" in page
        assert "自2026年4月9日起隶属于“青石市东城区人民政府”" in page


def sent(client, to, /, *args, **data):
    return client.post(address(to, *args), data)


class TestActs:
    def test_a_unit_is_opened_renamed_moved_closed_and_reopened(self, enter, world):
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        answer = sent(
            client,
            "open",
            name="青石市档案局",
            kind="department",
            parent="青石市人民政府",
            on="2026-03-10",
            code=code(4),
        )
        unit = Unit.objects.get(name="青石市档案局")
        assert answer["Location"] == address("unit", unit.pk)
        assert unit.parent == world.unit("city")
        sent(client, "facts", unit.pk, short_name="档案局", kind="department", code=code(4), position=3, revision=0)
        sent(client, "rename", unit.pk, name="青石市档案馆局", on="2026-03-11")
        sent(client, "move", unit.pk, parent="青石市东城区人民政府", on="2026-03-12")
        services.bring_up_to_date(on=date(2026, 3, 12), at=world.now)
        unit.refresh_from_db()
        assert (unit.name, unit.parent, unit.position) == ("青石市档案馆局", world.unit("east"), 3)
        sent(client, "close", unit.pk, last_day="2026-04-01", successor="青石市文化局")
        unit.refresh_from_db()
        assert unit.successor == world.unit("culture")
        sent(client, "reopen", unit.pk, reason="误登记")
        unit.refresh_from_db()
        assert unit.valid_to is None

    def test_units_are_merged(self, enter, world):
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        page = client.get(address("merge"), {"unit": world.unit("science").pk}).content.decode()
        assert 'value="青石市科学技术局"' in page
        sent(
            client, "merge", unit_1="青石市科学技术局", unit_2="青石市科学技术局", into="青石市文化局", on="2026-03-10"
        )
        science = Unit.objects.get(slug="science")
        assert (science.successor, science.valid_to) == (world.unit("culture"), date(2026, 3, 9))

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("open", {"name": "", "on": "昨天"}, ["请填写名称", "请选择类别", "设立日期不是日期"]),
            (
                "open",
                {"name": "局", "kind": "department", "parent": "乌有", "on": "2026-03-10"},
                ["没有名为“乌有”的现行单位"],
            ),
            (
                "open",
                {"name": "局", "kind": "department", "parent": "青石市人民政府", "on": "2026-03-10", "code": "1123"},
                ["应为 18 位"],
            ),
            ("merge", {"on": "2026-03-10"}, ["请填写被合并的单位", "请填写合并后的单位"]),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, enter, name, data, words):
        before = list(Unit.objects.values())
        answer = sent(enter("platform", SYSTEM_ADMINISTRATOR), name, **data)
        assert answer.status_code == 422
        for each in words:
            assert each in text(answer)
        assert list(Unit.objects.values()) == before

    def test_a_circle_is_said_at_the_field(self, enter, world):
        answer = sent(
            enter("platform", SYSTEM_ADMINISTRATOR),
            "move",
            world.unit("city").pk,
            parent="青石市东城区人民政府",
            on="2026-03-10",
        )
        assert answer.status_code == 422
        assert "青石市人民政府 → 青石市东城区人民政府 → 青石市人民政府" in text(answer)

    def test_units_of_one_name_are_told_apart(self, enter, world):
        for slug in ("science", "culture"):
            services.open_unit(
                name="演示所", kind="authorised", parent=world.unit(slug), on=world.today, by=root(world), at=world.now
            )
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        data = {"name": "分所", "kind": "dispatched", "on": "2026-03-10"}
        assert "有 2 个“演示所”" in text(
            sent(client, "move", world.unit("science").pk, parent="演示所", on="2026-03-10")
        )
        data["parent"] = "演示所（青石市文化局）"
        assert "“派出机构”的上级应为" in text(sent(client, "open", **data))

    def test_a_form_opened_before_anothers_change_keeps_what_was_typed_and_overwrites_nothing(self, enter, world):
        science = world.unit("science")
        client = enter("science", KEEPER)
        services.change_unit(science, {"office_phone": "1"}, by=root(world), at=world.now)
        answer = sent(client, "contact", science.pk, office_name="办公室", office_phone="2", revision=0)
        assert answer.status_code == 409
        assert 'value="2"' in answer.content.decode()
        assert Unit.objects.get(pk=science.pk).office_phone == "1"

    def test_what_a_field_is_called_is_said_once_beside_its_problem(self, enter, world):
        client = enter("science", DutyKind.UNIT_ADMINISTRATOR)
        body = {"office_website": "javascript:alert(1)", "revision": 0}
        text = sent(client, "contact", world.unit("science").pk, **body).content.decode()
        assert "网址的格式不对" in text
        assert "互联网联系方式：互联网联系方式" not in text

    def test_a_unit_keeps_its_own_arrangements(self, enter, world):
        client, pk = enter("science", KEEPER), world.unit("science").pk
        sent(client, "contact", pk, office_name="办公室", office_address="演示路 1 号", revision=0)
        sent(client, "section-add", pk, name="法规科")
        section = Section.objects.get(name="法规科")
        sent(client, "section", pk, section.pk, name="政策法规科", position=5)
        sent(client, "member", pk, role="head", name="张三", on="2026-03-01")
        sent(client, "responsible", pk, level="3", name="李四", section=section.pk, on="2026-03-01")
        member, held = GroupMember.objects.get(), Responsibility.objects.get()
        assert "仍在责任链中" in text(sent(client, "section-close", pk, section.pk))
        sent(client, "member-end", pk, member.pk, last_day="2026-03-09")
        sent(client, "responsible-end", pk, held.pk, last_day="2026-03-09")
        held.refresh_from_db()
        assert held.valid_to == date(2026, 3, 9)
        sent(client, "briefing-add", pk, held_on="2026-03-01", chair="张三", summary="汇报")
        assert Briefing.objects.get().chair == "张三"
        section.refresh_from_db()
        assert (section.name, section.position) == ("政策法规科", 5)
        assert Unit.objects.get(pk=pk).office_address == "演示路 1 号"

    def test_a_row_of_another_unit_is_not_found_through_the_own_one(self, enter, world):
        foreign = services.set_group_member(
            world.unit("culture"), role="head", name="张三", on=world.today, by=root(world), at=world.now
        )
        client, pk = enter("science", KEEPER), world.unit("science").pk
        assert sent(client, "member-end", pk, foreign.pk, last_day="2026-03-10").status_code == 404
        assert sent(client, "section", pk, world.section("culture").pk, name="改").status_code == 404
        foreign.refresh_from_db()
        assert foreign.valid_to is None


def test_the_trail_speaks_in_words():
    entry = AuditEntry(
        verb="unit.changed",
        detail='{"changes":{"office_phone":["","1"],"kind":["department","authorised"]},"import":"a.csv","row":3}',
    )
    assert told(entry) == "联系电话：（空） → 1；类别：政府部门 → 法律、法规授权组织；导入文件：a.csv；行：3"
    assert told(AuditEntry(verb="unit.changed", detail="broken")) == ""
    assert told(AuditEntry(verb="unit.changed", detail="[]")) == ""


def test_a_page_of_the_tree_takes_as_many_queries_at_800_units_as_at_5(
    enter, world, django_assert_max_num_queries, guard
):
    with guard.off():
        for number in range(100):
            unit = Unit.objects.create(
                name=f"演示{number}",
                kind="department",
                parent=world.unit("city"),
                slug=f"demo-{number}",
                valid_from=date(2020, 1, 1),
            )
            unit.path = f"{world.unit('city').path}{unit.pk}/"
            unit.save()
    client = enter("platform", SYSTEM_ADMINISTRATOR)
    with django_assert_max_num_queries(20):
        assert "共 105 条，第 1 页，共 3 页" in text(client.get(address("list")))
