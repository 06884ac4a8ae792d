"""Word documents and workbooks are read to the last corner: comments, revisions, hidden sheets, what is embedded."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from planted_numbers import PLANTED, findings, planted


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


def test_a_macro_is_named():
    (found,) = findings(into_part(word(lambda _: None), "word/vbaProject.bin", b"x"), "宏.docx")
    assert found.place == "内含文件“vbaProject.bin”"
