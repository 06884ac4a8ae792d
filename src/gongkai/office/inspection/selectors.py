"""Questions about what people found wrong."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from gongkai.office.actors import Actor
from gongkai.office.inspection.models import Mistake, MistakeState
from gongkai.office.inspection.permissions import HANDLERS, READERS


def visible_to(by: Actor) -> QuerySet[Mistake]:
    """The reports about the units within a person's posts."""
    return Mistake.objects.filter(_within(by, READERS)).select_related("unit")


def waiting_for(by: Actor) -> QuerySet[Mistake]:
    """The open reports this person may deal with, the most urgent first."""
    return (
        Mistake.objects.filter(_within(by, HANDLERS), state=MistakeState.OPEN)
        .select_related("unit")
        .order_by("due_on", "pk")
    )


def overdue(mistakes: QuerySet[Mistake], on: date) -> QuerySet[Mistake]:
    """Those still open after their day."""
    return mistakes.filter(state=MistakeState.OPEN, due_on__lt=on)


def by_code(code: str) -> Mistake | None:
    """The report with this receipt, as the public may ask for it; spaces and small letters do not matter."""
    wanted = "".join(code.upper().split()).replace("-", "")[:16]
    return Mistake.objects.select_related("unit").filter(code=wanted).first() if wanted else None


def _within(by: Actor, kinds: frozenset[object]) -> Q:
    condition = Q(pk__in=[])
    for duty in by.duties:
        if duty.kind in kinds:
            condition |= Q(unit__path__startswith=duty.path) if duty.subtree else Q(unit__path=duty.path)
    return condition
