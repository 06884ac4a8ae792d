"""The one door to the trail: :func:`audited` around a write, :func:`record` inside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit import verbs
from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.sealing import FIELDS, START, canonical, seal

__all__ = ["SYSTEM", "Actor", "NothingRecorded", "audited", "door_is_open", "read_recorded", "record"]


class NothingRecorded(RuntimeError):
    """A block of writes ended without a word in the trail: a mistake of the programmer, never of a user."""


@dataclass
class _Open(threading.local):
    pending: list[AuditEntry] | None = field(default=None)


_open = _Open()


@contextmanager
def audited() -> Iterator[None]:
    """A transaction whose entries are sealed at its end; everything in it happens and is recorded, or nothing is.

    The chain has one end, so that sealing waits for other writers. It is therefore the last thing a transaction does:
    entries are gathered by :func:`record` and sealed when the outermost block ends. Nested blocks join the outer one.

    Raises:
        NothingRecorded: the block ended without an entry.
    """
    if _open.pending is not None:
        mark = len(_open.pending)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del _open.pending[mark:]
            raise
        return
    _open.pending = []
    try:
        with transaction.atomic():
            yield
            if not _open.pending:
                raise NothingRecorded("nothing was recorded between audited() and its end")
            _seal(_open.pending)
    finally:
        _open.pending = None


def door_is_open() -> bool:
    """Whether this thread is inside :func:`audited`: the tests refuse every other write."""
    return _open.pending is not None


def record(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subject: models.Model | str,
    unit_id: int | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Say that ``by`` did ``verb`` to ``subject`` at ``at``; ``detail`` is kept as JSON (old and new values, reasons).

    Raises:
        RuntimeError: called outside :func:`audited`.
        ValueError: the verb is not registered (``audit.verbs``).
    """
    if _open.pending is None:
        raise RuntimeError("record() stands inside audited()")
    if not verbs.known(verb):
        raise ValueError(f"{verb}: register it in the application's apps.py")
    kind, key = (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else ("", "")
    _open.pending.append(
        AuditEntry(
            at=at,
            actor_id=by.id,
            actor=str(by)[:300],
            address=by.address,
            verb=verb,
            unit_id=unit_id,
            subject_type=kind,
            subject_id=key,
            subject=str(subject)[:300],
            detail=canonical(detail or {}),
        )
    )


def read_recorded(
    verb: str,
    *,
    by: Actor,
    at: datetime,
    subject: models.Model | str,
    unit_id: int | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """One entry by itself, for what is only read: personal data, an original file (《个人信息保护法》第五十一条).

    Call it before what is read leaves: an entry that cannot be written must stop the reading.
    """
    with audited():
        record(verb, by=by, at=at, subject=subject, unit_id=unit_id, detail=detail)


def _seal(entries: list[AuditEntry]) -> None:
    head, _new = AuditHead.objects.select_for_update().get_or_create(id=1)
    seq, digest = head.seq, head.digest or START
    for entry in entries:
        seq += 1
        entry.seq, entry.previous = seq, digest
        entry.digest = digest = seal(tuple(getattr(entry, name) for name in FIELDS))
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(id=1).update(seq=seq, digest=digest)
