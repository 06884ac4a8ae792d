"""Review, publication and withdrawal of documents (条例第十七条). What goes out is exactly what was cleared."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.office.accounts.selectors import actor_for
from gongkai.office.actors import Actor
from gongkai.office.audit.services import SYSTEM, NothingRecorded, audited, record
from gongkai.office.catalog import permissions, selectors
from gongkai.office.catalog.contents import SUBJECT_TYPE, content_of
from gongkai.office.catalog.correcting import note_change, note_closing, note_release
from gongkai.office.catalog.entries import entry_of
from gongkai.office.catalog.indexing import number_once
from gongkai.office.catalog.linking import link
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.models import ChangeKind, Document, Revision
from gongkai.office.catalog.readiness import (
    clearance_to_release,
    must_be_releasable,
    must_be_told,
    must_be_untouched,
)
from gongkai.office.catalog.relating import relate
from gongkai.office.catalog.scheduling import unschedule
from gongkai.office.catalog.selectors import subject_of
from gongkai.office.catalog.validity import hold_ended_by, mark_ended_by, renewed
from gongkai.office.catalog.writing import save
from gongkai.office.clearance import services as clearance
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.clearance.permissions import emergency_duty
from gongkai.office.clearance.selectors import cleared
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.files import services as files
from gongkai.office.search import services as search

log = logging.getLogger("gongkai.catalog")


def check(document: Document, *, by: Actor, at: datetime) -> list[Finding]:
    """Run the five gates on the latest revision.

    Raises:
        NotAllowed: no post that writes for this unit.
    """
    _writer(by, document)
    return clearance.check(subject_of(document), content_of(_latest(document)), by=by, at=at)


def submit(
    document: Document,
    *,
    note: str = "",
    correction: str = "",
    closes_earlier: bool | None = None,
    by: Actor,
    at: datetime,
) -> Review:
    """Send the latest revision into review. Everyone who wrote since the last release is an author (four eyes).

    ``correction`` (更正说明) is what the public will read about the change of something public. It belongs to the words: it is
    kept in a revision of its own, so that the gates and the reviewers see it and the clearance binds it. So does
    ``closes_earlier``: whether the versions before it are then closed to the public; None leaves what the revision says.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: it is public already, a round is open, a finding is not settled, an attachment has no public copy,
            nobody can review; or, by field, it has no heading, no 更正说明 where something public is changed, or makes
            public what was withheld and has not been reassessed.
    """
    _writer(by, document)
    if correction.strip():
        _explain(document, correction, closes_earlier, by=by, at=at)
    _prepare_copies(document, by=by, at=at)
    with audited():
        locked = lock(document)
        _writer(by, locked)
        revision = _latest(locked)
        if locked.published_id == revision.pk and locked.withdrawn_at is None:
            raise Refused("最新稿已经公开，没有需要审查的修改。")
        stand = selectors.stand_of(locked)
        if stand is selectors.Stand.CLEARED:
            raise Refused("最新稿已经审查通过，可以直接公开，不需要再次送审。")
        if stand is selectors.Stand.REGISTERED:
            raise Refused("最新稿已经审查通过并登记为不公开，不需要再次送审。")
        must_be_untouched(revision)
        must_be_told(locked, revision)
        return clearance.submit(
            subject_of(locked),
            content_of(revision),
            author_ids=selectors.author_ids(locked),
            note=note,
            by=by,
            at=at,
        )


def _explain(document: Document, correction: str, closes: bool | None, *, by: Actor, at: datetime) -> None:
    """A revision with the same words and this 更正说明, where something public is changed and the latest does not say it."""
    document = Document.objects.select_related("unit", "section").get(pk=document.pk)
    latest = _latest(document)
    closes = latest.closes_earlier if closes is None else closes
    same = latest.correction == " ".join(correction.split()) and latest.closes_earlier == closes
    if same or not selectors.is_public(document) or latest.pk == document.published_id:
        return
    if selectors.open_review(document) is not None:
        return
    save(
        document,
        base=latest.number,
        title=latest.title,
        document_number=latest.document_number,
        formed_on=latest.formed_on,
        body=latest.body,
        attachments=[(item.file, item.name) for item in latest.attachments.select_related("file")],
        note="填写更正说明",
        correction=correction,
        closes_earlier=closes,
        by=by,
        at=at,
    )


def take_back(document: Document, *, by: Actor, at: datetime) -> None:
    """Take the open round of review back before it is decided.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: no round is open.
    """
    _writer(by, document)
    review = selectors.open_review(document)
    if review is None:
        raise Refused("本文稿没有正在进行的审查，不需要撤回。")
    clearance.withdraw(review, by=by, at=at)


def publish(document: Document, *, by: Actor, at: datetime) -> Revision:
    """Put the latest revision out, with a clearance of exactly its digest. A second click changes nothing.

    Raises:
        NotAllowed: neither 办公室终审 nor 经办人 of the unit.
        Refused: it is not cleared, was withdrawn after it was cleared, is not 主动公开, has no heading where its kind needs
            one, or is dated after today.
    """
    if not permissions.may_publish(by, document):
        raise NotAllowed("公开文稿须由办公室终审或者本科室经办人办理，您没有这样的岗位。")
    if cleared(SUBJECT_TYPE, str(document.pk), _latest(document).digest) is not None:
        _prepare_copies(document, by=by, at=at)
    with audited():
        locked = lock(document)
        revision = _latest(locked)
        if locked.published_id == revision.pk and locked.withdrawn_at is None:
            record("document.published", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"again": True})
            return revision
        review = clearance_to_release(locked, revision, timezone.localdate(at))
        return _put_out(locked, revision, review, by=by, at=at)


def release_due(now: datetime) -> int:
    """Put out what was arranged for a moment that has come, in the name of who arranged it; how many went out.

    Each by itself: what cannot go out stays, its page and the trail say why, and the others are not held up. What was
    arranged for a night in which no clock ran goes out at the next tick.
    """
    due = Document.objects.filter(release_at__lte=now).select_related("unit", "section").order_by("release_at", "pk")
    return sum(_release(document, now) for document in due)


def _release(document: Document, now: datetime) -> bool:
    try:
        with audited():
            _release_as_arranged(document, now)
    except Overtaken:
        return False
    except (Refused, NotAllowed) as refused:
        with suppress(NothingRecorded), audited():  # nothing: somebody took it back in this moment
            unschedule(lock(document), str(refused).rstrip("。"), by=SYSTEM, at=now)
        return False
    except OSError:
        # A file cannot be read just now: it stays arranged for the next tick, and the others are not held up.
        log.exception("the release of document %s is put off", document.pk)
        return False
    return True


def _release_as_arranged(document: Document, now: datetime) -> None:
    locked = lock(document)
    if locked.release_at is None or locked.release_at > now or locked.release_by is None:
        raise Overtaken("安排刚刚变了。")
    on = timezone.localdate(now)
    person = actor_for(locked.release_by, on=on)
    if not permissions.may_publish(person, locked):
        raise NotAllowed(f"安排人{person.name}现在没有公开本文稿的岗位。")
    revision = _latest(locked)
    review = clearance_to_release(locked, revision, on)
    by = replace(SYSTEM, capacity=f"按{person.name}的定时安排")
    _put_out(locked, revision, review, by=by, at=now, person_id=person.id)


def publish_in_emergency(
    document: Document, *, reason: str, closes_earlier: bool = False, by: Actor, at: datetime
) -> Revision:
    """Put the latest revision out at once on one authorised person's approval; the review follows (see clearance).

    ``closes_earlier``: the versions before it are closed to the public, whatever the revision says.

    Raises:
        NotAllowed: not a post that may approve an emergency, or an author of the text.
        Refused: no reason, it is public already, or an attachment has no public copy.
    """
    if not permissions.may_see(by, document) or isinstance(emergency_duty(by, document.unit, None), str):
        raise NotAllowed("应急发布须由本单位的分管领导或者办公室终审批准，您没有这样的岗位。")
    _prepare_copies(document, by=by, at=at)
    with audited():
        locked = lock(document)
        revision = _latest(locked)
        if locked.published_id == revision.pk and locked.withdrawn_at is None:
            raise Refused("最新稿已经公开，不需要应急发布。")
        must_be_untouched(revision)
        must_be_told(locked, revision, corrects=False)
        must_be_releasable(locked, revision, timezone.localdate(at))
        authors = selectors.author_ids(locked)
        if by.id in authors:
            raise NotAllowed("应急发布也须由没有参与撰写的人批准，您是本文稿的撰写人。")
        review = clearance.release_in_emergency(
            subject_of(locked), content_of(revision), reason=reason, author_ids=authors, by=by, at=at
        )
        return _put_out(locked, revision, review, by=by, at=at, closes=closes_earlier)


def withdraw(document: Document, reason: str, *, by: Actor, at: datetime) -> None:
    """Take the document back from the public: it leaves the search at once, its page says when and why.

    Raises:
        NotAllowed: neither 办公室终审 nor 分管领导 of the unit.
        Refused: it is not public, or there is no reason.
    """
    if not permissions.may_withdraw(by, document):
        raise NotAllowed("撤下文稿须由办公室终审或者分管领导办理，您没有这样的岗位。")
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": "没有写撤下原因。原因会在原网址上向公众说明，请填写。"})
    if len(reason) > 300:
        raise Refused({"reason": f"撤下原因有{len(reason)}个字，最多300个字，请缩短。"})
    with audited():
        locked = lock(document)
        if locked.published_id is None or locked.withdrawn_at is not None:
            raise Refused("本文稿现在没有公开，不需要撤下。")
        unschedule(locked, "文稿已撤下", by=by, at=at)
        locked.withdrawn_at, locked.withdrawn_reason = at, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        search.remove(kind=locked.kind, key=str(locked.pk))
        shown = locked.published
        note_change(locked, ChangeKind.WITHDRAWN, before=shown, after=None, reason=reason, by=by, at=at)
        clearance.settle(subject_of(locked), by=by, at=at)
        record("document.withdrawn", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"reason": reason})
    document.withdrawn_at, document.withdrawn_reason = at, reason


def _put_out(
    document: Document,
    revision: Revision,
    review: Review,
    *,
    by: Actor,
    at: datetime,
    person_id: int | None = None,
    closes: bool = False,
) -> Revision:
    for attachment in revision.attachments.select_related("file"):
        files.published_copy(attachment.file, by=by, at=at)
    if revision.version is None:
        highest = document.revisions.aggregate(highest=Max("version"))["highest"] or 0
        revision.version, revision.released_at = highest + 1, at
        revision.save(update_fields=["version", "released_at"])
    note_release(document, document.published, revision, by=by, at=at, person_id=person_id)
    if closes or revision.closes_earlier:
        note_closing(document, revision, "更正后，以前的公开版不再提供。", by=by, at=at, person_id=person_id)
    document.published = revision
    document.published_at = document.published_at or at
    document.withdrawn_at, document.withdrawn_reason = None, ""
    document.release_at, document.release_by, document.release_note = None, None, ""
    document.save(update_fields=_RELEASED)
    number_once(document, at)
    relate(document, revision)
    link(document, revision)
    hold_ended_by(document)
    search.index(entry_of(document), on=timezone.localdate(at))
    renewed(document, by=by, at=at)
    mark_ended_by(document, by=by, at=at)
    detail = {
        "version": revision.version,
        "number": revision.number,
        "digest": revision.digest,
        "review": review.pk,
        "register_number": review.register_number,
        "emergency": review.emergency,
        "index_number": document.index_number,
    }
    if person_id is not None:
        detail["for_id"] = person_id
    record("document.published", by=by, at=at, subject=document, unit_id=document.unit_id, detail=detail)
    if not review.emergency:
        # What went out in an emergency and was found wanting is hereby corrected.
        clearance.settle(subject_of(document), by=by, at=at)
    return revision


_RELEASED = [
    "published",
    "published_at",
    "withdrawn_at",
    "withdrawn_reason",
    "release_at",
    "release_by",
    "release_note",
]


def _prepare_copies(document: Document, *, by: Actor, at: datetime) -> None:
    """Make the stripped copies of the latest revision before the transaction, which must be short and finds them ready.

    Done before anybody reviews, so that nobody learns after the clearance that a file cannot go out.

    Raises:
        Refused: at "attachments", each file that cannot be cleaned, by its name.
    """
    problems = []
    for attachment in _latest(document).attachments.select_related("file"):
        try:
            files.published_copy(attachment.file, by=by, at=at)
        except Refused as refused:
            problems.append(f"附件“{attachment.name}”：{refused}")
    if problems:
        raise Refused({"attachments": "".join(problems)})


def _writer(by: Actor, document: Document) -> None:
    if not permissions.may_write(by, document):
        raise NotAllowed("您没有办理本文稿的岗位。")


def _latest(document: Document) -> Revision:
    return document.revisions.latest("number")
