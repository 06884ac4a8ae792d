"""Questions about documents: what may this person see, where does each stand, what is public."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from gongkai.office.actors import Actor
from gongkai.office.catalog.contents import SUBJECT_TYPE
from gongkai.office.catalog.models import Disclosure, Document, DocumentKind, Revision
from gongkai.office.catalog.permissions import READERS, WRITERS
from gongkai.office.clearance import selectors as clearance
from gongkai.office.clearance.models import Finding, GateRun, Review, ReviewState
from gongkai.office.clearance.subject import Subject
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import within


class Stand(StrEnum):
    """Where the latest revision of a document stands. Computed, never kept."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    CLEARED = "cleared"
    REGISTERED = "registered"
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in words."""
        return _STANDS[self]


_STANDS = {
    Stand.DRAFT: "起草中",
    Stand.IN_REVIEW: "审查中",
    Stand.RETURNED: "退回",
    Stand.CLEARED: "已审",
    Stand.REGISTERED: "已登记不公开",
    Stand.PUBLIC: "已公开",
    Stand.WITHDRAWN: "已撤下",
}


def subject_of(document: Document) -> Subject:
    """How clearance is told of a document."""
    title = document.latest.title if document.latest else ""
    return Subject(
        type=SUBJECT_TYPE,
        id=str(document.pk),
        kind=document.kind,
        unit=document.unit,
        section_id=document.section_id,
        title=title,
    )


# --- where it stands --------------------------------------------------------------------------------------------------
_FRESH = Q(withdrawn_at__isnull=True) | Q(cleared_at__gt=F("withdrawn_at"))
# Words that were cleared before others were registered as not public are no longer cleared for everybody (条例第十八条).
_STILL_OPEN = Q(withheld_round__isnull=True) | Q(cleared_round__gt=F("withheld_round"))
_CLEARED = Q(cleared_state=ReviewState.PASSED) | Q(cleared_state=ReviewState.OPEN, cleared_emergency=True)
_RETURNED = Q(last_state=ReviewState.RETURNED) & (Q(withdrawn_at__isnull=True) | Q(last_at__gt=F("withdrawn_at")))
# The first that holds; where there was no round yet, nothing about a round holds.
_STAND = Case(
    When(published=F("latest"), withdrawn_at__isnull=True, then=Value(Stand.PUBLIC)),
    When(last_state=ReviewState.OPEN, last_emergency=False, then=Value(Stand.IN_REVIEW)),
    When(_CLEARED & _FRESH & _STILL_OPEN & Q(latest__disclosure=Disclosure.PROACTIVE), then=Value(Stand.CLEARED)),
    When(_CLEARED & _FRESH & ~Q(latest__disclosure=Disclosure.PROACTIVE), then=Value(Stand.REGISTERED)),
    When(_RETURNED, then=Value(Stand.RETURNED)),
    When(published=F("latest"), withdrawn_at__isnull=False, then=Value(Stand.WITHDRAWN)),
    default=Value(Stand.DRAFT),
    output_field=CharField(),
)


def with_stands(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Each with its ``stand`` (a value of :class:`Stand`). The newest round of exactly the latest words clears them."""
    rounds = Review.objects.filter(
        subject_type=SUBJECT_TYPE, subject_id=Cast(OuterRef("pk"), CharField(max_length=60))
    ).order_by("-round")
    same = rounds.filter(digest=OuterRef("latest__digest"))
    revisions = Revision.objects.filter(document_id=OuterRef(OuterRef("pk")), digest=OuterRef("digest"))
    closed = revisions.exclude(disclosure=Disclosure.PROACTIVE)
    return documents.annotate(
        cleared_round=Subquery(same.values("round")[:1]),
        withheld_round=Subquery(rounds.filter(Exists(closed), state=ReviewState.PASSED).values("round")[:1]),
        last_state=Subquery(rounds.values("state")[:1]),
        last_at=Subquery(rounds.values("submitted_at")[:1]),
        last_emergency=Subquery(rounds.values("emergency")[:1]),
        cleared_state=Subquery(same.values("state")[:1]),
        cleared_at=Subquery(same.values("submitted_at")[:1]),
        cleared_emergency=Subquery(same.values("emergency")[:1]),
    ).annotate(stand=_STAND)


def standing(documents: QuerySet[Document], stand: Stand) -> QuerySet[Document]:
    """Those that stand so, each with its ``stand``. What can be told by columns is asked first: rounds are dear to look at."""
    state = {Stand.IN_REVIEW: ReviewState.OPEN, Stand.RETURNED: ReviewState.RETURNED}.get(stand)
    if state is not None:
        there = Review.objects.filter(subject_type=SUBJECT_TYPE, state=state).order_by()
        number = Cast("subject_id", BigIntegerField())
        documents = documents.filter(pk__in=there.annotate(number=number).values("number"))
    elif stand == Stand.PUBLIC:
        documents = documents.filter(published=F("latest"), withdrawn_at__isnull=True)
    elif stand == Stand.WITHDRAWN:
        documents = documents.filter(withdrawn_at__isnull=False)
    elif stand == Stand.REGISTERED:
        documents = documents.exclude(latest__disclosure=Disclosure.PROACTIVE)
    return with_stands(documents).filter(Q(("stand", stand)))


def stand_of(document: Document) -> Stand:
    """Where a document stands now, as the tables say."""
    return Stand(with_stands(Document.objects.filter(pk=document.pk)).values_list(_STAND, flat=True).get())


def is_public(document: Document) -> bool:
    """Whether the public sees a version of it (perhaps an older one than is worked on)."""
    return document.published_id is not None and document.withdrawn_at is None


def withheld_until_reassessed(document: Document) -> bool:
    """Whether it stands in the register of what is not public, and nobody has found since that it may be (条例第十八条)."""
    passed = clearance.rounds(subject_of(document)).filter(state=ReviewState.PASSED).order_by("-round").first()
    last = document.revisions.filter(digest=passed.digest).first() if passed is not None else None
    if passed is None or last is None or last.disclosure != Disclosure.WITHHELD:
        return False
    looked = document.reassessments.first()
    since = passed.decided_at
    return looked is None or not looked.release or (since is not None and looked.at < since)


def withheld_after(document: Document, review: Review) -> bool:
    """Whether a later round than this registered the document as not public: then it clears nothing any more."""
    later = clearance.rounds(subject_of(document)).filter(state=ReviewState.PASSED, round__gt=review.round)
    revisions = document.revisions.exclude(disclosure=Disclosure.PROACTIVE)
    return revisions.filter(digest__in=later.order_by().values("digest")).exists()


def open_review(document: Document) -> Review | None:
    """The round that is open, an emergency's later review included."""
    return clearance.open_review(subject_of(document))


def rounds_of(document: Document) -> QuerySet[Review]:
    """All rounds of review with their steps, the newest first."""
    return clearance.rounds(subject_of(document))


def findings_of(document: Document) -> QuerySet[Finding]:
    """What the gates found in the latest revision."""
    digest = document.latest.digest if document.latest else ""
    return clearance.findings_of(subject_of(document)).filter(digest=digest)


def was_checked(document: Document) -> bool:
    """Whether the gates have looked at exactly the latest revision."""
    digest = document.latest.digest if document.latest else ""
    return GateRun.objects.filter(subject_type=SUBJECT_TYPE, subject_id=str(document.pk), digest=digest).exists()


def author_ids(document: Document) -> list[int]:
    """Everyone who wrote on what is worked on now, so that none of them reviews it: who saved since the last release.

    A release counts once its words have passed review: what only went out in an emergency is still unreviewed work.
    """
    revisions = document.revisions.all()
    number = revisions.latest("number").number
    passed = clearance.rounds(subject_of(document)).filter(state=ReviewState.PASSED).values_list("digest", flat=True)
    released = (
        revisions.filter(version__isnull=False, number__lt=number, digest__in=set(passed)).order_by("-number").first()
    )
    since = revisions.filter(number__gt=released.number if released else 0)
    return sorted(set(since.values_list("saved_by_id", flat=True)))


# --- lists of the office ----------------------------------------------------------------------------------------------
def visible_to(by: Actor) -> QuerySet[Document]:
    """The documents a person may see in the office: those of the units within their posts."""
    return Document.objects.filter(within(by.scope(READERS), "unit")).select_related(
        "unit", "section", "latest", "latest__saved_by", "published"
    )


def units_visible_to(by: Actor) -> QuerySet[Unit]:
    """The units whose documents a person may see."""
    return Unit.objects.filter(within(by.scope(READERS), ""))


def units_writable_by(by: Actor) -> QuerySet[Unit]:
    """The units a person may write for; ``permissions.may_write_in`` decides about the section."""
    return Unit.objects.filter(within(by.scope(WRITERS), ""))


def containing(documents: QuerySet[Document], words: str) -> QuerySet[Document]:
    """Those whose latest title or number contains every one of the words."""
    for word in words.split():
        documents = documents.filter(Q(latest__title__icontains=word) | Q(latest__document_number__icontains=word))
    return documents


# --- what is public ---------------------------------------------------------------------------------------------------
def public_documents() -> QuerySet[Document]:
    """What the public sees, the newest release first."""
    return (
        Document.objects.filter(published__isnull=False, withdrawn_at__isnull=True)
        .select_related("unit", "published")
        .order_by("-published__released_at", "-id")
    )


def released_revisions(document: Document) -> QuerySet[Revision]:
    """The versions that were released, the newest first (制度库的版次)."""
    return document.revisions.filter(version__isnull=False).order_by("-version")


def institutions_of(units: QuerySet[Unit] | Iterable[Unit]) -> QuerySet[Document]:
    """The institutions in force (工作制度) of these units: released and not withdrawn."""
    return public_documents().filter(kind=DocumentKind.INSTITUTION, unit__in=units)
