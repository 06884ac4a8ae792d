"""What stands under which head of a table: a number says more where its column says what it is."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.office.clearance.gates.reading import Table

_HEAD_ROWS = 4
_LONGEST_HEAD = 14


class Columns:
    """The heads above the cells of the tables of a content, by the cell's part and place; only those with one of these words."""

    def __init__(self, tables: Iterable[Table], words: Iterable[str]) -> None:
        self._words = tuple(words)
        self._heads: dict[tuple[str, str], tuple[str, frozenset[str]]] = {}
        for table in tables:
            self._take(table)

    def _take(self, table: Table) -> None:
        above: dict[int, str] = {}
        for cell in table.cells:
            words = "".join(cell.text.split())
            if cell.row < _HEAD_ROWS and 0 < len(words) <= _LONGEST_HEAD and not any(char.isdigit() for char in words):
                for column in range(cell.column, cell.column + cell.span):
                    above.setdefault(column, words)
        heads = frozenset(above.values())
        wanted = {column: head for column, head in above.items() if any(word in head for word in self._words)}
        for cell in table.cells if wanted else ():
            if head := wanted.get(cell.column):
                self._heads[table.part, cell.place] = (head, heads)

    def above(self, part: str, place: str) -> str:
        """The head above a cell; empty where there is none."""
        return self._heads.get((part, place), ("", frozenset()))[0]

    def beside(self, part: str, place: str, words: tuple[str, ...]) -> bool:
        """Whether the table of a cell has a head with one of these words."""
        heads = self._heads.get((part, place), ("", frozenset()))[1]
        return any(word in head for head in heads for word in words)
