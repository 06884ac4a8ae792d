"""Attachments are read to the last corner; what cannot be read is said."""

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml import OxmlElement
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from pypdf.annotations import FreeText
from pypdf.generic import NameObject, StreamObject

from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import run, texts_of_file
from gongkai.office.clearance.gates.personal import check_digit
from gongkai.office.clearance.gates.places import ReadingLimits

TODAY = date(2026, 3, 10)
PLANTED = "33010219900101123" + check_digit("33010219900101123")


def findings(data, name="名单.bin", **more):
    content = Content(
        "关于检查的通知（演示）", body_html=f"<p>附件：{name}</p>", attachments=(AttachmentRef(7, "a" * 64, name),)
    )
    return run(content, today=TODAY, open_file=lambda _id: data, **more)


def planted(data, name="名单.bin"):
    return [one.place for one in findings(data, name) if one.code == "personal_data.id_number"]


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(change):
    document = docx.Document()
    document.add_paragraph("第一段")
    change(document)
    return saved(document)


def into_part(data, name, xml, kind="", content_type=""):
    """A package with one more part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, xml)
    return out.getvalue()


def tracked(tag, text_tag):
    def change(document):
        paragraph = document.add_paragraph("有修订")
        mark, run_, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = PLANTED
        run_.append(text)
        mark.append(run_)
        paragraph._p.append(mark)

    return word(change)


def hidden(document):
    document.add_paragraph("前").add_run(PLANTED).font.hidden = True


def in_cell(document):
    document.add_table(2, 2).cell(1, 1).text = PLANTED


def in_header(document):
    document.sections[0].header.paragraphs[0].text = PLANTED


def in_author(document):
    document.core_properties.author = PLANTED


def in_comment(document):
    document.add_comment(document.paragraphs[0].runs, text=PLANTED, author="甲", initials="甲")


def split_over_runs(document):
    paragraph = document.add_paragraph("身份证")
    for piece in (PLANTED[:6], PLANTED[6:14], PLANTED[14:]):
        paragraph.add_run(piece).bold = len(piece) == 8


def in_link(document):
    document.part.relate_to(
        f"https://example.cn/{PLANTED}",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>{PLANTED}</w:t></w:r></w:p></w:footnote></w:footnotes>"
CHART = (
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:pt idx="0"><c:v>'
    f"{PLANTED}</c:v></c:pt></c:chart>"
)

WORD = {
    "第2段": word(split_over_runs),
    "表1第2行第2列": word(in_cell),
    "页眉第1段": word(in_header),
    "文档属性·作者": word(in_author),
    "批注第1段": word(in_comment),
    "第2段·隐藏文字": word(hidden),
    "第2段·修订删除的文字": tracked("w:del", "w:delText"),
    "链接地址": word(in_link),
    "脚注第1段": into_part(word(lambda _: None), "word/footnotes.xml", FOOTNOTES),
    "图表数据": into_part(word(lambda _: None), "word/charts/chart1.xml", CHART),
}


@pytest.mark.parametrize("place", WORD)
def test_a_number_planted_in_a_word_document_is_found(place):
    assert planted(WORD[place], "名单.docx") == [place]


def test_an_insertion_is_read_as_it_stands():
    assert planted(tracked("w:ins", "w:t"), "名单.docx") == ["第2段"]


def test_a_number_in_a_workbook_within_a_document_is_found():
    inner = openpyxl.Workbook()
    inner.active["A1"] = PLANTED
    data = into_part(word(lambda _: None), "word/embeddings/表.xlsx", saved(inner))
    assert planted(data, "名单.docx") == ["内含文件“表.xlsx”工作表“Sheet”A1"]


def book(change):
    workbook = openpyxl.Workbook()
    workbook.active.title = "名单"
    workbook.active["A1"] = "姓名"
    change(workbook)
    return saved(workbook)


def on_hidden_sheet(state):
    def change(workbook):
        sheet = workbook.create_sheet("底稿")
        sheet["C7"] = PLANTED
        sheet.sheet_state = state

    return book(change)


def in_hidden_row(workbook):
    workbook.active["B3"] = PLANTED
    workbook.active.row_dimensions[3].hidden = True


def in_hidden_column(workbook):
    workbook.active["D2"] = PLANTED
    workbook.active.column_dimensions["D"].hidden = True


def in_cell_comment(workbook):
    workbook.active["A1"].comment = Comment(PLANTED, "甲")


def in_name(workbook):
    workbook.defined_names["证件"] = DefinedName("证件", attr_text=f'"{PLANTED}"')


def in_properties(workbook):
    workbook.properties.keywords = PLANTED


def in_sheet_name(workbook):
    workbook.create_sheet(PLANTED)


def in_formula(workbook):
    workbook.active["B2"] = f'=IF(TRUE,"{PLANTED}","")'


def in_footer(workbook):
    workbook.active.oddFooter.center.text = PLANTED


PIVOT = f'<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><s v="{PLANTED}"/></pivotCacheDefinition>'

BOOKS = {
    "工作表“名单”B2": book(lambda workbook: workbook.active.__setitem__("B2", PLANTED)),
    "工作表“底稿”（隐藏）C7": on_hidden_sheet("hidden"),
    "工作表“底稿”（深度隐藏）C7": on_hidden_sheet("veryHidden"),
    "工作表“名单”B3（隐藏）": book(in_hidden_row),
    "工作表“名单”D2（隐藏）": book(in_hidden_column),
    "工作表“名单”A1·批注": book(in_cell_comment),
    "名称“证件”": book(in_name),
    "文档属性·关键词": book(in_properties),
    "工作表名称": book(in_sheet_name),
    "工作表“名单”B2·公式": book(in_formula),
    "工作表“名单”页眉页脚": book(in_footer),
    "数据透视表缓存": into_part(book(lambda _: None), "xl/pivotCache/pivotCacheDefinition1.xml", PIVOT),
}


@pytest.mark.parametrize("place", BOOKS)
def test_a_number_planted_in_a_workbook_is_found(place):
    assert place in planted(BOOKS[place], "名单.xlsx")


def test_a_mobile_number_stored_as_a_number_is_found():
    data = book(lambda workbook: workbook.active.__setitem__("B2", 13812345678))
    found = findings(data, "名单.xlsx")
    assert [(one.code, one.place) for one in found] == [("personal_data.mobile", "工作表“名单”B2")]


def test_a_wrong_total_in_a_workbook_is_found():
    def change(workbook):
        for row in (("单位", "件数"), ("甲", 3), ("乙", 4), ("合计", 9)):
            workbook.active.append(row)

    found = [one for one in findings(book(change), "名单.xlsx") if one.code == "figures.sum"]
    assert [one.place for one in found] == ["工作表“名单”B5"]


def paper(text="公开的内容", change=lambda _: None):
    import typst

    page = typst.compile(f'#set text(font: "Noto Serif CJK SC", lang: "zh")\n{text}'.encode())
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_metadata(writer):
    writer.add_metadata({"/Author": PLANTED})


def in_xmp(writer):
    stream = StreamObject()
    stream.set_data(
        f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><d:note xmlns:d='urn:d'>{PLANTED}</d:note></x:xmpmeta>".encode()
    )
    stream[NameObject("/Type")] = NameObject("/Metadata")
    writer._root_object[NameObject("/Metadata")] = writer._add_object(stream)


def in_annotation(writer):
    writer.add_annotation(0, FreeText(text=PLANTED, rect=(10, 10, 100, 40)))


def in_attachment(writer):
    writer.add_attachment("名单.txt", f"证件 {PLANTED}".encode())


def in_bookmark(writer):
    writer.add_outline_item(title=PLANTED, page_number=0)


PAPERS = {
    "第1页": lambda: paper(f"证件 {PLANTED}"),
    "文档属性·作者": lambda: paper(change=in_metadata),
    "文档属性·XMP": lambda: paper(change=in_xmp),
    "第1页·批注": lambda: paper(change=in_annotation),
    "内含文件“名单.txt”第1行": lambda: paper(change=in_attachment),
    "书签": lambda: paper(change=in_bookmark),
}


@pytest.mark.parametrize("place", PAPERS)
def test_a_number_planted_in_a_pdf_is_found(place):
    assert planted(PAPERS[place](), "名单.pdf") == [place]


def test_a_number_broken_over_two_lines_of_a_page_is_found():
    assert planted(paper(f"证件 {PLANTED[:10]} \\\n {PLANTED[10:]}"), "名单.pdf") == ["第1页"]


def test_a_scan_asks_for_a_persons_eye():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    (found,) = findings(out.getvalue(), "扫描.pdf")
    assert (found.code, found.severity, found.place) == ("format.scan", "warn", "第1-2页")
    assert "无法识别文字，请人工核对" in found.message


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="urn:p"'


def package(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, text in parts.items():
            new.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def test_slides_and_their_notes_are_read():
    data = package(
        ppt__presentation_xml="<p/>",
        ppt__slides__slide1_xml=f"<p:sld {A}><a:p><a:r><a:t>{PLANTED[:9]}</a:t></a:r><a:r><a:t>{PLANTED[9:]}</a:t></a:r></a:p></p:sld>",
        ppt__notesSlides__notesSlide1_xml=f"<p:notes {A}><a:p><a:t>{PLANTED}</a:t></a:p></p:notes>",
    )
    assert planted(data, "讲稿.pptx") == ["第1张幻灯片", "第1张幻灯片·备注"]


def test_ofd_pages_are_read():
    data = package(
        OFD_xml="<OFD><Author>甲</Author></OFD>",
        Doc_0__Pages__Page_0__Content_xml=f"<Page><TextCode>{PLANTED}</TextCode></Page>",
    )
    assert planted(data, "文件.ofd") == ["第1页"]


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("名单.txt", f"一\n{PLANTED}", "第2行"),
        ("名单.csv", f"姓名,证件\n甲,{PLANTED}\n", "第2行第2列"),
        ("名单.html", f"<html><body><p>甲</p><p>{PLANTED}</p></body></html>", "第2段"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_plain_files_are_read_in_either_encoding(name, data, place, encoding):
    assert planted(data.encode(encoding), name) == [place]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"%PDF-1.7 broken", "PDF 已损坏"),
        (b"\x00\x01\x02\x03" * 50, "不是能够检查的文件类型"),
        (package(**{"a.txt": "x"}), "压缩包"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (package(word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "实体"),
    ],
)
def test_what_cannot_be_read_is_never_clean(data, reason):
    (found,) = findings(data)
    assert found.code in {"format.unread", "format.scan"}
    assert reason in found.message


def test_an_attachment_that_is_not_given_is_not_clean():
    content = Content(
        "关于检查的通知（演示）", body_html="<p>附件：a.txt</p>", attachments=(AttachmentRef(1, "a", "a.txt"),)
    )
    assert [one.code for one in run(content, today=TODAY)] == ["format.unread"]

    def lost(_id):
        raise FileNotFoundError

    assert [one.code for one in run(content, today=TODAY, open_file=lost)] == ["format.unread"]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ReadingLimits(cells=50), "内容过大"),
        (ReadingLimits(characters=10), "内容过大"),
        (ReadingLimits(bytes=10), "内容过大"),
        (ReadingLimits(seconds=-1), "内容过大"),
        (ReadingLimits(attachments=0), "附件超过 0 个"),
    ],
)
def test_beyond_a_limit_the_rest_is_said_to_be_unread(limits, reason):
    (found,) = findings("这是一行很长的公开文字\n".encode() * 100, "长文.txt", limits=limits)
    assert found.code == "format.unread"
    assert reason in found.message


def test_a_macro_is_named():
    (found,) = findings(into_part(word(lambda _: None), "word/vbaProject.bin", b"x"), "宏.docx")
    assert found.place == "内含文件“vbaProject.bin”"


def test_another_file_under_the_same_name_must_be_looked_at_again():
    def mark(sha):
        content = Content("某事（演示）", body_html="<p>x</p>", attachments=(AttachmentRef(1, sha, "a.png"),))
        return run(content, today=TODAY, open_file=lambda _id: b"\x89PNG\r\n")[0].fingerprint

    assert mark("a" * 64) == mark("a" * 64) != mark("b" * 64)


def test_the_texts_of_one_file_can_be_asked_for():
    reading = texts_of_file("一\n二".encode(), "a.txt")
    assert [(text.part, text.place, text.text) for text in reading.texts] == [
        ("《a.txt》", "第1行", "一"),
        ("《a.txt》", "第2行", "二"),
    ]
