"""The index of words beside the tables: SQLite's FTS5 without contents, or a narrow table of tsvectors with GIN on PostgreSQL.

Both are called ``search_bigrams`` and hold no more than a row's number, its day, and its words: what is looked through for an
answer is small. On SQLite the number is made of the day and the id, so that results come newest first without being sorted;
removing a row there needs the words it was entered with (before 3.43), which are made again from ``SearchText.folded``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection

from gongkai.office.search.models import SearchDoc, SearchText
from gongkai.office.search.tokens import tokens

#: Bits of a row's number in FTS5 that are the id; the day stands above them.
ID_BITS = 40
ID_MASK = (1 << ID_BITS) - 1
#: PostgreSQL takes a megabyte of words a document.
_MOST_BYTES = 1_000_000
#: Before a word of the title. No text has this sign in a word, nor that of a fact (:func:`fact_word`).
TITLE = "¶"
#: From so many rows on PostgreSQL takes them by COPY.
_MOST_SINGLE = 100
_FACTS = {
    "unit_id": "§u",
    "region_id": "§r",
    "column": "§c",
    "kind": "§k",
    "heading": "§h",
    "subject": "§s",
    "genre": "§g",
    "year": "§y",
    "in_force": "§f",
}
#: The columns whose values are words.
_NAMES = ("published_on", *(name for name in _FACTS if name != "year"))
_SQLITE = ("CREATE VIRTUAL TABLE IF NOT EXISTS search_bigrams USING fts5(words, content='', tokenize='ascii')",)
#: The words of a text of more than some two hundred different ones lie apart from the row (TOAST), which is then so small that a
#: hundred stand on a page; those of a shorter text stand in it.
_POSTGRESQL = (
    """CREATE TABLE IF NOT EXISTS search_bigrams (id bigint PRIMARY KEY, published_on date NOT NULL, bigrams tsvector NOT NULL)
    WITH (toast_tuple_target = 128)""",
    "CREATE INDEX IF NOT EXISTS bigrams_newest ON search_bigrams (published_on DESC, id DESC)",
    "CREATE INDEX IF NOT EXISTS bigrams_words ON search_bigrams USING gin (bigrams)",
)


def create() -> None:
    """Make the index if it is not there (migration 0002, and tests that run without migrations)."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def row_number(published_on: date, doc_id: int) -> int:
    """The number of a document in FTS5: later days are larger."""
    return published_on.toordinal() << ID_BITS | doc_id


@lru_cache(maxsize=4096)
def fact_word(name: str, value: str | int | bool | None) -> str:
    """A fact of a document as a word of the index: its unit, heading, year …, so that filters stay inside the index.

    >>> fact_word("year", 2026), fact_word("in_force", True), fact_word("kind", "guide")
    ('§y2026', '§f1', '§k6775696465')
    """
    written = value.encode().hex() if isinstance(value, str) else "" if value is None else str(int(value))
    return _FACTS[name] + written


def facts_of(values: Mapping[str, Any]) -> list[str]:
    """The facts of a document by which it is filtered (its columns, by name), as words."""
    facts = [fact_word(name, values[name]) for name in _FACTS if name != "year"]
    return [*facts, fact_word("year", values["published_on"].year)]


def words_of(doc: SearchDoc, folded: str) -> list[str]:
    """Every word under which a document is found, in order; ``folded`` is its normalised text."""
    words = facts_of({name: getattr(doc, name) for name in _NAMES}) + [
        TITLE + word for word in tokens(folded.partition("\n")[0])
    ]
    found = tokens(folded)
    return words + (found if len(folded) * 8 < _MOST_BYTES else _within_reach(found))


def _within_reach(words: list[str]) -> list[str]:
    """The first words that together fit."""
    seen: set[str] = set()
    room = _MOST_BYTES
    for place, word in enumerate(words):
        if word not in seen:
            room -= len(word.encode())
            if room < 0:
                return words[:place]
            seen.add(word)
    return words


def add(docs: Iterable[tuple[SearchDoc, str]]) -> None:
    """Enter saved documents, each with its normalised text, that are not in the index."""
    enter_words((doc.pk, doc.published_on, words_of(doc, folded)) for doc, folded in docs)


def enter_words(rows: Iterable[tuple[int, date, list[str]]]) -> None:
    """Enter documents by number, day and words. Oldest first: FTS5 writes to disk whenever a number is not the highest."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                "INSERT INTO search_bigrams(rowid, words) VALUES (%s, %s)",
                sorted((row_number(day, pk), " ".join(words)) for pk, day, words in rows),
            )
            return
        values = [(pk, day, _array(words)) for pk, day, words in rows]
        if len(values) < _MOST_SINGLE:
            cursor.executemany(
                "INSERT INTO search_bigrams(id, published_on, bigrams) VALUES (%s, %s, array_to_tsvector(%s::text[]))",
                values,
            )
            return
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS entering (id bigint, day date, words text[]) ON COMMIT DROP"
        )
        with cursor.copy("COPY entering FROM STDIN") as door:
            for value in values:
                door.write_row(value)
        cursor.execute("INSERT INTO search_bigrams SELECT id, day, array_to_tsvector(words) FROM entering")
        cursor.execute("TRUNCATE entering")


def _array(words: list[str]) -> str:
    """An array of PostgreSQL as it is written: no word holds a sign that would have to be escaped."""
    return '{"' + '","'.join(sorted(set(words))) + '"}'


def take_out(docs: Iterable[SearchDoc]) -> None:
    """Remove documents as they were entered: before their rows change."""
    known = {doc.pk: doc for doc in docs}
    if not known:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            texts = SearchText.objects.filter(pk__in=known).values_list("pk", "folded")
            rows = [
                (row_number(known[pk].published_on, pk), " ".join(words_of(known[pk], folded))) for pk, folded in texts
            ]
            cursor.executemany(
                "INSERT INTO search_bigrams(search_bigrams, rowid, words) VALUES ('delete', %s, %s)", rows
            )
        else:
            cursor.execute("DELETE FROM search_bigrams WHERE id = ANY(%s)", [list(known)])


def clear() -> None:
    """Empty the index (the rows beside it are emptied by the caller)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_bigrams(search_bigrams) VALUES ('delete-all')")
        else:
            cursor.execute("TRUNCATE search_bigrams")


def enter_again() -> None:
    """Make the whole index anew from the rows, after the words under which they are found have changed."""
    clear()
    waiting = _texts()
    while batch := list(islice(waiting, 500)):
        docs = SearchDoc.objects.only(*_NAMES).in_bulk([pk for pk, _folded in batch])
        add([(docs[pk], folded) for pk, folded in batch if pk in docs])


def _texts() -> Iterator[tuple[int, str]]:
    yield from SearchText.objects.order_by("pk").values_list("pk", "folded").iterator(chunk_size=500)
