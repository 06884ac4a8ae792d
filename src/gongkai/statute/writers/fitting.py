"""How labels fit their columns: widths in characters, and line breaks where a Chinese reader expects them.

Reads: a Grid.
Writes: column widths in ems (one em is one Chinese character) and labels as lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gongkai.statute.writers.layout import Grid, GridCell

PADDING = 0.7
"""Ems a cell on paper keeps free at its two sides together."""
_ENUMERATOR = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}[.、．]")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+\Z")
_HALF = 0.56  # a figure of a Song or Fangsong face, in ems
_GROUP_WORDS = 4  # a label beside several rows stays on one line behind its number up to here
_LONGEST_PAIRED = 8  # characters: longer labels wrap as running text does
_SHORT_TABLE = 24  # rows
_ONE_LINE = 24.0  # ems of a signature that fits on one line
_LEAST_LABEL = 11.0  # ems a row label keeps even where figures are long
_MOST_LABEL = 0.38  # of the table: beyond that a long label wraps instead of squeezing the figures


@cache
def ems(text: str) -> float:
    """The width of a text in ems.

    >>> ems("总计"), ems("12")
    (2.0, 1.12)
    """
    return sum(1.0 if char >= "\u2010" else _HALF for char in text)


def lines_of(text: str, room: float) -> tuple[str, ...]:
    """A short label in lines that fit ``room`` ems, broken between words; a long one in one piece.

    A label longer than the room but of few characters is broken behind its number, and into pairs of
    characters, because most Chinese words are pairs: 商业|企业, never 商业企|业. An odd one begins with
    three: 本年度|办理|结果. Anything else is left to the wrapping of the page.

    >>> lines_of("社会公益组织", 3.2), lines_of("（三）不予公开", 4.1), lines_of("自然人", 3.2), lines_of("自然人", 2.6)
    (('社会', '公益', '组织'), ('（三）', '不予公开'), ('自然人',), ('自然', '人'))
    >>> lines_of("三、本年度办理结果", 3)
    ('三、', '本年度', '办理', '结果')
    """
    if ems(text) <= room:
        return (text,)
    number = _ENUMERATOR.match(text)
    head, words = (text[: number.end()], text[number.end() :]) if number else ("", text)
    if not _PLAIN.match(words) or len(words) > _LONGEST_PAIRED or room < 2:
        return (text,)
    if ems(words) <= room:
        return head, words
    step = max(2, int(room) // 2 * 2)
    first = 3 if len(words) % 2 and room >= 3 else step
    pieces = (words[:first], *(words[at : at + step] for at in range(first, len(words), step)))
    return (head, *pieces) if head else pieces


def column_ems(grid: Grid, total: float, padding: float = PADDING) -> tuple[float, ...]:
    """Column widths that add up to ``total`` ems: labels get what they need, figures share the rest.

    >>> from gongkai.statute.annual.form import forms
    >>> from gongkai.statute.writers.layout import lay_out
    >>> [round(width, 1) for width in column_ems(lay_out(forms()["2021"].table("requests")), 42)][:4]
    [3.7, 4.7, 14.7, 2.7]
    """
    least = least_ems(grid, padding)
    groups, figures = least[: max(0, grid.stub - 1)], least[grid.stub :]
    left = total - sum(groups)
    if not grid.stub:
        return _stretched(figures, left)
    spare = left - sum(figures)
    longest = max((ems(cell.text) for cell in grid if _is_row_label(cell, grid.stub)), default=0.0) + padding
    label = min(longest, max(_LEAST_LABEL, min(spare, _MOST_LABEL * total)))
    label = max(label, min(spare, total / grid.columns))
    return (*groups, label, *_stretched(figures, left - label))


def least_ems(grid: Grid, padding: float = PADDING, label: float = _LEAST_LABEL) -> tuple[float, ...]:
    """What each column needs at least: two characters or its longest figure; a row label the width to wrap in."""
    figures = [2 + padding] * (grid.columns - grid.stub)
    for cell in grid.values():
        need = (ems(cell.text) + padding) / cell.wide
        for at in range(cell.place[1], cell.place[1] + cell.wide):
            if at >= grid.stub:
                figures[at - grid.stub] = max(figures[at - grid.stub], need)
    groups = [_group_ems(grid, level) + padding for level in range(grid.stub - 1)]
    return (*groups, *([label] if grid.stub else []), *figures)


def _is_row_label(cell: GridCell, stub: int) -> bool:
    """Whether a cell is a label in the last column of the stub (alone or with those to its left)."""
    return cell.role == "stub" and cell.place[1] + cell.wide == stub


def _group_ems(grid: Grid, level: int) -> float:
    """The room for labels that stand beside several rows: the words behind their number, or three characters."""
    longest = 2.0
    for cell in grid:
        if cell.role == "stub" and cell.place[1] == level and cell.wide == 1:
            number = _ENUMERATOR.match(cell.text)
            words = ems(cell.text[number.end() :] if number else cell.text)
            longest = max(longest, words if words <= _GROUP_WORDS else 3.0)
    return longest


def _stretched(least: Sequence[float], total: float) -> tuple[float, ...]:
    """Widths that add up to ``total``: equal if each then has its need, else its need and a share of the rest."""
    if max(least) * len(least) <= total:
        return (total / len(least),) * len(least)
    spare = total - sum(least)
    if spare < 0:
        return tuple(width * total / sum(least) for width in least)
    return tuple(width + spare / len(least) for width in least)


def size_for(grid: Grid, points: float, sizes: tuple[float, ...]) -> float:
    """The largest of ``sizes`` (points) at which every figure keeps to its column on a line of ``points``.

    >>> from gongkai.statute.annual.form import forms
    >>> from gongkai.statute.writers.layout import lay_out
    >>> [size_for(lay_out(forms()["2021"].table("requests"), lambda _: figure), 442, (10.5, 9, 8))
    ...  for figure in ("2847", "7525052")]
    [10.5, 8]
    """
    needed = sum(least_ems(grid))
    return next((size for size in sizes if needed * size <= points), sizes[-1])


def row_points(grid: Grid, size: float) -> float:
    """The least height of a row in points for print of ``size``: a long table is set closer, to stand on one page."""
    return (22.0 if len(grid.rows) <= _SHORT_TABLE else 17.0) * size / 10.5


def signature_indents(organ: str, day: str) -> tuple[float, float]:
    """Ems right of the organ and of the date: four behind the date, the shorter of the two in the middle (GB/T 9704).

    >>> signature_indents("临江市民政局", "2025年1月8日")[1]
    4.0
    """
    organ_wide, day_wide = ems(organ), ems(day)
    if organ_wide > _ONE_LINE:
        return 2.0, 4.0
    half = abs(organ_wide - day_wide) / 2
    if organ_wide <= day_wide:
        return 4.0 + half, 4.0
    right = max(2.0, 4.0 - half)
    return right, right + half
