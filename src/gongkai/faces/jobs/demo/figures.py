"""Tables of the demo texts: invented figures that foot.

A table is written in lines: ``@ caption``, ``rows a；b；c`` (or the name of a list), ``col name what``, ``total word``. What a column
holds: ``20-90`` numbers between; ``<1`` a little less than column 1, ``>1`` a little more; ``2+3`` the sum; ``2/1`` the share in percent,
``1/T1`` of the total; ``text a；b`` one of these; ``list a；b`` these in turn; ``cycle faults`` the words of a list in turn.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_COLUMN = re.compile(r"col (?P<name>.+?) (?P<what>text .+|list .+|cycle \w+|[<>]\d|\d\+\d|\d/T?\d|[\d.]+-[\d.]+)")
Value = int | float | str | None


@dataclass
class Table:
    """A table: its rows by name, its columns by what they hold, the values column by column."""

    caption: str
    rows: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    columns: list[list[Value]] = field(default_factory=list)
    total: str = ""
    shares: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, block: str, lists: Callable[[str], list[str]], rng: random.Random) -> Table:
        """Make the table that a block describes."""
        first, *lines = block.split("\n")
        table = cls(first.removeprefix("@ "))
        wanted: list[tuple[int, str]] = []
        for line in (line.strip() for line in lines):
            if line.startswith("rows "):
                said = line.removeprefix("rows ")
                table.rows = said.split("；") if "；" in said else lists(said) or [said]
            elif line.startswith("total "):
                table.total = line.removeprefix("total ")
            elif found := _COLUMN.fullmatch(line):
                wanted.append((len(table.names), found["what"]))
                table.names.append(found["name"])
                table.columns.append([])
            else:
                raise ValueError(f"not a line of a table: {line}")
        for place, what in sorted(wanted, key=lambda each: _late(each[1])):
            table.columns[place] = table._filled(place, what, lists, rng)
        return table

    def _filled(self, place: int, what: str, lists: Callable[[str], list[str]], rng: random.Random) -> list[Value]:
        count = len(self.rows)
        kind, _, rest = what.partition(" ")
        if kind in {"text", "list", "cycle"}:
            known = lists(rest) if kind == "cycle" else rest.split("；")
            return [rng.choice(known) if kind == "text" else known[row % len(known)] for row in range(count)]
        if what[0] in "<>":
            least, most = (0.84, 1.0) if what[0] == "<" else (1.0, 1.12)
            return [_near(value, rng.uniform(least, most)) for value in self.columns[int(what[1:]) - 1]]
        if "+" in what:
            left, right = (self.columns[int(part) - 1] for part in what.split("+"))
            return [_number(a) + _number(b) for a, b in zip(left, right, strict=True)]
        if "/" in what:
            self.shares[place] = what
            return [self._share(what, row) for row in range(count)]
        least_, most_ = what.split("-")
        if "." in what:
            return [round(rng.uniform(float(least_), float(most_)), 1) for _ in range(count)]
        return [rng.randint(int(least_), int(most_)) for _ in range(count)]

    def _share(self, what: str, row: int | None) -> str:
        over, under = what.split("/")
        above, below = self.columns[int(over) - 1], self.columns[int(under.removeprefix("T")) - 1]
        part = _sum(above) if row is None else _number(above[row])
        whole = _sum(below) if row is None or under.startswith("T") else _number(below[row])
        return f"{100 * part / (whole or 1):.1f}"

    def named(self, name: str) -> dict[str, float]:
        """The totals as ``t1`` …, and the values of the first column as ``r1`` … (of the first table)."""
        found = {f"{name}{place}": _sum(column) for place, column in enumerate(self.columns, 1) if _counts(column)}
        if name == "t" and self.columns and _counts(self.columns[0]):
            found |= {f"r{row}": _number(value) for row, value in enumerate(self.columns[0], 1)}
        return found

    def html(self) -> str:
        """The table as HTML; numbers to the right."""
        heads = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in ("项目", *self.names))
        body = [
            f'<tr><th scope="row">{html.escape(row)}</th>{"".join(_cell(column[place]) for column in self.columns)}</tr>'
            for place, row in enumerate(self.rows)
        ]
        if self.total and self.total != "—":
            ends = [self._end(place) for place in range(len(self.columns))]
            body.append(f'<tr><th scope="row">{html.escape(self.total)}</th>{"".join(map(_cell, ends))}</tr>')
        caption = f"<caption>{html.escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"

    def _end(self, place: int) -> Value:
        if place in self.shares:
            return self._share(self.shares[place], None)
        column = self.columns[place]
        return _sum(column) if _counts(column) else "—"


def _late(what: str) -> int:
    """Columns that follow from others are filled after them."""
    return 2 if "/" in what and what[0].isdigit() else 1 if what[0] in "<>" or "+" in what[:3] else 0


def _near(value: Value, factor: float) -> Value:
    number = _number(value) * factor
    return round(number, 1) if isinstance(value, float) else round(number)


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0


def _counts(column: list[Value]) -> bool:
    return bool(column) and all(isinstance(value, int | float) for value in column)


def _sum(column: list[Value]) -> float:
    total = sum(_number(value) for value in column)
    return round(total, 1) if isinstance(total, float) else total


def _cell(value: Value) -> str:
    text = str(value)
    figure = re.fullmatch(r"[-—\d.,]+", text) is not None
    return f'<td class="align-right">{text}</td>' if figure else f"<td>{html.escape(text)}</td>"
