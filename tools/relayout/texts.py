"""Layouts of plain text: what PDF and web-page extraction makes of the statutory tables."""

from __future__ import annotations

import random
from collections.abc import Callable

from relayout.figures import Figures
from relayout.grids import Grid, GridCell, expanded

Layout = Callable[[list[Grid], Figures, random.Random], str]
LAYOUTS: dict[str, Layout] = {}


def layout(function: Layout) -> Layout:
    """Register a layout under its name."""
    LAYOUTS[function.__name__] = function
    return function


def document(figures: Figures, rng: random.Random, tables: list[str], *, headings: bool = True) -> str:
    """A whole report around three set tables."""
    year, organ = figures.year, figures.organ
    received = figures.cells.get("requests.new_received.total")
    prose = [
        f"{organ}{year}年政府信息公开工作年度报告",
        f"根据《中华人民共和国政府信息公开条例》规定，编制本报告。本报告所列数据统计期限自{year}年1月1日起至{year}年12月31日止。",
        "一、总体情况",
        f"（一）主动公开。{year}年，{organ}围绕中心工作，及时公开各类政府信息{rng.randint(20, 900)}条。",
        f"（二）依申请公开。全年共收到政府信息公开申请{received}件。"
        if received is not None
        else "（二）依申请公开。依法办理申请。",
        "（三）政府信息管理。严格执行保密审查。（四）平台建设。办好网站专栏。（五）监督保障。组织业务培训2次。",
        "二、主动公开政府信息情况",
        tables[0],
        "三、收到和处理政府信息公开申请情况",
        tables[1],
        "四、政府信息公开行政复议、行政诉讼情况",
        tables[2],
        "五、存在的主要问题及改进情况",
        "一是公开内容不够全面，二是业务能力有待提高。下一步，将加强学习，改进工作。",
        "六、其他需要报告的事项",
        "本年度未收取信息处理费。",
        organ,
        f"{year + 1}年1月{rng.randint(5, 28)}日",
    ]
    if not headings:
        prose = [text.split("、", 1)[1] if text[1:2] == "、" and len(text) < 30 else text for text in prose]
    return "\n".join(prose)


def _wrap(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)] or [""]


# ------------------------------------------------------------------ layouts


@layout
def spaced_rows(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """One row a line, cells divided by spaces; blank cells vanish."""
    gap = rng.choice([" ", "  ", "    ", "\u3000"])
    tables = ["\n".join(gap.join(cell.text for cell in row if cell.text) for row in grid) for grid in grids]
    return document(figures, rng, tables)


@layout
def wrapped_labels(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """PDF text: labels broken over lines, figures behind the last or an earlier line of the label."""
    width = rng.choice([5, 7, 9, 12, 20])
    early = rng.random() < 0.4
    airy = rng.random() < 0.5
    stacked = rng.choice([1, 2, 3])
    tables = []
    for grid in grids:
        lines: list[str] = []
        for row in grid:
            values = " ".join(cell.text for cell in row if cell.value and cell.text)
            labels = [cell for cell in row if not cell.value]
            if not any(cell.value for cell in row):
                lines += [
                    part for cell in labels for part in _wrap(cell.text, stacked if len(cell.text) < 8 else width)
                ]
                continue
            for group in labels[:-1]:
                lines += _wrap(group.text, rng.choice([3, 4]))
            parts = _wrap(labels[-1].text, width) if labels else [""]
            at = rng.randrange(len(parts)) if early and len(parts) > 1 and len(parts[0]) > 3 else len(parts) - 1
            if rng.random() < 0.15:
                parts.append(values)
            else:
                parts[at] = f"{parts[at]} {values}".strip()
            lines += parts
        if airy:
            lines = [part for line in lines for part in (line, "")]
        tables.append("\n".join(_page_breaks(lines, rng)))
    return document(figures, rng, tables)


def _page_breaks(lines: list[str], rng: random.Random) -> list[str]:
    """A page number on a line of its own, somewhere between rows."""
    if rng.random() < 0.6 and len(lines) > 10:
        number = rng.randint(2, 12)
        style = rng.choice(["{}", "- {} -", "— {} —", "第 {} 页", "-{}-"])
        spots = [i for i in range(3, len(lines)) if any(c.isdigit() for c in lines[i - 1][-2:])]
        if spots:
            at = rng.choice(spots)
            lines[at:at] = ["", style.format(number), ""]
    return lines


@layout
def cells_on_lines(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """One cell a line behind a tab, rows divided by an empty line, blank cells as a tab alone."""
    split_heads = rng.random() < 0.5
    tables = []
    for grid in grids:
        out = []
        for row in grid:
            for cell in row:
                text = cell.text
                if not cell.value and split_heads and len(text) in (3, 4):
                    text = "\n".join(text) if rng.random() < 0.5 else text[:2] + "\n" + text[2:]
                out.append(f"\t{text}{' ' if cell.value else ''}")
            out.append("")
        tables.append("\n".join(out))
    return document(figures, rng, tables)


@layout
def bare_cells(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """One cell a line and nothing else; blank cells vanish."""
    tables = ["\n".join(cell.text for row in grid for cell in row if cell.text) for grid in grids]
    return document(figures, rng, tables)


@layout
def tabbed(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """Tab-separated with true columns; merged places are empty fields, rows padded at random."""
    pad = rng.choice([0, 0, 1, 2])
    tables = []
    for grid in grids:
        lines = []
        for line in expanded(grid):
            fields = ["" if cell is None else cell.text for cell in line]
            lines.append("\t".join(fields + [""] * pad))
        if rng.random() < 0.4 and len(lines) > 8:
            cut = rng.randrange(4, len(lines) - 1)
            lines[cut:cut] = [""]
        tables.append("\n".join(lines))
    return document(figures, rng, tables)


@layout
def tabbed_ragged(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """Tab-separated as some converters do it: only the cells that begin in a row, labels in shifting columns."""
    tables = []
    for grid in grids:
        lines = []
        for row in grid:
            fields = [cell.text for cell in row]
            labels = sum(1 for cell in row if not cell.value)
            fields = [""] * rng.randint(0, 1) + fields if labels else fields
            lines.append("\t".join(fields) + "\t" * rng.randint(0, 2))
        tables.append("\n".join(lines))
    return document(figures, rng, tables)


@layout
def piped(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """Cells divided by bars, one row a line."""
    bar = rng.choice([" | ", "|", "  | "])
    tail = rng.choice(["", " |", "  | "])
    tables = ["\n".join(bar.join(cell.text for cell in row) + tail for row in grid) for grid in grids]
    return document(figures, rng, tables)


@layout
def bar_lines(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """One cell a line, a bar on a line of its own between cells."""
    tables = ["\n|\n".join(cell.text for row in grid for cell in row if cell.text or cell.value) for grid in grids]
    return document(figures, rng, [f"{table}\n|" for table in tables])


@layout
def markdown(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """Markdown as converters make it: the first row (or an invented one) as head, spans filled or repeated."""
    repeat = rng.random() < 0.4
    invented = rng.random() < 0.4
    tables = []
    for grid in grids:
        rows = []
        above: list[str] = []
        for line in expanded(grid):
            fields: list[str] = []
            own, reach = "", 0
            for c, cell in enumerate(line):
                if cell is not None:
                    own, reach = cell.text, c + cell.wide
                    fields.append(cell.text)
                elif repeat and c < reach:
                    fields.append(own)
                elif repeat and len(above) > c:
                    fields.append(above[c])
                else:
                    fields.append("")
            above = fields
            rows.append("| " + " | ".join(fields) + " |")
        width = rows[0].count("|") - 1
        head = (
            "|" + "|".join(f" Col{i} " if rng.random() < 0.5 else "  " for i in range(width)) + "|"
            if invented
            else None
        )
        rule = "|" + " --- |" * width
        tables.append("\n".join([head, rule, *rows] if head else [rows[0], rule, *rows[1:]]))
    return document(figures, rng, tables)


@layout
def laid_out(grids: list[Grid], figures: Figures, rng: random.Random) -> str:
    """Fixed-width layout: columns at their places, long labels on several lines, figures on the middle one."""
    tables = []
    for grid in grids:
        lines = []
        filled = expanded(grid)
        width = len(filled[0])
        label_width = 26 if width > 8 else 18
        for line in filled:
            cells = [cell for cell in line if cell is not None]
            values = [(c, cell) for c, cell in enumerate(line) if cell is not None and cell.value]
            labels = "  ".join(cell.text for cell in cells if not cell.value)
            if not values:
                lines += _laid_out_head(line, width)
                continue
            parts = _wrap(labels, label_width)
            middle = len(parts) // 2
            for number, part in enumerate(parts):
                text = "   " + part
                if number == middle:
                    text += " " * max(2, 64 - _wide(text))
                    place = _wide(text)
                    for c, cell in values:
                        target = 64 + 9 * (c - values[0][0]) if width > 8 else 64 + 14 * (c - 1)
                        if cell.text:
                            gap = max(2, target - place) if place > 64 or target > 64 else 0
                            text += " " * gap + cell.text
                            place += gap + _wide(cell.text)
                lines.append(text)
        tables.append("\n".join(lines))
    return document(figures, rng, tables)


def _laid_out_head(line: list[GridCell | None], width: int) -> list[str]:
    """Column heads above their columns, long ones on two lines."""
    heads = [(c, cell.text) for c, cell in enumerate(line) if cell is not None]
    if width <= 8:
        return ["      " + "    ".join(text for _, text in heads)]
    out = []
    for part in (0, 1):
        text = ""
        for c, label in heads:
            pieces = [label[: (len(label) + 1) // 2], label[(len(label) + 1) // 2 :]] if len(label) > 3 else [label, ""]
            target = 64 + 9 * (c - (3 if width == 10 else 0)) if c >= 3 or width > 10 else 4
            if pieces[part]:
                text += " " * max(1, target - _wide(text)) + pieces[part]
        if text.strip():
            out.append(text)
    return out


def _wide(text: str) -> int:
    return sum(2 if char >= "\u1100" else 1 for char in text)
