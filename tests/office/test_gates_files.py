"""Attachments are read to the last corner; what cannot be read is said."""

import io
import zipfile

import pypdf
import pytest
from planted_numbers import PLANTED, TODAY, findings, planted
from pypdf.annotations import FreeText
from pypdf.generic import NameObject, StreamObject

from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import run, texts_of_file
from gongkai.office.clearance.gates.places import ReadingLimits


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
