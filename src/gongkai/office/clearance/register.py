"""The sign-off register (签批登记簿): every round with its decisions, to be searched, printed, exported; and its figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.clearance.models import Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.permissions import REGISTER_READERS
from gongkai.office.clearance.scope import within
from gongkai.office.units.models import Unit

_MOST_WORDS = 8


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(str(timezone.get_default_timezone()))


def register(
    actor: Actor,
    *,
    unit: Unit | None = None,
    with_subtree: bool = False,
    since: date | None = None,
    until: date | None = None,
    words: str = "",
    reviewer: str = "",
    result: str = "",
    emergency: bool | None = None,
) -> QuerySet[Review]:
    """The rounds in the registers this person may read, newest first, with their steps.

    Args:
        actor: who reads; the units are those within their posts.
        unit: only this unit's.
        with_subtree: and that of the units under it.
        since: submitted on this day or later.
        until: submitted on this day or earlier.
        words: in the title or the register number, all of them.
        reviewer: part of the name of someone who decided a step.
        result: a value of ReviewState.
        emergency: released in an emergency, or not.
    """
    found = Review.objects.filter(within(actor.scope(REGISTER_READERS), sections=False))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path) if with_subtree else found.filter(unit=unit)
    if since is not None:
        found = found.filter(submitted_at__gte=_start(since))
    if until is not None:
        found = found.filter(submitted_at__lt=_start(date.fromordinal(until.toordinal() + 1)))
    for word in words.split()[:_MOST_WORDS]:
        found = found.filter(Q(title__icontains=word) | Q(register_number__icontains=word))
    if reviewer.strip():
        decided = ReviewStep.objects.filter(review_id=OuterRef("pk"), decided_by__name__icontains=reviewer.strip())
        found = found.filter(Exists(decided))
    if result:
        found = found.filter(state=result)
    if emergency is not None:
        found = found.filter(emergency=emergency)
    return (
        found.select_related("unit", "author", "emergency_by")
        .prefetch_related("steps__decided_by")
        .defer("content", "findings")
        .order_by("-submitted_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """One unit's year in the register. Shares are None where there is nothing to share: unknown is never zero."""

    unit_id: int
    submitted: int
    passed: int
    through: int
    passed_at_once: int
    returned: int
    emergency: int
    open: int
    overdue_steps: int

    @property
    def emergency_share(self) -> float | None:
        """Emergency releases among everything released (passed, or released in an emergency)."""
        released = self.passed
        return self.emergency / released if released else None

    @property
    def at_once_share(self) -> float | None:
        """What passed every step in its first round, among what passed every step."""
        return self.passed_at_once / self.through if self.through else None


def figures(units: Iterable[Unit] | QuerySet[Unit], year: int, *, steps: bool = True) -> dict[int, Figures]:
    """The figures of these units for the rounds submitted in a year; every unit has a row, in their order. Two queries.

    ``passed`` counts what was cleared: passed, or released in an emergency (whatever its later review said); ``through``
    what passed every step. Without ``steps`` the overdue steps are left at 0: see :func:`overdue_steps`.
    """
    ids = list(units.values_list("pk", flat=True)) if isinstance(units, QuerySet) else [unit.pk for unit in units]
    since, until = _year(year)
    cleared = Q(state=ReviewState.PASSED) | Q(emergency=True)
    rows = (
        Review.objects.filter(unit_id__in=ids, submitted_at__gte=since, submitted_at__lt=until)
        .order_by()
        .values("unit_id")
        .annotate(
            submitted=Count("pk"),
            passed=Count("pk", filter=cleared),
            through=Count("pk", filter=Q(state=ReviewState.PASSED)),
            passed_at_once=Count("pk", filter=Q(state=ReviewState.PASSED, round=1)),
            returned=Count("pk", filter=Q(state=ReviewState.RETURNED)),
            emergency=Count("pk", filter=Q(emergency=True)),
            open=Count("pk", filter=Q(state=ReviewState.OPEN)),
        )
    )
    late = overdue_steps(ids, year) if steps else {}
    known = {row["unit_id"]: Figures(**row, overdue_steps=late.get(row["unit_id"], 0)) for row in rows}
    return {unit_id: known.get(unit_id) or Figures(unit_id, 0, 0, 0, 0, 0, 0, 0, 0) for unit_id in ids}


def overdue_steps(unit_ids: Iterable[int], year: int) -> dict[int, int]:
    """How many steps of the rounds submitted in a year were decided after their day, by unit; a unit without any is left out. One query."""
    since, until = _year(year)
    return dict(
        ReviewStep.objects.filter(
            review__unit_id__in=list(unit_ids),
            decided_at__isnull=False,
            due_on__isnull=False,
            review__submitted_at__gte=since,
            review__submitted_at__lt=until,
        )
        .exclude(state=StepState.VOID)
        # The first is what the second cannot be without, and asks for no calculation in each row.
        .filter(decided_at__gt=F("due_on"))
        .filter(decided_at__date__gt=F("due_on"))
        .order_by()
        .values("review__unit_id")
        .annotate(number=Count("pk"))
        .values_list("review__unit_id", "number")
    )


def _year(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year here, and of the next."""
    return _start(date(year, 1, 1)), _start(date(year + 1, 1, 1))


def totals(rows: Iterable[Figures]) -> Figures:
    """Many units' figures as one (``unit_id`` 0)."""
    found = list(rows)
    names = ("submitted", "passed", "through", "passed_at_once", "returned", "emergency", "open", "overdue_steps")
    return Figures(0, *(sum(getattr(row, name) for row in found) for name in names))
