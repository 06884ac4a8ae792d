"""What waits for a person, from all chapters, as one list: the most urgent first, each with the reason why it is there.

A handful of queries, however many units and documents there are: every source is asked for its most urgent few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from gongkai.faces.desk.home.confirming import to_confirm
from gongkai.faces.desk.home.importing import imported
from gongkai.faces.desk.home.publishing import publishing
from gongkai.faces.desk.home.reading import read_reports
from gongkai.faces.desk.home.tasks import MOST, NO_DAY, Task, document_url, left
from gongkai.faces.desk.kit import Chip, address
from gongkai.office.actors import UNIT_DUTIES, Actor, DutyKind
from gongkai.office.catalog import permissions
from gongkai.office.catalog.contents import SUBJECT_TYPE
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import Stand, visible_to, with_stands
from gongkai.office.clearance.models import Finding, FindingState, Review
from gongkai.office.clearance.selectors import (
    emergencies_to_mend,
    returned_to,
    waiting_count,
    waiting_for,
)

_PUBLISHERS = frozenset({DutyKind.FINAL_REVIEWER, DutyKind.DRAFTER})
_DUE_WORDS = ("已逾期", "今日到期", "下一个工作日到期", "应于", "应办结日期")


@dataclass(frozen=True)
class WorkList:
    """The lines, and how many there are altogether of those that are counted."""

    tasks: list[Task]
    to_review: int

    @property
    def overdue(self) -> int:
        """How many of the shown are past their day."""
        return sum(task.order < 0 and task.due_on is not None for task in self.tasks)


def worklist(actor: Actor, on: date) -> WorkList:
    """Everything that waits for this person, the most urgent first."""
    tasks = [*to_confirm(actor)]
    if not actor.has(*UNIT_DUTIES):  # the lead office and the platform look on; nothing is theirs to write or review
        return WorkList(tasks, 0)
    tasks += [
        *_emergencies(actor),
        *_to_review(actor, on),
        *_returned(actor),
        *_cleared(actor),
        *publishing(actor, on),
        *imported(actor),
        *read_reports(actor),
    ]
    named = {task.url for task in tasks}  # what must be public by a day is not said once more as a draft
    tasks += [task for task in _drafts(actor) if task.url not in named]
    tasks.sort(key=lambda task: (task.order, task.due_on or date.max, task.title))
    shown = sum(task.kind.text == "待审查" for task in tasks)
    return WorkList(tasks, waiting_count(actor) if shown >= MOST else shown)


def _to_review(actor: Actor, on: date) -> Iterator[Task]:
    for waiting in waiting_for(actor, on, most=MOST):
        chip, order = left(waiting.step.due_on, on)
        review = waiting.review
        yield Task(
            kind=Chip("待审查", "main"),
            title=review.title,
            url=_review_url(review),
            why=_without_due(waiting.why),
            unit=review.unit.called,
            left=chip,
            due_on=waiting.step.due_on,
            order=order,
        )


def _without_due(why: str) -> str:
    """The reason without its last clause, where that only repeats the day that stands beside it."""
    reason, _, last = why.rpartition("，")
    return reason if reason and last.startswith(_DUE_WORDS) else why


def _emergencies(actor: Actor) -> Iterator[Task]:
    for review in emergencies_to_mend(actor)[:MOST]:
        yield Task(
            kind=Chip("须撤下或更正", "red"),
            title=review.title,
            url=_thing_url(review),
            why="应急发布后的补审没有通过，公开的内容须撤下或者更正",
            unit=review.unit.called,
            left=Chip("立即", "red"),
            due_on=None,
            order=-NO_DAY,
        )


def _returned(actor: Actor) -> Iterator[Task]:
    for review in returned_to(actor)[:MOST]:
        when = f"{review.decided_at:%m月%d日}".lstrip("0").replace("月0", "月") if review.decided_at else ""
        yield Task(
            kind=Chip("退回修改", "amber"),
            title=review.title,
            url=_thing_url(review),
            why=f"第{review.round}轮审查{when and f'于{when}'}退回，请按意见修改后再送审",
            unit=review.unit.called,
            left=None,
            due_on=None,
            order=0.5,
        )


def _cleared(actor: Actor) -> Iterator[Task]:
    duties = actor.scope(_PUBLISHERS)
    if not duties:
        return
    within = Q(pk__in=[])
    for duty in duties:
        unit = Q(unit__path__startswith=duty.path) if duty.subtree else Q(unit_id=duty.unit_id)
        within |= unit & (Q(section_id=duty.section_id) if duty.section_id and duty.kind == DutyKind.DRAFTER else Q())
    for document in _standing(_unpublished().filter(within), Stand.CLEARED).order_by("-pk")[:MOST]:
        if permissions.may_publish(actor, document):
            yield _of_document(document, Chip("待公开", "green"), "审查已通过，可以公开", order=1.5)


def _drafts(actor: Actor) -> Iterator[Task]:
    mine = _unpublished().filter(latest__saved_by_id=actor.id or 0, pk__in=visible_to(actor).values("pk"))
    found = _standing(mine, Stand.DRAFT).annotate(open_findings=_open_findings())
    for document in found.order_by("-open_findings", "-latest__saved_at")[:MOST]:
        number = document.open_findings
        if number:
            why = f"检查发现{number}处提示，送审前须逐处修改或者说明理由"
            yield _of_document(document, Chip("有待处理提示", "amber"), why, order=5)
        else:
            yield _of_document(document, Chip("起草中"), "您最后保存，尚未送审", order=NO_DAY)


def _unpublished() -> QuerySet[Document]:
    """Documents whose latest words are not public."""
    waiting = Q(published__isnull=True) | ~Q(published=F("latest"))
    return Document.objects.filter(waiting, withdrawn_at__isnull=True).select_related("unit", "section", "latest")


def _standing(documents: QuerySet[Document], stand: Stand) -> QuerySet[Any]:
    found: QuerySet[Any] = with_stands(documents)
    return found.filter(stand=stand)


def _open_findings() -> Coalesce:
    found = (
        Finding.objects.filter(
            subject_type=SUBJECT_TYPE,
            subject_id=Cast(OuterRef("pk"), CharField(max_length=60)),
            digest=OuterRef("latest__digest"),
            state=FindingState.OPEN,
            severity__in=["stop", "warn"],
        )
        .order_by()
        .values("subject_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _of_document(document: Document, kind: Chip, why: str, *, order: float) -> Task:
    return Task(
        kind=kind,
        title=str(document),
        url=document_url(document.pk),
        why=why,
        unit=document.unit.called,
        left=None,
        due_on=None,
        order=order,
    )


def _review_url(review: Review) -> str:
    return address("desk:reviews:review", review.pk)


def _thing_url(review: Review) -> str:
    """What was reviewed, where its own screen is known here; else the round."""
    return document_url(review.subject_id) if review.subject_type == SUBJECT_TYPE else _review_url(review)


def kinds(tasks: Iterable[Task]) -> dict[str, int]:
    """How many of each kind, in the order of the list."""
    counted: dict[str, int] = {}
    for task in tasks:
        counted[task.kind.text] = counted.get(task.kind.text, 0) + 1
    return counted
