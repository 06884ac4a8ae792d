"""Figures of a row to its columns. A full row goes by order; anything less needs a reason for each place.

Reads: bindings of one table, the lines they stand in.
Writes: for every column of a row a figure, a blank, or the reason why it stays unread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from gongkai.statute.annual.form import Block
from gongkai.statute.annual.recognize.binding import Binding
from gongkai.statute.annual.recognize.marks import Kind, Mark
from gongkai.statute.annual.recognize.script import plain, without_notes
from gongkai.statute.annual.recognize.strips import Strip
from gongkai.statute.annual.recognize.sums import filled, foots, sums_of
from gongkai.statute.readers.document import Line

Places = list[Mark | None]

# How far above a row its column heads may stand, in lines: table three with everything on lines of its own.
_HEAD_LINES = 90


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

    def ends_with(self, strip: Strip) -> bool:
        """Whether a strip is the last thing in the document, so that it may have been cut off."""
        last = next((row[-1] for row in reversed(self._marks) if row), None)
        return not strip.exact and last is strip.marks[-1]

    def learn(self, block: Block, strip: Strip) -> None:
        """Remember where the figures of a full row stand."""
        values = strip.values
        columns = tuple(mark.piece.column for mark in values if mark.piece.column is not None)
        if len(columns) == len(values):
            self._fields.setdefault(id(block.columns), Counter())[columns] += 1
        spans = [
            (mark.piece.x0, mark.piece.x1) for mark in values if mark.piece.x0 is not None and mark.piece.x1 is not None
        ]
        if len(spans) == len(values):
            known = self._centres.setdefault(id(block.columns), [[] for _ in block.columns])
            for place, (x0, x1) in zip(known, spans, strict=True):
                place.append((x0 or 0.0, x1 or 0.0))

    def head(self, block: Block, strip: Strip) -> dict[int, int] | None:
        """Grid column → column of the block, from the printed heads; None if they are incomplete or out of place.

        In a true table the heads stand above their columns. In delimited text they need not: there they count
        only if they run in the order of the form, each in a place of its own, and full rows stand under them.
        """
        if strip.grid is None:
            return None
        key = (strip.grid if strip.exact else -1, id(block))
        if key not in self._heads:
            places = self._read_head(block, strip)
            if places is not None and not strip.exact and not self._in_place(block, places):
                places = None
            self._heads[key] = places
        return self._heads[key]

    def _in_place(self, block: Block, places: dict[int, int]) -> bool:
        order = [places[column] for column in sorted(places)]
        full = self._fields.get(id(block.columns), Counter())
        return order == list(range(len(block.columns))) and all(set(columns) <= set(places) for columns in full)

    def _read_head(self, block: Block, strip: Strip) -> dict[int, int] | None:
        wanted = [_names(block, index) for index in range(len(block.columns))]
        every = set().union(*wanted)
        found: list[Mark] = []
        for at in range(strip.line - 1, max(-1, strip.line - _HEAD_LINES), -1):
            if strip.exact and self._lines[at].grid != strip.grid:
                break
            found += [mark for mark in self._marks[at] if mark.plain in every and mark.piece.column is not None]
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

    def nearest(self, block: Block, strip: Strip) -> list[int] | None:
        """The columns nearest to the figures of a strip by their x positions; None if that is not clear."""
        known = self._centres.get(id(block.columns))
        if known and all(known):
            middles = [median((x0 + x1) / 2 for x0, x1 in place) for place in known]
        else:
            middles = self._head_middles(block, strip)
        if len(middles) < 2:
            return None
        least = min(b - a for a, b in pairwise(middles))
        chosen: list[int] = []
        for mark in strip.values:
            if mark.piece.x0 is None or mark.piece.x1 is None:
                return None
            middle = (mark.piece.x0 + mark.piece.x1) / 2
            index = min(range(len(middles)), key=lambda index: abs(middles[index] - middle))
            if abs(middles[index] - middle) > 0.6 * least or (chosen and index <= chosen[-1]):
                return None
            chosen.append(index)
        return chosen

    def _head_middles(self, block: Block, strip: Strip) -> list[float]:
        """The middles of the printed heads (or of the first line of a broken head), if all are found in order."""
        found: dict[int, float] = {}
        for at in range(strip.line - 1, max(-1, strip.line - _HEAD_LINES), -1):
            if any(mark.kind is Kind.VALUE for mark in self._marks[at]):
                continue  # （七）总计 is the label of a row, not a head
            for mark in self._marks[at]:
                x0, x1 = mark.piece.x0, mark.piece.x1
                if mark.kind is not Kind.TEXT or x0 is None or x1 is None or len(mark.plain) < 2:
                    continue
                fits = [i for i in range(len(block.columns)) if any(n.startswith(mark.plain) for n in _names(block, i))]
                if len(fits) == 1 and fits[0] not in found:
                    found[fits[0]] = (x0 + x1) / 2
        middles = [found[index] for index in sorted(found)]
        return middles if len(middles) == len(block.columns) and middles == sorted(middles) else []


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
    placed = [_place_row(binding, block, anchors) for binding, block in pairs]
    for row in placed:
        _doubt_torn_figures(row)
        _doubt_the_cut(row, anchors)
    _totals_of_short_rows(placed)
    return placed


def _doubt_torn_figures(row: Placed) -> None:
    """A figure put together from pieces (2 847) stays only if the row foots with it."""
    if any(mark is not None and mark.figure is not None and mark.figure.repaired for mark in row.marks):
        if sums_of(row.block.columns) and foots(row.marks, row.block):
            row.why = row.why or "格内数字中间有空格，按本行合计关系合并"
            row.confidence = min(row.confidence, 0.88)
            return
        torn = [mark is not None and mark.figure is not None and mark.figure.repaired for mark in row.marks]
        row.marks = [None if bad else mark for bad, mark in zip(torn, row.marks, strict=True)]
        row.unread = row.unread or "格内数字中间有空格，无法确定是一个数还是几个数"


def _doubt_the_cut(row: Placed, anchors: Anchors) -> None:
    """The last figure of a document that ends in the middle of a table may have lost digits: 12 cut to 1."""
    last = row.marks[-1]
    if last is None or last.kind is not Kind.VALUE or not anchors.ends_with(row.binding.strip):
        return
    if sums_of(row.block.columns) and not foots(row.marks, row.block):
        row.marks[-1] = None
        row.unread = row.unread or "文件在这里中断，这个数字可能不全"


def _totals_of_short_rows(placed: list[Placed]) -> None:
    """Rows printed without their blank cells: which columns the figures belong to is lost, but the total is known.

    Where all such rows of a table print as many figures, and in every one that is not all noughts the last is
    the sum of the others, the last figure is the total, also in rows of noughts.
    """
    short = [
        row
        for row in placed
        if row.unread
        and len(sums_of(row.block.columns)) == 1
        and 2 <= len(row.binding.strip.marks) == len(row.binding.strip.values) < len(row.marks)
    ]
    if not short:
        return
    usual = Counter(len(row.binding.strip.values) for row in short).most_common(1)[0][0]
    short = [row for row in short if len(row.binding.strip.values) == usual]
    figures = [[mark.figure.value for mark in row.binding.strip.values if mark.figure] for row in short]
    telling = [numbers[-1] == sum(numbers[:-1]) for numbers in figures if any(numbers)]
    if not telling or not all(telling):
        return
    for row, numbers in zip(short, figures, strict=True):
        row.marks[sums_of(row.block.columns)[0][0]] = row.binding.strip.values[-1]
        row.confidence = min(row.binding.confidence, 0.85 if any(numbers) else 0.8)
        row.why = "空白格没有留下位置，按合计关系确定总计"


def _place_row(binding: Binding, block: Block, anchors: Anchors) -> Placed:
    strip, width = binding.strip, len(block.columns)
    values = strip.values
    if binding.unread:
        return _none(binding, block, binding.unread)
    if 0 < len(values) < width and anchors.ends_with(strip):
        return _none(binding, block, "文件在这一行中断，数字不全")
    head = anchors.head(block, strip)
    if head is not None and (strip.exact or len(values) < width):
        places = _by_columns(strip.marks, head, width)
        if places is not None:
            return Placed(binding, block, places, binding.confidence, binding.why)
    if len(values) == width and _unbroken(strip, block):
        return Placed(binding, block, list(values), binding.confidence, binding.why)
    if len(values) > width:
        return _too_many(binding, block, values)
    return _too_few(binding, block, anchors)


def _unbroken(strip: Strip, block: Block) -> bool:
    """Whether as many figures as columns are one row: no blank between them, or they foot in spite of it."""
    inner = strip.marks[strip.marks.index(strip.values[0]) : strip.marks.index(strip.values[-1]) + 1]
    if len(inner) == len(strip.values):
        return True
    lone_cells = len({mark.at for mark in inner}) > 1
    return foots(strip.values, block) and (not lone_cells or filled(inner))


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
    if sums_of(block.columns) and extra <= 2:
        readings = [kept for kept in combinations(values, width) if foots(kept, block)]
        if len({tuple(mark.figure.value for mark in kept if mark.figure) for kept in readings}) == 1:
            why = "行内混入页码，按本行合计关系剔除"
            return Placed(binding, block, list(readings[0]), min(binding.confidence, 0.85), why)
    one_line = len({mark.at for mark in values}) == 1
    if one_line and binding.strip.grid is not None and all(_same(mark, values[width - 1]) for mark in values[width:]):
        why = "合并单元格的数字重复出现，只计一次"
        return Placed(binding, block, list(values[:width]), min(binding.confidence, 0.9), why)
    if (
        width <= 3
        and len({mark.at for mark in values}) == len(values)
        and all(_like_page(mark) for mark in values[width:])
    ):
        return Placed(
            binding, block, list(values[:width]), min(binding.confidence, 0.8), "本行之后的数字为页码，不计入"
        )
    return _none(binding, block, f"本行有 {len(values)} 个数字，而该行只有 {width} 列，无法确定")


def _same(mark: Mark, other: Mark) -> bool:
    return mark.figure is not None and other.figure is not None and mark.figure.value == other.figure.value


def _like_page(mark: Mark) -> bool:
    return mark.figure is not None and isinstance(mark.figure.value, int) and 0 < mark.figure.value < 400


# -------------------------------------------------------------- too few


def _too_few(binding: Binding, block: Block, anchors: Anchors) -> Placed:
    strip, width = binding.strip, len(block.columns)
    values = strip.values
    if binding.unread:
        return _none(binding, block, binding.unread)
    if not values:
        return Placed(binding, block, [_blank(strip)] * width, binding.confidence, binding.why)
    first = strip.marks[:width]
    if not strip.exact and len(strip.marks) > width and foots(first, block) and filled(first):
        # The cells of two rows ran together because the label of the second is lost.
        return Placed(
            binding, block, list(first), min(binding.confidence, 0.85), "与下一行连在一起，按本行合计关系分开"
        )
    for places, why in _readings(strip, block, anchors):
        if strip.exact or _plausible(places, block):
            return Placed(binding, block, places, min(binding.confidence, 0.93), binding.why or why)
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
    nearest = anchors.nearest(block, strip)
    if nearest is not None:
        places: Places = [_blank(strip)] * width
        for mark, index in zip(strip.values, nearest, strict=True):
            places[index] = mark
        yield places, "按版面横向位置确定所在列"
    if not strip.exact and len(strip.marks) >= 2 * width:
        return  # the cells of more than one row: nothing tells which are whose
    windows = [strip.marks[start : start + width] for start in range(len(strip.marks) - width + 1)]
    whole = [window for window in windows if all(mark in window for mark in strip.values)]
    footing = [window for window in whole if foots(window, block)] if sums_of(block.columns) else whole
    if len(footing) == 1:
        yield list(footing[0]), "按本行合计关系确定所在列" if len(whole) > 1 else ""


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
    marks = [places[total] for total, _ in sums_of(block.columns)]
    return all(mark is not None and mark.kind is Kind.VALUE for mark in marks)


def _blank(strip: Strip) -> Mark:
    return Mark(Kind.BLANK, strip.marks[0].piece, strip.line)


def _none(binding: Binding, block: Block, reason: str) -> Placed:
    return Placed(binding, block, [None] * len(block.columns), 0.0, binding.why, reason)
