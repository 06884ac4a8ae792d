"""What was once said wrongly, or not said, about ordinary official texts: kept from coming back, rule by rule."""

from datetime import date

import pytest

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates import run

TODAY = date(2026, 11, 26)


def told(body, title="关于开展检查的通知（演示）"):
    body = body if body.startswith("<") else f"<p>{body}</p>"
    return run(Content(title, body_html=body), today=TODAY)


def codes(body):
    return [found.code for found in told(body)]


def table(*rows):
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


SUMS = [
    ((("项目", "2025年", "2026年"), ("甲", 3, 4), ("乙", 5, 6), ("合计", 8, 10)), []),
    ((("项目", "2025年预算", "2026年预算"), ("甲", 3, 4), ("乙", 5, 6), ("合计", 8, 11)), ["表1第4行第3列"]),
    ((("项目", 2025, 2026), ("甲", 3, 4), ("乙", 5, 6), ("合计", 8, 10)), []),
    ((("经费表",), ("项目", 2025, 2026), ("甲", 3, 4), ("乙", 5, 6), ("合计", 8, 10)), []),
    ((("项目", "预算", "进度（%）"), ("甲", 3, 90), ("乙", 5, 80), ("合计", 8, 85)), []),
    ((("单位", "金额"), ("甲", 2000), ("乙", 3000), ("丙", 1), ("合计", 5001)), []),
    ((("单位", "金额"), ("甲", 2000), ("乙", 3000), ("丙", 1), ("合计", 3001)), ["表1第5行第2列"]),
    (
        (
            ("户", "面积（平方米）", "补偿（元）", "奖励（元）", "合计（元）"),
            ("甲", "56.3", 400, 20, 420),
            ("乙", "60.2", 500, 20, 540),
            ("丙", "61.0", 600, 20, 620),
        ),
        ["表1第3行第5列"],
    ),
]


@pytest.mark.parametrize(("rows", "places"), SUMS, ids=range(len(SUMS)))
def test_a_head_of_years_is_no_figure_and_areas_are_not_added_to_amounts(rows, places):
    assert [found.place for found in told(table(*rows)) if found.code == "figures.sum"] == places
