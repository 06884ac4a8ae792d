"""What a list can be narrowed by, and to how many: :func:`facets`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from gongkai.office.search import counting, listing, matching
from gongkai.office.search.counting import Counts
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
    lists: dict[str, tuple[Count, ...]] = {}
    # What leaves out no filter of its own is read together.
    groups = [[name for name in _LISTS if getattr(within, name) is None]]
    groups += [[name] for name in _LISTS if getattr(within, name) is not None]
    for names in groups:
        own = replace(within, **dict.fromkeys(names))
        pks = _found(asked, own)
        numbers = _values(names, own, asked) if pks is None else _numbers(names, pks)
        lists |= {_LISTS[name]: _sorted(name, found) for name, found in numbers.items()}
    return Facets(**lists)


def _found(asked: Question, within: Filters) -> list[int] | None:
    """The things themselves where they are few enough to be counted; None where the kept counts must do."""
    if asked.empty and counting.known(within):
        return None
    if asked.empty:
        pks = listing.ids(within, limit=MOST_COUNTED + 1)
        return pks if len(pks) <= MOST_COUNTED else None
    number = matching.count(asked, within, MOST_COUNTED + 1)
    return None if number > MOST_COUNTED else matching.ids(asked, within, limit=number, total=number) if number else []


def _numbers(names: list[str], pks: Sequence[int]) -> dict[str, dict[Any, int | None]]:
    columns = ["published_on" if name == "year" else name for name in names]
    rows = list(SearchDoc.objects.filter(pk__in=pks).order_by().values_list(*columns))
    found: dict[str, dict[Any, int | None]] = {}
    for place, name in enumerate(names):
        counted = Counter(row[place] for row in rows)
        counted.pop(None, None)
        found[name] = dict(_by_year(counted) if name == "year" else counted)
    return found


def _by_year(counted: Counter[Any]) -> Counter[Any]:
    years: Counter[Any] = Counter()
    for day, number in counted.items():
        years[day.year] += number
    return years


def _values(names: list[str], within: Filters, asked: Question) -> dict[str, dict[Any, int | None]]:
    """The values that are there at all, with numbers where nothing was asked and the counts know."""
    exact = asked.empty and counting.known(within)
    kept = counting.values_of([name for name in names if name in counting.DIMENSIONS], within)
    if "in_force" in names:
        found = counting.counts_of(within)
        kept["in_force"] = {True: Counts(found.in_force), False: Counts(found.ended)}
    if "region_id" in names:
        kept["region_id"] = {} if within.unit_ids is not None else counting.regions_of(within)
    of = counting.shown(within)
    return {
        name: {value: of(found) if exact else None for value, found in values.items() if of(found)}
        for name, values in kept.items()
    }


def _sorted(name: str, numbers: dict[Any, int | None]) -> tuple[Count, ...]:
    pairs = [Count(value, total) for value, total in numbers.items()]
    if name == "year":
        return tuple(sorted(pairs, key=lambda pair: -pair.value))
    return tuple(sorted(pairs, key=lambda pair: (-(pair.total or 0), str(pair.value))))
