"""Review, publication and withdrawal of documents (条例第十七条). What goes out is exactly what was cleared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions, selectors
from gongkai.office.catalog.bodies import lines, plain_text
from gongkai.office.catalog.contents import SUBJECT_TYPE, content_of, public_path
from gongkai.office.catalog.indexing import column_of, index_number, region_of
from gongkai.office.catalog.models import Attachment, Document, Revision
from gongkai.office.catalog.relating import relate
from gongkai.office.catalog.selectors import subject_of
from gongkai.office.catalog.writing import lock
from gongkai.office.clearance import services as clearance
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.clearance.permissions import emergency_duty
from gongkai.office.clearance.selectors import cleared
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files import services as files
from gongkai.office.search import services as search


def check(document: Document, *, by: Actor, at: datetime) -> list[Finding]:
    """Run the five gates on the latest revision.

    Raises:
        NotAllowed: no post that writes for this unit.
    """
    _writer(by, document)
    return clearance.check(subject_of(document), content_of(_latest(document)), by=by, at=at)


def submit(document: Document, *, note: str = "", by: Actor, at: datetime) -> Review:
    """Send the latest revision into review. Everyone who wrote since the last release is an author (four eyes).

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: it is public already, a round is open, a finding is not settled, an attachment has no public copy, or
            nobody can review.
    """
    _writer(by, document)
    _prepare_copies(document, by=by, at=at)
    with audited():
        locked = lock(document)
        _writer(by, locked)
        revision = _latest(locked)
        if locked.published_id == revision.pk and locked.withdrawn_at is None:
            raise Refused("最新稿已经公开，没有需要审查的修改。")
        if selectors.stand_of(locked) is selectors.Stand.CLEARED:
            raise Refused("最新稿已经审查通过，可以直接公开，不需要再次送审。")
        _untouched(revision)
        return clearance.submit(
            subject_of(locked),
            content_of(revision),
            author_ids=selectors.author_ids(locked),
            note=note,
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
        Refused: it is not cleared, or was withdrawn after it was cleared.
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
        _untouched(revision)
        review = cleared(SUBJECT_TYPE, str(locked.pk), revision.digest)
        if review is None:
            raise Refused("最新稿没有审查通过，不能公开。请先送审；修改过的文稿须重新送审。")
        if locked.withdrawn_at is not None and review.submitted_at <= locked.withdrawn_at:
            raise Refused("本文稿已经撤下。重新公开须在撤下之后再次送审并通过。")
        return _put_out(locked, revision, review, by=by, at=at)


def publish_in_emergency(document: Document, *, reason: str, by: Actor, at: datetime) -> Revision:
    """Put the latest revision out at once on one authorised person's approval; the review follows (see clearance).

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
        _untouched(revision)
        authors = selectors.author_ids(locked)
        if by.id in authors:
            raise NotAllowed("应急发布也须由没有参与撰写的人批准，您是本文稿的撰写人。")
        review = clearance.release_in_emergency(
            subject_of(locked), content_of(revision), reason=reason, author_ids=authors, by=by, at=at
        )
        return _put_out(locked, revision, review, by=by, at=at)


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
        locked.withdrawn_at, locked.withdrawn_reason = at, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        search.remove(kind=locked.kind, key=str(locked.pk))
        clearance.settle(subject_of(locked), by=by, at=at)
        record("document.withdrawn", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"reason": reason})
    document.withdrawn_at, document.withdrawn_reason = at, reason


def _put_out(document: Document, revision: Revision, review: Review, *, by: Actor, at: datetime) -> Revision:
    for attachment in revision.attachments.select_related("file"):
        files.published_copy(attachment.file, by=by, at=at)
    if revision.version is None:
        highest = document.revisions.aggregate(highest=Max("version"))["highest"] or 0
        revision.version, revision.released_at = highest + 1, at
        revision.save(update_fields=["version", "released_at"])
    document.published = revision
    document.published_at = document.published_at or at
    document.index_number = document.index_number or index_number(document, at)
    document.withdrawn_at, document.withdrawn_reason = None, ""
    document.save(update_fields=["published", "published_at", "index_number", "withdrawn_at", "withdrawn_reason"])
    relate(document, revision)
    search.index(entry_of(document), on=timezone.localdate(at))
    record(
        "document.published",
        by=by,
        at=at,
        subject=document,
        unit_id=document.unit_id,
        detail={
            "version": revision.version,
            "number": revision.number,
            "digest": revision.digest,
            "review": review.pk,
            "register_number": review.register_number,
            "emergency": review.emergency,
        },
    )
    if not review.emergency:
        # What went out in an emergency and was found wanting is hereby corrected.
        clearance.settle(subject_of(document), by=by, at=at)
    return revision


def entry_of(document: Document, attachments: Iterable[Attachment] | None = None) -> search.Entry:
    """What the search is told of a public document. ``attachments``: where they are known already."""
    revision = document.published
    if revision is None or revision.released_at is None:
        raise ValueError(f"{document.pk} is not public")
    files_of = revision.attachments.all() if attachments is None else attachments
    return search.Entry(
        kind=document.kind,
        key=str(document.pk),
        unit_id=document.unit_id,
        title=revision.title,
        number=revision.document_number,
        text="\n".join([plain_text(revision.body), *(item.name for item in files_of)]),
        url=public_path(document),
        published_on=timezone.localdate(revision.released_at),
        summary=(revision.summary or " ".join(lines(revision.body)))[:300],
        index_number=document.index_number or "",
        region_id=region_of(document.unit),
        column=column_of(document.kind),
        heading=revision.heading,
        subject=revision.subject,
        genre=revision.genre,
        ended_on=document.ended_on,
    )


def public_entries() -> Iterator[search.Entry]:
    """Everything that is public, for ``search.services.rebuild``; streams."""
    for document in selectors.public_documents().prefetch_related("published__attachments").iterator(chunk_size=500):
        yield entry_of(document)


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


def _untouched(revision: Revision) -> None:
    """The row still says what was saved: somebody who wrote past the services is noticed here."""
    if content_of(revision).digest() != revision.digest:
        raise Refused(
            f"第{revision.number}稿的内容与保存时的摘要值不一致，可能被人从数据库改动，请联系审计管理员核查。"
        )
