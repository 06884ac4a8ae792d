"""Items by the million for load tests: the rows that taking over an older site would write, in bulk.

What one item costs is counted in microseconds: the rows are made as plain values and go in by COPY (PostgreSQL) or one prepared
statement (SQLite), indexes are made afterwards, and the trail hears of a batch at a time. A test holds the rows against those
that :func:`gongkai.office.catalog.services.adopt` writes.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

from gongkai.faces.jobs.loadtexts import Sentence, Text, Texts
from gongkai.office.accounts.models import User
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.catalog.contents import Written
from gongkai.office.catalog.indexing import column_of, region_of, write_number
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document, IndexSeries, Revision
from gongkai.office.search import index, tallying
from gongkai.office.search.models import SearchDoc, SearchText
from gongkai.office.search.services import name_hash
from gongkai.office.search.tokens import normalise
from gongkai.office.units.models import Unit

BATCH = 5000
SITE = "原网站（压力测试）"
SINCE = date(2017, 1, 1)
_ENDED = 0.06
_TABLES = (Document, Revision, SearchDoc, SearchText)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Item:
    """One item with everything its rows are made of."""

    pk: int
    unit: Unit
    by_id: int
    kind: str
    text: Text
    number: str
    index_number: str
    at: datetime
    day: date
    ended_on: date | None


def load_items(count: int, *, now: datetime, say: Say) -> int:
    """Fill an empty catalogue with ``count`` public items of all units, oldest first; how many there are then."""
    units = list(Unit.objects.order_by("pk"))
    clerks = dict(User.objects.order_by("-pk").values_list("unit_id", "pk"))
    anybody = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    series: Counter[tuple[int, int]] = Counter()
    made = _items(count, units, clerks, anybody, series, timezone.localdate(now))
    done = 0
    with _indexes_afterwards(say):
        while batch := list(islice(made, BATCH)):
            with audited():
                _enter(batch, timezone.localdate(now))
                record(
                    "catalog.adopted",
                    by=SYSTEM,
                    at=now,
                    subject=f"自{SITE}接收{len(batch)}条",
                    detail={"site": SITE, "count": len(batch), "first": batch[0].pk, "last": batch[-1].pk},
                )
            done += len(batch)
            if done % (10 * BATCH) == 0 or done == count:
                say(f"信息 {done:,} / {count:,}")
    say("统计各单位、各类目的条数……")
    with audited():
        IndexSeries.objects.bulk_create(
            [IndexSeries(unit_id=unit, year=year, last=last) for (unit, year), last in sorted(series.items())],
            batch_size=BATCH,
        )
        tallying.hold()
        record("search.recounted", by=SYSTEM, at=now, subject="检索", detail={"counts": tallying.recount()})
    _statistics()
    return done


def _items(
    count: int, units: list[Unit], clerks: dict[int, int], anybody: int, series: Counter[tuple[int, int]], today: date
) -> Iterator[_Item]:
    """Oldest first; some units publish much, most little; ever more a year."""
    chance, texts = random.Random(count), Texts(count)  # noqa: S311 (who published what, not secrets)
    order = chance.sample(units, len(units))
    days = (today - SINCE).days
    for place in range(count):
        unit = order[int(len(order) * chance.random() ** 1.6)]
        at = datetime(SINCE.year, 1, 1, 1, tzinfo=UTC) + timedelta(days=int(days * (place / count) ** 0.8))
        at += timedelta(minutes=place % 480)
        day = timezone.localdate(at)
        series[unit.pk, day.year] += 1
        yield _Item(
            pk=place + 1,
            unit=unit,
            by_id=clerks.get(unit.pk, anybody),
            kind=chance.choices(("document", "interpretation", "institution", "guide"), (90, 7, 2, 1))[0],
            text=texts.text(place + 1),
            number=f"临政发〔{day.year}〕{series[unit.pk, day.year]}号" if place % 3 == 0 else "",
            index_number=write_number(unit, day.year, series[unit.pk, day.year]),
            at=at,
            day=day,
            ended_on=day + timedelta(chance.randrange(300, 3000)) if chance.random() < _ENDED * 2 else None,
        )


def _enter(batch: Sequence[_Item], on: date) -> None:
    """The rows of a batch, in every table."""
    revisions = [_revision(item) for item in batch]
    docs = [_doc(item, revision["title"], on) for item, revision in zip(batch, revisions, strict=True)]
    _write(Document, [_document(item) for item in batch])
    _write(Revision, revisions)
    _write(SearchDoc, docs)
    _write(SearchText, [_search_text(item) for item in batch])
    index.enter_words(
        (doc["id"], doc["published_on"], [*index.facts_of(doc), *_words(item)])
        for doc, item in zip(docs, batch, strict=True)
    )


def _document(item: _Item) -> dict[str, Any]:
    return {
        "id": item.pk,
        "unit_id": item.unit.pk,
        "kind": item.kind,
        "created_by_id": item.by_id,
        "created_at": item.at,
        "latest_id": item.pk,
        "published_id": item.pk,
        "published_at": item.at,
        "index_number": item.index_number,
        "ended_on": item.ended_on,
        "ended_how": "expired" if item.ended_on else "",
        "adopted_from": SITE,
    }


def _revision(item: _Item) -> dict[str, Any]:
    text = item.text
    said = Metadata(
        heading=text.heading, subject=text.subject, genre=text.genre, issuers=(item.unit.name,), keywords=("演示",)
    )
    content = Written(
        title=text.title.text,
        document_number=item.number,
        formed_on=item.day,
        body=text.body,
        attachments=(),
        metadata=said,
    )
    return {
        "id": item.pk,
        "document_id": item.pk,
        "number": 1,
        "title": content.title,
        "document_number": item.number,
        "formed_on": item.day,
        "body": content.body,
        "saved_by_id": item.by_id,
        "saved_at": item.at,
        "note": f"自{SITE}接收",
        "released_at": item.at,
        "version": 1,
        "digest": content.content().digest(),
        **said.columns(),
    }


def _doc(item: _Item, title: str, on: date) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "key": str(item.pk),
        "unit_id": item.unit.pk,
        "title": title,
        "number": item.number,
        "summary": " ".join(item.text.lines)[:300],
        "url": f"/documents/{item.pk}/",
        "published_on": item.day,
        "index_number": item.index_number,
        "region_id": region_of(item.unit),
        "column": column_of(item.kind),
        "heading": item.text.heading,
        "subject": item.text.subject,
        "genre": item.text.genre,
        "ended_on": item.ended_on,
        "in_force": item.ended_on is None or item.ended_on > on,
        "title_name": name_hash(title),
        "number_name": name_hash(item.number) if item.number else "",
    }


def _search_text(item: _Item) -> dict[str, Any]:
    told = (item.text.title.folded, normalise(item.number), item.index_number.lower(), *item.text.folded_lines)
    return {"id": item.pk, "text": "\n".join(item.text.lines), "folded": "\n".join(told)}


def _words(item: _Item) -> list[str]:
    """The words of the text as the tokenizer would give them: sentence by sentence."""
    title = item.text.title.words
    words = [index.TITLE + word for word in title]
    words += title
    words += Sentence(f"{item.number}\n{item.index_number}").words
    for sentence in item.text.sentences:
        words += sentence.words
    return words


def _write(table: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Plain values, all in one go; what a row does not say has the field's default."""
    fields = table._meta.concrete_fields
    said = rows[0].keys()
    defaults = [None if field.attname in said else field.get_default() for field in fields]
    plan = [
        (field.attname if field.attname in said else "", value) for field, value in zip(fields, defaults, strict=True)
    ]
    listed = {field.attname for field in fields if isinstance(field, models.JSONField)}
    values: list[list[Any]] = [
        [
            json.dumps(row[name], ensure_ascii=False) if name in listed else row[name] if name else value
            for name, value in plan
        ]
        for row in rows
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table._meta.db_table} ({columns}) FROM STDIN") as door:
                for row in values:
                    door.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            moments = [place for place, field in enumerate(fields) if isinstance(field, models.DateTimeField)]
            for row in values:
                for place in moments:
                    row[place] = row[place] and row[place].astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
            cursor.executemany(f"INSERT INTO {table._meta.db_table} ({columns}) VALUES ({marks})", values)  # noqa: S608


@contextmanager
def _indexes_afterwards(say: Say) -> Iterator[None]:
    """Without the indexes of the big tables while rows go in: made at once afterwards they cost a tenth.

    References are not looked up meanwhile, where that can be left out: without the indexes each would read a whole table.
    """
    if connection.in_atomic_block:  # neither can be left out inside a transaction
        yield
        return
    statements = _taken_away()
    before, after = _HURRY[connection.vendor]
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
    try:
        yield
    finally:
        say("建立索引……")
        with connection.cursor() as cursor:
            for statement in (*after, *statements):
                cursor.execute(statement)


_HASH = "INSERT INTO search_bigrams(search_bigrams, rank) VALUES ('hashsize', {})"
_REFERENCES = "SELECT set_config('session_replication_role', '{}', false) WHERE current_setting('is_superuser') = 'on'"
_HURRY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sqlite": (
        (
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -600000",
            "PRAGMA foreign_keys = OFF",
            _HASH.format(64 * 2**20),
        ),
        (_HASH.format(2**20), "PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL"),
    ),
    "postgresql": (
        (
            _REFERENCES.format("replica"),
            "SET synchronous_commit = off",
        ),
        (
            _REFERENCES.format("origin"),
            "SET maintenance_work_mem = '1GB'",
        ),
    ),
}


def _taken_away() -> list[str]:
    """Drop the indexes that no constraint needs; how each is made again."""
    tables = [*(table._meta.db_table for table in _TABLES), "search_bigrams"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        else:
            cursor.execute(
                "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE indexname NOT IN "
                "(SELECT conname FROM pg_constraint)"
            )
        found = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        for name, _sql in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


def _statistics() -> None:
    """What the planner knows, and the numbers the next rows get."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in (Document, Revision, SearchDoc):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM " + table._meta.db_table,  # noqa: S608
                    [table._meta.db_table],
                )
        else:
            cursor.execute("INSERT INTO search_bigrams(search_bigrams) VALUES ('optimize')")
        cursor.execute("ANALYZE")
