"""不予公开台账: what passed review and is not for everybody, on what ground, and when it is looked at again (条例第十四至十八条).

A document stands here from the moment a revision with 不予公开 or 依申请公开 has passed, until a later version is public. Nothing of
it is ever told to the portal or the search.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import SUBJECT_TYPE
from gongkai.office.catalog.locking import lock
from gongkai.office.catalog.models import Disclosure, Document, Reassessment, Revision
from gongkai.office.catalog.permissions import READERS, REASSESSORS
from gongkai.office.clearance.models import Review, ReviewState
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import within

OPINION_MOST = 300
#: From so many days before the day, the worklist reminds.
AHEAD_DAYS = 30
#: Nobody puts a look off for longer.
FURTHEST_DAYS = 366 * 3

# Where a line of the register stands.
OVERDUE, DUE, RESTING, OPENED = "overdue", "due", "resting", "opened"
STATES = {OVERDUE: "评估已逾期", DUE: "近期应评估", RESTING: "未到期", OPENED: "评估可以公开"}


def reassess(
    document: Document, release: bool, opinion: str, next_on: date | None, *, by: Actor, at: datetime
) -> Reassessment:
    """Look again at something that is not public. ``release``: it may now be; a revision with 主动公开 may go into review.

    Raises:
        NotAllowed: neither 保密审查员 nor 办公室终审 of the unit.
        Refused: it is not in the register; no opinion; or, if it stays as it is, no day of the next look.
    """
    if by.id is None or not permissions.may_reassess(by, document):
        raise NotAllowed("定期评估由保密审查员或者办公室终审办理，您没有这样的岗位。")
    opinion = " ".join(opinion.split())
    today = timezone.localdate(at)
    problems: dict[str, str] = {}
    if not opinion:
        problems["opinion"] = "没有写评估意见。请写明事由是否仍然存在、依据是什么。"
    elif len(opinion) > OPINION_MOST:
        problems["opinion"] = f"评估意见有{len(opinion)}个字，最多{OPINION_MOST}个字，请缩短。"
    if not release and next_on is None:
        problems["next_on"] = "仍不公开的，须定期评估（条例第十八条），请填写下次评估日期。"
    elif not release and next_on is not None and next_on <= today:
        problems["next_on"] = f"下次评估日期{next_on}不在今天之后，请核对。"
    elif not release and next_on is not None and next_on > today + timedelta(days=FURTHEST_DAYS):
        problems["next_on"] = f"下次评估日期{next_on}在三年以后，太远了，请提前。"
    if problems:
        raise Refused(problems)
    with audited():
        locked = lock(document)
        if not withheld().filter(pk=locked.pk).exists():
            raise Refused("本文稿不在不予公开台账里，可能已经公开，请刷新后查看。")
        made = Reassessment.objects.create(
            document=locked,
            release=release,
            opinion=opinion,
            next_on=None if release else next_on,
            by_id=by.id,
            at=at,
        )
        record(
            "document.reassessed",
            by=by,
            at=at,
            subject=locked,
            unit_id=locked.unit_id,
            detail={
                "release": release,
                "opinion": opinion,
                "next_on": made.next_on.isoformat() if made.next_on else "",
            },
        )
    return made


# --- the register -----------------------------------------------------------------------------------------------------
def withheld() -> QuerySet[Any]:
    """What is registered as not public. Each has ``registered_id`` (its :class:`Revision`), ``registered_at``, ``ground``,
    ``as_disclosure``, and of the last look ``looked_release``, ``looked_at``; ``due_on`` is the day of the next look.
    """
    passed = Review.objects.filter(
        subject_type=SUBJECT_TYPE,
        subject_id=Cast(OuterRef("document_id"), CharField(max_length=60)),
        digest=OuterRef("digest"),
        state=ReviewState.PASSED,
    ).order_by("-round")
    kept = (
        Revision.objects.filter(document=OuterRef("pk"))
        .exclude(disclosure=Disclosure.PROACTIVE)
        .filter(Exists(passed))
        .order_by("-number")
    )
    looked = Reassessment.objects.filter(document=OuterRef("pk")).order_by("-at", "-id")
    return (
        Document.objects.filter(pk__in=Revision.objects.exclude(disclosure=Disclosure.PROACTIVE).values("document"))
        .annotate(
            registered_id=Subquery(kept.values("pk")[:1]),
            registered_number=Subquery(kept.values("number")[:1]),
            registered_at=Subquery(kept.annotate(at=Subquery(passed.values("decided_at")[:1])).values("at")[:1]),
            ground=Subquery(kept.values("ground")[:1]),
            as_disclosure=Subquery(kept.values("disclosure")[:1]),
            planned_on=Subquery(kept.values("reassess_on")[:1]),
            looked_at=Subquery(looked.values("at")[:1]),
            looked_release=Subquery(looked.values("release")[:1]),
            looked_next=Subquery(looked.values("next_on")[:1]),
        )
        .filter(registered_id__isnull=False)
        .exclude(published__isnull=False, withdrawn_at__isnull=True, published__number__gt=F("registered_number"))
        .annotate(
            looked_since=Case(
                When(looked_at__isnull=False, looked_at__gte=F("registered_at"), then=Value(1)), default=Value(0)
            )
        )
        .annotate(
            due_on=Case(
                When(looked_since=1, then=F("looked_next")),
                default=F("planned_on"),
            )
        )
        .select_related("unit", "section", "latest")
    )


def withheld_for(
    by: Actor,
    on: date,
    *,
    unit: Unit | None = None,
    below: bool = False,
    disclosure: str = "",
    ground: str = "",
    state: str = "",
    words: str = "",
) -> QuerySet[Any]:
    """The register as a person may read it (the units within the posts), the next look first."""
    found = withheld().filter(within(by.scope(READERS), "unit"))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path) if below else found.filter(unit=unit)
    if disclosure:
        found = found.filter(as_disclosure=disclosure)
    if ground:
        found = found.filter(ground=ground)
    if state:
        found = found.filter(_in_state(state, on))
    for word in words.split():
        found = found.filter(Q(latest__title__icontains=word) | Q(latest__document_number__icontains=word))
    return found.order_by(F("due_on").asc(nulls_last=True), "-pk")


def _in_state(state: str, on: date) -> Q:
    opened = Q(looked_since=1, looked_release=True)
    until = on + timedelta(days=AHEAD_DAYS)
    return {
        OPENED: opened,
        OVERDUE: Q(due_on__lt=on) & ~opened,
        DUE: Q(due_on__gte=on, due_on__lte=until) & ~opened,
        RESTING: (Q(due_on__gt=until) | Q(due_on__isnull=True)) & ~opened,
    }.get(state, Q())


def state_of(row: Any, on: date) -> str:  # noqa: ANN401 (a document with the columns of withheld())
    """Where a line of the register stands: a key of :data:`STATES`."""
    due: date | None = row.due_on
    if row.looked_since and row.looked_release:
        return OPENED
    if due is None or due > on + timedelta(days=AHEAD_DAYS):
        return RESTING
    return OVERDUE if due < on else DUE


def reassessments_due(by: Actor, on: date) -> QuerySet[Any]:
    """What this person must look at again, from a month before its day, the longest overdue first; each with ``due_on``."""
    mine = withheld().filter(within(by.scope(REASSESSORS), "unit"))
    return mine.filter(due_on__lte=on + timedelta(days=AHEAD_DAYS)).order_by("due_on", "pk")
