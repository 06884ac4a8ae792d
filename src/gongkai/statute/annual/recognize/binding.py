"""Strips to rows: which row of the form a run of figures belongs to. Labels decide.

Reads: hits and strips of a document, the rows of one table.
Writes: bindings, each with how sure it is and why. Four ways, in this order:

1. the whole label stands right before the figures (or around them, where the figures land inside it);
2. most of a misprinted or torn label does;
3. the label is lost, but it is the only row missing at this place and the only figures without a row;
4. otherwise the row stays without figures, and says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from gongkai.statute.annual.recognize.hits import Hit
from gongkai.statute.annual.recognize.marks import Mark
from gongkai.statute.annual.recognize.strips import Strip
from gongkai.statute.annual.recognize.sums import filled, foots
from gongkai.statute.annual.recognize.vocabulary import RowRef

# Shares of a label that must be found in order. Labels of the form share at most 0.56 with each other
# when short; torn long ones are told apart by taking the best fit, not by the bar alone.
ENOUGH = 0.64
# Characters before the figures in which a torn label is looked for, beyond its own length.
_REACH = 4
# More free figures than this between two rows are no torn row of the form, but some other list.
_MOST_CANDIDATES = 120


@dataclass(slots=True)
class Binding:
    """A row with its figures. ``why`` is said to the user when it was not the plain case."""

    row: RowRef
    strip: Strip
    confidence: float
    why: str = ""
    unread: str = ""
    """Why the figures, though they stand at this row, cannot be taken for its own."""


@dataclass(slots=True)
class RowHit:
    """A row label found in the text."""

    row: RowRef
    hit: Hit


def bind(
    rows: list[RowRef],
    hits: list[RowHit],
    strips: list[Strip],
    texts: list[Mark],
    width: Callable[[RowRef], int],
    groups: frozenset[str],
) -> list[Binding]:
    """The rows of one table bound to strips.

    ``width`` says how many columns a row has; ``groups`` are the merged heads beside the rows, whose pieces
    may stand between a label and its figures.
    """
    found = _by_label(hits, strips, texts, width, groups)
    found = _in_order(found)
    found = _unless_next_label_is_lost(found, rows, hits, texts)
    found += _by_likeness(rows, found, strips, texts, width)
    found = _in_order(found)
    found += _by_order(rows, hits, found, strips, width)
    found.sort(key=lambda binding: binding.row.order)
    _join_broken(found, strips, width)
    found += _part_doubled(found, rows, hits)
    _doubt_run_together(found, rows, hits)
    return found


# ------------------------------------------------------------ 1. whole labels


def _by_label(
    hits: list[RowHit],
    strips: list[Strip],
    texts: list[Mark],
    width: Callable[[RowRef], int],
    groups: frozenset[str],
) -> list[Binding]:
    """Each label takes the figures that stand in it or right behind it, before the next label begins."""
    bindings: list[Binding] = []
    places = [strip.after for strip in strips]
    for number, row_hit in enumerate(hits):
        first, last = row_hit.hit.first, row_hit.hit.last
        limit = hits[number + 1].hit.first if number + 1 < len(hits) else len(texts)
        wide = width(row_hit.row)
        own_lines = {mark.at for mark in texts[first : last + 1]}
        best: tuple[bool, int, int, Strip] | None = None
        for strip in strips[bisect_right(places, first) : bisect_right(places, limit)]:
            if strip.used or not _fits(strip, wide):
                continue
            between = [mark.plain for mark in texts[last + 1 : strip.after] if mark.plain]
            if not all(any(piece in group for group in groups) for piece in between):
                break  # words that are no head: another label, torn or misprinted, stands before the figures
            noise = len(between)
            lacking = abs(wide - len(strip.values)) if strip.values else wide
            rank = (strip.line not in own_lines, lacking, noise)
            if best is None or rank < best[:3]:
                best = (*rank, strip)
        if best is not None:
            _, _, noise, strip = best
            inside = strip.after <= last
            confidence = 0.97 if inside else 0.99 if not noise else 0.93
            bindings.append(Binding(row_hit.row, strip, confidence, "数字印在行标签中间" if inside else ""))
            strip.used = True
    return bindings


def _fits(strip: Strip, width: int) -> bool:
    """Whether a strip can be the row at all: not far more figures than columns."""
    count = len(strip.values)
    return count <= width + 2 or (count % width == 0 and count <= 4 * width)


def _in_order(bindings: list[Binding]) -> list[Binding]:
    """The longest run of bindings whose rows and strips both go down the page; the others are let go.

    A label can turn up twice (a head called 总计, a table printed twice): order tells which one counts.
    """
    ordered = sorted(bindings, key=lambda binding: (binding.strip.line, binding.strip.after))
    if not ordered:
        return []
    # The longest chain ending at each row of the form so far: a form has few rows, a document may have many hits.
    ends: dict[int, tuple[int, int]] = {}
    before: list[int] = []
    for index, binding in enumerate(ordered):
        length, previous = max(
            ((count, -at) for row, (count, at) in ends.items() if row < binding.row.order), default=(0, 1)
        )
        before.append(-previous)
        if length + 1 > ends.get(binding.row.order, (0, 0))[0]:
            ends[binding.row.order] = (length + 1, index)
    at = max(ends.values(), key=lambda end: (end[0], -end[1]))[1]
    kept: list[Binding] = []
    while at >= 0:
        kept.append(ordered[at])
        at = before[at]
    chosen = {id(binding) for binding in kept}
    for binding in ordered:
        if id(binding) not in chosen:
            binding.strip.used = False
    return kept[::-1]


def _unless_next_label_is_lost(
    found: list[Binding], rows: list[RowRef], hits: list[RowHit], texts: list[Mark]
) -> list[Binding]:
    """Let go of figures on a line of their own behind a label, if the next label of the form is missing.

    Where the other rows have label and figures on one line, such figures may as well be those of the lost row.
    """
    lines = {
        row_hit.row.order: {mark.at for mark in texts[row_hit.hit.first : row_hit.hit.last + 1]} for row_hit in hits
    }
    beside = sum(binding.strip.line in lines[binding.row.order] for binding in found)
    if beside < 0.8 * len(found):
        return found
    kept = []
    for binding in found:
        following = binding.row.order + 1
        lost = following < len(rows) and following not in lines
        if lost and binding.strip.line not in lines[binding.row.order] and len(binding.strip.values) > 0:
            binding.strip.used = False
        else:
            kept.append(binding)
    return kept


# ------------------------------------------------------------ 2. torn labels


def _by_likeness(
    rows: list[RowRef],
    found: list[Binding],
    strips: list[Strip],
    texts: list[Mark],
    width: Callable[[RowRef], int],
) -> list[Binding]:
    """Rows still missing, against strips still free between the same neighbours, by share of the label."""
    bindings: list[Binding] = []
    for missing, free in _windows(rows, found, strips):
        candidates = [strip for strip in free if strip.values and _fits(strip, width(missing[0]))]
        if 0 < len(candidates) <= _MOST_CANDIDATES:
            bindings += _best_fit(missing, candidates, strips, texts)
    return bindings


def _windows(rows: list[RowRef], found: list[Binding], strips: list[Strip]) -> list[tuple[list[RowRef], list[Strip]]]:
    """Missing rows and free strips between each pair of neighbouring bound rows."""
    bound = sorted(found, key=lambda binding: binding.row.order)
    windows: list[tuple[list[RowRef], list[Strip]]] = []
    edges: list[tuple[int, int]] = [(-1, -1)]
    edges += [(binding.row.order, binding.strip.number) for binding in bound]
    edges.append((rows[-1].order + 1 if rows else 0, strips[-1].number + 1 if strips else 0))
    for (above, start), (below, end) in pairwise(edges):
        missing = [row for row in rows if above < row.order < below]
        free = [strip for strip in strips if start < strip.number < end and not strip.used]
        if missing and free:
            windows.append((missing, free))
    return windows


def _best_fit(missing: list[RowRef], free: list[Strip], strips: list[Strip], texts: list[Mark]) -> list[Binding]:
    """The assignment of strips to rows, in order, with the greatest sum of likeness."""
    shares = [[_likeness(row.label, strip, strips, texts) for strip in free] for row in missing]
    if not any(share >= ENOUGH for line in shares for share in line):
        return []
    high, wide = len(missing), len(free)
    best = [[0.0] * (wide + 1) for _ in range(high + 1)]
    for i in range(high - 1, -1, -1):
        for j in range(wide - 1, -1, -1):
            take = shares[i][j] + best[i + 1][j + 1] if shares[i][j] >= ENOUGH else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], take)
    bindings = []
    i = j = 0
    while i < high and j < wide:
        if shares[i][j] >= ENOUGH and best[i][j] == shares[i][j] + best[i + 1][j + 1]:
            share = shares[i][j]
            why = "" if share > 0.99 else "行标签有错漏，按相近程度确定"
            bindings.append(Binding(missing[i], free[j], round(0.6 + 0.35 * share, 2), why))
            free[j].used = True
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return bindings


def _likeness(label: str, strip: Strip, strips: list[Strip], texts: list[Mark]) -> float:
    """The share of a label that stands before a strip, or partly before and partly behind it."""
    start = max((other.after for other in strips if other.number < strip.number), default=0)
    before = "".join(mark.plain for mark in texts[max(start, strip.after - 12) : strip.after])
    following = min((other.after for other in strips if other.after > strip.after), default=len(texts))
    behind = "".join(mark.plain for mark in texts[strip.after : min(following, strip.after + 8)])
    if len(before) > 4 * len(label) + 40:
        before = before[-(4 * len(label) + 40) :]
    reach = before[-(len(label) + _REACH) :]
    share = LCSseq.similarity(label, reach) / len(label)
    if share < 0.99 and len(reach) >= 2:
        # The figures may have landed before the end of the label: the rest then follows them.
        own = _common_start(label, reach)
        if own >= 2:
            share = max(
                share, (own + LCSseq.similarity(label[own:], behind[: len(label) - own + 8])) / len(label) - 0.01
            )
    if len(label) <= 4 and not reach.endswith(label):
        # Short labels are too alike to be guessed from a part.
        share = min(share, ENOUGH - 0.01)
    return share


def _common_start(label: str, text: str) -> int:
    """How many first characters of the label end the text: 要求行政机关确认或重新出具已获 | 取信息."""
    for length in range(min(len(label), len(text)), 1, -1):
        if text.endswith(label[:length]):
            return length
    return 0


# ------------------------------------------------------------- 3. lost labels


def _by_order(
    rows: list[RowRef],
    hits: list[RowHit],
    found: list[Binding],
    strips: list[Strip],
    width: Callable[[RowRef], int],
) -> list[Binding]:
    """As many full strips without a label as rows without figures, between two rows that are sure."""
    bindings: list[Binding] = []
    seen = {row_hit.row.row.id for row_hit in hits}
    orders = {binding.row.order for binding in found}
    for missing, free in _windows(rows, found, strips):
        if missing[0].order - 1 not in orders or missing[-1].order + 1 not in orders:
            continue
        without = [row for row in missing if row.row.id not in seen]
        wide = width(missing[0])
        free = [strip for strip in free if len(strip.values) >= min(2, wide)]  # noqa: PLW2901  (page numbers)
        full = [strip for strip in free if len(strip.values) == wide]
        if without and len(full) == len(without) and len(free) == len(full):
            for row, strip in zip(without, full, strict=True):
                bindings.append(Binding(row, strip, 0.75, "行标签缺失，按上下行的次序确定"))
                strip.used = True
    return bindings


# ------------------------------------------------------------- broken strips


def _join_broken(found: list[Binding], strips: list[Strip], width: Callable[[RowRef], int]) -> None:
    """Figures of one row that the layout put on two lines are put together again."""
    for binding in found:
        lacking = width(binding.row) - len(binding.strip.values)
        if lacking <= 0 or binding.strip.exact:
            continue
        number = binding.strip.number
        for neighbour in (strip for strip in strips if abs(strip.number - number) == 1):
            if neighbour.used or neighbour.exact or len(neighbour.values) != lacking or neighbour.blank:
                continue
            first, second = sorted((binding.strip, neighbour), key=lambda strip: strip.number)
            marks = first.marks + second.marks
            places = [mark.piece.x0 for mark in marks]
            if all(place is not None for place in places):
                marks = sorted(marks, key=lambda mark: mark.piece.x0 or 0.0)
            elif neighbour.after != binding.strip.after:
                continue
            binding.strip = replace(binding.strip, marks=marks)
            binding.confidence = min(binding.confidence, 0.9)
            binding.why = binding.why or "本行数字分印两行，合并读取"
            neighbour.used = True
            break


def _part_doubled(found: list[Binding], rows: list[RowRef], hits: list[RowHit]) -> list[Binding]:
    """Twice as many figures as columns are two rows, if both foot and the label of the next row is lost."""
    orders = {binding.row.order for binding in found} | {row_hit.row.order for row_hit in hits}
    more: list[Binding] = []
    for binding in found:
        wide, values = len(binding.row.block.columns), binding.strip.values
        if wide < 3 or len(values) != 2 * wide or not (filled(values[:wide]) and filled(values[wide:])):
            continue
        if not (foots(values[:wide], binding.row.block) and foots(values[wide:], binding.row.block)):
            continue
        binding.strip = replace(binding.strip, marks=values[:wide])
        following = binding.row.order + 1
        if following < len(rows) and following not in orders:
            why = "行标签缺失，与上一行连在一起，按合计关系分开"
            more.append(Binding(rows[following], replace(binding.strip, marks=values[wide:]), 0.75, why))
    return more


def _doubt_run_together(found: list[Binding], rows: list[RowRef], hits: list[RowHit]) -> None:
    """Where cells stand one a line and the next label is lost, figures that do not foot may be those of two rows."""
    orders = {binding.row.order for binding in found} | {row_hit.row.order for row_hit in hits}
    for binding in found:
        strip, following = binding.strip, binding.row.order + 1
        alone = len({mark.at for mark in strip.marks}) == len(strip.marks) > 1
        if strip.exact or not alone or following in orders or following >= len(rows):
            continue
        width = len(binding.row.block.columns)
        if len(strip.values) >= width and not foots(strip.values[:width], binding.row.block):
            binding.unread = "下一行的标签缺失，两行数字连在一起，无法分开"
