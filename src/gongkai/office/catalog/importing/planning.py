"""What a table of documents would make: every row understood, or said which cell is wrong, why, and how to mend it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import written
from gongkai.office.catalog.importing.columns import BY_FIELD
from gongkai.office.catalog.importing.days import day_of
from gongkai.office.catalog.importing.files import Sent
from gongkai.office.catalog.importing.known import Known, indexed, term
from gongkai.office.catalog.importing.outcome import ImportPlan, PlannedRow, Problem
from gongkai.office.catalog.importing.sheet import Sheet, SheetRow
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Disclosure, DocumentKind
from gongkai.office.errors import Refused
from gongkai.office.units.models import Unit

_APART = re.compile(r"[；;\n]+")
_DAYS = ("formed_on", "reassess_on", "effective_on", "expires_on")
_KINDS: Mapping[str, str] = {str(label): value for value, label in DocumentKind.choices}
_DISCLOSURES: Mapping[str, str] = {str(label): value for value, label in Disclosure.choices}
#: Without a heading of the catalogue: they have columns of their own.
_FREE = {DocumentKind.GUIDE.value, DocumentKind.INSTITUTION.value}


def plan_import(sheet: Sheet, sent: Sent, *, by: Actor | None, at: datetime) -> ImportPlan:
    """What the rows would make for a person (``by``), or, where ``by`` is None, take over from an older site. Writes nothing."""
    on = timezone.localdate(at)
    known = Known(by, on)
    rows = [_Reading(row, sheet, known, sent, adopting=by is None).planned() for row in sheet.rows]
    _look_for_doubles(rows, sheet, known)
    _look_at_index_numbers(rows, sheet)
    return ImportPlan(sheet, rows, tuple(sent.unused()))


class _Reading:
    """One row being understood."""

    def __init__(self, row: SheetRow, sheet: Sheet, known: Known, sent: Sent, *, adopting: bool) -> None:
        self.row, self.sheet, self.known, self.sent, self.adopting = row, sheet, known, sent, adopting
        self.plan = PlannedRow(row.number, row.values.get("title", ""))

    def planned(self) -> PlannedRow:
        """The row with everything that is wrong in it."""
        self._place()
        self.plan.kind = self._choice("kind", _KINDS, DocumentKind.INFORMATION.value)
        days = {field: self._day(field) for field in _DAYS}
        self.plan.document_number = self._value("document_number")
        self.plan.formed_on = days["formed_on"]
        self.plan.index_number = self._value("index_number").replace(" ", "")
        self.plan.body = self._body()
        self._attachments()
        if self.adopting:
            self._published()
        self.plan.metadata = Metadata(
            heading=self._heading(),
            disclosure=self._choice("disclosure", _DISCLOSURES, Disclosure.PROACTIVE.value),
            reassess_on=days["reassess_on"],
            effective_on=days["effective_on"],
            expires_on=days["expires_on"],
            issuers=self._several("issuers", "、"),
            keywords=self._several("keywords", "、，,"),
            summary=" ".join(self._value("summary").split()),
            source=self._value("source"),
            subject=self._term("subject", "subjects"),
            genre=self._term("genre", "genres"),
            mode=self._term("mode", "modes"),
            ground=self._term("ground", "grounds"),
        )
        self._within_limits()
        order = list(self.sheet.letters.values())
        self.plan.problems.sort(key=lambda problem: _place_of(problem.cell, order))
        return self.plan

    # ------------------------------------------------------------------ what is wrong

    def _wrong(self, field: str, message: str) -> None:
        head = BY_FIELD[field].head if field in BY_FIELD else ""
        self.plan.problems.append(Problem(self.sheet.cell(field, self.row.number), head, message))

    def _value(self, field: str) -> str:
        return self.row.values.get(field, "")

    # ------------------------------------------------------------------ cells

    def _place(self) -> None:
        said = self._value("unit")
        found = self.known.units(said) if said else self.known.own if not self.adopting else []
        if not said and len(found) != 1:
            self._wrong("unit", "没有写单位，请填写单位全称。")
            return
        if not found:
            self._wrong("unit", f"没有名为“{said[:40]}”的现行单位，请按单位列表中的全称填写。")
            return
        if len(found) > 1:
            self._wrong("unit", f"有{len(found)}个单位叫“{said[:40]}”，请改写全称或者统一社会信用代码。")
            return
        self.plan.unit = found[0]
        self._in_section(found[0])
        if self.known.by is not None and not permissions.may_write_in(self.known.by, found[0], self.plan.section):
            where = f"{found[0].called}{self.plan.section.name if self.plan.section else ''}"
            self._wrong(
                "section" if self.plan.section else "unit",
                f"您没有在{where}起草文稿的岗位，不能导入它的信息，请删去这一行。",
            )

    def _in_section(self, unit: Unit) -> None:
        said = self._value("section")
        if not said:
            self.plan.section = self.known.own_section(unit)
            return
        names = [section for section in self.known.sections(unit) if section.name == said]
        if names:
            self.plan.section = names[0]
        else:
            options = "、".join(section.name for section in self.known.sections(unit)[:8])
            self._wrong("section", f"{unit.called}没有叫“{said[:40]}”的内设机构，应为{options}之一，或者空着。")

    def _choice(self, field: str, options: Mapping[str, str], default: str) -> str:
        said = self._value(field)
        if not said:
            return default
        if said not in options:
            self._wrong(field, f"“{said[:40]}”不在选项里，应为{'、'.join(options)}之一。")
            return default
        return options[said]

    def _term(self, field: str, kind: str) -> str:
        said = self._value(field)
        found = term(kind, said) if said else ""
        if found is None:
            self._wrong(field, f"列表里没有“{said[:40]}”，请从模板的下拉列表中选择。")
        return found or ""

    def _heading(self) -> str:
        said, unit = self._value("heading"), self.plan.unit
        if not said:
            if self.plan.kind not in _FREE:
                self._wrong("heading", "没有写目录类目，公开前必须有类目，请从模板的下拉列表中选择。")
            return ""
        if unit is None:
            return ""
        found = self.known.heading(unit, said)
        if len(found) == 1:
            return found[0]
        if found:
            self._wrong(
                "heading", f"{unit.called}有{len(found)}个类目叫“{said[:40]}”，请写代码（{'、'.join(found)}）。"
            )
        else:
            self._wrong(
                "heading", f"{unit.called}的目录里没有“{said[:40]}”，请从模板的“目录类目”表中选择代码或者名称。"
            )
        return ""

    def _day(self, field: str) -> date | None:
        said = self._value(field)
        if not said:
            return None
        found = day_of(said, self.row.raw.get(field))
        if found is None:
            self._wrong(field, f"“{said[:40]}”不是日期，请写成2026-03-05的样子。")
        return found

    def _published(self) -> None:
        self.plan.published_on = self._day("published_at")
        if not self._value("published_at"):
            self._wrong("published_at", "没有写在旧网站公开的日期，请填写。")

    def _several(self, field: str, also: str) -> tuple[str, ...]:
        parts = re.split(f"[；;\n{also}]+", self._value(field))
        return tuple(part.strip() for part in parts if part.strip())

    def _body(self) -> str:
        text, name = self._value("body"), self._value("body_file")
        if text and name:
            self._wrong("body_file", "“正文”和“正文文件”都填写了，请只留一个。")
        if not name:
            return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)
        try:
            return self.sent.body(name)
        except Refused as refused:
            self._wrong("body_file", str(refused))
            return ""

    def _attachments(self) -> None:
        names = [name.strip() for name in _APART.split(self._value("attachments")) if name.strip()]
        for name in names:
            try:
                self.plan.files.append((self.sent.stored(name), self.sent.shown(name)))
            except Refused as refused:
                self._wrong("attachments", str(refused))

    def _within_limits(self) -> None:
        """The limits of any document, said at the cells."""
        files = [(None, name) for _pk, name in self.plan.files]
        told: Any = {"attachments": files, "metadata": replace(self.plan.metadata)}
        try:
            written(
                title=self.plan.title,
                document_number=self.plan.document_number,
                formed_on=self.plan.formed_on,
                body=self.plan.body,
                **told,
            )
        except Refused as refused:
            for field, message in refused.problems.items():
                at = "body_file" if field == "body" and self._value("body_file") else field
                self._wrong(at, message)


def _place_of(cell: str, letters: list[str]) -> tuple[int, str]:
    """Problems of a row stand in the order of its columns."""
    letter = cell.rstrip("0123456789")
    return (len(letter), letter) if letter in letters else (0, "")


# ------------------------------------------------------------------ rows beside each other, and beside what is there


def _look_for_doubles(rows: list[PlannedRow], sheet: Sheet, known: Known) -> None:
    """The same title or document number of the same unit: in the table wrong, beside what is there already flagged."""
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        if row.unit is None:
            continue
        said = [("title", row.title), ("document_number", row.document_number)]
        for field, words in said:
            if not words:
                continue
            earlier = seen.setdefault((row.unit.pk, f"{field}:{words}"), row.number)
            if earlier != row.number:
                head = BY_FIELD[field].head
                message = f"和第{earlier}行的{head}相同，请删去其中一行，或者改正{head}。"
                row.problems.append(Problem(sheet.cell(field, row.number), head, message))
        there = known.doubles(row.unit)
        told = there.get(f"title:{row.title}") or there.get(f"number:{row.document_number}") if row.title else None
        if told:
            row.double = f"{row.unit.called}已有{told}，标题或者文号相同。"


def _look_at_index_numbers(rows: list[PlannedRow], sheet: Sheet) -> None:
    there = indexed(row.index_number for row in rows if row.index_number)
    seen: dict[str, int] = {}
    say: Callable[[PlannedRow, str], None] = lambda row, message: row.problems.append(  # noqa: E731
        Problem(sheet.cell("index_number", row.number), "索引号", message)
    )
    for row in rows:
        number = row.index_number
        if not number:
            continue
        if len(number) > 60:
            say(row, f"索引号有{len(number)}个字符，最多60个，请核对。")
        earlier = seen.setdefault(number, row.number)
        if earlier != row.number:
            say(row, f"和第{earlier}行的索引号相同，索引号不能重复，请改正其一。")
        taken = there.get(number)
        if taken is not None and row.unit is not None and taken.unit_id != row.unit.pk:
            say(row, f"索引号{number}已由{taken.unit.name}的《{str(taken)[:40]}》使用，请核对后改正或者空着。")
        elif taken is not None:
            row.double = row.double or f"索引号{number}已由本单位的《{str(taken)[:40]}》使用。"
