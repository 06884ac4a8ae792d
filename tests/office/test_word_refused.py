"""Word documents that are not brought in: each with a sentence that says what is wrong and how to mend it."""

import io

import pytest
from compound_writing import compound

from documents import PDF
from gongkai.office.catalog.wordfiles import opening, read_word
from gongkai.office.errors import Refused
from word_writing import Word, part, rewritten


def plain():
    word = Word()
    word.line("正文（演示）。")
    return word.bytes()


def said(data, name="通知.docx"):
    with pytest.raises(Refused) as refused:
        read_word(io.BytesIO(data), name=name)
    sentence = str(refused.value)
    assert sentence.endswith("。")
    return sentence


def test_old_word_and_wps_say_how_to_mend():
    for name in ("通知.doc", "通知.wps"):
        assert "另存为" in said(compound({"WordDocument": b"\xec\xa5" + bytes(2000)}), name)


def test_what_is_no_word_document_may_be_an_attachment():
    assert "可以作为附件上传" in said(PDF, "通知.docx")


def test_empty_and_broken_files():
    assert "空文件" in said(b"")
    assert "损坏" in said(plain()[:-600])


def test_macros_are_refused():
    assert "宏" in said(rewritten(plain(), **{"word/vbaProject.bin": b"x" * 100}))


def test_pictures_and_templates_from_outside_are_refused():
    rels = part(plain(), "word/_rels/document.xml.rels").decode()
    outside = '<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://192.0.2.1/a.png" TargetMode="External"/></Relationships>'
    data = rewritten(plain(), **{"word/_rels/document.xml.rels": rels.replace("</Relationships>", outside)})
    assert "文件之外的图片" in said(data)


def test_entities_are_refused_and_nothing_is_fetched():
    xxe = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    assert "文档类型声明" in said(rewritten(plain(), **{"word/document.xml": xxe}))


def test_a_bomb_is_refused():
    assert "压缩炸弹" in said(rewritten(plain(), **{"word/media/a.bin": bytes(40 * 2**20)}))


def test_a_file_of_many_megabytes_is_refused_without_reading_it_all(monkeypatch):
    monkeypatch.setattr(opening, "WORD_MOST_BYTES", 2**20)

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            Endless.given += size
            return b"PK\x03\x04" + bytes(size - 4)

    with pytest.raises(Refused, match="超过1 MB，不能导入正文"):
        read_word(Endless(), name="通知.docx")
    assert Endless.given < 2**21


def test_a_text_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(opening, "NODES_MOST", 300)
    word = Word()
    for _ in range(400):
        word.line("一段（演示）。")
    assert "内容太多" in said(word.bytes())


def test_a_body_beyond_what_may_be_saved_is_refused():
    word = Word()
    row = "<w:tr>" + f"<w:tc><w:p><w:r><w:t>{'演示数据' * 200}</w:t></w:r></w:p></w:tc>" * 5 + "</w:tr>"
    word.raw("<w:tbl {ns}>" + row * 400 + "</w:tbl>")
    assert "正文最多3 MB" in said(word.bytes())


def test_a_scan_without_words_says_so():
    assert "没有文字" in said(Word().bytes())
