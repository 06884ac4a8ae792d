"""Figures in the prose against the cells: what a sentence restates, and whether it agrees.

受理 may mean new or new and carried in; a figure may cover a part of what the table covers; the law orders
no wording. So a mismatch is a warning that quotes the sentence, and what no quantity fits is left alone.
The quantities are data (``narrative.toml``).

>>> next(statements_in(["2020年，全市共受理依申请公开政府信息2787件。"], 2020)).value
2787
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from gongkai.statute.annual.form import Form, Severity
from gongkai.statute.annual.report import Finding, Number, Report, Statement, Status

_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_FIGURE = re.compile(
    r"(?P<value>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<about>余|多)?(?P<unit>万元|元|[件条宗份起例次个项部])(?!月|工作日|小时)"
)
_CUT = re.compile(r"[，,、：:]")
_REQUESTS = re.compile(r"依申请公开|信息公开申请|公开申请|依申请|申请公开|信息公开依申请|政务公开申请")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of statement: the words that name it and the sums of cells it may restate."""

    name: str
    words: re.Pattern[str]
    not_words: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    units: frozenset[str]
    topic: str
    within: str
    opens: str
    equals: tuple[str, ...]
    severity: Severity


@dataclass(frozen=True, slots=True)
class _Book:
    quantities: tuple[Quantity, ...]
    other_year: re.Pattern[str]
    partial: re.Pattern[str]


@cache
def _book() -> _Book:
    data = tomllib.loads(Path(__file__).with_name("narrative.toml").read_text(encoding="utf-8"))

    def pattern(entry: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if key in entry else None

    quantities = tuple(
        Quantity(
            name=entry["name"],
            words=re.compile(entry["words"]),
            not_words=pattern(entry, "not_words"),
            behind=pattern(entry, "behind"),
            units=frozenset(entry.get("units", data["units"])),
            topic=entry.get("topic", ""),
            within=entry.get("within", ""),
            opens=entry.get("opens", ""),
            equals=tuple(entry["equals"]),
            severity=entry["severity"],
        )
        for entry in data["quantities"]
    )
    return _Book(quantities, re.compile(data["other_year"]), re.compile(data["partial"]))


def statements_in(texts: Iterable[str], year: int | None) -> Iterator[Statement]:
    """The statements of a report's prose, in order. ``year`` is the report year, to leave other years out."""
    book = _book()
    for text in texts:
        for sentence in _SENTENCE.finditer(text):
            yield from _in_sentence(sentence[0].strip(), book, year)


def _in_sentence(sentence: str, book: _Book, year: int | None) -> Iterator[Statement]:
    if not _FIGURE.search(sentence):
        return
    context = ""
    topic = "requests" if _REQUESTS.search(sentence) else ""
    end = 0
    for found in _FIGURE.finditer(sentence):
        before, behind = sentence[end : found.start()], sentence[found.end() : found.end() + 16]
        end = found.end()
        clause = _CUT.split(before)[-1]
        if not clause.strip() and len(_CUT.split(before)) > 1:
            clause = _CUT.split(before)[-2]
        quantity = _quantity(clause, before, behind, found["unit"], topic, context, book)
        if quantity is None or book.other_year.search(clause) or _other_year(before, year):
            continue
        context = quantity.opens or context
        partial = bool(book.partial.search(_scope(sentence[: found.start()], before, quantity)))
        value = _number(found["value"])
        yield Statement(
            quantity.name, value, _quote(sentence), quantity.equals, partial=partial or bool(found["about"])
        )


def _scope(so_far: str, before: str, quantity: Quantity) -> str:
    """The words that may limit a figure to a part.

    其中 in front of an outcome (其中，予以公开 5 件) divides the whole that was just named; in front of a number of
    requests or cases it limits them.
    """
    divides = quantity.within or (quantity.topic and not quantity.opens)
    return so_far.rsplit("其中", 1)[0] if divides else before


def _quantity(
    clause: str, before: str, behind: str, unit: str, topic: str, context: str, book: _Book
) -> Quantity | None:
    for quantity in book.quantities:
        if unit not in quantity.units or (quantity.topic and quantity.topic != topic):
            continue
        if quantity.within and quantity.within != context:
            continue
        named = quantity.words.search(clause) is not None
        if not named and quantity.opens and quantity.words.search(before[-24:]):
            named = True
        if not named and quantity.behind is not None and quantity.behind.match(behind):
            named = True
        if named and not (quantity.not_words and quantity.not_words.search(clause)):
            return quantity
    return None


def _other_year(before: str, year: int | None) -> bool:
    """Whether the words before a figure name another year than the report's."""
    years = [int(found) for found in re.findall(r"(20\d\d)年", before)]
    return bool(years) and year is not None and years[-1] != year


def _number(text: str) -> Number:
    digits = text.replace(",", "")
    return Decimal(digits) if "." in digits else int(digits)


def _quote(sentence: str) -> str:
    return sentence if len(sentence) <= 120 else sentence[:118] + "……"


# ------------------------------------------------------------------ checking


def check_narrative(report: Report, form: Form) -> list[Finding]:
    """TX-NARR: each statement must agree with one of the sums it may mean.

    A figure for a part must not exceed the whole. Nothing is said where a cell needed is unknown.
    """
    findings = []
    for statement in report.statements:
        sums = [total for total in (_sum(expression, report, form) for expression in statement.cells) if total]
        known = [(value, cells) for value, cells in sums if value is not None]
        if not known or len(known) < len(sums):
            continue
        values = [value for value, _ in known]
        agrees = statement.value <= max(values) if statement.partial else statement.value in values
        if agrees:
            continue
        expected, cells = known[0]
        shown = "或".join(str(value) for value in dict.fromkeys(values))
        findings.append(
            Finding(
                rule="TX-NARR",
                severity=_severity(statement.quantity),
                message=f"正文写“{statement.quantity}”{statement.value}，表格中为 {shown}，两处不一致：“{statement.text}”。"
                "请核对后改正文字或表格；统计范围不同的，请在文中说明。",
                cells=tuple(cells),
                expected=expected,
                found=statement.value,
                quote=statement.text,
            )
        )
    return findings


def _severity(name: str) -> Severity:
    return next(quantity.severity for quantity in _book().quantities if quantity.name == name)


def _sum(expression: str, report: Report, form: Form) -> tuple[Number | None, list[str]] | None:
    """The value of ``a + b`` over a report (blank cells add nothing); None if no cell of it is in the form."""
    cells: list[str] = []
    for term in expression.split(" + "):
        matching = form.matching(term) or ([term] if term in report.cells else [])
        if not matching:
            return None
        cells += matching
    total: Number = 0
    printed = False
    for key in cells:
        cell = report.cells.get(key)
        if cell is None or cell.status is Status.UNREAD:
            return None, cells
        printed = printed or cell.value is not None
        total += cell.value or 0
    return (total if printed else None), cells


def quantities() -> Sequence[Quantity]:
    """All quantities a statement can restate (for the documentation)."""
    return _book().quantities
