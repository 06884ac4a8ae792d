"""Which rows answer a question, newest first: the same question put to FTS5 or to PostgreSQL."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from gongkai.office.search import counting, index
from gongkai.office.search.filters import Filters, Key
from gongkai.office.search.tokens import Question, beginning, is_cjk

#: So many units still fit into an expression; more are looked up row by row.
MOST_UNITS = 100
#: So many pairs of a run are looked up for the rarest.
_MOST_PAIRS = 8
#: So many rows are a sample: a few of each of many pages, for what stands on one page was entered at one time and is alike.
_SAMPLE, _OF_A_PAGE = 3000, 5
#: So many are one of what is no longer in force alone; to count so many takes no longer than that.
_SAMPLE_OF_ENDED, _COUNTED_AS_SOON = 1000, 5000
_FACTS = ("region_id", "column", "kind", "subject", "genre", "year", "in_force")


@dataclass(frozen=True)
class _Part:
    """FROM and WHERE of a statement, and its values."""

    source: str
    where: str
    values: list[Any]
    key: str
    #: The table that is read along the days; on SQLite rows are numbered by day and id.
    along: str = "search_bigrams"
    sqlite: bool = False

    @property
    def order(self) -> str:
        """The newest first."""
        return "search_bigrams.rowid DESC" if self.sqlite else f"{self.along}.published_on DESC, {self.along}.id DESC"

    @property
    def behind(self) -> str:
        """What comes behind a place in this order."""
        return (
            "search_bigrams.rowid < %s" if self.sqlite else f"({self.along}.published_on, {self.along}.id) < (%s, %s)"
        )


def ids(
    question: Question,
    within: Filters,
    *,
    limit: int,
    offset: int = 0,
    without: Sequence[int] = (),
    title: bool = False,
    key: Key | None = None,
    total: int | None = None,
    many: bool = False,
) -> list[int]:
    """The ids of matching rows, newest first, behind ``key``. ``title``: only where the title matches.

    ``total`` is how many rows match (title or not), where that is known; ``many``, where they are more than were counted.
    """
    part = _part(question, within, title=title)
    likely = 0 if part.sqlite else _likely(question, within, total, title=title)
    gathered = not part.sqlite and _gathered(likely, within, limit + offset)
    if not part.sqlite and not gathered:
        part = _along(part, within, surely=not title and (many or total is not None))
    where, values = part.where, list(part.values)
    if key is not None:
        where += f" AND {part.behind}"
        values += [index.row_number(key.published_on, key.id)] if part.sqlite else [key.published_on, key.id]
    if without:
        where += f" AND {part.key} NOT IN ({', '.join(['%s'] * len(without))})"
        values += without
    if gathered:
        found = f"SELECT {part.key}, search_bigrams.published_on FROM {part.source} WHERE {where}"  # noqa: S608
        sql = (
            f"WITH search_bigrams AS MATERIALIZED ({found}) "  # noqa: S608
            f"SELECT id FROM search_bigrams ORDER BY {part.order} LIMIT %s OFFSET %s"
        )
    else:
        sql = f"SELECT {part.key} FROM {part.source} WHERE {where} ORDER BY {part.order} LIMIT %s OFFSET %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit, offset])
        return [row[0] for row in cursor.fetchall()]


def count(question: Question, within: Filters, most: int) -> int:
    """How many rows match, counting no further than ``most``.

    On PostgreSQL what a sample shows to be by far more is not counted at all.
    """
    part = _part(question, within, title=False)
    if not part.sqlite and _surely(part, within, most):
        return most
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {part.source} WHERE {part.where} LIMIT %s) AS found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*part.values, most])
        return int(cursor.fetchone()[0])


def _gathered(likely: int, within: Filters, wanted: int) -> bool:
    """Whether PostgreSQL gathers what matches and sorts it, or reads along the days and drops what does not match.

    Its own choice goes by averages and reads the whole table for a word that is rare.
    """
    things = _ended() if within.in_force is False else _things().rows
    return wanted * things > 2 * likely**2


def _along(part: _Part, within: Filters, *, surely: bool) -> _Part:
    """Read along the days. What is no longer in force is old and would come last: it has an index of its own for that.

    PostgreSQL multiplies the shares of pairs that come together, takes a quarter of all (专项检查) for a fortieth and would gather
    it from its index of words. Where it is known how many there are (``surely``), ``IS TRUE`` keeps it from that index.
    """
    if surely:
        part = replace(part, where=part.where.replace(_SAYS, f"({_SAYS}) IS TRUE"))
    if within.in_force is False:
        source = f"{part.source} JOIN ({_ENDED} ORDER BY published_on DESC, id DESC) AS ended ON ended.id = {part.key}"
        part = replace(part, source=source, along="ended")
    where, values = part.where, list(part.values)
    for clause, day in ((">=", within.first_day), ("<=", within.last_day)):
        if day is not None:
            where += f" AND {part.along}.published_on {clause} %s"
            values.append(day)
    return replace(part, where=where, values=values)


_ENDED = "SELECT id, published_on FROM search_searchdoc WHERE NOT in_force"


def _ended() -> int:
    """How many things are no longer in force."""
    return counting.number_within(Filters(in_force=False))


class _Table(NamedTuple):
    rows: float
    pages: float


def _things() -> _Table:
    """How many rows PostgreSQL takes its table to have, on how many pages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples, relpages FROM pg_class WHERE oid = 'search_bigrams'::regclass")
        rows, pages = cursor.fetchone()
        return _Table(max(1.0, rows), max(1.0, pages))


def _surely(part: _Part, within: Filters, most: int) -> bool:
    """Whether more rows match than ``most``, beyond all chance, by what matches in a few thousand rows from everywhere.

    Of what is no longer in force there are few among them: where many seem to match, a sample of its own tells.
    """
    table = _things()
    if table.rows < _SAMPLE * 30 or part.source != "search_bigrams":
        return False
    share = min(100.0, 100 * _SAMPLE / _OF_A_PAGE / table.pages)
    apart = max(1, round(table.rows / table.pages / _OF_A_PAGE))
    source = "search_bigrams TABLESAMPLE SYSTEM (%s) REPEATABLE (1) WHERE hashint8(search_bigrams.id) %% %s = 0"
    found = _sampled(part, source, share, apart)
    if found.at_least * table.rows > most:
        return True
    if within.in_force is not False or most < _COUNTED_AS_SOON or found.share * table.rows < 2 * most:
        return False
    ended = max(1, _ended())
    source = f"({_ENDED} AND hashint8(id) %% %s = 0) AS ended JOIN search_bigrams ON search_bigrams.id = ended.id"
    return _sampled(part, source, max(1, ended // _SAMPLE_OF_ENDED)).at_least * ended > most


class _Sample(NamedTuple):
    """How many rows were looked at, and how many of them match."""

    seen: int
    matching: int

    @property
    def share(self) -> float:
        """How much of everything matches, as far as can be told."""
        return self.matching / self.seen if self.seen else 0.0

    @property
    def at_least(self) -> float:
        """How much of everything matches beyond all chance."""
        return (self.matching - 8 * self.matching**0.5) / self.seen if self.seen else 0.0


def _sampled(part: _Part, source: str, *rates: float) -> _Sample:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {part.where}) FROM {source}",  # noqa: S608
            [*part.values, *rates],
        )
        return _Sample(*cursor.fetchone())


def _likely(question: Question, within: Filters, total: int | None, *, title: bool) -> int:
    """How many rows match: ``total``, which titles cannot pass, or what the statistics of PostgreSQL's planner say.

    Of a run of characters its rarest pair counts: the pairs of a run come together, and their shares must not be multiplied.
    """
    if total is not None and not title:
        return total
    mark = index.TITLE if title else ""
    asked = []
    for phrase in question.phrases:
        words = [f"'{mark}{word}'" + (":*" if beginning(phrase) else "") for word in phrase]
        asked.append(words[0] if len(words) == 1 else min(words[:_MOST_PAIRS], key=_expected))
    asked += ["(" + " | ".join(f"'{word}'" for word in words) + ")" for words in fact_words(within)]
    most = sys.maxsize if total is None else total
    return min(most, _expected(" & ".join(asked))) if asked else most


def _expected(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT 1 FROM search_bigrams WHERE bigrams @@ %s::tsquery", [query])
        plan = cursor.fetchone()[0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def fact_words(within: Filters) -> list[list[str]]:
    """The filters as words of the index, of each of which one must be there: all but days, and very many units."""
    found = [[index.fact_word(name, value)] for name in _FACTS if (value := getattr(within, name)) is not None]
    if within.headings is not None:
        found.append([index.fact_word("heading", code) for code in within.headings])
    if within.unit_ids is not None and len(within.unit_ids) <= MOST_UNITS:
        found.append([index.fact_word("unit_id", unit) for unit in within.unit_ids])
    return found


def _part(question: Question, within: Filters, *, title: bool) -> _Part:
    return (_sqlite if connection.vendor == "sqlite" else _postgresql)(question, within, title=title)


def _sqlite(question: Question, within: Filters, *, title: bool) -> _Part:
    mark = index.TITLE if title else ""
    asked = [
        '"' + " ".join(mark + word for word in phrase) + '"' + (" *" if beginning(phrase) else "")
        for phrase in question.phrases
    ]
    asked += ["(" + " OR ".join(f'"{word}"' for word in words) + ")" for words in fact_words(within)]
    where, values = "search_bigrams MATCH %s", list[Any]([" AND ".join(asked)])
    if within.first_day:
        where += " AND search_bigrams.rowid >= %s"
        values.append(index.row_number(within.first_day, 0))
    if within.last_day:
        where += " AND search_bigrams.rowid <= %s"
        values.append(index.row_number(within.last_day, index.ID_MASK))
    key = f"(search_bigrams.rowid & {index.ID_MASK})"
    source, where = _of_units("search_bigrams", where, key, within)
    return _Part(source, where, values, key, sqlite=True)


def _postgresql(question: Question, within: Filters, *, title: bool) -> _Part:
    mark = index.TITLE if title else ""
    asked = [f"'{mark}{word}'" + (":*" if beginning(phrase) else "") for phrase in question.phrases for word in phrase]
    asked += ["(" + " | ".join(f"'{word}'" for word in words) + ")" for words in fact_words(within)]
    where, values = _SAYS, list[Any]([" & ".join(dict.fromkeys(asked))])
    for clause, day in ((">=", within.since), ("<=", within.until)):
        if day is not None:
            where += f" AND search_bigrams.published_on {clause} %s"
            values.append(day)
    # The words stand in the index without their places; that they stand together is seen in the text.
    for run in question.runs:
        if is_cjk(run) and len(run) > 2:
            where += f" AND strpos({_TITLE if title else _FOLDED}, %s) > 0"
            values.append(run)
    key = "search_bigrams.id"
    source, where = _of_units("search_bigrams", where, key, within)
    return _Part(source, where, values, key)


_SAYS = "bigrams @@ %s::tsquery"
_FOLDED = "(SELECT folded FROM search_searchtext WHERE search_searchtext.id = search_bigrams.id)"
_TITLE = f"split_part({_FOLDED}, E'\\n', 1)"


def _of_units(source: str, where: str, key: str, within: Filters) -> tuple[str, str]:
    """Very many units are looked up row by row."""
    units = within.unit_ids
    if units is None or len(units) <= MOST_UNITS:
        return source, where
    inside = ", ".join(str(int(unit)) for unit in units)
    return f"{source} CROSS JOIN search_searchdoc AS doc", f"{where} AND doc.id = {key} AND doc.unit_id IN ({inside})"
