"""Heads, stubs and bands of the printed tables follow from the form's data, for any form."""

from __future__ import annotations

import itertools

import pytest
from writing import invented_form

from gongkai.statute.annual.form import forms
from gongkai.statute.writers.fitting import column_ems, ems, least_ems, lines_of, signature_indents
from gongkai.statute.writers.layout import Grid, lay_out

ALL_TABLES = [
    pytest.param(table, id=f"{form.id}-{table.id}")
    for form in (*forms().values(), invented_form())
    for table in form.tables
]


def texts(grid: Grid, role: str) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.wide, cell.deep) for cell in grid if cell.role == role]


@pytest.mark.parametrize("table", ALL_TABLES)
def test_every_slot_is_covered_once(table):
    grid = lay_out(table)
    slots = [
        (cell.place[0] + down, cell.place[1] + right)
        for cell in grid
        for down in range(cell.deep)
        for right in range(cell.wide)
    ]
    assert sorted(slots) == list(itertools.product(range(len(grid.rows)), range(grid.columns)))


@pytest.mark.parametrize("table", ALL_TABLES)
def test_every_value_stands_under_its_own_heads(table):
    grid = lay_out(table)
    at = {cell.place: cell for cell in grid}
    for block in table.blocks:
        for row, column in itertools.product(block.rows, block.columns):
            key = block.cell_key(row, column)
            cell = next(cell for cell in grid.values() if cell.key == key)
            heads = [at[place].text for place in cell.heads]
            expected = [block.heading, *row.under, row.label, *column.under, column.label]
            assert heads == [text for text in expected if text]


def test_table_two_has_its_bands():
    assert [text for text, _, _ in texts(lay_out(forms()["2021"].table("proactive")), "band")] == [
        "第二十条第（一）项",
        "第二十条第（五）项",
        "第二十条第（六）项",
        "第二十条第（八）项",
    ]
    grid = lay_out(forms()["2019"].table("proactive"))
    assert [text for text, _, _ in texts(grid, "band")][-1] == "第二十条第（九）项"
    assert texts(grid, "corner") == [("信息内容", 1, 1)] * 5
    assert grid.head_rows == 0
    # The form leaves no place empty: the last of two columns is as wide as two.
    assert texts(grid, "head")[-2:] == [("采购项目数量", 1, 1), ("采购总金额（万元）", 2, 1)]


def test_table_three_has_its_merged_heads():
    grid = lay_out(forms()["2021"].table("requests"))
    assert texts(grid, "corner") == [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3)]
    assert texts(grid, "head")[:3] == [("申请人情况", 7, 1), ("自然人", 1, 2), ("法人或其他组织", 5, 1)]
    stub = texts(grid, "stub")
    assert stub[:3] == [
        ("一、本年新收政府信息公开申请数量", 3, 1),
        ("二、上年结转政府信息公开申请数量", 3, 1),
        ("三、本年度办理结果", 1, 22),
    ]
    assert ("（三）不予公开", 1, 8) in stub
    assert ("（六）其他处理", 1, 3) in stub
    assert ("（七）总计", 2, 1) in stub
    assert ("（六）其他处理", 2, 1) in texts(lay_out(forms()["2019"].table("requests")), "stub")


def test_table_four_has_no_stub():
    grid = lay_out(forms()["2021"].table("remedies"))
    assert (grid.columns, grid.stub, grid.head_rows, len(grid.rows)) == (15, 0, 3, 4)
    assert texts(grid, "head")[:7] == [
        ("行政复议", 5, 1),
        ("行政诉讼", 10, 1),
        *((name, 1, 2) for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")),
    ]


def test_an_invented_form_is_laid_out_from_its_data():
    proactive, requests, remedies = (lay_out(table) for table in invented_form().tables)
    assert [(cell.text, cell.wide, cell.deep) for cell in proactive.rows[1]] == [
        ("规划名目", 2, 2),
        ("规划编制", 2, 1),
        ("编制费用（万元）", 1, 2),
        ("比上年增/减", 1, 2),
    ]
    assert [(cell.text, cell.wide, cell.deep) for cell in proactive.rows[7]] == [
        ("应急事项", 2, 1),
        ("现行应急预案数量", 2, 1),
        ("本年演练次数", 2, 1),
    ]
    assert [(cell.text, cell.wide, cell.deep) for cell in requests.rows[4][:3]] == [
        ("二、办理结果", 1, 4),
        ("（一）予以提供", 1, 2),
        ("1.全部提供", 1, 1),
    ]
    assert [cell.text for cell in remedies.rows[1]] == ["维持决定", "变更决定", "一审", "二审"]


@pytest.mark.parametrize("table", ALL_TABLES)
@pytest.mark.parametrize("figure", ["", "0", "2847", "414807", "96171.638204"])
def test_columns_fill_the_line_and_hold_their_figures(table, figure):
    grid = lay_out(table, lambda _: figure)
    total = sum(least_ems(grid)) + 10
    widths = column_ems(grid, total)
    assert sum(widths) == pytest.approx(total)
    for cell in grid.values():
        assert sum(widths[cell.place[1] : cell.place[1] + cell.wide]) >= ems(figure) + 0.69


def test_no_head_is_torn_between_the_characters_of_a_word():
    assert lines_of("法律服务机构", 2.1) == ("法律", "服务", "机构")
    assert lines_of("总计", 2.1) == ("总计",)
    assert lines_of("（六）其他处理", 4.0) == ("（六）", "其他处理")
    # A sentence is left to the wrapping of the page.
    assert lines_of("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 12) == (
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    )


def test_signature_is_centred_over_the_date():
    organ, day = "白桦市人民政府", "2025年3月18日"
    right, day_right = signature_indents(organ, day)
    assert right + ems(organ) / 2 == pytest.approx(day_right + ems(day) / 2)
