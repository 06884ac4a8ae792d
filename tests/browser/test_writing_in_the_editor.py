"""The editor in a real browser: pasting from Word, attachments with progress, two people at once, under the page's policy."""

from pathlib import Path

from playwright.sync_api import expect

from browser.at_the_desk import text_in
from documents import BODY, PDF, TITLE, saved, started
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document
from word_writing import notice

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<style>p.MsoNormal {font-family:仿宋;}</style></head><body>
<h1 style='mso-outline-level:1'><span style='font-family:黑体;color:red'>一、总体要求</span></h1>
<p class=MsoNormal style='text-indent:32.0pt;mso-outline-level:2'>（一）指导思想</p>
<p class=MsoNormal align=center style='text-align:center'><b><span lang=EN-US>2026</span></b>年<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><![endif]>及时公开</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>做好解读</p>
<p class=MsoListParagraph style='mso-list:l1 level2 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>同步解读</p>
<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:楷体_GB2312'>（二）基本原则</span></p>
<p class=MsoNormal><b>二、按照要求，做好各项工作。</b></p>
<p class=MsoNormal>增长百分之五<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a></p>
<p class=MsoNormal><span style='mso-hide:all;display:none'>隐藏的话</span>看得见的话<script>alert(1)</script></p>
<table class=MsoNormalTable border=1><tr><td colspan=2 width=100 style='border:solid'><p class=MsoNormal>合并格</p></td></tr><tr><td>甲</td><td>乙</td></tr></table>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1"><sup>[1]</sup></a>按可比价格计算</p></div></div>
</body></html>"""


def begun(desk, **more):
    from gongkai.office.audit.services import audited

    with audited():
        return started(desk.world, **more)


def paste(page, html):
    """As a person would: a paste event with HTML on the clipboard."""
    page.evaluate(
        """(html) => {
            const editor = window.tinymce.activeEditor;
            editor.focus();
            editor.selection.select(editor.getBody(), true);
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "x");
            editor.getBody().dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def open_editor(desk, document):
    desk.go(f"/desk/documents/{document.pk}/edit/")
    desk.page.wait_for_selector(".doc-editor-ready")


def test_pictures_that_the_clipboard_only_names_are_spoken_of(desk):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    paste(
        desk.page,
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><p class=MsoNormal style='mso-list:l0 level1 lfo1'>"
        "<span style='mso-list:Ignore'>第一条<span>&nbsp;</span></span>为了公开。</p><p class=MsoNormal>"
        "<img width=2 height=2 src='file:///C:/Users/a/clip_image002.png'></p></body></html>",
    )
    expect(desk.page.get_by_text("有1张图片没有粘贴过来")).to_be_visible()
    expect(text_in(desk)).to_have_text("第一条\u3000为了公开。")


def test_word_keeps_headings_tables_and_numbers_and_loses_the_rest(desk):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    paste(desk.page, WORD)
    desk.page.frame_locator(".tox-edit-area iframe").get_by_text("做好解读").wait_for()
    desk.page.get_by_role("button", name="保存", exact=True).click()
    desk.page.wait_for_selector(".note-success")
    body = document.revisions.latest("number").body.replace("\n", "")
    assert "<h2>一、总体要求</h2>" in body
    assert "<h3>（一）指导思想</h3>" in body
    assert (
        '<p class="align-center"><strong>2026</strong>年</p>' in body
        or '<p class="align-center"><b>2026</b>年</p>' in body
    )
    assert "<p>1. 及时公开</p>" in body
    assert "<ul><li>做好解读<ul><li>同步解读</li></ul></li></ul>" in body
    assert "<h3>（二）基本原则</h3>" in body
    assert "<h2>二、按照" not in body
    assert "增长百分之五<sup>[1]</sup>" in body
    assert "<sup>[1]</sup>按可比价格计算" in body
    assert "#_ftn" not in body
    assert '<td colspan="2">' in body
    assert "看得见的话" in body
    for lost in ("隐藏的话", "alert", "仿宋", "style", "Mso", "script"):
        assert lost not in body, lost


def test_files_are_added_refused_renamed_and_moved(desk, tmp_path: Path):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    good, second, bad = tmp_path / "目录（演示）.pdf", tmp_path / "说明（演示）.pdf", tmp_path / "通知.pdf"
    good.write_bytes(PDF)
    second.write_bytes(PDF + b"%\n")
    bad.write_bytes(b"MZ" + b"\x00" * 400)
    page = desk.page
    page.set_input_files("input[name=new_files]", [str(good), str(second), str(bad)])
    page.wait_for_selector(".doc-row-refused [role=alert]")
    page.wait_for_function("document.querySelectorAll('[data-doc-row] input[name=file]:not([value=\"\"])').length >= 0")
    page.wait_for_function(
        "[...document.querySelectorAll('[data-doc-row] [name=file]')].filter((x) => x.value).length === 2"
    )
    assert "。" in page.inner_text(".doc-row-refused [role=alert]")
    page.locator("[data-doc-row]").nth(1).get_by_role("button", name="上移").click()
    page.locator("[data-doc-row] input[name=name]").first.fill("改了名（演示）.pdf")
    desk.shot("editor", 1440, 375)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_selector(".doc-files")
    names = [item.name for item in document.revisions.latest("number").attachments.all()]
    assert sorted(names) == sorted(["改了名（演示）.pdf", "目录（演示）.pdf"]) or "改了名（演示）.pdf" in names
    assert names[0] == "改了名（演示）.pdf"


def test_leaving_with_something_typed_asks_first(desk):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    desk.page.fill("textarea[name=title]", "改了没保存（演示）")
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.go("/desk/documents/")
    assert asked == ["beforeunload"]
    assert Document.objects.get().latest.title == TITLE


def test_two_people_at_once_get_both_texts(desk):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    saved(
        desk.world,
        document,
        body=BODY.replace("三十二部", "三十三部"),
        by=desk.world.actor("science", DutyKind.SECTION_HEAD),
    )
    desk.page.fill("textarea[name=title]", "经办人改的标题（演示）")
    desk.page.get_by_role("button", name="保存", exact=True).click()
    desk.page.wait_for_selector(".doc-conflict")
    assert "两个人同时在改" in desk.text()
    assert desk.page.input_value("textarea[name=title]") == "经办人改的标题（演示）"
    desk.shot("conflict", 1440, 375)
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.page.wait_for_selector(".doc-editor-ready")
    desk.page.get_by_role("button", name="保存", exact=True).click()
    desk.page.wait_for_selector(".note-success")
    assert [row.title for row in document.revisions.order_by("number")] == [TITLE, TITLE, "经办人改的标题（演示）"]


def test_a_word_file_becomes_an_item_whose_metadata_are_confirmed_one_by_one(desk, tmp_path: Path):
    document, other = begun(desk), begun(desk, title="创新券政策解读（演示）")
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    page, file = desk.page, tmp_path / "通知（演示）.docx"
    file.write_bytes(notice().bytes())
    page.set_input_files("input[name=word_file]", str(file))
    page.get_by_role("button", name="导入", exact=True).click()
    page.frame_locator(".tox-edit-area iframe").get_by_text("一、总则").wait_for()
    assert "已导入，还没有保存" in desk.text()
    assert document.revisions.count() == 1
    assert page.input_value("[name=formed_on]") == str(desk.world.today)
    desk.shot("editor-imported", 1440, 768, 375)
    page.set_viewport_size({"width": 1440, "height": 900})
    for field in ("title", "genre", "effective_on", "expires_on"):
        button = page.locator(f"[data-doc-line={field}] [data-doc-suggest] button")
        button.focus()
        page.keyboard.press("Enter")
    page.fill("[aria-label=筛选目录类目]", "预算")
    page.select_option("[name=heading]", label="财政预算、决算信息")
    page.check("[name=disclosure][value=withheld]")
    assert page.locator("[name=ground]").is_visible()
    page.check("[name=disclosure][value=proactive]")
    assert not page.locator("[name=ground]").is_visible()
    page.fill("[name=related_words]", "创新券政策")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加入《创新券政策解读（演示）》").click()
    page.select_option("[data-doc-related-row] select", "interprets")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector(".note-success")
    saved_now = document.revisions.latest("number")
    told = Metadata.of(saved_now)
    assert saved_now.title == "青石市科学技术局关于印发《青石市科技创新券管理办法》的通知（演示）"
    assert "<h3>（一）适用范围</h3>" in saved_now.body
    assert '<td rowspan="2">创新券</td>' in saved_now.body.replace("\n", "")
    assert (told.genre, str(told.effective_on), str(told.expires_on)) == ("08", "2026-05-01", "2031-04-30")
    assert (told.heading, [(one.kind, one.id) for one in told.related]) == ("20-07", [("interprets", other.pk)])


def test_a_closed_window_loses_nothing_and_a_preview_shows_it(desk):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    desk.page.fill("textarea[name=title]", "写到一半关了窗口（演示）")
    with desk.page.expect_popup() as opened:
        desk.page.get_by_role("button", name="预览").click()
    preview = opened.value
    preview.wait_for_selector(".doc-preview iframe")
    preview.get_by_role("link", name="手机").click()
    preview.frame_locator(".doc-preview-phone iframe").get_by_text("写到一半关了窗口（演示）").first.wait_for()
    preview.close()
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.go("/desk/documents/")
    open_editor(desk, document)
    assert "没有保存的内容" in desk.text()
    assert desk.page.input_value("textarea[name=title]") == "写到一半关了窗口（演示）"
    assert document.revisions.count() == 1


def test_files_beyond_the_limit_are_named_and_the_others_stay(desk, tmp_path: Path):
    document = begun(desk)
    desk.sign_in("science.drafter")
    open_editor(desk, document)
    files = []
    for number in range(53):
        files.append(tmp_path / f"附件{number:02}.txt")
        files[-1].write_text(f"第{number}份（演示）", encoding="utf-8")
    desk.page.set_input_files("input[name=new_files]", [str(file) for file in files])
    desk.page.wait_for_selector(".doc-row-refused")
    assert "有3个没有上传" in desk.page.inner_text(".doc-row-refused")
    expect(desk.page.locator("[data-doc-row] progress")).to_have_count(0, timeout=60_000)
    assert desk.page.locator("[data-doc-row] [name=file]:not([value=''])").count() == 50
