"""Starting and saving documents. Every save adds a revision; nothing is ever written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import Written, written
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Attachment, Document, DocumentKind, Revision
from gongkai.office.catalog.scheduling import unschedule
from gongkai.office.catalog.selectors import open_review, subject_of
from gongkai.office.clearance import services as clearance
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.units.models import Section, Unit

#: So many rows in one condition: a database has a limit.
_AT_ONCE = 500


class SavedInBetween(Overtaken):
    """Somebody saved while this person was writing. ``latest`` is what stands now; what was typed is with the caller."""

    def __init__(self, latest: Revision, base: int) -> None:
        self.latest = latest
        when = timezone.localtime(latest.saved_at).strftime("%Y-%m-%d %H:%M")
        super().__init__(
            f"您从第{base}稿开始修改，{latest.saved_by}已于{when}保存了第{latest.number}稿。"
            "您写的内容没有丢失，请对照两份文字，把要保留的合在一起再保存。"
        )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A document that may be begun: where it belongs, what it is, and what it says, cleaned and within the limits."""

    unit: Unit
    section: Section | None
    kind: str
    text: Written


class Typed(TypedDict, total=False):
    """What is typed of a new document beside its title; what is left out is empty."""

    document_number: str
    formed_on: date | None
    body: str
    attachments: Sequence[tuple[StoredFile, str]]
    metadata: Metadata


def draft_of(
    unit: Unit, section: Section | None, kind: str, title: str, *, by: Actor, at: datetime, **typed: Unpack[Typed]
) -> Draft:
    """What :func:`start_drafts` begins. Writes nothing.

    Raises:
        NotAllowed: no post that writes for this unit (and section).
        Refused: the unit or section is closed, or a limit is passed.
    """
    if not permissions.may_write_in(by, unit, section):
        raise NotAllowed(f"您没有在{unit.called}{section.name if section else ''}起草文稿的岗位。")
    if not unit.in_force(timezone.localdate(at)):
        raise Refused({"unit": f"{unit.name}当前不在有效期内，不能起草文稿。"})
    if section is not None and (section.unit_id != unit.pk or section.closed):
        raise Refused({"section": f"{section.name}不是{unit.called}现有的内设机构，请重新选择。"})
    if kind not in DocumentKind.values:
        raise Refused({"kind": f"文稿种类只能是：{'、'.join(map(str, DocumentKind.labels))}。"})
    return Draft(unit=unit, section=section, kind=kind, text=written(title=title, **typed))


def start_document(
    unit: Unit, section: Section | None, kind: str, title: str, *, by: Actor, at: datetime, **typed: Unpack[Typed]
) -> Document:
    """Begin a document with its first revision. Raises as :func:`draft_of` does."""
    (document,) = start_drafts([draft_of(unit, section, kind, title, by=by, at=at, **typed)], by=by, at=at)
    return document


def start_drafts(drafts: Sequence[Draft], *, by: Actor, at: datetime) -> list[Document]:
    """Begin many documents, all or none, each with its own line in the trail; in the order given. Few queries, however many."""
    person = _person(by)
    with audited():
        documents = Document.objects.bulk_create(
            Document(unit=draft.unit, section=draft.section, kind=draft.kind, created_by_id=person, created_at=at)
            for draft in drafts
        )
        revisions = Revision.objects.bulk_create(
            _revision(document, draft.text, number=1, note="", person=person, at=at)
            for document, draft in zip(documents, drafts, strict=True)
        )
        Attachment.objects.bulk_create(
            row
            for revision, draft in zip(revisions, drafts, strict=True)
            for row in attachments_of(revision, draft.text)
        )
        first = Subquery(Revision.objects.filter(document=OuterRef("pk")).order_by().values("pk")[:1])
        for start in range(0, len(documents), _AT_ONCE):
            some = [document.pk for document in documents[start : start + _AT_ONCE]]
            Document.objects.filter(pk__in=some).update(latest=first)
        for document, revision in zip(documents, revisions, strict=True):
            document.latest = revision
            detail = {"title": revision.title, "digest": revision.digest, "kind": document.kind}
            record("document.started", by=by, at=at, subject=document, unit_id=document.unit_id, detail=detail)
    return documents


def save(
    document: Document,
    *,
    base: int,
    title: str,
    document_number: str = "",
    formed_on: date | None = None,
    body: str = "",
    attachments: Sequence[tuple[StoredFile, str]] = (),
    metadata: Metadata | None = None,
    note: str = "",
    correction: str | None = None,
    closes_earlier: bool | None = None,
    to_section: Section | None = None,
    by: Actor,
    at: datetime,
) -> Revision:
    """Add a revision. ``base`` is the number of the revision that was edited; ``to_section`` hands it to another section.

    Without ``metadata`` that of the latest revision stays; without ``correction`` (更正说明) and ``closes_earlier`` those of the
    latest revision, if it has not been released. A release that was arranged is off: it was of other words.

    The same words saved twice (a double click) are one revision. An open round of review ends: its content is no longer
    what is written.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: a limit is passed; or the document went out in an emergency and its review is not finished.
        SavedInBetween: ``base`` is not the latest revision.
    """
    _may_save(by, document, to_section, note)
    before = document.revisions.latest("number")
    text = written(
        title=title,
        document_number=document_number,
        formed_on=formed_on,
        body=body,
        attachments=attachments,
        metadata=Metadata.of(before) if metadata is None else metadata,
        correction=before.correction if correction is None else correction,
        closes_earlier=before.closes_earlier if closes_earlier is None else closes_earlier,
    )
    if correction is None:
        text = _of_its_own_version(text, before, closes_earlier=closes_earlier)
    with audited():
        locked = lock(document)
        _may_save(by, locked, to_section, note)  # again: it may have been handed to another section meanwhile
        revision = _saved(locked, text, base, note=note, to_section=to_section, by=by, at=at)
    document.latest, document.section = revision, locked.section
    return revision


def _saved(
    locked: Document, text: Written, base: int, *, note: str, to_section: Section | None, by: Actor, at: datetime
) -> Revision:
    latest = locked.revisions.select_related("saved_by").latest("number")
    review = open_review(locked)
    moved = to_section is not None and to_section.pk != locked.section_id
    same = text.content().digest() == latest.digest and not moved
    if latest.number != base and not (same and latest.saved_by_id == by.id):
        raise SavedInBetween(latest, base)
    if same:
        record("document.saved", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"unchanged": True})
        return latest
    if review is not None and review.emergency:
        raise Refused("本文稿已应急发布，正在补办审查，办结（通过或者退回）前不能修改；内容有误的，请先撤下。")
    if moved:
        locked.section = to_section
        locked.save(update_fields=["section"])
    revision = _add(locked, text, number=latest.number + 1, note=" ".join(note.split()), by=by, at=at)
    unschedule(locked, f"又保存了第{revision.number}稿", by=by, at=at)
    if review is not None:
        clearance.overtake(subject_of(locked), by=by, at=at)
    said = {"number": revision.number, "digest": revision.digest, "note": revision.note}
    said |= {"section": locked.section_id} if moved else {}
    record("document.saved", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail=said)
    return revision


def _of_its_own_version(text: Written, before: Revision, *, closes_earlier: bool | None) -> Written:
    """What was said of the change that is public already is not said of the next one; unchanged words stay as they are."""
    changed = before.released_at is not None and text.content().digest() != before.digest
    return replace(text, correction="", closes_earlier=bool(closes_earlier)) if changed else text


def _may_save(by: Actor, document: Document, section: Section | None, note: str) -> None:
    if not permissions.may_write(by, document):
        raise NotAllowed("您没有修改本文稿的岗位。")
    if len(note) > 200:
        raise Refused({"note": f"修改说明有{len(note)}个字，最多200个字，请缩短。"})
    if section is None or section.pk == document.section_id:
        return
    if section.unit_id != document.unit_id or section.closed:
        raise Refused({"section": f"{section.name}不是{document.unit.called}现有的内设机构，请重新选择。"})
    if not permissions.may_write_in(by, document.unit, section):
        raise NotAllowed(f"您没有在{section.name}起草文稿的岗位。")


def _person(by: Actor) -> int:
    if by.id is None:
        raise NotAllowed("文稿须由人员起草和修改，系统不能代为书写。")
    return by.id


def _add(document: Document, text: Written, *, number: int, note: str, by: Actor, at: datetime) -> Revision:
    revision = _revision(document, text, number=number, note=note, person=_person(by), at=at)
    revision.save()
    Attachment.objects.bulk_create(attachments_of(revision, text))
    document.latest = revision
    document.save(update_fields=["latest"])
    return revision


def _revision(document: Document, text: Written, *, number: int, note: str, person: int, at: datetime) -> Revision:
    return Revision(
        document=document,
        number=number,
        title=text.title,
        document_number=text.document_number,
        formed_on=text.formed_on,
        body=text.body,
        saved_by_id=person,
        saved_at=at,
        note=note,
        **text.metadata.columns(),
        correction=text.correction,
        closes_earlier=text.closes_earlier,
        digest=text.content().digest(),
    )


def attachments_of(revision: Revision, text: Written) -> list[Attachment]:
    """The rows of the files of a text, in its order."""
    files = enumerate(text.attachments, 1)
    return [Attachment(revision=revision, file=file, name=name, position=position) for position, (file, name) in files]
