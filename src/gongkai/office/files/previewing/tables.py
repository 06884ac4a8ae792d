"""Rows of words as a table that is shown: what columns it has, how cells reach, what is beyond the limits."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.office.files.inspection.texts import encoding_of
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Cell, Preview, Row, Sheet

_NUMBER = re.compile(r"[-+]?[¥￥$(]?-?\d[\d,]*(?:\.\d+)?[)%]?")
_SPACES = re.compile(r"[ \t\r\n\u00a0]+")
#: A cell over more than that is a mistake of a program.
_REACH_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Reach:
    """A merged cell: its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


def sheet(
    name: str,
    rows: Sequence[tuple[int, dict[int, str]]],
    *,
    reaches: Iterable[Reach] = (),
    hides: frozenset[int] = frozenset(),
    wide: int = 0,
    more: bool = False,
    notes: Sequence[str] = (),
) -> Sheet:
    """A table of rows, each with its number and its words by column (from 1).

    ``hides`` are columns that nobody sees; ``wide`` is the last column where rows go on beyond what is here, ``more`` says
    that rows follow that are not here.
    """
    wide = max(wide, max((column for _number, cells in rows for column in cells), default=0))
    columns = [column for column in range(1, wide + 1) if column not in hides]
    said = list(notes)
    if more:
        said.append(f"只显示前{len(rows)}行，其余请下载查看。")
    if len(columns) > limits.COLUMNS_MOST:
        said.append(f"共{len(columns)}列，只显示前{limits.COLUMNS_MOST}列，其余请下载查看。")
        columns = columns[: limits.COLUMNS_MOST]
    spans, covered = _spans(reaches, [number for number, _cells in rows], columns)
    shown = tuple(
        Row(
            number,
            tuple(
                _cell(cells.get(column, ""), *spans.get((number, column), (1, 1)))
                for column in columns
                if (number, column) not in covered
            ),
        )
        for number, cells in rows
    )
    return Sheet(name, tuple(letters(column) for column in columns), shown, tuple(said))


def _cell(text: str, wide: int, deep: int) -> Cell:
    text = _SPACES.sub(" ", text).strip() if len(text) < 200 else text.strip()
    if len(text) > limits.CELL_MOST:
        text = f"{text[: limits.CELL_MOST]}……"
    return Cell(text, wide, deep, number=bool(_NUMBER.fullmatch(text)))


def _spans(
    reaches: Iterable[Reach], rows: Sequence[int], columns: Sequence[int]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """For first cells over how much of what is shown they reach, and the cells that they cover. None cover each other."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for reach in reaches:
        if reach.bottom - reach.top > _REACH_MOST * 100 or reach.right - reach.left > _REACH_MOST * 2:
            continue
        down = [row for row in rows if reach.top <= row <= reach.bottom]
        across = [column for column in columns if reach.left <= column <= reach.right]
        cells = {(row, column) for row in down for column in across}
        if len(cells) < 2 or cells & covered or any(cell in spans for cell in cells):
            continue
        first = (down[0], across[0])
        spans[first] = (len(across), len(down))
        covered |= cells - {first}
    return spans, covered


def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(1), letters(27), letters(702)
    ('A', 'AA', 'ZZ')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read(path: Path, page: int) -> Preview:
    """A CSV file as one table."""
    del page
    if not (encoding := encoding_of(path)):
        raise CannotShow("文件里有不是文字的内容")
    with path.open(encoding=encoding, newline="") as source:
        mark = _mark(source.read(20_000))
        source.seek(0)
        csv.field_size_limit(limits.TEXT_MOST)
        try:
            rows, wide, more = _rows(csv.reader(source, delimiter=mark))
        except csv.Error as error:
            raise CannotShow("表格的格式有错误") from error
    if not rows:
        raise CannotShow("文件里没有内容")
    return Preview(sheets=(sheet("", rows, wide=wide, more=more),))


def _mark(head: str) -> str:
    """What stands between the fields: what the first line has most of."""
    first = head.partition("\n")[0]
    return max(",\t;", key=first.count)


def _rows(lines: Iterator[list[str]]) -> tuple[list[tuple[int, dict[int, str]]], int, bool]:
    """The first rows with something in them, the last column of any of them, and whether more rows follow."""
    rows: list[tuple[int, dict[int, str]]] = []
    wide = 0
    for number, fields in enumerate(lines, 1):
        filled = {column: text for column, text in enumerate(fields, 1) if text.strip()}
        if not filled:
            continue
        if len(rows) == limits.ROWS_MOST:
            return rows, wide, True
        wide = max(wide, *filled)
        rows.append((number, {column: text for column, text in filled.items() if column <= limits.COLUMNS_MOST}))
    return rows, wide, False
