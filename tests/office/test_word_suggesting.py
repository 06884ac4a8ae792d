"""What the editor reads out of a text: each value with its place, and never from another document's number or date."""

import io

import pytest

from gongkai.office.catalog.suggesting import suggest
from gongkai.office.catalog.wordfiles import read_word
from word_writing import notice


def told(title="", body="", organs=()):
    return {found.field: found for found in suggest(title, body, organs)}


def lines(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def test_an_imported_notice_says_everything_of_itself():
    read = read_word(io.BytesIO(notice().bytes()), name="通知.docx")
    found = told(read.title, read.body, ["青石市科学技术局"])
    assert {name: one.value for name, one in found.items()} == {
        "document_number": "青科发〔2026〕12号",
        "genre": "08",
        "formed_on": "2026-03-10",
        "issuers": "青石市科学技术局",
        "effective_on": "2026-05-01",
        "expires_on": "2031-04-30",
    }
    assert (found["document_number"].place, found["formed_on"].place) == ("正文第2段", "正文末尾")
    assert "自2026年5月1日起施行" in found["effective_on"].excerpt


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青政办发〔2026〕12号", "青政办发〔2026〕12号"),
        ("青政办发[2026]第 012 号", "青政办发〔2026〕12号"),
        ("青科规（２０２６）３号", "青科规〔2026〕3号"),
        ("根据《通知》（国办发〔2018〕37号）的要求，制定本办法。", None),
        ("2026年第12号", None),
    ],
)
def test_only_the_texts_own_number_is_taken(line, number):
    found = told(body=lines(line, "正文。")).get("document_number")
    assert (found.value if found else None) == number


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("2026年3月10日", "2026-03-10"),
        ("二〇二六年三月十日", "2026-03-10"),
        ("二○二六年十二月三十一日", "2026-12-31"),
        ("（2026 年 3 月 1 日）", "2026-03-01"),
        ("2026年2月30日", None),
        ("会议于2026年3月10日召开。", None),
    ],
)
def test_the_date_of_formation_stands_alone_at_the_end(line, on):
    found = told(body=lines("正文。", line)).get("formed_on")
    assert (found.value if found else None) == on


def test_several_organs_that_sign_are_all_taken():
    found = told(body=lines("特此通知。", "青石市科学技术局 青石市财政局", "青石市东城区人民政府", "2026年3月10日"))
    assert found["issuers"].value.split("\n") == ["青石市科学技术局", "青石市财政局", "青石市东城区人民政府"]


@pytest.mark.parametrize(
    ("title", "head", "number"),
    [
        ("青石市人民政府令", "第15号", "青石市人民政府令第15号"),
        ("青石市财政局公告", "2026年第3号", "青石市财政局公告2026年第3号"),
        ("青石市财政局关于公布名单的公告", "（2026年第3号）", "青石市财政局公告2026年第3号"),
        ("青石市财政局公告", "第3号", None),
        ("关于检查的报告", "青科发〔2026〕5号　　　　签发人：张 三", "青科发〔2026〕5号"),
        (
            "青石市燃气管理办法",
            "（2026年1月5日青石市人民政府令第12号公布　自2026年3月1日起施行）",
            "青石市人民政府令第12号",
        ),
    ],
)
def test_orders_announcements_and_reports_are_numbered_in_their_own_way(title, head, number):
    found = told(title, lines(head, "正文。")).get("document_number")
    assert (found.value if found else None) == number


RULES = [f"第{number}条　内容。" for number in range(1, 40)]


@pytest.mark.parametrize(
    ("text", "on", "organ"),
    [
        (["正文。", "青石市财政局　2026年1月5日"], "2026-01-05", "青石市财政局"),
        (["正文。", "青石市财政局", "2026.1.5"], "2026-01-05", "青石市财政局"),
        (["印发给你们。", "青石市财政局", "2026年1月5日", "附件", *RULES], "2026-01-05", "青石市财政局"),
        (
            ["转发给你们。", "青石市财政局", "2026年1月5日", *RULES, "黑水省财政厅", "2025年12月20日"],
            "2026-01-05",
            "青石市财政局",
        ),
        (["正文。", "青石市公安局交通警察支队", "2026年1月5日"], "2026-01-05", "青石市公安局交通警察支队"),
        (["正文。", "青石街道办事处", "2026年1月5日"], "2026-01-05", "青石街道办事处"),
        (["会议。", *RULES, "2026年1月5日", *RULES], None, None),
    ],
)
def test_who_signs_and_when_is_found_where_it_stands(text, on, organ):
    found = told("关于检查的通知", lines(*text))
    assert (found.get("formed_on") and found["formed_on"].value) == on
    assert (found.get("issuers") and found["issuers"].value) == organ


def test_an_order_is_its_organs_that_is_named_in_the_title():
    found = told("青石市人民政府令", lines("第15号", "现予公布。", "市长　张三", "2026年1月5日"))
    assert (found["issuers"].value, found["issuers"].place) == ("青石市人民政府", "标题")


def test_rules_that_an_order_made_were_formed_on_the_day_of_the_order():
    found = told("青石市燃气管理办法", lines("（2026年1月5日青石市人民政府令第12号公布）", *RULES))
    assert found["formed_on"].value == "2026-01-05"


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于开展检查的通知（试行）（演示）", "通知"),
        ("关于开展检查的通知（演示）", "通知"),
        ("青石市人民政府令", "命令（令）"),
        ("关于2025年预算的报告", "报告"),
        ("工作要点", None),
    ],
)
def test_the_genre_is_the_titles_last_word(title, genre):
    found = told(title).get("genre")
    assert (found.shown if found else None) == genre


@pytest.mark.parametrize(
    ("line", "effective", "expires"),
    [
        ("本办法自发布之日起施行，有效期两年。", "2026-03-10", "2028-03-09"),
        ("本办法自2026年2月28日起施行，有效期至2027年12月31日。", "2026-02-28", "2027-12-31"),
        ("本办法自2024年2月29日起试行，有效期限为3年。", "2024-02-29", "2027-02-28"),
        ("有效期5年。", None, None),
    ],
)
def test_force_and_its_end(line, effective, expires):
    found = told(body=lines("正文。", line, "2026年3月10日"))
    assert (found.get("effective_on") and found["effective_on"].value) == effective
    assert (found.get("expires_on") and found["expires_on"].value) == expires


def test_hostile_text_costs_no_time():
    assert told("的" * 5000, "<p>" + "局" * 200_000 + "</p>" + "<p>二〇二六年" * 5000) is not None
