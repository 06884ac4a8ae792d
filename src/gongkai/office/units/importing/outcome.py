"""What a plan says: for each row what would happen, or every reason why nothing can."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gongkai.office.units.importing.sheet import Sheet
from gongkai.office.units.models import UnitKind


class RowState(StrEnum):
    """What a row would do."""

    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """In words."""
        return {"wrong": "有错误", "new": "新设", "changed": "修改", "unchanged": "无变化"}[self.value]


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, with its cell ("C5")."""

    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}：{self.message}"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would be different, in words."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class PlannedRow:
    """One row of the sheet.

    ``unit_id`` is the unit it speaks of, if that exists. ``values`` are the fields it sets. ``parent`` is a reference:
    the id of a unit, or the negative number of a row whose unit is still to be made; None for a root or for "as it is".
    """

    number: int
    name: str
    unit_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    parent: int | None = None
    above: str = ""
    moves: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def told(self) -> str:
        """What a new unit would be, in words."""
        kind = self.values.get("kind", "")
        said = [str(UnitKind(kind).label) if kind else "", f"隶属于{self.above}" if self.above else "最上级单位"]
        said += [f"自 {self.values['valid_from']}" if "valid_from" in self.values else "", self.values.get("code", "")]
        return "，".join(part for part in said if part)

    @property
    def reference(self) -> int:
        """How other rows refer to this row's unit."""
        return -self.number if self.unit_id is None else self.unit_id

    @property
    def state(self) -> RowState:
        """What the row would do."""
        if self.problems:
            return RowState.WRONG
        if self.unit_id is None:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.UNCHANGED


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What carrying out a file would do. Bound to the file by its SHA-256 and to what was shown by its fingerprint."""

    name: str
    sha256: str
    on: date
    sheet: Sheet
    rows: tuple[PlannedRow, ...]

    def having(self, state: RowState) -> list[PlannedRow]:
        """The rows in one state, in the order of the sheet."""
        return [row for row in self.rows if row.state is state]

    @property
    def wrong(self) -> list[PlannedRow]:
        """The rows that cannot be carried out; while there is one, nothing is."""
        return self.having(RowState.WRONG)

    @property
    def does_something(self) -> bool:
        """Whether carrying it out would change anything."""
        return any(row.state in {RowState.NEW, RowState.CHANGED} for row in self.rows)

    @property
    def counts(self) -> dict[RowState, int]:
        """How many rows are in each state; every state is named."""
        return {state: len(self.having(state)) for state in RowState}

    @property
    def fingerprint(self) -> str:
        """A SHA-256 over the file and everything the plan says: what is carried out is what was shown."""
        said = [
            [row.number, row.state, row.unit_id, row.parent, [str(each) for each in row.problems]]
            + [[change.label, change.old, change.new] for change in row.changes]
            for row in self.rows
        ]
        text = json.dumps([self.sha256, self.on.isoformat(), said], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def summary(self) -> str:
        """The plan in one sentence."""
        counts = "，".join(f"{state.label} {number} 行" for state, number in self.counts.items())
        return f"共 {len(self.rows)} 行：{counts}。"
