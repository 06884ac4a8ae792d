"""The forms are data: what the shipped ones hold, and that an invented one needs no Python."""

from pathlib import Path

import pytest

from gongkai.statute.annual.crossfoot import crossfoot
from gongkai.statute.annual.form import equations, form_for_year, forms, load_form
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.errors import DataFileError
from gongkai.statute.readers import read_bytes

INVENTED = Path(__file__).with_name("form_2030.toml")

REPORT = """青石县人民政府2030年政府信息公开工作年度报告
一、总体情况
2030年，我县积极推进公开。
二、信息公开与数据开放情况
第二十条第（二）项
公开内容 | 开放数据集数量 | 开放接口数量
交通出行数据 | 12 | 3
医疗卫生数据 | 7 | 0
参与形式 | | 举办层级
| | 市级 | 县级 | 总计
线下参与 | 1.听证会 | 2 | 5 | 7
| 2.政府开放日活动 | 1 | 9 | 11
线上参与 | 3.网上民意征集活动 | 4 | 4 | 8
"""


@pytest.mark.parametrize(
    ("form_id", "proactive", "requests", "remedies"), [("2019", 22, 161, 15), ("2021", 10, 175, 15)]
)
def test_the_number_of_cells_of_each_table(form_id, proactive, requests, remedies):
    keys = forms()[form_id].cells
    count = [sum(key.startswith(prefix) for key in keys) for prefix in ("proactive.", "requests.", "remedies.")]
    assert count == [proactive, requests, remedies]


@pytest.mark.parametrize(
    "key",
    [
        "proactive.normative_documents.in_force",
        "proactive.fees.amount",
        "requests.refused.security_stability.public_interest",
        "requests.other.unpaid_fee.total",
        "remedies.lawsuit_after_review.pending",
    ],
)
def test_cell_keys_of_the_public_contract(key):
    assert key in forms()["2021"].cells


@pytest.mark.parametrize(
    ("year", "form_id"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021"), (2026, "2021")]
)
def test_the_form_of_a_year(year, form_id):
    assert form_for_year(year).id == form_id


def test_years_before_the_forms_are_refused():
    with pytest.raises(DataFileError, match="2018"):
        form_for_year(2018)


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_every_rule_names_cells_and_its_source(form_id):
    form = forms()[form_id]
    for rule in (*form.rules, *form.chain):
        assert rule.source, rule.id
        assert rule.says, rule.id
    for rule in form.rules:
        for left, right in equations(rule):
            assert all(form.matching(term.removeprefix("-")) for term in (*left, *right)), rule.id


def test_an_invented_form_is_read_and_checked_without_python():
    known = [*forms().values(), load_form(INVENTED)]
    report = recognize(read_bytes(REPORT.encode(), "x.txt"), known)
    assert report.form == "2030"
    assert report.value("openness.transport.datasets") == 12
    assert report.value("hearings.open_day.total") == 11
    assert report.value("hearings.survey.county") == 4
    (finding,) = crossfoot(report, load_form(INVENTED))
    assert (finding.rule, finding.found, finding.expected) == ("H-ROW", 11, 10)
    assert "政府开放日活动" in finding.message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[[rules]]", "[[rules"), "TOML"),
        (('notice = "国办公开办函〔2030〕1号"\n', ""), "notice"),
        (('right = ["hearings.{row}.city"', 'right = ["hearings.{row}.town"'), "hearings.hearing.town"),
        (('id = "survey"', 'id = "hearing"'), "重复"),
        (('id = "city", label', 'id = "city", lable'), "label"),
    ],
)
def test_a_malformed_form_says_what_is_wrong_and_where(tmp_path, change, says):
    path = tmp_path / "broken.toml"
    path.write_text(INVENTED.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"broken\.toml") as caught:
        load_form(path)
    assert says in str(caught.value)
