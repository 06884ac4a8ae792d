"""Placed rows to cells: value, status, place in the source, confidence, and the reason where needed."""

from __future__ import annotations

from decimal import Decimal

from gongkai.statute.annual.form import Column
from gongkai.statute.annual.recognize.marks import Figure, Kind, Mark
from gongkai.statute.annual.recognize.placing import Placed
from gongkai.statute.annual.report import Cell, Number, Status, Where
from gongkai.statute.readers.document import Line, Piece

_MONEY = frozenset(("元", "万元", "亿元"))


def cells_of_row(placed: Placed, lines: list[Line]) -> dict[str, Cell]:
    """The cells of one placed row by key."""
    block, row = placed.block, placed.binding.row.row
    text = _row_text(placed, lines)
    cells = {}
    for key, column, mark in zip(block.keys(row), block.columns, placed.marks, strict=True):
        at = placed.binding.strip.line if mark is None else mark.at
        where = Where(lines[at].page, lines[at].number, text, _box(lines[at], None if mark is None else mark.piece))
        cells[key] = _cell(mark, column, column.unit or block.unit, placed, where)
    return cells


def _box(line: Line, piece: Piece | None) -> tuple[float, float, float, float] | None:
    """Where a piece stands on its page, or its line where there is none; nothing where the source has no pages to look at."""
    pieces = line.pieces if piece is None else [piece]
    lefts = [one.x0 for one in pieces if one.x0 is not None]
    rights = [one.x1 for one in pieces if one.x1 is not None]
    if line.sheet is None or line.y0 is None or line.y1 is None or not lefts or not rights:
        return None
    width, height = line.sheet
    shares = (min(lefts) / width, line.y0 / height, max(rights) / width, line.y1 / height)
    left, top, right, bottom = (round(min(1.0, max(0.0, share)), 4) for share in shares)
    return left, top, right, bottom


def _row_text(placed: Placed, lines: list[Line]) -> str:
    """The words around a row's figures: its line, or its label and figures where they stand on lines of their own."""
    strip = placed.binding.strip
    text = " ".join(lines[strip.line].text.split())
    if len({mark.at for mark in strip.marks}) > 1 or not any("\u4e00" <= char <= "\u9fff" for char in text):
        figures = " ".join(mark.piece.text for mark in strip.marks if mark.piece.text)
        text = f"{placed.binding.row.label} {figures}".strip()
    return text[:160]


def _cell(mark: Mark | None, column: Column, form_unit: str, placed: Placed, where: Where) -> Cell:
    if mark is None:
        if placed.unread:
            return Cell(None, Status.UNREAD, where, reason=placed.unread)
        return Cell(None, Status.BLANK, where, placed.confidence, placed.why)
    if mark.kind is Kind.BLANK:
        return Cell(None, Status.BLANK, where, placed.confidence, placed.why)
    if mark.figure is None:
        shown = mark.piece.text.strip().replace("\n", "")[:20]
        return Cell(None, Status.UNREAD, where, reason=f"格内印的是“{shown}”，不是数字")
    figure = mark.figure
    confidence = (placed.confidence - (0.1 if figure.repaired else 0.0)) * mark.piece.sure
    reason = placed.why or ("数字中间有空格，已合并" if figure.repaired else "")
    return Cell(
        _number(figure, column), Status.READ, where, round(confidence, 2), reason, _other_unit(figure, form_unit)
    )


def _number(figure: Figure, column: Column) -> Number:
    """Counts are whole: 12.0 is 12. Amounts keep their decimals as printed."""
    value = figure.value
    if column.kind != "amount" and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _other_unit(figure: Figure, form_unit: str) -> str:
    """The unit printed with the figure, where it is money and not the unit of the form."""
    return figure.unit if figure.unit in _MONEY and form_unit != figure.unit else ""
