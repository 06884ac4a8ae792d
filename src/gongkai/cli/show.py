"""Reports and findings on a terminal: tables that fit Chinese characters, one line a finding."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from gongkai.statute.annual.form import Block, Form
from gongkai.statute.annual.report import Cell, Finding, Number, Report, Status

_MARKS = {"error": ("错误", "bold red"), "warning": ("提醒", "yellow"), "info": ("说明", "dim")}
_Item = TypeVar("_Item")


def console(*, stderr: bool = False) -> Console:
    """A console of the width of the terminal; 160 columns and unbroken lines where there is none."""
    screen = Console(stderr=stderr, highlight=False)
    return screen if screen.is_terminal else plain_console(sys.stderr if stderr else sys.stdout)


def plain_console(file: TextIO) -> Console:
    """A console for a file or a pipe: no colours, sentences in one piece."""
    return Console(file=file, width=160, highlight=False, color_system=None, soft_wrap=True)


def with_progress(items: Iterable[_Item], total: int | None) -> Iterator[_Item]:
    """The items, with a progress bar on a terminal where there is more than a handful."""
    if not sys.stderr.isatty() or (total is not None and total < 4):
        yield from items
        return
    columns = (TextColumn("读取"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total)


def shown(cell: Cell | None) -> str:
    """A cell for a table: its figure, nothing for a blank, ? for unread."""
    if cell is None or cell.status is Status.UNREAD:
        return "?"
    if cell.value is None:
        return ""
    return f"{cell.value}{cell.unit}"


def report_head(report: Report) -> str:
    """The line above a report."""
    name = report.source.name if report.source else "报告"
    unread = sum(cell.status is Status.UNREAD for cell in report.cells.values())
    pieces = [
        report.organ or "机关未认出",
        f"{report.year}年度" if report.year else "年度未认出",
        {"unknown": "格式未认出", "mixed": "混用格式"}.get(report.form, f"{report.form}年格式"),
        f"{sum(cell.value is not None for cell in report.cells.values())} 格有数",
    ]
    if unread:
        pieces.append(f"{unread} 格未读到")
    return f"{name}：{' · '.join(pieces)}"


def print_report(report: Report, screen: Console, form: Form | None, *, all_cells: bool = False) -> None:
    """A report as tables; with ``all_cells`` every cell with its place and reason."""
    screen.print(report_head(report), style="bold", markup=False)
    for note in report.source.notes if report.source else ():
        screen.print(f"  {note}", markup=False)
    if form is None:
        return
    if all_cells:
        _print_cells(report, screen)
        return
    for table in form.tables:
        for block in table.blocks:
            if any(not row.label for row in block.rows):
                screen.print(_turned(block, report))
            else:
                screen.print(_grid(block, report))


def _grid(block: Block, report: Report) -> Table:
    table = Table(title=block.heading or None, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("")
    for column in block.columns:
        table.add_column(column.label, justify="right")
    heads: tuple[str, ...] = ()
    for row in block.rows:
        for depth, head in enumerate(row.under):
            if heads[: depth + 1] != row.under[: depth + 1]:
                table.add_row("  " * depth + head)
        heads = row.under
        values = [shown(report.cells.get(block.cell_key(row, column))) for column in block.columns]
        table.add_row("  " * len(row.under) + row.label, *values)
    return table


def _turned(block: Block, report: Report) -> Table:
    """A table of one row, turned: a line for each merged head, a column for each kind of result."""
    heads = list(dict.fromkeys(column.under[-1] for column in block.columns))
    labels = list(dict.fromkeys(column.label for column in block.columns))
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("")
    for label in labels:
        table.add_column(label, justify="right")
    row = block.rows[0]
    for head in heads:
        columns = [column for column in block.columns if column.under[-1] == head]
        table.add_row(head, *(shown(report.cells.get(block.cell_key(row, column))) for column in columns))
    return table


def _print_cells(report: Report, screen: Console) -> None:
    table = Table(show_edge=False)
    for name in ("单元格", "值", "状态", "把握", "页", "原文", "说明"):
        table.add_column(name, overflow="fold")
    names = {"read": "已读", "blank": "空白", "unread": "未读到", "tallied": "统计", "overridden": "更改"}
    for key, cell in report.cells.items():
        where = cell.where
        page = str(where.page) if where and where.page else ""
        sure = f"{cell.confidence:.2f}" if cell.confidence is not None else ""
        text = where.text[:40] if where else ""
        table.add_row(key, shown(cell), names[cell.status], sure, page, text, cell.reason)
    screen.print(table)


def print_findings(findings: Sequence[Finding], screen: Console) -> None:
    """Findings, the gravest first; what could not be assessed last."""
    if not findings:
        screen.print("  没有发现问题", style="green")
    for finding in findings:
        mark, style = _MARKS[finding.severity] if finding.assessable else ("未核", "dim")
        screen.print(f"  {mark} {finding.rule}", style=style, end="  ", markup=False)
        screen.print(finding.message, markup=False)


def number(value: Number | None) -> str:
    """A number for a table; a dash where it is unknown."""
    return "—" if value is None else str(value)
