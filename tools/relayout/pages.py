"""Web pages: the tables in the HTML that government sites really give out."""

from __future__ import annotations

import html
import random

from relayout.figures import Figures
from relayout.grids import Grid, GridCell, expanded
from relayout.texts import document

_STYLE = 'style="mso-border-alt:solid windowtext .5pt;font-family:仿宋_GB2312" '


def _text(cell: GridCell, rng: random.Random, manner: str) -> str:
    text = html.escape(cell.text)
    if manner == "word":
        pieces = [text] if len(text) < 4 or cell.value else [text[: len(text) // 2], text[len(text) // 2 :]]
        spans = "".join(f"<span {_STYLE}><font>{piece}</font></span>" for piece in pieces)
        return f'<p class="MsoNormal" align="center">{spans}<o:p>{"" if text else "&nbsp;"}</o:p></p>'
    if manner == "breaks" and len(text) in (4, 6) and not cell.value:
        return f"<p>{text[:2]}</p><p>{text[2:]}</p>"
    return text or rng.choice(["", "&nbsp;", "<br>"])


def _table(grid: Grid, rng: random.Random, manner: str) -> str:
    rows = []
    for row in grid:
        cells = []
        for cell in row:
            spans = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
            spans += f' rowspan="{cell.deep}"' if cell.deep > 1 else ""
            cells.append(f"<td{spans}>{_text(cell, rng, manner)}</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "<table border=1><tbody>" + "\n".join(rows) + "</tbody></table>"


def _flat_table(grid: Grid, rng: random.Random, manner: str) -> str:
    """A table whose merged cells were taken apart into empty ones."""
    rows = []
    for line in expanded(grid):
        cells = "".join(f"<td>{_text(cell, rng, manner) if cell else ''}</td>" for cell in line)
        rows.append(f"<tr>{cells}</tr>")
    return "<table>" + "".join(rows) + "</table>"


def page(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """A saved page with navigation, a layout table, the report, and a footer."""
    manner = rng.choice(["plain", "word", "breaks"])
    flat = rng.random() < 0.3
    split = rng.random() < 0.3
    tables = []
    for grid in grids:
        if split and len(grid) > 12 and not flat:
            cut = _clean_cut(grid, rng)
            tables.append(_table(grid[:cut], rng, manner) + "<p>&nbsp;</p>" + _table(grid[cut:], rng, manner))
        else:
            tables.append((_flat_table if flat else _table)(grid, rng, manner))
    marks = [f"\x01{index}\x01" for index in range(3)]
    text = document(figures, rng, marks)
    body = "\n".join(
        tables[int(line.strip("\x01"))] if line.startswith("\x01") else f"<p>{html.escape(line)}</p>"
        for line in text.split("\n")
    )
    menu = "".join(
        f"<li><a href='#'>{name}</a></li>"
        for name in ("首页", "规章", "规范性文件", "行政许可", "行政处罚", "政府信息公开年报")
    )
    content = f"<div class=content>{body}</div>"
    if rng.random() < 0.4:
        content = f"<table width=100%><tr><td>{content}</td></tr></table>"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{figures.organ}{figures.year}年政府信息公开工作年度报告</title>"
        f"<script>var n=2021;</script></head><body><ul>{menu}</ul>{content}<div>主办：{figures.organ} 网站标识码：2301000001</div></body></html>"
    )


def _clean_cut(grid: Grid, rng: random.Random) -> int:
    """A row at which no span is open."""
    spots = []
    for r in range(3, len(grid) - 1):
        open_below = any(k + cell.deep > r for k in range(r) for cell in grid[k] if cell.deep > 1)
        if not open_below:
            spots.append(r)
    return rng.choice(spots) if spots else len(grid)
