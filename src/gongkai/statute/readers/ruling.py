"""Ruling lines into tables: from drawn line segments to cells with spans. Pure geometry.

Coordinates grow to the right and downwards. Used for PDFs, whose lines are drawn, and for scans, whose
lines are found in the picture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

# Two lines closer than this are one border drawn twice; rows of print are at least 8 points high.
NEAR = 2.5

Segment = tuple[float, float, float]
"""``(at, start, end)``: a horizontal line at y from x to x, or a vertical one at x from y to y."""


@dataclass(slots=True)
class RuledCell:
    """A cell of a ruled table: first row and column, how many it covers, and its box."""

    row: int
    column: int
    column_span: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class RuledTable:
    """A ruled table: its lines and, for every slot of the lattice, the cell it belongs to."""

    xs: list[float]
    ys: list[float]
    cells: list[RuledCell]
    slots: list[list[int]]

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell that holds a point, or None outside the table."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.slots[row][column]
        return None


def ruled_tables(horizontal: Iterable[Segment], vertical: Iterable[Segment]) -> list[RuledTable]:
    """Tables of at least two columns, top to bottom.

    >>> box = ruled_tables([(0, 0, 20), (10, 0, 20)], [(0, 0, 10), (10, 0, 10), (20, 0, 10)])
    >>> [(cell.row, cell.column, cell.box) for cell in box[0].cells]
    [(0, 0, (0, 0, 10, 10)), (0, 1, (10, 0, 20, 10))]
    """
    across, down = _joined(horizontal), _joined(vertical)
    tables = []
    for rows, columns in _components(across, down):
        xs, ys = _stops(columns), _stops(rows)
        if len(xs) >= 3 and len(ys) >= 2:
            tables.append(_lattice(xs, ys, rows, columns))
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Segments on the same line that touch become one."""
    joined: list[list[float]] = []
    for at, start, end in sorted(segments):
        near = takewhile(lambda known: at - known[0] <= NEAR, reversed(joined))  # noqa: B023  (used at once)
        touching = next((known for known in near if start <= known[2] + NEAR and end >= known[1] - NEAR), None)
        if touching:
            touching[1], touching[2] = min(touching[1], start), max(touching[2], end)
        else:
            joined.append([at, start, end])
    return [(at, start, end) for at, start, end in joined]


def _components(across: list[Segment], down: list[Segment]) -> Iterable[tuple[list[Segment], list[Segment]]]:
    """Groups of lines that meet: each group is one table."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = defaultdict(lambda: ([], []))
    for i, segment in enumerate(across):
        groups[root(i)][0].append(segment)
    for j, segment in enumerate(down):
        groups[root(len(across) + j)][1].append(segment)
    return [group for group in groups.values() if group[0] and group[1]]


def _stops(segments: list[Segment]) -> list[float]:
    """The distinct positions of lines, nearly equal ones taken together."""
    stops: list[float] = []
    for at in sorted(segment[0] for segment in segments):
        if not stops or at - stops[-1] > NEAR:
            stops.append(at)
    return stops


def _lattice(xs: list[float], ys: list[float], rows: list[Segment], columns: list[Segment]) -> RuledTable:
    """Slots between neighbouring lines, joined wherever no line is drawn between them."""
    wide, high = len(xs) - 1, len(ys) - 1
    parent = list(range(wide * high))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    verticals = _by_stop(columns, xs)
    horizontals = _by_stop(rows, ys)
    for r in range(high):
        y = (ys[r] + ys[r + 1]) / 2
        for c in range(wide):
            x = (xs[c] + xs[c + 1]) / 2
            if c + 1 < wide and not _drawn(verticals[c + 1], y):
                parent[root(r * wide + c + 1)] = root(r * wide + c)
            if r + 1 < high and not _drawn(horizontals[r + 1], x):
                parent[root((r + 1) * wide + c)] = root(r * wide + c)
    numbers: dict[int, int] = {}
    boxes: list[list[int]] = []
    slots = [[0] * wide for _ in range(high)]
    for r in range(high):
        for c in range(wide):
            number = numbers.setdefault(root(r * wide + c), len(boxes))
            if number == len(boxes):
                boxes.append([r, c, r, c])
            box = boxes[number]
            box[0], box[1], box[2], box[3] = min(box[0], r), min(box[1], c), max(box[2], r), max(box[3], c)
            slots[r][c] = number
    cells = [RuledCell(r0, c0, c1 - c0 + 1, (xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1])) for r0, c0, r1, c1 in boxes]
    return RuledTable(xs, ys, cells, slots)


def _by_stop(segments: list[Segment], stops: list[float]) -> list[list[tuple[float, float]]]:
    drawn: list[list[tuple[float, float]]] = [[] for _ in stops]
    for at, start, end in segments:
        drawn[max(0, bisect_right(stops, at + 0.01) - 1)].append((start, end))
    return drawn


def _drawn(intervals: list[tuple[float, float]], at: float) -> bool:
    return any(start - NEAR <= at <= end + NEAR for start, end in intervals)
