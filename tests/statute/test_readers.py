"""Files into lines: encodings, tables with spans, what is left out, and what is refused."""

import io
import zipfile

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongkai.statute.errors import (
    DamagedDocument,
    DocumentTooLarge,
    EncryptedDocument,
    UnsupportedDocument,
)
from gongkai.statute.readers import Limits, read_bytes
from gongkai.statute.readers.ruling import ruled_tables


def lines(data, name="x.txt"):
    return [[piece.text for piece in line.pieces] for line in read_bytes(data, name).lines]


# ------------------------------------------------------------------ text

TEXT = "政府信息公开工作年度报告\n规章 0 0 0\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "big5"]
)
def test_encodings(encoding):
    text = TEXT.replace("规", "規") if encoding == "big5" else TEXT
    if encoding == "big5":
        text = text.replace("开", "開").replace("报", "報")
    assert lines(text.encode(encoding))[0] == [text.split("\n")[0]]


def test_tabs_make_fields_and_blank_ones_stay():
    document = read_bytes("规章\t0\t\t3\n".encode(), "x.txt")
    assert [(piece.column, piece.text) for piece in document.lines[0].pieces] == [
        (0, "规章"),
        (1, "0"),
        (2, ""),
        (3, "3"),
    ]


def test_a_tab_in_front_of_one_field_is_an_indent():
    assert lines("\t规章\n\t0\n\t\n".encode()) == [["规章"], ["0"], [""]]


def test_bars_at_the_ends_are_frames_not_cells():
    assert lines("| 规章 | 0 | | 3 |\n".encode()) == [["规章", "0", "", "3"]]


def test_markdown_rules_and_emphasis_go():
    assert lines("| **规章** | 0 |\n| --- | ---: |\n| a<br>b | 1 |\n".encode()) == [["规章", "0"], ["a\nb", "1"]]


def test_markdown_escapes_and_entities():
    assert lines("| 行政许可 | \\-121 | 3&nbsp; |\n".encode()) == [["行政许可", "-121", "3"]]


def test_markdown_with_html_tables_in_it():
    text = "# 年度报告\n\n" + "长长的前言。" * 600 + "\n\n<table><tr><td>规章</td><td>0</td></tr></table>\n\n五、问题\n"
    document = read_bytes(text.encode(), "x.md")
    assert [piece.text for piece in document.lines[-2].pieces] == ["规章", "0"]
    assert document.lines[-2].exact
    assert document.lines[-1].text == "五、问题"
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))


def test_one_cell_a_line_with_bars_between():
    text = "信息内容\n|\n" + "".join(f"{cell}\n|\n" for cell in ["规章", 0, 0, 0, "规范性文件", 1, 2, 3])
    assert lines(text.encode())[1:5] == [["规章"], ["0"], ["0"], ["0"]]


def test_brackets_hold_their_figures_together():
    assert lines("规章 22（其中修订 16 件） 3\n".encode()) == [["规章", "22（其中修订16件）", "3"]]


def test_pages_are_counted_only_where_the_text_has_page_breaks():
    assert [line.page for line in read_bytes("一\n\f二\n".encode(), "x.txt").lines] == [1, 2]
    assert [line.page for line in read_bytes("一\n二\n".encode(), "x.txt").lines] == [None, None]


# ------------------------------------------------------------------ html


def test_merged_cells_keep_their_columns():
    page = "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    document = read_bytes(page.encode(), "x.html")
    assert [[(p.column, p.span, p.text) for p in line.pieces] for line in document.lines] == [
        [(0, 1, "甲"), (1, 2, "乙")],
        [(1, 1, "1"), (2, 1, "2")],
    ]


def test_layout_tables_are_taken_apart_and_inline_tags_join():
    page = "<table><tr><td><p>前</p><table><tr><td><span>2</span><span>6</span></td><td><p>0</p><p>1</p></td></tr></table></td></tr></table>"
    assert lines(page.encode(), "x.html") == [["前"], ["26", "0\n1"]]


def test_scripts_hidden_parts_and_comments_are_left_out():
    page = "<html><script>var a='规章 9'</script><!-- 规章 8 --><p style='display:none'>规章 7</p><p>规章 6</p></html>"
    assert lines(page.encode(), "x.html") == [["规章", "6"]]


def test_the_charset_of_the_page_is_believed():
    page = '<html><head><meta charset="gb2312"><title>年度报告</title></head><body><p>规章</p></body></html>'
    document = read_bytes(page.encode("gb2312"), "x.html")
    assert document.heads == ["年度报告"]


def test_a_saved_web_archive():
    body = "<html><body><p>规章</p></body></html>"
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
        + body
        + "\n--b--\n"
    )
    assert lines(archive.encode(), "x.mht") == [["规章"]]


# ------------------------------------------------------------------ word


def word(build):
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_word_tables_with_merged_cells():
    def build(document):
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "乙"
        table.cell(1, 1).text, table.cell(1, 2).text = "1", "2"

    rows = read_bytes(word(build), "x.docx").lines
    assert [[(p.column, p.span, p.text) for p in line.pieces] for line in rows] == [
        [(0, 1, "甲"), (1, 2, "乙")],
        [(1, 1, "1"), (2, 1, "2")],
    ]


def test_tracked_deletions_are_gone_and_insertions_are_there():
    def build(document):
        paragraph = document.add_paragraph("规章")
        for tag, text_tag, text in (("w:del", "w:delText", "旧"), ("w:ins", "w:t", "新")):
            change = OxmlElement(tag)
            run = OxmlElement("w:r")
            content = OxmlElement(text_tag)
            content.text = text
            run.append(content)
            change.append(run)
            paragraph._p.append(change)

    assert lines(word(build), "x.docx") == [["规章新"]]


def test_a_row_that_begins_further_right():
    def build(document):
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
        properties = table.rows[0]._tr.get_or_add_trPr()
        before = OxmlElement("w:gridBefore")
        before.set(qn("w:val"), "2")
        properties.append(before)

    assert [piece.column for piece in read_bytes(word(build), "x.docx").lines[0].pieces] == [2, 3]


# ------------------------------------------------------------------ excel


def test_workbooks_with_merged_cells_and_hidden_sheets():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["C2"] = "甲", "乙", 1.0, 2.5
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    hidden = book.create_sheet("密")
    hidden["A1"] = "规章"
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    document = read_bytes(buffer.getvalue(), "x.xlsx")
    assert [[(p.column, p.span, p.text) for p in line.pieces] for line in document.lines] == [
        [(0, 1, "甲"), (1, 2, "乙")],
        [(1, 1, "1"), (2, 1, "2.5")],
    ]
    assert "密" in document.notes[0]


def test_csv():
    assert lines("规章,0,,3\n".encode("gb18030"), "x.csv") == [["规章", "0", "", "3"]]


# ------------------------------------------------------------------ ruling lines


def test_a_lattice_with_merged_cells():
    across = [(0, 0, 30), (10, 10, 30), (20, 0, 30)]
    down = [(0, 0, 20), (10, 0, 20), (20, 10, 20), (30, 0, 20)]
    (table,) = ruled_tables(across, down)
    assert sorted((cell.row, cell.column, cell.column_span) for cell in table.cells) == [
        (0, 0, 1),
        (0, 1, 2),
        (1, 1, 1),
        (1, 2, 1),
    ]
    assert table.cell_at(5, 15) == table.cell_at(5, 5)
    assert table.cell_at(40, 5) is None


def test_lines_that_do_not_meet_are_no_table():
    assert ruled_tables([(0, 0, 30), (10, 0, 30)], [(100, 0, 10)]) == []


# ------------------------------------------------------------------ refused


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize(
    ("data", "name", "error", "says"),
    [
        (b"", "a.txt", DamagedDocument, "空的"),
        (b"\0" * 500, "a.bin", DamagedDocument, "空的"),
        (bytes(range(256)) * 40, "a.bin", DamagedDocument, "不是文本"),
        (b"%PDF-1.7\n" + bytes(range(256)), "a.pdf", DamagedDocument, "已损坏"),
        (b"PK\x03\x04" + bytes(range(200)), "a.docx", DamagedDocument, "压缩包"),
        (zipped(word__document_xml=ENTITIES), "a.docx", DamagedDocument, "document.xml"),
        (zipped(word__document_xml=b"<a>" + b" " * 3_000_000 + b"</a>"), "a.docx", DocumentTooLarge, "展开后"),
        (zipped(a=b"x"), "a.zip", UnsupportedDocument, "解压"),
        (zipped(OFD_xml=b"x"), "a.ofd", UnsupportedDocument, "OFD"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", UnsupportedDocument, "另存为"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            EncryptedDocument,
            "密码",
        ),
        (b"{\\rtf1 x}", "a.rtf", UnsupportedDocument, "RTF"),
        ("规章 0\n".encode() * 50_000, "a.txt", DocumentTooLarge, "字"),
        (b"<table>" + b"<tr><td>1" * 30_000, "a.html", DocumentTooLarge, "格"),
        (b"<div>" * 3000, "a.html", DamagedDocument, "没有文字"),
    ],
)
def test_bad_files_end_with_a_clear_error_that_names_them(data, name, error, says):
    limits = Limits(unpacked_bytes=2_000_000, cells=20_000, characters=300_000, seconds=20)
    with pytest.raises(error) as caught:
        read_bytes(data, name, limits)
    assert str(caught.value).startswith(f"{name}：")
    assert says in str(caught.value)


def test_too_many_pages_and_too_many_bytes():
    document = pdfium.PdfDocument.new()
    for _ in range(30):
        document.new_page(100, 100)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    with pytest.raises(DocumentTooLarge, match="30 页"):
        read_bytes(buffer.getvalue(), "a.pdf", Limits(pages=20))
    with pytest.raises(DocumentTooLarge, match="MB"):
        read_bytes(b"x" * 3_000_000, "a.txt", Limits(bytes=2 << 20))


def test_a_colspan_of_a_million_is_not_believed():
    page = (
        "<table><tr><td colspan=99999999 rowspan=99999999>规章</td><td>1</td></tr><tr><td>2</td><td>3</td></tr></table>"
    )
    assert read_bytes(page.encode(), "x.html").lines[0].pieces[0].span <= 256
