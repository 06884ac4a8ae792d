"""What publishing asks of a person: headings to keep up, the twenty working days, arranged releases, looks at what is withheld."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone

from gongkai.faces.desk.home.tasks import MOST, Task, document_url, left
from gongkai.faces.desk.kit import Chip, address
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.catalog import permissions
from gongkai.office.catalog.alerting import Due, due_for
from gongkai.office.catalog.lateness import waiting
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.obligations import State
from gongkai.office.catalog.withholding import reassessments_due
from gongkai.office.units.models import Unit


def publishing(actor: Actor, on: date) -> Iterator[Task]:
    """All of it, in no order."""
    yield from _headings(actor, on)
    yield from _formed(actor, on)
    yield from _arranged(actor)
    yield from _withheld(actor, on)


def _headings(actor: Actor, on: date) -> Iterator[Task]:
    for each in due_for(actor, on)[:MOST]:
        stale = each.line.state == State.STALE
        yield Task(
            kind=Chip("类目超期", "red") if stale else Chip("类目将到期", "amber"),
            title=each.line.node.name,
            url=f"{address('desk:catalogue:unit', each.unit.pk)}?state={each.line.state}",
            why=f"最近一条公开于{each.line.newest_on}，每{each.line.cycle_days}天应有更新",
            unit=each.unit.called,
            left=_days(each, on),
            due_on=each.due_on,
            order=2.0 if stale else 4.0,
        )


def _days(each: Due, on: date) -> Chip:
    past = (on - each.due_on).days
    if past > 0:
        return Chip(f"超期{past}天", "red")
    return Chip(f"还有{-past}天" if past else "今日到期", "amber")


def _formed(actor: Actor, on: date) -> Iterator[Task]:
    """What was formed and must be public: told to whom it falls to write on it, and to 办公室终审."""
    duties = actor.scope(permissions.WRITERS | {DutyKind.FINAL_REVIEWER})
    units = Unit.objects.filter(pk__in=[duty.unit_id for duty in duties if duty.unit_id is not None])
    if not duties:
        return
    for each in waiting(units, on, most=MOST):
        document = each.document
        if not (permissions.may_write(actor, document) or permissions.may_publish(actor, document)):
            continue
        chip, order = left(each.due_on, on)
        yield Task(
            kind=Chip("应当公开", "red" if order < 0 else "amber"),
            title=str(document),
            url=document_url(document.pk),
            why=f"成文于{each.formed_on}，应自形成之日起20个工作日内公开（条例第二十六条）",
            unit=document.unit.called,
            left=chip,
            due_on=each.due_on,
            order=order,
        )


def _arranged(actor: Actor) -> Iterator[Task]:
    """Releases that go out by themselves, and those that did not."""
    units = [duty.unit_id for duty in actor.scope(permissions.PUBLISHERS) if duty.unit_id is not None]
    arranged = Q(release_at__isnull=False) | ~Q(release_note="")
    found = Document.objects.filter(arranged, unit__in=units, withdrawn_at__isnull=True) if units else ()
    for document in found and found.select_related("unit", "section", "latest").order_by("release_at", "pk")[:MOST]:
        if not permissions.may_publish(actor, document):
            continue
        failed = document.release_at is None
        when = "" if document.release_at is None else f"{timezone.localtime(document.release_at):%Y-%m-%d %H:%M}"
        yield Task(
            kind=Chip("未按时公开", "red") if failed else Chip("定时公开"),
            title=str(document),
            url=document_url(document.pk),
            why=document.release_note if failed else f"定于{when}自动公开",
            unit=document.unit.called,
            left=None,
            due_on=None if document.release_at is None else timezone.localdate(document.release_at),
            order=0.2 if failed else 20.0,
        )


def _withheld(actor: Actor, on: date) -> Iterator[Task]:
    for document in reassessments_due(actor, on)[:MOST]:
        chip, order = left(document.due_on, on)
        yield Task(
            kind=Chip("定期评估", "amber"),
            title=str(document),
            url=address("desk:withheld:one", document.pk) or document_url(document.pk),
            why="不予公开的信息应定期评估，情况变化的应予公开（条例第十八条）",
            unit=document.unit.called,
            left=chip,
            due_on=document.due_on,
            order=order,
        )
