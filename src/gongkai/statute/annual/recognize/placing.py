"""Figures of a row to its columns. A full row goes by order; anything less needs a reason for each place.

Reads: bindings of one table, the lines they stand in.
Writes: for every column of a row a figure, a blank, or the reason why it stays unread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import median

from gongkai.statute.annual.form import Block, Column
from gongkai.statute.annual.recognize.binding import Binding
from gongkai.statute.annual.recognize.marks import Kind, Mark
from gongkai.statute.annual.recognize.script import plain, without_notes
from gongkai.statute.annual.recognize.strips import Strip
from gongkai.statute.readers.document import Line

Places = list[Mark | None]


@dataclass(slots=True)
class Placed:
    """One row placed: a mark per column (a VALUE, a BLANK or a remark), or None where nothing is known."""

    binding: Binding
    block: Block
    marks: Places
    confidence: float
    why: str = ""
    unread: str = ""


class Anchors:
    """Where the columns of a table stand, learned from its head and from its full rows."""

    def __init__(self, lines: list[Line], marks: list[list[Mark]]) -> None:
        self._lines = lines
        self._marks = marks
        self._heads: dict[tuple[int, int], dict[int, int] | None] = {}
        self._fields: dict[int, Counter[tuple[int, ...]]] = {}
        self._centres: dict[int, list[list[tuple[float, float]]]] = {}

    def learn(self, block: Block, strip: Strip) -> None:
        """Remember where the figures of a full row stand."""
        values = strip.values
        columns = tuple(mark.piece.column for mark in values if mark.piece.column is not None)
        if len(columns) == len(values):
            self._fields.setdefault(id(block.columns), Counter())[columns] += 1
        spans = [(mark.piece.x0, mark.piece.x1) for mark in values if mark.piece.x0 is not None and mark.piece.x1 is not None]
        if len(spans) == len(values):
            known = self._centres.setdefault(id(block.columns), [[] for _ in block.columns])
            for place, (x0, x1) in zip(known, spans, strict=True):
                place.append((x0 or 0.0, x1 or 0.0))

    def head(self, block: Block, strip: Strip) -> dict[int, int] | None:
        """Grid column → column of the block, from the printed heads of a true table; None if incomplete."""
        if not strip.exact or strip.grid is None:
            return None
        key = (strip.grid, id(block))
        if key not in self._heads:
            self._heads[key] = self._read_head(block, strip)
        return self._heads[key]

    def _read_head(self, block: Block, strip: Strip) -> dict[int, int] | None:
        wanted = [_names(block, index) for index in range(len(block.columns))]
        every = set().union(*wanted)
        found: list[Mark] = []
        for at in range(strip.line - 1, -1, -1):
            if self._lines[at].grid != strip.grid:
                break
            found += [mark for mark in self._marks[at] if mark.kind is Kind.TEXT and mark.plain in every]
            if len(found) >= len(wanted):
                break
        if len(found) != len(wanted):
            return None
        places: dict[int, int] = {}
        left = set(range(len(wanted)))
        for mark in sorted(found, key=lambda mark: mark.piece.column or 0):
            index = next((index for index in sorted(left) if mark.plain in wanted[index]), None)
            if index is None:
                return None
            left.discard(index)
            column = mark.piece.column or 0
            places.update(dict.fromkeys(range(column, column + mark.piece.span), index))
        return places

    def fields(self, block: Block) -> list[tuple[int, ...]]:
        """The field positions full rows of this block have, most frequent first."""
        return [columns for columns, _ in self._fields.get(id(block.columns), Counter()).most_common()]

    def nearest(self, block: Block, marks: Sequence[Mark]) -> list[int] | None:
        """The columns nearest to figures by their x positions; None if that is not clear."""
        known = self._centres.get(id(block.columns))
        if not known or not all(known):
            return None
        middles = [median((x0 + x1) / 2 for x0, x1 in place) for place in known]
        least = min(b - a for a, b in zip(middles, middles[1:], strict=False)) if len(middles) > 1 else 1e9
        chosen: list[int] = []
        for mark in marks:
            if mark.piece.x0 is None or mark.piece.x1 is None:
                return None
            middle = (mark.piece.x0 + mark.piece.x1) / 2
            index = min(range(len(middles)), key=lambda index: abs(middles[index] - middle))
            if abs(middles[index] - middle) > 0.6 * least or index in chosen:
                return None
            chosen.append(index)
        return chosen


def _names(block: Block, index: int) -> set[str]:
    column = block.columns[index]
    texts = [column.label, without_notes(column.label), *column.aliases, *map(without_notes, column.aliases)]
    return {plain(text) for text in texts}


def place(rows: Iterable[tuple[Binding, Block]], lines: list[Line], marks: list[list[Mark]]) -> list[Placed]:
    """Place the bound rows of one table. Full rows come first: they show where the columns are."""
    anchors = Anchors(lines, marks)
    pairs = list(rows)
    for binding, block in pairs:
        if len(binding.strip.values) == len(block.columns):
            anchors.learn(block, binding.strip)
    return [_place_row(binding, block, anchors) for binding, block in pairs]


def _place_row(binding: Binding, block: Block, anchors: Anchors) -> Placed:
    strip, width = binding.strip, len(block.columns)
    values = strip.values
    head = anchors.head(block, strip)
    if head is not None:
        places = _by_columns(strip.marks, head, width)
        if places is not None:
            return Placed(binding, block, places, binding.confidence, binding.why)
    if len(values) == width:
        return Placed(binding, block, list(values), binding.confidence, binding.why)
    if len(values) > width:
        return _too_many(binding, block, values)
    return _too_few(binding, block, anchors)


def _by_columns(marks: Sequence[Mark], columns: dict[int, int], width: int) -> Places | None:
    """Marks into columns by their grid position; None if two figures fall into one or one into none."""
    places: Places = [None] * width
    for mark in marks:
        index = columns.get(mark.piece.column) if mark.piece.column is not None else None
        if index is None:
            if mark.kind is Kind.VALUE:
                return None
            continue
        if places[index] is not None:
            if mark.kind is Kind.VALUE and places[index].kind is Kind.VALUE:  # type: ignore[union-attr]
                return None
            if mark.kind is not Kind.VALUE:
                continue
        places[index] = mark
    return places


# ------------------------------------------------------------- too many


def _too_many(binding: Binding, block: Block, values: list[Mark]) -> Placed:
    """More figures than columns: a page number has slipped in. The sum of the row tells which, or nobody does."""
    width = len(block.columns)
    extra = len(values) - width
    same_line = [mark for mark in values if mark.at == binding.strip.line]
    if len(same_line) == width:
        return Placed(binding, block, list(same_line), min(binding.confidence, 0.93), "换行处的页码不计入本行")
    if _sums(block.columns) and extra <= 2:
        readings = [kept for kept in combinations(values, width) if foots(kept, block)]
        if len({tuple(mark.figure.value for mark in kept if mark.figure) for kept in readings}) == 1:
            why = "行内混入页码，按本行合计关系剔除"
            return Placed(binding, block, list(readings[0]), min(binding.confidence, 0.85), why)
    elif width <= 3 and len({mark.at for mark in values}) == len(values) and all(_like_page(mark) for mark in values[width:]):
        return Placed(binding, block, list(values[:width]), min(binding.confidence, 0.8), "本行之后的数字为页码，不计入")
    return _none(binding, block, f"本行有 {len(values)} 个数字，而该行只有 {width} 列，无法确定")


def _like_page(mark: Mark) -> bool:
    return mark.figure is not None and isinstance(mark.figure.value, int) and 0 < mark.figure.value < 400


@cache
def _sums(columns: tuple[Column, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Each total column with the columns it adds up: those under the same head."""
    sums = []
    for index, column in enumerate(columns):
        if column.total:
            depth = len(column.under)
            parts = (i for i, part in enumerate(columns) if not part.total and part.under[:depth] == column.under)
            sums.append((index, tuple(parts)))
    return tuple(sums)


def foots(marks: Sequence[Mark], block: Block) -> bool:
    """Whether every total of a row is printed and is the sum of its parts (blanks add nothing)."""
    figures = [mark.figure.value if mark.figure else None for mark in marks]
    return all(
        figures[total] is not None and figures[total] == sum(figures[part] or 0 for part in parts)
        for total, parts in _sums(block.columns)
    )


# -------------------------------------------------------------- too few


def _too_few(binding: Binding, block: Block, anchors: Anchors) -> Placed:
    strip, width = binding.strip, len(block.columns)
    values = strip.values
    if not values:
        return Placed(binding, block, [_blank(strip)] * width, binding.confidence, binding.why)
    for places, why in _readings(strip, block, anchors):
        if strip.exact or _plausible(places, block):
            return Placed(binding, block, places, min(binding.confidence, 0.93), binding.why or why)
    sums = _sums(block.columns)
    if len(sums) == 1 and len(values) >= 2:
        figures = [mark.figure.value for mark in values if mark.figure]
        if figures[-1] == sum(figures[:-1]) > 0:  # noughts add up in any column and prove nothing
            # Whatever columns the others belong to, the last is their sum.
            only: Places = [None] * width
            only[sums[0][0]] = values[-1]
            note = f"本行只印了 {len(values)} 个数字，除总计外无法确定所在列"
            return Placed(binding, block, only, min(binding.confidence, 0.85), "按本行合计关系确定总计", note)
    return _none(binding, block, f"本行只印了 {len(values)} 个数字，共 {width} 列，无法确定所在列")


def _readings(strip: Strip, block: Block, anchors: Anchors) -> Iterable[tuple[Places, str]]:
    """Ways to place an incomplete row, the best founded first."""
    width = len(block.columns)
    known = [columns for columns in anchors.fields(block) if _covers(columns, strip.values)]
    if strip.exact and known:
        yield _by_field(strip.marks, known[0], width), "按同表其他行的列位置确定"
    if len(strip.marks) == width:
        yield list(strip.marks), ""
    if not strip.exact and len(known) == 1:
        yield _by_field(strip.marks, known[0], width), "按同表其他行的列位置确定"
    nearest = anchors.nearest(block, strip.values)
    if nearest is not None:
        places: Places = [_blank(strip)] * width
        for mark, index in zip(strip.values, nearest, strict=True):
            places[index] = mark
        yield places, "按版面横向位置确定所在列"
    windows = [strip.marks[start : start + width] for start in range(len(strip.marks) - width + 1)]
    whole = [window for window in windows if all(mark in window for mark in strip.values)]
    if len(whole) == 1:
        yield list(whole[0]), ""
    elif len(whole) > 1 and _sums(block.columns):
        footing = [window for window in whole if foots(window, block)]
        if len(footing) == 1:
            yield list(footing[0]), "按本行合计关系确定所在列"


def _covers(columns: tuple[int, ...], values: list[Mark]) -> bool:
    return all(mark.piece.column in columns for mark in values)


def _by_field(marks: list[Mark], columns: tuple[int, ...], width: int) -> Places:
    places: Places = [None] * width
    for mark in marks:
        if mark.piece.column in columns:
            places[columns.index(mark.piece.column)] = mark
    return places


def _plausible(places: Places, block: Block) -> bool:
    """Blank cells pushed to the end of a row leave the total empty: such a reading is not believed."""
    marks = [places[total] for total, _ in _sums(block.columns)]
    return all(mark is not None and mark.kind is Kind.VALUE for mark in marks)


def _blank(strip: Strip) -> Mark:
    return Mark(Kind.BLANK, strip.marks[0].piece, strip.line)


def _none(binding: Binding, block: Block, reason: str) -> Placed:
    return Placed(binding, block, [None] * len(block.columns), 0.0, binding.why, reason)
