"""Tables: merged cells, heads, and cells of several paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from gongkai.office.catalog.wordfiles.styles import W, integer, switch, value

_SPAN_MOST = 200


@dataclass(slots=True)
class Cell:
    """A cell: where it begins in the grid, how far it reaches, whether it only goes on from above."""

    column: int
    span: int
    goes_on: bool
    html: str = ""
    align: str = ""
    bold: bool = False
    rows: int = 1


#: Gives a cell's HTML, its alignment, and whether all its words are bold.
Filling = Callable[[etree._Element], tuple[str, str, bool]]


def table_html(table: etree._Element, filling: Filling) -> str:
    """The table as HTML; empty where nothing stands in it."""
    heads: list[bool] = []
    rows: list[list[Cell]] = []
    for row in _children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        heads.append(bool(switch(properties, "tblHeader")))
        rows.append(_cells(row, properties, filling))
    if not any(cell.html for row in rows for cell in row):
        return ""
    _merge(rows)
    if rows and not any(heads):
        filled = [cell for cell in rows[0] if cell.html]
        heads[0] = len(rows) > 1 and len(filled) > 1 and all(cell.bold for cell in filled)
    lines = [_row(cells, "th" if head else "td") for cells, head in zip(rows, heads, strict=True)]
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def _cells(row: etree._Element, properties: etree._Element | None, filling: Filling) -> list[Cell]:
    column = integer(value(properties, "gridBefore"), 0)
    found = []
    for element in _children(row, f"{W}tc"):
        told = element.find(f"{W}tcPr")
        span = max(1, min(integer(value(told, "gridSpan"), 1), _SPAN_MOST))
        merged = told.find(f"{W}vMerge") if told is not None else None
        cell = Cell(column, span, merged is not None and merged.get(f"{W}val", "continue") == "continue")
        if not cell.goes_on:
            cell.html, cell.align, cell.bold = filling(element)
        found.append(cell)
        column += span
    return found


def _merge(rows: list[list[Cell]]) -> None:
    """Give each cell the rows below it that only go on; one that goes on from nothing stands for itself."""
    above: dict[int, Cell] = {}
    for row in rows:
        now: dict[int, Cell] = {}
        for cell in row:
            began = above.get(cell.column)
            if cell.goes_on and began is not None and began.span == cell.span:
                began.rows += 1
                now[cell.column] = began
            else:
                cell.goes_on = False
                now[cell.column] = cell
        above = now


def _row(cells: list[Cell], tag: str) -> str:
    shown = []
    for cell in cells:
        if cell.goes_on:
            continue
        told = f' colspan="{cell.span}"' if cell.span > 1 else ""
        told += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        told += f' class="align-{cell.align}"' if cell.align in {"center", "right"} else ""
        shown.append(f"<{tag}{told}>{cell.html}</{tag}>")
    return f"<tr>{''.join(shown)}</tr>"


def _children(parent: etree._Element, tag: str, depth: int = 0) -> list[etree._Element]:
    """Rows of a table or cells of a row, those in content controls and insertions too."""
    found: list[etree._Element] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif depth < 5 and child.tag in _HOLDERS:
            found += _children(child, tag, depth + 1)
    return found


_HOLDERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"})
