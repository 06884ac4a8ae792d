"""Which rows answer a question, newest first: the same question put to FTS5 or to PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongkai.office.search import index
from gongkai.office.search.filters import Filters, Key
from gongkai.office.search.tokens import Question, beginning, is_cjk

#: So many units still fit into an FTS5 expression; more are looked up row by row.
_MOST_UNITS = 100


@dataclass(frozen=True)
class _Part:
    """FROM and WHERE of a statement, and its values."""

    source: str
    where: str
    values: list[Any]
    order: str
    key: str
    behind: str

    @property
    def sqlite(self) -> bool:
        """Whether rows are numbered by day and id."""
        return self.behind.count("%s") == 1


def ids(
    question: Question,
    within: Filters,
    *,
    limit: int,
    offset: int = 0,
    without: Sequence[int] = (),
    title: bool = False,
    key: Key | None = None,
) -> list[int]:
    """The ids of matching rows, newest first, behind ``key``. ``title``: only where the title matches."""
    part = _part(question, within, title=title)
    where, values = part.where, list(part.values)
    if key is not None:
        where += f" AND {part.behind}"
        values += [index.row_number(key.published_on, key.id)] if part.sqlite else [key.published_on, key.id]
    if without:
        where += f" AND {part.key} NOT IN ({', '.join(['%s'] * len(without))})"
        values += without
    sql = f"SELECT {part.key} FROM {part.source} WHERE {where} ORDER BY {part.order} LIMIT %s OFFSET %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit, offset])
        return [row[0] for row in cursor.fetchall()]


def count(question: Question, within: Filters, most: int) -> int:
    """How many rows match, counting no further than ``most``."""
    part = _part(question, within, title=False)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {part.source} WHERE {part.where} LIMIT %s) AS found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*part.values, most])
        return int(cursor.fetchone()[0])


def fact_words(within: Filters) -> list[str]:
    """The filters as words of the index: all but units, of which there may be many, and days."""
    facts: dict[str, str | int | None] = {
        "region_id": within.region_id,
        "column": within.column,
        "kind": within.kind,
        "heading": within.heading,
        "subject": within.subject,
        "genre": within.genre,
        "year": within.year,
        "in_force": within.in_force,
    }
    return [index.fact_word(name, value) for name, value in facts.items() if value is not None]


def _part(question: Question, within: Filters, *, title: bool) -> _Part:
    return (_sqlite if connection.vendor == "sqlite" else _postgresql)(question, within, title=title)


def _sqlite(question: Question, within: Filters, *, title: bool) -> _Part:
    mark = index.TITLE if title else ""
    asked = [
        '"' + " ".join(mark + word for word in phrase) + '"' + (" *" if beginning(phrase) else "")
        for phrase in question.phrases
    ]
    asked += [f'"{word}"' for word in fact_words(within)]
    source, where, values = "search_bigrams", "search_bigrams MATCH %s", list[Any]()
    units = None if within.unit_ids is None else list(within.unit_ids)
    if units is not None and len(units) <= _MOST_UNITS:
        asked.append("(" + " OR ".join(f'"{index.fact_word("unit_id", unit)}"' for unit in units) + ")")
    values.append(" AND ".join(asked))
    if within.first_day:
        where += " AND search_bigrams.rowid >= %s"
        values.append(index.row_number(within.first_day, 0))
    if within.last_day:
        where += " AND search_bigrams.rowid <= %s"
        values.append(index.row_number(within.last_day, index.ID_MASK))
    key = f"(search_bigrams.rowid & {index.ID_MASK})"
    if units is not None and len(units) > _MOST_UNITS:
        source += f" CROSS JOIN search_searchdoc AS doc ON doc.id = {key}"
        where += f" AND doc.unit_id IN ({', '.join(str(int(unit)) for unit in units)})"
    return _Part(source, where, values, "search_bigrams.rowid DESC", key, "search_bigrams.rowid < %s")


def _postgresql(question: Question, within: Filters, *, title: bool) -> _Part:
    mark = index.TITLE if title else ""
    asked = [f"'{mark}{word}'" + (":*" if beginning(phrase) else "") for phrase in question.phrases for word in phrase]
    asked += [f"'{word}'" for word in fact_words(within)]
    where, values = "bigrams @@ %s::tsquery", list[Any]([" & ".join(dict.fromkeys(asked))])
    # The words stand in the index without their places; that they stand together is seen in the text.
    for run in question.runs:
        if is_cjk(run) and len(run) > 2:
            where += " AND strpos(" + ("split_part(folded, E'\\n', 1)" if title else "folded") + ", %s) > 0"
            values.append(run)
    for clause, value in (
        ("unit_id = ANY(%s)", None if within.unit_ids is None else list(within.unit_ids)),
        ("published_on >= %s", within.since),
        ("published_on <= %s", within.until),
    ):
        if value is not None:
            where += f" AND {clause}"
            values.append(value)
    return _Part("search_searchdoc", where, values, "published_on DESC, id DESC", "id", "(published_on, id) < (%s, %s)")
