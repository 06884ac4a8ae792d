"""Reports as JSON and back: the public contract ``gongkai.report/1`` of ``gongkai read --json`` and the API.

Every cell of the form is there; ``value`` is null unless something was read, tallied or overridden. Numbers
are JSON numbers; reading them back keeps decimals exact.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.statute.annual.form import Form, forms
from gongkai.statute.annual.report import (
    Cell,
    Finding,
    Number,
    Override,
    Publication,
    Report,
    Section,
    Source,
    Statement,
    Status,
    Where,
)
from gongkai.statute.errors import DamagedDocument

SCHEMA = "gongkai.report/1"


def report_to_dict(report: Report, findings: Sequence[Finding] | None = None) -> dict[str, Any]:
    """The contract as plain data. ``findings`` are left out if None (a report that was not checked)."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "source": _source(report.source),
        "organ": report.organ,
        "year": report.year,
        "form": report.form,
        "title": report.title,
        "publication": {
            "url": report.publication.url,
            "published_on": _day(report.publication.published_on),
            "dated_on": _day(report.publication.dated_on),
        },
        "cells": {key: _cell(cell) for key, cell in report.cells.items()},
        "preface": report.preface,
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in report.sections],
        "statements": [
            {
                "quantity": s.quantity,
                "value": _number(s.value),
                "text": s.text,
                "partial": s.partial,
                "cells": list(s.cells),
            }
            for s in report.statements
        ],
    }
    if findings is not None:
        data["findings"] = [finding_to_dict(finding) for finding in findings]
    return data


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "cells": list(finding.cells),
        "expected": _number(finding.expected),
        "found": _number(finding.found),
        "message": finding.message,
        "assessable": finding.assessable,
        "quote": finding.quote,
    }


def to_json(report: Report, findings: Sequence[Finding] | None = None, *, indent: int | None = 2) -> str:
    """A report as a JSON document.

    >>> to_json(Report("某局", 2021, "2021"), indent=None)[:60]
    '{"schema": "gongkai.report/1", "source": null, "organ": "某局"'
    """
    return json.dumps(report_to_dict(report, findings), ensure_ascii=False, indent=indent)


def _source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "name": source.name,
        "sha256": source.sha256,
        "format": source.format,
        "pages": source.pages,
        "notes": list(source.notes),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {"value": _number(cell.value), "status": str(cell.status)}
    if cell.where is not None:
        data["where"] = {"page": cell.where.page, "line": cell.where.line, "text": cell.where.text}
        if cell.where.box is not None:
            data["where"]["box"] = list(cell.where.box)
    else:
        data["where"] = None
    data["confidence"] = cell.confidence
    if cell.reason:
        data["reason"] = cell.reason
    if cell.unit:
        data["unit"] = cell.unit
    if cell.trace:
        data["trace"] = list(cell.trace)
    if cell.override is not None:
        data["override"] = {
            "reason": cell.override.reason,
            "by": cell.override.by,
            "replaced": _number(cell.override.replaced),
        }
    return data


def _number(value: Number | None) -> int | float | None:
    """A JSON number. Amounts have at most 15 digits, which a JSON reader's double keeps exactly."""
    return float(value) if isinstance(value, Decimal) else value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ------------------------------------------------------------------- back


def report_from_json(text: str) -> Report:
    """A report from the JSON that :func:`to_json` or ``gongkai read --json`` wrote.

    Raises DamagedDocument, naming what is wrong.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise DamagedDocument(f"JSON 第 {error.lineno} 行有语法错误", mend="请重新导出") from error
    except RecursionError as error:
        raise DamagedDocument("JSON 的层次太深，不是年度报告数据", mend="请重新导出") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DamagedDocument(f'不是年度报告数据（缺少 "schema": "{SCHEMA}"）', mend="请用 gongkai read --json 导出")
    try:
        return _report(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedDocument(f"年度报告数据不完整：{error}", mend="请用 gongkai read --json 重新导出") from error


def _report(data: dict[str, Any]) -> Report:
    source, publication = data.get("source"), data.get("publication") or {}
    return Report(
        organ=data["organ"],
        year=data["year"],
        form=data["form"],
        cells={key: _cell_back(cell) for key, cell in data["cells"].items()},
        sections=tuple(Section(s["number"], s["title"], s["text"]) for s in data.get("sections", ())),
        statements=tuple(
            Statement(s["quantity"], s["value"], s["text"], tuple(s.get("cells", ())), partial=s.get("partial", False))
            for s in data.get("statements", ())
        ),
        title=data.get("title", ""),
        preface=data.get("preface", ""),
        publication=Publication(
            publication.get("url", ""),
            _day_back(publication.get("published_on")),
            _day_back(publication.get("dated_on")),
        ),
        source=Source(
            source["name"], source["sha256"], source["format"], source["pages"], tuple(source.get("notes", ()))
        )
        if source
        else None,
    )


def _where_back(data: dict[str, Any]) -> Where:
    box = data.get("box")
    if box is not None:
        left, top, right, bottom = map(float, box)
        box = (left, top, right, bottom)
        if not all(0 <= share <= 1 for share in box):
            raise ValueError(f"位置 {box} 不在页面之内")
    return Where(data.get("page"), data.get("line"), data.get("text", ""), box)


def _cell_back(data: dict[str, Any]) -> Cell:
    where, override = data.get("where"), data.get("override")
    value = data["value"]
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        raise ValueError(f"单元格的值 {value!r} 不是数字")
    return Cell(
        value=value,
        status=Status(data["status"]),
        where=_where_back(where) if where else None,
        confidence=None if data.get("confidence") is None else float(data["confidence"]),
        reason=data.get("reason", ""),
        unit=data.get("unit", ""),
        trace=tuple(data.get("trace", ())),
        override=Override(override["reason"], override["by"], override["replaced"]) if override else None,
    )


def _day_back(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


CSV_COLUMNS = ("key", "table", "row", "column", "unit", "value", "status", "page", "text")
"""Columns of the flat CSV that :mod:`gongkai.statute.writers.csv` writes, one line a cell."""


def is_cell_csv(text: str) -> bool:
    """Whether a text is the flat CSV of a report."""
    return text.lstrip("\ufeff").startswith("# gongkai.report/1") or text.lstrip("\ufeff").startswith(
        ",".join(CSV_COLUMNS[:5])
    )


def report_from_csv(text: str) -> Report:
    """A report from the flat CSV of its cells. Raises DamagedDocument naming the line.

    The first lines may be comments ``# organ: …``, ``# year: …``, ``# form: …``.
    """
    head: dict[str, str] = {}
    lines = text.lstrip("\ufeff").splitlines()
    while lines and lines[0].startswith("#"):
        name, _, value = lines.pop(0).lstrip("# ").partition(":")
        head[name.strip()] = value.strip()
    cells: dict[str, Cell] = {}
    form = forms().get(head.get("form", ""))
    reader = csv.DictReader(io.StringIO("\n".join(lines)))
    for number, row in enumerate(reader, len(head) + 2):
        try:
            cells[row["key"]] = _cell_from_csv(row, form)
        except (KeyError, ValueError, ArithmeticError) as error:
            raise DamagedDocument(f"CSV 第 {number} 行有误：{error}", mend="请重新导出") from error
    year = head.get("year", "")
    return Report(
        head.get("organ") or None, int(year) if year.isdecimal() else None, head.get("form", "unknown"), cells
    )


def _cell_from_csv(row: dict[str, str], form: Form | None) -> Cell:
    shown = row["value"].strip()
    number: Number | None = None
    if shown:
        number = Decimal(shown) if "." in shown else int(shown)
    page = row.get("page", "")
    text = row.get("text", "")
    where = Where(int(page) if page else None, None, text) if page or text else None
    own_unit = form is None or row["key"] not in form.cells or row.get("unit", "") == form.cells[row["key"]].unit
    return Cell(number, Status(row["status"]), where, unit="" if own_unit else row.get("unit", ""))
