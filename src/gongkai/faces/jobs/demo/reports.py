"""The annual reports of the demo city: figures of five public reports, invented ones that foot, and two at work in the desk."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from gongkai.faces.jobs.demo.city import HERE, City
from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.annualreport import services
from gongkai.office.annualreport.footing import findings_of
from gongkai.office.annualreport.selectors import gate_findings
from gongkai.office.audit.services import SYSTEM
from gongkai.office.clearance.services import accept_finding
from gongkai.office.units.models import Unit, UnitKind
from gongkai.statute.annual.form import Form, form_for_year
from gongkai.statute.annual.narrative import statements_in
from gongkai.statute.annual.report import Cell, Number, Publication, Report, Section, Status

_PARTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")
#: Of a hundred requests: who asks, and what becomes of them (parts of a group one by one).
_APPLICANTS = (86, 7, 2, 1, 3, 1)
_OUTCOMES = (
    ("granted", 47),
    ("partially_granted", 8),
    ("refused.third_party_rights", 3),
    ("refused.internal_affairs", 2),
    ("refused.process_information", 3),
    ("refused.enforcement_file", 2),
    ("refused.administrative_inquiry", 1),
    ("unavailable.not_held", 23),
    ("unavailable.needs_creation", 2),
    ("unavailable.still_unclear", 1),
    ("not_processed.petition", 3),
    ("not_processed.repeated", 2),
    ("other", 3),
)
_REMEDY = (("upheld", 55), ("corrected", 15), ("other", 18), ("pending", 12))


@cache
def told() -> dict[str, Any]:
    """What reports.toml says."""
    return tomllib.loads((HERE / "reports.toml").read_text(encoding="utf-8"))


def load(city: City, now: datetime) -> int:
    """Take the published reports over, and tell those at work through the services; how many there are."""
    adopted = [*_seeds(city, now), *_invented(city, now)]
    services.adopt_reports(adopted, site=told()["site"], by=SYSTEM, at=now)
    for entry in told()["working"]:
        _work(city.units[entry["unit"]], entry, now)
    return len(adopted) + len(told()["working"])


# ------------------------------------------------------------------------ published ones


def _seeds(city: City, now: datetime) -> Iterator[services.AdoptedReport]:
    for entry in told()["seed"]:
        unit, year = city.units[entry["unit"]], entry["year"]
        form = form_for_year(year)
        values: dict[str, Number | None] = dict.fromkeys(form.cells, 0)
        values |= {key: None for key in values if key.startswith(tuple(entry.get("blank", ())))}
        for row, figures in entry.get("figures", {}).items():
            keys = [key for key in form.cells if key.startswith(f"{row}.")]
            values |= {key: _number(figure) for key, figure in zip(keys, figures, strict=True)}
        report = _report(unit, year, form, values, entry.get("says", ""))
        noted = {key for key, finding in findings_of(report) if finding.rule == "TX-NARR"} if "note" in entry else set()
        yield _adopted(unit, report, dict.fromkeys(noted, entry.get("note", "")), now)


def _invented(city: City, now: datetime) -> Iterator[services.AdoptedReport]:
    for entry in told()["invented"]:
        unit, slip = city.units[entry["unit"]], entry.get("wrong", {})
        for year, figures in ((int(key), value) for key, value in entry.items() if key.isdecimal()):
            form = form_for_year(year)
            values = _figures(form, year, figures)
            notes: dict[str, str] = {}
            if slip.get("year") == year:
                values[slip["cell"]] = slip["value"]
            report = _report(unit, year, form, values)
            if slip.get("year") == year:
                broken = [key for key, finding in findings_of(report) if finding.severity == "error"]
                notes = dict.fromkeys(broken, slip["note"])
            yield _adopted(unit, report, notes, now)


def _adopted(unit: Unit, report: Report, notes: Mapping[str, str], now: datetime) -> services.AdoptedReport:
    day = report.publication.dated_on or now.date()
    return services.AdoptedReport(
        unit=unit,
        report=report,
        published_at=now.replace(year=day.year, month=day.month, day=day.day, hour=9, minute=30),
        by_id=_clerk(unit).pk,
        section=unit.sections.first(),
        notes=notes,
    )


def _clerk(unit: Unit) -> User:
    return User.objects.get(username=f"{unit.slug}.drafter")


def _number(figure: float) -> Number:
    return Decimal(repr(figure)) if isinstance(figure, float) else figure


# ------------------------------------------------------------------------ figures that foot


def _figures(form: Form, year: int, given: Sequence[float]) -> dict[str, Number | None]:
    """All cells of a report from its eleven numbers: every column is shared out by itself, so that every sum holds."""
    received, carried_in, carried_out, reviews, lawsuits, *proactive = given
    values: dict[str, Number | None] = dict.fromkeys(form.cells, 0)
    flows = {
        row: shared(int(number), varied(_APPLICANTS, year + int(received)))
        for row, number in (("new_received", received), ("carried_in", carried_in), ("carried_out", carried_out))
    }
    for place, part in enumerate(_PARTS):
        done = flows["new_received"][place] + flows["carried_in"][place] - flows["carried_out"][place]
        # Where a column is too small to carry over what it should, it carries over what it has.
        flows["carried_out"][place] += min(0, done)
        shares = shared(max(0, done), varied([weight for _row, weight in _OUTCOMES], year + int(received)))
        column = {row: flows[row][place] for row in flows} | {"total": max(0, done)}
        column |= dict(zip((_row_of(form, row) for row, _weight in _OUTCOMES), shares, strict=True))
        for row, number in column.items():
            values[f"requests.{row}.{part}"] = number
            values[f"requests.{row}.total"] = _sum(values[f"requests.{row}.total"], number)
    _remedies(values, int(reviews), int(lawsuits))
    _proactive(form, year, values, proactive)
    return values


def _row_of(form: Form, row: str) -> str:
    """其他处理 is one row of the older form and three of the newer."""
    return row if f"requests.{row}.total" in form.cells else f"{row}.other"


def _sum(first: Number | None, second: int) -> Number:
    return (first or 0) + second


def _remedies(values: dict[str, Number | None], reviews: int, lawsuits: int) -> None:
    after = lawsuits // 3
    for name, number in (("review", reviews), ("direct_lawsuit", lawsuits - after), ("lawsuit_after_review", after)):
        for (result, _weight), share in zip(_REMEDY, shared(number, [weight for _r, weight in _REMEDY]), strict=True):
            values[f"remedies.{name}.{result}"] = share
        values[f"remedies.{name}.total"] = number


def _proactive(form: Form, year: int, values: dict[str, Number | None], given: Sequence[float]) -> None:
    rules, normative, permits, penalties, coercion, fees = given
    told_now = {"rules": rules, "normative_documents": normative}
    if form.id == "2019":
        for row, number in told_now.items():
            values |= {f"proactive.{row}.made": int(number), f"proactive.{row}.published": int(number)}
            values[f"proactive.{row}.public_total"] = int(number) * 5 + year % 7
    else:
        for row, number in told_now.items():
            values |= {f"proactive.{row}.issued": int(number), f"proactive.{row}.repealed": int(number) // 2}
            values[f"proactive.{row}.in_force"] = int(number) * 5 + (year % 7 if number else 0)
        values["proactive.fees.amount"] = _number(fees)
    for row, number in (("permits", permits), ("penalties", penalties), ("coercion", coercion)):
        values[f"proactive.{row}.decisions"] = int(number)


def varied(weights: Sequence[int], seed: int) -> list[int]:
    """The weights a little otherwise for each report, so that no two years look alike.

    >>> varied([86, 7, 2], 2024)
    [92, 6, 2]
    """
    return [max(1, weight * (88 + (seed * (place + 3) * 7) % 29) // 100) for place, weight in enumerate(weights)]


def shared(number: int, weights: Sequence[int]) -> list[int]:
    """A number shared out by weights, the remainder to the largest fractions.

    >>> shared(10, [86, 7, 2, 1, 3, 1])
    [9, 1, 0, 0, 0, 0]
    """
    whole = sum(weights)
    parts = [number * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: -(number * weights[place] % whole))
    for place in order[: number - sum(parts)]:
        parts[place] += 1
    return parts


# ------------------------------------------------------------------------ words


def _report(unit: Unit, year: int, form: Form, values: Mapping[str, Number | None], says: str = "") -> Report:
    texts, received = told()["texts"], values["requests.new_received.total"]
    facts = {"organ": unit.name, "received": received, "trainings": 2 + (unit.position + year) % 3}
    general = [line.format(**facts) for line in texts["general"]]
    if says:
        general[1] = f"（二）依申请公开。{says}"
    words = {1: general, 5: texts["problems"], 6: texts["other"]}
    sections = tuple(Section(part.number, part.title, "\n".join(words.get(part.number, ()))) for part in form.sections)
    government = unit.kind == UnitKind.GOVERNMENT
    signed = date(year + 1, 3, 18 + year % 9) if government else date(year + 1, 1, 14 + year % 13)
    return Report(
        organ=unit.name,
        year=year,
        form=form.id,
        cells={key: Cell(value, Status.READ if value is not None else Status.BLANK) for key, value in values.items()},
        sections=sections,
        statements=tuple(statements_in([texts["preface"], *(part.text for part in sections)], year)),
        title=f"{unit.name}{year}年{form.title}",
        preface=texts["preface"],
        publication=Publication(dated_on=signed),
    )


# ------------------------------------------------------------------------ at work


def _work(unit: Unit, entry: Mapping[str, Any], now: datetime) -> None:
    form = form_for_year(entry["year"])
    report = _report(unit, entry["year"], form, _figures(form, entry["year"], entry["figures"]))
    if "slip" in entry:
        cell = entry["slip"]["cell"]
        wrong = replace(report.cells[cell], value=(report.value(cell) or 0) + entry["slip"]["by"])
        report = replace(report, cells={**report.cells, cell: wrong})
    by = actor_for(_clerk(unit), on=now.date(), address="192.0.2.10")
    annual = services.enter(unit, unit.sections.first(), report, note="录入表格和文字（演示）", by=by, at=now)
    if entry["state"] == "review":
        services.check(annual, by=by, at=now)
        for finding in gate_findings(annual):
            if finding.severity != "info" and finding.state == "open":
                accept_finding(finding, "已与统计报表核对，无误（演示）。", by=by, at=now)
        services.submit(annual, note="请审查（演示）。", by=by, at=now)
