"""A printed figure taken apart, and what is not a figure."""

from decimal import Decimal

import pytest

from gongkai.statute.annual.form import forms
from gongkai.statute.annual.recognize.hits import find_hits
from gongkai.statute.annual.recognize.marks import Kind, figure_of, marks_of
from gongkai.statute.annual.recognize.script import plain, simplified_table
from gongkai.statute.annual.recognize.vocabulary import all_labels, vocabulary
from gongkai.statute.readers.document import Line, Piece

LABELS = vocabulary(forms()["2021"]).labels


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("１２", 12),
        ("414,807", 414807),
        ("504658.70", Decimal("504658.70")),
        ("206.374006", Decimal("206.374006")),
        ("-121", -121),
        ("－３", -3),
        ("+6", 6),
        ("减121", -121),
        ("增6", 6),
        ("22（其中修订 16 件）", 22),
        ("22(其中修订16件)", 22),
        ("12件", 12),
        ("251000元", 251000),
        ("72701.2578万元", Decimal("72701.2578")),
    ],
)
def test_figures(text, value):
    figure = figure_of(text)
    assert figure is not None
    assert figure.value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "2019年",
        "第3页",
        "3/12",
        "- 3 -",
        "（一）",
        "1.",
        "12①",
        "第711号",
        "100%",
        "1.2.3",
        "如 -8",
        "（指2019年）",
    ],
)
def test_not_figures(text):
    assert figure_of(text) is None


def test_unit_and_remark_are_kept():
    figure = figure_of("22（其中修订 16 件）")
    assert (figure.unit, figure.remark) == ("", "其中修订 16 件")
    assert figure_of("251000元").unit == "元"


def kinds(*texts, grid=None):
    (marks,) = marks_of([Line([Piece(text) for text in texts], 1, grid=grid)], LABELS)
    return [(mark.kind, mark.figure.value if mark.figure else mark.plain) for mark in marks]


def test_a_label_glued_to_its_figure_is_parted():
    assert kinds("规章0", "0", "0") == [(Kind.TEXT, "规章"), (Kind.VALUE, 0), (Kind.VALUE, 0), (Kind.VALUE, 0)]


def test_words_that_end_in_a_figure_but_are_no_label_stay_whole():
    assert kinds("共计12") == [(Kind.TEXT, "共计12")]


@pytest.mark.parametrize("sign", ["", "/", "-", "—", "——", "无", "／"])
def test_signs_for_nothing_are_blank_cells(sign):
    assert kinds("规章", sign, grid=1)[1][0] is Kind.BLANK


def test_figures_in_the_notes_of_a_head_are_part_of_the_head():
    assert kinds("现行有效件数（截至2024年12月31日）", grid=1) == [(Kind.TEXT, "现行有效件数")]


def test_a_cell_with_several_figures_gives_each():
    assert [value for _, value in kinds("0 0 3", grid=1)] == [0, 0, 3]


def test_a_page_number_between_dashes_is_no_figure_and_a_bare_one_may_be():
    assert kinds("-", "3", "-") == []
    assert kinds("3") == [(Kind.VALUE, 3)]


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("（二）部分公开", "部分公开"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("1、其他", "其他"),
        ("１．属于国家秘密", "属于国家秘密"),
        ("⾏政许可", "行政许可"),
        ("三、本 年 度", "本年度"),
    ],
)
def test_plain_labels(printed, label):
    assert plain(printed) == label


def test_traditional_script_only_where_there_is_some():
    assert simplified_table(["政府信息公开申请"]) is None
    table = simplified_table(["政府信息公開申請數量", "辦理結果"])
    assert "無法提供辦理結果".translate(table)[4:] == "办理结果"


def labels_in(*texts):
    (row,) = marks_of([Line([Piece(text) for text in texts], 1)], LABELS)
    return [
        hit.label
        for hit in find_hits(
            [mark for mark in row if mark.kind is Kind.TEXT], all_labels((vocabulary(forms()["2021"]),))
        )
    ]


def test_a_label_broken_over_pieces_is_found():
    assert labels_in("5.要求行政机关确认", "或重新出具已获取信", "息") == ["要求行政机关确认或重新出具已获取信息"]


def test_a_label_glued_behind_a_group_is_found():
    assert labels_in("三、本年度办理结果（一）予以公开") == ["本年度办理结果", "予以公开"]


def test_a_short_label_is_not_found_inside_a_word():
    assert labels_in("规章制度") == []
    assert labels_in("党内规范性文件") == []
