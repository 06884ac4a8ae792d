"""Whether the figures of a row foot: each total column is the sum of the columns under the same head."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from gongkai.statute.annual.form import Block, Column
from gongkai.statute.annual.recognize.marks import Mark


@cache
def sums_of(columns: tuple[Column, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Each total column with the columns it adds up: those under the same head."""
    sums = []
    for index, column in enumerate(columns):
        if column.total:
            depth = len(column.under)
            parts = (i for i, part in enumerate(columns) if not part.total and part.under[:depth] == column.under)
            sums.append((index, tuple(parts)))
    return tuple(sums)


def foots(marks: Sequence[Mark | None], block: Block) -> bool:
    """Whether every total of a row is printed and is the sum of its parts (blanks add nothing)."""
    figures = [mark.figure.value if mark and mark.figure else None for mark in marks]
    return all(
        figures[total] is not None and figures[total] == sum(figures[part] or 0 for part in parts)
        for total, parts in sums_of(block.columns)
    )


def filled(marks: Sequence[Mark | None]) -> bool:
    """Whether any figure is not nought: noughts foot in any order and prove nothing."""
    return any(mark is not None and mark.figure is not None and mark.figure.value for mark in marks)
