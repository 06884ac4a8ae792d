"""How many there are: read from the counts that are kept (:class:`Tally`), never from the things themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import Max, QuerySet, Sum

from gongkai.office.search.filters import Filters
from gongkai.office.search.models import Tally

Dimension = Literal["column", "kind", "heading", "subject", "genre", "year"]
DIMENSIONS: tuple[Dimension, ...] = ("column", "kind", "heading", "subject", "genre", "year")
_COLUMNS = ", ".join(f'"{name}"' for name in (*DIMENSIONS, "total", "ended"))


class Counts(NamedTuple):
    """How many public things, how many of them no longer in force, and the newest day of publication."""

    total: int = 0
    ended: int = 0
    newest_on: date | None = None

    @property
    def in_force(self) -> int:
        """How many are in force."""
        return self.total - self.ended


def scope_of(*, unit_id: int | None = None, region_id: int | None = None) -> str:
    """The scope of a unit, of a region, or of all."""
    if unit_id is not None:
        return f"u{unit_id}"
    return "all" if region_id is None else f"r{region_id}"


def counts(scope: str = "all", **dims: str | int) -> Counts:
    """How many there are in a scope: "all", "r" and a region's number, "u" and a unit's.

    ``dims`` are values of column, kind, heading, subject, genre and year: ``counts("u12", heading="20-01", year=2026)``.
    """
    found = Tally.objects.filter(scope=scope, **dims).aggregate(
        total=Sum("total"), ended=Sum("ended"), day=Max("newest_on")
    )
    return Counts(found["total"] or 0, found["ended"] or 0, found["day"])


def counts_by(dimension: Dimension, scope: str = "all", **dims: str | int) -> dict[str | int, Counts]:
    """The same for each value of a dimension: ``counts_by("column", "u12")["statutory"].total``. Missing: there are none."""
    return _by(dimension, Tally.objects.filter(scope=scope, **dims))


def newest_by_heading(scope: str = "all") -> dict[str, date]:
    """The newest day of publication under each heading of a scope; a heading that is missing holds nothing."""
    rows = Tally.objects.filter(scope=scope).values_list("heading").annotate(day=Max("newest_on"))
    return {heading: day for heading, day in rows.order_by() if heading}


def counts_of(within: Filters) -> Counts:
    """How many things are within filters, as far as units, facts and the year say: days are not counted."""
    if within.nothing:
        return Counts()
    found = _rows(within).aggregate(total=Sum("total"), ended=Sum("ended"), day=Max("newest_on"))
    return Counts(found["total"] or 0, found["ended"] or 0, found["day"])


def known(within: Filters) -> bool:
    """Whether the counts know the number within these filters: not where days cut, or a region and units cross."""
    return within.since is None and within.until is None and not (within.unit_ids is not None and within.region_id)


def shown(within: Filters) -> Callable[[Counts], int]:
    """Which of the numbers is meant: all, or those in force, or those not."""
    if within.in_force is None:
        return lambda found: found.total
    return (lambda found: found.in_force) if within.in_force else (lambda found: found.ended)


def number_within(within: Filters) -> int:
    """How many things are within filters that the counts know."""
    return shown(within)(counts_of(within))


def values_of(dimensions: Sequence[str], within: Filters) -> dict[str, dict[Any, Counts]]:
    """The values of dimensions within filters, with their totals; all are read at once."""
    if within.nothing or not dimensions:
        return {name: {} for name in dimensions}
    sql, values = _rows(within).order_by().values_list(*DIMENSIONS, "total", "ended").query.sql_with_params()
    each = " UNION ALL ".join(
        f"SELECT '{name}', CAST(\"{name}\" AS varchar), sum(total), sum(ended) FROM sorts GROUP BY 2"  # noqa: S608
        for name in dimensions
    )
    found: dict[str, dict[Any, Counts]] = {name: {} for name in dimensions}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH sorts ({_COLUMNS}) AS MATERIALIZED ({sql}) {each}", values)
        for name, value, total, ended in cursor.fetchall():
            found[name][int(value) if name == "year" else value] = Counts(int(total), int(ended))
    return found


def regions_of(within: Filters) -> dict[int, Counts]:
    """The regions within filters, with their counts; the filter of units does not count here."""
    rows = _facts(Tally.objects.filter(scope__startswith="r"), within)
    grouped = rows.values_list("scope").annotate(total=Sum("total"), ended=Sum("ended"), day=Max("newest_on"))
    return {int(scope[1:]): Counts(total, ended, day) for scope, total, ended, day in grouped.order_by()}


def _by(dimension: Dimension, rows: QuerySet[Tally]) -> dict[str | int, Counts]:
    grouped = rows.values_list(dimension).annotate(total=Sum("total"), ended=Sum("ended"), day=Max("newest_on"))
    return {value: Counts(total, ended, day) for value, total, ended, day in grouped.order_by()}


def _rows(within: Filters) -> QuerySet[Tally]:
    if within.unit_ids is not None:
        rows = Tally.objects.filter(scope__in=[scope_of(unit_id=unit) for unit in within.unit_ids])
    else:
        rows = Tally.objects.filter(scope=scope_of(region_id=within.region_id))
    return _facts(rows, within)


def _facts(rows: QuerySet[Tally], within: Filters) -> QuerySet[Tally]:
    facts = {name: getattr(within, name) for name in DIMENSIONS if name != "heading"}
    rows = rows.filter(**{name: value for name, value in facts.items() if value is not None})
    return rows if within.headings is None else rows.filter(heading__in=within.headings)
