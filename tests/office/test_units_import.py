"""Units from a table: what would happen is shown first, and then all of it happens or nothing."""

import io
import time
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.units import credit_code, selectors, services
from gongkai.office.units.importing.outcome import RowState
from gongkai.office.units.importing.sheet import MOST_ROWS
from gongkai.office.units.models import Unit

HEADS = ("名称", "类别", "上级单位", "统一社会信用代码", "设立日期", "联系电话")


@pytest.fixture
def root(world):
    return world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)


def code(number):
    first = f"1123{number:013d}"
    return first + credit_code.check_character(first)


def table(*rows, heads=HEADS, encoding="utf-8-sig"):
    lines = [",".join(heads), *(",".join(row) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


def workbook(*rows, heads=HEADS):
    book = openpyxl.Workbook()
    for row in [heads, *rows]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def planned(data, world, root, name="单位.csv", on=None):
    return services.plan_import(data, name, on or world.today, root)


def states(plan):
    return [row.state.value for row in plan.rows]


def reasons(plan):
    return {row.number: [str(problem) for problem in row.problems] for row in plan.wrong}


ROWS = (
    ("青石市档案局", "政府部门", "青石市人民政府", "", "2020-01-01", "0451-1"),
    ("青石市档案馆", "法律、法规授权组织", "青石市档案局", "", "2020年2月1日", ""),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_every_usual_encoding(world, root, encoding):
    plan = planned(table(*ROWS, encoding=encoding), world, root)
    assert states(plan) == ["new", "new"]
    assert plan.rows[1].parent == plan.rows[0].reference


def test_a_workbook_with_dates_and_stars_and_other_heads_is_read(world, root):
    heads = ("* 单位全称（必填）", "单位类型", "上级机构", "备注", "成立时间", "邮编")
    plan = planned(
        workbook(("青石市档案局", "部门", "青石市人民政府", "随便", date(2020, 1, 1), "150000"), heads=heads),
        world,
        root,
        "a.xlsx",
    )
    assert states(plan) == ["new"]
    assert plan.rows[0].values["valid_from"] == date(2020, 1, 1)
    assert plan.rows[0].values["postcode"] == "150000"
    assert plan.sheet.unknown == ("备注",)


def test_what_was_planned_is_carried_out_with_one_entry_for_the_whole_and_one_for_each_unit(world, root):
    before = AuditEntry.objects.count()
    plan = planned(table(*reversed(ROWS)), world, root)
    counts = services.carry_out_import(plan, shown=plan.fingerprint, by=root, at=world.now)
    assert counts[RowState.NEW] == 2
    bureau, archive = Unit.objects.get(name="青石市档案局"), Unit.objects.get(name="青石市档案馆")
    assert archive.path == f"{world.unit('city').path}{bureau.pk}/{archive.pk}/"
    assert (bureau.office_phone, archive.valid_from) == ("0451-1", date(2020, 2, 1))
    verbs = [entry.verb for entry in AuditEntry.objects.order_by("seq")[before:]]
    assert verbs == ["unit.imported", "unit.opened", "unit.opened"]


def test_a_second_click_writes_nothing(world, root):
    data = table(*ROWS)
    plan = planned(data, world, root)
    services.carry_out_import(plan, shown=plan.fingerprint, by=root, at=world.now)
    before = (Unit.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Overtaken, match="可能已经导入过一次"):
        services.carry_out_import(plan, shown=plan.fingerprint, by=root, at=world.now)
    again = planned(data, world, root)
    assert states(again) == ["unchanged", "unchanged"]
    with pytest.raises(Overtaken):
        services.carry_out_import(again, shown=plan.fingerprint, by=root, at=world.now)
    with pytest.raises(Refused, match="没有需要导入的内容"):
        services.carry_out_import(again, by=root, at=world.now)
    assert (Unit.objects.count(), AuditEntry.objects.count()) == before


def test_what_somebody_else_changed_in_between_is_not_overwritten(world, root):
    plan = planned(table(*ROWS), world, root)
    services.open_unit(
        name="青石市档案局", kind="department", parent=world.unit("city"), on=world.today, by=root, at=world.now
    )
    with pytest.raises(Overtaken):
        services.carry_out_import(plan, shown=plan.fingerprint, by=root, at=world.now)
    assert not Unit.objects.filter(name="青石市档案馆").exists()


def test_known_units_are_changed_renamed_and_moved(world, root):
    services.change_unit(world.unit("science"), {"code": code(1)}, by=root, at=world.now)
    services.change_unit(world.unit("east-school"), {"code": code(2)}, by=root, at=world.now)
    data = table(
        ("青石市科技创新局", "", "", code(1), "", "0451-2"),
        ("青石市东城区教育局", "", "青石市人民政府", code(2), "", ""),
        ("青石市文化局", "政府部门", "青石市人民政府", "", "2019-01-01", "0451-00000000"),
    )
    plan = planned(data, world, root)
    assert states(plan) == ["changed", "changed", "unchanged"]
    assert [(c.label, c.old, c.new) for c in plan.rows[0].changes] == [
        ("名称", "青石市科学技术局", "青石市科技创新局"),
        ("联系电话", "0451-00000000", "0451-2"),
    ]
    services.carry_out_import(plan, by=root, at=world.now)
    science, school = Unit.objects.get(code=code(1)), Unit.objects.get(slug="east-school")
    assert (science.name, science.office_phone, science.slug) == ("青石市科技创新局", "0451-2", "science")
    assert list(selectors.find_units("科学技术")) == [science]
    assert school.path == f"{world.unit('city').path}{school.pk}/"
    assert selectors.parent_on(school, world.today - timedelta(days=1)) == world.unit("east")


def test_an_import_of_a_day_to_come_changes_names_and_places_then(world, root):
    day = world.today + timedelta(days=10)
    services.change_unit(world.unit("science"), {"code": code(1)}, by=root, at=world.now)
    data = table(("青石市科技创新局", "", "青石市东城区人民政府", code(1), "", ""))
    services.carry_out_import(planned(data, world, root, on=day), by=root, at=world.now)
    assert Unit.objects.get(code=code(1)).name == "青石市科学技术局"
    assert services.bring_up_to_date(on=day, at=world.now + timedelta(days=10)) == 2
    science = Unit.objects.get(code=code(1))
    assert (science.name, science.parent) == ("青石市科技创新局", world.unit("east"))


WRONG = [
    ((("", "部门", "青石市人民政府"),), {2: ["A2：“名称”是空的，请填写单位全称。"]}),
    ((("甲", "处室", "青石市人民政府"),), {2: ["B2：“处室”不是单位类别"]}),
    ((("甲", "", "青石市人民政府"),), {2: ["B2：新单位须填“类别”"]}),
    ((("甲", "部门", "乌有市人民政府"),), {2: ["C2：上级单位“乌有市人民政府”在库中和表中都没有"]}),
    ((("甲", "部门", ""),), {2: ["C2：“上级单位”是空的"]}),
    ((("甲", "部门", "青石市人民政府", "1123"),), {2: ["D2：统一社会信用代码应为 18 位"]}),
    ((("甲", "部门", "青石市人民政府", "", "2026-13-01"),), {2: ["E2：“2026-13-01”不是日期"]}),
    ((("甲", "部门", "青石市人民政府", "", "2018-12-31"),), {2: ["C2：上级单位“青石市人民政府”自2019年1月1日起设立"]}),
    ((("甲", "政府", "青石市科学技术局"),), {2: ["C2：“政府”的上级应为政府"]}),
    (
        (("甲", "部门", "青石市人民政府"), ("甲", "部门", "青石市人民政府")),
        {3: ["A3：单位“甲”与第 2 行重复"]},
    ),
    (
        (("甲", "部门", "青石市人民政府", code(3)), ("乙", "部门", "青石市人民政府", code(3))),
        {3: [f"D3：统一社会信用代码 {code(3)}与第 2 行重复"]},
    ),
    (
        (("甲", "政府", "乙"), ("乙", "政府", "丙"), ("丙", "政府", "甲")),
        {
            2: ["C2：隶属关系成为一个圈：甲 → 乙 → 丙 → 甲"],
            3: ["C3：隶属关系成为一个圈"],
            4: ["C4：隶属关系成为一个圈"],
        },
    ),
    (
        (("青石市人民政府", "", "青石市东城区人民政府"),),
        {2: ["C2：库中的“青石市人民政府”隶属于“（无上级）”", "C2：隶属关系成为一个圈"]},
    ),
    (
        (("青石市东城区教育局", "", "青石市人民政府"),),
        {2: ["C2：库中的“青石市东城区教育局”隶属于“青石市东城区人民政府”"]},
    ),
    ((("青石市文化局", "", "", "", "2020-01-01"),), {2: ["E2：库中“青石市文化局”的设立日期是 2019-01-01"]}),
    ((("甲" * 121, "部门", "青石市人民政府"),), {2: ["A2：名称"]}),
]


@pytest.mark.parametrize(("rows", "expected"), WRONG)
def test_a_wrong_row_says_its_cell_and_why_and_nothing_is_written(world, root, rows, expected):
    before = (Unit.objects.count(), AuditEntry.objects.count())
    plan = planned(table(*rows), world, root)
    found = reasons(plan)
    assert found.keys() == expected.keys()
    for number, sentences in expected.items():
        assert len(found[number]) == len(sentences), found[number]
        for said, sentence in zip(found[number], sentences, strict=True):
            assert said.startswith(sentence)
    with pytest.raises(Refused, match="没有导入任何一行"):
        services.carry_out_import(plan, by=root, at=world.now)
    assert (Unit.objects.count(), AuditEntry.objects.count()) == before


def test_all_reasons_of_a_row_are_said_at_once(world, root):
    plan = planned(table(("甲", "处室", "乌有", "1123", "昨天", "1" * 61)), world, root)
    assert [problem.cell for problem in plan.rows[0].problems] == ["B2", "C2", "D2", "E2", "F2"]


def test_a_code_that_excel_kept_as_a_number_is_not_trusted(world, root):
    plan = planned(workbook(("甲", "部门", "青石市人民政府", 112300000000000012, "", "")), world, root, "a.xlsx")
    assert "存成了数字" in reasons(plan)[2][0]


def test_closed_units_and_names_that_stand_twice_are_not_guessed_at(world, root):
    services.close_unit(world.unit("culture"), last_day=world.today, by=root, at=world.now)
    for parent in ("science", "east"):
        services.open_unit(
            name="演示所", kind="authorised", parent=world.unit(parent), on=world.today, by=root, at=world.now
        )
    plan = planned(table(("青石市文化局", "", ""), ("演示所", "", ""), ("乙", "授权组织", "演示所")), world, root)
    said = reasons(plan)
    assert "已登记于2026年3月10日撤销" in said[2][0]
    assert "库中有 2 个“演示所”" in said[3][0]
    assert "有 2 个“演示所”，请改填“上级单位代码”" in said[4][0]


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空文件"),
        (b" \r\n", "是空文件"),
        (b"x" * (5 * 2**20 + 1), "超过 5 MB"),
        (b"%PDF-1.4", "不是 .xlsx 或 .csv"),
        (b"\xd0\xcf\x11\xe0rest", "不是 .xlsx 或 .csv"),
        (b"PK\x03\x04broken", "已损坏"),
        (zipped(a="b"), "已损坏"),
        (zipped(a=b"0" * (81 * 2**20)), "展开后过大"),
        (zipped(**{"xl/workbook.xml": '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz/>'}), "已损坏"),
        ("姓名,年龄\n张三,3".encode(), "没有“名称”一列的表头"),
        ("名称,类别".encode(), "只有表头"),
        ("名称,单位名称\n甲,乙".encode(), "A 列和 B 列都是“名称”"),
        (b"\xff" * 40, "编码无法识别"),
        (("名称,类别\n" + "甲,部门\n" * (MOST_ROWS + 1)).encode(), "超过 5000 行"),
        (('名称,类别\n"' + "甲" * 200_000).encode(), "不是正确的 CSV"),
    ],
)
def test_a_file_that_is_no_table_of_units_is_refused_in_words(world, root, data, words):
    with pytest.raises(Refused) as error:
        planned(data, world, root)
    assert words in error.value.problems["file"]


def test_three_wrong_rows_of_a_thousand_are_named_and_nothing_is_written(world, root):
    rows = [(f"演示{n}局", "部门", "青石市人民政府", code(100 + n), "2020-01-01", "") for n in range(1000)]
    rows[9] = ("演示9局", "部门", "青石市人民政府", code(109)[:17] + "?", "2020-01-01", "")
    rows[500] = ("演示500局", "部门", "乌有市人民政府", code(600), "2020-01-01", "")
    rows[999] = ("演示999局", "部门", "青石市人民政府", code(1099), "2020-02-30", "")
    before = (Unit.objects.count(), AuditEntry.objects.count())
    plan = planned(table(*rows), world, root)
    assert {number: [text.split("：")[0] for text in said] for number, said in reasons(plan).items()} == {
        11: ["D11"],
        502: ["C502"],
        1001: ["E1001"],
    }
    assert plan.summary == "共 1000 行：有错误 3 行，新设 997 行，修改 0 行，无变化 0 行。"
    with pytest.raises(Refused, match="有 3 行有错误（第一处：第 11 行 D11："):
        services.carry_out_import(plan, by=root, at=world.now)
    assert (Unit.objects.count(), AuditEntry.objects.count()) == before


def test_a_thousand_rows_take_seconds(world, root):
    rows = [
        (
            f"演示{n}局",
            "部门" if n % 10 else "政府",
            "青石市人民政府" if n % 10 == 0 else f"演示{n - n % 10}局",
            code(n),
            "",
            "1",
        )
        for n in range(1000)
    ]
    started = time.process_time()
    plan = planned(table(*rows), world, root)
    services.carry_out_import(plan, by=root, at=world.now)
    assert time.process_time() - started < 5
    assert Unit.objects.count() == 1005
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"


def test_the_template_can_be_filled_in_and_read_back(world, root):
    book = openpyxl.load_workbook(io.BytesIO(services.import_template()))
    table_ = book.worksheets[0]
    assert [cell.value for cell in table_[1]][:4] == ["名称*", "简称", "统一社会信用代码", "类别*"]
    for place, value in enumerate(["甲", "", code(5), "政府部门", "青石市人民政府"], 1):
        table_.cell(2, place, value or None)
    out = io.BytesIO()
    book.save(out)
    plan = planned(out.getvalue(), world, root, "模板.xlsx")
    assert states(plan) == ["new"]
    assert plan.rows[0].values["code"] == code(5)


def test_only_the_system_administrator_imports(world, root):
    plan = planned(table(*ROWS), world, root)
    with pytest.raises(NotAllowed):
        services.carry_out_import(plan, by=world.actor("city", DutyKind.SUPERVISOR), at=world.now)
    assert not Unit.objects.filter(name="青石市档案局").exists()
