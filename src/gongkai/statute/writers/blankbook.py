"""The blank form as an Excel workbook, to be filled in by units: totals add themselves up, broken sums show.

Reads: a Form; the totals and the checks come from its cross-footing rules.
Writes: an .xlsx package without a single figure in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from openpyxl.formatting.rule import Rule as SheetRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from gongkai.statute.annual.form import Form, equations
from gongkai.statute.writers.layout import lay_out
from gongkai.statute.writers.paper import blank_paper
from gongkai.statute.writers.sheets import FACE, PlacedGrid, add_grid, put_text, sheet_names
from gongkai.statute.writers.xlsx import add_cover, add_prose, new_workbook, packed

_NOTES = (
    "一格填一个数，只填数字，不写单位，不加千分位逗号",
    "没有发生的填 0，不涉及的留空，不填“/”“无”",
    "总计由表格自动计算，请不要改动公式",
    "数字变红并在前面显示“≠”的，是勾稽关系不符，请核对后再报送",
    "文字部分填在“正文”，每段一格",
)
_RED = Font(color="FFB42318", bold=True)
_PALE = PatternFill(bgColor="FFFDE8E7")

Equation = tuple[list[str], list[str]]


def xlsx_template(form: Form, *, organ: str | None = None, year: int | None = None) -> bytes:
    """The blank workbook. With ``organ`` and ``year`` its title is fixed, otherwise it follows what is filled in."""
    paper = blank_paper(form, organ=organ, year=year)
    workbook = new_workbook(form.title, organ or "")
    entries = [
        ("机关名称", organ or ""),
        ("报告年度", str(year) if year is not None else ""),
        ("格式", f"{form.notice}（{form.id}年格式）"),
    ]
    places = add_cover(workbook, form.title, entries)
    cover = workbook["封面"]
    if organ and year is not None:
        put_text(cover["A1"], paper.title)
    else:
        name, of_year = places["机关名称"], places["报告年度"]
        cover["A1"] = f'=IF(OR({name}="",{of_year}=""),"{form.title}",{name}&{of_year}&"年{form.title}")'
    put_text(cover["A7"], "填报说明")
    cover["A7"].font = Font(name=FACE, size=12, bold=True)
    for number, note in enumerate(_NOTES):
        put_text(cover.cell(7 + number, 2), f"{number + 1}. {note}")
        cover.cell(7 + number, 2).font = Font(name=FACE, size=11)
    names = sheet_names(form)
    for table in form.tables:
        placed = add_grid(workbook, lay_out(table), names[table.id], form)
        _add_up(placed, list(_equations(form, placed.at)))
    add_prose(workbook, paper)
    return packed(workbook, paper)


def _equations(form: Form, at: Mapping[str, str]) -> Iterator[Equation]:
    """The plain sums among the rules that lie within one table, as places on its sheet."""
    for rule in form.rules:
        if rule.kind != "equal" or rule.from_year is not None:
            continue
        for left_terms, right_terms in equations(rule):
            if any(term.startswith(("-", "previous:")) for term in (*left_terms, *right_terms)):
                continue
            left, right = (
                [key for term in terms for key in form.matching(term)] for terms in (left_terms, right_terms)
            )
            if left and right and all(key in at for key in (*left, *right)):
                yield [at[key] for key in left], [at[key] for key in right]


def _add_up(placed: PlacedGrid, sums: list[Equation]) -> None:
    """Totals as formulas, each once; every equation as a check on the cells of its left side."""
    totals = {place for key, place in placed.at.items() if _is_total(placed, key)}
    filled: set[str] = set()
    for left, right in sums:
        if len(left) == 1 and left[0] in totals - filled:
            filled.add(left[0])
            parts = ranges(right)
            # Nothing filled in is nothing to add up: the total stays empty, not 0.
            placed.sheet[left[0]] = f'=IF(COUNT({parts})=0,"",SUM({parts}))'
        _check(placed, left, right)


def _is_total(placed: PlacedGrid, key: str) -> bool:
    block_rows = ((block, row) for block in placed.grid.table.blocks for row in block.rows)
    return any(
        block.cell_key(row, column) == key and (row.total or column.total)
        for block, row in block_rows
        for column in block.columns
    )


def _check(placed: PlacedGrid, left: list[str], right: list[str]) -> None:
    """Red, and a sign before the figure, where the sums differ and no blank could make them equal."""
    l_parts, r_parts = ranges(left, fixed=True), ranges(right, fixed=True)
    formula = (
        f"OR(AND(SUM({l_parts})>SUM({r_parts}),COUNT({r_parts})={len(right)}),"
        f"AND(SUM({l_parts})<SUM({r_parts}),COUNT({l_parts})={len(left)}))"
    )
    style = DifferentialStyle(font=_RED, fill=_PALE, numFmt=NumberFormat(numFmtId=190, formatCode='"≠ "0'))
    rule = SheetRule(type="expression", dxf=style, formula=[formula])
    placed.sheet.conditional_formatting.add(" ".join(left), rule)


def ranges(places: Iterable[str], *, fixed: bool = False) -> str:
    """Cells as ranges of a formula: runs down a column or along a row are put together.

    >>> ranges(["D9", "D10", "D11", "D15"]), ranges(["D9", "E9"], fixed=True)
    ('D9:D11,D15', '$D$9:$E$9')
    """
    cells = sorted({coordinate_to_tuple(place) for place in places}, key=lambda cell: (cell[1], cell[0]))
    runs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for _, column in groupby(cells, key=lambda cell: cell[1]):
        for cell in column:
            if runs and runs[-1][1] == (cell[0] - 1, cell[1]):
                runs[-1] = (runs[-1][0], cell)
            else:
                runs.append((cell, cell))
    joined: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for run in runs:
        beside = joined[-1] if joined else None
        if beside and beside[0][0] == run[0][0] and beside[1] == (run[1][0], run[0][1] - 1):
            joined[-1] = (beside[0], run[1])
        else:
            joined.append(run)
    sign = "$" if fixed else ""

    def name(cell: tuple[int, int]) -> str:
        return f"{sign}{get_column_letter(cell[1])}{sign}{cell[0]}"

    return ",".join(name(first) if first == last else f"{name(first)}:{name(last)}" for first, last in joined)
