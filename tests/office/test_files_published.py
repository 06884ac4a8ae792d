"""The published copy reads the same and says nothing that was not meant for the public."""

import io
import re
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdf
import pypdf.annotations
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.comments import Comment

from gongkai.office.actors import DutyKind
from gongkai.office.errors import Refused
from gongkai.office.files import cleaning, services
from gongkai.office.files.cleaning import images
from gongkai.office.files.kinds import KINDS

HIDDEN = "演示机密甲"


@pytest.fixture
def publish(world, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "files"
    clerk = world.actor("science", DutyKind.DRAFTER)

    def run(data, name):
        file = services.store(data, name=name, by=clerk, at=world.now)
        copy = services.published_copy(file, by=clerk, at=world.now)
        with services.open_stored(copy) as opened:
            return opened.read(), file, copy

    return run


def everything_in(data):
    """All bytes of a package, unpacked: what a curious reader greps."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join(package.read(name) for name in package.namelist()).decode("utf-8", errors="ignore")


def word():
    document = docx.Document()
    document.core_properties.author = HIDDEN
    document.core_properties.last_modified_by = HIDDEN
    paragraph = document.add_paragraph("第一段可见。")
    run = paragraph.add_run("有批注的词")
    document.add_comment(run, text=HIDDEN, author=HIDDEN)
    hidden = document.add_paragraph("第二段可见").add_run(HIDDEN)
    hidden.font.hidden = True
    body = document.element.body
    marks = f'w:id="9" w:author="{HIDDEN}" w:date="2026-01-01T00:00:00Z"'
    body.insert(2, parse_xml(
        f'<w:p {nsdecls("w")} w:rsidR="00AB12CD"><w:r><w:t>修改</w:t></w:r>'
        f'<w:ins {marks}><w:r><w:t>后加的</w:t></w:r></w:ins>'
        f'<w:del {marks}><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del></w:p>'
    ))  # fmt: skip
    body.insert(3, parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:rPr><w:del {marks}/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>'
    ))  # fmt: skip
    body.insert(4, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>后半</w:t></w:r></w:p>"))
    style = document.styles.add_style("Verborgen", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    document.add_paragraph(HIDDEN, style=style)
    table = document.add_table(rows=2, cols=1)
    table.rows[0].cells[0].text = "表内可见"
    table.rows[1].cells[0].text = HIDDEN
    properties = table.rows[1]._tr.get_or_add_trPr()
    gone = OxmlElement("w:del")
    gone.set(qn("w:author"), HIDDEN)
    gone.set(qn("w:id"), "10")
    properties.append(gone)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_word_reads_as_if_all_changes_were_accepted(publish):
    data, file, copy = publish(word(), "通知.docx")
    assert copy != file
    assert HIDDEN not in everything_in(data)
    assert not re.search(r"w:rsid|w:author|<w:ins |<w:del |comments", everything_in(data))
    document = docx.Document(io.BytesIO(data))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert text == ["第一段可见。有批注的词", "第二段可见", "修改后加的", "前半后半", ""]
    assert [row.cells[0].text for row in document.tables[0].rows] == ["表内可见"]
    assert not document.core_properties.author or document.core_properties.author == "python-docx"
    said = "".join(file.removed)
    for what in ("文档属性", "批注 1 处", "修订 4 处", "隐藏文字 2 处"):
        assert what in said


def test_the_same_document_gives_the_same_copy(publish):
    data = word()
    _one, _file, first = publish(data, "通知.docx")
    again, _file, second = publish(data, "通知.docx")
    assert first == second
    _same, _copy, third = publish(again, "再次上传.docx")
    assert third == first


def book():
    workbook = openpyxl.Workbook()
    workbook.properties.creator = HIDDEN
    sheet = workbook.active
    sheet.title = "总表"
    sheet["A1"], sheet["B1"] = "项目", 5
    sheet["B2"] = "=SUM(底稿!A1:A9)"
    sheet["B3"] = "=B1*2"
    sheet["A1"].comment = Comment(HIDDEN, HIDDEN)
    sheet["C4"] = HIDDEN
    sheet.column_dimensions["C"].hidden = True
    sheet["A6"] = HIDDEN
    sheet.row_dimensions[6].hidden = True
    draft = workbook.create_sheet("底稿", 0)
    draft["A1"] = HIDDEN
    draft.sheet_state = "hidden"
    very = workbook.create_sheet("极隐")
    very["A1"] = HIDDEN
    very.sheet_state = "veryHidden"
    last = workbook.create_sheet("附表")
    last["A1"] = "附表可见"
    last.print_area = "A1:B2"
    workbook.defined_names["税率"] = openpyxl.workbook.defined_name.DefinedName("税率", attr_text="底稿!$A$1")
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def test_excel_shows_the_same_and_hides_nothing(publish):
    data, file, _copy = publish(book(), "台账.xlsx")
    assert HIDDEN not in everything_in(data)
    assert "底稿" not in everything_in(data)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    assert workbook.sheetnames == ["总表", "附表"]
    sheet = workbook["总表"]
    assert (sheet["A1"].value, sheet["B1"].value, sheet["B3"].value) == ("项目", 5, "=B1*2")
    assert (sheet["B2"].value, sheet["C4"].value, sheet["A6"].value, sheet["A1"].comment) == (None,) * 4
    assert workbook["附表"]["A1"].value == "附表可见"
    assert workbook["附表"].print_area == "'附表'!$A$1:$B$2"
    said = "".join(file.removed)
    for what in ("隐藏的工作表“底稿”", "隐藏的工作表“极隐”", "隐藏行列中的单元格 2 处", "批注"):
        assert what in said


def test_a_formula_over_a_hidden_sheet_becomes_the_value_it_shows(publish):
    data = book()
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            if b"SUM(" in content:
                content = re.sub(rb"(<f>SUM\(.*?</f>)<v\s*/?>(?:</v>)?", rb"\1<v>45</v>", content)
                assert b"<v>45</v>" in content
            parts[name] = content
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    cleaned, _file, _copy = publish(target.getvalue(), "台账.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(cleaned))["总表"]["B2"].value == 45


def pdf():
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = pypdf.generic.DictionaryObject(
        {
            pypdf.generic.NameObject("/Type"): pypdf.generic.NameObject("/Font"),
            pypdf.generic.NameObject("/Subtype"): pypdf.generic.NameObject("/Type1"),
            pypdf.generic.NameObject("/BaseFont"): pypdf.generic.NameObject("/Helvetica"),
        }
    )
    page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
        {pypdf.generic.NameObject("/Font"): pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})}
    )
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 20 200 Td (Visible text) Tj ET")
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    note = pypdf.annotations.Text(text="Secret note", rect=(10, 10, 20, 20))
    note[pypdf.generic.NameObject("/T")] = pypdf.generic.TextStringObject("Secret author")
    writer.add_annotation(0, note)
    link = pypdf.annotations.Link(rect=(0, 0, 9, 9), url="https://example.gov.cn/")
    writer.add_annotation(0, link)
    writer.add_metadata({"/Author": "Secret author", "/Title": "Secret title"})
    xmp = pypdf.generic.DecodedStreamObject()
    xmp.set_data(b"<x:xmpmeta>Secret xmp</x:xmpmeta>")
    writer.root_object[pypdf.generic.NameObject("/Metadata")] = writer._add_object(xmp)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_pdf_keeps_its_pages_and_links_and_nothing_about_itself(publish):
    data, file, _copy = publish(pdf(), "公告.pdf")
    assert b"Secret" not in data
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.pages[0].extract_text() == "Visible text"
    assert [entry.get_object()["/Subtype"] for entry in reader.pages[0]["/Annots"]] == ["/Link"]
    assert not reader.metadata
    assert {"批注 1 处", "XMP 元数据 1 处"} <= set(file.removed)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PIXEL = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\0"))


def test_png_loses_its_texts_only(publish):
    data = b"\x89PNG\r\n\x1a\n" + PIXEL + chunk(b"tEXt", b"Author\0Secret") + chunk(b"IEND", b"") + b"Secret tail"
    cleaned, _file, _copy = publish(data, "图.png")
    assert cleaned == b"\x89PNG\r\n\x1a\n" + PIXEL + chunk(b"IEND", b"")


def photograph(orientation=6):
    from PIL import Image

    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Secret maker"
    exif[0x0112] = orientation
    Image.new("RGB", (8, 4), "navy").save(target, "JPEG", exif=exif, comment="Secret", icc_profile=b"profile" * 9)
    return target.getvalue()


def test_jpeg_loses_place_and_maker_and_stays_upright(publish):
    from PIL import Image

    data = photograph() + b"Secret tail"
    cleaned, _file, _copy = publish(data, "现场.jpeg")
    assert b"Secret" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as picture, Image.open(io.BytesIO(data)) as before:
        assert dict(picture.getexif()) == {0x0112: 6}
        assert picture.info["icc_profile"] == before.info["icc_profile"]
        assert picture.tobytes() == before.tobytes()
    assert images.cleaned(cleaned) == cleaned


def test_text_is_its_own_copy(publish):
    _data, file, copy = publish("演示,数据\n1,2\n".encode(), "数据.csv")
    assert copy == file
    assert file.removed == []


def test_the_old_formats_cannot_be_cleaned_and_say_so(tmp_path):
    with pytest.raises(Refused, match=r"旧版 Word 文档.*另存为 \.docx"):
        cleaning.clean(tmp_path, tmp_path, KINDS["doc"])


def slides():
    """A presentation of three slides, the second hidden, with notes and comments, written by hand."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{office}"'

    def related(*lines):
        inner = "".join(f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{to}"/>' for key, kind, to in lines)
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'

    def slide(text, more=""):
        return f'<p:sld {space}{more}><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="2" name="a"/></p:nvSpPr>{text}</p:sp></p:spTree></p:cSld></p:sld>'

    hidden_shape = f'</p:sp><p:sp><p:nvSpPr><p:cNvPr id="3" name="b" hidden="1"/></p:nvSpPr>{HIDDEN}'
    main = "application/vnd.openxmlformats-officedocument.presentationml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="x/rels"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main}.presentation.main+xml"/>'
        f'<Override PartName="/ppt/slides/slide2.xml" ContentType="{main}.slide+xml"/></Types>',
        "_rels/.rels": related(
            ("a", "officeDocument", "ppt/presentation.xml"), ("b", "extended-properties", "docProps/app.xml")
        ),
        "docProps/app.xml": f"<Company>{HIDDEN}</Company>",
        "ppt/presentation.xml": f'<p:presentation {space}><p:sldIdLst><p:sldId id="256" r:id="s1"/><p:sldId id="257" r:id="s2"/>'
        '<p:sldId id="258" r:id="s3"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": related(
            ("s1", "slide", "slides/slide1.xml"),
            ("s2", "slide", "slides/slide2.xml"),
            ("s3", "slide", "slides/slide3.xml"),
            ("c", "commentAuthors", "commentAuthors.xml"),
        ),
        "ppt/commentAuthors.xml": f"<a>{HIDDEN}</a>",
        "ppt/slides/slide1.xml": slide("可见一" + hidden_shape),
        "ppt/slides/slide2.xml": slide(HIDDEN, ' show="0"'),
        "ppt/slides/slide3.xml": slide("可见三"),
        "ppt/slides/_rels/slide1.xml.rels": related(
            ("n", "notesSlide", "../notesSlides/notesSlide1.xml"), ("c", "comments", "../comments/comment1.xml")
        ),
        "ppt/notesSlides/notesSlide1.xml": f"<n>{HIDDEN}</n>",
        "ppt/comments/comment1.xml": f"<n>{HIDDEN}</n>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def test_slides_keep_what_is_played(publish):
    data, file, _copy = publish(slides(), "汇报.pptx")
    text = everything_in(data)
    assert HIDDEN not in text
    assert ("可见一" in text, "可见三" in text) == (True, True)
    assert "slide2" not in text
    assert 'id="257"' not in text
    said = "".join(file.removed)
    for what in ("隐藏的幻灯片 1 处", "备注页 1 处", "批注 1 处", "隐藏的对象 1 处"):
        assert what in said


def box(name, body):
    return struct.pack(">I4s", len(body) + 8, name) + body


def test_a_film_loses_place_and_time_and_keeps_its_length(publish):
    head = box(b"ftyp", b"isom\0\0\0\0isommp42")
    times = box(b"mvhd", bytes(4) + b"\x11" * 8 + b"rest" * 20)
    data = head + box(b"moov", times + box(b"udta", b"Secret place")) + box(b"mdat", b"frames")
    cleaned, file, _copy = publish(data, "现场.mp4")
    assert len(cleaned) == len(data)
    assert b"Secret" not in cleaned
    assert b"\x11" not in cleaned
    assert cleaned.endswith(box(b"mdat", b"frames"))
    assert file.extension == "mp4"


def test_a_recording_loses_its_tags(publish):
    frames = b"\xff\xfb\x90\x00" + b"sound" * 99
    data = b"ID3\x04\0\0\0\0\0\x0aSecret tag" + frames + b"TAG" + b"Secret".ljust(125, b"\0")
    cleaned, _file, _copy = publish(data, "录音.mp3")
    assert cleaned == frames


def test_an_ofd_loses_its_author_unless_it_is_sealed(publish):
    def ofd(more=""):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr(
                "OFD.xml",
                '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
                f"<ofd:Author>{HIDDEN}</ofd:Author></ofd:DocInfo>{more}</ofd:DocBody></ofd:OFD>",
            )
        return target.getvalue()

    assert HIDDEN not in everything_in(publish(ofd(), "公文.ofd")[0])
    sealed = ofd("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>")
    data, file, copy = publish(sealed, "公文.ofd")
    assert (data, copy) == (sealed, file)


def test_a_packed_workbook_is_cleaned_like_a_workbook(publish):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = (
                    b'<Relationship Id="rIdP" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"'
                    b' Target="embeddings/book.xlsx"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", link)
            new.writestr(name, content)
        new.writestr("word/embeddings/book.xlsx", book())
    data, file, _copy = publish(target.getvalue(), "通知.docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        inside = package.read("word/embeddings/book.xlsx")
    assert HIDDEN not in everything_in(inside)
    assert any("嵌入文档中的隐藏的工作表" in what for what in file.removed)
