"""A table of one unlabelled row (table four): its figures are known by the heads above them.

Reads: the place of the heads, text marks and strips.
Writes: at most one binding. With the heads lost, only a strip of exactly the right length is taken, and
the cells say so.
"""

from __future__ import annotations

from dataclasses import replace

from gongkai.statute.annual.form import Block
from gongkai.statute.annual.recognize.binding import Binding
from gongkai.statute.annual.recognize.marks import Mark
from gongkai.statute.annual.recognize.script import plain
from gongkai.statute.annual.recognize.strips import Strip
from gongkai.statute.annual.recognize.sums import foots
from gongkai.statute.annual.recognize.vocabulary import RowRef

_SLACK = 8


def bind_headless(row: RowRef, heads: tuple[int, int] | None, texts: list[Mark], strips: list[Strip]) -> list[Binding]:
    """Bind the one row of a table. ``heads`` are the first and last text mark of its heads, or None."""
    free = [strip for strip in strips if not strip.used]
    if heads is None:
        return _by_length(row, free, strips)
    first, last = heads[0], _end_of_heads(heads[1], row.block, texts)
    width = len(row.block.columns)
    near = [strip for strip in free if first < strip.after <= last + 1 + _SLACK]
    full = [strip for strip in near if len(strip.values) == width]
    if full:
        return [Binding(row, full[0], 0.98)]
    joined = _joined(near, width)
    if joined is not None and foots(joined.marks, row.block):
        return [Binding(row, joined, 0.9, "数字分印几行，合并读取")]
    below = [strip for strip in near if strip.after > last] or near
    filled = [strip for strip in below if strip.values]
    best = max(filled, key=lambda strip: len(strip.values), default=None)
    if best is not None and (best.exact or len(best.marks) >= width):
        return [Binding(row, best, 0.95)]
    blank = [strip for strip in below if len(strip.marks) >= width or strip.exact]
    if best is None and blank:
        return [Binding(row, blank[-1], 0.95)]
    return []


def _end_of_heads(last: int, block: Block, texts: list[Mark]) -> int:
    """The last text mark of the heads: narrow columns break them, line by line over all columns (结果 结果 其他 / 维持 …)."""
    labels = [plain(column.label) for column in block.columns]
    while last + 1 < len(texts) and any(texts[last + 1].plain in label for label in labels):
        last += 1
    return last


def _joined(strips: list[Strip], width: int) -> Strip | None:
    """Consecutive strips that together have as many figures as the table has columns."""
    filled = [strip for strip in strips if strip.values and not strip.exact]
    for start in range(len(filled)):
        marks: list[Mark] = []
        for strip in filled[start:]:
            marks += strip.values
            if len(marks) == width:
                return replace(filled[start], marks=marks)
            if len(marks) > width:
                break
    return None


def _by_length(row: RowRef, free: list[Strip], strips: list[Strip]) -> list[Binding]:
    """A lone strip of the right length that foots, behind every other table."""
    width = len(row.block.columns)
    if width < 10:
        return []
    bound = max((strip.number for strip in strips if strip.used), default=-1)
    right = [strip for strip in free if strip.number > bound and len(strip.marks) == len(strip.values) == width]
    if len(right) == 1 and foots(right[0].values, row.block):
        return [Binding(row, right[0], 0.75, "表头缺失，按数字个数和合计关系确定")]
    return []
