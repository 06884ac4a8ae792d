"""有效性: what is public and no longer in force, why, and since when. The text stays public, marked.

``ended_on`` is the first day on which it is no longer in force; it is never in the future: what has a last day says so in
its metadata (有效期至), and what another document repeals from a later day ends on that day, by the clock.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions, selectors
from gongkai.office.catalog.correcting import note_change
from gongkai.office.catalog.entries import entry_of
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.models import ChangeKind, Document, Ending, Relation, RelationKind
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.search import services as search

NOTE_MOST = 300
#: What a relation does to the other document.
_ENDS = {RelationKind.REPEALS: Ending.REPEALED, RelationKind.AMENDS: Ending.AMENDED}


def end(document: Document, how: str, on: date, note: str, *, by: Actor, at: datetime) -> None:
    """Mark a public document as no longer in force from ``on``: how (:class:`Ending`), and in words why.

    Raises:
        NotAllowed: neither 办公室终审 nor 分管领导 of the unit.
        Refused: at "how", "on" or "note"; it is not public, or marked already.
    """
    _may(by, document)
    note = _note(note)
    if how not in Ending.values:
        raise Refused({"how": f"效力只能标注为：{'、'.join(map(str, Ending.labels))}。"})
    with audited():
        locked = lock(document)
        _on(locked, on, timezone.localdate(at))
        if locked.ended_on is not None:
            raise Refused(f"本文稿已标注为{_told(locked)}。标注有误的，先恢复有效再重新标注。")
        _end(locked, Ending(how), on, note, by=by, at=at)
    document.ended_on, document.ended_how, document.ended_note = locked.ended_on, locked.ended_how, locked.ended_note


def resume(document: Document, note: str, *, by: Actor, at: datetime) -> None:
    """Take the mark back: it is in force.

    Raises:
        NotAllowed: neither 办公室终审 nor 分管领导 of the unit.
        Refused: it is not marked; its last day is past; or a public document of the unit repeals it: what to mend instead.
    """
    _may(by, document)
    note = _note(note)
    with audited():
        locked = lock(document)
        if locked.ended_on is None or not selectors.is_public(locked):
            raise Refused("本文稿没有标注失效，不需要恢复。")
        today = timezone.localdate(at)
        shown = locked.published
        if shown is not None and shown.expires_on is not None and shown.expires_on < today:
            raise Refused(
                f"公开版写明有效期至{shown.expires_on}，已经过去。延长有效期的，请起草新版改有效期，审查后公开。"
            )
        why = next((ending for ending in endings_of(locked) if ending.binding and ending.on <= today), None)
        if why is not None:
            raise Refused(f"本单位公开的《{why.document}》写明{why.label}本文稿。请先更正那份文件，再恢复。")
        _resume(locked, note, by=by, at=at)
    document.ended_on, document.ended_how, document.ended_note, document.ended_by = None, "", "", None


@dataclass(frozen=True, kw_only=True)
class EndingBy:
    """Another public document that says it repeals or amends this one. ``binding``: of the same unit, so that it is marked."""

    document: Document
    label: str
    on: date
    binding: bool


def endings_of(document: Document) -> list[EndingBy]:
    """What public documents say about this one; another unit's word is only a notice to those who decide here."""
    rows = _speaking(Relation.objects.filter(other=document))
    return [
        EndingBy(
            document=row.document,
            label=str(RelationKind(row.kind).label),
            on=_from(row.document),
            binding=row.document.unit_id == document.unit_id,
        )
        for row in rows
    ]


def hold_ended_by(document: Document) -> None:
    """Hold the rows that :func:`mark_ended_by` will mark, before the index is held. Inside ``audited()``, once relations hold.

    Who withdraws one of them holds its row and then waits for the index: taken the other way round, both wait for ever.
    """
    rows = _speaking(Relation.objects.filter(document=document, other__unit_id=document.unit_id))
    others = [row.other_id for row in rows]
    list(Document.objects.select_for_update(of=("self",)).filter(pk__in=others).order_by("pk"))


def mark_ended_by(document: Document, *, by: Actor, at: datetime) -> None:
    """A released document ends what it repeals or amends, if that is its own unit's and the day has come.

    Inside ``audited()``. Another unit's document is not touched: see :func:`endings_of`.
    """
    _mark(_speaking(Relation.objects.filter(document=document)), by=by, at=at)


def renewed(document: Document, *, by: Actor, at: datetime) -> None:
    """A released version whose last day is not past takes back an expiry. Inside ``audited()``."""
    last = document.published.expires_on if document.published else None
    if document.ended_how == Ending.EXPIRED and (last is None or last >= timezone.localdate(at)):
        _resume(document, "新版的有效期未满", by=by, at=at)


def validity_due(now: datetime) -> int:
    """Mark what has ended by now: last days that are past, repeals whose day has come. How many; a second time none."""
    today = timezone.localdate(now)
    expired = Document.objects.filter(
        published__expires_on__lt=today, ended_on__isnull=True, withdrawn_at__isnull=True
    ).order_by("pk")
    ended = sum(_expired(document, today, now) for document in list(expired))
    due = Relation.objects.filter(
        other__ended_on__isnull=True,
        other__withdrawn_at__isnull=True,
        other__published__isnull=False,
        other__unit_id=F("document__unit_id"),
    )
    rows = [row for row in _speaking(due) if _from(row.document) <= today]
    return ended + sum(_ended_by(row, now) for row in rows)


def _expired(document: Document, today: date, now: datetime) -> bool:
    with suppress(Overtaken), audited():
        found = lock(document)
        last = found.published.expires_on if found.published else None
        if last is not None and last < today:
            _still_in_force(found)
            _end(found, Ending.EXPIRED, last + timedelta(days=1), f"有效期至{last}", by=SYSTEM, at=now)
            return True
        _still_in_force(None)
    return False


def _ended_by(row: Relation, now: datetime) -> bool:
    with suppress(Overtaken), audited():
        _still_in_force(lock(row.other))
        _mark([row], by=SYSTEM, at=now)
        return True
    return False


def _still_in_force(document: Document | None) -> None:
    """Somebody may have changed it since the clock looked: then nothing is written."""
    if document is None or document.ended_on is not None or not selectors.is_public(document):
        raise Overtaken("又有了变化。")


def _mark(rows: QuerySet[Relation] | list[Relation], *, by: Actor, at: datetime) -> int:
    today = timezone.localdate(at)
    marked = 0
    for row in rows:
        on = _from(row.document)
        if row.other.unit_id != row.document.unit_id or on > today:
            continue
        other = lock(row.other)
        if other.ended_on is None and selectors.is_public(other):
            ending = _ENDS[RelationKind(row.kind)]
            _end(other, ending, on, "", by_document=row.document, by=by, at=at)
            marked += 1
    return marked


def _speaking(rows: QuerySet[Relation]) -> QuerySet[Relation]:
    """Those by which a public document repeals or amends."""
    return (
        rows.filter(Q(kind__in=list(_ENDS)), document__published__isnull=False, document__withdrawn_at__isnull=True)
        .select_related("document__published", "document__unit", "document__latest", "other")
        .order_by("document_id", "other_id")
    )


def _from(document: Document) -> date:
    """The day from which what a public document says holds: its own day of entry into force, else its release."""
    shown = document.published
    if shown is not None and shown.effective_on is not None:
        return shown.effective_on
    return timezone.localdate(shown.released_at if shown and shown.released_at else document.published_at)


def ended_why(document: Document) -> str:
    """On what basis it ended, as everybody may read it: the title of what ended it only while that is public."""
    by = document.ended_by
    if by is None:
        return document.ended_note
    return f"见《{by.published.title}》" if by.published and selectors.is_public(by) else _cited(by)


def _cited(document: Document) -> str:
    """How a register that is never changed names a document: by its index number, for a title may have to go one day."""
    return f"见索引号{document.index_number}" if document.index_number else ""


def _end(
    document: Document,
    how: Ending,
    on: date,
    note: str,
    *,
    by_document: Document | None = None,
    by: Actor,
    at: datetime,
) -> None:
    document.ended_on, document.ended_how, document.ended_note, document.ended_by = on, how, note, by_document
    _write(document, at)
    note = _cited(by_document) if by_document is not None else note
    reason = f"自{on}起{how.label.removeprefix('已')}" + (f"：{note}" if note else "")
    _told_of(document, reason, by=by, at=at)
    detail = {"how": how, "on": on.isoformat(), "note": note}
    record("document.ended", by=by, at=at, subject=document, unit_id=document.unit_id, detail=detail)


def _resume(document: Document, note: str, *, by: Actor, at: datetime) -> None:
    before = _told(document)
    document.ended_on, document.ended_how, document.ended_note, document.ended_by = None, "", "", None
    _write(document, at)
    _told_of(document, "恢复有效" + (f"：{note}" if note else ""), by=by, at=at)
    detail = {"from": before, "note": note}
    record("document.resumed", by=by, at=at, subject=document, unit_id=document.unit_id, detail=detail)


def _write(document: Document, at: datetime) -> None:
    document.save(update_fields=["ended_on", "ended_how", "ended_note", "ended_by"])
    search.index(entry_of(document), on=timezone.localdate(at))


def _told_of(document: Document, reason: str, *, by: Actor, at: datetime) -> None:
    shown = document.published
    note_change(document, ChangeKind.ENDED, before=shown, after=shown, reason=reason, by=by, at=at)


def _told(document: Document) -> str:
    return f"{document.get_ended_how_display()}（自{document.ended_on}起）"


def _on(document: Document, on: date, today: date) -> None:
    shown = document.published
    if not selectors.is_public(document) or shown is None or document.published_at is None:
        raise Refused("本文稿现在没有公开，不需要标注效力。")
    if on > today:
        raise Refused(
            {
                "on": f"{on}还没有到。到期自动失效的，请在文稿的“有效期至”写明最后一日；由别的文件废止的，在那份文件里关联。"
            }
        )
    if shown.formed_on is not None and on < shown.formed_on:
        raise Refused({"on": f"失效日期{on}早于成文日期{shown.formed_on}，请核对。"})


def _note(note: str) -> str:
    note = " ".join(note.split())
    if not note:
        raise Refused({"note": "没有写依据。公众会看到为什么失效或者恢复，请写明文件名称和文号等依据。"})
    if len(note) > NOTE_MOST - 40:
        raise Refused({"note": f"依据有{len(note)}个字，最多{NOTE_MOST - 40}个字，请缩短。"})
    return note


def _may(by: Actor, document: Document) -> None:
    if not permissions.may_judge_validity(by, document):
        raise NotAllowed("标注效力由办公室终审或者分管领导办理，您没有这样的岗位。")
