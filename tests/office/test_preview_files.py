"""What PDFs, pictures, texts and Word files show, and that a hostile one ends in a process of its own."""

import io
import os
import threading

import pypdf
import pypdf.annotations
import pytest
import typst
from django.core.cache import caches
from PIL import Image

from documents import stored
from gongkai.office.catalog import wordpreview
from gongkai.office.catalog.previewing import can_preview, preview_of
from gongkai.office.files.previewing import limits, pages, pictures, services, texts
from gongkai.office.files.previewing.made import CannotShow, Preview
from gongkai.office.files.previewing.working import read_apart
from word_writing import Word, notice, picture, rewritten, xml

PAGES = "gongkai.office.files.previewing.pages"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    caches["previews"].clear()
    monkeypatch.setattr(services, "WAIT_SECONDS", 60)


def pdf(count, **box):
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(box.get("width", 200), box.get("height", 280))
    return writer


def saved(writer, path):
    writer.write(path)
    return path


# --- PDF ---------------------------------------------------------------------------------------------------------------
def test_each_page_of_a_pdf_is_a_picture_with_its_words(tmp_path):
    made = typst.compile(b"#set page(width: 300pt, height: 400pt)\nBudget 2026\n#pagebreak()\nsecond page")
    (tmp_path / "a.pdf").write_bytes(made)
    found = pages.read(tmp_path / "a.pdf", 1)
    assert [(page.number, page.text) for page in found.pages] == [(1, "Budget 2026"), (2, "second page")]
    with Image.open(io.BytesIO(found.pages[0].picture)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (limits.PICTURE_WIDE, limits.PICTURE_WIDE * 4 // 3))
        assert shown.convert("L").getextrema()[0] < 100, "nothing is drawn"


def test_a_long_pdf_is_shown_ten_pages_at_a_time_and_not_beyond_the_limit(tmp_path):
    path = saved(pdf(limits.PAGES_MOST + 5), tmp_path / "a.pdf")
    first, last = pages.read(path, 1), pages.read(path, 91)
    assert [page.number for page in first.pages] == list(range(1, limits.PAGES_AT_ONCE + 1))
    assert [page.number for page in last.pages] == list(range(91, 101))
    assert first.notes == (f"全文共{limits.PAGES_MOST + 5}页，只能预览前{limits.PAGES_MOST}页，其余请下载查看。",)
    assert first.page_count == limits.PAGES_MOST + 5
    assert pages.read(path, 101).why


def test_pages_that_take_too_long_are_left_out_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "PAGES_SECONDS", -1.0)
    found = pages.read(saved(pdf(5), tmp_path / "a.pdf"), 1)
    assert [page.number for page in found.pages] == [1]
    assert found.notes == ("第2页至第5页画面复杂，没有显示，请下载查看。",)


def test_a_page_of_any_form_makes_no_larger_picture(tmp_path):
    writer = pdf(1, width=14_400, height=14_400)
    writer.add_blank_page(1, 14_000)
    writer.add_blank_page(20_000, 10)
    found = pages.read(saved(writer, tmp_path / "a.pdf"), 1)
    assert all(page.width <= limits.PICTURE_WIDE and page.height <= limits.PICTURE_TALL for page in found.pages)
    assert [page.number for page in found.pages] == [1, 2]
    assert found.notes == ("第3页不能显示，请下载查看。",)


def test_comments_of_a_pdf_are_counted_for_reviewers(tmp_path):
    writer = pdf(1)
    writer.add_annotation(0, pypdf.annotations.FreeText(text="内部意见", rect=(0, 0, 50, 50)))
    assert pages.read(saved(writer, tmp_path / "a.pdf"), 1).hidden == ("第1页至第1页上有1处批注。",)


def test_a_locked_or_torn_pdf_says_so(tmp_path):
    writer = pdf(1)
    writer.encrypt("x")
    with pytest.raises(CannotShow, match="密码"):
        pages.read(saved(writer, tmp_path / "a.pdf"), 1)
    whole = saved(pdf(3), tmp_path / "b.pdf").read_bytes()
    (tmp_path / "b.pdf").write_bytes(whole[:60])
    with pytest.raises(CannotShow, match="不完整"):
        pages.read(tmp_path / "b.pdf", 1)


# --- pictures and texts ------------------------------------------------------------------------------------------------
def test_a_large_picture_becomes_one_for_a_page(tmp_path):
    Image.new("RGB", (4000, 3000), "navy").save(tmp_path / "a.jpg")
    (page,) = pictures.read(tmp_path / "a.jpg", 1).pages
    assert (page.width, page.height) == (limits.PICTURE_WIDE, 900)
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert pictures.read(tmp_path / "a.gif", 1).notes == ("动图只显示第一幅。",)


def test_a_picture_of_too_many_pixels_is_not_opened(tmp_path):
    Image.new("1", (20_000, 20_000)).save(tmp_path / "a.png")
    with pytest.raises(CannotShow, match="太大"):
        pictures.read(tmp_path / "a.png", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_is_shown_from_its_beginning_and_says_where_it_stops(tmp_path, encoding):
    (tmp_path / "a.txt").write_text("第一条 <b>总则</b>\n" + "字" * limits.TEXT_MOST, encoding=encoding)
    found = texts.read(tmp_path / "a.txt", 1)
    assert found.text.startswith("第一条 <b>总则</b>\n字")
    assert len(found.text) == limits.TEXT_MOST
    assert found.notes == ("只显示前10万字，其余请下载查看。",)


# --- Word --------------------------------------------------------------------------------------------------------------
def test_a_word_document_is_shown_with_its_title_headings_numbers_tables_and_pictures(tmp_path):
    word = Word()
    word.line("关于演示工作的通知", align="center", size=22)
    word.line("总则", number=90, face="黑体")
    word.line("适用范围", number=90, level=1, face="楷体")
    word.line("附件清单", number=91)
    table = word.doc.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "单位", "<script>1</script>"
    word.doc.add_picture(picture())
    (tmp_path / "a.docx").write_bytes(word.bytes())
    found = wordpreview.read(tmp_path / "a.docx", 1)
    for said in (
        '<h2 class="align-center">关于演示工作的通知</h2>', "<h2>一、总则</h2>", "<h3>（一）适用范围</h3>",
        "<ul><li>附件清单</li></ul>", "<table><tbody><tr><td>单位</td>", "&lt;script&gt;", '<img src="data:image/png',
    ):  # fmt: skip
        assert said in found.html, said
    assert (found.notes, found.hidden) == ((), ())


def test_what_a_word_document_hides_is_named_for_reviewers(tmp_path):
    word = Word()
    line = word.line("公开的文字")
    line._p.append(xml('<w:ins {ns} w:id="1" w:author="张三"><w:r><w:t>添加的</w:t></w:r></w:ins>'))
    line._p.append(xml("<w:r {ns}><w:rPr><w:vanish/></w:rPr><w:t>看不见的</w:t></w:r>"))
    comments = '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    (tmp_path / "a.docx").write_bytes(rewritten(word.bytes(), **{"word/comments.xml": comments}))
    found = wordpreview.read(tmp_path / "a.docx", 1)
    assert "添加的" in found.html
    assert "看不见的" not in found.html
    assert found.hidden == (
        "文档里有批注。", "文档里有修订，这里显示的是接受全部修订后的样子。", "文档里有隐藏的文字。",
    )  # fmt: skip


# --- the process -------------------------------------------------------------------------------------------------------
def test_the_process_reads_word_without_settings_or_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_SECRET_KEY", "")
    (tmp_path / "a.docx").write_bytes(notice().bytes())
    found = read_apart("gongkai.office.catalog.wordpreview", tmp_path / "a.docx")
    assert "青石市科技创新券管理办法" in found.html
    assert not found.why


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("while True: pass", "超过了"),
        ("import os; os.abort()", "出错"),
        ("bytearray(8 * 2**30)", "内存"),
        ("raise ValueError('?')", "出错"),
        ("print('x' * 10**7); return 'no preview'", "出错"),
        ("import os; assert not [n for n in os.environ if n.startswith('GONGKAI')]; raise CannotShow('没有秘密')", "没有秘密"),
    ],
)  # fmt: skip
def test_a_reader_that_hangs_crashes_or_eats_memory_ends_alone(tmp_path, monkeypatch, does, why):
    monkeypatch.setenv("GONGKAI_SECRET_KEY", "not to be told")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(limits, "SECONDS", 3)
    (tmp_path / "hostile_reader.py").write_text(
        f"from gongkai.office.files.previewing.made import CannotShow\ndef read(path, page):\n    {does}\n"
    )
    assert why in read_apart("hostile_reader", tmp_path / "none").why


# --- the service -------------------------------------------------------------------------------------------------------
def test_a_preview_is_made_once_and_kept_by_the_content(world, monkeypatch):
    file = stored(world, "第一条 总则\n".encode(), name="a.txt")
    assert preview_of(file).text == "第一条 总则"
    monkeypatch.setattr(services, "read_apart", lambda *_: pytest.fail("made again"))
    assert preview_of(file, page=7).text == "第一条 总则"


def test_what_cannot_be_shown_says_why(world, tmp_path, settings):
    file = stored(world, "字".encode(), name="a.txt")
    file.extension = "mp4"
    assert (can_preview(file), preview_of(file).why) == (False, "MP4 视频不能在网页上预览")
    file.extension, file.size = "txt", 200 * 2**20
    assert "超过100 MB" in preview_of(file).why
    settings.ORIGINALS = tmp_path
    file.size = 3
    assert preview_of(file).why == "文件暂时不能打开"


def test_a_request_does_not_wait_long_and_no_more_than_two_files_are_read_at_once(world, monkeypatch):
    monkeypatch.setattr(services, "WAIT_SECONDS", 0.05)
    go, begun = threading.Event(), []

    def slow(_reader, path, _page):
        begun.append(path)
        go.wait(30)
        return Preview(text="好了")

    monkeypatch.setattr(services, "read_apart", slow)
    files = [stored(world, f"第{n}份".encode(), name="a.txt") for n in range(3)]
    assert [preview_of(file).passing for file in (*files, files[0])] == [True] * 4
    assert len(begun) == 2
    running = [making.done for making in services._running.values()]
    go.set()
    assert all(done.wait(10) for done in running)
    monkeypatch.setattr(services, "WAIT_SECONDS", 60)
    assert [preview_of(file).text for file in files] == ["好了"] * 3
    assert not services._running


def test_another_process_that_makes_it_is_waited_for(world):
    file = stored(world, "别人在做".encode(), name="a.txt")
    key = f"{services.__version__}:{file.sha256}:txt:1"
    caches["previews"].add(services._claim(key), 1)
    assert preview_of(file) == Preview(passing=True)


def test_html_from_the_process_is_cleaned_again(world, monkeypatch):
    file = stored(world, notice().bytes(), name="a.docx")
    monkeypatch.setattr(services, "read_apart", lambda *_: Preview(html="<p onclick='x()'>字<script>x()</script></p>"))
    assert preview_of(file).html == "<p>字</p>"
