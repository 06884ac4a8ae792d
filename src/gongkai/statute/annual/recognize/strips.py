"""Runs of figures: the cells that belong together because nothing but cells stands between them.

Reads: marks, line by line.
Writes: strips; a strip is the figures (and blanks) of one row as far as the layout shows it, with the
number of text marks that come before it. Which row it is, the labels decide later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from gongkai.statute.annual.recognize.marks import Kind, Mark
from gongkai.statute.readers.document import Line


@dataclass
class Strip:
    """Figures in a row. ``after`` counts the text marks before it; ``exact`` is a row of a true table.

    ``number`` is its index among the strips of the document, ``line`` that of its first line. Once all strips
    are made their marks do not change (another set of marks is another strip).
    """

    marks: list[Mark] = field(default_factory=list)
    after: int = 0
    line: int = 0
    number: int = 0
    exact: bool = False
    grid: int | None = None
    used: bool = False

    @cached_property
    def values(self) -> list[Mark]:
        """The figures without the blanks."""
        return [mark for mark in self.marks if mark.kind is Kind.VALUE]

    @cached_property
    def blank(self) -> bool:
        """Whether the strip holds blanks only."""
        return all(mark.kind is not Kind.VALUE for mark in self.marks)


def strips_of(lines: list[Line], marks: list[list[Mark]], labels: frozenset[str]) -> list[Strip]:
    """All strips of a document, in order. ``labels`` are the plain labels of the form."""
    strips: list[Strip] = []
    current: Strip | None = None
    texts = 0
    for at, (line, row) in enumerate(zip(lines, marks, strict=True)):
        row = _without_label_cells(row, labels) if line.grid is not None else row  # noqa: PLW2901
        cells = [mark for mark in row if mark.kind is not Kind.TEXT]
        if line.exact or len(cells) > 1:
            current = None
        for mark in row:
            if mark.kind is Kind.TEXT:
                if not (line.exact and current is not None and current.line == at):
                    current = None
                    texts += 1
                    continue
                # A remark among the cells of a true table row keeps its place; it is not a label.
                texts += 1
            if current is None:
                current = Strip(after=texts, line=at, number=len(strips), exact=line.exact, grid=line.grid)
                strips.append(current)
            current.marks.append(mark)
        if line.exact or len(cells) > 1:
            current = None
    return strips


def _without_label_cells(row: list[Mark], labels: frozenset[str]) -> list[Mark]:
    """A table row without the blanks and serial numbers of its label columns: those before its last label."""
    first_value = next((i for i, mark in enumerate(row) if mark.kind is Kind.VALUE), len(row))
    last_label = -1
    for index, mark in enumerate(row):
        if mark.kind is Kind.TEXT and (index < first_value or mark.plain in labels):
            last_label = index
    return [mark for index, mark in enumerate(row) if index > last_label or mark.kind is Kind.TEXT]
