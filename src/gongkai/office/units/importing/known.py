"""The units a sheet may speak of: those that exist, and those of its own rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from gongkai.office.units.importing.outcome import PlannedRow
from gongkai.office.units.models import Unit, UnitName
from gongkai.office.units.tree import Tree


class Known:
    """Units that have not ended by a day, by code and by name, and the rows of a sheet as they are read."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.tree = Tree()
        self.units = {unit.pk: unit for unit in Unit.objects.order_by().select_related("parent")}
        self.by_code: dict[str, int] = {unit.code: unit.pk for unit in self.units.values() if unit.code}
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.planned_names: dict[int, date] = {}
        for row in UnitName.objects.order_by("valid_from", "id"):
            self.planned_names[row.unit_id] = row.valid_from
        for unit in self.units.values():
            if unit.valid_to is None or unit.valid_to >= on:
                self.by_name[unit.name].add(unit.pk)
        self.rows: dict[int, PlannedRow] = {}
        self._row_names: dict[str, set[int]] = defaultdict(set)
        self._row_codes: dict[str, int] = {}
        self._said: dict[tuple[str, ...], int] = {}

    def add(self, row: PlannedRow, code: str, said: tuple[str, ...]) -> PlannedRow | None:
        """Take in a row; the earlier row that speaks of the same unit, if there is one.

        ``said`` is how the row names a unit that does not exist: its name and its parent's.
        """
        reference = self._row_codes.get(code, 0) if code else 0
        earlier = self.rows.get(row.reference) or self.rows.get(reference or self._said.get(said, 0))
        if earlier is None:
            if row.unit_id is None:
                self._said[said] = row.reference
            self.rows[row.reference] = row
            self._row_names[row.name].add(row.reference)
            if code:
                self._row_codes[code] = row.reference
        return earlier

    def named(self, name: str) -> set[int]:
        """References to the units of this name, in the tables and in the sheet."""
        return self.by_name.get(name, set()) | self._row_names.get(name, set())

    def coded(self, code: str) -> int | None:
        """Reference to the unit of this code, in the tables or in the sheet."""
        return self.by_code.get(code) or self._row_codes.get(code)

    def parent(self, reference: int) -> int | None:
        """To whom the unit would belong on the day of the import."""
        row = self.rows.get(reference)
        if row is not None and (row.moves or reference < 0):
            return row.parent
        return self.tree.parent(reference, self.on) if reference > 0 else None

    def kind(self, reference: int) -> str:
        """What kind the unit would be."""
        row = self.rows.get(reference)
        if row is not None and "kind" in row.values:
            return str(row.values["kind"])
        return self.units[reference].kind if reference > 0 else ""

    def name(self, reference: int) -> str:
        """What it would be called."""
        row = self.rows.get(reference)
        return row.name if row is not None else self.units[reference].name

    def since(self, reference: int) -> date:
        """From when it would exist."""
        row = self.rows.get(reference)
        if row is not None and "valid_from" in row.values:
            return row.values["valid_from"]  # type: ignore[no-any-return]
        return self.units[reference].valid_from if reference > 0 else self.on

    def circle(self, reference: int) -> list[int]:
        """The circle in which the unit would stand, from itself to itself; empty where it leads up to a root."""
        line = [reference]
        seen = {reference}
        while (above := self.parent(line[-1])) is not None:
            if above == reference:
                return [*line, reference]
            if above in seen:
                return []
            seen.add(above)
            line.append(above)
        return []
