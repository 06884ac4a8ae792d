"""Places in the visible text, marks in the page, fingerprints, properties, and speed."""

import re
import time
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import marked, run
from gongkai.office.clearance.gates.body import Visible
from gongkai.office.clearance.gates.personal import check_digit
from gongkai.office.clearance.gates.running import MOST_A_RULE

TODAY = date(2026, 3, 10)
PLANTED = "33010219900101123" + check_digit("33010219900101123")


def found_in(html, title="关于检查的通知（演示）"):
    return run(Content(title, body_html=html), today=TODAY)


def marks(html):
    return re.findall(r"<mark [^>]*>(.*?)</mark>", html)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>　　第一段</p>\n<p>证件：{PLANTED}，完</p>",
        f"<p>一<br>二 &amp; 三 {PLANTED}</p>",
        f"<div><p>一</p>散 文<ul><li>a</li><li>{PLANTED}</li></ul></div>",
        f"<table><tr><td>a</td><td> {PLANTED} </td></tr></table><p>后</p>",
        f"<p>a\u200bb</p><p>{PLANTED[:5]}\u200b{PLANTED[5:]}</p>",
    ],
)
def test_offsets_point_into_the_visible_text(html):
    (found,) = found_in(html)
    assert Visible(clean_body(html)).text[found.start : found.end] == PLANTED


def test_a_number_over_several_tags_is_marked_in_each():
    html = f"<p>证件{PLANTED[:6]}<b>{PLANTED[6:14]}</b>{PLANTED[14:]}完</p>"
    shown = marked(html, found_in(html))
    assert marks(shown) == [PLANTED[:6], PLANTED[6:14], PLANTED[14:]]
    assert re.sub("</?mark[^>]*>", "", shown) == html


def test_overlapping_findings_name_each_other():
    html = f"<p>机密★{PLANTED}</p><p>附件：无此文件{PLANTED}</p>"
    shown = marked(html, found_in(html))
    assert any(" " in ids for ids in re.findall('data-finding="([^"]*)"', shown))


def test_marks_carry_the_number_of_a_stored_finding():
    @dataclass
    class Row:
        pk: int
        part: str = "正文"
        start: int = 0
        end: int = 2
        severity: str = "warn"
        fingerprint: str = "f"

    assert marked("<p>文字x</p>", [Row(12)]) == (
        '<p><mark class="finding finding-warn" data-finding="12">文字</mark>x</p>'
    )


def test_the_marked_page_has_no_script():
    html = '<p onclick="x()">文<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">字</a></p>'
    shown = marked(html, [])
    assert "script" not in shown
    assert "onerror" not in shown
    assert "onclick" not in shown


def test_the_marked_page_keeps_what_a_body_may_hold():
    html = '<p class="align-center">正文</p><p><img src="data:image/png;base64,AAAA" alt="图"></p>'
    assert marked(html, []) == html
    assert not found_in(html), "an embedded picture is no link that leads nowhere"


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.text(alphabet="文字公开ab12 \u3000\n<&>\"'★机密", max_size=12).map(
            lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
        ),
        lambda inner: st.tuples(
            st.sampled_from(["p", "b", "div", "li", "td", "h2", "span", "table"]), st.lists(inner, max_size=4)
        ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
        max_leaves=12,
    ),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=5),
)
def test_marks_never_change_the_words_of_a_page(html, ranges):
    @dataclass
    class Found:
        start: int
        end: int
        part: str = "正文"
        severity: str = "stop"
        fingerprint: str = "f"

    page = Visible(clean_body(html))
    shown = marked(html, [Found(start, end) for start, end in ranges])
    assert Visible(shown).text == page.text
    for block in page.blocks:
        assert page.text[block.start : block.end].strip("\n")
    for places in page.places:
        assert all(place == -1 or 0 <= place < len(page.text) + 1 for place in places)


def prints(html):
    return [(one.code, one.fingerprint) for one in found_in(html)]


def test_a_fingerprint_outlives_edits_elsewhere():
    before = f"<p>第一段</p><p>证件：{PLANTED}，请核对</p>"
    after = f"<p>新的第一段</p><p>又一段，帐号不写</p><p>证件：{PLANTED}，请核对</p>"
    assert prints(before)[0] in prints(after)
    assert prints(before) != prints(f"<p>第一段</p><p>当事人的证件：{PLANTED}</p>")


def test_equal_findings_have_their_own_fingerprints():
    both = prints(f"<p>{PLANTED}</p><p>{PLANTED}</p>")
    assert len(set(both)) == 2
    assert prints(f"<p>{PLANTED}</p>")[0] == both[0]


def test_an_attachment_keeps_its_findings_when_the_order_changes():
    def run_with(names):
        files = tuple(AttachmentRef(i, str(i), name) for i, name in enumerate(names))
        content = Content("关于检查的通知（演示）", body_html="<p>正文</p>", attachments=files)
        found = run(
            content, today=TODAY, open_file=lambda i: PLANTED.encode() if names[i] == "名单.txt" else "文字".encode()
        )
        return [(one.part, one.fingerprint) for one in found]

    ((part, first),) = run_with(["名单.txt", "说明.txt"])
    ((moved, second),) = run_with(["说明.txt", "名单.txt"])
    assert (part, moved) == ("附件一《名单.txt》", "附件二《名单.txt》")
    assert first == second


def test_thousands_of_findings_of_one_rule_are_summed_up():
    found = found_in("<p>" + "</p><p>".join(f"13812{i:06d}" for i in range(500)) + "</p>")
    assert len(found) == MOST_A_RULE + 1
    assert "共有 500 处" in found[-1].message


def test_what_stands_beside_the_text_has_no_range():
    found = found_in(f"<p>正文</p><!-- {PLANTED} --><p><img src='/a.png' alt='机密★'></p>")
    assert [(one.place, one.start) for one in found] == [("图片说明", None), ("网页注释", None)]


PEOPLE = st.tuples(
    st.sampled_from(["11", "23", "33", "44", "65"]),
    st.integers(101, 9899),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.sampled_from(["身份证号", "No.", "（", "", "甲，"]), st.sampled_from(["。", "）", "", "，男"]))
def test_every_valid_number_is_found(person, before, after):
    region, place, born, order = person
    first = f"{region}{place:04d}{born:%Y%m%d}{order:03d}" if born.year >= 1000 else ""
    number = first + check_digit(first)
    assert "personal_data.id_number" in {one.code for one in found_in(f"<p>{before}{number}{after}</p>")}


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.integers(1, 9))
def test_a_wrong_check_digit_is_never_a_stop(person, shift):
    region, place, born, order = person
    first = f"{region}{place:04d}{born:%Y%m%d}{order:03d}"
    right = "0123456789X".index(check_digit(first))
    wrong = "0123456789X"[(right + shift) % 11]
    found = [one for one in found_in(f"<p>身份证号{first}{wrong}</p>") if one.code.startswith("personal_data.id")]
    assert [one.severity for one in found] == ["warn"]


@settings(max_examples=200, deadline=None)
@given(st.dates(TODAY + timedelta(days=1), date(2999, 12, 31)))
def test_a_birthday_to_come_is_no_identity(born):
    first = f"330102{born:%Y%m%d}123"
    assert found_in(f"<p>{first}{check_digit(first)}</p>") == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_no_text_breaks_a_gate(body, title):
    for found in run(Content(title, (("文号", title),), body), today=TODAY):
        assert found.message
        assert len(found.message) <= 500
        assert len(found.excerpt) <= 300


def seconds(html):
    start = time.process_time()
    found_in(html)
    return time.process_time() - start


def test_two_hundred_pages_take_a_few_seconds():
    sentence = "本机关按照规定受理申请共12件，办理期限为二十个工作日，并在2026年3月5日前答复，投入10.5万元（详见《办法》第三条）。"
    page = "".join(f"<p>{sentence * 3}</p>" for _ in range(4))
    assert seconds(page * 200) < 8


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 200_000,
        "1 " * 100_000,
        "a" * 200_000,
        "a@" * 100_000,
        "家庭住址" * 50_000,
        "东城小区" * 50_000,
        "占" * 200_000,
        "秘密 " * 60_000,
        "1," * 100_000,
        "中" * 200_000,
        "《" * 100_000,
        "〔2026〕" * 30_000,
        "“" * 100_000,
        "2026年" * 40_000,
        "<b>" * 50_000,
        "<!--" * 50_000,
        "<table><tr><td>" * 10_000,
        "[" * 100_000,
        "（" * 100_000,
        "附件：" * 60_000,
        "见附件" * 60_000,
        "{{" * 60_000,
    ],
    ids=lambda text: f"{text[:6]}×{len(text)}",
)
def test_a_hostile_text_ends_in_linear_time(hostile):
    half = seconds(f"<p>{hostile[: len(hostile) // 2]}</p>")
    whole = seconds(f"<p>{hostile}</p>")
    assert whole < 6
    assert whole < max(half * 4, 0.5)
