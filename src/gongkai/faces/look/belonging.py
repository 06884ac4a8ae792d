"""What an item belongs with, and what became of it: only what the public may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from gongkai.office.catalog.contents import public_path
from gongkai.office.catalog.correcting import closed
from gongkai.office.catalog.models import Change, ChangeKind, Document, Relation, RelationKind, Revision
from gongkai.office.catalog.selectors import public_documents

_MOST = 50
#: How a relation reads from either end.
_SAID = {
    RelationKind.AMENDS: ("本文件修改", "本文件被以下文件修改"),
    RelationKind.REPEALS: ("本文件废止", "本文件被以下文件废止"),
    RelationKind.RELATED: ("相关信息", "相关信息"),
}


@dataclass(frozen=True)
class Linked:
    """Another public item: its title, number, unit, the day it was published, and its address."""

    pk: int
    title: str
    number: str
    unit: str
    published_at: datetime | None
    url: str


@dataclass(frozen=True)
class Group:
    """Items that belong with this one in one way, under its words."""

    label: str
    items: tuple[Linked, ...]


@dataclass(frozen=True)
class Belonging:
    """``interprets``: the policies this item explains; ``interpreted``: what explains it; ``groups``: all else."""

    interprets: tuple[Linked, ...] = ()
    interpreted: tuple[Linked, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Event:
    """A line of the history: when, what, why. ``url`` leads to the version where the public may still read it."""

    at: datetime
    word: str
    reason: str
    version: int | None
    url: str


def belongings(document: Document, revision: Revision) -> Belonging:
    """What a revision names, and what names the document; withdrawn and unpublished items are left out."""
    pairs = [(str(other["kind"]), int(other["id"]), 0) for other in revision.related]
    named = Relation.objects.filter(other=document).values_list("kind", "document_id")
    pairs += [(kind, pk, 1) for kind, pk in named[: 4 * _MOST]]
    public = public_documents().filter(pk__in={pk for _kind, pk, _end in pairs})
    known = {other.pk: _linked(other) for other in public.only(*_COLUMNS)}

    def of(kind: RelationKind, *ends: int) -> tuple[Linked, ...]:
        found = dict.fromkeys(pk for said, pk, end in pairs if said == kind and end in ends and pk in known)
        return tuple(known[pk] for pk in found)[:_MOST]

    groups = [
        Group(label, of(kind, end))
        for kind in (RelationKind.AMENDS, RelationKind.REPEALS)
        for end, label in enumerate(_SAID[kind])
    ]
    groups.append(Group(_SAID[RelationKind.RELATED][0], of(RelationKind.RELATED, 0, 1)))
    return Belonging(
        interprets=of(RelationKind.INTERPRETS, 0),
        interpreted=of(RelationKind.INTERPRETS, 1),
        groups=tuple(group for group in groups if group.items),
    )


_COLUMNS = (
    "published_at", "unit__name", "unit__short_name", "published__title", "published__document_number"
)  # fmt: skip


def _linked(document: Document) -> Linked:
    revision = document.published
    assert revision is not None  # noqa: S101 (public documents have one)
    return Linked(
        pk=document.pk,
        title=revision.title,
        number=revision.document_number,
        unit=document.unit.called,
        published_at=document.published_at,
        url=public_path(document),
    )


# --- history ----------------------------------------------------------------------------------------------------------
def history(document: Document, address: Callable[[Revision], str]) -> tuple[Event, ...]:
    """What was released and changed, the newest first; an item that only ever went out once has none.

    A version that was withdrawn or closed by a correction stays closed: it may hold what had to go.
    """
    revisions = list(
        document.revisions.filter(version__isnull=False)
        .only("version", "released_at", "document_id")
        .order_by("version")
    )
    changes = list(Change.objects.filter(document=document).order_by("at", "pk"))
    if len(revisions) < 2 and not changes:
        return ()
    reasons = {change.after_id: change for change in changes if change.kind == ChangeKind.CORRECTED}
    events = [_release(document, each, reasons.get(each.pk), changes, address) for each in revisions]
    events += [
        Event(change.at, str(ChangeKind(change.kind).label), change.reason, None, "")
        for change in changes
        if change.kind != ChangeKind.CORRECTED or change.after_id not in {each.pk for each in revisions}
    ]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _release(
    document: Document,
    revision: Revision,
    correction: Change | None,
    changes: Iterable[Change],
    address: Callable[[Revision], str],
) -> Event:
    assert revision.released_at is not None  # noqa: S101 (released revisions have one)
    word = "首次公开" if revision.version == 1 else "更正" if correction else "更新"
    open_to_all = revision.pk != document.published_id and not closed(revision, changes)
    return Event(
        revision.released_at,
        word,
        correction.reason if correction else "",
        revision.version,
        address(revision) if open_to_all else "",
    )
