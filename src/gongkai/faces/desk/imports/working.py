"""Long work on a batch, done by the worker while the person may leave: reading its Word documents, sending its drafts into review.

A few are done at once; more become a task of the queue, which says how far it has come and can be begun again where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from gongkai.faces import clock
from gongkai.faces.desk.models import ImportText, ImportWork
from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import Actor
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.importing import following, services
from gongkai.office.catalog.importing.files import Text, text_of
from gongkai.office.catalog.models import Document

#: So many documents are read, so many drafts checked, while the person waits: two or three seconds.
READ_AT_ONCE, SUBMIT_AT_ONCE = 20, 20
#: A worker that has not been heard of for so long is not at work.
_SILENT = timedelta(minutes=2)
_BEAT = timedelta(seconds=1)
Kind = ImportWork.Kind


def begin_reading(batch: ImportBatch, *, at: datetime) -> None:
    """See that the Word documents which the rows name are read: at once where they are few."""
    _begin(batch, Kind.READING, _unread(batch), READ_AT_ONCE, at)


def begin_submitting(batch: ImportBatch, *, at: datetime) -> None:
    """See that the drafts are checked and sent into review: at once where they are few."""
    _begin(batch, Kind.SUBMITTING, following.drafts_of(batch), SUBMIT_AT_ONCE, at)


def _begin(batch: ImportBatch, kind: str, todo: list[str] | list[Document], at_once: int, at: datetime) -> None:
    told = {"done": 0, "of": len(todo), "beat_at": at, "ended_at": None if todo else at, "told": {}}
    work, _new = ImportWork.objects.update_or_create(batch=batch, kind=kind, defaults=told)
    if len(todo) > at_once:
        carry_on.enqueue(work.pk)
    elif todo:
        carry_on.call(work.pk)


@task()
def carry_on(work_id: int) -> int:
    """Do what is left of a piece of work; how much was done. The worker's, or the request's where it is little."""
    work = ImportWork.objects.select_related("batch__by").get(pk=work_id)
    if work.kind == Kind.READING:
        return _go_through(work, _unread(work.batch), lambda name: _read(work.batch, name))
    return _go_through(work, following.drafts_of(work.batch), lambda document: _submit(work, document))


def _go_through(work: ImportWork, todo: Iterable[Any], do: Callable[[Any], None]) -> int:
    done = 0
    for one in todo:
        do(one)
        done += 1
        work.done += 1
        now = clock.now()
        if now - work.beat_at >= _BEAT:
            work.beat_at = now
            work.save(update_fields=["done", "beat_at", "told"])
    work.beat_at = work.ended_at = clock.now()
    work.save(update_fields=["done", "beat_at", "ended_at", "told"])
    return done


def _read(batch: ImportBatch, name: str) -> None:
    found = text_of(batch.files[name], name)
    ImportText.objects.get_or_create(batch=batch, name=name, defaults={"body": found.body, "refused": found.refused})


def _submit(work: ImportWork, document: Document) -> None:
    now = clock.now()
    by: Actor = actor_for(work.batch.by, on=timezone.localdate(now))
    if why := following.submit_one(document, by=by, at=now):
        work.told[str(document.pk)] = why


def _unread(batch: ImportBatch) -> list[str]:
    read = set(ImportText.objects.filter(batch=batch).values_list("name", flat=True))
    return [name for name in services.words_wanted(batch) if name not in read]


# --- what the screens ask ---------------------------------------------------------------------------------------------
def under_way(batch: ImportBatch, kind: str) -> ImportWork | None:
    """The work that has not ended."""
    return ImportWork.objects.filter(batch=batch, kind=kind, ended_at__isnull=True).first()


def silent(work: ImportWork, now: datetime) -> bool:
    """Whether nothing has been heard of it for long: no worker runs, or it was stopped."""
    return now - work.beat_at > _SILENT


def held_back(batch: ImportBatch) -> dict[int, str]:
    """Why drafts were not sent into review, by document."""
    work = ImportWork.objects.filter(batch=batch, kind=Kind.SUBMITTING).first()
    return {int(pk): why for pk, why in work.told.items()} if work else {}


def texts_of(batch: ImportBatch) -> dict[str, Text]:
    """What was read, by name."""
    rows = ImportText.objects.filter(batch=batch).values_list("name", "body", "refused")
    return {name: Text(body, refused) for name, body, refused in rows}


def forget_texts(batch: ImportBatch) -> None:
    """The drafts hold the texts now."""
    ImportText.objects.filter(batch=batch).delete()


def waiting_batches(by: Actor) -> Iterable[ImportBatch]:
    """A person's batches of which a part was read by the worker, and which now wait for a look; the newest first."""
    read = ImportWork.objects.filter(kind=Kind.READING, ended_at__isnull=False, of__gt=READ_AT_ONCE)
    waiting = ImportBatch.objects.filter(by_id=by.id, carried_out_at__isnull=True, pk__in=read.values("batch_id"))
    return waiting.order_by("-pk")[:5]
