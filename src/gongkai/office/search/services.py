"""What enters and leaves the index: always inside the transaction of the act that publishes or withdraws."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.search import index as bigrams
from gongkai.office.search import tallying
from gongkai.office.search.models import SearchDoc, SearchText, Tally
from gongkai.office.search.tallying import Counted
from gongkai.office.search.tokens import MOST_CHARACTERS, normalise, same_name

BATCH = 1000
_Row = TypeVar("_Row", bound=Model)
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


#: Reads some of what is public at the moment it is called; :func:`rebuild` calls it while the index is held.
Batch = Callable[[], Sequence[Entry]]


def index(entry: Entry, *, on: date) -> None:
    """Enter a public thing, or change what was entered under the same kind and key; ``on`` is the day of the act.

    Of ``text`` the first 200,000 characters are found. Runs in the caller's transaction: an undone act leaves nothing.
    Whoever enters several in one transaction locks what they are made of first.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    tallying.hold()
    values, text = _values(entry, on), _text(entry)
    doc, new = SearchDoc.objects.select_for_update().get_or_create(kind=entry.kind, key=str(entry.key), defaults=values)
    gone = [] if new else [Counted.of(doc)]
    if not new:
        bigrams.take_out([doc])
        for name, value in values.items():
            setattr(doc, name, value)
        doc.save()
    text.id = doc.pk
    text.save()
    bigrams.add([(doc, text.folded)])
    tallying.change(gone, [Counted.of(doc)])


def remove(*, kind: str, key: str) -> bool:
    """Take a thing out; whether it was there. Runs in the caller's transaction.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    tallying.hold()
    doc = SearchDoc.objects.select_for_update().filter(kind=kind, key=str(key)).first()
    if doc is None:
        return False
    bigrams.take_out([doc])
    gone = Counted.of(doc)
    SearchText.objects.filter(pk=doc.pk).delete()
    doc.delete()
    tallying.change([gone], [])
    return True


def rebuild(
    source: Iterable[Batch], *, by: Actor, at: datetime, tell: Callable[[int], None] = lambda _entered: None
) -> int:
    """Make the whole index again from what is public; how many things it holds then. ``tell`` hears how many were entered.

    Each batch is a short transaction of its own, so that others can write in between; until the last, not everything is found.
    A batch is read when the index is held, and takes no lock of what it reads. Whoever publishes, corrects or withdraws writes
    first and then waits for the index: what was committed before is read, what comes later is entered after the batch. No
    withdrawn thing comes back, no corrected one gets its older words. An interrupted rebuild is begun again.
    """
    with audited():
        record("search.rebuilt", by=by, at=at, subject="检索", detail={"step": "cleared"})
        tallying.hold()
        SearchDoc.objects.all().delete()
        SearchText.objects.all().delete()
        Tally.objects.all().delete()
        bigrams.clear()
    total = 0
    for read in source:
        with audited():
            tallying.hold()
            entries = read()
            index_many(entries, on=timezone.localdate(at))
            total += len(entries)
            record("search.rebuilt", by=by, at=at, subject="检索", detail={"step": "entered", "total": total})
        tell(total)
    return SearchDoc.objects.count()


def in_batches(public: QuerySet[_Row], entry_of: Callable[[_Row], Entry], *, size: int) -> Iterator[Batch]:
    """What an application has made public, for :func:`rebuild`: ranges of ids, each read anew whenever its batch is called."""
    rows, last = public.order_by("pk"), 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        yield partial(_read, rows.filter(pk__gt=last, pk__lte=keys[-1]), entry_of)
        last = keys[-1]


def _read(rows: QuerySet[_Row], entry_of: Callable[[_Row], Entry]) -> list[Entry]:
    return [entry_of(row) for row in rows.all()]


def index_many(batch: Sequence[Entry], *, on: date) -> int:
    """Enter up to a few thousand things at once; how many are new. Runs in the caller's transaction.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    _need_transaction()
    tallying.hold()
    latest = {(entry.kind, str(entry.key)): entry for entry in batch}
    old = [
        doc
        for doc in SearchDoc.objects.select_for_update().filter(key__in={key for _kind, key in latest})
        if (doc.kind, doc.key) in latest
    ]
    gone = [Counted.of(doc) for doc in old]
    bigrams.take_out(old)
    for table in (SearchText, SearchDoc):
        table._default_manager.filter(pk__in=[doc.pk for doc in old]).delete()
    docs = SearchDoc.objects.bulk_create(
        [SearchDoc(kind=kind, key=key, **_values(entry, on)) for (kind, key), entry in latest.items()],
        batch_size=BATCH,
    )
    texts = [_text(entry) for entry in latest.values()]
    for doc, text in zip(docs, texts, strict=True):
        text.id = doc.pk
    SearchText.objects.bulk_create(texts, batch_size=BATCH)
    bigrams.add([(doc, text.folded) for doc, text in zip(docs, texts, strict=True)])
    tallying.change(gone, [Counted.of(doc) for doc in docs])
    return len(docs) - len(old)


def recount(*, by: Actor, at: datetime) -> int:
    """Make all counts again from what is in the index; how many there are then."""
    with audited():
        tallying.hold()
        total = tallying.recount()
        record("search.recounted", by=by, at=at, subject="检索", detail={"counts": total})
    return total


def flip_ended(on: date, *, at: datetime, by: Actor = SYSTEM) -> int:
    """Turn what ended since last time (and what was said to have ended and has not); how many things were turned.

    What lists and counts say of validity is what this has turned, so that it runs when a day begins.
    """
    turned = 0
    while batch := _turning(on):
        with audited():
            tallying.hold()
            docs = list(SearchDoc.objects.select_for_update().filter(pk__in=batch))
            gone = [Counted.of(doc) for doc in docs]
            bigrams.take_out(docs)
            for doc in docs:
                doc.in_force = in_force(doc.ended_on, on)
            SearchDoc.objects.bulk_update(docs, ["in_force"])
            texts = dict(SearchText.objects.filter(pk__in=batch).values_list("pk", "folded"))
            bigrams.add([(doc, texts[doc.pk]) for doc in docs])
            tallying.change(gone, [Counted.of(doc) for doc in docs])
            record("search.turned", by=by, at=at, subject="检索", detail={"on": on.isoformat(), "things": len(docs)})
        turned += len(docs)
    return turned


def _turning(on: date) -> list[int]:
    known = SearchDoc.objects.filter(ended_on__isnull=False)
    rows = known.filter(in_force=True, ended_on__lte=on) | known.filter(in_force=False, ended_on__gt=on)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def in_force(ended_on: date | None, on: date) -> bool:
    """Whether something is still in force on a day; ``ended_on`` is the first on which it is not."""
    return ended_on is None or ended_on > on


def _values(entry: Entry, on: date) -> dict[str, object]:
    """The columns of an entry, cut to their lengths, with what is computed from them."""
    values = asdict(entry)
    for name in ("kind", "key", "text"):
        del values[name]
    title, number = one_line(entry.title)[:500], one_line(entry.number)[:100]
    return values | {
        "title": title,
        "number": number,
        "index_number": one_line(entry.index_number)[:60],
        "summary": one_line(entry.summary)[:300],
        "in_force": in_force(entry.ended_on, on),
        "title_name": name_hash(title),
        "number_name": name_hash(number),
    }


def _text(entry: Entry) -> SearchText:
    text = _NO_TEXT.sub("", entry.text)[:MOST_CHARACTERS]
    told = ((entry.title, 500), (entry.number, 100), (entry.index_number, 60))
    lines = [" ".join(normalise(one_line(value)[:most]).split()) for value, most in told]
    return SearchText(text=text, folded="\n".join((*lines, normalise(text)[: MOST_CHARACTERS * 2])))


def one_line(value: str) -> str:
    """As it stands in a column: one line without what no database keeps."""
    return " ".join(_NO_TEXT.sub("", value).split())


def name_hash(value: str) -> str:
    """What a title or a document number is recognized by when it is asked for exactly; "" for nothing."""
    name = same_name(value)
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest() if name else ""


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("index() and remove() run inside the act that publishes or withdraws")
