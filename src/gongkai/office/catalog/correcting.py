"""What was done to something public (已公开内容的删补): corrections, withdrawals and restorations, as the public reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.catalog.models import Change, ChangeKind, Document, Revision
from gongkai.office.catalog.permissions import READERS
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import within

REASON_MOST = 300


def note_change(
    document: Document,
    kind: ChangeKind,
    *,
    before: Revision | None,
    after: Revision | None,
    reason: str,
    by: Actor,
    at: datetime,
    person_id: int | None = None,
) -> Change:
    """Add to the register, in the transaction of the act. ``person_id``: on whose behalf, where the clock does it."""
    shown = after or before
    return Change.objects.create(
        document=document,
        unit_id=document.unit_id,
        kind=kind,
        title=shown.title if shown else "",
        before=before,
        after=after,
        reason=reason[:REASON_MOST],
        by_id=by.id or person_id,
        at=at,
    )


def note_release(
    document: Document, before: Revision | None, after: Revision, *, by: Actor, at: datetime, person_id: int | None
) -> None:
    """A release of something that was public before is a correction or, after a withdrawal, a restoration."""
    if before is None:
        return
    if document.withdrawn_at is not None:
        kind, reason = ChangeKind.RESTORED, after.correction or "经重新审查，恢复公开。"
    else:
        kind, reason = ChangeKind.CORRECTED, after.correction or "情况紧急，先行更正，审查随后补办。"
    note_change(document, kind, before=before, after=after, reason=reason, by=by, at=at, person_id=person_id)


def note_closing(
    document: Document, stays: Revision, reason: str, *, by: Actor, at: datetime, person_id: int | None = None
) -> Change | None:
    """Versions released before the one that ``stays`` are closed to the public from now on; nothing where none is open."""
    still = open_versions(document, stays)
    if not still:
        return None
    kind = ChangeKind.CLOSED
    return note_change(document, kind, before=still[0], after=stays, reason=reason, by=by, at=at, person_id=person_id)


def open_versions(document: Document, stays: Revision | None) -> list[Revision]:
    """The released versions that the public may still read beside the present one, the newest first."""
    released = document.revisions.filter(version__isnull=False).order_by("-version")
    changes = list(Change.objects.filter(document=document))
    return [each for each in released if each.pk != (stays.pk if stays else None) and not closed(each, changes)]


def closed(revision: Revision, changes: Iterable[Change]) -> bool:
    """Whether a released version was taken from the public after it went out: it may hold what had to go."""
    released = revision.released_at
    return released is None or any(_closes(change, revision.pk) and change.at >= released for change in changes)


def _closes(change: Change, revision_id: int) -> bool:
    if change.kind == ChangeKind.WITHDRAWN:
        return True
    return change.kind == ChangeKind.CLOSED and change.after_id != revision_id


# --- what the public reads --------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class PublicChange:
    """One line of the public history of an item: what was done when, and why. Nobody's name stands in it."""

    kind: str
    label: str
    on: date
    reason: str
    version: int | None


def public_changes(document: Document) -> list[PublicChange]:
    """The history of an item as the public reads it, the newest first."""
    return [
        PublicChange(
            kind=change.kind,
            label=str(ChangeKind(change.kind).label),
            on=timezone.localdate(change.at),
            reason=change.reason,
            version=change.after.version if change.after else None,
        )
        for change in document.changes.select_related("after").order_by("-at", "-id")
    ]


# --- the register of the office ---------------------------------------------------------------------------------------
def changes_for(
    by: Actor,
    *,
    unit: Unit | None = None,
    below: bool = False,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    words: str = "",
) -> QuerySet[Change]:
    """更正和撤下登记: the changes a person may read (those of the units within the posts), the newest first."""
    found = Change.objects.filter(within(by.scope(READERS), "unit"))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path) if below else found.filter(unit=unit)
    if kind:
        found = found.filter(kind=kind)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(reason__icontains=word) | Q(document__index_number__icontains=word)
        )
    return found.select_related("unit", "document", "before", "after", "by").order_by("-at", "-id")


@dataclass(frozen=True, kw_only=True)
class ChangeFigures:
    """How many changes of each kind a unit made in a year."""

    unit_id: int
    unit: str
    corrected: int
    withdrawn: int
    restored: int
    ended: int
    closed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.corrected + self.withdrawn + self.restored + self.ended + self.closed


def change_figures(by: Actor, year: int) -> list[ChangeFigures]:
    """The year's changes by unit, in the order of the tree; units without any are left out."""
    found = (
        Change.objects.filter(within(by.scope(READERS), "unit"), at__year=year)
        .order_by("unit__rank")
        .values("unit_id", "unit__name", "unit__path")
        .annotate(**{kind.value: Count("pk", filter=Q(kind=kind)) for kind in ChangeKind})
    )
    return [
        ChangeFigures(
            unit_id=row["unit_id"],
            unit=row["unit__name"],
            **{kind.value: row[kind.value] for kind in ChangeKind},
        )
        for row in found
    ]
