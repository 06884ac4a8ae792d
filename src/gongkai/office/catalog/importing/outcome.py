"""What a plan says: for each row what would be made, or every reason why nothing can."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gongkai.office.catalog.importing.sheet import Sheet
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.units.models import Section, Unit


class RowState(StrEnum):
    """What becomes of a row."""

    WRONG = "wrong"
    DOUBLE = "double"
    NEW = "new"

    @property
    def label(self) -> str:
        """In words."""
        return {"wrong": "有错误", "double": "疑似重复", "new": "可以导入"}[self.value]


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, with its cell ("C5"), the head of its column, and how to mend it."""

    cell: str
    head: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell} {self.head}：{self.message}" if self.head else f"{self.cell}：{self.message}"


@dataclass(slots=True)
class PlannedRow:
    """One row: the document it would make. ``double`` says of which document it seems to be a copy."""

    number: int
    title: str
    unit: Unit | None = None
    section: Section | None = None
    kind: str = "document"
    document_number: str = ""
    formed_on: date | None = None
    body: str = ""
    files: list[tuple[int, str]] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    index_number: str = ""
    published_on: date | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    double: str = ""

    @property
    def state(self) -> RowState:
        """What becomes of it."""
        if self.problems:
            return RowState.WRONG
        return RowState.DOUBLE if self.double else RowState.NEW

    @property
    def told(self) -> list[str]:
        """What would be made, in a few words."""
        where = f"{self.unit.called if self.unit else ''}{self.section.name if self.section else ''}"
        number = f"文号{self.document_number}" if self.document_number else ""
        day = f"成文{self.formed_on}" if self.formed_on else ""
        files = f"附件{len(self.files)}个" if self.files else ""
        return [part for part in (where, number, day, files) if part]


@dataclass(slots=True)
class ImportPlan:
    """What a table would do on a day. ``unused`` are files that were sent and that no row names."""

    sheet: Sheet
    rows: list[PlannedRow]
    unused: tuple[str, ...] = ()

    def having(self, state: RowState) -> list[PlannedRow]:
        """The rows in a state."""
        return [row for row in self.rows if row.state is state]

    @property
    def wrong(self) -> list[PlannedRow]:
        """The rows that keep everything from being imported."""
        return self.having(RowState.WRONG)

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many rows are in each state."""
        return {state: len(self.having(state)) for state in RowState}

    @property
    def fingerprint(self) -> str:
        """The same for plans that would do the same."""
        said: list[Any] = [
            [
                row.number,
                row.state,
                row.double,
                row.title,
                row.unit.pk if row.unit else 0,
                row.section.pk if row.section else 0,
                row.kind,
                row.document_number,
                str(row.formed_on),
                row.body,
                row.files,
                row.metadata.fields(),
                [str(problem) for problem in row.problems],
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
