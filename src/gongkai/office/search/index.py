"""The index of bigrams beside the table: SQLite's FTS5 without contents, or a tsvector column with GIN on PostgreSQL.

On SQLite the number of a row in the index is made of its date and its id: results come newest first without being sorted.
Removing a row there needs the words it was entered with (SQLite before 3.43); they are made again from ``folded``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import tokens

#: Bits of a row's number in FTS5 that are the id; the day stands above them.
ID_BITS = 40
ID_MASK = (1 << ID_BITS) - 1
#: PostgreSQL takes a megabyte of words a document.
_MOST_BYTES = 1_000_000
#: Before a word: of the title; a unit; a kind. No text has these signs in a word.
TITLE, UNIT, KIND = "¶", "§u", "§k"


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


def kind_word(kind: str) -> str:
    """A kind as a word of the index."""
    return KIND + kind.encode().hex()


def words_of(doc: SearchDoc) -> list[str]:
    """Every word under which a document is found, in order."""
    words = [f"{UNIT}{doc.unit_id}", kind_word(doc.kind)]
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
