"""What becomes of a Word document: headings, numbers, tables, pictures and notes as a clerk sees them."""

import base64
import io
import time

import pytest
from docx import Document
from docx.oxml.ns import qn

from gongkai.office.catalog.wordfiles import read_word
from gongkai.office.clearance.cleaning import clean_body
from word_writing import Word, notice, part, picture, rewritten, xml


def test_a_notice_comes_whole():
    read = notice().read()
    assert read.title == "青石市科学技术局关于印发《青石市科技创新券管理办法》的通知（演示）"
    lines = read.body.split("\n")
    assert lines[:2] == [
        '<p class="align-center"><strong>青石市科学技术局文件</strong></p>',
        '<p class="align-center">青科发〔2026〕12号</p>',
    ]
    assert "<h2>一、总则</h2>" in lines
    assert "<h3>（一）适用范围</h3>" in lines
    assert "<p>1. 本办法适用于本市企业。</p>" in lines
    assert "<p>2. 本办法所称创新券，是指电子凭证。</p>" in lines
    assert "<h2>二、附则</h2>" in lines
    assert '<td colspan="2">项目（演示）</td>' in read.body
    assert '<td rowspan="2">创新券</td>' in read.body
    assert lines[-1] == '<p class="align-right">2026年3月10日</p>'
    assert clean_body(read.body) == read.body


def test_numbers_start_anew_under_each_heading_and_where_the_author_says_so():
    word = Word()
    for text, number, level in [
        ("甲", 90, 0), ("子", 90, 1), ("丑", 90, 2), ("寅", 90, 3), ("卯", 90, 2),
        ("乙", 90, 0), ("辰", 90, 1), ("巳", 90, 2), ("午", 92, 2),
    ]:  # fmt: skip
        word.line(text, number=number, level=level)
    said = word.read().body.replace("<p>", "").replace("</p>", "").split("\n")
    assert said == ["一、甲", "（一）子", "1. 丑", "1.1.1 寅", "2. 卯", "二、乙", "（一）辰", "1. 巳", "1. 午"]


def test_chapters_and_articles_that_word_numbers_keep_their_gap():
    word = Word()
    word.line("总则", style="Heading 1", number=95, level=0)
    word.line("为了加强管理，制定本办法。", number=95, level=1)
    assert word.read().body == "<h2>第一章\u3000总则</h2>\n<p>第一条\u3000为了加强管理，制定本办法。</p>"


def test_headings_come_from_styles_and_outline_levels():
    word = Word()
    word.line("工作要求（演示）", style="Heading 1")
    word.line("分工", style="Heading 2")
    word.line("责任", style="Heading 1")
    outlined = word.line("时限")
    outlined._p.get_or_add_pPr().append(xml('<w:outlineLvl {ns} w:val="2"/>'))
    body = word.read().body
    assert body == "<h2>工作要求（演示）</h2>\n<h3>分工</h3>\n<h2>责任</h2>\n<h4>时限</h4>"


def test_one_first_heading_alone_is_the_title_and_the_others_move_up():
    word = Word()
    word.line("青石市教育发展规划（演示）", style="Heading 1")
    word.line("目标", style="Heading 2")
    word.line("正文。")
    read = word.read()
    assert (read.title, read.body) == ("青石市教育发展规划（演示）", "<h2>目标</h2>\n<p>正文。</p>")


@pytest.mark.parametrize(
    ("text", "how", "heading"),
    [
        ("一、总体要求", {"bold": True}, "h2"),
        ("一、总体要求", {"face": "黑体"}, "h2"),
        ("（二）基本原则", {"face": "楷体_GB2312"}, "h2"),
        ("一、电脑一台", {}, "p"),
        ("一、按照上级要求做好各项工作。", {"bold": True}, "p"),
        ("3.5万元的补贴", {"bold": True}, "p"),
    ],
)
def test_a_line_set_apart_with_a_number_is_a_heading_and_an_item_is_not(text, how, heading):
    word = Word()
    word.line("开头的一段话。")
    word.line(text, **how)
    assert word.read().body.split("\n")[1].startswith(f"<{heading}>")


def test_bullets_become_lists_in_lists():
    word = Word()
    for text, level in [("一级", 0), ("二级", 1), ("又一级", 0)]:
        word.line(text, number=91, level=level)
    word.line("后文。")
    assert word.read().body == "<ul><li>一级<ul><li>二级</li></ul></li><li>又一级</li></ul>\n<p>后文。</p>"


def test_formats_links_and_breaks_stay_and_neighbours_join():
    word = Word()
    paragraph = word.line("甲", bold=True)
    paragraph.add_run("乙").bold = True
    paragraph.add_run("丙").italic = True
    paragraph.add_run("丁").underline = True
    paragraph.add_run("H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("<b>&").add_break()
    paragraph.add_run("戊")
    body = word.read().body
    assert body == "<p><strong>甲乙</strong><em>丙</em><u>丁</u>H<sub>2</sub>&lt;b&gt;&amp;<br>戊</p>"


CHANGED = """<w:p {ns}><w:r><w:t>保留</w:t></w:r>
<w:ins w:id="1" w:author="甲"><w:r><w:t>新增</w:t></w:r></w:ins>
<w:del w:id="2" w:author="甲"><w:r><w:delText>删去</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第3页</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"""
JOINED = (
    """<w:p {ns}><w:pPr><w:rPr><w:del w:id="3" w:author="甲"/></w:rPr></w:pPr><w:r><w:t>上半句，</w:t></w:r></w:p>"""
)


def test_deletions_hidden_words_and_codes_go_and_insertions_stay():
    word = Word()
    word.raw(CHANGED)
    word.raw(JOINED)
    word.line("下半句。")
    word.raw('<w:p {ns}><w:del w:id="4"><w:r><w:delText>整段删去</w:delText></w:r></w:del></w:p>')
    assert word.read().body == "<p>保留新增第3页</p>\n<p>上半句，下半句。</p>"


def test_heads_feet_and_comments_stay_outside_and_comments_are_spoken_of():
    word = Word()
    word.doc.sections[0].header.paragraphs[0].text = "页眉的字"
    word.doc.sections[0].footer.paragraphs[0].text = "页脚的字"
    paragraph = word.line("正文。")
    word.doc.add_comment(paragraph.runs, text="批注的字", author="甲")
    read = word.read()
    assert read.body == "<p>正文。</p>"
    assert "批注没有导入。" in read.notes


def test_a_table_of_contents_is_left_out_and_said():
    word = Word()
    word.raw(
        '<w:sdt {ns}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>第一章……1</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    )
    word.line("正文。")
    read = word.read()
    assert read.body == "<p>正文。</p>"
    assert any("目录没有导入" in note for note in read.notes)


def test_footnotes_stand_at_the_end():
    word = Word()
    word.raw('<w:p {ns}><w:r><w:t>增长5%</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    notes = f'<w:footnotes xmlns:w="{xml("<w:p {ns}/>").nsmap["w"]}"><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>按可比价格计算。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    read = read_word(io.BytesIO(rewritten(word.bytes(), **{"word/footnotes.xml": notes})), name="x.docx")
    assert read.body.startswith("<p>增长5%<sup>[1]</sup></p>")
    assert read.body.endswith('<p class="no-indent">[1] 按可比价格计算。</p>')


def test_a_text_box_and_its_second_rendering_are_read_once():
    word = Word()
    box = "<w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
    word.raw(
        '<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:r><w:t>前文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert word.read().body == "<p>前文</p>\n<p>框里的字</p>"


def test_signatures_pushed_with_blanks_stand_at_the_right():
    word = Word()
    word.line("　　正文一段，开头空两字。")
    word.line("　　　　　　　　　　　　　　　　二〇二六年三月十日")
    assert word.read().body == '<p>正文一段，开头空两字。</p>\n<p class="align-right">二〇二六年三月十日</p>'


def test_a_head_row_and_cells_of_several_paragraphs():
    word = Word()
    table = word.doc.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("年度", "件数"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.cell(1, 0).text = "2026"
    table.cell(1, 1).text = "甲"
    table.cell(1, 1).add_paragraph("乙")
    assert word.read().body == (
        "<table><tbody><tr><th><strong>年度</strong></th><th><strong>件数</strong></th></tr>"
        "<tr><td>2026</td><td>甲<br>乙</td></tr></tbody></table>"
    )


def test_pictures_are_written_anew_and_too_large_ones_are_said():
    word = Word()
    word.doc.add_picture(picture())
    word.doc.add_picture(picture(1200, 1600, noise=True))
    read = word.read()
    assert read.body.count('<img src="data:image/png;base64,') == 1
    assert "有1张图片太大，没有导入：请缩小后插入，或者作为附件上传。" in read.notes
    assert base64.b64encode(part(word.bytes(), "word/media/image1.png")).decode() not in read.body


def test_a_picture_of_a_kind_no_page_shows_is_said():
    word = Word()
    word.line("正文。")
    word.doc.add_picture(picture())
    data = rewritten(word.bytes(), **{"word/media/image1.png": b"\xd7\xcd\xc6\x9a" + bytes(60)})
    read = read_word(io.BytesIO(data), name="x.docx")
    assert "<img" not in read.body
    assert "另存为 PNG" in "".join(read.notes)


def test_ten_thousand_rows_come_or_are_refused_with_words_soon():
    word = Word()
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>演示数据</w:t></w:r></w:p></w:tc>" * 2 + "</w:tr>"
    word.raw("<w:tbl {ns}>" + row * 10_000 + "</w:tbl>")
    began = time.monotonic()
    read = word.read()
    assert read.body.count("<tr>") == 10_000
    assert time.monotonic() - began < 20


def test_what_python_docx_reads_as_words_is_all_there():
    data = notice().bytes()
    body = notice().read().body + notice().read().title
    for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:t")):
        assert paragraph.text in body
