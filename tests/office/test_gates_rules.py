"""Each rule of the five gates speaks where it should, and is silent beside it."""

from datetime import date

import pytest

from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import GATES, SEVERITIES, describe, run, shipped_rules
from gongkai.office.clearance.gates.personal import check_digit, luhn

TODAY = date(2026, 3, 10)


def identity(first="33010219900101123"):
    return first + check_digit(first)


def card(first="622202000000000012"):
    return first + next(digit for digit in "0123456789" if luhn(first + digit))


def codes(text, title="关于开展检查的通知（演示）", **more):
    body = text if text.startswith("<") else f"<p>{text}</p>"
    return {found.code for found in run(Content(title, body_html=body, **more), today=TODAY)}


TRIPS = [
    ("秘密★10年", "secrecy.classified"),
    ("机密 ★ 长期", "secrecy.classified"),
    ("绝密", "secrecy.classified"),
    ("密级：机 密", "secrecy.classified"),
    ("（秘密）", "secrecy.classified"),
    ("本件属于国家秘密机密级，不得复印", "secrecy.classified"),
    ("机密·特急", "secrecy.classified"),
    ("保密期限：20年", "secrecy.classified"),
    ("内部资料", "secrecy.internal"),
    ("内部资料，注意保存", "secrecy.internal"),
    ("本材料请勿外传。", "secrecy.internal"),
    ("不公开", "secrecy.internal"),
    ("工作秘密", "secrecy.work_secret"),
    ("此件属于工作秘密", "secrecy.work_secret"),
    ("（此件不公开）", "secrecy.not_public"),
    ("公开属性：依申请公开", "secrecy.not_public"),
    ("根据青委密发〔2026〕3号文件", "secrecy.document_number"),
    ("000123", "secrecy.copy_number"),
    ("份号：000045", "secrecy.copy_number"),
    ("详见警力部署图", "secrecy.matter"),
    ("31234部队驻地", "secrecy.matter"),
    ("东经126°32′11″", "secrecy.matter"),
    (f"身份证号{identity()}", "personal_data.id_number"),
    (f"ID{identity()}", "personal_data.id_number"),
    ("身份证３３０１０２１９９００１０１１２３４", "personal_data.id_number"),
    ("证件号 330102 19900101 1234", "personal_data.id_number"),
    ("身份证号330102199001011235", "personal_data.id_number_misprint"),
    ("原证号330102650203123", "personal_data.id_number_15"),
    ("联系电话：13812345678", "personal_data.mobile"),
    ("电话138-1234-5678。", "personal_data.mobile"),
    ("+86 13812345678", "personal_data.mobile"),
    ("家庭电话：0451-84000000", "personal_data.landline"),
    (f"卡号{card()}", "personal_data.bank_card"),
    ("收款账号：" + " ".join(card("621700000000000")[i : i + 4] for i in range(0, 16, 4)), "personal_data.bank_card"),
    ("护照号码E12345678", "personal_data.passport"),
    ("港澳居民来往内地通行证H12345678", "personal_data.permit"),
    ("车牌号黑A12345的车辆", "personal_data.plate"),
    ("浙A·D12345", "personal_data.plate"),
    ("沪A12345F为新能源车", "personal_data.plate"),
    ("粤Z1234港", "personal_data.plate"),
    ("邮箱 zhang.san@example.com", "personal_data.email"),
    ("邮箱 zhangsan＠example.com", "personal_data.email"),
    ("邮箱 kjj@qingshi.gov.cn", "personal_data.organ_email"),
    ("家庭住址：东城区和平路12号3单元401室", "personal_data.address"),
    ("住在和平家园3号楼2单元401室的住户", "personal_data.address"),
    ("请登录国家企业信息公示系统查询", "wording.name"),
    ("由市国土资源局负责", "wording.old_name"),
    ("中国人民共和国成立", "wording.state_name"),
    ("台湾政府", "wording.political"),
    ("港澳台等国家的企业", "wording.political"),
    ("依照《信息公开条例》", "wording.law"),
    ("根据《合同法》签订", "wording.repealed"),
    ("国务院令第492号", "wording.repealed"),
    ("请填写银行帐号", "wording.typo"),
    ("针对对象以外，针对对问题", "wording.repeated"),
    ("进行进行检查", "wording.repeated"),
    ("群众的的意见", "wording.repeated"),
    ("检查完毕。。", "wording.repeated"),
    ("市政府(以下简称本府)决定", "wording.half_width"),
    ("一是检查,二是整改", "wording.half_width"),
    ("《关于修改《办法》的决定》", "wording.nested_titles"),
    ("截止2026年3月1日", "wording.until"),
    ("2026年2月30日", "figures.date"),
    ("2026-02-30", "figures.date"),
    ("2025.13.01", "figures.date"),
    ("每年4月31日前", "figures.date"),
    ("二〇二六年二月三十日", "figures.date"),
    ("20226年度计划", "figures.year"),
    ("202年度计划", "figures.year"),
    ("2026年5月1日至2026年4月1日", "figures.span"),
    ("占全部申请的120%", "figures.share"),
    ("办结率达到101.5%", "figures.share"),
    ("<p>投入1234万元。</p><p>其中拨付1234元。</p>", "figures.unit"),
    ("<p>全年收到公开申请12件。</p><p>综上，收到公开申请共13件。</p>", None),
    ("<p>受理公开申请共12件。</p><p>综上，受理公开申请共13件。</p>", "figures.twice"),
    ("罚款1,23元", "figures.amount_marks"),
    ("青政办发[2026]12号", "format.number_in_text"),
    ("青政办发（2026）12号", "format.number_in_text"),
    ("青政办发〔2026〕012号", "format.number_in_text"),
    ("青政办发〔2026〕第12号", "format.number_in_text"),
    ("2026年03月05日", "format.date_in_text"),
    ("二0二六年三月五日", "format.date_in_text"),
    ("26年3月5日", "format.date_in_text"),
    ("由XX局负责", "format.placeholder"),
    ("××年××月××日", "format.placeholder"),
    ("联系人：____", "format.placeholder"),
    ("【请填写单位名称】", "format.placeholder"),
    ("{{ unit }}", "format.placeholder"),
    ("地点另行待定", "format.pending"),
    ("依照《办法规定办理", "format.unpaired"),
    ("他说“同意。", "format.unpaired"),
    ("<p><a href='#'>下载</a></p>", "format.link_empty"),
    ("<p><a href='#none'>见下</a></p>", "format.link_anchor"),
    ("<p><a href='javascript:alert(1)'>打开</a></p>", "format.link_bad"),
    ("<p><a href='http:/example.cn'>打开</a></p>", "format.link_bad"),
    ("<p><a href='C:\\\\文件\\\\a.doc'>打开</a></p>", "format.link_bad"),
    ("<p><a href='http://10.1.2.3/oa'>打开</a></p>", "format.link_inside"),
    ("<p>请访问192.168.1.20查看</p>", "format.inside_address"),
    ("<h2> </h2><p>正文</p>", "format.heading_empty"),
    ("<p>图<img src='/a.png'></p>", "format.picture_alternative"),
    ("<p>正文</p><p>附件：1.名单</p>", "format.attachment_missing"),
    ("详见附件2。", "format.attachment_absent"),
]

STAYS_SILENT = [
    ("保守国家秘密、工作秘密和商业秘密", "secrecy."),
    ("机密性、完整性和可用性", "secrecy."),
    ("不得泄露工作秘密", "secrecy."),
    ("密级：公开", "secrecy."),
    ("对不予公开的信息说明理由", "secrecy."),
    ("此件公开发布", "secrecy."),
    ("高密发〔2026〕3号", "secrecy."),
    ("青机编发〔2026〕3号", "secrecy."),
    ("第12345号决定", "secrecy."),
    ("邮政编码150000", "secrecy.copy_number"),
    ("统一社会信用代码 11230100002489053X", "personal_data."),
    ("编号330102199013011234", "personal_data."),
    ("编号990102199001011234", "personal_data."),
    ("身份证号330102********1234", "personal_data."),
    ("拨付13812345678元", "personal_data."),
    ("面积1381234.5678平方米", "personal_data."),
    ("流水号1138123456789", "personal_data."),
    ("电话0451-84000000", "personal_data."),
    ("热线12345", "personal_data."),
    ("订单号1234567890123456", "personal_data."),
    ("产品型号G12345678", "personal_data."),
    ("京A级景区", "personal_data."),
    ("豫A公司2026年", "personal_data."),
    ("@所有人", "personal_data."),
    ("办公地址：青石市和平路12号", "personal_data."),
    ("市政府大院3号楼会议室", "personal_data."),
    ("国家企业信用信息公示系统", "wording."),
    ("原国土资源局移交", "wording."),
    ("台湾国际机场旅客", "wording."),
    ("由于既使用又管理", "wording."),
    ("应当当场作出决定", "wording."),
    ("单位位于东城区，部门门户网站公开开展", "wording."),
    ("目的的确明确，并并处罚款，其其他事项", "wording."),
    ("针对对方提出的问题", "wording."),
    ("中国银行(集团)", None),
    ("截止日期为2026年3月1日", "wording.until"),
    ("2028年2月29日", "figures."),
    ("2月29日", "figures."),
    ("版本1.2.3和10.20.30", "figures."),
    ("比2000年前后增长120%", "figures."),
    ("完成目标的120%", "figures."),
    ("2026年5月1日至2027年4月1日", "figures."),
    ("距今200年", "figures."),
    ("<p>投入100万元。</p><p>每人100元。</p>", "figures.unit"),
    ("<p>2024年受理公开申请共12件。</p><p>2025年受理公开申请共13件。</p>", "figures.twice"),
    ("青政办发〔2026〕12号", "format."),
    ("（2026）青01行初12号", "format."),
    ("市政府令第12号", "format."),
    ("当事人张××、李某某", "format."),
    ("1）检查；2）整改；（3）复查", "format."),
    ("<p>他说：“第一段</p><p>“第二段。”</p>", "format."),
    ("<p><a href='https://www.example.cn/a?b=1'>打开</a><a href='/a/b.html'>打开</a></p>", "format."),
    ("<h2 id='x'>一</h2><p><a href='#x'>见下</a><img src='/a.png' alt='图'></p>", "format."),
]


@pytest.mark.parametrize(("text", "code"), [pair for pair in TRIPS if pair[1]], ids=lambda value: str(value)[:40])
def test_a_rule_speaks_where_it_should(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(("text", "prefix"), STAYS_SILENT, ids=lambda value: str(value)[:40])
def test_a_rule_is_silent_beside_it(text, prefix):
    assert not [code for code in codes(text) if code.startswith(prefix or "personal_data.")]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "format.title_missing"),
        ("通知", "format.title_short"),
        ("关于开展检查的通知。", "format.title_end"),
        ("关于开展检查的通知" * 12, "format.title_long"),
        ("关于请示的会议纪要", "secrecy.process"),
        ("办法（送审稿）", "secrecy.process"),
        (f"关于{identity()}的通知", "personal_data.id_number"),
    ],
)
def test_the_title_is_checked(title, code):
    assert code in codes("正文", title=title)


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("文号", "青政办发[2026]12号", "format.number"),
        ("文号", "青政办发〔2026〕012号", "format.number"),
        ("文号", "青政办发〔2026〕第12号", "format.number"),
        ("成文日期", "2026年03月05日", "format.date_form"),
        ("成文日期", "2026-02-30", "format.date_form"),
        ("成文日期", "2026年4月5日", "format.date_future"),
        ("文号", "青政办发〔2026〕12号", None),
        ("文号", "青石市人民政府令第12号", None),
        ("成文日期", "2026-03-05", None),
    ],
)
def test_fields_are_checked(label, value, code):
    found = {one for one in codes("正文", fields=((label, value),)) if one.startswith("format.")}
    assert found == ({code} if code else set())


def table(*rows):
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{cells}</table>"


SUMS = [
    (table(("单位", "件数"), ("甲", 3), ("乙", 4), ("合计", 8)), True),
    (table(("单位", "件数"), ("甲", 3), ("乙", 4), ("合 计", 7)), False),
    (table(("单位", "件数"), ("总计", 8), ("甲", 3), ("乙", 4)), True),
    (table(("单位", "件数", "合计"), ("甲", 3, 3), ("乙", 4, 4)), False),
    (table(("单位", "申请", "咨询", "合计"), ("甲", 3, 2, 5), ("乙", 4, 1, 6), ("丙", 1, 1, 2)), True),
    (table(("单位", "申请", "咨询", "合计"), ("甲", 3, 2, 5), ("乙", 4, 1, 5)), False),
    (table(("单位", "金额"), ("甲", "1,200.50"), ("乙", "—"), ("丙", "300.5"), ("合计", "1,501.00")), False),
    (table(("单位", "占比"), ("甲", "33.3%"), ("乙", "33.3%"), ("丙", "33.3%"), ("合计", "100%")), False),
    (table(("单位", "占比"), ("甲", "43.3%"), ("乙", "33.3%"), ("丙", "33.3%"), ("合计", "100%")), True),
    (table(("单位", "增长率"), ("甲", "10%"), ("乙", "20%"), ("合计", "15%")), False),
    (table(("科目", "金额"), ("一、收入", 10), ("其中：税收", 6), ("二、其他", 5), ("合计", 15)), False),
    (table(("单位", "件数"), ("甲", 3), ("乙", 4), ("小计", 7), ("丙", 1), ("合计", 8)), False),
    (table(("单位", "件数"), ("甲", 3), ("乙", "若干"), ("合计", 9)), False),
    (table(("品名", "单价", "数量", "合计"), ("甲", 3, 2, 6), ("乙", 4, 5, 20)), False),
]


@pytest.mark.parametrize(("html", "wrong"), SUMS)
def test_totals_of_tables_are_added_up(html, wrong):
    assert ("figures.sum" in codes(html)) is wrong


def test_a_wrong_total_is_named_with_the_right_one():
    found = run(Content("表的标题（演示）", body_html=SUMS[0][0]), today=TODAY)[0]
    assert (found.code, found.place, found.excerpt) == ("figures.sum", "表1第4行第2列", "8")
    assert "合计为 8，各项相加为 7" in found.message


def test_merged_heads_and_cells_keep_their_columns():
    html = (
        "<table><tr><td rowspan='2'>单位</td><td colspan='2'>件数</td></tr><tr><td>申请</td><td>咨询</td></tr>"
        "<tr><td>甲</td><td>1</td><td>2</td></tr><tr><td>乙</td><td>3</td><td>4</td></tr>"
        "<tr><td>合计</td><td>4</td><td>7</td></tr></table>"
    )
    found = [one for one in run(Content("表的标题（演示）", body_html=html), today=TODAY) if one.code == "figures.sum"]
    assert [one.place for one in found] == ["表1第5行第3列"]


def test_attachments_in_the_text_and_files_are_compared():
    files = (AttachmentRef(1, "a" * 64, "1.检查名单.txt"), AttachmentRef(2, "b" * 64, "汇总表.txt"))
    body = "<p>请按附件要求办理。</p><p>附件：1.检查名单</p><p>2.责任分工表</p>"
    found = run(
        Content("关于检查的通知（演示）", body_html=body, attachments=files),
        today=TODAY,
        open_file=lambda _id: "文字".encode(),
    )
    assert {(one.code, one.excerpt or one.part) for one in found} == {
        ("format.attachment_missing", "责任分工表"),
        ("format.attachment_unnamed", "附件《汇总表.txt》"),
    }
    same = "<p>附件：1.检查名单<br>　　　2.《汇总表》</p>"
    content = Content("关于检查的通知（演示）", body_html=same, attachments=files)
    assert run(content, today=TODAY, open_file=lambda _id: "文字".encode()) == []


def test_the_organs_own_numbers_are_not_personal():
    content = Content("联系方式（演示）", body_html="<p>电话13812345678，邮箱 kjj@example.com，电话13912345678</p>")
    found = run(content, today=TODAY, own=["138-1234-5678", "KJJ@example.com"])
    assert [one.excerpt for one in found] == ["139****5678"]


def test_a_finding_never_shows_personal_data_in_full():
    text = f"机密★ {identity()} 13812345678，卡号{card()}，zhang@example.com，待补充{identity()}"
    for found in run(Content("名单（演示）", body_html=f"<p>{text}</p>"), today=TODAY):
        assert identity() not in found.excerpt + found.message
        assert "13812345678" not in found.excerpt + found.message
        assert card() not in found.excerpt + found.message


def test_every_rule_has_its_words_and_its_source():
    rules = list(describe())
    assert {rule.gate for rule, _forms in rules} == set(GATES)
    assert len({rule.code for rule, _forms in rules}) == len(rules)
    for rule, _forms in rules:
        assert rule.says.endswith("。"), rule.code
        assert rule.source, rule.code
        assert rule.name, rule.code
        assert rule.severity in SEVERITIES


def test_every_rule_is_tried_by_these_tests():
    elsewhere = {
        "format.unread",
        "format.scan",
        "format.empty",
        "format.title_lines",
        "figures.sum",
        "format.attachment_unnamed",
    }
    tried = {code for _text, code in TRIPS} | elsewhere
    tried |= {"format.number", "format.date_form", "format.date_future", "secrecy.process"}
    tried |= {"format.title_missing", "format.title_short", "format.title_end", "format.title_long"}
    assert {rule.code for rule, _forms in describe()} <= tried


def test_an_office_may_add_and_take_away_rules(tmp_path):
    own = tmp_path / "wording.toml"
    own.write_text(
        '[[phrases]]\nform = "市局"\ncode = "wording.typo"\nuse = "本局"\n\n'
        '[[phrases]]\nform = "帐号"\ncode = "wording.typo"\nactive = false\n',
        encoding="utf-8",
    )
    found = run(Content("某事的通知（演示）", body_html="<p>市局帐号</p>"), today=TODAY, rules=shipped_rules(tmp_path))
    assert [one.excerpt for one in found] == ["市局"]
