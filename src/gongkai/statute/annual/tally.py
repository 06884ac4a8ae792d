"""Facts into cells: what happened in the year, counted into the form, each number with the facts behind it.

The office floor streams its rows in as facts; nothing here knows a database. How to count is law-digest §3.5:
a request is new in the year of its legal receipt (art. 31), carried while it has no final answer on 31 December;
one request is one 件, under its main ground; a dispute counts once, by its state at the end of the year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Cell, Number, Status


@dataclass(frozen=True, slots=True)
class RequestFact:
    """A request. ``applicant`` is a column of table three, ``row`` the row of its outcome in the form.

    ``concluded_on`` is the day of the final answer, None while it is open.
    """

    id: str
    applicant: str
    received_on: date
    concluded_on: date | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class RemedyFact:
    """A review or lawsuit. ``remedy``: review, direct_lawsuit, lawsuit_after_review; ``result``: upheld, corrected, other."""

    id: str
    remedy: str
    opened_on: date
    concluded_on: date | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A rule or normative document. ``kind``: rules or normative_documents."""

    id: str
    kind: str
    issued_on: date
    published_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """Decisions taken: ``kind`` permits, penalties, coercion or other_services; ``count`` for a summed ledger day."""

    id: str
    kind: str
    decided_on: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class ChargeFact:
    """Money: ``kind`` fees (行政事业性收费) or procurement (政府集中采购), in yuan."""

    id: str
    kind: str
    on: date
    amount_yuan: Decimal


Fact = RequestFact | RemedyFact | DocumentFact | DecisionFact | ChargeFact


class _Counter:
    """Adds amounts to cells and remembers the facts behind them."""

    def __init__(self, form: Form, year: int) -> None:
        self.form = form
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.values: dict[str, Number] = dict.fromkeys(form.cells, 0)
        self.traces: dict[str, list[str]] = {key: [] for key in form.cells}
        self.tallied: set[str] = set()

    def add(self, key: str, fact_id: str, amount: Number = 1) -> None:
        """Count a fact into a cell of the form. Cells the form lacks are passed over."""
        if key in self.values:
            self.values[key] += amount
            self.traces[key].append(fact_id)

    def within(self, day: date | None) -> bool:
        """Whether a day lies in the report year."""
        return day is not None and self.first <= day <= self.last


def tally(facts: Iterable[Fact], form: Form, year: int) -> dict[str, Cell]:
    """Count facts into the cells of a form; every cell is TALLIED with the ids of its facts.

    Raises ValueError for a fact that names a row or column the form does not have.

    >>> from gongkai.statute.annual.form import forms
    >>> cells = tally([RequestFact("a", "natural_person", date(2024, 3, 1), date(2024, 3, 20), "granted")],
    ...               forms()["2021"], 2024)
    >>> cells["requests.granted.total"].value, cells["requests.granted.total"].trace
    (1, ('a',))
    """
    counter = _Counter(form, year)
    for fact in facts:
        if isinstance(fact, RequestFact):
            _request(fact, counter)
        elif isinstance(fact, RemedyFact):
            _remedy(fact, counter)
        elif isinstance(fact, DocumentFact):
            _document(fact, counter)
        elif isinstance(fact, DecisionFact):
            if counter.within(fact.decided_on):
                counter.add(f"proactive.{fact.kind}.decisions", fact.id, fact.count)
        elif counter.within(fact.on):
            _charge(fact, counter)
    return {
        key: Cell(_whole(counter.values[key]), Status.TALLIED, trace=tuple(counter.traces[key])) for key in form.cells
    }


def _request(fact: RequestFact, counter: _Counter) -> None:
    rows = []
    if counter.within(fact.received_on):
        rows.append("new_received")
    elif fact.received_on < counter.first and (fact.concluded_on is None or fact.concluded_on >= counter.first):
        rows.append("carried_in")
    if not rows:
        return  # received later, or done with before the year began
    if counter.within(fact.concluded_on):
        if fact.row is None or f"requests.{fact.row}.{fact.applicant}" not in counter.form.cells:
            raise ValueError(
                f"申请 {fact.id} 的办理结果“{fact.row}”或申请人类型“{fact.applicant}”不在 {counter.form.id} 年格式中"
            )
        rows += [fact.row, "total"]
    else:
        rows.append("carried_out")
    for row in rows:
        counter.add(f"requests.{row}.{fact.applicant}", fact.id)
        counter.add(f"requests.{row}.total", fact.id)


def _remedy(fact: RemedyFact, counter: _Counter) -> None:
    if fact.opened_on > counter.last or (fact.concluded_on is not None and fact.concluded_on < counter.first):
        return
    result = fact.result if counter.within(fact.concluded_on) else "pending"
    key = f"remedies.{fact.remedy}.{result}"
    if key not in counter.form.cells:
        raise ValueError(f"复议诉讼 {fact.id} 的类型“{fact.remedy}”或结果“{result}”不在 {counter.form.id} 年格式中")
    counter.add(key, fact.id)
    counter.add(f"remedies.{fact.remedy}.total", fact.id)


def _document(fact: DocumentFact, counter: _Counter) -> None:
    prefix = f"proactive.{fact.kind}"
    if counter.within(fact.issued_on):
        counter.add(f"{prefix}.issued", fact.id)
        counter.add(f"{prefix}.made", fact.id)
    if counter.within(fact.ended_on):
        counter.add(f"{prefix}.repealed", fact.id)
    if fact.issued_on <= counter.last and (fact.ended_on is None or fact.ended_on > counter.last):
        counter.add(f"{prefix}.in_force", fact.id)
    if counter.within(fact.published_on):
        counter.add(f"{prefix}.published", fact.id)
    if fact.published_on is not None and fact.published_on <= counter.last:
        counter.add(f"{prefix}.public_total", fact.id)


def _charge(fact: ChargeFact, counter: _Counter) -> None:
    counter.add(f"proactive.{fact.kind}.amount", fact.id, fact.amount_yuan / 10_000)
    counter.add(f"proactive.{fact.kind}.items", fact.id)


def _whole(value: Number) -> Number:
    if isinstance(value, Decimal):
        return int(value) if value == 0 else value.normalize() if value % 1 else int(value)
    return value
