"""旧版停止提供: closing the versions before the present one to the public, where they hold what must not stay readable.

A correction says itself whether it does so (``Revision.closes_earlier``); here is the act for what is found later.
"""

from __future__ import annotations

from datetime import datetime

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions, selectors
from gongkai.office.catalog.correcting import REASON_MOST, note_closing
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.clearance.selectors import mended
from gongkai.office.errors import NotAllowed, Refused

#: What these gates found must not stay readable once it was mended.
_GUARDED = ("secrecy", "personal_data")


def close_earlier(document: Document, reason: str, *, by: Actor, at: datetime) -> None:
    """Close every version before the present one to the public, at once; the public reads the reason.

    Raises:
        NotAllowed: neither 办公室终审 nor 分管领导 of the unit.
        Refused: it is not public, no earlier version is open, or there is no reason.
    """
    if not permissions.may_withdraw(by, document):
        raise NotAllowed("停止提供旧版须由办公室终审或者分管领导办理，您没有这样的岗位。")
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": "没有写原因。公众会看到旧版为什么不再提供，请填写；不要写出不应公开的内容本身。"})
    if len(reason) > REASON_MOST:
        raise Refused({"reason": f"原因有{len(reason)}个字，最多{REASON_MOST}个字，请缩短。"})
    with audited():
        locked = lock(document)
        shown = locked.published
        if shown is None or not selectors.is_public(locked):
            raise Refused("本文稿现在没有公开，不需要停止提供旧版。")
        if note_closing(locked, shown, reason, by=by, at=at) is None:
            raise Refused("本文稿没有公众还能看到的旧版。")
        detail = {"reason": reason, "version": shown.version}
        record("document.closed_earlier", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail=detail)


def ought_to_close(document: Document, revision: Revision) -> bool:
    """Whether a correction seems to take away what must not stay readable: a file is gone, or a number of a person.

    The gates have looked at the revision: what they found in the public version, or since, and find no more, was mended.
    """
    shown = document.published
    if shown is None:
        return False
    kept = set(revision.attachments.values_list("file_id", flat=True))
    if set(shown.attachments.values_list("file_id", flat=True)) - kept:
        return True
    since = document.revisions.filter(number__gte=shown.number).values_list("digest", flat=True)
    return mended(selectors.subject_of(document), _GUARDED).filter(digest__in=list(since)).exists()
