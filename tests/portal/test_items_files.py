"""The text as files to keep: what stands in them when they are read again, and what a hostile text does not do."""

import base64
import io
import zipfile

import pytest
from docx import Document as WordDocument
from PIL import Image

from documents import BODY, TITLE, published, started, stored
from gongkai.office.catalog.rendering import KINDS, render
from gongkai.office.catalog.rendering.blocks import Table
from gongkai.office.catalog.rendering.parsing import blocks_of
from gongkai.office.errors import Refused
from gongkai.statute.readers.opening import read_bytes

ADDRESS = "https://www.qingshi.example/documents/1/"


def picture(size=(40, 20), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def made(world, kind, body=BODY, **more):
    document = published(world, body=body, **more)
    return render(document, document.published, kind, address=ADDRESS)


def words(file, kind):
    """All its words, as our own readers read it."""
    return "\n".join(line.text for line in read_bytes(file.data, f"a.{kind}").lines)


@pytest.mark.parametrize("kind", ["docx", "pdf", "txt"])
def test_a_file_says_what_the_page_says(world, kind):
    file = made(world, kind, attachments=[(stored(world), "废止目录（演示）.pdf")])
    told = "".join(words(file, kind).split())
    for said in ("三十二部规范性文件的决定（演示）", "青科发〔2026〕12号", "一、总体要求", "现决定废止三十二部文件（演示）。",
                 "废止目录（演示）", "管理办法", "全文废止", "索引号：", "/2026-00001", ADDRESS):  # fmt: skip
        assert said in told, said
    assert file.name == f"{TITLE}.{kind}"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_text_gives_the_same_bytes(world, kind):
    document = published(world, body=f'{BODY}<p><img src="{picture()}" alt="示意图"></p>')
    first, second = (render(document, document.published, kind, address=ADDRESS) for _ in range(2))
    assert first.data == second.data


def test_a_word_document_has_true_headings_tables_and_chinese_faces(world):
    body = (
        "<h2>一、总体要求</h2><h3>（一）范围</h3><ol><li>甲</li><li>乙</li></ol>"
        "<table><tr><th rowspan='2'>序号</th><th colspan='2'>文件</th></tr><tr><th>名称</th><th>文号</th></tr>"
        "<tr><td>1</td><td>办法</td><td>3号</td></tr></table>"
        f'<p><img src="{picture()}" alt="示意图"></p>'
    )
    document = WordDocument(io.BytesIO(made(world, "docx", body).data))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["一、总体要求"] == "Heading 1"
    assert styles["（一）范围"] == "Heading 2"
    assert {"1. 甲", "2. 乙"} <= set(styles)
    (table,) = document.tables
    assert table.cell(0, 1).text == table.cell(0, 2).text == "文件"
    assert table.cell(0, 0).text == table.cell(1, 0).text == "序号"
    assert [cell.text for cell in table.rows[2].cells] == ["1", "办法", "3号"]
    assert len(document.inline_shapes) == 1
    assert "w:eastAsia" in document.styles.element.xml


def test_a_table_of_three_hundred_rows_is_whole_in_every_file(world):
    rows = "".join(f"<tr><td>{number}</td><td>第{number}号管理办法</td><td>废止</td></tr>" for number in range(1, 301))
    body = f"<table><tr><th>序号</th><th>名称</th><th>结果</th></tr>{rows}</table>"
    document = published(world, body=body)
    for kind in sorted(KINDS):
        file = render(document, document.published, kind, address=ADDRESS)
        told = "".join(words(file, kind).split())
        assert all(f"第{number}号管理办法" in told for number in (1, 150, 299, 300)), kind


@pytest.mark.parametrize(
    "body",
    [
        '<p>#let x = 1; #panic("x") $ * _ ` @ < > \\ [ ] // /* #read("/etc/passwd")</p>',
        "<p>{{ x }} &lt;script&gt;alert(1)&lt;/script&gt; &amp;#0; \U0001f600 \ue000 \u202e反</p>",
        "<table><tr><td colspan='9999' rowspan='9999'>甲</td></tr><tr><td>乙</td></tr></table>",
        "<table><tr><td rowspan='3'>甲</td><td>乙</td></tr><tr><td colspan='3'>丙</td></tr><tr><td colspan='2'>丁</td></tr></table>",
        "<table><tr><th rowspan='5'>头</th><th>二</th></tr><tr><td>x</td></tr></table>",
        "<table></table><table><tr></tr></table><ul></ul><p></p><li>孤</li><td>孤格</td>",
        "<div><blockquote>" * 400 + "深" + "</blockquote></div>" * 400,
        "<table><tr><td>" * 60 + "里" + "</td></tr></table>" * 60,
        "<p><img src='data:image/png;base64,AAAA' alt='坏图'><img src='/static/x.png' alt='站内图'></p>",
        "<h5>跳级</h5><h2>回来</h2><h4>又跳</h4>",
        "<ol start='9999' type='I'><li value='9999'>甲</ol><pre>  a\n  b</pre><hr>",
    ],
)  # fmt: skip
def test_whatever_a_text_holds_it_becomes_a_file_and_stays_words(world, body):
    from gongkai.office.clearance.cleaning import clean_body

    document = published(world)
    document.published.body = clean_body(body)
    for kind in sorted(KINDS):
        file = render(document, document.published, kind, address=ADDRESS)
        told = words(file, kind)
        assert TITLE[:10] in "".join(told.split())
        assert "root:" not in told


def test_a_swollen_picture_is_told_in_words(world):
    bomb = picture((6000, 6000))
    document = published(world)
    document.published.body = f'<p><img src="{bomb}" alt="巨图"></p>'
    file = render(document, document.published, "docx", address=ADDRESS)
    assert "［图片：巨图］" in words(file, "docx")
    assert not [name for name in zipfile.ZipFile(io.BytesIO(file.data)).namelist() if "media" in name]


def test_a_text_beyond_the_limits_is_refused_in_a_sentence(world):
    document = published(world)
    document.published.body = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 15_000 + "</table>"
    with pytest.raises(Refused, match="请在网页上查看"):
        render(document, document.published, "pdf", address=ADDRESS)


def test_a_span_wider_than_the_table_ends_with_it():
    (table,) = blocks_of("<table><tr><td colspan='500'>头</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>")
    assert isinstance(table, Table)
    assert (table.columns, table.rows[0][0].wide) == (3, 3)


def test_a_note_of_its_end_stands_on_the_file(world):
    document = published(world)
    file = render(document, document.published, "txt", address=ADDRESS, notes=("已废止，自2026年4月1日起",))
    assert "【已废止，自2026年4月1日起】" in file.data.decode("utf-8-sig")


def test_a_file_is_named_by_the_title_without_what_no_name_may_hold(world):
    document = started(world)
    document.latest.title = "../关于“A/B”\\的通知:*?" + "长" * 290
    name = render(document, document.latest, "txt", address=ADDRESS).name
    assert name.endswith("长.txt")
    assert len(name.encode()) <= 200
    assert not set('/\\:*?"<>|') & set(name)


@pytest.mark.parametrize(
    ("head", "times"),
    [("", 1), ("<p>青科发 [2026] 12号</p>", 0), ("<p>一</p><p>二</p><p>三</p><p>青科发〔2026〕12号</p>", 2)],
)
def test_a_number_that_stands_at_the_head_of_the_text_is_not_said_twice(world, head, times):
    """Beside it the number stands once among the facts at the end."""
    told = words(made(world, "txt", body=f"{head}<p>按照规定办理（演示）。</p>"), "txt")
    assert told.count("青科发〔2026〕12号") == times + 1
