"""What enters and leaves the index: always inside the transaction of the act that publishes or withdraws."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from django.db import connection
from django.db.transaction import TransactionManagementError

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.search import index as bigrams
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import MOST_CHARACTERS, normalise, same_name

BATCH = 1000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One public thing for :func:`rebuild`; the fields are those of :func:`index`."""

    kind: str
    key: str
    unit_id: int | None
    title: str
    number: str
    text: str
    url: str
    published_on: date
    summary: str = ""
    index_number: str = ""
    region_id: int | None = None
    column: str = ""
    heading: str = ""
    subject: str = ""
    genre: str = ""
    ended_on: date | None = None


def index(entry: Entry) -> None:
    """Enter a public thing, or change what was entered under the same kind and key.

    Of ``text`` the first 200,000 characters are found. Runs in the caller's transaction: an undone act leaves nothing.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    values = _values(entry)
    doc, new = SearchDoc.objects.select_for_update().get_or_create(kind=entry.kind, key=str(entry.key), defaults=values)
    if not new:
        bigrams.take_out([doc])
        for name, value in values.items():
            setattr(doc, name, value)
        doc.save()
    bigrams.add([doc])


def remove(*, kind: str, key: str) -> bool:
    """Take a thing out; whether it was there. Runs in the caller's transaction.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    doc = SearchDoc.objects.select_for_update().filter(kind=kind, key=str(key)).first()
    if doc is None:
        return False
    bigrams.take_out([doc])
    doc.delete()
    return True


def rebuild(source: Iterable[Entry], *, by: Actor, at: datetime) -> int:
    """Make the whole index again from what is public now; how many things it holds then.

    Streams in batches of a thousand, each its own short transaction, so that others can write in between; until it ends,
    not everything is found. The last entry of the same kind and key counts.
    """
    with audited():
        record("search.rebuilt", by=by, at=at, subject="检索", detail={"step": "cleared"})
        SearchDoc.objects.all().delete()
        bigrams.clear()
    total = 0
    for batch in _batches(source):
        with audited():
            total += index_many(batch)
            record("search.rebuilt", by=by, at=at, subject="检索", detail={"step": "entered", "total": total})
    return total


def index_many(batch: Sequence[Entry]) -> int:
    """Enter up to a few thousand things at once; how many are new. Runs in the caller's transaction.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    latest = {(entry.kind, str(entry.key)): entry for entry in batch}
    old = [
        doc
        for doc in SearchDoc.objects.select_for_update().filter(key__in={key for _kind, key in latest})
        if (doc.kind, doc.key) in latest
    ]
    bigrams.take_out(old)
    SearchDoc.objects.filter(pk__in=[doc.pk for doc in old]).delete()
    docs = [SearchDoc(kind=kind, key=key, **_values(entry)) for (kind, key), entry in latest.items()]
    bigrams.add(SearchDoc.objects.bulk_create(docs, batch_size=BATCH))
    return len(docs) - len(old)


def _batches(source: Iterable[Entry]) -> Iterator[list[Entry]]:
    waiting = iter(source)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _values(entry: Entry) -> dict[str, object]:
    """The columns of an entry, cut to their lengths, with what is computed from them."""
    title, number, summary = (
        " ".join(_NO_TEXT.sub("", value).split())[:most]
        for value, most in ((entry.title, 500), (entry.number, 100), (entry.summary, 300))
    )
    text = _NO_TEXT.sub("", entry.text)[:MOST_CHARACTERS]
    values = asdict(entry)
    del values["kind"], values["key"]
    return values | {
        "title": title,
        "number": number,
        "summary": summary,
        "text": text,
        "folded": "\n".join((_line(title), _line(number), normalise(text)[: MOST_CHARACTERS * 2])),
        "title_name": name_hash(title),
        "number_name": name_hash(number),
    }  # fmt: skip


def _line(value: str) -> str:
    return " ".join(normalise(value).split())


def name_hash(value: str) -> str:
    """What a title or a document number is recognized by when it is asked for exactly; "" for nothing."""
    name = same_name(value)
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest() if name else ""


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("index() and remove() run inside the act that publishes or withdraws")
