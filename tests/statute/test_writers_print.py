"""What an office and its readers expect of the documents: accessible pages, official make-up, pages that break well."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml.ns import qn
from lxml import etree
from lxml.html import document_fromstring
from writing import PROSE, cells_of, made, read_back, report_of, shown_cells, written

from gongkai.statute.annual.form import Form, forms, load_form
from gongkai.statute.annual.report import Report
from gongkai.statute.errors import GongkaiError
from gongkai.statute.writers import pdf, template, write
from gongkai.statute.writers.typefaces import Typefaces

# ---------------------------------------------------------------------- web page


@pytest.fixture(scope="module")
def page():
    data = write(report_of(made(3, "2021")), "html")
    assert data.startswith(b'<!doctype html>\n<html lang="zh-CN">')
    return document_fromstring(data.decode())


def test_page_states_what_it_is(page):
    title = page.findtext(".//title")
    metas = {meta.get("name"): meta.get("content") for meta in page.iter("meta") if meta.get("name")}
    assert title == metas["ArticleTitle"] == page.find(".//h1").text_content()
    assert metas["PubDate"].endswith("-01-20")
    assert [heading.text for heading in page.iter("h2")] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_page_needs_nothing_from_elsewhere(page):
    assert not list(page.iter("script", "link", "img", "iframe"))
    style = page.findtext(".//style")
    assert "url(" not in style
    assert "@import" not in style


def test_every_figure_names_its_heads(page):
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    heads = {head.get("id"): head.text_content() for head in page.iter("th")}
    figures = [cell for cell in page.iter("td") if cell.get("headers")]
    assert len(figures) == 200
    assert all(name in heads for cell in figures for name in cell.get("headers").split())
    names = [[heads[name] for name in cell.get("headers").split()] for cell in figures]
    assert [
        "三、本年度办理结果",
        "（三）不予公开",
        "6.属于四类过程性信息",
        "申请人情况",
        "法人或其他组织",
        "科研机构",
    ] in names


def test_tables_scroll_in_a_named_region(page):
    for table in page.iter("table"):
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-labelledby") == table.find("caption").get("id")
        assert table.find("caption").text


# -------------------------------------------------------------------------- Word


@pytest.fixture(scope="module")
def document():
    return docx.Document(io.BytesIO(write(report_of(made(3, "2021")), "docx")))


def test_word_document_has_the_official_page(document):
    section = document.sections[0]
    page = (section.page_width, section.page_height)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in (*page, *sides)] == [210, 297, 37, 35, 28, 26]
    for footer in (section.footer, section.even_page_footer):
        assert "".join(text.text for text in footer.paragraphs[0]._p.iter(qn("w:t"))) == "— 1 —"
    assert document.settings.odd_and_even_pages_header_footer


def test_word_document_names_the_official_faces(document):
    def eastern(style: str) -> str:
        return document.styles[style].element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))

    assert [eastern(name) for name in ("Title", "Normal", "Heading 1", "段首标题")] == [
        "方正小标宋简体",
        "仿宋_GB2312",
        "黑体",
        "楷体_GB2312",
    ]
    assert document.core_properties.title.endswith("政府信息公开工作年度报告")
    assert document.core_properties.author == report_of(made(3, "2021")).organ


def test_word_tables_merge_repeat_and_do_not_tear(document):
    table = document.tables[1]._tbl
    rows = table.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] * 3 + [False] * 25
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert len(rows[5].findall(f".//{qn('w:vMerge')}")) == 1
    spans = [span.get(qn("w:val")) for span in rows[0].iter(qn("w:gridSpan"))]
    assert spans == ["3", "7"]


# The order of the schema (ISO/IEC 29500-1); Word refuses a document whose settings stand in another.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl tabs autoSpaceDE autoSpaceDN spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr",
    "sectPr": "headerReference footerReference pgSz pgMar cols titlePg docGrid",
    "font": "altName panose1 charset family pitch sig",
}


def test_word_settings_stand_in_the_order_of_the_schema():
    with zipfile.ZipFile(io.BytesIO(write(report_of(made(3, "2021")), "docx"))) as package:
        parts = [name for name in package.namelist() if name.startswith("word/") and name.endswith(".xml")]
        roots = [etree.fromstring(package.read(name)) for name in parts]
    checked = 0
    for element in (element for root in roots for element in root.iter()):
        order = ORDER.get(etree.QName(element).localname, "").split()
        names = [etree.QName(child).localname for child in element]
        if order and names:
            assert [name for name in names if name not in order] == []
            assert names == sorted(names, key=order.index)
            assert len(names) == len(set(names)) or "footerReference" in names
            checked += 1
    assert checked > 500


def test_word_package_carries_no_ballast():
    with zipfile.ZipFile(io.BytesIO(write(report_of(made(3)), "docx"))) as package:
        names = package.namelist()
        assert not [name for name in names if "thumbnail" in name or "customXml" in name or "theme" in name]
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_blank_word_form_invents_nothing(form_id):
    blank = read_back(template(forms()[form_id], "docx"), "docx")
    assert (blank.organ, blank.year, blank.form) == (None, None, form_id)
    assert {cell.value for cell in blank.cells.values()} == {None}
    assert {str(cell.status) for cell in blank.cells.values()} == {"blank"}
    assert blank.section(6).text.startswith("（文字描述")


# --------------------------------------------------------------------------- PDF


def test_pdf_states_title_author_and_its_own_date():
    report = report_of(made(3, "2021"))
    data = written(report, "pdf")
    stated = pdfium.PdfDocument(data)
    metadata = stated.get_metadata_dict()
    assert metadata["Title"] == f"{report.organ}{report.year}年政府信息公开工作年度报告"
    assert metadata["Author"] == report.organ
    assert metadata["CreationDate"].startswith(f"D:{report.year + 1}0120")
    assert stated.is_tagged()
    stated.close()
    assert b"pdfuaid" in data


def test_pdf_numbers_its_pages():
    document = pdfium.PdfDocument(written(report_of(made(3, "2021")), "pdf"))
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        assert f"— {number + 1} —" in text.get_text_bounded()
        text.close()
        page.close()
    document.close()


def test_pdf_without_a_chinese_face_says_what_to_install(monkeypatch):
    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(pdf, "installed_fonts", lambda _folders: NoFonts())
    with pytest.raises(GongkaiError, match="fonts-noto-cjk"):
        write(report_of(made(3)), "pdf")


def test_pdf_takes_the_first_face_the_machine_has():
    class SomeFonts:
        def families(self) -> list[str]:
            return ["FangSong", "SimHei", "Noto Serif CJK SC", "Times New Roman"]

    faces = pdf.available_faces(Typefaces(), SomeFonts())
    western = {"name": "Times New Roman", "covers": "latin-in-cjk"}
    assert faces["body"] == [western, "FangSong", "Noto Serif CJK SC"]
    assert faces["heading"] == ["SimHei"]


def long_form(folder: Path) -> Form:
    """A form whose table three is longer than a page."""
    rows = "\n".join(
        f'  {{ id = "r{number}", label = "{number}.第{number}类申请办理情况", under = ["二、本年办理", "（{group}）类别{group}"] }},'
        for number, group in ((number, "甲乙丙丁"[number // 20]) for number in range(70))
    )
    text = Path(__file__).with_name("invented_form.toml").read_text(encoding="utf-8")
    start, end = text.index('  { id = "answered.full"'), text.index('  { id = "declined"')
    text = text[:start] + rows + "\n" + text[end:]
    path = folder / "2031.toml"
    path.write_text(text[: text.index("[[rules]]")], encoding="utf-8")
    return load_form(path)


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "xlsx"])
def test_a_table_longer_than_a_page_goes_on_under_its_head(kind, tmp_path):
    form = long_form(tmp_path)
    values = {key: number for number, key in enumerate(form.cells)}
    report = Report("临江市民政局", 2031, form.id, cells_of(form, values), PROSE)
    data = written(report, kind, form)
    again = read_back(data, kind, [form])
    assert shown_cells(again.cells) == shown_cells(report.cells)
    if kind == "pdf":
        document = pdfium.PdfDocument(data)
        heads = [page.get_textpage().get_text_bounded().count("网上提交") for page in document]
        assert heads.count(1) >= 2
        document.close()
