"""Lists without words: read along an index that is in the order of the list, or through the index of words.

A list of one fact (a unit, a heading …) is a stretch of an index. Where further facts leave out much of the stretch, as the
counts tell beforehand, the facts are looked for together in the index of words instead: no combination reads a whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from gongkai.office.search import counting, matching
from gongkai.office.search.filters import Filters, Key
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import question

#: So many rows are read past on the way to a page before the index of words is asked instead.
MOST_READ = 4000
#: So many stretches are laid together.
_MOST_STRETCHES = 40
_FACTS = ("region_id", "column", "kind", "subject", "genre", "in_force")
_NOTHING_ASKED = question("")


@dataclass(frozen=True)
class _Way:
    """An index in the order of lists, and the facts that it is sorted by before."""

    index: str
    facts: tuple[str, ...] = ()


_NEWEST = _Way("searchdoc_newest")
#: The narrowest first. What is no longer in force is old, so that any other order but its own is read far before it comes.
_WAYS = (
    _Way("searchdoc_unit_heading", ("unit_id", "heading")),
    _Way("searchdoc_unit_newest", ("unit_id",)),
    _Way("searchdoc_not_in_force", ("in_force",)),
    _Way("searchdoc_region_heading", ("region_id", "heading")),
    _Way("searchdoc_heading_newest", ("heading",)),
    _Way("searchdoc_subject_newest", ("subject",)),
    _Way("searchdoc_region_newest", ("region_id",)),
    _Way("searchdoc_genre_newest", ("genre",)),
    _Way("searchdoc_column_newest", ("column",)),
    _NEWEST,
)


def rows(within: Filters) -> QuerySet[SearchDoc]:
    """What is within the filters, newest first."""
    found = SearchDoc.objects.order_by("-published_on", "-id")
    facts = {name: getattr(within, name) for name in _FACTS}
    found = found.filter(**{name: value for name, value in facts.items() if value is not None})
    if within.headings is not None:
        found = found.filter(heading__in=within.headings)
    if within.unit_ids is not None:
        found = found.filter(unit_id__in=within.unit_ids)
    if within.first_day:
        found = found.filter(published_on__gte=within.first_day)
    if within.last_day:
        found = found.filter(published_on__lte=within.last_day)
    return found


def ids(within: Filters, *, limit: int, offset: int = 0, key: Key | None = None, total: int | None = None) -> list[int]:
    """The ids of what is within the filters, newest first; behind ``key``, where one is given.

    ``total`` is how many things there are within the filters, where that is known.
    """
    if total == 0:
        return []
    offset = 0 if key else offset
    values = _values(within)
    way = _way(values)
    if total is not None and _long(within, way, values, (offset + limit) / total):
        return matching.ids(_NOTHING_ASKED, within, limit=limit, offset=offset, key=key)
    return _along(way, values, _days(within, key), limit, offset)


def _values(within: Filters) -> dict[str, tuple[Any, ...]]:
    """Each fact with the values it may have."""
    found: dict[str, tuple[Any, ...]] = {
        name: (value,) for name in _FACTS if (value := getattr(within, name)) is not None
    }
    if within.headings is not None:
        found["heading"] = within.headings
    if within.unit_ids is not None:
        found["unit_id"] = tuple(within.unit_ids)
    return found


def _way(values: dict[str, tuple[Any, ...]]) -> _Way:
    """The narrowest index for these facts."""
    for way in _WAYS:
        if way.facts == ("in_force",):
            if values.get("in_force") == (False,):
                return way
        elif all(name in values for name in way.facts) and _stretches(way, values) <= _MOST_STRETCHES:
            return way
    return _NEWEST


def _stretches(way: _Way, values: dict[str, tuple[Any, ...]]) -> int:
    number = 1
    for name in way.facts:
        number *= len(values[name])
    return number


def _long(within: Filters, way: _Way, values: dict[str, tuple[Any, ...]], share: float) -> bool:
    """Whether too much would be read past on this way. ``share`` of what is within the filters is wanted."""
    left = [name for name in values if name not in way.facts]
    if not left or len(within.unit_ids or ()) > matching.MOST_UNITS:
        return False
    besides: dict[str, Any] = dict.fromkeys(left)
    if "unit_id" in besides:
        besides["unit_ids"] = besides.pop("unit_id")
    return share * counting.number_within(replace(within, **besides)) > MOST_READ


def _days(within: Filters, key: Key | None) -> list[tuple[str, list[Any]]]:
    days: list[tuple[str, list[Any]]] = []
    if within.first_day:
        days.append(("published_on >= %s", [within.first_day]))
    if within.last_day:
        days.append(("published_on <= %s", [within.last_day]))
    if key is not None:
        behind = "published_on <= %s AND (published_on, id) < (%s, %s)"
        days.append((behind, [key.published_on, key.published_on, key.id]))
    return days


def _along(
    way: _Way, values: dict[str, tuple[Any, ...]], days: Sequence[tuple[str, list[Any]]], limit: int, offset: int
) -> list[int]:
    forced = f" INDEXED BY {way.index}" if connection.vendor == "sqlite" else ""
    asked, wanted = [], list[Any]()
    for clauses in _clauses(way, values, days):
        where = " AND ".join(clause for clause, _given in clauses) or "1 = 1"
        asked.append(f"SELECT id, published_on FROM search_searchdoc{forced} WHERE {where} {_ORDER}")  # noqa: S608
        wanted += [value for _clause, given in clauses for value in given]
        wanted += [] if _stretches(way, values) == 1 else [limit + offset]
    if len(asked) > 1:
        stretches = " UNION ALL ".join(f"SELECT * FROM ({one} LIMIT %s) AS stretch" for one in asked)  # noqa: S608
        asked = [f"SELECT id FROM ({stretches}) AS found {_ORDER}"]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{asked[0]} LIMIT %s OFFSET %s", [*wanted, limit, offset])
        return [row[0] for row in cursor.fetchall()]


_ORDER = "ORDER BY published_on DESC, id DESC"


def _clauses(
    way: _Way, values: dict[str, tuple[Any, ...]], days: Sequence[tuple[str, list[Any]]]
) -> Iterator[list[tuple[str, list[Any]]]]:
    """The conditions of each stretch of the index."""
    rest = [_clause(name, given) for name, given in values.items() if name not in way.facts or name == "in_force"]
    names = [name for name in way.facts if name != "in_force"]
    for chosen in product(*(values[name] for name in names)):
        yield [*(_clause(name, (value,)) for name, value in zip(names, chosen, strict=True)), *rest, *days]


def _clause(name: str, given: tuple[Any, ...]) -> tuple[str, list[Any]]:
    if name == "in_force":  # as the partial index has it
        return ("in_force" if given[0] else "NOT in_force"), []
    if len(given) == 1:
        return f'"{name}" = %s', [given[0]]
    return f'"{name}" IN ({", ".join(["%s"] * len(given))})', list(given)
