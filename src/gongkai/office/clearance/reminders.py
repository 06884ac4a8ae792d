"""Reminders of steps: a function of the state and the moment. Nothing is sent here; a missed night heals, nothing comes twice."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from gongkai.office.actors import SYSTEM
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance.models import ReviewState, ReviewStep, StepReminder, StepState
from gongkai.office.clearance.rounds import due_on
from gongkai.statute.errors import CalendarUnknown
from gongkai.statute.workdays import load_calendar

TOMORROW = "due_tomorrow"
TODAY = "due_today"
OVERDUE = "overdue_"


def kind_due(due: date, today: date) -> str:
    """What is to be said about a step due on ``due``: "due_tomorrow" (the next working day), "due_today", "overdue_3", or "".

    >>> kind_due(date(2026, 3, 16), date(2026, 3, 13))     # a Friday, and the Monday after it
    'due_tomorrow'
    >>> kind_due(date(2026, 3, 10), date(2026, 3, 12))
    'overdue_2'
    """
    if due == today:
        return TODAY
    try:
        if due > today:
            return TOMORROW if load_calendar().add_workdays(today, 1) == due else ""
        late = load_calendar().workdays_between(due, today)
    except CalendarUnknown:
        return f"{OVERDUE}{(today - due).days}" if today > due else ""
    return f"{OVERDUE}{late}" if late else ""


def words(kind: str) -> str:
    """A kind of reminder in words."""
    fixed = {TOMORROW: "下一个工作日到期", TODAY: "今日到期"}
    return fixed.get(kind) or f"已逾期{kind.removeprefix(OVERDUE)}个工作日"


def remind(now: datetime) -> list[StepReminder]:
    """The reminders that are due now and were not yet made; making them is what keeps them from being made twice."""
    today = timezone.localdate(now)
    _learn_due_days(now)
    if not _lacking(today, lock=False):
        return []
    with audited():
        made = [StepReminder(step=step, on=today, kind=kind) for step, kind in _lacking(today, lock=True)]
        StepReminder.objects.bulk_create(made, batch_size=500)
        record(
            "review.reminded",
            by=SYSTEM,
            at=now,
            subject=f"催办{len(made)}件",
            detail={"steps": [[reminder.step_id, reminder.kind] for reminder in made]},
        )
    return made


def _lacking(today: date, *, lock: bool) -> list[tuple[ReviewStep, str]]:
    steps = ReviewStep.objects.filter(state=StepState.ACTIVE, review__state=ReviewState.OPEN, due_on__isnull=False)
    if lock:  # another run of the clock waits here, and then finds nothing left
        steps = steps.select_for_update(of=("self",))
    found = [
        (step, kind)
        for step in steps.select_related("review__unit").defer("review__content", "review__findings").order_by("pk")
        if step.due_on and (kind := kind_due(step.due_on, today))
    ]
    sent = set(
        StepReminder.objects.filter(step__state=StepState.ACTIVE, step__review__state=ReviewState.OPEN).values_list(
            "step_id", "kind"
        )
    )
    return [(step, kind) for step, kind in found if (step.pk, kind) not in sent]


def _learn_due_days(now: datetime) -> None:
    """Steps opened before the working days of their year were announced get their day as soon as it is known."""
    unknown = ReviewStep.objects.filter(state=StepState.ACTIVE, due_on__isnull=True, opened_at__isnull=False)
    for step in unknown:
        opened_at = step.opened_at
        day = due_on(timezone.localdate(opened_at), step.budget_workdays) if opened_at else None
        if day is None or opened_at is None:
            continue
        with audited():
            ReviewStep.objects.filter(pk=step.pk, due_on__isnull=True).update(due_on=day)
            record(
                "review.due_day_known",
                by=SYSTEM,
                at=now,
                subject=step,
                detail={"due_on": day.isoformat()},
            )
