"""定时公开: a cleared revision that goes out by itself at a moment somebody chose, unless something has happened to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions, selectors
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.readiness import clearance_to_release
from gongkai.office.errors import NotAllowed, Refused

FURTHEST_DAYS = 366
NOTE_MOST = 300


def schedule(document: Document, at_moment: datetime, *, by: Actor, at: datetime) -> None:
    """Let the latest revision go out at ``at_moment`` (aware). Asked again, the new moment and person count.

    Everything a release needs is asked now, as of that day, and once more when it goes out.

    Raises:
        NotAllowed: nobody who may publish it.
        Refused: at "release_at": not in the future, or more than a year ahead; or it could not be published that day.
    """
    if by.id is None or not permissions.may_publish(by, document):
        raise NotAllowed("定时公开须由办公室终审或者本科室经办人办理，您没有这样的岗位。")
    if at_moment <= at:
        raise Refused({"release_at": f"{shown(at_moment)}已经过去。请另定以后的时间；现在就要公开的，请办理“公开”。"})
    if at_moment > at + timedelta(days=FURTHEST_DAYS):
        raise Refused({"release_at": f"{shown(at_moment)}在一年以后，太远了，请核对年份。"})
    with audited():
        locked = lock(document)
        revision = locked.revisions.latest("number")
        if locked.published_id == revision.pk and selectors.is_public(locked):
            raise Refused("最新稿已经公开，不需要定时公开。")
        review = clearance_to_release(locked, revision, timezone.localdate(at_moment))
        locked.release_at, locked.release_by_id, locked.release_note = at_moment, by.id, ""
        locked.save(update_fields=["release_at", "release_by", "release_note"])
        record(
            "document.scheduled",
            by=by,
            at=at,
            subject=locked,
            unit_id=locked.unit_id,
            detail={
                "release_at": at_moment.isoformat(),
                "number": revision.number,
                "digest": revision.digest,
                "review": review.pk,
            },
        )
    document.release_at, document.release_by_id, document.release_note = at_moment, by.id, ""


def cancel_schedule(document: Document, *, by: Actor, at: datetime) -> None:
    """Take the arrangement back.

    Raises:
        NotAllowed: nobody who may publish or withdraw it.
        Refused: nothing is arranged.
    """
    if not permissions.may_cancel_schedule(by, document):
        raise NotAllowed("取消定时公开由办公室终审、分管领导或者本科室经办人办理，您没有这样的岗位。")
    with audited():
        locked = lock(document)
        if locked.release_at is None:
            raise Refused("本文稿没有定时公开的安排，可能刚刚已经公开或者取消，请刷新后查看。")
        unschedule(locked, f"{by.name}取消", by=by, at=at)
    document.release_at, document.release_by, document.release_note = None, None, locked.release_note


def unschedule(document: Document, why: str, *, by: Actor, at: datetime) -> None:
    """The arrangement of a locked document is off, and its page says why. Inside ``audited()``; nothing where there is none."""
    if document.release_at is None:
        return
    planned = document.release_at
    document.release_note = f"原定{shown(planned)}公开，未办理：{why}。"[:NOTE_MOST]
    document.release_at = document.release_by = None
    document.save(update_fields=["release_at", "release_by", "release_note"])
    record(
        "document.unscheduled",
        by=by,
        at=at,
        subject=document,
        unit_id=document.unit_id,
        detail={"release_at": planned.isoformat(), "reason": why},
    )


def shown(moment: datetime) -> str:
    """A moment in words: 2026-03-10 09:30."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
