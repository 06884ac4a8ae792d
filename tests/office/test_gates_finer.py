"""What was once said wrongly, or not said, about ordinary official texts: kept from coming back, rule by rule."""

import io
from datetime import date

import openpyxl
import pytest
from planted_numbers import findings

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


def test_a_bad_link_is_shown_where_its_words_stand():
    body = "<p>这里有说明。</p><p>请看<b>全文</b>：<a name='x'>锚</a><a href='#none'> 这里 </a>和<a href='http://10.1.1.1/'><b>内</b>网</a>。</p>"
    found = {one.code: one for one in told(body) if "link" in one.code}
    text = "这里有说明。\n请看全文：锚 这里 和内网。"
    assert [text[one.start : one.end] for one in found.values()] == ["这里", "内网"]
    assert found["format.link_inside"].place == "第2段链接“内网”"
    assert "正文第2段链接“内网”指向内部网络的地址" in found["format.link_inside"].message


SAID = [
    # secrecy
    ("<p>（此件不得翻印，阅后收回）</p>", ["secrecy.internal"]),
    ("本名单仅限内部掌握。", ["secrecy.internal"]),
    ("<p>严禁通过互联网传递</p>", ["secrecy.internal"]),
    ("<p>知悉范围：局领导班子</p>", ["secrecy.classified"]),
    ("（内部参考）", ["secrecy.internal"]),
    ("考生信息不得外传，涉密文件严禁通过互联网传递。该通道仅限内部车辆通行。", []),
    ("属于不宜公开情形的，应当说明理由。", []),
    # personal data
    ("身份证号：23990019850412123", ["personal_data.id_number_misprint"]),
    ("身份证号：2399001985041212345", ["personal_data.id_number_misprint"]),
    ("身份证号：239900********1233", []),
    ("电话138–0000–1234", ["personal_data.mobile"]),
    ("和平大街12号3单元401室", ["personal_data.address"]),
    ("林口村三组15号", ["personal_data.address"]),
    ("经营场所：阳光小区3号楼105号", []),
    ("提交住址证明、银行账户、户口簿", []),
    (table(("姓名", "家庭住址"), ("甲", "大河镇林口村三组"), ("乙", "大河镇")), ["personal_data.address"]),
    (table(("药店", "地址"), ("甲", "阳光小区3号楼105号"), ("乙", "兴隆街21号")), []),
    (
        table(("户主", "一卡通账号"), ("甲", "6210330102003345678"), ("乙", "6210********5678")),
        ["personal_data.bank_card"],
    ),
    (table(("单位", "账号"), ("甲", "6210330102003345678"), ("乙", "6210330102003345676")), []),
    (
        table(("姓名", "身份证号"), ("甲", "23990019850412123"), ("乙", "2399********1233")),
        ["personal_data.id_number_misprint"],
    ),
    # wording
    ("青石市人民政府政府信息公开指南", []),
    ("由原市环境保护局移交，依照《青石市环境保护局行政处罚办法》办理", []),
    ("由环境保护局办理", ["wording.old_name"]),
    ("现在在岗人员可以经过批准，存在在建项目", []),
    ("该项目以经完成", ["wording.typo"]),
    ("一是检查,二是整改,三是复查(市)", ["wording.half_width"]),
    # figures
    ("<p>东城区：受理公开申请12件。</p><p>西城区：受理公开申请15件。</p>", []),
    ("<p>全市受理公开申请326件。</p><p>综上，受理公开申请362件。</p>", ["figures.twice"]),
    ("<p>2025年受理公开申请326件。</p><p>2026年受理公开申请362件。</p>", []),
    ("<p>一次性给予补助50万元。</p><p>一次性给予补助80万元。</p>", []),
    # format
    ("<p>《关于开展检查</p><p>的通知》已印发。</p>", []),
    ("<p>《关于开展检查的通知已印发。</p><p>请遵照执行》。</p>", ["format.unpaired", "format.unpaired"]),
    ("青市监罚字〔2026〕第0086号和青财采备〔2026〕04512号", []),
    ("原证号青国用（2008）第1234号", []),
    ("<p>请报送回执。</p><p>附件1：回执</p><p>附件2：名单</p>", ["format.attachment_missing"] * 2),
    ("<p>按附件二填报。</p>", ["format.attachment_absent"]),
    (
        "<p>见附件。</p><p>附件：办法</p><p>附件</p><p>办法</p><p>" + "第一条 为了加强管理，制定本办法。" * 4 + "</p>",
        [],
    ),
    ("<p><a href='mailto:a@example.com'>a@example.com</a></p>", ["personal_data.email"]),
]


@pytest.mark.parametrize(("body", "rules"), SAID, ids=range(len(SAID)))
def test_what_is_said_and_what_is_not(body, rules):
    assert codes(body) == rules


def test_an_address_is_shown_whole_and_masked():
    found = told("住址：和平家园3号楼2单元401室，邻居已搬走")[0]
    assert (found.start, found.end) == (3, 17)
    assert "401" not in found.excerpt


def test_columns_of_a_hidden_sheet_say_what_they_hold():
    book = openpyxl.Workbook()
    book.active.append(["单位", "件数"])
    hidden = book.create_sheet("名单")
    hidden.sheet_state = "hidden"
    for row in (["姓名", "一卡通账号", "金额"], ["甲", "6210330102003345678", 5], ["合计", "", 9]):
        hidden.append(row)
    data = io.BytesIO()
    book.save(data)
    said = [(one.code, one.place) for one in findings(data.getvalue(), "补贴.xlsx")]
    assert said == [("personal_data.bank_card", "工作表“名单”（隐藏）B2")]
