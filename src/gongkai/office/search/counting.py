"""How many there are: read from the counts that are kept (:class:`Tally`), never from the things themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import Max, QuerySet, Sum

from gongkai.office.search.filters import Filters
from gongkai.office.search.models import Tally
from gongkai.office.search.tallying import sum_scope

Dimension = Literal["column", "kind", "heading", "subject", "genre", "year"]
DIMENSIONS: tuple[Dimension, ...] = ("column", "kind", "heading", "subject", "genre", "year")


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
    return _together(Tally.objects.filter(scope=sum_scope(scope, dims), **dims))


def counts_by(dimension: Dimension, scope: str = "all", **dims: str | int) -> dict[Any, Counts]:
    """The same for each value of a dimension: ``counts_by("column", "u12")["statutory"].total``. Missing: there are none."""
    rows = Tally.objects.filter(scope=sum_scope(scope, {dimension, *dims}), **dims)
    grouped = rows.values_list(dimension).annotate(total=Sum("total"), ended=Sum("ended"), day=Max("newest_on"))
    return {value: Counts(total, ended, day) for value, total, ended, day in grouped.order_by()}


def totals(scopes: Iterable[str]) -> dict[str, int]:
    """How many there are in each of many scopes; one that is missing holds nothing."""
    sums = {sum_scope(scope, ()): scope for scope in scopes}
    rows = Tally.objects.filter(scope__in=list(sums)).values_list("scope", "total")
    return {sums[scope]: total for scope, total in rows}


def newest_by_heading(scope: str = "all") -> dict[str, date]:
    """The newest day of publication under each heading of a scope; a heading that is missing holds nothing."""
    return {code: found.newest_on for code, found in counts_by("heading", scope).items() if code and found.newest_on}


def counts_of(within: Filters) -> Counts:
    """How many things are within filters, as far as units, facts and the year say: days are not counted."""
    return Counts() if within.nothing else _together(_rows(within))


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
    """The values of dimensions within filters, with their totals."""
    found: dict[str, dict[Any, Counts]] = {name: {} for name in dimensions}
    if within.nothing:
        return found
    for name in dimensions:
        grouped = _rows(within, name).values_list(name).annotate(total=Sum("total"), ended=Sum("ended"))
        found[name] = {value: Counts(total, ended) for value, total, ended in grouped.order_by()}
    return found


def regions_of(within: Filters) -> dict[int, Counts]:
    """The regions within filters, with their counts; the filters of units and regions do not count here."""
    facts = _facts(within)
    prefix = sum_scope("r", {name.partition("__")[0] for name in facts})
    rows = Tally.objects.filter(scope__gt=prefix, scope__lt=f"{prefix[:-1]}s", **facts)
    grouped = rows.values_list("scope").annotate(total=Sum("total"), ended=Sum("ended"))
    return {
        int(scope.removeprefix(prefix)): Counts(total, ended)
        for scope, total, ended in grouped.order_by()
        if scope.removeprefix(prefix).isdecimal()
    }


def _together(rows: QuerySet[Tally]) -> Counts:
    found = rows.aggregate(total=Sum("total"), ended=Sum("ended"), day=Max("newest_on"))
    return Counts(found["total"] or 0, found["ended"] or 0, found["day"])


def _rows(within: Filters, *names: str) -> QuerySet[Tally]:
    """The counts within filters, summed up over all facts that are neither filters nor named."""
    facts = _facts(within)
    wanted = {*names, *(name.partition("__")[0] for name in facts)}
    if within.unit_ids is not None:
        scopes = [sum_scope(scope_of(unit_id=unit), wanted) for unit in within.unit_ids]
        return Tally.objects.filter(scope__in=scopes, **facts)
    return Tally.objects.filter(scope=sum_scope(scope_of(region_id=within.region_id), wanted), **facts)


def _facts(within: Filters) -> dict[str, Any]:
    facts = {name: getattr(within, name) for name in DIMENSIONS if name != "heading"}
    found: dict[str, Any] = {name: value for name, value in facts.items() if value is not None}
    if within.headings is not None:
        one = len(within.headings) == 1
        found |= {"heading": within.headings[0]} if one else {"heading__in": list(within.headings)}
    return found
