"""What a list can be narrowed by, and to how many: :func:`facets`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from gongkai.office.search import counting, listing, matching
from gongkai.office.search.counting import DIMENSIONS, Counts
from gongkai.office.search.filters import Filters
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import Question, question

#: So many things that were found are counted one by one; of more no numbers are given.
MOST_COUNTED = 2000


class Count(NamedTuple):
    """A value, and how many things have it; None where that is not known exactly: then no number is shown."""

    value: Any
    total: int | None


@dataclass(frozen=True, kw_only=True)
class Facets:
    """The values that are left within the filters, most first, years newest first.

    Each list leaves out its own filter, so that one value can be changed for another; "" is what has no such value.
    """

    columns: tuple[Count, ...] = ()
    kinds: tuple[Count, ...] = ()
    headings: tuple[Count, ...] = ()
    subjects: tuple[Count, ...] = ()
    genres: tuple[Count, ...] = ()
    years: tuple[Count, ...] = ()
    regions: tuple[Count, ...] = ()
    in_force: tuple[Count, ...] = ()


_LISTS = {
    "column": "columns",
    "kind": "kinds",
    "heading": "headings",
    "subject": "subjects",
    "genre": "genres",
    "year": "years",
    "region_id": "regions",
    "in_force": "in_force",
}


def facets(words: str = "", filters: Filters = Filters()) -> Facets:  # noqa: B008 (frozen)
    """The values of each fact among what :func:`find` finds for the same words and filters."""
    asked = question(words)
    within = filters
    if within.nothing or not (asked.empty or asked.runs):
        return Facets()
    found = _found(asked, within)
    lists: dict[str, tuple[Count, ...]] = {}
    for name, title in _LISTS.items():
        own = replace(within, **{name: None})
        pks = found if own == within else _found(asked, own)
        lists[title] = _sorted(name, _numbers(name, pks) if pks is not None else _values(name, own, asked))
    return Facets(**lists)


def _found(asked: Question, within: Filters) -> list[int] | None:
    """The things themselves where they are few enough to be counted; None where the kept counts must do."""
    if asked.empty and counting.known(within):
        return None
    find = listing.ids if asked.empty else partial(matching.ids, asked)
    pks = find(within, limit=MOST_COUNTED + 1)
    return pks if len(pks) <= MOST_COUNTED else None


def _numbers(name: str, pks: Sequence[int]) -> dict[Any, int | None]:
    rows = SearchDoc.objects.filter(pk__in=pks).order_by()
    if name == "year":
        return dict(Counter(day.year for day in rows.values_list("published_on", flat=True)))
    return dict(Counter(value for value in rows.values_list(name, flat=True) if value is not None))


def _values(name: str, within: Filters, asked: Question) -> dict[Any, int | None]:
    """The values that are there at all, with numbers where nothing was asked and the counts know."""
    exact = asked.empty and counting.known(within)
    return {value: number if exact else None for value, number in _kept(name, within).items() if number}


def _kept(name: str, within: Filters) -> dict[Any, int]:
    if name == "in_force":
        found = counting.counts_of(within)
        return {True: found.in_force, False: found.ended}
    grouped: dict[Any, Counts]
    if name == "region_id":
        grouped = {} if within.unit_ids is not None else dict(counting.regions_of(within))
    else:
        grouped = dict(counting.values_of(next(known for known in DIMENSIONS if known == name), within))
    return {
        value: found.total if within.in_force is None else found.in_force if within.in_force else found.ended
        for value, found in grouped.items()
    }


def _sorted(name: str, numbers: dict[Any, int | None]) -> tuple[Count, ...]:
    pairs = [Count(value, total) for value, total in numbers.items()]
    if name == "year":
        return tuple(sorted(pairs, key=lambda pair: -pair.value))
    return tuple(sorted(pairs, key=lambda pair: (-(pair.total or 0), str(pair.value))))
