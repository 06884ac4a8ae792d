"""The index of bigrams beside the table: SQLite's FTS5 without contents, or a tsvector column with GIN on PostgreSQL.

On SQLite the number of a row in the index is made of its date and its id: results come newest first without being sorted.
Removing a row there needs the words it was entered with (SQLite before 3.43); they are made again from ``folded``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import tokens

#: Bits of a row's number in FTS5 that are the id; the day stands above them.
ID_BITS = 40
ID_MASK = (1 << ID_BITS) - 1
#: PostgreSQL takes a megabyte of words a document.
_MOST_BYTES = 1_000_000
#: Before a word of the title. No text has this sign in a word, nor that of a fact (:func:`fact_word`).
TITLE = "¶"
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


def create() -> None:
    """Make the index if it is not there (migration 0002, and tests that run without migrations)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS search_bigrams USING fts5(words, content='', tokenize='ascii')"
            )
        else:
            cursor.execute("ALTER TABLE search_searchdoc ADD COLUMN IF NOT EXISTS bigrams tsvector")
            cursor.execute("CREATE INDEX IF NOT EXISTS searchdoc_bigrams ON search_searchdoc USING gin (bigrams)")


def row_number(published_on: date, doc_id: int) -> int:
    """The number of a document in FTS5: later days are larger."""
    return published_on.toordinal() << ID_BITS | doc_id


def fact_word(name: str, value: str | int | bool | None) -> str:
    """A fact of a document as a word of the index: its unit, heading, year …, so that filters stay inside the index.

    >>> fact_word("year", 2026), fact_word("in_force", True), fact_word("kind", "guide")
    ('§y2026', '§f1', '§k6775696465')
    """
    written = value.encode().hex() if isinstance(value, str) else "" if value is None else str(int(value))
    return _FACTS[name] + written


def words_of(doc: SearchDoc) -> list[str]:
    """Every word under which a document is found, in order."""
    words = [
        fact_word("unit_id", doc.unit_id),
        fact_word("region_id", doc.region_id),
        fact_word("column", doc.column),
        fact_word("kind", doc.kind),
        fact_word("heading", doc.heading),
        fact_word("subject", doc.subject),
        fact_word("genre", doc.genre),
        fact_word("year", doc.published_on.year),
        fact_word("in_force", doc.in_force),
    ]
    words += [TITLE + word for word in tokens(doc.folded.partition("\n")[0])]
    found = tokens(doc.folded)
    return words + (found if len(doc.folded) * 8 < _MOST_BYTES else _within_reach(found))


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


def add(docs: Iterable[SearchDoc]) -> None:
    """Enter saved documents that are not in the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            rows = [(row_number(doc.published_on, doc.pk), " ".join(words_of(doc))) for doc in docs]
            cursor.executemany("INSERT INTO search_bigrams(rowid, words) VALUES (%s, %s)", rows)
        else:
            cursor.executemany(
                "UPDATE search_searchdoc SET bigrams = array_to_tsvector(%s::text[]) WHERE id = %s",
                [(sorted(set(words_of(doc))), doc.pk) for doc in docs],
            )


def take_out(docs: Iterable[SearchDoc]) -> None:
    """Remove documents as they were entered (on PostgreSQL the words go with the row)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        rows = [(row_number(doc.published_on, doc.pk), " ".join(words_of(doc))) for doc in docs]
        cursor.executemany("INSERT INTO search_bigrams(search_bigrams, rowid, words) VALUES ('delete', %s, %s)", rows)


def clear() -> None:
    """Empty the index (the rows beside it are emptied by the caller)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_bigrams(search_bigrams) VALUES ('delete-all')")


def enter_again(docs: QuerySet[SearchDoc]) -> None:
    """Make the whole index anew from the rows, after the words under which they are found have changed."""
    clear()
    waiting = docs.order_by("pk").iterator(chunk_size=500)
    while batch := list(islice(waiting, 500)):
        add(batch)
