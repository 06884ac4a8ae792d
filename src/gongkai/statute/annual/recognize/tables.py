"""The tables of a document: where they are, which form each follows, and its cells.

Reads: the lines of a RawDocument and the known forms.
Writes: cells by key, each with value, status, place and confidence; the form; the lines that are table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.statute.annual.form import Block, Form
from gongkai.statute.annual.recognize.binding import Binding, RowHit, bind
from gongkai.statute.annual.recognize.cells import cells_of_row
from gongkai.statute.annual.recognize.headless import bind_headless
from gongkai.statute.annual.recognize.hits import Hit, find_hits, text_marks
from gongkai.statute.annual.recognize.marks import Mark, marks_of
from gongkai.statute.annual.recognize.placing import place
from gongkai.statute.annual.recognize.strips import Strip, strips_of
from gongkai.statute.annual.recognize.vocabulary import RowRef, Vocabulary, all_labels, vocabulary
from gongkai.statute.annual.report import Cell, Status
from gongkai.statute.readers.document import Line

# Text marks between two labels of one table, at most: one cell a line with several rows lost in between.
_FAR = 40
# Text marks a table may go on after its last whole label: the pieces of a torn last label.
_SLACK = 8
# Fewer different labels than this are words of prose, not a table.
_LEAST = 3
_NOT_FOUND = Cell(None, Status.UNREAD, reason="文中未找到这一行")


@dataclass(slots=True)
class Tables:
    """What was found in the tables of a document."""

    form: str = "unknown"
    base: Form | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    """Indexes of the lines that belong to tables; the rest is prose."""


@dataclass(slots=True)
class _Region:
    """Where a table stands, in text marks, and how many different labels of it were found there."""

    first: int
    last: int
    labels: set[str]


@dataclass(slots=True)
class _Sheet:
    """A document prepared for binding."""

    lines: list[Line]
    marks: list[list[Mark]]
    texts: list[Mark]
    strips: list[Strip]
    known: list[Vocabulary]
    hits: list[Hit]


def read_tables(lines: list[Line], forms: Sequence[Form], year: int | None) -> Tables:
    """Bind the tables of a document to the best fitting forms, table by table."""
    known = [vocabulary(form) for form in forms]
    every = all_labels(tuple(known))
    marks = marks_of(lines, every.labels)
    texts = text_marks(marks)
    hits = find_hits(texts, every)
    sheet = _Sheet(lines, marks, texts, strips_of(lines, marks, every.labels), known, hits)
    found = Tables()
    evidence: set[str] = set()
    bases: list[Form] = []
    choices = _choose_forms(sheet, year)
    for table_id, (chosen, region) in choices.items():
        bases.append(chosen.form)
        evidence |= _read_table(table_id, chosen, region, sheet, found)
    if bases:
        found.base = _base_form(bases, evidence, year)
        found.form = "mixed" if len(evidence) > 1 else found.base.id
        _complete(found)
    return found


# ------------------------------------------------------------------ regions


def _choose_forms(sheet: _Sheet, year: int | None) -> dict[str, tuple[Vocabulary, _Region | None]]:
    """For each table the form whose labels fit best, and where the table stands.

    Most of table three is the same in both forms: between equals the form that fits the whole document best
    is taken, then the form of the year, then the newest. A table whose heads are lost still may be found by its
    figures, so a headless one is given without a region when others were found.
    """
    regions: dict[str, list[tuple[float, Vocabulary, _Region | None]]] = {}
    totals: dict[str, float] = {}
    for each in sheet.known:
        for table_id in each.by_table:
            region = _region(table_id, each, sheet)
            labels = region.labels if region else set()
            only = {
                label
                for label in labels
                if not any(label in other.labels for other in sheet.known if other is not each)
            }
            score = len(labels) + 2.0 * len(only)
            regions.setdefault(table_id, []).append((score, each, region))
            totals[each.form.id] = totals.get(each.form.id, 0.0) + score

    def rank(entry: tuple[float, Vocabulary, _Region | None]) -> tuple[float, float, bool, int]:
        score, each, _ = entry
        return score, totals[each.form.id], year is not None and each.form.covers(year), each.form.first_year

    best = {table_id: max(entries, key=rank) for table_id, entries in regions.items()}
    if not any(region for _, _, region in best.values()):
        return {}
    return {
        table_id: (each, region)
        for table_id, (_, each, region) in best.items()
        if region is not None or _is_headless(each.by_table[table_id])
    }


def _region(table_id: str, known: Vocabulary, sheet: _Sheet) -> _Region | None:
    """The stretch of text with the most labels of one table."""
    filled = {strip.after for strip in sheet.strips}
    best: _Region | None = None
    current: _Region | None = None
    for hit in sheet.hits:
        if known.owners.get(hit.label) != {table_id}:
            continue
        if (
            hit.label in known.rows
            and len(hit.label) < 6
            and not any(at in filled for at in range(hit.first + 1, hit.last + 2))
        ):
            continue  # 规章 in a menu is not the row 规章: no figure follows it
        if current is not None and hit.first - current.last <= _FAR:
            current.last = hit.last
            current.labels.add(hit.label)
        else:
            current = _Region(hit.first, hit.last, {hit.label})
        if best is None or len(current.labels) > len(best.labels):
            best = current
    return best if best is not None and _is_table(best, known) else None


def _is_table(region: _Region, known: Vocabulary) -> bool:
    """Whether labels are those of a statutory table: enough of them, and some that nothing else would print.

    A menu may count 规章, 行政许可 and 行政处罚 too; it has no column heads, and no long labels.
    """
    telling = [label for label in region.labels if label in known.columns or label in known.heads or len(label) >= 8]
    return len(region.labels) >= _LEAST and (bool(telling) or len(region.labels) >= 6)


def _is_headless(rows: list[RowRef]) -> bool:
    return all(not ref.label for ref in rows)


# ------------------------------------------------------------------- tables


def _read_table(table_id: str, chosen: Vocabulary, region: _Region | None, sheet: _Sheet, found: Tables) -> set[str]:
    """Read one table into ``found``; returns the forms its rows and columns speak for."""
    rows = chosen.by_table[table_id]
    if _is_headless(rows):
        bindings = bind_headless(rows[0], (region.first, region.last) if region else None, sheet.texts, sheet.strips)
    elif region is not None:
        rows = _with_rows_of_other_forms(table_id, chosen, region, sheet)
        bindings = _bind_rows(rows, region, sheet)
    else:
        return set()
    blocks = {id(binding): _block_of(binding, chosen, sheet, region) for binding in bindings}
    placed = place([(binding, blocks[id(binding)]) for binding in bindings], sheet.lines, sheet.marks)
    evidence = set()
    for row in placed:
        found.cells.update(cells_of_row(row, sheet.lines))
        found.lines.update(mark.at for mark in row.binding.strip.marks)
        owners = {each.form.id for each in sheet.known if _has(each.form, row.block, row.binding.row.row.id)}
        if len(owners) == 1:
            evidence |= owners
    if region is not None:
        found.lines.update(mark.at for mark in sheet.texts[region.first : region.last + 1])
    return evidence


def _bind_rows(rows: list[RowRef], region: _Region, sheet: _Sheet) -> list[Binding]:
    labels = _row_labels(rows, sheet.known)
    row_hits = [
        RowHit(labels[hit.label], hit)
        for hit in sheet.hits
        if hit.label in labels and region.first <= hit.first <= region.last + _SLACK
    ]
    strips = [strip for strip in sheet.strips if region.first < strip.after <= region.last + 1 + _SLACK]
    texts = sheet.texts[: region.last + 1 + _SLACK]
    groups = frozenset().union(*(each.groups for each in sheet.known))
    return bind(rows, row_hits, strips, texts, lambda ref: len(ref.block.columns), groups)


def _row_labels(rows: list[RowRef], known: list[Vocabulary]) -> dict[str, RowRef]:
    """Every label, in any form, of the rows given."""
    refs = {(ref.table.id, ref.row.id): ref for ref in rows}
    labels: dict[str, RowRef] = {}
    for each in known:
        for label, other in each.rows.items():
            ref = refs.get((other.table.id, other.row.id))
            if ref is not None:
                labels.setdefault(label, ref)
    return labels


def _with_rows_of_other_forms(table_id: str, chosen: Vocabulary, region: _Region, sheet: _Sheet) -> list[RowRef]:
    """The rows of the chosen form, with rows of other forms that the document shows all the same (mixed forms)."""
    rows = [(ref, ref.order * 1.0) for ref in chosen.by_table[table_id]]
    known_ids = {ref.row.id for ref, _ in rows}
    for each in sheet.known:
        if each is chosen or table_id not in each.by_table:
            continue
        shown = {hit.label for hit in sheet.hits if region.first <= hit.first <= region.last}
        before = -0.5
        for ref in each.by_table[table_id]:
            if ref.row.id in known_ids:
                before = next(order for known, order in rows if known.row.id == ref.row.id)
            elif ref.label in shown and not _split_in(chosen, ref, region):
                before += 0.01
                rows.append((ref, before))
    rows.sort(key=lambda pair: pair[1])
    return [RowRef(ref.table, ref.block, ref.row, order) for order, (ref, _) in enumerate(rows)]


def _split_in(chosen: Vocabulary, ref: RowRef, region: _Region) -> bool:
    """Whether the chosen form splits this row, and the document shows the parts: then it is only their head."""
    parts = [other for other in chosen.by_table[ref.table.id] if other.row.id.startswith(ref.row.id + ".")]
    return any(part.label in region.labels and part.label not in chosen.columns for part in parts)


def _block_of(binding: Binding, chosen: Vocabulary, sheet: _Sheet, region: _Region | None) -> Block:
    """The block a row is read by: of the chosen form, or of another one whose column heads are printed."""
    ref = binding.row
    blocks = _blocks_with(ref.table.id, ref.row.id, chosen, tuple(sheet.known))
    if len(blocks) == 1 or region is None:
        return blocks[0][0]
    after = binding.strip.after
    near = {hit.label for hit in sheet.hits if after - 16 <= hit.first < after}
    return max(blocks, key=lambda entry: len(near & entry[1]) / len(entry[0].columns))[0]


@lru_cache(maxsize=4096)
def _blocks_with(
    table_id: str, row_id: str, chosen: Vocabulary, known: tuple[Vocabulary, ...]
) -> list[tuple[Block, set[str]]]:
    """The blocks that have a row, of the chosen form first, each with its column labels; equal ones once."""
    blocks: dict[tuple[str, ...], tuple[Block, set[str]]] = {}
    for each in (chosen, *(other for other in known if other is not chosen)):
        for ref in each.by_table.get(table_id, ()):
            if ref.row.id == row_id:
                shape = tuple(column.id for column in ref.block.columns)
                blocks.setdefault(shape, (ref.block, each.column_labels(ref.block)))
    return list(blocks.values())


@lru_cache(maxsize=4096)
def _has(form: Form, block: Block, row_id: str) -> bool:
    """Whether a form has these very cells."""
    row = next(row for row in block.rows if row.id == row_id)
    return all(key in form.cells for key in block.keys(row))


# --------------------------------------------------------------------- form


def _base_form(bases: list[Form], evidence: set[str], year: int | None) -> Form:
    """The form whose cells the report has: what the tables show, the year deciding between equals."""
    candidates = [form for form in bases if form.id in evidence] or bases
    of_year = [form for form in candidates if year is not None and form.covers(year)]
    return (of_year or candidates)[0]


def _complete(found: Tables) -> None:
    """Every cell of the form is there, unread where nothing was bound."""
    assert found.base is not None  # noqa: S101  (set by the only caller)
    read = found.cells
    found.cells = {key: read.pop(key, _NOT_FOUND) for key in found.base.cells}
    found.cells.update(read)
