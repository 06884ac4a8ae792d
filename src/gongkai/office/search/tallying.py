"""The counts beside the index (:class:`Tally`): changed in the transaction of the act, exactly by what the act changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from gongkai.office.search.models import SearchDoc, Tally

#: Held until the transaction ends by whoever changes the index of PostgreSQL (SQLite has one writer anyway).
_LOCK = 0x6F6E676B
_KEY = ("scope", "column", "kind", "heading", "subject", "genre", "year")


class Sort(NamedTuple):
    """What is counted together."""

    scope: str
    column: str
    kind: str
    heading: str
    subject: str
    genre: str
    year: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a thing adds to the counts: kept apart from its row, which changes."""

    sorts: tuple[Sort, ...]
    ended: bool
    published_on: date

    @classmethod
    def of(cls, doc: SearchDoc) -> Counted:
        """What a row adds."""
        facts = (doc.column, doc.kind, doc.heading, doc.subject, doc.genre, doc.published_on.year)
        sorts = []
        for scope in scopes(doc.unit_id, doc.region_id):
            sorts.append(Sort(scope, *facts))
            sorts += [_sum_of(scope, facts, places) for places in SUMS if len(places) <= _most_facts(scope)]
        return cls(tuple(sorts), not doc.in_force, doc.published_on)


@dataclass(slots=True)
class _Change:
    total: int = 0
    ended: int = 0
    come: date | None = None
    gone: date | None = None


def scopes(unit_id: int | None, region_id: int | None) -> list[str]:
    """Where a thing of a unit counts.

    >>> scopes(12, 3)
    ['all', 'r3', 'u12']
    """
    inside = [("r", region_id), ("u", unit_id)]
    return ["all", *(f"{letter}{number}" for letter, number in inside if number is not None)]


#: A scope is also summed up over all facts but none, one or two (their places in the key): most questions have no more.
SUMS: tuple[tuple[int, ...], ...] = tuple(
    places for size in range(3) for places in combinations(range(len(_KEY) - 1), size)
)
_LETTERS = "ckhsgy"
_BLANK = ("", "", "", "", "", 0)


def _most_facts(scope: str) -> int:
    """By how many facts a scope has sums: all and the regions by two; a unit, which has few sorts, by one."""
    return 1 if scope.startswith("u") else 2


def sum_scope(scope: str, names: Collection[str]) -> str:
    """Where the sums of a scope by these facts are kept; the scope itself where there are none.

    >>> sum_scope("all", ["year", "heading"]), sum_scope("u7", []), sum_scope("u7", ["year", "heading"])
    ('hy|all', '|u7', 'u7')
    """
    if len(names) > _most_facts(scope):
        return scope
    return "".join(sorted((_LETTERS[_KEY.index(name) - 1] for name in names), key=_LETTERS.index)) + f"|{scope}"


def _sum_of(scope: str, facts: tuple[str | int, ...], places: tuple[int, ...]) -> Sort:
    kept = [facts[place] if place in places else _BLANK[place] for place in range(len(facts))]
    return Sort("".join(_LETTERS[place] for place in places) + f"|{scope}", *kept)  # type: ignore[arg-type]


def hold() -> None:
    """Let one act after the other change index and counts: taken before any of their rows, so that none waits in a circle."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def change(gone: Iterable[Counted], come: Iterable[Counted]) -> None:
    """Bring the counts in step, after the rows were written. :func:`hold` first."""
    left, added = _netted(gone, come)
    changes: defaultdict[Sort, _Change] = defaultdict(_Change)
    for counted in left:
        for sort in counted.sorts:
            found = changes[sort]
            found.total -= 1
            found.ended -= counted.ended
            found.gone = max(found.gone or counted.published_on, counted.published_on)
    for counted in added:
        for sort in counted.sorts:
            found = changes[sort]
            found.total += 1
            found.ended += counted.ended
            found.come = max(found.come or counted.published_on, counted.published_on)
    _lessened({sort: found for sort, found in changes.items() if found.gone})
    grown = sorted(((sort, found) for sort, found in changes.items() if not found.gone), key=lambda pair: pair[0])
    add([(*sort, found.total, found.ended, found.come) for sort, found in grown])


def _netted(gone: Iterable[Counted], come: Iterable[Counted]) -> tuple[list[Counted], list[Counted]]:
    """Without what leaves and comes back as it was: most corrections change no count."""
    before, after = Counter(gone), Counter(come)
    return list((before - after).elements()), list((after - before).elements())


def add(rows: list[tuple[str | int | date | None, ...]]) -> None:
    """Add to the counts: rows of the key, total, ended and the newest day."""
    columns = ", ".join(f'"{name}"' for name in _KEY)
    sql = (
        f"INSERT INTO search_tally ({columns}, total, ended, newest_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "  # noqa: S608
        f"ON CONFLICT ({columns}) DO UPDATE SET total = search_tally.total + excluded.total, "
        "ended = search_tally.ended + excluded.ended, newest_on = CASE WHEN search_tally.newest_on > excluded.newest_on "
        "THEN search_tally.newest_on ELSE excluded.newest_on END"
    )
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _lessened(changes: dict[Sort, _Change]) -> None:
    """Sorts of which something left: their newest day is looked up again, and what counts nothing goes."""
    for sort, found in sorted(changes.items(), key=lambda pair: pair[0]):
        row = Tally.objects.filter(**sort._asdict())
        day = row.values_list("newest_on", flat=True).first()
        if day is None or (found.gone or day) >= day or (found.come or day) > day:
            day = _newest(sort)
        row.update(total=F("total") + found.total, ended=F("ended") + found.ended, newest_on=day)
        row.filter(total=0).delete()


def _newest(sort: Sort) -> date | None:
    letters, bar, scope = sort.scope.rpartition("|")
    kept = letters if bar else _LETTERS
    facts = {name: getattr(sort, name) for name, letter in zip(_KEY[1:-1], _LETTERS, strict=False) if letter in kept}
    rows = SearchDoc.objects.filter(**facts)
    if "y" in kept:
        rows = rows.filter(published_on__gte=date(sort.year, 1, 1), published_on__lte=date(sort.year, 12, 31))
    if scope != "all":
        rows = rows.filter(**{"region_id" if scope[0] == "r" else "unit_id": int(scope[1:])})
    newest: date | None = rows.order_by("-published_on", "-id").values_list("published_on", flat=True).first()
    return newest


def recount() -> int:
    """Count everything again from the rows; how many counts there are then. :func:`hold` first."""
    Tally.objects.all().delete()
    facts = '"column", kind, heading, subject, genre, '
    year = (
        "CAST(strftime('%%Y', published_on) AS INTEGER)"
        if connection.vendor == "sqlite"
        else "CAST(EXTRACT(YEAR FROM published_on) AS INTEGER)"
    )
    with connection.cursor() as cursor:
        for scope, where in (
            ("'all'", "1 = 1"),
            ("'r' || region_id", "region_id IS NOT NULL"),
            ("'u' || unit_id", "unit_id IS NOT NULL"),
        ):
            cursor.execute(
                f"INSERT INTO search_tally (scope, {facts}year, total, ended, newest_on) "  # noqa: S608 (constants)
                f"SELECT {scope}, {facts}{year}, count(*), sum(CASE WHEN in_force THEN 0 ELSE 1 END), max(published_on) "
                f"FROM search_searchdoc WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6, 7",
                [],
            )
        for places in SUMS:
            cursor.execute(_summing(places), [])
    return Tally.objects.count()


def _summing(places: tuple[int, ...]) -> str:
    """The statement that sums the scopes up by the facts at these places."""
    columns = ", ".join(f'"{name}"' for name in _KEY)
    kept = [
        f'"{name}"'
        if place in places
        else f"'{_BLANK[place]}'"
        if isinstance(_BLANK[place], str)
        else str(_BLANK[place])
        for place, name in enumerate(_KEY[1:])
    ]
    letters = "".join(_LETTERS[place] for place in places)
    grouped = ", ".join(["scope", *(f'"{_KEY[place + 1]}"' for place in places)])
    units = "OR scope LIKE 'u%%'" if len(places) <= _most_facts("u") else ""
    return (
        f"INSERT INTO search_tally ({columns}, total, ended, newest_on) "  # noqa: S608 (constants)
        f"SELECT '{letters}|' || scope, {', '.join(kept)}, sum(total), sum(ended), max(newest_on) FROM search_tally "
        f"WHERE scope = 'all' OR scope LIKE 'r%%' {units} GROUP BY {grouped}"
    )
