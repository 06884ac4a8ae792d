"""The labels of a form, ready to be found in a text: which string names which row, column or head."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from gongkai.statute.annual.form import Block, Form, Row, Table
from gongkai.statute.annual.recognize.script import plain, without_notes


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row of a form; ``order`` counts rows down the table, over all its blocks."""

    table: Table
    block: Block
    row: Row
    order: int

    @property
    def label(self) -> str:
        """The row's label without enumerator and punctuation."""
        return plain(self.row.label)


@dataclass(slots=True, eq=False)
class Vocabulary:
    """Every label of one form. ``labels`` are plain strings, ``prefixes`` all their beginnings.

    ``owners`` tells the tables in which a label occurs: a label of one table only shows where that table is.
    """

    form: Form
    rows: dict[str, RowRef] = field(default_factory=dict)
    columns: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    owners: dict[str, set[str]] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    head_pieces: frozenset[str] = frozenset()
    """Every stretch of a merged head: what may stand in front of a label in the same piece."""
    by_table: dict[str, list[RowRef]] = field(default_factory=dict)

    _column_labels: dict[int, set[str]] = field(default_factory=dict)

    def column_labels(self, block: Block) -> set[str]:
        """The plain labels of a block's columns."""
        known = self._column_labels.get(id(block))
        if known is None:
            known = {label for column in block.columns for label in _variants(column.label, column.aliases)}
            self._column_labels[id(block)] = known
        return known


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of several forms together: a text is searched once for all of them."""

    labels: frozenset[str]
    prefixes: frozenset[str]
    head_pieces: frozenset[str]


@cache
def all_labels(known: tuple[Vocabulary, ...]) -> Labels:
    """The labels, their beginnings and the pieces of heads of several forms (made once)."""
    return Labels(
        frozenset().union(*(each.labels for each in known)),
        frozenset().union(*(each.prefixes for each in known)),
        frozenset().union(*(each.head_pieces for each in known)),
    )


def _variants(label: str, aliases: tuple[str, ...]) -> list[str]:
    texts = [label, without_notes(label), *aliases, *(without_notes(alias) for alias in aliases)]
    return [text for text in dict.fromkeys(plain(text) for text in texts) if text]


@cache
def vocabulary(form: Form) -> Vocabulary:
    """The vocabulary of a form (made once)."""
    known = Vocabulary(form)

    def own(label: str, table: Table) -> None:
        known.owners.setdefault(label, set()).add(table.id)

    for table in form.tables:
        order = 0
        for number, block in enumerate(table.blocks):
            for row in block.rows:
                ref = RowRef(table, block, row, order)
                order += 1
                known.by_table.setdefault(table.id, []).append(ref)
                for label in _variants(row.label, row.aliases):
                    known.rows.setdefault(label, ref)
                    own(label, table)
                for label in map(plain, row.under):
                    known.groups.add(label)
                    own(label, table)
            for index, column in enumerate(block.columns):
                for label in _variants(column.label, column.aliases):
                    known.columns.setdefault(label, []).append((table.id, number, index))
                    own(label, table)
                for label in map(plain, column.under):
                    known.heads.add(label)
                    own(label, table)
            for label in filter(None, (plain(block.heading), plain(block.corner))):
                known.heads.add(label)
                own(label, table)
    known.heads -= set(known.rows) | set(known.columns)
    known.groups -= set(known.rows)
    known.labels = frozenset(known.owners)
    known.head_pieces = frozenset(
        head[start:end]
        for head in known.groups | known.heads
        for start in range(len(head))
        for end in range(start + 1, len(head) + 1)
    )
    known.prefixes = frozenset(label[:end] for label in known.labels for end in range(1, len(label) + 1))
    return known
