"""What a workbook or a CSV shows: what stands in it as a person sees it, within limits that are said."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment

from gongkai.office.files.previewing import limits, tables, workbooks
from gongkai.office.files.previewing.cellwords import words
from gongkai.office.files.previewing.made import CannotShow, packed, unpacked


@pytest.fixture
def shown(tmp_path):
    """The preview of a workbook that ``fill`` fills."""

    def make(fill):
        book = openpyxl.Workbook()
        book.active.title = "明细表"
        fill(book)
        book.save(tmp_path / "book.xlsx")
        return workbooks.read(tmp_path / "book.xlsx", 1)

    return make


def texts(sheet):
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def test_numbers_days_and_shares_look_as_their_formats_say(shown):
    def fill(book):
        sheet = book.active
        for row, (value, code) in enumerate(
            [
                (12345.678, "#,##0.00"),
                (0.1255, "0.0%"),
                (230102, "00000000"),
                (date(2026, 3, 10), 'yyyy"年"m"月"d"日"'),
                (datetime(2026, 3, 10, 9, 30), "yyyy/m/d h:mm"),  # noqa: DTZ001
                (0.1 + 0.2, "General"),
                (-3, "0_);(0)"),
                (True, "General"),
            ],
            1,
        ):
            sheet.cell(row, 1, value).number_format = code

    told = texts(shown(fill).sheets[0])
    assert told == [
        ["12,345.68"], ["12.6%"], ["00230102"], ["2026年3月10日"], ["2026-03-10 09:30"], ["0.3"], ["(3)"], ["是"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("1.3812345678E10", "General", "13812345678"),
        ("110101199003070011", "0", "110101199003070011"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("-5.5", '#,##0.00"元"', "-5.50元"),
        ("1500", "[$¥-804]#,##0", "¥1,500"),
        ("0.75", "h:mm", "18:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1e400", "yyyy-mm-dd", None),
        ("NaN", "0.00", "NaN"),
        ("12", "# ?/?", "12"),
    ],
)
def test_a_stored_number_in_words(value, code, said):
    found = words(value, code)
    assert found == said if said is not None else found


def test_merged_cells_reach_over_what_is_shown_and_hidden_rows_and_columns_are_not(shown):
    def fill(book):
        sheet = book.active
        for row in range(1, 6):
            sheet.append([f"{column}{row}" for column in "ABCD"])
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("A2:A5")
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True

    preview = shown(fill)
    (sheet,) = preview.sheets
    assert sheet.columns == ("A", "B", "D")
    assert [row.number for row in sheet.rows] == [1, 2, 3, 5]
    head, first = sheet.rows[0].cells, sheet.rows[1].cells
    assert [(cell.text, cell.wide, cell.deep) for cell in head] == [("A1", 3, 1)]
    assert [(cell.text, cell.wide, cell.deep) for cell in first] == [("A2", 1, 3), ("B2", 1, 1), ("D2", 1, 1)]
    assert texts(sheet)[2:] == [["B3", "D3"], ["B5", "D5"]]
    assert {"工作表“明细表”里隐藏了1行。", "工作表“明细表”里隐藏了1列。"} <= set(preview.hidden)


def test_hidden_sheets_and_comments_are_named_and_not_shown(shown):
    def fill(book):
        book.active["A1"] = "公开"
        book.active["A1"].comment = Comment("内部意见", "张三")
        for name, state in (("底稿", "hidden"), ("密稿", "veryHidden")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            sheet["A1"] = "看不见的字"

    preview = shown(fill)
    assert [sheet.name for sheet in preview.sheets] == ["明细表"]
    assert "看不见的字" not in packed(preview)
    assert "内部意见" not in packed(preview)
    assert set(preview.hidden) == {"工作表“底稿”是隐藏的。", "工作表“密稿”是隐藏的。", "工作表“明细表”上有批注。"}


def test_a_long_and_wide_sheet_says_how_far_it_is_shown_and_leaves_room_for_the_next(shown):
    def fill(book):
        for row in range(1, limits.ROWS_MOST + 100):
            book.active.append([row] * (limits.COLUMNS_MOST + 5))
        book.active.merge_cells("A2:A4")
        book.create_sheet("汇总").append(["合计", 1])

    long, total = shown(fill).sheets
    assert len(long.columns) == limits.COLUMNS_MOST
    assert len(long.rows) == limits.SHEET_CELLS_MOST // limits.COLUMNS_MOST
    assert long.notes == (
        f"只显示前{len(long.rows)}行，其余请下载查看。",
        f"共{limits.COLUMNS_MOST + 5}列，只显示前{limits.COLUMNS_MOST}列，其余请下载查看。",
    )
    assert long.rows[1].cells[0].deep == 3
    assert texts(total) == [["合计", "1"]]


def test_a_sheet_that_ends_at_the_limit_has_nothing_more(shown):
    def fill(book):
        for row in range(1, limits.ROWS_MOST + 1):
            book.active.append([f"第{row}行"])

    (sheet,) = shown(fill).sheets
    assert len(sheet.rows) == limits.ROWS_MOST
    assert sheet.notes == ()


def test_a_formula_without_its_result_is_said(shown):
    def fill(book):
        book.active.append(["合计", "=SUM(1,2)"])

    (sheet,) = shown(fill).sheets
    assert sheet.notes == ("有公式没有存下计算结果，请下载后打开查看。",)


def sheet_of(rows):
    """A workbook whose first sheet is written by hand."""
    book = openpyxl.Workbook()
    book.active.append(["字"])
    held = io.BytesIO()
    book.save(held)
    made = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, rows if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return made.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def test_a_sheet_of_half_a_million_rows_is_read_only_as_far_as_it_is_shown(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d"/></row>' % (n, n, n, n) for n in range(1, 500_001))
    (tmp_path / "long.xlsx").write_bytes(
        sheet_of(HEAD + rows + b'</sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells></worksheet>')
    )
    (sheet,) = workbooks.read(tmp_path / "long.xlsx", 1).sheets
    assert [row.number for row in sheet.rows] == list(range(1, limits.ROWS_MOST + 1))
    assert sheet.notes == (f"只显示前{limits.ROWS_MOST}行，其余请下载查看。",)


@pytest.mark.parametrize(
    "rows",
    [
        HEAD + b'<row r="1"><c r="A1"><v>1</v></c>',  # torn
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + HEAD + b'<row><c t="str"><v>&b;</v></c></row>',
        b"\x00\x01\x02",
    ],
)
def test_a_broken_sheet_is_refused_in_words(tmp_path, rows):
    (tmp_path / "broken.xlsx").write_bytes(sheet_of(rows))
    with pytest.raises(CannotShow, match="结构"):
        workbooks.read(tmp_path / "broken.xlsx", 1)


def test_odd_places_values_and_merges_do_no_harm(tmp_path):
    rows = (
        b'<row r="x"><c r="??" t="s"><v>999999</v></c><c t="s"><v>-1</v></c><c s="77"><v>5</v></c></row>'
        b'<row><c r="XFD2"><v>1</v></c><c r="ZZZ2"><v>2</v></c></row>'
        b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1"/><mergeCell ref="B1:C1"/></mergeCells></worksheet>'
    )
    (tmp_path / "odd.xlsx").write_bytes(sheet_of(HEAD + rows))
    (sheet,) = workbooks.read(tmp_path / "odd.xlsx", 1).sheets
    assert len(sheet.columns) == limits.COLUMNS_MOST
    assert sheet.notes == (f"共16384列，只显示前{limits.COLUMNS_MOST}列，其余请下载查看。",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_a_table_in_every_encoding(tmp_path, encoding):
    text = '编号\t名称\t金额\n1\t"甲\t乙"\t3.5\n\n2\t丙\t4\n'
    (tmp_path / "a.csv").write_text(text, encoding=encoding)
    (sheet,) = tables.read(tmp_path / "a.csv", 1).sheets
    assert texts(sheet) == [["编号", "名称", "金额"], ["1", "甲\t乙".replace("\t", " "), "3.5"], ["2", "丙", "4"]]
    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells[2].number


def test_a_long_csv_says_how_far_it_is_shown(tmp_path):
    line = ",".join(str(n) for n in range(limits.COLUMNS_MOST + 3))
    (tmp_path / "a.csv").write_text(f"{line}\n" * (limits.ROWS_MOST + 1))
    (sheet,) = tables.read(tmp_path / "a.csv", 1).sheets
    assert (len(sheet.rows), len(sheet.columns)) == (limits.ROWS_MOST, limits.COLUMNS_MOST)
    assert sheet.notes == (
        f"只显示前{limits.ROWS_MOST}行，其余请下载查看。",
        f"共{limits.COLUMNS_MOST + 3}列，只显示前{limits.COLUMNS_MOST}列，其余请下载查看。",
    )


def test_what_was_made_comes_back_as_it_was(shown):
    preview = shown(lambda book: book.active.append(["甲", 1]))
    assert unpacked(packed(preview)) == preview
    for bad in ("", "[]", "{}", packed(preview).replace('"rows"', '"rowz"')):
        with pytest.raises(ValueError):  # noqa: PT011
            unpacked(bad)
